"""What a program keeps at hand of an open project, and how it knows that it still holds.

Each thing is kept with a stamp that a small query gives: as long as the stamp is the same, on
this machine or after somebody else wrote to the server, what is kept is what would be read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, select

from qualcode.core.codebook import Codebook
from qualcode.core.transcript import Transcript
from qualcode.store.rows.codebooks import CodeIndex, list_codebooks
from qualcode.store.rows.sources import load_transcript, source_row
from qualcode.store.rows.transcript_rows import load_transcripts
from qualcode.store.tables import code_aliases, codebooks, codes, source_texts, sources, speakers

Kept = TypeVar("Kept")


class Memory:
    """Values by name, each valid for one stamp."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Hashable, Any]] = {}

    def get(self, name: Hashable, stamp: Hashable, load: Callable[[], Kept]) -> Kept:
        """What is kept under `name` if it has this stamp; else what `load` gives, kept from now."""
        return self.renewed(name, stamp, lambda _before: load())

    def renewed(self, name: Hashable, stamp: Hashable, load: Callable[[Kept | None], Kept]) -> Kept:
        """Likewise; `load` gets what was kept under another stamp, to bring it up to date."""
        known = self._kept.get(name)
        if known is None or known[0] != stamp:
            known = (stamp, load(None if known is None else known[1]))
            self._kept[name] = known
        value: Kept = known[1]
        return value

    def code_index(self, connection: Connection) -> CodeIndex:
        """The codes of the project."""
        return self.get("code index", _codebook_stamp(connection), lambda: CodeIndex(connection))

    def codebooks(self, connection: Connection) -> list[Codebook]:
        """The codebooks of the project."""
        stamp = _codebook_stamp(connection)
        return self.get("codebooks", stamp, lambda: list_codebooks(connection))

    def transcript(self, connection: Connection, name: str) -> Transcript:
        """The current text of a source.

        Raises:
            NotFound: there is no such source.
        """
        source_id = source_row(connection, name).id
        stamp = tuple(
            _touched(connection, table, table.c.source_id == source_id)
            for table in (source_texts, speakers)
        )
        key = ("transcript", name)
        return self.get(key, (source_id, stamp), lambda: load_transcript(connection, name))

    def transcripts(self, connection: Connection, names: Collection[str]) -> dict[str, Transcript]:
        """The current texts of several sources, whose stamps are asked for at once.

        Raises:
            NotFound: there is no such source.
        """
        rows = connection.execute(
            select(sources.c.id, sources.c.name).where(sources.c.alive == 1)
        ).all()
        keys = {name: key for key, name in rows if name in names}
        held = [_touched_by_source(connection, table) for table in (source_texts, speakers)]
        stamps: dict[str, Hashable] = {
            name: (key, tuple(one.get(key, (0, None, None, None)) for one in held))
            for name, key in keys.items()
        }
        stale = [name for name in keys if not self._holds(("transcript", name), stamps[name])]
        fresh = load_transcripts(connection, stale)
        found = {}
        for name in names:
            if name not in keys:
                found[name] = self.transcript(connection, name)
            else:
                load = partial(fresh.__getitem__, name)
                found[name] = self.get(("transcript", name), stamps[name], load)
        return found

    def _holds(self, name: Hashable, stamp: Hashable) -> bool:
        known = self._kept.get(name)
        return known is not None and known[0] == stamp


def _touched_by_source(connection: Connection, table: Table) -> dict[int, Hashable]:
    """As `_touched` has it, for the rows of each source."""
    rows = connection.execute(
        select(table.c.source_id, *_touches(table)).group_by(table.c.source_id)
    )
    return {key: tuple(stamp) for key, *stamp in rows}


def _codebook_stamp(connection: Connection) -> Hashable:
    return tuple(_touched(connection, table) for table in (codebooks, codes, code_aliases))


def _touched(connection: Connection, table: Table, *where: Any) -> Hashable:
    """Changes whenever a row is added, changed or laid to rest: every touch gives a new count."""
    return tuple(connection.execute(select(*_touches(table)).where(*where)).one())


def _touches(table: Table) -> tuple[Any, ...]:
    return (
        func.count(table.c.id),
        func.sum(table.c.alive),
        func.sum(table.c.counter),
        func.sum(table.c.counter * table.c.stream_id),
    )
