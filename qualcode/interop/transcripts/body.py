"""A document's words as lines, before its turns are looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.core.spans import Span, trimmed
from qualcode.core.text import normalised
from qualcode.core.transcript import Doubt, Remark

_FIRST, _LAST = 0x100000, 0x10FFFD
_NO_WORDS = re.compile("[\x00-\x08\x0e-\x1b\x7f\U00100000-\U0010ffff]")
MOST_REMARKS = (_LAST - _FIRST) // 2
"""How many remarks of a document are kept."""


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a document, normalised, and what is known of it."""

    text: str
    headings: frozenset[int] = frozenset()
    """Lines, from 0, in a style of headings."""
    doubts: tuple[Doubt, ...] = ()
    remarks: tuple[Remark, ...] = ()


def opening(number: int) -> str:
    """The sign that stands in a text being read where remark `number` begins."""
    return chr(_FIRST + 2 * number)


def closing(number: int) -> str:
    """The sign where it ends."""
    return chr(_FIRST + 2 * number + 1)


def without_signs(words: str) -> str:
    """Words that cannot be taken for such signs, without control characters."""
    if words.isprintable() and (words.isascii() or max(words) < chr(_FIRST)):
        return words
    return _NO_WORDS.sub("", words)


def placed(marked: str, words: Sequence[str]) -> tuple[str, tuple[Remark, ...]]:
    """A text without signs, and the remarks where their signs stood.

    Args:
        marked: normalised, with the signs of remarks in it.
        words: what each remark says, by number; an empty one is left out.
    """
    if not words:
        return marked, ()
    kept: list[str] = []
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    place = 0
    for sign in marked:
        if ord(sign) < _FIRST:
            kept.append(sign)
            place += 1
            continue
        number, is_end = divmod(ord(sign) - _FIRST, 2)
        (ends if is_end else starts)[number] = place
    text = normalised("".join(kept))
    found = []
    for number, told in enumerate(words):
        end = ends.get(number, starts.get(number))
        if end is None or not told.strip():
            continue
        span = _span(text, min(starts.get(number, end), len(text)), min(end, len(text)))
        if span is not None:
            found.append(Remark(span, told.strip()))
    return text, tuple(found)


def _span(text: str, start: int, end: int) -> Span | None:
    """The words between two places; the word before where they are one place."""
    span = trimmed(text, start, end) if start < end else None
    if span is not None:
        return span
    line = text.rfind("\n", 0, end) + 1
    before = trimmed(text, line, end) if line < end else None
    if before is not None:
        word = max(text.rfind(" ", before.start, before.end), before.start - 1) + 1
        return Span(word, before.end)
    stop = text.find("\n", end)
    return trimmed(text, end, len(text) if stop < 0 else stop)
