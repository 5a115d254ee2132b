"""Small things that a person's hands expect: j and k, several lines, the clipboard, settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import DataTable, TextArea, Tree

from qualcode.app.coding.memos import list_memos
from qualcode.core.agreement.report import Estimate
from qualcode.core.asking.typed_code import TypedCode, typed_code
from qualcode.core.coding import Valence
from qualcode.core.errors import FormatProblem
from qualcode.core.people import Case
from qualcode.core.wording.codebook_diff import setting_said
from qualcode.store.opening import open_project
from qualcode.store.rows import cases as case_rows
from qualcode.tui.palette import commands
from qualcode.tui.screens.agreement import reached
from qualcode.tui.settings import LARGE_PRINT, Settings, keep_settings, own_settings, settings_file
from qualcode.tui.theme import GLYPH_CONTRAST, PALETTES, TEXT_CONTRAST, contrast
from tests.tui.driving import code_with, codings, opened, settle, told, typed


async def test_j_and_k_walk_in_every_table(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "C")
        tree = app.focused
        assert isinstance(tree, Tree)
        before = tree.cursor_line
        await typed(pilot, "j", "j", "k")
        assert tree.cursor_line == before + 1


async def test_the_same_code_again_on_a_coded_passage_is_said(study: str) -> None:
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        await typed(pilot, "full_stop")
        assert len(codings(app)) == 1
        assert told(app, "is here already: nothing was done")


async def test_a_margin_note_has_several_lines_and_no_letter_of_it_is_a_command(
    study: str,
) -> None:
    async with opened(study) as (app, pilot):
        await pilot.press("v", "j", "m", *"La", "enter", *"Ça", "escape")
        await pilot.pause()
        assert app.session is not None
        assert [memo.body for memo in list_memos(app.session.project)] == ["La\nÇa"]
        assert not app.screen.query(TextArea)
        await typed(pilot, "u")
        assert list_memos(app.session.project) == []
        assert told(app, "Undone: ")


async def test_a_quotation_is_copied_with_its_address_and_doubt_is_said(study: str) -> None:
    with open_project(study, acting="Zoé") as project, project.change("import_cases") as change:
        case_rows.put_case(change, Case("P01", "patient"))
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j", "y")
        assert app.clipboard.endswith("(P01 · 2.1)")
        assert told(app, "asks for a confirmation before these words are printed")
        await code_with(pilot, "dist")
        await typed(pilot, "C", "j")
        app.copy_to_clipboard("")
        await typed(pilot, "enter")
        await typed(pilot, "y")
        assert "Le plus dur" in app.clipboard


async def test_who_agreed_is_copied_without_a_warning(study: str) -> None:
    with open_project(study, acting="Zoé") as project, project.change("import_cases") as change:
        case_rows.put_case(change, Case("P01", "patient", quote_allowed=True))
    async with opened(study) as (app, pilot):
        await typed(pilot, "enter", "j", "y")
        assert told(app, "Copied: P01 · 2.1")
        assert not told(app, "confirmation")


async def test_large_print_has_fewer_columns_and_is_remembered(study: str) -> None:
    async with opened(study) as (app, pilot):
        app.keep(theme=LARGE_PRINT, animation=False)
        await typed(pilot, "C", "L")
        columns = [str(one.label) for one in app.screen.query_one(DataTable).columns.values()]
        assert "Words" not in columns
        assert app.animation_level == "none"
    async with opened(study) as (app, pilot):
        assert app.theme == LARGE_PRINT
        assert app.animation_level == "none"


async def test_large_print_chosen_twice_in_the_palette_is_off_again(study: str) -> None:
    async with opened(study) as (app, _pilot):
        app.keep(theme="qualcode-light")
        for theme, words in ((LARGE_PRINT, "is on"), ("qualcode-light", "is off")):
            next(one for one in commands(app) if one.title == "Large print").callback()
            assert app.theme == theme
            assert told(app, f"Large print {words}.")


def test_settings_are_read_as_they_were_written_and_mistakes_are_told(tmp_path: Path) -> None:
    liked = Settings(theme='a "b"\\c', animation=False, language="fr")
    keep_settings(liked)
    assert own_settings() == liked
    assert own_settings(tmp_path / "aucun.toml") == Settings()
    for wrong in ("animation = 'non'", "thème = 1", "= rien", "language = 'de'"):
        settings_file().write_text(wrong, encoding="utf-8")
        with pytest.raises(FormatProblem):
            own_settings()


@pytest.mark.parametrize(
    ("words", "names", "parted"),
    [
        ("dist - à citer", (), TypedCode("dist", Valence.BARRIER, "à citer")),
        ("dist + // mémo", (), TypedCode("dist", Valence.LEVER, "mémo")),
        ("dist +- les - ou non", (), TypedCode("dist", Valence.AMBIVALENT, "les - ou non")),
        ("soutien - fam", ("Soutien - famille",), TypedCode("soutien - fam")),
        ("soutien-famille", (), TypedCode("soutien-famille")),
        ("dist -", (), TypedCode("dist", Valence.BARRIER)),
    ],
)  # fmt: skip
def test_a_memo_follows_the_side_with_or_without_slashes(
    words: str, names: tuple[str, ...], parted: TypedCode
) -> None:
    assert typed_code(words, names) == parted


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("policy", "required", "required"),
        ("fixed", "barrier", "barrier"),
        ("usual", "barrier, lever", "barrier, lever"),
        ("codable", "", "no"),
        ("target", "l’accès", "l’accès"),
    ],
)
def test_settings_of_codes_are_told_in_words(part: str, value: str, words: str) -> None:
    assert setting_said(part, value).lower() == words.lower()


@pytest.mark.parametrize("mode", ["library", "matrix", "chart"])
async def test_large_print_gives_the_rows_of_the_screen_one_sees_more_room_at_once(
    study: str, mode: str
) -> None:
    async with opened(study, size=(80, 24)) as (app, pilot):
        await typed(pilot, "enter", "j")
        await code_with(pilot, "dist")
        await typed(pilot, "R")
        app.action_mode(mode)
        await settle(app, pilot)
        for theme, height in ((LARGE_PRINT, 2), ("qualcode-dark", 1)):
            app.keep(theme=theme)
            await settle(app, pilot)
            rows = app.screen.query_one(DataTable).ordered_rows
            assert {row.height for row in rows} == {height}


async def test_every_sign_and_hint_of_large_print_stands_out(study: str) -> None:
    async with opened(study, size=(80, 24)) as (app, _pilot):
        app.keep(theme=LARGE_PRINT)
        colours = app.current_theme.variables
        hint = contrast(colours["text-disabled"], PALETTES[LARGE_PRINT].panel)
        assert hint >= TEXT_CONTRAST
        for low, sign in ((0.9, "●"), (0.7, "◐"), (0.1, "○")):
            told = reached(Estimate(0.9, low=low, high=1.0), colours)
            assert told.plain == sign
            assert contrast(str(told.style), PALETTES[LARGE_PRINT].surface) >= GLYPH_CONTRAST
