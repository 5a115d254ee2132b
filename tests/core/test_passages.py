"""Which passages may be coded, and what a researcher is told where one may not."""

from __future__ import annotations

import pytest

from qualcode.core.passages import (
    EDGES,
    NOBODY_CODED,
    NOTHING_SAID,
    TWO_SPEAKERS,
    is_codable,
    selection_problem,
)
from qualcode.core.spans import Span
from qualcode.core.transcript import Speaker, Transcript, Turn

TEXT = "Étude inventée\nM : Ça va ?\nP01 : Oui, l’été.\nM : mm\nP01 : Même ça.\nP02 : Non.\n"


def _turn(number: int, speaker: str, said: str) -> Turn:
    start = TEXT.index(f"{speaker} : {said}")
    begins = start + len(speaker) + 3
    return Turn(number, speaker, Span(start, begins - 1), Span(begins, begins + len(said)))


TRANSCRIPT = Transcript(
    "FG",
    "revision",
    TEXT,
    "",
    (
        _turn(1, "M", "Ça va ?"),
        _turn(2, "P01", "Oui, l’été."),
        _turn(3, "M", "mm"),
        _turn(4, "P01", "Même ça."),
        _turn(5, "P02", "Non."),
    ),
    {"M": Speaker("M", False), "P01": Speaker("P01", True), "P02": Speaker("P02", True)},
    (),
)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Oui", None),
        ("Oui, l’été.", None),
        ("l’été.\nM : mm\nP01 : Même", None),
        ("Ça va ?", NOBODY_CODED),
        ("Étude", NOTHING_SAID),
        ("P01 :", NOTHING_SAID),
        ("va ?\nP01 : Oui", EDGES),
        ("été.\nM : mm", EDGES),
        ("été.\nM :", EDGES),
        ("Même ça.\nP02 : Non.", TWO_SPEAKERS),
        (TEXT.strip(), TWO_SPEAKERS),
    ],
)
def test_a_passage_is_words_of_one_coded_speaker(words: str, problem: str | None) -> None:
    start = TEXT.index(words)
    assert selection_problem(TRANSCRIPT, Span(start, start + len(words))) == problem


@pytest.mark.parametrize(
    ("words", "codable"), [("Oui", True), ("mm", False), ("Étude", False), ("P02 :", False)]
)
def test_only_speech_of_coded_speakers_is_codable(words: str, codable: bool) -> None:
    assert is_codable(TRANSCRIPT, TEXT.index(words)) is codable
