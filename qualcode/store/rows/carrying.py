"""Whole projects read in bulk, to be carried to other programs: texts and codings as plain rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

from qualcode.core.errors import DamagedProject
from qualcode.core.text import digest
from qualcode.core.transcript import Speaker, StoredTurns, TurnRow
from qualcode.i18n import N_
from qualcode.store.gate import visible_codings
from qualcode.store.journal import in_parts
from qualcode.store.tables import (
    cases,
    codebooks,
    coders,
    codes,
    source_texts,
    sources,
    speakers,
    turns,
)

_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


class CodingRow(NamedTuple):
    """A coding by the GUIDs of what it joins; no words."""

    guid: str
    source: str
    start: int
    end: int
    code: str
    coder: str
    valence: str
    marks: str
    context_start: int | None
    context_end: int | None
    created: str


@dataclass(frozen=True, slots=True)
class WholeText:
    """The current text of a source, with who speaks where."""

    text: str
    turns: StoredTurns
    speakers: dict[str, Speaker]


def coding_rows(connection: Connection, viewer: int | None) -> list[CodingRow]:
    """The codings that `viewer` may see, in the order of sources and places."""
    shown = visible_codings(viewer).subquery("shown")
    query = (
        select(
            shown.c.guid,
            sources.c.guid,
            shown.c.start,
            shown.c.end,
            codes.c.guid,
            coders.c.guid,
            shown.c.valence,
            shown.c.marks,
            shown.c.context_start,
            shown.c.context_end,
            shown.c.created,
        )
        .join(sources, sources.c.id == shown.c.source_id)
        .join(coders, coders.c.id == shown.c.coder_id)
        .join(codes, codes.c.id == shown.c.code_id)
        .where(sources.c.alive == 1)
        .order_by(sources.c.position, shown.c.start, shown.c.end, shown.c.id)
    )
    return list(map(CodingRow._make, _plain_rows(connection, query)))


def whole_texts(connection: Connection) -> dict[str, WholeText]:
    """The current text of every source, by GUID, in the order of import.

    Raises:
        DamagedProject: a text does not have the digest that it was frozen with.
    """
    said = _turns_by_text(connection)
    who = _speakers_by_source(connection)
    rows = connection.execute(
        select(
            sources.c.guid,
            sources.c.name,
            source_texts.c.source_id,
            source_texts.c.id,
            source_texts.c.text,
            source_texts.c.sha256,
        )
        .join(sources, sources.c.id == source_texts.c.source_id)
        .where(sources.c.alive == 1, source_texts.c.current == 1, source_texts.c.alive == 1)
        .order_by(sources.c.position, sources.c.id)
    )
    found = {}
    for guid, name, source_id, text_id, text, sha256 in rows:
        if digest(text) != sha256:
            raise DamagedProject(
                N_("The text of {source} is not the one that was frozen. Run: qualcode check"),
                source=name,
            )
        found[guid] = WholeText(text, StoredTurns(said.get(text_id, ())), who.get(source_id, {}))
    return found


def code_guids(connection: Connection) -> dict[str, str]:
    """The GUID of every code by `codebook:key`."""
    rows = connection.execute(
        select(codebooks.c.key, codes.c.key, codes.c.guid)
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .where(codes.c.alive == 1, codebooks.c.alive == 1)
    )
    return {f"{book}:{key}": guid for book, key, guid in rows}


def case_guids(connection: Connection) -> dict[str, str]:
    """The GUID of every case by name."""
    rows = connection.execute(select(cases.c.name, cases.c.guid).where(cases.c.alive == 1))
    return {str(name): str(guid) for name, guid in rows}


def living(connection: Connection, table: Table) -> int:
    """How many rows of a table are not laid to rest."""
    return int(connection.execute(select(func.sum(table.c.alive))).scalar_one() or 0)


def unused(connection: Connection, table: Table, guids: Iterable[str]) -> set[str]:
    """Those of the GUIDs that no row of a table bears, living or at rest."""
    wanted = {guid for guid in guids if _GUID.fullmatch(guid)}
    for part in in_parts(list(wanted)):
        found = connection.execute(select(table.c.guid).where(table.c.guid.in_(part)))
        wanted -= set(found.scalars())
    return wanted


def _turns_by_text(connection: Connection) -> dict[int, list[TurnRow]]:
    query = (
        select(
            turns.c.source_text_id,
            turns.c.number,
            speakers.c.label,
            turns.c.label_start,
            turns.c.label_end,
            turns.c.speech_start,
            turns.c.speech_end,
            turns.c.start_ms,
            turns.c.end_ms,
        )
        .join(speakers, speakers.c.id == turns.c.speaker_id)
        .join(source_texts, source_texts.c.id == turns.c.source_text_id)
        .where(source_texts.c.current == 1, source_texts.c.alive == 1)
        .order_by(turns.c.source_text_id, turns.c.number)
    )
    found: dict[int, list[TurnRow]] = {}
    for text_id, *row in _plain_rows(connection, query):
        found.setdefault(text_id, []).append(tuple(row))
    return found


def _speakers_by_source(connection: Connection) -> dict[int, dict[str, Speaker]]:
    rows = connection.execute(
        select(speakers.c.source_id, speakers.c.label, speakers.c.coded, cases.c.name)
        .outerjoin(cases, cases.c.id == speakers.c.case_id)
        .where(speakers.c.alive == 1)
        .order_by(speakers.c.id)
    )
    found: dict[int, dict[str, Speaker]] = {}
    for source_id, label, coded, case in rows:
        found.setdefault(source_id, {})[label] = Speaker(label, bool(coded), case)
    return found


def _plain_rows(connection: Connection, query: Any) -> list[tuple[Any, ...]]:
    # The driver's own rows: at 20,000 of them every step of a row of ours would be felt.
    cursor: Any = connection.execute(query).cursor
    return list(cursor.fetchall())
