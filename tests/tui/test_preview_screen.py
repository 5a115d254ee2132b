"""Looking at transcripts before they enter: speakers renamed, merged, mapped, then imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import DataTable, Input, Static

from qualcode.app.coding.reading import list_cases, list_sources, load_transcript
from qualcode.tui.screens.library import LibraryScreen
from qualcode.tui.screens.preview import PreviewScreen, named_in, paths_of
from qualcode.tui.screens.review import ReviewScreen
from tests import recordings
from tests.tui.driving import HearingApp, opened, settle, told, typed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an interview, and something that is no transcript."""
    folder = tmp_path / "à importer"
    folder.mkdir()
    (folder / "E02.vtt").write_bytes(recordings.teams())
    (folder / "image.png").write_bytes(b"png")
    (folder / "motifs.csv").write_text(TABLE, encoding="utf-8")
    return folder


def rows(app: HearingApp) -> list[list[str]]:
    table = app.screen.query_one(DataTable)
    return [[str(cell) for cell in table.get_row_at(n)] for n in range(table.row_count)]


def look(app: HearingApp, folder: Path) -> None:
    assert isinstance(app.screen, PreviewScreen)
    app.screen.look_at(str(folder))


async def test_speakers_are_put_right_before_anything_is_written(study: str, folder: Path) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "o")
        assert "No files yet" in str(app.screen.query_one("#doubts Static", Static).content)
        await typed(pilot, "o")
        app.screen.query_one(Input).value = str(folder)
        await typed(pilot, "enter")
        await settle(app, pilot)
        assert [row[:5] for row in rows(app)] == [
            ["E02", "ENQ", "2", "8", "not coded"],
            ["E02", "P01", "2", "24", "P01"],
        ]
        assert "captions with times" in str(app.screen.query_one("#doubts Static", Static).content)
        assert told(app, "1 table in the folder was left out")
        await typed(pilot, "down", "enter")
        app.screen.query_one(Input).value = "P07"
        await typed(pilot, "enter", "p")
        app.screen.query_one(Input).value = "P07"
        await typed(pilot, "enter")
        assert rows(app)[1][1:5] == ["P07", "2", "24", "P07"]
        assert app.session is not None
        assert [one.name for one in list_sources(app.session.project)] == ["P01"]
        await typed(pilot, "f5")
        await settle(app, pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert told(app, "1 source imported")
        transcript = load_transcript(app.session.project, "E02")
        assert transcript.speakers["P07"].case == "P07"
        assert transcript.text.startswith("ENQ : ")
        assert transcript.turns[1].start_ms == 2500


async def test_two_labels_become_one_speaker_and_coding_is_one_key(
    study: str, folder: Path
) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "o")
        look(app, folder)
        await settle(app, pilot)
        await typed(pilot, "x")
        assert rows(app)[0][4] == "ENQ"
        await typed(pilot, "enter")
        app.screen.query_one(Input).value = "P01"
        await typed(pilot, "enter")
        assert [row[1:3] for row in rows(app)] == [["P01", "4"]]
        (folder / "A.txt").write_text("ENQ : Oui ?\nP01 : Non.\n", encoding="utf-8")
        look(app, folder / "A.txt")
        await settle(app, pilot)
        assert [row[:3] for row in rows(app)] == [
            ["E02", "P01", "4"], ["A", "ENQ", "1"], ["A", "P01", "1"],
        ]  # fmt: skip
        await typed(pilot, "down", "down", "enter")
        app.screen.query_one(Input).value = "ENQ"
        await typed(pilot, "enter")
        assert app.screen.query_one(DataTable).cursor_row == 1
        await typed(pilot, "d", "d")
        assert rows(app) == []
        await typed(pilot, "escape")
        assert isinstance(app.screen, LibraryScreen)


async def test_a_file_that_cannot_be_read_is_told_and_changes_nothing(
    study: str, tmp_path: Path
) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "o")
        look(app, tmp_path / "rien.vtt")
        await settle(app, pilot)
        assert told(app, "There is no file")
        await typed(pilot, "f5")
        assert isinstance(app.screen, PreviewScreen)


def test_a_line_names_files_with_blanks_quoted_files_or_a_folder(folder: Path) -> None:
    inside = folder / "E02.vtt"
    assert named_in(str(inside)) == paths_of([inside]) == [inside]
    assert paths_of(named_in(str(folder))) == [inside]
    assert named_in(f'"{inside}" /ailleurs/b.txt') == [inside, Path("/ailleurs/b.txt")]


async def test_names_in_files_are_decided_in_the_queue_before_they_enter(
    study: str, folder: Path
) -> None:
    said = "ENQ : Oui ?\nP07 : Le docteur Tchobanyel est venu. Loin, oui.\n"
    (folder / "P07.txt").write_text(said, encoding="utf-8")
    async with opened(study) as (app, pilot):
        await typed(pilot, "o")
        look(app, folder / "P07.txt")
        await settle(app, pilot)
        await typed(pilot, "f5")
        await settle(app, pilot)
        assert isinstance(app.screen, ReviewScreen)
        await typed(pilot, "a", "f5")
        await settle(app, pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert app.session is not None
        text = load_transcript(app.session.project, "P07").text
        assert "[MEDECIN_" in text
        assert "Tchobanyel" not in text


TABLE = (
    "id;groupe;Pourquoi ce choix ?\n"
    "P11;A;« J’avais envie d’essayer, on m’avait dit que ça marchait »\n"
    "P12;B;Parce que l’infirmière m’a bien expliqué\n"
)


async def test_a_table_of_answers_is_asked_about_and_its_respondents_are_put_right(
    study: str, tmp_path: Path
) -> None:
    table = tmp_path / "motifs.csv"
    table.write_text(TABLE, encoding="utf-8")
    async with opened(study) as (app, pilot):
        await typed(pilot, "o")
        look(app, table)
        await settle(app, pilot)
        assert app.screen.query_one("#texts", Input).value == "Pourquoi ce choix ?"
        await typed(pilot, "f5")
        assert [row[1] for row in rows(app)] == ["P11", "P12"]
        await typed(pilot, "enter")
        app.screen.query_one(Input).value = "P19"
        await typed(pilot, "enter", "f5")
        await settle(app, pilot)
        assert app.session is not None
        project = app.session.project
        assert load_transcript(project, "motifs").speakers["P19"].case == "P19"
        held = {case.name: dict(case.attributes) for case in list_cases(project)}
        assert held["P19"] == {"groupe": "A"}
        assert "P11" not in held


async def test_a_changed_file_becomes_the_new_text_of_its_source(
    study: str, tmp_path: Path
) -> None:
    table = tmp_path / "motifs.csv"
    table.write_text(TABLE, encoding="utf-8")
    async with opened(study) as (app, pilot):
        await typed(pilot, "o")
        for words in (TABLE, TABLE.replace("bien expliqué", "très bien expliqué")):
            table.write_text(words, encoding="utf-8")
            look(app, table)
            await settle(app, pilot)
            await typed(pilot, "f5")
            if words == TABLE:
                await typed(pilot, "f5")
                await settle(app, pilot)
                await typed(pilot, "o")
        assert "new text" in str(app.screen.query_one("#doubts Static", Static).content)
        await typed(pilot, "c", "down", "enter")
        await settle(app, pilot)
        assert app.session is not None
        assert "très bien" in load_transcript(app.session.project, "motifs").text
        assert [one.name for one in list_sources(app.session.project)] == ["P01", "motifs"]
