"""A coder is killed at random instants, a thousand times; nothing acknowledged may be lost.

While it codes, imports, backs up, merges a package, migrates, erases a participant or restores a
backup, a process gets SIGKILL: at a moment spread over the time the act takes, at a step of
SQLite's machine, at an operation on files, or in the middle of a commit. After each kill the
project opens for writing, every acknowledged act is there, the act that was under way is there
whole or not at all, `check` finds nothing, and every backup that has a name is whole.

    python -m benchmarks.crash --kills 1000 --seed 1
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import IO, Any

from qualcode.core.spans import Span
from qualcode.store.opening import create_project, open_project
from qualcode.store.safety.backup import back_up, list_backups
from qualcode.store.safety.check import check
from tests.places import quick_folder
from tests.store import stories

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = {"code": 8, "import": 2, "backup": 2, "merge": 3, "migrate": 2, "erase": 3, "restore": 2}
"""How often each act is chosen."""

WAYS = ("time", "step", "file", "commit")
LASTING = ("code", "import", "backup")
"""Acts that go on in the same project from kill to kill; the others begin with a fresh copy."""

RENEWED = 100
"""Kills after which the lasting project begins anew, so that it stays small."""

WORDS = "le pilulier rouge que j’avais caché"
"""What only the participant says who is erased."""

TOMORROW = dedent(
    """
    import sqlalchemy as sa
    from alembic import op

    revision = "0002"
    down_revision = "0001"

    def upgrade() -> None:
        op.create_table("moods", sa.Column("id", sa.Integer, primary_key=True))
        with op.batch_alter_table("codes") as codes:
            codes.add_column(sa.Column("colour", sa.Text, server_default="none", nullable=False))
    """
)


LOOKED_AT: set[tuple[str, int, int]] = set()
"""Backups that were found whole."""


class Lost(AssertionError):
    """Something acknowledged is gone, or something is half there."""


@dataclass
class Study:
    """What kills are told with: a study, a package, a backup, the migration of tomorrow."""

    folder: Path
    base: Path
    lasting: Path
    standing: set[str] = field(default_factory=set)
    """Codings that were acknowledged in the lasting project."""
    imported: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    """Names of backups that were acknowledged."""

    def renew(self) -> None:
        """Begin the lasting project anew."""
        shutil.rmtree(self.lasting.parent, ignore_errors=True)
        self.lasting.parent.mkdir()
        shutil.copy(self.base, self.lasting)
        self.imported.clear()
        self.kept.clear()
        with open_project(self.lasting, acting="Zoé") as project:
            self.standing = {coding.guid for coding in stories.seen(project)}

    def fresh(self) -> Path:
        """A copy of the study in a folder of its own."""
        folder = self.folder / "copie"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return Path(shutil.copy(self.base, folder / "étude.qualcode"))


def furnished(folder: Path) -> Study:
    """The study: two interviews, two coders, Ana's package with twenty codings, an older backup."""
    from qualcode.app.pairs.exchange import hand_out
    from qualcode.store.migrate import MIGRATIONS

    base = folder / "base.qualcode"
    said = (("Enquêtrice", "Et chez vous ?"), ("P02", f"Il y a {WORDS}, voilà. Ma sœur venait."))
    with create_project(str(base), title="Étude", acting="Zoé") as project:
        stories.furnish(project)
        with project.change("import") as change:
            stories.add_interview(change, name="E02", said=said, case="P02")
        stories.code(project, WORDS, "cout", source="E02", memo="à revoir")
        back_up(project, folder / "sauvegarde.qualcode")
        for start in range(6):
            stories.code(project, Span(20 + start, 21 + start), memo=f"peur {20 + start}")
        with stories.acting_as(project, "Ana"):
            stories.code(project, Span(30, 34), "cout")
        hand_out(project, "Ana", folder / "ana.qchandout")
    with open_project(folder / "ana.qchandout", acting="Ana") as package:
        for start in range(60, 100, 2):
            stories.code(package, Span(start, start + 1), memo=f"peur {start}")
    shutil.copytree(MIGRATIONS, folder / "migrations")
    (folder / "migrations" / "versions" / "0002_tomorrow.py").write_text(TOMORROW)
    study = Study(folder, base, folder / "longue" / "étude.qualcode")
    study.renew()
    return study


@dataclass
class Told:
    """What a child said until it was over."""

    done: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    took: float = 0.0
    counted: dict[str, int] = field(default_factory=dict)
    killed: bool = False


class Nursery:
    """Where children are born, one after the other."""

    def __init__(self, ears: IO[str], voice: IO[str]) -> None:
        self._ears = ears
        self._voice = voice

    def bear(self, act: str, where: Path, seed: int, how: str = "", when: float = 0.0) -> Told:
        """Have a child do an act, and die as ordered; gives what it said."""
        order = {"act": act, "where": str(where), "seed": seed, "how": how, "when": when}
        self._ears.write(json.dumps(order) + "\n")
        self._ears.flush()
        told = Told()
        while True:
            line = self._voice.readline()
            if not line:
                raise Lost("the nursery is gone")
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "over":
                told.killed = rest == "killed"
                return told
            if word == "took":
                took, counted = rest.split(" ")
                told.took, told.counted = float(took), json.loads(counted)
            elif word in ("done", "gone"):
                getattr(told, word).append(rest)
            elif word == "refused" or (word == "open" and rest != "True"):
                raise Lost(f"{act}: {line}")


@contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    """A process that bears children."""
    command = [sys.executable, "-m", "benchmarks.crash_victim", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Nursery(process.stdin, process.stdout)
            process.stdin.close()
        except BaseException:
            process.kill()
            raise


def hold(true: object, what: str) -> None:
    """See that something is true."""
    if not true:
        raise Lost(what)


def sound(where: Path) -> set[str]:
    """See that a project opens for writing and is whole; gives the codings that Zoé sees."""
    with open_project(where, acting="Zoé") as project:
        hold(project.refusal is None, "the lock of the dead is not free")
        problems = check(project).problems
        hold(not problems, f"check finds {[str(problem) for problem in problems]}")
        found = stories.seen(project)
    for coding in found:
        hold(coding.memo in ("", "à revoir", f"{coding.code} {coding.span.start}"), "half a coding")
    for backup in list_backups(where):
        seen = (backup.name, backup.stat().st_ino, backup.stat().st_mtime_ns)
        if seen not in LOOKED_AT:
            with open_project(backup, read_only=True) as copy:
                hold(not check(copy).problems, f"{backup.name} is not whole")
            LOOKED_AT.add(seen)
    return {coding.guid for coding in found}


def rows(where: Path, query: str) -> list[Any]:
    """Rows of a file, as SQLite alone reads them."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(where)) as connection:
        return connection.execute(query).fetchall()


def after_code(study: Study, where: Path, told: Told) -> None:
    """All codings that were acknowledged are there; one act at most was not acknowledged yet."""
    study.standing |= set(told.done)
    study.standing -= set(told.gone)
    found = sound(where)
    hold(len(found ^ study.standing) <= 1, f"lost or come back: {found ^ study.standing}")
    study.standing = found


def after_import(study: Study, where: Path, told: Told) -> None:
    """What was imported is there, whole: its turns are in the index, or `check` would say so."""
    study.imported |= set(told.done)
    hold(sound(where) == study.standing, "codings changed by an import")
    names = {name for (name,) in rows(where, "SELECT name FROM sources WHERE alive = 1")}
    hold(study.imported <= names, f"lost sources: {study.imported - names}")
    hold(len(names - study.imported) <= 3, "sources that nobody acknowledged")
    study.imported = names - {"E01", "E02"}


def after_backup(study: Study, where: Path, told: Told) -> None:
    """Every backup that was acknowledged is there and whole, unless newer ones made it go."""
    hold(sound(where) == study.standing, "codings changed by a backup")
    names = [backup.name for backup in list_backups(where)]
    hold(set(told.done) <= set(names), f"lost backups: {told.done}")


def after_merge(_study: Study, where: Path, told: Told) -> None:
    """All of the package is in, or nothing."""
    sound(where)
    (n,) = rows(where, "SELECT count(*) FROM codings WHERE alive = 1")[0]
    hold(n in (8, 28), f"half a package: {n} codings")
    hold(n == 28 or not told.done, "an acknowledged merge is gone")


def after_migrate(_study: Study, where: Path, told: Told) -> None:
    """The file is of one schema or the other, all of it; the copy before is there."""
    (version,) = rows(where, "PRAGMA user_version")[0]
    tables = {name for (name,) in rows(where, "SELECT name FROM sqlite_master")}
    columns = {row[1] for row in rows(where, "PRAGMA table_info(codes)")}
    hold(("moods" in tables, "colour" in columns) == ((version == 2),) * 2, "half a migration")
    hold(version == 2 or not told.done, "an acknowledged migration is gone")
    hold(version == 1 or list_backups(where), "no copy was made before the migration")
    (n,) = rows(where, "SELECT count(*) FROM codings WHERE alive = 1")[0]
    hold(n == 8, "codings lost by a migration")
    if version == 1:
        sound(where)
    else:
        hold(rows(where, "PRAGMA integrity_check") == [("ok",)], "the migrated file is damaged")


def after_erase(_study: Study, where: Path, told: Told) -> None:
    """The participant is there with all their words, or nowhere."""
    sound(where)
    (held,) = rows(where, "SELECT count(*) FROM cases WHERE name = 'P02' AND alive = 1")[0]
    (words,) = rows(
        where, f"SELECT count(*) FROM source_texts WHERE instr(text, '{WORDS}') > 0"
    )[0]  # fmt: skip
    (quoted,) = rows(where, f"SELECT count(*) FROM codings WHERE quotation = '{WORDS}'")[0]
    hold((held, words, quoted) in ((1, 1, 1), (0, 0, 0)), "half an erasure")
    if told.done:
        hold(not held, "an acknowledged erasure is gone")
        hold(WORDS.encode() not in where.read_bytes(), "erased words stand in the file")


def after_restore(_study: Study, where: Path, told: Told) -> None:
    """The project is what it was or what the backup is, and what was replaced is kept."""
    (n,) = rows(where, "SELECT count(*) FROM codings WHERE alive = 1")[0]
    hold(n in (1, 8), f"half a restored project: {n}")
    hold(n == 1 or not told.done, "an acknowledged restoration is gone")
    if n == 1:
        kept = [backup for backup in list_backups(where) if "replaced" in backup.name]
        hold(kept, "what was replaced is gone")
    sound(where)


AFTER: dict[str, Callable[[Study, Path, Told], None]] = {
    "code": after_code,
    "import": after_import,
    "backup": after_backup,
    "merge": after_merge,
    "migrate": after_migrate,
    "erase": after_erase,
    "restore": after_restore,
}


def measured(study: Study, nursery: Nursery) -> dict[str, Told]:
    """How long each act takes, and of how many steps it is, when nobody dies."""
    found = {}
    for act in WEIGHTS:
        where = study.lasting if act in LASTING else study.fresh()
        found[act] = nursery.bear(act, where, 999_000)
        AFTER[act](study, where, found[act])
        hold(not found[act].killed and found[act].took > 0, f"{act} failed by itself")
    return found


def moment(chance: random.Random, whole: Told) -> tuple[str, float]:
    """How and when the next child dies, somewhere in what its act takes."""
    how = chance.choice(WAYS)
    if how == "time":
        return how, chance.random() * whole.took * 1.05
    most = max(whole.counted[how], 1)
    return how, chance.randint(1, most) + chance.random() * 0.999


def kill(study: Study, nursery: Nursery, whole: dict[str, Told], seed: int) -> tuple[str, str]:
    """One kill and what is looked at after it; gives the act and the way, or "late" for a life."""
    chance = random.Random(seed)
    act = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    how, when = moment(chance, whole[act])
    where = study.lasting if act in LASTING else study.fresh()
    try:
        told = nursery.bear(act, where, seed, how, when)
        AFTER[act](study, where, told)
    except Exception as error:
        raise Lost(f"{act}, killed by {how} at {when}, seed {seed}: {error!r}") from error
    return act, how if told.killed else "late"


def run(kills: int, seed: int, *, report: bool = True) -> Counter[tuple[str, str]]:
    """Kill until as many died as wanted; gives how many died of what in which act.

    Raises:
        Lost: something acknowledged was gone, or something was half there.
    """
    found: Counter[tuple[str, str]] = Counter()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=quick_folder()) as place:
        study = furnished(Path(place))
        with nursery(study.folder) as born:
            whole = measured(study, born)
            for number in range(2 * kills):
                if number % RENEWED == RENEWED - 1:
                    study.renew()
                found[kill(study, born, whole, seed * 1_000_000 + number)] += 1
                dead = sum(n for (_, how), n in found.items() if how != "late")
                if report and (number + 1) % 50 == 0:
                    print(f"{dead} kills, {time.perf_counter() - started:.0f} s", file=sys.stderr)
                if dead == kills:
                    break
    return found


def main() -> None:
    """Kill, and print what died of what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    found = run(wanted.kills, wanted.seed)
    print(f"seed {wanted.seed}; killed while / by".ljust(32) + "".join(f"{w:>9}" for w in WAYS))
    for act in WEIGHTS:
        print(f"{act:32}" + "".join(f"{found[act, way]:9}" for way in WAYS))
    dead = sum(n for (_, how), n in found.items() if how != "late")
    late = sum(n for (_, how), n in found.items() if how == "late")
    print(
        f"{dead} kills: nothing acknowledged was lost, nothing half done ({late} were over first)"
    )


if __name__ == "__main__":
    main()
