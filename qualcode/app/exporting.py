"""Files that leave the project: each is written whole and entered into the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.compared import SNAPSHOT
from qualcode.app.comparing import agreement
from qualcode.app.layers import ANALYSIS
from qualcode.app.ledgering import recorded
from qualcode.app.reading import list_sources
from qualcode.app.studies import list_codebooks
from qualcode.core.agreement.report import AgreementReport
from qualcode.core.codebook import said
from qualcode.core.errors import NotAllowed
from qualcode.core.matrix import ThemeTable
from qualcode.core.study import Stance
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.app.wishes import Wish
    from qualcode.export.word import AgreementFacts, CodeLabel
    from qualcode.store.project import Project


def export_themes(
    project: Project,
    out: Path,
    *,
    language: str,
    layer: str = ANALYSIS,
    codebook: str | None = None,
    quote: Sequence[str] = (),
    query: str | None = None,
) -> list[ThemeTable]:
    """Write the tables of barriers and facilitators to Word; gives what they hold.

    Raises:
        NotAllowed: there is nothing to put into them.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    from qualcode.app.documents import quoted_in, theme_tables_of
    from qualcode.app.wishes import Wish
    from qualcode.export.files import write_as_named
    from qualcode.export.word.stamping import stamped
    from qualcode.export.word.themes import theme_document

    wish = Wish(language, layer, codebook, confirmed=frozenset(quote), query=query)
    tables: list[ThemeTable] = []

    def write(snapshot: str) -> Counter[str]:
        tables.extend(theme_tables_of(project, wish))
        write_as_named(stamped(theme_document(tables, language=language), snapshot), out)
        return quoted_in(tables)

    recorded(project, "themes", out, write, settings=wish.settings())
    return tables


def export_agreement(
    project: Project, out: Path, *, language: str, **asked: Any
) -> AgreementReport:
    """Write the agreement table to Word; gives the report that it shows.

    Args:
        project: the project.
        out: where to.
        language: of the file.
        asked: as `agreement` takes it.

    Raises:
        NotAllowed: the coders cannot be compared, or the study's stance is reflexive.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    asked = {"families": True, "per_pair": True, "why": True} | asked
    report, _files = write_agreement(project, docx=out, language=language, **asked)
    return report


def write_agreement(
    project: Project,
    *,
    language: str,
    docx: Path | None = None,
    xlsx: Path | None = None,
    **asked: Any,
) -> tuple[AgreementReport, list[Path]]:
    """Compute agreement, and write it to the files that are named; gives what was written.

    Raises:
        NotAllowed: the coders cannot be compared, or a file is asked for and the study's stance
            is reflexive.
        FileProblem: a file cannot be written; nothing is left of it.
    """
    from qualcode.app.studies import study_of

    if (docx or xlsx) and study_of(project).stance is Stance.REFLEXIVE:
        raise NotAllowed(
            N_("The study's stance is reflexive: no agreement coefficient is printed.")
        )
    report = agreement(project, **asked)
    labels = _code_labels(project, language)
    settings = {
        "coders": report.coders,
        "unit": report.unit_name,
        "round": report.round,
        "language": language,
    }
    written = []
    if docx is not None:
        from qualcode.export.word import write_agreement_table

        facts = agreement_facts(project, report, language)
        write_and_record(
            project,
            "agreement",
            docx,
            lambda: write_agreement_table(report, labels, docx, facts=facts, language=language),
            settings=settings,
        )
        written.append(docx)
    if xlsx is not None:
        from qualcode.export.excel import agreement_sheets, write_workbook

        write_and_record(
            project,
            "agreement",
            xlsx,
            lambda: write_workbook(
                xlsx, agreement_sheets(report, labels, language), language=language
            ),
            settings=settings,
        )
        written.append(xlsx)
    return report, written


def agreement_facts(project: Project, report: AgreementReport, language: str) -> AgreementFacts:
    """What the project can prove of how the layers came about, and how large the corpus is."""
    from qualcode.app.proofs import decided, handed_out
    from qualcode.export.word import AgreementFacts

    return AgreementFacts(
        made_on=date.today(),  # noqa: DTZ011
        round=report.round,
        decisions=decided(project, report.round or None, language),
        handed_out=handed_out(project, report.coders, report.round),
        corpus=len(list_sources(project)),
        frozen=report.state == SNAPSHOT,
        masked_by_server=bool(report.round) and project.dialect == "postgresql",
    )


def _code_labels(project: Project, language: str) -> dict[str, CodeLabel]:
    from qualcode.export.word import CodeLabel

    return {
        f"{book.id}:{code.key}": CodeLabel(
            said(book.family(code.key).wording.label, language), said(code.wording.label, language)
        )
        for book in list_codebooks(project)
        for code in book.codes
    }


def write_and_record(
    project: Project,
    kind: str,
    out: Path,
    write: Callable[[], object],
    *,
    settings: Mapping[str, Any],
) -> None:
    """Write a file without quotations and enter it into the ledger.

    Raises:
        FileProblem: the file cannot be written; nothing is left of it.
    """

    def written(_snapshot: str) -> None:
        write()

    recorded(project, kind, out, written, settings=settings)


def agreement_written(project: Project, out: Path, wish: Wish) -> None:
    """Write the agreement table of the coders who can be compared, without an entry.

    Raises:
        NotAllowed: nobody can be compared.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    from qualcode.export.word import write_agreement_table

    report = agreement(project, families=True, per_pair=True, why=True)
    facts = replace(agreement_facts(project, report, wish.language), made_on=wish.day)
    labels = _code_labels(project, wish.language)
    write_agreement_table(report, labels, out, facts=facts, language=wish.language)
