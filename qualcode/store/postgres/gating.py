"""What coders and readers see of a project on a server, whatever program they come with.

Their logins have no right to the tables that show a reading. Beside the project's schema stands a
second one, which their connections look into first: in it, under the names of those tables, are
views upon functions that run with the owner's rights and give the rows that the gate gives.

Row-level security alone would not do. A policy hides rows, but `EXPLAIN ANALYZE` says how many it
has hidden under a condition that one chooses, and so whether another coder has given a code to
a passage. What a function reads is in no plan. The same rows are behind policies nevertheless,
for logins that are given a right to the tables themselves.
"""

# ruff: noqa: S608  (what is put into SQL are names of tables of ours)

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Integer,
    Table,
    exists,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql

from qualcode.store import tables
from qualcode.store.gate import blind_coders, memo_seen_by, seen_by
from qualcode.store.postgres.connecting import gate_of, quoted
from qualcode.store.schema import metadata

ME = cast("Any", literal_column("me", Integer))
"""Key of the coder whose login asks: a variable of the functions below."""

HIDING = (
    "codings", "memos", "settlements", "selected_quotations", "contested", "streams", "journal",
    "snapshots", "export_cases", "writings",
)  # fmt: skip
"""Tables that show what was coded; `writings` stands last, for it asks the others."""

UNSEEN = ("unions",)
"""Tables that only the owner needs."""


def shown_where(name: str, viewer: Any) -> ColumnElement[bool]:
    """The condition under which `viewer` sees a row of one of the tables that hide rows."""
    t = tables
    closed: dict[str, Callable[[], Any]] = {
        "codings": lambda: seen_by(viewer, t.codings.c.source_id, t.codings.c.coder_id),
        "memos": lambda: memo_seen_by(viewer),
        "settlements": lambda: _in_open_text(viewer, t.settlements),
        "selected_quotations": lambda: _in_open_text(viewer, t.selected_quotations),
        "contested": lambda: t.contested.c.coder_id.not_in(_others(viewer)),
        "streams": lambda: or_(
            t.streams.c.coder.is_(None), t.streams.c.coder.not_in(_guids(_others(viewer)))
        ),
        "journal": lambda: t.journal.c.stream_id.not_in(
            select(t.streams.c.id).where(t.streams.c.coder.in_(_guids(blind_coders(viewer))))
        ),
        "snapshots": lambda: ~exists(_closed_pairs(viewer)),
        "export_cases": lambda: t.export_cases.c.export_id.not_in(
            select(t.exports.c.id).where(t.exports.c.coder_id.in_(blind_coders(viewer)))
        ),
    }
    made: ColumnElement[bool] = closed[name]()
    return made


def _others(viewer: Any) -> Any:
    """Keys of coders who are closed to `viewer`; one's own stream is needed to write."""
    closed = blind_coders(viewer).subquery()
    key = closed.c[0]
    return select(key) if viewer is None else select(key).where(key != viewer)


def _guids(keys: Any) -> Any:
    return select(tables.coders.c.guid).where(tables.coders.c.id.in_(keys))


def _closed_pairs(viewer: Any) -> Any:
    sources, coders = tables.sources, tables.coders
    return (
        select(sources.c.id)
        .select_from(sources.join(coders, true()))
        .where(coders.c.alive == 1, ~seen_by(viewer, sources.c.id, coders.c.id))
    )


def _in_open_text(viewer: Any, anchored: Table) -> ColumnElement[bool]:
    """The row stands in a source of which no layer is closed to `viewer`."""
    texts = tables.source_texts
    closed = select(texts.c.id).where(texts.c.source_id.in_(_closed_pairs(viewer)))
    made: ColumnElement[bool] = anchored.c.source_text_id.not_in(closed)
    return made


def sql_of(statement: Any) -> str:
    """A statement as PostgreSQL takes it."""
    dialect: Any = postgresql.dialect
    return str(statement.compile(dialect=dialect(), compile_kwargs={"literal_binds": True}))


def shown_rows(name: str, viewer: Any) -> str:
    """The statement that gives the rows of a table that `viewer` sees."""
    table = metadata.tables[name]
    return sql_of(
        select(literal_column(f"{name}.*")).select_from(table).where(shown_where(name, viewer))
    )


def functions(schema: str) -> list[str]:
    """The statements that make the functions: who asks, and what of each table they see."""
    base, gate = quoted(schema), quoted(gate_of(schema))
    made = [_who_asks(base, gate)]
    for name in HIDING:
        if name == "writings":
            known = unknown = _writings(gate)
        else:
            known, unknown = shown_rows(name, ME), shown_rows(name, None)
        made.append(
            f"CREATE FUNCTION {gate}.see_{name}() RETURNS SETOF {base}.{quoted(name)} "
            f"LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = {base}, pg_temp AS $$\n"
            f"DECLARE me integer := {gate}.viewer();\n"
            f"BEGIN\nIF me IS NULL THEN RETURN QUERY {unknown};\n"
            f"ELSE RETURN QUERY {known};\nEND IF;\nEND $$"
        )
    return made


def _who_asks(base: str, gate: str) -> str:
    """Whose eyes a login has: its coder's, or those of the second layer of that coder.

    The name of the login cannot be taken over by `SET ROLE`, nor by a function of somebody else.
    """
    return (
        f"CREATE FUNCTION {gate}.viewer() RETURNS integer LANGUAGE plpgsql STABLE "
        f"SECURITY DEFINER SET search_path = {base}, pg_temp AS $$\n"
        "DECLARE own integer; again integer;\n"
        "BEGIN\n"
        "SELECT coders.id INTO own FROM logins JOIN coders ON coders.guid = logins.coder "
        "AND coders.alive = 1 WHERE logins.login = session_user;\n"
        "SELECT second.id INTO again FROM coders AS second "
        "JOIN round_coders AS theirs ON theirs.coder_id = second.id AND theirs.alive = 1 "
        "JOIN rounds ON rounds.id = theirs.round_id AND rounds.kind = 'intra_coder' "
        "JOIN round_coders AS mine ON mine.round_id = rounds.id AND mine.coder_id = own "
        "WHERE second.alive = 1 AND second.role = 'repeat' "
        "AND second.name = current_setting('qualcode.acting', true) LIMIT 1;\n"
        "RETURN coalesce(again, own);\nEND $$"
    )


def _writings(gate: str) -> str:
    """What people wrote, as far as something that one sees points to it."""
    pointing = []
    for table in metadata.sorted_tables:
        rows = f"{gate}.see_{table.name}()" if table.name in HIDING else quoted(table.name)
        pointing += [
            f"SELECT {quoted(column.name)} FROM {rows}"
            for column in table.c
            if any(key.column is tables.writings.c.guid for key in column.foreign_keys)
        ]
    return (
        f"SELECT writings.* FROM writings WHERE writings.guid IN ({' UNION ALL '.join(pointing)})"
    )


def views(schema: str, written: Mapping[str, object]) -> list[str]:
    """The statements that make the views, under the names of the tables.

    Args:
        schema: the project's.
        written: tables that coders write into; their usual values go with the view.
    """
    base, gate = quoted(schema), quoted(gate_of(schema))
    made = []
    for name in [*HIDING, *(name for name in written if name not in HIDING)]:
        columns = ", ".join(quoted(column.name) for column in metadata.tables[name].c)
        rows = f"{gate}.see_{name}()" if name in HIDING else f"{base}.{quoted(name)}"
        made.append(f"CREATE VIEW {gate}.{quoted(name)} AS SELECT {columns} FROM {rows}")
        if name in written:
            made += _usual_values(gate, metadata.tables[name])
    return made


def _usual_values(gate: str, table: Table) -> list[str]:
    return [
        f"ALTER VIEW {gate}.{quoted(table.name)} ALTER COLUMN {quoted(column.name)} "
        f"SET DEFAULT {_usual(column.server_default)}"
        for column in table.c
        if column.server_default is not None
    ]


def _usual(default: Any) -> str:
    value = default.arg
    return str(value.text) if hasattr(value, "text") else f"'{value}'"


def policies(schema: str) -> list[str]:
    """The statements that put the same rows behind row-level security."""
    base, gate = quoted(schema), quoted(gate_of(schema))
    made = []
    for name in HIDING:
        table = f"{base}.{quoted(name)}"
        made += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY seen ON {table} FOR SELECT {_shown(f'{gate}.see_{name}()')}",
        ]
    return [*made, *(f"ALTER TABLE {base}.{quoted(n)} ENABLE ROW LEVEL SECURITY" for n in UNSEEN)]


def _shown(rows: str) -> str:
    return f"USING (id IN (SELECT seen.id FROM {rows} AS seen))"
