"""Files that leave the project: each is written whole and entered into the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.coding.reading import list_sources
from qualcode.app.gate.ledgering import recorded
from qualcode.app.pairs.compared import SNAPSHOT
from qualcode.app.pairs.comparing import agreement
from qualcode.app.pairs.proofs import decided, round_told
from qualcode.app.projects.layers import ANALYSIS
from qualcode.app.projects.studies import list_codebooks
from qualcode.app.publishing.wishes import Wish
from qualcode.core.agreement.report import AgreementReport
from qualcode.core.codebook import said
from qualcode.core.errors import NotAllowed
from qualcode.core.study import Stance
from qualcode.core.tables.matrix import ThemeTable
from qualcode.i18n import N_, current_language, in_language

if TYPE_CHECKING:
    from qualcode.export.word import AgreementFacts, CodeLabel
    from qualcode.export.word.values import Document
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
    from qualcode.app.publishing.documents import quoted_in, theme_tables_of
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
    asked = EVERYTHING | asked
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
    if docx or xlsx:
        _refuse_reflexive(project)
    report = printed = agreement(project, **asked)
    if (docx or xlsx) and current_language() != language:
        with in_language(language):
            printed = agreement(project, **asked)
    given = {**asked, "coders": report.coders}
    told = round_told(project, report.round)
    wish = Wish(language, asked={k: v for k, v in given.items() if v is not None}, told=told)
    settings = {
        **wish.settings(),
        "coders": report.coders,
        "unit": report.unit_name,
        "round": report.round,
    }
    files = [path for path in (docx, xlsx) if path is not None]
    for path in files:
        write = partial(_write_report, project, printed, path, wish)
        recorded(project, "agreement", path, write, settings=settings)
    return report, files


def make_agreement(
    project: Project,
    out: Path,
    wish: Wish,
    mend: Callable[[Document], Document] | None = None,
) -> None:
    """Compute and write agreement as it was asked for, without an entry.

    Raises:
        NotAllowed: the coders cannot be compared, or the study's stance is reflexive.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    _refuse_reflexive(project)
    with in_language(wish.language):
        report = agreement(project, **(wish.asked or EVERYTHING))
    _write_report(project, report, out, wish, wish.snapshot, mend)


EVERYTHING = {"families": True, "per_pair": True, "why": True}
"""What the table shows where nothing else is asked for."""


def _refuse_reflexive(project: Project) -> None:
    from qualcode.app.projects.studies import study_of

    if study_of(project).stance is Stance.REFLEXIVE:
        raise NotAllowed(
            N_("The study's stance is reflexive: no agreement coefficient is printed.")
        )


def _write_report(
    project: Project,
    report: AgreementReport,
    out: Path,
    wish: Wish,
    snapshot: str,
    mend: Callable[[Document], Document] | None = None,
) -> None:
    labels = _code_labels(project, wish.language)
    if out.suffix.lower() == ".xlsx":
        from qualcode.export.excel import agreement_sheets, write_workbook

        sheets = agreement_sheets(report, labels, wish.language, snapshot)
        write_workbook(out, sheets, language=wish.language)
        return
    from qualcode.export.files import write_as_named
    from qualcode.export.word.agreement import agreement_document
    from qualcode.export.word.stamping import stamped

    facts = agreement_facts(project, report, wish)
    document = agreement_document(report, labels, language=wish.language, facts=facts)
    document = stamped(document, snapshot)
    write_as_named(mend(document) if mend else document, out)


def agreement_facts(project: Project, report: AgreementReport, wish: Wish) -> AgreementFacts:
    """What the project can prove of how the layers came about, and how large the corpus is."""
    from qualcode.export.word import AgreementFacts

    told = round_told(project, report.round) if wish.told is None else wish.told
    home = told["home"]
    return AgreementFacts(
        made_on=wish.day,
        round=report.round,
        decisions=decided(project, report.round or None, wish.language),
        handed_out=home is not None and set(report.coders) <= set(home),
        corpus=len(list_sources(project)),
        frozen=report.state == SNAPSHOT,
        masked_by_server=bool(report.round) and told["on_server"],
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
