"""Codebooks in and out: import, export, history."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.common import PROJECT, acting_option, opened, tell
from qualcode.i18n import _


@click.command("codebook", help=_("Bring a codebook file in, or write one out."))
@PROJECT
@click.argument("what", type=click.Choice(["import", "export"]))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--id", "codebook", help=_("Which codebook, where the project has several."))
@acting_option
def codebook_command(
    project: str, what: str, file: Path, codebook: str | None, acting: str | None
) -> None:
    """Import or export a codebook."""
    from qualcode.app.studies import export_codebook, import_codebook

    if what == "import":
        with opened(project, acting) as held:
            read = import_codebook(held, file)
        tell(
            _(
                "Codebook {id} {version}: {n} codes.",
                id=read.id,
                version=read.version,
                n=sum(code.codable for code in read.codes),
            )
        )
        return
    with opened(project, acting, read_only=True) as held:
        export_codebook(held, codebook, file)
    tell(_("Wrote {file}.", file=str(file)))
