"""The commands `joint` and `objective`: figures beside themes, determinants turned into aims."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_rows, tell
from qualcode.cli.declaring import option, steps
from qualcode.cli.theming import theme_guid
from qualcode.core.analysis.displays import Aggregate, Fit
from qualcode.i18n import N_, _, plural


@steps("joint", help=N_("Joint display: figures beside themes, and how they fit."))
@PROJECT
@click.pass_context
def joint_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


@joint_command.command("add", help=N_("Put a figure, or those of a file, beside a theme or code."))
@click.argument("topic", metavar="[TOPIC]", default="")
@click.argument("value", metavar="[VALUE]", default="")
@option(
    "--file",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("CSV or JSON with topic, value, source, n."),
)
@option("--source", default="", help=N_("Where the figure comes from."))
@option("--n", type=int, help=N_("How many it describes."))
@option(
    "--fit",
    type=click.Choice([fit.value for fit in Fit]),
    required=True,
    help=N_("How what people say stands to the figure."),
)
@option("--theme", metavar="THEME", help=N_("The theme beside it."))
@option("--code", metavar="CODE", help=N_("The code beside it."))
@option("--inference", default="", help=N_("What both say together."))
@acting_option
@click.pass_obj
def add_command(
    project: str,
    topic: str,
    value: str,
    file: Path | None,
    source: str,
    n: int | None,
    fit: str,
    theme: str | None,
    code: str | None,
    inference: str,
    acting: str | None,
) -> None:  # fmt: skip
    """Add rows to the joint display."""
    from qualcode.app.analysis.displaying import add_joint_rows, read_aggregates

    figures = read_aggregates(file) if file else [Aggregate(topic, value, source, n)]
    with opened(project, acting) as held:
        added = add_joint_rows(
            held,
            figures,
            Fit(fit),
            theme=theme_guid(held, theme) if theme else None,
            code=code,
            inference=inference,
        )
    tell(plural("{n} figure.", "{n} figures.", len(added)))


@joint_command.command("list", help=N_("List the rows of the joint display."))
@acting_option
@json_option
@click.pass_obj
def joint_list_command(project: str, acting: str | None, *, as_json: bool) -> None:
    """List the joint display."""
    from qualcode.app.analysis.displaying import list_joint_rows

    with opened(project, acting, read_only=True) as held:
        found = list_joint_rows(held)
    rows: list[dict[str, Any]] = [
        {
            "guid": row.guid,
            "short": row.guid[:8],
            "topic": row.aggregate.topic,
            "value": row.aggregate.value,
            "source": row.aggregate.source,
            "n": row.aggregate.n,
            "fit": row.fit.value,
            "theme": row.theme,
            "code": row.code,
            "inference": row.inference,
        }
        for row in found
    ]
    headings = {"short": _("Row"), "topic": _("Topic"), "value": _("Figure"), "n": "n"}
    headings |= {"fit": _("Fit"), "inference": _("Meta-inference")}
    labels = {"fit": {fit.value: _(fit.label) for fit in Fit}}
    print_rows("joint", rows, headings, as_json=as_json, labels=labels)


@joint_command.command("change", help=N_("Change a row: only what is given; “-” empties it."))
@click.argument("row", metavar="ROW")
@option("--topic", help=N_("What the figure is about."))
@option("--value", help=N_("The figure, as it is printed."))
@option("--source", help=N_("Where the figure comes from."))
@option("--n", type=int, help=N_("How many it describes."))
@option(
    "--fit",
    type=click.Choice([fit.value for fit in Fit]),
    help=N_("How what people say stands to the figure."),
)
@option("--theme", metavar="THEME", help=N_("The theme beside it."))
@option("--code", metavar="CODE", help=N_("The code beside it."))
@option("--inference", help=N_("What both say together."))
@acting_option
@click.pass_obj
def joint_change_command(project: str, /, row: str, acting: str | None, **given: Any) -> None:
    """Change a row of the joint display."""
    from qualcode.app.analysis.displaying import change_joint_row, joint_row

    told = {name: "" if value == "-" else value for name, value in given.items()
            if value is not None}  # fmt: skip
    with opened(project, acting) as held:
        before = joint_row(held, row)
        facts = ("topic", "value", "source", "n")
        figure: dict[str, Any] = {name: told[name] for name in facts if name in told}
        after = replace(before, aggregate=replace(before.aggregate, **figure))
        if "fit" in told:
            after = replace(after, fit=Fit(told["fit"]))
        if "theme" in told or "code" in told:
            named = told.get("theme")
            beside = theme_guid(held, named) if named else None, told.get("code") or None
            after = replace(after, theme=beside[0], code=beside[1])
        if "inference" in told:
            after = replace(after, inference=told["inference"])
        change_joint_row(held, after)
    tell(_("Changed."))


@joint_command.command("remove", help=N_("Take a row out of the joint display."))
@click.argument("row", metavar="ROW")
@acting_option
@click.pass_obj
def joint_remove_command(project: str, row: str, acting: str | None) -> None:
    """Remove a row."""
    from qualcode.app.analysis.displaying import remove_joint_row

    with opened(project, acting) as held:
        remove_joint_row(held, row)
    tell(_("Taken away."))


@steps("objective", help=N_("Change objectives: what must change for whom to do what."))
@PROJECT
@click.pass_context
def objective_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


@objective_command.command("add", help=N_("Say what must change in CODE so that ACTOR does it."))
@click.argument("code", metavar="CODE")
@click.argument("actor", metavar="ACTOR")
@click.argument("performance", metavar="WHAT_THEY_DO")
@click.argument("words", metavar="WHAT_CHANGES")
@option("--coding", "concerns", multiple=True, metavar="GUID", help=N_("What it rests on."))
@acting_option
@click.pass_obj
def objective_add_command(
    project: str,
    code: str,
    actor: str,
    performance: str,
    words: str,
    concerns: tuple[str, ...],
    acting: str | None,
) -> None:
    """Add a change objective."""
    from qualcode.app.analysis.displaying import add_change_objective

    with opened(project, acting) as held:
        click.echo(add_change_objective(held, code, actor, performance, words, concerns=concerns))


@objective_command.command("list", help=N_("List the change objectives."))
@acting_option
@json_option
@click.pass_obj
def objective_list_command(project: str, acting: str | None, *, as_json: bool) -> None:
    """List change objectives."""
    from qualcode.app.analysis.displaying import list_change_objectives

    with opened(project, acting, read_only=True) as held:
        found = list_change_objectives(held)
    rows: list[dict[str, Any]] = [
        {
            "guid": one.guid,
            "short": one.guid[:8],
            "code": one.code,
            "actor": one.actor,
            "performance": one.performance,
            "objective": one.words,
            "codings": list(one.concerns),
        }
        for one in found
    ]
    headings = {"short": _("Row"), "code": _("Code"), "actor": _("Actor")}
    headings |= {"performance": _("What they do"), "objective": _("What changes")}
    print_rows("objectives", rows, headings, as_json=as_json)


@objective_command.command("change", help=N_("Change an objective: only what is given."))
@click.argument("row", metavar="ROW")
@option("--code", metavar="CODE", help=N_("The determinant."))
@option("--actor", help=N_("Who has to act."))
@option("--performance", help=N_("What they do."))
@option("--words", help=N_("What changes."))
@acting_option
@click.pass_obj
def objective_change_command(project: str, /, row: str, acting: str | None, **given: Any) -> None:
    """Change a change objective."""
    from qualcode.app.analysis.displaying import change_change_objective, change_objective

    told = {name: value for name, value in given.items() if value is not None}
    with opened(project, acting) as held:
        change_change_objective(held, replace(change_objective(held, row), **told))
    tell(_("Changed."))


@objective_command.command("remove", help=N_("Take a change objective away."))
@click.argument("row", metavar="ROW")
@acting_option
@click.pass_obj
def objective_remove_command(project: str, row: str, acting: str | None) -> None:
    """Remove a change objective."""
    from qualcode.app.analysis.displaying import remove_change_objective

    with opened(project, acting) as held:
        remove_change_objective(held, row)
    tell(_("Taken away."))
