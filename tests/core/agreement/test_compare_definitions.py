"""Every figure of a report is what its definition gives, unit by unit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.agreement import coefficients, rows
from qualcode.core.agreement.comparison import ComparedCode, ComparedSource, Comparison
from qualcode.core.agreement.report import CodeAgreement, Estimate, Unit
from qualcode.core.coding import Valence
from tests.core.agreement.made_up import (
    Label,
    comparisons,
    labels_of,
    no_figure,
    ratings_of,
    reported,
    units_of,
)

VECTORS: list[dict[str, Any]] = [
    vector
    for vector in json.loads(
        (Path(__file__).parents[2] / "vectors" / "agreement.json").read_text(encoding="utf-8")
    )
    if vector["coefficient"].startswith("char_")
]
EACH_UNIT = st.sampled_from([Unit.CHARACTER, Unit.SENTENCE])
UNSET = frozenset({Valence.UNSET})
NOT_GIVEN: Label = frozenset()


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in VECTORS])
def test_agreement_on_characters_is_the_published_one(vector: dict[str, Any]) -> None:
    drawn = vector["input"]
    name, _, label = vector["coefficient"].removeprefix("char_").partition(":")
    first, second = (
        [(0, 0, start, end, Valence.UNSET) for start, end, given in coder if given == label]
        for coder in drawn["coders"]
    )
    source = ComparedSource("P01", [(drawn["begin"], drawn["begin"] + drawn["length"])])
    code = reported(Comparison([source], [ComparedCode("grille:n")], first, second)).codes[0]
    found: Estimate = getattr(code, name)
    assert found.value == pytest.approx(vector["expected"], abs=vector["tolerance"])


@given(comparisons(), EACH_UNIT)
def test_every_coefficient_of_a_code_is_what_its_definition_gives(
    data: Comparison, unit: Unit
) -> None:
    for code, found in enumerate(reported(data, unit).codes):
        pairs = [
            pair
            for source in range(len(data.sources))
            for pair in labels_of(data, unit, code, source)
        ]
        if not any(label for pair in pairs for label in pair):
            for name in ("percent", "dice", "kappa", "alpha", "ac1", "joint_alpha"):
                estimate: Estimate = getattr(found, name)
                assert estimate.value is None
                assert estimate.reason in {coefficients.NEITHER_USED, rows.DOES_NOT_APPLY}
            continue
        given_or_not = ratings_of(
            [[label is not None for label in pair] for pair in pairs], binary=True
        )
        agrees(found.percent, coefficients.percent(given_or_not))
        agrees(found.kappa, coefficients.cohen(given_or_not))
        agrees(found.alpha, coefficients.krippendorff(given_or_not))
        agrees(found.ac1, coefficients.gwet(given_or_not))
        agrees(found.dice, coefficients.dice(found.both, *found.applied))
        joint = ratings_of([[label or NOT_GIVEN for label in pair] for pair in pairs])
        agrees(found.joint_alpha, coefficients.krippendorff(joint))
        judged = [pair for pair in pairs if None not in pair and UNSET not in pair]
        if found.valence is None:
            assert not data.codes[code].valued
            continue
        assert found.valence.units == len(judged)
        assert found.valence.units + found.valence.unjudged == found.both
        if judged:
            of_valence = ratings_of(judged)
            agrees(found.valence.percent, coefficients.percent(of_valence))
            agrees(found.valence.kappa, coefficients.cohen(of_valence))
            agrees(found.valence.alpha, coefficients.krippendorff(of_valence))
            agrees(found.valence.ac1, coefficients.gwet(of_valence))
        else:
            assert found.valence.percent == no_figure(rows.NO_COMMON_VALENCE)


@given(comparisons(), EACH_UNIT)
def test_pooled_figures_are_one_less_the_sum_of_observed_by_the_sum_of_expected(
    data: Comparison, unit: Unit
) -> None:
    report = reported(data, unit)
    used = [code for code in report.codes if any(code.applied)]
    overall = report.overall
    assert overall.units == sum(code.units for code in used)
    assert overall.both == sum(code.both for code in used)
    assert overall.segments == tuple(sum(code.segments[i] for code in report.codes) for i in (0, 1))
    observed = sum(sum(code.applied) - 2 * code.both for code in used)
    for name in ("percent", "dice", "kappa", "alpha", "ac1"):
        expected = sum(expected_by_chance(code, name) for code in used)
        pooled: Estimate = getattr(overall, name)
        if not used:
            assert pooled == no_figure(rows.NONE_USED)
        elif not expected:
            assert pooled == no_figure(rows.ALL_EVERYWHERE)
        else:
            assert pooled.value == pytest.approx(1 - observed / expected)


def expected_by_chance(code: CodeAgreement, name: str) -> float:
    """Units on which two coders of these habits would differ."""
    units, (first, second) = code.units, code.applied
    given = first + second
    match name:
        case "percent":
            return units
        case "dice":
            return given
        case "kappa":
            return (first * (units - second) + second * (units - first)) / units
        case "alpha":
            return units * 2 * given * (2 * units - given) / (2 * units * (2 * units - 1))
    share = given / (2 * units)
    return units * (1 - 2 * share * (1 - share)) if 0 < share < 1 else 0


@given(comparisons(), EACH_UNIT)
def test_the_coders_may_change_places(data: Comparison, unit: Unit) -> None:
    report = reported(data, unit)
    other = reported(replace(data, first=data.second, second=data.first), unit)
    for code, same in zip(report.codes, other.codes, strict=True):
        assert replace(same, applied=same.applied[::-1], segments=same.segments[::-1]) == code


@given(comparisons(), EACH_UNIT)
def test_alpha_of_a_transcript_is_that_of_the_transcript_alone(
    data: Comparison, unit: Unit
) -> None:
    report = reported(data, unit)
    for index, source in enumerate(data.sources):
        alone = Comparison(
            [source],
            [
                replace(code, sources=None if applies(code, index) else frozenset())
                for code in data.codes
            ],
            [(0, *passage[1:]) for passage in data.first if passage[0] == index],
            [(0, *passage[1:]) for passage in data.second if passage[0] == index],
        )
        if not units_of(source, unit):
            continue
        found = reported(alone, unit)
        for code, same in zip(report.codes, found.codes, strict=True):
            assert code.per_transcript[index] == same.alpha.value
        assert report.overall.per_transcript[index] == found.overall.alpha.value


def applies(code: ComparedCode, source: int) -> bool:
    return code.sources is None or source in code.sources


def agrees(found: Estimate, expected: Estimate) -> None:
    if expected.value is None:
        assert found.value is None
        assert found.reason
    else:
        assert found.value == pytest.approx(expected.value, abs=1e-9)
