"""What has changed in the table of barriers and facilitators, for who reviews a paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from qualcode.core.codebook import said
from qualcode.core.tables.table_changes import PARTS, Became, Counted, RowChange
from qualcode.export.word.themes import made_with
from qualcode.export.word.values import Align, Column, Document, Line, Row, Run, Table
from qualcode.i18n import N_, _, in_language, plural, translate
from qualcode.i18n.numbers import integer

_BECAME = {
    Became.ADDED: N_("new row"),
    Became.CHANGED: N_("other counts"),
    Became.GONE: N_("row gone"),
}
_HEADS = {
    "barrier": N_("Barrier"),
    "lever": N_("Facilitator"),
    "both": N_("Both sides"),
    "described": N_("Described"),
    "potential": N_("Potential"),
    "unset": N_("Not set"),
}


def changes_document(
    changes: Sequence[RowChange],
    before: str,
    after: str,
    *,
    language: str,
    made_on: date,
) -> Document:
    """The rows that are no longer the same, each side as `before → after`."""
    with in_language(language):
        moments = [_moment(before), _moment(after)]
        title = _("Changes of the table between {before} and {after}", before=moments[0],
                  after=moments[1])  # fmt: skip
        parts = [p for p in PARTS if any(p in {*c.before, *c.after} for c in changes)]
        counts = [Column(translate(_HEADS[p]), 2.7, Align.CENTRE, "") for p in parts]
        rest = 25.7 - 4.6 - 2.3 - sum(column.width for column in counts)
        table = Table(
            title=title,
            columns=(
                Column(_("Theme"), 4.6),
                Column(_("Determinant"), rest),
                Column(_("Row"), 2.3),
                *counts,
            ),
            rows=tuple(_rows(changes, parts)),
            description=plural(
                "{n} row whose counts changed, with its counts before and after.",
                "{n} rows whose counts changed, with their counts before and after.",
                len(changes),
            ),
            notes=tuple(_notes(changes, made_on)),
        )
        return Document(title=title, language=language, made_on=made_on, blocks=(table,))


def _moment(name: str) -> str:
    return _("the present state") if name == "now" else _("snapshot {snapshot}", snapshot=name)


def _rows(changes: Sequence[RowChange], parts: Sequence[str]) -> Iterator[Row]:
    theme = ""
    for change in changes:
        here = said(change.theme)
        yield Row(
            cells=(
                ((Run(here, bold=here != theme),),),
                said(change.determinant) or change.code,
                translate(_BECAME[change.became]),
                *(_cell(change.before.get(part), change.after.get(part)) for part in parts),
            ),
            starts=here != theme,
        )
        theme = here


def _cell(before: Counted | None, after: Counted | None) -> str:
    if before == after:
        return _told(before) if before else ""
    return f"{_told(before)} → {_told(after)}"


def _told(counted: Counted | None) -> str:
    if counted is None:
        return "0"
    return f"{integer(counted.participants)} ({integer(counted.segments)})"


def _notes(changes: Sequence[RowChange], made_on: date) -> Iterator[Line]:
    if not changes:
        yield _("No count has changed.")
    yield _(
        "Participants, then passages in brackets; an arrow where the count is another. Rows that "
        "are the same are left out."
    )
    yield made_with(made_on)
