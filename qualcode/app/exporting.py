"""Files that leave the project: each is written whole and entered into the ledger."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.comparing import agreement
from qualcode.app.layers import ANALYSIS
from qualcode.app.reading import list_sources
from qualcode.app.studies import list_codebooks
from qualcode.app.tabulating import theme_tables
from qualcode.core.agreement.report import AgreementReport, Unit
from qualcode.core.codebook import said
from qualcode.core.errors import NotAllowed
from qualcode.core.matrix import ThemeTable
from qualcode.core.study import Stance
from qualcode.i18n import N_
from qualcode.store.ledger import record_export

if TYPE_CHECKING:
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
    from qualcode.export.word import write_theme_tables

    tables = theme_tables(project, layer=layer, codebook=codebook, quote=quote, query=query)
    quoted = Counter(
        illustration.speaker
        for table in tables
        for row in table.rows
        for illustration in row.quotations
        if illustration.speaker
    )
    _write(
        project,
        "themes",
        out,
        lambda: write_theme_tables(tables, out, language=language),
        settings={"layer": layer, "codebook": codebook, "language": language, "query": query},
        quoted=quoted,
    )
    return tables


def export_agreement(
    project: Project,
    out: Path,
    *,
    language: str,
    coders: tuple[str, str] | None = None,
    unit: Unit = Unit.SENTENCE,
) -> AgreementReport:
    """Write the agreement table to Word; gives the report that it shows.

    Raises:
        NotAllowed: two coders cannot be compared, or the study's stance is reflexive.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    from qualcode.app.studies import study_of
    from qualcode.export.word import AgreementFacts, CodeLabel, write_agreement_table

    if study_of(project).stance is Stance.REFLEXIVE:
        raise NotAllowed(
            N_("The study's stance is reflexive: no agreement coefficient is printed.")
        )
    report = agreement(project, coders=coders, unit=unit)
    labels = {
        f"{book.id}:{code.key}": CodeLabel(
            said(book.family(code.key).wording.label, language), said(code.wording.label, language)
        )
        for book in list_codebooks(project)
        for code in book.codes
    }
    facts = AgreementFacts(
        made_on=date.today(),  # noqa: DTZ011
        corpus=len(list_sources(project)),
    )
    _write(
        project,
        "agreement",
        out,
        lambda: write_agreement_table(report, labels, out, facts=facts, language=language),
        settings={"coders": report.coders, "unit": unit.value, "language": language},
        quoted={},
    )
    return report


def _write(
    project: Project,
    kind: str,
    out: Path,
    write: Callable[[], object],
    *,
    settings: Mapping[str, Any],
    quoted: Mapping[str, int],
) -> None:
    """Write a file and its ledger entry together: neither stands without the other."""
    with project.change("export", kind="note", what=kind) as change:
        write()
        record_export(
            change,
            kind=kind,
            file_name=out.name,
            sha256=hashlib.sha256(out.read_bytes()).hexdigest(),
            settings=settings,
            coder_id=project.acting_key(change.connection),
            quoted=quoted,
        )
