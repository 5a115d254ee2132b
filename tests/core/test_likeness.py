"""Passages compared: the same is 1, nothing in common 0, and adding changes nothing known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.asking.likeness import Likeness
from qualcode.core.asking.suggestion import Alike, alike, letter_by_letter, nearest, ranked

SAID = (
    "Deux heures de route aller, deux heures retour, c’était le plus dur.",
    "L’infirmière répondait toujours au téléphone, même le soir.",
    "La route, la route… on partait à cinq heures du matin.",
    "[PRENOM_03] 😀 Ma sœur venait, sans elle j’arrêtais.",
    "Œdème : les jambes gonflaient, l’œdème revenait.",
)
ALPHABET = "abcdeéèœ’ -[]«»😀\u00a0\u0301.\n"
TEXTS = st.lists(st.text(st.sampled_from(ALPHABET), max_size=40), max_size=8)


def test_what_sounds_alike_comes_first() -> None:
    scores = Likeness(SAID).scores("Une heure de route, à l’aller comme au retour.")
    assert [number for number, _ in nearest(scores)][:2] == [0, 2]


def test_forms_of_a_word_accents_and_case_have_most_in_common() -> None:
    known = Likeness(SAID)
    telephoned = known.scores("ELLE TELEPHONAIT")
    assert telephoned.argmax() == 1
    assert known.scores("œdèmes").argmax() == known.scores("oedeme").argmax() == 4


def test_a_passage_is_the_same_as_itself_and_a_pseudonym_says_nothing() -> None:
    known = Likeness(SAID)
    assert known.scores(SAID[0])[0] == pytest.approx(1)
    assert known.scores("[PRENOM_03]").tolist() == [0] * len(SAID)
    assert known.scores("").tolist() == [0] * len(SAID)
    assert Likeness([]).scores("la route").tolist() == []


@given(TEXTS, st.text(st.sampled_from(ALPHABET), max_size=40))
def test_likeness_lies_between_nothing_and_the_same(texts: list[str], asked: str) -> None:
    scores = Likeness(texts).scores(asked)
    assert len(scores) == len(texts)
    assert all(0 <= score <= 1 for score in scores)


@given(TEXTS, TEXTS)
def test_adding_changes_nothing_of_what_was_known(texts: list[str], more: list[str]) -> None:
    known, asked = Likeness(texts), "abc déc œd"
    before = known.scores(asked).tolist()
    known.add(more)
    after = known.scores(asked).tolist()
    assert len(after) == len(texts) + len(more)
    order = sorted(range(len(texts)), key=lambda i: (-round(before[i], 9), i))
    again = sorted(range(len(texts)), key=lambda i: (-round(after[i], 9), i))
    positive = [i for i in order if before[i] > 0]
    assert [i for i in again if i in positive] == positive


def test_an_added_passage_is_found_like_the_others() -> None:
    known = Likeness(SAID[:2])
    known.add(SAID[2:])
    assert [int(known.scores(words).argmax()) for words in SAID] == [0, 1, 2, 3, 4]


def test_codes_are_ranked_by_all_passages_that_have_them_and_shown_with_the_nearest() -> None:
    codes = {0: {"a"}, 1: {"b"}, 2: {"b"}, 3: {"c"}}
    found = ranked([(0, 0.4), (1, 0.3), (2, 0.2), (3, 0.01)], lambda n: codes[n])
    assert [(one.code, one.passage, one.passages) for one in found] == [("b", 1, 2), ("a", 0, 1)]
    assert found[0].score == 0.3


def test_only_so_many_passages_have_a_say_and_those_without_a_code_none() -> None:
    near = [(n, 0.5) for n in range(6)]
    found = ranked(near, lambda n: {f"c{n}"} if n else set(), neighbours=2, most=9)
    assert [one.code for one in found] == ["c1", "c2"]


IN_WORDS = [
    (1.0, Alike.SAME),
    (0.9, Alike.SAME),
    (0.5, Alike.VERY),
    (0.22, Alike.SOME),
    (0.2, Alike.LITTLE),
    (0.1, Alike.HARDLY),
]


@pytest.mark.parametrize(("score", "words"), IN_WORDS)
def test_a_likeness_has_words(score: float, words: Alike) -> None:
    assert alike(score) is words


def test_almost_the_same_letters_count_and_others_do_not() -> None:
    assert letter_by_letter("C’était la ROUTE, oui.", "C'était la route, oui") > 0.9
    assert letter_by_letter(SAID[0], SAID[2]) == 0
