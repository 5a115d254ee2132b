"""Quotations chosen for print: a place in a text, how it is printed, its translation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select, true

from qualcode.core.analysis.selection import Edits, Insertion
from qualcode.core.errors import NotFound
from qualcode.core.spans import Span
from qualcode.i18n import N_
from qualcode.store.gate import in_shown_text, said_by_objecting
from qualcode.store.journal import Change
from qualcode.store.tables import (
    codebooks,
    codes,
    selected_quotations,
    source_texts,
    sources,
    themes,
    writings,
)


@dataclass(frozen=True, slots=True)
class Selected:
    """A quotation that the team chose."""

    guid: str
    source: str
    span: Span
    quotation: str
    code: str | None
    """The code it is to show, as `codebook:key`."""
    theme: str | None
    """GUID of the theme it is to show."""
    edits: Edits
    translation: str
    translator: str


SelectedRow = Row[Any]
"""A row of the table, for those who change it."""


def add_selected(
    change: Change,
    place: tuple[int, Span, str],
    *,
    code_id: int | None,
    theme_id: int | None,
) -> str:
    """Keep a chosen quotation (key of the text, span, its words); gives its GUID."""
    text_id, span, quotation = place
    key = change.insert(
        selected_quotations,
        {
            "source_text_id": text_id,
            "start": span.start,
            "end": span.end,
            "quotation": quotation,
            "code_id": code_id,
            "theme_id": theme_id,
        },
    )
    table = selected_quotations
    found = change.connection.execute(select(table.c.guid).where(table.c.id == key))
    return str(found.scalar_one())


def selected_row(connection: Connection, guid: str) -> SelectedRow:
    """The living choice whose GUID begins so.

    Raises:
        NotFound: there is none, or more than one.
    """
    table = selected_quotations
    rows = connection.execute(
        select(table).where(table.c.guid.startswith(guid, autoescape=True), table.c.alive == 1)
    ).all()
    if len(rows) != 1 or not guid:
        raise NotFound(
            N_("There is no chosen quotation {guid}. List them with: qualcode quote PROJECT list"),
            guid=guid,
        )
    return rows[0]


def put_edits(change: Change, key: int, edits: Edits) -> None:
    """Keep how a quotation is printed."""
    body = json.dumps(
        {
            "cuts": [[span.start, span.end] for span in edits.cuts],
            "insertions": [[one.at, one.words] for one in edits.insertions],
            "emphasis": [[span.start, span.end] for span in edits.emphasis],
        },
        ensure_ascii=False,
    )
    writing = change.write(body) if edits != Edits() else None
    change.update(selected_quotations, key, edits=writing)


def list_selected(connection: Connection, *, objected: bool = False) -> list[Selected]:
    """The chosen quotations in the order of places, without those in a text corrected since.

    With `objected` those too of persons who objected to the use of their words.
    """
    table = selected_quotations
    edited, translated = writings.alias("edited"), writings.alias("translated")
    rows = connection.execute(
        select(
            table,
            sources.c.name.label("source"),
            codebooks.c.key.label("book"),
            codes.c.key.label("code"),
            themes.c.guid.label("theme"),
            edited.c.body.label("edited"),
            translated.c.body.label("translated"),
        )
        .join(source_texts, source_texts.c.id == table.c.source_text_id)
        .join(sources, sources.c.id == source_texts.c.source_id)
        .outerjoin(codes, codes.c.id == table.c.code_id)
        .outerjoin(codebooks, codebooks.c.id == codes.c.codebook_id)
        .outerjoin(themes, themes.c.id == table.c.theme_id)
        .outerjoin(edited, edited.c.guid == table.c.edits)
        .outerjoin(translated, translated.c.guid == table.c.translation)
        .where(
            table.c.alive == 1,
            sources.c.alive == 1,
            in_shown_text(table.c.source_text_id),
            true() if objected else ~said_by_objecting(table),
        )
        .order_by(sources.c.position, table.c.start, table.c.end, table.c.id)
    )
    return [
        Selected(
            guid=row.guid,
            source=row.source,
            span=Span(row.start, row.end),
            quotation=row.quotation,
            code=f"{row.book}:{row.code}" if row.code else None,
            theme=row.theme,
            edits=_edits(row.edited),
            translation=row.translated or "",
            translator=row.translator,
        )
        for row in rows
    ]


def _edits(body: str | None) -> Edits:
    if not body:
        return Edits()
    stored = json.loads(body)
    return Edits(
        cuts=tuple(Span(start, end) for start, end in stored["cuts"]),
        insertions=tuple(Insertion(at, words) for at, words in stored["insertions"]),
        emphasis=tuple(Span(start, end) for start, end in stored["emphasis"]),
    )
