"""The queue before an import: every row by one key, nothing written before it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input

from qualcode.app.pseudonyms.reviewing import Review
from qualcode.core.privacy.reviewing import Choice
from qualcode.i18n import current_language, set_language
from qualcode.store.opening import create_project
from qualcode.tui.crash import crash_line
from qualcode.tui.review_app import ReviewApp
from qualcode.tui.widgets.key_line import KeyLine
from tests.app.review_stories import accept_all, key_of, review_of, sent
from tests.tui.driving import settle, shown, typed


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """Two files with names, about to enter an empty project."""
    with create_project(str(tmp_path / "é.qualcode"), title="Essai", acting="Zoé") as project:
        yield review_of(project, sent(tmp_path))


@pytest.fixture(autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[None]:
    """The language of a test, English unless it names another."""
    before = current_language()
    set_language(getattr(request, "param", "en"))
    yield
    set_language(before)


@asynccontextmanager
async def queue(review: Review) -> AsyncIterator[tuple[ReviewApp, Pilot[None]]]:
    app = ReviewApp(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(app, pilot)
        yield app, pilot


def mentions(app: ReviewApp) -> str:
    return shown(app, "#mentions Static")


def rows(app: ReviewApp) -> list[list[str]]:
    table = app.screen.query_one(DataTable)
    return [[str(cell) for cell in table.get_row_at(n)] for n in range(table.row_count)]


async def answer(pilot: Pilot[None], words: str) -> None:
    pilot.app.screen.query_one(Input).value = words
    await typed(pilot, "enter")


async def test_each_row_is_decided_by_one_key(review: Review) -> None:
    async with queue(review) as (app, pilot):
        assert "0/" in shown(app, "#heading")
        await typed(pilot, "a")
        first = review.rows[0].decision
        assert first is not None
        assert first.choice is Choice.REPLACE
        await typed(pilot, "r")
        await answer(pilot, "une soignante")
        await typed(pilot, "k")
        await answer(pilot, "personnage public")
        kinds = [row.decision.choice for row in review.rows[:3] if row.decision]
        assert kinds == [Choice.REPLACE, Choice.REPLACE, Choice.KEEP]
        await typed(pilot, "u", "u")
        assert review.rows[1].decision is None


async def test_a_row_can_be_merged_and_a_missed_name_listed(review: Review) -> None:
    async with queue(review) as (_app, pilot):
        await typed(pilot, "m")
        await answer(pilot, "Odalie")
        decided = review.rows[0].decision
        assert decided is not None
        assert decided.pseudonym == review.proposed(key_of(review, "Odalie"))
        await typed(pilot, "e")
        await answer(pilot, "gentil")
        assert key_of(review, "gentil")


async def test_names_are_shown_in_clear_until_they_are_masked(review: Review) -> None:
    async with queue(review) as (app, pilot):
        assert "Garancher" in mentions(app)
        await typed(pilot, "v")
        told = mentions(app) + str(rows(app))
        assert not [name for name in ("Garancher", "Tchobanyel", "Odalie") if name in told]


async def test_one_tier_is_shown_at_a_time(review: Review) -> None:
    async with queue(review) as (app, pilot):
        await typed(pilot, "t", "t", "t")
        assert {row[2] for row in rows(app)} == {"indirect"}


async def test_the_import_asks_why_while_anything_is_open(review: Review) -> None:
    async with queue(review) as (app, pilot):
        await typed(pilot, "f5")
        await answer(pilot, "")
        assert app.reason is None
        await typed(pilot, "f5")
        await answer(pilot, "lecture à deux demain")
        assert app.reason == "lecture à deux demain"


async def test_a_decided_review_is_imported_at_once_and_leaving_is_asked(review: Review) -> None:
    accept_all(review)
    async with queue(review) as (app, pilot):
        await typed(pilot, "q")
        await typed(pilot, "enter")
        assert app.is_running
        await typed(pilot, "f5")
        assert app.reason == ""


async def test_a_second_reader_decides_a_sample_without_seeing_the_decisions(
    review: Review,
) -> None:
    accept_all(review)
    review.keep(key_of(review, "Odalie"), "personnage public")
    async with queue(review) as (app, pilot):
        await typed(pilot, "w")
        assert {row[-1] for row in rows(app)} == {""}
        assert len(rows(app)) == 2
        await typed(pilot, "a", "a")
        assert review.second is not None
        assert review.second.percent.value == 0.5
        assert len(rows(app)) == len(review.rows)


@pytest.mark.parametrize("language", ["fr", "en"], indirect=True)
async def test_eighty_columns_cut_no_key(review: Review) -> None:
    async with queue(review) as (app, _pilot):
        keys = app.screen.query_one(KeyLine).shown()
        assert keys[-1].action == "help"
        assert keys[-1].end <= 80
        assert {"accept", "replace", "keep", "finish"} <= {key.action for key in keys}


def test_a_crash_tells_where_and_never_what() -> None:
    try:
        int("Garancher")
    except ValueError as error:
        told = crash_line(error)
    assert "test_review_screen.py" in told
    assert "ValueError" in told
    assert "Garancher" not in told
