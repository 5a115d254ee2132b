"""A text made easy to search keeps its way back to the text given."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.spans import Span
from qualcode.deid.reading import Reading, plain

ODD_TEXT = st.text(
    alphabet=st.sampled_from("aeE é\u0301\u0308\u00ad\u200b\u00a0\u202f’-‑[]_09\nœİß😀٣Ａ."),
    max_size=40,
)


@given(st.one_of(st.text(max_size=60), ODD_TEXT))
def test_both_forms_have_one_character_for_one(given_text: str) -> None:
    reading = Reading(given_text)
    assert len(reading.plain) == len(reading.text)
    assert plain(reading.text) == reading.plain


@given(ODD_TEXT)
def test_every_word_leads_back_to_the_text_given(given_text: str) -> None:
    reading = Reading(given_text)
    for place, form in enumerate(reading.forms):
        origin = reading.origin(reading.span(place, place))
        assert 0 <= origin.start < origin.end <= len(given_text)
        bare = unicodedata.normalize("NFC", origin.of(given_text))
        seen = [c for c in bare if not unicodedata.combining(c) and c not in "\u00ad\u200b"]
        assert len(seen) == len(form)


@given(ODD_TEXT)
def test_origins_keep_their_order(given_text: str) -> None:
    reading = Reading(given_text)
    origins = [reading.origin(Span(n, n + 1)) for n in range(len(reading.text))]
    assert all(left.end <= right.start for left, right in pairwise(origins))


@pytest.mark.parametrize(
    ("given_text", "forms"),
    [
        ("L’été, à Sète", ["l", "ete", "a", "sete"]),
        ("P03\u00a0: oui", ["p", "03", "oui"]),
        ("Odalie".replace("a", "a\u0301"), ["odalie"]),
        ("Gar\u00adan\u200bcher", ["garancher"]),
        ("０１ ９９", ["01", "99"]),
        ("", []),
    ],
)
def test_words_have_one_form(given_text: str, forms: list[str]) -> None:
    assert Reading(given_text).forms == forms


def test_a_word_with_loose_accents_leads_back_to_all_its_characters() -> None:
    given_text = "Mme Le\u0301\u0301a\u00ad Roux"
    reading = Reading(given_text)
    assert reading.origin(reading.span(1, 1)).of(given_text) == "Le\u0301\u0301a"
    assert reading.origin(reading.span(1, 2)).of(given_text) == "Le\u0301\u0301a\u00ad Roux"


@pytest.mark.parametrize(
    ("bracket", "is_code"),
    [
        ("[MEDECIN_2]", True),
        ("[PATIENT_03a]", True),
        ("[TEL]", True),
        ("[MOIS ANNEE]", True),
        ("[R5]", True),
        ("[0199001234]", False),
        ("[TEL 0199001234]", False),
        ("[Mme Garancher entre]", False),
        ("[juin 2025]", False),
        ("[rires]", False),
    ],
)
def test_codes_are_told_from_notes(bracket: str, is_code: bool) -> None:
    reading = Reading(f"le {bracket} dit")
    assert [span.of(reading.text) for span in reading.brackets] == [bracket]
    assert bool(reading.codes) is is_code


@pytest.mark.parametrize(
    ("line", "small"),
    [
        ("oui et le docteur il a dit non", True),
        ("P02 : oui et le docteur", True),
        ("Enquêtrice : oui et le docteur", True),
        ("Oui et le docteur", False),
        ("oui et J'ai dit", False),
        ("la TENS et l'IRM", True),
    ],
)
def test_speech_written_without_capitals_is_recognised(line: str, small: bool) -> None:
    reading = Reading(f"Bon.\n{line}\nBon.")
    assert reading.in_small_letters(len(reading.forms) - 2) is small
