"""Spans and turns that are kept as rows are the same as those made one by one."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.spans import PackedSpans, Span
from qualcode.core.text import Locator
from qualcode.core.transcript import StoredTurns, Turn, TurnRow, turn_rows

GAPS = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 9)), max_size=12)


def in_order(gaps: list[tuple[int, int]]) -> list[Span]:
    """Disjoint spans: so far after the one before, so long."""
    spans: list[Span] = []
    place = 0
    for gap, length in gaps:
        spans.append(Span(place + gap, place + gap + length))
        place += gap + length
    return spans


def packed(spans: list[Span]) -> PackedSpans:
    return PackedSpans(array("q", [s.start for s in spans]), array("q", [s.end for s in spans]))


@given(GAPS, st.integers(0, 160))
def test_packed_spans_are_found_as_spans_are(gaps: list[tuple[int, int]], place: int) -> None:
    spans = in_order(gaps)
    kept = packed(spans)
    assert list(kept) == spans
    assert kept == tuple(spans)
    assert hash(kept) == hash(tuple(spans))
    assert [kept[n] for n in range(len(kept))] == spans
    assert kept[1:3] == tuple(spans[1:3])
    assert Locator(kept).at(place) == Locator(spans).at(place)
    wanted = Span(place, place + 5)
    assert Locator(kept).touched(wanted) == Locator(spans).touched(wanted)


def test_packed_spans_need_as_many_ends_as_starts() -> None:
    with pytest.raises(ValueError, match="2 starts and 1 ends"):
        PackedSpans([0, 4], [2])


def test_a_packed_span_of_no_length_is_refused_when_it_is_asked_for() -> None:
    with pytest.raises(ValueError, match="not 3"):
        PackedSpans([3], [3])[0]


ROWS: list[TurnRow] = [
    (1, "Enquêtrice", 0, 12, 13, 20, None, None),
    (2, "P01", 22, 26, 27, 27, 500, 900),
    (3, "", None, None, 30, 44, None, None),
    (4, "P01", None, None, None, None, None, None),
]
TURNS = (
    Turn(1, "Enquêtrice", Span(0, 12), Span(13, 20)),
    Turn(2, "P01", Span(22, 26), None, 500, 900),
    Turn(3, "", None, Span(30, 44)),
    Turn(4, "P01", None, None),
)


def test_stored_turns_are_the_turns_of_their_rows() -> None:
    kept = StoredTurns(ROWS)
    assert kept == TURNS
    assert hash(kept) == hash(TURNS)
    assert len(kept) == 4
    assert kept[-1] == TURNS[-1]
    assert tuple(kept[1:]) == TURNS[1:]
    assert kept != TURNS[:3]


def test_a_turn_without_words_stands_where_its_label_does() -> None:
    assert list(StoredTurns(ROWS).places()) == [
        Span(13, 20), Span(22, 26), Span(30, 44), Span(0, 1),
    ]  # fmt: skip


def test_turns_go_back_into_rows_the_same_way_wherever_they_come_from() -> None:
    rows = list(turn_rows(StoredTurns(ROWS)))
    assert rows == list(turn_rows(TURNS))
    assert StoredTurns(rows) == TURNS
    assert rows[1] == (2, "P01", 22, 26, None, None, 500, 900)
