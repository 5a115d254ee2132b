"""Every figure of a report is what its definition gives, unit by unit."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.agreement import coefficients, rows
from qualcode.core.agreement.comparison import ComparedCode, ComparedSource, Comparison
from qualcode.core.agreement.ratings import Ratings
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


@given(comparisons(4), EACH_UNIT)
def test_every_coefficient_of_a_code_is_what_its_definition_gives(
    data: Comparison, unit: Unit
) -> None:
    for code, found in enumerate(reported(data, unit).codes):
        units = [
            labels
            for source in range(len(data.sources))
            for labels in labels_of(data, unit, code, source)
        ]
        if not any(label for labels in units for label in labels):
            for name in (*PRESENCE, "dice", "joint_alpha"):
                estimate: Estimate = getattr(found, name)
                assert estimate.value is None
                assert estimate.reason in {coefficients.NEITHER_USED, rows.DOES_NOT_APPLY}
            continue
        given_or_not = ratings_of([list(map(given_of, labels)) for labels in units], binary=True)
        for name, definition in PRESENCE.items():
            agrees(getattr(found, name), definition(given_or_not))
        assert found.dice.value == pytest.approx(positive_agreement(units))
        agrees(found.joint_alpha, coefficients.krippendorff(ratings_of(units)))
        if found.valence is None:
            assert not data.codes[code].valued
            continue
        judged = [
            [label if label and label != UNSET else None for label in labels] for labels in units
        ]
        judged = [labels for labels in judged if sum(map(bool, labels)) > 1]
        assert found.valence.units == len(judged)
        shared = sum(sum(map(bool, labels)) > 1 for labels in units)
        assert found.valence.units + found.valence.unjudged == shared
        if judged:
            of_valence = ratings_of(judged)
            agrees(found.valence.percent, coefficients.percent(of_valence))
            agrees(found.valence.kappa, conger_of_those_who_judged(of_valence))
            agrees(found.valence.alpha, coefficients.krippendorff(of_valence))
            agrees(found.valence.ac1, coefficients.gwet(of_valence))
        else:
            assert found.valence.percent == no_figure(rows.NO_COMMON_VALENCE)


def conger_of_those_who_judged(ratings: Ratings) -> Estimate:
    """Conger's kappa, coders who labelled nothing left out."""
    some = (ratings.labels >= 0).any(axis=1)
    return coefficients.conger(Ratings(ratings.labels[some], ratings.categories, ratings.weight))


PRESENCE: dict[str, Callable[[Ratings], Estimate]] = {
    "percent": coefficients.percent,
    "kappa": conger_of_those_who_judged,
    "fleiss": coefficients.fleiss,
    "brennan_prediger": coefficients.brennan_prediger,
    "alpha": coefficients.krippendorff,
    "ac1": coefficients.gwet,
}


def given_of(label: Label | None) -> bool | None:
    return None if label is None else bool(label)


def positive_agreement(units: Sequence[Sequence[Label | None]]) -> float:
    """Mean over readings that gave the code of the share of the other readers who did too."""
    shares = []
    for labels in units:
        readers = [bool(label) for label in labels if label is not None]
        others = len(readers) - 1
        shares += [(sum(readers) - 1) / others for given in readers if given]
    return sum(shares) / len(shares)


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
    for name in ("percent", "dice", "kappa", "alpha", "ac1", "fleiss", "brennan_prediger"):
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
    if name == "fleiss":
        return 2 * units * share * (1 - share)
    if name == "brennan_prediger":
        return units / 2 if 0 < share < 1 else 0
    return units * (1 - 2 * share * (1 - share)) if 0 < share < 1 else 0


@given(comparisons(4), EACH_UNIT, st.randoms(use_true_random=False))
def test_the_coders_may_change_places(data: Comparison, unit: Unit, random: Random) -> None:
    order = list(range(len(data.layers)))
    random.shuffle(order)
    layers = [data.layers[coder] for coder in order]
    sources = [
        replace(source, readers=frozenset(order.index(c) for c in data.readers(index)))
        for index, source in enumerate(data.sources)
    ]
    moved = replace(
        data, sources=sources, first=layers[0], second=layers[1], others=tuple(layers[2:])
    )
    for code, same in zip(reported(data, unit).codes, reported(moved, unit).codes, strict=True):
        assert same.applied == tuple(code.applied[coder] for coder in order)
        assert same.segments == tuple(code.segments[coder] for coder in order)
        assert (same.units, same.both, same.flags) == (code.units, code.both, code.flags)
        for name in (*PRESENCE, "dice", "joint_alpha"):
            agrees(getattr(same, name), getattr(code, name))


@given(comparisons(4), EACH_UNIT)
def test_alpha_of_a_transcript_is_that_of_the_transcript_alone(
    data: Comparison, unit: Unit
) -> None:
    report = reported(data, unit)
    for index, source in enumerate(data.sources):
        layers = [
            [(0, *passage[1:]) for passage in layer if passage[0] == index] for layer in data.layers
        ]
        codes = [
            replace(code, sources=None if applies(code, index) else frozenset())
            for code in data.codes
        ]
        alone = Comparison([source], codes, layers[0], layers[1], others=tuple(layers[2:]))
        if not units_of(source, unit) or len(data.readers(index)) < 2:
            continue
        found = reported(alone, unit)
        for code, same in zip(report.codes, found.codes, strict=True):
            assert code.per_transcript[index] == pytest.approx(same.alpha.value)
        assert report.overall.per_transcript[index] == pytest.approx(found.overall.alpha.value)


def applies(code: ComparedCode, source: int) -> bool:
    return code.sources is None or source in code.sources


def agrees(found: Estimate, expected: Estimate) -> None:
    if expected.value is None:
        assert found.value is None
        assert found.reason
    else:
        assert found.value == pytest.approx(expected.value, abs=1e-9)
