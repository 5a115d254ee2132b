"""Small comparisons by chance or by hand, and what two coders did unit by unit."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import strategies as st

from qualcode.core.agreement.compare import compare
from qualcode.core.agreement.comparison import (
    CodedPassage,
    ComparedCode,
    ComparedSource,
    Comparison,
)
from qualcode.core.agreement.ratings import Ratings
from qualcode.core.agreement.report import AgreementReport, Estimate, Unit
from qualcode.core.codebook import ValencePolicy
from qualcode.core.coding import Valence

CODERS = ("Zoé", "Aloïs")
TEXT = 24
"""Characters of a made-up transcript."""

Label = frozenset[Valence]


@st.composite
def stretches(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Disjoint stretches in order, some touching."""
    cuts = sorted(draw(st.sets(st.integers(0, TEXT), max_size=7)))
    return [pair for pair in pairwise(cuts) if draw(st.booleans())]


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    """Up to three transcripts, three codes and eight passages a coder; something is codable."""
    sources = draw(
        st.lists(
            st.builds(
                lambda codable, units: ComparedSource("", codable, {Unit.SENTENCE: units}),
                stretches(),
                stretches(),
            ),
            min_size=1,
            max_size=3,
        )
    )
    sources[0] = replace(
        sources[0], codable=[(2, 9), (11, 20)], units={Unit.SENTENCE: [(2, 5), (5, 8), (12, 15)]}
    )
    some = st.frozensets(st.integers(0, len(sources) - 1))
    codes = draw(
        st.lists(
            st.builds(
                ComparedCode,
                st.just("grille:é"),
                st.sampled_from(ValencePolicy),
                st.one_of(st.none(), some),
            ),
            min_size=1,
            max_size=3,
        )
    )
    passage = st.tuples(
        st.integers(0, len(sources) - 1),
        st.integers(0, len(codes) - 1),
        st.integers(0, TEXT - 1),
        st.integers(1, 8),
        st.sampled_from(Valence),
    ).map(lambda drawn: (drawn[0], drawn[1], drawn[2], drawn[2] + drawn[3], drawn[4]))
    layer = st.lists(passage, max_size=8)
    return Comparison(sources, codes, draw(layer), draw(layer))


def units_of(source: ComparedSource, unit: Unit) -> list[tuple[int, int]]:
    """The units of a source, one by one."""
    codable = [place for start, end in source.codable for place in range(start, end)]
    if unit is Unit.CHARACTER:
        return [(place, place + 1) for place in codable]
    return [(start, end) for start, end in source.units[unit] if start in codable]


def label_of(
    passages: Sequence[CodedPassage], source: int, code: int, unit: tuple[int, int], *, valued: bool
) -> Label | None:
    """What a coder said of a unit with one code: the set of valences, or None."""
    given = {
        valence if valued else Valence.UNSET
        for at, key, start, end, valence in passages
        if at == source and key == code and start < unit[1] and unit[0] < end
    }
    if not given:
        return None
    return frozenset(given - {Valence.UNSET} or given)


def labels_of(
    data: Comparison, unit: Unit, code: int, source: int
) -> list[tuple[Label | None, ...]]:
    """What each coder said of each unit of a source with one code."""
    applies = data.codes[code].sources
    if applies is not None and source not in applies:
        return []
    valued = data.codes[code].valued
    return [
        tuple(
            label_of(layer, source, code, place, valued=valued)
            for layer in (data.first, data.second)
        )
        for place in units_of(data.sources[source], unit)
    ]


def ratings_of(pairs: Sequence[Sequence[Hashable]], *, binary: bool = False) -> Ratings:
    """Labels of two coders, unit by unit."""
    first, second = zip(*pairs, strict=True)
    return Ratings.of([first, second], categories=[False, True] if binary else None)


def reported(data: Comparison, unit: Unit = Unit.CHARACTER, draws: int = 0) -> AgreementReport:
    """The report of a comparison."""
    return compare(data, coders=CODERS, unit=unit, draws=draws, seed=7)


def no_figure(reason: str) -> Estimate:
    """What stands where there is no figure."""
    return Estimate(None, reason, interval_reason=reason)
