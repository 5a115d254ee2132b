"""Laws of the transcript's layout: no character lost, nothing parted, lanes apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from qualcode.core.spans import Span
from qualcode.tui.transcript.cells import _PLAIN, clusters, drawn
from qualcode.tui.transcript.lanes import assign_lanes
from qualcode.tui.transcript.layout import RowKind, ShownCoding, TranscriptLayout
from qualcode.tui.transcript.surface import EMPTY
from tests.tui.samples import make_codings, make_transcript, span_of

FAMILY = "👩\u200d👩\u200d👧"
PIECES = (
    "la pompe",
    "l’œdème ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "\u00a0",
    "\u202f!",
    "« oui »",
    " ?",
    "e\u0301\u0323",
    "漢字",
    "한국어",
    FAMILY,
    "❤\ufe0f",
    "👍🏽",
    "🇫🇷🇧🇪",
    "\u200d",
    "\u00ad",
    "anticonstitutionnellement",
    "\x07",
)
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=25).map("".join)
talks = st.lists(st.tuples(st.sampled_from(["Enquêtrice", "P01", "漢字"]), texts), max_size=6)
widths = st.integers(1, 60)


@st.composite
def layouts(draw: st.DrawFn) -> TranscriptLayout:
    heading = draw(st.sampled_from(["", "Étude inventée\n\n", "\n\n"]))
    gap = draw(st.sampled_from(["\n\n", "\n", " ", "\n[rires]\n"]))
    transcript = make_transcript(
        [(speaker, said.strip()) for speaker, said in draw(talks)], heading=heading, gap=gap
    )
    return TranscriptLayout(transcript, draw(widths))


@st.composite
def coded_layouts(draw: st.DrawFn) -> TranscriptLayout:
    layout = draw(layouts().filter(lambda one: bool(one.rows)))
    size = len(layout.shown)
    pairs = st.tuples(st.integers(0, size - 1), st.integers(1, 80))
    codings = [
        ShownCoding(f"g{number}", Span(start, min(start + length, size)), "ABC")
        for number, (start, length) in enumerate(draw(st.lists(pairs, max_size=25)))
    ]
    return TranscriptLayout(layout.transcript, layout.width, codings)


@given(layouts())
def test_rows_put_together_are_the_text(layout: TranscriptLayout) -> None:
    text = layout.transcript.text
    assert "".join(text[row.start : row.end] for row in layout.rows) == text
    assert all(row.start < row.end for row in layout.rows)


@given(layouts())
def test_no_row_is_wider_than_asked_unless_one_character_is(layout: TranscriptLayout) -> None:
    for number, row in enumerate(layout.rows):
        end = layout.visible_end(number)
        shown = layout.shown[row.start : end]
        assert cell_len(shown) <= layout.width or (
            len(list(clusters(layout.shown, row.start, end))) == 1
        )


@given(layouts())
def test_what_holds_together_is_never_parted(layout: TranscriptLayout) -> None:
    begins = {row.start for row in layout.rows}
    text = layout.transcript.text
    for whole in (FAMILY, "e\u0301\u0323", "❤\ufe0f", "👍🏽"):
        place = text.find(whole)
        while place >= 0:
            assert not begins & set(range(place + 1, place + len(whole)))
            place = text.find(whole, place + 1)


@given(layouts())
def test_pieces_of_a_row_are_as_wide_as_the_row(layout: TranscriptLayout) -> None:
    for row in layout.rows:
        pieces = list(clusters(layout.shown, row.start, row.end))
        assert sum(width for _a, _b, width in pieces) == cell_len(layout.shown[row.start : row.end])
        assert (
            "".join(layout.shown[a:b] for a, b, _width in pieces)
            == (layout.shown[row.start : row.end])
        )


@given(layouts())
def test_a_character_is_found_again_where_it_is_drawn(layout: TranscriptLayout) -> None:
    for number, row in enumerate(layout.rows):
        for start, end, width in clusters(layout.shown, row.start, row.end):
            for offset in range(start, end):
                assert layout.row_of(offset) == number
                if width:
                    assert layout.offset_at(number, layout.column_of(offset)) == start


@given(
    layouts().filter(lambda layout: bool(layout.rows)), st.integers(-3, 300), st.integers(-3, 80)
)
def test_any_cell_names_a_character_of_its_row(
    layout: TranscriptLayout, row: int, column: int
) -> None:
    offset = layout.offset_at(row, column)
    expected = min(max(row, 0), len(layout.rows) - 1)
    assert layout.row_of(offset) == expected
    assert layout.column_of(offset) <= max(column, 0)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30))))
def test_overlapping_intervals_have_lanes_apart_and_no_more_than_needed(
    pairs: list[tuple[int, int]],
) -> None:
    intervals = [(start, start + length) for start, length in pairs]
    lanes = assign_lanes(intervals)
    for one, (start, end) in enumerate(intervals):
        for other in range(one):
            if start < intervals[other][1] and intervals[other][0] < end:
                assert lanes[one] != lanes[other]
    depth = max((sum(a <= at < b for a, b in intervals) for at in range(100)), default=0)
    assert max(lanes, default=-1) + 1 == depth


@given(coded_layouts())
def test_no_two_codings_of_a_row_share_a_lane(layout: TranscriptLayout) -> None:
    for row in range(len(layout.rows)):
        lanes = [placed.lane for placed in layout.on_row(row)]
        assert len(lanes) == len(set(lanes))


@given(coded_layouts())
def test_each_coding_is_in_exactly_the_rows_that_it_touches(layout: TranscriptLayout) -> None:
    for coding in layout.codings:
        touched = {
            number
            for number, row in enumerate(layout.rows)
            if row.start < coding.span.end and coding.span.start < row.end
        }
        placed = layout.placed(coding.guid)
        assert placed is not None
        assert set(placed.rows) == touched
        assert all(placed in layout.on_row(row) for row in touched)


def seen(layout: TranscriptLayout) -> object:
    rows = range(len(layout.rows))
    return [list(layout.on_row(row)) for row in rows], [coding.guid for coding in layout.codings]


@given(coded_layouts(), st.data())
def test_adding_and_removing_a_coding_changes_nothing(
    layout: TranscriptLayout, data: st.DataObject
) -> None:
    before = seen(layout)
    size = len(layout.shown)
    start = data.draw(st.integers(0, size - 1))
    new = ShownCoding("new", Span(start, data.draw(st.integers(start + 1, size))), "NEW")
    lanes = {coding.guid: layout.placed(coding.guid) for coding in layout.codings}
    touched = layout.add(new)
    assert touched == layout.rows_of(new.span)
    assert all(layout.placed(guid) == placed for guid, placed in lanes.items())
    assert layout.remove("new") == touched
    assert seen(layout) == before


@given(coded_layouts(), widths)
def test_another_width_and_back_shows_the_same(layout: TranscriptLayout, width: int) -> None:
    before, original = seen(layout), layout.width
    layout.rewrap(width)
    layout.rewrap(original)
    assert seen(layout) == before


def test_a_changed_coding_replaces_itself() -> None:
    transcript = make_transcript()
    layout = TranscriptLayout(transcript, 40, make_codings(transcript))
    old = layout.placed("c2")
    assert old is not None
    moved = ShownCoding("c2", span_of(transcript, "on essaie"), "ESS")
    touched = layout.add(moved)
    assert {old.first, *layout.rows_of(moved.span)} <= set(touched)
    assert [coding.guid for coding in layout.codings].count("c2") == 1


def test_labels_speech_and_the_rest_stand_in_rows_of_their_own() -> None:
    transcript = make_transcript([("P01", "Oui."), ("Enquêtrice", ""), ("P01", "Non.")])
    layout = TranscriptLayout(transcript, 80)
    kinds = [(row.turn, row.kind) for row in layout.rows]
    assert kinds == [
        (None, RowKind.OUTSIDE),
        (0, RowKind.LABEL),
        (0, RowKind.SPEECH),
        (1, RowKind.LABEL),
        (2, RowKind.LABEL),
        (2, RowKind.SPEECH),
    ]


def test_what_stands_between_turns_is_shown_outside() -> None:
    transcript = make_transcript([("P01", "Oui."), ("P02", "Si.")], heading="", gap="\n[rires]\n")
    layout = TranscriptLayout(transcript, 80)
    outside = [
        transcript.text[row.start : row.end].strip()
        for row in layout.rows
        if row.kind is RowKind.OUTSIDE
    ]
    assert outside == ["[rires]", "[rires]"]


def rows_of(said: str, width: int) -> list[str]:
    transcript = make_transcript([("P01", said)], heading="", gap="")
    layout = TranscriptLayout(transcript, width)
    return [
        layout.shown[row.start : layout.visible_end(number)]
        for number, row in enumerate(layout.rows)
        if row.kind is RowKind.SPEECH
    ]


@pytest.mark.parametrize(
    ("said", "width", "expected"),
    [
        ("la pompe et le cathéter", 10, ["la pompe", "et le", "cathéter"]),
        ("aaaaaaaaaaaa bb", 5, ["aaaaa", "aaaaa", "aa bb"]),
        ("mot\u00a0! mot\u202f?", 5, ["mot\u00a0!", "mot\u202f?"]),
        ("a vous ?", 6, ["a", "vous ?"]),
        ("dit « oui » net", 5, ["dit", "« oui", "» net"]),
        ("漢字漢字漢", 5, ["漢字", "漢字", "漢"]),
        ("été e\u0301t", 4, ["été", "ét"]),
        ("un\n\n  deux", 20, ["un", "  deux"]),
        ("a\tb c", 3, ["a b", "c"]),
        (f"oui {FAMILY}{FAMILY}", 6, ["oui", FAMILY + FAMILY]),
        ("🇫🇷🇧🇪", 2, ["🇫🇷", "🇧🇪"]),
        ("\u200b \u200b 漢字", 3, ["\u200b \u200b", "漢", "字"]),
    ],
)
def test_lines_are_broken_where_a_reader_expects(
    said: str, width: int, expected: list[str]
) -> None:
    assert rows_of(said, width) == expected


def test_a_turn_of_thirty_thousand_characters_is_laid_out() -> None:
    said = "voilà donc euh la douleur " * 1154
    layout = TranscriptLayout(make_transcript([("P01", said.strip())]), 60)
    assert len(layout.rows) > 500
    assert layout.row_of(29_999) > 490


def test_an_empty_text_has_no_rows_and_takes_no_coding() -> None:
    layout = TranscriptLayout(EMPTY, 40)
    assert layout.rows == []
    assert layout.offset_at(0, 0) == 0
    assert layout.codings_at(0) == []
    assert not layout.add(ShownCoding("g", Span(0, 1), "ABC"))


@given(st.text(st.characters()))
def test_what_is_drawn_keeps_every_offset_and_disturbs_no_terminal(text: str) -> None:
    shown = drawn(text)
    assert len(shown) == len(text)
    shown.encode("utf-8")
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in shown)


def test_every_character_held_to_be_plain_is_one_cell_wide() -> None:
    plain = [chr(code) for code in range(0x10000) if _PLAIN.fullmatch(chr(code))]
    assert len(plain) > 700
    assert all(cell_len(character) == 1 for character in plain)


@settings(max_examples=30)
@given(coded_layouts())
def test_walking_by_coding_meets_each_once_in_reading_order(layout: TranscriptLayout) -> None:
    walked: list[str] = []
    at = layout.next_coding(0, 1)
    while at is not None:
        walked.append(at.guid)
        at = layout.next_coding(at.span.start, 1, at.guid)
    assert walked == [coding.guid for coding in layout.codings]
    back: list[str] = []
    at = layout.next_coding(len(layout.shown) + 1, -1)
    while at is not None:
        back.append(at.guid)
        at = layout.next_coding(at.span.start, -1, at.guid)
    assert back == walked[::-1]


def test_the_shortest_coding_at_a_place_comes_first() -> None:
    transcript = make_transcript()
    layout = TranscriptLayout(transcript, 60, make_codings(transcript))
    here = layout.codings_at(span_of(transcript, "peur du geste").start)
    assert [coding.guid for coding in here] == ["c2", "c1"]
