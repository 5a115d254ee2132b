"""What questions about codings read, and the questions that are kept by name."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from qualcode.core.errors import NotFound
from qualcode.core.spans import Span
from qualcode.i18n import N_
from qualcode.store.gate import heard, visible_codings
from qualcode.store.journal import Change
from qualcode.store.tables import (
    codebooks,
    coders,
    codes,
    queries,
    source_texts,
    sources,
    speakers,
    turns,
)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question kept by name."""

    name: str
    text: str


def list_queries(connection: Connection) -> list[SavedQuery]:
    """The saved questions by name."""
    rows = connection.execute(
        select(queries.c.name, queries.c.definition)
        .where(queries.c.alive == 1)
        .order_by(queries.c.name)
    )
    return [SavedQuery(name, json.loads(definition)["codes"]) for name, definition in rows]


def put_query(change: Change, name: str, text: str) -> None:
    """Keep a question under a name, in the place of the one that had it."""
    change.lay_to_rest(queries, _named(change.connection, name))
    definition = json.dumps({"codes": text}, ensure_ascii=False)
    change.insert(queries, {"name": name, "definition": definition})


def drop_query(change: Change, name: str) -> None:
    """Take a saved question away.

    Raises:
        NotFound: there is none of that name.
    """
    guids = _named(change.connection, name)
    if not guids:
        raise no_query(change.connection, name)
    change.lay_to_rest(queries, guids)


def _named(connection: Connection, name: str) -> list[str]:
    found = select(queries.c.guid).where(queries.c.name == name, queries.c.alive == 1)
    return list(connection.execute(found).scalars())


def no_query(connection: Connection, name: str) -> NotFound:
    """That there is no saved question of a name, and which there are."""
    return NotFound(
        N_("There is no saved query “{name}”. The project has: {names}."),
        name=name,
        names=", ".join(saved.name for saved in list_queries(connection)) or "—",
    )


def codings_of(
    connection: Connection, viewer: int | None, code_ids: Collection[int] | None
) -> Sequence[Any]:
    """The codings of some codes, or all, that `viewer` may see, in the order of places.

    Rows of guid, source, start, end, codebook, code, coder, valence and marks: no words.
    """
    shown = visible_codings(viewer).subquery("shown")
    query = (
        select(
            shown.c.guid,
            sources.c.name.label("source"),
            shown.c.start,
            shown.c.end,
            codebooks.c.key.label("codebook"),
            codes.c.key.label("code"),
            coders.c.name.label("coder"),
            shown.c.valence,
            shown.c.marks,
        )
        .join(sources, sources.c.id == shown.c.source_id)
        .join(coders, coders.c.id == shown.c.coder_id)
        .join(codes, codes.c.id == shown.c.code_id)
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .where(sources.c.alive == 1)
        .order_by(sources.c.position, shown.c.start, shown.c.end, shown.c.id)
    )
    if code_ids is not None:
        query = query.where(shown.c.code_id.in_(code_ids))
    return connection.execute(query).all()


@dataclass(slots=True)
class CodedTurns:
    """The turns of one source whose words are coded, in order."""

    starts: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    """Labels."""


def turns_by_source(connection: Connection) -> dict[str, CodedTurns]:
    """Where the coded turns of every source begin, and who speaks."""
    rows = connection.execute(
        select(sources.c.name, turns.c.speech_start, turns.c.number, speakers.c.label)
        .join(source_texts, source_texts.c.id == turns.c.source_text_id)
        .join(sources, sources.c.id == source_texts.c.source_id)
        .join(speakers, speakers.c.id == turns.c.speaker_id)
        .where(
            sources.c.alive == 1,
            source_texts.c.current == 1,
            source_texts.c.alive == 1,
            turns.c.speech_start.is_not(None),
            speakers.c.coded == 1,
            heard(speakers.c.case_id),
        )
        .order_by(turns.c.source_text_id, turns.c.number)
    ).all()
    found: dict[str, CodedTurns] = {}
    for source, start, number, label in rows:
        coded = found.get(source) or found.setdefault(source, CodedTurns())
        coded.starts.append(start)
        coded.numbers.append(number)
        coded.speakers.append(label)
    return found


def words_at(connection: Connection, places: Sequence[tuple[str, Span]]) -> Iterator[str]:
    """The words of passages that are ordered by source: each text is read once."""
    current, text = "", ""
    for source, span in places:
        if source != current:
            current = source
            text = connection.execute(
                select(source_texts.c.text)
                .join(sources, sources.c.id == source_texts.c.source_id)
                .where(
                    sources.c.name == source,
                    sources.c.alive == 1,
                    source_texts.c.current == 1,
                    source_texts.c.alive == 1,
                )
            ).scalar_one()
        yield span.of(text)
