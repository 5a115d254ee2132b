"""Text as it is frozen, compared and searched: normalising, digests, folding, words, sentences."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from qualcode.core.spans import Span, trimmed

SEGMENTER = "qualcode-sentences/1"
"""Name of the sentence rules; it is stored with the offsets that they gave."""

_NEWLINES = re.compile("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
_WORD = re.compile(r"\[[^\[\]\n]{1,40}\]|[^\W_]+(?:[’'\-][^\W_]+)*[’']?", re.UNICODE)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ﬁ": "fi", "ﬂ": "fl"})


def normalised(raw: str) -> str:
    """`raw` as every source is frozen: no byte-order mark, LF line ends, Unicode NFC."""
    text = _NEWLINES.sub("\n", raw.removeprefix("\ufeff"))
    return unicodedata.normalize("NFC", text)


def digest(text: str) -> str:
    """The SHA-256 of the text in UTF-8, as hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fold(text: str) -> str:
    """`text` without case, accents or ligatures, for comparing: « Œdème » becomes "oedeme"."""
    if text.isascii():
        return text.lower()
    lowered = text.casefold().translate(_LIGATURES)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'")


def words(text: str, span: Span | None = None) -> list[Span]:
    """The words of `text` (or of `span` in it); a bracketed pseudonym is one word."""
    found = _WORD.finditer(text, span.start, span.end) if span else _WORD.finditer(text)
    return [Span(m.start(), m.end()) for m in found]


_TERMINATOR = re.compile(r"[.!?…]+[\"'”’»)\]\u00a0\u202f]*(?=\s)|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«“\u00a0\u202f])(?:M|MM|Mme|Mlle|Mr|Mrs|Ms|Dr|Drs|Pr|Prof|St|Ste|cf|ex|env|vs|"
    r"p|pp|n|no|art|chap|etc|e\.g|i\.e|[A-Z])$"
)


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences of `span`, trimmed, in order; rules only, so that they never change.

    A sentence ends at a run of ``. ! ? …`` with its closing marks before white space, or at a
    line end. It goes on after an abbreviation, and after dots of hesitation (``…``, ``...``)
    followed by a small letter.
    """
    found: list[Span] = []
    start = span.start
    for match in _TERMINATOR.finditer(text, span.start, span.end):
        end = match.end()
        if not _ends_a_sentence(text, match, span):
            continue
        piece = trimmed(text, start, end)
        if piece:
            found.append(piece)
        start = end
    tail = trimmed(text, start, span.end)
    if tail:
        found.append(tail)
    return found


def _ends_a_sentence(text: str, match: re.Match[str], span: Span) -> bool:
    mark = match.group().rstrip("\"'”’»)]\u00a0\u202f")
    if mark.startswith("\n"):
        return True
    rest = text[match.end() : min(span.end, match.end() + 40)].lstrip()
    if mark == "." and _ABBREVIATION.search(
        text, max(span.start, match.start() - 8), match.start()
    ):
        return False
    hesitates = mark.endswith(("…", "..")) and "!" not in mark and "?" not in mark
    return not (hesitates and rest[:1].islower()) and rest[:1] not in {"!", "?", "…", ":", ";"}


class Locator:
    """Finds, by bisection, the pieces of an ordered list of disjoint spans at a place."""

    def __init__(self, pieces: Iterable[Span]) -> None:
        self.pieces = list(pieces)
        self._starts = [piece.start for piece in self.pieces]
        self._ends = [piece.end for piece in self.pieces]

    def at(self, offset: int) -> int | None:
        """The index of the piece that holds `offset`, or None."""
        index = bisect_right(self._starts, offset) - 1
        return index if index >= 0 and offset < self._ends[index] else None

    def touched(self, span: Span) -> range:
        """The indices of the pieces that share a character with `span`."""
        return range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))
