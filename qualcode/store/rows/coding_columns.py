"""The codings that somebody may see as columns of numbers: for counting, without words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, case, select

from qualcode.core.coding import Mark, Valence
from qualcode.store.gate import heard, visible_codings
from qualcode.store.journal import in_parts
from qualcode.store.tables import (
    codebooks,
    coders,
    codes,
    codings,
    journal,
    project,
    round_units,
    rounds,
    source_texts,
    sources,
    speakers,
    streams,
    turns,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

VALENCES = tuple(Valence)
"""The number of a valence is its place here."""

MARKS = (Mark.POTENTIAL, Mark.PROMPTED)
"""Marks that counting looks at: each is a power of two."""

_ASIDE = frozenset(
    {"memos", "chart_cells", "ratings", "themes", "theme_members", "selected_quotations",
     "joint_rows", "change_objectives", "queries", "exports", "export_cases", "snapshots",
     "guide_questions", "question_turns", "answers"}
)  # fmt: skip
"""Tables whose changes leave a table of codings as it was."""

_MANY = 2_000
"""Codings from which on reading all of them anew is no slower."""

_MAKING = ("create_code", "split_code")
"""Actions that make a code from the data."""


@dataclass(frozen=True, slots=True, eq=False)
class CodingNumbers:
    """Codings, one number of each for each fact; in no order."""

    key: Numbers
    coder: Numbers
    source: Numbers
    text: Numbers
    code: Numbers
    start: Numbers
    end: Numbers
    valence: Numbers
    """Places in `VALENCES`."""
    marks: Numbers
    """Sum of the powers of two of `MARKS`."""


@dataclass(frozen=True, slots=True, eq=False)
class TurnNumbers:
    """The turns whose words are coded, by text and place."""

    source: Numbers
    text: Numbers
    number: Numbers
    start: Numbers
    end: Numbers
    speaker: Numbers


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker whose words are coded."""

    key: int
    source_key: int
    source: str
    label: str


def moment(connection: Connection) -> tuple[tuple[int, int], ...]:
    """Which entry is the newest of every stream: the same as long as nothing was changed."""
    rows = connection.execute(select(streams.c.id, streams.c.head).order_by(streams.c.id))
    return tuple((key, head) for key, head in rows)


def codings_changed(
    connection: Connection, since: Sequence[tuple[int, int]]
) -> tuple[list[int], list[str]] | None:
    """Keys and GUIDs of the codings that were touched since a moment, as the journal tells.

    None where anything else was changed that a table of codings stands on, or where it cannot be
    told: then all has to be read again.
    """
    known = dict(since)
    guids: dict[str, None] = {}
    for stream, head in moment(connection):
        before = known.get(stream, 0)
        if head == before:
            continue
        rows = connection.execute(
            select(journal.c.kind, journal.c.payload).where(
                journal.c.stream_id == stream, journal.c.counter > before
            )
        ).all()
        if len(rows) != head - before:
            return None
        for kind, payload in rows:
            if kind == "barrier" or payload is None:
                return None
            for sign, table, *rest in json.loads(payload).get("changes", ()):
                if table == "codings":
                    guids.update(dict.fromkeys([rest[0]] if sign == "~" else rest[0]))
                elif table not in _ASIDE:
                    return None
    if len(guids) > _MANY:
        return None
    keys = [
        key
        for part in in_parts(list(guids))
        for key in connection.execute(
            select(codings.c.id).where(codings.c.guid.in_(part))
        ).scalars()
    ]
    return (keys, list(guids)) if len(keys) == len(guids) else None


def coding_numbers(
    connection: Connection, viewer: int | None, guids: Sequence[str] | None = None
) -> CodingNumbers:
    """The codings that `viewer` may see: all of them, or those of some GUIDs."""
    shown = visible_codings(viewer).subquery("shown")
    valence = case(
        {value.value: place for place, value in enumerate(VALENCES)}, value=shown.c.valence
    )
    marks: Any = 0
    for place, mark in enumerate(MARKS):
        marks = marks + case((shown.c.marks.contains(mark.value), 2**place), else_=0)
    facts = ("id", "coder_id", "source_id", "source_text_id", "code_id", "start", "end")
    query = (
        select(*(shown.c[name] for name in facts), valence, marks)
        .join(sources, sources.c.id == shown.c.source_id)
        .where(sources.c.alive == 1)
    )
    width = len(facts) + 2
    if guids is None:
        return CodingNumbers(*_columns(connection, query, width))
    rows = [
        tuple(row)
        for part in in_parts(guids)
        for row in connection.execute(query.where(shown.c.guid.in_(part)))
    ]
    return CodingNumbers(*_as_columns(chain.from_iterable(rows), width))


def turn_numbers(connection: Connection) -> TurnNumbers:
    """The turns of every shown text whose words are coded."""
    query = (
        select(
            source_texts.c.source_id,
            turns.c.source_text_id,
            turns.c.number,
            turns.c.speech_start,
            turns.c.speech_end,
            turns.c.speaker_id,
        )
        .join(source_texts, source_texts.c.id == turns.c.source_text_id)
        .join(speakers, speakers.c.id == turns.c.speaker_id)
        .where(
            source_texts.c.current == 1,
            source_texts.c.alive == 1,
            turns.c.speech_start.is_not(None),
            speakers.c.coded == 1,
            heard(speakers.c.case_id),
        )
        .order_by(turns.c.source_text_id, turns.c.speech_start)
    )
    return TurnNumbers(*_columns(connection, query, 6))


def _columns(connection: Connection, query: Any, width: int) -> list[Numbers]:
    # The driver's own rows: at 150,000 of them every step of a row of ours would be felt.
    cursor: Any = connection.execute(query).cursor
    return _as_columns(chain.from_iterable(cursor.fetchall()), width)


def _as_columns(flat: Iterable[Any], width: int) -> list[Numbers]:
    import numpy as np

    return list(np.fromiter(flat, np.int64).reshape(-1, width).T.copy())


def speaker_rows(connection: Connection) -> list[SpeakerRow]:
    """The speakers whose words are coded, in the order of sources."""
    rows = connection.execute(
        select(speakers.c.id, sources.c.id, sources.c.name, speakers.c.label)
        .join(sources, sources.c.id == speakers.c.source_id)
        .where(
            speakers.c.alive == 1,
            speakers.c.coded == 1,
            sources.c.alive == 1,
            heard(speakers.c.case_id),
        )
        .order_by(sources.c.position, speakers.c.id)
    )
    return [SpeakerRow(*row) for row in rows]


def round_parts(connection: Connection) -> list[tuple[str, int, int | None, int | None]]:
    """Name of the round, key of the source, start and end of every part of every round."""
    rows = connection.execute(
        select(rounds.c.name, round_units.c.source_id, round_units.c.start, round_units.c.end)
        .join(round_units, round_units.c.round_id == rounds.c.id)
        .where(rounds.c.alive == 1, round_units.c.alive == 1)
        .order_by(rounds.c.id, round_units.c.id)
    )
    return [tuple(row) for row in rows]


def secret(connection: Connection) -> str:
    """What tells this project from every other, and is printed nowhere."""
    return str(connection.execute(select(project.c.guid)).scalar_one())


def coder_keys(connection: Connection) -> dict[str, int]:
    """The key of every coder by name."""
    rows = connection.execute(select(coders.c.name, coders.c.id).where(coders.c.alive == 1))
    return dict(rows.all())


def keys_of(connection: Connection, viewer: int | None, guids: Sequence[str]) -> list[int]:
    """The keys of some codings that `viewer` may see."""
    shown = visible_codings(viewer).where(codings.c.guid.in_(guids)).subquery("shown")
    return list(connection.execute(select(shown.c.id)).scalars())


def codes_made(connection: Connection) -> set[tuple[str, str]]:
    """Codebook and key of the codes that were made in the project, and not with a codebook file."""
    payloads = connection.execute(
        select(journal.c.payload).where(
            journal.c.action.in_(_MAKING), journal.c.payload.is_not(None)
        )
    ).scalars()
    made = {
        guid
        for payload in payloads
        for kind, table, *rest in json.loads(payload).get("changes", ())
        if (kind, table) == ("+", "codes")
        for guid in rest[0]
    }
    rows = connection.execute(
        select(codes.c.guid, codebooks.c.key, codes.c.key)
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .where(codes.c.alive == 1)
    )
    return {(book, key) for guid, book, key in rows if guid in made}


def texts_of(connection: Connection) -> list[tuple[int, str]]:
    """Key of the source and text of every shown text."""
    rows = connection.execute(
        select(source_texts.c.source_id, source_texts.c.text)
        .join(sources, sources.c.id == source_texts.c.source_id)
        .where(sources.c.alive == 1, source_texts.c.current == 1, source_texts.c.alive == 1)
    )
    return [(key, text or "") for key, text in rows]
