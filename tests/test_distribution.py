"""What people install holds all that the program needs, and starts from there."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from distribution import portable_windows, story
from distribution.building import ROOT, build

NEEDED = (
    "qualcode/data/codebooks/antares_patients.yaml",
    "qualcode/data/codebooks/checklists/coreq.yaml",
    "qualcode/data/studies/antares.study.yaml",
    "qualcode/data/transcripts_examples/antares/transcripts/FG_reseaux.docx",
    "qualcode/deid/lists/SOURCES.md",
    "qualcode/deid/lists/first_names.txt.gz",
    "qualcode/i18n/locale/fr/LC_MESSAGES/qualcode.mo",
    "qualcode/interop/refi/schemas/Project.xsd",
    "qualcode/store/migrations/versions/0001_first_schema.py",
    "qualcode/tui/qualcode.tcss",
    "qualcode/py.typed",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


def test_the_wheel_holds_codebooks_studies_examples_catalogues_and_lists(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    assert set(NEEDED) <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "docs/"))]


def test_the_wheel_holds_every_file_of_the_package_that_is_kept_with_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    ours = (path for path in (ROOT / "qualcode").rglob("*") if path.is_file())
    kept = {
        path.relative_to(ROOT).as_posix()
        for path in ours
        if "__pycache__" not in path.parts and path.suffix not in {".po", ".pyc"}
    }
    assert kept <= names


def test_from_the_unpacked_wheel_alone_a_new_user_gets_to_a_word_table(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, home = tmp_path / "site", tmp_path / "home"
    home.mkdir()
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    starting = f"import sys; sys.path.insert(0, {str(site)!r}); "
    where = f"import qualcode; assert qualcode.__file__.startswith({str(site)!r}); "
    program = [
        sys.executable,
        "-c",
        starting + where + "from qualcode.cli.main import main; main()",
    ]
    assert story.tell(program, home) == []


def embeddable(folder: Path, listed: str = "python311._pth") -> Path:
    archive = folder / "python-embed-amd64.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("python.exe", b"MZ")
        packed.writestr(listed, "python311.zip\n.\n#import site\n")
    return archive


def test_the_portable_python_sees_the_packages_beside_it(tmp_path: Path) -> None:
    version = portable_windows.unpack_python(embeddable(tmp_path), tmp_path / "python")
    seen = (tmp_path / "python" / "python311._pth").read_text("utf-8").splitlines()
    assert version == "3.11"
    assert seen == ["python311.zip", ".", "Lib/site-packages", "import site"]


def test_another_archive_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no embeddable Python"):
        portable_windows.unpack_python(embeddable(tmp_path, "read.me"), tmp_path / "python")


def test_the_windows_lock_takes_what_windows_needs_and_leaves_out_the_rest(tmp_path: Path) -> None:
    lines = portable_windows.for_windows(tmp_path).read_text("utf-8").splitlines()
    packages = {line.partition("==")[0] for line in lines if "==" in line}
    assert {"textual", "sqlalchemy", "spacy", "python-docx", "colorama"} <= packages
    assert not [line for line in lines if "==" in line and " ; " in line]
    assert sum("--hash=" in line for line in lines) > len(packages)


def test_what_is_double_clicked_has_the_line_ends_of_windows(tmp_path: Path) -> None:
    portable_windows.write_starters(tmp_path)
    for name in ("qualcode.bat", "import.bat", "READ ME.txt"):
        text = (tmp_path / name).read_bytes()
        assert text.count(b"\n") == text.count(b"\r\n") > 0
