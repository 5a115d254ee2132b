"""Which lines of a text may begin a turn, and how they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from qualcode.core.text import fold
from qualcode.interop.transcripts.clock import BARE, BRACKETED, LONG, milliseconds
from qualcode.interop.transcripts.shapes import LONGEST, Shape, shape


class Form(StrEnum):
    """How a line sets a label apart from speech."""

    COLON = "colon"
    """``P01 : Bonjour``, ``[00:01:02] P01: Bonjour``, ``P01 : (0:01:02) Bonjour``."""
    OWN_LINE = "own line"
    """``P01  00:12`` or ``[Chercheur] (0:01 - 0:11)``, speech in the next lines."""
    ALONE = "alone"
    """``[Participant]`` or ``P01`` and nothing else, speech in the next lines."""
    BRACKET = "bracket"
    """``[id1] Bonjour``."""
    TAB = "tab"
    """``P01⇥Bonjour``, as typed or as a table's row."""
    NUMBER = "number"
    """``12 - Et la nuit ?``: a numbered question."""
    TIME = "time"
    """``00:00:27 bonjour``: a time mark and no speaker."""
    BLANK = "blank"
    """``Enquêtrice Bonjour``: nothing but a blank, as the columns of a table in a PDF."""


@dataclass(frozen=True, slots=True)
class Label:
    """The words of a label."""

    speaker: str
    """As written, white space folded, without brackets and colon; "" for a number or a time."""
    key: str
    """The speaker folded: the same for « ENQUÊTEUR » and « Enquêteur »."""
    shape: Shape


Times = tuple[int | None, int | None]
"""Start and end in milliseconds."""

UNTIMED: Times = (None, None)
NOBODY = Label("", "", Shape.WEAK)
_TALK = Label("", "", Shape.SPEECH)


class Mark(NamedTuple):
    """The beginning of a line that may begin a turn."""

    form: Form
    line: int
    """From 0."""
    label: Label
    end: int
    """Where label, colon and time marks end, in characters from the start of the line."""
    speech: int
    """Where speech begins, or the end of the line."""
    times: Times = UNTIMED
    """Start and end in milliseconds."""
    number: int = 0
    """Of a question."""


_S = r"[ \t\u00a0\u202f]"
_WORDS = (
    r"(?P<words>\[[^\[\]:\n]{1,60}\]|[^\W_](?:[^:\n\t?!;«»“”\"…\[\]()<>#]"
    r"|\([^()\n:]{0,40}\)|\[[^\[\]\n:]{0,40}\]){0,60}?)"
)
_COLON = re.compile(
    rf"(?:[-–—•>]{_S}+|\*{_S}*)?(?:\d{{1,4}}[.)]?{_S}+)?(?:\[[A-Za-z]{{0,3}}\d{{1,5}}\]{_S}*)?"
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
_BRACKET = re.compile(rf"(?P<words>\[[^\[\]:_\n]{{1,40}}\]){_S}+(?=\S)")
_NUMBER = re.compile(
    rf"(?:(?:Question|Q){_S}?)?(?P<number>\d{{1,3}})(?:{_S}*[-–—:]|[.)]){_S}+(?=\S)", re.IGNORECASE
)
_TIME = re.compile(rf"(?P<time>{BRACKETED}|{LONG}|{BARE}(?=\s*\Z)){_S}*[-–—]?{_S}*")


_BLANK = re.compile(rf"(?P<words>[^\W\d_][\w'’-]{{0,24}}(?: \d{{1,2}})?){_S}+(?=[^\s:])")
_OFTEN = 3
"""How often a label with nothing but a blank after it must come."""

_NEVER_AFTER = frozenset(("/", "\\", ")"))
"""Right after a colon these make an address, a path or a smile of it."""

_TIME_BEGINS = frozenset("[(#<0123456789 \t\u00a0\u202f")
_OTHER_BEGINS = frozenset("0123456789qQ[(#<")
_NO_LABEL_ENDS = frozenset(".!?…»,;")


def line_of(mark: Mark) -> int:
    """The line of a mark, to sort by."""
    return mark.line


def counts_of(marks: Iterable[Mark]) -> Counter[str]:
    """How often each label comes, by its key."""
    return Counter([mark.label.key for mark in marks])


def marks_of(lines: Sequence[str]) -> list[Mark]:
    """All marks of a text's lines, in order."""
    finder = _Finder()
    for number, line in enumerate(lines):
        if line:
            finder.look_at(number, line)
    return finder.marks


def blank_marks(lines: Sequence[str]) -> list[Mark]:
    """The lines that begin with a role or a code and go on after a blank, if people take turns so.

    There must be two labels that come back, and mostly not the same one twice in a row.
    """
    marks: list[Mark] = []
    for number, line in enumerate(lines):
        match = _BLANK.match(line)
        speaker = "" if match is None else " ".join(match["words"].split())
        if match is not None and shape(speaker) is Shape.STRONG:
            label = Label(speaker, fold(speaker), Shape.STRONG)
            marks.append(Mark(Form.BLANK, number, label, match.end("words"), match.end()))
    speakers = {key for key, n in counts_of(marks).items() if n >= _OFTEN}
    marks = [mark for mark in marks if mark.label.key in speakers]
    changes = sum(a.label.key != b.label.key for a, b in pairwise(marks))
    return marks if len(speakers) > 1 and changes * 2 >= len(marks) - 1 else []


class _Finder:
    """Finds the marks of a text, and remembers the labels that it has already looked at."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self._labels: dict[str, Label] = {}
        self._plain: dict[str, Label] = {}

    def look_at(self, number: int, line: str) -> None:
        """Add the marks of one line."""
        colon = line.find(":", 0, LONGEST)
        if colon > 0:
            self._with_colon(number, line, colon)
        elif len(line) <= LONGEST and line[-1] not in _NO_LABEL_ENDS:
            self._alone(number, line)
        if line.find("\t", 0, LONGEST) > 0:
            self._with_tab(number, line)
        if line[0] in _OTHER_BEGINS:
            self._with_other(number, line)

    def _with_colon(self, number: int, line: str, colon: int) -> None:
        """A label before a colon; one that is nothing else is looked up, not parsed again."""
        before, end, times = line[:colon], colon + 1, UNTIMED
        after = line[end : end + 1]
        label = None
        if not after.isdigit():
            label = self._plain.get(before)
        elif len(line) <= LONGEST and self._with_time(number, line):
            return
        if label is None:
            label, end, times = self._parsed(line, before, after, end)
        if label.shape is Shape.SPEECH or after in _NEVER_AFTER:
            return
        speech = end + 1
        if not after.isspace() or line[speech : speech + 1] in _TIME_BEGINS:
            timed = _AFTER.match(line, end)
            speech = timed.end() if timed else end
            if timed and timed["time"]:
                end, times = timed.end("time"), milliseconds(timed["time"])
        self.marks.append(Mark(Form.COLON, number, label, end, speech, times))

    def _parsed(self, line: str, before: str, after: str, end: int) -> tuple[Label, int, Times]:
        """Label, end of its colon and times of a line; labels alone are remembered."""
        match = _COLON.match(line)
        label = self._label(match)
        if match and (match["before"] or match["inner"]):
            times = milliseconds(f"{match['before'] or ''} {match['inner'] or ''}")
            return label, match.end(), times
        if not after.isdigit() and (match is None or match.end() == end):
            self._plain[before] = label
        return label, match.end() if match else end, UNTIMED

    def _with_time(self, number: int, line: str) -> bool:
        match, least = _OWN_LINE.match(line), Shape.WEAK
        if match is None:
            match, least = _TIME_AND_NAME.match(line), Shape.NAME
        label = self._label(match)
        if match is None or label.shape < least:
            return False
        size, times = len(line.rstrip()), milliseconds(match["time"])
        self.marks.append(Mark(Form.OWN_LINE, number, label, size, len(line), times))
        return True

    def _alone(self, number: int, line: str) -> None:
        label = self._label(_ALONE.match(line))
        if label.shape >= Shape.NAME:
            self.marks.append(Mark(Form.ALONE, number, label, len(line.rstrip()), len(line)))

    def _with_tab(self, number: int, line: str) -> None:
        match = _TAB.match(line)
        label = self._label(match)
        if match and label.shape is not Shape.SPEECH:
            times = milliseconds(f"{match['before'] or ''} {match['time'] or ''}")
            end = match.end("time") if match["time"] else match.end("words")
            self.marks.append(Mark(Form.TAB, number, label, end, match.end(), times))

    def _with_other(self, number: int, line: str) -> None:
        match = _NUMBER.match(line)
        if match:
            end, told = len(match.group().rstrip()), int(match["number"])
            self.marks.append(Mark(Form.NUMBER, number, NOBODY, end, match.end(), number=told))
        match = _TIME.match(line)
        if match:
            end, times = match.end("time"), milliseconds(match["time"])
            self.marks.append(Mark(Form.TIME, number, NOBODY, end, match.end(), times))
        match = _BRACKET.match(line)
        label = self._label(match)
        if match and label.shape is Shape.STRONG:
            end = match.end("words")
            self.marks.append(Mark(Form.BRACKET, number, label, end, match.end()))

    def _label(self, match: re.Match[str] | None) -> Label:
        if match is None:
            return _TALK
        words = match["words"]
        label = self._labels.get(words)
        if label is None:
            speaker = " ".join(words.split()).rstrip(" -–—.*")
            if speaker.startswith("[") and speaker.find("]") == len(speaker) - 1:
                speaker = speaker[1:-1].strip()
            label = self._labels[words] = Label(speaker, fold(speaker), shape(speaker))
        return label
