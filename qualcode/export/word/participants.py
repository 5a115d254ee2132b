"""Layout G: who took part, by the facts that may be printed, small cells masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from qualcode.core.tables.masking import PersonTable
from qualcode.core.tables.participants import Participants
from qualcode.export.word.themes import made_with
from qualcode.export.word.values import Align, Column, Document, Line, Row, RowKind, Table
from qualcode.i18n import N_, _, in_language, plural, translate
from qualcode.i18n.numbers import NBSP, integer, percent

_KINDS = {
    "patient": N_("Patients"),
    "professional": N_("Professionals"),
    "respondent": N_("Respondents"),
    "relative": N_("Relatives"),
}
_PERCENT_FROM = 20


def participants_document(
    kinds: Sequence[Participants], *, language: str, made_on: date, working: bool = False
) -> Document:
    """A table for each kind of participant."""
    with in_language(language):
        told = [found for found in kinds if found.facts]
        others = [found for found in kinds if not found.facts]
        ends = [*_others(others), made_with(made_on)]
        tables = [_table(found, number) for number, found in enumerate(told, 1)]
        tables = tables or [_kinds(others)]
        tables[-1] = replace(tables[-1], notes=(*tables[-1].notes, *ends))
        return Document(
            title=_("Participants"),
            language=language,
            made_on=made_on,
            blocks=tuple(tables),
            footer=_("Working document, not for publication") if working else "",
        )


def kind_in_words(kind: str) -> str:
    """A kind of participants, many of them."""
    return translate(_KINDS[kind]) if kind in _KINDS else kind


def _others(kinds: Sequence[Participants]) -> Iterator[str]:
    named = ", ".join(
        f"{kind_in_words(found.kind).lower()} (n{NBSP}={NBSP}{integer(found.n)})" for found in kinds
    )
    if named:
        yield _("Further participants, of whom nothing more is told: {kinds}.", kinds=named)


def _kinds(kinds: Sequence[Participants]) -> Table:
    return Table(
        title=_("Participants"),
        columns=(Column("", 9.0), Column("n", 3.6, Align.CENTRE)),
        rows=tuple(Row((kind_in_words(found.kind), integer(found.n))) for found in kinds),
        description=_("How many participants there are of each kind."),
    )


def _table(found: Participants, number: int) -> Table:
    heads = [*found.groups, _("All")]
    return Table(
        title=_(
            "Participants: {kind} (n = {n})",
            kind=kind_in_words(found.kind).lower(),
            n=integer(found.n),
        ),
        columns=(
            Column(_("Characteristic"), 9.0),
            *(Column(head, 3.6, Align.CENTRE, _unit(found, i)) for i, head in enumerate(heads)),
        ),
        rows=tuple(_rows(found)),
        description=_("How many participants have each characteristic, by group."),
        notes=tuple(_notes(found)),
        number=number,
    )


def _unit(found: Participants, place: int) -> str:
    sizes = found.facts[0][1].column_totals if found.groups else ()
    n = [*sizes, found.n][place]
    return f"n{NBSP}={NBSP}{integer(n)}" if n is not None else ""


def _rows(found: Participants) -> Iterator[Row]:
    for name, table in found.facts:
        yield Row((name,), RowKind.FAMILY)
        for label, counts, total in zip(table.rows, table.counts, table.row_totals, strict=True):
            shown = [*counts, total] if found.groups else [total]
            yield Row((label, *(_cell(n, found, table, i) for i, n in enumerate(shown))))


def _cell(n: int | None, found: Participants, table: PersonTable, place: int) -> str:
    if n is None:
        return _("masked")
    out_of = [*table.column_totals, found.n] if found.groups else [found.n]
    whole = out_of[place]
    if whole is not None and whole >= _PERCENT_FROM:
        return f"{integer(n)} ({percent(n / whole)})"
    return integer(n)


def _notes(found: Participants) -> Iterator[Line]:
    yield _("Persons who speak in at least one transcript of the study.")
    if found.hidden:
        yield _(
            "Not shown, as nearly every cell would be masked: {names}.",
            names=", ".join(found.hidden),
        )
    if found.masked:
        yield plural(
            "Masked: cells of fewer than {n} person, and those from which such a cell could be "
            "worked out.",
            "Masked: cells of fewer than {n} persons, and those from which such a cell could be "
            "worked out.",
            found.least,
        )
    yield _("Ages are not shown, as they could betray minors; places only by their type.")
