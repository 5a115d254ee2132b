"""Commands that keep a project safe: check, backup, restore."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from qualcode.cli.common import PROJECT, json_option, opened, print_json, tell
from qualcode.cli.declaring import command, option
from qualcode.cli.exchange import passphrase_for, passphrase_option
from qualcode.cli.waiting import waiting
from qualcode.i18n import N_, _

FILE = click.Path(path_type=Path)


@command("check", help=N_("Look at everything that must be true; exit 1 if something is not."))
@PROJECT
@option(
    "--repair",
    "mend",
    is_flag=True,
    help=N_("Mend what a backup proves to have been otherwise; the damaged file is kept."),
)
@json_option
def check_command(project: str, *, mend: bool, as_json: bool) -> None:
    """Check a project."""
    from qualcode.app.projects.keeping import check_project
    from qualcode.store.opening import open_project

    if mend:
        _mend(Path(project))
    with open_project(project, read_only=True) as held:
        with waiting() as progress:
            report = check_project(held, progress)
        around = held.warnings
    problems = [(problem.where, _(problem.msgid, **problem.params)) for problem in report.problems]
    if as_json:
        print_json(
            {
                "schema": "qualcode.check/1",
                "problems": [{"where": where, "what": what} for where, what in problems],
                "texts": report.texts,
                "quotations": report.quotations,
                "turns": report.turns,
                "rows": report.rows,
                "entries": report.entries,
            }
        )
    else:
        for problem in report.problems:
            click.echo(str(problem))
        for warning in around:
            tell(str(warning))
        tell(
            _(
                "Looked at {texts} texts, {quotations} quotations, {turns} turns, {rows} rows and "
                "{entries} journal entries: {n} problems.",
                texts=report.texts,
                quotations="—" if report.quotations is None else report.quotations,
                turns=report.turns,
                rows=report.rows or "—",
                entries="—" if report.entries is None else report.entries,
                n=len(problems),
            )
        )
    if problems:
        click.get_current_context().exit(1)


def _mend(project: Path) -> None:
    from qualcode.app.projects.keeping import repair_project

    with waiting() as progress:
        report = repair_project(project, progress)
    if report.kept is None:
        tell(_("Nothing to mend."))
        return
    for table, n in report.mended.items():
        tell(_("Mended: {n} rows of {table}.", n=n, table=table))
    for table, n in report.lost.items():
        tell(_("Lost: {n} rows of {table} that no backup holds.", n=n, table=table))
    tell(_("Indexes were made anew. The damaged file is kept: {file}", file=str(report.kept)))


def _counted(rows: Mapping[str, int] | None) -> int | str:
    """All rows together; a dash where an open round hides how many there are."""
    return "—" if rows is None else sum(rows.values())


@command("backup", help=N_("Copy a project, then open and count the copy."))
@PROJECT
@click.argument("target", metavar="[FILE]", required=False, type=FILE)
def backup_command(project: str, target: Path | None) -> None:
    """Back a project up."""
    from qualcode.app.projects.keeping import back_up_project

    with opened(project, read_only=True) as held, waiting() as progress:
        report = back_up_project(held, target, progress)
    tell(_("Backed up and verified, {n} rows:", n=_counted(report.rows)))
    click.echo(report.file)


@command(
    "restore",
    help=N_("Put a backup in the place of a project, named in either order; nothing is lost."),
)
@click.argument("backup", metavar="BACKUP")
@PROJECT
def restore_command(backup: str, project: str) -> None:
    """Restore a backup."""
    from qualcode.app.projects.keeping import restore_in_any_order

    with waiting() as progress:
        report = restore_in_any_order(backup, project, progress)
    tell(
        _(
            "Restored and verified, {n} rows: {file}",
            n=_counted(report.rows),
            file=str(report.file),
        )
    )
    if report.replaced is not None:
        tell(_("What was there is kept: {file}", file=str(report.replaced)))


@command("encrypt", help=N_("Make an encrypted copy of a project."))
@PROJECT
@click.argument("out", metavar="OUT", type=FILE)
@passphrase_option
def encrypt_command(project: str, out: Path, passphrase_file: Path | None) -> None:
    """Encrypt into a copy."""
    from qualcode.app.projects.keeping import encrypt_project

    passphrase = passphrase_for(passphrase_file, anew=True)
    with waiting() as progress:
        report = encrypt_project(Path(project), out, passphrase, progress)
    tell(_("Encrypted and verified, {n} rows:", n=_counted(report.rows)))
    click.echo(report.file)
    tell(
        _(
            "{project} is still there in clear, with its backups: destroy them once you have "
            "opened the copy. Without the passphrase nobody can read it, not you either.",
            project=project,
        )
    )


@command("decrypt", help=N_("Make a copy in clear of an encrypted project."))
@PROJECT
@click.argument("out", metavar="OUT", type=FILE)
def decrypt_command(project: str, out: Path) -> None:
    """Decrypt into a copy."""
    from qualcode.app.projects.keeping import decrypt_project

    with waiting() as progress:
        report = decrypt_project(Path(project), out, progress)
    tell(_("Decrypted and verified, {n} rows:", n=_counted(report.rows)))
    click.echo(report.file)
