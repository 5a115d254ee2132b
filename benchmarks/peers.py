"""The same study in other free programs, in one run, with the results compared.

Makes a virtual environment for each peer in the cache folder and installs it there from the
package index, once; makes the study (`benchmarks.workload`); then every job in turn, ours and
theirs. No peer is imported here: Taguette runs its own server (`peer_taguette.py`),
qualitative-coding its own command, the libraries their own Python (`peer_agreement.py`).
With `--write` the figures go between the marks in docs/benchmarks.md.

    python -m benchmarks.peers [--sizes S,M] [--rounds 3] [--cache FOLDER] [--write]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.peer_report import Job, Run, report
from benchmarks.refi import NoScreen
from benchmarks.scale import CACHE
from benchmarks.word_tables import house, row_loop
from benchmarks.workload import (
    CODERS,
    SIZES,
    Size,
    book,
    code_key,
    codings,
    copied,
    interviews,
    person,
    project_file,
    text_files,
)
from qualcode.app.coding.quotations import quotations_of
from qualcode.app.coding.reading import count_codings
from qualcode.app.coding.searching import search_words
from qualcode.app.pairs.compared import compared
from qualcode.app.programs.tidy import export_csv
from qualcode.app.texts.importing import import_sources, prepare
from qualcode.core.agreement.compare import compare, count
from qualcode.core.agreement.report import Unit
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.rows.codebooks import add_codebook

PEERS = {
    "taguette": ["taguette==1.5.2", "setuptools<81"],
    "qualitative-coding": ["qualitative-coding==1.7.8"],
    "agreement": ["krippendorff", "scikit-learn", "pygamma-agreement"],
}
HERE = Path(__file__).resolve().parent
REPORT = HERE.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
CODE = "code02"
WORD = "oedeme"


def environment(name: str, cache_folder: Path) -> Path:
    """The folder of programs of a peer's own virtual environment, made where it is not there."""
    place = cache_folder / f"venv-{name}"
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    if not (place / "ready").exists():
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        install = [str(programs / "python"), "-m", "pip", "install", "--quiet", *PEERS[name]]
        subprocess.run(install, check=True, stderr=subprocess.DEVNULL)
        (place / "ready").touch()
    return programs


def told_by(command: list[str], where: Path, **extra: str) -> str:
    """What a program prints in a folder.

    Raises:
        SystemExit: it failed; with the end of what it said.
    """
    surroundings = {**os.environ, "PYTHONPATH": "", **extra}
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=where, env=surroundings
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:5])} …: {done.stderr[-1500:]}")
    return done.stdout


def data_file(size: Size, folder: Path) -> Path:
    """The study for programs that are not ours: turns, and codings counted their ways."""
    documents = []
    for number, held in enumerate(interviews(size)):
        text = held.document.text
        turns = [(turn.label or turn.speech, turn.speech) for turn in held.document.turns]
        begins = [label.start if label else 0 for label, _ in turns]
        lines = [line for line in text.split("\n\n") if line]
        bytes_before = [0]
        for line in lines:
            bytes_before.append(bytes_before[-1] + len(line.encode()))
        given = []
        for one in codings(size, number, held):
            place = max(n for n, begin in enumerate(begins) if begin <= one.start)
            low = bytes_before[place] + len(text[begins[place] : one.start].encode())
            words = text[one.start : one.end]
            given.append(
                {
                    "code": code_key(one.code),
                    "coder": CODERS[one.coder],
                    "byte_start": low,
                    "byte_end": low + len(words.encode()),
                    "line": 2 * place,
                    "words": words,
                }
            )
        documents.append({"name": person(number), "turns": lines, "codings": given})
    path = folder / "data.json"
    path.write_text(json.dumps(documents), "utf-8")
    return path


def expected(data: Path) -> dict[str, int]:
    """What every program must find."""
    documents = json.loads(data.read_text("utf-8"))
    every = [(one["name"], coding) for one in documents for coding in one["codings"]]
    lines = {(name, c["coder"], c["code"], c["line"]) for name, c in every}
    return {
        "codings": len(every),
        "of the code": sum(c["code"] == CODE for _, c in every),
        "coded lines": len(lines),
        "coded lines of the code": sum(code == CODE for _, _, code, _ in lines),
    }


def ours(size: Size, files: list[Path], folder: Path, cache_folder: Path, rounds: int) -> list[Job]:
    """Every job inside our process, each round on a project opened anew; a first is not counted."""
    jobs = {name: Job(name) for name in ("import", "list", "counts", "search", "export")}
    where = copied(project_file(size, cache_folder), folder)
    for number in range(rounds + 1):
        with create_project(str(folder / f"{number}.qualcode"), title="Étude", acting="Zoé") as new:
            with new.change("import_codebook") as change:
                add_codebook(change, book())
            jobs["import"].time("qualcode", brought_in, new, files)
        with open_project(where, acting="Zoé") as project:
            jobs["list"].time("qualcode", listed, project)
            jobs["counts"].time("qualcode", counted, project)
            jobs["search"].time("qualcode", found_words, project)
            jobs["export"].time("qualcode", written, project, folder / f"{number}.csv")
    for job in jobs.values():
        job.seconds["qualcode"].pop(0)
    return list(jobs.values())


def brought_in(project: Project, files: list[Path]) -> int:
    """Transcripts that entered."""
    incoming = prepare(project, files, kind="interview", language="fr")
    return len(import_sources(project, incoming, screen=NoScreen()).sources)


def listed(project: Project) -> int:
    """Quotations of the code."""
    return len(quotations_of(project, f"essai:{CODE}"))


def counted(project: Project) -> int:
    """Codings, by code and transcript."""
    return sum(count_codings(project).values())


def found_words(project: Project) -> int:
    """Places of the word."""
    return len(search_words(project, WORD, limit=50))


def written(project: Project, out: Path) -> int:
    """Codings in the file."""
    return export_csv(project, out).codings


def commands(data: Path, folder: Path, rounds: int, programs: Path) -> list[Job]:
    """Whole commands, ours and qualitative-coding's in turn, with the start of Python in each."""
    qc, mine = str(programs / "qc"), [sys.executable, "-m", "qualcode"]
    place, texts = folder / "qc", folder / "texts"
    us: dict[str, Any] = {"where": folder, "PYTHONPATH": str(HERE.parent)}
    us |= {"HOME": str(folder), "LANGUAGE": "en"}
    names = ("start", "import", "list", "counts", "search", "export")
    jobs = {name: Job(name) for name in names}
    for number in range(rounds):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        told_by([qc, "init"], place)
        jobs["start"].time("qc", told_by, [qc, "version"], place)
        jobs["start"].time("qualcode", told_by, [*mine, "--version"], **us)
        bring_in = [qc, "corpus", "import", str(texts), "-r", "-i", "verbatim"]
        jobs["import"].time("qc", told_by, bring_in, place)
        if number == 0:
            fresh = str(folder / "neu.qualcode")
            told_by([*mine, "new", fresh, "--as", "Zoé"], **us)
            files = sorted(str(path) for path in texts.glob("*.txt"))
            said = ["--accept-reason", "invented", "--language", "fr", "--type", "interview"]
            enter = [*mine, "import", fresh, *files, *said, "--as", "Zoé"]
            jobs["import"].time("qualcode", told_by, enter, **us)
    told_by([str(programs / "python"), str(HERE / "peer_qc.py"), str(data)], place)
    for number in range(rounds):
        for name, (own, theirs) in asked_of_both(folder, place, mine, qc, number).items():
            jobs[name].time("qualcode", told_by, own, **us)
            if theirs:
                jobs[name].time("qc", told_by, theirs, place)
    rows = [line.split(",") for line in (place / "table.csv").read_text("utf-8").splitlines()[1:]]
    jobs["counts"].counts["qc"] = sum(int(row[-1]) for row in rows)
    return list(jobs.values())


def asked_of_both(
    folder: Path, place: Path, mine: list[str], qc: str, number: int
) -> dict[str, tuple[list[str], list[str]]]:
    """By job, our command and the other program's; none where it has none."""
    project, acting = str(folder / "étude.qualcode"), ["--as", CODERS[0]]
    away = str(folder / f"aus{number}.qdpx"), str(place / f"aus{number}.qdpx")
    table = ["matrix", project, "--by", "source", "--layer", CODERS[0], "--json"]
    return {
        "list": (
            [*mine, "list", project, "codings", "--code", CODE, "--json"],
            [qc, "codes", "find", CODE, "--json"],
        ),
        "counts": (
            [*mine, *table],
            [qc, "codes", "stats", "-D", "-o", str(place / "table.csv")],
        ),
        "search": ([*mine, "search", project, WORD, "--limit", "50"], []),
        "export": ([*mine, "export", project, "qdpx", away[0], *acting], [qc, "export", away[1]]),
    }


def taguette(data: Path, folder: Path, rounds: int, programs: Path) -> dict[str, Any]:
    """What its driver found."""
    driver = [str(programs / "python"), str(HERE / "peer_taguette.py")]
    found: dict[str, Any] = json.loads(
        told_by([*driver, str(data), str(folder), str(rounds)], folder)
    )
    return found


def agreement(size: Size, folder: Path, rounds: int, programs: Path) -> tuple[Job, dict[str, Any]]:
    """All codes on sentences: ours from the offsets, theirs from labels laid out before."""
    import numpy as np

    with (
        open_project(folder / "étude.qualcode", acting="Zoé") as project,
        project.read() as reading,
    ):
        data = compared(project, reading, coders=CODERS[:2], units=[Unit.SENTENCE]).data
    total = count(data, Unit.SENTENCE)[0].counts.total()
    one, other = total.given
    cells = [total.units - one - other + total.both, one - total.both, other - total.both]
    pairs = np.stack([*cells, total.both], axis=1).astype(int)
    signs = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], np.int8)
    used = [n for n in pairs if n[1:].sum()]
    np.save(folder / "labels.npy", np.stack([np.repeat(signs, n, axis=0).T for n in used]))
    held = next(interviews(size))
    placed = [[CODERS[c.coder], c.start, c.end, code_key(c.code)] for c in codings(size, 0, held)]
    (folder / "units.json").write_text(json.dumps(placed), "utf-8")
    job = Job("agreement")
    for _ in range(rounds):
        job.time("qualcode", compare, data, coders=CODERS[:2], unit=Unit.SENTENCE, draws=0)
    measured = compare(data, coders=CODERS[:2], unit=Unit.SENTENCE, draws=0)
    driver = [str(programs / "python"), str(HERE / "peer_agreement.py")]
    files = [str(folder / "labels.npy"), str(folder / "units.json")]
    theirs: dict[str, Any] = json.loads(
        told_by([*driver, *files, str(rounds)], folder).splitlines()[-1]
    )
    rows = [row for row in measured.codes if any(row.applied)]
    for name, figure in (("krippendorff", "alpha"), ("scikit-learn", "kappa")):
        if "values" in theirs[name]:
            mine = [getattr(row, figure).value for row in rows]
            apart = [abs(a - b) for a, b in zip(theirs[name]["values"], mine, strict=True)]
            theirs[name]["apart"] = max(apart)
    theirs["codes"] = len(used)
    return job, theirs


def word_tables(rounds: int, rows: int = 500) -> Job:
    """Word tables of six columns beside python-docx's own loop over rows."""
    job = Job(f"Word table, {rows} rows")
    for _ in range(rounds):
        job.time("qualcode", house, rows)
        job.time("python-docx", row_loop, rows)
    return job


def run(size: Size, rounds: int, cache_folder: Path) -> Run:
    """Make the data, ask everybody."""
    programs = {name: environment(name, cache_folder) for name in PEERS}
    with tempfile.TemporaryDirectory(dir=cache_folder) as name:
        folder = Path(name)
        data, files = data_file(size, folder), text_files(size, folder / "texts")
        found = Run(
            size,
            ours(size, files, folder, cache_folder, rounds),
            commands(data, folder, rounds, programs["qualitative-coding"]),
            taguette(data, folder, rounds, programs["taguette"]),
            agreement(size, folder, rounds, programs["agreement"]),
            word_tables(rounds),
            expected(data),
            PEERS["qualitative-coding"][0].split("==")[1],
        )
    refuse_differences(found)
    return found


def refuse_differences(found: Run) -> None:
    """Stop where two programs counted differently what both can count.

    Raises:
        SystemExit: with what differs.
    """
    wanted, inside = found.expected, {job.name: job.counts for job in found.inside}
    whole = {job.name: job.counts for job in found.whole}
    told = [
        ("list", inside["list"]["qualcode"], wanted["of the code"]),
        ("list, Taguette", found.served["counts"]["list"], wanted["of the code"]),
        ("counts", inside["counts"]["qualcode"], wanted["codings"]),
        ("counts, Taguette", found.served["counts"]["counts"], wanted["codings"]),
        ("export", inside["export"]["qualcode"], wanted["codings"]),
        ("export, Taguette", found.served["counts"]["export"], wanted["codings"]),
        ("counts, qc", whole["counts"]["qc"], wanted["coded lines"]),
    ]
    wrong = [f"{what}: {got}, expected {due}" for what, got, due in told if got != due]
    theirs = found.agreed[1]
    wrong += [
        f"{name}: {theirs[name]['apart']:.1e} apart"
        for name in ("krippendorff", "scikit-learn")
        if theirs[name].get("apart", 0) > 1e-9
    ]
    if wrong:
        raise SystemExit("; ".join(wrong))


def main() -> None:
    """Print the report, or write it between its marks."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--sizes", default="S,M")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--cache", type=Path, default=CACHE)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError, AttributeError):
        os.nice(-5)
    before = os.getloadavg()[0]
    runs = [run(SIZES[name], given.rounds, given.cache) for name in given.sizes.split(",")]
    said = report(runs, given.rounds, (before, os.getloadavg()[0]))
    print(said)
    if given.write:
        held = REPORT.read_text("utf-8")
        marked = re.compile(f"{BEGIN}.*{END}", re.DOTALL)
        REPORT.write_text(marked.sub(lambda _: f"{BEGIN}\n{said}\n{END}", held), "utf-8")


if __name__ == "__main__":
    main()
