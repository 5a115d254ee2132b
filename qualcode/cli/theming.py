"""The command `theme`: statements over codes, and what speaks against them."""

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
from qualcode.core.analysis.themes import MemberKind
from qualcode.i18n import N_, _

if TYPE_CHECKING:
    from qualcode.store.project import Project

THEME = click.argument("theme", metavar="THEME")
kind_option = option(
    "--kind",
    type=click.Choice([kind.value for kind in MemberKind]),
    default="code",
    show_default=True,
    help=N_("What NAME is the name of; codings and memos go by their GUID."),
)


def theme_guid(project: Project, named: str) -> str:
    """GUID of the theme that is meant: by its number as listed, its first words or its GUID.

    Raises:
        NotFound: there is none, or more than one.
    """
    from qualcode.app.analysis.theming import list_themes
    from qualcode.core.analysis.themes import named_theme

    return named_theme(list_themes(project), named).guid


@steps(
    "theme",
    help=N_(
        "Themes: statements over codes, with what speaks against them. THEME is the number of one "
        "as listed, or how it begins."
    ),
)
@PROJECT
@click.pass_context
def theme_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


@theme_command.command("add", help=N_("Keep a new theme; prints its GUID."))
@click.argument("statement", metavar="STATEMENT")
@option("--under", metavar="THEME", help=N_("The theme above it."))
@acting_option
@json_option
@click.pass_obj
def add_command(
    project: str, statement: str, under: str | None, acting: str | None, *, as_json: bool
) -> None:
    """Add a theme."""
    from qualcode.app.analysis.theming import add_theme

    with opened(project, acting) as held:
        guid = add_theme(held, statement, parent=theme_guid(held, under) if under else None)
    if as_json:
        print_json({"schema": "qualcode.theme/1", "guid": guid})
    else:
        click.echo(guid)


@theme_command.command("reword", help=N_("Give a theme another statement."))
@THEME
@click.argument("statement", metavar="STATEMENT")
@acting_option
@click.pass_obj
def reword_command(project: str, theme: str, statement: str, acting: str | None) -> None:
    """Reword a theme."""
    from qualcode.app.analysis.theming import reword_theme

    with opened(project, acting) as held:
        reword_theme(held, theme_guid(held, theme), statement)
    tell(_("Kept."))


@theme_command.command("move", help=N_("Put a theme under another one, or at the top."))
@THEME
@option("--under", metavar="THEME", help=N_("The theme above it."))
@acting_option
@click.pass_obj
def move_command(project: str, theme: str, under: str | None, acting: str | None) -> None:
    """Move a theme."""
    from qualcode.app.analysis.theming import move_theme

    with opened(project, acting) as held:
        move_theme(held, theme_guid(held, theme), theme_guid(held, under) if under else None)
    tell(_("Kept."))


@theme_command.command("remove", help=N_("Take a theme away; those under it come up."))
@THEME
@acting_option
@click.pass_obj
def remove_command(project: str, theme: str, acting: str | None) -> None:
    """Remove a theme."""
    from qualcode.app.analysis.theming import remove_theme

    with opened(project, acting) as held:
        remove_theme(held, theme_guid(held, theme))
    tell(_("Taken away."))


@theme_command.command("build", help=N_("Build a theme on a code, coding or memo."))
@THEME
@click.argument("name", metavar="NAME")
@kind_option
@option("--against", is_flag=True, help=N_("It speaks against the statement."))
@acting_option
@click.pass_obj
def build_command(
    project: str, theme: str, name: str, kind: str, acting: str | None, *, against: bool
) -> None:
    """Build a theme on something."""
    from qualcode.app.analysis.theming import build_theme_on

    with opened(project, acting) as held:
        build_theme_on(held, theme_guid(held, theme), MemberKind(kind), name, negative=against)
    tell(_("Kept."))


@theme_command.command("drop", help=N_("Take a code, coding or memo out of a theme."))
@THEME
@click.argument("name", metavar="NAME")
@kind_option
@acting_option
@click.pass_obj
def drop_command(project: str, theme: str, name: str, kind: str, acting: str | None) -> None:
    """Take something out of a theme."""
    from qualcode.app.analysis.theming import take_out_of_theme

    with opened(project, acting) as held:
        take_out_of_theme(held, theme_guid(held, theme), MemberKind(kind), name)
    tell(_("Taken away."))


@theme_command.command("list", help=N_("List the themes, each before those under it."))
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
            "number": number,
            "guid": theme.guid,
            "depth": depth,
            "parent": theme.parent,
            "statement": theme.statement if as_json else "  " * depth + theme.statement,
            "codes": list(theme.codes),
            "members": [
                {"kind": m.kind.value, "guid": m.guid, "name": m.name, "against": m.negative}
                for m in theme.members
            ],
            "against": len(theme.negative),
        }
        for number, (depth, theme) in enumerate(as_tree(themes), 1)
    ]
    headings = {"number": _("Theme"), "statement": _("Statement"), "codes": _("Codes")}
    headings |= {"against": _("Against")}
    print_rows("themes", rows, headings, as_json=as_json)
