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
from qualcode.core.agreement.plain_words import Cause, Explanation, by_cause, explanations
from qualcode.core.agreement.report import Unit
from qualcode.core.coding import Valence
from qualcode.i18n import in_language, translate

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


@pytest.mark.parametrize(
    ("layer", "english", "french"),
    [
        (at([1])[:1], "(1 passage at most by one coder)", "(1 passage au plus par codeur)"),
        (at([1]), "(3 passages at most by one coder)", "(3 passages au plus par codeur)"),
    ],
)
def test_one_passage_of_a_rare_code_is_one_passage(layer: Layer, english: str, french: str) -> None:
    told = explained(layer, [])
    for language, words in (("en", english), ("fr", french)):
        with in_language(language):
            assert words in str(told)


def test_codes_are_gathered_by_cause_with_their_figures() -> None:
    told = [
        Explanation("essai:peur", Cause.NEIGHBOUR, {"neighbour": "Œdème", "n": 5, "total": 9}),
        Explanation("essai:cout", Cause.RARE, {}, 1),
        Explanation("essai:route", Cause.PREVALENCE, {"percent": 99}),
        Explanation("essai:reste", Cause.SEVERAL),
        Explanation("essai:soin", Cause.RARE, {}, 2),
        Explanation("essai:avis", Cause.HABIT, {"coder": "Zoé", "other": "Ana", "n": 7, "m": 2}),
        Explanation("essai:bord", Cause.BOUNDARIES, {"n": 3, "total": 4}),
        Explanation("essai:sens", Cause.VALENCE, {"n": 8}),
    ]
    with in_language("fr"):
        gathered = {one.label: one.codes for one in by_cause(told)}
        assert list(gathered.values()) == [
            (("essai:cout", "1"), ("essai:soin", "2")),
            (("essai:avis", "Zoé 7, Ana 2"),),
            (("essai:peur", "«\u00a0Œdème\u00a0» 5/9"),),
            (("essai:bord", "3/4"),),
            (("essai:sens", "8"),),
            (("essai:route", "99\u202f%"),),
            (("essai:reste", ""),),
        ]
        assert all(translate(one.label) != one.label for one in by_cause(told))
        assert all(translate(one.advice) != one.advice for one in by_cause(told))


def test_every_cause_has_few_words_and_what_helps() -> None:
    for cause in Cause:
        figures = {"coder": "A", "other": "B", "n": 1, "m": 1, "total": 2, "percent": 1}
        one = Explanation("essai:x", cause, {**figures, "neighbour": "C"}, 1)
        (found,) = by_cause([one])
        assert found.label
        assert found.advice
