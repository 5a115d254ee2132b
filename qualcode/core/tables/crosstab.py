"""Matrices: rows of codes, columns of whatever sets people and sources apart, and their counts.

Definitions:

- A *participant* is a person-case other than a relative; relatives are counted apart.
- A *segment* is a passage: what the codings of a row say on one side of the same words is one
  segment, so that two codes of a family (or two codes read as one) do not count words twice.
  For a row of one code these are its codings.
- *Words* are the words that begin in the segments, each once.
- An ambivalent segment counts on either side and under *both*; who raised the two sides, in one
  passage or in several, is a participant of both. Potential levers stand apart, and so does what
  was described, or has no side yet.

So for every cell: barrier + lever − both + described + potential + unset = all its segments.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any

from qualcode.core.codebook import Words, said
from qualcode.core.coding import Valence
from qualcode.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


class Side(StrEnum):
    """Which passages are counted."""

    ANY = "any"
    BARRIER = "barrier"
    LEVER = "lever"
    BOTH = "both"
    DESCRIBED = "described"
    POTENTIAL = "potential"
    UNSET = "unset"

    @property
    def label(self) -> str:
        """Message id."""
        return _SIDES[self]


_SIDES = {
    Side.ANY: N_("all passages"),
    Side.BARRIER: N_("barrier"),
    Side.LEVER: N_("lever"),
    Side.BOTH: N_("both sides"),
    Side.DESCRIBED: N_("described"),
    Side.POTENTIAL: N_("potential"),
    Side.UNSET: N_("not set"),
}

PILES = (Side.BARRIER, Side.LEVER, Side.BOTH, Side.DESCRIBED, Side.POTENTIAL, Side.UNSET)
"""What a coding falls into, each into one; an ambivalent one into `BOTH`."""

COUNTED: Mapping[Side, frozenset[Side]] = {
    Side.ANY: frozenset(PILES),
    Side.BARRIER: frozenset({Side.BARRIER, Side.BOTH}),
    Side.LEVER: frozenset({Side.LEVER, Side.BOTH}),
    **{side: frozenset({side}) for side in PILES[2:]},
}
"""The piles whose passages a side counts."""


class Measure(StrEnum):
    """What is counted."""

    PARTICIPANTS = "participants"
    RELATIVES = "relatives"
    SOURCES = "sources"
    GROUPS = "groups"
    UNITS = "units"
    SEGMENTS = "segments"
    WORDS = "words"

    @property
    def label(self) -> str:
        """Message id."""
        return _MEASURES[self]


_MEASURES = {
    Measure.PARTICIPANTS: N_("participants"),
    Measure.RELATIVES: N_("relatives"),
    Measure.SOURCES: N_("transcripts"),
    Measure.GROUPS: N_("groups"),
    Measure.UNITS: N_("networks"),
    Measure.SEGMENTS: N_("passages"),
    Measure.WORDS: N_("words"),
}


class State(Enum):
    """Why a cell is as it is: nothing said is not the same as nobody asked or nobody heard."""

    NOT_COLLECTED = 0
    """The column has no transcript to which the row applies."""
    NOT_ASKED = 1
    """There are transcripts; the question behind the row was asked in none of them."""
    NOT_RAISED = 2
    """Collected, and nobody mentioned it."""
    RAISED = 3

    @property
    def label(self) -> str:
        """Message id."""
        return _STATES[self]


_STATES = {
    State.NOT_COLLECTED: N_("not collected"),
    State.NOT_ASKED: N_("not asked"),
    State.NOT_RAISED: N_("collected, not mentioned"),
    State.RAISED: N_("raised"),
}


class Manner(Enum):
    """How a thing came up in a group talk; silence is not assent."""

    VOICED = 0
    ASSENTED = 1
    """Said in a turn coded as agreement, or merely assented to when asked."""
    CONTESTED = 2
    """Said in a turn coded as disagreement."""

    @property
    def label(self) -> str:
        """Message id."""
        return _MANNERS[self]


_MANNERS = {
    Manner.VOICED: N_("voiced"),
    Manner.ASSENTED: N_("assented"),
    Manner.CONTESTED: N_("contested"),
}


class Mode(StrEnum):
    """Whom a matrix is for."""

    WORKING = "working"
    """For the team: everything, and marked so."""
    PUBLICATION = "publication"
    """For readers: restricted names as letters or types, small groups of persons masked."""


@dataclass(frozen=True, slots=True)
class CrossRow:
    """What a row counts."""

    ref: str
    """`codebook:key`, or the name of a saved query."""
    label: Words
    family: Words = field(default_factory=dict)
    codebook: str = ""
    derived: bool = False
    """Read through a crosswalk, not coded: tables say so."""
    sides: frozenset[Valence] = frozenset({Valence.BARRIER, Valence.LEVER})
    """The sides that its codings can take; empty for a code without valence."""

    @property
    def name(self) -> str:
        """The label in the current language, or the reference."""
        return said(self.label) or self.ref


@dataclass(frozen=True, slots=True)
class CrossColumn:
    """What a column sets apart, and out of how many."""

    value: str
    """The value of the attribute, the name of the case, source, speaker or round."""
    label: Words
    persons: tuple[tuple[str, int], ...] = ()
    """Person-cases with a transcript in the column, by kind."""
    sources: int = 0
    groups: int = 0
    units: int = 0
    masked: bool = False
    """Whether it describes so few persons that their number is not told."""

    @property
    def name(self) -> str:
        """The label in the current language, or the value."""
        return said(self.label) or self.value

    def out_of(self, measure: Measure) -> int | None:
        """The denominator of a measure; None where there is none, or where it is not told."""
        if self.masked and measure in {Measure.PARTICIPANTS, Measure.RELATIVES}:
            return None
        match measure:
            case Measure.PARTICIPANTS:
                return sum(n for kind, n in self.persons if kind != "relative")
            case Measure.RELATIVES:
                return dict(self.persons).get("relative", 0)
            case Measure.SOURCES:
                return self.sources
            case Measure.GROUPS:
                return self.groups
            case Measure.UNITS:
                return self.units
        return None


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of every row in every column; the last column is all of them together."""

    figures: Mapping[tuple[Measure, Side], Numbers]
    """[row, column]; words only where they were asked for."""
    states: Numbers
    """Values of `State` by [row, column]."""
    manners: Numbers
    """Whether [manner, row, column] occurs in a group talk."""
    asked: Mapping[Measure, Numbers] = field(default_factory=dict)
    """[row, column]: out of how many were asked, or spoke of it unasked; -1 where the row belongs
    to no question. Empty where none does."""


@dataclass(frozen=True)
class Crosstab:
    """A matrix with its counts."""

    rows: tuple[CrossRow, ...]
    columns: tuple[CrossColumn, ...]
    total: CrossColumn
    """All columns, and what stands in none of them."""
    by: str
    """What the columns are: an attribute, case, source, speaker or round."""
    counts: Counts
    notes: MatrixNotes

    def column(self, index: int | None) -> CrossColumn:
        """A column; the total for None."""
        return self.total if index is None else self.columns[index]

    def count(self, row: int, column: int | None, measure: Measure, side: Side = Side.ANY) -> int:
        """A figure; `column` None for all columns together, everybody counted once.

        Raises:
            KeyError: words were not asked for.
        """
        place = len(self.columns) if column is None else column
        return int(self.counts.figures[measure, side][row, place])

    def out_of(self, row: int, column: int | None, measure: Measure) -> int | None:
        """The denominator of a cell: of those asked, where its row belongs to a question.

        None where there is none, or where it is not told.
        """
        whole = self.column(column).out_of(measure)
        if whole is None or measure not in self.counts.asked:
            return whole
        place = len(self.columns) if column is None else column
        own = int(self.counts.asked[measure][row, place])
        return whole if own < 0 else own

    def state(self, row: int, column: int | None) -> State:
        """Whether it was raised there, and if not, why."""
        place = len(self.columns) if column is None else column
        return State(int(self.counts.states[row, place]))

    def manners(self, row: int, column: int | None) -> tuple[Manner, ...]:
        """How it came up in group talks; empty where it did not."""
        place = len(self.columns) if column is None else column
        return tuple(m for m in Manner if self.counts.manners[m.value, row, place])

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What was counted."""
        return tuple(m for m in Measure if (m, Side.ANY) in self.counts.figures)

    @property
    def tells_persons(self) -> bool:
        """Whether any column stands for more than one person."""
        return any(sum(n for _kind, n in column.persons) > 1 for column in self.columns)

    @property
    def has_groups(self) -> bool:
        """Whether people talk in a group in some of its transcripts."""
        return self.total.groups > 0


@dataclass(frozen=True, slots=True)
class MatrixNotes:
    """What stands under a matrix: where it comes from and how it is to be read."""

    layer: str
    mode: Mode = Mode.WORKING
    query: str = ""
    codebooks: tuple[str, ...] = ()
    """`id version` of each."""
    titles: tuple[Words, ...] = ()
    """What each codebook is called."""
    unit: Words = field(default_factory=dict)
    """What the counted unit (the network) is called, in the plural."""
    by: Words = field(default_factory=dict)
    """What the columns are called."""
    letters: bool = False
    """Restricted names are printed as letters."""
    hidden_columns: int = 0
    """Columns that describe too few persons to stand alone; they count in the total."""
    min_cell: int = 0
    """Least number of persons that a publication tells; 0 where nothing was masked."""
    singles: int = 0
    """Columns of restricted names that describe one person each."""
    derived_from: tuple[str, ...] = ()
    """Codebooks that were coded, where rows are read through a crosswalk."""
    unmapped: int = 0
    """Codings without a counterpart in the codebook that is read onto."""
    objected: int = 0
    """Persons who objected to the use of their words, which are left out."""


def symbol(sides: Collection[Side], state: State) -> str:
    """One sign for a cell, readable without colour.

    ▼ barrier, ▲ lever, ◆ both, ○ described only, △ potential only, ? no side judged, · collected
    and not mentioned, - not asked, nothing where nothing was collected.
    """
    if state is not State.RAISED:
        return {State.NOT_RAISED: "·", State.NOT_ASKED: "-"}.get(state, "")
    against, favour = Side.BARRIER in sides, Side.LEVER in sides
    if Side.BOTH in sides or (against and favour):
        return "◆"
    if against or favour:
        return "▼" if against else "▲"
    if Side.POTENTIAL in sides:
        return "△"
    return "○" if Side.DESCRIBED in sides else "?"


def sides_in(table: Crosstab, row: int, column: int | None) -> frozenset[Side]:
    """The sides on which a cell has segments; both where somebody, or some source, has the two."""
    found = {s for s in PILES if table.count(row, column, Measure.SEGMENTS, s)}
    if {Side.BARRIER, Side.LEVER} <= found:
        found.add(Side.BOTH)
    return frozenset(found)
