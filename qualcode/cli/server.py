"""The commands `server` and `copy`: a project on PostgreSQL, its logins, its way there and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
from qualcode.cli.declaring import command, option, steps
from qualcode.cli.exchange import passphrase_for, passphrase_option
from qualcode.core.errors import UsageProblem
from qualcode.i18n import N_, _, plural

if TYPE_CHECKING:
    from qualcode.store.postgres.copying import CopyReport

LOGIN = click.argument("login", metavar="LOGIN")


@steps("server", help=N_("A project on PostgreSQL: who may sign in, and what they see."))
@PROJECT
@click.pass_context
def server_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


@server_command.command("sql", help=N_("Print what the administrator runs first."))
@option("--owner", required=True, metavar="LOGIN", help=N_("Who will own the project."))
@option("--login", "logins", multiple=True, metavar="LOGIN", help=N_("A coder or reader."))
@click.pass_obj
def sql_step(project: str, /, owner: str, logins: tuple[str, ...]) -> None:
    """Print SQL for psql; nothing is asked of the server."""
    from qualcode.app.projects.server import administrators_sql
    from qualcode.store.engine import server_url

    click.echo(administrators_sql(server_url(project).database or "qualcode", owner, logins))


@server_command.command("grant", help=N_("Let a login in: as a coder, or to read only."))
@LOGIN
@option("--coder", metavar="NAME", help=N_("Whose layer it writes, and whose eyes it has."))
@option("--codebook", is_flag=True, help=N_("Let this coder work on the codebook too."))
@option("--reader", is_flag=True, help=N_("It reads and writes nothing."))
@acting_option
@click.pass_obj
def grant_step(
    project: str,
    /,
    login: str,
    coder: str | None,
    acting: str | None,
    *,
    codebook: bool,
    reader: bool,
) -> None:
    """Grant a login its rights."""
    from qualcode.app.projects.server import grant_login

    if (coder is None and not reader) or (reader and codebook):
        raise UsageProblem(N_("Say --coder NAME for who codes, or --reader for who reads only."))
    may = "reader" if reader else "codebook" if codebook else "coder"
    with opened(project, acting) as held:
        grant_login(held, login, coder=coder, may=may)
    if reader:
        tell(_("{login} may read, and write nothing.", login=login))
    else:
        tell(_("{login} may sign in, and codes as {coder}.", login=login, coder=coder))


@server_command.command("withdraw", help=N_("Take every right in the project from a login."))
@LOGIN
@acting_option
@click.pass_obj
def withdraw_step(project: str, /, login: str, acting: str | None) -> None:
    """Withdraw a login."""
    from qualcode.app.projects.server import withdraw_login

    with opened(project, acting) as held:
        had = withdraw_login(held, login)
    if had:
        tell(_("{login} has no rights in the project any more.", login=login))
    else:
        tell(_("{login} had no rights in the project.", login=login))


@server_command.command(
    "logins", help=N_("List who may sign in; exit 1 where a gate does not hold.")
)
@json_option
@click.pass_obj
def logins_step(project: str, /, *, as_json: bool) -> None:
    """List the logins."""
    from qualcode.app.projects.server import server_logins

    with opened(project, read_only=True) as held:
        found = server_logins(held)
    rows = [
        {
            "login": login.name,
            "coder": login.coder,
            "may": login.may.value,
            "warnings": [_(warning) for warning in login.warnings],
        }
        for login in found
    ]
    headings = {
        "login": _("Login"),
        "coder": _("Coder"),
        "may": _("Rights"),
        "warnings": _("Warnings"),
    }
    print_rows("logins", rows, headings, as_json=as_json)
    if any(login.warnings for login in found):
        click.get_current_context().exit(1)


@server_command.command("renew", help=N_("Make anew what shows logins what they may see."))
@acting_option
@click.pass_obj
def renew_step(project: str, /, acting: str | None) -> None:
    """Set up anew."""
    from qualcode.app.projects.server import set_up_server

    with opened(project, acting) as held:
        set_up_server(held)
    tell(_("Views, rules and rights have been made anew."))


def _copied(report: CopyReport) -> str:
    if report.rows is None:
        return _("Copied and compared: {where}", where=report.where)
    return plural(
        "Copied and compared, {n} row in {tables} tables: {where}",
        "Copied and compared, {n} rows in {tables} tables: {where}",
        sum(report.rows.values()),
        tables=len(report.rows),
        where=report.where,
    )


@command("copy", help=N_("Copy a project from a file to a server, or back; compared row by row."))
@PROJECT
@click.argument("target", metavar="TARGET")
@option("--encrypt", is_flag=True, help=N_("Encrypt it under a passphrase."))
@passphrase_option
@acting_option
@json_option
def copy_command(
    project: str,
    target: str,
    passphrase_file: Path | None,
    acting: str | None,
    *,
    encrypt: bool,
    as_json: bool,
) -> None:
    """Copy a project; it stays where it is."""
    from qualcode.app.projects.server import copy_project

    passphrase = passphrase_for(passphrase_file, anew=True) if encrypt else None
    with opened(project, acting, read_only=True) as held:
        report = copy_project(held, target, passphrase=passphrase)
    if as_json:
        tables = [
            {"table": name, "rows": n, "sha256": report.digests[name]}
            for name, n in (report.rows or {}).items()
        ]
        print_json({"schema": "qualcode.copy/1", "where": report.where, "tables": tables})
        return
    tell(_copied(report))
    tell(_("{project} stays as it is: from now on work in one of the two only.", project=project))
