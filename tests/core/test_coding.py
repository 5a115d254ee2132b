"""Valence and marks: one sign each, one name in each language."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from qualcode.core.coding import Coding, Mark, NewCoding, Valence
from qualcode.core.spans import Span
from qualcode.i18n import in_language, translate


def test_every_valence_has_a_sign_of_one_character_that_no_other_has() -> None:
    signs = [valence.sign for valence in Valence]
    assert all(len(sign) == 1 for sign in signs)
    assert len(set(signs)) == len(Valence)


@pytest.mark.parametrize(
    ("valence", "sign", "label"),
    [
        (Valence.UNSET, " ", "not set"),
        (Valence.BARRIER, "−", "barrier"),
        (Valence.LEVER, "+", "lever"),
        (Valence.AMBIVALENT, "±", "ambivalent"),
        (Valence.NEUTRAL, "=", "neutral"),
    ],
)
def test_a_valence_is_shown_by_its_sign_and_its_name(
    valence: Valence, sign: str, label: str
) -> None:
    assert valence.sign == sign
    with in_language("en"):
        assert translate(valence.label) == label


def test_unset_is_not_neutral() -> None:
    assert Valence("unset") is not Valence("neutral")
    assert NewCoding("P01", Span(0, 4), "peur").valence is Valence.UNSET


@pytest.mark.parametrize(
    ("stored", "mark"),
    [
        ("potential", Mark.POTENTIAL),
        ("inferred", Mark.INFERRED),
        ("reported", Mark.REPORTED),
        ("prompted", Mark.PROMPTED),
    ],
)
def test_marks_are_stored_under_names_that_stay(stored: str, mark: Mark) -> None:
    assert Mark(stored) is mark
    assert str(mark) == stored


def test_several_marks_may_hold_of_one_coding_in_any_order() -> None:
    both = frozenset({Mark.REPORTED, Mark.INFERRED})
    coding = NewCoding("P01", Span(0, 4), "peur", marks=both)
    assert coding == NewCoding(
        "P01", Span(0, 4), "peur", marks=frozenset({Mark.INFERRED, Mark.REPORTED})
    )


def test_a_coding_cannot_be_changed_in_place() -> None:
    coding = Coding(
        "9b2f",
        "P01",
        Span(0, 4),
        "peur",
        "nuits",
        "peur",
        "C1",
        Valence.BARRIER,
        frozenset(),
        "",
        datetime(2026, 5, 23, tzinfo=UTC),
    )
    with pytest.raises(FrozenInstanceError):
        coding.valence = Valence.LEVER  # type: ignore[misc]
