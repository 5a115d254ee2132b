"""Passages keep their words when a text is corrected or redacted; what is doubtful is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.revisions.alignment import matched, paragraphs
from qualcode.core.revisions.carry_over import (
    CHANGED,
    ELSEWHERE,
    LOST,
    OTHER_SPEAKER,
    SURROUNDED,
    Carried,
    CarryOver,
    Edit,
    Redaction,
    TurnChanges,
    redact,
)
from qualcode.core.spans import Span
from qualcode.core.transcript import Document
from tests.stories import SAID, document, place

Said = tuple[tuple[str, str], ...]
ROAD = "Le plus dur… c’était la route."
NURSE = "Et l’infirmière, elle, répondait toujours au téléphone. 😀"


def between(old: Document, new: Document) -> CarryOver:
    return CarryOver(old.text, old.turns, new.text, new.turns)


def carried(words: str, said: Sequence[tuple[str, str]], before: Said = SAID) -> tuple[str, bool]:
    """What stands now where `words` stood, and whether that is certain."""
    old, new = document(before), document(tuple(said))
    found = between(old, new).carry(place(words, old))
    return ("" if found.span is None else found.span.of(new.text)), found.certain


def why(words: str, said: Sequence[tuple[str, str]], before: Said = SAID) -> str:
    old, new = document(before), document(tuple(said))
    return between(old, new).carry(place(words, old)).why


def with_turn(number: int, words: str, speaker: str | None = None) -> Said:
    """The interview with one turn said otherwise."""
    said = list(SAID)
    said[number - 1] = (speaker or said[number - 1][0], words)
    return tuple(said)


# What stays is carried for certain


@pytest.mark.parametrize("words", [ROAD, NURSE, "Ma sœur venait.\nENQ\u00a0: Mm.\nP01", "route"])
def test_two_lines_inserted_on_top_move_everything_and_change_nothing(words: str) -> None:
    above = (("ENQ", "Bonjour, vous m’entendez bien ?"), ("P01", "Oui, oui 😀."))
    assert carried(words, above + SAID) == (words, True)


@pytest.mark.parametrize(
    "said",
    [
        with_turn(2, SAID[1][1].replace("Deux heures aller", "Trois bonnes heures aller")),
        with_turn(2, "Alors… " + SAID[1][1]),
        with_turn(1, "Et l’ambulance ?"),
        SAID[1:],
        SAID[:2],
        (*SAID, ("ENQ", "Merci.")),
    ],
    ids=["later words", "words before", "the question", "no question", "only this", "a farewell"],
)
def test_words_that_stayed_are_carried_for_certain(said: Said) -> None:
    assert carried(ROAD, said) == (ROAD, True)


def test_a_turn_that_is_cut_in_three_keeps_what_is_coded_in_it() -> None:
    cut = (
        SAID[0],
        ("P01", "Le plus dur… c’était la route."),
        ("ENQ", "Ah oui ?"),
        ("P01", "Deux heures aller, deux heures retour ! Ma sœur venait."),
        *SAID[2:],
    )
    assert carried(ROAD, cut) == (ROAD, True)
    assert carried("Deux heures aller", cut) == ("Deux heures aller", True)


def test_a_label_that_is_corrected_everywhere_is_the_same_speaker() -> None:
    renamed = tuple(("P07" if label == "P01" else label, words) for label, words in SAID)
    assert between(document(), document(renamed)).renamed == {"P01": "P07"}
    assert carried(ROAD, renamed) == (ROAD, True)


def test_a_text_without_turns_is_carried_too() -> None:
    before = "Note de terrain.\n\nLa salle est froide. On attend.\n"
    after = "Note de terrain, relue.\n\nLa salle est froide. On attend.\n"
    carry = CarryOver(before, (), after, ())
    start = before.index("La salle")
    now = carry.carry(Span(start, start + 20))
    assert now.certain
    assert now.span is not None
    assert now.span.of(after) == "La salle est froide."


# What is doubtful is proposed, never decided


@pytest.mark.parametrize(
    ("words", "said", "proposal"),
    [
        (ROAD, with_turn(2, "Le plus long… c’était la route. Ma sœur venait."),
         "Le plus long… c’était la route."),
        ("la route", with_turn(2, SAID[1][1].replace("route", "routes")), "la routes"),
        ("elle, répondait toujours", with_turn(4, NURSE.replace("elle, ", "elle, elle ")),
         "elle, elle répondait toujours"),
        ("c’était la route", with_turn(2, SAID[1][1].replace("’", "'")), "c'était la route"),
        ("deux heures retour !", with_turn(2, SAID[1][1].replace(" !", "\u00a0!")),
         "deux heures retour\u00a0!"),
    ],
    ids=["another word", "an ending", "a word within", "an apostrophe", "a no-break space"],
)  # fmt: skip
def test_a_passage_whose_words_changed_gets_a_proposal(
    words: str, said: Said, proposal: str
) -> None:
    assert carried(words, said) == (proposal, False)
    assert why(words, said) == CHANGED


def test_part_of_a_word_that_changed_is_not_the_same_words() -> None:
    assert carried("rout", with_turn(2, SAID[1][1].replace("route", "routine")))[1] is False


def test_words_that_are_now_another_speaker_s_are_doubtful() -> None:
    assert carried(ROAD, with_turn(2, SAID[1][1], "A01")) == (ROAD, False)
    assert why(ROAD, with_turn(2, SAID[1][1], "A01")) == OTHER_SPEAKER


def test_words_that_were_moved_are_proposed_where_they_stand() -> None:
    moved = (*SAID[:1], *SAID[2:], SAID[1])
    assert carried(ROAD, moved, (*SAID, *SAID[:1])) == (ROAD, False)
    assert why(ROAD, moved, (*SAID, *SAID[:1])) == ELSEWHERE
    assert carried(ROAD, [*moved[:-1], ("P01", "Le plus dur, c’était la route. Ma sœur.")])[0] == (
        "Le plus dur, c’était la route."
    )


def test_a_common_word_in_a_turn_written_anew_is_not_believed() -> None:
    anew = with_turn(2, "Je prenais toujours le train avec des voisins, retour tard le soir")
    assert carried("retour", anew) == ("retour", False)
    assert why("retour", anew) == SURROUNDED


def test_words_that_are_gone_are_lost() -> None:
    assert carried(NURSE, SAID[:3]) == ("", False)
    assert why(NURSE, SAID[:3]) == LOST


def test_the_turns_that_differ_are_counted() -> None:
    old = document()
    new = document((*SAID[:1], ("P01", ROAD), *SAID[3:], ("ENQ", "Et puis ?"), ("P01", "Voilà.")))
    assert between(old, old).turn_changes == TurnChanges(5, 0, 0, 0)
    assert between(old, new).turn_changes == TurnChanges(kept=3, changed=1, added=2, removed=1)
    other = document(with_turn(5, SAID[4][1], "P01"))
    assert between(old, other).turn_changes == TurnChanges(4, 1, 0, 0)


# Long texts


def test_a_text_that_changed_everywhere_is_compared_turn_by_turn() -> None:
    said = tuple(
        ("ENQ" if i % 2 else "P01", f"C’était la ligne {i}, j’en parle encore, numéro {i * i}.")
        for i in range(1000)
    )
    spelled = tuple((label, words.replace("’", "'")) for label, words in said)
    assert carried("parle encore, numéro 998001.", spelled, said) == (
        "parle encore, numéro 998001.",
        True,
    )
    reworded = [(label, words.replace("parle encore", "rêve")) for label, words in said[3:]]
    assert carried("C’était la ligne 501", reworded, said) == ("C’était la ligne 501", True)


def test_a_monologue_on_one_line_is_compared_by_sentences() -> None:
    said = " ".join(f"La phrase {i} dit {i * 7} choses." for i in range(900))
    now = said.replace("phrase 20 ", "phrase vingt ").replace("phrase 800 ", "phrase huit cents ")
    words = "La phrase 400 dit 2800 choses."
    assert carried(words, (("P01", now),), (("P01", said),)) == (words, True)


@given(st.lists(st.sampled_from("abcde"), max_size=30), st.lists(st.sampled_from("abcde")))
def test_equal_lines_are_paired_in_order(old: list[str], new: list[str]) -> None:
    pairs = matched(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(i < k and j < n for (i, j), (k, n) in pairwise(pairs))
    assert matched(old, old) == [(i, i) for i in range(len(old))]


def test_paragraphs_leave_labels_out() -> None:
    read = document()
    said = [read.text[piece.start : piece.end] for piece in paragraphs(read.text, read.turns)]
    assert said == [words for _, words in SAID]


# Laws

WORDS = ("oui", "non", "l’été", "Mm.", "œdème,", "😀", "mal", "où ?", "e\u0301te\u0301", "« là »")
speeches = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
turns = st.tuples(st.sampled_from(("ENQ", "P01", "A01")), speeches)
interviews = st.lists(turns, min_size=1, max_size=8).map(tuple)


@st.composite
def corrections(draw: st.DrawFn) -> tuple[Document, Document]:
    """An interview, and itself after a few turns were changed, added, removed or moved."""
    before: Said = draw(interviews)
    after = list(before)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(after)))
        replaced = draw(st.lists(turns, max_size=2))
        after[at : at + draw(st.integers(0, 2))] = replaced
    return document(before), document(tuple(after))


def spans_of(read: Document) -> list[Span]:
    """Passages of all lengths."""
    size = len(read.text)
    starts = range(0, size, max(1, size // 25))
    return [Span(a, b) for a in starts for b in (a + 1, a + 4, a + 17, a + 60) if b <= size]


@given(corrections())
def test_what_is_certain_has_the_same_words_in_the_same_order(
    texts: tuple[Document, Document],
) -> None:
    old, new = texts
    carry = between(old, new)
    certain: list[tuple[Span, Span]] = []
    for span in spans_of(old):
        found = carry.carry(span)
        assert found.certain == (found.why == "")
        if found.certain:
            assert found.span is not None
            assert found.span.of(new.text) == span.of(old.text)
            certain.append((span, found.span))
    for one, now in certain:
        for other, then in certain:
            assert (one.start <= other.start) is (now.start <= then.start)
            assert one.overlaps(other) is now.overlaps(then)


@given(corrections())
def test_a_proposal_lies_in_the_text(texts: tuple[Document, Document]) -> None:
    old, new = texts
    carry = between(old, new)
    for span in spans_of(old):
        found = carry.carry(span).span
        if found is not None and span.of(old.text).strip():
            assert found.end <= len(new.text)
            assert found.of(new.text).strip()


@given(interviews)
def test_a_text_that_did_not_change_carries_everything_to_its_place(said: Said) -> None:
    read = document(said)
    carry = between(read, document(said))
    assert all(carry.carry(span) == Carried(span, certain=True) for span in spans_of(read))


@given(interviews, st.data())
def test_an_insertion_elsewhere_carries_everything_for_certain(
    said: Said, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(said) - 1))
    words = said[at][1].split(" ")
    cut = data.draw(st.integers(0, len(words)))
    now = (said[at][0], " ".join([*words[:cut], "(inaudible 12 s)", *words[cut:]]))
    old, new = document(said), document((*said[:at], now, *said[at + 1 :]))
    carry = between(old, new)
    speech = old.turns[at].speech
    assert speech is not None
    inserted = speech.start + len(" ".join(words[:cut]))
    for span in spans_of(old):
        inside = span.start <= inserted + 1 and inserted <= span.end
        if not inside and span.of(old.text).strip():
            found = carry.carry(span)
            assert found.certain
            assert found.span is not None
            assert found.span.of(new.text) == span.of(old.text)


@given(interviews, interviews)
def test_turns_put_before_and_after_carry_everything_for_certain(said: Said, more: Said) -> None:
    new_words = tuple((label, f"nouveau {words}") for label, words in more)
    old, new = document(said), document((*new_words, *said, *new_words))
    carry = between(old, new)
    for turn in old.turns:
        assert turn.speech is not None
        found = carry.carry(turn.speech)
        assert found.span is not None
        assert found.span.of(new.text) == turn.speech.of(old.text)


# Redactions: the edits are known

edits = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 9), st.sampled_from(("[nom]", "[…]", "x"))),
    max_size=6,
)


def disjoint(found: list[tuple[int, int, str]]) -> list[Edit]:
    """Edits of the text, none over another."""
    kept: list[Edit] = []
    for start, length, replacement in sorted(found):
        if not kept or start >= kept[-1].end:
            kept.append(Edit(start, start + length, replacement))
    return kept


TALK = "« J’ai vu M. Sorel à l’accueil 😀 », dit-il ; M. Sorel m’a reçue, un lundi matin."
spans = st.tuples(st.integers(0, 60), st.integers(1, 15)).map(lambda p: Span(p[0], p[0] + p[1]))


def test_a_redacted_name_is_covered_by_what_was_coded_around_and_inside_it() -> None:
    start = TALK.index("M. Sorel")
    text, redaction = redact(TALK, [Edit(start, start + 8, "[médecin]")])
    assert text.startswith("« J’ai vu [médecin] à l’accueil 😀 », dit-il ; M. Sorel")
    around, inside = Span(start - 3, start + 12), Span(start + 3, start + 8)
    assert redaction.carry(around).of(text) == "vu [médecin] à l"
    assert redaction.carry(inside).of(text) == "[médecin]"
    assert redaction.touches(inside)
    assert not redaction.touches(Span(start + 8, start + 12))


@given(edits.map(disjoint), spans)
def test_a_redaction_keeps_what_it_does_not_replace(made: list[Edit], span: Span) -> None:
    text, redaction = redact(TALK, made)
    now = redaction.carry(span)
    assert now.end <= len(text)
    if not redaction.touches(span):
        assert now.of(text) == span.of(TALK)
    for edit in made:
        if span.overlaps(Span(edit.start, edit.end)):
            assert edit.replacement in now.of(text)


@given(edits.map(disjoint), spans, spans)
def test_a_redaction_keeps_the_order_of_passages(made: list[Edit], one: Span, other: Span) -> None:
    redaction = Redaction(made)
    now, then = redaction.carry(one), redaction.carry(other)
    if one.start <= other.start:
        assert now.start <= then.start
    if one.end <= other.end:
        assert now.end <= then.end
    if one.overlaps(other):
        assert now.overlaps(then)


@given(edits.map(disjoint), spans, st.data())
def test_two_redactions_are_one(made: list[Edit], span: Span, data: st.DataObject) -> None:
    first = [edit for edit in made if data.draw(st.booleans())]
    between_them, one = redact(TALK, first)
    second = []
    for edit in made:
        if edit not in first:
            moved = one.carry(Span(edit.start, edit.end))
            second.append(Edit(moved.start, moved.end, edit.replacement))
    text, two = redact(between_them, second)
    at_once, both = redact(TALK, made)
    assert text == at_once
    assert two.carry(one.carry(span)) == both.carry(span)


@pytest.mark.parametrize(
    "wrong",
    [
        [Edit(2, 8, "[nom]"), Edit(7, 9, "[nom]")],
        [Edit(4, 4, "[nom]")],
        [Edit(4, 6, "")],
        [Edit(-1, 6, "[nom]")],
        [Edit(4, 600, "[nom]")],
    ],
)
def test_edits_that_make_no_sense_are_refused(wrong: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edit"):
        redact(TALK, wrong)


def test_turns_follow_a_redaction() -> None:
    read = document()
    start = read.text.index("l’ambulance")
    text, redaction = redact(read.text, [Edit(start, start + 11, "[transport]")])
    moved = [redaction.carry_turn(turn) for turn in read.turns]
    assert [turn.speech.of(text) for turn in moved if turn.speech] == [
        SAID[0][1].replace("l’ambulance", "[transport]"),
        *(words for _, words in SAID[1:]),
    ]
    assert [turn.label.of(text) for turn in moved if turn.label] == [
        f"{label}\u00a0:" for label, _ in SAID
    ]
