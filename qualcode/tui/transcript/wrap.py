"""A transcript cut into visual rows: every character in exactly one row, words kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len

from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript
from qualcode.tui.transcript.cells import clusters, is_plain

_LINE_END = re.compile(r"\n(?:[^\S\n]*\n)*")
_TIED = "\u00a0\u202f\u2007\u2060\ufeff"
_NOT_FIRST = "!?:;»%)"
_NOT_LAST = "«("


class RowKind(Enum):
    """What stands in a row."""

    LABEL = auto()
    """Who speaks, with the time mark."""
    SPEECH = auto()
    OUTSIDE = auto()
    """Text of the document that belongs to no turn."""


class VisualLine(NamedTuple):
    """One row of the screen: the characters from `start` up to, not including, `end`."""

    start: int
    end: int
    turn: int | None
    """Index into the transcript's turns; None outside turns."""
    kind: RowKind


class _Part(NamedTuple):
    """A stretch of text of one kind, which begins a row of its own."""

    start: int
    turn: int | None
    kind: RowKind


def rows_of(transcript: Transcript, shown: str, width: int) -> list[VisualLine]:
    """The rows of a whole transcript; put together they are its text.

    White space that ends a row or parts two turns belongs to the row before it and is not drawn.

    Args:
        transcript: what is laid out.
        shown: its text as `cells.drawn` gives it.
        width: cells of a row, at least 1.
    """
    text = transcript.text
    parts = _parts(transcript, shown)
    begun: list[tuple[int, int | None, RowKind]] = []
    for index, part in enumerate(parts):
        end = parts[index + 1].start if index + 1 < len(parts) else len(text)
        begun.extend(
            (start, part.turn, part.kind)
            for start in row_starts(text, shown, Span(part.start, end), width)
        )
    begun.append((len(text), None, RowKind.OUTSIDE))
    return [
        VisualLine(start, end, turn, kind)
        for (start, turn, kind), (end, _turn, _kind) in pairwise(begun)
    ]


def _parts(transcript: Transcript, shown: str) -> list[_Part]:
    """Labels, speeches and what stands between them, in order; the first begins the text."""
    parts: list[_Part] = []
    place = 0
    for index, turn in enumerate(transcript.turns):
        opening = turn.label or turn.speech
        if opening is None:
            continue
        parts.extend(_outside(shown, place, opening.start))
        if turn.label is not None:
            parts.append(_Part(turn.label.start, index, RowKind.LABEL))
        if turn.speech is not None:
            parts.append(_Part(turn.speech.start, index, RowKind.SPEECH))
        place = (turn.speech or opening).end
    parts.extend(_outside(shown, place, len(shown)))
    if shown and not parts:
        return [_Part(0, None, RowKind.OUTSIDE)]
    return [part._replace(start=0) if part is parts[0] else part for part in parts]


def _outside(shown: str, start: int, end: int) -> list[_Part]:
    """What is written from `start` to `end`, from its first character on; nothing if blank."""
    gap = shown[start:end]
    rest = gap.lstrip()
    return [_Part(end - len(rest), None, RowKind.OUTSIDE)] if rest else []


def row_starts(text: str, shown: str, part: Span, width: int) -> Iterator[int]:
    """Where the rows of one part begin: at line ends and wherever a line is too wide."""
    place = part.start
    last = part.start + max(len(shown[part.start : part.end].rstrip()), 1)
    while place < last:
        line_end = _LINE_END.search(text, place, last)
        stop, after = line_end.span() if line_end else (last, last)
        yield place
        visible = place + len(shown[place:stop].rstrip())
        if visible - place > width or not is_plain(shown, place, visible):
            yield from _breaks(shown, place, visible, width)
        place = after


def _breaks(shown: str, place: int, stop: int, width: int) -> Iterator[int]:
    """Where the second and later rows of one line begin."""
    cut: int | None = place
    while cut is not None:
        place = cut
        if not is_plain(shown, place, min(place + width + 2, stop)):
            cut = _cut(shown, place, stop, width)
        elif stop - place > width:
            cut = _plain_cut(shown, place, width)
        else:
            cut = None
        if cut is not None:
            yield cut


def _plain_cut(shown: str, place: int, width: int) -> int:
    """Where the row after this one begins, among characters of one cell each.

    A French sentence is not broken before ` ?` nor after `« `, however these spaces are typed.
    """
    limit = place + width
    words = place + 1
    while words < limit and shown[words - 1] == " ":
        words += 1
    cut = first_choice = shown.rfind(" ", words, limit + 1)
    while cut > 0 and (shown[cut + 1] in _NOT_FIRST or shown[cut - 1] in _NOT_LAST):
        cut = shown.rfind(" ", words, cut)
    cut = cut if cut > 0 else first_choice
    if cut < 0:
        return limit
    cut += 1
    while shown[cut] == " ":
        cut += 1
    return cut - 1 if cell_len(shown[cut]) == 0 else cut


def _cut(shown: str, place: int, stop: int, width: int) -> int | None:
    """The same among any characters: wide ones, combining marks, joined emoji; None if all fit."""
    column = 0
    after_space: int | None = None
    blank = True
    for first, last, cells in clusters(shown, place, stop):
        is_space = last - first == 1 and shown[first].isspace() and shown[first] not in _TIED
        if column + cells > width and first > place and not is_space:
            return first if after_space is None else after_space
        if is_space and not blank:
            after_space = last
        blank = blank and is_space
        column += cells
    return None
