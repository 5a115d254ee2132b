"""What a researcher waits for, at studies of three sizes: time, memory, and how both grow.

Each size runs on a copy of the study that `benchmarks.workload` makes (kept in the cache folder;
opened once before, so that what a newer program adds to it is not timed). All that is read runs in
one process, as on the screens; what writes or goes through files in one for each, as a command
does, on the copy as the one before left it. "First" is right after opening,
"again" the median of the rounds, "after a change" the first after one coding was given. Printed
are milliseconds of processor time and of time that passed, and the most memory held meanwhile, in
MB. "Growth" is how many times the work of the size before; the first line has the codings.

    python -m benchmarks.scale [--sizes S,M,L] [--parts reading,check] [--rounds 5] [--cache FOLDER]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from benchmarks.workload import CODERS, SIZES, copied, person, placed_codings, project_file
from qualcode.app.analysis.matrices import MatrixRequest, codings_behind, matrices
from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.guide import asked_by_source
from qualcode.app.coding.quotations import quotations_of, quotations_with_keys
from qualcode.app.coding.reading import count_layers, list_coders, list_sources
from qualcode.app.coding.searching import search_words
from qualcode.app.pairs.comparing import agreement
from qualcode.app.pairs.exchange import hand_out, merge_package
from qualcode.app.privacy.retention import due_warning
from qualcode.app.projects.keeping import back_up_project, check_project, restore_project
from qualcode.app.projects.studies import study_of, title_of
from qualcode.app.publishing.exporting import export_themes
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.spans import Span
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.store.rows.cases import coder_named
from qualcode.store.rows.codings import put_codings

CACHE = Path(tempfile.gettempdir()) / "qualcode-benchmarks"
MEMORY = 500
"""MB that no study may need."""
BY_GROUP = MatrixRequest(by="group")
BUDGETS = {
    "search, 50 hits, again": 2,
    "matrix by group, again": 100,
    "a cell's quotations, first": 50,
    "a cell's quotations, again": 50,
}
"""Milliseconds of work, at any size."""


@dataclass
class Taken:
    """What one thing took: milliseconds of work, milliseconds that passed, MB at most."""

    work: list[float] = field(default_factory=list)
    passed: list[float] = field(default_factory=list)
    peak: float = 0.0


class Watch:
    """Times and memory by what was done."""

    def __init__(self) -> None:
        self.taken: dict[str, Taken] = {}

    def __call__(self, name: str, action: Callable[[], object], rounds: int = 1) -> None:
        """Do it so many times."""
        taken = self.taken.setdefault(name, Taken())
        for _ in range(rounds):
            gc.collect()
            _forget_peak()
            started, worked = time.perf_counter(), time.process_time()
            action()
            taken.work.append((time.process_time() - worked) * 1000)
            taken.passed.append((time.perf_counter() - started) * 1000)
            taken.peak = max(taken.peak, peak())

    def first_and_again(self, name: str, action: Callable[[], object], rounds: int) -> None:
        """The first time apart from the others."""
        self(f"{name}, first", action)
        self(f"{name}, again", action, rounds)


def _forget_peak() -> None:
    """Let the system count this process's most memory anew, where it can."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def peak() -> float:
    """The most memory that this process held since it was counted anew, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def first_screen(project: Project) -> None:
    """What the library asks for before it can be painted."""
    list_coders(project)
    list_sources(project)
    count_layers(project)
    title_of(project)
    due_warning(project)
    asked_by_source(project)
    study_of(project)


def one_more_coding(project: Project, place: int) -> None:
    """A coding in the first transcript, as a coder gives it."""
    span = next(s for s in _sentences(project) if s.start > place)
    code_passage(project, NewCoding(person(0), span, "essai:code33", Valence.LEVER))


def _sentences(project: Project) -> list[Span]:
    with project.read() as connection:
        return list(project.memory.transcript(connection, person(0)).codable_sentences)


def cell(project: Project, code: str) -> None:
    """The quotations behind the cell of a code and a group."""
    keys = codings_behind(project, BY_GROUP, f"essai:{code}", "implanted")
    quotations_with_keys(project, keys)


def reading(project: Project, watch: Watch, rounds: int) -> None:
    """What is only looked at."""
    watch.first_and_again("library", lambda: first_screen(project), rounds)
    watch.first_and_again(
        "search, 50 hits", lambda: search_words(project, "oedeme", limit=50), rounds
    )
    watch.first_and_again("matrix by group", lambda: matrices(project, BY_GROUP), rounds)
    for number in range(3):
        one_more_coding(project, 2_000 * number)
        watch("matrix by group, after a change", lambda: matrices(project, BY_GROUP))
    watch.first_and_again("a cell's quotations", lambda: cell(project, "code01"), rounds)
    watch.first_and_again(
        "a code's quotations", lambda: quotations_of(project, "essai:code02"), rounds
    )
    watch.first_and_again(
        "the frequent code's", lambda: quotations_of(project, "essai:code00"), rounds
    )
    watch.first_and_again("agreement, all coders", lambda: agreement(project), min(rounds, 3))


Part = Callable[[str, Path, Watch, int], None]
"""Gets the name of a size, the project's file, the watch, and how often to do what is repeated."""


def _reading(_name: str, path: Path, watch: Watch, rounds: int) -> None:
    for _ in range(rounds):
        watch("open", lambda: open_project(path, acting=CODERS[0]).close())
    with open_project(path, acting=CODERS[0]) as project:
        reading(project, watch, rounds)


def _themes(_name: str, path: Path, watch: Watch, _rounds: int) -> None:
    with open_project(path, acting=CODERS[0]) as project:
        for number in range(2):
            out = path.with_name(f"themes{number}.docx")
            watch("themes to Word", lambda out=out: export_themes(project, out, language="fr"))  # type: ignore[misc]


def _handout(_name: str, path: Path, watch: Watch, _rounds: int) -> None:
    with open_project(path, acting=CODERS[0]) as project:
        out = path.with_name("voyage.qualcode")
        watch("hand out a package", lambda: hand_out(project, CODERS[1], out))


def _sealed(_name: str, path: Path, watch: Watch, _rounds: int) -> None:
    with open_project(path, acting=CODERS[0]) as project:
        out = path.with_name("voyage.qchandout")
        phrase = "phrase inventée pour mesurer"
        watch(
            "hand out a sealed one",
            lambda: hand_out(project, CODERS[1], out, passphrase=phrase),
        )


def _merge(name: str, path: Path, watch: Watch, _rounds: int) -> None:
    package = path.with_name("retour.qualcode")
    command = [sys.executable, "-c", _PREPARED, str(path), str(package), name]
    subprocess.run(command, check=True)
    with open_project(path, acting=CODERS[0]) as project:
        watch("merge it, backup with it", lambda: merge_package(project, package))


def _check(_name: str, path: Path, watch: Watch, _rounds: int) -> None:
    with open_project(path, acting=CODERS[0], read_only=True) as project:
        watch("check", lambda: check_project(project))


def _backup(_name: str, path: Path, watch: Watch, _rounds: int) -> None:
    with open_project(path, acting=CODERS[0]) as project:
        out = path.with_name("copie.qualcode")
        watch("backup, verified", lambda: back_up_project(project, out))


def _restore(_name: str, path: Path, watch: Watch, _rounds: int) -> None:
    out = path.with_name("original.qualcode")
    with open_project(path, acting=CODERS[0]) as project:
        back_up_project(project, out)
    where = path.with_name("rétablie.qualcode")
    watch("restore, verified", lambda: restore_project(out, where))


PARTS: dict[str, Part] = {
    "reading": _reading,
    "themes": _themes,
    "handout": _handout,
    "sealed": _sealed,
    "merge": _merge,
    "check": _check,
    "backup": _backup,
    "restore": _restore,
}

_PREPARED = """
import sys
from pathlib import Path
from benchmarks.scale import prepared
prepared(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
"""


def prepared(path: Path, package: Path, name: str) -> None:
    """A package that was handed out and coded in, of a study of this size."""
    with open_project(path, acting=CODERS[0]) as project:
        hand_out(project, CODERS[1], package)
    _code_package(package, name)


def _code_package(package: Path, name: str) -> None:
    """What the coder does on the road: codings beside those that were handed out."""
    with open_project(package, acting=CODERS[1]) as travelled:
        placed = [one for one in placed_codings(travelled, SIZES[name])[0] if one.span.start % 2]
        with travelled.change("load_codings") as change:
            key = coder_named(change.connection, CODERS[1]).id
            put_codings(change, key, placed)


def run_parts(
    name: str, parts: Sequence[str], rounds: int, cache_folder: Path, *, apart: bool = True
) -> dict[str, Taken]:
    """Parts at one size, on one copy of the study; each in a process that held nothing before."""
    where = project_file(SIZES[name], cache_folder)
    watch = Watch()
    with tempfile.TemporaryDirectory(dir=cache_folder) as folder:
        path = copied(where, Path(folder))
        open_project(path, acting=CODERS[0]).close()
        for part in parts:
            if apart:
                watch.taken |= _in_own_process(name, part, rounds, path)
            else:
                PARTS[part](name, path, watch, rounds)
    return watch.taken


def _in_own_process(name: str, part: str, rounds: int, path: Path) -> dict[str, Taken]:
    command = [sys.executable, "-m", "benchmarks.scale", "--one", name, part, str(path)]
    told = subprocess.run(
        [*command, "--rounds", str(rounds)], check=True, capture_output=True, text=True
    )
    return {key: Taken(*value) for key, value in json.loads(told.stdout.splitlines()[-1]).items()}


def table(found: dict[str, dict[str, Taken]]) -> str:
    """The figures as a Markdown table."""
    sizes = list(found)
    head = ["", *(f"{name}: work, passed, MB" for name in sizes)]
    head += [f"growth {one}→{other}" for one, other in pairwise(sizes)]
    lines = [head, ["---"] * len(head)]
    codings = [SIZES[name].codings for name in sizes]
    lines.append(["codings", *(f"{n:,}" for n in codings), *_growths([float(n) for n in codings])])
    for what in found[sizes[0]]:
        every = [found[name][what] for name in sizes]
        works = [statistics.median(one.work) for one in every]
        cells = [
            f"{work:,.1f}, {statistics.median(one.passed):,.1f}, {one.peak:.0f}"
            for work, one in zip(works, every, strict=True)
        ]
        budget = f" (wanted {BUDGETS[what]})" if what in BUDGETS else ""
        lines.append([what + budget, *cells, *_growths(works)])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _growths(values: list[float]) -> list[str]:
    return [f"×{after / before:.1f}" for before, after in pairwise(values)]


def most_memory(found: dict[str, dict[str, Taken]]) -> float:
    """MB at the worst moment of all."""
    return max(one.peak for taken in found.values() for one in taken.values())


def main() -> None:
    """Print the table, or one size as JSON."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--sizes", default="S,M,L")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--cache", type=Path, default=CACHE)
    asked.add_argument("--parts", default=",".join(PARTS), help="all of them: %(default)s")
    asked.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one:
        name, part, path = given.one
        watch = Watch()
        PARTS[part](name, Path(path), watch, given.rounds)
        told = {key: [one.work, one.passed, one.peak] for key, one in watch.taken.items()}
        print(json.dumps(told))
        return
    load = os.getloadavg()[0]
    found = {
        name: run_parts(name, given.parts.split(","), given.rounds, given.cache)
        for name in given.sizes.split(",")
    }
    print(f"{given.rounds} rounds, load {load:.1f} before and {os.getloadavg()[0]:.1f} after")
    print(table(found))
    print(f"most memory {most_memory(found):.0f} MB, allowed {MEMORY}")


if __name__ == "__main__":
    main()
