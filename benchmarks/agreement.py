"""Agreement on made-up studies, beside `krippendorff` and scikit-learn where they are there.

"Arithmetic" starts from arrays and ends with every coefficient of every code and of all pooled;
"report" starts from the rows and offsets that a database gives and ends with the values that a
screen shows. Printed are medians of the rounds in milliseconds: processor time of this process
("work"), time that passed, and our budget for the work, with what we would like to reach.

    python benchmarks/agreement.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qualcode.core.agreement.bootstrap import DRAWS, SEED
from qualcode.core.agreement.compare import compare, count, laid_out
from qualcode.core.agreement.comparison import (
    CodedPassage,
    ComparedCode,
    ComparedSource,
    Comparison,
)
from qualcode.core.agreement.figures import measure
from qualcode.core.agreement.report import Unit
from qualcode.core.agreement.sweep import VALENCES, sweep


@dataclass(frozen=True)
class Size:
    """How large a study is; codings are those of each coder."""

    name: str
    codes: int
    transcripts: int
    characters: int
    codings: int


SIZES = (Size("S", 80, 60, 60_000, 3_000), Size("M", 80, 120, 43_000, 10_000))
LARGE = Size("L", 80, 600, 43_000, 75_000)
MANY_CODERS = 5
ARITHMETIC, INTERVALS, REPORT = "arithmetic", "arithmetic with intervals", "report with intervals"
BUDGETS = {ARITHMETIC: (10, 3), INTERVALS: (30, 15)}
"""Milliseconds: the budget, and what we would like."""
TURNS = 290
SENTENCE = 90
PLACE = 600
NEAR = 0.6
"""Share of the second coder's codings that are the first coder's with other limits."""
SAME = 0.8
"""Share of those that have the same valence at any rate."""
Columns = NDArray[np.int64]
CODERS = ("Zoé", "Aloïs", "Maëlle", "Noé", "Inès")


def study(size: Size, coders: int = 2) -> Comparison:
    """Every other turn is coded speech; six in ten codings of further coders are near ones."""
    random = np.random.default_rng(7)
    sources = []
    for number in range(size.transcripts):
        cuts = np.sort(random.choice(np.arange(1, size.characters), TURNS, replace=False))
        turns = [(a, b) for a, b in zip(cuts[::2].tolist(), cuts[1::2].tolist(), strict=True)]
        sentences = np.array(
            [
                (a, min(a + SENTENCE, end))
                for start, end in turns
                for a in range(start, end, SENTENCE)
            ]
        )
        sources.append(ComparedSource(f"P{number:03}", turns, {Unit.SENTENCE: sentences}))
    first = layer(size, random)
    others = [near_to(first, size, random) for _coder in range(coders - 1)]
    codes = [ComparedCode(f"grille:code-{number}") for number in range(size.codes)]
    layers = [passages(one) for one in (first, *others)]
    return Comparison(sources, codes, layers[0], layers[1], others=tuple(layers[2:]))


def near_to(first: Columns, size: Size, random: np.random.Generator) -> Columns:
    """Another layer: some codings are the first coder's with other limits."""
    other = layer(size, random)
    near = random.random(size.codings) < NEAR
    other[:4, near] = first[:4, near]
    same = near & (random.random(size.codings) < SAME)
    other[4, same] = first[4, same]
    other[2, near] = np.maximum(other[2, near] + random.integers(-30, 30, near.sum()), 0)
    return other


def layer(size: Size, random: np.random.Generator) -> Columns:
    """Source, code, start, length and valence of codings, a code once in 600 characters."""
    places = size.characters // PLACE
    shape = (size.transcripts, size.codes, places)
    chosen = random.choice(np.prod(shape), size.codings, replace=False)
    source, code, place = np.unravel_index(chosen, shape)
    start = place * PLACE + random.integers(0, 100, size.codings)
    length = random.integers(20, 500, size.codings)
    valence = random.choice(5, size.codings, p=[0.05, 0.45, 0.35, 0.05, 0.1])
    return np.stack([source, code, start, length, valence])


def passages(columns: Columns) -> list[CodedPassage]:
    return [
        (source, code, start, start + length, VALENCES[valence])
        for source, code, start, length, valence in columns.T.tolist()
    ]


def timed(action: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median processor time and time passed, in milliseconds."""
    work, passed = [], []
    for _round in range(rounds):
        clock, process = time.perf_counter(), time.process_time()
        action()
        work.append(time.process_time() - process)
        passed.append(time.perf_counter() - clock)
    return statistics.median(work) * 1000, statistics.median(passed) * 1000


def actions(data: Comparison, unit: Unit) -> dict[str, Callable[[], object]]:
    """What is timed, by name."""
    plan = laid_out(data, unit)
    return {
        ARITHMETIC: lambda: measure(sweep(*plan).counts, 0, SEED),
        INTERVALS: lambda: measure(sweep(*plan).counts, DRAWS, SEED),
        "report": lambda: compare(data, coders=CODERS[: len(data.layers)], unit=unit, draws=0),
        REPORT: lambda: compare(data, coders=CODERS[: len(data.layers)], unit=unit),
    }


def beside_others(data: Comparison) -> None:
    """Figures of every code on sentences by other packages, and how far ours are from them."""
    total = count(data, Unit.SENTENCE)[0].counts.total()
    one, other = total.given
    cells = [total.units - one - other + total.both, one - total.both, other - total.both]
    pairs = np.stack([*cells, total.both], axis=1).astype(int)
    ours = compare(data, coders=CODERS[:2], unit=Unit.SENTENCE, draws=0)
    labels = [np.repeat(np.array([[0, 0], [1, 0], [0, 1], [1, 1]]), n, axis=0).T for n in pairs]
    for name, theirs in (("alpha", by_krippendorff), ("kappa", by_scikit_learn)):
        try:
            found = theirs(labels)
        except ImportError:
            continue
        apart = max(
            abs(figure - (getattr(code, name).value or 0))
            for figure, code in zip(found, ours.codes, strict=True)
        )
        work, passed = timed(lambda theirs=theirs: theirs(labels), 1)  # type: ignore[misc]
        said = theirs.__name__.removeprefix("by_").replace("_", "-")
        print(
            f"  {said + ', ' + name + ', laid out':34}{work:9.1f}{passed:9.1f}   apart {apart:.0e}"
        )


def by_krippendorff(labels: list[Columns]) -> list[float]:
    import krippendorff

    return [
        float(krippendorff.alpha(reliability_data=rows, level_of_measurement="nominal"))
        for rows in labels
    ]


def by_scikit_learn(labels: list[Columns]) -> list[float]:
    from sklearn.metrics import cohen_kappa_score

    return [float(cohen_kappa_score(*rows)) for rows in labels]


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    for size in SIZES:
        print_size(size, study(size), rounds, (Unit.CHARACTER, Unit.SENTENCE))
        beside_others(study(size))
    data = study(SIZES[0], MANY_CODERS)
    print_size(SIZES[0], data, rounds, (Unit.CHARACTER,))
    print_size(LARGE, study(LARGE), min(rounds, 3), (Unit.CHARACTER,))


def print_size(size: Size, data: Comparison, rounds: int, units: tuple[Unit, ...]) -> None:
    """The figures of one study."""
    print(
        f"{size.name}: {len(data.layers)} coders × {size.codes} codes × {size.transcripts} "
        f"transcripts × {size.characters:,} characters, {size.codings:,} codings a coder"
    )
    print(f"  {'':34}{'work':>9}{'passed':>9}   budget (wish)")
    for unit in units:
        for name, action in actions(data, unit).items():
            work, passed = timed(action, rounds)
            limit = "{} ({})".format(*BUDGETS[name]) if name in BUDGETS else ""
            print(f"  {unit.value + ', ' + name:34}{work:9.1f}{passed:9.1f}   {limit}")


if __name__ == "__main__":
    main()
