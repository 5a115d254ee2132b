"""Handing out and merging on study M: 120 interviews of 8,000 words, 20,000 codings of one coder.

Printed are medians of the rounds in milliseconds: processor time of this process ("work"), time
that passed, and our budget for the work where there is one. Merging means: read the package's
layer, see where each coding stands, put it in with its journal, one transaction. The backup that
is made before a merge is timed apart.

    PYTHONPATH=. python benchmarks/exchange.py [ROUNDS]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks import store as study
from benchmarks.workload import book
from qualcode.app.pairs import exchange
from qualcode.core.spans import Span
from qualcode.store.exchange.merging import plan_layers, write_layer
from qualcode.store.exchange.package import opened_package
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.rows import codings as layer
from qualcode.store.rows.cases import coder_named
from qualcode.store.rows.codebooks import add_codebook
from qualcode.store.safety.backup import back_up
from qualcode.store.safety.check import check

study.BUDGETS |= {"merge 20,000 codings": 250, "merge once more": 100}


def code_all(package: Path) -> None:
    """What the coder does on the road."""
    with open_project(package, acting="Zoé") as project:
        with project.read() as connection:
            coder = coder_named(connection, "Zoé").id
        placed = [*study.invented_codings(project, 1), *study.invented_codings(project, 2)]
        for start in range(0, len(placed), 1000):
            with project.change("load_codings") as change:
                layer.put_codings(change, coder, placed[start : start + 1000])


def merge(project: Project, package: Path) -> None:
    """What `merge` does, but for the backup."""
    with opened_package(package, None) as (held, other), project.change("merge") as change:
        for plan in plan_layers(change.connection, other, held.coder):
            write_layer(change, plan)


def one_round(folder: Path, stopwatch: study.Stopwatch) -> None:
    """Hand out, code, merge, merge again."""
    where, package = folder / "étude.qualcode", folder / "zoé.qualcode"
    with create_project(str(where), title="Étude", acting="Ana") as project:
        with project.change("import_codebook") as change:
            add_codebook(change, book())
        study.import_all(project, [study.interview(n) for n in range(study.SOURCES)])
        with stopwatch("hand out 120 interviews"):
            exchange.hand_out(project, "Zoé", package)
        code_all(package)
        with stopwatch("backup"):
            back_up(project)
        with stopwatch("merge 20,000 codings"):
            merge(project, package)
        with stopwatch("merge once more"):
            merge(project, package)
        report = check(project)
        assert report.sound, report.problems
        with project.read() as connection:
            own = coder_named(connection, "Zoé").id
            found = layer.coded_spans(connection, own, "Zoé")
        assert len(found) > study.CODINGS * 0.9
        assert all(Span(row.start, row.end) for row in found)


def main(rounds: int) -> None:
    """Several rounds, each in a new folder."""
    stopwatch = study.Stopwatch()
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            one_round(Path(folder), stopwatch)
    stopwatch.print()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
