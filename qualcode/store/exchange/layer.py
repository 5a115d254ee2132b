"""One coder's layer as versions of rows: read with GUIDs for references, written with keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, bindparam, delete, select, update

from qualcode.store.engine import insert_rows
from qualcode.store.exchange.versions import Known, Stamp, Version
from qualcode.store.journal import in_parts
from qualcode.store.tables import (
    assignments,
    code_revisions,
    codes,
    codings,
    contested,
    memos,
    round_coders,
    rounds,
    source_texts,
    sources,
    unions,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

LAYER = (codings, memos, assignments, round_coders, contested)
"""The tables that hold what one coder says; the coder alone writes in them."""

_OWN = ("id", "guid", "alive", "stream_id", "counter", "coder_id")
_HEAD = ("guid", "alive", "stream_id", "counter", "coder_id")
_REFERENCES = {
    "source_id": sources,
    "source_text_id": source_texts,
    "code_id": codes,
    "code_revision_id": code_revisions,
    "round_id": rounds,
}


def columns(table: Table) -> list[str]:
    """The columns of a layer's table that say something."""
    return [column.name for column in table.c if column.name not in _OWN]


@dataclass(frozen=True, slots=True)
class Union:
    """What a row says apart from those that it was united with at a merge."""

    about: str
    guid: str
    keeper: str
    stamp: Stamp
    apart: Mapping[str, Any]


class Layer:
    """Reads one coder's rows out of a project."""

    def __init__(self, connection: Connection, coder: int | None, known: Known) -> None:
        self._connection = connection
        self._coder = -1 if coder is None else coder
        self._known = known
        self._guids: dict[str, dict[int, str]] = {}

    def stamps(self, table: Table) -> dict[str, Stamp]:
        """By GUID, the act that touched each row last."""
        rows = self._connection.execute(
            select(table.c.guid, table.c.stream_id, table.c.counter).where(
                table.c.coder_id == self._coder
            )
        ).all()
        guid_of = self._known.guid_of
        return {guid: (guid_of[stream], counter) for guid, stream, counter in rows}

    def versions(self, table: Table, guids: Collection[str] | None = None) -> dict[str, Version]:
        """Rows by GUID, all or some, as they stand."""
        if guids is not None and len(guids) <= 2000:
            found: dict[str, Version] = {}
            for part in in_parts(sorted(guids)):
                found |= self._read(table, table.c.guid.in_(part))
            return found
        every = self._read(table)
        return every if guids is None else {g: v for g, v in every.items() if g in guids}

    def living_in(self, text_guids: Iterable[str]) -> dict[str, Version]:
        """The living codings on some texts."""
        found: dict[str, Version] = {}
        for part in in_parts(sorted(text_guids)):
            keys = select(source_texts.c.id).where(source_texts.c.guid.in_(part))
            found |= self._read(codings, codings.c.source_text_id.in_(keys), codings.c.alive == 1)
        return found

    def memos_about(self, coding_guids: Iterable[str]) -> dict[str, Version]:
        """The coder's memos on some codings."""
        found: dict[str, Version] = {}
        for part in in_parts(sorted(coding_guids)):
            found |= self._read(memos, memos.c.about_guid.in_(part))
        return found

    def _read(self, table: Table, *where: Any) -> dict[str, Version]:
        names = columns(table)
        query = select(
            table.c.guid,
            table.c.id,
            table.c.stream_id,
            table.c.counter,
            table.c.alive,
            *(table.c[name] for name in names),
        ).where(table.c.coder_id == self._coder, *where)
        told = {name: self._guid_of(name) for name in names if name in _REFERENCES}
        stream_of = self._known.guid_of
        found: dict[str, Version] = {}
        for guid, key, stream, counter, alive, *said in self._connection.execute(query).all():
            values = dict(zip(names, said, strict=True))
            for name, guid_of in told.items():
                if values[name] is not None:
                    values[name] = guid_of[values[name]]
            found[guid] = Version(guid, (stream_of[stream], counter), alive, values, key)
        return found

    def _guid_of(self, column: str) -> dict[int, str]:
        table = _REFERENCES[column]
        if column not in self._guids:
            rows = self._connection.execute(select(table.c.id, table.c.guid)).all()
            self._guids[column] = dict(rows)
        return self._guids[column]

    def unions(self) -> list[Union]:
        """What was united at merges and has not been touched since."""
        rows = self._connection.execute(select(unions)).all()
        if not rows:
            return []
        entries = [
            Union(
                row.about,
                row.about_guid,
                row.keeper,
                (self._known.guid_of[row.stream_id], row.counter),
                json.loads(row.apart),
            )
            for row in rows
        ]
        stamps: dict[str, Stamp] = {}
        for table in (codings, memos, assignments):
            stamps |= self.stamps(table)
        untouched = [entry for entry in entries if stamps.get(entry.guid) == entry.stamp]
        kept = {entry.guid for entry in untouched}
        return [entry for entry in untouched if entry.keeper in kept]

    def forget_unions(self) -> None:
        """Take away what is kept of unions in this layer; what holds still is put in anew."""
        for table in (codings, memos, assignments):
            own = select(table.c.guid).where(table.c.coder_id == self._coder)
            self._connection.execute(delete(unions).where(unions.c.about_guid.in_(own)))


class Writer:
    """Writes versions as rows that keep who touched them last."""

    def __init__(self, connection: Connection, coder: int, streams: Mapping[str, int]) -> None:
        self._connection = connection
        self._coder = coder
        self._streams = streams
        self._keys: dict[str, dict[str, int]] = {}

    def put(self, table: Table, versions: Sequence[Version]) -> None:
        """Let rows say what these versions say; new ones are added."""
        names = columns(table)
        row_of = self._row(names)
        old = [version for version in versions if version.id is not None]
        if old:
            self._make_room(table, old)
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            for name in ("stream_id", "counter", "alive"):
                values[name] = bindparam(f"new_{name}")
            skipped = ("guid", "coder_id")
            shape = [*_HEAD, *names]
            rows = [
                {
                    f"new_{name}": value
                    for name, value in zip(shape, row_of(version), strict=True)
                    if name not in skipped
                }
                | {"row_key": version.id}
                for version in old
            ]
            statement = update(table).where(table.c.id == bindparam("row_key")).values(**values)
            self._connection.execute(statement, rows)
        fresh = [row_of(version) for version in versions if version.id is None]
        insert_rows(self._connection, table, (*_HEAD, *names), fresh)

    def _make_room(self, table: Table, old: Sequence[Version]) -> None:
        """Let no row that is about to change keep another one from its new place."""
        for part in in_parts([version.id for version in old]):
            self._connection.execute(update(table).where(table.c.id.in_(part)).values(alive=0))

    def _row(self, names: Sequence[str]) -> Callable[[Version], tuple[Any, ...]]:
        told = [(name, self._key_of(name) if name in _REFERENCES else None) for name in names]
        coder, streams = self._coder, self._streams

        def row(version: Version) -> tuple[Any, ...]:
            values = version.values
            said = [
                values[name] if keys is None or values[name] is None else keys[values[name]]
                for name, keys in told
            ]
            stream, counter = version.stamp
            return (version.guid, version.alive, streams[stream], counter, coder, *said)

        return row

    def _key_of(self, column: str) -> dict[str, int]:
        table = _REFERENCES[column]
        if column not in self._keys:
            rows = self._connection.execute(select(table.c.guid, table.c.id)).all()
            self._keys[column] = dict(rows)
        return self._keys[column]

    def put_unions(self, made: Sequence[Union]) -> None:
        """Keep what rows say apart from those that they are united with."""
        rows = [
            (
                union.about,
                union.guid,
                union.keeper,
                self._streams[union.stamp[0]],
                union.stamp[1],
                json.dumps(dict(union.apart), ensure_ascii=False, sort_keys=True),
            )
            for union in made
        ]
        names = ("about", "about_guid", "keeper", "stream_id", "counter", "apart")
        insert_rows(self._connection, unions, names, rows)
