"""A redaction takes the words out of every text of a source, and out of nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.errors import NotAllowed
from qualcode.core.revisions.carry_over import CarryOver, Edit, redact
from qualcode.core.revisions.redaction import (
    new_labels,
    opposite_edits,
    refuse_repeating,
    whole_edits,
)
from qualcode.core.transcript import Document
from tests.stories import SAID, document

NAME = "Sorel"


def edit(read: Document, words: str, replacement: str = "[nom]") -> Edit:
    start = read.text.index(words)
    return Edit(start, start + len(words), replacement)


def test_an_edit_loses_the_white_space_at_its_ends() -> None:
    read = document()
    wide = edit(read, " l’ambulance ")
    assert whole_edits(read.text, read.turns, [wide]) == [edit(read, "l’ambulance")]


def test_a_name_in_one_label_goes_from_all_labels_of_that_speaker() -> None:
    read = document()
    made = whole_edits(read.text, read.turns, [edit(read, "P01", "[patiente]")])
    text, redaction = redact(read.text, made)
    assert text.count("[patiente]\u00a0:") == 2
    assert new_labels(read.text, read.turns, made) == {"P01": "[patiente]"}
    assert "P01" not in text
    assert [redaction.carry_turn(turn).speaker for turn in read.turns] == [
        label for label, _ in SAID
    ]


@pytest.mark.parametrize("label", ["A01", "ENQ"])
def test_a_label_of_somebody_else_is_refused(label: str) -> None:
    read = document()
    made = whole_edits(read.text, read.turns, [edit(read, "P01", label)])
    with pytest.raises(NotAllowed):
        new_labels(read.text, read.turns, made)


@pytest.mark.parametrize(
    ("reason", "replacement", "refused"),
    [
        ("nom oublié", "[médecin]", False),
        ("c’est M. SOREL", "[médecin]", True),
        ("lui, sorel", "[médecin]", True),
        ("dossier 4417", "[médecin]", True),
        ("son nom", "M. Sorel, 4417", True),
        ("son nom", "M. S.", False),
    ],
)
def test_what_is_written_down_does_not_repeat_names_and_numbers(
    reason: str, replacement: str, refused: bool
) -> None:
    passages = ["M. Sorel, 4417"]
    if refused:
        with pytest.raises(NotAllowed):
            refuse_repeating(passages, reason, [replacement])
    else:
        refuse_repeating(passages, reason, [replacement])


words = st.sampled_from(("oui", "non", NAME, "l’été", "Mm.", f"« {NAME} »", "😀"))
speeches = st.lists(words, min_size=1, max_size=9).map(" ".join)
interviews = st.lists(st.tuples(st.sampled_from(("ENQ", "P01")), speeches), min_size=1, max_size=6)


@given(interviews, interviews)
def test_the_words_are_in_no_earlier_text_afterwards(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    former, shown = document(tuple(before)), document((*after, ("P01", f"avec {NAME} ?")))
    carry = CarryOver(shown.text, shown.turns, former.text, former.turns)
    edits = opposite_edits(carry, [edit(shown, NAME)], former.turns)
    text, redaction = redact(former.text, edits)
    assert NAME not in text
    turns = [redaction.carry_turn(turn) for turn in former.turns]
    assert all(turn.label and turn.label.of(text) in {"ENQ\u00a0:", "P01\u00a0:"} for turn in turns)
