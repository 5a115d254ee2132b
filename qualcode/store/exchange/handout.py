"""The file of a package: one coder's layer, the texts to code, the codebooks, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Table, and_, or_, select, true

from qualcode.core.memo import About
from qualcode.core.progress import Progress, nobody_waits
from qualcode.i18n import N_
from qualcode.store import engine as engines
from qualcode.store.engine import insert_rows
from qualcode.store.exchange.package import HANDED_OUT, memory_engine
from qualcode.store.exchange.sealing import seal
from qualcode.store.journal import Change, in_parts, new_guid, stream_of
from qualcode.store.project import Project
from qualcode.store.rows import search
from qualcode.store.safety.ciphers import KEYS
from qualcode.store.schema import metadata
from qualcode.store.tables import (
    TRAVELLING,
    assignments,
    case_attributes,
    cases,
    code_aliases,
    code_revisions,
    code_splits,
    codebook_version_codes,
    codebook_versions,
    codebooks,
    coders,
    codes,
    codings,
    guide_questions,
    journal,
    memos,
    project,
    question_turns,
    round_coders,
    round_units,
    rounds,
    source_attributes,
    source_texts,
    sources,
    speakers,
    streams,
    turns,
    writings,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

_WHOLE = (
    codebooks,
    code_revisions,
    codes,
    code_aliases,
    code_splits,
    codebook_versions,
    codebook_version_codes,
    guide_questions,
)
"""Tables of which everything goes along."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a package holds, as integer keys of the project it is made from."""

    coder_id: int
    source_ids: Sequence[int]
    round_id: int | None = None
    restricted: Collection[str] = ()
    """Attributes of cases and sources that stay at home."""
    guids: set[str] = field(default_factory=set)
    """GUIDs of what memos may be about, gathered on the way."""


def write_package(
    connection: Connection,
    scope: Scope,
    draft: Path,
    passphrase: str | None,
    progress: Progress = nobody_waits,
) -> str:
    """Write a package, a project file or sealed, into an empty file; gives its replica's GUID.

    It is made in memory: what will be sealed never stands on a disk in clear, not even in a
    file that SQLite makes on the way (so that it is not made dense by VACUUM either).

    Raises:
        NotAllowed: the passphrase is too short, or the content too large.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as held:
        engine = memory_engine(held)
        with engine.connect() as new, new.begin():
            replica = _fill(connection, new, scope, progress)
        broken = held.execute("PRAGMA foreign_key_check").fetchone()
        assert broken is None, broken  # noqa: S101
        progress(0, 1, N_("the file"))
        if passphrase is None:
            _write_plain(held, draft)
            return replica
        content = held.serialize()
    draft.write_bytes(seal(content, passphrase))
    return replica


def _write_plain(held: sqlite3.Connection, draft: Path) -> None:
    with closing(sqlite3.connect(draft)) as file:
        held.backup(file)
        file.execute("PRAGMA journal_mode=DELETE")


def _fill(connection: Connection, new: Connection, scope: Scope, progress: Progress) -> str:
    from qualcode.store.opening import create_tables

    home = connection.execute(select(project)).one()
    create_tables(new, home.title, home.study)
    replica = str(new.execute(select(project.c.replica)).scalar_one())
    new.execute(
        project.update().values(
            guid=home.guid, created=home.created, publication_date=home.publication_date
        )
    )
    progress(0, 1, N_("rows"))
    _Copy(connection, new, scope).everything()
    coder = select(coders.c.guid).where(coders.c.id == scope.coder_id)
    said = {"coder": connection.execute(coder).scalar_one(), "elsewhere": _heads(new)}
    Change(new, stream_of(new, replica, None), HANDED_OUT, "barrier", said).close()
    search.rebuild_index(new, progress)
    new.exec_driver_sql(f"PRAGMA application_id={engines.APPLICATION_ID}")
    new.exec_driver_sql(f"PRAGMA user_version={engines.SCHEMA_VERSION}")
    return replica


def _heads(connection: Connection) -> dict[str, tuple[int, str]]:
    rows = connection.execute(select(streams.c.guid, streams.c.head, streams.c.head_digest))
    return {guid: (head, digest) for guid, head, digest in rows}


_AT_ONCE, _TEXTS_AT_ONCE = 5_000, 10
"""Rows held while they are copied."""


def _at_once(table: Table) -> int:
    return _TEXTS_AT_ONCE if table is source_texts else _AT_ONCE


class _Copy:
    """Copies rows with their keys from one database into another."""

    def __init__(self, home: Connection, new: Connection, scope: Scope) -> None:
        self._home = home
        self._new = new
        self._scope = scope
        self._touched: dict[int, int] = {}

    def everything(self) -> None:
        """All that belongs into the package, streams last but for their keys."""
        scope = self._scope
        self._rows(coders, coders.c.id == scope.coder_id)
        for table in _WHOLE:
            self._rows(table, true())
        self._texts()
        self._persons()
        self._round()
        self._layer()
        self._streams()

    def _texts(self) -> None:
        ids = self._scope.source_ids
        self._rows(sources, sources.c.id.in_(ids))
        waiting = select(codings.c.source_text_id).where(
            codings.c.coder_id == self._scope.coder_id, codings.c.alive == 1
        )
        text_ids = list(
            self._home.execute(
                select(source_texts.c.id).where(
                    source_texts.c.source_id.in_(ids),
                    source_texts.c.alive == 1,
                    source_texts.c.text.is_not(None),
                    or_(source_texts.c.current == 1, source_texts.c.id.in_(waiting)),
                )
            ).scalars()
        )
        self._rows(source_texts, source_texts.c.id.in_(text_ids))
        self._rows(speakers, speakers.c.source_id.in_(ids))
        self._rows(turns, turns.c.source_text_id.in_(text_ids))
        self._rows(
            question_turns,
            question_turns.c.source_text_id.in_(text_ids),
            question_turns.c.alive == 1,
        )
        self._rows(
            source_attributes,
            source_attributes.c.source_id.in_(ids),
            source_attributes.c.alive == 1,
            source_attributes.c.name.not_in(self._scope.restricted),
        )

    def _persons(self) -> None:
        """The cases that speak in the sources and those they are linked to."""
        scope = self._scope
        wanted = set(
            self._home.execute(
                select(speakers.c.case_id).where(
                    speakers.c.source_id.in_(scope.source_ids),
                    speakers.c.case_id.is_not(None),
                )
            ).scalars()
        )
        withheld = {name for name in ("linked_to", "quote_allowed") if name in scope.restricted}
        if "linked_to" not in withheld:
            linked = dict(self._home.execute(select(cases.c.id, cases.c.linked_to_id)).all())
            while more := {linked[key] for key in wanted} - wanted - {None}:
                wanted |= more
        blank = {{"linked_to": "linked_to_id"}.get(name, name): None for name in withheld}
        found = self._home.execute(select(cases).where(cases.c.id.in_(wanted))).mappings()
        self._put(cases, [{**row, **blank} for row in found])
        self._rows(
            case_attributes,
            case_attributes.c.case_id.in_(wanted),
            case_attributes.c.alive == 1,
            case_attributes.c.name.not_in(scope.restricted),
        )

    def _round(self) -> None:
        """The round and this coder's part in it: no other coder is named."""
        scope = self._scope
        if scope.round_id is None:
            return
        self._rows(rounds, rounds.c.id == scope.round_id)
        self._rows(
            round_units,
            round_units.c.round_id == scope.round_id,
            round_units.c.source_id.in_(scope.source_ids),
            round_units.c.alive == 1,
        )
        self._rows(
            round_coders,
            round_coders.c.round_id == scope.round_id,
            round_coders.c.coder_id == scope.coder_id,
            round_coders.c.alive == 1,
        )

    def _layer(self) -> None:
        scope = self._scope
        self._rows(
            codings,
            codings.c.coder_id == scope.coder_id,
            codings.c.source_id.in_(scope.source_ids),
            codings.c.alive == 1,
        )
        here = or_(
            assignments.c.round_id.is_(None),
            assignments.c.round_id == (-1 if scope.round_id is None else scope.round_id),
        )
        self._rows(
            assignments,
            assignments.c.coder_id == scope.coder_id,
            assignments.c.source_id.in_(scope.source_ids),
            assignments.c.alive == 1,
            here,
        )
        self._memos()

    def _memos(self) -> None:
        """The coder's memos about what is in the package, with what they say."""
        found = self._home.execute(
            select(memos).where(memos.c.coder_id == self._scope.coder_id, memos.c.alive == 1)
        ).mappings()
        texts = set(self._new.execute(select(source_texts.c.id)).scalars())
        wanted = [
            dict(row)
            for row in found
            if row["about"] == About.STUDY.value
            or row["about_guid"] in self._scope.guids
            or row["source_text_id"] in texts
        ]
        self._put(memos, wanted)
        for part in in_parts([row["writing"] for row in wanted]):
            self._rows(writings, writings.c.guid.in_(part))

    def _streams(self) -> None:
        """The streams that rows name, and how far each was known.

        Of the coder's own all is known; of others' only what concerns these rows is told, so
        that nobody learns from a package how much others did.
        """
        own = self._home.execute(
            select(streams.c.id)
            .join(coders, coders.c.guid == streams.c.coder)
            .where(coders.c.id == self._scope.coder_id)
        ).scalars()
        mine = set(own)
        found = [dict(row) for row in self._home.execute(select(streams)).mappings()]
        rows: list[Mapping[str, Any]] = []
        for row in found:
            if row["id"] in mine:
                rows.append(row)
            elif row["id"] in self._touched:
                rows.append({**row, **self._end_at(row, self._touched[row["id"]])})
        self._put(streams, rows)

    def _end_at(self, stream: Mapping[str, Any], counter: int) -> dict[str, Any]:
        """The end of a stream as it was when it came to a count."""
        digest = self._home.execute(
            select(journal.c.digest).where(
                journal.c.stream_id == stream["id"], journal.c.counter == counter
            )
        ).scalar_one_or_none()
        return {"head": counter, "head_digest": digest or ""}

    def _rows(self, table: Table, *where: ColumnElement[bool]) -> None:
        rows = self._home.execute(select(table).where(and_(*where)))
        for part in rows.partitions(_at_once(table)):
            self._put_values(table, [tuple(row) for row in part])

    def _put(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        names = table.c.keys()
        self._put_values(table, [tuple(row[name] for name in names) for row in rows])

    def _put_values(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows that are given as values of all columns in order."""
        if not rows:
            return
        names = list(table.c.keys())
        insert_rows(self._new, table, names, rows)
        if table.name in TRAVELLING:
            guid, stream, counter = map(names.index, ("guid", "stream_id", "counter"))
            for row in rows:
                self._touched[row[stream]] = max(self._touched.get(row[stream], 0), row[counter])
            self._scope.guids.update(row[guid] for row in rows)


def begin_replica(path: Path) -> None:
    """Let a copy of a package be a replica of its own: what is done in it is never mixed up."""
    made = Project(engines.sqlite_engine(path, read_only=False), str(path), None, None)
    with closing(made), made.writer() as connection, connection.begin():
        connection.execute(project.update().values(replica=new_guid()))


def write_copy(opened: Project, draft: Path, passphrase: str | None) -> None:
    """Write a project's file, its last changes folded in, into an empty file, or sealed there.

    Raises:
        NotAllowed: the passphrase is too short, or the content too large.
    """
    if passphrase is not None or KEYS.of(Path(opened.where)) is not None:
        content = copied(opened)
        draft.write_bytes(content if passphrase is None else seal(content, passphrase))
        return
    with opened.read() as connection:
        _write_plain(_driver(connection), draft)


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101
    return driver


def copied(opened: Project) -> bytes | bytearray:
    """The bytes of a project's file in clear, its last changes folded in."""
    if KEYS.of(Path(opened.where)) is not None:
        return _copied_in_clear(opened)
    with closing(sqlite3.connect(":memory:")) as held:
        with opened.read() as connection:
            _driver(connection).backup(held)
        content = bytearray(held.serialize())
    content[18:20] = b"\1\1"
    return content


def _copied_in_clear(opened: Project) -> bytes:
    """The same of an encrypted project, row by row: nothing stands on a disk in clear."""
    from qualcode.store.opening import create_tables

    with opened.read() as connection, closing(sqlite3.connect(":memory:")) as held:
        held.isolation_level = None
        with memory_engine(held).connect() as new, new.begin():
            new.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            create_tables(new, "", "{}")
            new.execute(project.delete())
            for table in metadata.sorted_tables:
                rows = connection.execute(select(table))
                for part in rows.partitions(_at_once(table)):
                    insert_rows(new, table, table.c.keys(), [tuple(row) for row in part])
            search.rebuild_index(new)
            new.exec_driver_sql(f"PRAGMA application_id={engines.APPLICATION_ID}")
            new.exec_driver_sql(f"PRAGMA user_version={engines.SCHEMA_VERSION}")
        return held.serialize()
