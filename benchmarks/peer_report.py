"""The figures of `benchmarks.peers` as Markdown."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from benchmarks.workload import Size
from qualcode import __version__


@dataclass
class Job:
    """What one thing took in every program, in seconds, and what came out of it."""

    name: str
    seconds: dict[str, list[float]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def time(self, program: str, action: Callable[..., object], *given: Any, **named: Any) -> None:
        """One round of one program."""
        start = time.perf_counter()
        found = action(*given, **named)
        self.seconds.setdefault(program, []).append(time.perf_counter() - start)
        if isinstance(found, int):
            self.counts[program] = found


@dataclass
class Run:
    """Everything of one size."""

    size: Size
    inside: list[Job]
    whole: list[Job]
    served: dict[str, Any]
    agreed: tuple[Job, dict[str, Any]]
    tables: Job
    expected: dict[str, int]
    line_coding: str
    """Version of qualitative-coding."""


def median(job: Job, program: str) -> float | None:
    """Seconds, or None where the program did not do it."""
    return statistics.median(job.seconds[program]) if job.seconds.get(program) else None


def cells(mine: float | None, *others: float | None) -> list[str]:
    """Seconds of ours and of each other, with how many times ours that is."""
    said = ["–" if mine is None else f"{mine:.3f}"]
    for other in others:
        if other is None or mine is None:
            said.append("–")
        else:
            said.append(f"{other:.3f} (×{other / mine:.1f})")
    return said


WORDS = {
    "start": "start of the program (`--version`)",
    "import": "import of the transcripts",
    "list": "segments of one code, all of them",
    "counts": "codes by transcripts",
    "search": "50 places of a word in context",
    "export": "everything coded, to a file",
}


def tables(found: Run) -> list[str]:
    """One size as Markdown."""
    size, served = found.size, found.served["seconds"]
    lines = [
        "",
        (
            f"### Study {size.name}: {size.transcripts} transcripts of {size.words:,} words, "
            f"{size.codings:,} codings"
        ),
        "",
        "| inside a running program (seconds) | qualcode | Taguette, through HTTP |",
        "|---|---|---|",
    ]
    for job in found.inside:
        theirs = statistics.median(served[job.name]) if job.name in served else None
        lines.append(
            f"| {WORDS[job.name]} | {' | '.join(cells(median(job, 'qualcode'), theirs))} |"
        )
    first = statistics.median(served["list, first page of 50"])
    lines += [
        f"| segments of one code, Taguette’s first page of 50 | – | {first:.3f} |",
        "",
        "| whole commands (seconds) | qualcode | qualitative-coding |",
        "|---|---|---|",
    ]
    for job in found.whole:
        both = cells(median(job, "qualcode"), median(job, "qc"))
        lines.append(f"| {WORDS[job.name]} | {' | '.join(both)} |")
    job, theirs = found.agreed
    mine = median(job, "qualcode") or 0.0
    lines += [
        "",
        f"| agreement of two coders on sentences, {theirs['codes']} codes (seconds) | |",
        "|---|---|",
        f"| qualcode, every coefficient, from the offsets of codings | {mine:.3f} |",
    ]
    for name in ("krippendorff", "scikit-learn", "pygamma-agreement"):
        lines.append(_library(name, theirs[name], mine))
    one, other = median(found.tables, "qualcode"), median(found.tables, "python-docx")
    lines += [
        "",
        "| Word table of 500 rows and six columns (seconds) | qualcode | python-docx, row by row |",
        "|---|---|---|",
        (
            f"| language, unsplit rows, repeated header, notes (ours alone) | "
            f"{' | '.join(cells(one, other))} |"
        ),
    ]
    return lines


def _library(name: str, told: dict[str, Any], mine: float) -> str:
    if "refused" in told:
        return f"| {name} | could not be run: {told['refused']} |"
    taken = statistics.median(told["seconds"])
    ratio = f"{taken:.3f} (×{taken / mine:.1f})"
    what = {
        "krippendorff": "alpha alone, labels laid out before",
        "scikit-learn": "kappa alone, labels laid out before",
        "pygamma-agreement": "gamma of one transcript, 10 random continua",
    }[name]
    same = f", at most {told['apart']:.0e} from ours" if "apart" in told else ""
    taken_alone = f"{taken:.3f}" if name.startswith("pygamma") else ratio
    return f"| {name} {told['version']}, {what}{same} | {taken_alone} |"


def report(runs: list[Run], rounds: int, load: tuple[float, float]) -> str:
    """Everything between the marks."""
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    sizes = ",".join(one.size.name for one in runs)
    head = (
        f"`python -m benchmarks.peers --sizes {sizes} --rounds {rounds}`, {when}, qualcode "
        f"{__version__}, Taguette {runs[0].served['version']}, qualitative-coding "
        f"{runs[0].line_coding}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load[0]:.1f} "
        f"before and {load[1]:.1f} after; medians of {rounds} rounds, time that passed. In "
        "brackets: how many times ours; under ×1 the other is faster."
    )
    lines = [head]
    for one in runs:
        lines += tables(one)
    return "\n".join(lines)
