"""The data dictionary: what every attribute, code and column of the files means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qualcode.core.codebook import Codebook, said
from qualcode.core.study import Attribute, Privacy, ValueType
from qualcode.export.word.themes import made_with
from qualcode.export.word.values import Column, Document, Row, RowKind, Table
from qualcode.i18n import N_, _, in_language, translate

_CLASSES = {
    Privacy.PRINT: N_("may stand beside a quotation"),
    Privacy.MATRIX: N_("in tables"),
    Privacy.RESTRICTED: N_("restricted"),
}
_TYPES = {
    ValueType.CHOICE: N_("one of a list"),
    ValueType.TEXT: N_("text"),
    ValueType.SLUG: N_("identifier"),
    ValueType.INTEGER: N_("whole number"),
    ValueType.BOOLEAN: N_("yes or no"),
    ValueType.DATE: N_("date"),
}
_POLICIES = {
    "required": N_("required"),
    "optional": N_("optional"),
    "fixed": N_("fixed"),
    "none": N_("none"),
}

COLUMNS: dict[str, str] = {
    "row": N_("Reference of the row: codebook and key of the code."),
    "row_name": N_("Label of the row."),
    "family": N_("Family of the code."),
    "column": N_("Value by which the column is set apart; empty for all columns together."),
    "column_name": N_("The same as tables print it; restricted names are letters."),
    "side": N_(
        "Which passages are counted: any, barrier, lever, both (ambivalent), described, potential, "
        "unset."
    ),
    "state": N_("raised, not_raised (heard, but not said) or not_collected (nobody was heard)."),
    "sign": N_("The sign that the matrix shows."),
    "manners": N_("In talks of groups: voiced, assented, contested."),
    "participants": N_("Persons who raised it, relatives apart."),
    "relatives": N_("Relatives who raised it."),
    "segments": N_("Passages."),
    "sources": N_("Transcripts in which it stands."),
    "groups": N_("Talks of groups in which it stands."),
    "units": N_("Networks (or other units) in which it stands."),
    "words": N_("Words in its passages."),
    "out_of_participants": N_("Persons heard in the column; empty where masked."),
    "out_of_relatives": N_("Relatives heard in the column."),
    "out_of_sources": N_("Transcripts of the column."),
    "out_of_groups": N_("Talks of groups in the column."),
}
"""The columns of the files with figures."""


@dataclass(frozen=True, slots=True)
class Described:
    """An attribute with what it is of."""

    attribute: Attribute
    name: str
    of: str
    values: str


def dictionary_document(
    attributes: Sequence[Described],
    codebooks: Sequence[Codebook],
    *,
    language: str,
    made_on: date,
) -> Document:
    """Three tables: attributes, codes, columns of files."""
    with in_language(language):
        return Document(
            title=_("Data dictionary"),
            language=language,
            made_on=made_on,
            blocks=(
                _attributes(attributes),
                _codes(codebooks),
                _columns(made_on),
            ),
        )


def _attributes(attributes: Sequence[Described]) -> Table:
    rows = tuple(
        Row(
            (
                one.attribute.id,
                one.name,
                one.of,
                translate(_TYPES[one.attribute.type]),
                one.values,
                translate(_CLASSES[one.attribute.privacy]),
                one.attribute.print_as or "",
            )
        )
        for one in attributes
    )
    return Table(
        title=_("Attributes of participants and of transcripts"),
        columns=(
            Column(_("Identifier"), 4.0),
            Column(_("Name"), 4.2),
            Column(_("Of"), 2.6),
            Column(_("Type"), 1.9),
            Column(_("Values"), 6.0),
            Column(_("May be shown"), 3.2),
            Column(_("Printed as"), 3.8),
        ),
        rows=rows,
        description=_("One row for each attribute: what it is, its values, where it may stand."),
    )


def _codes(codebooks: Sequence[Codebook]) -> Table:
    return Table(
        title=_("Codes"),
        columns=(
            Column(_("Key"), 5.6),
            Column(_("Label"), 6.2),
            Column(_("Family"), 5.2),
            Column(_("Side"), 2.4),
            Column(_("Counted"), 2.3),
            Column(_("Barrier or facilitator to"), 4.0),
        ),
        rows=tuple(_code_rows(codebooks)),
        description=_("One row for each code: its key in the files, its label, its family."),
        number=2,
        new_page=True,
        notes=(_("Definitions stand in the annex of the codebook."),),
    )


def _code_rows(codebooks: Sequence[Codebook]) -> Iterator[Row]:
    for book in codebooks:
        yield Row((f"{said(book.title) or book.id} ({book.id} {book.version})",), RowKind.FAMILY)
        for code in book.codes:
            if not code.codable or code.retired:
                continue
            path = book.path(code.key)
            target = next((said(step.target) for step in reversed(path) if step.target), "")
            yield Row(
                (
                    code.key,
                    said(code.wording.label) or code.key,
                    said(path[0].wording.label) if len(path) > 1 else "",
                    translate(_POLICIES[code.policy.value]),
                    _("no: working code") if code.process else _("yes"),
                    target,
                )
            )


def _columns(made_on: date) -> Table:
    return Table(
        title=_("Columns of the files with figures"),
        columns=(Column(_("Column"), 6.0), Column(_("Meaning"), 19.7)),
        rows=tuple(Row((name, translate(words))) for name, words in COLUMNS.items()),
        description=_("One row for each column of the CSV and Excel files."),
        number=3,
        notes=(made_with(made_on),),
    )
