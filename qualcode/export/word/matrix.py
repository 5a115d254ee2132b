"""Layout B: the framework matrix, codes by whatever sets people apart, with signs for the sides."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qualcode.core.codebook import said
from qualcode.core.people import objection_note
from qualcode.core.tables.crosstab import Crosstab, Manner, Measure, Mode, Side, State
from qualcode.core.tables.crosstab_text import (
    Show,
    cell_text,
    column_n,
    legend,
    signs_used,
    singles_note,
    told,
    total_head,
    total_text,
)
from qualcode.export.word.house import write_document
from qualcode.export.word.themes import made_with
from qualcode.export.word.values import (
    Align,
    Cell,
    Column,
    Document,
    Line,
    Row,
    RowKind,
    Run,
    Table,
)
from qualcode.i18n import _, in_language, plural, translate
from qualcode.i18n.numbers import NBSP, colon, integer

_WIDTH = 25.7
_MOST_COLUMNS = 13
"""Columns that fit a page beside the determinant and the total."""


@dataclass(frozen=True, slots=True)
class MatrixLook:
    """How a matrix is printed, and what people wrote into its cells."""

    made_on: date
    language: str
    show: Show = Show.ALL
    side: Side = Side.ANY
    title: str = ""
    summaries: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By reference of the row and value of the column."""
    ratings: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Strength from -2 to 2, likewise."""


def write_matrices(
    tables: Sequence[Crosstab], path: str | os.PathLike[str], look: MatrixLook
) -> None:
    """Write matrices as one Word file.

    Raises:
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    write_document(matrix_document(tables, look), path)


def matrix_document(tables: Sequence[Crosstab], look: MatrixLook) -> Document:
    """The document of layout B; a matrix too wide for a page goes on in further tables."""
    if not tables:
        raise ValueError("a document needs a matrix")
    with in_language(look.language):
        blocks: list[Table] = []
        for table in tables:
            blocks.extend(_parts(table, look, len(tables) > 1, len(blocks)))
        working = any(table.notes.mode is Mode.WORKING for table in tables)
        return Document(
            title=blocks[0].title,
            language=look.language,
            made_on=look.made_on,
            blocks=tuple(blocks),
            footer=_("Working document, not for publication") if working else "",
        )


def _parts(table: Crosstab, look: MatrixLook, several: bool, before: int) -> Iterator[Table]:
    every = list(range(len(table.columns)))
    pages = [
        every[start : start + _MOST_COLUMNS] for start in range(0, len(every), _MOST_COLUMNS)
    ] or [[]]
    for page, shown in enumerate(pages):
        title = _title(table, look, several)
        if len(pages) > 1:
            title = _("{title} ({page} of {pages})", title=title, page=page + 1, pages=len(pages))
        yield Table(
            title=title,
            columns=_columns(table, look, shown),
            rows=tuple(_rows(table, look, shown)),
            description=_(
                "{rows} rows by {columns} columns; each cell has a sign for the side, then how "
                "many raised it and in how many passages.",
                rows=len(table.rows),
                columns=len(shown),
            ),
            notes=tuple(_notes(table, look)) if page == len(pages) - 1 else (),
            number=before + page + 1,
            new_page=before + page > 0,
        )


def _title(table: Crosstab, look: MatrixLook, several: bool) -> str:
    title = look.title or _("Determinants by {by}", by=said(table.notes.by) or table.by)
    if table.notes.derived_from:
        title = _("{title} (derived, not coded)", title=title)
    if look.side is not Side.ANY:
        title = f"{title}{colon()} {translate(_side_word(look.side))}"
    names = [said(words) for words in table.notes.titles]
    return f"{title}. {', '.join(names)}" if several and names else title


def _side_word(side: Side) -> str:
    return "facilitator" if side is Side.LEVER else side.label


def _columns(table: Crosstab, look: MatrixLook, shown: Sequence[int]) -> tuple[Column, ...]:
    total = 3.6 if table.has_groups and look.show is Show.ALL else 2.6
    room = _WIDTH - total
    usual = 4.0 if look.summaries else 2.3 if len(shown) <= 8 else 1.5
    words = [word for at in shown for word in str(table.columns[at].name).split()]
    usual = max(usual, 0.16 * max(map(len, words), default=0) + 0.3)
    first = max(4.2, min(7.5, room - len(shown) * usual))
    width = min(usual * 1.6, (room - first) / max(len(shown), 1))
    head = _("Query") if _is_query(table) else _("Determinant")
    return (
        Column(head, first),
        *(
            Column(
                table.columns[place].name,
                width,
                Align.LEFT if look.summaries else Align.CENTRE,
                column_n(table.columns[place], table.notes.min_cell) if table.tells_persons else "",
            )
            for place in shown
        ),
        Column(_("Total"), total, Align.CENTRE, total_head(table, look.show)),
    )


def _is_query(table: Crosstab) -> bool:
    return bool(table.rows) and not table.rows[0].codebook


def _rows(table: Crosstab, look: MatrixLook, shown: Sequence[int]) -> Iterator[Row]:
    family = ""
    for number, row in enumerate(table.rows):
        theme = said(row.family)
        if theme and theme != family:
            yield Row((theme,), RowKind.FAMILY)
        family = theme or family
        yield Row(
            (
                row.name,
                *(_cell(table, look, number, place) for place in shown),
                total_text(table, number, look.show, look.side),
            )
        )


def _cell(table: Crosstab, look: MatrixLook, row: int, place: int) -> Cell:
    text = cell_text(table, row, place, look.show, look.side)
    where = (table.rows[row].ref, table.columns[place].value)
    strength = look.ratings.get(where)
    if strength is not None:
        sign = "+" if strength > 0 else "−" if strength < 0 else ""
        text = f"{text}\n{sign}{abs(strength)}" if text else f"{sign}{abs(strength)}"
    summary = look.summaries.get(where, "")
    # A cell without words would be printed as a dash; here emptiness has a meaning of its own.
    first: Line = text or (Run(NBSP),)
    return (first, summary) if summary else (first,)


def _notes(table: Crosstab, look: MatrixLook) -> Iterator[Line]:
    for head, sentences in (
        (_("Signs"), [legend(signs_used(table)) + "."] if look.side is Side.ANY else []),
        (_("How to read"), list(reading(table, look.show))),
        (_("Persons"), list(masking(table))),
        (_("Data"), list(data(table, look.made_on))),
    ):
        if sentences:
            yield (Run(f"{head}{colon()} ", italic=True), " ".join(sentences))


def notes_of(table: Crosstab, look: MatrixLook) -> list[str]:
    """What stands under a matrix, as plain sentences in the current language."""
    plain = []
    for line in _notes(table, look):
        parts = (line,) if isinstance(line, str) else line
        plain.append("".join(part if isinstance(part, str) else part.text for part in parts))
    return plain


def reading(table: Crosstab, show: Show) -> Iterator[str]:
    """What the figures are, and what they are not."""
    if show is Show.ALL and table.tells_persons:
        yield _("Each cell gives participants out of those heard in the column, then passages.")
    elif show is Show.ALL and table.columns:
        yield _("Each cell gives the passages of one person.")
    elif show is not Show.ALL:
        yield _("Each cell gives {what}.", what=translate(show.label))
    if table.has_groups:
        if table.total.units and show is Show.ALL:
            yield _(
                "The total gives the groups, the networks and the speakers out of all of them, "
                "then passages."
            )
        yield _(
            "What was said in a group tells that a thing was voiced, not how common it is: these "
            "counts are no prevalence, and silence is not assent."
        )
        if any(_tells(table, manner) for manner in (Manner.ASSENTED, Manner.CONTESTED)):
            yield _("a: only assented to; c: contested by somebody in the column.")
    if table.counts.asked:
        yield _(
            "A determinant that a question of the guide asks about is counted out of those who "
            "were asked, or spoke of it unasked; where nobody was asked, its cell says so."
        )
    if table.total.out_of(Measure.RELATIVES):
        yield _("Relatives are counted apart and never added to the patients.")
    if table.notes.derived_from:
        yield _(
            "Derived, not coded: passages coded with {books} are read through the crosswalk of "
            "their codes; {n} codings have no counterpart.",
            books=", ".join(table.notes.derived_from),
            n=integer(table.notes.unmapped),
        )


def _tells(table: Crosstab, manner: Manner) -> bool:
    return any(
        told(table, row, column, manner)
        for row in range(len(table.rows))
        for column in range(len(table.columns))
        if table.state(row, column) is State.RAISED
    )


def masking(table: Crosstab) -> Iterator[str]:
    """What of persons is not told, and why."""
    notes = table.notes
    if notes.hidden_columns:
        yield plural(
            "{n} column that would describe fewer than {least} persons is left out; it counts in "
            "the total.",
            "{n} columns that would describe fewer than {least} persons, or betray one that does, "
            "are left out; they count in the total.",
            notes.hidden_columns,
            least=notes.min_cell,
        )
    elif notes.min_cell:
        yield _(
            "The number of persons is masked in columns of fewer than {least}, and where it would "
            "betray them.",
            least=notes.min_cell,
        )
    if alone := singles_note(table):
        yield alone
    if notes.letters and table.columns:
        yield _("Restricted names are printed as letters, drawn once for this publication.")


def data(table: Crosstab, made_on: date) -> Iterator[str]:
    """Layer, query, codebooks, date."""
    notes = table.notes
    if notes.layer == "analysis":
        yield _(
            "Layer: in each transcript the coders’ consensus where there is one, else the "
            "codings of the assigned coder."
        )
    elif notes.layer == "consensus":
        yield _("Layer: the coders’ consensus.")
    else:
        yield _("Layer: the codings of {coder}.", coder=notes.layer)
    if notes.query:
        yield _("Only passages that answer the query: {query}.", query=notes.query)
    if notes.objected:
        yield objection_note(notes.objected)
    if notes.codebooks:
        yield plural(
            "Codebook: {books}.",
            "Codebooks: {books}.",
            len(notes.codebooks),
            books=", ".join(notes.codebooks),
        )
    yield made_with(made_on)
