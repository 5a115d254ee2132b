"""The study's own list. Everybody on it is invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qualcode.core.errors import FileProblem, FormatProblem
from qualcode.core.privacy.screening import Kind, Tier
from qualcode.deid.known import sounded
from qualcode.deid.names_list import NamesList, names_from, read_names
from tests.deid.marked import by_rules, covered, parted, told

STUDY = NamesList(
    persons=(
        ("Odalie", "Garancher"),
        ("Pierre", "Roche"),
        ("Jean-Marc", "Le Bihannic"),
        ("Rosa", "Da Costa"),
        ("Claire", "Fontaine"),
        ("Sophie", "Delacour"),
        ("Ben", "Amar"),
        ("Noé", "Œillet"),
    ),
    sites=("CH de Brionval", "Centre Alix Morand"),
    allowed=("RESO-12", "Roche Diagnostics", "Morvan"),
)
SCREEN = by_rules(STUDY)


@pytest.mark.parametrize(
    "marked",
    [
        "⟨Odalie⟩ est venue, et ⟨odalie⟩ aussi, ⟨ODALIE⟩",
        "l'⟨Odalie⟩ d'⟨Odalie⟩",
        "⟨GARANCHER Odalie⟩ et ⟨Odalie Garancher⟩",
        "⟨Jean Marc⟩, ⟨jean-marc⟩, ⟨jeanmarc⟩ ⟨Le Bihannic⟩",
        "⟨le bihannic⟩ était là",
        "⟨da costa rosa⟩",
        "on a vu ⟨Pierre⟩ hier",
        "on a demandé à ⟨Roche⟩ de venir",
        "monsieur ⟨roche⟩ et ⟨pierre roche⟩",
        "madame ⟨fontaine⟩ et la fontaine du village",
        "monsieur ⟨ben⟩ et ⟨ben amar⟩",
        "⟨Noé Oeillet⟩, ⟨Noe Œillet⟩, ⟨noe œillet⟩",
        "⟨Odalie\u0301⟩ et ⟨O\u00addalie⟩ et ⟨Jean‑Marc⟩",
        "[⟨Odalie⟩ entre]",
        "on a vu ⟨Le Biannic⟩ hier, et puis ⟨Garanchère⟩",
    ],
)
def test_a_name_of_the_list_is_sure(marked: str) -> None:
    text, spans = parted(marked)
    findings = SCREEN.findings(text)
    sure = [finding for finding in findings if finding.tier is Tier.AUTO]
    assert all(covered(sure, span, Kind.NAME) for span in spans), told(text, findings)


@pytest.mark.parametrize(
    "marked",
    [
        "⟨Pierre⟩ est venu",
        "⟨pierre⟩ il m'a dit que la pierre est lourde",
        "⟨Garanchère⟩ était là",
        "⟨sofie⟩ elle nous a soutenus",
    ],
)
def test_a_doubtful_name_of_the_list_is_left_to_a_person(marked: str) -> None:
    text, (span,) = parted(marked)
    findings = SCREEN.findings(text)
    suspected = [finding for finding in findings if finding.tier is Tier.SUSPECT]
    assert covered(suspected, span, Kind.NAME), told(text, findings)


def test_misheard_names_beside_each_other_are_sure() -> None:
    text = "sofie de la cour elle nous a soutenus"
    findings = SCREEN.findings(text)
    assert [finding.tier for finding in findings] == [Tier.AUTO, Tier.AUTO]
    assert told(text, findings) == [("NAME", "sofie"), ("NAME", "de la cour")]


@pytest.mark.parametrize(
    "text",
    [
        "une pierre tombale, la roche est dure, les roches",
        "C'est très clair, elle est claire.",
        "ben oui. Ben non. Dans la cour, on voit",
        "RESO-12 et Roche Diagnostics",
        "[PIERRE_2] et [ODALIE_1]",
        "le Morvan",
    ],
)
def test_words_of_the_language_and_allowed_terms_are_left_alone(text: str) -> None:
    findings = [finding for finding in SCREEN.findings(text) if finding.direct]
    assert told(text, findings) == []


def test_sites_are_facilities_by_their_name_and_by_their_town() -> None:
    text = "au CH de Brionval, à Brionval, puis au Centre Alix Morand"
    assert told(text, SCREEN.findings(text)) == [
        ("FACILITY", "CH de Brionval"),
        ("FACILITY", "Brionval"),
        ("FACILITY", "Centre Alix Morand"),
    ]


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("lefevre", "lefebvre"),
        ("sophie", "sofie"),
        ("leguennec", "leguenec"),
        ("thibault", "tibo"),
        ("benamor", "benamor"),
        ("odilon", "odillon"),
    ],
)
def test_names_that_sound_alike_have_one_sound(written: str, heard: str) -> None:
    assert sounded(written) == sounded(heard)


def test_names_that_do_not_sound_alike_differ() -> None:
    names = ("garancher", "fontaine", "delacour", "lebihannic", "odalie", "aubertin")
    assert len({sounded(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("content", "persons"),
    [
        (
            "Odalie Garancher\n\n# soignants\nLe Bihannic\n",
            [("Odalie", "Garancher"), ("Le Bihannic",)],
        ),
        ("\ufeffGarancher, Odalie\r\nAubertin", [("Odalie", "Garancher"), ("Aubertin",)]),
        (
            '{"persons": [["Odalie", "Garancher"], "Aubertin"]}',
            [("Odalie", "Garancher"), ("Aubertin",)],
        ),
        ('["Odalie Garancher"]', [("Odalie", "Garancher")]),
    ],
)
def test_a_list_may_be_json_or_one_name_a_line(
    content: str, persons: list[tuple[str, ...]]
) -> None:
    assert list(names_from(content, "noms").persons) == persons


def test_json_holds_sites_and_allowed_terms_too() -> None:
    content = json.dumps({"persons": [], "sites": ["CH de Brionval"], "allowed_terms": ["RESO"]})
    assert names_from(content, "noms.json") == NamesList((), ("CH de Brionval",), ("RESO",))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", FileProblem),
        ("\n# rien\n", FileProblem),
        ("{}", FileProblem),
        ('{"persons": "Odalie"}', FormatProblem),
        ('{"persons": [{"nom": "Garancher"}]}', FormatProblem),
        ('{"sites": [3]}', FormatProblem),
        ('{"persons": [', FormatProblem),
        ("[" * 100_000, FormatProblem),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_without_telling_a_name(
    content: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        names_from(content, "noms.json")
    assert "noms.json" in str(caught.value)
    assert "Odalie" not in str(caught.value)
    assert "Garancher" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_is_read_in_the_encodings_of_office_programs(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "noms.txt"
    path.write_bytes("Noé Lefèbre\r\nOdalie Garancher\r\n".encode(encoding))
    assert read_names(path).persons == (("Noé", "Lefèbre"), ("Odalie", "Garancher"))


def test_a_missing_or_binary_list_is_a_problem_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        read_names(tmp_path / "noms.txt")
    binary = tmp_path / "noms.xlsx"
    binary.write_bytes(b"PK\x03\x04\x00\x00")
    with pytest.raises(FileProblem):
        read_names(binary)


def test_the_digest_of_a_list_does_not_depend_on_its_order() -> None:
    turned = NamesList(STUDY.persons[::-1], STUDY.sites[::-1], STUDY.allowed[::-1])
    assert turned.sha256 == STUDY.sha256
    assert (STUDY | turned).sha256 == STUDY.sha256
    assert NamesList(STUDY.persons[1:], STUDY.sites, STUDY.allowed).sha256 != STUDY.sha256
