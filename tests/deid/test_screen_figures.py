"""The screen keeps to its aims on the passages in `benchmarks/deid`, without the model."""

from __future__ import annotations

from functools import cache

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
from qualcode.core.privacy.screening import Tier

SETS = sorted(FOLDER.glob("*.jsonl"))


@cache
def found_in_all() -> list[Judged]:
    screen = default_screen(FOLDER / "names.json")
    return [one for name in SETS for one in judged(passages(name), screen, sure=False)]


def rows(*, sure: bool) -> list[Judged]:
    return [
        Judged(one.passage, tuple(f for f in one.found if not sure or f.tier is Tier.AUTO))
        for one in found_in_all()
    ]


def share(found: list[Judged], measure: Measure) -> float:
    shares = [measure(one) for one in found]
    return sum(hits for hits, _ in shares) / sum(total for _, total in shares)


def test_hardly_anything_with_the_form_of_an_identifier_is_missed() -> None:
    structured = recall(lambda wanted: wanted.direct and wanted.kind not in NAMES)
    assert share(rows(sure=False), structured) >= 0.995


def test_direct_identifiers_are_found_and_seldom_leak() -> None:
    found = rows(sure=False)
    assert share(found, recall(lambda wanted: wanted.direct)) >= 0.99
    assert share(found, leaks) <= 0.01
    assert share(found, forbidden) <= 0.03


def test_what_is_sure_is_seldom_wrong() -> None:
    found = rows(sure=True)
    assert share(found, precision) >= 0.98
    assert share(found, recall(lambda wanted: wanted.direct)) >= 0.93
