"""Tables of cases and sources: how teams save them, and every mistake by line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.errors import FileProblem, InputProblem, Mistakes
from qualcode.core.people import Case
from qualcode.core.source_sheet import SourceSheet
from qualcode.core.study_reading import parse_study
from qualcode.interop.cases_csv import read_cases, read_sources

STUDY = parse_study(
    {
        "id": "essai",
        "networks": [{"id": "R1", "name": "Un"}, {"id": "R2", "name": "Deux"}],
        "source_types": [{"id": "entretien"}, {"id": "groupe"}],
        "source_attributes": [
            {"id": "interview_mode", "values": ["face_to_face", "phone"]},
            {"id": "duration_min", "type": "int", "min": 1, "max": 300},
        ],
        "participant_attributes": [
            {"id": "participant_id", "type": "slug", "pattern": "^(P|A|N)[0-9]{2}$"},
            {"id": "kind", "values": ["patient", "relative", "professional"], "required": True},
            {
                "id": "group",
                "applies_to": "patient",
                "required": True,
                "values": ["implanted", "not_implanted"],
                "labels": {"fr": ["implanté", "non implanté"]},
            },
            {"id": "minor", "type": "bool"},
            {"id": "age", "type": "int"},
            {"id": "met_on", "type": "date"},
            {"id": "network", "applies_to": "professional", "values_from": "networks"},
        ],
    }
)

CASES = """\
case_id,kind,group,minor,network,linked_to,quote_allowed
P01,patient,implanté,non,,,oui
A01,relative,,,,P01,
N01,professional,,,R2,,false
"""


def written(folder: Path, text: str | bytes, name: str = "cas.csv") -> Path:
    """A table of that text."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def told(folder: Path, text: str | bytes) -> list[tuple[int | None, str, str]]:
    """Line, column and message of every mistake in a table of cases."""
    with pytest.raises(Mistakes) as error:
        read_cases(written(folder, text), STUDY)
    return [(p.line, p.where, str(p)) for p in error.value.problems]


def test_cases_come_with_the_values_of_the_study(tmp_path: Path) -> None:
    assert read_cases(written(tmp_path, CASES), STUDY) == [
        Case("P01", "patient", None, True, {"group": "implanted", "minor": "false"}),
        Case("A01", "relative", "P01", None, {}),
        Case("N01", "professional", None, False, {"network": "R2"}),
    ]


def test_without_a_study_cells_stay_as_they_stand(tmp_path: Path) -> None:
    cases = read_cases(written(tmp_path, "case_id,ville\nP1,Là-bas\nP2,\n"))
    assert cases == [Case("P1", "patient", attributes={"ville": "Là-bas"}), Case("P2", "patient")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_spreadsheets_save_it_in_many_ways(
    encoding: str, delimiter: str, line_end: str, tmp_path: Path
) -> None:
    text = CASES.replace(",", delimiter).replace("\n", line_end)
    cases = read_cases(written(tmp_path, text.encode(encoding)), STUDY)
    assert [case.name for case in cases] == ["P01", "A01", "N01"]
    assert cases[0].attributes["group"] == "implanted"


def test_blank_rows_and_empty_columns_at_the_edge_are_passed_over(tmp_path: Path) -> None:
    text = "case_id;group;;\n\nP01;implanted;;\n;;;\nP02;not_implanted;;\n\n"
    assert [case.name for case in read_cases(written(tmp_path, text), STUDY)] == ["P01", "P02"]


def test_a_quoted_cell_may_hold_anything(tmp_path: Path) -> None:
    text = 'case_id;note\nP01;"deux ; trois\n« quatre »  ""cinq"""\nP02;x\n'
    cases = read_cases(written(tmp_path, text))
    assert cases[0].attributes == {"note": 'deux ; trois\n« quatre »  "cinq"'}
    assert cases[1].name == "P02"


def test_delimiters_inside_quoted_names_of_columns_do_not_count(tmp_path: Path) -> None:
    cases = read_cases(written(tmp_path, 'case_id;"a, b, c"\nP01;x\n'))
    assert cases[0].attributes == {"a, b, c": "x"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("case_id\nP01\nP01\n", (3, "case_id", "The case P01 stands here twice")),
        ("case_id,minor\n,oui\n", (2, "case_id", "has no identifier")),
        ("case_id\nP1\n", (2, "case_id", "“P1” does not look like")),
        ("case_id\nP 01\n", (2, "case_id", "only letters, digits")),
        ("case_id,kind\nP01,voisin\n", (2, "kind", "“voisin” is none of: patient, relative")),
        ("case_id,ville\nA01,Ici\n", (1, "ville", "defines no attribute “ville”")),
        ("case_id,group\nP01,refus\n", (2, "group", "“refus” is none of: implanted, not_")),
        ("case_id,minor\nP01,bof\n", (2, "minor", "true or false is expected, not “bof”")),
        ("case_id,age\nP01,dix\n", (2, "age", "A whole number is expected, not “dix”")),
        ("case_id,met_on\nP01,hier\n", (2, "met_on", "A date such as 2026-05-23")),
        ("case_id,network\nP01,R9\n", (2, "network", "“R9” is none of: R1, R2")),
        ("case_id,quote_allowed\nP01,bof\n", (2, "quote_allowed", "nothing is expected")),
        ("case_id,linked_to\nP01,P01\n", (2, "linked_to", "linked to itself")),
        ("case_id,linked_to\nP01,P02\n", (2, "linked_to", "called “P02”; the nearest is “P01”")),
        ("case_id\nP01\n", (2, "group", "“group” must be known for P01 (patient)")),
        ("case_id,minor,minor\nP01,oui,non\n", (1, "minor", "has this column twice")),
        ("cas,minor\nP01,oui\n", (1, "", "The column “case_id” is missing")),
        ("case_id,minor\nP01\n", (2, "", "This row has 1 cells; the header has 2")),
        ("case_id,minor\nP01,oui,ici\n", (2, "", "This row has 3 cells; the header has 2")),
        ("case_id,\nP01,ici\n", (2, "", "“ici” stands in a column without a name")),
        ('case_id,minor\nA01,oui\nP01,"oui\nP02,non\n', (3, "", "never closed")),
        ('case_id,minor\nP01,"oui"x\n', (2, "", "out of place")),
        ("case_id,minor\nP01,o\0ui\n", (2, "", "line 2, column 6: A NUL character")),
    ],
)
def test_a_mistake_is_told_with_its_line_and_its_column(
    text: str, expected: tuple[int, str, str], tmp_path: Path
) -> None:
    line, column, said = expected
    found = told(tmp_path, text)
    assert any((line, column) == (at, where) and said in message for at, where, message in found), (
        found
    )


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "case_id,group,ville,linked_to\nP01,refus,,\nP1,implanted,,P09\nP01,implanted,x\n"
    assert [line for line, _, _ in told(tmp_path, text)] == [1, 2, 3, 3, 4]


@pytest.mark.parametrize("nothing", ["", "\n \n", "\ufeff"])
def test_an_empty_table_is_called_empty(nothing: str, tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"cas\.csv is empty"):
        read_cases(written(tmp_path, nothing), STUDY)


def test_a_table_of_delimiters_only_lacks_its_columns(tmp_path: Path) -> None:
    assert told(tmp_path, ";;\n;;\n") == [(1, "", "line 1: The column “case_id” is missing.")]


SOURCES = """\
source,file,type,language,interviewer,mode,speaker,case_id,duration_min
P01_1,P01.txt,entretien,fr,C1,phone,P01 :,P01,52
P01_1,P01.txt,entretien,fr,C1,phone,Mère  de P01,A01,52
FG,FG.docx,groupe,,ENQ1,,R1 (Réseau 1),N01,
carnet,carnet.txt,,en,,,,,
"""
PEOPLE = (Case("P01", "patient"), Case("A01", "relative"), Case("N01", "professional"))


def test_sources_come_with_the_cases_of_their_speakers(tmp_path: Path) -> None:
    facts = {"interviewer": "C1", "interview_mode": "phone", "duration_min": "52"}
    assert read_sources(written(tmp_path, SOURCES), STUDY, PEOPLE) == [
        SourceSheet(
            "P01_1", "P01.txt", "entretien", "fr", facts, {"P01": "P01", "Mère de P01": "A01"}
        ),
        SourceSheet(
            "FG", "FG.docx", "groupe", "fr", {"interviewer": "ENQ1"}, {"R1 (Réseau 1)": "N01"}
        ),
        SourceSheet("carnet", "carnet.txt", "", "en"),
    ]


def test_sources_need_neither_a_study_nor_cases(tmp_path: Path) -> None:
    sheets = read_sources(written(tmp_path, "source,file,lieu\nP01,a.txt,salon\n"))
    assert sheets == [SourceSheet("P01", "a.txt", attributes={"lieu": "salon"})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("source\nP01\n", (1, "", "The column “file” is missing")),
        ("source,file\nP01,\n", (2, "file", "has no file")),
        ("source,file\nP 01,a.txt\n", (2, "source", "only letters, digits")),
        ("source,file,type\nP01,a.txt,photo\n", (2, "type", "“photo” is none of: entretien")),
        ("source,file,language\nP01,a.txt,français\n", (2, "language", "two letters such as fr")),
        ("source,file,mode\nP01,a.txt,lettre\n", (2, "mode", "“lettre” is none of: face_to_face")),
        ("source,file,duration_min\nP01,a.txt,0\n", (2, "duration_min", "from 1 to 300")),
        ("source,file,lieu\nP01,a.txt,x\n", (1, "lieu", "defines no attribute “lieu”")),
        ("source,file,speaker\nP01,a.txt,P\n", (2, "case_id", "a label and a case")),
        ("source,file,case_id\nP01,a.txt,P01\n", (2, "speaker", "a label and a case")),
        ("source,file,speaker,case_id\nP01,a.txt,P,P7\n", (2, "case_id", "There is no case P7")),
        (
            "source,file,speaker,case_id\nP01,a.txt,P,P01\nP01,a.txt,P,A01\n",
            (3, "speaker", "The speaker “P” of P01 stands here twice"),
        ),
        (
            "source,file,speaker,case_id\nP01,a.txt,P,P01\nP01,b.txt,M,A01\n",
            (3, "file", "P01 is described otherwise in line 2"),
        ),
        (
            "source,file,mode,speaker,case_id\nP01,a.txt,phone,P,P01\nP01,a.txt,,M,A01\n",
            (3, "interview_mode", "described otherwise in line 2"),
        ),
    ],
)
def test_a_mistake_about_a_source_is_told_with_its_line_and_its_column(
    text: str, expected: tuple[int, str, str], tmp_path: Path
) -> None:
    line, column, said = expected
    with pytest.raises(Mistakes) as error:
        read_sources(written(tmp_path, text), STUDY, PEOPLE)
    (problem,) = error.value.problems
    assert (problem.line, problem.where) == (line, column)
    assert said in str(problem)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8")))
def test_no_bytes_bring_anything_but_cases_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "quelconque.csv"
    path.write_bytes(b"case_id;note\n" + raw)
    try:
        cases = read_cases(path)
    except InputProblem:
        cases = []
    assert len({case.name for case in cases}) == len(cases)
