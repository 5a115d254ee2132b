"""Sixteen coders, each a process with a login of its own, code on one PostgreSQL project at once.

The server is a throw-away one that keeps to the disk what it has acknowledged. When all have done,
every coding that the server acknowledged must be there once, and no other; every journal must
hold as many entries as its coder made, chained; `qualcode check` must find nothing.

    python -m benchmarks.sixteen_writers [WRITERS] [CODINGS EACH]

Printed: codings a second of all writers together, and how long one coding takes for one of them
(median, and what 95 of 100 stay under), in milliseconds. `--quick` takes a server without a disk.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from dataclasses import dataclass

from sqlalchemy import func, select

from qualcode.app.coding.coding import code_passage
from qualcode.core.codebook import Code, Codebook, Wording
from qualcode.core.coding import NewCoding
from qualcode.core.errors import QualcodeError
from qualcode.core.people import Case, Role
from qualcode.core.spans import Span
from qualcode.core.transcript import Document, Speaker, Turn
from qualcode.store.opening import create_project, open_project
from qualcode.store.postgres import logins
from qualcode.store.project import Project
from qualcode.store.rows.cases import add_coder, put_case
from qualcode.store.rows.codebooks import add_codebook
from qualcode.store.rows.sources import add_source, load_transcript
from qualcode.store.safety.check import check
from qualcode.store.tables import codings, journal, streams
from tests import postgres

WRITERS, EACH = 16, 60
SAID = "C’est loin, l’hôpital… et l’œdème, ça fait peur 😀. Mon mari conduit. "
CODES = ("trajet", "peur", "proches", "équipe")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What sixteen coders did, and what the project holds of it."""

    acknowledged: list[str]
    """GUIDs of the codings that the server said it had."""
    held: list[str]
    """GUIDs of the codings that the project holds."""
    failures: list[str]
    entries: dict[str, tuple[int, int]]
    """Entries and head of each coder's stream."""
    sound: bool
    seconds: float
    milliseconds: list[float]
    """Of each coding."""

    @property
    def nothing_lost(self) -> bool:
        """Whether all is there that was acknowledged, once, and nothing else."""
        return (
            not self.failures
            and sorted(self.acknowledged) == sorted(self.held)
            and len(set(self.held)) == len(self.held)
            and all(n == head for n, head in self.entries.values())
            and self.sound
        )


def name_of(number: int) -> str:
    """What a coder is called."""
    return f"Codeuse {number:02}"


def login_of(number: int) -> str:
    """The coder's login."""
    return f"codeuse{number:02}"


def furnish(cluster: postgres.Cluster, writers: int) -> str:
    """A project with one long interview, coders and their logins; gives its address."""
    where = cluster.place_of_owner()
    with create_project(where, title="Seize codeuses", acting="Responsable") as project:
        with project.change("import") as change:
            given = tuple(Code(key, Wording({"fr": key, "en": key})) for key in CODES)
            book = Codebook("essai", "1", {"fr": "Essai", "en": "Trial"}, given)
            add_codebook(change, book)
            put_case(change, Case("P01", "participant"))
            text = "P01 : " + SAID * 200 + "\n"
            read = Document(text, (Turn(1, "P01", Span(0, 5), Span(6, len(text) - 1)),))
            add_source(change, read, name="E01", kind="interview", language="fr",
                       speaker_of={"P01": Speaker("P01", coded=True, case="P01")})  # fmt: skip
        with project.change("grant_login", kind="barrier") as change:
            for number in range(writers):
                cluster.login(login_of(number))
                add_coder(change, name_of(number), Role.CODER)
                logins.grant(change.connection, where, login_of(number), logins.May.CODER,
                             name_of(number))  # fmt: skip
    return where


def write(cluster: postgres.Cluster, where: str, number: int, each: int) -> list[str]:
    """Code as one of them; gives of every coding the GUID and how long it took, in milliseconds."""
    told: list[str] = []
    with open_project(cluster.seen_by(login_of(number), where)) as project:
        with project.read() as connection:
            speech = load_transcript(connection, "E01").turns[0].speech
        assert speech is not None
        for index in range(each):
            start = speech.start + index * 20
            begun = time.perf_counter()
            try:
                guid = code_passage(project, _wanted(index, start))
            except QualcodeError as error:
                told.append(f"failed {error}")
                continue
            told.append(f"{guid} {(time.perf_counter() - begun) * 1000:.3f}")
    return told


def _wanted(index: int, start: int) -> NewCoding:
    return NewCoding(
        "E01", Span(start, start + 12), CODES[index % len(CODES)], memo=f"note {index}"
    )


def run(cluster: postgres.Cluster, writers: int, each: int) -> Outcome:
    """Have them all code at once, then look at what is there."""
    where = furnish(cluster, writers)
    begun = time.perf_counter()
    pipes = [_forked(cluster, where, number, each) for number in range(writers)]
    told = [line for pipe in pipes for line in _answers(pipe)]
    seconds = time.perf_counter() - begun
    done = [line.split() for line in told if not line.startswith("failed")]
    with open_project(where) as project:
        held, entries = _held(project)
        return Outcome(
            acknowledged=[guid for guid, _ms in done],
            held=held,
            failures=[line for line in told if line.startswith("failed")],
            entries=entries,
            sound=check(project).sound,
            seconds=seconds,
            milliseconds=[float(ms) for _guid, ms in done],
        )


def _forked(cluster: postgres.Cluster, where: str, number: int, each: int) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        lines = ["failed to end"]
        try:
            lines = write(cluster, where, number, each)
        finally:
            os.write(writing, json.dumps(lines).encode() + b"\n")
            os._exit(0)
    os.close(writing)
    return child, reading


def _answers(pipe: tuple[int, int]) -> list[str]:
    child, reading = pipe
    with os.fdopen(reading, encoding="utf-8") as stream:
        lines: list[str] = json.loads(stream.read())
    os.waitpid(child, 0)
    return lines


def _held(project: Project) -> tuple[list[str], dict[str, tuple[int, int]]]:
    with project.read() as connection:
        held = (
            connection.execute(select(codings.c.guid).where(codings.c.alive == 1)).scalars().all()
        )
        rows = connection.execute(
            select(streams.c.guid, func.count(journal.c.id), streams.c.head)
            .join(journal, journal.c.stream_id == streams.c.id)
            .group_by(streams.c.guid, streams.c.head)
        ).all()
    return list(held), {guid: (n, head) for guid, n, head in rows}


def main(words: list[str]) -> int:
    """Run it and print what came of it; exit code 1 where something was lost."""
    numbers = [int(word) for word in words if word.isdigit()]
    writers, each = (numbers + [WRITERS, EACH][len(numbers) :])[:2]
    folder = postgres.programs()
    if folder is None:
        print("PostgreSQL's programs initdb and pg_ctl are not installed")
        return 1
    with postgres.running(folder, durable="--quick" not in words) as cluster:
        done = run(cluster, writers, each)
    print(
        f"{writers} writers, {each} codings each: {len(done.acknowledged)} acknowledged, "
        f"{len(done.held)} held, {len(done.failures)} failed, "
        f"check {'sound' if done.sound else 'NOT sound'}"
    )
    times = sorted(done.milliseconds) or [0.0]
    median, slow = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"{len(times) / done.seconds:.0f} codings/s together")
    print(f"one coding: median {median:.0f} ms, 95 % under {slow:.0f} ms")
    print("nothing lost, nothing twice" if done.nothing_lost else "SOMETHING IS WRONG")
    return 0 if done.nothing_lost else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
