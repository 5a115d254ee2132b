"""Memos: rows that point to what a person wrote, and to what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.memo import About, Memo, MemoKind
from qualcode.core.spans import Span
from qualcode.i18n import N_, Told
from qualcode.store.gate import (
    former_texts,
    said_by_objecting,
    visible_codings,
    visible_memos,
)
from qualcode.store.journal import Change, now
from qualcode.store.tables import (
    cases,
    codebooks,
    coders,
    codes,
    memos,
    source_texts,
    sources,
    writings,
)


def add_memos(
    change: Change,
    coder_id: int | None,
    about: About,
    bodies: Sequence[tuple[str | None, str]],
    *,
    kind: MemoKind = MemoKind.ANALYTIC,
    born: Sequence[tuple[str, str]] = (),
) -> None:
    """Keep memos about things that have a GUID (None for the study), each with its text.

    With `born` each has the GUID and the moment given there, where these are not empty.
    """
    written = change.write_many([body for _, body in bodies])
    rows = [
        {
            "guid": known,
            "coder_id": coder_id,
            "kind": kind.value,
            "about": about.value,
            "about_guid": guid,
            "writing": writing,
            "created": moment or now(),
        }
        for (guid, _), writing, (known, moment) in zip(
            bodies, written, born or [("", "")] * len(bodies), strict=True
        )
    ]
    change.insert_many(memos, rows)


def add_passage_memo(
    change: Change,
    coder_id: int | None,
    place: tuple[int, Span, str],
    body: str,
    *,
    kind: MemoKind,
    born: tuple[str, str] = ("", ""),
) -> None:
    """Keep a memo on a passage: key of the text revision, span, the words of the span.

    It has the GUID and the moment of `born`, where these are not empty.
    """
    text_id, span, quotation = place
    change.insert(
        memos,
        {
            "guid": born[0],
            "coder_id": coder_id,
            "kind": kind.value,
            "about": About.PASSAGE.value,
            "source_text_id": text_id,
            "start": span.start,
            "end": span.end,
            "quotation": quotation,
            "writing": change.write(body),
            "created": born[1] or now(),
        },
    )


def replace_memo(change: Change, coder_id: int, guid: str, body: str) -> None:
    """Put a memo on a coding in place of the coder's others; none where `body` is empty."""
    old = change.connection.execute(
        select(memos.c.guid).where(
            memos.c.about == About.CODING.value,
            memos.c.about_guid == guid,
            memos.c.coder_id == coder_id,
            memos.c.alive == 1,
        )
    ).scalars()
    change.lay_to_rest(memos, list(old))
    if body:
        add_memos(change, coder_id, About.CODING, [(guid, body)])


def move_memos(change: Change, from_guids: Sequence[str], to_guid: str) -> None:
    """Let memos about some things be about another one."""
    for key in change.connection.execute(
        select(memos.c.id).where(memos.c.about_guid.in_(from_guids), memos.c.alive == 1)
    ).scalars():
        change.update(memos, key, about_guid=to_guid)


def own_memo(connection: Connection, coder_id: int | None, guid: str) -> Row[Any]:
    """The living memo of that GUID, which the acting coder wrote.

    Raises:
        NotFound: there is none that this coder can see.
        NotAllowed: another coder wrote it.
    """
    row = connection.execute(visible_memos(coder_id).where(memos.c.guid == guid)).one_or_none()
    if row is None:
        raise NotFound(N_("There is no memo {guid}."), guid=guid)
    if row.coder_id != coder_id:
        raise NotAllowed(N_("Somebody else wrote this memo."))
    return row


def memos_on_codings(
    connection: Connection, viewer: int | None, guids: Sequence[str] | None = None
) -> dict[str, str]:
    """The memos on codings (all, or some by GUID); several on one are joined by a blank line."""
    if not _any(connection, memos.c.about == About.CODING.value):
        return {}
    shown = visible_memos(viewer).where(memos.c.about == About.CODING.value)
    if guids is not None:
        shown = shown.where(memos.c.about_guid.in_(guids))
    found_memos = shown.subquery("shown")
    rows = connection.execute(
        select(found_memos.c.about_guid, writings.c.body)
        .join(writings, writings.c.guid == found_memos.c.writing)
        .order_by(found_memos.c.id)
    )
    found: dict[str, str] = {}
    for guid, body in rows:
        found[guid] = f"{found[guid]}\n\n{body}" if guid in found else (body or "")
    return found


def negative_cases(connection: Connection, viewer: int | None) -> set[str]:
    """GUIDs of what a memo that `viewer` may see calls a negative case."""
    wanted = memos.c.kind == MemoKind.NEGATIVE.value
    if not _any(connection, wanted):
        return set()
    shown = visible_memos(viewer).where(wanted).subquery("shown")
    return set(connection.execute(select(shown.c.about_guid)).scalars()) - {None}


def _any(connection: Connection, wanted: ColumnElement[bool]) -> bool:
    """Whether it is worth asking the gate, which takes as long as all the rest of a small read."""
    query = select(memos.c.id).where(memos.c.alive == 1, wanted).limit(1)
    return connection.execute(query).first() is not None


def list_memos(connection: Connection, viewer: int | None) -> list[Memo]:
    """The memos that `viewer` may see, oldest first; one on a text corrected since has no span."""
    shown = visible_memos(viewer).subquery("shown")
    rows = connection.execute(
        select(
            shown,
            writings.c.body,
            coders.c.name.label("coder"),
            sources.c.name.label("passage_source"),
            said_by_objecting(shown).label("withheld"),
        )
        .join(writings, writings.c.guid == shown.c.writing)
        .outerjoin(coders, coders.c.id == shown.c.coder_id)
        .outerjoin(source_texts, source_texts.c.id == shown.c.source_text_id)
        .outerjoin(sources, sources.c.id == source_texts.c.source_id)
        .order_by(shown.c.id)
    ).all()
    subjects = _Subjects(connection, viewer, {row.about_guid for row in rows if row.about_guid})
    return [subjects.memo(row) for row in rows]


class _Subjects:
    """Names of what memos are about."""

    def __init__(self, connection: Connection, viewer: int | None, guids: set[str]) -> None:
        wanted = list(guids)
        self._name: dict[str, str] = {}
        self._coding: dict[str, Any] = {}
        self._former = set(connection.execute(former_texts()).scalars())
        for table in (sources, cases):
            rows = connection.execute(
                select(table.c.guid, table.c.name).where(table.c.guid.in_(wanted))
            )
            self._name.update((guid, name) for guid, name in rows)
        for guid, book, key in connection.execute(
            select(codes.c.guid, codebooks.c.key, codes.c.key)
            .join(codebooks, codebooks.c.id == codes.c.codebook_id)
            .where(codes.c.guid.in_(wanted))
        ):
            self._name[guid] = f"{book}:{key}"
        shown = visible_codings(viewer, former=True, objected=True).subquery("shown")
        for row in connection.execute(
            select(
                shown.c.guid,
                shown.c.start,
                shown.c.end,
                shown.c.quotation,
                shown.c.source_text_id,
                said_by_objecting(shown).label("withheld"),
                sources.c.name.label("source"),
                codebooks.c.key.label("book"),
                codes.c.key.label("code"),
            )
            .join(sources, sources.c.id == shown.c.source_id)
            .join(codes, codes.c.id == shown.c.code_id)
            .join(codebooks, codebooks.c.id == codes.c.codebook_id)
            .where(shown.c.guid.in_(wanted))
        ):
            self._coding[row.guid] = row

    def memo(self, row: Row[Any]) -> Memo:
        """The memo of a row, its subject named."""
        coding = self._coding.get(row.about_guid or "")
        subject = self._name.get(row.about_guid or "", "")
        source, span, quotation = row.passage_source or "", None, row.quotation or ""
        if row.start is not None and row.end is not None:
            span = Span(row.start, row.end)
        text_id = row.source_text_id
        if coding is not None:
            text_id = coding.source_text_id
            subject, source = f"{coding.book}:{coding.code}", coding.source
            span, quotation = Span(coding.start, coding.end), coding.quotation
        if row.withheld or (coding is not None and coding.withheld):
            quotation = ""
        if text_id in self._former:
            span = None
        about = About(row.about)
        return Memo(
            guid=row.guid,
            kind=MemoKind(row.kind),
            about=about,
            subject=source if about is About.PASSAGE else subject,
            coder=row.coder,
            body=row.body or "",
            created=datetime.fromisoformat(row.created),
            source=subject if about is About.SOURCE else source,
            span=span,
            quotation=quotation,
            about_guid=row.about_guid,
        )


def guid_of(connection: Connection, about: About, name: str) -> str | None:
    """The GUID of a source or case by name, of a code by `codebook:key`; None for the study.

    Raises:
        NotFound: there is none of that name.
    """
    if about is About.STUDY:
        return None
    if about is About.CODE:
        book, _, key = name.partition(":")
        query = (
            select(codes.c.guid)
            .join(codebooks, codebooks.c.id == codes.c.codebook_id)
            .where(codebooks.c.key == book, codes.c.key == key, codes.c.alive == 1)
        )
    else:
        table = sources if about is About.SOURCE else cases
        query = select(table.c.guid).where(table.c.name == name, table.c.alive == 1)
    guid = connection.execute(query).scalar_one_or_none()
    if guid is None:
        raise NotFound(N_("There is no {about} “{name}”."), about=Told(about.label), name=name)
    return str(guid)
