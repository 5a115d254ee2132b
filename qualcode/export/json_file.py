"""The tables of a document as JSON: headings and cells as they are printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualcode.export.csv_file import words_of
from qualcode.export.word.saving import save
from qualcode.export.word.typography import printable
from qualcode.export.word.values import Document, Row, RowKind, Table

SCHEMA = "qualcode.tables/1"
"""What the first field of such a file says."""


def json_bytes(document: Document) -> bytes:
    """The document with its tables; sub-headings stand in a field of their own."""
    told = {
        "schema": SCHEMA,
        "title": document.title,
        "language": document.language,
        "made_on": document.made_on.isoformat(),
        "footer": document.footer,
        "tables": [_table(block) for block in document.blocks if isinstance(block, Table)],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def write_json(document: Document, path: Path) -> None:
    """Write the tables, whole or not at all.

    Raises:
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    save(path, json_bytes(document))


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [{"head": one.head, "unit": one.unit} for one in table.columns],
        "rows": list(_rows(table.rows)),
        "notes": [printable(words_of((note,))) for note in table.notes],
    }


def _rows(rows: tuple[Row, ...]) -> Iterator[dict[str, Any]]:
    family = ""
    for row in rows:
        cells = [printable(words_of(cell)).strip() for cell in row.cells]
        if row.kind is RowKind.FAMILY:
            family = cells[0]
        else:
            yield {"family": family, "kind": row.kind.value, "cells": cells}
