"""Numbers that the talk around them breaks off. Everything here is invented."""

from __future__ import annotations

import pytest

from qualcode.core.privacy.screening import Kind
from tests.deid.marked import by_rules, covered, parted, told

SCREEN = by_rules()


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ("⟨zéro deux… où est-ce que j'ai ça… soixante et un, quatre-vingt-onze, zéro sept, dix⟩",
         Kind.PHONE),
        ("le portable ⟨06 39 98⟩, ah non, ⟨06 39 98 70 11⟩", Kind.PHONE),
        ("P : ⟨zéro trois cinquante-trois\nE : oui oui\nP : zéro un douze treize⟩", Kind.PHONE),
        ("ma sécu ⟨deux soixante et un… attendez… zéro sept… trente-huit… cent douze… cent six⟩",
         Kind.NIR),
        ("son RPPS, ⟨dix cent, euh, je vérifie, quatre cent dix, sept cent trois⟩", Kind.PROID),
        ("⟨deux soixante… je vois rien… deux soixante, zéro un, quarante, zéro treize, cent douze⟩",
         Kind.NIR),
        ("RPPS, alors, il est sur la plaque dehors… ⟨10 104 512 873⟩", Kind.PROID),
        ("⟨un cinquante-quatre zéro sept deux A trois cent quatre cent dix⟩", Kind.NIR),
        ("pompe CADD n° ⟨2214-B07-31⟩ rendue", Kind.DEVICE),
        ("PCA n° ⟨KTR-0091-3346⟩, à rendre", Kind.DEVICE),
        ("sa plaque ⟨gk trois cent douze tr⟩ devant l'entrée", Kind.PLATE),
        ("l'étiquette dit ⟨rx 41 zéro huit deux⟩", Kind.IPP),
        ("⟨marcel point vidou, tout attaché, arobase orange point fr⟩", Kind.EMAIL),
        ("⟨dr point n'diaye arobase maison tiret verte point fr⟩", Kind.EMAIL),
        ("⟨anne.vidou (arobase) exemple.fr⟩", Kind.EMAIL),
        ("le dossier c'est le ⟨trente et un mille deux cent quatre⟩", Kind.IPP),
        ("badge ⟨003311⟩, matricule ⟨B-3311⟩", Kind.IPP),
        ("it's ⟨oh seven seven hundred, hang on, nine hundred, four five six⟩", Kind.PHONE),
        ("la plaque c'est ⟨M comme Marcel, N comme Nicole, cent douze, T, V⟩", Kind.PLATE),
        ("plaque ⟨sept cent douze B R K trente-huit⟩", Kind.PLATE),
        ("le lot du cathéter c'est ⟨cé dix-sept quarante quatre-vingt-deux⟩", Kind.DEVICE),
        ("sur la pompe c'est écrit ⟨NGX 417 802 K⟩", Kind.DEVICE),
        ("lot numéro ⟨un deux zéro quatre neuf K⟩", Kind.DEVICE),
        ("le digicode c'est ⟨31A42⟩", Kind.IPP),
        ("elle est du ⟨onze huit cinquante-trois⟩", Kind.DOB),
        ("mon blog c'est ⟨jardiner avec une pompe point fr⟩", Kind.URL),
        ("la page facebook c'est ⟨les bricoleurs du dos⟩, je crois", Kind.URL),
    ],
)  # fmt: skip
def test_a_number_is_found_whole_over_what_breaks_it_off(marked: str, kind: Kind) -> None:
    text, spans = parted(marked)
    findings = SCREEN.findings(text)
    assert all(covered(findings, span, kind) for span in spans), told(text, findings)


@pytest.mark.parametrize(
    "text",
    [
        "Interviewer  03:10\nEt alors ?\nP04  03:14\nBen, de zéro à dix, je disais quatre.",
        "P09\tOui.\nE09\t[rires] Trois, quatre jours, après ça allait.",
        "de zéro à dix, attendez, je dirais six, enfin sept",
        "deux milligrammes, pardon, quatre, puis six, et après dix par jour",
        "T 12, L 1, L 2, alors là, L 3",
        "GT 2024-04.docx",
        "le CR 2023 11, page trois",
    ],
)
def test_scales_doses_and_times_are_no_numbers_of_anybody(text: str) -> None:
    direct = [finding for finding in SCREEN.findings(text) if finding.direct]
    assert told(text, direct) == []
