"""Which codes go together: on the same words, in the same turn, or a few turns apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


class Together(StrEnum):
    """How near two passages must stand to go together."""

    OVERLAP = "overlap"
    """They share a character."""
    TURN = "turn"
    """A turn holds words of both."""
    NEAR = "near"
    """At most so many turns lie from the end of one to the beginning of the other."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacedCodings:
    """Codings of one layer by source and then by start: one number of each for each fact."""

    source: Numbers
    code: Numbers
    start: Numbers
    end: Numbers
    first_turn: Numbers
    last_turn: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Cooccurrence:
    """How often codes go together."""

    codings: Numbers
    """By code: its codings."""
    pairs: Numbers
    """[code, code], symmetric: pairs of different codings that go together."""
    sources: Numbers
    """[code, code], symmetric: sources in which there is such a pair."""


def cooccurrence(
    found: PlacedCodings, codes: int, together: Together = Together.OVERLAP, turns: int = 0
) -> Cooccurrence:
    """Count the pairs of codings that go together, and in how many sources.

    On the diagonal stand pairs of codings of one code, such as a barrier and a lever on the same
    words.

    Args:
        found: the codings.
        codes: how many codes there are.
        together: how near is near.
        turns: for `NEAR`, how many turns may lie between; 1 is the next turn.
    """
    one, other = near_pairs(found, together, turns)
    low = np.minimum(found.code[one], found.code[other])
    high = np.maximum(found.code[one], found.code[other])
    cells = low * codes + high
    pairs = np.bincount(cells, minlength=codes * codes).reshape(codes, codes)
    places = np.unique(found.source[one] * codes * codes + cells) % (codes * codes)
    sources = np.bincount(places, minlength=codes * codes).reshape(codes, codes)
    return Cooccurrence(
        np.bincount(found.code, minlength=codes),
        pairs + np.triu(pairs, 1).T,
        sources + np.triu(sources, 1).T,
    )


def near_pairs(found: PlacedCodings, together: Together, turns: int = 0) -> tuple[Numbers, Numbers]:
    """The places of every two different codings that go together, each pair once.

    Args:
        found: the codings.
        together: how near is near.
        turns: for `NEAR`, how many turns may lie between; 1 is the next turn.
    """
    if not len(found.code):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    if together is Together.OVERLAP:
        begins, until = found.start, found.end
    else:
        reach = turns if together is Together.NEAR else 0
        begins, until = found.first_turn, found.last_turn + reach + 1
    width = int(until.max()) + 1
    base = found.source * width
    # Each coding goes together with those that begin after it and before it ends.
    own = np.arange(len(begins))
    last = np.searchsorted(base + begins, base + np.minimum(until, width - 1), side="left")
    many = np.maximum(last - own - 1, 0)
    one = np.repeat(own, many)
    other = np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many) + one + 1
    return one, other


def codings_of_pair(
    found: PlacedCodings, first: int, second: int, together: Together, turns: int = 0
) -> Numbers:
    """The places of the codings of two codes that go together, in order, each once."""
    one, other = near_pairs(found, together, turns)
    low, high = min(first, second), max(first, second)
    here = np.minimum(found.code[one], found.code[other]) == low
    here &= np.maximum(found.code[one], found.code[other]) == high
    return np.unique(np.concatenate([one[here], other[here]]))
