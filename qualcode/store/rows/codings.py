"""Codings: overlapping passages of one coder, code and valence unite; every read is gated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, func, select

from qualcode.core.coding import Coding, Mark, Valence
from qualcode.core.collector import undisturbed
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.memo import About
from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_
from qualcode.store.gate import visible_codings, visible_counts
from qualcode.store.journal import Change, in_parts, new_guids, now
from qualcode.store.rows.memos import add_memos, memos_on_codings, move_memos
from qualcode.store.tables import (
    codebooks,
    coders,
    codes,
    codings,
    memos,
    source_texts,
    sources,
    speakers,
    turns,
)


@dataclass(frozen=True, slots=True)
class PlacedCoding:
    """A coding whose source, text and code are known rows."""

    source_id: int
    text_id: int
    span: Span
    quotation: str
    code_id: int
    revision_id: int
    valence: Valence
    marks: frozenset[Mark] = frozenset()
    memo: str = ""
    context: Span | None = None
    guid: str = ""
    created: str = ""
    """When it was made, where that was not now."""


_Group = tuple[int, int, str]
"""Source, code and valence: what must agree for two passages of a coder to unite."""


@undisturbed()
def put_codings(change: Change, coder_id: int, placed: Sequence[PlacedCoding]) -> list[str]:
    """Add codings to a coder's layer; gives, for each, the GUID of the coding that holds it.

    Raises:
        ValueError: a quotation is not what stands at its place in the text.
    """
    by_group: dict[_Group, list[tuple[int, PlacedCoding]]] = defaultdict(list)
    for index, coding in enumerate(placed):
        by_group[coding.source_id, coding.code_id, str(coding.valence)].append((index, coding))
    standing = _standing(change.connection, coder_id, {coding.text_id for coding in placed})
    texts, moment, fresh_guids = _Texts(change.connection), now(), iter(new_guids(len(placed)))
    guids = [""] * len(placed)
    fresh: list[tuple[Any, ...]] = []
    noted: list[tuple[str, str]] = []
    for group in sorted(by_group):
        for cluster in _clusters(standing.get(group, ()), by_group[group]):
            texts.compare(cluster.new)
            if cluster.old:
                guid = _unite(change, cluster, texts)
            else:
                guid = cluster.new[0][1].guid or next(fresh_guids)
                fresh.append((guid, group[2], *_row(cluster, texts, moment)))
            for index, coding in cluster.new:
                guids[index] = guid
                if coding.memo:
                    noted.append((guid, coding.memo))
    change.insert_rows(codings, ("guid", "valence", *_COLUMNS), fresh, {"coder_id": coder_id})
    add_memos(change, coder_id, About.CODING, noted)
    return guids


_COLUMNS = (
    "source_id", "source_text_id", "code_id", "code_revision_id", "start", "end", "quotation",
    "marks", "context_start", "context_end", "created",
)  # fmt: skip


@dataclass(slots=True)
class _Cluster:
    """Passages that overlap each other, old and new."""

    span: Span
    old: list[Row[Any]]
    new: list[tuple[int, PlacedCoding]]

    def marks(self) -> frozenset[Mark]:
        """The marks of all of them."""
        marks = self.new[0][1].marks
        for _, coding in self.new[1:]:
            marks |= coding.marks
        for row in self.old:
            marks |= _marks(row.marks)
        return marks


def _clusters(old: Sequence[Row[Any]], new: list[tuple[int, PlacedCoding]]) -> Iterable[_Cluster]:
    if not old and len(new) == 1:
        return (_Cluster(new[0][1].span, [], new),)
    pieces: list[tuple[Span, Any, Any]] = [(Span(row.start, row.end), row, None) for row in old]
    pieces += [(member[1].span, None, member) for member in new]
    clusters: list[_Cluster] = []
    for span, row, member in sorted(pieces, key=_place):
        if clusters and span.start < clusters[-1].span.end:
            clusters[-1].span = clusters[-1].span.hull(span)
        else:
            clusters.append(_Cluster(span, [], []))
        if member is None:
            clusters[-1].old.append(row)
        else:
            clusters[-1].new.append(member)
    return [cluster for cluster in clusters if cluster.new]


def _place(piece: tuple[Span, Any, Any]) -> tuple[int, int]:
    return piece[0].start, piece[0].end


def _unite(change: Change, cluster: _Cluster, texts: _Texts) -> str:
    """Make the oldest coding of a cluster cover all of it; gives its GUID."""
    keeper, *absorbed = sorted(cluster.old, key=lambda row: (row.created, row.id))
    if absorbed:
        move_memos(change, [row.guid for row in absorbed], keeper.guid)
        change.lay_to_rest(codings, [row.guid for row in absorbed])
    change.update(
        codings,
        keeper.id,
        start=cluster.span.start,
        end=cluster.span.end,
        quotation=texts.quotation(keeper.source_text_id, cluster.span),
        marks=_joined(cluster.marks()),
    )
    return str(keeper.guid)


def _row(cluster: _Cluster, texts: _Texts, moment: str) -> tuple[Any, ...]:
    """What the row of a coding that unites with none says of itself, as `_COLUMNS`."""
    first, span = cluster.new[0][1], cluster.span
    context, alone = first.context, span is first.span
    return (
        first.source_id,
        first.text_id,
        first.code_id,
        first.revision_id,
        span.start,
        span.end,
        first.quotation if alone else texts.quotation(first.text_id, span),
        _joined(first.marks if alone else cluster.marks()),
        context.start if context else None,
        context.end if context else None,
        first.created or moment,
    )


def _standing(
    connection: Connection, coder_id: int, text_ids: set[int]
) -> dict[_Group, list[Row[Any]]]:
    """The coder's living codings on the texts concerned, by group."""
    rows = connection.execute(
        select(codings).where(
            codings.c.coder_id == coder_id,
            codings.c.alive == 1,
            codings.c.source_text_id.in_(text_ids),
        )
    )
    found: dict[_Group, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.source_id, row.code_id, row.valence].append(row)
    return found


_TEXT = select(source_texts.c.text).where(source_texts.c.id == bindparam("text_id"))


class _Texts:
    """The text that quotations are cut from: the last one asked for is kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._id: int | None = None
        self._text = ""

    def quotation(self, text_id: int, span: Span) -> str:
        """The words of a span."""
        return self._whole(text_id)[span.start : span.end]

    def _whole(self, text_id: int) -> str:
        if text_id != self._id:
            self._text = self._connection.execute(_TEXT, {"text_id": text_id}).scalar_one()
            self._id = text_id
        return self._text

    def compare(self, new: Iterable[tuple[int, PlacedCoding]]) -> None:
        """Refuse codings with words that do not stand at their place."""
        for _, coding in new:
            span = coding.span
            if self._whole(coding.text_id)[span.start : span.end] != coding.quotation:
                raise ValueError(f"not what stands at {span.start}:{span.end}")


def change_coding(
    change: Change,
    row: Row[Any],
    *,
    span: Span | None = None,
    valence: Valence | None = None,
    marks: frozenset[Mark] | None = None,
    code: tuple[int, int] | None = None,
    text_id: int | None = None,
) -> str:
    """Move the ends of a coding, or give it another valence, marks or code (key, revision).

    With `text_id` the span is one of that text: the coding has found its place in it.
    """
    values: dict[str, Any] = {} if text_id is None else {"source_text_id": text_id}
    texts = _Texts(change.connection)
    if span is not None:
        values |= _placed(texts, text_id or row.source_text_id, span)
    if valence is not None:
        values["valence"] = valence.value
    if marks is not None:
        values["marks"] = _joined(marks)
    if code is not None:
        values["code_id"], values["code_revision_id"] = code
    twins = _overlapping(change.connection, row, values)
    if twins:
        move_memos(change, [twin.guid for twin in twins], row.guid)
        change.lay_to_rest(codings, [twin.guid for twin in twins])
        hull = Span(values.get("start", row.start), values.get("end", row.end))
        for twin in twins:
            hull = hull.hull(Span(twin.start, twin.end))
        united = _marks(values.get("marks", row.marks))
        values["marks"] = _joined(united.union(*(_marks(twin.marks) for twin in twins)))
        values |= _placed(texts, text_id or row.source_text_id, hull)
    change.update(codings, row.id, **values)
    return str(row.guid)


def _placed(texts: _Texts, text_id: int, span: Span) -> dict[str, Any]:
    quotation = texts.quotation(text_id, span)
    return {"start": span.start, "end": span.end, "quotation": quotation}


def set_context(change: Change, key: int, context: Span | None) -> None:
    """Let a passage travel with a coding, or none."""
    change.update(
        codings,
        key,
        context_start=context.start if context else None,
        context_end=context.end if context else None,
    )


def _overlapping(
    connection: Connection, row: Row[Any], values: Mapping[str, Any]
) -> Sequence[Row[Any]]:
    return connection.execute(
        select(codings).where(
            codings.c.coder_id == row.coder_id,
            codings.c.source_id == row.source_id,
            codings.c.source_text_id == values.get("source_text_id", row.source_text_id),
            codings.c.code_id == values.get("code_id", row.code_id),
            codings.c.valence == values.get("valence", row.valence),
            codings.c.alive == 1,
            codings.c.id != row.id,
            codings.c.start < values.get("end", row.end),
            codings.c.end > values.get("start", row.start),
        )
    ).all()


def remove_codings(change: Change, guids: Sequence[str]) -> None:
    """Take codings, and the memos on them, out of the layer."""
    change.lay_to_rest(codings, guids)
    about: list[str] = []
    for part in in_parts(guids):
        about += change.connection.execute(
            select(memos.c.guid).where(memos.c.about_guid.in_(part), memos.c.alive == 1)
        ).scalars()
    change.lay_to_rest(memos, about)


def own_coding(connection: Connection, coder_id: int | None, guid: str) -> Row[Any]:
    """The living coding of that GUID, which must be in the acting coder's layer.

    Raises:
        NotFound: there is none that this coder can see.
        NotAllowed: it is another coder's, or waits for its place in a corrected text.
    """
    own = visible_codings(coder_id, objected=True).where(codings.c.guid == guid)
    row = connection.execute(own).one_or_none()
    if row is None:
        waiting = visible_codings(coder_id, former=True, objected=True).where(
            codings.c.guid == guid
        )
        if connection.execute(waiting).first() is not None:
            raise NotAllowed(
                N_("This coding waits for its place in the corrected text: qualcode list doubtful")
            )
        raise NotFound(N_("There is no coding {guid}."), guid=guid)
    if row.coder_id != coder_id:
        raise NotAllowed(N_("This coding belongs to another coder: a layer has one writer."))
    return row


def list_codings(
    connection: Connection,
    viewer: int | None,
    *,
    source: str | None = None,
    coder: str | None = None,
    code_ids: Sequence[int] | None = None,
    valence: Valence | None = None,
    keys: Sequence[int] | None = None,
    objected: bool = False,
) -> list[Coding]:
    """The codings that `viewer` may see, in the order of sources and places.

    With `objected` those too on words of persons who objected to their use.
    """
    shown = visible_codings(viewer, objected=objected).subquery("shown")
    query = (
        select(
            shown,
            sources.c.name.label("source"),
            coders.c.name.label("coder"),
            codes.c.key.label("code"),
            codebooks.c.key.label("codebook"),
        )
        .join(sources, sources.c.id == shown.c.source_id)
        .join(coders, coders.c.id == shown.c.coder_id)
        .join(codes, codes.c.id == shown.c.code_id)
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .where(sources.c.alive == 1)
        .order_by(sources.c.position, shown.c.start, shown.c.end, shown.c.id)
    )
    if source is not None:
        query = query.where(sources.c.name == source)
    if coder is not None:
        query = query.where(coders.c.name == coder)
    if code_ids is not None:
        query = query.where(shown.c.code_id.in_(code_ids))
    if valence is not None:
        query = query.where(shown.c.valence == valence.value)
    if keys is not None:
        query = query.where(shown.c.id.in_(keys))
    rows = connection.execute(query).all()
    narrow = source is not None or keys is not None
    few = [row.guid for row in rows] if narrow and len(rows) <= 500 else None
    notes = memos_on_codings(connection, viewer, few)
    return [_coding(row, notes.get(row.guid, "")) for row in rows]


def _coding(row: Row[Any], memo: str) -> Coding:
    context = None
    if row.context_start is not None and row.context_end is not None:
        context = Span(row.context_start, row.context_end)
    return Coding(
        guid=row.guid,
        source=row.source,
        span=Span(row.start, row.end),
        quotation=row.quotation,
        codebook=row.codebook,
        code=row.code,
        coder=row.coder,
        valence=Valence(row.valence),
        marks=_marks(row.marks),
        memo=memo,
        created=datetime.fromisoformat(row.created),
        context=context,
    )


def coded_spans(connection: Connection, viewer: int | None, coder: str) -> Sequence[Any]:
    """One layer as (source, codebook, code, start, end, valence): for agreement."""
    shown = visible_codings(viewer, objected=True).subquery("shown")
    return connection.execute(
        select(
            sources.c.name.label("source"),
            codebooks.c.key.label("codebook"),
            codes.c.key.label("code"),
            shown.c.start,
            shown.c.end,
            shown.c.valence,
        )
        .join(coders, coders.c.id == shown.c.coder_id)
        .join(sources, sources.c.id == shown.c.source_id)
        .join(codes, codes.c.id == shown.c.code_id)
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .where(coders.c.name == coder, sources.c.alive == 1)
        .order_by(shown.c.id)
    ).all()


def count_codings(connection: Connection, viewer: int | None) -> dict[tuple[str, str, str], int]:
    """How many codings each (source, coder, `codebook:key`) has, as far as `viewer` may see."""
    names, people = _names(connection, sources), _names(connection, coders)
    refs = {
        key: f"{book}:{code}"
        for key, book, code in connection.execute(
            select(codes.c.id, codebooks.c.key, codes.c.key).join(
                codebooks, codebooks.c.id == codes.c.codebook_id
            )
        )
    }
    # The driver's own rows: there are nearly as many as codings.
    found: Any = connection.execute(visible_counts(viewer)).cursor
    return {
        (names[source], people[coder], refs[code]): n
        for coder, source, _text, code, n in found.fetchall()
        if source in names
    }


def count_layers(connection: Connection, viewer: int | None) -> dict[tuple[str, str], int]:
    """How many codings each (source, coder) has, as far as `viewer` may see."""
    names, people = _names(connection, sources), _names(connection, coders)
    counts = visible_counts(viewer).subquery("shown")
    layer = (counts.c.source_id, counts.c.coder_id)
    rows = connection.execute(select(*layer, func.sum(counts.c.n)).group_by(*layer))
    return {(names[source], people[coder]): int(n) for source, coder, n in rows if source in names}


def _names(connection: Connection, table: Table) -> dict[int, str]:
    """By key, the names of living sources, or of all coders."""
    query = select(table.c.id, table.c.name)
    if table is sources:
        query = query.where(table.c.alive == 1)
    return {int(key): str(name) for key, name in connection.execute(query)}


def sources_coded_by(connection: Connection, viewer: int | None, coder: str) -> set[str]:
    """Names of the sources in which a coder's layer has codings that `viewer` may see."""
    shown = visible_codings(viewer, objected=True).subquery("shown")
    return set(
        connection.execute(
            select(sources.c.name)
            .join(shown, shown.c.source_id == sources.c.id)
            .join(coders, coders.c.id == shown.c.coder_id)
            .where(coders.c.name == coder, sources.c.alive == 1)
            .distinct()
        ).scalars()
    )


def mismatched(found: Iterable[Coding], transcript: Transcript) -> list[str]:
    """GUIDs of the codings whose quotation is not what stands at their place in the text."""
    return [c.guid for c in found if c.span.of(transcript.text) != c.quotation]


@cache
def _marks(stored: str) -> frozenset[Mark]:
    return frozenset(Mark(mark) for mark in stored.split(",") if mark)


@cache
def _joined(marks: frozenset[Mark]) -> str:
    return ",".join(sorted(mark.value for mark in marks))


def codings_in_speech_of(connection: Connection, source: str, label: str) -> int:
    """How many living codings, of any coder, touch the words of one speaker."""
    return connection.execute(
        select(func.count(func.distinct(codings.c.id)))
        .join(sources, sources.c.id == codings.c.source_id)
        .join(turns, turns.c.source_text_id == codings.c.source_text_id)
        .join(speakers, speakers.c.id == turns.c.speaker_id)
        .where(
            sources.c.name == source,
            sources.c.alive == 1,
            speakers.c.label == label,
            codings.c.alive == 1,
            turns.c.speech_start < codings.c.end,
            turns.c.speech_end > codings.c.start,
        )
    ).scalar_one()
