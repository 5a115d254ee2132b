"""The store on study M: 120 interviews of 8,000 words, 80 codes, 20,000 codings of two coders.

Each round makes a new project. Printed are medians of the rounds in milliseconds: processor time
of this process ("work"), time that passed, and our budget for the work where there is one. The
lines "bare" are the least that SQLite could do, in the same round: the texts, turns and index
without anything found out about them, and rows with two indexes and no journal, GUID or union.
On a machine that does something else at the same time, the ratio to them is what counts.

    python -m benchmarks.store [ROUNDS]
"""

from __future__ import annotations

import gc
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import select

from benchmarks import workload
from benchmarks.workload import book
from qualcode.core.coding import Valence
from qualcode.core.spans import Span
from qualcode.core.transcript import Document, Speaker
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.rows import codings as layer
from qualcode.store.rows import search
from qualcode.store.rows.cases import coder_named
from qualcode.store.rows.codebooks import CodeIndex, add_codebook
from qualcode.store.rows.sources import add_source, list_sources, load_transcript
from qualcode.store.safety.backup import back_up
from qualcode.store.safety.check import check
from qualcode.store.tables import source_texts, sources

SOURCES, WORDS, CODINGS = 120, 8_000, 20_000
BUDGETS = {
    "import, with index": 250,
    "put 20,000 codings": 250,
    "quotations of one code": 25,
    "count code × source": 12,
    "search, 50 hits": 2,
}
"""Milliseconds of work."""


@dataclass
class Stopwatch:
    """Times by what was done, in the order in which it was first done."""

    work: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    passed: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Time what happens in the block, not the collector's walks over what was there before."""
        gc.collect()
        gc.freeze()
        started, worked = time.perf_counter(), time.process_time()
        yield
        self.work[name].append((time.process_time() - worked) * 1000)
        self.passed[name].append((time.perf_counter() - started) * 1000)

    def print(self) -> None:
        """One line for everything that was timed."""
        print(f"{'':28}{'work':>9}{'passed':>9}{'budget':>9}   milliseconds")
        for name, times in self.work.items():
            passed = statistics.median(self.passed[name])
            budget = BUDGETS.get(name, "")
            print(f"{name:28}{statistics.median(times):9.1f}{passed:9.1f}{budget:>9}")


def interview(number: int) -> Document:
    """An invented interview, always the same for its number."""
    return workload.interview(number, WORDS).document


def import_all(project: Project, documents: list[Document]) -> None:
    """All interviews in one step."""
    with project.change("import") as change, search.indexing_last(change.connection):
        for number, document in enumerate(documents):
            person = f"P{number:03}"
            speakers = {label: Speaker(label, label == person) for label in document.speakers}
            add_source(
                change,
                document,
                name=person,
                kind="interview",
                language="fr",
                speaker_of=speakers,
            )


def invented_codings(project: Project, coder: int) -> list[layer.PlacedCoding]:
    """Half of the codings of the study, about 950 of them with one code."""
    chance = random.Random(coder)
    with project.read() as connection:
        codes = [row for row in CodeIndex(connection).rows if row.code.codable]
        texts = connection.execute(
            select(sources.c.id, source_texts.c.id, source_texts.c.text).join(
                source_texts, source_texts.c.source_id == sources.c.id
            )
        ).all()
    weights = [8.3] + [1.0] * (len(codes) - 1)
    found = []
    for _ in range(CODINGS // 2):
        source_id, text_id, text = chance.choice(texts)
        (code,) = chance.choices(codes, weights)
        start = chance.randrange(len(text) - 400)
        span = Span(start, start + chance.randint(40, 400))
        found.append(
            layer.PlacedCoding(
                source_id,
                text_id,
                span,
                span.of(text),
                code.id,
                code.revision_id,
                chance.choice(list(Valence)),
            )
        )
    return found


def put_all(project: Project, folder: Path, stopwatch: Stopwatch) -> None:
    """Both coders' codings, each coder's in one step."""
    for name in ("Zoé", "Maël"):
        project.acting = name
        with project.change("enrol", kind="barrier"):
            pass
    ready = {name: invented_codings(project, number) for number, name in enumerate(("Zoé", "Maël"))}
    with stopwatch("bare codings"):
        bare_codings(folder, [coding for placed in ready.values() for coding in placed])
    with stopwatch("put 20,000 codings"):
        for name, placed in ready.items():
            project.acting = name
            with project.change("merge") as change:
                layer.put_codings(change, coder_named(change.connection, name).id, placed)


READS: dict[str, Callable[[Project], object]] = {}


def reads(name: str) -> Callable[[Callable[[Project], object]], Callable[[Project], object]]:
    """Time this function under `name`."""

    def enter(function: Callable[[Project], object]) -> Callable[[Project], object]:
        READS[name] = function
        return function

    return enter


@reads("list 20,000 codings")
def list_all(project: Project) -> object:
    with project.read() as connection:
        return layer.list_codings(connection, project.acting_key(connection))


@reads("quotations of one code")
def one_code(project: Project) -> object:
    with project.read() as connection:
        code = CodeIndex(connection).find("code00").id
        return layer.list_codings(connection, project.acting_key(connection), code_ids=[code])


@reads("count code × source")
def counted(project: Project) -> object:
    with project.read() as connection:
        return layer.count_codings(connection, project.acting_key(connection))


@reads("spans of one layer")
def one_layer(project: Project) -> object:
    with project.read() as connection:
        return layer.coded_spans(connection, project.acting_key(connection), "Zoé")


@reads("library of 120")
def library(project: Project) -> object:
    with project.read() as connection:
        return list_sources(connection)


@reads("open one transcript")
def transcript(project: Project) -> object:
    with project.read() as connection:
        return load_transcript(connection, "P060")


@reads("search, 50 hits")
def find(project: Project) -> object:
    with project.read() as connection:
        found = search.hits(connection, "oedeme", limit=50)
        assert len(found) == 50
        return found


@reads("check")
def look(project: Project) -> object:
    report = check(project)
    assert report.sound, report.problems
    return report


@reads("backup, verified")
def keep(project: Project) -> object:
    return back_up(project)


def bare_import(folder: Path, documents: list[Document]) -> None:
    """The texts, turns and full-text index, and nothing else."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute(
            "CREATE TABLE turns (id INTEGER PRIMARY KEY, text_id INTEGER, number INTEGER, "
            "start INTEGER, stop INTEGER, UNIQUE (text_id, number))"
        )
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(said)")
        connection.execute("BEGIN")
        keys = count(1)
        for number, document in enumerate(documents):
            connection.execute("INSERT INTO texts VALUES (?, ?)", (number, document.text))
            keyed = [
                (next(keys), turn.speech) for turn in document.turns if turn.speech is not None
            ]
            rows = [(key, number, key, speech.start, speech.end) for key, speech in keyed]
            connection.executemany("INSERT INTO turns VALUES (?, ?, ?, ?, ?)", rows)
            said = [(key, speech.of(document.text)) for key, speech in keyed]
            connection.executemany("INSERT INTO words(rowid, said) VALUES (?, ?)", said)
        connection.execute("COMMIT")


def bare_codings(folder: Path, placed: list[layer.PlacedCoding]) -> None:
    """The rows of codings and two indexes, and nothing else."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as connection:
        connection.execute(
            "CREATE TABLE codings (id INTEGER PRIMARY KEY, coder INTEGER, source INTEGER, "
            "code INTEGER, start INTEGER, stop INTEGER, valence TEXT, quotation TEXT)"
        )
        connection.execute("CREATE INDEX by_code ON codings(code, source, start)")
        connection.execute("CREATE INDEX by_coder ON codings(coder, source, code, start, stop)")
        rows = [
            (1, c.source_id, c.code_id, c.span.start, c.span.end, c.valence.value, c.quotation)
            for c in placed
        ]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO codings VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("COMMIT")


def one_round(folder: Path, documents: list[Document], stopwatch: Stopwatch) -> None:
    """Everything once, on a new project."""
    where = folder / "étude.qualcode"
    with create_project(str(where), title="Étude M", acting="Zoé") as project:
        with project.change("import_codebook") as change:
            add_codebook(change, book())
        with stopwatch("bare import"):
            bare_import(folder, documents)
        with stopwatch("import, with index"):
            import_all(project, documents)
        put_all(project, folder, stopwatch)
    with stopwatch("open"):
        project = open_project(where, acting="Zoé")
    with project:
        for name, read in READS.items():
            read(project)
            with stopwatch(name):
                read(project)
    print(f"file: {where.stat().st_size / 1e6:.1f} MB", file=sys.stderr)


def main(rounds: int) -> None:
    """Print the medians."""
    documents = [interview(number) for number in range(SOURCES)]
    words = sum(len(document.text.split()) for document in documents)
    characters = sum(len(document.text) for document in documents)
    print(f"{SOURCES} interviews, {words:,} words, {characters:,} characters, {rounds} rounds")
    stopwatch = Stopwatch()
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            one_round(Path(folder), documents, stopwatch)
    stopwatch.print()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
