"""The command `export`: tables and files that leave the project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qualcode.cli.agreement import coder_names
from qualcode.cli.agreement_document import as_document
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
from qualcode.cli.moving import KINDS as MOVED
from qualcode.cli.moving import TARGETS, export_moved
from qualcode.i18n import N_, _, current_language

ANNEXES = (
    "codebook-annex",
    "theme-tree",
    "chart",
    "quotes",
    "joint",
    "objectives",
    "coreq",
    "srqr",
    "participants",
    "contrast",
    "dictionary",
    "matrix",
    "practices",
    "cooccurrence",
    "interlocutors",
    "first-appearance",
)
"""What is written as a document of its own, in any format that the name of the file asks for."""

KINDS = ("themes", "agreement", "codebook", "memos", "decisions", *ANNEXES, *MOVED)


@command("export", help=N_("Write a table for publication."))
@PROJECT
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@option("--lang", type=click.Choice(["fr", "en"]), help=N_("Language of the file."))
@option("--layer", default="analysis", show_default=True, help=N_("Whose codings."))
@option("--codebook", help=N_("Only this codebook."))
@option("--query", help=N_("Only passages that answer this query (its name or text)."))
@option("--coders", metavar="A,B", help=N_("Names of two coders, for agreement."))
@option("--round", "round_name", metavar="NAME", help=N_("Of this round, for decisions."))
@option("--by", default="case", show_default=True, help=N_("The columns of a chart."))
@option("--rows", default="codes", show_default=True, help=N_("The rows of a matrix."))
@option("--source", default="", help=N_("The group talk, for interlocutors."))
@option(
    "--together",
    type=click.Choice(["overlap", "turn", "near"]),
    default="overlap",
    show_default=True,
    help=N_("How near codes must stand to go together."),
)
@option("--turns", type=click.IntRange(0), default=3, help=N_("Turns apart, for near."))
@mode_option("working")
@publication_option()
@option("--between", default="", metavar="A,B", help=N_("Two columns, for a contrast."))
@option("--quote", multiple=True, metavar="CASE", help=N_("Confirm that CASE is quoted."))
@option("--target", type=click.Choice(TARGETS), help=N_("The program that reads a qdpx."))
@acting_option
@json_option
def export_command(
    project: str,
    kind: str,
    out: Path,
    lang: str | None,
    layer: str,
    codebook: str | None,
    query: str | None,
    coders: str | None,
    round_name: str | None,
    by: str,
    between: str,
    quote: tuple[str, ...],
    target: str | None,
    acting: str | None,
    *,
    as_json: bool,
    **asked: Any,
) -> None:
    """Write a table."""
    from qualcode.app.coding.memos import list_memos
    from qualcode.app.publishing.codebook_files import export_codebook
    from qualcode.app.publishing.documents import export_annex
    from qualcode.app.publishing.exporting import export_agreement, export_themes
    from qualcode.app.publishing.memo_export import export_memos
    from qualcode.app.publishing.wishes import Wish

    language = lang or current_language()
    document: dict[str, Any] = {"schema": "qualcode.export/1", "kind": kind}
    with opened(project, acting) as held:
        if kind in ANNEXES:
            groups = tuple(name.strip() for name in between.split(",") if name.strip())
            wish = Wish(
                language,
                layer,
                codebook,
                by,
                frozenset(quote),
                query,
                rows=asked["rows"],
                mode=asked["mode"],
                publication=asked["publication"],
                between=groups,
                asked=_asked_of(kind, asked),
            )
            export_annex(held, kind, out, wish)
        elif kind in MOVED:
            document |= export_moved(held, kind, out, language, target)
        elif kind == "themes":
            tables = export_themes(
                held,
                out,
                language=language,
                layer=layer,
                codebook=codebook,
                quote=quote,
                query=query,
            )
            document["tables"] = [_themes(table) for table in tables]
        elif kind == "agreement":
            report = export_agreement(held, out, language=language, coders=coder_names(coders))
            document |= as_document(report)
        elif kind == "decisions":
            from qualcode.app.publishing.decision_log import export_decisions

            found = export_decisions(held, out, language=language, round_name=round_name)
            document["decisions"] = len(found)
        elif kind == "memos":
            document["memos"] = export_memos(held, out, list_memos(held))
        else:
            export_codebook(held, codebook, out)
    if as_json:
        print_json(document)
    tell(_("Wrote {file}.", file=str(out)))


def _asked_of(kind: str, asked: dict[str, Any]) -> dict[str, Any]:
    """What only some kinds are asked for."""
    names = {"cooccurrence": ("together", "turns"), "interlocutors": ("source",)}
    return {name: asked[name] for name in names.get(kind, ())}


def _themes(table: Any) -> dict[str, Any]:
    """A table of barriers and levers as JSON."""
    return {
        "codebooks": table.codebooks,
        "layer": table.provenance.layer,
        "query": table.provenance.query,
        "denominators": {
            "persons": dict(table.denominators.persons),
            "sources": table.denominators.sources,
            "groups": table.denominators.groups,
            "units": table.denominators.units,
        },
        "rows": [
            {
                "code": f"{row.codebook}:{row.code}",
                "segments": row.segments,
                **{
                    side: {
                        "participants": getattr(row, side).participants,
                        "segments": getattr(row, side).segments,
                        "units": getattr(row, side).units,
                    }
                    for side in ("barrier", "lever", "both", "described", "potential", "unset")
                },
                "quotations": [quotation.coding for quotation in row.quotations],
            }
            for row in table.rows
        ],
    }
