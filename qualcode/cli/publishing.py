"""The commands `figure`, `bundle`, `rebuild` and `compare-tables`: from codings to publication."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.common import (
    PROJECT,
    acting_option,
    json_option,
    mode_option,
    opened,
    print_json,
    publication_option,
    tell,
)
from qualcode.cli.declaring import command, option
from qualcode.cli.waiting import waiting
from qualcode.i18n import N_, _, current_language, plural

FIGURES = ("saturation", "codes", "cooccurrence", "heat", "agreement")

_LANGUAGE = option("--lang", type=click.Choice(["fr", "en"]), help=N_("Language of the file."))
_LAYER = option("--layer", default="analysis", show_default=True, help=N_("Whose codings."))
_CODEBOOK = option("--codebook", help=N_("Only this codebook."))


@command("figure", help=N_("Draw a figure for a paper, as SVG or PNG (300 dpi)."))
@PROJECT
@click.argument("kind", type=click.Choice(FIGURES))
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@_LANGUAGE
@_LAYER
@_CODEBOOK
@option("--by", default="case", show_default=True, help=N_("The columns of a heat map."))
@option("--query", help=N_("Only passages that answer this query (its name or text)."))
@publication_option()
@acting_option
def figure_command(
    project: str,
    kind: str,
    out: Path,
    lang: str | None,
    layer: str,
    codebook: str | None,
    by: str,
    query: str | None,
    publication: str,
    acting: str | None,
) -> None:
    """Draw a figure."""
    from qualcode.app.publishing.figures import export_figure
    from qualcode.app.publishing.wishes import Wish

    wish = Wish(
        lang or current_language(),
        layer,
        codebook,
        by,
        query=query,
        mode="publication",
        publication=publication,
    )
    with opened(project, acting) as held:
        export_figure(held, f"figure-{kind}", out, wish)
    tell(_("Wrote {file}.", file=str(out)))


@command("bundle", help=N_("Write every table, figure and checklist into one new folder."))
@PROJECT
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@option("--lang", type=click.Choice(["fr", "en"]), help=N_("Language of the files."))
@_LAYER
@mode_option("publication")
@publication_option(
    N_("The publication for which letters are drawn; the name of the folder if not given.")
)
@option("--quote", multiple=True, metavar="CASE", help=N_("Confirm that CASE is quoted."))
@acting_option
@json_option
def bundle_command(
    project: str,
    folder: Path | None,
    lang: str | None,
    layer: str,
    mode: str,
    publication: str,
    quote: tuple[str, ...],
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Write a bundle."""
    from qualcode.app.publishing.bundling import make_bundle
    from qualcode.app.publishing.wishes import Wish

    language = lang or current_language()
    wish = Wish(language, layer, mode=mode, publication=publication, confirmed=frozenset(quote))
    with opened(project, acting) as held:
        target = folder or Path("exports") / f"{Path(held.where).stem}_{wish.day}_{language}"
        with waiting() as progress:
            made = make_bundle(held, target, wish, progress)
    if as_json:
        print_json(
            {
                "schema": "qualcode.bundle/1",
                "folder": str(made.folder),
                "snapshot": made.snapshot,
                "files": made.files,
                "left_out": made.left_out,
            }
        )
    for file, why in made.left_out.items():
        tell(_("Left out: {file}. {why}", file=file, why=why))
    tell(
        plural(
            "Wrote {n} file into {folder} from snapshot {snapshot}.",
            "Wrote {n} files into {folder} from snapshot {snapshot}.",
            len(made.files),
            folder=str(made.folder),
            snapshot=made.snapshot,
        )
    )


@command("rebuild", help=N_("Make an export again from the snapshot that it was made from."))
@PROJECT
@click.argument("export", metavar="EXPORT")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@acting_option
@json_option
def rebuild_command(
    project: str, export: str, out: Path, acting: str | None, *, as_json: bool
) -> None:
    """Make an export again."""
    from qualcode.app.publishing.rebuilding import rebuild

    with opened(project, acting) as held:
        again = rebuild(held, export, out)
    if as_json:
        print_json(
            {
                "schema": "qualcode.rebuild/1",
                "kind": again.kind,
                "snapshot": again.snapshot,
                "identical": again.identical,
                "erased": again.erased,
                "withdrawn": again.withdrawn,
            }
        )
    if again.identical:
        tell(_("The file is byte for byte the one that was exported."))
    else:
        tell(
            _(
                "The file is not byte for byte the one that was exported: its format or its "
                "version of qualcode is another, or words or consents have gone since."
            )
        )
    for line in again.erased:
        tell(_("Erased since: {line}", line=line))
    if again.withdrawn:
        tell(_("No longer quoted: {cases}.", cases=", ".join(again.withdrawn)))
    tell(_("Wrote {file}.", file=str(out)))


@command("compare-tables", help=N_("Show a reviewer what changed in the table since a snapshot."))
@PROJECT
@click.argument("before", metavar="SNAPSHOT")
@click.argument("after", metavar="SNAPSHOT|now")
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@_LANGUAGE
@_LAYER
@_CODEBOOK
@acting_option
@json_option
def compare_tables_command(
    project: str,
    before: str,
    after: str,
    out: Path,
    lang: str | None,
    layer: str,
    codebook: str | None,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Compare two states of the table of barriers and facilitators."""
    from qualcode.app.publishing.rebuilding import compare_tables
    from qualcode.app.publishing.wishes import Wish

    wish = Wish(lang or current_language(), layer, codebook)
    with opened(project, acting) as held:
        found = compare_tables(held, before, after, out, wish)
    if as_json:
        rows = [
            {
                "code": change.code,
                "became": change.became.value,
                **{
                    when: {
                        part: {"participants": n.participants, "segments": n.segments}
                        for part, n in counts.items()
                    }
                    for when, counts in (("before", change.before), ("after", change.after))
                },
            }
            for change in found.changes
        ]
        print_json({"schema": "qualcode.compare_tables/1", "rows": rows})
    n = len(found.changes)
    tell(plural("{n} row has changed.", "{n} rows have changed.", n))
    tell(_("Wrote {file}.", file=str(out)))
