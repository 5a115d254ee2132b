"""Passages of two coders put together into runs, runs matched, and what remains typed.

Everything goes from boundary to boundary: the cost depends on how many passages there are, not
on how long the transcripts are. Matching takes the closest pair first; where scores are equal it
looks at places and codes, never at who is the first coder, so that the types do not depend on
the order of the coders.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

import numpy as np

from qualcode.core.agreement.comparison import CodedPassage, Comparison
from qualcode.core.agreement.confusion import Cell, Confusion, Stretch, Valences, crossed
from qualcode.core.agreement.continuum import Axis, Offsets, Pieces
from qualcode.core.agreement.disagreement import SAME_PASSAGE, Agreed, Disagreement, Kind, Labels
from qualcode.core.agreement.ratings import Ints
from qualcode.core.agreement.report import Unit
from qualcode.core.agreement.sweep import VALENCES, Bools
from qualcode.core.coding import Valence

_NOTHING: Labels = frozenset()
_BARRIER, _LEVER = frozenset({Valence.BARRIER}), frozenset({Valence.LEVER})


class Place(NamedTuple):
    """A passage on the axes: all ranges are half open."""

    source: int
    code: int
    first: int
    last: int
    """Units it touches."""
    coder: int
    """0 or 1: which of the two."""
    valence: int
    """Index in `VALENCES`; 0 where the code has none."""
    nth: int
    """In the layer of its coder."""
    start: int
    end: int
    """In the text."""
    begins: int
    ends: int
    """Sentences it touches, or units where sentences are not known."""
    said: int
    said_to: int
    """Codable characters before its start and its end, hesitations apart."""
    turn: int
    turn_to: int
    """Stretches of speech it touches."""


class Axes(NamedTuple):
    """Where passages are placed."""

    codable: Axis
    """Codable characters."""
    units: Axis
    sentences: Axis
    """On which passages are found to be the same; units where sentences are not known."""


class Run:
    """Passages of one coder and code that overlap, or touch within a turn."""

    __slots__ = (
        "begins", "code", "coder", "end", "ends", "first", "last", "mask", "places", "said",
        "said_to", "source", "start", "turn_to",
    )  # fmt: skip

    def __init__(self, place: Place) -> None:
        self.source, self.code, self.coder = place.source, place.code, place.coder
        self.first, self.last, self.turn_to = place.first, place.last, place.turn_to
        self.start, self.end = place.start, place.end
        self.begins, self.ends = place.begins, place.ends
        self.said, self.said_to = place.said, place.said_to
        self.mask = 1 << place.valence
        """One bit for each valence."""
        self.places = [place]

    def takes(self, place: Place) -> bool:
        """Whether a passage that does not start before belongs to it."""
        touches = place.first == self.last and place.turn == self.turn_to - 1
        return touches or place.first < self.last

    def add(self, place: Place) -> None:
        """Take a passage that starts inside, or right after."""
        self.places.append(place)
        self.last, self.turn_to = max((self.last, self.turn_to), (place.last, place.turn_to))
        self.start, self.end = min(self.start, place.start), max(self.end, place.end)
        self.begins, self.ends = min(self.begins, place.begins), max(self.ends, place.ends)
        self.said, self.said_to = min(self.said, place.said), max(self.said_to, place.said_to)
        self.mask |= 1 << place.valence

    @property
    def sentences(self) -> tuple[int, int]:
        """The sentences from the first to the last."""
        return self.begins, self.ends


def found_in(
    data: Comparison,
    unit: Unit,
    width: int,
    pair: tuple[int, int],
    said: tuple[Offsets, Offsets] | None,
) -> tuple[tuple[Disagreement, ...], Confusion, tuple[Agreed, ...]]:
    """All disagreements, the confusion of codes, and what is agreed."""
    typed = _Typed([code.valued for code in data.codes])
    axes = _axes(data, unit, width)
    for (source, _code), members in groupby(_places(data, axes, pair, said), key=itemgetter(0, 1)):
        for matter in _matters(_runs(members)):
            typed.take(source, matter)
    for source in sorted(typed.alone):
        typed.pair(source)
    found = sorted(typed.found, key=lambda one: (one.source, one.start, one.end, one.kind.severity))
    cells = crossed(typed.stretches.values()) | typed.agreed
    confusion = Confusion(dict(sorted(cells.items(), key=_in_order)), typed.valences)
    return tuple(found), confusion, tuple(typed.alike)


def _in_order(item: tuple[Cell, int]) -> tuple[float, float]:
    first, second = (float("inf") if code is None else code for code in item[0])
    return first, second


def _places(
    data: Comparison, axes: Axes, pair: tuple[int, int], said: tuple[Offsets, Offsets] | None
) -> list[Place]:
    """The passages that are compared, by source and code, in the order of the axis."""
    layers = [data.layers[coder] for coder in pair]
    passages: list[CodedPassage] = [*layers[0], *layers[1]]
    if not passages:
        return []
    sources, codes, starts, ends, valences = zip(*passages, strict=True)
    number = {name: i for i, name in enumerate(VALENCES)}
    columns = (sources, codes, starts, ends, (number[valence] for valence in valences))
    source, code, start, end, valence = (
        np.fromiter(column, np.int64, len(passages)) for column in columns
    )
    coder = np.repeat([0, 1], [len(layer) for layer in layers])
    index = np.concatenate([np.arange(len(layer)) for layer in layers])
    codable, axis, sentences = axes
    first, last = axis.place(source, start, end)
    begins, ends_at = sentences.place(source, start, end)
    said_from, said_to = codable.place(source, *((start, end) if said is None else _columns(said)))
    turn, turn_to = codable.pieces.touched(source, start, end)
    valence *= np.array([one.valued for one in data.codes])[code]
    kept = np.flatnonzero(_compared(data, pair)[code, source] & (first < last))
    order = kept[np.lexsort((last[kept], first[kept], code[kept], source[kept]))]
    found = (source, code, first, last, coder, valence, index, start, end, begins, ends_at)
    rows = (*found, said_from, said_to, turn, turn_to)
    return list(map(Place._make, zip(*(column[order].tolist() for column in rows), strict=True)))


def _columns(said: tuple[Offsets, Offsets]) -> tuple[Ints, Ints]:
    pairs = np.concatenate([np.asarray(one, dtype=np.int64).reshape(-1, 2) for one in said])
    return pairs[:, 0], pairs[:, 1]


def _axes(data: Comparison, unit: Unit, width: int) -> Axes:
    speech = Pieces.of([source.codable for source in data.sources])
    codable = axis = Axis(speech, characters=True)

    def of(named: Unit) -> Axis:
        pieces = Pieces.of([source.units[named] for source in data.sources])
        return Axis(pieces.starting_in(speech), characters=False)

    if unit is Unit.FIXED:
        axis = Axis(speech.cut(width), characters=False)
    elif unit is not Unit.CHARACTER:
        axis = of(unit)
    if unit is Unit.SENTENCE or any(Unit.SENTENCE not in one.units for one in data.sources):
        return Axes(codable, axis, axis)
    return Axes(codable, axis, of(Unit.SENTENCE))


def _compared(data: Comparison, pair: tuple[int, int]) -> Bools:
    """Codes × sources: whether the code applies to the source and both coders have read it."""
    read = [set(pair) <= data.readers(source) for source in range(len(data.sources))]
    compared = np.tile(np.array(read, dtype=np.bool_), (len(data.codes), 1))
    for row, code in enumerate(data.codes):
        if code.sources is not None:
            compared[row, [i for i in range(len(read)) if i not in code.sources]] = False
    return compared


def _runs(places: Iterable[Place]) -> list[Run]:
    """The runs of both coders in one source and code, in order."""
    runs: list[Run] = []
    latest: list[Run | None] = [None, None]
    for place in places:
        run = latest[place.coder]
        if run is not None and run.takes(place):
            run.add(place)
        else:
            latest[place.coder] = run = Run(place)
            runs.append(run)
    return runs


def _matters(runs: Iterable[Run]) -> Iterable[list[Run]]:
    """Runs that overlap, together."""
    together: list[Run] = []
    reach = 0
    for run in runs:
        if together and run.first >= reach:
            yield together
            together = []
        together.append(run)
        reach = max(reach, run.last)
    if together:
        yield together


@dataclass(slots=True)
class _Typed:
    """What has been found so far."""

    valued: list[bool]
    """Of each code, whether coders choose its valence."""
    found: list[Disagreement] = field(default_factory=list)
    alike: list[Agreed] = field(default_factory=list)
    alone: dict[int, list[Run]] = field(default_factory=dict)
    """Runs that no run of the other coder with the same code overlaps, by source."""
    coded: dict[int, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = field(
        default_factory=dict
    )
    """Units to which each coder gave any code, by source."""
    stretches: dict[int, list[Stretch]] = field(default_factory=dict)
    agreed: dict[Cell, int] = field(default_factory=dict)
    valences: dict[Valences, int] = field(default_factory=dict)

    def take(self, source: int, runs: list[Run]) -> None:
        """Type runs of one code that overlap."""
        coded = self.coded.setdefault(source, ([], []))
        for run in runs:
            coded[run.coder].append((run.first, run.last))
        if len(runs) == 1:
            run = runs[0]
            self.alone.setdefault(source, []).append(run)
            self.stretches.setdefault(source, []).append(
                Stretch(run.first, run.last, run.coder, run.code)
            )
            return
        self._compared(source, runs)

    def _compared(self, source: int, runs: list[Run]) -> None:
        code, units, judged, opposite = runs[0].code, [0, 0], 0, False
        labels: list[Labels] = [frozenset(), frozenset()]
        for first, last, masks in _stretches(runs):
            length = last - first
            if not (masks[0] and masks[1]):
                coder = 0 if masks[0] else 1
                units[coder] += length
                self.stretches.setdefault(source, []).append(Stretch(first, last, coder, code))
                continue
            one, other = pair = _label(masks[0]), _label(masks[1])
            self.agreed[code, code] = self.agreed.get((code, code), 0) + length
            if self.valued[code]:
                self.valences[pair] = self.valences.get(pair, 0) + length
            if one != other:
                judged += length
                opposite = opposite or {one, other} == {_BARRIER, _LEVER}
                labels = [labels[0] | one, labels[1] | other]
        amounts = units[0], units[1]
        if judged:
            kind = Kind.OPPOSITE if opposite else Kind.VALENCE
            said = labels[0], labels[1]
            self.found.append(_disagreement(kind, runs, (code, code), amounts, judged, said))
        elif any(units):
            self.found.append(_disagreement(Kind.BOUNDARY, runs, (code, code), amounts))
        else:
            self.alike.append(Agreed(source, code, (_passages(runs, 0), _passages(runs, 1))))

    def pair(self, source: int) -> None:
        """Type the runs of a source that stand alone."""
        alone = self.alone[source]
        paired: set[int] = set()
        for score, one, other in _candidates(alone):
            if id(one) in paired or id(other) in paired:
                continue
            paired |= {id(one), id(other)}
            kind = Kind.CATEGORY if score >= SAME_PASSAGE else Kind.PARTIAL
            if one.code == other.code:
                kind = Kind.BOUNDARY
            units = (one.last - one.first, other.last - other.first)
            self.found.append(_disagreement(kind, [one, other], (one.code, other.code), units))
        covers = [_Cover(ranges) for ranges in self.coded[source]]
        for run in alone:
            if id(run) not in paired:
                length = run.last - run.first
                shared = covers[1 - run.coder].within(run.first, run.last)
                kind = Kind.MULTIPLE if 2 * shared >= length else Kind.OMISSION
                self.found.append(_of_one(kind, run))


def _of_one(kind: Kind, run: Run) -> Disagreement:
    """A run to which nothing of the other coder answers."""
    passages = (run.places[0].nth,) if len(run.places) == 1 else _passages([run], run.coder)
    length, given = run.last - run.first, _label(run.mask)
    if run.coder == 0:
        return Disagreement(
            kind, run.source, run.start, run.end, (run.code, None), (passages, ()), (length, 0), 0,
            (given, _NOTHING),
        )  # fmt: skip
    return Disagreement(
        kind, run.source, run.start, run.end, (None, run.code), ((), passages), (0, length), 0,
        (_NOTHING, given),
    )  # fmt: skip


def _disagreement(
    kind: Kind,
    runs: Sequence[Run],
    codes: tuple[int | None, int | None],
    units: tuple[int, int],
    judged: int = 0,
    labels: tuple[Labels, Labels] | None = None,
) -> Disagreement:
    return Disagreement(
        kind=kind,
        source=runs[0].source,
        start=min([run.start for run in runs]),
        end=max([run.end for run in runs]),
        codes=codes,
        passages=(_passages(runs, 0), _passages(runs, 1)),
        units=units,
        judged=judged,
        labels=labels or (_given(runs, 0), _given(runs, 1)),
        listed=kind is not Kind.BOUNDARY or not _same_sentences(runs),
    )


def _passages(runs: Iterable[Run], coder: int) -> tuple[int, ...]:
    return tuple(sorted([p.nth for run in runs if run.coder == coder for p in run.places]))


def _given(runs: Iterable[Run], coder: int) -> Labels:
    mask = 0
    for run in runs:
        if run.coder == coder:
            mask |= run.mask
    return _label(mask)


def _label(mask: int) -> Labels:
    """The valences of a mask; unset is dropped beside another."""
    return _LABELS[mask]


_LABELS = [
    frozenset(valence for bit, valence in enumerate(VALENCES) if settled >> bit & 1)
    for settled in (mask & ~1 if mask > 1 else mask for mask in range(1 << len(VALENCES)))
]


def _same_sentences(runs: Sequence[Run]) -> bool:
    if len(runs) == 2:
        return runs[0].sentences == runs[1].sentences
    touched: tuple[set[int], set[int]] = (set(), set())
    for run in runs:
        for place in run.places:
            touched[run.coder].update(range(place.begins, place.ends))
    return touched[0] == touched[1]


def _stretches(runs: Sequence[Run]) -> Iterable[tuple[int, int, tuple[int, int]]]:
    """Units on which nothing changes, with the valences of each coder as bits."""
    if len(runs) == 2 and len(runs[0].places) == len(runs[1].places) == 1:
        return _of_two(*runs)
    return _of_many(runs)


def _of_two(one: Run, other: Run) -> Iterable[tuple[int, int, tuple[int, int]]]:
    """The same of a passage of each coder, which is what there mostly is."""
    if one.first < other.first:
        yield one.first, other.first, (one.mask, 0) if one.coder == 0 else (0, one.mask)
    masks = (one.mask, other.mask) if one.coder == 0 else (other.mask, one.mask)
    yield other.first, min(one.last, other.last), masks
    longer = one if one.last > other.last else other
    if one.last != other.last:
        alone = (longer.mask, 0) if longer.coder == 0 else (0, longer.mask)
        yield min(one.last, other.last), longer.last, alone


def _of_many(runs: Iterable[Run]) -> Iterable[tuple[int, int, tuple[int, int]]]:
    events: list[tuple[int, int, int, int]] = []
    for run in runs:
        for place in run.places:
            events.append((place.first, 1, place.coder, place.valence))
            events.append((place.last, -1, place.coder, place.valence))
    events.sort()
    open_now = [[0] * len(VALENCES), [0] * len(VALENCES)]
    masks, reached = [0, 0], 0
    for where, step, coder, valence in events:
        if where > reached and (masks[0] or masks[1]):
            yield reached, where, (masks[0], masks[1])
        reached = where
        open_now[coder][valence] += step
        if open_now[coder][valence]:
            masks[coder] |= 1 << valence
        else:
            masks[coder] &= ~(1 << valence)


def _candidates(alone: Iterable[Run]) -> list[tuple[float, Run, Run]]:
    """Runs of both coders on common words, with how much they share; the closest first.

    The first of each pair is the first coder's.
    """
    found: list[tuple[tuple[object, ...], float, Run, Run]] = []
    near: list[Run] = []
    for run in sorted(alone, key=attrgetter("begins", "ends")):
        near = [other for other in near if other.ends > run.begins]
        for other in near:
            if other.coder != run.coder and (score := _score(run, other)) > 0:
                one, two = (run, other) if run.coder == 0 else (other, run)
                places = sorted((r.first, r.last, r.code) for r in (one, two))
                key = (-score, one.code != two.code, *places)
                found.append((key, score, one, two))
        if run.ends > run.begins:
            near.append(run)
    found.sort(key=lambda item: item[0])
    return [(score, one, two) for _key, score, one, two in found]


def _score(one: Run, other: Run) -> float:
    """1 for the same set of sentences, else what two runs share of the characters of both."""
    if one.sentences == other.sentences:
        return 1.0
    shared = min(one.said_to, other.said_to) - max(one.said, other.said)
    whole = max(one.said_to, other.said_to) - min(one.said, other.said)
    return shared / whole if shared > 0 else 0.0


class _Cover:
    """Ranges united, and how much of another range they cover."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for first, last in sorted(ranges):
            if self._ends and first <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], last)
            else:
                self._starts.append(first)
                self._ends.append(last)
        sizes = (end - start for start, end in zip(self._starts, self._ends, strict=True))
        self._before = [0, *accumulate(sizes)]

    def within(self, first: int, last: int) -> int:
        """Units of the half-open range that are covered."""
        return self._up_to(last) - self._up_to(first)

    def _up_to(self, place: int) -> int:
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return 0
        return self._before[index] + min(place, self._ends[index]) - self._starts[index]
