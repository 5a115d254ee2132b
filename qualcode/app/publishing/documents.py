"""Every document that can leave the project: made, stamped with its snapshot, written, entered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.gate.ledgering import STANDS_ON, recorded
from qualcode.app.projects.studies import list_codebooks, study_of
from qualcode.app.publishing.annexes import ANNEXES, Annex
from qualcode.app.publishing.pattern_documents import PATTERNS
from qualcode.app.publishing.telling import with_told
from qualcode.app.publishing.wishes import Wish
from qualcode.core.analysis.charting import BY_CASE
from qualcode.core.codebook import Words, said
from qualcode.core.errors import NotAllowed
from qualcode.i18n import N_, _, in_language
from qualcode.store.rows.voices import count_objecting

if TYPE_CHECKING:
    from qualcode.app.analysis.matrices import MatrixRequest
    from qualcode.core.tables.matrix import ThemeTable
    from qualcode.export.word.matrix import MatrixLook
    from qualcode.export.word.values import Document
    from qualcode.store.project import Project


def export_annex(project: Project, kind: str, out: Path, wish: Wish) -> None:
    """Write one document as the ending of `out` says, and its ledger entry.

    Args:
        project: the project.
        kind: one of `DOCUMENTS`.
        out: a .docx, .html, .xlsx or .csv file.
        wish: what it is made from.

    Raises:
        NotFound: no such kind, codebook, attribute or layer.
        NotAllowed: there is nothing to print, or somebody quoted did not agree to it.
        UsageProblem: the ending is none that can be written.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    told = with_told(project, kind, wish)

    def write(snapshot: str) -> Mapping[str, int]:
        return write_made(project, kind, out, replace(told, snapshot=snapshot))

    recorded(project, kind, out, write, settings=told.settings())


def write_made(
    project: Project,
    kind: str,
    out: Path,
    wish: Wish,
    mend: Callable[[Document], Document] | None = None,
) -> Mapping[str, int]:
    """Make a document and write it; gives how many quotations of each case stand in it.

    A matrix as Excel, CSV or JSON holds all its figures, not only those that are printed.

    Args:
        project: the project.
        kind: one of `DOCUMENTS`.
        out: the file.
        wish: what it is made from.
        mend: what is done to the document before it is written.
    """
    from qualcode.export.files import write_as_named

    if kind == "matrix" and out.suffix.lower() in {".xlsx", ".csv", ".json"}:
        _write_figures(project, out, wish)
        return {}
    document, quoted = made(project, kind, wish)
    write_as_named(mend(document) if mend else document, out)
    return quoted


def _write_figures(project: Project, out: Path, wish: Wish) -> None:
    from qualcode.app.analysis.matrices import matrices
    from qualcode.app.publishing.matrix_files import csv_bytes, json_bytes, matrix_sheets
    from qualcode.export.excel import write_workbook
    from qualcode.export.word.saving import save

    tables = matrices(project, matrix_request(wish))
    if out.suffix.lower() == ".csv":
        save(out, csv_bytes(tables, wish.language))
    elif out.suffix.lower() == ".json":
        save(out, json_bytes(tables, wish.language))
    else:
        sheets = matrix_sheets(tables, _look(project, wish))
        write_workbook(out, sheets, language=wish.language)


def _look(project: Project, wish: Wish) -> MatrixLook:
    from qualcode.app.publishing.matrix_files import look_of
    from qualcode.core.tables.crosstab import Side
    from qualcode.core.tables.crosstab_text import Show

    look = look_of(
        project,
        matrix_request(wish),
        wish.language,
        show=Show(wish.show),
        side=Side(wish.side),
        written=wish.written,
    )
    return replace(look, made_on=wish.day)


def made(project: Project, kind: str, wish: Wish) -> Annex:
    """A document that names its snapshot, and how many quotations of each case stand in it."""
    from qualcode.export.word.stamping import stamped

    document, quoted = DOCUMENTS[kind](project, wish)
    return stamped(document, wish.snapshot, _objecting(project, kind)), quoted


def _objecting(project: Project, kind: str) -> int:
    """Persons who objected, for documents whose tables do not say so themselves."""
    if "codings" not in STANDS_ON.get(kind, ()) and kind != "quotes":
        return 0
    if kind in {"themes", "matrix"}:
        return 0
    with project.read() as connection:
        return count_objecting(connection)


def themes(project: Project, wish: Wish) -> Annex:
    """The tables of barriers and facilitators."""
    from qualcode.export.word.themes import theme_document

    tables = theme_tables_of(project, wish)
    return theme_document(tables, language=wish.language), quoted_in(tables)


def theme_tables_of(project: Project, wish: Wish) -> list[ThemeTable]:
    """What the tables of barriers and facilitators hold."""
    from qualcode.app.analysis.tabulating import theme_tables

    return theme_tables(
        project,
        layer=wish.layer,
        codebook=wish.codebook,
        quote=tuple(wish.confirmed),
        query=wish.query,
        made_on=wish.day,
    )


def quoted_in(tables: Iterable[ThemeTable]) -> Counter[str]:
    """How many quotations of each case stand in some tables."""
    return Counter(
        illustration.speaker
        for table in tables
        for row in table.rows
        for illustration in row.quotations
        if illustration.speaker
    )


def matrix(project: Project, wish: Wish) -> Annex:
    """The framework matrix."""
    from qualcode.app.analysis.matrices import matrices
    from qualcode.export.word.matrix import matrix_document

    tables = matrices(project, matrix_request(wish))
    return matrix_document(tables, _look(project, wish)), {}


def matrix_request(wish: Wish) -> MatrixRequest:
    """Which matrix is wished for."""
    from qualcode.app.analysis.matrices import MatrixRequest
    from qualcode.core.tables.crosstab import Mode

    return MatrixRequest(
        rows=wish.rows,
        by=wish.by,
        layer=wish.layer,
        codebook=wish.codebook,
        query=wish.query,
        mode=Mode(wish.mode),
        words=wish.words,
        unused=wish.unused,
        publication=wish.publication,
    )


def contrast(project: Project, wish: Wish) -> Annex:
    """Two groups side by side: those wished for, else those that the study compares.

    Raises:
        NotAllowed: the study names no two groups and none are wished for.
    """
    from qualcode.app.analysis.matrices import matrices
    from qualcode.app.analysis.patterns import contrasts
    from qualcode.core.tables.crosstab import Side
    from qualcode.export.word.contrast import contrast_document

    study = study_of(project)
    rules = study.extra.get("group_contrast")
    compared = rules.get("compare", "") if isinstance(rules, dict) else ""
    by = compared if wish.by == BY_CASE else wish.by
    attribute = study.attribute(by)
    between = wish.between or (attribute.values if attribute else ())
    if not by or len(between) != 2:
        raise NotAllowed(
            N_("Name the groups of the contrast: --by ATTRIBUTE --between A,B (two of its values).")
        )
    with in_language(wish.language):
        request = replace(matrix_request(wish), by=by)
        found = contrasts(project, request, between[0], between[1], Side(wish.side))
        having = [
            table
            for table in matrices(project, request)
            if set(between) <= {column.value for column in table.columns}
        ]
        return contrast_document(
            found,
            [table.notes.titles[0] if table.notes.titles else {} for table in having],
            layer=having[0].notes.layer,
            language=wish.language,
            made_on=wish.day,
        ), {}


def participants(project: Project, wish: Wish) -> Annex:
    """Who took part."""
    from qualcode.app.analysis.participants import participants as of_each_kind
    from qualcode.export.word.participants import participants_document

    working = wish.mode == "working"
    by = "" if wish.by == BY_CASE else wish.by
    with in_language(wish.language):
        kinds = of_each_kind(project, by=by)
    document = participants_document(
        kinds, language=wish.language, made_on=wish.day, working=working
    )
    return document, {}


def dictionary(project: Project, wish: Wish) -> Annex:
    """What every attribute, code and column of the files means."""
    from qualcode.app.analysis.participants import attribute_name_said
    from qualcode.export.word.dictionary import Described, dictionary_document

    study = study_of(project)
    with in_language(wish.language):
        described = [
            Described(
                attribute,
                attribute_name_said(study, attribute.id),
                _(of),
                ", ".join(_told(v, attribute.value_labels.get(v, {})) for v in attribute.values),
            )
            for of, attributes in (
                (N_("participant"), study.participant_attributes),
                (N_("transcript"), study.source_attributes),
            )
            for attribute in attributes
        ]
    document = dictionary_document(
        described, list_codebooks(project), language=wish.language, made_on=wish.day
    )
    return document, {}


def _told(value: str, label: Words) -> str:
    words = said(label)
    return f"{value} ({words})" if words and words != value else value


DOCUMENTS: dict[str, Callable[[Project, Wish], Annex]] = {
    **ANNEXES,
    "themes": themes,
    "matrix": matrix,
    "contrast": contrast,
    "participants": participants,
    "dictionary": dictionary,
    **PATTERNS,
}
"""What can be written, by kind."""
