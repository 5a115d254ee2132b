"""Which lines of a text may begin a turn, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from qualcode.interop.transcripts.clock import BARE, BRACKETED, LONG, milliseconds
from qualcode.interop.transcripts.shapes import Shape, shape

LONGEST = 80
"""Characters in which a label must have come to its colon; a label on its own line is shorter."""


class Form(Enum):
    """How a line sets a label apart from speech."""

    COLON = "colon"
    """``P01 : Bonjour``, ``[00:01:02] P01: Bonjour``, ``P01 : (0:01:02) Bonjour``."""
    OWN_LINE = "own line"
    """``P01  00:12`` or ``[Chercheur] (0:01 - 0:11)``, speech in the next lines."""
    ALONE = "alone"
    """``[Participant]`` or ``P01`` and nothing else, speech in the next lines."""
    TAB = "tab"
    """``P01⇥Bonjour``, as typed or as a table's row."""
    NUMBER = "number"
    """``12 - Et la nuit ?``: a numbered question."""
    TIME = "time"
    """``00:00:27 bonjour``: a time mark and no speaker."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The beginning of a line that may begin a turn."""

    form: Form
    line: int
    """From 0."""
    speaker: str
    """As written, white space folded, without brackets and colon; "" for a number or a time."""
    shape: Shape
    start: int
    """Where the label begins, in characters from the start of the line."""
    end: int
    """Where label, colon and time marks end."""
    speech: int
    """Where speech begins, or the end of the line."""
    start_ms: int | None = None
    end_ms: int | None = None
    number: int | None = None


_S = r"[ \t\u00a0\u202f]"
_WORDS = (
    r"(?P<words>\[[^\[\]:\n]{1,60}\]|[^\W_](?:[^:\n\t?!;«»“”\"…\[\]()<>#]"
    r"|\([^()\n:]{0,40}\)|\[[^\[\]\n:]{0,40}\]){0,60}?)"
)
_COLON = re.compile(
    rf"(?:[-–—•*>]{_S}+)?(?:\d{{1,4}}[.)]?{_S}+)?(?:\[[A-Za-z]{{0,3}}\d{{1,5}}\]{_S}*)?"
    rf"(?P<before>(?:{BRACKETED}|{BARE}){_S}*[-–—]?{_S}*)?"
    rf"{_WORDS}(?P<inner>{_S}*{BRACKETED}|{_S}+{BARE})?{_S}*(?:(?<!\d):|:(?!\d))(?![/\\)])"
)
_AFTER = re.compile(rf"{_S}*(?P<time>(?:{BRACKETED}|{LONG})(?=\s|\Z)|{BARE}(?=\s*\Z))?{_S}*")
_OWN_LINE = re.compile(rf"{_WORDS}{_S}+(?P<time>{BRACKETED}|{BARE}){_S}*:?{_S}*\Z")
_TIME_AND_NAME = re.compile(
    rf"(?P<time>{BRACKETED}|{BARE}){_S}+(?:[-–—]{_S}+)?{_WORDS}{_S}*:?{_S}*\Z"
)
_TAB = re.compile(
    rf"(?:\d{{1,5}}\.?\t)?(?P<before>(?:{BRACKETED}|{BARE})\t)?"
    rf"{_WORDS}[ \u00a0\u202f]*\t(?P<time>(?:{BRACKETED}|{BARE})(?=\t|\Z))?{_S}*"
)
_ALONE = re.compile(rf"{_WORDS}{_S}*\Z")
_NUMBER = re.compile(
    rf"(?:(?:Question|Q){_S}?)?(?P<number>\d{{1,3}})(?:{_S}*[-–—:]|[.)]){_S}+(?=\S)", re.IGNORECASE
)
_TIME = re.compile(rf"(?P<time>{BRACKETED}|{LONG}|{BARE}(?=\s*\Z)){_S}*[-–—]?{_S}*")


class Marks:
    """Finds the marks of one text, and remembers the labels that it has already looked at."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._speakers: dict[str, tuple[str, Shape]] = {}
        self._plain: dict[str, tuple[str, Shape] | None] = {}

    def __iter__(self) -> Iterator[Mark]:
        for number, line in enumerate(self.lines):
            if line and not line.isspace():
                yield from self._of(number, line)

    def _of(self, number: int, line: str) -> Iterator[Mark]:
        first, short = line[0], len(line) <= LONGEST
        colon = line.find(":", 0, LONGEST)
        if colon > 0:
            mark = self._with_time(number, line) if short else None
            mark = mark or self._with_colon(number, line, colon)
            if mark:
                yield mark
        elif short and (mark := self._alone(number, line)):
            yield mark
        if "\t" in line[:LONGEST] and (mark := self._with_tab(number, line)):
            yield mark
        if (first.isdigit() or first in "Qq") and (mark := self._numbered(number, line)):
            yield mark
        if (first.isdigit() or first in "[(#<") and (match := _TIME.match(line)):
            start, end = milliseconds(match["time"])
            yield Mark(
                Form.TIME, number, "", Shape.WEAK, 0, match.end("time"), match.end(), start, end
            )

    def _speaker(self, words: str) -> tuple[str, Shape]:
        known = self._speakers.get(words)
        if known is None:
            speaker = " ".join(words.split()).rstrip(" -–—.*")
            if speaker.startswith("[") and speaker.find("]") == len(speaker) - 1:
                speaker = speaker[1:-1].strip()
            known = self._speakers[words] = (speaker, shape(speaker))
        return known

    def _with_colon(self, number: int, line: str, colon: int) -> Mark | None:
        """A label before a colon; those that are nothing else are looked up, not parsed again."""
        before = line[:colon]
        start_ms = end_ms = None
        if line.startswith(("/", "\\", ")"), colon + 1):
            return None
        if before in self._plain:
            known, end = self._plain[before], colon + 1
        else:
            match = _COLON.match(line)
            known = self._speaker(match["words"]) if match else None
            end = match.end() if match else colon + 1
            if match and (match["before"] or match["inner"]):
                start_ms, end_ms = milliseconds(f"{match['before'] or ''} {match['inner'] or ''}")
            elif end == colon + 1 and not line[colon + 1 : colon + 2].isdigit():
                self._plain[before] = known
        if not known or known[1] is Shape.SPEECH:
            return None
        after = _AFTER.match(line, end)
        speech = after.end() if after else end
        if after and after["time"]:
            end = after.end("time")
            start_ms, end_ms = milliseconds(after["time"])
        return Mark(Form.COLON, number, *known, 0, end, speech, start_ms, end_ms)

    def _with_time(self, number: int, line: str) -> Mark | None:
        for pattern in (_OWN_LINE, _TIME_AND_NAME):
            match = pattern.match(line)
            known = self._speaker(match["words"]) if match else ("", Shape.SPEECH)
            if match and known[1] > Shape.FACT:
                size = len(line.rstrip())
                times = milliseconds(match["time"])
                return Mark(Form.OWN_LINE, number, *known, 0, size, len(line), *times)
        return None

    def _alone(self, number: int, line: str) -> Mark | None:
        match = _ALONE.match(line)
        known = self._speaker(match["words"]) if match else ("", Shape.SPEECH)
        if known[1] is not Shape.STRONG:
            return None
        return Mark(Form.ALONE, number, *known, 0, len(line.rstrip()), len(line))

    def _with_tab(self, number: int, line: str) -> Mark | None:
        match = _TAB.match(line)
        known = self._speaker(match["words"]) if match else ("", Shape.SPEECH)
        if not match or known[1] is Shape.SPEECH:
            return None
        times = milliseconds(f"{match['before'] or ''} {match['time'] or ''}")
        end = match.end("time") if match["time"] else match.end("words")
        return Mark(Form.TAB, number, *known, 0, end, match.end(), *times)

    def _numbered(self, number: int, line: str) -> Mark | None:
        match = _NUMBER.match(line)
        if not match:
            return None
        end = len(match.group().rstrip())
        told = int(match["number"])
        return Mark(Form.NUMBER, number, "", Shape.WEAK, 0, end, match.end(), number=told)
