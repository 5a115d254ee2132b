"""One sentence on each code that coders agree little on: the cause that explains most of it."""

from __future__ import annotations

import pytest

from qualcode.core.agreement.compare import compare
from qualcode.core.agreement.comparison import (
    CodedPassage,
    ComparedCode,
    ComparedSource,
    Comparison,
)
from qualcode.core.agreement.disagreement import disagreements
from qualcode.core.agreement.plain_words import Cause, Explanation, explanations
from qualcode.core.agreement.report import Unit
from qualcode.core.coding import Valence
from qualcode.i18n import in_language

SENTENCES = [(place, place + 9) for place in range(0, 1000, 10)]
REFS = ("grille:trajet", "grille:coût")
LABELS = {"grille:trajet": "Distance et transport"}
Layer = list[CodedPassage]


def at(places: range | list[int], code: int = 0, size: int = 1) -> Layer:
    """The same code on a sentence, or several in a row, in each of three transcripts."""
    return [
        (source, code, place * 10, (place + size) * 10 - 1, Valence.UNSET)
        for source in range(3)
        for place in places
    ]


def valued(layer: Layer, valence: Valence) -> Layer:
    return [(*passage[:4], valence) for passage in layer]


def explained(first: Layer, second: Layer) -> Explanation | None:
    """What is said of the first code."""
    data = Comparison(
        [ComparedSource(f"P{n}", [(0, 1000)], {Unit.SENTENCE: SENTENCES}) for n in range(3)],
        [ComparedCode(ref) for ref in REFS],
        first,
        second,
    )
    report = compare(data, coders=("Zoé", "Aloïs"), unit=Unit.SENTENCE, draws=0, seed=1)
    found = disagreements(data, Unit.SENTENCE)
    told = explanations(report.codes, found, REFS, report.coders, LABELS)
    return told.get(REFS[0])


EVEN = range(0, 80, 4)


@pytest.mark.parametrize(
    ("first", "second", "cause"),
    [
        (at([1]), [], Cause.RARE),
        (at(EVEN), at(range(0, 40, 4)) + at(range(40, 80, 4), 1), Cause.NEIGHBOUR),
        (at(EVEN, size=3), at(EVEN), Cause.BOUNDARIES),
        (at(EVEN) + at(EVEN, 1), at(EVEN, 1) + at([0]), Cause.FURTHER),
        (at(range(0, 40, 2)), at(range(40, 80, 2)), Cause.OMISSIONS),
        (
            valued(at(EVEN), Valence.BARRIER),
            valued(at(EVEN), Valence.LEVER),
            Cause.VALENCE,
        ),
    ],
    ids=["rare", "neighbour", "boundaries", "further code", "omissions", "valence"],
)
def test_the_cause_that_explains_most_is_told(first: Layer, second: Layer, cause: Cause) -> None:
    told = explained(first, second)
    assert told is not None
    assert told.cause is cause
    for language in ("en", "fr"):
        with in_language(language):
            assert "Distance et transport" in str(told)
            assert "{" not in str(told)


def test_a_code_that_is_agreed_needs_no_explanation() -> None:
    assert explained(at(EVEN), at(EVEN)) is None


def test_the_habit_of_one_coder_is_told_by_name() -> None:
    told = explained(at(EVEN), at(range(0, 20, 4)))
    assert told is not None
    assert told.cause is Cause.HABIT
    with in_language("en"):
        assert str(told).startswith("Zoé gives “Distance et transport” far more often than Aloïs")
