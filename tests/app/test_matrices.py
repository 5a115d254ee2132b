"""Matrices of a project: what they take in, what they hide, and what their files say."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from qualcode.app.analysis.charting import summarise
from qualcode.app.analysis.matrices import MatrixRequest, codings_behind, matrices, ways_to_part
from qualcode.app.analysis.patterns import (
    cooccurrences,
    describe_persons,
    first_appearances,
    interlocutors,
    speakers_silent,
)
from qualcode.app.coding.coding import code_passages, mark_source
from qualcode.app.coding.queries import save_query
from qualcode.app.coding.reading import list_codings, list_exports
from qualcode.app.publishing.matrix_files import (
    csv_bytes,
    figures,
    look_of,
    matrix_sheets,
    plain_table,
    write_matrix_files,
)
from qualcode.core.coding import Mark, NewCoding
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.people import Case
from qualcode.core.spans import Span
from qualcode.core.tables.cooccurrence import Together
from qualcode.core.tables.crosstab import Crosstab, Manner, Measure, Mode, Side, State
from qualcode.core.tables.crosstab_text import Show
from qualcode.core.text import word_count
from qualcode.core.wording.crosswalk import read_through
from qualcode.export.word.matrix import MatrixLook, matrix_document
from qualcode.i18n import in_language
from qualcode.store.project import Project
from tests.acceptance.building import BARRIER, LEVER, NEUTRAL, Given, Talk, built
from tests.store.stories import open_round
from tests.stories import SAID, fill, place

FOCUS = (
    ("MOD", "Qui coordonne chez vous ?"),
    ("N01", "Une infirmière dédiée, ça change tout."),
    ("N02", "Chez nous c’est l’inverse, personne."),
    ("N03", "Oui, pareil."),
    ("MOD", "Et le trajet ?"),
    ("N01", "Long, deux heures."),
)
CASES = [
    Case(f"N0{n}", "professional", attributes={"network": f"R{n}", "role": "nurse"})
    for n in (1, 2, 3)
]
GIVEN = [
    Given("FG", "Une infirmière dédiée, ça change tout.", "coordination_dediee", LEVER),
    Given("FG", "Chez nous c’est l’inverse, personne.", "coordination_dediee", BARRIER),
    Given("FG", "Chez nous c’est l’inverse", "fg_desaccord"),
    Given("FG", "Oui, pareil.", "coordination_dediee", LEVER),
    Given("FG", "Oui, pareil.", "fg_accord"),
    Given("FG", "Long, deux heures.", "territoire", BARRIER, frozenset({Mark.PROMPTED})),
]


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Project]:
    """Three networks in one group."""
    with built(tmp_path, "antares", CASES, [Talk("FG", "network_focus_group", FOCUS)], GIVEN) as p:
        yield p


@pytest.fixture
def interview(file_project: Project) -> Project:
    """One interview of a patient with a relative, coded by Zoé."""
    fill(file_project)
    passages = (
        ("Deux heures aller", "distance", BARRIER),
        ("Ma sœur venait", "proches", LEVER),
        ("sans elle, on arrêtait", "proches", BARRIER),
    )
    code_passages(file_project, [NewCoding("P01", place(w), c, v) for w, c, v in passages])
    mark_source(file_project, "P01")
    return file_project


def table_of(project: Project, **asked: object) -> Crosstab:
    return matrices(project, replace(MatrixRequest(), **asked))[0]  # type: ignore[arg-type]


def test_a_relative_is_never_counted_among_the_patients(interview: Project) -> None:
    table = table_of(interview, by="kind")
    proches = [row.ref for row in table.rows].index("essai:proches")
    assert [column.value for column in table.columns] == ["patient", "relative"]
    assert table.count(proches, None, Measure.PARTICIPANTS) == 1
    assert table.count(proches, None, Measure.RELATIVES) == 1
    assert table.count(proches, 1, Measure.SEGMENTS) == 1
    with in_language("en"):
        assert plain_table(table, Show.ALL)[1][proches][1:3] == ["▲\u00a01", "▼\u00a01"]


def test_words_of_a_code_are_the_words_of_its_passages(interview: Project) -> None:
    table = table_of(interview, words=True)
    row = [one.ref for one in table.rows].index("essai:proches")
    said = "\n".join(words for _label, words in SAID)
    spans = [c.quotation for c in list_codings(interview, code="proches")]
    expected = sum(word_count(said, place_in(said, words)) for words in spans)
    assert table.count(row, None, Measure.WORDS) == expected
    assert table.count(row, None, Measure.WORDS, Side.LEVER) == 3


def place_in(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def test_in_a_blind_round_nobody_counts_what_another_coder_says(interview: Project) -> None:
    interview.acting = "Maël"
    code_passages(interview, [NewCoding("P01", place("Et l’infirmière"), "joignable")])
    mark_source(interview, "P01")
    open_round(interview, "Zoé", "Maël", source="P01")
    assert [row.ref for row in table_of(interview, layer="Maël").rows] == ["essai:joignable"]
    with pytest.raises(NotAllowed):
        matrices(interview, MatrixRequest(layer="Zoé"))
    interview.acting = "Zoé"
    assert len(table_of(interview, layer="Zoé").rows) == 2
    round_of = table_of(interview, layer="Zoé", by="round")
    assert [column.value for column in round_of.columns] == ["vague 1"]
    assert round_of.count(1, 0, Measure.SEGMENTS) == 2


def test_a_matrix_is_counted_again_after_every_change(interview: Project) -> None:
    before = table_of(interview).count(0, None, Measure.SEGMENTS)
    code_passages(interview, [NewCoding("P01", place("Le plus dur"), "distance", LEVER)])
    assert table_of(interview).count(0, None, Measure.SEGMENTS) == before + 1


def test_saved_queries_are_rows_and_narrow_other_rows(interview: Project) -> None:
    with pytest.raises(NotAllowed):
        matrices(interview, MatrixRequest(rows="queries"))
    save_query(interview, "freins", "(distance or proches)[barrier]")
    table = table_of(interview, rows="queries")
    assert [row.name for row in table.rows] == ["freins"]
    assert table.count(0, None, Measure.SEGMENTS, Side.BARRIER) == 2
    assert table.count(0, None, Measure.SEGMENTS, Side.LEVER) == 0
    narrowed = table_of(interview, query="freins")
    assert [narrowed.count(n, None, Measure.SEGMENTS) for n in range(2)] == [1, 1]
    assert narrowed.notes.query == "(distance or proches)[barrier]"


def test_in_a_group_a_thing_is_voiced_assented_to_or_contested(group: Project) -> None:
    table = table_of(group, by="network")
    row = [one.ref for one in table.rows].index("antares_networks:coordination_dediee")
    far = [one.ref for one in table.rows].index("antares_networks:territoire")
    assert table.manners(row, 0) == (Manner.VOICED,)
    assert table.manners(row, 1) == (Manner.CONTESTED,)
    assert table.manners(row, 2) == (Manner.ASSENTED,)
    assert table.manners(far, 0) == (Manner.ASSENTED,)
    assert table.state(far, 1) is State.NOT_RAISED
    assert table.state(far, 6) is State.NOT_COLLECTED


def test_who_answers_which_question_in_a_group(group: Project) -> None:
    found = interlocutors(group, "FG")
    said = [(one.speaker, one.turn, one.question, one.manner) for one in found.voicings]
    assert ("N02", 3, 1, Manner.CONTESTED) in said
    assert ("N01", 6, 5, Manner.ASSENTED) in said
    assert speakers_silent(found, "antares_networks:territoire") == ["N02", "N03"]
    with pytest.raises(NotFound):
        interlocutors(group, "ailleurs")


def test_a_read_out_is_derived_and_unites_as_a_crosswalk_does(group: Project) -> None:
    from qualcode.app.projects.studies import shipped
    from qualcode.interop.codebook_yaml import read_codebook

    table = table_of(group, rows="cfir", by="network")
    assert all(row.derived for row in table.rows)
    assert table.notes.derived_from == ("antares_networks",)
    onto = read_codebook(shipped("codebooks") / "cfir2.yaml")
    with group.read() as connection:
        books = group.memory.codebooks(connection)
    coded = [c for c in list_codings(group) if c.codebook == "antares_networks"]
    reading = read_through(coded, books, onto)
    for number, row in enumerate(table.rows):
        derived = [d for d in reading.codings if f"{d.codebook}:{d.code}" == row.ref]
        assert table.count(number, None, Measure.SEGMENTS) == len(derived)
    with pytest.raises(NotFound):
        matrices(group, MatrixRequest(rows="nulle_part"))


def test_for_publication_a_network_of_one_person_has_no_column(group: Project) -> None:
    table = table_of(group, by="network", mode=Mode.PUBLICATION)
    assert table.columns == ()
    assert table.notes.hidden_columns == 3
    assert table.total.units == 3
    with pytest.raises(NotAllowed):
        matrices(group, MatrixRequest(by="linked_to", mode=Mode.PUBLICATION))


def test_for_publication_persons_keep_their_identifiers_and_professionals_are_letters(
    group: Project, interview: Project
) -> None:
    (table,) = matrices(group, MatrixRequest(mode=Mode.PUBLICATION))
    assert sorted(column.name for column in table.columns) == [
        f"Professional {letter}" for letter in "ABC"
    ]
    (patients,) = matrices(interview, MatrixRequest(mode=Mode.PUBLICATION))
    assert [column.name for column in patients.columns] == ["A01", "P01"]
    assert patients.notes.min_cell == 0


def many_networks(folder: Path, study: str = "antares") -> Iterator[Project]:
    cases = [
        Case(f"N{n:02}", "professional", attributes={"network": f"R{n % 2 + 1}"}) for n in range(6)
    ]
    said = tuple((case.name, f"Avis de {case.name}.") for case in cases)
    given = [Given("FG", f"Avis de {case.name}.", "coordination_dediee", LEVER) for case in cases]
    with built(folder, study, cases, [Talk("FG", "network_focus_group", said)], given) as p:
        yield p


def test_restricted_names_are_letters_that_hold_for_one_publication(tmp_path: Path) -> None:
    for project in many_networks(tmp_path):
        request = MatrixRequest(by="network", mode=Mode.PUBLICATION, publication="article")
        (table,) = matrices(project, request)
        (again,) = matrices(project, request)
        named = {column.value: column.name for column in table.columns if column.sources}
        assert sorted(named) == ["R1", "R2"]
        assert all(name.startswith("Network ") for name in named.values())
        assert [c.name for c in table.columns] == [c.name for c in again.columns]
        assert [c.name for c in table.columns] == sorted(c.name for c in table.columns)
        told = csv_bytes([table], "en").decode("utf-8-sig")
        assert "R1" not in told
        assert "ITARA" not in told
        other = {
            column.name
            for name in "abcdefgh"
            for column in table_of(
                project, by="network", mode=Mode.PUBLICATION, publication=name
            ).columns
            if column.value == "R1"
        }
        assert len(other) > 1


def test_columns_of_few_persons_do_not_tell_how_many(tmp_path: Path) -> None:
    ages = ["<18", "40-59", "40-59", "40-59", "60-74", "60-74", "60-74", "60-74"]
    cases = [
        Case(f"P{n:02}", "patient", attributes={"age_band": age, "group": "implanted"})
        for n, age in enumerate(ages)
    ]
    talks = [Talk(c.name, "patient_interview", ((c.name, f"Mots de {c.name}."),)) for c in cases]
    given = [Given(c.name, f"Mots de {c.name}.", "retentissement_quotidien") for c in cases]
    with built(tmp_path, "antares", cases, talks, given) as project:
        (table,) = matrices(project, MatrixRequest(by="age_band", mode=Mode.PUBLICATION))
        persons = describe_persons(project, "age_band", "group")
        with pytest.raises(NotAllowed):
            describe_persons(project, "minor", "group")
    masked = {column.value for column in table.columns if column.masked}
    assert masked == {"<18", "40-59"}
    assert table.count(0, 0, Measure.PARTICIPANTS) == 1
    rows = [row for row in figures(table) if row["column"] in masked]
    assert {row["out_of_participants"] for row in rows} == {None}
    assert persons.counts[0] == (None, 0)
    assert persons.total == 8


def test_codes_go_together_on_the_same_words_or_nearby(interview: Project) -> None:
    assert cooccurrences(interview, Together.OVERLAP) == []
    (pair,) = cooccurrences(interview, Together.TURN)
    assert (pair.first, pair.second, pair.pairs, pair.sources) == (
        "essai:distance", "essai:proches", 1, 1,
    )  # fmt: skip
    near = cooccurrences(interview, Together.NEAR, turns=3)
    assert [(one.second, one.pairs) for one in near] == [("essai:proches", 2), ("essai:proches", 1)]


def test_first_appearances_tell_codes_of_the_grid_from_those_of_the_data(tmp_path: Path) -> None:
    from qualcode.app.codebook.work import create_code

    cases = [Case(f"P{n:02}", "patient", attributes={"group": "implanted"}) for n in range(7)]
    talks = [
        Talk(
            c.name,
            "patient_interview",
            ((c.name, f"Mots de {c.name}."),),
            {"interview_date": f"2026-01-{28 - n}"},
        )
        for n, c in enumerate(cases)
    ]
    given = [Given("P06", "Mots de P06.", "retentissement_quotidien")]
    with built(tmp_path, "antares", cases, talks, given) as project:
        (before,) = first_appearances(project)
        label = {"fr": "Le chat", "en": "The cat"}
        ref = create_code(project, "antares_patients", label)
        code_passages(
            project, [NewCoding("P06", c.span, ref) for c in list_codings(project, source="P06")]
        )
        (after,) = first_appearances(project)
    assert before.a_priori.interviews[0] == "P06"
    assert before.saturation.not_computable
    assert after.from_data.known == (1,) * 7
    assert (after.saturation.after, after.saturation.share) == (4, 0.0)


def test_what_columns_can_be_is_listed(group: Project) -> None:
    assert ways_to_part(group) == [
        "case", "source", "speaker", "round", "network", "role", "kind", "type", "language",
    ]  # fmt: skip


def test_a_cell_that_is_not_there_has_nothing_behind_it(interview: Project) -> None:
    with pytest.raises(NotAllowed):
        codings_behind(interview, MatrixRequest(), "essai:distance", "P99")
    with pytest.raises(NotFound):
        matrices(interview, MatrixRequest(by="couleur"))


def words_in(data: bytes) -> list[list[str]]:
    """The cells of the first table of a Word file."""
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    root = etree.fromstring(ZipFile(io.BytesIO(data)).read("word/document.xml"))
    table = root.find(f".//{space}tbl")
    return [
        [
            "".join(text.text or "" for text in cell.iter(f"{space}t"))
            for cell in row.iter(f"{space}tc")
        ]
        for row in table.iter(f"{space}tr")
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_screen_word_excel_csv_and_json_say_the_same(
    group: Project, tmp_path: Path, language: str
) -> None:
    request = MatrixRequest(by="network", words=True)
    tables = matrices(group, request)
    look = MatrixLook(date(2026, 3, 2), language)
    docx, table_csv = tmp_path / "m.docx", tmp_path / "m.csv"
    written = write_matrix_files(group, tables, request, look, docx=docx, csv_file=table_csv)
    assert written == [docx, table_csv]
    assert [row["kind"] for row in list_exports(group)] == ["matrix", "matrix"]
    with in_language(language):
        _heads, shown = plain_table(tables[0], Show.ALL)
        document = list(figures(tables[0]))
    in_word = [row for row in words_in(docx.read_bytes())[1:] if len(row) > 1]
    blank = "\u00a0"
    assert [[cell if cell != blank else "" for cell in row] for row in in_word] == shown
    sheet, everything = matrix_sheets(tables, look)
    assert [list(row[1:]) for row in sheet.rows] == shown
    assert [list(row) for row in everything.rows] == [
        [", ".join(v) if isinstance(v, list) else v for v in row.values()] for row in document
    ]
    read = list(csv.DictReader(io.StringIO(table_csv.read_text(encoding="utf-8-sig"))))
    numbers = [measure.value for measure in tables[0].measures]
    assert [[int(row[name]) for name in numbers] for row in read] == [
        [row[name] for name in numbers] for row in document
    ]
    for row in document:
        if row["side"] == "any" and row["state"] == "raised" and row["column_name"]:
            place = [column.name for column in tables[0].columns].index(row["column_name"]) + 1
            cells = next(cells for cells in shown if cells[0] == row["row_name"])
            assert cells[place].split("\u00a0")[:2] == [row["sign"], str(row["segments"])]


def test_a_word_matrix_too_wide_for_a_page_goes_on_in_another_table(tmp_path: Path) -> None:
    cases = [Case(f"P{n:02}", "patient", attributes={"group": "implanted"}) for n in range(15)]
    talks = [Talk(c.name, "patient_interview", ((c.name, f"Mots de {c.name}."),)) for c in cases]
    given = [Given(c.name, f"Mots de {c.name}.", "retentissement_quotidien") for c in cases]
    with built(tmp_path, "antares", cases, talks, given) as project:
        tables = matrices(project, MatrixRequest())
    made = matrix_document(tables, MatrixLook(date(2026, 3, 2), "en"))
    first, second = made.blocks
    assert first.title.endswith("(1 of 2)")  # type: ignore[union-attr]
    assert second.columns[1].head == "P13"  # type: ignore[union-attr]
    assert made.footer == "Working document, not for publication"


def test_what_people_wrote_into_a_cell_stands_under_its_sign(group: Project) -> None:
    (table,) = matrices(group, MatrixRequest(by="network"))
    where = (table.rows[0].ref, table.columns[0].value)
    look = MatrixLook(
        date(2026, 3, 2), "fr", summaries={where: "Une infirmière par site."}, ratings={where: -2}
    )
    (block,) = matrix_document([table], look).blocks
    cells = next(row.cells for row in block.rows if len(row.cells) > 1)  # type: ignore[union-attr]
    assert cells[1][1] == "Une infirmière par site."
    assert str(cells[1][0]).endswith("−2")


def test_summaries_of_the_chart_come_along_when_they_are_wanted(group: Project) -> None:
    summarise(group, "antares_networks:coordination_dediee", "R1", "Une infirmière.", by="network")
    request = MatrixRequest(by="network")
    look = look_of(group, request, "fr", written=True)
    assert look.summaries == {("antares_networks:coordination_dediee", "R1"): "Une infirmière."}
    assert look.ratings == {}
    assert look_of(group, request, "fr").summaries == {}


def test_neutral_codings_stand_as_described(tmp_path: Path) -> None:
    talks = [Talk("FG", "network_focus_group", FOCUS)]
    given = [Given("FG", "Une infirmière dédiée", "coordination_dediee", NEUTRAL)]
    with built(tmp_path, "antares", CASES, talks, given) as project:
        (table,) = matrices(project, MatrixRequest(by="network"))
    assert table.count(0, None, Measure.SEGMENTS, Side.DESCRIBED) == 1
    with in_language("en"):
        assert plain_table(table, Show.ALL)[1][0][1] == "○\u00a01"
