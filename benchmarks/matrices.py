"""Matrices on study L: 600 interviews of 8,000 words, 80 codes, 150,000 codings of one coder.

Printed are medians in milliseconds of processor time. The first read of all reads the codings from
the project, as the first after every change does; the others count what is at hand. Our budget
for a matrix is 100 ms, for the quotations behind a cell 50 ms.

    PYTHONPATH=. python benchmarks/matrices.py [ROUNDS] [INTERVIEWS CODINGS]
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from benchmarks.store import interview
from benchmarks.workload import book
from qualcode.app.analysis.matrices import MatrixRequest, codings_behind, matrices
from qualcode.app.analysis.patterns import cooccurrences
from qualcode.app.coding.quotations import quotations_with_keys
from qualcode.core.coding import Mark, Valence
from qualcode.core.people import Case, Progress
from qualcode.core.spans import Span
from qualcode.core.tables.cooccurrence import Together
from qualcode.core.transcript import Speaker
from qualcode.store.journal import Change
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from qualcode.store.rows.cases import coder_named, put_case
from qualcode.store.rows.codebooks import CodeIndex, add_codebook
from qualcode.store.rows.codings import PlacedCoding, put_codings
from qualcode.store.rows.sources import add_source, mark_progress
from qualcode.store.tables import source_texts, speakers, turns


def fill(project: Project, interviews: int, codings: int) -> None:
    """Interviews of as many persons in two groups, coded and read."""
    with project.change("import") as change:
        add_codebook(change, book())
        for number in range(interviews):
            _add(change, number)
    with project.change("merge") as change:
        coder = coder_named(change.connection, "Zoé").id
        put_codings(change, coder, _invented(change, codings))
        for number in range(interviews):
            mark_progress(change, f"P{number:03}", coder, Progress.READ)


def _add(change: Change, number: int) -> None:
    person, read = f"P{number:03}", interview(number)
    group = "implanted" if number % 2 else "not_implanted"
    put_case(change, Case(person, "patient", attributes={"group": group}))
    add_source(
        change,
        read,
        name=person,
        kind="interview",
        language="fr",
        speaker_of={
            label: Speaker(label, label == person, person if label == person else None)
            for label in read.speakers
        },
    )


def _invented(change: Change, many: int) -> list[PlacedCoding]:
    chance = random.Random(1)
    connection = change.connection
    codes = [row for row in CodeIndex(connection).rows if row.code.codable]
    columns = (source_texts.c.id, source_texts.c.source_id, source_texts.c.text)
    rows = connection.execute(select(*columns)).all()
    sources = {key: source for key, source, _text in rows}
    texts = {key: text or "" for key, _source, text in rows}
    spoken = connection.execute(
        select(turns.c.source_text_id, turns.c.speech_start, turns.c.speech_end)
        .join(speakers, speakers.c.id == turns.c.speaker_id)
        .where(speakers.c.coded == 1)
    ).all()
    found = []
    for _ in range(many):
        text_id, low, high = chance.choice(spoken)
        length = min(chance.randint(20, 300), high - low)
        start = chance.randint(low, high - length)
        span, code = Span(start, start + length), chance.choice(codes)
        found.append(
            PlacedCoding(
                sources[text_id],
                text_id,
                span,
                span.of(texts[text_id]),
                code.id,
                code.revision_id,
                chance.choice(list(Valence)),
                frozenset({Mark.POTENTIAL}) if chance.random() < 0.05 else frozenset(),
            )
        )
    return found


def cell(project: Project) -> object:
    """The quotations behind a cell: one code of one person."""
    keys = codings_behind(project, MatrixRequest(), "essai:code00", "P007")
    return quotations_with_keys(project, keys)


READS: dict[str, Callable[[Project], object]] = {
    "codes by group": lambda p: matrices(p, MatrixRequest(by="group")),
    "codes by case (600)": lambda p: matrices(p, MatrixRequest(by="case")),
    "families by group": lambda p: matrices(p, MatrixRequest(rows="families", by="group")),
    "codes by group, words too": lambda p: matrices(p, MatrixRequest(by="group", words=True)),
    "a cell opened": cell,
    "together, overlapping": lambda p: cooccurrences(p, Together.OVERLAP),
    "together, within 3 turns": lambda p: cooccurrences(p, Together.NEAR, turns=3),
}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def main(rounds: int, interviews: int, codings: int) -> None:
    """Print the medians."""
    with (
        tempfile.TemporaryDirectory() as folder,
        create_project(str(Path(folder) / "l.qualcode"), title="L", acting="Zoé") as project,
    ):
        with project.change("enrol", kind="barrier"):
            pass
        fill(project, interviews, codings)
        print(f"{interviews} interviews, about {codings:,} codings, {rounds} rounds")
        for name, read in READS.items():
            first = timed(lambda read=read: read(project))  # type: ignore[misc]
            again = [timed(lambda read=read: read(project)) for _ in range(rounds)]  # type: ignore[misc]
            print(f"{name:28}{statistics.median(again):9.1f}   first {first:9.1f}")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(given[0] if given else 5, *(given[1:3] if len(given) > 2 else (600, 150_000)))
