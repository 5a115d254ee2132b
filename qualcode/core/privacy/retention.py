"""How long a study's data may stay in use: the clock that starts with publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qualcode.core.study import Retention

WARNED_BEFORE = 90
"""Days before the last day of use from which every opening says so."""


class Phase(StrEnum):
    """Where the clock stands."""

    UNPUBLISHED = "unpublished"
    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Clock:
    """A retention rule on one day."""

    retention: Retention
    today: date

    @property
    def days_left(self) -> int | None:
        """Days up to the last day of use, negative after it; None before publication."""
        due = self.retention.due
        return None if due is None else (due - self.today).days

    @property
    def phase(self) -> Phase:
        """Whether it runs, and whether it is time to archive."""
        left = self.days_left
        if left is None:
            return Phase.UNPUBLISHED
        if left < 0:
            return Phase.OVERDUE
        return Phase.DUE_SOON if left <= WARNED_BEFORE else Phase.RUNNING


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was archived and purged, when and by whom."""

    title: str
    project: str
    """GUID of the project."""
    published: date | None
    due: date | None
    archived: str
    purged: str
    by: str
    archive: str
    manifest_sha256: str
    """Digest of the archive's list, which holds the digests of all its files."""
    files: tuple[tuple[str, int, str], ...]
    """Name, bytes and digest of every file in the archive."""
    destroyed: tuple[tuple[str, int, str], ...]
    """Name, bytes and digest of every file that was overwritten and taken away."""
    elsewhere: tuple[str, ...]
    """Files and packages that had left the project and are not ours to destroy."""
