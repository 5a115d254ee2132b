"""What a cell of a matrix says: the same words on screen, in Word, in Excel and in plain text."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from qualcode.core.tables.crosstab import (
    CrossColumn,
    Crosstab,
    Manner,
    Measure,
    Mode,
    Side,
    State,
    sides_in,
    symbol,
)
from qualcode.i18n import N_, current_language, plural, translate
from qualcode.i18n.numbers import NBSP, NNBSP, integer


class Show(StrEnum):
    """Which figures a cell shows."""

    PARTICIPANTS = "participants"
    SOURCES = "sources"
    SEGMENTS = "segments"
    WORDS = "words"
    ALL = "all"
    """Participants, then passages."""

    @property
    def label(self) -> str:
        """Message id."""
        if self is Show.ALL:
            return N_("participants; passages")
        return Measure(self.value).label


LETTERS = {Manner.ASSENTED: "a", Manner.CONTESTED: "c"}
"""What stands behind the sign of a cell of a group talk; what was voiced needs no letter."""


def cell_text(
    table: Crosstab,
    row: int,
    column: int | None,
    show: Show = Show.ALL,
    side: Side = Side.ANY,
) -> str:
    """A sign, and the figures: `▲ 3/8; 11`; the sign alone where nobody raised it."""
    state = table.state(row, column)
    sides = sides_in(table, row, column)
    sign = symbol(sides, state)
    if state is not State.RAISED:
        return sign
    figures = figures_text(table, row, column, show, side)
    if side is not Side.ANY:
        return figures if _says(table, row, column, side) else "·"
    letters = "".join(LETTERS[way] for way in LETTERS if told(table, row, column, way))
    return f"{sign}{NBSP}{figures}{NBSP}{letters}" if letters else f"{sign}{NBSP}{figures}"


def _says(table: Crosstab, row: int, column: int | None, side: Side) -> bool:
    measures = (Measure.SEGMENTS, Measure.SOURCES)
    return any(table.count(row, column, measure, side) for measure in measures)


def told(table: Crosstab, row: int, column: int | None, manner: Manner) -> bool:
    """Whether a cell tells of a manner: contested wherever it was, assented if nothing more."""
    found = table.manners(row, column)
    return manner in found and (manner is Manner.CONTESTED or Manner.VOICED not in found)


def figures_text(
    table: Crosstab, row: int, column: int | None, show: Show, side: Side = Side.ANY
) -> str:
    """The figures of a cell, with their denominators."""
    out_of = table.column(column)
    if show is Show.ALL:
        if column is not None and not table.tells_persons:
            return integer(table.count(row, column, Measure.SEGMENTS, side))
        persons = _share(table, row, column, Measure.PARTICIPANTS, side, out_of)
        return apart(persons, integer(table.count(row, column, Measure.SEGMENTS, side)))
    measure = Measure(show.value)
    return _share(table, row, column, measure, side, out_of)


def _share(
    table: Crosstab,
    row: int,
    column: int | None,
    measure: Measure,
    side: Side,
    out_of: CrossColumn,
) -> str:
    kinds = {kind for kind, _n in out_of.persons}
    if measure is Measure.PARTICIPANTS and kinds == {"relative"}:
        measure = Measure.RELATIVES
    n = table.count(row, column, measure, side)
    whole = table.out_of(row, column, measure)
    return integer(n) if whole is None else f"{integer(n)}/{integer(whole)}"


def total_text(table: Crosstab, row: int, show: Show = Show.ALL, side: Side = Side.ANY) -> str:
    """All columns together; in group talks groups, networks, speakers and passages in one."""
    if show is not Show.ALL or not table.has_groups:
        return cell_text(table, row, None, show, side)
    measures = [Measure.GROUPS, Measure.UNITS, Measure.PARTICIPANTS, Measure.SEGMENTS]
    if not table.total.units:
        measures.remove(Measure.UNITS)
    figures = apart(*(_share(table, row, None, one, side, table.total) for one in measures))
    if side is not Side.ANY:
        return figures
    return f"{symbol(sides_in(table, row, None), table.state(row, None))}{NBSP}{figures}"


def total_head(table: Crosstab, show: Show = Show.ALL) -> str:
    """What the figures of the total are."""
    if show is not Show.ALL:
        return translate(show.label)
    if not table.has_groups:
        return translate(Show.ALL.label)
    steps = [N_("groups"), N_("networks"), N_("speakers"), N_("passages")]
    if not table.total.units:
        del steps[1]
    return apart(*map(translate, steps))


def column_n(column: CrossColumn, least: int) -> str:
    """How many persons a column has: `n = 4`, or that they are too few to be told."""
    n = column.out_of(Measure.PARTICIPANTS)
    if n is None:
        return translate(N_("n masked")) if least else ""
    relatives = column.out_of(Measure.RELATIVES) or 0
    parts = [f"n{NBSP}={NBSP}{integer(n)}"] if n or not relatives else []
    if relatives:
        parts.append(plural("{n} relative", "{n} relatives", relatives))
    return " + ".join(parts)


def apart(*parts: str) -> str:
    """Figures behind one another, parted as the language parts them."""
    semicolon = f"{NNBSP};" if current_language() == "fr" else ";"
    return f"{semicolon} ".join(parts)


def singles_note(table: Crosstab) -> str:
    """What is to be minded where columns point at one person each; empty where none does."""
    n = table.notes.singles
    if not n:
        return ""
    if table.notes.mode is Mode.PUBLICATION:
        return plural(
            "{n} column describes one person; the study allows it to stand under a letter.",
            "{n} columns describe one person each; the study allows them to stand under letters.",
            n,
        )
    return plural(
        "{n} column describes one person: for the team only, never to be shown or sent.",
        "{n} columns describe one person each: for the team only, never to be shown or sent.",
        n,
    )


SIGNS = (
    ("▼", N_("barrier")),
    ("▲", N_("facilitator")),
    ("◆", N_("both sides")),
    ("○", N_("described, on neither side")),
    ("△", N_("wished for or foreseen only")),
    ("?", N_("side not judged yet")),
    ("·", N_("collected, not mentioned")),
    ("-", N_("not asked")),
)
"""Every sign with its meaning; an empty cell: not collected."""


def legend(used: Iterable[str]) -> str:
    """The meaning of the signs that are used, in one line."""
    found = set(used)
    told_of = [f"{sign}{NBSP}{translate(words)}" for sign, words in SIGNS if sign in found]
    if "" in found:
        told_of.append(translate(N_("empty: not collected")))
    return ", ".join(told_of)


def signs_used(table: Crosstab) -> set[str]:
    """The signs of all cells and totals."""
    return {
        symbol(sides_in(table, row, column), table.state(row, column))
        for row in range(len(table.rows))
        for column in [*range(len(table.columns)), None]
    }
