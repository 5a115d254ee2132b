"""How programs count places in a text, and which way of counting a file follows.

The standard counts Unicode code points from 0 and leaves byte-order mark, line ends and the last
character open. Programs differ, so that the way is found out source by source: under the right
one most passages begin and end where words do. `places` leads offsets counted in any way to those
in the text as qualcode freezes it; `counted` leads them back.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from qualcode.core.text import normalised

BOM = "\ufeff"


class Unit(StrEnum):
    """What is counted as one."""

    CODE_POINT = "codepoint"
    UTF16 = "utf16"
    UTF8 = "utf8"


class LineEnd(StrEnum):
    """What a line end counts as, whatever stands in the file."""

    AS_IS = "file"
    LF = "lf"
    CRLF = "crlf"


@dataclass(frozen=True, slots=True)
class Convention:
    """One way of counting."""

    unit: Unit = Unit.CODE_POINT
    line_end: LineEnd = LineEnd.AS_IS
    bom: bool = False
    """Whether a byte-order mark counts."""
    inclusive: bool = False
    """Whether the end is the last character, not the place after it."""

    def __str__(self) -> str:
        said = [self.unit.value, self.line_end.value]
        return ",".join(said + ["bom"] * self.bom + ["inclusive"] * self.inclusive)


STANDARD = Convention()
NVIVO = Convention(Unit.UTF16)
AS_LF = Convention(line_end=LineEnd.LF)
AS_CRLF = Convention(line_end=LineEnd.CRLF)

PRIORS = {
    "qualcode": AS_LF,
    "nvivo": NVIVO,
    "atlas": AS_LF,
    "maxqda": AS_CRLF,
    "qualcoder": AS_LF,
    "taguette": Convention(Unit.UTF8, LineEnd.LF),
}
"""What is known of programs, by the beginning of what they call themselves."""

EVERY = tuple(
    Convention(unit, line_end, bom, inclusive)
    for unit in Unit
    for line_end in LineEnd
    for bom in (False, True)
    for inclusive in (False, True)
)


def convention_called(said: str) -> Convention:
    """The way of counting that `str` of it names, such as `utf16,crlf,inclusive`.

    Raises:
        ValueError: a word is none of those.
    """
    found = Convention()
    for word in filter(None, (piece.strip().lower() for piece in said.split(","))):
        if word in {unit.value for unit in Unit}:
            found = replace(found, unit=Unit(word))
        elif word in {line_end.value for line_end in LineEnd}:
            found = replace(found, line_end=LineEnd(word))
        elif word == "bom":
            found = replace(found, bom=True)
        elif word in {"inclusive", "exclusive"}:
            found = replace(found, inclusive=word == "inclusive")
        else:
            raise ValueError(word)
    return found


def prior_of(origin: str) -> Convention | None:
    """The way of counting that a program is known for, or None."""
    name = origin.casefold().replace(" ", "")
    return next((way for start, way in PRIORS.items() if name.startswith(start)), None)


_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|\r|\n")
_PIECE = 1024
"""Characters that are encoded at a time to find a place."""


class _Widths:
    """Places in a text of which some code points count as more than one unit."""

    def __init__(self, text: str, unit: Unit) -> None:
        self._text = text
        self._coding, self._bytes = ("utf-16-le", 2) if unit is Unit.UTF16 else ("utf-8", 1)
        self._before = [0]
        wide = _ASTRAL.search(text) if unit is Unit.UTF16 else unit is Unit.UTF8
        if wide and not text.isascii():
            sizes = (self._size(text[at : at + _PIECE]) for at in range(0, len(text), _PIECE))
            self._before = list(accumulate(sizes, initial=0))

    def __bool__(self) -> bool:
        return len(self._before) > 1

    def _size(self, piece: str) -> int:
        return len(piece.encode(self._coding, "surrogatepass")) // self._bytes

    def units(self, place: int) -> int:
        """A code point offset as units."""
        if place >= len(self._text):
            return self._before[-1] + place - len(self._text)
        piece, rest = divmod(place, _PIECE)
        start = piece * _PIECE
        return self._before[piece] + self._size(self._text[start : start + rest])

    def code_points(self, units: int) -> int:
        """Units as a code point offset; inside a character, the place after it."""
        if units >= self._before[-1]:
            return len(self._text) + units - self._before[-1]
        piece = bisect_right(self._before, units) - 1
        start, rest = piece * _PIECE, (units - self._before[piece]) * self._bytes
        held = self._text[start : start + _PIECE].encode(self._coding, "surrogatepass")[:rest]
        whole = held.decode(self._coding, "ignore")
        inside = len(whole.encode(self._coding)) < rest
        return start + len(whole) + inside


def as_counted(raw: str, way: Convention) -> str:
    """The text as it is counted: with or without its mark, its line ends as the way says."""
    text = raw.removeprefix(BOM) if not way.bom else raw
    if way.line_end is LineEnd.AS_IS:
        return text
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    return text if way.line_end is LineEnd.LF else text.replace("\n", "\r\n")


def counted(text: str, places: Iterable[int], way: Convention) -> list[int]:
    """Offsets in a normalised text, counted in another way (ends not yet made inclusive)."""
    widths = _Widths(text, way.unit)
    crlf: list[int] = []
    if way.line_end is LineEnd.CRLF:
        crlf = [match.start() for match in re.finditer("\n", text)]
    mark = 0
    if way.bom:
        mark = 3 if way.unit is Unit.UTF8 else 1
    if not (widths or crlf or mark):
        return list(places)
    return [
        (widths.units(place) if widths else place) + bisect_left(crlf, place) + mark
        for place in places
    ]


class RawText:
    """A text as it stands in a file, with the ways to count in it."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._texts: dict[tuple[bool, LineEnd], str] = {}
        self._crlf: dict[tuple[bool, LineEnd], list[int] | None] = {}
        self._widths: dict[tuple[bool, LineEnd, Unit], _Widths] = {}

    @cached_property
    def text(self) -> str:
        """The text as qualcode freezes it."""
        return normalised(self.raw)

    def places(self, offsets: Sequence[int], way: Convention) -> list[int | None]:
        """Where offsets counted in a way stand in `text`; None outside of it."""
        text = self._counted(way)
        widths = self._widths_of(way)
        found = [widths.code_points(place) if widths else place for place in offsets]
        line_ends = self._line_ends(way)
        if line_ends is not None:
            start = 1 if text.startswith(BOM) else 0
            return [
                max(0, place - start - bisect_left(line_ends, place))
                if 0 <= place <= len(text)
                else None
                for place in found
            ]
        inside = sorted({place for place in found if 0 <= place <= len(text)})
        known = _to_normalised(text, inside, self.text)
        return [known.get(place) for place in found]

    def _line_ends(self, way: Convention) -> list[int] | None:
        """Where line ends of two characters stand, if nothing else was made normal; else None."""
        key = (way.bom, way.line_end)
        if key not in self._crlf:
            text = self._counted(way)
            plain = text.removeprefix(BOM).replace("\r\n", "\n") == self.text
            found = [match.start() for match in re.finditer("\r\n", text)] if plain else None
            self._crlf[key] = found
        return self._crlf[key]

    def ways(self) -> list[Convention]:
        """The ways of counting that differ in this text."""
        has_mark, has_lines = self.raw.startswith(BOM), "\n" in self.raw or "\r" in self.raw
        crlf = "\r\n" in self.raw
        found = []
        for way in EVERY:
            needless = (
                (way.bom and not has_mark)
                or (way.line_end is LineEnd.LF and not crlf)
                or (way.line_end is LineEnd.CRLF and (not has_lines or self._all_crlf))
                or (way.unit is not Unit.CODE_POINT and not self._widths_of(way))
                or (way.unit is Unit.UTF8 and self.raw.isascii())
            )
            if not needless:
                found.append(way)
        return found

    @cached_property
    def _all_crlf(self) -> bool:
        pairs = self.raw.count("\r\n")
        return pairs == self.raw.count("\n") == self.raw.count("\r")

    def same(self, way: Convention) -> Convention:
        """The way among `ways` that counts like this one in this text."""
        plain = way
        if not self.raw.startswith(BOM):
            plain = replace(plain, bom=False)
        if not self._widths_of(plain):
            plain = replace(plain, unit=Unit.CODE_POINT)
        if plain.line_end is LineEnd.LF and "\r\n" not in self.raw:
            plain = replace(plain, line_end=LineEnd.AS_IS)
        if plain.line_end is LineEnd.CRLF and (self._all_crlf or "\n" not in self.raw):
            plain = replace(plain, line_end=LineEnd.AS_IS)
        return plain

    def _counted(self, way: Convention) -> str:
        key = (way.bom, way.line_end)
        if key not in self._texts:
            self._texts[key] = as_counted(self.raw, way)
        return self._texts[key]

    def _widths_of(self, way: Convention) -> _Widths:
        key = (way.bom, way.line_end, way.unit)
        if key not in self._widths:
            self._widths[key] = _Widths(self._counted(way), way.unit)
        return self._widths[key]


def _to_normalised(raw: str, places: Sequence[int], text: str) -> Mapping[int, int]:
    """Where places of a raw text, in order, stand in its normalised form."""
    start = 1 if raw.startswith(BOM) else 0
    found: dict[int, int] = {}
    done, length = start, 0
    for place in places:
        stop = max(start, _whole(raw, place))
        if stop > done:
            length += len(normalised(BOM + raw[done:stop]))
            done = stop
        found[place] = min(length, len(text))
    return found


def _whole(raw: str, place: int) -> int:
    """The nearest place that neither parts a letter from its accent nor CR from LF."""
    if 0 < place < len(raw) and raw[place - 1] == "\r" and raw[place] == "\n":
        return place - 1
    first = last = place
    while 0 < first < len(raw) and _joins(raw[first]):
        first -= 1
    while place > 0 and last < len(raw) and _joins(raw[last]):
        last += 1
    letter = raw[first:last]
    return last if first < last and not unicodedata.is_normalized("NFC", letter) else place


def _joins(character: str) -> bool:
    return unicodedata.combining(character) > 0 or "\u1160" <= character <= "\u11ff"
