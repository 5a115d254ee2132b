"""Figures for papers, made from what the tables are made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.gate.ledgering import recorded
from qualcode.app.publishing.wishes import Wish
from qualcode.core.codebook import said
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.study import Stance
from qualcode.i18n import N_, in_language

if TYPE_CHECKING:
    from qualcode.export.svg import Figure
    from qualcode.store.project import Project


def export_figure(project: Project, kind: str, out: Path, wish: Wish) -> None:
    """Write one figure as SVG or PNG, and its ledger entry.

    Args:
        project: the project.
        kind: one of `FIGURES`.
        out: a .svg or .png file.
        wish: what it is made from.

    Raises:
        NotFound: no such codebook, attribute or layer.
        NotAllowed: there is nothing to draw, or the study's stance is reflexive.
        UsageProblem: the file is to be of another kind.
        FileProblem: the file cannot be written; nothing is left of it.
    """

    def write(snapshot: str) -> None:
        write_figure(project, kind, out, replace(wish, snapshot=snapshot))

    recorded(project, kind, out, write, settings=wish.settings())


def write_figure(project: Project, kind: str, out: Path, wish: Wish) -> None:
    """Draw and write, without an entry."""
    from qualcode.export.svg import write_figure_file

    figure = drawn_figure(project, kind, wish)
    if wish.snapshot:
        figure.description += f" [{wish.snapshot}]"
    write_figure_file(figure, out)


def drawn_figure(project: Project, kind: str, wish: Wish) -> Figure:
    """One figure, drawn and written nowhere.

    Raises:
        NotFound: no such figure, codebook, attribute or layer.
        NotAllowed: there is nothing to draw, or the study's stance is reflexive.
    """
    if kind not in FIGURES:
        raise NotFound(
            N_("There is no figure “{kind}”. There are: {names}."),
            kind=kind.removeprefix("figure-"),
            names=", ".join(name.removeprefix("figure-") for name in FIGURES),
        )
    with in_language(wish.language):
        return FIGURES[kind](project, wish)


def _saturation(project: Project, wish: Wish) -> Figure:
    from qualcode.app.analysis.patterns import first_appearances
    from qualcode.export.svg import saturation_figure

    return saturation_figure(first_appearances(project, layer=wish.layer), language=wish.language)


def _codes(project: Project, wish: Wish) -> Figure:
    from qualcode.app.publishing.documents import theme_tables_of
    from qualcode.export.svg import bars_figure

    tables = theme_tables_of(project, wish)
    counted = (row for table in tables for row in table.rows)
    if not any(row.barrier.participants or row.lever.participants for row in counted):
        raise NotAllowed(
            N_("No participant raised a barrier or a lever: there is nothing to draw.")
        )
    return bars_figure(tables, language=wish.language)


def _cooccurrence(project: Project, wish: Wish) -> Figure:
    from qualcode.app.analysis.patterns import cooccurrences
    from qualcode.core.tables.cooccurrence import Together
    from qualcode.export.svg import cooccurrence_figure
    from qualcode.export.svg.charts import PairCount

    found = cooccurrences(project, Together.OVERLAP, layer=wish.layer, query=wish.query)
    if not found:
        raise NotAllowed(N_("No two codes go together in this layer: there is nothing to draw."))
    pairs = [PairCount(*pair.names, pair.pairs) for pair in found]
    return cooccurrence_figure(pairs, language=wish.language)


def _heat(project: Project, wish: Wish) -> Figure:
    from qualcode.app.analysis.matrices import matrices
    from qualcode.app.publishing.documents import matrix_request
    from qualcode.export.svg import heat_figure

    return heat_figure(matrices(project, matrix_request(wish))[0], language=wish.language)


def _agreement(project: Project, wish: Wish) -> Figure:
    from qualcode.app.pairs.comparing import agreement
    from qualcode.app.projects.studies import list_codebooks, study_of
    from qualcode.export.svg import intervals_figure

    if study_of(project).stance is Stance.REFLEXIVE:
        raise NotAllowed(
            N_("The study's stance is reflexive: no agreement coefficient is printed.")
        )
    labels = {
        f"{book.id}:{code.key}": said(code.wording.label, wish.language) or code.key
        for book in list_codebooks(project)
        if wish.codebook in {None, book.id}
        for code in book.codes
    }
    report = agreement(project)
    if not any(row.code in labels for row in report.used):
        raise NotAllowed(N_("No code of this codebook was given by two coders who are compared."))
    return intervals_figure(report, labels, language=wish.language)


FIGURES: dict[str, Callable[[Project, Wish], Figure]] = {
    "figure-saturation": _saturation,
    "figure-codes": _codes,
    "figure-cooccurrence": _cooccurrence,
    "figure-heat": _heat,
    "figure-agreement": _agreement,
}
"""What can be drawn, by kind."""
