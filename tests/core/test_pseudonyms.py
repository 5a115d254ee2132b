"""Pseudonyms stand in brackets and are never cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.privacy.pseudonyms import LONGEST, around_brackets, bare, bracketed, codes_in
from qualcode.core.spans import Span

TEXT = "Le docteur [MEDECIN_2] est venu [rires] à [VILLE_31], l’été. 😀 [ah"


@pytest.mark.parametrize(
    ("selected", "taken"),
    [
        ("DECIN", "[MEDECIN_2]"),
        ("docteur [MED", "docteur [MEDECIN_2]"),
        ("_2] est", "[MEDECIN_2] est"),
        ("CIN_2] est venu [rires] à [VIL", "[MEDECIN_2] est venu [rires] à [VILLE_31]"),
        ("est venu", "est venu"),
        ("docteur ", "docteur "),
        (" [", " [MEDECIN_2]"),
        ("[ah", "[ah"),
    ],
)
def test_a_selection_takes_the_whole_of_a_pseudonym(selected: str, taken: str) -> None:
    start = TEXT.index(selected)
    assert around_brackets(TEXT, Span(start, start + len(selected))).of(TEXT) == taken


@given(st.text("ab[]\n é", max_size=60), st.data())
def test_no_selection_ends_inside_brackets(text: str, data: st.DataObject) -> None:
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    widened = around_brackets(text, span)
    assert span in widened
    assert around_brackets(text, widened) == widened


@pytest.mark.parametrize("words", ["", "[]", " ", "a[b", "a\nb", "x" * (LONGEST + 1)])
def test_what_is_no_pseudonym_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="few words"):
        bracketed(words)


def test_brackets_come_and_go() -> None:
    assert bracketed("e\u0301tage") == "[étage]"
    assert bare("[P03]") == "P03"
    assert codes_in(TEXT) == {"[MEDECIN_2]", "[VILLE_31]"}
