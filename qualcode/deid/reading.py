"""A text made easy to search: one character for one character, and the way back.

Detectors search `Reading.text` (spaces, quotes, dashes and digits in one form each) and
`Reading.plain` (the same without case and accents); both have the same length. Characters that
are not seen (soft hyphens, marks of direction) and loose accents are taken out first, so that
neither hides an identifier; `Reading.origin` leads back to the text that was given.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from qualcode.core.spans import Span
from qualcode.deid.hidden import UNSEEN, seen_as
from qualcode.deid.language import Languages

_ODD = re.compile(f"[^\u0300-\u036f\n][\u0300-\u036f]+|[\u00ad{UNSEEN}]")
_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u2c00-\u2dff\ua640-\uffef\U00010000-\U0001ffff]")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_BRACKET = re.compile(r"\[[^\[\]\n]{1,80}\]")
_CODE = re.compile(r"\[[A-ZÀ-Þ][A-ZÀ-Þ0-9_ '+-]{0,40}[a-z]?\]")
_NUMBERED = re.compile(r"[_\d]")
_MOST_DIGITS_IN_A_CODE = 6
_TAB = re.compile("\t")
_LABEL = re.compile(r"[^\n:]{1,40}:\s")
_CAPITALISED = re.compile("[A-ZÀ-ÖØ-Þ](?=[a-zà-öø-ÿ'])")
_FEW = 40
_BEFORE_FIGURES, _AFTER_FIGURES = 24, 48
_QUOTES = '«"“„'
_OPENING_MARKS = " «»\"'“”„()[]*#-–—_"


def _same_form() -> dict[int, str]:
    table = dict.fromkeys(map(ord, "\t\u00a0\u2007\u2009\u200a\u202f\u3000"), " ")
    table |= dict.fromkeys(range(0x2000, 0x2007), " ")
    table |= dict.fromkeys(map(ord, "’‘ʼ´`′"), "'")
    table |= dict.fromkeys(map(ord, "‐‑‒–—−﹣－"), "-")
    wide = (code for code in range(0xFF01, 0xFF5F) if not chr(code).isalnum())
    table |= {code: chr(code - 0xFEE0) for code in wide}
    table[ord("－")] = "-"
    for zero in (0x660, 0x6F0, 0x966, 0xFF10):
        table |= {zero + n: str(n) for n in range(10)}
    return table


def _without_accents() -> dict[int, str]:
    table = {ord("ł"): "l", ord("Ł"): "l", ord("ø"): "o", ord("Ø"): "o", ord("đ"): "d"}
    table |= {ord("Đ"): "d", ord("ß"): "s", ord("ı"): "i", ord("Œ"): "œ", ord("Æ"): "æ"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base.lower()
    return table


_SAME_FORM = _same_form()
_WITHOUT_ACCENTS = _without_accents()
_ODD_FIGURES = frozenset(
    chr(code)
    for first, last in ((0xB2, 0xBA), (0x2070, 0x208A), (0x2460, 0x2500), (0x2776, 0x2794))
    for code in range(first, last)
    if unicodedata.digit(chr(code), None) is not None
)
"""Raised, lowered and circled figures; alone they are notes and bullets, beside others a number."""
_RAISED = "".join(sorted(_ODD_FIGURES))
_ODD_NUMBER = re.compile(rf"(?<=[\d{_RAISED}])[{_RAISED}]|[{_RAISED}](?=[\d{_RAISED}])")


def _in_one_form(text: str) -> str:
    """Spaces, marks, digits and look-alike letters in one form each."""
    text = _translated(text, _SAME_FORM)
    if not _ODD_FIGURES.isdisjoint(text):
        text = _ODD_NUMBER.sub(lambda found: str(unicodedata.digit(found.group())), text)
    beyond = set(_BEYOND_LATIN.findall(text))
    return text.translate(seen_as("".join(beyond))) if beyond else text


def plain(text: str) -> str:
    """`text` in small letters without accents, each character in its place."""
    return text.lower() if text.isascii() else _translated(text, _WITHOUT_ACCENTS).lower()


def _translated(text: str, table: Mapping[int, str]) -> str:
    """`text.translate(table)`, several times faster where few characters are concerned."""
    concerned = [letter for letter in set(text) if ord(letter) in table]
    if len(concerned) > _FEW:
        return text.translate(table)
    for letter in concerned:
        text = text.replace(letter, table[ord(letter)])
    return text


class Reading:
    """A text with its words, its bracketed placeholders and the way back to the text given."""

    def __init__(self, given: str) -> None:
        seen, self._pieces = _without_oddities(given)
        self._tabs = frozenset(tab.start() for tab in _TAB.finditer(seen))
        self.text = seen if seen.isascii() and not self._tabs else _in_one_form(seen)
        """What detectors search, case kept."""
        self.plain = plain(self.text)
        """The same without case and accents."""
        self.forms: list[str] = []
        """Words and runs of digits, in the form of `plain`."""
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.index: dict[str, list[int]] = {}
        """Where each form stands, as places in `forms`."""
        self._near_figures: dict[int, list[tuple[int, int]]] = {}
        self._tokenise()
        self.brackets = [Span(*match.span()) for match in _BRACKET.finditer(self.text)]
        """Everything in square brackets: notes and pseudonyms of whoever transcribed."""
        self.codes = [span for span in self.brackets if _is_code(span.of(self.text))]
        """Bracketed codes such as ``[MEDECIN_2]`` or ``[TEL]``, which hold no identifier."""

    def _tokenise(self) -> None:
        index = self.index
        spans = [match.span() for match in _TOKEN.finditer(self.plain)]
        self.forms = [self.plain[start:end] for start, end in spans]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        for place, form in enumerate(self.forms):
            if form in index:
                index[form].append(place)
            else:
                index[form] = [place]

    def origin(self, span: Span) -> Span:
        """The span of the text given that reads as `span`."""
        if not self._pieces:
            return span
        return Span(self._given(span.start), self._given(span.end - 1, after=True))

    def _given(self, offset: int, *, after: bool = False) -> int:
        piece = bisect_right(self._pieces, (offset, 1 << 62)) - 1
        read, given = self._pieces[piece]
        if not after:
            return given + offset - read
        return self._pieces[piece + 1][1] if self._is_one(piece) else given + offset - read + 1

    def _is_one(self, piece: int) -> bool:
        """Whether a piece is one letter that was written as several characters."""
        (read, given), (next_read, next_given) = self._pieces[piece : piece + 2]
        return next_read - read == 1 and next_given - given > 1

    def at(self, words: AbstractSet[str]) -> list[int]:
        """The places of all of `words`, in order."""
        return sorted(place for form in self.index.keys() & words for place in self.index[form])

    def form(self, place: int) -> str:
        """The word at `place`, "" beyond either end."""
        return self.forms[place] if 0 <= place < len(self.forms) else ""

    def gap(self, place: int) -> str:
        """What stands between the word at `place` and the next; a line end beyond the ends."""
        if not 0 <= place < len(self.forms) - 1:
            return "\n"
        return self.text[self.ends[place] : self.starts[place + 1]]

    def span(self, first: int, last: int) -> Span:
        """From the word at `first` to the end of the word at `last`."""
        return Span(self.starts[first], self.ends[last])

    def written(self, place: int) -> str:
        """The word at `place` with its capitals and accents."""
        return self.text[self.starts[place] : self.ends[place]]

    def capital(self, place: int) -> bool:
        """Whether the word at `place` starts with a capital."""
        return 0 <= place < len(self.forms) and self.text[self.starts[place]].isupper()

    def before(self, offset: int, width: int = 50) -> str:
        """What stands before `offset` in the same line, at most `width` characters, plain."""
        return self.plain[max(0, offset - width) : offset].rpartition("\n")[2]

    def after(self, offset: int, width: int = 30) -> str:
        """What follows `offset` in the same line, at most `width` characters, plain."""
        return self.plain[offset : offset + width].partition("\n")[0]

    def opens_sentence(self, place: int) -> bool:
        """Whether the word at `place` would have a capital anyway."""
        start = self.starts[place]
        if start - 1 in self._tabs:
            return True
        before = self.text[max(0, start - 6) : start].rstrip(_OPENING_MARKS)
        quoted = any(mark in _QUOTES for mark in self.text[max(0, start - 2) : start])
        bracketed = self.text[max(0, start - 2) : start].rstrip(" ")[-1:] in {"]", ")"}
        return quoted or bracketed or not before or before[-1] in ".!?…:\n"

    def in_small_letters(self, place: int) -> bool:
        """Whether the line of the word at `place` was written without any capitals."""
        starts, small = self._lines
        return small[bisect_right(starts, self.starts[place]) - 1]

    def is_english(self, place: int) -> bool:
        """Whether the line of the word at `place` is English rather than French."""
        return self._languages.english(self.starts[place])

    def among_figures(
        self, pattern: re.Pattern[str], *, plain: bool = False, reach: int = _BEFORE_FIGURES
    ) -> Iterator[re.Match[str]]:
        """The matches of a pattern that holds a figure: only what stands near one is searched.

        Args:
            pattern: what is searched.
            plain: without case and accents.
            reach: how far before its first figure a match may start.
        """
        if reach not in self._near_figures:
            self._near_figures[reach] = self._stretches(reach)
        text = self.plain if plain else self.text
        for start, end in self._near_figures[reach]:
            yield from pattern.finditer(text, start, end)

    def _stretches(self, reach: int) -> list[tuple[int, int]]:
        """Stretches of text around the figures, apart from each other."""
        figures = (form for form in self.index if form[0].isdecimal())
        starts = sorted(self.starts[place] for form in figures for place in self.index[form])
        near: list[tuple[int, int]] = []
        for start in starts:
            low, high = max(0, start - reach), start + _AFTER_FIGURES
            if near and low <= near[-1][1]:
                near[-1] = near[-1][0], high
            else:
                near.append((low, high))
        return near

    @cached_property
    def _languages(self) -> Languages:
        return Languages(self.plain, self.index, self.starts)

    @property
    def pseudonyms(self) -> list[Span]:
        """Bracketed codes with a number or a low line; ``[ROSE]`` may still be somebody."""
        return [span for span in self.codes if _NUMBERED.search(self.text, span.start, span.end)]

    @cached_property
    def _lines(self) -> tuple[list[int], list[bool]]:
        """Where each line starts, and whether it has no capitals; speaker labels do not count."""
        starts, small = [], []
        start = 0
        for line in self.text.split("\n"):
            label = _LABEL.match(line)
            starts.append(start)
            small.append(_CAPITALISED.search(line, label.end() if label else 0) is None)
            start += len(line) + 1
        return starts, small


def _is_code(bracket: str) -> bool:
    digits = sum(map(str.isdecimal, bracket))
    return digits <= _MOST_DIGITS_IN_A_CODE and _CODE.fullmatch(bracket) is not None


def _without_oddities(given: str) -> tuple[str, list[tuple[int, int]]]:
    """`given` as it is seen, and where pieces of it start: (place as read, place as given)."""
    if _ODD.search(given) is None:
        return given, []
    out: list[str] = []
    pieces = [(0, 0)]
    read = done = 0
    for match in _ODD.finditer(given):
        out.append(given[done : match.start()])
        read += match.start() - done
        done = match.end()
        pieces.append((read, match.start()))
        if len(match.group()) > 1:
            out.append(unicodedata.normalize("NFC", match.group())[0])
            read += 1
        pieces.append((read, done))
    out.append(given[done:])
    pieces.append((read + len(given) - done + 1, len(given) + 1))
    return "".join(out), pieces
