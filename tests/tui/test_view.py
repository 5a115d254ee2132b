"""The transcript view under keys and mouse: where it goes, what it selects, what it redraws."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from qualcode.core.coding import Valence
from qualcode.core.passages import EDGES, NOBODY_CODED, TWO_SPEAKERS
from qualcode.core.spans import Span
from qualcode.i18n import in_language
from qualcode.tui.transcript.layout import ShownCoding
from qualcode.tui.transcript.paint import Frame, State
from qualcode.tui.transcript.surface import TranscriptSurface
from qualcode.tui.transcript.view import TranscriptView
from tests.tui.samples import TALK, ReadingApp, make_codings, make_transcript, span_of

FIRST = "Bonjour, l’enregistrement tourne."
FEAR = "Moi j’avais peur, vraiment peur du geste."
DRAGGED = (
    "peur, vraiment peur du geste. On m’a dit « vous verrez bien », et puis l’équipe a tout "
    "expliqué, le cathéter, la morphine, les remplissages"
)
TOGETHER = f"Moi j’avais {DRAGGED}."


def coded_app(times: int = 1) -> ReadingApp:
    transcript = make_transcript(TALK * times)
    return ReadingApp(transcript, make_codings(transcript))


@contextmanager
def drawn_rows() -> Iterator[list[int]]:
    """The rows that the view draws (asks its painter for) inside the block."""
    rows: list[int] = []
    draw = TranscriptSurface._draw

    def counting(self: TranscriptSurface, row: int, state: State) -> object:
        rows.append(row)
        return draw(self, row, state)

    with patch.object(TranscriptSurface, "_draw", counting):
        yield rows


@contextmanager
def rendered_lines() -> Iterator[list[int]]:
    """The lines that Textual asks the view to render inside the block."""
    lines: list[int] = []
    render = TranscriptView.render_line

    def counting(self: TranscriptView, y: int) -> object:
        lines.append(y)
        return render(self, y)

    with patch.object(TranscriptView, "render_line", counting):
        yield lines


def cell_of(view: TranscriptView, words: str, inside: int = 0) -> tuple[int, int]:
    """Where on the widget the first of `words` is drawn."""
    layout = view.text_layout
    offset = span_of(view.transcript, words).start + inside
    frame = view._frame
    return (
        frame.gutter + layout.column_of(offset),
        layout.row_of(offset) - view.scroll_offset.y,
    )


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("j", "Comment est venue l’idée de la pompe ?"),
        ("down down", "Oh ben, par le docteur de la douleur."),
        ("j k", FIRST),
        ("j up", FIRST),
        ("w", "Bonjour"),
        ("right right", "l’enregistrement"),
        ("w w b", "Bonjour"),
        ("w w left", "Bonjour"),
        ("J", "Oh ben, par le docteur de la douleur."),
        ("J K", FIRST),
        ("ctrl+down", "Oh ben, par le docteur de la douleur."),
        ("n", FEAR),
        ("n n n p", "peur du geste"),
        ("end", "Moi on me l’a mise dans la main, c’est petit, ça pèse rien du tout."),
        ("end home", FIRST),
        ("w escape", FIRST),
    ],
)
async def test_keys_move_the_cursor(keys: str, expected: str) -> None:
    app = coded_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys.split())
        assert app.words(app.view.cursor) == expected


async def test_search_hits_are_walked_by_key() -> None:
    app = coded_app()
    async with app.run_test(size=(80, 24)) as pilot:
        hits = [span_of(app.view.transcript, word) for word in ("trajet", "cathéter")]
        app.view.set_hits(hits)
        await pilot.press("N", "N", "P")
        assert app.words(app.view.cursor) == "cathéter"


async def test_an_interviewers_words_are_entered_and_the_cursor_says_so() -> None:
    app = coded_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j")
        moves = [m for m in app.heard if isinstance(m, TranscriptView.CursorMoved)]
        assert [(app.words(m.span), m.codable) for m in moves] == [
            (FIRST, False),
            ("Comment est venue l’idée de la pompe ?", False),
            ("Oh ben, par le docteur de la douleur.", True),
        ]
        assert all(m.control is app.view for m in moves)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("j j j v j", TOGETHER),
        ("j j j w shift+right shift+right", "Moi j’avais peur"),
        ("j j j w W W B", "Moi j’avais"),
        ("j j j shift+down shift+up", FEAR),
        ("j j j w plus", FEAR),
        ("j j j w greater_than_sign", FEAR),
        ("j j j w plus minus", None),
        ("j j j minus", "Moi"),
        ("j j j less_than_sign", "Moi"),
        ("j j j v escape", None),
        ("j j j plus j", None),
    ],
)
async def test_keys_select(keys: str, expected: str | None) -> None:
    app = coded_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys.split())
        assert app.words(app.view.selection) == expected


async def test_growing_reaches_the_whole_turn_and_stops() -> None:
    app = coded_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "j", "plus", "plus")
        assert app.view.selection == app.view.transcript.turns[1].speech


Gesture = Callable[[Pilot[None], ReadingApp], Awaitable[None]]


async def drag(pilot: Pilot[None], app: ReadingApp) -> None:
    view = app.view
    await pilot.mouse_down(view, offset=cell_of(view, "peur, vraiment", 2))
    await pilot.hover(view, offset=cell_of(view, "remplissages", 3))
    await pilot.mouse_up(view, offset=cell_of(view, "remplissages", 3))


async def drag_back(pilot: Pilot[None], app: ReadingApp) -> None:
    view = app.view
    await pilot.mouse_down(view, offset=cell_of(view, "geste", 4))
    await pilot.hover(view, offset=cell_of(view, "vraiment"))
    await pilot.mouse_up(view, offset=cell_of(view, "vraiment"))


async def double_click(pilot: Pilot[None], app: ReadingApp) -> None:
    await pilot.click(app.view, offset=cell_of(app.view, "vraiment"), times=2)


async def triple_click(pilot: Pilot[None], app: ReadingApp) -> None:
    await pilot.click(app.view, offset=cell_of(app.view, "on essaie"), times=3)


async def shift_click(pilot: Pilot[None], app: ReadingApp) -> None:
    await pilot.click(app.view, offset=cell_of(app.view, "Oh ben"))
    await pilot.click(app.view, offset=cell_of(app.view, "vraiment"), shift=True)


async def click(pilot: Pilot[None], app: ReadingApp) -> None:
    await pilot.click(app.view, offset=cell_of(app.view, "vraiment"))


@pytest.mark.parametrize(
    ("gesture", "expected"),
    [
        (drag, DRAGGED),
        (drag_back, "vraiment peur du geste"),
        (double_click, FEAR),
        (triple_click, "Moi c’est ma fille qui a dit oui la première. J’ai dit : on essaie."),
        (shift_click, "Oh ben, par le docteur de la douleur. Moi j’avais peur, vraiment"),
        (click, None),
    ],
)
async def test_the_mouse_selects_whole_words_sentences_and_turns(
    gesture: Gesture, expected: str | None
) -> None:
    app = coded_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await gesture(pilot, app)
        await pilot.pause()
        assert app.words(app.view.selection) == expected
        assert app.mouse_captured is None


async def test_a_click_stands_on_the_sentence_and_codes_go_there() -> None:
    app = coded_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await click(pilot, app)
        assert app.words(app.view.cursor) == FEAR
        assert app.words(app.view.selected) == FEAR


async def test_a_click_in_the_margin_focuses_the_coding() -> None:
    app = coded_app()
    async with app.run_test(size=(80, 30)) as pilot:
        placed = app.view.text_layout.placed("c2")
        assert placed is not None
        await pilot.click(app.view, offset=(app.view._frame.margin + placed.lane * 5, placed.first))
        assert app.view.focused_coding == "c2"
        assert app.words(app.view.cursor) == "peur du geste"
        assert any(
            isinstance(m, TranscriptView.CodingFocused) and m.guid == "c2" for m in app.heard
        )


class AppWithFooter(ReadingApp):
    """The same above three rows of something else."""

    CSS = "Static { dock: bottom; height: 3; }"

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static()


async def test_a_drag_below_the_edge_scrolls_on() -> None:
    app = AppWithFooter(make_transcript(TALK * 5))
    async with app.run_test(size=(80, 15)) as pilot:
        await pilot.mouse_down(offset=cell_of(app.view, "Oh ben"))
        for row in (11, 13, 14):
            await pilot.hover(offset=(20, row))
        await pilot.mouse_up(offset=(20, 11))
        assert app.view.scroll_offset.y == 2
        assert app.mouse_captured is None
        assert app.view.selection is not None


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (FEAR, None),
        (FIRST, NOBODY_CODED),
        ("J’ai dit : on essaie.\n\nEnquêtrice : Et aujourd’hui, que diriez-vous", EDGES),
        ("une semaine avant.\n\nEnquêtrice : \n\nP02 : Moi", TWO_SPEAKERS),
        ("Ça, ça change tout.\n\nEnquêtrice : D’accord.\n\nP01 : Le trajet", None),
    ],
)
async def test_a_selection_says_why_it_may_not_be_coded(words: str, problem: str | None) -> None:
    app = coded_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.set_selection(span_of(app.view.transcript, words))
        await pilot.pause()
        said = [m for m in app.heard if isinstance(m, TranscriptView.SelectionChanged)]
        assert [(app.words(m.span), m.problem) for m in said] == [(words, problem)]
        assert app.view.problem == problem


async def test_a_word_move_draws_at_most_two_rows() -> None:
    app = coded_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "w")
        for _ in range(30):
            with drawn_rows() as rows, rendered_lines() as lines:
                await pilot.press("w")
                await pilot.pause()
            assert 1 <= len(rows) <= 2
            assert len(lines) <= 2


async def test_a_longer_selection_draws_only_the_rows_that_it_gains() -> None:
    app = coded_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "j", "w", *["W"] * 20)
        with drawn_rows() as rows:
            await pilot.press("W")
            await pilot.pause()
        assert 1 <= len(rows) <= 2


async def test_one_more_coding_draws_its_rows_and_nothing_else() -> None:
    app = coded_app(times=3)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        view = app.view
        coding = ShownCoding("new", span_of(view.transcript, FEAR), "NEW", Valence.LEVER)
        rows_of_coding = view.text_layout.rows_of(coding.span)
        with drawn_rows() as rows:
            view.add_coding(coding)
            await pilot.pause()
        assert sorted(rows) == list(rows_of_coding)
        assert "NEW+" in view.render_line(rows_of_coding.start).text
        with drawn_rows() as rows:
            view.remove_coding("new")
            await pilot.pause()
        assert sorted(rows) == list(rows_of_coding)


async def test_scrolling_back_draws_nothing_twice() -> None:
    app = coded_app(times=6)
    async with app.run_test(size=(80, 24)) as pilot:
        for times in range(2):
            with drawn_rows() as rows:
                for y in (15, 30, 0):
                    app.view.scroll_to(y=y, animate=False)
                    await pilot.pause()
            assert (times, bool(rows)) in {(0, True), (1, False)}


@pytest.mark.parametrize("widths", [(120, 90), (90, 130), (60, 200), (81, 80)])
async def test_another_width_keeps_the_character_at_the_top(widths: tuple[int, int]) -> None:
    app = coded_app(times=8)
    async with app.run_test(size=(widths[0], 20)) as pilot:
        view = app.view
        view.scroll_to(y=25, animate=False)
        await pilot.pause()
        top = view.text_layout.rows[25].start
        for width in (*widths, *widths):
            await pilot.resize_terminal(width, 20)
            await pilot.pause()
            row = view.text_layout.rows[view.scroll_offset.y]
            assert row.start <= top < row.end
            assert all(view.render_line(y).cell_length == width - 1 for y in range(20))


async def test_the_cursor_stays_in_sight_when_something_is_docked_below() -> None:
    app = coded_app(times=3)
    async with app.run_test(size=(80, 30)) as pilot:
        view = app.view
        for _ in range(8):
            await pilot.press("j")
        await pilot.click(view, offset=(10, 26))
        await pilot.resize_terminal(80, 16)
        await pilot.pause()
        assert view.is_in_sight
        await pilot.resize_terminal(80, 30)
        await pilot.pause()
        assert view.scroll_offset.y == 0


async def test_the_cursor_stays_in_sight_when_the_text_gets_narrow() -> None:
    app = coded_app(times=3)
    async with app.run_test(size=(100, 24)) as pilot:
        view = app.view
        await pilot.press("j", "J", "J", "j", "j", "j")
        await pilot.pause()
        assert view.is_in_sight
        await pilot.resize_terminal(50, 24)
        await pilot.pause()
        assert view.is_in_sight


def test_where_nothing_is_coded_the_text_takes_the_room_of_the_margin() -> None:
    assert Frame.fit(60, 52, has_margin=False).text > Frame.fit(60, 52).text + 10


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_wherever_the_cursor_goes_it_is_in_sight(size: tuple[int, int]) -> None:
    app = coded_app(times=6)
    async with app.run_test(size=size) as pilot:
        for key in ("j", "J", "n", "pagedown", "pagedown", "end", "k", "K", "p", "pageup", "home"):
            await pilot.press(key)
            await pilot.pause()
            assert app.view.is_in_sight


async def test_showing_the_same_revision_again_keeps_the_place() -> None:
    app = coded_app(times=6)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown", "j", "j")
        view = app.view
        cursor, top = view.cursor, view.scroll_offset.y
        view.show(view.transcript, make_codings(view.transcript)[:2])
        await pilot.pause()
        assert (view.cursor, view.scroll_offset.y) == (cursor, top)
        view.show(make_transcript(revision="revision-2"))
        await pilot.pause()
        assert (app.words(view.cursor), view.scroll_offset.y) == (FIRST, 0)


async def test_the_margin_says_which_codes_with_sign_and_extent() -> None:
    app = coded_app()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        margin = [app.view.render_line(y).text[app.view._frame.margin :] for y in range(30)]
        said = "\n".join(line.rstrip() for line in margin)
        for letters in ("PEU−", "GES±", "INF+", "DIS=", "TRA−", "SUI"):
            assert letters in said
        assert "╰" in said


async def test_a_long_coding_is_bracketed_and_names_itself_again() -> None:
    said = "Voilà donc la douleur était là. " * 60
    transcript = make_transcript([("P01", said.strip())])
    speech = transcript.turns[0].speech
    assert speech is not None
    app = ReadingApp(transcript, [ShownCoding("g", speech, "DOU", Valence.BARRIER)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        view = app.view
        placed = view.text_layout.placed("g")
        assert placed is not None
        lane = [view._draw(row, State()).text[view._frame.margin :].rstrip() for row in placed.rows]
        assert lane[:2] == ["DOU−", "│"]
        assert lane[10] == "DOU−"
        assert lane[-1] == "╰"


@pytest.mark.parametrize(("width", "lanes"), [(80, 4), (120, 8)])
async def test_codings_beyond_the_last_lane_leave_a_plus(width: int, lanes: int) -> None:
    transcript = make_transcript()
    span = span_of(transcript, FEAR)
    codings = [ShownCoding(f"g{n}", span, f"C{n:02}") for n in range(10)]
    app = ReadingApp(transcript, codings)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        row = app.view.text_layout.row_of(span.start)
        margin = app.view.render_line(row).text[app.view._frame.margin :]
        assert margin.split() == [*(f"C{n:02}" for n in range(lanes)), "+"]


async def test_the_gutter_shows_the_number_that_addresses_a_turn() -> None:
    app = coded_app()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        view = app.view
        for turn in view.transcript.turns:
            assert turn.label is not None
            row = view.text_layout.row_of(turn.label.start)
            line = view.render_line(row).text
            assert line.split()[:2] == [str(turn.index), turn.speaker]
            assert f"{turn.index}:" in line


async def test_text_that_looks_like_markup_is_shown_as_it_is() -> None:
    app = ReadingApp(make_transcript([("P01", "peur [b]de[/b] la [red]pompe[/] [LIEU_3]")]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = [app.view.render_line(y).text for y in range(10)]
        assert any("peur [b]de[/b] la [red]pompe[/] [LIEU_3]" in line for line in shown)


async def test_copying_gives_the_words_with_their_address() -> None:
    app = coded_app()
    with in_language("fr"):
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("j", "j", "j", "y")
            assert app.clipboard == f"«\u00a0{FEAR}\u00a0» (P01 · 2.2)"


async def test_a_removed_coding_is_focused_no_more() -> None:
    app = coded_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        app.view.remove_coding("c1")
        await pilot.pause()
        assert app.view.focused_coding is None
        focused = [m.guid for m in app.heard if isinstance(m, TranscriptView.CodingFocused)]
        assert focused == ["c1", None]


async def test_codings_under_the_cursor_are_told_the_shortest_first() -> None:
    app = coded_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.focus_coding("c2")
        await pilot.pause()
        assert [coding.guid for coding in app.view.codings_here()] == ["c2", "c1"]


async def test_a_reader_can_be_sent_to_a_place() -> None:
    app = coded_app(times=6)
    async with app.run_test(size=(80, 24)) as pilot:
        last = app.view.transcript.sentence_spans[-1]
        app.view.go_to(last)
        await pilot.pause()
        assert app.view.cursor == last
        assert app.view.is_in_sight


async def test_an_empty_transcript_is_shown_and_walked() -> None:
    app = ReadingApp(make_transcript([], heading=""))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "w", "n", "v", "plus", "minus", "pagedown", "end", "y")
        assert app.view.selected is None


async def test_a_turn_of_thirty_thousand_characters_is_shown() -> None:
    said = ("Voilà donc la douleur était là tout le temps. " * 653).strip()
    app = ReadingApp(make_transcript([("P01", said)]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", "plus")
        assert app.view.selection == app.view.transcript.turns[0].speech
        assert len(app.view.selection or Span(0, 1)) == len(said)


async def test_a_sentence_longer_than_the_screen_is_paged_through() -> None:
    said = ("voilà donc la douleur était là tout le temps et " * 300).strip()
    app = ReadingApp(make_transcript([("P01", said), ("Enquêtrice", "D’accord.")]))
    async with app.run_test(size=(80, 24)) as pilot:
        tops = []
        for _ in range(4):
            await pilot.press("pagedown")
            tops.append(app.view.scroll_offset.y)
        assert tops == [22, 44, 66, 88]
        await pilot.press("plus", "minus")
        assert app.view.scroll_offset.y == 88
        await pilot.press("pageup")
        assert app.view.scroll_offset.y == 66
        await pilot.press("j")
        assert app.words(app.view.cursor) == "D’accord."


async def test_what_is_set_from_outside_is_followed() -> None:
    app = coded_app(times=6)
    async with app.run_test(size=(80, 24)) as pilot:
        view = app.view
        word = span_of(view.transcript, "cathéter")
        view.cursor = word
        await pilot.press("w")
        assert app.words(view.cursor) == "la"
        view.selection = word
        await pilot.pause()
        assert view.selected == word
        view.focused_coding = "c7"
        await pilot.pause()
        assert (app.words(view.cursor) or "").startswith("Mon voisin")
        assert app.view.selection is None
        assert view.is_in_sight
