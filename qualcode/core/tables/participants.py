"""The table of participants: facts below each other over the same groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.core.tables.masking import PersonTable

Facts = tuple[tuple[str, PersonTable], ...]
"""Name of each fact, and how many persons have each of its values."""


@dataclass(frozen=True, slots=True)
class Participants:
    """The participants of one kind."""

    kind: str
    n: int
    groups: tuple[str, ...]
    """Columns; empty where persons are not told apart by group."""
    facts: Facts
    least: int
    """Cells of fewer persons are masked; 0 for none."""
    hidden: tuple[str, ...] = ()
    """Names of facts that are left out, as all of their cells would be masked."""

    @property
    def masked(self) -> bool:
        """Whether any cell is masked."""
        return any(table.masked for _name, table in self.facts)


def of_groups(facts: Sequence[tuple[str, PersonTable]]) -> Facts | None:
    """Facts over the same groups, or None where that would betray what is masked.

    All facts share the size of each group: where one table masks it, another would tell it.
    """
    sizes = {table.column_totals for _name, table in facts}
    if any(None in totals for totals in sizes):
        return None
    return tuple(facts) if facts else None


def is_telling(table: PersonTable) -> bool:
    """Whether any number of persons but none is left after masking."""
    return any(
        number
        for row, total in zip(table.counts, table.row_totals, strict=True)
        for number in (*row, total)
    )
