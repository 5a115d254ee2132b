"""Figures for a joint display, from CSV or JSON: topic, value, source, n."""

from __future__ import annotations

import json
from pathlib import Path

from qualcode.core.analysis.displays import Aggregate
from qualcode.core.errors import FileProblem
from qualcode.i18n import N_
from qualcode.interop.csv_table import Row, Table, read_table
from qualcode.interop.files import file_bytes


def read_aggregates(path: Path) -> list[Aggregate]:
    """Figures about many, never rows about one person.

    Raises:
        FileProblem: the file is missing, or is no list of figures.
        Mistakes: a row without topic or value, or whose n is no whole number.
    """
    if path.suffix.lower() == ".json":
        return _from_json(path)
    table = read_table(path, ("topic", "value"))
    found = [_from_row(table, row) for row in table.rows]
    table.refuse()
    return [one for one in found if one is not None]


def _from_row(table: Table, row: Row) -> Aggregate | None:
    for column in ("topic", "value"):
        if not row.cells[column]:
            table.note(row.line, column, N_("This cell is empty."))
            return None
    n = row.cells.get("n", "")
    if n and not n.isdecimal():
        table.note(row.line, "n", N_("“{n}” is no whole number."), n=n)
        return None
    return Aggregate(
        topic=row.cells["topic"],
        value=row.cells["value"],
        source=row.cells.get("source", ""),
        n=int(n) if n else None,
    )


def _from_json(path: Path) -> list[Aggregate]:
    try:
        read = json.loads(file_bytes(path).decode("utf-8-sig"))
        rows = read["rows"] if isinstance(read, dict) else read
        return [
            Aggregate(
                topic=str(row["topic"]),
                value=str(row["value"]),
                source=str(row.get("source", "")),
                n=None if row.get("n") is None else int(row["n"]),
            )
            for row in rows
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileProblem(
            N_(
                "{file} is no list of figures: each needs a topic and a value, and may have a "
                "source and an n."
            ),
            file=path.name,
        ) from error
