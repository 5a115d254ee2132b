"""For notebooks: answers, matrices and agreement as pandas data frames, and figures that show.

What stands in a notebook is for the team: nothing of it is entered into the ledger of exports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.app.coding.queries import run_query
from qualcode.app.coding.reading import load_transcript
from qualcode.app.programs.tidy import data_frame
from qualcode.app.publishing.figures import drawn_figure
from qualcode.app.publishing.matrix_files import figures
from qualcode.app.publishing.wishes import Wish
from qualcode.core.address import address_of
from qualcode.i18n import current_language, translate

if TYPE_CHECKING:
    from qualcode.core.agreement.report import AgreementReport, CodeAgreement
    from qualcode.core.tables.crosstab import Crosstab
    from qualcode.store.project import Project

_COEFFICIENTS = ("percent", "dice", "kappa", "alpha", "ac1")


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure as it shows in a notebook."""

    svg: str
    """The drawing."""
    title: str
    description: str
    """What it shows, for those who do not see it."""

    def _repr_svg_(self) -> str:
        return self.svg


def query_rows(project: Project, text: str, *, layer: str | None = None) -> list[dict[str, Any]]:
    """The passages that answer a question, one row each.

    Args:
        project: an open project; what its acting coder may not see is not looked at.
        text: the question, as in `qualcode query`: `distance[barrier] not proches`.
        layer: `analysis`, `consensus`, `all`, or a coder's name; as `run_query` chooses where None.

    Returns:
        Rows of `source`, `address`, `case`, `codes` (`codebook:key`), `valences`, `quotation`.

    Raises:
        UsageProblem: the question cannot be read.
        NotFound: it names what the project does not hold.
        NotAllowed: the layer has no source yet.
    """
    found = run_query(project, text, layer=layer).passages
    names = {one.passage.source for one in found}
    transcripts = {name: load_transcript(project, name) for name in names}
    return [
        {
            "source": one.passage.source,
            "address": address_of(transcripts[one.passage.source], one.passage.span),
            "case": "; ".join(one.passage.cases),
            "codes": "; ".join(dict.fromkeys(coding.ref for coding in one.passage.codings)),
            "valences": "; ".join(
                dict.fromkeys(coding.valence.value for coding in one.passage.codings)
            ),
            "quotation": one.quotation,
        }
        for one in found
    ]


def query_frame(project: Project, text: str, *, layer: str | None = None) -> Any:
    """The rows of `query_rows` as a pandas data frame.

    Args:
        project: an open project.
        text: the question.
        layer: whose codings are looked at.

    Returns:
        A `pandas.DataFrame`, one row a passage.

    Raises:
        InputProblem: pandas is not installed.
        UsageProblem: the question cannot be read.
        NotFound: it names what the project does not hold.
        NotAllowed: the layer has no source yet.
    """
    return data_frame(query_rows(project, text, layer=layer))


def matrix_frame(table: Crosstab) -> Any:
    """Every figure of a matrix as a pandas data frame, one row a cell and side.

    Args:
        table: one of those that `matrices` gives.

    Returns:
        A `pandas.DataFrame`; rows without a column are those of all columns together.

    Raises:
        InputProblem: pandas is not installed.
    """
    return data_frame(figures(table))


def agreement_rows(report: AgreementReport) -> list[dict[str, Any]]:
    """A report on agreement, one row a code that was used and a last one of all pooled.

    Args:
        report: what `agreement` gives.

    Returns:
        Rows of `code` (empty for all pooled), `units`, `both`, and for `percent`, `dice`, `kappa`,
        `alpha` and `ac1` the value, `_low` and `_high` of its interval and `_why` where there is
        no value.
    """
    return [_agreement_row(row) for row in (*report.used, report.overall)]


def agreement_frame(report: AgreementReport) -> Any:
    """The rows of `agreement_rows` as a pandas data frame.

    Args:
        report: what `agreement` gives.

    Returns:
        A `pandas.DataFrame`; what is not computable is missing, and why stands beside it.

    Raises:
        InputProblem: pandas is not installed.
    """
    return data_frame(agreement_rows(report))


def _agreement_row(row: CodeAgreement) -> dict[str, Any]:
    found: dict[str, Any] = {"code": row.code, "units": row.units, "both": row.both}
    for name in _COEFFICIENTS:
        estimate = getattr(row, name)
        found |= {
            name: estimate.value,
            f"{name}_low": estimate.low,
            f"{name}_high": estimate.high,
            f"{name}_why": translate(estimate.reason) if estimate.reason else "",
        }
    return found


def plot(project: Project, kind: str, wish: Wish | None = None) -> Plot:
    """A figure that shows in a notebook; to write one to a file there is `export_figure`.

    Args:
        project: an open project.
        kind: `codes`, `cooccurrence`, `heat`, `saturation` or `agreement`.
        wish: language, layer, codebook and columns; all in the current language where None.

    Returns:
        The figure as SVG, with its title and a description.

    Raises:
        NotFound: no such figure, codebook, attribute or layer.
        NotAllowed: there is nothing to draw, or the stance of the study is reflexive.
    """
    figure = drawn_figure(project, f"figure-{kind}", wish or Wish(current_language()))
    return Plot(figure.svg(), figure.title, figure.description)
