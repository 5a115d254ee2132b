"""Terms that hold a name and mean nobody, and people who are called the same."""

from __future__ import annotations

import pytest

from qualcode.core.privacy.screening import Finding, Kind
from qualcode.deid.famous import KNOWN_TO_ALL
from qualcode.deid.screen import StructuredScreen
from qualcode.deid.sorts import sort_of

SCREEN = StructuredScreen()


def found(text: str) -> list[tuple[Kind, str]]:
    return [(finding.kind, finding.span.of(text)) for finding in SCREEN.findings(text)]


@pytest.mark.parametrize(
    "text",
    [
        "On est passés de l'Opdivo au Keytruda, et le Stupp c'était fini.",
        "C'était du temps de De Gaulle, ou de Mitterrand, je sais plus.",
        "Comme disait Cicely Saunders, et puis Winnicott, et Strauss et Corbin.",
        "Il se prend pour Harry Potter, moi pour Madame Bovary.",
        "Le polygone de Willis, un Glasgow à 15, le cul-de-sac de Douglas.",
        "Elle ramène toujours de la moutarde de Dijon et du savon de Marseille.",
        "une reine-marguerite, une saint-jacques, des poires Belle-Hélène",
        "La loi Claeys-Leonetti, le rapport Sicard, le Ségur de la santé.",
        "la coelio, la scinti, la gynéco et l'onco du mardi",
        "Le bloc de Bier, un Tietze, la névralgie d'Arnold et le ratio de Mercadante.",
        "Melzack et Wall, et Freidson pour l'ordre négocié, c'est au programme.",
        "Du temps de Schwartzenberg, ou du film Amour, enfin Philadelphia, le film.",
        "On la prie, la sainte Rita.",
        "elle est tunnelisée, la voie, et le drépano a dormi",
        "J'ai commandé sur Leboncoin, et chez Leroy Merlin aussi.",
    ],
)
def test_general_terms_identify_nobody(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("J'habite 12 rue Victor-Hugo.", Kind.ADDRESS, "12 rue Victor-Hugo"),
        ("à la clinique Louis-Pasteur on attend", Kind.FACILITY, "clinique Louis-Pasteur"),
        ("Le docteur Lacan passe le lundi.", Kind.NAME, "Lacan"),
        ("On habite à Cambrai depuis.", Kind.PLACE, "Cambrai"),
        ("Le Guennec, il est bien lui.", Kind.NAME, "Guennec"),
        ("la pharmacie Lestrange est fermée", Kind.FACILITY, "pharmacie Lestrange"),
        ("On l'appelait Mémé Lulu.", Kind.NAME, "Mémé Lulu"),
        ("Sœur Anne-Odile venait le jeudi", Kind.NAME, "Sœur Anne-Odile"),
        ("Marie-So et moi on alternait", Kind.NAME, "Marie-So"),
        ("chez les bouzidane on crie pas", Kind.NAME, "bouzidane"),
        ("c'est le docteur boucher pour le dos", Kind.NAME, "boucher"),
        ("C'est une Vasseur de Corte.", Kind.NAME, "Vasseur"),
        ("la maison de retraite des Trois-Fontaines", Kind.FACILITY, "Trois-Fontaines"),
        ("she lay in the royal aldermere for weeks and he sat", Kind.FACILITY, "royal"),
        ("J'ai nonante-trois, moi, mademoiselle.", Kind.AGE90, "nonante-trois"),
        ("My mum turned ninety-one on the 2nd.", Kind.AGE90, "ninety-one"),
        ("patch 07/04 ; sortie demain", Kind.DATE, "07/04"),
        ("Biquette pour les intimes, hein", Kind.NICKNAME, "Biquette"),
        ("au village on dit la Comtesse, à cause du manteau", Kind.NICKNAME, "Comtesse"),
        ("et madame d'ambrelle elle répond pas", Kind.NAME, "d'ambrelle"),
        ("le docteur meunier m'a reçue puis le docteur petit m'a dit", Kind.NAME, "petit"),
    ],
)
def test_what_is_called_alike_is_still_found(text: str, kind: Kind, words: str) -> None:
    findings = SCREEN.findings(text)
    assert any(_is(finding, text, kind, words) for finding in findings), found(text)


def _is(finding: Finding, text: str, kind: Kind, words: str) -> bool:
    return finding.kind is kind and words in finding.span.of(text)


def test_no_word_known_to_all_is_a_name_that_people_bear() -> None:
    borne = [word for word in KNOWN_TO_ALL if sort_of(word).first or sort_of(word).last]
    assert borne == []


@pytest.mark.parametrize("name", ["Mylan", "Karcher", "Scholl", "Abbott"])
def test_a_brand_that_people_bear_as_a_name_is_looked_at(name: str) -> None:
    findings = SCREEN.findings(f"J'ai vu {name} hier à la pharmacie.")
    assert any(finding.direct for finding in findings)
