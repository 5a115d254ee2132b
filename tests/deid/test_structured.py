"""Identifiers that have a form: numbers, addresses, dates, ages. Everything here is invented."""

from __future__ import annotations

import pytest

from qualcode.core.privacy.screening import Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.registers import iban_is_right, luhn_is_right, nir_key
from qualcode.deid.screen import file_name_as_text
from tests.deid.marked import by_rules, covered, parted, told

SCREEN = by_rules()

FOUND = [
    (Kind.PHONE, "Mon portable, c'est le ⟨06 39 98 12 34⟩, appelez le soir."),
    (Kind.PHONE, "Tél. : ⟨01.99.00.12.34⟩"),
    (Kind.PHONE, "(⟨01-99-00-12-34⟩)"),
    (Kind.PHONE, "⟨0199001234⟩"),
    (Kind.PHONE, "le ⟨01\u00a099\u202f00 12 34⟩ sonne toujours"),
    (Kind.PHONE, "au ⟨01 99 00 12 34⟩ ou au ⟨06 39 98 56 78⟩"),
    (Kind.PHONE, "⟨+33 (0)1 99 00 12 34⟩"),
    (Kind.PHONE, "⟨+33199001234⟩ depuis l'étranger"),
    (Kind.PHONE, "⟨0033 1 99 00 12 34⟩"),
    (Kind.PHONE, "⟨06/39/98/12/34⟩"),
    (Kind.PHONE, "⟨0800 990 012⟩, c'est gratuit"),
    (Kind.PHONE, "⟨01 99 00\n12 34⟩ au début de la ligne"),
    (Kind.PHONE, "c'est le ⟨zéro un, quatre-vingt-dix-neuf, zéro zéro, douze, trente-quatre⟩"),
    (Kind.PHONE, "fais le ⟨zéro six trente-neuf euh quatre-vingt-dix-huit douze trente-quatre⟩ et"),
    (Kind.PHONE, "⟨06 trente-neuf 98 douze 34⟩"),
    (Kind.PHONE, "plus ⟨trente-trois un quatre-vingt-dix-neuf zéro zéro douze trente-quatre⟩"),
    (Kind.PHONE, "call me on ⟨07700 900123⟩ or ⟨+44 7700 900456⟩"),
    (Kind.PHONE, "it's ⟨oh seven seven double oh nine oh oh one two three⟩ love"),
    (Kind.PHONE, "212-555-0123 or (⟨212) 555-0199⟩"),
    (Kind.PHONE, "son bip ⟨4512⟩, le poste ⟨33207⟩"),
    (Kind.PHONE, "téléphone ⟨01 99 00 12⟩ et la suite manque"),
    (Kind.EMAIL, "écrivez à ⟨odalie.garancher@exemple.fr⟩."),
    (Kind.EMAIL, "⟨prénom_nom+étude@chu-exemple.org⟩"),
    (Kind.EMAIL, "c'est ⟨o.garancher @ exemple . fr⟩, je crois"),
    (Kind.EMAIL, "⟨odalie point garancher arobase exemple point fr⟩ tout attaché"),
    (Kind.EMAIL, "⟨odalie tiret du six garancher arobase exemple point com⟩"),
    (Kind.EMAIL, "⟨garancher zéro un arobase exemple.fr⟩"),
    (Kind.EMAIL, "you write to ⟨o dot garancher at example dot org⟩"),
    (Kind.NICKNAME, "sur les réseaux je suis ⟨@pompe_et_moi⟩"),
    (Kind.URL, "tout est sur ⟨https://www.exemple.fr/odalie?page=1⟩."),
    (Kind.URL, "mon blog, ⟨www.ma-pompe.exemple.fr⟩, vous verrez"),
    (Kind.URL, "⟨exemple.com/groupes/pompe⟩, j'y poste"),
    (Kind.URL, "c'est ⟨mapompe point fr⟩"),
    (Kind.URL, "depuis l'ordinateur ⟨203.0.113.77⟩"),
    (Kind.NIR, "numéro de sécu ⟨2 55 08 14 168 025 38⟩"),
    (Kind.NIR, "⟨255081416802538⟩"),
    (Kind.NIR, "⟨2.55.08.14.168.025⟩ sans la clé"),
    (Kind.NIR, "⟨1 85 05 2A 006 084⟩ de Corse"),
    (Kind.NIR, "⟨1 85 05 2b 006 084 clé 12⟩"),
    (Kind.NIR, "⟨2 55 08 14 168 025 39⟩, la clé est fausse"),
    (
        Kind.NIR,
        "ma sécu ⟨deux cinquante-cinq zéro huit quatorze cent soixante-huit zéro vingt-cinq⟩",
    ),
    (Kind.NIR, "my national insurance number, ⟨AB 12 34 56 C⟩"),
    (Kind.IPP, "IPP ⟨8001234567⟩"),
    (Kind.IPP, "le numéro de dossier, c'est le ⟨45128⟩"),
    (Kind.IPP, "dossier n° ⟨45 128 77⟩ du service"),
    (Kind.IPP, "NDA : ⟨741258963⟩"),
    (Kind.IPP, "patient n° ⟨88123⟩"),
    (Kind.IPP, "sous l'IPP ⟨quatre cinq un deux huit sept neuf⟩"),
    (Kind.IPP, "hospital number is ⟨H123456⟩"),
    (Kind.IPP, "NHS number ⟨943 476 5919⟩"),
    (Kind.IPP, "dossier ⟨P-00417⟩"),
    (Kind.IPP, "l'étiquette disait ⟨80012345⟩"),
    (Kind.PROID, "son RPPS ⟨10003456711⟩"),
    (Kind.PROID, "numéro RPPS : ⟨10 00 34 56 711⟩"),
    (Kind.PROID, "numéro adeli ⟨699312345⟩"),
    (Kind.ADDRESS, "j'habite au ⟨12 rue des Lilas⟩, au fond"),
    (Kind.ADDRESS, "⟨12 bis, avenue du Général-Leclerc⟩"),
    (Kind.ADDRESS, "⟨4 impasse du 8 mai 1945⟩"),
    (Kind.ADDRESS, "⟨27B boulevard Victor Hugo⟩"),
    (Kind.ADDRESS, "au ⟨douze rue des lilas⟩ vous montez"),
    (Kind.ADDRESS, "au ⟨5 place de la Mairie⟩"),
    (Kind.ADDRESS, "elle est ⟨rue Paul-Bert⟩ maintenant"),
    (Kind.ADDRESS, "lieu-dit ⟨Les Granges Neuves⟩, vous tournez"),
    (Kind.ADDRESS, "we live at ⟨14 Elm Street⟩, the green door"),
    (Kind.ADDRESS, "at ⟨221b elm street⟩ yes"),
    (Kind.DOB, "née le ⟨12/03/1952⟩"),
    (Kind.DOB, "né à Sète le ⟨12 mars 1952⟩"),
    (Kind.DOB, "date de naissance : ⟨12.03.52⟩"),
    (Kind.DOB, "NÉ LE ⟨12/03/1952⟩"),
    (Kind.DOB, "elle est née un ⟨douze mars mille neuf cent cinquante-deux⟩"),
    (Kind.DOB, "mon anniversaire, c'est le ⟨3 mai⟩"),
    (Kind.DOB, "born on the ⟨twelfth of march nineteen fifty two⟩ in"),
    (Kind.DOB, "born on ⟨March 12th, 1952⟩"),
    (Kind.PLATE, "la voiture, ⟨AB-123-CD⟩, grise"),
    (Kind.PLATE, "immatriculée ⟨1234 AB 01⟩"),
    (Kind.PLATE, "la plaque c'est ⟨ab 123 cd⟩"),
    (Kind.PLATE, "the car, ⟨YK19 ZXQ⟩, is"),
    (Kind.IBAN, "⟨FR76 3000 6000 0112 3456 7890 189⟩"),
    (Kind.IBAN, "sur fr⟨7630006000011234567890189⟩"),
    (Kind.IBAN, "⟨FR76 3000 6000 0112 3456 7890 180⟩, mal recopié"),
    (Kind.DEVICE, "numéro de série ⟨NKX204561H⟩"),
    (Kind.DEVICE, "n° de série : ⟨45 8871⟩"),
    (Kind.DEVICE, "cathéter, lot ⟨0218A44⟩"),
    (Kind.DEVICE, "la pompe numéro ⟨458871⟩"),
    (Kind.DATE, "le ⟨12 mars 2024⟩"),
    (Kind.DATE, "le ⟨12/03/2024⟩ et le ⟨2024-03-12⟩"),
    (Kind.DATE, "du ⟨4 au 5 juin⟩"),
    (Kind.DATE, "⟨lundi 3 juin⟩ au matin"),
    (Kind.DATE, "le ⟨premier avril deux mille vingt-quatre⟩"),
    (Kind.DATE, "en ⟨mars 2024⟩, à l'⟨été 2023⟩, le ⟨12/03⟩"),
    (Kind.DATE, "he died on the ⟨twenty third of november⟩ at six"),
    (Kind.AGE, "j'ai ⟨62 ans⟩ maintenant"),
    (Kind.AGE, "un patient de ⟨quarante-cinq ans⟩"),
    (Kind.AGE, "il n'a que ⟨17 ans⟩"),
    (Kind.AGE, "she was aged ⟨62⟩"),
    (Kind.AGE90, "elle a ⟨quatre-vingt-treize ans⟩"),
    (Kind.AGE90, "un ⟨centenaire⟩"),
    (Kind.POSTCODE, "⟨01600⟩ Brionval-en-Dombes"),
    (Kind.POSTCODE, "code postal : ⟨69003⟩"),
    (Kind.POSTCODE, "⟨LS1 4AP⟩"),
    (Kind.FACILITY, "le ⟨CHU de Nancy⟩ et la ⟨clinique de la Sauvegarde⟩"),
    (Kind.FACILITY, "at ⟨Saint Ann's Hospital⟩ then"),
    (Kind.PLACE, "01600 ⟨Brionval-en-Dombes⟩"),
    (Kind.PLACE, "j'habite à ⟨Brionval⟩ depuis"),
    (Kind.PLACE, "c'est à ⟨Saint-Odilon-sur-Veyle⟩"),
]


@pytest.mark.parametrize(("kind", "marked"), FOUND)
def test_an_identifier_is_found_whole(kind: Kind, marked: str) -> None:
    text, spans = parted(marked)
    findings = SCREEN.findings(text)
    assert all(covered(findings, span, kind) for span in spans), told(text, findings)


NOT_FOUND = [
    "On appelle le 15 ou le 3114 si ça va mal.",
    "de 12 à 48 poses par an, 0,35 ml par jour",
    "la morphine 200 mg/24h, 36.5, 12/8, 80",
    "entre 10 000 et 15 000 euros, 1 500 000 habitants",
    "1 2 3 4 5 6 7 8 9 10",
    "un deux trois quatre cinq six sept huit neuf dix",
    "deux mille trois cents injections, cinq ou six sept fois",
    "soixante pour cent, vingt-quatre heures sur vingt-quatre",
    "à 10 h 30, de 12:45 à 14h00, le 3",
    "7/10 la nuit, 12/20 en maths, la L4-L5, le T10-T11",
    "TENS, IRM, EVA 8/10, version 1.2.3.4",
    "un lot de 12 seringues, une série de 4 injections, le dossier 12",
    "la pompe de 40 ml, chambre 212, en 2019, poste de secours",
    "arrivé à 12h. Fini.Il part",
    "à ce point ça me va, c'est le point fort, au point net",
    "il y a trois ans, depuis dix ans, dans deux ans, 20 ans de métier",
    "deux ans après, pendant 20 ans, un an de plus",
    "j'ai pris 12 cours de yoga, 3 places assises, au bout de la rue",
    "la route de nuit, il y avait 4 chemins possibles",
    "au CHU, au CH, à l'hôpital de jour, clinique de la douleur",
    "mai, juin, c'est pareil ; en mars on verra",
    "may be in march we will see, the second may be worse",
    "I walk 3 miles, it takes 40 minutes; I had 2 operations close together",
    "250 mg 2 CP 3 fois, 120 MG 10",
    "ce que dit NCT04512345, ISBN 978-2-1234-5680-3",
    "on ne le voit pas le lundi",
    "50 000 000 de francs, 1500000 euros",
]


@pytest.mark.parametrize("text", [*NOT_FOUND, *(text.lower() for text in NOT_FOUND)])
def test_plain_talk_holds_nothing(text: str) -> None:
    assert told(text, SCREEN.findings(text)) == []


PLACEHOLDERS = [
    "[PATIENT_03] a été implanté à [CH_A] puis suivi par [MEDECIN_2].",
    "au [TEL], écrit à [MAIL], le [juin 2025], opéré le [9 novembre 2021]",
    "docteur [MEDECIN_2], Mme [NOM], je m'appelle [PRENOM_1]",
    "[90 ans et plus] [J+14 après implantation] [petite commune, AURA] [PATIENT_03a]",
    "née le [MOIS ANNEE], au 12 rue [ADRESSE], [la soixantaine], [moins de 18 ans]",
    "[rires] [silence] [le docteur entre] [bruit de porte, 12 mars]",
]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_bracketed_placeholders_are_left_alone(text: str) -> None:
    assert told(text, SCREEN.findings(text)) == []


@pytest.mark.parametrize(
    ("kind", "marked"),
    [
        (Kind.PHONE, "[⟨01 99 00 12 34⟩]"),
        (Kind.NAME, "[Mme ⟨Garancher⟩ entre]"),
        (Kind.EMAIL, "[⟨odalie@exemple.fr⟩]"),
    ],
)
def test_brackets_do_not_hide_a_clear_identifier(kind: Kind, marked: str) -> None:
    text, (span,) = parted(marked)
    assert covered(SCREEN.findings(text), span, kind)


@pytest.mark.parametrize(
    ("text", "kind", "tier"),
    [
        ("2 55 08 14 168 025 38", Kind.NIR, Tier.AUTO),
        ("2 55 08 14 168 025 39", Kind.NIR, Tier.AUTO),
        ("255081416802539", Kind.NIR, Tier.SUSPECT),
        ("FR76 3000 6000 0112 3456 7890 189", Kind.IBAN, Tier.AUTO),
        ("FR76 3000 6000 0112 3456 7890 188", Kind.IBAN, Tier.SUSPECT),
        ("80012345", Kind.IPP, Tier.SUSPECT),
        ("IPP 80012345", Kind.IPP, Tier.AUTO),
        ("né en mars 1952", Kind.DOB, Tier.SUSPECT),
        ("né en 1952", Kind.DATE, Tier.AUTO),
    ],
)
def test_keys_and_context_make_a_finding_surer(text: str, kind: Kind, tier: Tier) -> None:
    (finding,) = SCREEN.findings(text)
    assert (finding.kind, finding.tier) == (kind, tier)


def test_the_keys_are_those_of_the_published_specimens() -> None:
    assert nir_key("2550814168025") == 38
    assert nir_key("185052A006084") == 97 - 1850519006084 % 97
    assert nir_key("185052B006084") == 97 - 1850518006084 % 97
    assert iban_is_right("FR7630006000011234567890189")
    assert not iban_is_right("FR7630006000011234567890188")
    assert luhn_is_right("79927398713")
    assert not luhn_is_right("79927398710")


def test_direct_findings_that_overlap_become_one_over_all_they_cover() -> None:
    text = "docteur Aubertin arobase exemple point fr"
    (finding,) = SCREEN.findings(text)
    assert finding.kind is Kind.EMAIL
    assert finding.span == Span(8, len(text))


def test_a_facility_keeps_what_a_name_leaves_of_it() -> None:
    text = "à la clinique Docteur Aubertin"
    findings = SCREEN.findings(text)
    assert told(text, findings)[-1] == ("NAME", "Aubertin")
    assert all(finding.span.end <= len(text) for finding in findings)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("P03_entretien1.docx", []),
        ("FG_reseaux.txt", []),
        ("EN01_interview.txt", []),
        ("P03_Mme_Garancher.docx", ["NAME"]),
        ("entretien_0199001234.txt", ["PHONE"]),
        ("P03_20240312.docx", ["DATE"]),
        ("Docteur_Aube\u0301rtin.txt", ["NAME"]),
    ],
)
def test_file_names_are_screened_as_text(name: str, kinds: list[str]) -> None:
    text = file_name_as_text(name)
    assert len(text) == len(name)
    assert [finding.kind.value for finding in SCREEN.findings(text)] == kinds
