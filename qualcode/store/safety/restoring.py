"""A frozen state brought back: a project in memory that can only be read.

Words are cut from the frozen texts of the project that holds the state. Of a text that has been
erased since nothing is left: `ERASED` stands there, as many times as it had characters.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, insert, select

from qualcode.core.errors import ReadOnlyProject
from qualcode.core.spans import Span
from qualcode.core.text import digest
from qualcode.i18n import N_
from qualcode.store import engine as engines
from qualcode.store import tables
from qualcode.store.journal import new_guid, now
from qualcode.store.opening import create_tables
from qualcode.store.project import Project
from qualcode.store.rows import search
from qualcode.store.rows.turn_rows import packed
from qualcode.store.safety.states import FROZEN, State, guids_in, rows_in
from qualcode.store.schema import metadata

ERASED = "▒"
"""Stands for each character of a text that was erased."""

_WRITTEN = ("writing", "edits", "translation", "performance")


@contextmanager
def restored(
    live: Project, content: State, acting: str | None, withdrawn: Collection[str] = ()
) -> Iterator[Project]:
    """The project as it was, for as long as it is needed.

    Args:
        live: the project that holds the state; texts come from it.
        content: the state.
        acting: who made it.
        withdrawn: names of cases that may no longer be quoted.
    """
    engine = engines.memory_engine(f"state-{uuid4().hex}")
    back = Project(engine, live.where, acting, None)
    with engine.connect() as first:
        try:
            _lay_out(first.connection.driver_connection)
            with live.read() as source, back.writer() as connection, connection.begin():
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                _fill(connection, source, content)
                _keep_unquoted(connection, withdrawn)
            back.refusal = ReadOnlyProject(N_("A snapshot can only be read."))
            yield back
        finally:
            engine.dispose()


@cache
def _empty() -> bytes:
    """An empty project as SQLite keeps it: made once, as its many tables take a while."""
    engine = engines.memory_engine("empty-project")
    with engine.connect() as connection:
        create_tables(connection, "", "{}")
        connection.commit()
        driver: Any = connection.connection.driver_connection
        found: bytes = driver.serialize()
    engine.dispose()
    return found


def _lay_out(connection: Any) -> None:
    """Make the tables of a project in an empty database."""
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.deserialize(_empty())
        empty.backup(connection)


def _keep_unquoted(connection: Connection, names: Collection[str]) -> None:
    held = tables.cases
    connection.execute(held.update().where(held.c.name.in_(names)).values(quote_allowed=0))


def _fill(connection: Connection, live: Connection, content: State) -> None:
    connection.execute(tables.project.update().values(content["project"]))
    objecting = live.execute(
        select(tables.cases.c.guid, tables.cases.c.objected).where(
            tables.cases.c.objected.is_not(None)
        )
    ).all()
    stream = connection.execute(
        insert(tables.streams), {"guid": new_guid(), "replica": new_guid(), "coder": None}
    ).inserted_primary_key
    touch = {"stream_id": stream[0] if stream else 1, "counter": 1}
    _copy_writings(connection, live, content)
    texts = _texts(live, content)
    for table in (table for table in metadata.sorted_tables if table.name in FROZEN):
        rows = list(_rows(table, content, live, texts, touch))
        if rows:
            connection.execute(insert(table), rows)
    # An objection holds for whatever is made from now on, also from what was frozen before.
    for guid, since in objecting:
        connection.execute(
            tables.cases.update().where(tables.cases.c.guid == guid).values(objected=since)
        )
    _copy_reveals(connection, live, content, touch)
    _remember_codes_made(connection, content, touch)
    for number, text in texts.items():
        search.add_turns(connection, text, search.spoken_turns(connection, number))


def _rows(
    table: Table,
    content: State,
    live: Connection,
    texts: Mapping[int, str],
    touch: Mapping[str, int],
) -> Iterator[dict[str, Any]]:
    travels = "stream_id" in table.c
    wordings = _wordings(live, content) if table is tables.code_revisions else {}
    for number, row in enumerate(rows_in(content, table.name), 1):
        row["id"] = number
        if travels:
            row.update(touch)
        if "created" in table.c:
            row.setdefault("created", now())
        if "quotation" in table.c and row["start"] is not None:
            row["quotation"] = texts[row["source_text_id"]][row["start"] : row["end"]]
        if table is tables.source_texts:
            row.update(_frozen_text(live, content, row, number, texts[number]))
        elif table is tables.code_revisions:
            row.update(wording=wordings.get(row["guid"], "{}"), sha256="")
        yield {name: value for name, value in row.items() if name in table.c}


def _texts(live: Connection, content: State) -> dict[int, str]:
    """The frozen texts by number; where one was erased, as long a line of `ERASED`."""
    held = tables.source_texts
    longest = dict.fromkeys(range(1, len(guids_in(content, "source_texts")) + 1), 0)
    for name in ("turns", "codings", "selected_quotations", "settlements", "memos"):
        for row in rows_in(content, name):
            number, end = row["source_text_id"], row.get("end") or row.get("speech_end") or 0
            if number is not None:
                longest[number] = max(longest[number], end)
    found = {}
    for number, guid in enumerate(guids_in(content, "source_texts"), 1):
        text = live.execute(select(held.c.text).where(held.c.guid == guid)).scalar_one_or_none()
        found[number] = ERASED * longest[number] if text is None else text
    return found


def _frozen_text(
    live: Connection, content: State, row: Mapping[str, Any], number: int, text: str
) -> dict[str, Any]:
    held = tables.source_texts
    sentences = live.execute(
        select(held.c.sentences).where(held.c.guid == row["guid"], held.c.text.is_not(None))
    ).scalar_one_or_none()
    if sentences is None:
        spoken = [
            Span(turn["speech_start"], turn["speech_end"])
            for turn in rows_in(content, "turns")
            if turn["source_text_id"] == number and turn["speech_start"] is not None
        ]
        sentences = packed(spoken)
    return {"text": text, "sha256": digest(text), "sentences": sentences}


def _wordings(live: Connection, content: State) -> dict[str, str]:
    held = tables.code_revisions
    wanted = set(guids_in(content, "code_revisions"))
    rows = live.execute(select(held.c.guid, held.c.wording))
    return {guid: wording for guid, wording in rows if guid in wanted}


def _copy_writings(connection: Connection, live: Connection, content: State) -> None:
    """What people wrote, as far as it has not been erased since."""
    wanted = {
        row[name]
        for table in FROZEN
        for name in _WRITTEN
        if name in content["tables"][table]["columns"]
        for row in rows_in(content, table)
        if row[name]
    }
    held = tables.writings
    rows = [
        {"guid": row.guid, "body": row.body or ERASED, "created": row.created}
        for row in live.execute(select(held.c.guid, held.c.body, held.c.created))
        if row.guid in wanted
    ]
    if rows:
        connection.execute(insert(held), rows)


def _copy_reveals(
    connection: Connection, live: Connection, content: State, touch: Mapping[str, int]
) -> None:
    """What was frozen at the reveal of each round; it never changes, so it is not kept twice."""
    guids = {json.loads(row["sampling"]).get("snapshot") for row in rows_in(content, "rounds")}
    held = tables.snapshots
    columns = [c for c in held.c if c.name not in {"id", "stream_id", "counter"}]
    rows = live.execute(select(*columns).where(held.c.guid.in_(guids - {None}))).mappings()
    copied = [{**row, **touch} for row in rows]
    if copied:
        connection.execute(insert(held), copied)


def _remember_codes_made(connection: Connection, content: State, touch: Mapping[str, int]) -> None:
    """A journal entry from which those codes are seen to have been made from the data."""
    books = guids_in(content, "codebooks")
    keys = [row["key"] for row in rows_in(content, "codebooks")]
    made = set(content["made"])
    guids = [
        row["guid"]
        for row in rows_in(content, "codes")
        if books and f"{keys[row['codebook_id'] - 1]}:{row['key']}" in made
    ]
    if guids:
        payload = json.dumps({"said": {}, "changes": [["+", "codes", guids]]})
        _enter(connection, {**touch, "payload": payload})


def _enter(connection: Connection, row: Mapping[str, Any]) -> None:
    entry = {
        "guid": new_guid(),
        "action": "create_code",
        "kind": "act",
        "created": now(),
        "payload_digest": "",
        "digest": "",
    }
    connection.execute(insert(tables.journal), {**entry, **row})
