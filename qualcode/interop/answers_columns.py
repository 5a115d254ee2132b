"""Which columns of a table are likely to name respondents, and which to hold their answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.core.text import fold
from qualcode.interop.csv_table import Table, read_table

_NAMED = re.compile(
    r"(?:id|identifi\w*|code|case|cas|case_id|participant\w*|patient\w*|repondant\w*|"
    r"respondent\w*|n|no|num\w*|personne|person)(?:[ _.-]?(?:id|patient|participant|no))?"
)
_WORDS = 4
"""Mean words of an answer in people's own words."""

_FEW_WORDS = 2
"""Of short answers, where no column holds longer ones."""

_DISTINCT = 0.5
"""Of the cells of a column of answers; categories come back more often."""

_LONGEST_ID = 40


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, and what they are taken for."""

    every: tuple[str, ...]
    respondent: str
    """The likeliest to name who answered; "" where none does."""
    texts: tuple[str, ...]
    """Those that seem to hold answers in words."""
    rows: int


def columns_of(path: Path) -> Columns:
    """The columns of a table of answers, CSV or .xlsx, guessed by their names and cells.

    Raises:
        FileProblem: the file cannot be read.
        Mistakes: it is no table.
    """
    table = read_table(path, ())
    every = tuple(column for column in table.columns if column)
    texts = tuple(column for column in every if _mean_words(_cells(table, column)) >= _WORDS)
    texts = texts or _wordiest(table, every)
    others = [column for column in every if column not in texts and _tells(table, column)]
    named = [column for column in others if _NAMED.fullmatch(fold(column).strip(" °."))]
    return Columns(every, next(iter([*named, *others]), ""), texts, len(table.rows))


def _cells(table: Table, column: str) -> list[str]:
    return [cell for row in table.rows if (cell := row.cells.get(column, ""))]


def _mean_words(cells: Sequence[str]) -> float:
    """Words of a cell with a letter in them, on the mean; 0 where cells come back as categories."""
    if not cells or len(set(cells)) < _DISTINCT * len(cells):
        return 0
    said = (word for cell in cells for word in cell.split())
    return sum(any(map(str.isalpha, word)) for word in said) / len(cells)


def _wordiest(table: Table, every: Sequence[str]) -> tuple[str, ...]:
    """The column of the longest answers where all are short."""
    words = {column: _mean_words(_cells(table, column)) for column in every}
    best = max(words, key=words.__getitem__, default="")
    return (best,) if best and words[best] >= _FEW_WORDS else ()


def _tells(table: Table, column: str) -> bool:
    """Whether every row has another short word here."""
    cells = _cells(table, column)
    short = all(len(cell) <= _LONGEST_ID for cell in cells)
    return bool(cells) and short and len(set(cells)) == len(cells) == len(table.rows)
