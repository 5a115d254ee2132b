"""Codes made on the road: they come along as provisional, to be talked over and reconciled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, insert, select, update

from qualcode.core.wording.code_rules import key_from
from qualcode.store.engine import insert_row
from qualcode.store.exchange.versions import Known
from qualcode.store.rows.codebook_work import next_position
from qualcode.store.tables import code_aliases, code_revisions, codebooks, codes, codings

if TYPE_CHECKING:
    from sqlalchemy import Connection

_KEPT = ("codable", "policy", "fixed", "usual", "target", "maps_to", "process", "retired")


class ArrivingCodes:
    """The codes of a package that this project does not have."""

    def __init__(self, home: Connection, other: Connection, known: Known, theirs: Known) -> None:
        self._other = other
        self._theirs = theirs
        self._books = {
            guid: (key, name)
            for guid, key, name in home.execute(
                select(codebooks.c.guid, codebooks.c.id, codebooks.c.key).where(
                    codebooks.c.alive == 1
                )
            ).all()
        }
        here = {row.guid: row for row in home.execute(select(codes)).all()}
        there = _codes_of(other)
        living = {guid for guid, row in here.items() if row.alive}
        self._fresh = [
            row
            for row in there
            if row.alive and row.guid not in living and row.book_guid in self._books
        ]
        self._reworded = [
            (here[row.guid], row)
            for row in there
            if row.guid in living
            and here[row.guid].provisional
            and row.provisional
            and not known.knows((theirs.guid_of[row.stream_id], row.counter))
            and theirs.knows((known.guid_of[here[row.guid].stream_id], here[row.guid].counter))
        ]
        self._known_ids = {guid: row.id for guid, row in here.items()}
        self._held = set(home.execute(select(code_revisions.c.guid)).scalars())
        self._wanted: set[str] = set()
        self._keys = self._free_keys(home)
        self._written = False

    @property
    def any(self) -> bool:
        """Whether any code comes along or is worded otherwise."""
        return bool(self._fresh or self._reworded)

    @property
    def streams(self) -> set[str]:
        """GUIDs of the streams that made them."""
        rows = [*self._fresh, *(row for _, row in self._reworded)]
        return {self._theirs.guid_of[row.stream_id] for row in rows}

    def refs(self, coder: str) -> tuple[str, ...]:
        """The new codes that a coder made, as `codebook:key`."""
        return tuple(
            f"{self._books[row.book_guid][1]}:{self._keys[row.guid]}"
            for row in self._fresh
            if self._theirs.coder_of[self._theirs.guid_of[row.stream_id]] == coder
        )

    def brings(self, guid: str) -> bool:
        """Whether a code comes along."""
        return any(row.guid == guid for row in self._fresh)

    def wants_revision(self, guid: str) -> None:
        """Let a wording come along that a coding was made under."""
        if guid not in self._held:
            self._wanted.add(guid)

    def _free_keys(self, home: Connection) -> dict[str, str]:
        """A key for each new code; a number follows where another code has it."""
        taken: dict[int, set[str]] = {}
        for book, key in home.execute(
            select(codes.c.codebook_id, codes.c.key).where(codes.c.alive == 1)
        ):
            taken.setdefault(book, set()).add(key)
        for book, alias in home.execute(
            select(codes.c.codebook_id, code_aliases.c.alias)
            .join(codes, codes.c.id == code_aliases.c.code_id)
            .where(code_aliases.c.alive == 1)
        ):
            taken.setdefault(book, set()).add(alias)
        found: dict[str, str] = {}
        for row in self._fresh:
            names = taken.setdefault(self._books[row.book_guid][0], set())
            found[row.guid] = key_from(row.key, names)
            names.add(found[row.guid])
        return found

    def write(self, connection: Connection, streams: Mapping[str, int]) -> None:
        """Put the codes and wordings into the project; once for all layers of a package."""
        if not self._written:
            self._written = True
            for row in self._fresh:
                self._put(connection, row, streams)
            for row in self._fresh:
                self._put_under(connection, row)
            for old, row in self._reworded:
                self._reword(connection, old, row, streams)
        self._put_revisions(connection)

    def _stamp(self, row: Row[Any], streams: Mapping[str, int]) -> dict[str, int]:
        stream = streams[self._theirs.guid_of[row.stream_id]]
        return {"stream_id": stream, "counter": row.counter}

    def _put(self, connection: Connection, row: Row[Any], streams: Mapping[str, int]) -> None:
        book_id = self._books[row.book_guid][0]
        values = {name: getattr(row, name) for name in _KEPT} | {
            "key": self._keys[row.guid],
            "provisional": 1,
            "alive": 1,
            "position": next_position(connection, book_id),
            **self._stamp(row, streams),
        }
        key = self._known_ids.get(row.guid)
        if key is None:
            own = {"guid": row.guid, "codebook_id": book_id, "parent_id": None}
            key = insert_row(connection, codes, {**own, "revision_id": None, **values})
            self._known_ids[row.guid] = key
        else:
            connection.execute(update(codes).where(codes.c.id == key).values(**values))
        revision = self._revision(connection, row, key)
        connection.execute(update(codes).where(codes.c.id == key).values(revision_id=revision))

    def _put_under(self, connection: Connection, row: Row[Any]) -> None:
        parent = self._known_ids.get(row.parent_guid or "")
        if parent is not None:
            key = self._known_ids[row.guid]
            connection.execute(update(codes).where(codes.c.id == key).values(parent_id=parent))

    def _reword(
        self, connection: Connection, old: Row[Any], row: Row[Any], streams: Mapping[str, int]
    ) -> None:
        used = select(codings.c.id).where(codings.c.code_id == old.id, codings.c.alive == 1)
        alive = row.alive or int(connection.execute(used.limit(1)).first() is not None)
        values = {
            "revision_id": self._revision(connection, row, old.id),
            "alive": alive,
            **self._stamp(row, streams),
        }
        connection.execute(update(codes).where(codes.c.id == old.id).values(**values))

    def _revision(self, connection: Connection, row: Row[Any], code_id: int) -> int:
        """The key here of the wording that a code of the package has, which comes along."""
        guid = self._other.execute(
            select(code_revisions.c.guid).where(code_revisions.c.id == row.revision_id)
        ).scalar_one()
        self._put_revision(connection, guid, code_id)
        return int(
            connection.execute(
                select(code_revisions.c.id).where(code_revisions.c.guid == guid)
            ).scalar_one()
        )

    def _put_revisions(self, connection: Connection) -> None:
        for guid in sorted(self._wanted):
            code = self._other.execute(
                select(codes.c.guid)
                .join(code_revisions, code_revisions.c.code_id == codes.c.id)
                .where(code_revisions.c.guid == guid)
            ).scalar_one()
            if code in self._known_ids:
                self._put_revision(connection, guid, self._known_ids[code])

    def _put_revision(self, connection: Connection, guid: str, code_id: int) -> None:
        if guid in self._held:
            return
        row = self._other.execute(
            select(code_revisions).where(code_revisions.c.guid == guid)
        ).mappings()
        values = {name: value for name, value in row.one().items() if name != "id"}
        connection.execute(insert(code_revisions), {**values, "code_id": code_id})
        self._held.add(guid)


def _codes_of(other: Connection) -> list[Row[Any]]:
    """The codes of a package with the GUIDs of their codebook and parent, in order."""
    parent = codes.alias("parent")
    return list(
        other.execute(
            select(
                codes,
                codebooks.c.guid.label("book_guid"),
                parent.c.guid.label("parent_guid"),
            )
            .join(codebooks, codebooks.c.id == codes.c.codebook_id)
            .outerjoin(parent, parent.c.id == codes.c.parent_id)
            .order_by(codes.c.id)
        ).all()
    )
