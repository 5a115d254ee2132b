"""Runs the commands of the pages of `tasks/`, one page after the other, on the demonstration.

    python -m docs.tasks

Each language has a home and a demonstration of its own; a command that fails stops it.
"""

from __future__ import annotations

import shlex
import shutil
import tempfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from docs.walk import Differs, fresh_home, steps

FOLDER = Path(__file__).resolve().parent / "tasks"
ORDER = (
    "set_up", "import", "read", "pilot", "agreement", "discuss", "codebook", "code", "consensus",
    "matrices", "themes", "quotations", "checklists", "reviewers",
)  # fmt: skip


def commands(page: Path) -> Iterator[list[str]]:
    """The commands of a page as words."""
    for step in steps(page):
        if step.kind == "sh":
            yield from (shlex.split(line) for line in step.body.strip().splitlines())


def run_all(language: str) -> int:
    """Run every page in one language; gives how many commands were run.

    Raises:
        Differs: one of them failed.
    """
    from qualcode.cli.main import run

    ran = 0
    ending = "md" if language == "en" else f"{language}.md"
    with tempfile.TemporaryDirectory() as home, fresh_home(Path(home), language):
        run(["demo", "demo", "--no-ui"])
        for file in Path("demo").iterdir():
            shutil.copy(file, file.name.replace("antares-demo", "study"))
        for name in ORDER:
            for words in commands(FOLDER / f"{name}.{ending}"):
                said = StringIO()
                with patch("sys.stdout", said), patch("sys.stderr", said):
                    code = run(words[1:])
                if code:
                    raise Differs(f"{name}.{ending}: {shlex.join(words)}\n{said.getvalue()}")
                ran += 1
    return ran


def main() -> None:
    """Run the pages in both languages."""
    for language in ("en", "fr"):
        print(f"{language}: {run_all(language)} commands run, none failed")


if __name__ == "__main__":
    main()
