"""What a replica knew, and which of two versions of a row came after the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from qualcode.core.errors import DamagedProject, NotAllowed
from qualcode.i18n import N_
from qualcode.store.engine import insert_row, insert_rows
from qualcode.store.journal import chain_digest, payload_digest
from qualcode.store.safety.chain import held_elsewhere
from qualcode.store.tables import journal, streams

if TYPE_CHECKING:
    from sqlalchemy import Connection

Stamp = tuple[str, int]
"""The act that wrote a version of a row: GUID of its stream and its count there."""


@dataclass(slots=True)
class Version:
    """What a row says in one of its versions; references are GUIDs."""

    guid: str
    stamp: Stamp
    alive: int
    values: dict[str, Any]
    id: int | None = None
    """Integer key where it stands already."""
    same_as: Stamp | None = None
    """Of versions that say the same the highest speaks for all: its stamp in the others."""

    @property
    def order(self) -> tuple[int, str, str]:
        """The highest stands where no version came after the other: (count, digest, stream)."""
        return (self.stamp[1], self.digest, self.stamp[0])

    @property
    def digest(self) -> str:
        """Digest of what it says."""
        said = {k: v for k, v in self.values.items() if k not in ("quotation", "created")}
        body = json.dumps([self.alive, said], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()


def says_the_same(one: Version, other: Version) -> bool:
    """Whether two versions have the same content; what is laid to rest says nothing else."""
    return one.alive == other.alive and (not one.alive or one.digest == other.digest)


class Known:
    """How far a replica knows each stream."""

    def __init__(self, connection: Connection) -> None:
        rows = connection.execute(select(streams)).all()
        self.heads: dict[str, int] = {row.guid: row.head for row in rows}
        self.guid_of: dict[int, str] = {row.id: row.guid for row in rows}
        self.coder_of: dict[str, str | None] = {row.guid: row.coder for row in rows}

    def knows(self, stamp: Stamp) -> bool:
        """Whether this replica had seen the act when its rows were read."""
        return stamp[1] <= self.heads.get(stamp[0], 0)


FOLLOWING = frozenset(
    {"correct", "redact", "merge_codes", "split_code", "edit_settings", "retire_code"}
)
"""Acts upon the study that move the codings of all layers: nobody says anything new by them."""


def touched_since(connection: Connection, coder: str, known: Known) -> set[str]:
    """GUIDs of the rows about which a coder said something that another replica does not know."""
    rows = connection.execute(
        select(streams.c.guid, journal.c.counter, journal.c.action, journal.c.payload)
        .join(journal, journal.c.stream_id == streams.c.id)
        .where(streams.c.coder == coder, journal.c.payload.is_not(None))
    )
    touched: set[str] = set()
    for stream, counter, action, payload in rows:
        if known.knows((stream, counter)):
            continue
        entry = json.loads(payload)
        if entry["said"].get("of", action) in FOLLOWING:
            continue
        for _, _, guids, *_ in entry["changes"]:
            touched.update([guids] if isinstance(guids, str) else guids)
    return touched


def siblings(
    here: Mapping[Stamp, Version], there: Mapping[Stamp, Version], home: Known, other: Known
) -> list[Version]:
    """The versions of a row that no replica has seen replaced, the highest first.

    A version that one side holds and the other knows but holds no longer has been replaced there.
    Those that say the same are all kept: which of them another machine has replaced, may come to
    be known later.
    """
    here, there = _spoken_for(here), _spoken_for(there)
    kept = [v for stamp, v in here.items() if stamp in there or not other.knows(stamp)]
    kept += [v for stamp, v in there.items() if stamp not in here and not home.knows(stamp)]
    return sorted(kept, key=lambda version: version.order, reverse=True)


def _spoken_for(versions: Mapping[Stamp, Version]) -> dict[Stamp, Version]:
    """Without those that went when the version that spoke for them was replaced."""
    return {stamp: v for stamp, v in versions.items() if v.same_as is None or v.same_as in versions}


def led(kept: Sequence[Version]) -> None:
    """Note for each version, from the highest, which one says the same and speaks for it."""
    for at, version in enumerate(kept):
        before = (other for other in kept[:at] if says_the_same(version, other))
        first = next(before, None)
        version.same_as = None if first is None else first.stamp


@dataclass(frozen=True, slots=True)
class NewEntries:
    """What a package adds to one stream of the journal."""

    stream: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...]


def new_entries(home: Connection, other: Connection, wanted: Iterable[str]) -> list[NewEntries]:
    """The entries of some streams that this project does not hold yet, their chains followed.

    Raises:
        DamagedProject: an entry is missing or is not the one that was written.
    """
    held = {row.guid: row for row in home.execute(select(streams)).all()}
    begun = held_elsewhere(other)
    found: list[NewEntries] = []
    for guid in sorted(wanted):
        stream = dict(other.execute(select(streams).where(streams.c.guid == guid)).mappings().one())
        head = held[guid].head if guid in held else 0
        first, before = begun.get(guid, (0, ""))
        entries = _followed(other, stream, first, before)
        fresh = tuple(entry for entry in entries if entry["counter"] > head)
        if stream["head"] > head or guid not in held:
            found.append(NewEntries(stream, fresh))
    return found


def _followed(
    other: Connection, stream: Mapping[str, Any], last: int, before: str
) -> list[Mapping[str, Any]]:
    rows = other.execute(
        select(journal).where(journal.c.stream_id == stream["id"]).order_by(journal.c.counter)
    ).mappings()
    entries: list[Mapping[str, Any]] = []
    for row in map(dict[str, Any], rows):
        told = row["payload"] is None or row["payload_digest"] == payload_digest(
            row["salt"] or "", row["payload"]
        )
        whole = row["counter"] == last + 1 and told
        if not whole or chain_digest(before, stream["guid"], row) != row["digest"]:
            raise _damaged_journal()
        last, before = row["counter"], row["digest"]
        entries.append(row)
    if (last, before) != (stream["head"], stream["head_digest"]):
        raise _damaged_journal()
    return entries


def _damaged_journal() -> DamagedProject:
    return DamagedProject(
        N_("The journal of the package is not the one that was written: ask for it again.")
    )


def refuse_forks(home: Connection, other: Connection) -> None:
    """See that what both know of a stream is the same.

    Raises:
        NotAllowed: two copies of one file were worked in apart from each other.
    """
    here = {row.guid: row for row in home.execute(select(streams)).all()}
    for there in other.execute(select(streams)).all():
        if there.guid not in here:
            continue
        shared = min(there.head, here[there.guid].head)
        ours = _digest_at(home, here[there.guid], shared)
        theirs = _digest_at(other, there, shared)
        if ours and theirs and ours != theirs:
            raise NotAllowed(
                N_(
                    "Two copies of one file were worked in apart from each other, and the other "
                    "one came back first. Nothing was changed. Unpack a sealed package once on "
                    "each machine instead of copying the project file."
                )
            )


def _digest_at(connection: Connection, stream: Any, counter: int) -> str | None:
    if stream.head == counter:
        return str(stream.head_digest)
    found: str | None = connection.execute(
        select(journal.c.digest).where(
            journal.c.stream_id == stream.id, journal.c.counter == counter
        )
    ).scalar_one_or_none()
    return found


def adopt_entries(home: Connection, arrived: Iterable[NewEntries]) -> dict[str, int]:
    """Put arrived entries into the journal; gives the integer keys of the streams by GUID."""
    held = {row.guid: row for row in home.execute(select(streams)).all()}
    keys = {guid: row.id for guid, row in held.items()}
    names = [column.name for column in journal.c if column.name not in ("id", "stream_id")]
    for new in arrived:
        stream = {name: value for name, value in new.stream.items() if name != "id"}
        guid, head = stream["guid"], 0
        if guid in held:
            head = held[guid].head
            end = {"head": stream["head"], "head_digest": stream["head_digest"]}
            home.execute(streams.update().where(streams.c.guid == guid).values(**end))
        else:
            keys[guid] = insert_row(home, streams, stream)
        entries = [entry for entry in new.entries if entry["counter"] > head]
        rows = [(keys[guid], *(entry[name] for name in names)) for entry in entries]
        insert_rows(home, journal, ("stream_id", *names), rows)
    return keys
