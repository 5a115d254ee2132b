"""What each state of a round allows, in one table, and what a round says of itself."""

from __future__ import annotations

import pytest

from qualcode.core.agreement.report import Unit
from qualcode.core.errors import NotAllowed
from qualcode.core.pairs.rounds import (
    ALLOWED,
    BLIND,
    KEPT,
    NEXT,
    CoderState,
    Round,
    RoundAction,
    RoundCoder,
    RoundKind,
    RoundState,
    RoundUnit,
    scope_of,
    version_label,
)
from qualcode.core.pairs.sampling import Sampling
from qualcode.core.people import Role
from qualcode.i18n import in_language

TABLE = """
            draft  open  revealed  settled  closed
start         x
extend        x     x
assign        x     x
code          x     x                          x
lock                x
unlock              x
withdraw      x     x
reveal              x
compare                     x        x         x
settle                      x        x
finish                      x
close                       x        x
"""
"""What may be done in each state, as it is meant: written here a second time on purpose."""


def meant() -> dict[tuple[RoundState, RoundAction], bool]:
    head, *lines = TABLE.strip("\n").splitlines()
    columns = {state: head.index(state.value) for state in RoundState}
    widths = {state: len(state.value) for state in RoundState}
    return {
        (state, RoundAction(line.split()[0])): "x"
        in line.ljust(len(head))[columns[state] - 1 : columns[state] + widths[state] + 1]
        for line in lines
        for state in RoundState
    }


def in_state(state: RoundState) -> Round:
    return Round("g", "pilote", RoundKind.INTER_CODER, state, Unit.SENTENCE, 1, Sampling())


def test_the_table_names_every_state_and_action() -> None:
    assert set(meant()) == {(state, action) for state in RoundState for action in RoundAction}
    assert set(ALLOWED) == set(RoundState)


@pytest.mark.parametrize("state", RoundState)
@pytest.mark.parametrize("action", RoundAction)
def test_a_state_allows_what_the_table_says(state: RoundState, action: RoundAction) -> None:
    if meant()[state, action]:
        in_state(state).require(action)
    else:
        with in_language("en"), pytest.raises(NotAllowed) as refused:
            in_state(state).require(action)
        assert "pilote" in str(refused.value)


def test_every_round_can_be_brought_to_its_end_and_never_goes_back() -> None:
    order = list(RoundState)
    for action, state in NEXT.items():
        before = [known for known in RoundState if action in ALLOWED[known]]
        assert before
        assert all(order.index(known) < order.index(state) for known in before)
    assert RoundAction.CLOSE in ALLOWED[RoundState.REVEALED]


def test_layers_are_closed_before_they_are_compared_and_kept_until_the_end() -> None:
    for state in RoundState:
        assert not (state in BLIND and RoundAction.COMPARE in ALLOWED[state])
        assert (state in BLIND) == (RoundAction.LOCK in ALLOWED[state])
        assert (state in KEPT - BLIND) == (
            RoundAction.COMPARE in ALLOWED[state] and RoundAction.CODE not in ALLOWED[state]
        )


def test_who_left_is_not_waited_for_and_not_compared() -> None:
    held = Round(
        "g",
        "pilote",
        RoundKind.INTER_CODER,
        RoundState.OPEN,
        Unit.SENTENCE,
        7,
        Sampling(),
        units=(RoundUnit("P01", 0, 40), RoundUnit("P02", 3, 9, whole=False)),
        coders=(
            RoundCoder("Zoé", Role.CODER, CoderState.LOCKED),
            RoundCoder("Maël", Role.CODER),
            RoundCoder("Ana", Role.CODER, CoderState.WITHDRAWN),
        ),
        versions={"essai": "1.0.0", "reseaux": "2"},
        sensitivity=(Unit.TURN,),
    )
    assert held.waiting_for == ("Maël",)
    scope = scope_of(held)
    assert (scope.coders, scope.sources) == (("Zoé", "Maël"), ("P01", "P02"))
    assert scope.codebook_version == "essai 1.0.0, reseaux 2"
    assert (scope.unit, scope.sensitivity_units) == (Unit.SENTENCE, (Unit.TURN,))


@pytest.mark.parametrize("kind", RoundKind)
def test_what_trainees_do_is_no_reliability(kind: RoundKind) -> None:
    held = Round("g", "r", kind, RoundState.REVEALED, Unit.SENTENCE, 1, Sampling())
    assert scope_of(held).is_reliability == (kind is not RoundKind.TEACHING)


@pytest.mark.parametrize(
    ("version", "taken", "label"),
    [
        ("1.0.0", (), "1.0.0+pilote"),
        ("1.0.0+essai", (), "1.0.0+pilote"),
        ("1.0.0", ("1.0.0+pilote",), "1.0.0+pilote.2"),
        ("1.0.0", ("1.0.0+pilote", "1.0.0+pilote.2"), "1.0.0+pilote.3"),
        ("", (), "+pilote"),
    ],
)
def test_a_version_is_labelled_after_its_round(
    version: str, taken: tuple[str, ...], label: str
) -> None:
    assert version_label(version, "pilote", taken) == label


@pytest.mark.parametrize("words", [*RoundKind, *RoundState, *CoderState, *RoundAction])
def test_everything_has_words(words: RoundKind | RoundState | CoderState | RoundAction) -> None:
    assert words.label
