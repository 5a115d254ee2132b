"""A reporting checklist as a table: item, what is reported, where it can be checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qualcode.core.analysis.checklist import Checklist, Filled, Status
from qualcode.core.codebook import said
from qualcode.export.word.statements import noted
from qualcode.export.word.values import Column, Document, Row, Table
from qualcode.i18n import _, in_language

TITLES = {"coreq": "COREQ", "srqr": "SRQR"}


def checklist_document(
    checklist: Checklist, items: Sequence[Filled], *, language: str, made_on: date
) -> Document:
    """The checklist, in one language."""
    with in_language(language):
        name = TITLES.get(checklist.id, checklist.id)
        left = sum(one.status is Status.OPEN for one in items)
        table = Table(
            title=_("Reporting checklist {name}", name=name),
            columns=(
                Column(_("No."), 1.3),
                Column(_("Item"), 6.0),
                Column(_("What is reported"), 10.6),
                Column(_("Status"), 3.4),
                Column(_("Shown by"), 4.4, unit="qualcode"),
            ),
            rows=tuple(
                Row(
                    (
                        one.item.number,
                        said(one.item.label, language),
                        tuple(one.words.split("\n")) if one.words else "",
                        _(one.status.label),
                        one.evidence,
                    )
                )
                for one in items
            ),
            description=_("{n} items with what the project says to each.", n=len(items)),
            notes=(
                noted(
                    _("Published in"),
                    [f"{checklist.source}.", _("Items in French are in our own words.")],
                ),
                noted(_("Data"), [_("{left} of {n} items are open.", left=left, n=len(items))]),
            ),
        )
        return Document(table.title, language, made_on, (table,))
