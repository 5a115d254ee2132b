"""Whole projects leave for other programs and come back, or come from them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qualcode.app.coding.coding import code_passages
from qualcode.app.coding.memos import write_memo
from qualcode.app.coding.reading import (
    list_cases,
    list_codings,
    list_exports,
    list_sources,
    load_transcript,
)
from qualcode.app.privacy.rights import object_to_use
from qualcode.app.programs.codebooks import import_codebook
from qualcode.app.programs.gathering import portable
from qualcode.app.programs.moving_in import move_in
from qualcode.app.programs.moving_out import export_qdc, export_qdpx
from qualcode.app.programs.tidy import export_csv, export_iramuteq, export_rock, tidy_tables
from qualcode.app.projects.studies import list_codebooks, new_project
from qualcode.app.projects.undoing import undo
from qualcode.app.texts.importing import import_cases
from qualcode.core.coding import Mark, NewCoding, Valence
from qualcode.core.errors import FileProblem, InputProblem, NotAllowed, PrivacyRefusal
from qualcode.core.memo import About
from qualcode.core.people import Case
from qualcode.core.portable import (
    PortableCase,
    PortableCode,
    PortableCoding,
    PortableNote,
    PortableProject,
    PortableSource,
)
from qualcode.core.spans import Span
from qualcode.interop.refi.reading import read_qdc, read_qdpx
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from tests.app.round_stories import begin
from tests.stories import CODEBOOK, fill, place

TRIP, SISTER, NURSE = "Le plus dur… c’était la route.", "Ma sœur venait.", "Et l’infirmière"


@pytest.fixture
def coded(file_project: Project) -> Project:
    """The small study, coded by Zoé and Maël on overlapping passages."""
    fill(file_project)
    requests = [
        NewCoding("P01", place(TRIP), "distance", Valence.BARRIER, frozenset({Mark.REPORTED}),
                  "à relire", place("Comment ça s’est passé")),
        NewCoding("P01", place(SISTER), "proches", Valence.LEVER),
        NewCoding("P01", place(NURSE), "joignable"),
    ]  # fmt: skip
    code_passages(file_project, requests)
    file_project.acting = "Maël"
    code_passages(file_project, [NewCoding("P01", place("la route"), "distance", Valence.BARRIER)])
    file_project.acting = "Zoé"
    return file_project


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Project]:
    with create_project(str(tmp_path / "autre.qualcode"), title="Autre", acting="Zoé") as project:
        yield project


def told(project: Project) -> set[Any]:
    return {
        (c.source, c.span, c.quotation, c.codebook, c.code, c.coder, c.valence, c.marks, c.memo,
         c.context, c.created)
        for c in list_codings(project)
    }  # fmt: skip


def test_a_project_comes_back_from_a_qdpx_as_it_left(
    coded: Project, empty: Project, tmp_path: Path
) -> None:
    out = tmp_path / "étude.qdpx"
    export_qdpx(coded, out, language="fr")
    done = move_in(empty, read_qdpx(out).project)
    assert done.left_out == ()
    assert told(empty) == told(coded)
    assert list_codebooks(empty) == list_codebooks(coded)
    assert list_cases(empty) == list_cases(coded)
    before, after = load_transcript(coded, "P01"), load_transcript(empty, "P01")
    assert (after.text, after.turns, after.speakers) == (
        before.text, before.turns, before.speakers
    )  # fmt: skip
    assert undo(empty) is not None
    assert list_sources(empty) == []


def test_moving_in_twice_brings_nothing_twice(
    coded: Project, empty: Project, tmp_path: Path
) -> None:
    out = tmp_path / "étude.qdpx"
    export_qdpx(coded, out)
    carried = read_qdpx(out).project
    move_in(empty, replace(carried, notes=()))
    again = move_in(empty, replace(carried, notes=()))
    assert again.known_sources == ("P01",)
    assert again.codebooks == ()
    assert {c[:8] for c in told(empty)} == {c[:8] for c in told(coded)}


def test_a_code_renamed_elsewhere_keeps_its_key_and_takes_the_new_name(
    coded: Project, empty: Project, tmp_path: Path
) -> None:
    out = tmp_path / "étude.qdpx"
    export_qdpx(coded, out, language="fr")
    carried = read_qdpx(out).project
    codes = tuple(
        replace(code, name="Trajets") if code.name == "Distance et transport" else code
        for code in carried.codes
    )
    fresh = PortableCode("fresh", "Fatigue", codes[0].identity)
    move_in(empty, replace(carried, codes=(*codes, fresh)))
    (book,) = list_codebooks(empty)
    assert book.by_key["distance"].wording.label["fr"] == "Trajets"
    assert book.by_key["distance"].policy is CODEBOOK.by_key["distance"].policy
    assert book.by_key["fatigue"].parent == "acces"


def test_the_codebook_alone_comes_back(coded: Project, empty: Project, tmp_path: Path) -> None:
    out = tmp_path / "grille.qdc"
    export_qdc(coded, out, language="fr")
    done = move_in(empty, read_qdc(out))
    (book,) = list_codebooks(empty)
    assert done.codes == len(CODEBOOK.codes)
    assert [next(iter(code.wording.label.values())) for code in book.codes] == [
        code.wording.label["fr"] for code in CODEBOOK.codes
    ]


def test_an_export_is_entered_in_the_ledger_with_whose_words_it_holds(
    coded: Project, tmp_path: Path
) -> None:
    export_qdpx(coded, tmp_path / "étude.qdpx")
    (entry,) = list_exports(coded)
    assert (entry["kind"], entry["cases"], entry["quotations"]) == ("qdpx", 2, 4)
    assert entry["settings"]["mode"] == "working"


def test_in_a_blind_round_the_other_layer_stays_at_home(coded: Project, tmp_path: Path) -> None:
    begin(coded, "P01")
    carried = portable(coded)
    assert {carried.coders[c.coder] for c in carried.codings} == {"Zoé"}
    assert any("open round" in one.msgid for one in carried.left_out)
    with pytest.raises(NotAllowed, match="blind"):
        move_in(coded, carried)


def test_words_of_a_person_who_objects_are_covered(coded: Project) -> None:
    object_to_use(coded, "A01", "demande reçue")
    carried = portable(coded)
    assert "on arrêtait" not in carried.sources[0].text
    assert len(carried.sources[0].text) == len(load_transcript(coded, "P01").text)


FOREIGN = PortableProject(
    name="Étude du trajet",
    origin="QualCoder",
    coders={"anne": "Anne"},
    codes=(PortableCode("cat:1", "Venir", codable=False), PortableCode("c", "Route", "cat:1")),
    cases=(PortableCase("k", Case("P07", "participant", attributes={"sexe": "F"}), ("s",)),),
    sources=(
        PortableSource("s", "Entretien 7.docx", "Enquêteur : Alors ?\nPatiente : Loin. Très loin."),
    ),
    codings=(
        PortableCoding("1", "s", Span(31, 36), "c", "anne"),
        PortableCoding("2", "s", Span(0, 48), "c", "anne"),
        PortableCoding("3", "s", Span(12, 19), "c"),
    ),
    notes=(PortableNote("n", "bien dit", About.CODING, "1", coder="anne"),),
)


def test_a_project_of_another_program_finds_its_turns_speakers_and_codings(
    empty: Project,
) -> None:
    done = move_in(empty, FOREIGN)
    (source,) = list_sources(empty)
    assert (source.name, source.cases) == ("Entretien-7", ("P07",))
    (coding,) = list_codings(empty)
    assert (coding.quotation, coding.coder, coding.code) == ("Loin. Très loin.", "Anne", "route")
    assert coding.memo == "bien dit"
    assert {one.msgid for one in done.left_out} == {
        "codings on words of nobody who is coded",
        "codings of one code and coder that overlapped, united",
    }


def test_a_passage_over_two_persons_becomes_one_for_each(empty: Project) -> None:
    text = "Anna : Loin.\nEnquêteur : Et vous ?\nBéa : Moi aussi.\nAnna : Voilà."
    carried = replace(
        FOREIGN,
        sources=(PortableSource("s", "groupe", text),),
        codings=(PortableCoding("1", "s", Span(0, len(text)), "c", "anne"),),
        notes=(),
    )
    move_in(empty, carried, accept_reason="prénoms inventés")
    assert [c.quotation for c in list_codings(empty)] == ["Loin.", "Moi aussi.", "Voilà."]


@pytest.mark.parametrize(
    "carried",
    [
        replace(FOREIGN, sources=(PortableSource("s", "P07", "P07 : appelez au 01 99 00 12 34"),)),
        replace(FOREIGN, notes=(PortableNote("n", "rappeler au 01 99 00 12 34"),)),
    ],
    ids=["in a text", "in a memo"],
)
def test_what_identifies_somebody_keeps_the_whole_project_out(
    empty: Project, carried: PortableProject
) -> None:
    with pytest.raises(PrivacyRefusal):
        move_in(empty, carried)
    assert list_sources(empty) == []
    assert list_codebooks(empty) == []


def test_an_empty_project_is_told(empty: Project) -> None:
    with pytest.raises(InputProblem, match="neither a text nor a code"):
        move_in(empty, PortableProject("vide"))


def test_tables_are_tidy_and_harmless(coded: Project, tmp_path: Path) -> None:
    write_memo(coded, "=1+1")
    out = tmp_path / "tables.zip"
    export_csv(coded, out)
    with zipfile.ZipFile(out) as held:
        rows = {
            name: list(csv.DictReader(io.StringIO(held.read(name).decode("utf-8-sig"))))
            for name in held.namelist()
        }
    assert {name: len(found) for name, found in rows.items()} == {
        "sources.csv": 1, "cases.csv": 2, "codes.csv": 7, "codings.csv": 4,
    }  # fmt: skip
    route = next(row for row in rows["codings.csv"] if row["quotation"] == TRIP)
    assert (route["case"], route["valence"], route["marks"]) == ("P01", "barrier", "reported")
    assert [len(found) for found in tidy_tables(coded).values()] == [1, 2, 7, 4]
    with pytest.raises(FileProblem, match=r"\.zip"):
        export_csv(coded, tmp_path / "tables.xlsx")


def test_a_corpus_holds_what_coded_persons_said(coded: Project, tmp_path: Path) -> None:
    out = tmp_path / "corpus.txt"
    export_iramuteq(coded, out)
    text = out.read_text(encoding="utf-8")
    first, second = text.split("**** ")[1:]
    assert first.startswith("*source_p01 *case_p01 *type_interview\nLe plus dur")
    assert second.startswith("*source_p01 *case_a01")
    assert "Comment" not in text


def test_rock_files_come_back_with_coder_code_and_valence(
    coded: Project, empty: Project, tmp_path: Path
) -> None:
    from qualcode.interop.programs.rock import read_rocks

    out = tmp_path / "rock.zip"
    export_rock(coded, out)
    with zipfile.ZipFile(out) as held:
        held.extract("P01_Zoé.rock", tmp_path)
    carried = read_rocks([tmp_path / "P01_Zoé.rock"], "étude")
    move_in(empty, carried, accept_reason="le nom est celui d’une codeuse")
    assert [(c.quotation, c.coder, c.code, c.valence) for c in list_codings(empty)] == [
        ("Le plus dur… c’était la route.", "Zo_", "distance", Valence.BARRIER),
        ("Ma sœur venait.", "Zo_", "proches", Valence.LEVER),
        ("Et l’infirmière, elle, répondait toujours au téléphone.", "Zo_", "joignable",
         Valence.LEVER),
    ]  # fmt: skip


def test_lists_of_codes_become_codebooks(empty: Project, tmp_path: Path) -> None:
    listed = tmp_path / "grille.txt"
    listed.write_text("Accès>>Distance\tloin\nÉquipe\n", encoding="utf-8")
    book = import_codebook(empty, listed)
    assert [(code.key, code.parent) for code in book.codes] == [
        ("acces", None), ("distance", "acces"), ("equipe", None),
    ]  # fmt: skip
    with pytest.raises(NotAllowed, match="already"):
        import_codebook(empty, listed)


def test_restricted_attributes_stay_at_home(tmp_path: Path) -> None:
    with new_project(str(tmp_path / "a.qualcode"), study="antares", acting="Zoé") as project:
        import_cases(project, [Case("P01", "patient", attributes={"network": "R1", "sex": "F"})])
        carried = portable(project)
        assert dict(carried.cases[0].case.attributes) == {"sex": "F"}
        assert any(one.params == {"names": "network"} for one in carried.left_out)
        assert "network" not in tidy_tables(project)["cases"][0]
