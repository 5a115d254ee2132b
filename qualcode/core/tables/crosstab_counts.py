"""Counting a matrix: every coding in columns of numbers, and no step for each of them.

What the figures mean stands in `core.crosstab`; here is how they are found. Codings come in the
order of sources and places. Each falls into the rows that count its code; what a row says on one
side of the same words is united; then whoever spoke is marked once in each row, column and side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qualcode.core.tables.crosstab import COUNTED, PILES, Counts, Manner, Measure, Side, State

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SMALL = 8_000_000
"""Cells × things up to which each pair has a place of its own."""

PILE = {side: index for index, side in enumerate(PILES)}
"""The number of each pile."""


@dataclass(frozen=True, slots=True, eq=False)
class CodingColumns:
    """The codings of one layer, one number of each for each fact, by source and then by start."""

    key: Numbers
    """What a coding is found again by."""
    source: Numbers
    voice: Numbers
    """Who speaks where it begins."""
    code: Numbers
    pile: Numbers
    """Numbers of `PILE`."""
    start: Numbers
    end: Numbers
    manner: Numbers
    """Values of `Manner`; -1 outside group talks."""
    words: tuple[Numbers, Numbers] | None = None
    """How many words of its source begin before it, and before its end; None if not asked for."""

    def only(self, wanted: Any) -> CodingColumns:
        """Some of them, in the same order: a mask, or places in rising order."""
        names = (name for name in self.__slots__ if name != "words")
        facts = {name: getattr(self, name)[wanted] for name in names}
        words = self.words and (self.words[0][wanted], self.words[1][wanted])
        return CodingColumns(**facts, words=words)

    def with_part(self, first: int, last: int, part: CodingColumns) -> CodingColumns:
        """Others in place of those from `first` up to `last`; words are forgotten."""
        names = (name for name in self.__slots__ if name != "words")
        whole: dict[str, Any] = {
            name: np.concatenate(
                [getattr(self, name)[:first], getattr(part, name), getattr(self, name)[last:]]
            )
            for name in names
        }
        return CodingColumns(**whole)

    def __len__(self) -> int:
        return len(self.key)


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """What each voice (a speaker in one source) counts as; -1 for nothing."""

    source: Numbers
    person: Numbers
    """The person-case."""
    relative: Flags
    unit: Numbers
    """The network, or whatever unit is counted beside persons."""
    group: Flags
    """Whether people talk in a group in its source."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Which column each coding stands in."""

    count: int
    """How many columns there are."""
    of_voice: Numbers | None = None
    """The column of each voice; -1 for none."""
    ranges: Sequence[tuple[int, int, int, int]] = ()
    """(column, source, start, end) where columns are parts of sources, which may overlap."""


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """Which codings each row counts, as pairs of a row and a coding's place."""

    count: int
    """How many rows there are."""
    row: Numbers
    coding: Numbers
    """Rising within each row."""


def members_by_code(codings: CodingColumns, rows_of: Sequence[Sequence[int]], rows: int) -> Members:
    """The rows that count each code, for every coding of it.

    Args:
        codings: all that may be counted.
        rows_of: by number of the code, the rows that count it, each once.
        rows: how many rows there are.
    """
    many = np.array([len(found) for found in rows_of], np.int64)
    flat = np.array([row for found in rows_of for row in found], np.int64)
    first = np.cumsum(many) - many
    times = many[codings.code]
    coding = np.repeat(np.arange(len(codings)), times)
    step = np.arange(len(coding)) - np.repeat(np.cumsum(times) - times, times)
    row = flat[np.repeat(first[codings.code], times) + step]
    order = np.argsort(row.astype(np.int16 if rows < 2**15 else np.int64), kind="stable")
    return Members(rows, row[order], coding[order])


def members_by_choice(chosen: Sequence[Numbers]) -> Members:
    """Rows that name their codings: for each, their places in rising order."""
    row = np.repeat(np.arange(len(chosen)), [len(places) for places in chosen])
    return Members(len(chosen), row, np.concatenate([*chosen, np.zeros(0, np.int64)]).astype(int))


def count(
    codings: CodingColumns,
    members: Members,
    voices: Voices,
    places: Places,
    unraised: Numbers,
    asked: Mapping[Measure, Numbers] | None = None,
) -> Counts:
    """The figures of a matrix.

    Args:
        codings: one layer; words are counted where it knows them.
        members: which of them each row counts.
        voices: who speaks.
        places: which column each stands in.
        unraised: by [row, column], the `State` of a cell in which there is nothing; the last
            column is all of them together.
        asked: out of how many, as `Counts.asked` has it.
    """
    placed, whole = _in_columns(codings, members, places), _whole(members)
    spoken = _spoken(codings, whole, members.count, len(voices.source))
    halves = [
        _half(codings, placed, members.count, places.count, _distinct(
            _spoken_in_columns(codings, placed, places, spoken, members.count, voices),
            voices, members.count * places.count,
        )),
        _half(codings, whole, members.count, 1, _distinct(spoken, voices, members.count)),
    ]  # fmt: skip
    figures = {key: np.hstack([half.figures[key] for half in halves]) for key in halves[0].figures}
    raised = figures[Measure.SEGMENTS, Side.ANY] > 0
    return Counts(
        figures,
        np.where(raised, State.RAISED.value, unraised),
        np.concatenate([half.manners for half in halves], axis=2),
        asked or {},
    )


_Figures = dict[tuple[Measure, Side], Numbers]

_Spoken = tuple[Numbers, Numbers, NDArray[np.uint8]]
"""Cells, the voices that say something there, each once, and the piles in which they do."""


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """Codings or segments in the cells of a matrix, by cell, source and start."""

    cell: Numbers
    """Row × number of columns + column."""
    coding: Numbers
    """The first coding of a segment."""
    end: Numbers
    pile: Numbers

    def only(self, wanted: Any) -> _Entries:
        return _Entries(self.cell[wanted], self.coding[wanted], self.end[wanted], self.pile[wanted])


@dataclass(frozen=True, slots=True, eq=False)
class _Half:
    """What was counted in the columns, or in all of them together."""

    figures: dict[tuple[Measure, Side], Numbers]
    manners: Flags


def _whole(members: Members) -> tuple[Numbers, Numbers, Numbers]:
    """Rows, columns and codings where everything is in one column."""
    return members.row, np.zeros(len(members.row), np.int64), members.coding


def _in_columns(
    codings: CodingColumns, members: Members, places: Places
) -> tuple[Numbers, Numbers, Numbers]:
    """Rows, columns and codings: in several columns where these overlap, or in none."""
    if places.of_voice is not None:
        column = places.of_voice[codings.voice[members.coding]]
        there = np.flatnonzero(column >= 0)
        return members.row[there], column[there], members.coding[there]
    inside = np.zeros((places.count, len(codings)), bool)
    for own, source, start, end in places.ranges:
        first, last = np.searchsorted(codings.source, [source, source + 1])
        touched = (codings.start[first:last] < end) & (codings.end[first:last] > start)
        inside[own, first:last] |= touched
    column, member = np.nonzero(inside[:, members.coding])
    return members.row[member], column, members.coding[member]


def _half(
    codings: CodingColumns,
    placed: tuple[Numbers, Numbers, Numbers],
    rows: int,
    columns: int,
    distinct: _Figures,
) -> _Half:
    row, column, coding = placed
    size = rows * columns
    cell = row * columns + column
    order = np.argsort(cell.astype(np.int16 if size < 2**15 else np.int64), kind="stable")
    cell, coding = cell[order], coding[order]
    entries = _Entries(cell, coding, codings.end[coding], codings.pile[coding])
    figures = {
        **distinct,
        **_segments(entries, codings, size),
        **(_words(entries, codings, *codings.words, size) if codings.words else {}),
    }
    return _Half(
        {key: found.reshape(rows, columns) for key, found in figures.items()},
        _manners(cell, codings.manner[coding], rows, columns),
    )


def _united(entries: _Entries, codings: CodingColumns) -> Numbers:
    """Where the segments begin among entries: those that overlap in a cell and source are one."""
    if not len(entries.cell):
        return np.zeros(0, np.int64)
    sources = int(codings.source.max()) + 1
    width = int(codings.end.max()) + 1
    base = (entries.cell * sources + codings.source[entries.coding]) * width
    reached = np.maximum.accumulate(base + entries.end)
    first = (base + codings.start[entries.coding])[1:] >= reached[:-1]
    return np.concatenate([[0], np.flatnonzero(first) + 1])


def _segments(entries: _Entries, codings: CodingColumns, size: int) -> _Figures:
    """Segments of each side: the piles as if each had cells of its own, behind one another."""
    order = np.argsort(entries.pile.astype(np.int8), kind="stable")
    parted = entries.only(order)
    parted = replace(parted, cell=parted.pile * size + parted.cell)
    begins = _united(parted, codings)
    piles = np.bincount(parted.cell[begins], minlength=len(PILES) * size)
    piles = piles.reshape(len(PILES), size)
    return {
        (Measure.SEGMENTS, side): piles[[PILE[pile] for pile in COUNTED[side]]].sum(axis=0)
        for side in Side
    }


def _words(
    entries: _Entries, codings: CodingColumns, before: Numbers, until: Numbers, size: int
) -> _Figures:
    """Words begun in the segments of each side, the sides as if each had cells of its own."""
    piles = entries.pile.astype(np.int8)
    of_side = [
        np.flatnonzero(np.isin(np.arange(len(PILES)), [PILE[p] for p in COUNTED[side]])[piles])
        for side in Side
    ]
    places = np.concatenate(of_side)
    behind = np.repeat(np.arange(len(of_side)) * size, [len(own) for own in of_side])
    parted = entries.only(places)
    parted = replace(parted, cell=parted.cell + behind)
    begins = _united(parted, codings)
    if not len(begins):
        return {(Measure.WORDS, side): np.zeros(size, np.int64) for side in Side}
    many = np.maximum.reduceat(until[parted.coding], begins) - before[parted.coding[begins]]
    summed = np.bincount(parted.cell[begins], many, size * len(of_side)).astype(np.int64)
    return {
        (Measure.WORDS, side): own
        for side, own in zip(Side, summed.reshape(len(of_side), size), strict=True)
    }


def things(voices: Voices) -> Iterator[tuple[Measure, Numbers]]:
    """What each voice is counted as once, by measure; -1 where it does not count."""
    yield Measure.PARTICIPANTS, np.where(voices.relative, -1, voices.person)
    yield Measure.RELATIVES, np.where(voices.relative, voices.person, -1)
    yield Measure.SOURCES, voices.source
    yield Measure.GROUPS, np.where(voices.group, voices.source, -1)
    yield Measure.UNITS, voices.unit


def _spoken(
    codings: CodingColumns, placed: tuple[Numbers, Numbers, Numbers], rows: int, voices: int
) -> _Spoken:
    """Who says something in each row, where all is in one column."""
    row, _column, coding = placed
    flags = (1 << codings.pile[coding]).astype(np.uint8)
    pairs, piles = _flagged(row * voices + codings.voice[coding], flags, rows * voices)
    return pairs // max(voices, 1), pairs % max(voices, 1), piles


def _spoken_in_columns(
    codings: CodingColumns,
    placed: tuple[Numbers, Numbers, Numbers],
    places: Places,
    spoken: _Spoken,
    rows: int,
    voices: Voices,
) -> _Spoken:
    """Who says something in each cell; known already where every voice has a column of its own."""
    row, column, coding = placed
    if places.of_voice is None:
        cells = row * places.count + column, column, coding
        return _spoken(codings, cells, rows * places.count, len(voices.source))
    row, voice, piles = spoken
    column = places.of_voice[voice]
    there = np.flatnonzero(column >= 0)
    return row[there] * places.count + column[there], voice[there], piles[there]


def _distinct(spoken: _Spoken, voices: Voices, size: int) -> _Figures:
    """How many different persons, sources and units there are in each cell, by side."""
    cell, voice, flags = spoken
    found = {}
    for measure, thing in things(voices):
        known = np.flatnonzero(thing[voice] >= 0)
        kinds = int(thing.max(initial=-1)) + 1
        held, sides = _flagged(
            cell[known] * kinds + thing[voice[known]], flags[known], size * kinds
        )
        cells = held // max(kinds, 1)
        there = {side: sides & _bits(side) > 0 for side in Side}
        there[Side.BOTH] = there[Side.BARRIER] & there[Side.LEVER]
        for side, said in there.items():
            found[measure, side] = np.bincount(cells[said], minlength=size)
    return found


def _bits(side: Side) -> int:
    return sum(1 << PILE[pile] for pile in COUNTED[side])


def _flagged(
    pairs: Numbers, flags: NDArray[np.uint8], size: int
) -> tuple[Numbers, NDArray[np.uint8]]:
    """Different pairs, and all flags of each taken together."""
    if size <= _SMALL:
        united = np.zeros(size, np.uint8)
        places = pairs
    else:
        present, places = np.unique(pairs, return_inverse=True)
        united = np.zeros(len(present), np.uint8)
    for bit in (1 << number for number in range(len(PILES))):
        united[places[(flags & bit) > 0]] |= np.uint8(bit)
    if size <= _SMALL:
        present = np.flatnonzero(united)
        united = united[present]
    return present, united


def _manners(cell: Numbers, manner: Numbers, rows: int, columns: int) -> Flags:
    """[manner, row, column]: whether something came up so."""
    found = np.zeros((len(Manner), rows * columns), bool)
    heard = manner >= 0
    found[manner[heard], cell[heard]] = True
    return found.reshape(len(Manner), rows, columns)


def codings_in_cell(
    codings: CodingColumns,
    members: Members,
    places: Places,
    row: int,
    column: int | None,
    side: Side = Side.ANY,
) -> Numbers:
    """The places of the codings behind a cell, by source and place; the total for None.

    Behind *both* stand the ambivalent passages, and the barriers and levers of the cell.
    """
    own = members.row == row
    one = Members(members.count, members.row[own], members.coding[own])
    _rows, columns, found = _whole(one) if column is None else _in_columns(codings, one, places)
    if column is not None:
        found = found[columns == column]
    sides = COUNTED[Side.BARRIER] | COUNTED[Side.LEVER] if side is Side.BOTH else COUNTED[side]
    wanted = [PILE[pile] for pile in sides]
    return np.sort(found[np.isin(codings.pile[found], wanted)])
