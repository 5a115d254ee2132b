"""What a person was told of where a project lies: once a day, not with every command."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.store.safety.surroundings import STANDING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qualcode.store.project import Project
    from qualcode.store.safety.problems import Problem

REMEMBERED = 100
"""Of how many warnings it is kept when they were told; the oldest go first."""


def not_told_today(project: Project) -> Sequence[Problem]:
    """The warnings of a project that this person has not had today; they count as told now.

    What happened lately is always told; what stays as it is (a folder that is synchronised) once a
    day. Where nothing can be kept, everything is told every time.
    """
    today = datetime.now(UTC).astimezone().date().isoformat()
    told = _told()
    fresh = [
        warning
        for warning in project.warnings
        if warning.msgid not in STANDING or told.get(_mark(project.where, warning)) != today
    ]
    for warning in fresh:
        if warning.msgid in STANDING:
            mark = _mark(project.where, warning)
            told.pop(mark, None)
            told[mark] = today
    if fresh:
        with suppress(OSError, RuntimeError):
            file = _file()
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(dict(list(told.items())[-REMEMBERED:])), encoding="utf-8")
    return fresh


def _file() -> Path:
    from platformdirs import user_state_path

    return user_state_path("qualcode", appauthor=False) / "warned.json"


def _told() -> dict[str, str]:
    try:
        stored = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, RuntimeError, ValueError):
        return {}
    return {str(mark): str(day) for mark, day in stored.items()} if isinstance(stored, dict) else {}


def _mark(where: str, warning: Problem) -> str:
    """What stands for a warning of a project: no path is kept."""
    with suppress(OSError):
        where = str(Path(where).resolve())
    said = "\n".join((where, warning.msgid, *(str(value) for value in warning.params.values())))
    return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()[:24]
