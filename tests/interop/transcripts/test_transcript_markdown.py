"""Markdown is read as words and lines; its marks of typography are gone before the text freezes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.interop.transcripts import document_of
from qualcode.interop.transcripts.markdown import plain

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**P02** : Oui.", "P02 : Oui."),
        (f"**P02**{NBSP}: *Oui*, __non__, _si_.", f"P02{NBSP}: Oui, non, si."),
        ("**Tim Smith:** \\[01:46\\] Hi.", "Tim Smith: [01:46] Hi."),
        ("**Interviewer (I):** Hi.", "Interviewer (I): Hi."),
        ("**R1 :**Oui.", "R1 :Oui."),
        ("** P01 ** : oui", " P01  : oui"),
        ("***très*** fort", "très fort"),
        ("**deux\nlignes** de gras", "deux\nlignes de gras"),
        ("~~non~~ oui", "non oui"),
        ("[PRENOM_11] et [CENTRE_1_A]", "[PRENOM_11] et [CENTRE_1_A]"),
        ("2 * 3 * 4 et 5*", "2 * 3 * 4 et 5*"),
        ("* une puce\n- une autre", "* une puce\n- une autre"),
        ("1\\. Oui \\*non\\* \\_si\\_ \\\\", "1. Oui *non* _si_ \\"),
        ("# Titre #\n\n## Sous-titre", "Titre\n\nSous-titre"),
        ("#pas un titre", "#pas un titre"),
        ("Titre\n=====\ntexte", "Titre\ntexte"),
        ("a\n\n---\n\n* * *\n\n___\n\nb", "a\n\nb"),
        ("> a\n> > b", "a\nb"),
        ("**Ali** 0:00  \nBonjour\\\nmonsieur", "Ali 0:00\nBonjour\nmonsieur"),
        ("a\n\n\n\n\nb\n\n", "a\n\nb"),
        ("[un lien](https://example.org/a_b) et [rires](bas)", "un lien et [rires](bas)"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("a<br>b <u>c</u> <rires> <!-- d\ne --> f", "a\nb c <rires>  f"),
        ("a &amp; b&nbsp;! &eacute; &inconnu;", f"a & b{NBSP}! é &inconnu;"),
        ("```\na\n```", "a"),
        (
            "| Locuteur | Texte |\n|---|:--:|\n| P01 | oui \\| non |",
            "Locuteur\tTexte\nP01\toui | non",
        ),
        ("| pas un tableau", "| pas un tableau"),
        ("", ""),
    ],
)
def test_marks_go_and_words_stay(source: str, text: str) -> None:
    assert plain(source).text == text


def test_headings_are_known_by_their_lines() -> None:
    assert plain("# A\n\ntexte\n\n## B\ntexte\nC\n===").headings == {0, 4, 6}


def test_a_transcript_in_markdown_is_read_as_its_plain_text() -> None:
    source = (
        "# Entretien inventé\n\n**Étude** : AnTARES\n**Date** : [juin]\n**Code enquêteur** : C2\n\n"
        "---\n\n**Enquêteur** : Alors ?\n\n**P02** : Oui [geste].\n\n## La pompe\n\n"
        "**Enquêteur** : Et ?\n\n**P02** : Non.\n\n---\n\n*Fin de l'extrait transcrit.*\n"
    )
    document = document_of(source.encode(), "P02.md")
    assert [
        (t.speaker, t.speech.of(document.text) if t.speech else "") for t in document.turns
    ] == [
        ("Enquêteur", "Alors ?"),
        ("P02", "Oui [geste]."),
        ("Enquêteur", "Et ?"),
        ("P02", "Non."),
    ]
    assert document.text.endswith("\n\nFin de l'extrait transcrit.")
    assert document.doubts == ()


@given(st.text(st.sampled_from("ab é*_~\\[]#>|&;:.!-\n1"), max_size=80))
def test_words_are_never_lost_nor_made(source: str) -> None:
    def words(text: str) -> str:
        return "".join(re.findall(r"[^\W_]", text))

    assert words(plain(source).text) == words(source)


@given(st.text(st.sampled_from("ab é*_~\\[]()#>`|<&:.!-+1"), max_size=60))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    text = " ".join(text.split())
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
    assert plain(escaped).text == text
