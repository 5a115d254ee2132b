"""The projects that were opened last on this machine: paths only, nothing of their content."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

LISTED = 12
"""How many are remembered."""


def _file() -> Path:
    from platformdirs import user_state_path

    return user_state_path("qualcode", appauthor=False) / "recent.json"


def recent_projects() -> list[str]:
    """Paths of the projects opened last, and addresses, the newest first; some may be gone."""
    try:
        stored = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [path for path in stored if isinstance(path, str)] if isinstance(stored, list) else []


def is_there(project: str) -> bool:
    """Whether a project opened lately still stands where it stood; of a server nothing is asked."""
    return "://" in project or Path(project).is_file()


def forget(project: str) -> None:
    """Take a project off the list."""
    _keep([path for path in recent_projects() if path != project])


def remember(project: Path | str) -> None:
    """Put a project at the top of the list; a list that cannot be kept is not kept.

    Args:
        project: its file, or its address on a server without a password.
    """
    path = project if isinstance(project, str) else str(project.resolve())
    paths = [path, *(other for other in recent_projects() if other != path)][:LISTED]
    _keep(paths)


def _keep(paths: list[str]) -> None:
    with suppress(OSError, RuntimeError):
        file = _file()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(paths), encoding="utf-8")
