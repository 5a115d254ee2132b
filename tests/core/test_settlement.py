"""What becomes of two coders' passages by a rule, and what stands for hesitations."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.agreement.disagreement import Kind
from qualcode.core.agreement.said import said_span
from qualcode.core.coding import Coding, Valence
from qualcode.core.pairs.settlement import DECISIONS, USUALLY, Decision, Ends, by_rule, key_of
from qualcode.core.spans import Span

PLACES = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda p: Span(p[0], p[0] + p[1]))
LAYER = st.lists(PLACES, min_size=1, max_size=4)


def coding(span: Span, coder: str = "Zoé", valence: Valence = Valence.UNSET) -> Coding:
    return Coding(
        f"{coder}{span.start}-{span.end}", "P01", span, "…", "grille", "peur", coder, valence,
        frozenset(), "", datetime(2025, 5, 23, tzinfo=UTC),
    )  # fmt: skip


def characters(spans: list[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


@given(LAYER, LAYER, st.sampled_from(Ends))
def test_a_rule_adds_nothing_that_nobody_marked(
    first: list[Span], second: list[Span], rule: Ends
) -> None:
    settled = by_rule(rule, [coding(s) for s in first], [coding(s, "Maël") for s in second])
    made = characters([one.span for one in settled])
    one, other = characters(first), characters(second)
    assert made
    assert made <= one | other
    if rule is Ends.UNION:
        assert made == one | other
    elif rule is Ends.INTERSECTION:
        assert made == (one & other or one | other)
    else:
        assert made in (one, other)


@given(LAYER)
def test_a_name_holds_until_a_coding_changes(spans: list[Span]) -> None:
    codings = [coding(span) for span in spans]
    assert key_of(codings) == key_of(reversed(codings))
    changed = [coding(codings[0].span, valence=Valence.LEVER), *codings[1:]]
    assert key_of(changed) != key_of(codings)


def test_every_type_has_a_usual_cause_and_every_decision_a_name() -> None:
    assert set(USUALLY) == set(Kind)
    assert all(decision.label for decision in Decision)
    assert [one for one in DECISIONS if one.needs_reason] == [
        Decision.SPAN,
        Decision.NEITHER,
        Decision.PROBLEM,
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Euh… ben, la route, hein ?", "la route, hein"),
        ("« C’était l’hiver », hum.", "C’était l’hiver"),
        ("La route", "La route"),
        ("euh", "euh"),
        ("bonjour, euh", "bonjour"),
        ("e\u0301te\u0301 😀", "e\u0301te\u0301"),
    ],
)
def test_hesitations_and_punctuation_at_the_ends_are_passed_over(text: str, words: str) -> None:
    start, end = said_span(text, 0, len(text))
    assert text[start:end] == words


@given(st.text(alphabet="euh bn,.« é", min_size=1, max_size=40))
def test_what_is_said_is_never_empty_and_stays_inside(text: str) -> None:
    start, end = said_span(text, 0, len(text))
    assert 0 <= start < end <= len(text)
