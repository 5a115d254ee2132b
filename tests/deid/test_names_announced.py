"""Names that the words around them give away. Everybody here is invented."""

from __future__ import annotations

import pytest

from qualcode.core.privacy.screening import Kind, Tier
from tests.deid.marked import by_rules, covered, parted, told

SCREEN = by_rules()

SURE = [
    "mon mari, ⟨Théophane⟩, il",
    "Mme ⟨B⟩. a dit oui",
    "le docteur ⟨Aubertin⟩ m'a dit",
    "Dr. ⟨Aubertin⟩, Pr ⟨Vaucanson-Morel⟩, Dr.⟨Lemoal⟩",
    "Mme ⟨Garancher⟩ et M. ⟨Le Bihannic⟩",
    "M. ⟨D'Ambrelle⟩, madame ⟨de Villardin⟩, M. ⟨de La Tourette d'Ambre⟩",
    "service du Pr. ⟨J.-M. Aubertin⟩",
    "MM. ⟨Lebihan⟩ et ⟨Garancher⟩, les docteurs ⟨Aubertin⟩ et ⟨Lemoal⟩",
    "monsieur et madame ⟨Garancher⟩",
    "Mme ⟨Garancher O⟩., relue",
    "le professeur ⟨AUBERTIN⟩",
    "Mme ⟨Pierre⟩, le docteur ⟨Blanc⟩",
    "je m'appelle ⟨Odalie Garancher⟩, bonjour",
    "moi, c'est ⟨Odalie⟩",
    "née ⟨Garancher⟩",
    "mon frère ⟨Jean-Noël⟩ aurait pu",
    "l'infirmière ⟨Odalie⟩, le kiné ⟨Théophane⟩, à sœur ⟨Marie-Odile⟩",
    "le père ⟨Anselme⟩ venait",
    "la famille ⟨Garancher⟩",
    "Nom : ⟨GARANCHER⟩  Prénom : ⟨Odalie⟩",
    "ça s'écrit ⟨g a r a n⟩ et la suite",
    "Mrs ⟨Holloway⟩, Dr ⟨O'Mally⟩, nurse ⟨Odalie⟩",
    "my name is ⟨Gary Holloway⟩",
    "Mme\u00a0⟨Œillet⟩",
    "docteur ⟨Gara\u0301ncher⟩",
]
SUSPECTED = [
    "Bonjour ⟨Odalie⟩, comment ça va ?",
    "oui et madame ⟨garancher⟩ hein",
    "le docteur ⟨aubrevigneux⟩ bref",
    "madame ⟨delorvane⟩ voilà",
    "my name is ⟨garvock⟩ and",
    "le docteur de ⟨Villardin⟩ vient",
    "⟨G-A-R-A-N⟩",
]


@pytest.mark.parametrize("marked", SURE)
def test_an_announced_name_with_a_capital_is_sure(marked: str) -> None:
    text, spans = parted(marked)
    findings = SCREEN.findings(text)
    sure = [finding for finding in findings if finding.tier is Tier.AUTO]
    assert all(covered(sure, span, Kind.NAME) for span in spans), told(text, findings)


@pytest.mark.parametrize("marked", SUSPECTED)
def test_a_likely_name_is_left_to_a_person(marked: str) -> None:
    text, spans = parted(marked)
    findings = SCREEN.findings(text)
    suspected = [finding for finding in findings if finding.tier is Tier.SUSPECT]
    assert all(covered(suspected, span, Kind.NAME) for span in spans), told(text, findings)


@pytest.mark.parametrize(
    "marked", ["on l'appelle ⟨Dédé⟩", "surnommé ⟨Titi⟩", "ils m'appelaient ⟨Pirouette⟩"]
)
def test_a_nickname_is_told_apart(marked: str) -> None:
    text, (span,) = parted(marked)
    assert covered(SCREEN.findings(text), span, Kind.NICKNAME)


NOBODY = [
    "le docteur il m'a dit, oui docteur, Bonjour Docteur",
    "Bonjour Madame. Vous allez bien ? Madame, Monsieur,",
    "le docteur Il me regarde, la secrétaire Oui bonjour",
    "le monsieur très gentil, madame vous savez",
    "le père Noël, docteur Google, Mme X et M. Y",
    "la maladie de Charcot, le syndrome de Guillain-Barré",
    "le professeur des écoles, M. le directeur, le monsieur du VSL",
    "je m'appelle comme ma mère, on s'appelle demain, ça s'appelle une pompe",
    "moi c'est pareil, moi c'est surtout la nuit",
    "mon médecin ORL, mon interne DIM, le médecin de garde",
    "ma femme elle vient, ma femme. Elle vient. Mon mari, Dieu merci",
    "chère collègue, cher Monsieur, merci beaucoup, bonjour à tous",
    "Les copains lui ont donné un nom. Elle s'appelle Pirouette.",
    "a b c d, le plan B, la vitamine C",
    "I miss England, the doctor I saw, he was called back, as I was told",
    "à 5 mm. Rien de plus",
]


@pytest.mark.parametrize("text", NOBODY)
def test_titles_and_kin_without_a_name_are_nobody(text: str) -> None:
    assert told(text, SCREEN.findings(text)) == []
