"""The command `theme`: statements over codes, and what speaks against them."""

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
from qualcode.core.analysis.themes import MemberKind
from qualcode.i18n import _

THEME = click.argument("theme", metavar="THEME")
kind_option = click.option(
    "--kind",
    type=click.Choice([kind.value for kind in MemberKind]),
    default="code",
    show_default=True,
    help=_("What NAME is the name of; codings and memos go by their GUID."),
)


@click.group("theme", help=_("Themes: statements over codes, with what speaks against them."))
@PROJECT
@click.pass_context
def theme_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


@theme_command.command("add", help=_("Keep a new theme; prints its GUID."))
@click.argument("statement", metavar="STATEMENT")
@click.option("--under", metavar="THEME", help=_("The theme above it."))
@acting_option
@json_option
@click.pass_obj
def add_command(
    project: str, statement: str, under: str | None, acting: str | None, *, as_json: bool
) -> None:
    """Add a theme."""
    from qualcode.app.analysis.theming import add_theme

    with opened(project, acting) as held:
        guid = add_theme(held, statement, parent=under)
    if as_json:
        print_json({"schema": "qualcode.theme/1", "guid": guid})
    else:
        click.echo(guid)


@theme_command.command("reword", help=_("Give a theme another statement."))
@THEME
@click.argument("statement", metavar="STATEMENT")
@acting_option
@click.pass_obj
def reword_command(project: str, theme: str, statement: str, acting: str | None) -> None:
    """Reword a theme."""
    from qualcode.app.analysis.theming import reword_theme

    with opened(project, acting) as held:
        reword_theme(held, theme, statement)
    tell(_("Kept."))


@theme_command.command("move", help=_("Put a theme under another one, or at the top."))
@THEME
@click.option("--under", metavar="THEME", help=_("The theme above it."))
@acting_option
@click.pass_obj
def move_command(project: str, theme: str, under: str | None, acting: str | None) -> None:
    """Move a theme."""
    from qualcode.app.analysis.theming import move_theme

    with opened(project, acting) as held:
        move_theme(held, theme, under)
    tell(_("Kept."))


@theme_command.command("remove", help=_("Take a theme away; those under it come up."))
@THEME
@acting_option
@click.pass_obj
def remove_command(project: str, theme: str, acting: str | None) -> None:
    """Remove a theme."""
    from qualcode.app.analysis.theming import remove_theme

    with opened(project, acting) as held:
        remove_theme(held, theme)
    tell(_("Taken away."))


@theme_command.command("build", help=_("Build a theme on a code, coding or memo."))
@THEME
@click.argument("name", metavar="NAME")
@kind_option
@click.option("--against", is_flag=True, help=_("It speaks against the statement."))
@acting_option
@click.pass_obj
def build_command(
    project: str, theme: str, name: str, kind: str, acting: str | None, *, against: bool
) -> None:
    """Build a theme on something."""
    from qualcode.app.analysis.theming import build_theme_on

    with opened(project, acting) as held:
        build_theme_on(held, theme, MemberKind(kind), name, negative=against)
    tell(_("Kept."))


@theme_command.command("drop", help=_("Take a code, coding or memo out of a theme."))
@THEME
@click.argument("name", metavar="NAME")
@kind_option
@acting_option
@click.pass_obj
def drop_command(project: str, theme: str, name: str, kind: str, acting: str | None) -> None:
    """Take something out of a theme."""
    from qualcode.app.analysis.theming import take_out_of_theme

    with opened(project, acting) as held:
        take_out_of_theme(held, theme, MemberKind(kind), name)
    tell(_("Taken away."))


@theme_command.command("list", help=_("List the themes, each before those under it."))
@acting_option
@json_option
@click.pass_obj
def list_command(project: str, acting: str | None, *, as_json: bool) -> None:
    """List themes."""
    from qualcode.app.analysis.theming import list_themes
    from qualcode.core.analysis.themes import as_tree

    with opened(project, acting, read_only=True) as held:
        themes = list_themes(held)
    rows: list[dict[str, Any]] = [
        {
            "guid": theme.guid,
            "depth": depth,
            "parent": theme.parent,
            "statement": theme.statement if as_json else "  " * depth + theme.statement,
            "codes": list(theme.codes),
            "members": [
                {"kind": m.kind.value, "guid": m.guid, "name": m.name, "against": m.negative}
                for m in theme.members
            ],
            "short": theme.guid[:8],
            "against": len(theme.negative),
        }
        for depth, theme in as_tree(themes)
    ]
    headings = {"short": _("Theme"), "statement": _("Statement"), "codes": _("Codes")}
    headings |= {"against": _("Against")}
    print_rows("themes", rows, headings, as_json=as_json)
