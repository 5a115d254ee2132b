"""Sources, their frozen texts, turns and speakers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from qualcode.core.errors import NotFound
from qualcode.core.people import Progress
from qualcode.core.text import SEGMENTER, count_words, digest, sentence_offsets
from qualcode.core.transcript import Document, Speaker, Transcript, Turn
from qualcode.i18n import N_
from qualcode.store.engine import insert_rows
from qualcode.store.journal import Change, new_guid, now
from qualcode.store.rows import search
from qualcode.store.rows.transcript_rows import load_transcripts
from qualcode.store.rows.turn_rows import packed_numbers, turn_row
from qualcode.store.tables import (
    assignments,
    cases,
    coders,
    source_attributes,
    source_texts,
    sources,
    speakers,
    turns,
)


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """One line of the library."""

    guid: str
    name: str
    type: str
    language: str
    sha256: str
    characters: int
    words: int
    turns: int
    speakers: tuple[str, ...]
    """Labels of coded speakers."""
    cases: tuple[str, ...]
    """Cases that speak in it."""
    created: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    progress: Mapping[str, Progress] = field(default_factory=dict)
    """How far each coder is; a coder who is missing has not started."""


def add_source(
    change: Change,
    document: Document,
    *,
    name: str,
    kind: str,
    language: str,
    speaker_of: Mapping[str, Speaker],
    attributes: Mapping[str, str] | None = None,
    guid: str = "",
) -> str:
    """Freeze a document as a new source with its first text revision; gives the source's GUID."""
    connection = change.connection
    guid = guid or new_guid()
    position = connection.exec_driver_sql("SELECT count(id) FROM sources").scalar_one()
    source_id = change.insert(
        sources,
        {
            "guid": guid,
            "name": name,
            "type": kind,
            "language": language,
            "created": now(),
            "position": position,
        },
    )
    speaker_ids = {
        label: change.insert(speakers, speaker_row(connection, source_id, speaker))
        for label, speaker in speaker_of.items()
    }
    for attribute, value in (attributes or {}).items():
        change.insert(
            source_attributes, {"source_id": source_id, "name": attribute, "value": value}
        )
    add_revision(
        change, source_id, document.text, document.turns, speaker_ids, kind="import", number=1
    )
    return guid


def speaker_row(connection: Connection, source_id: int, speaker: Speaker) -> dict[str, Any]:
    """A speaker as a row; the case they speak for must be there."""
    case_id = None
    if speaker.case is not None:
        case_id = connection.execute(_CASE, {"case": speaker.case}).scalar_one()
    return {
        "source_id": source_id,
        "label": speaker.label,
        "coded": int(speaker.coded),
        "case_id": case_id,
    }


def add_revision(
    change: Change,
    source_id: int,
    text: str,
    document_turns: Sequence[Turn],
    speaker_ids: Mapping[str, int],
    *,
    kind: str,
    number: int | None = None,
) -> int:
    """Freeze a text with its turns, sentences and index; gives the integer key.

    Its number is the next one of the source, which is looked up where nobody tells it.
    """
    connection = change.connection
    in_order = sorted(document_turns, key=lambda turn: turn.index)
    spoken = [turn.speech for turn in in_order if turn.speech is not None]
    offsets: list[int] = []
    for speech in spoken:
        offsets += sentence_offsets(text, speech.start, speech.end)
    if number is None:
        number = connection.execute(_REVISIONS_OF, {"source": source_id}).scalar_one() + 1
    guid = new_guid()
    frozen = {
        "guid": guid,
        "source_id": source_id,
        "revision": number,
        "kind": kind,
        "sha256": digest(text),
        "segmenter": SEGMENTER,
        "characters": len(text),
        "words": count_words(text, spoken),
        "sentences": packed_numbers(offsets),
        "text": text,
    }
    # As many rows are added: so the digest of the row is made without reading the text again.
    change.insert_many(source_texts, [frozen])
    text_id = int(connection.execute(_KEY_OF_TEXT, {"guid": guid}).scalar_one())
    rows = [turn_row(text_id, speaker_ids[turn.speaker], turn) for turn in in_order]
    insert_rows(connection, turns, _TURN_COLUMNS, rows)
    keys = _keys_of_turns(connection, text_id, len(rows))
    search.add_turns(
        connection,
        text,
        [
            (key, turn.speech.start, turn.speech.end)
            for key, turn in zip(keys, in_order, strict=True)
            if turn.speech is not None
        ],
    )
    return text_id


def _keys_of_turns(connection: Connection, text_id: int, n: int) -> Sequence[int]:
    """The keys of the `n` turns just written, in order; mostly they follow each other."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    first, last = connection.exec_driver_sql(
        f"SELECT min(id), max(id) FROM turns WHERE source_text_id = {mark}",  # noqa: S608
        (text_id,),
    ).one()
    if first is not None and last - first + 1 == n:
        return range(first, last + 1)
    return connection.execute(_TURNS_OF, {"source_text": text_id}).scalars().all()


_CASE = select(cases.c.id).where(cases.c.name == bindparam("case"), cases.c.alive == 1)
_REVISIONS_OF = select(func.count(source_texts.c.id)).where(
    source_texts.c.source_id == bindparam("source")
)
_KEY_OF_TEXT = select(source_texts.c.id).where(source_texts.c.guid == bindparam("guid"))
_TURNS_OF = (
    select(turns.c.id)
    .where(turns.c.source_text_id == bindparam("source_text"))
    .order_by(turns.c.number)
)
_TURN_COLUMNS = (
    "source_text_id", "number", "speaker_id", "label_start", "label_end", "speech_start",
    "speech_end", "start_ms", "end_ms",
)  # fmt: skip


def source_row(connection: Connection, name: str) -> Row[Any]:
    """The living source called `name`.

    Raises:
        NotFound: there is none; the message names those that are close.
    """
    row = connection.execute(
        select(sources).where(sources.c.name == name, sources.c.alive == 1)
    ).one_or_none()
    if row is not None:
        return row
    names = connection.execute(select(sources.c.name).where(sources.c.alive == 1)).scalars().all()
    raise NotFound(
        N_("There is no source “{name}”. The project has: {names}."),
        name=name,
        names=", ".join(names[:12]) or "—",
    )


def source_name(connection: Connection, source_id: int) -> str:
    """The name of a source by its integer key."""
    return str(
        connection.execute(select(sources.c.name).where(sources.c.id == source_id)).scalar_one()
    )


def current_text(connection: Connection, transcript: Transcript) -> tuple[int, int]:
    """Integer keys of a transcript's source and text revision.

    Raises:
        NotFound: the text has been revised or removed since it was loaded.
    """
    row = connection.execute(
        select(source_texts.c.source_id, source_texts.c.id)
        .join(sources, sources.c.id == source_texts.c.source_id)
        .where(
            source_texts.c.guid == transcript.revision,
            source_texts.c.current == 1,
            source_texts.c.alive == 1,
            sources.c.alive == 1,
        )
    ).one_or_none()
    if row is None:
        raise NotFound(
            N_("The text of {source} has changed since it was opened. Open it again."),
            source=transcript.source,
        )
    return int(row.source_id), int(row.id)


def load_transcript(connection: Connection, name: str) -> Transcript:
    """The current text of a source with its turns, speakers and sentences.

    Raises:
        NotFound: there is no such source.
        DamagedProject: the text does not have the digest that it was frozen with.
    """
    source_row(connection, name)
    return load_transcripts(connection, [name])[name]


def speakers_of(connection: Connection, source_id: int) -> dict[str, Speaker]:
    """The speakers of a source by label."""
    rows = connection.execute(
        select(speakers.c.label, speakers.c.coded, cases.c.name)
        .outerjoin(cases, cases.c.id == speakers.c.case_id)
        .where(speakers.c.source_id == source_id, speakers.c.alive == 1)
        .order_by(speakers.c.id)
    )
    return {label: Speaker(label, bool(coded), case) for label, coded, case in rows}


def map_speaker(change: Change, source: str, speaker: Speaker) -> None:
    """Say for whom a speaker speaks, or that they are not coded; the text is not touched.

    Raises:
        NotFound: the source has no such speaker.
    """
    source_id = source_row(change.connection, source).id
    key = change.connection.execute(
        select(speakers.c.id).where(
            speakers.c.source_id == source_id,
            speakers.c.label == speaker.label,
            speakers.c.alive == 1,
        )
    ).scalar_one_or_none()
    if key is None:
        raise NotFound(
            N_("{source} has no speaker “{label}”. It has: {labels}."),
            source=source,
            label=speaker.label,
            labels=", ".join(speakers_of(change.connection, source_id)),
        )
    row = speaker_row(change.connection, source_id, speaker)
    change.update(speakers, key, coded=row["coded"], case_id=row["case_id"])


def source_with_text(connection: Connection, sha256: str) -> str | None:
    """Name of the living source that holds exactly this text, or None."""
    return connection.execute(
        select(sources.c.name)
        .join(source_texts, source_texts.c.source_id == sources.c.id)
        .where(source_texts.c.sha256 == sha256, sources.c.alive == 1, source_texts.c.alive == 1)
        .limit(1)
    ).scalar_one_or_none()


def list_sources(connection: Connection) -> list[SourceSummary]:
    """The library in the order of import."""
    turn_count = (
        select(turns.c.source_text_id, func.count().label("turns"))
        .group_by(turns.c.source_text_id)
        .subquery()
    )
    rows = connection.execute(
        select(
            sources,
            source_texts.c.sha256,
            source_texts.c.characters,
            source_texts.c.words,
            func.coalesce(turn_count.c.turns, 0).label("turns"),
        )
        .join(source_texts, source_texts.c.source_id == sources.c.id)
        .outerjoin(turn_count, turn_count.c.source_text_id == source_texts.c.id)
        .where(sources.c.alive == 1, source_texts.c.current == 1, source_texts.c.alive == 1)
        .order_by(sources.c.position, sources.c.id)
    ).all()
    spoken = _speakers_by_source(connection)
    attributes = _attributes_by_source(connection)
    progress = _progress_by_source(connection)
    return [
        SourceSummary(
            guid=row.guid,
            name=row.name,
            type=row.type,
            language=row.language,
            sha256=row.sha256,
            characters=row.characters,
            words=row.words,
            turns=row.turns,
            speakers=tuple(s.label for s in spoken.get(row.id, ()) if s.coded),
            cases=tuple(
                dict.fromkeys(s.case for s in spoken.get(row.id, ()) if s.coded and s.case)
            ),
            created=row.created,
            attributes=attributes.get(row.id, {}),
            progress=progress.get(row.id, {}),
        )
        for row in rows
    ]


def _speakers_by_source(connection: Connection) -> dict[int, list[Speaker]]:
    rows = connection.execute(
        select(speakers.c.source_id, speakers.c.label, speakers.c.coded, cases.c.name)
        .outerjoin(cases, cases.c.id == speakers.c.case_id)
        .where(speakers.c.alive == 1)
        .order_by(speakers.c.id)
    )
    found: dict[int, list[Speaker]] = {}
    for source_id, label, coded, case in rows:
        found.setdefault(source_id, []).append(Speaker(label, bool(coded), case))
    return found


def _attributes_by_source(connection: Connection) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for row in connection.execute(select(source_attributes).where(source_attributes.c.alive == 1)):
        found.setdefault(row.source_id, {})[row.name] = row.value
    return found


def _progress_by_source(connection: Connection) -> dict[int, dict[str, Progress]]:
    rows = connection.execute(
        select(assignments.c.source_id, coders.c.name, assignments.c.progress)
        .join(coders, coders.c.id == assignments.c.coder_id)
        .where(assignments.c.alive == 1, assignments.c.round_id.is_(None))
    )
    found: dict[int, dict[str, Progress]] = {}
    for source_id, coder, progress in rows:
        found.setdefault(source_id, {})[coder] = Progress(progress)
    return found


def mark_progress(change: Change, source: str, coder_id: int, progress: Progress) -> None:
    """Say how far a coder is with a source, outside rounds."""
    source_id = source_row(change.connection, source).id
    row = change.connection.execute(
        select(assignments.c.id).where(
            assignments.c.source_id == source_id,
            assignments.c.coder_id == coder_id,
            assignments.c.round_id.is_(None),
            assignments.c.alive == 1,
        )
    ).scalar_one_or_none()
    if row is None:
        change.insert(
            assignments,
            {"source_id": source_id, "coder_id": coder_id, "progress": progress.value},
        )
    else:
        change.update(assignments, row, progress=progress.value)


@dataclass(frozen=True, slots=True)
class SourceOffsets:
    """Where the codable speech and the units of one source stand; no text."""

    name: str
    type: str
    codable: list[tuple[int, int]]
    """Speech of coded speakers, in order: their turns."""
    sentences: bytes
    """All sentences, as `packed`."""


def offsets_of(connection: Connection, names: Sequence[str]) -> list[SourceOffsets]:
    """The offsets of sources by name, in the order of `names`: for counting and agreement."""
    coded: dict[str, list[tuple[int, int]]] = {name: [] for name in names}
    rows = connection.execute(
        select(sources.c.name, turns.c.speech_start, turns.c.speech_end)
        .join(source_texts, source_texts.c.source_id == sources.c.id)
        .join(turns, turns.c.source_text_id == source_texts.c.id)
        .join(speakers, speakers.c.id == turns.c.speaker_id)
        .where(
            sources.c.name.in_(names),
            sources.c.alive == 1,
            source_texts.c.current == 1,
            source_texts.c.alive == 1,
            speakers.c.coded == 1,
            turns.c.speech_start.is_not(None),
        )
        .order_by(sources.c.id, turns.c.number)
    )
    for name, start, end in rows:
        coded[name].append((start, end))
    found = {
        row.name: SourceOffsets(row.name, row.type, coded[row.name], row.sentences)
        for row in connection.execute(
            select(sources.c.name, sources.c.type, source_texts.c.sentences)
            .join(source_texts, source_texts.c.source_id == sources.c.id)
            .where(
                sources.c.name.in_(names),
                sources.c.alive == 1,
                source_texts.c.current == 1,
                source_texts.c.alive == 1,
            )
        )
    }
    return [found[name] for name in names]
