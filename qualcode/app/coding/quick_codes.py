"""Quick codes: the letter that each coder gives to a code, kept on this machine."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualcode.store.project import Project


def _file() -> Path:
    from platformdirs import user_config_path

    return user_config_path("qualcode", appauthor=False) / "quick_codes.json"


def _place(project: Project) -> str:
    path = project.path
    where = project.where if path is None else str(path.resolve())
    return f"{where}#{project.acting or ''}"


def _stored() -> dict[str, dict[str, str]]:
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def quick_codes(project: Project) -> dict[str, str]:
    """`codebook:key` by letter, for the acting coder in this project."""
    found = _stored().get(_place(project), {})
    return {str(letter): str(ref) for letter, ref in found.items()}


def assign_quick_code(project: Project, letter: str, ref: str) -> None:
    """Give a letter to a code; the letter's earlier code, and the code's earlier letter, go."""
    stored = _stored()
    kept = {old: code for old, code in quick_codes(project).items() if code != ref}
    stored[_place(project)] = {**kept, letter: ref}
    with suppress(OSError):
        file = _file()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(stored, ensure_ascii=False, indent=1), encoding="utf-8")
