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

CODERS = ("Zoé", "Aloïs", "Maëlle", "Noé")
TEXT = 24
"""Characters of a made-up transcript."""

Label = frozenset[Valence]


@st.composite
def stretches(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Disjoint stretches in order, some touching."""
    cuts = sorted(draw(st.sets(st.integers(0, TEXT), max_size=7)))
    return [pair for pair in pairwise(cuts) if draw(st.booleans())]


@st.composite
def comparisons(draw: st.DrawFn, most_coders: int = 2) -> Comparison:
    """Up to three transcripts, three codes, some coders with up to eight passages each.

    Something is codable. Of more than two coders, some have not read every transcript.
    """
    coders = draw(st.integers(2, most_coders))
    everybody = frozenset(range(coders))
    readers: st.SearchStrategy[frozenset[int] | None] = st.none()
    if coders > 2:
        readers = st.one_of(st.none(), st.frozensets(st.sampled_from(range(coders)), min_size=1))
    sources = draw(
        st.lists(
            st.builds(
                lambda codable, units, read: ComparedSource(
                    "", codable, {Unit.SENTENCE: units}, read
                ),
                stretches(),
                stretches(),
                readers,
            ),
            min_size=1,
            max_size=3,
        )
    )
    sources[0] = replace(
        sources[0],
        codable=[(2, 9), (11, 20)],
        units={Unit.SENTENCE: [(2, 5), (5, 8), (12, 15)]},
        readers=None,
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
    layers = [draw(st.lists(passage, max_size=8)) for _coder in everybody]
    return Comparison(sources, codes, layers[0], layers[1], others=tuple(layers[2:]))


def units_of(source: ComparedSource, unit: Unit) -> list[tuple[int, int]]:
    """The units of a source, one by one."""
    codable = [place for start, end in source.codable for place in range(start, end)]
    if unit is Unit.CHARACTER:
        return [(place, place + 1) for place in codable]
    return [(start, end) for start, end in source.units[unit] if start in codable]


NOT_GIVEN: Label = frozenset()


def label_of(
    passages: Sequence[CodedPassage], source: int, code: int, unit: tuple[int, int], *, valued: bool
) -> Label:
    """What a coder said of a unit with one code: the set of valences, empty where not given."""
    given = {
        valence if valued else Valence.UNSET
        for at, key, start, end, valence in passages
        if at == source and key == code and start < unit[1] and unit[0] < end
    }
    return frozenset(given - {Valence.UNSET} or given)


def labels_of(
    data: Comparison, unit: Unit, code: int, source: int
) -> list[tuple[Label | None, ...]]:
    """What each coder said of each unit of a source with one code; None where they did not read."""
    applies, readers = data.codes[code].sources, data.readers(source)
    if (applies is not None and source not in applies) or len(readers) < 2:
        return []
    valued = data.codes[code].valued
    return [
        tuple(
            label_of(layer, source, code, place, valued=valued) if coder in readers else None
            for coder, layer in enumerate(data.layers)
        )
        for place in units_of(data.sources[source], unit)
    ]


def ratings_of(units: Sequence[Sequence[Hashable | None]], *, binary: bool = False) -> Ratings:
    """Labels of the coders, unit by unit."""
    rows = list(zip(*units, strict=True))
    return Ratings.of(rows, categories=[False, True] if binary else None)


def reported(
    data: Comparison, unit: Unit = Unit.CHARACTER, draws: int = 0, width: int = 0
) -> AgreementReport:
    """The report of a comparison."""
    coders = CODERS[: len(data.layers)]
    return compare(data, coders=coders, unit=unit, width=width, draws=draws, seed=7)


def no_figure(reason: str) -> Estimate:
    """What stands where there is no figure."""
    return Estimate(None, reason, interval_reason=reason)
