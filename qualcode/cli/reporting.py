"""The command `checklist`: COREQ and SRQR filled from the project, open items answered once."""

from __future__ import annotations

from typing import Any

import click

from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_rows, tell
from qualcode.cli.declaring import steps
from qualcode.core.codebook import said
from qualcode.i18n import N_, _


@steps("checklist", help=N_("Reporting checklists (coreq, srqr), filled from the project."))
@PROJECT
@click.pass_context
def checklist_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


@checklist_command.command("show", help=N_("Show a checklist with what is known to each item."))
@click.argument("name", metavar="coreq|srqr")
@acting_option
@json_option
@click.pass_obj
def show_command(project: str, name: str, acting: str | None, *, as_json: bool) -> None:
    """Show a checklist."""
    from qualcode.app.publishing.reporting import fill_checklist

    with opened(project, acting, read_only=True) as held:
        items = fill_checklist(held, name)
    rows: list[dict[str, Any]] = [
        {
            "number": one.item.number,
            "item": said(one.item.label),
            "mode": one.item.mode.value,
            "status": one.status.value if as_json else _(one.status.label),
            "reported": one.words,
            "shown_by": one.evidence,
        }
        for one in items
    ]
    headings = {"number": _("No."), "item": _("Item"), "status": _("Status")}
    headings |= {"reported": _("What is reported")}
    print_rows("checklist", rows, headings, as_json=as_json)


@checklist_command.command(
    "answer", help=N_("Answer an item, such as coreq:2; none takes it back.")
)
@click.argument("item", metavar="ITEM")
@click.argument("words", metavar="[TEXT]", default="")
@acting_option
@click.pass_obj
def answer_command(project: str, item: str, words: str, acting: str | None) -> None:
    """Answer an item."""
    from qualcode.app.publishing.reporting import answer

    with opened(project, acting) as held:
        answer(held, item, words)
    tell(_("Kept.") if words.strip() else _("Taken away."))
