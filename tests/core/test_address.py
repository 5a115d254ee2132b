"""Addresses: what is printed beside a quotation names that passage and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.address import address_of, span_at
from qualcode.core.errors import NotFound
from qualcode.core.spans import Span
from qualcode.core.text import digest, sentences
from qualcode.core.transcript import Speaker, Transcript, Turn

SAID = (
    ("ENQ", "Et la pompe ? Vous en aviez entendu parler ?"),
    ("P03", "Non. Jamais… enfin si, une fois. « C’est pour les diabétiques », on m’a dit."),
    ("ENQ", ""),
    ("P03", "J’ai eu peur 😀 !"),
)


def transcript() -> Transcript:
    """Four turns, the third without a word."""
    text, turns, spoken = "", [], []
    for index, (speaker, words) in enumerate(SAID, start=1):
        label = Span(len(text), len(text) + len(speaker))
        text += f"{speaker} : "
        speech = Span(len(text), len(text) + len(words)) if words else None
        text += f"{words}\n"
        turns.append(Turn(index, speaker, label, speech))
        spoken += sentences(text, speech) if speech else []
    speakers = {"ENQ": Speaker("ENQ", coded=False), "P03": Speaker("P03", coded=True)}
    return Transcript("P03", "r1", text, digest(text), tuple(turns), speakers, tuple(spoken))


TALK = transcript()


def said(span: Span) -> str:
    """The words of a span of the talk."""
    return span.of(TALK.text)


def place(words: str) -> Span:
    """Where these words stand in the talk."""
    start = TALK.text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("1.2", "Vous en aviez entendu parler ?"),
        ("2.1", "Non."),
        ("2", SAID[1][1]),
        ("P03 · 4", "J’ai eu peur 😀 !"),
        ("P03 · 4.1", "J’ai eu peur 😀 !"),
        (" 2.1 – 2.2 ", "Non. Jamais… enfin si, une fois."),
        ("2.1-2", SAID[1][1]),
        ("Entretien 3 · 2.1", "Non."),
    ],
)
def test_an_address_names_a_turn_a_sentence_or_a_stretch(address: str, words: str) -> None:
    assert said(span_at(TALK, address)) == words


def test_a_stretch_may_cross_turns() -> None:
    span = span_at(TALK, "2.3–4.1")
    assert said(span).startswith("« C’est pour")
    assert said(span).endswith("peur 😀 !")


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Non.", "P03 · 2.1"),
        ("fois", "P03 · 2.2"),
        ("si, une fois. « C’est", "P03 · 2.2–2.3"),
        ("dit.\nENQ : \nP03 : J’ai", "P03 · 2.3–4.1"),
    ],
)
def test_a_passage_is_printed_with_its_first_and_last_sentence(words: str, address: str) -> None:
    assert address_of(TALK, place(words)) == address
    assert address_of(TALK, place(words), with_source=False) == address.removeprefix("P03 · ")


@pytest.mark.parametrize("nonsense", ["", "deux", "2.", ".1", "2.1.1", "2-", "P03", "-2", "2,1"])
def test_what_is_no_address_is_told_how_to_write_one(nonsense: str) -> None:
    with pytest.raises(NotFound, match=r"is no address: write a turn and sentence such as 45\.2"):
        span_at(TALK, nonsense)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("0", "P03 has no turn 0 with words"),
        ("5", "P03 has no turn 5 with words"),
        ("3", "P03 has no turn 3 with words"),
        ("2.4", "Turn 2 of P03 has 3 sentences, not 4"),
        ("2.0", "Turn 2 of P03 has 3 sentences, not 0"),
        ("2-9", "P03 has no turn 9 with words"),
        ("4-2", "The address 4-2 ends before it starts"),
        ("2.3-2.1", "ends before it starts"),
        ("99999999999999999999", "has no turn 99999999999999999999"),
    ],
)
def test_a_place_that_is_not_there_is_told_with_what_there_is(address: str, told: str) -> None:
    with pytest.raises(NotFound, match=told.replace(".", r"\.")):
        span_at(TALK, address)


@given(st.sampled_from(TALK.sentence_spans), st.sampled_from(TALK.sentence_spans))
def test_whole_sentences_come_back_from_their_address(one: Span, other: Span) -> None:
    span = one.hull(other)
    assert span_at(TALK, address_of(TALK, span)) == span


@given(st.sampled_from(TALK.sentence_spans), st.data())
def test_the_address_of_a_part_names_the_sentence_around_it(
    sentence: Span, data: st.DataObject
) -> None:
    start = data.draw(st.integers(sentence.start, sentence.end - 1))
    part = Span(start, data.draw(st.integers(start + 1, sentence.end)))
    assert span_at(TALK, address_of(TALK, part)) == sentence
