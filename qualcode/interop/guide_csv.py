"""Interview guides as tables: the questions, and the turns that ask them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualcode.core.forms import SLUG
from qualcode.core.guide import GuideQuestion
from qualcode.i18n import N_
from qualcode.interop.csv_table import Row, Table, read_table

_WORDING = "wording_"


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """A line that says in which turn a question was asked."""

    line: int
    source: str
    turn: int
    question: str
    """Key, or `guide:key`."""


def read_guide(path: Path) -> tuple[GuideQuestion, ...]:
    """The questions of a table with columns guide, key, wording_fr, wording_en.

    Any `wording_` with a language will do; at least one must be filled in. A column codes may
    name the codes that a question asks about, parted by semicolons.

    Raises:
        FileProblem: the file is missing or empty.
        Mistakes: it is no such table; every mistake with its line.
    """
    table = read_table(path, ("guide", "key"))
    languages = [c.removeprefix(_WORDING) for c in table.columns if c.startswith(_WORDING)]
    if not languages:
        msgid = N_("The column “{column}” is missing.")
        table.note(table.header_line, "", msgid, column=f"{_WORDING}fr")
    found: dict[str, GuideQuestion] = {}
    for row in table.rows:
        question = _question(table, row, languages)
        if question.ref in found:
            table.note(row.line, "key", N_("The guide has “{key}” twice."), key=question.key)
        found[question.ref] = question
    table.refuse()
    return tuple(found.values())


def _question(table: Table, row: Row, languages: list[str]) -> GuideQuestion:
    for column in ("guide", "key"):
        if not SLUG.fullmatch(row.cells[column]):
            msgid = N_("“{value}” must start with a–z and hold only a–z, 0–9 and _.")
            table.note(row.line, column, msgid, value=row.cells[column])
    wording = {one: row.cells[_WORDING + one] for one in languages if row.cells[_WORDING + one]}
    if languages and not wording:
        table.note(row.line, "", N_("The question has no words."))
    codes = [one.strip() for one in row.cells.get("codes", "").split(";")]
    named = tuple(filter(None, codes))
    return GuideQuestion(row.cells["guide"], row.cells["key"], wording, named)


def read_asked(path: Path) -> tuple[AskedTurn, ...]:
    """The lines of a table with columns source, turn, question.

    Raises:
        FileProblem: the file is missing or empty.
        Mistakes: it is no such table; every mistake with its line.
    """
    table = read_table(path, ("source", "turn", "question"))
    for row in table.rows:
        if not row.cells["turn"].isdecimal():
            msgid = N_("The number of a turn is expected, not “{value}”.")
            table.note(row.line, "turn", msgid, value=row.cells["turn"])
    table.refuse()
    return tuple(
        AskedTurn(row.line, row.cells["source"], int(row.cells["turn"]), row.cells["question"])
        for row in table.rows
    )
