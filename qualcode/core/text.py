"""Text as it is frozen, compared and searched: normalising, digests, folding, words, sentences."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from qualcode.core.spans import PackedSpans, Span

SEGMENTER = "qualcode-sentences/1"
"""Name of the sentence rules; it is stored with the offsets that they gave."""

_LINE_ENDS = ("\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85")
_WORD = re.compile(r"\[[^\[\]\n]{1,40}\]|[^\W_]+(?:[’'\-][^\W_]+)*[’']?", re.UNICODE)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ﬁ": "fi", "ﬂ": "fl"})


def normalised(raw: str) -> str:
    """`raw` as every source is frozen: no byte-order mark, LF line ends, Unicode NFC."""
    text = raw.removeprefix("\ufeff")
    for line_end in _LINE_ENDS:
        if line_end in text:
            text = text.replace(line_end, "\n")
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


@lru_cache(maxsize=2048)
def _folded_character(character: str) -> str:
    return fold(character)


def folded_places(text: str, phrase: str) -> list[Span]:
    """Where the words of `phrase` stand in `text`, both folded; white space counts as one."""
    wanted = r"\s+".join(re.escape(part) for part in fold(phrase).split())
    if not wanted:
        return []
    folded = [_folded_character(character) for character in text]
    origin = [i for i, piece in enumerate(folded) for _ in piece]
    found = re.finditer(rf"(?<!\w){wanted}(?!\w)", "".join(folded))
    return [Span(origin[m.start()], origin[m.end() - 1] + 1) for m in found]


def words(text: str, span: Span | None = None) -> list[Span]:
    """The words of `text` (or of `span` in it); a bracketed pseudonym is one word."""
    found = _WORD.finditer(text, span.start, span.end) if span else _WORD.finditer(text)
    return [Span(*match.span()) for match in found]


def word_count(text: str, span: Span) -> int:
    """How many `words` there are in `span`."""
    return count_words(text, (span,))


_BRACKETED = re.compile(r"\[[^\[\]\n]{1,40}\]")
_ALIKE = {
    "’": "'", "‘": " ", "“": " ", "”": " ", "…": " ", "–": " ", "—": " ", "•": " ", "€": " ",
    "\u202f": " ", "œ": "o", "Œ": "O",
}  # fmt: skip
"""Common characters outside Latin-1, and what is in it and counts the same."""
_KINDS = bytes(
    ord("w" if _WORD.fullmatch(chr(code)) else "j" if chr(code) in "'-" else " ")
    for code in range(256)
)
"""For every character of Latin-1: part of a word, joining two parts, or neither."""


def count_words(text: str, spans: Iterable[Span]) -> int:
    """How many `words` there are in all of `spans`, without listing them.

    A word begins where a part of one follows neither another part, nor a single mark that joins
    it to one.
    """
    kinds = character_kinds("\n".join([text[span.start : span.end] for span in spans]))
    # As one number with a byte for each character: shifted, it says what stands before each.
    parts = int.from_bytes(kinds.translate(_PARTS))
    joined = int.from_bytes(kinds.translate(_JOINS)) >> 8 & parts >> 16
    return (parts & ~(parts >> 8 | joined)).bit_count()


_PARTS, _JOINS = (bytes(code == ord(kind) for code in range(256)) for kind in "wj")


def character_kinds(text: str) -> bytes:
    """For every character: `w` part of a word, `j` joining two parts, or a blank for neither."""
    plain = _BRACKETED.sub(lambda pseudonym: f" {'w' * (len(pseudonym[0]) - 2)} ", text)
    for character, alike in _ALIKE.items():
        plain = plain.replace(character, alike)
    try:
        return plain.encode("latin-1").translate(_KINDS)
    except UnicodeEncodeError:
        for character in set(plain):
            if character > "\xff":
                plain = plain.replace(character, "o" if _WORD.fullmatch(character) else " ")
        return plain.encode("latin-1").translate(_KINDS)


_ABBREVIATIONS = (
    ("[A-Z]", "n", "p"),
    ("MM", "Mr", "Ms", "Dr", "Pr", "St", "cf", "ex", "vs", "pp", "no"),
    ("Mme", "Mrs", "Drs", "Ste", "env", "art", "etc", r"e\.g", r"i\.e"),
    ("Mlle", "Prof", "chap"),
)
"""By length, as patterns; a capital alone is an initial."""


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences of `span`, trimmed, in order; rules only, so that they never change.

    A sentence ends at a run of ``. ! ? …`` with its closing marks before white space, or at a
    line end. It goes on after an abbreviation or an initial, after dots of hesitation (``…``,
    ``...``) followed by a small letter, and where one of ``! ? … : ;`` follows.
    """
    offsets = iter(sentence_offsets(text, span.start, span.end))
    return [Span(start, end) for start, end in zip(offsets, offsets, strict=True)]


def sentence_offsets(text: str, start: int, end: int) -> list[int]:
    """Start, end, start, end … of the sentences from `start` to `end`: `sentences` as numbers."""
    found: list[int] = []
    gaps = _gap().finditer
    while True:
        while start < end and text[start].isspace():
            start += 1
        if start >= end:
            return found
        stop = text.find("\n", start, end)
        line_end = stop = end if stop < 0 else stop
        while text[line_end - 1].isspace():
            line_end -= 1
        found.append(start)
        for gap in gaps(text, start, line_end):
            found += gap.span(_SPACE)
        found.append(line_end)
        start = stop


_SPACE = 2
"""The number of the group `space`: faster to ask for than its name."""


@cache
def _gap() -> re.Pattern[str]:
    """The end of a sentence inside a line, with the `space` before the next one.

    One pattern, so that a text of hours is cut in milliseconds. It begins with one set of
    characters because the search for that is fast.
    """
    mark, dot = "[.!?…]", "[.…]"
    no_abbreviation = "".join(
        rf"(?<![\s(«“:](?:{'|'.join(words)})\.)(?<!\A(?:{'|'.join(words)})\.)"
        for words in _ABBREVIATIONS
    )
    small = "".join(letter for letter in map(chr, range(0x530)) if letter.islower())
    asked = rf"(?<=[!?]){mark}*+|{dot}*+[!?]{mark}*+"
    stopped = rf"(?<=\.)(?!{dot}){no_abbreviation}"
    hesitated = rf"(?P<hesitated>(?<=…){dot}*+|{dot}++)"
    closing = r"(?:[\u00a0\u202f ]?»|[\u00a0\u202f]?[)\]]|[\"'”’])*+"
    going_on = rf"[!?…:;]|(?(hesitated)[{small}]|(?!))"
    return re.compile(
        rf"{mark}(?<!{mark}{mark})(?:{asked}|{stopped}|{hesitated}){closing}"
        rf"(?P<space>\s++)(?!{going_on})"
    )


class Locator:
    """Finds, by bisection, the pieces of an ordered list of disjoint spans at a place."""

    def __init__(self, pieces: Iterable[Span]) -> None:
        if isinstance(pieces, PackedSpans):
            self.pieces: Sequence[Span] = pieces
            self._starts, self._ends = pieces.starts, pieces.ends
            return
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
