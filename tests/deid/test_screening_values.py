"""What is said of an identifier without saying it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.privacy.screening import (
    Decided,
    Finding,
    Kind,
    Tier,
    Verdict,
    counted,
    masked,
)
from qualcode.core.spans import Span
from qualcode.deid.names_list import NamesList
from qualcode.deid.screen import StructuredScreen


def _mask(passage: str) -> str:
    return masked(passage, Span(0, len(passage)))


@pytest.mark.parametrize(
    ("passage", "shown"),
    [
        ("Garancher", "Ga…er"),
        ("Lefèvre", "Le…re"),
        ("01 99 00 12 34", "01…34"),
        ("Odalie", "…"),
        ("Léa", "…"),
        ("x", "…"),
        ("\u202eGarancher", "…er"),
        ("Ga\nrancher\x1b[2J", "Ga…2J"),
        ("\x1b[2Jancher\n", "…"),
    ],
)
def test_a_mask_shows_two_characters_of_either_end_at_most(passage: str, shown: str) -> None:
    assert _mask(passage) == shown


@given(st.text(min_size=1))
def test_a_mask_never_shows_the_middle(passage: str) -> None:
    shown = _mask(passage)
    head, mark, tail = shown.partition("…")
    assert mark == "…"
    assert len(head) <= 2
    assert len(tail) <= 2
    assert head in {"", passage[:2]}
    assert tail in {"", passage[-2:]}
    assert len(passage) >= 7 or shown == "…"


def test_a_mask_is_of_the_passage_alone() -> None:
    assert masked("Bonjour madame Garancher, oui", Span(15, 24)) == "Ga…er"


def test_direct_identifiers_are_those_that_point_at_one_person() -> None:
    quasi = {Kind.DATE, Kind.AGE, Kind.AGE90, Kind.PLACE, Kind.FACILITY, Kind.POSTCODE}
    quasi |= {Kind.HIDDEN}
    assert {kind for kind in Kind if not kind.direct} == quasi
    assert len(Kind) == 20
    assert all(kind.label for kind in Kind)


def test_findings_are_counted_by_kind_and_tier() -> None:
    found = [
        Finding(Kind.NAME, Tier.AUTO, Span(0, 3), "r"),
        Finding(Kind.DATE, Tier.AUTO, Span(4, 6), "r"),
        Finding(Kind.NAME, Tier.SUSPECT, Span(7, 9), "r"),
        Finding(Kind.NAME, Tier.AUTO, Span(10, 12), "r"),
    ]
    assert counted(found) == (
        (Kind.NAME, Tier.AUTO, 2),
        (Kind.NAME, Tier.SUSPECT, 1),
        (Kind.DATE, Tier.AUTO, 1),
    )
    assert counted([]) == ()


def test_going_on_with_open_findings_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        Verdict("0", "d", "0", (), Decided.ACCEPTED, "  ")
    assert Verdict("0", "d", "0", (), Decided.ACCEPTED, "names of ships").reason


def test_a_verdict_holds_until_text_detector_or_lists_change() -> None:
    screen = StructuredScreen()
    verdict = Verdict("abc", screen.detector, screen.lists_sha256, (), Decided.PASSED)
    assert verdict.holds_for("abc", screen)
    assert not verdict.holds_for("abd", screen)
    assert not verdict.holds_for("abc", StructuredScreen(NamesList((("Odalie",),))))
    assert not verdict.holds_for("abc", StructuredScreen(codes=["P03"]))
    assert not verdict.holds_for("abc", StructuredScreen(detector="other/2"))
