"""A matrix counts what its definitions say, on any codings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.core.coding import Valence
from qualcode.core.tables.crosstab import (
    COUNTED,
    PILES,
    Counts,
    CrossColumn,
    CrossRow,
    Crosstab,
    Manner,
    MatrixNotes,
    Measure,
    Side,
    State,
    sides_in,
    symbol,
)
from qualcode.core.tables.crosstab_counts import (
    PILE,
    CodingColumns,
    Places,
    Voices,
    codings_in_cell,
    count,
    members_by_choice,
    members_by_code,
)

LENGTH = 30
SOURCES = (0, 0, 1, 2)
"""The source of each voice: two people talk in the first."""
PERSONS = (0, 1, 2, 0)
"""The person of the first voice is heard again in the last source."""
RELATIVES = (False, True, False, False)
UNITS = (0, -1, 1, 0)
GROUPS = (True, True, False, False)
WORDS = tuple(range(0, LENGTH, 4))
"""Where words begin, the same in every source."""


@dataclass(frozen=True)
class Coded:
    """A coding in the plain."""

    voice: int
    code: int
    pile: Side
    start: int
    end: int
    manner: int

    @property
    def source(self) -> int:
        return SOURCES[self.voice]


@st.composite
def coded(draw: st.DrawFn) -> Coded:
    voice = draw(st.integers(0, 3))
    # The two who talk in one source never speak at once.
    low, high = (0, LENGTH // 2) if voice == 0 else (LENGTH // 2, LENGTH)
    start = draw(st.integers(low, high - 1))
    return Coded(
        voice,
        draw(st.integers(0, 3)),
        draw(st.sampled_from(PILES)),
        start,
        draw(st.integers(start + 1, high)),
        draw(st.integers(-1, 2)),
    )


def columns_of(found: Sequence[Coded]) -> CodingColumns:
    def number(values: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(list(values), np.int64)

    return CodingColumns(
        key=number(range(len(found))),
        source=number(c.source for c in found),
        voice=number(c.voice for c in found),
        code=number(c.code for c in found),
        pile=number(PILE[c.pile] for c in found),
        start=number(c.start for c in found),
        end=number(c.end for c in found),
        manner=number(c.manner for c in found),
        words=(
            number(sum(place < c.start for place in WORDS) for c in found),
            number(sum(place < c.end for place in WORDS) for c in found),
        ),
    )


VOICES = Voices(
    np.array(SOURCES), np.array(PERSONS), np.array(RELATIVES), np.array(UNITS), np.array(GROUPS)
)


def touched(spans: Iterable[tuple[int, int, int]]) -> list[set[tuple[int, int]]]:
    """The characters of each segment: spans of a source that share one are one."""
    pieces: list[set[tuple[int, int]]] = []
    for source, start, end in spans:
        new = {(source, place) for place in range(start, end)}
        for piece in [piece for piece in pieces if piece & new]:
            pieces.remove(piece)
            new |= piece
        pieces.append(new)
    return pieces


def figure(found: Sequence[Coded], measure: Measure, side: Side) -> int:
    """A figure of one cell, as the definitions say it."""

    def things(piles: Iterable[Side]) -> set[int]:
        wanted = set(piles)
        voices = {c.voice for c in found if c.pile in wanted}
        match measure:
            case Measure.PARTICIPANTS:
                return {PERSONS[v] for v in voices if not RELATIVES[v]}
            case Measure.RELATIVES:
                return {PERSONS[v] for v in voices if RELATIVES[v]}
            case Measure.SOURCES:
                return {SOURCES[v] for v in voices}
            case Measure.GROUPS:
                return {SOURCES[v] for v in voices if GROUPS[v]}
            case _:
                return {UNITS[v] for v in voices if UNITS[v] >= 0}

    def segments(piles: Iterable[Side]) -> list[set[tuple[int, int]]]:
        return [
            piece
            for pile in piles
            for piece in touched((c.source, c.start, c.end) for c in found if c.pile is pile)
        ]

    if measure is Measure.SEGMENTS:
        return len(segments(COUNTED[side]))
    if measure is Measure.WORDS:
        said = set[tuple[int, int]]().union(*segments(COUNTED[side]))
        return sum(place in WORDS for _source, place in said)
    if side is Side.BOTH:
        return len(things(COUNTED[Side.BARRIER]) & things(COUNTED[Side.LEVER]))
    return len(things(COUNTED[side]))


def in_order(found: Iterable[Coded]) -> list[Coded]:
    return sorted(found, key=lambda c: (c.source, c.start))


ROWS_OF = ((0,), (0, 1), (), (2,))
"""The rows that count each code: the second code stands in two, the third in none."""


@settings(max_examples=150)
@given(st.lists(coded(), max_size=25), st.lists(st.integers(-1, 1), min_size=4, max_size=4))
def test_every_figure_is_what_its_definition_counts(
    drawn: list[Coded], column_of: list[int]
) -> None:
    found = in_order(drawn)
    codings = columns_of(found)
    members = members_by_code(codings, ROWS_OF, 3)
    places = Places(2, of_voice=np.array(column_of))
    counts = count(codings, members, VOICES, places, np.full((3, 3), 2))
    assert set(counts.figures) == set(product(Measure, Side))
    for row in range(3):
        own = [c for c in found if row in ROWS_OF[c.code]]
        for column in range(3):
            here = own if column == 2 else [c for c in own if column_of[c.voice] == column]
            for (measure, side), figures in counts.figures.items():
                assert figures[row, column] == figure(here, measure, side), (measure, side)
            assert [bool(flag) for flag in counts.manners[:, row, column]] == [
                any(c.manner == manner.value for c in here) for manner in Manner
            ]
            raised = State(int(counts.states[row, column])) is State.RAISED
            assert raised == bool(here)


@settings(max_examples=80)
@given(st.lists(coded(), max_size=25), st.sampled_from(Side), st.integers(-1, 1))
def test_behind_a_cell_stand_the_codings_that_it_counts(
    drawn: list[Coded], side: Side, column: int
) -> None:
    found = in_order(drawn)
    codings = columns_of(found)
    members = members_by_code(codings, ROWS_OF, 3)
    column_of = [0, 1, -1, 0]
    places = Places(2, of_voice=np.array(column_of))
    wanted = None if column < 0 else column
    behind = codings_in_cell(codings, members, places, 0, wanted, side).tolist()
    piles = COUNTED[side]
    if side is Side.BOTH:
        piles = COUNTED[Side.BARRIER] | COUNTED[Side.LEVER]
    assert behind == [
        index
        for index, c in enumerate(found)
        if 0 in ROWS_OF[c.code]
        and c.pile in piles
        and (wanted is None or column_of[c.voice] == wanted)
    ]


def test_rows_may_name_their_codings_and_columns_may_overlap() -> None:
    found = in_order(
        [
            Coded(0, 0, Side.BARRIER, 0, 4, -1),
            Coded(2, 1, Side.LEVER, 20, 24, -1),
            Coded(2, 1, Side.LEVER, 26, 28, -1),
        ]
    )
    members = members_by_choice([np.array([0, 1]), np.zeros(0, int), np.array([1, 2])])
    ranges = ((0, 0, 0, LENGTH), (1, 1, 18, 22), (0, 1, 25, LENGTH), (1, 1, 21, LENGTH))
    counts = count(columns_of(found), members, VOICES, Places(2, ranges=ranges), np.full((3, 3), 2))
    assert counts.figures[Measure.SEGMENTS, Side.ANY].tolist() == [[1, 1, 2], [0, 0, 0], [1, 2, 2]]
    assert counts.figures[Measure.PARTICIPANTS, Side.LEVER].tolist() == [
        [0, 1, 1],
        [0, 0, 0],
        [1, 1, 1],
    ]


def test_words_are_counted_only_where_they_are_known() -> None:
    codings = replace(columns_of([Coded(0, 0, Side.BARRIER, 0, 4, -1)]), words=None)
    members = members_by_code(codings, ROWS_OF, 3)
    counts = count(
        codings, members, VOICES, Places(1, of_voice=np.zeros(4, int)), np.ones((3, 2), int)
    )
    assert Measure.WORDS not in {measure for measure, _side in counts.figures}


def test_a_matrix_without_any_coding_has_noughts() -> None:
    members = members_by_code(columns_of([]), ROWS_OF, 3)
    places = Places(1, of_voice=np.zeros(4, int))
    counts = count(columns_of([]), members, VOICES, places, np.zeros((3, 2), int))
    assert all(not figures.any() for figures in counts.figures.values())
    assert counts.states.tolist() == [[0, 0]] * 3


@pytest.mark.parametrize(
    ("sides", "state", "sign"),
    [
        ({Side.BARRIER}, State.RAISED, "▼"),
        ({Side.LEVER, Side.POTENTIAL}, State.RAISED, "▲"),
        ({Side.BARRIER, Side.LEVER}, State.RAISED, "◆"),
        ({Side.BOTH}, State.RAISED, "◆"),
        ({Side.POTENTIAL, Side.DESCRIBED}, State.RAISED, "△"),
        ({Side.DESCRIBED}, State.RAISED, "○"),
        ({Side.UNSET}, State.RAISED, "?"),
        (set(), State.NOT_RAISED, "·"),
        (set(), State.NOT_ASKED, "-"),
        (set(), State.NOT_COLLECTED, ""),
    ],
)
def test_every_cell_has_a_sign_that_needs_no_colour(
    sides: set[Side], state: State, sign: str
) -> None:
    assert symbol(sides, state) == sign


def test_a_column_that_describes_too_few_persons_tells_no_number_of_them() -> None:
    column = CrossColumn("S1", {}, (("patient", 2), ("relative", 1)), sources=3)
    assert column.out_of(Measure.PARTICIPANTS) == 2
    hidden = CrossColumn("S1", {}, (("patient", 2),), sources=3, masked=True)
    assert hidden.out_of(Measure.PARTICIPANTS) is None
    assert hidden.out_of(Measure.SOURCES) == 3
    assert hidden.out_of(Measure.WORDS) is None


def test_a_table_reads_its_counts() -> None:
    found = in_order([Coded(0, 0, Side.BARRIER, 0, 4, 1), Coded(2, 0, Side.LEVER, 20, 24, -1)])
    codings = columns_of(found)
    places = Places(1, of_voice=np.array([0, 0, -1, -1]))
    members = members_by_code(codings, ROWS_OF, 3)
    counts: Counts = count(codings, members, VOICES, places, np.full((3, 2), 2))
    table = Crosstab(
        tuple(CrossRow(ref, {}, sides=frozenset({Valence.BARRIER})) for ref in "abc"),
        (CrossColumn("g", {}),),
        CrossColumn("", {}, groups=1),
        "group",
        counts,
        MatrixNotes("analysis"),
    )
    assert table.count(0, 0, Measure.PARTICIPANTS) == 1
    assert table.count(0, None, Measure.PARTICIPANTS) == 2
    assert sides_in(table, 0, None) == {Side.BARRIER, Side.LEVER, Side.BOTH}
    assert table.manners(0, 0) == (Manner.ASSENTED,)
    assert table.state(1, 0) is State.NOT_RAISED
    assert table.measures == tuple(Measure)
    assert table.has_groups
    assert table.rows[0].name == "a"
