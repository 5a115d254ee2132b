"""The algebra of passages: half-open ranges of string indices."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.spans import Span, trimmed, unite


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """A span in a short text, so that two of them often meet."""
    start = draw(st.integers(0, 30))
    return Span(start, draw(st.integers(start + 1, 32)))


def characters(*passages: Span | None) -> set[int]:
    """The places that the passages hold."""
    return {place for span in passages if span for place in range(span.start, span.end)}


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3), (-2, -1), (0, 0)])
def test_nonsense_is_refused_at_birth(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"not {start}..{end}".replace(".", r"\.")):
        Span(start, end)


def test_a_span_counts_characters_not_bytes_or_cells() -> None:
    text = "Ça m’a coûté 😀 : « l’équipe »"
    span = Span(7, 14)
    assert span.of(text) == "coûté 😀"
    assert len(span) == 7


def test_a_span_past_the_end_has_the_words_there_are() -> None:
    assert Span(3, 99).of("peur") == "r"
    assert Span(50, 99).of("peur") == ""


@pytest.mark.parametrize(
    ("one", "other", "overlap", "shared", "hull"),
    [
        (Span(0, 4), Span(4, 8), False, None, Span(0, 8)),
        (Span(0, 5), Span(4, 8), True, Span(4, 5), Span(0, 8)),
        (Span(0, 9), Span(3, 5), True, Span(3, 5), Span(0, 9)),
        (Span(2, 3), Span(2, 3), True, Span(2, 3), Span(2, 3)),
        (Span(0, 1), Span(7, 9), False, None, Span(0, 9)),
    ],
)
def test_two_spans_share_what_both_hold(
    one: Span, other: Span, overlap: bool, shared: Span | None, hull: Span
) -> None:
    assert one.overlaps(other) is other.overlaps(one) is overlap
    assert one.intersection(other) == other.intersection(one) == shared
    assert one.hull(other) == other.hull(one) == hull


def test_a_span_holds_places_and_spans_inside_it() -> None:
    span = Span(3, 6)
    assert [place in span for place in (2, 3, 5, 6)] == [False, True, True, False]
    assert Span(3, 6) in span
    assert Span(4, 5) in span
    assert Span(2, 4) not in span
    assert "peur" not in span


def test_spans_come_in_the_order_of_the_text() -> None:
    assert sorted([Span(4, 5), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(4, 5)]


@given(spans(), spans())
def test_an_intersection_is_what_both_hold_and_nothing_else(one: Span, other: Span) -> None:
    shared = one.intersection(other)
    assert characters(shared) == characters(one) & characters(other)
    assert one.overlaps(other) is (shared is not None)


@given(spans(), spans(), spans())
def test_a_hull_is_the_least_span_around_both(one: Span, other: Span, around: Span) -> None:
    hull = one.hull(other)
    assert one in hull
    assert other in hull
    assert (hull in around) is (one in around and other in around)


@given(spans(), spans(), spans())
def test_hulls_and_intersections_do_not_mind_the_order(one: Span, two: Span, three: Span) -> None:
    assert one.hull(two).hull(three) == one.hull(two.hull(three))
    left, right = one.intersection(two), two.intersection(three)
    assert (left.intersection(three) if left else None) == (
        one.intersection(right) if right else None
    )


@given(st.lists(spans(), max_size=12))
def test_uniting_keeps_every_character_and_adds_none(passages: list[Span]) -> None:
    united = unite(passages)
    assert characters(*united) == characters(*passages)
    assert all(one.end <= other.start for one, other in pairwise(united))


@given(st.lists(spans(), max_size=12), st.randoms())
def test_uniting_does_not_mind_order_or_repetition(passages: list[Span], random: Random) -> None:
    shuffled = [*passages, *passages]
    random.shuffle(shuffled)
    assert unite(shuffled) == unite(passages)
    assert unite(unite(passages)) == unite(passages)


@given(st.lists(spans(), max_size=12))
def test_passages_that_only_touch_stay_two(passages: list[Span]) -> None:
    ends = {span.end for span in passages}
    for span in unite(passages):
        assert span.end in ends
        assert any(span.start == passage.start for passage in passages)


def test_touching_passages_stay_two_and_overlapping_ones_become_one() -> None:
    assert unite([Span(4, 8), Span(0, 4)]) == [Span(0, 4), Span(4, 8)]
    assert unite([Span(4, 8), Span(0, 5), Span(7, 9)]) == [Span(0, 9)]
    assert unite([]) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  peur  ", "peur"),
        ("\u00a0\u202f« Oui »\n", "« Oui »"),
        ("peur", "peur"),
        ("à", "à"),
    ],
)
def test_white_space_at_the_ends_is_left_out(text: str, words: str) -> None:
    span = trimmed(text, 0, len(text))
    assert span is not None
    assert span.of(text) == words


@pytest.mark.parametrize("blank", ["", "   ", "\u00a0\t\n\u202f"])
def test_of_white_space_nothing_is_left(blank: str) -> None:
    assert trimmed(blank, 0, len(blank)) is None


@given(st.text("ab \u00a0\n", max_size=20), st.data())
def test_trimming_takes_white_space_only_and_all_of_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = trimmed(text, start, end)
    assert (span.of(text) if span else "") == text[start:end].strip()
