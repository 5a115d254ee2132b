"""Quotations for print: what is cut and added can always be told from what was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.analysis.selection import Edits, Insertion, Run, balance, printed
from qualcode.core.errors import NotAllowed
from qualcode.core.spans import Span

SAID = "Le plus dur… c’était la route, euh, deux heures aller."


def cut(words: str) -> Span:
    start = SAID.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        (Edits(), SAID),
        (Edits(cuts=(cut(" euh,"),)), "Le plus dur… c’était la route, […] deux heures aller."),
        (Edits(cuts=(cut("Le plus dur… "),)), "[…] c’était la route, euh, deux heures aller."),
        (
            Edits(insertions=(Insertion(SAID.index("la route"), "pour elle"),)),
            "Le plus dur… c’était [pour elle] la route, euh, deux heures aller.",
        ),
        (Edits(insertions=(Insertion(len(SAID), "rire"),)), f"{SAID} [rire]"),
    ],
)
def test_cuts_and_insertions_stand_in_brackets(edits: Edits, text: str) -> None:
    assert "".join(run.text for run in printed(SAID, edits)) == text


def test_emphasis_is_kept_apart_from_the_words() -> None:
    runs = printed(SAID, Edits(emphasis=(cut("la route"),)))
    assert [run for run in runs if run.emphasis] == [Run("la route", emphasis=True)]
    assert "".join(run.text for run in runs) == SAID


@pytest.mark.parametrize(
    "edits",
    [
        Edits(cuts=(Span(0, 500),)),
        Edits(cuts=(Span(0, len(SAID)),)),
        Edits(cuts=(Span(0, 5), Span(5, 8))),
        Edits(cuts=(Span(0, 6), Span(4, 8))),
        Edits(emphasis=(Span(10, 500),)),
        Edits(insertions=(Insertion(0, "  "),)),
        Edits(insertions=(Insertion(500, "x"),)),
    ],
)
def test_changes_that_do_not_fit_are_refused(edits: Edits) -> None:
    with pytest.raises(NotAllowed):
        printed(SAID, edits)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, Edits]:
    said = draw(st.text("aé’ e\u0301😀\u00a0.", min_size=3, max_size=30))
    bounds = sorted(draw(st.sets(st.integers(0, len(said)), max_size=6)))
    spans = [Span(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=False)]
    at = draw(st.lists(st.integers(0, len(said)), max_size=3))
    return said, Edits(
        cuts=tuple(spans),
        insertions=tuple(Insertion(one, "dit-il") for one in at),
        emphasis=tuple(draw(st.lists(st.sampled_from([*spans, Span(0, 1)]), max_size=2))),
    )


@given(edited())
def test_what_is_not_added_is_the_verbatim_less_its_cuts(case: tuple[str, Edits]) -> None:
    said, edits = case
    kept = "".join(
        letter for i, letter in enumerate(said) if not any(i in span for span in edits.cuts)
    )
    if not kept.strip():
        with pytest.raises(NotAllowed):
            printed(said, edits)
        return
    runs = printed(said, edits)
    assert "".join(run.text for run in runs if not run.added) == kept
    added = "".join(run.text for run in runs if run.added)
    assert added.count("[…]") == len(edits.cuts)
    assert added.count("[dit-il]") == len(edits.insertions)


def test_the_balance_names_who_is_quoted_most_and_who_is_not() -> None:
    fair = balance(["P01", "P01", "P02", "P01"], ["i", "i", "n", "i"], ["i", "n", "x"])
    assert (fair.quotations, fair.participants, fair.most_quoted) == (4, 2, "P01")
    assert fair.largest_share == 0.75
    assert dict(fair.groups) == {"i": 3, "n": 1, "x": 0}
    assert balance([], [], ["i"]).largest_share == 0
