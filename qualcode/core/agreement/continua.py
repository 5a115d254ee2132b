"""A comparison seen as cuts of one continuum, and as sets of codes: the coefficients of both.

The codable speech of all transcripts stands end to end; what a coder has not read is missing for
the unitizing alphas, which know no missing data, so that they take only what everybody has read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np

from qualcode.core.agreement.coefficients import (
    NEITHER_USED,
    fleiss_standard_error,
    gwet_standard_error,
    krippendorff,
)
from qualcode.core.agreement.compare import count, laid_out
from qualcode.core.agreement.comparison import Comparison
from qualcode.core.agreement.gamma import gamma
from qualcode.core.agreement.ratings import MISSING, Ints, Ratings
from qualcode.core.agreement.report import Estimate, Further, Unit
from qualcode.core.agreement.sets import jaccard, masi, multivalued
from qualcode.core.agreement.unitizing import (
    Section,
    Unitizing,
    binary_alpha,
    cu_alpha,
    ku_alpha,
    legacy_alpha,
    u_alpha,
)
from qualcode.core.errors import NotComputable
from qualcode.i18n import N_

NOT_READ_BY_ALL = N_(
    "Passages are compared where all coders have read: there is no such transcript."
)
MOST_SETS = 600
"""Different sets of codes that distances are computed between: some tenths of a second."""
TOO_MANY_SETS = N_("Too many different combinations of codes for this coefficient.")


def further(data: Comparison, unit: Unit, width: int = 0, *, seed: int = 0) -> list[Further]:
    """Coefficients of passages and of sets of codes, over all codes and under each heading.

    Args:
        data: What the coders did.
        unit: On what sets of codes are compared; passages are compared in characters.
        width: Characters of a fixed unit.
        seed: Of the random continua that gamma is compared with.
    """
    everything = range(len(data.codes))
    found = list(_of_passages(data, "", everything, seed))
    for ref, codes in _by_heading(data).items():
        found += _of_passages(data, ref, codes, None)
    return [*found, *_of_sets(data, unit, width), *_standard_errors(data, unit, width)]


def _standard_errors(data: Comparison, unit: Unit, width: int) -> Iterator[Further]:
    """Of AC1 and of Fleiss' kappa, as if units had been drawn one by one (Gwet 2008).

    Never of characters, which are not drawn one by one by anybody; sentences of one transcript
    are not either, so that the interval over transcripts is the one to print.
    """
    counts = count(data, unit, width)[0].counts
    if unit is Unit.CHARACTER or not counts.equal:
        return
    total, coders = counts.total(), counts.equal
    patterns = np.tri(coders + 1, coders, -1, dtype=np.int64).T
    for index, code in enumerate(data.codes):
        given = total.many[:coders, index]
        if given.any():
            weight = np.concatenate([[total.units[index] - given.sum()], given])
            ratings = Ratings(patterns, (False, True), weight)
            yield Further("ac1_standard_error", code.ref, gwet_standard_error(ratings))
            yield Further("fleiss_standard_error", code.ref, fleiss_standard_error(ratings))


def _by_heading(data: Comparison) -> dict[str, list[int]]:
    under: dict[str, list[int]] = {}
    for index, code in enumerate(data.codes):
        for ref in code.ancestors:
            under.setdefault(ref, []).append(index)
    return {ref: codes for ref, codes in under.items() if len(codes) > 1}


def _of_passages(
    data: Comparison, scope: str, codes: Iterable[int], seed: int | None
) -> Iterator[Further]:
    layers, length = _laid_end_to_end(data, set(codes))
    if not any(layers):
        reason = Estimate(None, NEITHER_USED if length else NOT_READ_BY_ALL)
        names = ("u_alpha_binary", "u_alpha", "cu_alpha", "u_alpha_2004", "gamma")
        yield from (Further(name, scope, reason) for name in names)
        return
    marked = Unitizing([_united(layer) for layer in layers], length)
    yield Further("u_alpha_binary", scope, binary_alpha(marked))
    try:
        cut = Unitizing(layers, length)
    except NotComputable as refused:
        reason = Estimate(None, refused.msgid)
        for name in ("u_alpha", "cu_alpha", "u_alpha_2004"):
            yield Further(name, scope, reason)
    else:
        yield Further("u_alpha", scope, u_alpha(cut))
        yield Further("cu_alpha", scope, *cu_alpha(cut))
        yield Further("u_alpha_2004", scope, legacy_alpha(cut))
        if not scope:
            yield from (Further("ku_alpha", str(k), *ku_alpha(cut, k)) for k in cut.labels[1:])
    if seed is not None:
        yield Further("gamma", scope, gamma(layers, length, seed))


def _laid_end_to_end(data: Comparison, codes: set[int]) -> tuple[list[list[Section]], int]:
    """Passages of each coder on the speech that all have read, and how long that is.

    Overlapping passages of one coder and code are united.
    """
    plan = laid_out(data, Unit.CHARACTER)
    everybody = np.asarray(plan.read.all(axis=0))
    sizes = plan.codable.units * everybody
    begin = np.cumsum(sizes) - sizes
    spans = plan.spans.where(
        everybody[plan.spans.source]
        & np.isin(plan.spans.code, list(codes))
        & plan.applies[plan.spans.code, plan.spans.source]
    )
    first, last = plan.codable.place(spans.source, spans.start, spans.end)
    kept = first < last
    offset = begin[spans.source]
    columns = (spans.coder, spans.code, first + offset, last + offset)
    drawn: dict[tuple[int, int], list[Section]] = {}
    for coder, code, start, end in zip(*(c[kept].tolist() for c in columns), strict=True):
        drawn.setdefault((coder, code), []).append(Section(start, end, data.codes[code].ref))
    layers: list[list[Section]] = [[] for _layer in data.layers]
    for (coder, _code), sections in drawn.items():
        layers[coder] += _united(sections, sections[0].label)
    return layers, int(sizes.sum())


def _united(sections: Iterable[Section], label: Hashable = True) -> list[Section]:
    """Sections that overlap as one, under one label."""
    united: list[Section] = []
    for section in sorted(sections, key=lambda one: (one.start, one.end)):
        if united and section.start < united[-1].end:
            last = united.pop()
            united.append(Section(last.start, max(last.end, section.end), label))
        else:
            united.append(Section(section.start, section.end, label))
    return united


def _of_sets(data: Comparison, unit: Unit, width: int) -> Iterator[Further]:
    """Alpha with sets of codes as labels; what nobody coded has the empty set."""
    ratings = sets_of_codes(data, unit, width)
    if len(ratings.categories) > MOST_SETS:
        for name in ("masi_alpha", "jaccard_alpha"):
            yield Further(name, "", Estimate(None, TOO_MANY_SETS))
    else:
        yield Further("masi_alpha", "", krippendorff(ratings, masi))
        yield Further("jaccard_alpha", "", krippendorff(ratings, jaccard))
    try:
        yield Further("mv_alpha", "", multivalued(ratings))
    except NotComputable as refused:
        yield Further("mv_alpha", "", Estimate(None, refused.msgid))


def sets_of_codes(data: Comparison, unit: Unit, width: int = 0) -> Ratings:
    """The set of codes that each coder gave each unit, as ratings; missing where not read."""
    plan = laid_out(data, unit, width)
    spans = plan.spans.where(plan.applies[plan.spans.code, plan.spans.source])
    first, last = plan.axis.place(spans.source, spans.start, spans.end)
    begin = np.cumsum(plan.axis.units) - plan.axis.units
    first, last = first + begin[spans.source], last + begin[spans.source]
    edges = np.unique(np.concatenate([first, last, begin, [plan.axis.units.sum()]]))
    sets: list[list[frozenset[Hashable]]] = []
    for coder in range(len(data.layers)):
        own = spans.coder == coder
        events: list[tuple[int, int, int]] = []
        for code, a, b in zip(*(c[own].tolist() for c in (spans.code, first, last)), strict=True):
            if a < b:
                events += ((a, code, 1), (b, code, -1))
        sets.append(_sets_between(edges, sorted(events)))
    index: dict[frozenset[Hashable], int] = {}
    labels = np.array([[index.setdefault(codes, len(index)) for codes in row] for row in sets])
    source = np.searchsorted(begin, edges[:-1], side="right") - 1
    labels[~plan.read[:, source]] = MISSING
    return Ratings(labels, tuple(index), np.diff(edges).astype(np.float64))


def _sets_between(edges: Ints, events: Sequence[tuple[int, int, int]]) -> list[frozenset[Hashable]]:
    """The codes that stand between each two edges."""
    many: Counter[int] = Counter()
    found: list[frozenset[Hashable]] = []
    done = 0
    for place in edges[:-1].tolist():
        changed = done
        while done < len(events) and events[done][0] <= place:
            many[events[done][1]] += events[done][2]
            done += 1
        same = done == changed and found
        found.append(found[-1] if same else frozenset(code for code, n in many.items() if n > 0))
    return found
