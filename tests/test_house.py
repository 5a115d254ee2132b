"""The house at run time: heavy libraries load when they are needed and not before."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "sqlalchemy", "alembic", "textual", "spacy", "docx", "lxml", "numpy", "pypdf", "rapidfuzz",
    "scipy", "pandas", "xlsxwriter", "psycopg", "fitz", "yaml", "cryptography",
    "sqlalchemy.dialects.postgresql",
)  # fmt: skip
ON_SCREEN = {"textual", "sqlalchemy"}
NEW = (
    "import sys, tempfile; from qualcode.cli.main import run; "
    "where = tempfile.mkdtemp() + '/é.qualcode'; assert run(['new', where]) == 0"
)
ROOT = Path(__file__).resolve().parent.parent


def loaded_after(code: str) -> set[str]:
    """The heavy libraries that are loaded in a fresh process after `code`."""
    script = (
        f"{code}\nimport json, sys\nprint(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import qualcode", set()),
        ("import qualcode.core.coding, qualcode.core.codebook, qualcode.core.study", set()),
        ("from qualcode.cli.main import run; run(['--version'])", set()),
        ("import qualcode.cli.listing, qualcode.cli.common", set()),
        ("import qualcode.store.opening, qualcode.store.safety.check", {"sqlalchemy"}),
        ("from qualcode.cli.main import run; run(['--help'])", set()),
        ("import qualcode.tui.app", {"textual"}),
        ("from qualcode.tui.screens.modes import screen_of; screen_of('library')", ON_SCREEN),
        ("from qualcode.tui.screens.modes import screen_of; screen_of('code')", ON_SCREEN),
        ("from qualcode.cli.main import run; run(['list', '--help'])", set()),
        (f"{NEW}; assert run(['list', where, 'sources']) == 0", {"sqlalchemy"}),
        ("import qualcode.store.opening", {"sqlalchemy"}),
        ("import qualcode.app.coding.coding, qualcode.app.coding.reading", {"sqlalchemy"}),
        ("import qualcode.interop.transcripts, qualcode.interop.codebook_yaml", set()),
        ("import qualcode.deid.screen", set()),
        ("import qualcode.nlp.lemmas, qualcode.core.asking.code_answer", set()),
        ("import qualcode.app.coding.searching, qualcode.app.coding.queries", {"sqlalchemy"}),
    ],
)
def test_importing_a_room_loads_only_what_it_needs(code: str, allowed: set[str]) -> None:
    assert loaded_after(code) <= allowed


def test_no_module_outgrows_its_room() -> None:
    longest = {"qualcode": 500, "benchmarks": 500, "tests": 600}
    long = {
        str(path.relative_to(ROOT)): lines
        for folder, most in longest.items()
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > most
    }
    assert long == {}


def test_only_one_edge_of_each_front_end_catches_everything() -> None:
    broad = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "qualcode").rglob("*.py")
        if "except Exception" in path.read_text(encoding="utf-8")
    ]
    assert broad == ["qualcode/cli/main.py"]


def test_the_lock_names_no_index() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "index-url" not in text
        assert "://" not in text
