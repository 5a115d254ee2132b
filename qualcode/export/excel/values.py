"""What a workbook is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Value = str | int | float | date | bool | None
"""What stands in a cell; None and numbers that are none (nan) leave it empty."""


class Kind(StrEnum):
    """How the values of a column are shown; words among numbers stay words."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    """Two places shown, all kept."""
    PERCENT = "percent"
    """A share of 1."""
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its heading."""

    title: str
    width: float = 12
    """In characters."""
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under one row of headings, which stays in sight."""

    name: str
    """What its tab says; shortened to what Excel takes."""
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = ()
    """Under the table, one a row."""
    fixed_columns: int = 1
    """Columns at the left that stay in sight."""
