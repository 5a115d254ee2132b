"""Disguised identifiers are found; long lines are read to their end; `benchmarks.deid_hostile`."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.deid_hostile import DISGUISES, LINES, SAID, line, slipped
from qualcode.core.privacy.screening import Kind
from qualcode.deid.reading import Reading
from qualcode.deid.screen import StructuredScreen

SCREEN = StructuredScreen()
LENGTH = 6_000


def test_no_disguise_lets_an_identifier_slip_through() -> None:
    assert len(DISGUISES) * len(SAID) > 150
    assert list(slipped(SCREEN)) == []


@pytest.mark.parametrize("sort", LINES)
def test_a_name_at_the_end_of_a_long_line_is_found(sort: str) -> None:
    text = f"{line(sort, LENGTH)}, madame Garancher"
    last = SCREEN.findings(text)[-1]
    assert last.direct
    assert last.span.end == len(text)


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("⁰¹ ⁹⁹ ⁰⁰", "01 99 00"),
        ("①⑨④⑨", "1949"),
        ("Garancher² dit", "Garancher² dit"),
        ("① oui", "① oui"),
    ],
)
def test_raised_and_circled_figures_are_a_number_beside_others_and_a_note_alone(
    shown: str, read: str
) -> None:
    assert Reading(shown).text == read


def test_a_footnote_sign_does_not_hide_the_name_before_it() -> None:
    text = "Hier Garancher² est venue."
    assert [f.kind for f in SCREEN.findings(text)] == [Kind.NAME]


FIGURED = re.compile(r"(?<![\w-])[A-Z]{0,3}-?\d{2,12}[a-z]{0,2}(?!\w)")


@given(st.text("aZé9 0-.\n", max_size=400))
def test_searching_near_figures_finds_what_searching_everywhere_does(text: str) -> None:
    reading = Reading(text)
    everywhere = [match.span() for match in FIGURED.finditer(reading.text)]
    assert [match.span() for match in reading.among_figures(FIGURED)] == everywhere
