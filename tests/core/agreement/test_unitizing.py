"""The unitizing alphas of 2016 against counting characters, and what they refuse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.agreement.unitizing import (
    ALL_OR_NOTHING,
    NOTHING_CODED_BY_BOTH,
    Section,
    Unitizing,
    binary_alpha,
    cu_alpha,
    ku_alpha,
    legacy_alpha,
    u_alpha,
)
from qualcode.core.errors import NotComputable

LENGTH = 12


@st.composite
def passages(draw: st.DrawFn) -> list[Section]:
    """Passages of one coder that do not overlap, some of them touching."""
    cuts = sorted(draw(st.sets(st.integers(0, LENGTH), max_size=6)))
    labels = st.sampled_from(["coût", "peur", None])
    sections = (Section(a, b, draw(labels)) for a, b in pairwise(cuts))
    return [section for section in sections if section.label is not None]


class Characters:
    """The same continuum character by character: who gave which label, in which unit."""

    def __init__(self, coders: Sequence[Sequence[Section]]) -> None:
        self.cells = [
            [(coder, *self._unit(passages, place)) for place in range(LENGTH)]
            for coder, passages in enumerate(coders)
        ]

    def _unit(self, passages: Sequence[Section], place: int) -> tuple[object, object]:
        for number, passage in enumerate(passages):
            if passage.start <= place < passage.end:
                return passage.label, number
        return None, f"gap at {place}"

    def observed(self) -> list[tuple[object, object]]:
        return [
            (a[1], b[1])
            for one, other in permutations(self.cells, 2)
            for a, b in zip(one, other, strict=True)
        ]

    def chance(self) -> list[tuple[object, object]]:
        every = [cell for row in self.cells for cell in row]
        return [(a[1], b[1]) for a, b in product(every, repeat=2) if a != b]


def share(pairs: Sequence[tuple[object, object]]) -> float:
    return sum(a != b for a, b in pairs) / len(pairs)


@given(st.lists(passages(), min_size=2, max_size=3))
def test_u_alpha_is_what_all_pairs_of_characters_give(coders: list[list[Section]]) -> None:
    characters = Characters(coders)
    observed, chance = characters.observed(), characters.chance()
    cut = Unitizing(coders, LENGTH)
    found = u_alpha(cut)
    if share(chance) == 0:
        assert found.value is None
        assert found.reason
        return
    assert found.value == pytest.approx(1 - share(observed) / share(chance))

    def gaps(pairs: list[tuple[object, object]]) -> list[tuple[object, object]]:
        return [(a is None, b is None) for a, b in pairs]

    found = binary_alpha(cut)
    if share(gaps(chance)) == 0:
        assert found.value is None
    else:
        assert found.value == pytest.approx(1 - share(gaps(observed)) / share(gaps(chance)))


@given(passages(), passages())
def test_cu_alpha_looks_only_where_both_coded(first: list[Section], second: list[Section]) -> None:
    cells = Characters([first, second]).cells
    both = [pair for pair in zip(*cells, strict=True) if pair[0][1] and pair[1][1]]
    found, coverage = cu_alpha(Unitizing([first, second], LENGTH))
    assert coverage == pytest.approx(len(both) / LENGTH)
    every = [cell for pair in both for cell in pair]
    chance = [(a[1], b[1]) for a, b in product(every, repeat=2) if a != b]
    if not both:
        assert found.reason == NOTHING_CODED_BY_BOTH
    elif not chance or share(chance) == 0:
        assert found.value is None
    else:
        observed = share([(a[1], b[1]) for a, b in both])
        assert found.value == pytest.approx(1 - observed / share(chance))


@given(st.lists(passages(), min_size=2, max_size=2))
def test_the_order_of_coders_and_of_passages_changes_nothing(coders: list[list[Section]]) -> None:
    one = Unitizing(coders, LENGTH)
    other = Unitizing([coder[::-1] for coder in coders[::-1]], LENGTH)
    for compute in (u_alpha, binary_alpha, legacy_alpha):
        same = compute(one).value
        assert compute(other).value == (None if same is None else pytest.approx(same))
    for label in ("coût", "peur"):
        found, coverage = ku_alpha(one, label)
        again, same_coverage = ku_alpha(other, label)
        assert coverage == pytest.approx(same_coverage)
        assert again.value == (None if found.value is None else pytest.approx(found.value))


def test_the_same_passages_agree_fully() -> None:
    coder = [Section(0, 4, "coût"), Section(4, 6, "peur"), Section(9, 11, "coût")]
    cut = Unitizing([coder, list(coder)], LENGTH)
    assert u_alpha(cut).value == 1
    assert binary_alpha(cut).value == 1
    assert cu_alpha(cut)[0].value == 1
    assert ku_alpha(cut, "peur")[0].value == 1
    assert legacy_alpha(cut).value == 1
    assert legacy_alpha(cut, "coût").value == 1


@pytest.mark.parametrize("coder", [[], [Section(0, LENGTH, "coût")]])
def test_everything_or_nothing_coded_is_no_agreement_on_limits(coder: list[Section]) -> None:
    cut = Unitizing([coder, list(coder)], LENGTH)
    assert u_alpha(cut).value is None
    assert binary_alpha(cut).reason == ALL_OR_NOTHING
    assert legacy_alpha(cut).reason == ALL_OR_NOTHING
    assert cu_alpha(cut)[0].value is None
    assert ku_alpha(cut, "coût")[0].value is None


def test_overlapping_passages_and_lone_coders_are_refused_in_plain_words() -> None:
    with pytest.raises(NotComputable, match="overlap"):
        Unitizing([[Section(0, 4, "coût"), Section(3, 6, "peur")], []], LENGTH)
    with pytest.raises(NotComputable, match="two coders"):
        Unitizing([[Section(0, 4, "coût")]], LENGTH)


@given(st.lists(passages(), min_size=2, max_size=4))
def test_cu_alpha_of_many_coders_is_made_of_what_each_pair_did(
    coders: list[list[Section]],
) -> None:
    cells = Characters(coders).cells
    labels: Counter[object] = Counter()
    own: Counter[object] = Counter()
    alike = 0
    for one, other in permutations(cells, 2):
        both = [pair for pair in zip(one, other, strict=True) if pair[0][1] and pair[1][1]]
        alike += sum(a[1] == b[1] for a, b in both)
        labels.update(a[1] for a, _b in both)
        units = Counter((a[2], a[1]) for a, _b in both)
        for (_unit, label), size in units.items():
            own[label] += size**2
    others = len(coders) - 1
    total = labels.total() / others
    found, coverage = cu_alpha(Unitizing(coders, LENGTH))
    assert coverage == pytest.approx(total / (len(coders) * LENGTH))
    if len(labels) < 2:
        assert found.value is None
        return
    free = total**2 - own.total() / others
    by_chance = sum((labels[label] / others) ** 2 - own[label] / others for label in labels)
    expected = total - total * by_chance / free if free > 0 else 0
    if found.value is None:
        assert expected <= 1e-9
    else:
        assert found.value == pytest.approx(1 - (total - alike / others) / expected)


def test_cu_alpha_of_three_coders_is_the_reading_by_pairs() -> None:
    cut = Unitizing(
        [
            [Section(0, 4, "coût"), Section(6, 10, "peur")],
            [Section(1, 5, "coût"), Section(6, 9, "coût")],
            [Section(0, 3, "peur"), Section(7, 11, "peur")],
        ],
        LENGTH,
    )
    found, coverage = cu_alpha(cut)
    assert found.value == pytest.approx(-0.03515625)
    assert coverage == pytest.approx(4 / 9)
