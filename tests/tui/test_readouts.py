"""Versions of a codebook compared on the screen, and codings read through a crosswalk."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import DataTable, Static

from qualcode.app.codebook.versions import publish_version
from qualcode.app.codebook.work import create_code, edit_wording
from qualcode.core.codebook import Codebook
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.tui.app import QualcodeApp
from tests.app.test_crosswalks import mapped
from tests.app.test_crosswalks import study as coded_study
from tests.tui.driving import opened, settle, shown, typed


def differences(app: QualcodeApp) -> str:
    return str(app.screen.query_one("#differences Static", Static).content)


def edit(project: Project) -> None:
    publish_version(project, "essai", "1.1")
    edit_wording(project, "essai:distance", definition={"fr": "La route.", "en": "The road."})
    publish_version(project, "essai", "1.2")
    edit_wording(project, "essai:distance", definition={"fr": "La route, loin.", "en": "The way."})
    create_code(project, "essai", {"fr": "Coût", "en": "Cost"}, parent="acces")


async def test_versions_are_compared_in_every_language_they_speak(study: str) -> None:
    with open_project(study, acting="Zoé") as project:
        edit(project)
    async with opened(study) as (app, pilot):
        await typed(pilot, "C", "v")
        await settle(app, pilot)
        said = differences(app)
        assert "1.2 → now" in shown(app, "#heading")
        assert "Distance  Definition [fr]: La route[+, loin+]." in said
        assert "Distance  Definition [en]: The [−road−][+way+]." in said
        assert "New codes (1)" in said
        assert "Cost / Coût" in said
        assert "1 code means something else" in said
        await typed(pilot, "b")
        assert "1.1 → now" in shown(app, "#heading")
        assert "[fr]: [+La route, loin.+]" in differences(app)
        await typed(pilot, "t")
        assert "1.1 → 1.1" in shown(app, "#heading") or "→ 1.0" in shown(app, "#heading")


async def test_a_codebook_without_another_version_differs_in_nothing(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "C", "v")
        await settle(app, pilot)
        assert "Nothing is different" in differences(app) or "No version" in differences(app)
        await typed(pilot, "escape")
        assert "Codebook" in shown(app, "#heading")


def mapped_project(folder: Path, book: Codebook) -> str:
    where = str(folder / "croisée.qualcode")
    with create_project(where, title="Étude croisée", acting="Zoé") as project:
        coded_study(project, book)
    return where


async def test_a_crosswalk_is_read_out_with_counts_and_said_to_be_derived(tmp_path: Path) -> None:
    async with opened(mapped_project(tmp_path, mapped())) as (app, pilot):
        await typed(pilot, "C", "W")
        await settle(app, pilot)
        assert "derived, not coded" in shown(app, "#heading")
        table = app.screen.query_one("#table", DataTable)
        rows = [[str(cell) for cell in table.get_row_at(row)] for row in range(table.row_count)]
        assert [(row[0], row[1]) for row in rows] == [("Means", "1"), ("Ties", "2")]
        assert "Distance 1" in rows[0][-1]
        assert "1 coding has no counterpart" in shown(app, "#notes")
        await typed(pilot, "w")
        assert "all coders" in shown(app, "#heading")


async def test_a_crosswalk_that_may_not_be_read_is_not_offered(tmp_path: Path) -> None:
    async with opened(mapped_project(tmp_path, mapped(refused=True))) as (app, pilot):
        await typed(pilot, "C", "W")
        await settle(app, pilot)
        assert "may be read so" in shown(app, "#notes")
