"""New codes are followed through interviews; saturation only where it can be told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.core.study import Saturation
from qualcode.core.tables.first_appearance import (
    EMPTY_BASE,
    NO_CODES,
    TOO_FEW,
    appearances,
    first_appearance,
    saturation,
)

RULES = Saturation(base_size=4, run_length=2, threshold=0.05)

interviews = st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=5), max_size=8).map(
    lambda every: [(f"E{n}", codes) for n, codes in enumerate(every)]
)


def held(*codes: str) -> list[tuple[str, frozenset[str]]]:
    return [(f"E{n}", frozenset(found)) for n, found in enumerate(codes, 1)]


@settings(max_examples=30)
@given(interviews)
def test_every_code_is_new_once_and_the_band_ends_where_all_are_known(
    every: list[tuple[str, frozenset[str]]],
) -> None:
    found = appearances(every)
    new = [code for codes in found.new for code in codes]
    assert sorted(new) == sorted(frozenset[str]().union(*(codes for _name, codes in every)))
    assert list(found.known) == sorted(found.known)
    if len(every) > 1:
        assert found.low[-1] == found.high[-1] == len(new)
        assert all(low <= high for low, high in zip(found.low, found.high, strict=True))


@pytest.mark.parametrize(
    ("codes", "after", "share", "reached"),
    [
        (("ab", "c", "d", "e", "a", "b"), 4, 0.0, True),
        (("ab", "c", "d", "e", "f", "b", "c"), 5, 0.0, True),
        (("ab", "c", "d", "e", "f", "g"), None, 0.4, False),
    ],
)
def test_saturation_is_told_as_base_and_run(
    codes: tuple[str, ...], after: int | None, share: float, reached: bool
) -> None:
    point = saturation(held(*codes), RULES)
    assert (point.after, point.reached, point.run) == (after, reached, 2)
    assert point.share == pytest.approx(share)


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        (("", "", "", "", "", ""), NO_CODES),
        (("a", "b"), TOO_FEW),
        (("", "", "", "", "a", "b"), EMPTY_BASE),
    ],
)
def test_where_saturation_cannot_be_told_the_reason_stands(
    codes: tuple[str, ...], why: str
) -> None:
    point = saturation(held(*codes), RULES)
    assert (point.after, point.share, point.not_computable) == (None, None, why)


def test_codes_of_the_grid_and_codes_from_the_data_are_followed_apart() -> None:
    found = first_appearance(held("ax", "b", "ay"), frozenset("xy"), RULES, "implanté")
    assert found.a_priori.known == (1, 2, 2)
    assert found.from_data.known == (1, 1, 2)
    assert found.group == "implanté"
