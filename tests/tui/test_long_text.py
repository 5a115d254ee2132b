"""A text of several lines that is taken off the screen while it is being painted."""

from __future__ import annotations

from textual.app import App
from textual.containers import Vertical

from qualcode.tui.widgets.long_text import LongText


async def test_a_text_just_taken_off_is_painted_once_more_without_harm() -> None:
    app = App[None]()
    async with app.run_test(size=(20, 4)) as pilot:
        text = LongText("un\ndeux", compact=True)
        around = Vertical(text)
        await app.screen.mount(around)
        text.focus()
        await pilot.pause()
        with app.batch_update():
            await around.remove()
            assert text in app.screen._compositor.visible_widgets
            assert app.screen._compositor.render_update(full=True) is not None
