"""The record of a processing, for the data-protection officer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qualcode.export.word.values import Column, Document, Prose, Row, Table
from qualcode.i18n import _, in_language


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the record, with what is known under it."""

    title: str
    told: tuple[str, ...]
    """Paragraphs; none where neither the study file nor the project says anything."""
    measured: bool = False
    """Whether it is counted in the project, and not only declared."""


def record_document(
    study: str, headings: Sequence[Heading], *, language: str, made_on: date
) -> Document:
    """The record as a table, with what is still to be filled in by a person marked so."""
    with in_language(language):
        counted, declared = _("counted in the project"), _("declared in the study file")
        rows = tuple(
            Row(
                (
                    one.title,
                    one.told or (_("To be filled in: the study file does not say."),),
                    counted if one.measured else declared,
                )
            )
            for one in headings
        )  # fmt: skip
        table = Table(
            title=_("Record of the processing"),
            columns=(
                Column(_("Heading"), 5.5),
                Column(_("What holds"), 15.0),
                Column(_("Where from"), 4.0),
            ),
            rows=rows,
            description=_("What a data-protection officer asks about a processing, with answers."),
        )
        words = Prose(
            _("The words that are used"),
            (
                _(
                    "The data are de-identified: names and other direct identifiers were looked "
                    "for and replaced. De-identified data of persons are still personal data, and "
                    "what is said in an interview may tell who says it."
                ),
            ),
        )
        return Document(
            title=_("Record for the data-protection officer: {study}", study=study),
            language=language,
            made_on=made_on,
            blocks=(words, table),
            footer=study,
        )
