"""Utterances with a speaker and times, as recordings give them, written as `Label : speech`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcode.core.spans import Span, trimmed
from qualcode.core.text import normalised
from qualcode.core.transcript import Document, Doubt, Turn
from qualcode.i18n import N_

LONGEST_LABEL = 120
_PAUSE_MS = 2_000
"""A silence after which speech of nobody in particular begins a turn of its own."""

_PARAGRAPH = 400
"""Characters after which the end of a sentence ends a turn of nobody in particular."""

_LONGEST_PARAGRAPH = 1_200
"""Characters after which it ends in any case."""

_SPACE = re.compile("[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufeff\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SENTENCE_END = (".", "?", "!", "…", "»", '"', "”")

_BRACKETS = re.compile(r"\[[^\[\]]*\]|\([^()]*\)")

NO_SPEAKERS = N_("The file names no speakers: the turns are parted at pauses.")
_UNNAMED = N_("{n} turns have no speaker, while others have one.")
_OUT_OF_ORDER = N_("What is said was not in the order of time in the file, and was put in it.")


@dataclass(frozen=True, slots=True)
class Utterance:
    """Some words of one speaker, as a file has them."""

    speaker: str
    """Their label; "" where the file names none."""
    words: str
    start_ms: int | None = None
    end_ms: int | None = None


def clean(words: str) -> str:
    """Words on one line, without control characters; no-break spaces stay."""
    if _SURROGATE.search(words):
        words = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return normalised(_SPACE.sub(" ", _CONTROLS.sub("", words))).strip(" ")


def label_of(speaker: str) -> str:
    """A label as turns keep it: white space folded, no colon at its end, not too long."""
    return " ".join(clean(speaker).split()).rstrip(" :\u00a0\u202f")[:LONGEST_LABEL].rstrip()


def from_seconds(told: object) -> int | None:
    """Milliseconds of a number of seconds, however it is told; None for what is no time."""
    return _moment(told, 1000)


def from_milliseconds(told: object) -> int | None:
    """Whole milliseconds of a number of them; None for what is no time."""
    return _moment(told, 1)


def _moment(told: object, unit: int) -> int | None:
    if isinstance(told, bool) or not isinstance(told, (str, int, float)):
        return None
    try:
        moment = float(told) * unit
    except (ValueError, OverflowError):
        return None
    return round(moment) if 0 <= moment < _LONGEST_MS else None


_LONGEST_MS = 1_000_000_000


def united(utterances: Iterable[Utterance]) -> list[Utterance]:
    """Utterances as turns: what one speaker says without another between is one.

    Where no speaker is named, a turn ends at a long pause, or at the end of a sentence once it is
    as long as a paragraph.
    """
    turns: list[_Turn] = []
    for one in utterances:
        words = clean(one.words)
        if not words:
            continue
        speaker = label_of(one.speaker)
        if turns and turns[-1].goes_on(speaker, one.start_ms):
            turns[-1].add(words, one.start_ms, one.end_ms)
        else:
            turns.append(_Turn(speaker, [words], one.start_ms, one.end_ms, len(words)))
    return [
        Utterance(turn.speaker, " ".join(turn.parts), turn.start_ms, turn.end_ms) for turn in turns
    ]


def in_order(said: Sequence[Utterance]) -> tuple[list[Utterance], list[Doubt]]:
    """Utterances in the order of time, where all of them tell it, and a doubt if they were not."""
    starts = [one.start_ms for one in said if one.start_ms is not None]
    if len(starts) < len(said) or starts == sorted(starts):
        return list(said), []
    return sorted(said, key=lambda one: one.start_ms or 0), [Doubt(_OUT_OF_ORDER, 1)]


@dataclass(slots=True)
class _Turn:
    """A turn whose words are still coming in."""

    speaker: str
    parts: list[str]
    start_ms: int | None
    end_ms: int | None
    length: int

    def goes_on(self, speaker: str, start_ms: int | None) -> bool:
        """Whether what is said next belongs to it."""
        if self.speaker != speaker or speaker:
            return self.speaker == speaker
        if self.end_ms is not None and start_ms is not None and start_ms - self.end_ms >= _PAUSE_MS:
            return False
        ends = self.parts[-1].endswith(_SENTENCE_END)
        return self.length < (_PARAGRAPH if ends else _LONGEST_PARAGRAPH)

    def add(self, words: str, start_ms: int | None, end_ms: int | None) -> None:
        """Take in what is said next."""
        self.parts.append(words)
        self.length += len(words)
        self.start_ms = start_ms if self.start_ms is None else self.start_ms
        if end_ms is not None:
            self.end_ms = end_ms if self.end_ms is None else max(self.end_ms, end_ms)


def written(
    utterances: Iterable[Utterance],
    *,
    convention: str,
    encoding: str = "utf-8",
    doubts: Iterable[Doubt] = (),
) -> Document:
    """The document in which each turn is a line, `Label : speech`, and keeps its times.

    Args:
        utterances: in the order in which they were said.
        convention: message id of how the file tells speakers.
        encoding: of the file.
        doubts: what its reader was not sure of.
    """
    lines: list[str] = []
    turns: list[Turn] = []
    place = 0
    for index, one in enumerate(united(utterances), 1):
        label = Span(place, place + len(one.speaker) + 2) if one.speaker else None
        line = f"{one.speaker} : {one.words}" if one.speaker else one.words
        speech = trimmed(line, len(line) - len(one.words), len(line))
        if speech is not None:
            speech = Span(place + speech.start, place + speech.end)
        turns.append(Turn(index, one.speaker, label, speech, one.start_ms, _end(one)))
        lines.append(line)
        place += len(line) + 1
    found = list(doubts)
    unnamed = [
        turn for turn, line in zip(turns, lines, strict=True) if not turn.speaker and _is_said(line)
    ]
    if turns and not any(turn.speaker for turn in turns):
        found.append(Doubt(NO_SPEAKERS, 1))
    elif unnamed:
        found.append(Doubt(_UNNAMED, unnamed[0].index, {"n": len(unnamed)}))
    return Document("\n".join(lines), tuple(turns), encoding, tuple(found), convention)


def _end(one: Utterance) -> int | None:
    """When a turn ends; not told where that would be before it begins."""
    backwards = one.start_ms is not None and one.end_ms is not None and one.end_ms < one.start_ms
    return None if backwards else one.end_ms


def _is_said(line: str) -> bool:
    """Whether there is more in a line than notes in brackets."""
    return any(map(str.isalnum, _BRACKETS.sub("", line)))
