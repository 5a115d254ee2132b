"""Coefficients of other libraries for the same codings, on sentences already laid out.

`benchmarks.peers` runs this file by the Python of an own virtual environment. The array has a row
for every code, a column for every coder, and for every sentence whether the code was given. The
units are those of one transcript: coder, start, end, code. Prints one JSON line.

    python peer_agreement.py SENTENCES.npy UNITS.json ROUNDS
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

SAMPLES = 10
"""Random continua that gamma is compared with; its own default takes longer."""


def timed(action: Callable[[], Any], rounds: int) -> tuple[list[float], Any]:
    """Seconds of each round, and what came out."""
    taken, found = [], None
    for _ in range(rounds):
        start = time.perf_counter()
        found = action()
        taken.append(time.perf_counter() - start)
    return taken, found


def alphas(sentences: Any) -> list[float]:
    """Krippendorff's alpha of every code."""
    library = importlib.import_module("krippendorff")
    return [
        float(library.alpha(reliability_data=rows, level_of_measurement="nominal"))
        for rows in sentences
    ]


def kappas(sentences: Any) -> list[float]:
    """Cohen's kappa of every code."""
    score = importlib.import_module("sklearn.metrics").cohen_kappa_score
    return [float(score(*rows)) for rows in sentences]


def gamma(units: list[list[Any]]) -> float:
    """Gamma of one transcript."""
    library = importlib.import_module("pygamma_agreement")
    segment = importlib.import_module("pyannote.core").Segment
    continuum = library.Continuum()
    for coder, start, end, code in units:
        continuum.add(coder, segment(start, end), code)
    apart = library.CombinedCategoricalDissimilarity()
    return float(continuum.compute_gamma(apart, n_samples=SAMPLES).gamma)


def main(sentences: Path, units: Path, rounds: int) -> dict[str, Any]:
    """Everything that can be imported."""
    numpy = importlib.import_module("numpy")
    laid_out = numpy.load(sentences)
    placed = json.loads(units.read_text("utf-8"))
    jobs: dict[str, Callable[[], Any]] = {
        "krippendorff": lambda: alphas(laid_out),
        "scikit-learn": lambda: kappas(laid_out),
        "pygamma-agreement": lambda: gamma(placed),
    }
    found: dict[str, Any] = {}
    for name, action in jobs.items():
        try:
            action()
            taken, values = timed(action, 1 if "gamma" in name else rounds)
        except (ImportError, OSError, AttributeError, ValueError) as error:
            found[name] = {"refused": f"{type(error).__name__}: {error}"[:200]}
            continue
        found[name] = {"version": version(name), "seconds": taken, "values": values}
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
