"""The command `print`: a transcript on paper."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.common import PROJECT, acting_option, opened, tell
from qualcode.i18n import _, current_language, plural


@click.command("print", help=_("Write a transcript to Word, to read or with its codes."))
@PROJECT
@click.argument("source", metavar="SOURCE")
@click.argument("out", metavar="OUT.docx", type=click.Path(path_type=Path))
@click.option(
    "--paper",
    type=click.Choice(["plain", "margin", "comments"]),
    default="plain",
    show_default=True,
    help=_("Without codes, with codes in the margin, or with codes as Word comments."),
)
@click.option("--case", metavar="CASE", help=_("Only the turns of this person."))
@click.option("--layer", default="analysis", show_default=True, help=_("Whose codings."))
@click.option("--lang", type=click.Choice(["fr", "en"]), help=_("Language of the file."))
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
