"""Speaker labels: roles and codes pass, names do not."""

from __future__ import annotations

import pytest

from qualcode.core.privacy.screening import Finding, Kind
from qualcode.core.spans import Span
from qualcode.deid.names_list import NamesList
from qualcode.deid.screen import StructuredScreen
from tests.deid.marked import by_rules, told

SAFE = [
    "Enquêteur", "ENQUÊTRICE", "enquêteur·rice", "Enquêteur/trice", "Enquêteur(trice)",
    "Intervieweur", "Intervieweuse", "Chercheur", "Modératrice", "Animateur", "Observateur",
    "Participant", "Participant(e)", "Participant 3", "Participante 8", "Participant n° 3",
    "Participant 1 (F, 62)", "Patient", "Conjointe de P04", "Parent de P09", "Fille de P03",
    "Aidant de P12", "Interviewer", "Interviewer (I)", "Moderator", "Speaker 2", "SPEAKER_00",
    "spk1", "R3 (Réseau 3)", "R1 (ITARA)", "P01", "P03b", "R7", "S01", "T001", "Q", "Q12", "I",
    "E1", "ENQ1", "ENQ", "INT", "Médecin 2", "IDE 2", "Infirmière", "Femme 1", "Homme", "Tous",
    "[Chercheur]", "**P02**", "12 - P", "EN01", "[PATIENT_03]", "MEDECIN_2", "Mme P03", "Le mari",
    "Locuteur 1", "1", "", "P01 00:12:03",
]  # fmt: skip
NAMES = [
    "Odalie", "ODALIE", "odalie", "Mme Garancher", "Dr Aubertin", "Odalie G.", "JD", "Léa2",
    "P3 (Odalie)", "Odalie (P03)", "Infirmière Odalie", "Participant Théophane",
    "Patient garancher",    "Odalie Garancher 00:12", "Enquêteur (Théophane)", "Le\u0301a",
]  # fmt: skip


def _screened(label: str, screen: StructuredScreen) -> tuple[str, list[Finding]]:
    before = "Début.\n"
    text = f"{before}{label} : oui, d'accord.\n"
    span = Span(len(before), len(before) + len(label) + 2)
    return text, screen.findings(text, [(label, span)])


@pytest.mark.parametrize("label", SAFE)
def test_a_role_or_a_code_is_no_name(label: str) -> None:
    text, findings = _screened(label, by_rules())
    assert told(text, findings) == []


@pytest.mark.parametrize("label", NAMES)
def test_any_other_label_is_a_name(label: str) -> None:
    text, findings = _screened(label, by_rules())
    assert (Kind.NAME.value, label) in told(text, findings)


def test_a_town_beside_a_code_is_a_place() -> None:
    text, findings = _screened("R2 (Angers)", by_rules())
    assert [finding.kind for finding in findings] == [Kind.PLACE], told(text, findings)


def test_the_codes_and_terms_of_a_study_pass() -> None:
    screen = by_rules(NamesList(allowed=("Veyle-Nord",)), codes=["Brionval", "LYS07"])
    for label in ("Brionval", "LYS07", "R4 (Veyle-Nord)"):
        assert _screened(label, screen)[1] == []


def test_each_place_of_a_label_is_found() -> None:
    text = "Odalie  00:01\noui\nOdalie  00:07\nnon\n"
    spans = [Span(0, 13), Span(18, 31)]
    findings = by_rules().findings(text, [("Odalie", span) for span in spans])
    assert [finding.span for finding in findings] == [Span(0, 6), Span(18, 24)]


def test_a_label_whose_white_space_was_folded_is_found_where_it_stands() -> None:
    text = "Odalie\u00a0 Garancher : oui"
    (finding,) = by_rules().findings(text, [("Odalie Garancher", Span(0, 19))])
    assert finding.span == Span(0, 19)
