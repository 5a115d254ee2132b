"""The commands `chart` and `rate`: summaries of a framework chart, strength of determinants."""

from __future__ import annotations

from typing import Any

import click

from qualcode.cli.common import (
    PROJECT,
    acting_option,
    json_option,
    opened,
    print_json,
    print_rows,
    tell,
)
from qualcode.cli.declaring import option, steps
from qualcode.i18n import N_, _, plural
from qualcode.i18n.numbers import signed

by_option = option(
    "--by",
    default="case",
    show_default=True,
    help=N_("What the columns are: case, or an attribute."),
)


@steps("chart", help=N_("Framework charting: a summary for each code and column."))
@PROJECT
@click.pass_context
def chart_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


@chart_command.command("write", help=N_("Write the summary of CODE in COLUMN; none takes it away."))
@click.argument("code", metavar="CODE")
@click.argument("column", metavar="COLUMN")
@click.argument("words", metavar="[TEXT]", default="")
@by_option
@option("--coding", "concerns", multiple=True, metavar="GUID", help=N_("What it rests on."))
@acting_option
@click.pass_obj
def write_command(
    project: str,
    code: str,
    column: str,
    words: str,
    by: str,
    concerns: tuple[str, ...],
    acting: str | None,
) -> None:
    """Write or take away a summary."""
    from qualcode.app.analysis.charting import summarise

    with opened(project, acting) as held:
        summarise(held, code, column, words, by=by, concerns=concerns or None)
    tell(_("Kept.") if words.strip() else _("Taken away."))


@chart_command.command("list", help=N_("List the summaries, and say how far the chart is."))
@by_option
@option("--layer", default="analysis", show_default=True, help=N_("Whose codings."))
@acting_option
@json_option
@click.pass_obj
def list_command(project: str, by: str, layer: str, acting: str | None, *, as_json: bool) -> None:
    """List summaries."""
    from qualcode.app.analysis.charting import list_summaries, progress_of_chart

    with opened(project, acting, read_only=True) as held:
        found = list_summaries(held, by=by)
        progress = progress_of_chart(held, by=by, layer=layer)
    rows = [
        {
            "code": one.cell.code,
            "column": one.cell.value,
            "summary": one.words,
            "codings": list(one.concerns),
            "lost": one.lost,
        }
        for one in found
    ]
    headings = {"code": _("Code"), "column": _("Column"), "summary": _("Summary")}
    print_rows("chart", rows, headings, as_json=as_json)
    tell(
        _(
            "{written} of {n} cells in which something is coded have a summary.",
            written=progress.written,
            n=progress.to_write,
        )
    )
    if progress.unfounded:
        tell(
            plural(
                "{n} cell has a summary though nothing is coded there now.",
                "{n} cells have a summary though nothing is coded there now.",
                progress.unfounded,
            )
        )


@steps("rate", help=N_("Judge the strength of determinants, from −2 to +2."))
@PROJECT
@click.pass_context
def rate_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


@rate_command.command(
    "write",
    help=N_("Judge CODE in COLUMN: barrier2, barrier1, 0, lever1, lever2 (or -- -2 … 2), or none."),
    context_settings={"ignore_unknown_options": True},
)
@click.argument("code", metavar="CODE")
@click.argument("column", metavar="COLUMN")
@click.argument("strength", metavar="STRENGTH", type=click.Choice(
    ["-2", "-1", "0", "1", "2", "+1", "+2", "barrier2", "barrier1", "lever1", "lever2", "none"]
))  # fmt: skip
@click.argument("rationale", metavar="[WHY]", default="")
@by_option
@acting_option
@click.pass_obj
def judge_command(
    project: str,
    code: str,
    column: str,
    strength: str,
    rationale: str,
    by: str,
    acting: str | None,
) -> None:
    """Judge a cell, or take one's judgement back."""
    from qualcode.app.analysis.rating import rate

    number = (
        None if strength == "none" else int(strength.replace("barrier", "-").replace("lever", ""))
    )
    with opened(project, acting) as held:
        rate(held, code, column, number, by=by, rationale=rationale)
    tell(_("Kept.") if number is not None else _("Taken away."))


@rate_command.command("list", help=N_("List the ratings; another rater's once enough have judged."))
@by_option
@acting_option
@json_option
@click.pass_obj
def ratings_command(project: str, by: str, acting: str | None, *, as_json: bool) -> None:
    """List ratings."""
    from qualcode.app.analysis.rating import list_rated

    with opened(project, acting, read_only=True) as held:
        found = list_rated(held, by=by)
    rows: list[dict[str, Any]] = [
        {
            "code": one.cell.code,
            "column": one.cell.value,
            "rater": rating.rater,
            "strength": rating.strength if as_json else signed(rating.strength),
            "agreed": one.agreed,
            "waiting": one.waiting,
            "rationale": rating.rationale,
        }
        for one in found
        for rating in one.ratings
    ]
    headings = {"code": _("Code"), "column": _("Column"), "rater": _("Rater")}
    headings |= {"strength": _("Strength"), "rationale": _("Why")}
    print_rows("ratings", rows, headings, as_json=as_json)


@rate_command.command("suggest", help=N_("Say what the codings point to, once enough have judged."))
@click.argument("code", metavar="CODE")
@click.argument("column", metavar="COLUMN")
@by_option
@option("--layer", default="analysis", show_default=True, help=N_("Whose codings."))
@acting_option
@json_option
@click.pass_obj
def suggest_command(
    project: str, code: str, column: str, by: str, layer: str, acting: str | None, *, as_json: bool
) -> None:
    """Suggest a strength."""
    from qualcode.app.analysis.rating import suggested_strength

    with opened(project, acting, read_only=True) as held:
        found = suggested_strength(held, code, column, by=by, layer=layer)
    if as_json:
        print_json(
            {
                "schema": "qualcode.suggestion/1",
                "strength": found.strength,
                "mixed": found.mixed,
                "why": found.told(),
            }
        )
        return
    strength = "—" if found.strength is None else signed(found.strength)
    click.echo(f"{strength}  {found.told()}")
