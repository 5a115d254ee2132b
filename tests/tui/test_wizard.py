"""A new project by questions: Enter takes what is proposed, nothing typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList

from qualcode.app.coding.reading import list_coders
from qualcode.app.projects.studies import list_codebooks, study_of
from qualcode.core.codebook import said
from qualcode.core.people import Role
from qualcode.core.study import Stance
from qualcode.i18n import current_language, in_language, set_language
from qualcode.interop.study_yaml import read_study
from qualcode.store.opening import open_project
from qualcode.tui.app import ANEW, QualcodeApp
from qualcode.tui.screens.library import LibraryScreen
from qualcode.tui.screens.welcome import WelcomeScreen
from qualcode.tui.screens.wizard import Lines, WizardScreen
from tests.tui.driving import HearingApp, opened, settle, shown, typed


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


async def page_of(app: HearingApp, pilot: Pilot[None], wanted: str) -> None:
    """Enter until the question holds the words."""
    for _ in range(15):
        if wanted in shown(app, "#question"):
            return
        await typed(pilot, "enter")
    raise AssertionError(f"no page asks “{wanted}”")


async def test_enter_alone_makes_a_project_that_can_be_coded_in(tmp_path: Path) -> None:
    async with opened(None, acting=None, size=(80, 24)) as (app, pilot):
        assert isinstance(app.screen, WelcomeScreen)
        await typed(pilot, "n")
        await page_of(app, pilot, "This will be made")
        assert not list(tmp_path.glob("*.qualcode")), "nothing is written before the last page"
        await typed(pilot, "enter")
        await settle(app, pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert app.screen.query_one("#empty").display
        assert app.session is not None
        assert app.session.project.acting == "C1"
        assert [book.codes for book in list_codebooks(app.session.project)] == [()]
    assert (tmp_path / "exports").is_dir()
    with open_project(str(tmp_path / "my_study.qualcode")) as project:
        assert study_of(project).extra == read_study(tmp_path / "my_study.study.yaml").extra
        assert [coder.name for coder in list_coders(project)] == ["C1", "C2"]


async def test_going_back_and_forth_loses_nothing() -> None:
    async with opened(None, acting=None, size=(80, 24)) as (app, pilot):
        app.new_project()
        await pilot.pause()
        await typed(pilot, "enter")
        await typed(pilot, "end", *"!", "f5")
        await page_of(app, pilot, "known about each")
        await typed(pilot, "enter")
        await page_of(app, pilot, "sites")
        await typed(pilot, *"CHU Nord (CHU)", "enter", *"CH Sud", "enter", "enter")
        assert "networks" in shown(app, "#question")
        await typed(pilot, "escape", "escape", "escape")
        assert "coding understood" in shown(app, "#question")
        options = app.screen.query_one("#options", OptionList)
        assert options.highlighted == 0
        await typed(pilot, "down", "down", "down", "escape", "enter")
        assert app.screen.query_one("#options", OptionList).highlighted == 3
        assert isinstance(app.screen, WizardScreen)
        draft = app.screen.asked.draft
        assert (draft.title, draft.stance, draft.sites) == (
            "My study!", Stance.REFLEXIVE, ("CHU Nord (CHU)", "CH Sud"),
        )  # fmt: skip
        assert "comparison" not in app.screen.asked.names(), "a reflexive study compares nobody"


async def test_what_cannot_be_is_said_where_it_is_typed_and_kept(tmp_path: Path) -> None:
    async with opened(None, acting=None, size=(80, 24)) as (app, pilot):
        app.new_project()
        await pilot.pause()
        await page_of(app, pilot, "Who takes part")
        await typed(pilot, "backspace", *"x", "f5")
        assert "none of: coder, adjudicator, reader, trainee" in shown(app, "#notes")
        await typed(pilot, "escape", "enter")
        assert isinstance(app.screen, WizardScreen)
        page = app.screen.asked.page("coders")
        assert page.lines is not None
        assert page.lines[-1] == "C2: codex"
        assert not list(tmp_path.glob("*.qualcode"))


async def test_a_shipped_study_brings_its_codebooks_and_keeps_what_is_not_asked(
    tmp_path: Path,
) -> None:
    async with opened(None, acting=None) as (app, pilot):
        app.new_project()
        await pilot.pause()
        await typed(pilot, "down", "enter")
        await page_of(app, pilot, "This will be made")
        await typed(pilot, "enter")
        await settle(app, pilot)
        assert app.session is not None
        books = [book.id for book in list_codebooks(app.session.project)]
        assert books[:2] == ["antares_patients", "antares_networks"]
        roles = {coder.name: coder.role for coder in list_coders(app.session.project)}
        assert roles["A1"] is Role.ADJUDICATOR
    made = read_study(tmp_path / "antares.study.yaml")
    assert made.extra["ratings"]
    assert "AnTARES" in said(made.title)


async def test_missing_projects_are_grey_and_the_first_that_is_there_is_offered(
    study: str, tmp_path: Path
) -> None:
    from qualcode.app.projects.recent import remember

    remember(Path(study))
    remember(tmp_path / "déplacé.qualcode")
    async with opened(None) as (app, pilot):
        recent = app.screen.query_one("#recent", OptionList)
        gone, stands = recent.options
        assert gone.disabled
        assert "not there any more" in str(gone.prompt)
        assert not stands.disabled
        assert recent.highlighted == 1
        await typed(pilot, "enter")
        await settle(app, pilot)
        assert app.screen.query_one(DataTable).row_count == 1


async def test_another_language_keeps_the_answers_and_the_page(tmp_path: Path) -> None:
    before = current_language()
    try:
        async with opened(None, acting=None, size=(80, 24)) as (app, pilot):
            app.new_project()
            await pilot.pause()
            await typed(pilot, "enter")
            await typed(pilot, "end", *" é", "f5")
            await page_of(app, pilot, "sites")
            await typed(pilot, *"CHU Nord (CHU)")
            app.action_language("fr")
            begun = app.begun
            assert app.return_code == ANEW
        with in_language("fr"):
            again = QualcodeApp(begun=begun)
            async with again.run_test(size=(80, 24)) as pilot:
                await pilot.pause()
                assert isinstance(again.screen, WizardScreen)
                assert "sites participent" in shown(again, "#question")
                assert again.screen.query_one(Lines).text == "CHU Nord (CHU)"
                assert again.screen.asked.draft.title == "My study é"
                await typed(pilot, "escape")
                assert isinstance(again.screen, WizardScreen)
                again.close()
    finally:
        set_language(before)


async def test_what_is_proposed_is_proposed_in_the_language_of_the_screens() -> None:
    async with opened(None, acting=None, size=(80, 24)) as (app, pilot):
        app.new_project()
        await pilot.pause()
        await typed(pilot, "enter")
        assert isinstance(app.screen, WizardScreen)
        begun = app.screen.begun()
        assert begun.at == "name"
    with in_language("fr"):
        assert begun.asked.draft.title == "Mon étude"
        assert begun.asked.draft.transcripts == ("fr",)


async def test_a_line_is_added_to_what_is_proposed() -> None:
    async with opened(None, acting=None, size=(80, 24)) as (app, pilot):
        app.new_project()
        await pilot.pause()
        await page_of(app, pilot, "known about each")
        lines = app.screen.query_one(Lines)
        proposed = lines.text
        assert "End, then Enter, adds one" in shown(app, "#why")
        await typed(pilot, "end", "enter", *"ward", "enter")
        assert lines.text == f"{proposed}\nward\n"
        await typed(pilot, "up", "home", "enter", "up", "enter")
        assert lines.text == f"{proposed}\n\n\nward\n", "only at the end an empty line goes on"
        await typed(pilot, "pagedown", "enter")
        assert "sites" in shown(app, "#question")
