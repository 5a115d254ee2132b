"""The texts of a source, one after another, and what is anchored in them.

A correction keeps the text before it: what cannot be carried for certain waits there. A redaction
destroys every text that held the words; what was anchored in one goes to its redacted twin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select

from qualcode.core.errors import NotFound
from qualcode.core.people import Case
from qualcode.core.spans import Span
from qualcode.core.transcript import Document, Speaker, Turn
from qualcode.i18n import N_
from qualcode.store.gate import former_texts, visible_codings, visible_memos
from qualcode.store.journal import Change, now
from qualcode.store.rows.cases import list_cases, put_case
from qualcode.store.rows.sources import add_revision, source_row, speaker_row
from qualcode.store.safety.check import ANCHORED
from qualcode.store.tables import (
    cases,
    coders,
    codings,
    erasures,
    export_cases,
    exports,
    memos,
    question_turns,
    round_units,
    source_texts,
    sources,
    speakers,
    turns,
    verdicts,
    writings,
)


@dataclass(frozen=True, slots=True)
class Revision:
    """One text of a source with its turns."""

    id: int
    guid: str
    source_id: int
    source: str
    sha256: str
    text: str
    turns: tuple[Turn, ...]
    speaker_ids: Mapping[str, int]
    """Keys of the speakers by the labels that its turns have."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What points into a text: a coding, a memo, a question asked, a settlement, a quotation."""

    table: str
    id: int
    guid: str
    text_id: int
    span: Span | None
    """None for what is about the text as a whole."""
    quotation: str
    coder_id: int | None = None
    code_id: int | None = None
    context: Span | None = None
    """The question that travels with a coding."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where an anchor goes in another text."""

    anchor: Anchor
    span: Span | None
    context: Span | None = None


def current_revision(connection: Connection, source: str) -> Revision:
    """The text of a source that is shown.

    Raises:
        NotFound: there is no such source.
    """
    row = connection.execute(
        select(source_texts).where(
            source_texts.c.source_id == source_row(connection, source).id,
            source_texts.c.current == 1,
            source_texts.c.alive == 1,
        )
    ).one()
    return _revision(connection, row, source)


def former_revisions(connection: Connection, source_id: int | None = None) -> list[Revision]:
    """The texts of living sources that are no longer shown and still there, oldest first."""
    query = (
        select(source_texts, sources.c.name.label("source"))
        .join(sources, sources.c.id == source_texts.c.source_id)
        .where(
            source_texts.c.id.in_(former_texts()),
            source_texts.c.text.is_not(None),
            sources.c.alive == 1,
        )
        .order_by(sources.c.position, source_texts.c.revision)
    )
    if source_id is not None:
        query = query.where(source_texts.c.source_id == source_id)
    return [_revision(connection, row, row.source) for row in connection.execute(query).all()]


def forsaken_texts(connection: Connection) -> list[Revision]:
    """The texts that are still there of sources that were taken back."""
    query = (
        select(source_texts, sources.c.name.label("source"))
        .join(sources, sources.c.id == source_texts.c.source_id)
        .where(sources.c.alive == 0, source_texts.c.text.is_not(None))
    )
    return [_revision(connection, row, row.source) for row in connection.execute(query).all()]


def _revision(connection: Connection, row: Row[Any], source: str) -> Revision:
    found = connection.execute(
        select(turns, speakers.c.label)
        .join(speakers, speakers.c.id == turns.c.speaker_id)
        .where(turns.c.source_text_id == row.id)
        .order_by(turns.c.number)
    ).all()
    return Revision(
        id=row.id,
        guid=row.guid,
        source_id=row.source_id,
        source=source,
        sha256=row.sha256,
        text=row.text,
        turns=tuple(
            Turn(
                turn.number,
                turn.label,
                _span(turn.label_start, turn.label_end),
                _span(turn.speech_start, turn.speech_end),
                turn.start_ms,
                turn.end_ms,
            )
            for turn in found
        ),
        speaker_ids={turn.label: turn.speaker_id for turn in found},
    )


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None or start >= end else Span(start, end)


def anchors_on(connection: Connection, text_id: int, *, resting: bool = False) -> list[Anchor]:
    """Everything that points into a text, of all layers; with `resting`, what was taken away too.

    It is for moving: who may see what is not asked here.
    """
    found: list[Anchor] = []
    for name, table in ANCHORED.items():
        query = select(table).where(table.c.source_text_id == text_id)
        rows = connection.execute(query if resting else query.where(table.c.alive == 1))
        found += [_anchor(name, row) for row in rows.mappings()]
    return found


def _anchor(table: str, row: Any) -> Anchor:
    return Anchor(
        table=table,
        id=row["id"],
        guid=row["guid"],
        text_id=row["source_text_id"],
        span=_span(row["start"], row["end"]),
        quotation=row["quotation"] or "",
        coder_id=row.get("coder_id"),
        code_id=row.get("code_id"),
        context=_span(row.get("context_start"), row.get("context_end")),
    )


def visible_anchors(connection: Connection, viewer: int | None, text_id: int) -> list[Anchor]:
    """Everything alive that points into a text, as far as `viewer` may see."""
    every = visible_codings(viewer, former=True, objected=True)
    own = every.where(codings.c.source_text_id == text_id)
    notes = visible_memos(viewer).where(memos.c.source_text_id == text_id)
    seen = {row.guid for query in (own, notes) for row in connection.execute(query)}
    return [
        anchor
        for anchor in anchors_on(connection, text_id)
        if anchor.table not in {"codings", "memos"} or anchor.guid in seen
    ]


def waiting_anchor(connection: Connection, viewer: int | None, guid: str) -> Anchor:
    """What waits, under that GUID, for its place in a corrected text.

    Raises:
        NotFound: nothing that `viewer` may see does.
    """
    for table in ANCHORED.values():
        text_id = connection.execute(
            select(table.c.source_text_id).where(
                table.c.guid == guid, table.c.alive == 1, table.c.source_text_id.in_(former_texts())
            )
        ).scalar_one_or_none()
        if text_id is not None:
            for anchor in visible_anchors(connection, viewer, text_id):
                if anchor.guid == guid:
                    return anchor
    raise NotFound(
        N_("Nothing waits under {guid}. See what does: qualcode list PROJECT doubtful"), guid=guid
    )


def revision_of(connection: Connection, anchor: Anchor) -> Revision:
    """The text that an anchor points into."""
    row = connection.execute(
        select(source_texts, sources.c.name.label("source"))
        .join(sources, sources.c.id == source_texts.c.source_id)
        .where(source_texts.c.id == anchor.text_id)
    ).one()
    return _revision(connection, row, row.source)


def coder_names(connection: Connection) -> dict[int, str]:
    """Names of the coders by integer key."""
    return dict(connection.execute(select(coders.c.id, coders.c.name)).all())


def replace_text(
    change: Change,
    before: Revision,
    document: Document,
    speaker_of: Mapping[str, Speaker],
) -> int:
    """Freeze a corrected text; the one before it is kept. Gives the new text's integer key.

    Speakers are kept by label; those who no longer speak are laid to rest.
    """
    keys = _put_speakers(change, before, speaker_of)
    change.update(source_texts, before.id, current=0)
    return add_revision(
        change, before.source_id, document.text, document.turns, keys, kind="correction"
    )


def _put_speakers(
    change: Change, before: Revision, speaker_of: Mapping[str, Speaker]
) -> dict[str, int]:
    connection = change.connection
    living = select(speakers.c.id, speakers.c.guid, speakers.c.label).where(
        speakers.c.source_id == before.source_id, speakers.c.alive == 1
    )
    gone = [row.guid for row in connection.execute(living) if row.label not in speaker_of]
    change.lay_to_rest(speakers, gone)
    known = {row.label: row.id for row in connection.execute(living)}
    standing = {case.name for case in list_cases(connection)}
    for label, speaker in speaker_of.items():
        if label in known:
            continue
        if speaker.case and speaker.case not in standing:
            put_case(change, Case(speaker.case, "participant"))
            standing.add(speaker.case)
        row = speaker_row(connection, before.source_id, speaker)
        known[label] = change.insert(speakers, row)
    return {label: known[label] for label in speaker_of}


def move_anchors(change: Change, moves: Iterable[Move], text_id: int, text: str) -> None:
    """Let anchors point into another text, with the words that stand there."""
    alike: dict[tuple[str, bool], dict[int, dict[str, Any]]] = defaultdict(dict)
    for move in moves:
        span, context = move.span, move.context
        values: dict[str, Any] = {"source_text_id": text_id}
        if span is not None:
            values |= {"start": span.start, "end": span.end, "quotation": span.of(text)}
        if move.anchor.table == "codings":
            values["context_start"] = context.start if context else None
            values["context_end"] = context.end if context else None
        alike[move.anchor.table, span is None][move.anchor.id] = values
    for (table, _), rows in alike.items():
        change.update_many(ANCHORED[table], rows)


def asked_there(connection: Connection, anchor: Anchor, text_id: int, start: int) -> bool:
    """Whether the same guide question is marked at that place of a text already."""
    asked = select(question_turns.c.guide_question_id).where(question_turns.c.id == anchor.id)
    standing = select(question_turns.c.id).where(
        question_turns.c.guide_question_id == asked.scalar_subquery(),
        question_turns.c.source_text_id == text_id,
        question_turns.c.start == start,
        question_turns.c.alive == 1,
    )
    return connection.execute(standing).first() is not None


def sampled_units(connection: Connection, source_id: int) -> list[tuple[int, str, Span]]:
    """(key, GUID, span) of the parts of a source that rounds took into their samples."""
    rows = connection.execute(
        select(round_units).where(round_units.c.source_id == source_id, round_units.c.alive == 1)
    )
    found = [(row.id, row.guid, _span(row.start, row.end)) for row in rows]
    return [(key, guid, span) for key, guid, span in found if span is not None]


def move_units(change: Change, places: Mapping[int, Span], gone: Sequence[str]) -> None:
    """Let the parts that rounds sampled stand elsewhere; those in `gone` are laid to rest."""
    change.lay_to_rest(round_units, gone)
    change.update_many(
        round_units, {key: {"start": s.start, "end": s.end} for key, s in places.items()}
    )


def add_twin(
    change: Change, before: Revision, text: str, document_turns: Sequence[Turn], *, current: bool
) -> int:
    """Freeze the redacted form of a text; gives its integer key."""
    text_id = add_revision(
        change, before.source_id, text, document_turns, before.speaker_ids, kind="redaction"
    )
    if not current:
        change.overwrite(source_texts, text_id, current=0)
    return text_id


def destroy_text(change: Change, revision: Revision) -> None:
    """Take a text out of the project for ever, with its digest, turns and verdicts.

    What still points into it loses its quotation and is laid to rest. The digest goes too: with
    it, somebody could try names until one fits. The GUID stays among the erased ones, so that the
    text is refused if it comes back. The full-text index has to be made anew afterwards.
    """
    connection = change.connection
    judged = select(verdicts.c.id).where(verdicts.c.sha256 == revision.sha256)
    for key in connection.execute(judged).scalars().all():
        change.overwrite(verdicts, key, sha256="", alive=0)
    change.overwrite(
        source_texts,
        revision.id,
        text=None,
        sha256="",
        sentences=b"",
        characters=0,
        words=0,
        current=0,
    )
    for anchor in anchors_on(connection, revision.id, resting=True):
        change.overwrite(ANCHORED[anchor.table], anchor.id, quotation="", alive=0)
    connection.execute(delete(turns).where(turns.c.source_text_id == revision.id))
    change.insert(erasures, {"erased_guid": revision.guid, "created": now()})


def relabel(change: Change, source_id: int, labels: Mapping[str, str]) -> None:
    """Give speakers other labels for ever, also those who no longer speak."""
    rows = change.connection.execute(
        select(speakers.c.id, speakers.c.label).where(speakers.c.source_id == source_id)
    ).all()
    for row in rows:
        if row.label in labels:
            change.overwrite(speakers, row.id, label=labels[row.label])


def visible_writings(connection: Connection, viewer: int | None) -> list[str]:
    """What people wrote (memos, reasons, summaries), but for memos that `viewer` may not see."""
    seen = visible_memos(viewer).subquery("seen")
    rows = connection.execute(
        select(writings.c.body).where(
            writings.c.body.is_not(None),
            or_(
                writings.c.guid.in_(select(seen.c.writing)),
                writings.c.guid.not_in(select(memos.c.writing)),
            ),
        )
    )
    return [str(body) for body in rows.scalars()]


def names_given(connection: Connection) -> list[str]:
    """Names of sources and cases."""
    found: list[str] = []
    for table in (sources, cases):
        found += connection.execute(select(table.c.name)).scalars()
    return found


def exports_with(connection: Connection, source_id: int) -> list[str]:
    """Names of the files, oldest first, that hold words of whoever speaks in a source."""
    heard = select(speakers.c.case_id).where(
        speakers.c.source_id == source_id, speakers.c.case_id.is_not(None)
    )
    rows = connection.execute(
        select(exports.c.file_name)
        .where(
            exports.c.id.in_(select(export_cases.c.export_id).where(
                export_cases.c.case_id.in_(heard)
            ))
        )
        .order_by(exports.c.id)
    )  # fmt: skip
    return list(dict.fromkeys(rows.scalars()))


def coding_row(connection: Connection, anchor: Anchor) -> Row[Any]:
    """The coding that an anchor is."""
    return connection.execute(select(codings).where(codings.c.id == anchor.id)).one()


def let_go(change: Change, anchor: Anchor) -> None:
    """Lay to rest what points into a text."""
    change.lay_to_rest(ANCHORED[anchor.table], [anchor.guid])
