"""The coefficients give the figures that their authors and other programs print."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qualcode.core.agreement import coefficients, metrics, sets, unitizing
from qualcode.core.agreement.ratings import Ratings
from qualcode.core.agreement.report import Estimate

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "agreement.json").read_text(encoding="utf-8")
)
DEVIATING = {"set9-masi-dkpro-variant"}
"""What another program computes against the definition that it names."""

STUDENT_11 = 2.200985
"""97.5th percentile of Student's t with 11 degrees of freedom, for twelve units."""


def of_kind(*kinds: str) -> list[Any]:
    return [
        pytest.param(vector, id=vector["id"])
        for vector in VECTORS
        if vector["kind"] in kinds and vector["id"] not in DEVIATING
    ]


def ratings_of(vector: dict[str, Any]) -> Ratings:
    if vector["kind"] == "contingency table":
        return Ratings.from_table(vector["input"])
    if vector["kind"] == "multilabel":
        rows = vector["input"]
        return Ratings.of([[None if s is None else frozenset(s) for s in row] for row in rows])
    return Ratings.of(vector["input"])


COMPUTE: dict[str, Callable[[Ratings], Estimate]] = {
    "percent": coefficients.percent,
    "cohen": coefficients.cohen,
    "cohen_se": coefficients.cohen_standard_error,
    "cohen_linear": lambda r: coefficients.cohen(r, metrics.linear(len(r.categories))),
    "cohen_quadratic": lambda r: coefficients.cohen(r, metrics.quadratic(len(r.categories))),
    "scott": coefficients.scott,
    "bp": coefficients.brennan_prediger,
    "fleiss": coefficients.fleiss,
    "fleiss_missing": coefficients.fleiss,
    "ac1": coefficients.gwet,
    "ac2_quadratic": lambda r: coefficients.gwet(r, metrics.quadratic(len(r.categories))),
    "alpha_nominal": coefficients.krippendorff,
    "alpha_ordinal": lambda r: coefficients.krippendorff(r, metrics.ordinal),
    "alpha_interval": lambda r: coefficients.krippendorff(r, metrics.interval),
    "alpha_ratio": lambda r: coefficients.krippendorff(r, metrics.ratio),
    "alpha_masi": lambda r: coefficients.krippendorff(r, sets.masi),
    "mvalpha": sets.multivalued,
}


@pytest.mark.parametrize("vector", of_kind("categorical matrix", "contingency table", "multilabel"))
def test_a_coefficient_of_fixed_units_is_the_published_one(vector: dict[str, Any]) -> None:
    ratings, name = ratings_of(vector), vector["coefficient"]
    if name == "masi_distance":
        one, other = ({*row[0]} for row in vector["input"])
        found = sets.masi_distance(frozenset(one), frozenset(other))
    elif name == "fleiss_category":
        found = value(coefficients.fleiss_category(ratings, vector["params"]["category"]))
    else:
        found = value(COMPUTE[name](ratings))
    assert found == pytest.approx(vector["expected"], abs=vector["tolerance"])


def test_standard_errors_and_intervals_of_the_handbook_are_found_again() -> None:
    by_id = {vector["id"]: vector for vector in VECTORS}
    params = by_id["gwet-4x12-ac1"]["params"]
    ratings = ratings_of(by_id["gwet-4x12-ac1"])
    error = value(coefficients.gwet_standard_error(ratings))
    assert error == pytest.approx(params["se"], abs=0.0005)
    low = value(coefficients.gwet(ratings)) - STUDENT_11 * error
    assert low == pytest.approx(params["ci_low"], abs=0.0005)

    error = value(coefficients.fleiss_standard_error(ratings))
    low = value(coefficients.fleiss(ratings)) - STUDENT_11 * error
    params = by_id["gwet-4x12-fleiss_missing"]["params"]
    assert low == pytest.approx(params["ci_low"], abs=0.0005)


@pytest.mark.parametrize(("lone_coder", "expected"), [(1, 0.7621), (2, 0.7628)])
def test_conger_sees_who_gave_the_lone_label_of_the_last_unit(
    lone_coder: int, expected: float
) -> None:
    rows = [
        list(row) for row in next(v for v in VECTORS if v["id"] == "kripp-4x12-nominal")["input"]
    ]
    for coder, row in enumerate(rows):
        row[11] = 3 if coder == lone_coder else None
    ratings = Ratings.of(rows)
    assert value(coefficients.conger(ratings)) == pytest.approx(expected, abs=0.00005)
    assert value(coefficients.krippendorff(ratings)) == pytest.approx(0.743, abs=0.0006)


def test_krippendorffs_bias_paradox_kappa_rewards_coders_who_differ() -> None:
    alike = Ratings.from_table([[12, 9, 9], [9, 14, 9], [9, 9, 20]])
    apart = Ratings.from_table([[12, 18, 18], [0, 14, 18], [0, 0, 20]])
    assert value(coefficients.percent(alike)) == value(coefficients.percent(apart)) == 0.46
    assert value(coefficients.cohen(alike)) == pytest.approx(0.186, abs=0.001)
    assert value(coefficients.cohen(apart)) == pytest.approx(0.258, abs=0.001)
    assert value(coefficients.scott(apart)) == pytest.approx(0.186, abs=0.001)


SPAN_VECTORS = [p for p in of_kind("unitizing spans") if "char" not in p.values[0]["coefficient"]]


@pytest.mark.parametrize("vector", SPAN_VECTORS)
def test_a_unitizing_alpha_is_the_published_one(vector: dict[str, Any]) -> None:
    drawn = vector["input"]
    cut = unitizing.Unitizing(
        [[unitizing.Section(*passage) for passage in coder] for coder in drawn["coders"]],
        drawn["length"],
        drawn["begin"],
    )
    name, _, label = vector["coefficient"].partition(":")
    found = {
        "u2004": lambda: value(unitizing.legacy_alpha(cut, label)),
        "u2016": lambda: value(unitizing.u_alpha(cut)),
        "u2016_binary": lambda: value(unitizing.binary_alpha(cut)),
        "u2016_cu": lambda: value(unitizing.cu_alpha(cut)[0]),
        "u2016_cu_coverage": lambda: unitizing.cu_alpha(cut)[1],
        "u2016_k": lambda: value(unitizing.ku_alpha(cut, label)[0]),
    }[name]()
    assert found == pytest.approx(vector["expected"], abs=vector["tolerance"])


def value(estimate: Estimate) -> float:
    assert estimate.value is not None, estimate.reason
    return estimate.value
