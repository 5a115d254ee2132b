"""Anchors: a quotation and its occurrence name one place, and only one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.errors import NotFound
from qualcode.core.revisions.anchors import locate, occurrence_of
from qualcode.core.spans import Span

TALK = "« J’avais peur. » Et là, j’avais peur 😀, vraiment peur.\u202f!"


@pytest.mark.parametrize(
    ("quotation", "occurrence", "span"),
    [
        ("peur", 1, Span(10, 14)),
        ("peur", 3, Span(50, 54)),
        ("😀", 1, Span(38, 39)),
        (TALK, 1, Span(0, len(TALK))),
    ],
)
def test_a_quotation_is_found_where_it_is_said(quotation: str, occurrence: int, span: Span) -> None:
    assert locate(TALK, quotation, occurrence) == span
    assert span.of(TALK) == quotation


def test_occurrences_do_not_overlap() -> None:
    assert [locate("aaaa", "aa", n) for n in (1, 2)] == [Span(0, 2), Span(2, 4)]
    with pytest.raises(NotFound, match="2 times; there is no occurrence 3"):
        locate("aaaa", "aa", 3)


@pytest.mark.parametrize("missing", ["Peur", "", "peur  "])
def test_words_that_nobody_said_are_not_found(missing: str) -> None:
    with pytest.raises(NotFound, match="does not stand in the text"):
        locate(TALK, missing, 1)


@pytest.mark.parametrize("occurrence", [0, -1, 4])
def test_an_occurrence_that_is_not_there_is_told_with_how_many_there_are(occurrence: int) -> None:
    with pytest.raises(NotFound, match=f"3 times; there is no occurrence {occurrence}"):
        locate(TALK, "peur", occurrence)


def test_a_long_quotation_is_shortened_in_the_message() -> None:
    with pytest.raises(NotFound) as told:
        locate(TALK, "é" * 500, 1)
    assert len(str(told.value)) < 120
    assert "é…”" in str(told.value)


def test_a_span_that_counting_steps_over_has_no_occurrence() -> None:
    with pytest.raises(NotFound, match="overlaps an earlier occurrence"):
        occurrence_of("aaa", Span(1, 3))


@given(st.text("aàb ", min_size=1, max_size=40), st.data())
def test_what_has_an_occurrence_is_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    try:
        occurrence = occurrence_of(text, span)
    except NotFound:
        assert any(
            locate(text, span.of(text), n).overlaps(span)
            for n in range(1, text.count(span.of(text)) + 1)
        )
    else:
        assert locate(text, span.of(text), occurrence) == span


@given(st.text("aàb", max_size=30), st.text("aàb", min_size=1, max_size=3))
def test_there_are_as_many_occurrences_as_counting_gives(text: str, quotation: str) -> None:
    count = text.count(quotation)
    found = [locate(text, quotation, n) for n in range(1, count + 1)]
    assert all(span.of(text) == quotation for span in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    with pytest.raises(NotFound):
        locate(text, quotation, count + 1)
