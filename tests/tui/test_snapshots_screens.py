"""What whole screens look like, on an invented study: a pick of sizes, themes and languages."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from qualcode.app.codebook.versions import publish_version
from qualcode.app.codebook.work import edit_wording
from qualcode.app.coding.coding import code_passage, mark_source
from qualcode.app.coding.memos import note_passage, write_memo
from qualcode.app.texts.correcting import correct_source
from qualcode.core.codebook import Codebook
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.memo import About, MemoKind
from qualcode.core.people import Progress
from qualcode.i18n import current_language, set_language
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from qualcode.store.rows import codebooks as codebook_rows
from qualcode.store.rows import memos as memo_rows
from qualcode.tui.app import QualcodeApp
from tests.app.correction_stories import HOURS, NURSE, ROAD, said
from tests.app.test_crosswalks import CADRE, mapped
from tests.stories import SAID, fill, place

Snapshot = Callable[..., bool]
Before = Callable[[Pilot[None]], Awaitable[None]]
DAY = "2026-03-14T09:26:53+00:00"


@dataclass(frozen=True)
class Look:
    """A screen: how one comes there, and how it is shown."""

    name: str
    keys: tuple[str, ...]
    size: tuple[int, int] = (80, 24)
    theme: str = "dark"
    language: str = "en"
    typed: str = ""
    """What stands in the line of the search screen."""

    def __str__(self) -> str:
        width, height = self.size
        return f"{self.name}-{width}x{height}-{self.theme}-{self.language}"


LARGE = (120, 40)
ROUTE = ("enter", "j")
LOOKS = (
    Look("library", (), language="fr"),
    Look("library", (), LARGE, "light"),
    Look("code", ROUTE, language="fr"),
    Look("code", ROUTE, LARGE, "light"),
    Look("code", (*ROUTE, "n", "c"), theme="mono"),
    Look("read", ("v", "j"), language="fr"),
    Look("read", ("v", "j"), LARGE, "mono"),
    Look("codebook", ("C", "down", "down"), language="fr"),
    Look("codebook", ("C", "down", "down"), LARGE, "light"),
    Look("quotations", ("C", "down", "enter"), theme="mono", language="fr"),
    Look("quotations", ("C", "down", "enter"), LARGE),
    Look("themes", ("T",), theme="light", language="fr"),
    Look("themes", ("T",), LARGE),
    Look("memos", ("M",)),
    Look("memos", ("M", "down"), LARGE, "light"),
    Look("search", ("F",), typed="route | infirm*", theme="light", language="fr"),
    Look("search", ("F",), LARGE, typed="route | infirm*"),
    Look("corrections", ("D",), theme="mono"),
    Look("corrections", ("D",), LARGE),
    Look("rewriting", (*ROUTE, "E"), theme="light"),
    Look("versions", ("C", "v")),
    Look("crosswalk", ("C", "W"), LARGE, "mono"),
    Look("help", ("enter", "question_mark"), LARGE),
)


@pytest.fixture(autouse=True)
def english(request: pytest.FixtureRequest) -> Iterator[None]:
    """The language of the look."""
    before = current_language()
    set_language(request.node.callspec.params["look"].language)
    yield
    set_language(before)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interview coded by two, with memos, a correction and two codebooks; all of one day."""
    where = tmp_path_factory.mktemp("looks") / "étude.qualcode"
    with (
        pytest.MonkeyPatch.context() as patch,
        create_project(str(where), title="Étude inventée", acting="Zoé") as project,
    ):
        patch.setattr(memo_rows, "now", lambda: DAY)
        fill(project)
        for book in (mapped(), CADRE):
            add_book(project, book)
        code(project, (ROAD, "essai:distance", Valence.BARRIER))
        code(project, (HOURS, "essai:distance", Valence.BARRIER))
        code(project, (NURSE, "essai:joignable", Valence.LEVER))
        code(project, ("Ma sœur venait.", "grille:proches", Valence.LEVER))
        remember(project)
        mark_source(project, "P01", Progress.READ)
        project.acting = "Ana"
        code(project, (ROAD, "essai:distance", Valence.BARRIER))
        mark_source(project, "P01", Progress.READ)
        project.acting = "Zoé"
        correct_source(
            project, "P01", said(2, SAID[1][1].replace("Deux heures", "Trois heures", 1))
        )
    return where


@pytest.fixture
def study(template: Path, tmp_path: Path) -> str:
    """The study, for one test alone."""
    return str(shutil.copy(template, tmp_path / template.name))


def remember(project: Project) -> None:
    write_memo(project, "Tout se joue en route, « même » l’été.", kind=MemoKind.REFLEXIVE)
    write_memo(project, "Ni parking ni loyer.", about=About.CODE, name="essai:distance",
               kind=MemoKind.DEFINITION)  # fmt: skip
    note_passage(project, "P01", place("l’infirmière"), "Œdème ? Réécouter ce passage.")
    publish_version(project, "essai", "1.1")
    edit_wording(project, "essai:distance", definition={"fr": "La route.", "en": "The road."})


def code(project: Project, given: tuple[str, str, Valence]) -> None:
    words, ref, valence = given
    code_passage(project, NewCoding("P01", place(words), ref, valence))


def add_book(project: Project, book: Codebook) -> None:
    with project.change("import_codebook") as change:
        codebook_rows.add_codebook(change, book)


def on_the_way(look: Look) -> Before:
    """What is done before the picture is taken."""

    async def before(pilot: Pilot[None]) -> None:
        app = pilot.app
        await settled(pilot)
        app.theme = f"qualcode-{look.theme}"
        for key in look.keys:
            await pilot.press(key)
            await settled(pilot)
        if look.typed:
            app.screen.query_one("#asked", Input).value = look.typed
            await pilot.press("enter")
            await settled(pilot)
        for line in app.screen.query(Input):
            line.cursor_blink = False
        await settled(pilot)

    return before


async def settled(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    for _ in range(4):
        await pilot.pause()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_screen(snap_compare: Snapshot, study: str, look: Look) -> None:
    app = QualcodeApp(study, "Zoé")
    try:
        assert snap_compare(app, terminal_size=look.size, run_before=on_the_way(look))
    finally:
        app.close()
