"""Transcripts as they are stored, read many at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Select, func, select

from qualcode.core.errors import DamagedProject
from qualcode.core.text import digest
from qualcode.core.transcript import Speaker, StoredTurns, Transcript
from qualcode.i18n import N_
from qualcode.store.journal import in_parts
from qualcode.store.rows.turn_rows import unpacked
from qualcode.store.tables import cases, source_texts, sources, speakers, turns


def load_transcripts(connection: Connection, names: Collection[str]) -> dict[str, Transcript]:
    """The current texts of living sources with their turns, speakers and sentences, by name.

    Turns and sentences are made when somebody asks for them.

    Raises:
        DamagedProject: a text does not have the digest that it was frozen with.
    """
    found: dict[str, Transcript] = {}
    for part in in_parts(list(names)):
        texts = connection.execute(_texts(part)).all()
        voices: dict[int, dict[str, Speaker]] = defaultdict(dict)
        rows = connection.execute(_voices([text.source_id for text in texts]))
        for source, label, coded, case in rows:
            voices[source][label] = Speaker(label, bool(coded), case)
        spoken = defaultdict(list)
        for text, *turn in _driven(connection, _turns([text.id for text in texts])):
            spoken[text].append(tuple(turn))
        for row in texts:
            if digest(row.text) != row.sha256:
                raise DamagedProject(
                    N_("The text of {source} is not the one that was frozen. Run: qualcode check"),
                    source=row.name,
                )
            found[row.name] = Transcript(
                source=row.name,
                revision=row.guid,
                text=row.text,
                sha256=row.sha256,
                turns=StoredTurns(spoken[row.id]),
                speakers=voices[row.source_id],
                sentence_spans=unpacked(row.sentences),
            )
    return found


def turns_by_case(connection: Connection, names: Collection[str]) -> dict[str, int]:
    """In how many turns each case speaks in the current texts of some living sources."""
    found: Counter[str] = Counter()
    for part in in_parts(list(names)):
        rows = connection.execute(
            select(cases.c.name, func.count(turns.c.id))
            .join(speakers, speakers.c.case_id == cases.c.id)
            .join(turns, turns.c.speaker_id == speakers.c.id)
            .join(source_texts, source_texts.c.id == turns.c.source_text_id)
            .join(sources, sources.c.id == source_texts.c.source_id)
            .where(
                sources.c.name.in_(part),
                sources.c.alive == 1,
                source_texts.c.current == 1,
                source_texts.c.alive == 1,
                speakers.c.alive == 1,
            )
            .group_by(cases.c.name)
        )
        found.update({str(name): n for name, n in rows})
    return dict(found)


def _texts(names: Collection[str]) -> Select[Any]:
    columns = ("id", "source_id", "guid", "text", "sha256", "sentences")
    return (
        select(sources.c.name, *(source_texts.c[name] for name in columns))
        .join(sources, sources.c.id == source_texts.c.source_id)
        .where(
            sources.c.name.in_(names),
            sources.c.alive == 1,
            source_texts.c.current == 1,
            source_texts.c.alive == 1,
        )
    )


def _voices(source_ids: Collection[int]) -> Select[Any]:
    return (
        select(speakers.c.source_id, speakers.c.label, speakers.c.coded, cases.c.name)
        .outerjoin(cases, cases.c.id == speakers.c.case_id)
        .where(speakers.c.source_id.in_(source_ids), speakers.c.alive == 1)
        .order_by(speakers.c.id)
    )


def _turns(text_ids: Collection[int]) -> Select[Any]:
    columns = ("label_start", "label_end", "speech_start", "speech_end", "start_ms", "end_ms")
    return (
        select(
            turns.c.source_text_id,
            turns.c.number,
            speakers.c.label,
            *(turns.c[name] for name in columns),
        )
        .join(speakers, speakers.c.id == turns.c.speaker_id)
        .where(turns.c.source_text_id.in_(text_ids))
        .order_by(turns.c.source_text_id, turns.c.number)
    )


def _driven(connection: Connection, query: Select[Any]) -> list[Any]:
    # The driver's own rows: a study of 600 transcripts has 100,000 turns.
    cursor: Any = connection.execute(query).cursor
    return list(cursor.fetchall())
