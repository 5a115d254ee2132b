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
    """Paths of the projects opened last that still exist, and addresses, the newest first."""
    try:
        stored = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    paths = [path for path in stored if isinstance(path, str)] if isinstance(stored, list) else []
    return [path for path in paths if "://" in path or Path(path).is_file()]


def remember(project: Path | str) -> None:
    """Put a project at the top of the list; a list that cannot be kept is not kept.

    Args:
        project: its file, or its address on a server without a password.
    """
    path = project if isinstance(project, str) else str(project.resolve())
    paths = [path, *(other for other in recent_projects() if other != path)][:LISTED]
    with suppress(OSError, RuntimeError):
        file = _file()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(paths), encoding="utf-8")
