"""Where units stand: the codable stretches of several transcripts, and spans placed among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from qualcode.core.agreement.ratings import Ints

Offsets = Sequence[tuple[int, int]] | NDArray[np.integer]
"""Half-open (start, end) pairs in order, none overlapping; or such an array of n × 2."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """Disjoint stretches of the texts of several sources, in order."""

    source: Ints
    start: Ints
    end: Ints
    sources: int

    @classmethod
    def of(cls, offsets: Sequence[Offsets]) -> Pieces:
        """The pieces of each source, sources in their order.

        Raises:
            ValueError: If pieces are empty, overlap or are out of order.
        """
        pairs = [_pairs(one) for one in offsets]
        joined = np.concatenate([_NO_PAIRS, *pairs])
        lengths = np.array([len(one) for one in pairs], dtype=np.int64)
        source = np.repeat(np.arange(len(pairs), dtype=np.int64), lengths)
        pieces = cls(source, joined[:, 0], joined[:, 1], len(pairs))
        if (pieces.sizes <= 0).any() or (pieces._starts[1:] < pieces._ends[:-1]).any():
            raise ValueError("pieces must be disjoint and in order, none of them empty")
        return pieces

    def starting_in(self, others: Pieces) -> Pieces:
        """Those that start inside one of `others`."""
        into, piece = others._into(self.source, self.start)
        inside = into < others._padded_sizes[piece]
        return Pieces(self.source[inside], self.start[inside], self.end[inside], self.sources)

    def cut(self, width: int) -> Pieces:
        """Each piece in stretches of so many characters, the last of it shorter.

        Raises:
            ValueError: If `width` is not positive.
        """
        if width < 1:
            raise ValueError(f"a fixed unit has at least one character, not {width}")
        many = -(-self.sizes // width)
        piece = np.repeat(np.arange(len(many)), many)
        nth = np.arange(len(piece)) - np.repeat(np.cumsum(many) - many, many)
        start = self.start[piece] + nth * width
        end = np.minimum(start + width, self.end[piece])
        return Pieces(self.source[piece], start, end, self.sources)

    def before(self, source: Ints, offset: Ints) -> Ints:
        """How many characters of the pieces stand before each place, earlier sources included."""
        into, piece = self._into(source, offset)
        return np.asarray(self._cumulated[piece] + np.minimum(into, self._padded_sizes[piece]))

    def _into(self, source: Ints, offset: Ints) -> tuple[Ints, Ints]:
        """How far each place is past the start of the last piece before it, and which that is.

        Pieces are counted from 1; 0 is an empty one before all.
        """
        place = self._key(source, offset)
        piece = np.searchsorted(self._starts, place, side="right")
        return place - self._padded_starts[piece], piece

    def touched(self, source: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """The half-open range of pieces that share a character with each span."""
        first = np.searchsorted(self._ends, self._key(source, start), side="right")
        last = np.searchsorted(self._starts, self._key(source, end), side="left")
        return first, last

    @cached_property
    def sizes(self) -> Ints:
        """Characters of each piece."""
        return self.end - self.start

    def _key(self, source: Ints, offset: Ints) -> Ints:
        return source * self._width + np.minimum(offset, self._width - 1)

    @cached_property
    def _width(self) -> int:
        return int(self.end.max(initial=0)) + 2

    @cached_property
    def _starts(self) -> Ints:
        return self._key(self.source, self.start)

    @cached_property
    def _ends(self) -> Ints:
        return self._key(self.source, self.end)

    @cached_property
    def _padded_starts(self) -> Ints:
        return np.concatenate([[0], self._starts])

    @cached_property
    def _padded_sizes(self) -> Ints:
        return np.concatenate([[0], self.sizes])

    @cached_property
    def _cumulated(self) -> Ints:
        """Characters before each piece of the padded list."""
        return np.concatenate([[0, 0], np.cumsum(self.sizes)[:-1]]) if len(self.start) else _ZERO


_ZERO = np.zeros(1, dtype=np.int64)
_NO_PAIRS = np.empty((0, 2), dtype=np.int64)


def _pairs(offsets: Offsets) -> Ints:
    if isinstance(offsets, np.ndarray):
        return offsets.astype(np.int64).reshape(-1, 2)
    return np.fromiter(chain.from_iterable(offsets), dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, eq=False)
class Axis:
    """The units of each source in a row, numbered from 0."""

    pieces: Pieces
    characters: bool
    """Whether each character of a piece is a unit, or each piece."""

    @cached_property
    def units(self) -> Ints:
        """How many units each source has."""
        each = self.pieces.sizes if self.characters else np.ones_like(self.pieces.sizes)
        return np.bincount(self.pieces.source, each, self.pieces.sources).astype(np.int64)

    @cached_property
    def bits(self) -> int:
        """Bits that any place on the axis of a source fits in."""
        return int(self.units.max(initial=0)).bit_length()

    def place(self, source: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """The half-open range of units that each span touches; empty where there is none."""
        if self.characters:
            first, last = self.pieces.before(source, start), self.pieces.before(source, end)
        else:
            first, last = self.pieces.touched(source, start, end)
        begin = (np.cumsum(self.units) - self.units)[source]
        return first - begin, last - begin
