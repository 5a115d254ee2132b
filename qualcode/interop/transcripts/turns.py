"""Speaker turns of a text: what each speaker said, and what no turn takes in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from qualcode.core.spans import Span, trimmed
from qualcode.core.text import fold
from qualcode.core.transcript import Doubt, Turn
from qualcode.i18n import N_
from qualcode.interop.transcripts.choice import Choice, choose
from qualcode.interop.transcripts.clock import CLOSING, closing_mark, milliseconds
from qualcode.interop.transcripts.labels import Form, Mark
from qualcode.interop.transcripts.shapes import Shape, shape

CONVENTIONS = {
    Form.COLON: N_("label and colon before each turn"),
    Form.OWN_LINE: N_("label and time on a line of their own"),
    Form.ALONE: N_("label on a line of its own"),
    Form.BRACKET: N_("label in brackets before each turn"),
    Form.TAB: N_("label and tabulator, or a table"),
    Form.NUMBER: N_("numbered questions"),
    Form.TIME: N_("time marks without speakers"),
    Form.BLANK: N_("label and a blank before each turn"),
}
"""Message id of each convention."""

_LONGEST_STAGE = 2000
_DEEPEST = 3
_ENOUGH_LINES, _SAMPLE = 30, 200
_NARROWEST, _WIDEST = 50, 110
_LONGEST_FOOTER = 300
_LONG_HEADER = 40
"""Lines before the first label that are worth a look."""

_INNER_BRACKETS = re.compile(r"\[[^\[\]]*\]|\([^()]*\)")
_SECTION = re.compile(
    r"(?:th[eè]me|topic|partie|part|section|chapit?re|chapter|axe|volet)[ \u00a0]+"
    r"(?:\d{1,2}|[IVX]{1,4})\b.{0,100}\Z",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:end of|fin d[eu]).{1,4}(?:audio|bande|enregistrement|entretien|extrait|interview|"
    r"recording|tape|transcri)|transcri(?:bed by|t(?:e)? par|pt by|ption (?:automatique|automatic|"
    r"by|integrale|par|relue|verifiee))|(?:audio|enregistrement|recording) (?:ends|ended|termine)"
)
"""How a footer begins, folded."""

_END = re.compile(r"(?:[-–—*_=\s]+|(?:the )?end|fin)\.?\Z")
"""A footer where a blank line stands before it, folded."""


class Found(NamedTuple):
    """What was made of a text."""

    turns: tuple[Turn, ...]
    doubts: tuple[Doubt, ...]
    convention: str
    """Message id of the convention followed; "" where there are no labels."""


def find_turns(text: str, asides: frozenset[int] = frozenset()) -> Found:
    """The turns of a normalised text.

    Candidates for labels are gathered per convention and judged by their shape and by how often
    they come back; the convention that explains most lines is followed. Header, footer and
    stage directions between turns belong to no turn. Numbered questions have the speaker
    `choice.QUESTION`. A text without labels is one turn of nobody.

    Args:
        text: as `core.text.normalised` gives it.
        asides: lines, from 0, known to be headings.
    """
    lines = text.split("\n")
    choice = choose(lines)
    page = _Page(text, lines, asides | choice.headings)
    if not choice.marks:
        whole = trimmed(text, 0, len(text))
        turns = [Turn(1, "", None, whole)] if whole else []
    else:
        turns = _turns(page, choice)
    doubts = sorted([*choice.doubts, *page.doubts(choice)], key=lambda doubt: doubt.line)
    return Found(tuple(turns), tuple(doubts), _convention(choice))


def _convention(choice: Choice) -> str:
    if len(choice.forms) > 1:
        return N_("numbered questions, answers with labels")
    return CONVENTIONS[choice.forms[0]] if choice.forms else ""


def _turns(page: _Page, choice: Choice) -> list[Turn]:
    turns: list[Turn] = []
    text, unlabelled = page.text, choice.forms == (Form.NUMBER,)
    ends = [mark.line for mark in choice.marks[1:]] + [len(page.lines)]
    for mark, end in zip(choice.marks, ends, strict=True):
        begin, (start_ms, end_ms) = page.starts[mark.line], mark.times
        middle = page.paragraph_end(mark.line, end) if unlabelled else end
        speech = page.said(mark, middle)
        if speech and text[speech.end - 1] in CLOSING:
            closing = closing_mark(text, speech.start, speech.end)
            closed_ms = milliseconds(text[closing : speech.end])[0]
            end_ms = closed_ms if end_ms is None else end_ms
            speech = trimmed(text, speech.start, closing)
        label = Span(begin, begin + mark.end)
        speaker = mark.label.speaker
        turns.append(Turn(len(turns) + 1, speaker, label, speech, start_ms, end_ms))
        answer = page.rest(middle, end) if middle < end else None
        if answer:
            turns.append(Turn(len(turns) + 1, "", None, answer))
    return turns


class _Page:
    """A text by its lines, and which of them are said by nobody."""

    def __init__(self, text: str, lines: Sequence[str], asides: frozenset[int]) -> None:
        self.text = text
        self.lines = lines
        self.starts = [0, *accumulate(len(line) + 1 for line in lines)]
        self._asides = asides
        self._continued: list[tuple[range, str]] = []

    def said(self, mark: Mark, end: int) -> Span | None:
        """What is said from `mark` to the line before `end`."""
        first, start, last = mark.line, self.starts[mark.line] + mark.speech, end - 1
        while last > first and not self.lines[last]:
            last -= 1
        if last > first:
            if not self.lines[first][mark.speech :].strip():
                first = self._first_written(first + 1, end)
            last = self._last_said(first, end)
            if last > first:
                self._continued.append((range(first + 1, last + 1), mark.label.speaker))
        return trimmed(self.text, start, self._stop(last))

    def rest(self, first: int, end: int) -> Span | None:
        """What is said in the lines from `first` to the one before `end`, labels or not."""
        first = self._first_written(first, end)
        return trimmed(self.text, self.starts[first], self._stop(self._last_said(first, end)))

    def paragraph_end(self, line: int, end: int) -> int:
        """The line after the paragraph that begins at `line`."""
        if not any(not text.strip() for text in self.lines[line:end]):
            return line + 1
        while line < end and self.lines[line].strip():
            line += 1
        return line

    def _stop(self, line: int) -> int:
        return self.starts[line] + len(self.lines[line])

    def _first_written(self, line: int, end: int) -> int:
        while line < end - 1 and not self.lines[line].strip():
            line += 1
        return min(line, end - 1)

    def _last_said(self, first: int, end: int) -> int:
        """The last line of a speech that begins in line `first`: directions after it are not."""
        last, is_end = end - 1, end == len(self.lines)
        while last > first and (self._is_aside(last) or (is_end and self._is_footer(last))):
            last -= 1
        return last

    def _is_aside(self, number: int) -> bool:
        line = self.lines[number].strip()
        if not line or number in self._asides or is_stage_direction(line):
            return True
        return bool(_SECTION.match(line)) and line[-1] not in ".?!…»"

    def _is_footer(self, number: int) -> bool:
        line = self.lines[number].strip()
        if len(line) > _LONGEST_FOOTER:
            return False
        if _FOOTER.match(fold(line)):
            return True
        if self.lines[number - 1].strip():
            return False
        before, colon, _ = line.partition(":")
        return bool(_END.match(fold(line))) or (bool(colon) and shape(before.strip()) is Shape.FACT)

    def doubts(self, choice: Choice) -> list[Doubt]:
        """What about the text itself a person should look at."""
        found = []
        if choice.marks and sum(map(bool, self.lines[: choice.marks[0].line])) > _LONG_HEADER:
            msgid = N_("The {n} lines before the first label belong to no speaker.")
            found.append(Doubt(msgid, 1, {"n": choice.marks[0].line}))
        if self._is_wrapped():
            msgid = N_("The lines are cut at a fixed width: sentences will end at each of them.")
            found.append(Doubt(msgid, 1))
        msgid = N_("This question has no label; it was read as said by “{label}”.")
        asked = [
            Doubt(msgid, number + 1, {"label": speaker})
            for lines, speaker in self._continued
            for number in lines
            if self.lines[number].rstrip().endswith("?") and not self.lines[number - 1].strip()
        ]
        return found + asked

    def _is_wrapped(self) -> bool:
        written = [line for line in self.lines[:_SAMPLE] if line.strip()]
        if len(written) < _ENOUGH_LINES:
            return False
        cut = sum(_NARROWEST <= len(line) <= _WIDEST and line[-1].isalnum() for line in written)
        return cut * 2 > len(written)


def is_stage_direction(line: str) -> bool:
    """Whether a stripped line holds nothing but notes in brackets, such as « [rires] »."""
    if line[:1] not in {"[", "("} or line.rstrip(".")[-1:] not in {"]", ")"}:
        return False
    if len(line) > _LONGEST_STAGE:
        return False
    outside = line
    for _ in range(_DEEPEST):
        outside = _INNER_BRACKETS.sub("", outside)
    return not any(map(str.isalnum, outside))
