"""Text in terminal cells: what is drawn for each character, and which characters hold together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

_JOINER = "\u200d"
_UNDRAWABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_DRAWN_AS = {"\n": " ", "\t": " ", "\u00ad": "-"}
_PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2015\u2018-\u201f\u2022\u2026\u202f\u2030\u2039\u203a"
    "\u20ac\u2190-\u2193\u2212]*"
)


def drawn(text: str) -> str:
    """`text` as a terminal may be sent it, character by character, so that offsets hold.

    Line ends and tabs become spaces, a soft hyphen a hyphen, and what would upset the terminal
    (control characters, changes of direction, halves of surrogate pairs) a replacement sign.
    """
    if _UNDRAWABLE.search(text) is None:
        return text
    return _UNDRAWABLE.sub(lambda match: _DRAWN_AS.get(match.group(), "\ufffd"), text)


def is_plain(shown: str, start: int, end: int) -> bool:
    """Whether every character of this part is one cell wide and stands alone."""
    return _PLAIN.fullmatch(shown, start, end) is not None


def clusters(shown: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The smallest pieces that may not be parted, as (start, end, width in cells).

    A letter keeps its combining marks, an emoji its joined partners, its tone and its selector,
    and a flag both its letters.
    """
    place = start
    while place < end:
        last = place + 1
        if last < end and (shown[place] == _JOINER or _is_flag(shown[place : last + 1])):
            last += 1
        while last < end and cell_len(shown[last]) == 0:
            last += 2 if shown[last] == _JOINER and last + 1 < end else 1
        yield place, last, cell_len(shown[place:last])
        place = last


def _is_flag(pair: str) -> bool:
    return all("\U0001f1e6" <= letter <= "\U0001f1ff" for letter in pair)


def column_in(shown: str, start: int, offset: int) -> int:
    """How many cells stand from `start` to the piece that holds `offset`."""
    if is_plain(shown, start, offset + 1):
        return offset - start
    column = 0
    for _first, last, width in clusters(shown, start, len(shown)):
        if last > offset:
            break
        column += width
    return column


def offset_in(shown: str, start: int, end: int, column: int) -> int:
    """The start of the piece drawn at `column` of a row; the last piece where the row is short."""
    if is_plain(shown, start, end):
        return min(start + max(column, 0), end - 1)
    right = 0
    found = start
    for first, _last, width in clusters(shown, start, end):
        found = first
        right += width
        if column < right:
            break
    return found


def piece_at(shown: str, start: int, offset: int, end: int) -> int:
    """The start of the piece that holds `offset`, in a row from `start` to `end`."""
    if is_plain(shown, start, min(offset + 2, end)):
        return offset
    return next((a for a, b, _width in clusters(shown, start, end) if b > offset), offset)
