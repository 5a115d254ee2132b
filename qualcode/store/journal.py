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
from functools import cache, partial
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from qualcode.core.errors import NotUndoable
from qualcode.i18n import N_
from qualcode.store.engine import insert_row, insert_rows
from qualcode.store.tables import TRAVELLING, journal, source_texts, streams, writings

Key = TypeVar("Key")

_PLACE = frozenset({"source_text_id", "start", "end"})
"""Columns that a quotation follows from."""

DERIVED = frozenset({"quotation"})
"""Columns that follow from others (the words of a span): never in a payload."""

WRITTEN = frozenset({("codes", "target"), ("guide_questions", "wording")})
"""Tables and columns of words that people write: a payload points to them in `writings`."""


def new_guid() -> str:
    """A fresh identity for a row that travels: a UUID of version 4."""
    return new_guids(1)[0]


def new_guids(n: int) -> list[str]:
    """Fresh identities for `n` rows, which are asked of the system at once."""
    digits = secrets.token_hex(16 * n)
    return [
        f"{digits[at : at + 8]}-{digits[at + 8 : at + 12]}-4{digits[at + 13 : at + 16]}-"
        f"{_VARIANT[digits[at + 16]]}{digits[at + 17 : at + 20]}-{digits[at + 20 : at + 32]}"
        for at in range(0, 32 * n, 32)
    ]


_VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}


def now() -> str:
    """The present moment as it is stored: UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def in_parts(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """`keys` in parts that a statement takes as parameters on any database."""
    for start in range(0, len(keys), 500):
        yield keys[start : start + 500]


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
        self._text: tuple[int, str] | None = None

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
        names = [name for name in rows[0] if name != "guid"]
        told = [(row.get("guid") or new_guid(), *[row[name] for name in names]) for row in rows]
        self.insert_rows(table, ("guid", *names), told)

    def insert_rows(
        self,
        table: Table,
        columns: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
        same: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Add many rows of one travelling table, given as values of `columns`.

        The GUID stands first; `same` holds what all rows say alike.
        """
        if rows:
            insert_rows(self.connection, table, columns, rows, {**same, **self._touch()})
            self._changes.append(["+", table.name, [row[0] for row in rows]])

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

    def update_many(self, table: Table, rows: Mapping[int, Mapping[str, Any]]) -> None:
        """Change the same columns of many rows, each to values of its own, by integer key.

        The rows change in the order given, so that one can take the place that another leaves.
        """
        names = list(next(iter(rows.values()), ()))
        told = [name for name in names if name not in DERIVED]
        columns = [table.c[name] for name in told]
        portable = cache(partial(self._portable, table))
        touched: list[dict[str, Any]] = []
        for part in in_parts(list(rows)):
            query = select(table.c.id, table.c.guid, *columns).where(table.c.id.in_(part))
            found = {row.id: row[1:] for row in self.connection.execute(query)}
            for key in part:
                guid, *before = found[key]
                changed = {
                    name: [portable(name, old), portable(name, rows[key][name])]
                    for name, old in zip(told, before, strict=True)
                    if old != rows[key][name]
                }
                if changed:
                    self._changes.append(["~", table.name, guid, changed])
                    touched.append({"row_key": key} | {f"new_{n}": rows[key][n] for n in names})
        if touched:
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            statement = update(table).where(table.c.id == bindparam("row_key"))
            self.connection.execute(statement.values(**values, **self._touch()), touched)

    def overwrite(self, table: Table, key: int, **values: Any) -> None:
        """Change columns of one row for ever: the journal does not keep what stood there."""
        self.connection.execute(
            update(table).where(table.c.id == key).values(**values, **self._touch())
        )

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
        for sign, name, run in _runs(reversed(changes)):
            table = TRAVELLING[name]
            if sign == "~":
                self._restore(table, {c[2]: {n: p[0] for n, p in c[3].items()} for c in run})
            else:
                self._set_alive(table, run[0][2], alive=0 if sign == "+" else 1)

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

    def _restore(self, table: Table, values: Mapping[str, Mapping[str, Any]]) -> None:
        """Give the same columns of rows the values they had, by GUID and in the order given."""
        local = cache(partial(self._local, table))
        place = [table.c[name] for name in _PLACE] if "quotation" in table.c else []
        rows: dict[int, dict[str, Any]] = {}
        for part in in_parts(list(values)):
            query = select(table.c.id, table.c.guid, *place).where(table.c.guid.in_(part))
            found = {row.guid: row._asdict() for row in self.connection.execute(query)}
            for guid in part:
                row = found[guid]
                old = {name: local(name, value) for name, value in values[guid].items()}
                if place and _PLACE & old.keys():
                    stood = {**row, **old}
                    whole = self._whole(stood["source_text_id"])
                    old["quotation"] = whole[stood["start"] : stood["end"]]
                rows[row["id"]] = old
        self.update_many(table, rows)

    def _whole(self, text_id: int) -> str:
        """A text that quotations are cut from; the last one is kept at hand."""
        if self._text is None or self._text[0] != text_id:
            query = select(source_texts.c.text).where(source_texts.c.id == text_id)
            self._text = (text_id, self.connection.execute(query).scalar_one())
        return self._text[1]

    def _portable(self, table: Table, name: str, value: Any) -> Any:
        """A value as the journal holds it: a GUID where it refers to a row, or is a text."""
        if value is not None and (table.name, name) in WRITTEN:
            return self.write(value)
        target = _target(table, name)
        if target is None or value is None:
            return value
        return self.connection.execute(
            select(target.c.guid).where(target.c.id == value)
        ).scalar_one()

    def _local(self, table: Table, name: str, value: Any) -> Any:
        if value is not None and (table.name, name) in WRITTEN:
            return self._body(value)
        target = _target(table, name)
        if target is None or value is None:
            return value
        return self.connection.execute(
            select(target.c.id).where(target.c.guid == value)
        ).scalar_one()

    def _body(self, guid: str) -> str:
        """A text that a person wrote."""
        body = self.connection.execute(
            select(writings.c.body).where(writings.c.guid == guid)
        ).scalar_one_or_none()
        if body is None:
            raise NotUndoable(N_("What was written then has been erased: it cannot be undone."))
        return str(body)


def _runs(changes: Iterable[Sequence[Any]]) -> Iterator[tuple[str, str, list[Sequence[Any]]]]:
    """Changes in order; those that change the same columns of other rows of a table together."""
    run: list[Sequence[Any]] = []
    guids: set[str] = set()
    for change in changes:
        alike = run and run[0][:2] == change[:2] and change[0] == "~"
        if not (alike and run[0][3].keys() == change[3].keys() and change[2] not in guids):
            if run:
                yield run[0][0], run[0][1], run
            run, guids = [], set()
        run.append(change)
        if change[0] == "~":
            guids.add(change[2])
    if run:
        yield run[0][0], run[0][1], run


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
