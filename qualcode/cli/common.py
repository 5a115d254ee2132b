"""What all commands share: opening the project, naming the coder, printing rows."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.declaring import option
from qualcode.i18n import N_, _

if TYPE_CHECKING:
    from qualcode.store.project import Project

Decorated = Callable[..., Any]

PROJECT = click.argument("project", metavar="PROJECT")


def acting_option(command: Decorated) -> Decorated:
    """`--as NAME`: who is acting."""
    return option(
        "--as", "acting", envvar="QUALCODE_CODER", metavar="NAME", help=N_("Who is acting.")
    )(command)


def json_option(command: Decorated) -> Decorated:
    """`--json`: one JSON document on stdout and nothing else."""
    return option("--json", "as_json", is_flag=True, help=N_("Print one JSON document."))(command)


def mode_option(default: str) -> Callable[[Decorated], Decorated]:
    """`--mode`: for the team, or for readers."""
    return option(
        "--mode",
        type=click.Choice(["working", "publication"]),
        default=default,
        show_default=True,
        help=N_("For the team, or for readers: letters for restricted names, small groups masked."),
    )


def publication_option(
    told: str = N_("The publication for which letters are drawn."),
) -> Callable[[Decorated], Decorated]:
    """`--publication NAME`: what it is printed in."""
    return option("--publication", default="", metavar="NAME", help=told)


@contextmanager
def opened(where: str, acting: str | None = None, *, read_only: bool = False) -> Iterator[Project]:
    """A project for the time of a command."""
    from qualcode.app.privacy.retention import due_warning
    from qualcode.app.projects.warned import not_told_today
    from qualcode.store.opening import open_project

    with open_project(where, acting=acting, read_only=read_only) as project:
        for warning in not_told_today(project) if not read_only else ():
            tell(str(warning))
        due = due_warning(project)
        if due:
            tell(due)
        yield project


def tell(message: str) -> None:
    """Talk to the person: on stderr, so that stdout stays data."""
    click.echo(message, err=True)


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on stdout, in UTF-8 whatever the console."""
    text = json.dumps(document, ensure_ascii=False, default=str) + "\n"
    if sys.stdout is None:
        return
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
    else:
        buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.flush()


def print_rows(
    schema: str,
    rows: Sequence[Mapping[str, Any]],
    headings: Mapping[str, str],
    *,
    as_json: bool,
    labels: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Rows as JSON, or as plain columns in words, under translated headings.

    Args:
        schema: name of the list.
        rows: what is stored, by column.
        headings: the columns that are shown plainly.
        as_json: whether the rows are printed as they are.
        labels: words for values that the study defines, by column.
    """
    if as_json:
        print_json({"schema": f"qualcode.{schema}/1", "rows": list(rows)})
        return
    if not rows:
        tell(_("Nothing to list."))
        return
    from qualcode.cli.words import in_words

    rows = in_words(schema, rows, labels)
    columns = [[_cell(row.get(key)) for row in rows] for key in headings]
    titles = list(headings.values())
    widths = [
        min(60, max(len(title), *(len(cell) for cell in column)))
        for title, column in zip(titles, columns, strict=True)
    ]
    lines = [titles, *zip(*columns, strict=True)]
    click.echo(
        "\n".join(
            "  ".join(_fit(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )
    )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, tuple)):
        return ", ".join(_cell(part) for part in value)
    return str(value).replace("\n", " ")


def _fit(cell: str, width: int) -> str:
    return (cell if len(cell) <= width else cell[: width - 1] + "…").ljust(width)
