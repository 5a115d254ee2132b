"""Copies of a project's file: made while it is open, counted before they are called backups.

A copy stands whole under its name or not at all. Nothing is called a backup before it has been
opened again: its rows counted table by table and compared with their digests, its structure
checked, its quotations compared.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import select

from qualcode.core.errors import DamagedProject, ProjectProblem, ReadOnlyProject
from qualcode.core.progress import Progress, nobody_waits
from qualcode.i18n import N_
from qualcode.store import engine as engines
from qualcode.store.gate import open_rounds
from qualcode.store.journal import now
from qualcode.store.lock import WriterLock
from qualcode.store.project import Project
from qualcode.store.safety import digests
from qualcode.store.safety.chain import journal_heads
from qualcode.store.safety.check import coded_blind, misplaced
from qualcode.store.safety.ciphers import KEYS, connect, errors
from qualcode.store.safety.drafts import drafted, settle, telling
from qualcode.store.safety.manifest import (
    Manifest,
    among_backups,
    backups_folder,
    manifest_path,
    read_manifest,
)
from qualcode.store.tables import project as project_table

if TYPE_CHECKING:
    from sqlalchemy import Connection

KEPT = 10
"""How many of the newest backups are kept, and of how many days the last one."""


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was made and verified."""

    file: Path
    created: str
    sha256: str
    rows: Mapping[str, int] | None
    """Rows by table, as counted in the backup; not told in an open round."""
    removed: tuple[Path, ...] = ()
    """Older backups that made room."""


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """A project that was made anew from a backup."""

    file: Path
    rows: Mapping[str, int] | None
    """Rows by table, as the backup holds them; not told in an open round."""
    replaced: Path | None
    """Where the file that stood there is kept; None where there was none."""


def back_up(
    project: Project,
    target: Path | None = None,
    *,
    why: str = "",
    progress: Progress = nobody_waits,
) -> BackupReport:
    """Copy a project while it is open, and verify the copy.

    Args:
        project: the project, open for reading or writing.
        target: the file to make; beside the project, in the folder of its backups, where None.
            Only there do new backups make old ones go.
        why: a word for the name of the file, such as `before-merge`.
        progress: is told how far it is.

    Raises:
        ProjectProblem: it is on a server, or the copy cannot be written; nothing is left.
        DamagedProject: the copy does not hold what the project holds; nothing is left.
    """
    path = _file_of(project)
    moment = datetime.now(UTC)
    if target is None:
        with telling(backups_folder(path)):
            backups_folder(path).mkdir(exist_ok=True)
        target = _free(backups_folder(path), path, moment, why)
    elif target.exists():
        raise ProjectProblem(N_("{file} exists already. Choose another name."), file=str(target))
    with drafted(target) as draft:
        copied = _copied(project, draft, progress)
        verify_copy(draft, copied.rows, progress)
        sha256 = _digest(draft)
        manifest = Manifest(target.name, copied.guid, now(), sha256, copied.rows, copied.heads)
        with drafted(manifest_path(target)) as beside:
            beside.write_text(manifest.as_json, encoding="utf-8")
    removed = _rotated(path) if target.parent == backups_folder(path) else ()
    return BackupReport(
        target, manifest.created, sha256, None if copied.blind else copied.rows, removed
    )


def daily_backup(project: Project) -> BackupReport | None:
    """A backup, unless there is one of today, or the project is not ours to copy."""
    if project.path is None or project.refusal is not None:
        return None
    today = datetime.now(UTC).strftime("%Y%m%d")
    if any(_day(backup) == today for backup in list_backups(project.path)):
        return None
    return back_up(project)


def list_backups(project: Path) -> list[Path]:
    """The backups in a project's own folder, newest first."""
    folder = backups_folder(project)
    if not folder.is_dir():
        return []
    found = [file for file in folder.iterdir() if file.suffix == project.suffix and _named(file)]
    return sorted(found, key=_order, reverse=True)


def backup_and_project(first: str, second: str) -> tuple[str, str]:
    """Which of two places is the backup, which the project it is to replace.

    A file in a folder of backups is the backup, then one that its manifest describes to the byte,
    then one that has no backups of its own. The backup comes first where nothing tells them apart.
    """
    if _likeness(second) > _likeness(first):
        return second, first
    return first, second


def _likeness(where: str) -> tuple[bool, bool, bool]:
    """How much a place looks like a backup; the greater, the more."""
    if engines.is_server(where):
        return (False, False, False)
    path = Path(where)
    return (among_backups(path), _as_backed_up(path), not backups_folder(path).is_dir())


def _as_backed_up(file: Path) -> bool:
    """Whether a file is what the manifest beside it says; one worked in since is not."""
    manifest = read_manifest(manifest_path(file))
    return manifest is not None and file.is_file() and manifest.sha256 == _digest(file)


def restore(backup: Path, where: str | Path, progress: Progress = nobody_waits) -> RestoreReport:
    """Put the project of a backup at `where`, and keep what stood there.

    What is written from now on belongs to a new replica: nothing is counted twice where both
    the restored project and what it replaced are merged one day.

    Raises:
        ProjectProblem: the backup is something else, or `where` is a server, being written, or
            one of the backups.
        DamagedProject: the backup cannot be read whole; `where` is left as it was.
    """
    if engines.is_server(str(where)):
        raise _server_problem(str(where))
    path = Path(where)
    if among_backups(path):
        raise ProjectProblem(
            N_(
                "{file} stands among the backups, and no backup is written over. Name the project "
                "that is to be replaced: qualcode restore BACKUP PROJECT"
            ),
            file=str(path),
        )
    engines.check_project_file(backup)
    lock = WriterLock(path)
    with telling(path):
        acquired = lock.acquire()
    if not acquired:
        raise ReadOnlyProject(
            N_("Another program is writing {where} just now. Try again in a moment."),
            where=str(where),
        )
    try:
        return _restored(backup, path, progress)
    finally:
        lock.release()


def _restored(backup: Path, path: Path, progress: Progress) -> RestoreReport:
    from qualcode.store.migrate import upgrade_copy

    replaced = None
    with drafted(path, over=True) as draft:
        with closing(_reader(backup)) as source:
            rows = _copied(source, draft, progress).rows
        verify_copy(draft, rows, progress)
        upgrade_copy(draft)
        blind = _begin_anew(draft, backup, path)
        if path.exists():
            replaced = kept_aside(path, "replaced")
    return RestoreReport(path, None if blind else rows, replaced)


def _begin_anew(draft: Path, backup: Path, path: Path) -> bool:
    """Make the draft a replica of its own, whose journal says how far the other one went.

    Gives whether a round is open in it.
    """
    from qualcode.store.journal import new_guid

    given_up = {}
    if path.exists():
        with suppress(ProjectProblem), closing(_reader(path)) as old, old.read() as connection:
            given_up = {stream: n for stream, (n, _) in journal_heads(connection).items()}
    engine = engines.sqlite_engine(draft, read_only=False)
    with closing(Project(engine, str(draft), None, None)) as anew:
        with anew.writer() as connection, connection.begin():
            connection.execute(project_table.update().values(replica=new_guid()))
        with anew.change(
            "restore", kind="barrier", backup=backup.name, given_up=given_up
        ) as change:
            return bool(open_rounds(change.connection))


def kept_aside(path: Path, why: str) -> Path:
    """Keep a second name of the file that is about to be replaced, its last changes folded in."""
    with suppress(*errors()), closing(connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    folder = backups_folder(path)
    with telling(folder):
        folder.mkdir(exist_ok=True)
        kept = _free(folder, path, datetime.now(UTC), why)
        with drafted(kept) as draft:
            shutil.copyfile(path, draft)
        for ending in ("-wal", "-shm"):
            beside = path.with_name(path.name + ending)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + ending))
        settle(folder)
    return kept


def _reader(path: Path) -> Project:
    return Project(engines.sqlite_engine(path, read_only=True), str(path), None, None)


def _file_of(project: Project) -> Path:
    if project.path is None:
        raise _server_problem(project.where)
    return project.path


def _server_problem(where: str) -> ProjectProblem:
    return ProjectProblem(
        N_(
            "Projects on a server are covered by the server's own backups: ask its administrator "
            "for pg_dump of the schema {schema}, or pg_restore."
        ),
        schema=engines.schema_of(where),
    )


@dataclass(frozen=True, slots=True)
class _Moment:
    """What a project held at the moment it was copied."""

    rows: dict[str, int]
    guid: str
    heads: dict[str, tuple[int, str]]
    blind: bool
    """Whether its counts would say how much the others have coded."""


_PAGES = 2_000
"""Of the file, copied at once: between two such parts one can stop."""


def _copied(source: Project, draft: Path, progress: Progress) -> _Moment:
    """Copy one moment of a project; gives what was counted in it at that moment."""
    KEYS.begin_like(draft, Path(source.where))
    with source.read() as connection, closing(connect(draft)) as copy:
        driver = _driver(connection)
        rows = rows_of(driver)

        def told(_state: int, left: int, whole: int) -> None:
            progress(whole - left, whole, N_("pages of the file"))

        driver.backup(copy, pages=_PAGES, progress=told)
        copy.execute("PRAGMA journal_mode=DELETE")
        guid = connection.execute(select(project_table.c.guid)).scalar_one()
        return _Moment(rows, guid, journal_heads(connection), coded_blind(connection, source))


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def rows_of(connection: Any, schema: str = "main") -> dict[str, int]:
    """Rows by table, of a connection of a driver."""
    names = connection.execute(
        f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' ORDER BY name"  # noqa: S608
    )
    return {
        name: connection.execute(f'SELECT count(*) FROM {schema}."{name}"').fetchone()[0]  # noqa: S608
        for (name,) in names.fetchall()
        if name not in (digests.DIGESTS, digests.DUE)
    }


def verify_copy(copy: Path, rows: Mapping[str, int], progress: Progress = nobody_waits) -> None:
    """Open the copy as a stranger would, and compare.

    Args:
        copy: the file.
        rows: how many it should hold, by table.
        progress: is told how far it is.

    Raises:
        DamagedProject: it is not what it should be.
    """
    uri = f"file:{quote(os.fsencode(copy.resolve()))}?mode=ro"
    try:
        with closing(connect(copy, uri_of=uri)) as connection:
            progress(0, 1, N_("structure of the file"))
            found = connection.execute("PRAGMA integrity_check").fetchall()
            if found != [("ok",)] or connection.execute("PRAGMA foreign_key_check").fetchone():
                raise _not_a_backup()
            if rows_of(connection) != dict(rows) or any(_misplaced_words(connection)):
                raise _not_a_backup()
            if digests.has_digests(connection) and any(digests.differing(connection, progress)):
                raise _not_a_backup()
    except errors() as error:
        raise _not_a_backup() from error


def _not_a_backup() -> DamagedProject:
    return DamagedProject(
        N_(
            "The copy could not be verified, so it is not kept. See what is wrong with the "
            "project: qualcode check"
        )
    )


def _misplaced_words(connection: Any) -> Iterator[str]:
    """Of everything alive that points into a text, what does not stand there; in any schema."""
    tables = connection.execute(
        "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c "
        "WHERE m.type = 'table' AND c.name IN ('source_text_id', 'start', 'end', 'quotation') "
        "GROUP BY m.name HAVING count(*) = 4"
    )
    pointing = [name for (name,) in tables.fetchall()]
    for key, whole in connection.execute("SELECT id, text FROM source_texts"):
        for name in pointing:
            rows = connection.execute(
                f'SELECT guid, start, "end", quotation FROM "{name}" '  # noqa: S608
                "WHERE source_text_id = ? AND alive = 1 AND start IS NOT NULL",
                (key,),
            )
            yield from misplaced(rows, whole)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _free(folder: Path, project: Path, moment: datetime, why: str) -> Path:
    """A name for a backup that nothing has yet."""
    parts = [project.stem, moment.strftime("%Y%m%dT%H%M%SZ"), *([why] if why else [])]
    number, name = 1, "-".join(parts)
    while (folder / f"{name}{project.suffix}").exists():
        number += 1
        name = "-".join([*parts, str(number)])
    return folder / f"{name}{project.suffix}"


_NAME = re.compile(r"-(?P<day>\d{8})T(?P<time>\d{6})Z(?:-[a-z-]+?)?(?:-(?P<number>\d+))?$")


def _named(backup: Path) -> re.Match[str] | None:
    return _NAME.search(backup.stem)


def _day(backup: Path) -> str:
    named = _named(backup)
    return named["day"] if named else ""


def _order(backup: Path) -> tuple[str, str, int]:
    named = _named(backup)
    return (named["day"], named["time"], int(named["number"] or 1)) if named else ("", "", 0)


def _rotated(project: Path) -> tuple[Path, ...]:
    """Take away all but the newest backups and the last one of each of the newest days."""
    backups = list_backups(project)
    last_of_day: dict[str, Path] = {}
    for backup in backups:
        last_of_day.setdefault(_day(backup), backup)
    kept = {*backups[:KEPT], *list(last_of_day.values())[:KEPT]}
    removed = tuple(backup for backup in backups if backup not in kept)
    for backup in removed:
        for file in (backup, manifest_path(backup)):
            file.unlink(missing_ok=True)
    return removed
