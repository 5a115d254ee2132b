"""One bit of a project's file is flipped, a thousand times: who notices?

For each flip the file is read as SQLite alone reads it: rows, declarations, and every word that
the full-text index finds. What differs from the file as it was, or can no longer be read, is
"readable data changed". Counted is how many of those SQLite's own integrity check notices, and how
many `qualcode check` does, whose digests stand in the file beside the rows.

    python -m benchmarks.flipped_bits --flips 1000 --seed 1
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from qualcode.core.errors import QualcodeError
from qualcode.core.spans import Span
from qualcode.store.opening import create_project, open_project
from qualcode.store.safety import digests
from qualcode.store.safety.check import check
from tests.places import quick_folder
from tests.store import stories

WORDS = "on attend l’infirmière puis la pompe sonne œdème café équipe trajet peur"
WHOLE = 10
"""Every so many flips the whole check runs even where the digests have noticed already."""


def furnished(place: Path, interviews: int) -> None:
    """A study whose pages are full: interviews of 40 turns, codings, memos."""
    chance = random.Random(7)
    with create_project(str(place), title="Étude", acting="Zoé") as project:
        stories.furnish(project)
        for number in range(interviews):
            said = [
                (
                    f"P{number:02}" if turn % 2 else "Enquêtrice",
                    " ".join(chance.choices(WORDS.split(), k=30)) + f" {turn}.",
                )
                for turn in range(40)
            ]
            with project.change("import") as change:
                stories.add_interview(change, f"I{number:02}", said, f"P{number:02}")
            for start in range(40, 640, 20):
                stories.code(
                    project, Span(start, start + 12), source=f"I{number:02}", memo=f"voir {start}"
                )


def readable(file: Path) -> str | None:
    """What can be read of a file, as a digest; None where reading fails."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            found = hashlib.sha256()
            tables = connection.execute(
                "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
            ).fetchall()
            found.update(repr(tables).encode())
            for pragma in ("application_id", "user_version", "encoding"):
                found.update(repr(connection.execute(f"PRAGMA {pragma}").fetchall()).encode())
            for kind, raw, _, _ in tables:
                name = raw.decode()
                if kind == b"table" and name not in _ASIDE and not name.startswith("turn_search_"):
                    rows = connection.execute(f'SELECT rowid, * FROM "{name}" NOT INDEXED')
                    found.update(repr(rows.fetchall()).encode())
            places = connection.execute("SELECT * FROM turn_search_bytes").fetchall()
            found.update(repr(places).encode())
            connection.execute(
                "CREATE VIRTUAL TABLE temp.v USING fts5vocab('main', 'turn_search', 'instance')"
            )
            found.update(repr(connection.execute("SELECT * FROM temp.v").fetchall()).encode())
            return found.hexdigest()
    except (sqlite3.Error, UnicodeDecodeError):
        return None


_ASIDE = (digests.DIGESTS, digests.DUE, "turn_search")


def sqlite_notices(file: Path) -> bool:
    """Whether SQLite's own check finds anything."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
    except (sqlite3.Error, UnicodeDecodeError):
        return True


def digests_notice(file: Path) -> bool:
    """Whether rows or declarations are not those that the digests were made of."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return (
                not digests.has_digests(connection)
                or digests.schema_digest(connection) != digests.kept_schema_digest(connection)
                or any(digests.differing(connection))
            )
    except (sqlite3.Error, UnicodeDecodeError):
        return True


def check_notices(file: Path) -> bool:
    """Whether the project is refused or `check` finds anything; anything else it raises is ours."""
    try:
        with open_project(file, read_only=True) as project:
            return not check(project).sound
    except QualcodeError:
        return True


def run(flips: int, seed: int, *, interviews: int = 12, report: bool = True) -> Counter[str]:
    """Flip bits; gives how many changed what can be read, and who noticed."""
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(dir=quick_folder()) as folder:
        place = Path(folder) / "étude.qualcode"
        furnished(place, interviews)
        whole, sound = place.read_bytes(), readable(place)
        assert sound is not None
        assert not check_notices(place)
        flipped = Path(folder) / "un bit.qualcode"
        for number in range(flips):
            at = chance.randrange(len(whole) * 8)
            changed = bytearray(whole)
            changed[at // 8] ^= 1 << at % 8
            flipped.write_bytes(changed)
            found["flips"] += 1
            harmed = readable(flipped) != sound
            by_sqlite, by_digests = sqlite_notices(flipped), digests_notice(flipped)
            if harmed != by_digests or number % WHOLE == 0:
                by_check = check_notices(flipped)
            else:
                by_check = by_digests
            found["noticed by SQLite"] += by_sqlite
            found["noticed by check"] += by_check
            if harmed:
                found["changed"] += 1
                found["changed, noticed by SQLite"] += by_sqlite
                found["changed, noticed by digests"] += by_digests
                found["changed, noticed by check"] += by_check
                if not by_check:
                    print(f"slipped: bit {at}, byte {at // 8}, page {at // 8 // 4096 + 1}")
            if report and (number + 1) % 100 == 0:
                print(f"{number + 1} flips", file=sys.stderr)
    return found


def main() -> None:
    """Flip, and print who noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    started = time.perf_counter()
    found = run(wanted.flips, wanted.seed)
    for name, n in found.items():
        print(f"{name:32}{n:7}")
    print(f"seed {wanted.seed}, {time.perf_counter() - started:.0f} s")
    sys.exit(found["changed, noticed by check"] != found["changed"])


if __name__ == "__main__":
    main()
