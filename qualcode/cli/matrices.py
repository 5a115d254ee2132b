"""The command `matrix`: who raised what, by whatever sets people apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from qualcode.core.codebook import said
from qualcode.core.errors import UsageProblem
from qualcode.core.people import objection_note
from qualcode.core.tables.crosstab import Mode, Side
from qualcode.core.tables.crosstab_text import Show, apart
from qualcode.i18n import N_, _, current_language, plural

if TYPE_CHECKING:
    from qualcode.app.analysis.matrices import MatrixRequest
    from qualcode.core.tables.crosstab import Crosstab
    from qualcode.store.project import Project

TABLES = ("counts", "contrast", "cooccurrence", "interlocutors", "first", "persons")
NEAR = 3
"""Turns between two passages that still go together, unless another number is given."""


@command("matrix", help=N_("Count who raised what, by groups, cases, sources or speakers."))
@PROJECT
@option(
    "--rows",
    default="codes",
    show_default=True,
    help=N_(
        "codes, families, queries, cfir, cfir_domains, tdf, comb, a codebook; with --table "
        "persons an attribute."
    ),
)
@option(
    "--by",
    default="case",
    show_default=True,
    help=N_("case, source, speaker, round, or an attribute; several attributes parted by commas."),
)
@option(
    "--count",
    "show",
    type=click.Choice([s.value for s in Show]),
    default="all",
    show_default=True,
    help=N_("What the cells show; JSON, Excel and CSV hold everything."),
)
@option(
    "--side",
    type=click.Choice([s.value for s in Side]),
    default="any",
    show_default=True,
    help=N_("Which passages the cells show."),
)
@option(
    "--table",
    type=click.Choice(TABLES),
    default="counts",
    show_default=True,
    help=N_("What to make of the layer."),
)
@option("--between", metavar="A,B", help=N_("Two columns, for a contrast."))
@option(
    "--together",
    type=click.Choice(["overlap", "turn", "near"]),
    default="overlap",
    show_default=True,
    help=N_("How near codes must stand to go together."),
)
@option(
    "--turns",
    type=click.IntRange(0),
    default=NEAR,
    show_default=True,
    help=N_("Turns apart, for near."),
)
@option("--source", help=N_("The group talk, for interlocutors."))
@option("--layer", default="analysis", show_default=True, help=N_("Whose codings."))
@option("--codebook", help=N_("Only this codebook."))
@option("--query", help=N_("Only passages that answer this query (its name or text)."))
@option("--unused", is_flag=True, help=N_("Also codes that nobody gave."))
@mode_option("working")
@publication_option()
@option(
    "--summaries", is_flag=True, help=N_("In Word, with the summaries and strengths of the chart.")
)
@option("--docx", type=click.Path(path_type=Path), metavar="FILE.docx", help=N_("Write Word."))
@option("--xlsx", type=click.Path(path_type=Path), metavar="FILE.xlsx", help=N_("Write Excel."))
@option(
    "--csv", "csv_file", type=click.Path(path_type=Path), metavar="FILE.csv", help=N_("Write CSV.")
)
@option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_("Write the table as the name ends: .docx, .xlsx, .html, .csv, .json."),
)
@option("--lang", type=click.Choice(["fr", "en"]), help=N_("Language of the files."))
@acting_option
@json_option
def matrix_command(project: str, acting: str | None, *, as_json: bool, **asked: Any) -> None:
    """Make a matrix."""
    table, files = asked["table"], _files(asked)
    with opened(project, acting) as held:
        if table in _KINDS and (files if table != "counts" else asked["out"]):
            _write_out(held, asked, [asked["out"]] if table == "counts" else files)
        else:
            _TABLES[table](held, asked, as_json)


_KINDS = {
    "counts": "matrix",
    "contrast": "contrast",
    "cooccurrence": "cooccurrence",
    "interlocutors": "interlocutors",
    "first": "first-appearance",
}
"""What each table is called among the documents."""


def _files(asked: dict[str, Any]) -> list[Path]:
    named = (asked["docx"], asked["xlsx"], asked["csv_file"], asked["out"])
    return [path for path in named if path is not None]


def _write_out(project: Project, asked: dict[str, Any], files: Sequence[Path]) -> None:
    from qualcode.app.publishing.documents import export_annex
    from qualcode.app.publishing.wishes import Wish

    between = tuple(name.strip() for name in (asked["between"] or "").split(",") if name.strip())
    wish = Wish(
        asked["lang"] or current_language(),
        asked["layer"],
        asked["codebook"],
        asked["by"],
        query=asked["query"],
        rows=asked["rows"],
        show=asked["show"],
        side=asked["side"],
        mode=asked["mode"],
        publication=asked["publication"],
        between=between,
        unused=asked["unused"],
        written=asked["summaries"],
        asked={name: asked[name] for name in ("together", "turns", "source")},
    )
    for path in files:
        export_annex(project, _KINDS[asked["table"]], path, wish)
        tell(_("Wrote {file}.", file=str(path)))


def _request(asked: dict[str, Any]) -> MatrixRequest:
    from qualcode.app.analysis.matrices import MatrixRequest

    return MatrixRequest(
        rows=asked["rows"],
        by=asked["by"],
        layer=asked["layer"],
        codebook=asked["codebook"],
        query=asked["query"],
        mode=Mode(asked["mode"]),
        words=True,
        unused=asked["unused"],
        publication=asked["publication"],
    )


def _counts(project: Project, asked: dict[str, Any], as_json: bool) -> None:
    from qualcode.app.analysis.matrices import matrices
    from qualcode.app.publishing.matrix_files import (
        SCHEMA,
        look_of,
        plain_table,
        said_of,
        table_as_json,
        write_matrix_files,
    )

    request = _request(asked)
    tables = matrices(project, request)
    show, side = Show(asked["show"]), Side(asked["side"])
    language = asked["lang"] or current_language()
    written_too = asked["summaries"]
    look = look_of(project, request, language, show=show, side=side, written=written_too)
    written = write_matrix_files(
        project,
        tables,
        request,
        look,
        docx=asked["docx"],
        xlsx=asked["xlsx"],
        csv_file=asked["csv_file"],
    )
    if as_json:
        print_json({"schema": SCHEMA, "tables": [table_as_json(table) for table in tables]})
    elif not written:
        for table in tables:
            titles = [said(words) for words in table.notes.titles]
            tell(f"{', '.join(titles)} · {said_of(table, show, side)}")
            _print(*plain_table(table, show, side))
        tell(_about(tables[0]))
    for path in written:
        tell(_("Wrote {file}.", file=str(path)))


def _about(table: Crosstab) -> str:
    from qualcode.app.projects.layers import layer_in_words
    from qualcode.core.tables.crosstab_text import legend, signs_used, singles_note

    layer = _("layer: {name}", name=layer_in_words(table.notes.layer))
    derived = _("derived, not coded") if table.notes.derived_from else ""
    objected = objection_note(table.notes.objected) if table.notes.objected else ""
    parts = (legend(signs_used(table)), layer, derived, objected, singles_note(table))
    return " · ".join(part for part in parts if part)


def _print(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns under their headings; the first no wider than 44 characters."""
    lines = [
        [_short(cell, 44 if place == 0 else 24) for place, cell in enumerate(line)]
        for line in [heads, *rows]
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())


def _short(cell: str, most: int) -> str:
    cell = " ".join(cell.split(" "))
    return cell if len(cell) <= most else f"{cell[: most - 1]}…"


def _contrast(project: Project, asked: dict[str, Any], as_json: bool) -> None:
    from qualcode.app.analysis.patterns import contrasts

    names = [name.strip() for name in (asked["between"] or "").split(",")]
    if len(names) != 2 or not all(names):
        raise UsageProblem(N_("Name the two columns of the contrast: --between A,B"))
    found = contrasts(project, _request(asked), names[0], names[1], Side(asked["side"]))
    if as_json:
        rows = [
            {
                "row": row.row.ref,
                "name": row.row.name,
                names[0]: row.first,
                names[1]: row.second,
                "out_of": row.out_of,
                "passages": row.segments,
                "raised_by": row.raised_by,
                "difference": row.difference,
            }
            for one in found
            for row in one.rows
        ]
        print_json({"schema": "qualcode.contrast/1", "rows": rows})
        return
    words = {
        "both": _("both groups"),
        "first": _("only {name}", name=found[0].names[0]),
        "second": _("only {name}", name=found[0].names[1]),
        "neither": _("nobody"),
    }
    for one in found:
        heads = [_("Determinant"), *one.names, _("Raised by")]
        _print(
            heads,
            [
                [
                    row.row.name,
                    apart(f"{row.first}/{row.out_of[0]}", str(row.segments[0])),
                    apart(f"{row.second}/{row.out_of[1]}", str(row.segments[1])),
                    words[row.raised_by],
                ]
                for row in one.rows
            ],
        )
        if min(one.out_of) < one.percent_from:
            tell(
                _(
                    "Counts only: no percentage is told under {n} persons in each group, and "
                    "nothing is tested.",
                    n=one.percent_from,
                )
            )


def _cooccurrence(project: Project, asked: dict[str, Any], as_json: bool) -> None:
    from qualcode.app.analysis.patterns import cooccurrences
    from qualcode.core.tables.cooccurrence import Together

    found = cooccurrences(
        project,
        Together(asked["together"]),
        turns=asked["turns"],
        layer=asked["layer"],
        query=asked["query"],
    )
    if as_json:
        rows = [
            {
                "first": pair.first,
                "second": pair.second,
                "pairs": pair.pairs,
                "sources": pair.sources,
                "codings": pair.codings,
            }
            for pair in found
        ]
        print_json({"schema": "qualcode.cooccurrence/1", "rows": rows})
        return
    heads = [_("First code"), _("Second code"), _("Pairs"), _("Transcripts")]
    _print(heads, [[*p.names, str(p.pairs), str(p.sources)] for p in found])


def _interlocutors(project: Project, asked: dict[str, Any], as_json: bool) -> None:
    from qualcode.app.analysis.patterns import interlocutors

    if not asked["source"]:
        raise UsageProblem(N_("Name the group talk: --source NAME"))
    found = interlocutors(project, asked["source"], layer=asked["layer"])
    if as_json:
        rows = [
            {
                "code": one.code,
                "speaker": one.speaker,
                "turn": one.turn,
                "question": one.question,
                "manner": one.manner.name.lower(),
                "side": one.side.value,
            }
            for one in found.voicings
        ]
        speakers = {"source": found.source, "speakers": found.speakers, "rows": rows}
        print_json({"schema": "qualcode.interlocutors/1", **speakers})
        return
    names = {one.code: one.name for one in found.voicings}
    cells: dict[tuple[str, str], list[str]] = {}
    for one in found.voicings:
        letter = {"ASSENTED": "a", "CONTESTED": "c"}.get(one.manner.name, "")
        cells.setdefault((one.code, one.speaker), []).append(f"{one.turn}{letter}")
    lines = [
        [name, *(" ".join(cells.get((code, speaker), ["·"])) for speaker in found.speakers)]
        for code, name in names.items()
    ]
    _print([_("Code"), *found.speakers], lines)
    tell(_("Numbers of turns; a: assented, c: contested, ·: not voiced. Silence is not assent."))


def _first(project: Project, asked: dict[str, Any], as_json: bool) -> None:
    from qualcode.app.analysis.patterns import first_appearances
    from qualcode.app.publishing.pattern_documents import not_computable, saturation_told

    by = None if asked["by"] == "case" else asked["by"]
    found = first_appearances(project, layer=asked["layer"], by=by)
    if as_json:
        rows = [
            {
                "group": one.group,
                "interviews": one.a_priori.interviews,
                "a_priori": one.a_priori.known,
                "from_data": one.from_data.known,
                "low": one.a_priori.low,
                "high": one.a_priori.high,
                "saturation": {
                    "after": one.saturation.after,
                    "run": one.saturation.run,
                    "share": one.saturation.share,
                    "reached": one.saturation.reached,
                    "not_computable": not_computable(one.saturation),
                },
            }
            for one in found
        ]
        print_json({"schema": "qualcode.first_appearance/1", "rows": rows})
        return
    for one in found:
        if one.group:
            tell(one.group)
        columns = [
            _("Interview"),
            _("Codes fixed in advance"),
            _("New"),
            _("5–95%"),
            _("From the data"),
        ]
        lines = [
            [
                name,
                str(one.a_priori.known[n]),
                str(len(one.a_priori.new[n])),
                f"{one.a_priori.low[n]}–{one.a_priori.high[n]}" if one.a_priori.low else "",
                str(one.from_data.known[n]),
            ]
            for n, name in enumerate(one.a_priori.interviews)
        ]
        _print(columns, lines)
        tell(saturation_told(one.saturation))
    tell(_("The band is of random orders: it supposes that the interviews are exchangeable."))


def _persons(project: Project, asked: dict[str, Any], as_json: bool) -> None:
    from qualcode.app.analysis.patterns import describe_persons

    found = describe_persons(
        project, asked["rows"], asked["by"], layer=asked["layer"], mode=Mode(asked["mode"])
    )
    if as_json:
        rows = [
            {"row": name, "counts": dict(zip(found.columns, counts, strict=True)), "total": total}
            for name, counts, total in zip(found.rows, found.counts, found.row_totals, strict=True)
        ]
        totals = dict(zip(found.columns, found.column_totals, strict=True))
        document = {"rows": rows, "column_totals": totals, "total": found.total}
        print_json({"schema": "qualcode.persons/1", "min_cell": found.least, **document})
        return

    def cell(n: int | None) -> str:
        return _("masked") if n is None else str(n)

    lines = [
        [name, *map(cell, counts), cell(total)]
        for name, counts, total in zip(found.rows, found.counts, found.row_totals, strict=True)
    ]
    lines.append([_("Total"), *map(cell, found.column_totals), cell(found.total)])
    _print(["", *found.columns, _("Total")], lines)
    if found.masked:
        tell(
            plural(
                "{n} cell is masked: fewer than {least} persons, or it would betray one that is.",
                "{n} cells are masked: fewer than {least} persons, or they would betray one that "
                "is.",
                found.masked,
                least=found.least,
            )
        )


_TABLES: dict[str, Callable[[Project, dict[str, Any], bool], None]] = {
    "counts": _counts,
    "contrast": _contrast,
    "cooccurrence": _cooccurrence,
    "interlocutors": _interlocutors,
    "first": _first,
    "persons": _persons,
}
