"""From the passages of coders to the numbers that agreement is computed from.

Passages are swept boundary by boundary, never character by character: all boundaries of all
codes and sources are sorted once, and between two of them nothing changes. The cost depends on
how many passages there are, not on how long the transcripts are.

Units are placed on an axis of their own for each source: the codable characters one after the
other, or the sentences, tokens or turns of coded speakers. What lies outside does not exist. A
unit has a code if a passage touches it. Passages of one coder with the same code and valence are
united first, so that nothing counts twice.

Valence. A coder may give one unit a code several times with different valences. The unit then
has the *set* of them as its label: barrier and lever on the same sentence are not "ambivalent",
which the method keeps for what cannot be parted, and sets that differ count as different labels,
so that overlap earns nothing. "Unset" is no judgement: beside another valence it is dropped, and
a unit where a coder judged nothing has no part in the agreement on valence (missing, as
Krippendorff treats it); it is a label of its own in the joint figure, where the code was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qualcode.core.agreement.continuum import Axis
from qualcode.core.agreement.counts import Counts, Labels
from qualcode.core.agreement.ratings import Floats, Ints
from qualcode.core.coding import Valence

Bools = NDArray[np.bool_]

VALENCES = tuple(Valence)
"""Valences by the index that the arrays use; 0 is unset."""

MOST_CODERS = 12
"""Coders whose states fit into one integer."""

_LAYER_BITS = 6
"""Bits of a key that name coder and valence, the layer on which a passage lies."""
_LAYER_MASK = (1 << _LAYER_BITS) - 1
_CODER_MASK = (1 << len(VALENCES)) - 1
"""Bits of a state that belong to one coder, one for each valence."""


@dataclass(frozen=True, slots=True, eq=False)
class CodedSpans:
    """Passages of coders as columns, one row a coding.

    In order of code, source and start they are swept fastest.
    """

    coder: Ints
    """Index of the coder."""
    code: Ints
    source: Ints
    start: Ints
    end: Ints
    valence: Ints
    """Index into `VALENCES`."""

    def where(self, kept: Bools) -> CodedSpans:
        """The rows for which `kept` is true."""
        if kept.all():
            return self
        columns = (self.coder, self.code, self.source, self.start, self.end, self.valence)
        return CodedSpans(*(column[kept] for column in columns))


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """What came of sweeping the coders' passages."""

    counts: Counts
    segments: Ints
    """Coders × codes × sources: passages, overlapping ones of one code united."""
    outside: int
    """Passages that touch nothing that is compared."""


def sweep(
    spans: CodedSpans, axis: Axis, codable: Axis, applies: Bools, valued: Bools, read: Bools
) -> Sweep:
    """Count what the coders did, by code and source.

    Args:
        spans: Their passages.
        axis: The units to compare.
        codable: The codable characters, on which passages are counted.
        applies: Codes × sources: whether the codebook of the code applies to the source.
        valued: Which codes have a valence; that of the others is not looked at.
        read: Coders × sources: who has read what; what others did there is not looked at.
    """
    kept = spans.where(applies[spans.code, spans.source] & read[spans.coder, spans.source])
    coders, group = len(read), kept.code * applies.shape[1] + kept.source
    passages = codable.place(kept.source, kept.start, kept.end)
    starts, _ends = _united(group * coders + kept.coder, *passages, codable.bits)
    segments = np.bincount(starts >> codable.bits, minlength=coders * applies.size)

    places = passages if axis is codable else axis.place(kept.source, kept.start, kept.end)
    layer = kept.coder * len(VALENCES) + np.where(valued[kept.code], kept.valence, 0)
    runs = _united(group << _LAYER_BITS | layer, *places, axis.bits)
    group, length, masks = _stretches(*runs, axis.bits, coders)
    labels, given = _labelled(masks)
    counts = Counts.of(axis.units * applies, group, length, given, labels, read)
    inside = int(np.count_nonzero(places[0] < places[1]))
    by_coder = np.moveaxis(segments.reshape(*applies.shape, coders), -1, 0)
    return Sweep(counts, by_coder, len(spans.code) - inside)


def _united(owner: Ints, first: Ints, last: Ints, bits: int) -> tuple[Ints, Ints]:
    """Ranges of each owner with overlapping ones united: keys of their starts and ends.

    A key is the owner, shifted by `bits`, and the place. Empty ranges are dropped; ranges that
    only touch stay two.
    """
    filled = first < last
    base = owner[filled] << bits
    starts, ends = base + first[filled], base + last[filled]
    order = np.argsort(starts, kind="stable")
    starts, reach = starts[order], np.maximum.accumulate(ends[order])
    opens = np.ones(len(starts), dtype=np.bool_)
    opens[1:] = starts[1:] >= reach[:-1]
    closes = np.ones_like(opens)
    closes[:-1] = opens[1:]
    return starts[opens], reach[closes]


def _stretches(starts: Ints, ends: Ints, bits: int, coders: int) -> tuple[Ints, Floats, list[Ints]]:
    """Cut the ranges of all layers at all their boundaries.

    Returns:
        Of each stretch that somebody gave the code: its group, how many units it has, and for
        each coder one bit for each valence given there.
    """
    events = np.concatenate([_events(starts, bits, 1), _events(ends, bits, 0)])
    events.sort(kind="stable")
    layer = events & _LAYER_MASK
    opening = events >> _LAYER_BITS & 1
    state = np.cumsum((2 * opening - 1) << layer)[:-1]
    place = events >> (_LAYER_BITS + 1)
    length = np.diff(place)
    kept = (state != 0) & (length > 0)
    state = state[kept]
    masks = [state >> coder * len(VALENCES) & _CODER_MASK for coder in range(coders)]
    return place[:-1][kept] >> bits, length[kept].astype(np.float64), masks


def _events(keys: Ints, bits: int, opening: int) -> Ints:
    """Keys of group and place, with what happens there in the lowest bits: sortable as they are."""
    layer = keys >> bits & _LAYER_MASK
    group, place = keys >> (bits + _LAYER_BITS), keys & ((1 << bits) - 1)
    return (group << bits | place) << (_LAYER_BITS + 1) | opening << _LAYER_BITS | layer


def _labelled(masks: Sequence[Ints]) -> tuple[Labels, list[Ints]]:
    """The sets of valences that occur, {unset} first, and which of them each mask is (or -1)."""
    every = np.arange(1 << len(VALENCES))
    settled = np.where(every > 1, every & ~1, every)
    used = np.zeros(len(every), dtype=np.bool_)
    for mask in masks:
        used[settled[mask]] = True
    used[:2] = False, True
    index = np.full(len(every), -1)
    index[used] = np.arange(used.sum())
    index = index[settled]
    labels = tuple(
        frozenset(valence for bit, valence in enumerate(VALENCES) if mask >> bit & 1)
        for mask in np.flatnonzero(used).tolist()
    )
    return labels, [index[mask] for mask in masks]
