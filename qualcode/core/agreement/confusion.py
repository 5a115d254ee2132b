"""Which code one coder gave where the other gave another, and the same for valences.

Coders may give several codes to a unit, so that a unit has no single pair of codes. What both
gave is agreed (the diagonal); of the rest, each code that only the one gave stands against each
that only the other gave, and against nothing where the other gave nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from qualcode.core.coding import Valence

Cell = tuple[int | None, int | None]
"""What the first, what the second coder gave: indices in `Comparison.codes`, None for nothing."""

Valences = tuple[frozenset[Valence], frozenset[Valence]]
"""The valences that the first, that the second coder gave a code on a unit."""


class Stretch(NamedTuple):
    """Units in a row to which one coder gave a code and the other did not."""

    first: int
    last: int
    """Half open."""
    coder: int
    code: int


@dataclass(frozen=True, slots=True)
class Confused:
    """Two codes that coders take for each other."""

    codes: tuple[int, int]
    """In the order of the codebook."""
    units: tuple[int, int]
    """Units on which the first coder gave the first of them and the second coder the second, and
    those where it was the other way round."""

    @property
    def total(self) -> int:
        """Units either way."""
        return sum(self.units)


@dataclass(frozen=True, slots=True)
class Confusion:
    """Codes of the first coder against codes of the second, in units; valences likewise."""

    codes: Mapping[Cell, int]
    """Cells that are not 0."""
    valences: Mapping[Valences, int]
    """Of codes whose valence coders choose, on the units to which both gave the code."""

    def confused(self) -> list[Confused]:
        """Pairs of codes taken for each other, the most confused first."""
        pairs: dict[tuple[int, int], list[int]] = {}
        for (one, other), units in self.codes.items():
            if one is None or other is None or one == other:
                continue
            ways = pairs.setdefault((min(one, other), max(one, other)), [0, 0])
            ways[one > other] += units
        found = [Confused(codes, (there, back)) for codes, (there, back) in pairs.items()]
        return sorted(found, key=lambda pair: (-pair.total, pair.codes))

    def neighbour(self, code: int) -> Confused | None:
        """The code that `code` is most often taken for."""
        return next((pair for pair in self.confused() if code in pair.codes), None)


def crossed(sources: Iterable[Iterable[Stretch]]) -> dict[Cell, int]:
    """Units by the pairs of codes that only the one and only the other coder gave.

    Args:
        sources: The stretches of each source, in any order.
    """
    cells: dict[Cell, int] = {}
    for stretches in sources:
        _cross(stretches, cells)
    return cells


def _cross(stretches: Iterable[Stretch], cells: dict[Cell, int]) -> None:
    """Add the cells of one source, going from boundary to boundary."""
    events: list[tuple[int, int, int, int]] = []
    for first, last, coder, code in stretches:
        events += ((first, 1, coder, code), (last, 0, coder, code))
    events.sort()
    given: tuple[dict[int, None], dict[int, None]] = ({}, {})
    reached = 0
    for place, opens, coder, code in events:
        length = place - reached
        if length and (given[0] or given[1]):
            for one in given[0] or (None,):
                for other in given[1] or (None,):
                    cells[one, other] = cells.get((one, other), 0) + length
        reached = place
        if opens:
            given[coder][code] = None
        else:
            del given[coder][code]
