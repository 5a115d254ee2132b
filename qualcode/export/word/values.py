"""What a Word document of ours is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qualcode.i18n import LANGUAGES


class Align(StrEnum):
    """Where the words of a column stand."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "center"


class RowKind(StrEnum):
    """How a row looks."""

    BODY = "body"
    FAMILY = "family"
    """A sub-header over all columns; it has one cell and stays with the row after it."""
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look and one language."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False
    """As a superscript."""
    verbatim: bool = False
    """Somebody's own words: printed as they are, never typeset."""
    language: str = ""
    """The language of the words; empty for that of the document."""


Line = str | tuple[str | Run, ...]
"""A paragraph; plain strings are our own words and are typeset."""

Cell = str | tuple[Line, ...]
"""One paragraph, or several; an empty cell is printed as a dash."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its heading."""

    head: str
    width: float
    """In centimetres."""
    align: Align = Align.LEFT
    unit: str = ""
    """Second line of the heading, in lighter type."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from left to right."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.BODY
    starts: bool = False
    """Begins a group of rows: a little more room above it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what stands above and below it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    description: str
    """Alternative text for who cannot see the table."""
    lead: Line = ""
    """A sentence between caption and table."""
    notes: tuple[Line, ...] = ()
    supplement: bool = False
    """Numbered apart (Table S1)."""
    new_page: bool = False
    """Begins a page."""
    number: int = 1
    """The number shown until Word counts the captions again."""

    def __post_init__(self) -> None:
        for row in self.rows:
            wanted = 1 if row.kind is RowKind.FAMILY else len(self.columns)
            if len(row.cells) != wanted:
                raise ValueError(f"a {row.kind} row needs {wanted} cells, not {len(row.cells)}")


@dataclass(frozen=True, slots=True)
class Prose:
    """A heading with its paragraphs."""

    heading: str
    paragraphs: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An A4 document in one language of the interface; it lies where a table is wide."""

    title: str
    language: str
    made_on: date
    blocks: tuple[Table | Prose, ...]
    footer: str = ""
    """Words at the left of the footer; the page number stands at the right."""

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"no document can be made in {self.language!r}")
