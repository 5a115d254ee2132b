"""What the transcript and the picker look like: small and large, dark, light, without colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from qualcode.core.coding import Valence
from qualcode.i18n import in_language
from qualcode.tui.transcript.layout import ShownCoding
from tests.tui.samples import PickingApp, ReadingApp, make_codings, make_transcript, span_of

Snapshot = Callable[..., bool]
SIZES = ((80, 24), (120, 40))
THEMES = ("qualcode-dark", "qualcode-light", "qualcode-mono")

sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
themes = pytest.mark.parametrize("theme", THEMES)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def crowded(theme: str | None) -> ReadingApp:
    """Everything at once: three codings deep, a hit, a focused coding, more than the lanes hold."""
    transcript = make_transcript()
    deep = [
        ShownCoding(f"d{n}", span_of(transcript, "vraiment peur"), f"D{n}", Valence.NEUTRAL, hue=n)
        for n in range(4)
    ]
    return ReadingApp(transcript, [*make_codings(transcript), *deep], theme)


async def with_hits(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, ReadingApp)
    app.view.set_hits([span_of(app.view.transcript, word) for word in ("cathéter", "taxi")])
    await pilot.press("n", "n")


async def picking(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, PickingApp)
    await pilot.press("j", "j", "j")
    app.picker.open(["douleur:cout"], app.words(app.view.selected) or "")
    await pilot.press(*"peur")
    app.query_one(Input).cursor_blink = False
    await pilot.pause()


@sizes
@themes
def test_a_sentence_under_the_cursor(
    snap_compare: Snapshot, size: tuple[int, int], theme: str
) -> None:
    transcript = make_transcript()
    app = ReadingApp(transcript, make_codings(transcript), theme)
    assert snap_compare(app, terminal_size=size, press=["j", "j", "j"])


@sizes
@themes
def test_hits_overlaps_and_a_focused_coding(
    snap_compare: Snapshot, size: tuple[int, int], theme: str
) -> None:
    assert snap_compare(crowded(theme), terminal_size=size, run_before=with_hits)


@themes
def test_a_selection_over_several_rows(snap_compare: Snapshot, theme: str) -> None:
    transcript = make_transcript()
    app = ReadingApp(transcript, make_codings(transcript), theme)
    assert snap_compare(app, terminal_size=(80, 24), press=["j", "j", "j", "v", "j"])


@themes
def test_the_cursor_among_an_interviewers_words(snap_compare: Snapshot, theme: str) -> None:
    assert snap_compare(ReadingApp(theme=theme), terminal_size=(80, 24), press=["j"])


@sizes
@themes
def test_the_picker_under_the_text(
    snap_compare: Snapshot, size: tuple[int, int], theme: str
) -> None:
    assert snap_compare(PickingApp(theme), terminal_size=size, run_before=picking)


def test_the_no_color_environment(snap_compare: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = crowded(None)
    assert app.theme == "qualcode-mono"
    assert snap_compare(app, terminal_size=(80, 24), run_before=with_hits)
