"""What has changed between two tables of barriers and levers, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qualcode.core.codebook import Words
from qualcode.core.tables.matrix import ThemeRow, ThemeTable

PARTS = ("barrier", "lever", "both", "described", "potential", "unset")
"""The counts of a row, in the order of the table."""


class Became(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of one side: participants and passages."""

    participants: int
    segments: int


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row whose counts are not the same in the two tables."""

    code: str
    """`codebook:key`."""
    theme: Words
    determinant: Words
    became: Became
    before: dict[str, Counted]
    """By part; empty for a row that was added."""
    after: dict[str, Counted]
    """Likewise; empty for a row that is gone."""


def changes(before: Sequence[ThemeTable], after: Sequence[ThemeTable]) -> Iterator[RowChange]:
    """The rows that were added, changed or lost, in the order of the later tables."""
    old, new = _rows(before), _rows(after)
    for code, row in new.items():
        there = old.get(code)
        counts = _counts(row)
        if there is None:
            yield RowChange(code, row.theme, row.determinant, Became.ADDED, {}, counts)
        elif (earlier := _counts(there)) != counts:
            yield RowChange(code, row.theme, row.determinant, Became.CHANGED, earlier, counts)
    for code, row in old.items():
        if code not in new:
            yield RowChange(code, row.theme, row.determinant, Became.GONE, _counts(row), {})


def _rows(tables: Sequence[ThemeTable]) -> dict[str, ThemeRow]:
    return {f"{row.codebook}:{row.code}": row for table in tables for row in table.rows}


def _counts(row: ThemeRow) -> dict[str, Counted]:
    found = {}
    for part in PARTS:
        tally = getattr(row, part)
        if tally.segments:
            found[part] = Counted(tally.participants, tally.segments)
    return found
