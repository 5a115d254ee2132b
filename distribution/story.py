"""What a new user does first, typed one command after another into an installed qualcode."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

STORY: tuple[tuple[str, ...], ...] = (
    ("--version",),
    ("demo", "--no-ui"),
    ("new", "mine.qualcode", "--study", "antares"),
    ("import", "mine.qualcode", "interview.txt", "--as", "ANNE"),
    ("list", "mine.qualcode", "sources"),
    ("search", "mine.qualcode", "douleur"),
    ("export", "mine.qualcode", "codebook-annex", "annexe.docx", "--lang", "fr"),
    ("check", "mine.qualcode"),
    ("backup", "mine.qualcode", "copy.qualcode"),
    ("completion", "bash"),
)
INTERVIEW = """Invented: nobody real speaks. / Inventé : personne de réel ne parle.

Interviewer : Comment avez-vous entendu parler de la pompe ?
Patiente : C'est le médecin de la douleur qui m'en a parlé, un matin, très calmement.
Interviewer : Et qu'avez-vous pensé ?
Patiente : J'avais peur de l'opération, et puis la douleur était trop forte.
"""
WRITTEN = ("mine.qualcode", "annexe.docx", "copy.qualcode")


def tell(program: Sequence[str], folder: Path) -> list[str]:
    """Run the story in `folder` with a home of its own; gives what went wrong, a line each.

    Args:
        program: how qualcode is called there.
        folder: an empty folder.
    """
    (folder / "interview.txt").write_text(INTERVIEW, encoding="utf-8")
    wrong = []
    for words in STORY:
        done = subprocess.run(
            [*program, *words],
            cwd=folder,
            env=environment(folder),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode or "Traceback" in done.stderr:
            wrong.append(f"qualcode {' '.join(words)}: {done.returncode} {done.stderr.strip()}")
    wrong += [f"{name} was not written" for name in WRITTEN if not (folder / name).exists()]
    return wrong


def environment(home: Path) -> dict[str, str]:
    """What a person has who never used the program: no settings, no Python path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "QUALCODE_LANG"):
        kept.pop(name, None)
    return {**kept, "HOME": str(home), "USERPROFILE": str(home), "APPDATA": str(home)}
