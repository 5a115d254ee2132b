"""The command `print`: a transcript on paper."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.common import PROJECT, acting_option, opened, tell
from qualcode.cli.declaring import command, option
from qualcode.i18n import N_, current_language, plural


@command("print", help=N_("Write a transcript to Word, to read or with its codes."))
@PROJECT
@click.argument("source", metavar="SOURCE")
@click.argument("out", metavar="OUT.docx", type=click.Path(path_type=Path))
@option(
    "--paper",
    type=click.Choice(["plain", "margin", "comments"]),
    default="plain",
    show_default=True,
    help=N_("Without codes, with codes in the margin, or with codes as Word comments."),
)
@option("--case", metavar="CASE", help=N_("Only the turns of this person."))
@option("--layer", default="analysis", show_default=True, help=N_("Whose codings."))
@option("--lang", type=click.Choice(["fr", "en"]), help=N_("Language of the file."))
@acting_option
def print_command(
    project: str,
    source: str,
    out: Path,
    paper: str,
    case: str | None,
    layer: str,
    lang: str | None,
    acting: str | None,
) -> None:
    """Print a transcript."""
    from qualcode.app.publishing.printing import print_transcript

    with opened(project, acting) as held:
        turns = print_transcript(
            held,
            source,
            out,
            paper=paper,
            layer=layer,
            case=case,
            language=lang or current_language(),
        )
    tell(
        plural("{n} turn written to {file}.", "{n} turns written to {file}.", turns, file=str(out))
    )
