"""Spoiled projects of other programs thrown at every reader: each is read, or refused cleanly.

Bytes are changed, or pieces (tags, attributes, numbers, rows of databases) put for others, so that
much of what comes of it is still read. Prints, for each reader, how many files were read, refused,
and ended in another error or were read to something unsound, and the slowest; the first of these
files by each kind of error is written to the folder, and the run ends with 1.

    python -m benchmarks.fuzz_readers [ROUNDS] [FOLDER] [NAME …]

ROUNDS are files a reader, 100,000 unless told; names are those of `SAMPLES`, such as a.qdpx.
"""

from __future__ import annotations

import random
import sqlite3
import time
import traceback
import zipfile
from contextlib import closing
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fuzz_transcripts import Count, fuzz_all
from qualcode.core.errors import QualcodeError
from qualcode.core.portable import PortableProject
from qualcode.core.text import normalised
from qualcode.interop.programs import read_project
from tests.mutations import mutated, rearranged
from tests.other_programs import SAMPLES

ODD = (
    None,
    "",
    -1,
    2**40,
    "x",
    b"\xff\xfe",
    1.5,
    "é" * 300,
    "<p",
    "\ud83d".encode("utf-8", "replace"),
)


def changed(raw: bytes, chance: random.Random) -> bytes:
    """The file with some changes, most of them inside of it."""
    if raw.startswith(b"SQLite") and chance.random() < 0.8:
        return other_values(raw, chance)
    if raw.startswith(b"PK") and chance.random() < 0.8:
        return changed_inside(raw, chance)
    return rearranged(raw, chance) if chance.random() < 0.5 else mutated(raw, chance)


def changed_inside(raw: bytes, chance: random.Random) -> bytes:
    """A package with changed parts and a sound envelope."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if chance.random() < 0.5:
                change = rearranged if chance.random() < 0.6 else mutated
                part = change(part, chance)
            new.writestr(name, part)
    return made.getvalue()


def other_values(raw: bytes, chance: random.Random) -> bytes:
    """A database with other values in some places, rows or columns gone."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(raw)
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
        for _ in range(chance.randint(1, 4)):
            table = chance.choice(tables)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            column = chance.choice(columns)
            where = f"rowid = (SELECT rowid FROM {table} ORDER BY random() LIMIT 1)"
            if chance.random() < 0.1:
                connection.execute(f"DELETE FROM {table} WHERE {where}")
            elif chance.random() < 0.05 and len(columns) > 1:
                connection.execute(
                    f'ALTER TABLE {table} RENAME COLUMN "{column}" TO "gone_{column}"'
                )
            else:
                value = chance.choice(ODD)
                connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE {where}', (value,))
        connection.commit()
        return bytes(connection.serialize())


def unsound(project: PortableProject) -> str:
    """What is wrong with a project that was read; "" where nothing is."""
    texts = {source.identity: source.text for source in project.sources}
    if any(text != normalised(text) for text in texts.values()):
        return "a text that is not normal"
    for coding in project.codings:
        if coding.source not in texts or coding.span.end > len(texts[coding.source]):
            return "a passage outside of its text"
    seen: set[str] = set()
    for code in project.codes:
        if code.parent is not None and code.parent not in seen:
            return "a code before the one above it"
        seen.add(code.identity)
    return ""


def fuzz(name: str, rounds: int, folder: Path, seed: int = 0) -> Count:
    """Spoil and read one kind of file."""
    chance, raw, count = random.Random(f"{name} {seed}"), SAMPLES[name](), Count()
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / name
        for _ in range(rounds):
            made = changed(raw, chance)
            path.write_bytes(made)
            start = time.perf_counter()
            kind = read(path, count)
            count.slowest = max(count.slowest, time.perf_counter() - start)
            if kind:
                if kind not in count.failed:
                    (folder / f"fuzzed-{len(count.failed)}-{name}").write_bytes(made)
                count.failed[kind] += 1
    return count


def read(path: Path, count: Count) -> str:
    """Read a file; gives the kind of error where one came that should not."""
    try:
        told = unsound(read_project(path).project)
    except QualcodeError:
        count.refused += 1
        return ""
    except Exception as error:  # noqa: BLE001
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}"
    count.read += not told
    return told


if __name__ == "__main__":
    fuzz_all(fuzz, SAMPLES)
