"""What the public lists, the dictionaries and the spread of a name add to the rules."""

from __future__ import annotations

import pytest

from qualcode.core.privacy.screening import Entity, Finding, Kind, Tier, entities
from qualcode.core.spans import Span
from qualcode.deid.known import entity_key
from qualcode.deid.lists import is_word, listed
from qualcode.deid.screen import StructuredScreen
from tests.deid.marked import parted, told

SCREEN = StructuredScreen()
FOUND = [
    "Demain c'est ⟨Fatoumata⟩ qui passe.",
    "Elle a vu ⟨Ghislaine Perrault⟩ au bloc.",
    "⟨Thierry⟩ et ⟨N'Diaye⟩ étaient là.",
    "On a prévenu ⟨Kerdrelvoc⟩ hier.",
    "et puis y avait ⟨sandrine⟩ dans le couloir",
    "⟨rose⟩ elle m'a tenu la main",
    "⟨aimé⟩ mon voisin de lit il dormait",
    "mon mari c'est ⟨guy⟩ et il conduit",
    "Le bruit venait de chez ⟨Marchand⟩.",
    "⟨Will Hargreave⟩ came on Monday and sat with us.",
    "Elle s'appelait ⟨Rоse⟩, comme ma mère.",
]
HARMLESS = [
    "On a pris du Zelboraf, l'Oxycontin et le Skenan.",
    "La maladie de Charcot, le syndrome de Guillain-Barré, le score de Karnofsky.",
    "L'ARS, la HAS et le GLIOREC se sont réunis à Noël.",
    "Ben oui, la cimentoplastie, la radiothérapie et la neurostimulation.",
    "Le boulanger, la rose et la pierre du moulin.",
    "The palliative team prescribed gabapentin on Tuesday.",
    "Je lui ai donné un nom, elle s'appelle Géraldine. Géraldine fait du bruit.",
]


@pytest.mark.parametrize("marked", FOUND)
def test_a_name_is_found_without_any_list_of_the_study(marked: str) -> None:
    text, spans = parted(marked)
    findings = [finding for finding in SCREEN.findings(text) if finding.direct]
    assert all(any(span in f.span for f in findings) for span in spans), told(text, findings)


@pytest.mark.parametrize("text", HARMLESS)
def test_terms_of_care_and_of_talk_are_nobody(text: str) -> None:
    found = [finding for finding in SCREEN.findings(text) if finding.direct]
    assert [f for f in found if f.tier is Tier.AUTO] == [], told(text, found)


def test_a_name_that_is_sure_once_is_found_everywhere_in_the_text() -> None:
    text = "Le docteur Marchand est venu.\nmarchand il parlait fort\nAvec Marchand ça allait."
    found = [finding.span.of(text) for finding in SCREEN.findings(text) if finding.direct]
    assert [word.lower() for word in found] == ["marchand"] * 3


def test_a_name_that_is_sure_in_one_text_is_found_in_another() -> None:
    sure, other = "Mme Violettin est venue.", "c'est violettin qui chantait"
    words = SCREEN.accepted(sure, SCREEN.findings(sure))
    (again,) = SCREEN.spread(other, (), words)
    assert words == {"violettin"}
    assert (again.span.of(other), again.tier) == ("violettin", Tier.AUTO)


def test_a_place_whose_words_are_names_is_a_place() -> None:
    text = "Nous à l'hôpital Saint-Vincent de Lyon, on pose."
    assert {finding.kind for finding in SCREEN.findings(text)} <= {Kind.FACILITY, Kind.PLACE}


def test_a_doubt_about_a_word_blocks_like_what_is_sure() -> None:
    text = "On a vu bolinharde l'an passé."
    (doubt,) = SCREEN.findings(text)
    assert (doubt.tier, doubt.blocks, doubt.direct) == (Tier.SUSPECT, True, True)
    assert all(finding.blocks for finding in SCREEN.findings("IPP 80012345, Mme Tchobanyel"))
    assert doubt.why


def test_mentions_of_one_person_are_one_entity_and_show_nothing() -> None:
    one, two = "Mme Lefèvre est là.", "Lefebvre, oui. Le 01 99 00 12 34."
    found = entities(
        [("A", one, SCREEN.findings(one)), ("B", two, SCREEN.findings(two))], entity_key
    )
    (person,) = [entity for entity in found if entity.kind is Kind.NAME]
    assert {mention.source for mention in person.mentions} == {"A", "B"}
    assert isinstance(person, Entity)
    assert "lef" not in repr(found).lower().replace("le…", "")


def test_entities_come_sure_ones_first_then_by_how_often() -> None:
    text = "aa bb cc"
    spans = [Span(0, 2), Span(3, 5), Span(6, 8)]
    tiers = [Tier.SUSPECT, Tier.AUTO, Tier.AUTO]
    made = [Finding(Kind.NAME, t, s, "r") for t, s in zip(tiers, spans, strict=True)]
    again = [("one", text, made), ("two", "cc", [Finding(Kind.NAME, Tier.AUTO, Span(0, 2), "r")])]
    keys = [entity.key for entity in entities(again, str.upper)]
    assert keys == ["CC", "BB", "AA"]


@pytest.mark.parametrize("name", ["first_names", "surnames", "communes", "drugs"])
def test_a_list_is_in_small_letters_without_accents(name: str) -> None:
    words = listed(name)
    assert len(words) > 4000
    assert all(word == word.lower() and word.isascii() for word in words)


def test_the_dictionaries_know_words_and_few_others() -> None:
    assert all(is_word(word, "french") for word in ("pompe", "voulait", "remplissages"))
    assert is_word("which", "english")
    strange = [f"zq{n}xkw" for n in range(2000)]
    assert sum(is_word(word, "french") for word in strange) < 30
