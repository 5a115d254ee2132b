"""One end of a passage in the hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.boundary import Boundary, End
from qualcode.core.spans import Span

TEXT = "Le plus dur… c’était la route, l’été."


def held(words: str, end: End = End.END) -> Boundary:
    start = TEXT.index(words)
    return Boundary(TEXT, Span(start, start + len(words)), end)


def test_the_end_goes_on_by_a_word_and_comes_back() -> None:
    more = held("c’était la").by_word(1)
    assert more.span.of(TEXT) == "c’était la route"
    assert more.by_word(-1).span.of(TEXT) == "c’était la"


def test_the_start_moves_to_the_beginnings_of_words() -> None:
    assert held("la route", End.START).by_word(-1).span.of(TEXT) == "c’était la route"
    assert held("la route", End.START).by_word(1).span.of(TEXT) == "route"


def test_one_character_at_a_time() -> None:
    assert held("la route").by_character(1).span.of(TEXT) == "la route,"
    assert held("la route").other.by_character(1).span.of(TEXT) == "a route"


def test_the_ends_of_the_text_hold() -> None:
    first, last = held("Le", End.START), held("l’été.")
    assert first.by_word(-1) == first.by_character(-1) == first
    assert last.by_word(1) == last.by_character(5) == last


@given(
    start=st.integers(0, len(TEXT) - 1),
    length=st.integers(1, len(TEXT)),
    moves=st.lists(
        st.tuples(st.sampled_from(["character", "word", "other"]), st.sampled_from([-1, 1])),
        max_size=30,
    ),
)
def test_no_walk_empties_the_passage_or_leaves_the_text(
    start: int, length: int, moves: list[tuple[str, int]]
) -> None:
    boundary = Boundary(TEXT, Span(start, min(start + length, len(TEXT))))
    for move, direction in moves:
        before = boundary
        if move == "other":
            boundary = boundary.other
        elif move == "word":
            boundary = boundary.by_word(direction)
        else:
            boundary = boundary.by_character(direction)
        assert 0 <= boundary.span.start < boundary.span.end <= len(TEXT)
        fixed = before.held is End.END
        assert move == "other" or (
            boundary.span.start == before.span.start
            if fixed
            else boundary.span.end == before.span.end
        )
