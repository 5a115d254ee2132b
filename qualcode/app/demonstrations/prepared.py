"""What a demonstration shows ready-made beside codings: themes, joint display, quotations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.analysis.displaying import add_joint_row
from qualcode.app.analysis.selecting import choose_quotation, edit_quotation
from qualcode.app.analysis.theming import add_theme, build_theme_on
from qualcode.app.coding.reading import list_codings
from qualcode.core.analysis.displays import Aggregate, Fit
from qualcode.core.analysis.selection import Edits
from qualcode.core.analysis.themes import MemberKind
from qualcode.core.errors import NotFound
from qualcode.core.revisions.anchors import locate
from qualcode.core.spans import Span
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.core.coding import Coding
    from qualcode.store.project import Project

ANALYST = "C1"
"""Who makes the analysis of a demonstration."""


def bring_analysis(project: Project, examples: Path) -> None:
    """Bring themes, figures beside them and chosen quotations, where the folder has any.

    Raises:
        NotFound: a theme, code or quotation is not there.
        Mistakes: a table lacks a column.
    """
    project.acting = ANALYST
    themes = _bring_themes(project, examples / "themes.csv")
    _bring_figures(project, examples / "figures.csv", themes)
    _bring_quotations(project, examples / "quotes.csv")
    project.acting = None


def rows_of(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a table of the examples; none where there is no such file."""
    from qualcode.interop.csv_table import read_table

    return [dict(row.cells) for row in read_table(path, columns).rows] if path.exists() else []


def _bring_themes(project: Project, path: Path) -> dict[str, str]:
    """Themes as statements over codes; gives their GUIDs by the name that the table uses."""
    guids = {}
    for row in rows_of(path, ("theme", "statement", "codes", "against")):
        guid = guids[row["theme"]] = add_theme(project, row["statement"])
        for column, negative in (("codes", False), ("against", True)):
            for code in row[column].split():
                build_theme_on(project, guid, MemberKind.CODE, code, negative=negative)
    return guids


def _bring_figures(project: Project, path: Path, themes: dict[str, str]) -> None:
    columns = ("topic", "value", "source", "n", "theme", "code", "fit", "inference")
    for row in rows_of(path, columns):
        figure = Aggregate(
            row["topic"], row["value"], row["source"], int(row["n"]) if row["n"] else None
        )
        add_joint_row(
            project,
            figure,
            Fit(row["fit"]),
            theme=themes.get(row["theme"]),
            code=row["code"] or None,
            inference=row["inference"],
        )


def _bring_quotations(project: Project, path: Path) -> None:
    """Quotations for print; what is bold or cut is named by its words, parted by bars."""
    for row in rows_of(path, ("source", "words", "code", "emphasis", "cuts")):
        coding = _coding(project, row)
        edits = Edits(
            cuts=_places(coding.quotation, row["cuts"]),
            emphasis=_places(coding.quotation, row["emphasis"]),
        )
        edit_quotation(project, choose_quotation(project, coding.guid), edits)


def _coding(project: Project, row: dict[str, str]) -> Coding:
    given = list_codings(project, source=row["source"], coder=ANALYST, code=row["code"])
    found = [coding for coding in given if row["words"] in coding.quotation]
    if len(found) != 1:
        raise NotFound(N_("{source}: one coding as {code} is expected on “{words}”."), **row)
    return found[0]


def _places(quotation: str, named: str) -> tuple[Span, ...]:
    words = [one.strip() for one in named.split("|")]
    return tuple(locate(quotation, one) for one in words if one)
