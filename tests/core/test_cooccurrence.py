"""Codes that go together are counted as they are defined."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.core.tables.cooccurrence import PlacedCodings, Together, cooccurrence

CODES, TURN = 3, 10


@dataclass(frozen=True)
class Coded:
    source: int
    start: int
    end: int
    code: int

    @property
    def turns(self) -> tuple[int, int]:
        return self.start // TURN, (self.end - 1) // TURN


@st.composite
def coded(draw: st.DrawFn) -> Coded:
    start = draw(st.integers(0, 59))
    end = draw(st.integers(start + 1, 60))
    return Coded(draw(st.integers(0, 1)), start, end, draw(st.integers(0, CODES - 1)))


def together(one: Coded, other: Coded, how: Together, turns: int) -> bool:
    if one.source != other.source:
        return False
    first, second = sorted((one, other), key=lambda c: c.start)
    if how is Together.OVERLAP:
        return second.start < first.end
    distance = second.turns[0] - first.turns[1]
    return distance <= (turns if how is Together.NEAR else 0)


@settings(max_examples=80)
@given(st.lists(coded(), max_size=14), st.sampled_from(Together), st.integers(0, 3))
def test_every_pair_is_counted_once(found: list[Coded], how: Together, turns: int) -> None:
    found.sort(key=lambda c: (c.source, c.start))
    facts = [(c.source, c.code, c.start, c.end, *c.turns) for c in found]
    columns = PlacedCodings(*np.array(facts, np.int64).reshape(-1, 6).T)
    counted = cooccurrence(columns, CODES, how, turns)
    near = [pair for pair in combinations(found, 2) if together(*pair, how, turns)]
    for a in range(CODES):
        assert counted.codings[a] == sum(c.code == a for c in found)
        for b in range(CODES):
            pairs = [p for p in near if sorted((p[0].code, p[1].code)) == sorted((a, b))]
            assert counted.pairs[a, b] == len(pairs)
            assert counted.sources[a, b] == len({one.source for one, _other in pairs})


@pytest.mark.parametrize(("turns", "pairs"), [(0, 0), (1, 0), (2, 1), (9, 1)])
def test_a_turn_is_as_far_as_it_is_told(turns: int, pairs: int) -> None:
    columns = PlacedCodings(
        np.zeros(2, int), np.array([0, 1]), np.array([0, 50]), np.array([4, 54]),
        np.array([1, 3]), np.array([1, 3]),
    )  # fmt: skip
    assert cooccurrence(columns, 2, Together.NEAR, turns).pairs[0, 1] == pairs
