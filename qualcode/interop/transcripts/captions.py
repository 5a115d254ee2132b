"""WebVTT and SubRip captions, of Teams, Zoom, Otter, noScribe and others, broken ones too."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qualcode.core.text import normalised
from qualcode.core.transcript import Document
from qualcode.i18n import N_
from qualcode.interop.transcripts.choice import choose
from qualcode.interop.transcripts.clock import milliseconds
from qualcode.interop.transcripts.encoding import read_text
from qualcode.interop.transcripts.labels import Form, Mark
from qualcode.interop.transcripts.shapes import Shape, shape
from qualcode.interop.transcripts.talk import Utterance, in_order, written

CONVENTION = N_("captions with times")

_TIMES = re.compile(
    r"\s*((?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)\s*-{1,2}>\s*"
    r"((?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)"
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t]+([^<>]*))?>|</v>")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>|<\d[\d:.]{0,20}>|\{\\[A-Za-z][^{}\n]{0,40}\}")
_BREAK = re.compile(r"\\[hN]")
"""How some programs write a hard blank, or a new line, in a caption."""

_INLINE_TIME = re.compile(r"<\d\d:\d\d[\d:.]*>")
_NOTE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|\Z)")
_NOTE_LINE = re.compile(
    r"NOTE[ \t]+(?:confidence|duration|language|recognizability)\b", re.IGNORECASE
)

_ENOUGH = 3
_WITH_NAME = 2
"""Lines of a cue that begins with a name on a line of its own."""


@dataclass(slots=True)
class _Cue:
    start_ms: int | None
    end_ms: int | None
    lines: list[str] = field(default_factory=list)


def read(raw: bytes, file: str) -> Document:
    """The document of a .vtt or .srt file.

    Raises:
        FileProblem: its encoding cannot be told.
    """
    decoded = read_text(raw, file)
    cues = list(_cues(normalised(decoded.text).splitlines()))
    if _INLINE_TIME.search(decoded.text):
        _take_out_repeats(cues)
    voices = any(_VOICE.search(line) for cue in cues for line in cue.lines)
    said, doubts = in_order(list(_by_voice(cues) if voices else _by_label(cues)))
    return written(
        said, convention=CONVENTION, encoding=decoded.encoding, doubts=(*decoded.doubts, *doubts)
    )


def _cues(lines: Sequence[str]) -> Iterator[_Cue]:
    """The cues; words after a blank line are a cue's own unless they name the next one."""
    cue: _Cue | None = None
    apart = passed_over = False
    waiting: list[str] = []
    for line in lines:
        times = _TIMES.match(line)
        if times:
            if cue is not None:
                cue.lines += waiting[:-1]
                if not apart and cue.lines and cue.lines[-1].strip().isdigit():
                    cue.lines.pop()
                yield cue
            cue = _Cue(milliseconds(times[1])[0], milliseconds(times[2])[0])
            apart, passed_over, waiting = False, False, []
        elif not line.strip():
            apart, passed_over = True, False
            if cue is not None:
                cue.lines += waiting
            waiting = []
        elif passed_over or _NOTE_LINE.match(line) or (apart and _NOTE.match(line)):
            passed_over = True
        elif cue is not None:
            (waiting if apart else cue.lines).append(line)
    if cue is not None:
        cue.lines += waiting
        yield cue


def _take_out_repeats(cues: Sequence[_Cue]) -> None:
    """Captions that roll up show each line twice; the second showing is not said again."""
    shown: list[str] = []
    for cue in cues:
        plain = [_plain(line) for line in cue.lines]
        kept = [line for line, bare in zip(cue.lines, plain, strict=True) if bare not in shown]
        shown = [line for line in plain if line]
        cue.lines = kept


def _plain(line: str) -> str:
    return html.unescape(_BREAK.sub(" ", _TAG.sub("", line))).strip()


def _by_voice(cues: Sequence[_Cue]) -> Iterator[Utterance]:
    for cue in cues:
        text, speaker, place = "\n".join(cue.lines), "", 0
        for tag in _VOICE.finditer(text):
            yield Utterance(speaker, _plain(text[place : tag.start()]), cue.start_ms, cue.end_ms)
            speaker, place = html.unescape(tag[1] or "").lstrip("/ "), tag.end()
        yield Utterance(speaker, _plain(text[place:]), cue.start_ms, cue.end_ms)


def _by_label(cues: Sequence[_Cue]) -> Iterator[Utterance]:
    """Labels at the beginning of cues, judged together; a cue without one goes on."""
    if _names_stand_apart(cues):
        for cue in cues:
            first, *rest = map(_plain, cue.lines)
            yield Utterance(first, " ".join(filter(None, rest)), cue.start_ms, cue.end_ms)
        return
    lines = [" ".join(filter(None, map(_plain, cue.lines))) for cue in cues]
    marks: dict[int, Mark] = {
        mark.line: mark
        for mark in choose(lines).marks
        if mark.form in {Form.COLON, Form.BRACKET, Form.TAB}
    }
    speaker = ""
    for number, (cue, line) in enumerate(zip(cues, lines, strict=True)):
        mark = marks.get(number)
        if mark is not None:
            speaker = mark.label.speaker
        words = line if mark is None else line[mark.speech :]
        yield Utterance(speaker, words, cue.start_ms, cue.end_ms)


def _names_stand_apart(cues: Sequence[_Cue]) -> bool:
    """Whether the first line of each cue is the name of who speaks, and nothing else."""
    if len(cues) < _ENOUGH or any(len(cue.lines) < _WITH_NAME for cue in cues):
        return False
    names = Counter(_plain(cue.lines[0]) for cue in cues)
    return (
        len(names) * 2 <= len(cues) + 1
        and all(shape(name) >= Shape.NAME for name in names)
        and not any(name.endswith((".", "?", "!", ",", "…", ":")) for name in names)
    )
