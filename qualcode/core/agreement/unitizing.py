"""Krippendorff's unitizing alphas: do coders cut out the same passages, and name them alike?

The family of 2016 (Krippendorff, Mathet, Bouvry and Widlöcher, "On the reliability of unitizing
textual continua"; Content Analysis, 4th ed., 12.6) asks that no two passages of one coder
overlap. The alpha of 2004 stands here for comparison with older work only.

Where passages are compared only where both of a pair coded (cu, (k)u), chance must not pair a
passage with itself. How much of a passage could be paired so, two public programs read
differently as soon as there are three coders: the one takes each pair of coders apart (the part
of a passage that the other coder coded too, squared, averaged over the other coders), the other
one takes all others together. We take pairs apart: so the figure of several coders is made of
what each pair did, as the observed coincidences are. For two coders there is no difference.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, permutations

import numpy as np

from qualcode.core.agreement.coefficients import NEITHER_USED, ONE_LABEL
from qualcode.core.agreement.ratings import Floats, Ints, Ratings
from qualcode.core.agreement.report import Estimate
from qualcode.core.errors import NotComputable
from qualcode.i18n import N_

NOTHING_CODED_BY_BOTH = N_("No passage was coded by two coders.")
OVERLAPPING = N_(
    "Passages of one coder overlap: compare one code at a time, or codes that exclude each other."
)
ALL_OR_NOTHING = N_(
    "Every coder coded everything or nothing, so that there are no limits to compare."
)
GAP = 0
"""Index of what nobody coded, before the labels."""


@dataclass(frozen=True, slots=True, order=True)
class Section:
    """A passage with its label, or the gap (`label` is None) between two passages."""

    start: int
    end: int
    label: Hashable = None

    def __len__(self) -> int:
        return self.end - self.start

    def shared(self, other: Section) -> int:
        """How many characters both hold."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, eq=False)
class Unitizing:
    """How several coders cut one continuum.

    Raises:
        NotComputable: Where there are fewer than two coders, or passages of one overlap.
    """

    coders: Sequence[Sequence[Section]]
    """Passages of each coder, in any order."""
    length: int
    begin: int = 0

    def __post_init__(self) -> None:
        if len(self.coders) < 2:
            raise NotComputable(N_("Agreement needs two coders."))
        for passages in self.coders:
            ordered = sorted(passages, key=_place)
            if any(one.end > other.start for one, other in pairwise(ordered)):
                raise NotComputable(OVERLAPPING)

    @cached_property
    def labels(self) -> tuple[Hashable, ...]:
        """The gap, then the labels in order of appearance."""
        named = dict.fromkeys(passage.label for coder in self.coders for passage in coder)
        return (None, *named)

    def sections(self, coder: int) -> Iterator[Section]:
        """Passages and gaps of a coder from end to end."""
        place = self.begin
        for passage in sorted(self.coders[coder], key=_place):
            if place < passage.start:
                yield Section(place, passage.start)
            yield passage
            place = passage.end
        if place < self.begin + self.length:
            yield Section(place, self.begin + self.length)

    @cached_property
    def grid(self) -> Ratings:
        """The continuum between all boundaries: who gave which label to which stretch."""
        edges = self.edges
        index = {label: i for i, label in enumerate(self.labels)}
        given = np.full((len(self.coders), len(edges) - 1), GAP, dtype=np.int64)
        for row, coder in enumerate(self.coders):
            for passage in coder:
                first, last = np.searchsorted(edges, (passage.start, passage.end))
                given[row, first:last] = index[passage.label]
        return Ratings(given, self.labels, np.diff(edges).astype(np.float64))

    @cached_property
    def edges(self) -> Ints:
        """All boundaries in order, those of the continuum included."""
        cuts = {self.begin, self.begin + self.length}
        for coder in self.coders:
            cuts.update(place for passage in coder for place in (passage.start, passage.end))
        return np.array(sorted(cuts), dtype=np.int64)

    def observed(self) -> Floats:
        """Characters by label of one coder and label of another: l_ck of the paper."""
        return self.grid.coincidences()

    def chance(self) -> Floats:
        """What `observed` would be by chance: e_ck, a unit never paired with itself."""
        index = {label: i for i, label in enumerate(self.labels)}
        own = np.zeros(len(self.labels))
        for coder in range(len(self.coders)):
            for section in self.sections(coder):
                label = index[section.label]
                own[label] += len(section) if label == GAP else len(section) ** 2
        return _expected(self.observed(), own)


def u_alpha(unitizing: Unitizing) -> Estimate:
    """Agreement on both, where passages lie and what they are named."""
    observed, chance = unitizing.observed(), unitizing.chance()
    if _one_label(observed):
        return Estimate(None, ONE_LABEL)
    return _alpha(observed.sum() - np.trace(observed), observed.sum() - np.trace(chance))


def binary_alpha(unitizing: Unitizing) -> Estimate:
    """|u-alpha: agreement on what is worth coding at all, whatever the label."""
    observed, chance = unitizing.observed(), unitizing.chance()
    if _one_label(observed) or not observed[GAP].any():
        return Estimate(None, ALL_OR_NOTHING)
    differing = observed[GAP].sum() - observed[GAP, GAP]
    return _alpha(differing, chance[GAP].sum() - chance[GAP, GAP])


def cu_alpha(unitizing: Unitizing) -> tuple[Estimate, float]:
    """Agreement on labels where two coders coded, and its coverage.

    Coverage is the share of the pairs of readings, over the continuum, of which both coded.
    """
    observed, chance = _where_both_coded(unitizing)
    coverage = float(observed.sum()) / (len(unitizing.coders) * unitizing.length)
    if not coverage:
        return Estimate(None, NOTHING_CODED_BY_BOTH), coverage
    if _one_label(observed):
        return Estimate(None, ONE_LABEL), coverage
    estimate = _alpha(observed.sum() - np.trace(observed), observed.sum() - np.trace(chance))
    return estimate, coverage


def ku_alpha(unitizing: Unitizing, label: Hashable) -> tuple[Estimate, float]:
    """(k)u-alpha: agreement on one label where two coders coded, and its coverage.

    Coverage is the share of what was given this label that other coders also coded.
    """
    observed, chance = _where_both_coded(unitizing)
    if label not in unitizing.labels:
        return Estimate(None, NEITHER_USED), 0.0
    row = unitizing.labels.index(label) - 1
    given = float(observed[row].sum())
    coverage = given / float(unitizing.observed()[row + 1].sum())
    if not given:
        return Estimate(None, NOTHING_CODED_BY_BOTH), coverage
    if _one_label(observed):
        return Estimate(None, ONE_LABEL), coverage
    expected = float(chance[row].sum())
    differing = expected / given * (given - observed[row, row])
    return _alpha(differing, expected - chance[row, row]), coverage


def legacy_alpha(unitizing: Unitizing, label: Hashable = None) -> Estimate:
    """Unitizing alpha of 1995/2004, for one label or (None) for all labels together.

    Superseded: with more than two coders it misbehaves, as its author says in 2016.
    """
    labels = unitizing.labels[1:] if label is None else (label,)
    if not any(_parts(unitizing, name) for name in labels):
        return Estimate(None, ALL_OR_NOTHING)
    observed = sum(_legacy_observed(unitizing, name) for name in labels)
    expected = sum(_legacy_expected(unitizing, name) for name in labels)
    return _alpha(observed, expected)


def _place(section: Section) -> tuple[int, int]:
    return section.start, section.end


def _alpha(observed: float, expected: float) -> Estimate:
    if expected <= 0:
        return Estimate(None, ONE_LABEL)
    return Estimate(float(1 - observed / expected))


def _one_label(observed: Floats) -> bool:
    return bool(np.count_nonzero(observed.sum(axis=1)) < 2)


def _expected(observed: Floats, own: Floats) -> Floats:
    """Expected coincidences from the marginals, pairs inside one unit (`own`) taken out."""
    totals, length = observed.sum(axis=1), observed.sum()
    free = length**2 - own.sum()
    if free <= 0:
        return np.diag(totals)
    return np.asarray(length * (np.outer(totals, totals) - np.diag(own)) / free)


def _where_both_coded(unitizing: Unitizing) -> tuple[Floats, Floats]:
    """`observed` and `chance` over the intersections of the passages of pairs of coders."""
    coded = unitizing.grid.labels != GAP
    index = {label: i for i, label in enumerate(unitizing.labels)}
    own = np.zeros(len(index))
    for one, passages in enumerate(unitizing.coders):
        for other in set(range(len(coded))) - {one}:
            shared = np.concatenate([[0.0], np.cumsum(unitizing.grid.weight * coded[other])])
            for passage in passages:
                first, last = np.searchsorted(unitizing.edges, (passage.start, passage.end))
                own[index[passage.label]] += (shared[last] - shared[first]) ** 2
    observed = unitizing.observed()[1:, 1:]
    return observed, _expected(observed, own[1:] / (len(coded) - 1))


def _legacy_observed(unitizing: Unitizing, label: Hashable) -> float:
    cut = [list(_only(unitizing, coder, label)) for coder in range(len(unitizing.coders))]
    total = sum(
        _legacy_difference(one, other)
        for ones, others in permutations(cut, 2)
        for one in ones
        for other in others
        if one.shared(other)
    )
    coders = len(cut)
    return total / (coders * (coders - 1) * unitizing.length**2)


def _legacy_difference(one: Section, other: Section) -> int:
    if one.label is not None and other.label is not None:
        return (one.start - other.start) ** 2 + (one.end - other.end) ** 2
    if one.label is None and other.label is None:
        return 0
    passage, gap = (one, other) if other.label is None else (other, one)
    inside = gap.start <= passage.start and passage.end <= gap.end
    return len(passage) ** 2 if inside else 0


def _legacy_expected(unitizing: Unitizing, label: Hashable) -> float:
    cut = [s for c in range(len(unitizing.coders)) for s in _only(unitizing, c, label)]
    passages = [len(section) for section in cut if section.label is not None]
    gaps = [len(section) for section in cut if section.label is None]
    total = 0.0
    for size in passages:
        total += (len(passages) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        total += size**2 * sum(gap - size + 1 for gap in gaps if gap >= size)
    whole = len(unitizing.coders) * unitizing.length
    free = whole * (whole - 1) - sum(size * (size - 1) for size in passages)
    return 2 / unitizing.length * total / free if free else 0.0


def _parts(unitizing: Unitizing, label: Hashable) -> bool:
    """Whether any coder parts the continuum into what has the label and what has not."""
    coders = range(len(unitizing.coders))
    cut = (section for coder in coders for section in _only(unitizing, coder, label))
    return any(len(section) < unitizing.length for section in cut)


def _only(unitizing: Unitizing, coder: int, label: Hashable) -> Iterator[Section]:
    """Passages of one label and the gaps between them, from end to end."""
    chosen = [passage for passage in unitizing.coders[coder] if passage.label == label]
    alone = Unitizing((chosen, ()), unitizing.length, unitizing.begin)
    return alone.sections(0)
