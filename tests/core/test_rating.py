"""Strengths: what the codings point to, and which determinants distinguish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.analysis.rating import (
    Distinction,
    Evidence,
    checked_strength,
    distinguishes,
    suggest,
)
from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import NotAllowed

B, L, A, N = Valence.BARRIER, Valence.LEVER, Valence.AMBIVALENT, Valence.NEUTRAL
INFERRED, PROMPTED = frozenset({Mark.INFERRED}), frozenset({Mark.PROMPTED})


def said(*evidence: tuple[str, Valence] | tuple[str, Valence, frozenset[Mark]]) -> list[Evidence]:
    return [Evidence(*one) for one in evidence]


@pytest.mark.parametrize(
    ("evidence", "strength", "mixed"),
    [
        ([], None, False),
        (said(("R1", N)), 0, False),
        (said(("R1", B)), -1, False),
        (said(("R1", B), ("R1", B)), -1, False),
        (said(("R1", B), ("R2", B)), -2, False),
        (said(("R1", L), ("R2", L)), 2, False),
        (said(("R1", B), ("R2", B, INFERRED)), -1, False),
        (said(("R1", B, PROMPTED), ("R2", B, PROMPTED)), None, False),
        (said(("R1", B), ("R2", L)), 0, True),
        (said(("R1", A)), 0, True),
        (said(("R1", B), ("R2", B), ("R3", L)), 0, True),
        (said(("R1", B), ("R2", B), ("R3", B), ("R4", L)), -1, True),
        (said(("R1", L), ("R2", L), ("R3", L), ("R4", B)), 1, True),
    ],
)
def test_a_strength_is_suggested_by_examples_of_two_people(
    evidence: list[Evidence], strength: int | None, mixed: bool
) -> None:
    found = suggest(evidence)
    assert (found.strength, found.mixed) == (strength, mixed)
    assert found.told()


pieces = st.builds(
    Evidence,
    st.sampled_from(["R1", "R2", "R3", "R4"]),
    st.sampled_from([B, L, A, N]),
    st.frozensets(st.sampled_from([Mark.INFERRED, Mark.PROMPTED, Mark.REPORTED])),
)


@given(st.lists(pieces, max_size=12))
def test_the_other_side_of_everything_turns_the_strength_round(evidence: list[Evidence]) -> None:
    turned = {B: L, L: B, A: A, N: N}
    other = [Evidence(one.speaker, turned[one.valence], one.marks) for one in evidence]
    one, two = suggest(evidence).strength, suggest(other).strength
    assert (one is None) == (two is None)
    assert one is None or two is None or one == -two


@given(st.lists(pieces, max_size=12))
def test_one_speaker_alone_never_founds_the_ends_of_the_scale(evidence: list[Evidence]) -> None:
    alone = [Evidence("R1", one.valence, one.marks) for one in evidence]
    assert suggest(alone).strength in {None, -1, 0, 1}


@pytest.mark.parametrize("strength", [-3, 3, 10])
def test_a_strength_off_the_scale_is_refused(strength: int) -> None:
    with pytest.raises(NotAllowed):
        checked_strength(strength)
    assert checked_strength(-2) == -2


@pytest.mark.parametrize(
    ("strengths", "found"),
    [
        ({"A": 2, "B": 1, "C": -1, "D": -2}, Distinction.STRONG),
        ({"A": -2, "B": -1, "C": 1, "D": 1}, Distinction.STRONG),
        ({"A": 2, "B": 0, "C": 0, "D": 0}, Distinction.WEAK),
        ({"A": 1, "B": 1, "C": 1, "D": 1}, Distinction.NONE),
        ({"A": 2, "C": -2, "D": -2}, Distinction.NOT_COMPUTABLE),
        ({"A": 2, "B": 2}, Distinction.NOT_COMPUTABLE),
    ],
)
def test_a_determinant_distinguishes_where_the_units_part(
    strengths: dict[str, int], found: Distinction
) -> None:
    assert distinguishes(strengths, {"A", "B"}) is found
    assert found.label
