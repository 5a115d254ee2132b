"""The command `quote`: quotations chosen for print, and how fair the choice is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from qualcode.cli.theming import theme_guid
from qualcode.core.analysis.selection import Edits, Insertion
from qualcode.core.errors import NotFound, UsageProblem
from qualcode.core.spans import Span
from qualcode.i18n import N_, _
from qualcode.i18n.numbers import percent

if TYPE_CHECKING:
    from qualcode.app.analysis.selecting import Chosen
    from qualcode.core.analysis.selection import Balance

QUOTE = click.argument("quote", metavar="QUOTE")
code_option = option("--code", metavar="CODE", help=N_("The code that it shows."))
theme_option = option("--theme", metavar="THEME", help=N_("The theme that it shows."))


@steps("quote", help=N_("Choose quotations for print; cut, emphasise and translate them."))
@PROJECT
@click.pass_context
def quote_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


@quote_command.command("choose", help=N_("Choose the words of a coding; prints the GUID."))
@click.argument("coding", metavar="CODING")
@code_option
@theme_option
@acting_option
@click.pass_obj
def choose_command(
    project: str, coding: str, code: str | None, theme: str | None, acting: str | None
) -> None:
    """Choose a quotation."""
    from qualcode.app.analysis.selecting import choose_quotation

    with opened(project, acting) as held:
        guid = theme_guid(held, theme) if theme else None
        click.echo(choose_quotation(held, coding, code=code, theme=guid))


@quote_command.command("edit", help=N_("Say how a chosen quotation is printed."))
@QUOTE
@option("--cut", multiple=True, metavar="WORDS", help=N_("Words to leave out: […]."))
@option("--bold", multiple=True, metavar="WORDS", help=N_("Words to emphasise."))
@option(
    "--insert",
    nargs=2,
    multiple=True,
    metavar="BEFORE WORDS",
    help=N_("Words of yours in brackets, before others."),
)
@acting_option
@click.pass_obj
def edit_command(
    project: str,
    quote: str,
    cut: tuple[str, ...],
    bold: tuple[str, ...],
    insert: tuple[tuple[str, str], ...],
    acting: str | None,
) -> None:
    """Edit how a quotation is printed; without options, as it was said."""
    from qualcode.app.analysis.selecting import edit_quotation, list_chosen

    with opened(project, acting) as held:
        words = [c.selected.quotation for c in list_chosen(held) if _is(c, quote)]
        said = words[0] if len(words) == 1 else ""
        edits = Edits(
            cuts=tuple(_place(said, part) for part in cut),
            insertions=tuple(Insertion(_place(said, at).start, new) for at, new in insert),
            emphasis=tuple(_place(said, part) for part in bold),
        )
        edit_quotation(held, quote, edits)
    tell(_("Kept."))


def _is(chosen: Chosen, quote: str) -> bool:
    return bool(quote) and chosen.selected.guid.startswith(quote)


def _place(said: str, words: str) -> Span:
    """Where words stand in a quotation, the only time they do."""
    if not words or said.count(words) > 1:
        raise UsageProblem(
            N_("“{words}” stands there more than once: give more of the words."), words=words
        )
    if words not in said:
        raise NotFound(N_("“{words}” does not stand in the quotation."), words=words)
    start = said.index(words)
    return Span(start, start + len(words))


@quote_command.command("translate", help=N_("Give a chosen quotation a translation."))
@QUOTE
@click.argument("words", metavar="[TEXT]", default="")
@option("--translator", default="", help=N_("Who translated it, or with what."))
@acting_option
@click.pass_obj
def translate_command(
    project: str, quote: str, words: str, translator: str, acting: str | None
) -> None:
    """Translate a quotation."""
    from qualcode.app.analysis.selecting import translate_quotation

    with opened(project, acting) as held:
        translate_quotation(held, quote, words, translator)
    tell(_("Kept.") if words.strip() else _("Taken away."))


@quote_command.command("drop", help=N_("Take a quotation out of the choice."))
@QUOTE
@acting_option
@click.pass_obj
def drop_command(project: str, quote: str, acting: str | None) -> None:
    """Drop a quotation."""
    from qualcode.app.analysis.selecting import drop_quotation

    with opened(project, acting) as held:
        drop_quotation(held, quote)
    tell(_("Taken away."))


@quote_command.command("list", help=N_("List the chosen quotations, and how fair the choice is."))
@code_option
@theme_option
@acting_option
@json_option
@click.pass_obj
def list_command(
    project: str, code: str | None, theme: str | None, acting: str | None, *, as_json: bool
) -> None:
    """List chosen quotations."""
    from qualcode.app.analysis.selecting import balance_of_choice, list_chosen

    with opened(project, acting, read_only=True) as held:
        guid = theme_guid(held, theme) if theme else None
        rows = [_row(one) for one in list_chosen(held, code=code, theme=guid)]
        fair = balance_of_choice(held, code=code, theme=guid)
    if as_json:
        document = {"schema": "qualcode.chosen/1", "rows": rows, "balance": _balance(fair)}
        print_json(document)
        return
    headings = {"short": _("Quotation"), "case": _("Case"), "group": _("Group")}
    headings |= {"code": _("Code"), "length": _("Length"), "printed": _("Printed")}
    print_rows("chosen", rows, headings, as_json=False)
    if fair.quotations:
        tell(
            _(
                "{n} quotations of {people} people; {name} has {share} of them.",
                n=fair.quotations,
                people=fair.participants,
                name=fair.most_quoted or "—",
                share=percent(fair.largest_share),
            )
        )
    for group, n in fair.groups:
        if not n:
            tell(_("Nobody of the group “{group}” is quoted.", group=group))


def _row(one: Chosen) -> dict[str, Any]:
    return {
        "guid": one.selected.guid,
        "short": one.selected.guid[:8],
        "source": one.selected.source,
        "start": one.selected.span.start,
        "end": one.selected.span.end,
        "address": one.address,
        "case": one.case.name if one.case else None,
        "group": one.group,
        "code": one.selected.code,
        "theme": one.selected.theme,
        "quotation": one.selected.quotation,
        "printed": "".join(run.text for run in one.runs),
        "length": one.length,
        "to_confirm": one.to_confirm,
        "translation": one.selected.translation,
        "translator": one.selected.translator,
    }


def _balance(fair: Balance) -> dict[str, Any]:
    return {
        "quotations": fair.quotations,
        "participants": fair.participants,
        "largest_share": fair.largest_share,
        "most_quoted": fair.most_quoted,
        "groups": dict(fair.groups),
    }
