"""What a person types to find words."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualcode.core.asking.expression import checked_expression
from qualcode.core.asking.text_query import Filters, TextQuery, parse_text_query, words_in
from qualcode.core.errors import UsageProblem
from qualcode.core.spans import Span
from qualcode.core.text import fold
from qualcode.i18n import in_language

NBSP = "\u00a0"
SAID = (
    "L’œdème revient ; le CATHÉTER aussi. Oedeme, dit-il : « cathéter ». Prendre rendez-vous"
    f"{NBSP}! L’infirmière portait 37,5 m² de plaies, 😀 la peur, la peur. Ex æquo, Straße."
)


def found(typed: str, text: str = SAID) -> list[str]:
    return [place.of(text) for place in parse_text_query(typed).places(text)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("œdème", ["œdème", "Oedeme"]),
        ("OEDEME", ["œdème", "Oedeme"]),
        ("cathe\u0301ter", ["CATHÉTER", "cathéter"]),
        ("le catheter", ["le CATHÉTER"]),
        ("aussi oedeme", ["aussi. Oedeme"]),
        ("l'infirmiere", ["L’infirmière"]),
        ("l infirmière", ["L’infirmière"]),
        ("« la peur »", ["la peur", "la peur"]),
        ("rendez vous", ["rendez-vous"]),
        ("infirm*", ["infirmière"]),
        ("o*", ["œdème", "Oedeme"]),
        ("st*", ["Straße"]),
        ("strasse", ["Straße"]),
        ("str* ", ["Straße"]),
        ("aequo|plaies", ["plaies", "æquo"]),
        ("peur | la peur", ["la peur", "la peur"]),
        ("peur |", ["peur", "peur"]),
        ("prendre rend*", ["Prendre rendez"]),
        ("37,5", ["37,5"]),
        ("m2", ["m²"]),
        ("athéter", []),
        ("peu", []),
        ("dit_il", ["dit-il"]),
        ("/[cC]ath[ée]ter/", ["cathéter"]),
        ("/(?i)cathéter/", ["CATHÉTER", "cathéter"]),
        ("/la peur|le/", ["le", "la peur", "la peur"]),
        ("/q*/", ["q"]),
        ("/", None),
        ("", None),
        ("« »", None),
        ("|", None),
        ("*", None),
        ("l’*", None),
        ("cath*ter", None),
        ("lemma:port*", None),
        ("/[/", None),
    ],
)
def test_what_is_typed_finds_these_words_or_nothing_to_search_for(
    typed: str, words: list[str] | None
) -> None:
    if words is None:
        with pytest.raises(UsageProblem):
            parse_text_query(typed)
    else:
        assert found(typed) == words


def test_a_mistake_is_told_with_the_word_that_is_wrong() -> None:
    with in_language("en"):
        with pytest.raises(UsageProblem, match="“cath\\*ter”: a star stands only at the end"):
            parse_text_query("le cath*ter")
        with pytest.raises(UsageProblem, match="no word to search for in “« »”"):
            parse_text_query("« »")


def test_a_lemma_stands_for_its_forms_and_other_words_for_themselves() -> None:
    asked = parse_text_query("lemme : porter plainte")
    assert asked.needs_forms
    known = asked.with_forms(lambda word: {"porter": ("portait", "porte")}[word])
    assert not known.needs_forms
    text = "Elle portait plainte, on porte plainte, mais le port plainte."
    assert [p.of(text) for p in known.places(text)] == ["portait plainte", "porte plainte"]


def test_every_word_is_a_lemma_where_that_is_asked_for() -> None:
    asked = parse_text_query("l’infirmière | rendez-vous", lemma=True)
    assert [[term.forms for term in phrase] for phrase in asked.phrases] == [
        [("l",), ("infirmière",)],
        [("rendez-vous",)],
    ]
    assert all(term.lemma for phrase in asked.phrases for term in phrase)


def test_a_form_of_several_words_counts_as_one() -> None:
    asked = parse_text_query("lemma:rdv raté").with_forms(lambda _: ["rendez-vous"])
    text = "un rendez-vous raté, un rdv raté"
    assert [p.of(text) for p in asked.places(text)] == ["rendez-vous raté", "rdv raté"]


def test_a_phrase_taken_as_it_is_has_no_signs() -> None:
    assert TextQuery.of_words("a | b*").phrases == (parse_text_query("a b").phrases[0],)
    assert TextQuery.of_words("« »").places(SAID) == []


def test_filters_that_say_nothing_are_alike() -> None:
    assert Filters() == Filters(coded_only=False, sources=(), speakers=(), attributes=())


LETTERS = "aAàoOœŒæeéÉsßcç27²½…’' -_.\n😀" + NBSP + "\u0302ﬁ"
TALK = st.text(st.sampled_from(LETTERS), max_size=30).map(
    lambda text: unicodedata.normalize("NFC", text)
)


def by_words(text: str, phrase: str) -> list[Span]:
    """Where the words of `phrase` stand next to each other, found the slow way."""
    folded = [fold(character) for character in text]
    origin = [i for i, piece in enumerate(folded) for _ in piece]
    words = [m.span() for m in re.finditer(r"[^\W_]+", "".join(folded))]
    said = ["".join(folded)[start:end] for start, end in words]
    wanted = [word for form in words_in(phrase) for word in words_in(fold(form))]
    places, at = [], 0
    while wanted and at + len(wanted) <= len(said):
        if said[at : at + len(wanted)] == wanted:
            last = words[at + len(wanted) - 1][1] - 1
            places.append(Span(origin[words[at][0]], origin[last] + 1))
            at += len(wanted)
        else:
            at += 1
    return places


@given(TALK, st.text(st.sampled_from("aoœæéesß2ç '"), min_size=1, max_size=4))
@example("œ", "oe")
@example("xa oe", "a oe")
@example("oœ", "o")
@example("la la", "la la")
@example("xla la la", "la la")
def test_a_phrase_is_found_exactly_where_its_words_stand(text: str, phrase: str) -> None:
    assert TextQuery.of_words(phrase).places(text) == by_words(text, phrase)


@given(TALK.filter(lambda text: "½" not in text), st.sampled_from(["a", "o", "s", "oe", "a e"]))
def test_a_prefix_finds_the_words_that_begin_so(text: str, begun: str) -> None:
    plain = re.sub(r"[\W_]+", " ", fold(text))
    wanted = re.findall(rf"(?<!\w){begun}[^\W_]*", plain)
    places = parse_text_query(f"{begun}*").places(text)
    assert [re.sub(r"[\W_]+", " ", fold(p.of(text))).strip() for p in places] == wanted


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$", "(a|a)*$", "(.*)*", r"(\w+\s?)*x", ".*.*x", "(ou|oui)+", "a*a*a*b", "(a?)*",
        "(a?b)*", "((a+))*", "(.+\\b)+", "a{2,}a{2,}", "(?=(a+)+)b", "(a{1,30}){1,30}",
        "(?P<x>é+)(?P=x)+", ".*a.*b.*c.*d", "(a|b|ab)*c", "(x+x+)+y", r"\w+(?:\w+)?", ".*(a|b)*x",
        "(?i:(a|A)*)b", "[", "(", "a**", "(?x)a b", "(?P<x>a)(?P<x>b)", "a{99999999999}",
    ],
)  # fmt: skip
def test_an_expression_that_could_take_for_ever_or_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(UsageProblem), in_language("en"):
        checked_expression(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        (r"pas (?:\w+ ){0,3}peur", "je n’ai pas du tout peur", "pas du tout peur"),
        (r"(oui|non)+", "ouinon", "ouinon"),
        (r"(\w+\s+)+fin", "c’est la fin", "est la fin"),
        (r"peur.*douleur.*nuit", "peur, douleur, la nuit", "peur, douleur, la nuit"),
        (r"\w+(?:-\w+)?", "rendez-vous", "rendez-vous"),
        (r"(?:\s\w{3})+", "a mal dos", " mal dos"),
        (r"\d{1,3}(?: \d{3})*", "12 345 678", "12 345 678"),
        (r"\bport\w*", "il portait", "portait"),
        (r"(?<!\w)mal(?!\w)", "mal.", "mal"),
        (r"(?#une note)l[ae]s?\N{SPACE}", "les ", "les "),
        (r"[]a-c]+\x41?", "]ab", "]ab"),
        (r"(?<=«\s)oui", "«\u00a0oui", "oui"),
    ],
)
def test_an_expression_that_ends_is_run_as_it_is(pattern: str, text: str, words: str) -> None:
    match = checked_expression(pattern).search(text)
    assert match is not None
    assert match.group() == words


@given(
    st.lists(
        st.sampled_from(["a", "b", r"\w", ".", "[ab]", "(", ")", "|", "*", "+", "?", "{2,}", " "]),
        max_size=9,
    ).map("".join)
)
def test_what_is_run_comes_to_an_end_where_others_would_not(pattern: str) -> None:
    try:
        compiled = checked_expression(pattern)
    except UsageProblem:
        return
    trap = "a" * 60 + "!"
    assert compiled.fullmatch(trap) is None or "." in pattern
