"""The command `query`: questions about codings, asked or kept by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_rows, tell
from qualcode.cli.declaring import command, option
from qualcode.core.errors import UsageProblem
from qualcode.i18n import N_, _

if TYPE_CHECKING:
    from qualcode.app.coding.queries import QueryResult
    from qualcode.store.project import Project

Rows = list[dict[str, Any]]


@command(
    "query",
    help=N_(
        "Find passages by their codes, or cases that never have one. TEXT: “a and b”, “a or b”, "
        "“a not b”, “a near/3 b”, “a then/3 b”, “a in same turn b”, “never a”, "
        "“a[barrier] case.group=implanted”."
    ),
)
@PROJECT
@click.argument("text", metavar="TEXT", required=False)
@option("--saved", metavar="NAME", help=N_("Ask the query kept under this name."))
@option("--save", "save_as", metavar="NAME", help=N_("Keep the query under this name."))
@option("--remove", metavar="NAME", help=N_("Take the query of this name away."))
@option("--layer", help=N_("Whose codings: analysis, consensus, all, or a coder."))
@acting_option
@json_option
def query_command(
    project: str,
    text: str | None,
    saved: str | None,
    save_as: str | None,
    remove: str | None,
    layer: str | None,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Ask a question about codings."""
    from qualcode.app.coding.queries import query_named, remove_query, run_query, save_query

    if sum(given is not None for given in (text, saved, remove)) != 1:
        raise UsageProblem(N_("Give a query, or name one with --saved or --remove."))
    with opened(project, acting, read_only=save_as is None and remove is None) as held:
        if remove is not None:
            remove_query(held, remove)
            tell(_("Removed the query “{name}”.", name=remove))
            return
        asked = text if text is not None else query_named(held, saved or "")
        result = run_query(held, asked, layer=layer)
        if save_as is not None:
            save_query(held, save_as, asked)
            tell(_("Saved the query “{name}”.", name=save_as))
        _print(held, result, as_json=as_json)


def _print(project: Project, result: QueryResult, *, as_json: bool) -> None:
    if result.of_cases:
        print_rows("query_cases", _cases(project, result), _case_headings(), as_json=as_json)
    else:
        print_rows("query", _passages(result), _passage_headings(), as_json=as_json)
    tell(_("Layer: {layer}.", layer=result.layer))


def _cases(project: Project, result: QueryResult) -> Rows:
    from qualcode.app.coding.reading import list_cases

    known = {case.name: case for case in list_cases(project)}
    return [
        {"case": name, "kind": known[name].kind, "attributes": dict(known[name].attributes)}
        for name in result.cases
    ]


def _case_headings() -> dict[str, str]:
    return {"case": _("Case"), "kind": _("Kind")}


def _passages(result: QueryResult) -> Rows:
    return [
        {
            "source": found.passage.source,
            "start": found.passage.span.start,
            "end": found.passage.span.end,
            "turn": found.passage.turns[0],
            "cases": list(found.passage.cases),
            "codes": list(dict.fromkeys(coding.ref for coding in found.passage.codings)),
            "coders": list(dict.fromkeys(coding.coder for coding in found.passage.codings)),
            "codings": [coding.guid for coding in found.passage.codings],
            "quotation": found.quotation,
        }
        for found in result.passages
    ]


def _passage_headings() -> dict[str, str]:
    return {
        "source": _("Source"),
        "turn": _("Turn"),
        "cases": _("Cases"),
        "codes": _("Codes"),
        "quotation": _("Quotation"),
    }


def query_rows(project: Project, **_filters: str | None) -> tuple[Rows, dict[str, str]]:
    """The saved queries, for `list`."""
    from qualcode.app.coding.queries import list_queries

    rows: Rows = [{"query": saved.name, "text": saved.text} for saved in list_queries(project)]
    return rows, {"query": _("Query"), "text": _("Text")}
