"""One use case, one transaction, one journal entry; undo and redo are read from the journal.

A stream is what one coder does on one replica. Its entries form a chain: each digest covers the
one before, and the payload only through its own digest, so that a payload can be erased and the
chain still verifies. Payloads hold GUIDs, numbers and keys, never a text.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from qualcode.store.engine import insert_row, insert_rows
from qualcode.store.tables import TRAVELLING, journal, source_texts, streams, writings

DERIVED = frozenset({"quotation"})
"""Columns that follow from others (the words of a span): never in a payload."""


def new_guid() -> str:
    """A fresh identity for a row that travels: a UUID of version 4."""
    digits = secrets.token_hex(16)
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def now() -> str:
    """The present moment as it is stored: UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def in_parts(guids: Sequence[str]) -> Iterator[Sequence[str]]:
    """`guids` in parts that a statement takes as parameters on any database."""
    for start in range(0, len(guids), 500):
        yield guids[start : start + 500]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal as the researcher reads it."""

    guid: str
    stream: str
    counter: int
    coder: str | None
    action: str
    kind: str
    """act, undo, redo, barrier (nothing before it is undone) or note (undo passes it by)."""
    created: str
    said: Mapping[str, Any]
    """What the entry is about, in keys and numbers; empty after an erasure."""
    undone: bool = False


class Change:
    """The writing half of one use case: records every row it touches for the journal."""

    def __init__(
        self, connection: Connection, stream: Stream, action: str, kind: str, said: dict[str, Any]
    ) -> None:
        self.connection = connection
        self.stream = stream
        self.action = action
        self.kind = kind
        self.said = said
        self.reverts: str | None = None
        self.counter = stream.head + 1
        self._changes: list[list[Any]] = []

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not self._changes

    def insert(self, table: Table, row: Mapping[str, Any]) -> int:
        """Add one row of a travelling table; gives its integer key."""
        guid = row.get("guid") or new_guid()
        key = insert_row(self.connection, table, {**row, **self._touch(), "guid": guid})
        self._changes.append(["+", table.name, [guid]])
        return key

    def insert_many(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add many rows, which have the same columns, of one travelling table at once."""
        if not rows:
            return
        touch = self._touch()
        touched = [{**row, **touch, "guid": row.get("guid") or new_guid()} for row in rows]
        values = [tuple(row.values()) for row in touched]
        insert_rows(self.connection, table, touched[0], values)
        self._changes.append(["+", table.name, [row["guid"] for row in touched]])

    def update(self, table: Table, key: int, **values: Any) -> None:
        """Change columns of one row."""
        names = [name for name in values if name not in DERIVED]
        columns = [table.c[name] for name in names]
        before = self.connection.execute(
            select(table.c.guid, *columns).where(table.c.id == key)
        ).one()
        changed = {
            name: [self._portable(table, name, old), self._portable(table, name, values[name])]
            for name, old in zip(names, before[1:], strict=True)
            if old != values[name]
        }
        if not changed:
            return
        self.connection.execute(
            update(table).where(table.c.id == key).values(**values, **self._touch())
        )
        self._changes.append(["~", table.name, before.guid, changed])

    def lay_to_rest(self, table: Table, guids: Iterable[str]) -> None:
        """Take rows out of every view; their identity stays."""
        self._set_alive(table, list(guids), alive=0)

    def write(self, body: str) -> str:
        """Keep a text that a person wrote; gives its GUID."""
        return self.write_many([body])[0]

    def write_many(self, bodies: Sequence[str]) -> list[str]:
        """Keep several texts that a person wrote; gives their GUIDs in order."""
        rows = [(new_guid(), body, now()) for body in bodies]
        insert_rows(self.connection, writings, ("guid", "body", "created"), rows)
        return [guid for guid, _, _ in rows]

    def revert(self, changes: Sequence[Sequence[Any]]) -> None:
        """Apply the inverse of recorded changes, the last first."""
        for change in reversed(changes):
            table = TRAVELLING[change[1]]
            if change[0] == "~":
                self._restore(table, change[2], {n: pair[0] for n, pair in change[3].items()})
            else:
                self._set_alive(table, change[2], alive=0 if change[0] == "+" else 1)

    def close(self) -> None:
        """Write the journal entry; nothing where nothing was changed, but for a barrier."""
        if self.empty and self.kind != "barrier":
            return
        payload = json.dumps(
            {"said": self.said, "changes": self._changes}, ensure_ascii=False, separators=(",", ":")
        )
        salt = secrets.token_hex(16)
        row = {
            "guid": new_guid(),
            "counter": self.counter,
            "action": self.action,
            "kind": self.kind,
            "reverts": self.reverts,
            "created": now(),
            "payload_digest": payload_digest(salt, payload),
        }
        row["digest"] = chain_digest(self.stream.head_digest, self.stream.guid, row)
        self.connection.execute(
            insert(journal),
            {**row, "stream_id": self.stream.id, "payload": payload, "salt": salt},
        )
        self.connection.execute(
            update(streams)
            .where(streams.c.id == self.stream.id)
            .values(head=self.counter, head_digest=row["digest"])
        )

    def _touch(self) -> dict[str, int]:
        return {"stream_id": self.stream.id, "counter": self.counter}

    def _set_alive(self, table: Table, guids: list[str], *, alive: int) -> None:
        turned: set[str] = set()
        for part in in_parts(guids):
            turned.update(
                self.connection.execute(
                    update(table)
                    .where(table.c.guid.in_(part), table.c.alive == 1 - alive)
                    .values(alive=alive, **self._touch())
                    .returning(table.c.guid)
                ).scalars()
            )
        if turned:
            found = [guid for guid in dict.fromkeys(guids) if guid in turned]
            self._changes.append(["+" if alive else "-", table.name, found])

    def _restore(self, table: Table, guid: str, values: dict[str, Any]) -> None:
        row = self.connection.execute(select(table).where(table.c.guid == guid)).mappings().one()
        local = {name: self._local(table, name, value) for name, value in values.items()}
        if "quotation" in table.c and ({"start", "end", "source_text_id"} & local.keys()):
            place = {**row, **local}
            whole = self.connection.execute(
                select(source_texts.c.text).where(source_texts.c.id == place["source_text_id"])
            ).scalar_one()
            local["quotation"] = whole[place["start"] : place["end"]]
        self.update(table, row["id"], **local)

    def _portable(self, table: Table, name: str, value: Any) -> Any:
        """A value as the journal holds it: a GUID where the column refers to a row."""
        target = _target(table, name)
        if target is None or value is None:
            return value
        return self.connection.execute(
            select(target.c.guid).where(target.c.id == value)
        ).scalar_one()

    def _local(self, table: Table, name: str, value: Any) -> Any:
        target = _target(table, name)
        if target is None or value is None:
            return value
        return self.connection.execute(
            select(target.c.id).where(target.c.guid == value)
        ).scalar_one()


def _target(table: Table, name: str) -> Table | None:
    for key in table.c[name].foreign_keys:
        if key.column.name == "id" and "guid" in key.column.table.c:
            return key.column.table
    return None


@dataclass(frozen=True, slots=True)
class Stream:
    """Where one coder's entries on this replica go."""

    id: int
    guid: str
    head: int
    head_digest: str


def stream_of(connection: Connection, replica: str, coder: str | None) -> Stream:
    """The stream of a coder (by GUID, or of nobody) on this replica, made when first needed."""
    same_coder = streams.c.coder.is_(None) if coder is None else streams.c.coder == coder
    wanted = select(streams.c.id, streams.c.guid, streams.c.head, streams.c.head_digest).where(
        streams.c.replica == replica, same_coder
    )
    row = connection.execute(wanted).one_or_none()
    if row is None:
        connection.execute(
            insert(streams),
            {"guid": new_guid(), "replica": replica, "coder": coder, "head_digest": ""},
        )
        row = connection.execute(wanted).one()
    return Stream(*row)


def chain_digest(before: str, stream: str, row: Mapping[str, Any]) -> str:
    """The digest of an entry over the digest before it, its identity and its payload's digest."""
    parts = (before, stream, *(str(row[name]) for name in _CHAINED))
    return _sha256("\n".join(parts))


def payload_digest(salt: str, payload: str) -> str:
    """The digest of a payload; without its salt, nobody can guess an erased payload by trying."""
    return _sha256(salt + payload)


_CHAINED = ("guid", "counter", "action", "kind", "reverts", "created", "payload_digest")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
