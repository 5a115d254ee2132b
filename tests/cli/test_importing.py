"""Transcripts as they come, typed: looked at first, speakers put right, tables of answers."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from qualcode.app.coding.memos import list_memos
from qualcode.app.coding.reading import list_codings, load_transcript
from qualcode.app.projects.studies import list_codebooks
from qualcode.core.codebook import ValencePolicy
from qualcode.store.opening import open_project
from tests import recordings
from tests.cli.conftest import Cli

ANSWERS = (
    "id;kind;decision;motif\n"
    "P01;patient;accepted;Être accompagnée par quelqu’un qui est passé par là\n"
    "P02;patient;refused;Trop loin, « ça ira »\n"
    "P03;patient;refused;\n"
)


@pytest.fixture
def pacto(cli: Cli, tmp_path: Path) -> Path:
    """An empty project of a study of acceptance."""
    project = tmp_path / "pacto.qualcode"
    assert cli("new", project, "--study", "pacto34").code == 0
    return project


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "E07.vtt"
    path.write_bytes(recordings.teams())
    return path


def test_a_preview_tells_all_and_writes_nothing(cli: Cli, pacto: Path, recording: Path) -> None:
    done = cli("import", pacto, recording, "--preview")
    assert done.code == 0, done.err
    assert "4 turns, 4 with a time; captions with times." in done.err + done.out
    assert "P01 (2 turns, 24 words) P01: Mal…" in done.err + done.out
    assert "Nothing was written" in done.err + done.out
    found = cli("import", pacto, recording, "--preview", "--json").json
    assert found["files"][0]["speakers"][0]["label"] == "ENQ"
    assert found["files"][0]["speakers"][0]["coded"] is False
    assert cli("list", pacto, "sources", "--json").json["rows"] == []


def test_speakers_are_renamed_merged_and_mapped_on_the_way_in(
    cli: Cli, pacto: Path, recording: Path
) -> None:
    done = cli("import", pacto, recording, "--speaker", "P01=P07", "--case", "P07=P07-A")
    assert done.code == 0, done.err
    with open_project(str(pacto)) as project:
        transcript = load_transcript(project, "E07")
    assert {who.label: who.case for who in transcript.speakers.values()} == {
        "ENQ": None,
        "P07": "P07-A",
    }
    assert transcript.text.splitlines()[1].startswith("P01 : Mal…"), "the text is not touched"


def test_a_label_that_is_not_there_is_told_with_those_that_are(
    cli: Cli, pacto: Path, recording: Path
) -> None:
    done = cli("import", pacto, recording, "--not-coded", "P99")
    assert done.code != 0
    assert "there are: ENQ, P01" in done.err
    assert "with = between them" in cli("import", pacto, recording, "--speaker", "P01").err


def test_a_changed_file_is_offered_as_a_correction_and_not_doubled(
    cli: Cli, pacto: Path, recording: Path
) -> None:
    assert cli("import", pacto, recording).code == 0
    changed = recording.read_bytes().replace(b"mieux", b"un peu mieux")
    recording.write_bytes(changed)
    told = cli("import", pacto, recording, "--preview")
    assert "a corrected version of E07: qualcode correct" in told.out + told.err
    assert "qualcode correct PROJECT E07 E07.vtt" in cli("import", pacto, recording).err


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_answers_become_cases_with_attributes_and_one_source(
    cli: Cli, pacto: Path, tmp_path: Path, suffix: str
) -> None:
    table = tmp_path / f"motifs{suffix}"
    if suffix == ".csv":
        table.write_text(ANSWERS, encoding="cp1252")
    else:
        table.write_bytes(recordings.workbook([row.split(";") for row in ANSWERS.split("\n")[:-1]]))
    words = ("--text-column", "motif", "--id-column", "id", "--type", "acceptance_log")
    done = cli("import", pacto, table, *words)
    assert done.code == 0, done.err
    cases = cli("list", pacto, "cases", "--json").json["rows"]
    assert [case["case"] for case in cases] == ["P01", "P02", "P03"]
    with open_project(str(pacto)) as project:
        transcript = load_transcript(project, "motifs")
    assert [turn.speaker for turn in transcript.turns] == ["P01", "P02"]
    assert transcript.speakers["P02"].case == "P02"
    assert transcript.text.splitlines()[1] == "P02 : Trop loin, « ça ira »"
    crossed = cli("import", pacto, table, *words)
    assert "already in the project" in crossed.out + crossed.err


def test_mistakes_of_a_table_are_told_by_line(cli: Cli, pacto: Path, tmp_path: Path) -> None:
    table = tmp_path / "motifs.csv"
    table.write_text(ANSWERS.replace("refused", "peut-être"), encoding="utf-8")
    done = cli("import", pacto, table, "--text-column", "motif", "--id-column", "id")
    assert done.code != 0
    assert "peut-être" in done.err
    assert "needs --text-column and --id-column" in cli(
        "import", pacto, table, "--id-column", "id"
    ).err  # fmt: skip
    missing = cli("import", pacto, table, "--text-column", "raison", "--id-column", "id")
    assert "raison" in missing.err


def test_comments_that_name_a_code_are_codings_and_others_are_memos(
    cli: Cli, study: Path, tmp_path: Path
) -> None:
    with open_project(str(study)) as project:
        code = next(
            code
            for code in list_codebooks(project)[0].codes
            if code.codable and code.policy in {ValencePolicy.OPTIONAL, ValencePolicy.REQUIRED}
        )
    made, stream = docx.Document(), io.BytesIO()
    made.add_paragraph("Enquêtrice : Et la route ?")
    line = made.add_paragraph("P02 : ")
    for words, comment in (("Trop loin.", f"Frein {code.key}"), (" Ma sœur venait.", "à relire")):
        made.add_comment([line.add_run(words)], text=comment, author="X", initials="X")
    made.save(stream)
    path = tmp_path / "P02.docx"
    path.write_bytes(stream.getvalue())
    done = cli("import", study, path, "--type", "patient_interview", "--as", "Zoé")
    assert done.code == 0, done.err
    with open_project(str(study), acting="Zoé") as project:
        assert [(one.code, one.quotation, one.valence.value) for one in list_codings(project)] == [
            (code.key, "Trop loin.", "barrier")
        ]
        assert [memo.body for memo in list_memos(project)] == ["à relire"]


def test_a_name_in_a_comment_keeps_the_file_out(cli: Cli, study: Path, tmp_path: Path) -> None:
    made, stream = docx.Document(), io.BytesIO()
    line = made.add_paragraph("P02 : ")
    made.add_comment([line.add_run("Oui.")], text="rappeler au 01 99 00 12 34", author="X")
    made.save(stream)
    path = tmp_path / "P02.docx"
    path.write_bytes(stream.getvalue())
    done = cli("import", study, path)
    assert done.code != 0
    assert "P02 (comments).docx, line 1" in done.err
