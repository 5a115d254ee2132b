"""The code picker: typing, choosing, closing, and what it says of each code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.widgets import Input, OptionList, Static

from qualcode.i18n import in_language
from qualcode.tui.widgets.picker import NEW, CodePicker
from tests.tui.samples import PickingApp


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def offered(app: PickingApp) -> list[str]:
    return [
        (option.id or "").removeprefix("douleur:")
        for option in app.query_one("#codes", OptionList).options
    ]


def said(app: PickingApp) -> str:
    return "\n".join(
        str(app.query_one(name, Static).content) for name in ("#title", "#valence", "#words")
    )


def chosen(app: PickingApp) -> list[str]:
    return [ref for m in app.heard if isinstance(m, CodePicker.Chosen) for ref in m.refs]


async def test_it_comes_up_with_every_code_recent_ones_first() -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.picker.display
        app.picker.open(recent=["douleur:cout"])
        await pilot.pause()
        assert app.focused is app.query_one(Input)
        expected = ["cout", "peur_geste", "peur_panne", "dernier", "distance", "oedeme"]
        assert offered(app) == expected


@pytest.mark.parametrize(
    ("typed", "refs"),
    [
        ("peur", ["peur_geste", "peur_panne"]),
        ("cout tr", ["cout"]),
        ("crainte", ["peur_panne"]),
        ("oede", ["oedeme"]),
        ("zzzz", []),
    ],
)
async def test_typing_filters(typed: str, refs: list[str]) -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.open()
        await pilot.press(*typed)
        await pilot.pause()
        assert offered(app) == refs


async def test_enter_applies_the_highlighted_code() -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.open()
        await pilot.press(*"peur", "down", "enter")
        await pilot.pause()
        assert chosen(app) == ["douleur:peur_panne"]
        assert [m.control for m in app.heard if isinstance(m, CodePicker.Chosen)] == [app.picker]


async def test_enter_on_nothing_applies_nothing() -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.open()
        await pilot.press(*"zzzz", "enter")
        await pilot.pause()
        assert chosen(app) == []
        assert app.picker.display


@pytest.mark.parametrize(
    ("keys", "new"),
    [
        (("enter",), []),
        (("enter", "enter"), ["zzzz"]),
        (("down", "enter"), ["zzzz"]),
        (("enter", "z", "enter"), []),
        (("enter", "z", "enter", "enter"), ["zzzzz"]),
    ],
)
async def test_a_new_code_is_offered_and_takes_a_second_enter(
    keys: tuple[str, ...], new: list[str]
) -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.open(offers_new=True)
        await pilot.press(*"zzzz")
        await pilot.pause()
        assert offered(app) == [NEW]
        assert "Enter goes to the new code, Enter again makes it." in said(app)
        await pilot.press(*keys)
        await pilot.pause()
        assert [m.new for m in app.heard if isinstance(m, CodePicker.Chosen)] == new


async def test_after_the_codes_that_answer_stands_the_new_one() -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.open(offers_new=True)
        await pilot.press(*"oede")
        await pilot.pause()
        assert offered(app) == ["oedeme", NEW]
        await pilot.press("down")
        await pilot.pause()
        assert "New code “oede”" in said(app)
        assert "Enter makes this provisional code and gives it." in said(app)
        await pilot.press("up", "enter")
        await pilot.pause()
        assert chosen(app) == ["douleur:oedeme"]


async def test_a_click_applies() -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.open()
        await pilot.pause()
        await pilot.click("#codes", offset=(4, 2))
        await pilot.pause()
        assert chosen(app) == ["douleur:dernier"]


async def test_escape_closes_and_changes_nothing_in_the_text() -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "plus")
        before = app.view.selection
        app.picker.open()
        await pilot.press(*"peur", "escape")
        await pilot.pause()
        assert not app.picker.display
        assert app.view.selection == before
        assert any(isinstance(m, CodePicker.Closed) for m in app.heard)


async def test_the_passage_stays_in_sight_above_it() -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(app.view, offset=(12, 21))
        before = app.view.cursor
        app.picker.open(passage=app.words(app.view.selected) or "")
        await pilot.pause()
        assert app.view.cursor == before
        assert app.view.is_in_sight
        app.picker.close()
        await pilot.pause()
        assert app.view.scroll_offset.y == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("peur geste", ["Peur du geste", "Décision", "Valence required → accepter la technique"]),
        ("dernier", ["Always lever → accepter la technique"]),
        ("panne", ["Valence optional → accepter la technique"]),
        ("oede", ["Œdème [b]et[/b] suites", "No valence", "souffle [sic]"]),
        ("cout", ["Coût du transport", "Économique", "→ venir [à l’hôpital]"]),
        ("peur", ["Ce que la personne dit de : peur du geste.", "Elle le dit d’elle-même"]),
        ("zzzz", ["No code answers to this."]),
    ],
)
async def test_it_says_what_the_highlighted_code_means(typed: str, words: list[str]) -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.open()
        await pilot.press(*typed)
        await pilot.pause()
        for expected in words:
            assert expected in said(app)


async def test_names_with_brackets_are_shown_as_they_are() -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.open(passage="peur [red]de[/red] tout")
        await pilot.press(*"oede")
        await pilot.pause()
        option = app.query_one("#codes", OptionList).get_option_at_index(0)
        assert "Œdème [b]et[/b] suites" in str(option.prompt)
        assert "peur [red]de[/red] tout" in app.export_screenshot().replace("&#160;", " ")


async def test_keys_walk_the_list_and_the_meaning_follows() -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.open()
        await pilot.pause()
        seen = []
        for key in ("down", "down", "up", "pagedown", "pageup"):
            await pilot.press(key)
            await pilot.pause()
            assert app.picker.highlighted is not None
            assert app.picker.highlighted.path[-1] in said(app)
            seen.append(app.picker.highlighted.code.key)
        assert seen == ["peur_panne", "dernier", "peur_panne", "oedeme", "peur_geste"]


async def test_opening_again_begins_empty() -> None:
    app = PickingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.picker.open()
        await pilot.press(*"oede", "escape")
        app.picker.open()
        await pilot.pause()
        assert app.query_one(Input).value == ""
        assert len(offered(app)) == 6
