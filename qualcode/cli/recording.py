"""The command `record`: what a data-protection officer asks, answered."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.common import PROJECT, acting_option, opened, tell
from qualcode.cli.declaring import command, option
from qualcode.i18n import LANGUAGES, N_, current_language, plural


@command("record", help=N_("Write the record of the processing, for the DPO."))
@PROJECT
@click.argument("out", metavar="OUT.docx|.html", type=click.Path(path_type=Path))
@option("--lang", "language", type=click.Choice(LANGUAGES), help=N_("Language of the file."))
@acting_option
def record_command(project: str, out: Path, language: str | None, acting: str | None) -> None:
    """Write the record."""
    from qualcode.app.privacy.recording import write_record

    with opened(project, acting) as held:
        left = write_record(held, out, language=language or current_language())
    if left:
        tell(plural("{n} heading is to be filled in.", "{n} headings are to be filled in.", left))
    click.echo(out)
