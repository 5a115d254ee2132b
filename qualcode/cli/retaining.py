"""Commands for the end of a study: retention, archive, purge."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_json, tell
from qualcode.cli.declaring import command, option
from qualcode.core.errors import NotAllowed, UsageProblem
from qualcode.i18n import N_, _, plural

FILE = click.Path(path_type=Path)


@command("retention", help=N_("Until when the data may be in use; the clock of publication."))
@PROJECT
@option("--published", metavar="YYYY-MM-DD", help=N_("The day of publication."))
@option("--not-published", is_flag=True, help=N_("Take the day of publication back."))
@acting_option
@json_option
def retention_command(
    project: str,
    published: str | None,
    acting: str | None,
    *,
    not_published: bool,
    as_json: bool,
) -> None:
    """Show or start the clock."""
    from qualcode.app.privacy.retention import clock_of, publish

    if published is not None and not_published:
        raise UsageProblem(N_("Choose one: --published or --not-published."))
    writes = published is not None or not_published
    with opened(project, acting, read_only=not writes) as held:
        if writes:
            publish(held, None if published is None else _day(published))
        clock = clock_of(held)
    rule = clock.retention
    if as_json:
        print_json(
            {
                "schema": "qualcode.retention/1",
                "published": rule.publication_date,
                "years": rule.years,
                "due": rule.due,
                "days_left": clock.days_left,
                "phase": clock.phase.value,
            }
        )
        return
    if rule.due is None:
        tell(_("Not published yet: the clock of {n} years has not started.", n=rule.years))
        return
    click.echo(
        _(
            "Published on {published}; to be in use until {due} ({n} days).",
            published=rule.publication_date,
            due=rule.due,
            n=clock.days_left,
        )
    )


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise UsageProblem(
            N_("“{written}” is no day: write it as 2026-03-31."), written=written
        ) from error


@command("archive", help=N_("Write a verified archive in open formats to another place."))
@click.argument("project", metavar="[PROJECT]", required=False)
@click.argument("target", metavar="[FOLDER]", required=False, type=FILE)
@option("--verify", metavar="FOLDER", type=FILE, help=N_("Read an archive back."))
@option("--in-clear", is_flag=True, help=N_("Open formats of an encrypted project too, in clear."))
@acting_option
@json_option
def archive_command(
    project: str | None,
    target: Path | None,
    verify: Path | None,
    acting: str | None,
    *,
    in_clear: bool,
    as_json: bool,
) -> None:
    """Archive, or verify an archive."""
    from qualcode.app.privacy.archiving import archive, verify_archive
    from qualcode.store.safety.ciphers import is_encrypted

    sealed = False

    if verify is not None:
        found = verify_archive(verify)
        place = verify
    elif project is None or target is None:
        raise UsageProblem(N_("Name the project and the folder to make: qualcode archive A B"))
    else:
        with opened(project, acting) as held:
            found = archive(held, target, in_clear=in_clear)
            sealed = is_encrypted(Path(project)) and not in_clear
        place = target
    if as_json:
        print_json(
            {
                "schema": "qualcode.archive/1",
                "folder": str(place),
                "files": len(found.files),
                "missing": list(found.missing),
                "changed": list(found.changed),
                "unknown": list(found.unknown),
            }
        )
    else:
        for sign, names in (
            (_("missing"), found.missing),
            (_("changed"), found.changed),
            (_("not in the list"), found.unknown),
        ):
            for name in names:
                click.echo(f"{name}: {sign}")
        tell(plural("{n} file read back.", "{n} files read back.", len(found.files)))
        if verify is None:
            tell(
                _(
                    "The archive holds the encrypted copy only: keep its passphrase as long as "
                    "the archive. Open formats too: --in-clear"
                )
                if sealed
                else _("Open formats are not encrypted: keep this folder on an encrypted medium.")
            )
            click.echo(place)
    if not found.sound:
        click.get_current_context().exit(1)


@command("purge", help=N_("Destroy a project whose archive is whole, and certify it."))
@PROJECT
@option("--archive", "folder", required=True, type=FILE, metavar="DIR", help=N_("Its archive."))
@option("--yes", is_flag=True, help=N_("Confirm that it cannot be undone."))
@acting_option
@json_option
def purge_command(
    project: str, folder: Path, acting: str | None, *, yes: bool, as_json: bool
) -> None:
    """Purge."""
    from dataclasses import asdict

    from qualcode.app.privacy.archiving import purge

    if not yes:
        raise NotAllowed(
            N_("A purge cannot be undone. To destroy {project}, add --yes."), project=project
        )
    certificate = purge(project, folder, acting)
    if as_json:
        print_json({"schema": "qualcode.purge/1", **asdict(certificate)})
        return
    tell(
        plural(
            "{n} file was overwritten and removed.",
            "{n} files were overwritten and removed.",
            len(certificate.destroyed),
        )
    )
    if certificate.elsewhere:
        tell(
            _(
                "Not ours to destroy, tell who has them: {files}.",
                files=", ".join(certificate.elsewhere),
            )
        )
    tell(_("The certificate, to sign:"))
    click.echo(folder / "certificate.docx")
