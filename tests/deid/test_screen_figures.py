"""The screen keeps to its aims on the passages in `benchmarks/deid`, without the model."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.deid_score import (
    FOLDER,
    NAMES,
    Judged,
    Measure,
    forbidden,
    judged,
    leaks,
    passages,
    precision,
    recall,
)
from qualcode.app.texts.screening import default_screen

SETS = sorted(path.stem for path in FOLDER.glob("*.jsonl"))


@cache
def rows(name: str, *, sure: bool) -> list[Judged]:
    screen = default_screen(FOLDER / "names.json")
    return judged(passages(FOLDER / f"{name}.jsonl"), screen, sure=sure)


def share(found: list[Judged], measure: Measure) -> float:
    shares = [measure(one) for one in found]
    return sum(hits for hits, _ in shares) / sum(total for _, total in shares)


@pytest.mark.parametrize("name", SETS)
def test_nothing_with_the_form_of_an_identifier_is_missed(name: str) -> None:
    structured = recall(lambda wanted: wanted.direct and wanted.kind not in NAMES)
    assert share(rows(name, sure=False), structured) == 1


@pytest.mark.parametrize("name", SETS)
def test_direct_identifiers_are_found_and_seldom_leak(name: str) -> None:
    found = rows(name, sure=False)
    assert share(found, recall(lambda wanted: wanted.direct)) >= 0.97
    assert share(found, leaks) <= 0.03
    assert share(found, forbidden) <= 0.03


@pytest.mark.parametrize("name", SETS)
def test_what_is_sure_is_seldom_wrong(name: str) -> None:
    found = rows(name, sure=True)
    assert share(found, precision) >= 0.95
    assert share(found, recall(lambda wanted: wanted.direct)) >= 0.88
