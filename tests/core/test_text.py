"""Frozen text: normalising, folding, words and sentences as French and English talk needs them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.spans import Span
from qualcode.core.text import (
    Locator,
    digest,
    fold,
    normalised,
    sentence_offsets,
    sentences,
    word_count,
    words,
)

NBSP, NNBSP = "\u00a0", "\u202f"

TALK = st.text(
    st.sampled_from("aàBÉ œ.,!?…:;«»()[]'’\"”-–10\n\t😀" + NBSP + NNBSP + "e\u0301"), max_size=60
)


def cut(text: str) -> list[str]:
    return [piece.of(text) for piece in sentences(text, Span(0, len(text)))] if text else []


@pytest.mark.parametrize(
    ("raw", "frozen"),
    [
        ("\ufeffBonjour", "Bonjour"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x0bd\x0ce\x85f", "a\nb\nc\nd\ne\nf"),
        ("e\u0301te\u0301", "été"),
        (f"oui{NBSP}!", f"oui{NBSP}!"),
        ("a\r\r\nb", "a\n\nb"),
    ],
)
def test_a_text_is_frozen_without_mark_with_plain_line_ends_and_composed(
    raw: str, frozen: str
) -> None:
    assert normalised(raw) == frozen


@given(TALK)
def test_freezing_a_frozen_text_changes_nothing(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert digest(once) == digest(normalised(once))


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Œdème", "oedeme"), ("L’équipe", "l'equipe"), ("ÇA", "ca"), ("plain", "plain")],
)
def test_folding_forgets_case_accents_ligatures_and_curly_apostrophes(
    text: str, folded: str
) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L’équipe m'a dit peut-être", ["L’équipe", "m'a", "dit", "peut-être"]),
        ("[PRENOM_11] est là", ["[PRENOM_11]", "est", "là"]),
        (f"Vraiment{NBSP}? Oui{NNBSP}!", ["Vraiment", "Oui"]),
        ("12.5 mg 😀", ["12", "5", "mg"]),
        ("… — !", []),
    ],
)
def test_words_keep_apostrophes_hyphens_and_pseudonyms(text: str, found: list[str]) -> None:
    assert [word.of(text) for word in words(text)] == found
    assert word_count(text, Span(0, len(text))) == len(found)


def test_words_of_a_passage_are_places_in_the_whole_text() -> None:
    text = "ENQ : Et la nuit ?"
    assert [word.of(text) for word in words(text, Span(6, 13))] == ["Et", "la", "n"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Oui. Non ! Si ?", ["Oui.", "Non !", "Si ?"], id="plain marks"),
        pytest.param(
            f"Oui{NBSP}! Ah bon{NNBSP}? Oui.",
            [f"Oui{NBSP}!", f"Ah bon{NNBSP}?", "Oui."],
            id="no-break spaces before ! and ?",
        ),
        pytest.param(
            "M. Roux et Mme Noir. Le Dr Blanc aussi.",
            ["M. Roux et Mme Noir.", "Le Dr Blanc aussi."],
            id="titles",
        ),
        pytest.param("cf. la page, p. 12, etc. Oui", ["cf. la page, p. 12, etc. Oui"], id="abbrev"),
        pytest.param("J'ai vu A. Roux. Hier.", ["J'ai vu A. Roux.", "Hier."], id="initial"),
        pytest.param("(M. Roux) est là. Oui.", ["(M. Roux) est là.", "Oui."], id="after bracket"),
        pytest.param("C'est la fin. Voilà.", ["C'est la fin.", "Voilà."], id="words ending so"),
        pytest.param("Je… je sais pas… Enfin.", ["Je… je sais pas…", "Enfin."], id="hesitation"),
        pytest.param("Well... you know... Yes.", ["Well... you know...", "Yes."], id="three dots"),
        pytest.param("Et… élan. Bon…", ["Et… élan.", "Bon…"], id="small letter with accent"),
        pytest.param("Quoi…? mais si", ["Quoi…?", "mais si"], id="dots that ask"),
        pytest.param("Non ?! alors", ["Non ?!", "alors"], id="asked and cried"),
        pytest.param("[rires] Oui. [silence] Non.", ["[rires] Oui.", "[silence] Non."], id="notes"),
        pytest.param("Oui. [rires]", ["Oui.", "[rires]"], id="note at the end"),
        pytest.param(
            f"Il dit «{NBSP}ça va{NBSP}!{NBSP}» Je pars.",
            [f"Il dit «{NBSP}ça va{NBSP}!{NBSP}»", "Je pars."],
            id="closing guillemet belongs to its sentence",
        ),
        pytest.param(
            f"J'ai dit «{NBSP}et lui{NBSP}?{NBSP}», puis rien.",
            [f"J'ai dit «{NBSP}et lui{NBSP}?{NBSP}», puis rien."],
            id="a quoted question inside a sentence",
        ),
        pytest.param(
            "Il dit « ça va ! » Je pars.", ["Il dit « ça va ! »", "Je pars."], id="typed spaces"
        ),
        pytest.param('He said "no." Then left.', ['He said "no."', "Then left."], id="quotes"),
        pytest.param("Dose de 12.5 mg. Oui.", ["Dose de 12.5 mg.", "Oui."], id="decimal point"),
        pytest.param("Dose de 12,5 mg. Oui.", ["Dose de 12,5 mg.", "Oui."], id="decimal comma"),
        pytest.param("À 10 h 30. Après, rien.", ["À 10 h 30.", "Après, rien."], id="time of day"),
        pytest.param("À 10:30 pile. Oui.", ["À 10:30 pile.", "Oui."], id="clock"),
        pytest.param("Super 😀. Merci 😀 Oui.", ["Super 😀.", "Merci 😀 Oui."], id="emoji"),
        pytest.param("Oui\nNon\n\n  Si  \n", ["Oui", "Non", "Si"], id="line ends"),
        pytest.param("Oui .\t\nNon", ["Oui .", "Non"], id="white space before a line end"),
        pytest.param("M.\nRoux", ["M.", "Roux"], id="a line end ends even after a title"),
        pytest.param("Oui . ! Non", ["Oui . !", "Non"], id="a mark apart goes with its sentence"),
        pytest.param("Trois : un. : deux", ["Trois : un. : deux"], id="colon goes on"),
        pytest.param("https://example.org/a.b?c", ["https://example.org/a.b?c"], id="address"),
        pytest.param("", [], id="nothing"),
        pytest.param(" \n\t ", [], id="white space only"),
    ],
)
def test_a_text_is_cut_into_the_sentences_a_reader_sees(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_title_at_the_start_of_a_turn_does_not_end_its_sentence() -> None:
    text = "P01 : M. Roux est venu. Oui."
    assert [s.of(text) for s in sentences(text, Span(6, len(text)))] == [
        "M. Roux est venu.",
        "Oui.",
    ]


def test_sentences_stay_inside_their_span() -> None:
    text = "Un. Deux. Trois."
    assert [s.of(text) for s in sentences(text, Span(1, 11))] == ["n.", "Deux.", "T"]


@given(TALK, st.data())
def test_sentences_cover_every_written_character_of_a_span_once_and_in_order(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    offsets = sentence_offsets(text, start, end)
    assert offsets == sorted(offsets)
    pieces = list(zip(offsets[::2], offsets[1::2], strict=True))
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in pieces)
    covered = {place for a, b in pieces for place in range(a, b)}
    assert all(text[n].isspace() for n in range(start, end) if n not in covered)
    assert all(start <= n < end for n in covered)
    assert len(covered) == sum(b - a for a, b in pieces)


@given(st.lists(TALK, max_size=5))
def test_lines_are_cut_as_if_each_stood_alone(lines: list[str]) -> None:
    lines = [line.replace("\n", " ") for line in lines]
    text = "\n".join(lines)
    assert cut(text) == [piece for line in lines for piece in cut(line)]


def test_a_locator_finds_the_piece_at_a_place_and_those_that_a_span_touches() -> None:
    locator = Locator([Span(0, 3), Span(5, 8), Span(8, 9)])
    assert [locator.at(n) for n in (0, 2, 3, 5, 8, 9)] == [0, 0, None, 1, 2, None]
    assert list(locator.touched(Span(2, 6))) == [0, 1]
    assert list(locator.touched(Span(3, 5))) == []
