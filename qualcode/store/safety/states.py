"""The whole analysis at one moment, frozen under an export so that it can be made again.

A state holds keys, numbers, offsets and settings, row by row, and never what was said: words are
cut from the frozen texts when it is brought back. A reference is the place of the row that it
means, which is that row's integer key in the project that `restoring` makes of the state.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, Table, or_, select, true

from qualcode.core.errors import DamagedProject, NotAllowed, NotFound
from qualcode.core.text import digest
from qualcode.i18n import N_
from qualcode.store import tables
from qualcode.store.gate import seen_by, visible_codings, visible_memos
from qualcode.store.journal import Change, now
from qualcode.store.rows.coding_columns import codes_made
from qualcode.store.rows.settlements import list_settlements
from qualcode.store.safety.snapshots import canonical
from qualcode.store.schema import metadata

State = Mapping[str, Any]

SCHEMA = "qualcode.state/1"
KIND = "export"
SHOWN = 8
"""Characters of a snapshot's GUID that stand under a table."""

_DATED = frozenset({"memos", "settlements"})
"""Tables whose rows are printed with their date."""

_LONG = 20_000
_PACKED = "zlib+base64:"

FROZEN = (
    "coders", "sources", "source_texts", "speakers", "turns", "cases", "case_attributes",
    "source_attributes", "guide_questions", "question_turns", "codebooks", "codes",
    "code_aliases", "code_revisions", "codings", "assignments", "rounds", "round_units",
    "round_coders", "queries", "chart_cells", "ratings", "themes", "theme_members",
    "selected_quotations", "joint_rows", "change_objectives", "settlements", "memos", "answers",
)  # fmt: skip
"""The tables of a state; what they refer to stands in it too."""

_LEFT_OUT = frozenset(
    {"id", "stream_id", "counter", "created", "quotation", "text", "sentences", "sha256",
     "start_ms", "end_ms", "codebook_version_id"}
)  # fmt: skip
"""Columns of this file only, of words, and what is looked up by GUID when it is brought back.

Digests are left out too: with the digest of an erased text, names could be tried until one fits.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A state that was frozen."""

    key: int
    guid: str
    created: str
    content: State
    known: dict[Any, str] = field(default_factory=dict, compare=False, repr=False)
    """Digests of its tables, as far as they were asked for."""

    @property
    def short(self) -> str:
        """What stands under a table."""
        return self.guid[:SHOWN]


def state_of(connection: Connection, viewer: int | None) -> dict[str, Any]:
    """The analysis as `viewer` may see it, as content to freeze."""
    rows = _Rows(connection, viewer)
    for table in reversed(_tables()):
        rows.take(table)
    project = connection.execute(
        select(
            tables.project.c.guid,
            tables.project.c.title,
            tables.project.c.study,
            tables.project.c.publication_date,
        )
    ).one()
    return {
        "schema": SCHEMA,
        "project": dict(project._mapping),
        "tables": rows.told(),
        "made": sorted(f"{book}:{key}" for book, key in codes_made(connection)),
    }


def _tables() -> list[Table]:
    """The tables of a state, each after those that it refers to."""
    return [table for table in metadata.sorted_tables if table.name in FROZEN]


def columns_of(table: Table) -> list[Column[Any]]:
    """The columns of a table that a state holds, its GUID first."""
    wordings = "wording" if table is tables.code_revisions else ""
    left_out = _LEFT_OUT - {"created"} if table.name in _DATED else _LEFT_OUT
    return [c for c in table.columns if c.name not in left_out and c.name != wordings]


def target_of(column: Column[Any]) -> str:
    """The table that a column refers to by integer key; empty where it refers to none."""
    for key in column.foreign_keys:
        if key.column.name == "id":
            return str(key.column.table.name)
    return ""


class _Rows:
    """Rows as they stand, and the numbers that they will have."""

    def __init__(self, connection: Connection, viewer: int | None) -> None:
        self._connection = connection
        self._viewer = viewer
        self._rows: dict[str, dict[int, list[Any]]] = {}
        self._wanted: dict[str, set[int]] = {}

    def take(self, table: Table) -> None:
        """Read what is alive, and what rows that were read before refer to."""
        columns = columns_of(table)
        found: dict[int, list[Any]] = {}
        query = select(table.c.id, *columns).order_by(table.c.id)
        where = self._where(table)
        wanted = self._wanted.get(table.name, set())
        for key, *values in self._connection.execute(query.where(where)):
            found[key] = values
        missing = sorted(wanted - found.keys())
        for start in range(0, len(missing), 500):
            part = missing[start : start + 500]
            for key, *values in self._connection.execute(query.where(table.c.id.in_(part))):
                found[key] = values
        self._rows[table.name] = dict(sorted(found.items())) if missing else found
        for place, column in enumerate(columns):
            if target := target_of(column):
                keys = {row[place] for row in found.values()} - {None}
                self._wanted.setdefault(target, set()).update(keys)

    def _where(self, table: Table) -> Any:
        if table is tables.codings:
            shown = visible_codings(self._viewer, objected=True).subquery()
            return table.c.id.in_(select(shown.c.id))
        if table is tables.memos:
            noted = visible_memos(self._viewer).subquery()
            return table.c.id.in_(select(noted.c.id))
        if table is tables.settlements:
            settled = list_settlements(self._connection, self._viewer)
            return table.c.guid.in_([one.guid for one in settled])
        if table is tables.source_texts:
            return (table.c.alive == 1) & (table.c.current == 1)
        if table is tables.code_revisions:
            return table.c.id.in_(select(tables.codes.c.revision_id))
        if table is tables.turns:
            texts = tables.source_texts
            shown_texts = select(texts.c.id).where(texts.c.alive == 1, texts.c.current == 1)
            return or_(
                table.c.source_text_id.in_(shown_texts),
                table.c.source_text_id.in_(select(tables.selected_quotations.c.source_text_id)),
            )
        return table.c.alive == 1 if "alive" in table.c else true()

    def told(self) -> dict[str, Any]:
        """Every table with its columns, references turned into places counted from 1; only once.

        The rows that were read become those that are told: a large study has them once in memory.
        """
        numbers = {
            name: {key: number for number, key in enumerate(rows, 1)}
            for name, rows in self._rows.items()
        }
        return {
            table.name: {
                "columns": [column.name for column in columns_of(table)],
                "rows": _renumbered(table, list(self._rows.pop(table.name).values()), numbers),
            }
            for table in _tables()
        }


def _renumbered(
    table: Table, rows: list[list[Any]], numbers: Mapping[str, Mapping[int, int]]
) -> list[list[Any]]:
    places = [
        (place, numbers[target])
        for place, column in enumerate(columns_of(table))
        if (target := target_of(column))
    ]
    for row in rows:
        for place, number in places:
            row[place] = number.get(row[place])
    return rows


def keep_state(change: Change, content: State) -> Kept:
    """Freeze a state, or find it where the same was frozen before."""
    written = canonical(content)
    sha256 = digest(written)
    held = tables.snapshots
    row = change.connection.execute(
        select(held.c.id, held.c.guid, held.c.created).where(
            held.c.kind == KIND, held.c.sha256 == sha256, held.c.alive == 1
        )
    ).first()
    if row is None:
        created = now()
        key = change.insert(
            held, {"kind": KIND, "sha256": sha256, "content": _packed(written), "created": created}
        )
        guid = change.connection.execute(select(held.c.guid).where(held.c.id == key)).scalar_one()
        return Kept(key, guid, created, content)
    return Kept(row.id, row.guid, row.created, content)


def kept_state(connection: Connection, viewer: int | None, wanted: str) -> Kept:
    """A state by its GUID or the beginning of it.

    Raises:
        NotFound: there is none, or several begin like this.
        DamagedProject: it is not what was frozen.
        NotAllowed: it holds a layer that an open round closes to `viewer`.
    """
    held = tables.snapshots
    rows = connection.execute(
        select(held).where(
            held.c.kind == KIND,
            held.c.alive == 1,
            held.c.guid.startswith(wanted, autoescape=True),
        )
    ).all()
    if len(rows) != 1 or not wanted:
        raise NotFound(N_("There is no snapshot {guid}."), guid=wanted)
    (row,) = rows
    written = unpacked_state(row.content)
    if digest(written) != row.sha256:
        raise DamagedProject(
            N_("The snapshot {guid} is not what was frozen. Run: qualcode check"), guid=row.guid
        )
    content = json.loads(written)
    _refuse_closed(connection, viewer, content)
    _leave_out_hidden_memos(connection, viewer, content)
    return Kept(row.id, row.guid, row.created, content)


def _refuse_closed(connection: Connection, viewer: int | None, content: State) -> None:
    rows = connection.execute(
        select(tables.sources.c.guid, tables.coders.c.guid)
        .select_from(tables.sources.join(tables.coders, true()))
        .where(~seen_by(viewer, tables.sources.c.id, tables.coders.c.id))
    )
    closed = {(source, coder) for source, coder in rows}
    if not closed:
        return
    sources, coders = guids_in(content, "sources"), guids_in(content, "coders")
    coded = {
        (sources[row["source_id"] - 1], coders[row["coder_id"] - 1])
        for row in rows_in(content, "codings")
    }
    if coded & closed:
        raise NotAllowed(
            N_("This snapshot holds a layer that an open round closes to you until the reveal.")
        )


def _packed(written: str) -> str:
    if len(written) < _LONG:
        return written
    return _PACKED + base64.b64encode(zlib.compress(written.encode(), 6)).decode()


def _leave_out_hidden_memos(connection: Connection, viewer: int | None, content: State) -> None:
    """Take memos out that stand in the project and that `viewer` may not see now."""
    noted = content["tables"]["memos"]
    if not noted["rows"]:
        return
    held, shown = tables.memos, visible_memos(viewer).subquery()
    standing = set(connection.execute(select(held.c.guid).where(held.c.alive == 1)).scalars())
    seen = set(connection.execute(select(shown.c.guid)).scalars())
    place = noted["columns"].index("guid")
    noted["rows"] = [row for row in noted["rows"] if row[place] not in standing - seen]


def unpacked_state(content: str) -> str:
    """The canonical JSON of a snapshot.

    Raises:
        ValueError: what is packed cannot be read.
    """
    if not content.startswith(_PACKED):
        return content
    try:
        return zlib.decompress(base64.b64decode(content.removeprefix(_PACKED))).decode()
    except zlib.error as error:
        raise ValueError(str(error)) from error


def rows_in(content: State, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table in a state, by column."""
    held = content["tables"][table]
    for row in held["rows"]:
        yield dict(zip(held["columns"], row, strict=True))


def guids_in(content: State, table: str) -> list[str]:
    """The GUIDs of a table's rows, in their order."""
    held = content["tables"][table]
    place = held["columns"].index("guid")
    return [row[place] for row in held["rows"]]


def fingerprint(
    content: State,
    names: Iterable[str],
    layers: Collection[tuple[str, str]] | None,
    known: dict[Any, str],
) -> str:
    """What an export stands on, as a digest that is another as soon as any of it is.

    Args:
        content: the state.
        names: tables that it is made from.
        layers: (source, coder) by name whose codings are in it; None for all.
        known: digests of tables of this state, which is added to.
    """
    told: dict[str, Any] = {"study": content["project"]["study"]}
    for name in sorted(set(names)):
        of = (name, None if layers is None or name != "codings" else frozenset(layers))
        if of not in known:
            known[of] = digest(canonical({"rows": _standing(content, name, layers)}))
        told[name] = known[of]
    if layers is not None:
        told["layers"] = sorted(layers)
    return digest(canonical(told))


def differences(
    before: State,
    after: State,
    names: Iterable[str],
    layers: Collection[tuple[str, str]] | None,
) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """How many rows were added, removed and changed between two states, for tables that differ.

    Args:
        before: the earlier state.
        after: the later one.
        names: the tables.
        layers: (source, coder) by name whose codings are compared; None for all.
    """
    if before["project"]["study"] != after["project"]["study"]:
        yield "study", (0, 0, 1)
    for name in sorted(set(names)):
        old, new = (
            {row[0]: row for row in _standing(content, name, layers)} for content in (before, after)
        )
        changed = sum(old[guid] != new[guid] for guid in old.keys() & new.keys())
        counts = (len(new.keys() - old.keys()), len(old.keys() - new.keys()), changed)
        if any(counts):
            yield name, counts


def _standing(
    content: State, name: str, layers: Collection[tuple[str, str]] | None
) -> list[list[Any]]:
    """The living rows of a table, those of codings in some layers only."""
    rows = [row for row in rows_in(content, name) if row.get("alive", 1)]
    if name == "codings" and layers is not None:
        sources = [row["name"] for row in rows_in(content, "sources")]
        coders = [row["name"] for row in rows_in(content, "coders")]
        rows = [
            row
            for row in rows
            if (sources[row["source_id"] - 1], coders[row["coder_id"] - 1]) in layers
        ]
    return _by_guid(content, metadata.tables[name], rows)


def _by_guid(content: State, table: Table, rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """Rows with what they refer to by GUID, in an order that does not depend on the file."""
    guids = {
        column.name: guids_in(content, target)
        for column in columns_of(table)
        if (target := target_of(column))
    }
    return sorted(
        (
            [
                guids[name][value - 1] if name in guids and value else value
                for name, value in row.items()
                if name != "read_to"
            ]
            for row in rows
        ),
        key=lambda row: str(row[0]),
    )


def strike_cases(change: Change, cases: Collection[str]) -> int:
    """Take what is known of persons out of every frozen state for ever; gives out of how many.

    What they said never stood there: it is gone with the texts.

    Args:
        change: the erasure under way.
        cases: GUIDs of the cases.
    """
    held = tables.snapshots
    struck = 0
    for row in change.connection.execute(select(held).where(held.c.kind == KIND)).all():
        content = json.loads(unpacked_state(row.content))
        numbers = {n for n, guid in enumerate(guids_in(content, "cases"), 1) if guid in cases}
        if not numbers:
            continue
        facts = content["tables"]["case_attributes"]
        whose, value = (facts["columns"].index(name) for name in ("case_id", "value"))
        for fact in facts["rows"]:
            if fact[whose] in numbers:
                fact[value] = ""
        written = canonical(content)
        change.overwrite(held, row.id, content=_packed(written), sha256=digest(written))
        struck += 1
    return struck
