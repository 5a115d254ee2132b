"""From the passages of two coders to the numbers that agreement is computed from.

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

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from qualcode.core.agreement.continuum import Axis
from qualcode.core.agreement.ratings import Floats, Ints
from qualcode.core.coding import Valence

Bools = NDArray[np.bool_]

VALENCES = tuple(Valence)
"""Valences by the index that the arrays use; 0 is unset."""

_VALENCE_BITS = 3
_LAYER_BITS = _VALENCE_BITS + 1
"""Bits of a key that name coder and valence, the layer on which a passage lies."""
_LAYER_MASK = (1 << _LAYER_BITS) - 1
_FIRST_CODER = (1 << (1 << _VALENCE_BITS)) - 1
"""Bits of a state that belong to the first coder, one for each valence."""


@dataclass(frozen=True, slots=True, eq=False)
class CodedSpans:
    """Passages of two coders as columns, one row a coding."""

    coder: Ints
    """0 or 1."""
    code: Ints
    source: Ints
    start: Ints
    end: Ints
    valence: Ints
    """Index into `VALENCES`."""

    def where(self, kept: Bools) -> CodedSpans:
        """The rows for which `kept` is true."""
        columns = (self.coder, self.code, self.source, self.start, self.end, self.valence)
        return CodedSpans(*(column[kept] for column in columns))


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Sufficient statistics of two coders; the last axes of each array are codes × sources.

    Sums over sources are statistics of all of them together, and sums over sources drawn again
    those of the draw: `total` has no last axis, and `resampled` has draws in its place.
    """

    units: Floats
    """Units in which the code could be given."""
    both: Floats
    """Units to which both gave it."""
    first: Floats
    second: Floats
    segments: Floats
    """Coders × codes × sources: passages, overlapping ones of one code united."""
    labels: tuple[frozenset[Valence], ...]
    """Sets of valences that occur on a unit; the first is {unset}."""
    given: Floats
    """Labels × codes × sources: units with this label, both coders added up."""
    alike: Floats
    """Units to which both gave the code and the same label."""
    judged: Floats
    """Coders × labels without the first × codes × sources: units where both gave the code and a
    valence."""
    judged_alike: Floats
    """Those of them where both gave the same."""

    @property
    def first_only(self) -> Floats:
        """Units to which only the first coder gave the code."""
        return self.first - self.both

    @property
    def second_only(self) -> Floats:
        """Units to which only the second coder gave the code."""
        return self.second - self.both

    @property
    def neither(self) -> Floats:
        """Units to which neither gave the code."""
        return self.units - self.first - self.second + self.both


def sweep(spans: CodedSpans, axis: Axis, codable: Axis, applies: Bools, valued: Bools) -> Counts:
    """Count what two coders did, by code and source.

    Args:
        spans: Their passages.
        axis: The units to compare.
        codable: The codable characters, on which passages are counted.
        applies: Codes × sources: whether the codebook of the code applies to the source.
        valued: Which codes have a valence; that of the others is not looked at.
    """
    spans = spans.where(applies[spans.code, spans.source])
    group = spans.code * applies.shape[1] + spans.source
    owner = spans.coder * applies.size + group
    place = (spans.source, spans.start, spans.end)
    starts, _ends = _united(owner, *codable.place(*place), codable.bits)
    segments = np.bincount(starts >> codable.bits, minlength=2 * applies.size)
    layer = spans.coder << _VALENCE_BITS | np.where(valued[spans.code], spans.valence, 0)
    runs = _united(group << _LAYER_BITS | layer, *axis.place(*place), axis.bits)
    stretches = _stretches(*runs, axis.bits)
    return _counts(stretches, axis.units * applies, segments.reshape(2, *applies.shape))


def _united(owner: Ints, first: Ints, last: Ints, bits: int) -> tuple[Ints, Ints]:
    """Ranges of each owner with overlapping ones united: keys of their starts and ends.

    A key is the owner, shifted by `bits`, and the place. Empty ranges are dropped; ranges that
    only touch stay two.
    """
    filled = first < last
    base = owner[filled] << bits
    starts, ends = base + first[filled], base + last[filled]
    order = np.argsort(starts)
    starts, reach = starts[order], np.maximum.accumulate(ends[order])
    opens = np.ones(len(starts), dtype=np.bool_)
    opens[1:] = starts[1:] >= reach[:-1]
    closes = np.ones_like(opens)
    closes[:-1] = opens[1:]
    return starts[opens], reach[closes]


@dataclass(frozen=True, slots=True, eq=False)
class _Stretches:
    """Runs of units between two boundaries, on which somebody gave the code."""

    group: Ints
    length: Floats
    masks: tuple[Ints, Ints]
    """Of each coder: one bit for each valence given there."""


def _stretches(starts: Ints, ends: Ints, bits: int) -> _Stretches:
    """Cut the ranges of all layers at all their boundaries."""
    events = np.concatenate([_events(starts, bits, 1), _events(ends, bits, 0)])
    events.sort()
    layer = events & _LAYER_MASK
    opening = events >> _LAYER_BITS & 1
    state = np.cumsum((2 * opening - 1) << layer)[:-1]
    place = events >> (_LAYER_BITS + 1)
    length = np.diff(place)
    kept = (state != 0) & (length > 0)
    state = state[kept]
    return _Stretches(
        place[:-1][kept] >> bits,
        length[kept].astype(np.float64),
        (state & _FIRST_CODER, state >> (1 << _VALENCE_BITS)),
    )


def _events(keys: Ints, bits: int, opening: int) -> Ints:
    """Keys of group and place, with what happens there in the lowest bits: sortable as they are."""
    layer = keys >> bits & _LAYER_MASK
    group, place = keys >> (bits + _LAYER_BITS), keys & ((1 << bits) - 1)
    return (group << bits | place) << (_LAYER_BITS + 1) | opening << _LAYER_BITS | layer


def _counts(stretches: _Stretches, units: Ints, segments: Ints) -> Counts:
    labels, (one, other) = _labelled(stretches.masks)
    shape = (len(labels), *units.shape)

    def total(chosen: Bools, label: Ints | None = None) -> Floats:
        group = stretches.group[chosen]
        if label is None:
            size, cell = units.size, group
        else:
            size, cell = units.size * len(labels), label[chosen] * units.size + group
        found = np.bincount(cell, stretches.length[chosen], size).astype(np.float64, copy=False)
        return found.reshape(units.shape if label is None else shape)

    by_first, by_second = total(one >= 0, one), total(other >= 0, other)
    judged = (one > 0) & (other > 0)
    return Counts(
        units=units.astype(np.float64),
        both=total((one >= 0) & (other >= 0)),
        first=by_first.sum(axis=0),
        second=by_second.sum(axis=0),
        segments=segments.astype(np.float64),
        labels=labels,
        given=by_first + by_second,
        alike=total((one >= 0) & (one == other)),
        judged=np.stack([total(judged, one)[1:], total(judged, other)[1:]]),
        judged_alike=total(judged & (one == other)),
    )


def _labelled(
    masks: tuple[Ints, Ints],
) -> tuple[tuple[frozenset[Valence], ...], tuple[Ints, Ints]]:
    """The sets of valences that occur, {unset} first, and which of them each mask is (or -1)."""
    every = np.arange(1 << len(VALENCES))
    settled = np.where(every > 1, every & ~1, every)
    used = np.zeros(len(every), dtype=np.bool_)
    used[settled[np.concatenate(masks)]] = True
    used[:2] = False, True
    index = np.full(len(every), -1)
    index[used] = np.arange(used.sum())
    index = index[settled]
    labels = tuple(
        frozenset(valence for bit, valence in enumerate(VALENCES) if mask >> bit & 1)
        for mask in np.flatnonzero(used).tolist()
    )
    return labels, (index[masks[0]], index[masks[1]])
