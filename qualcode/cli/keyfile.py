"""The command `keyfile`: who stands behind a pseudonym, sealed and outside the project."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from qualcode.cli.common import (
    PROJECT,
    acting_option,
    json_option,
    opened,
    print_rows,
    tell,
)
from qualcode.cli.declaring import command, option
from qualcode.cli.exchange import passphrase_for, passphrase_option
from qualcode.core.errors import NotAllowed, UsageProblem
from qualcode.i18n import N_, _, plural

FILE = click.Path(path_type=Path)


@command(
    "keyfile",
    help=N_(
        "Keep who stands behind a pseudonym in a sealed file outside the project: create, add "
        "(the identity is typed, never an argument), show, destroy."
    ),
)
@PROJECT
@click.argument("action", type=click.Choice(["create", "add", "show", "destroy"]))
@click.argument("file", metavar="KEYFILE", type=FILE)
@click.argument("pseudonym", metavar="[PSEUDONYM]", required=False)
@option("--yes", is_flag=True, help=N_("Confirm that it cannot be undone."))
@passphrase_option
@acting_option
@json_option
def keyfile_command(
    project: str,
    action: str,
    file: Path,
    pseudonym: str | None,
    passphrase_file: Path | None,
    acting: str | None,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Create, add to, show or destroy a key file."""
    from qualcode.app.pseudonyms import keyfile

    if (action == "add") != (pseudonym is not None):
        raise UsageProblem(N_("A pseudonym goes with add, and with nothing else."))
    with opened(project, acting, read_only=action != "destroy") as held:
        if action == "destroy":
            if not yes:
                raise NotAllowed(
                    N_("A key file cannot be brought back. To destroy {file}, add --yes."),
                    file=file.name,
                )
            keyfile.destroy_key_file(held, file)
            tell(
                _("{file} was overwritten and removed; the journal keeps the day.", file=file.name)
            )
            return
        passphrase = passphrase_for(passphrase_file, anew=action == "create")
        if action == "create":
            keyfile.create_key_file(held, file, passphrase)
            if keyfile.in_a_shared_place(file):
                tell(_("Other machines may copy this folder: a key file belongs on one only."))
            click.echo(file)
            return
        if action == "add" and pseudonym is not None:
            found = keyfile.add_identity(held, file, passphrase, pseudonym, _identity(pseudonym))
            tell(plural("{n} identity in it.", "{n} identities in it.", len(found.identities)))
            return
        found = keyfile.read_key_file(held, file, passphrase)
    rows = [{"pseudonym": key, "identity": value} for key, value in found.identities.items()]
    headings = {"pseudonym": _("Pseudonym"), "identity": _("Identity")}
    print_rows("keyfile", rows, headings, as_json=as_json)


def _identity(pseudonym: str) -> str:
    """Who it is: typed, or the first line of stdin, so that no shell remembers it."""
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    typed: str = click.prompt(_("Who is {name}?", name=pseudonym), default="", err=True)
    return typed
