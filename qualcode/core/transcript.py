"""Transcripts: a frozen text, its speaker turns and its sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from qualcode.core.spans import Span
from qualcode.core.text import Locator


@dataclass(frozen=True, slots=True)
class Turn:
    """Uninterrupted speech of one speaker."""

    index: int
    """Place in the transcript, from 1: the number printed in an address."""
    speaker: str
    """The speaker's label as written, white space folded, without its colon; "" where none."""
    label: Span | None
    """Where label and time mark stand, or None for a turn without a label."""
    speech: Span | None
    """What was said, trimmed, continuation paragraphs included; None for an empty turn."""
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a reader was not sure of, for the person who imports to look at."""

    msgid: str
    """Message id for the catalogue."""
    line: int
    """Line of the normalised text, from 1."""
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment or note that a file holds beside its text; whose it is, is not kept."""

    span: Span
    """The words it stands at."""
    words: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of a file: the whole normalised text, and where the turns are."""

    text: str
    turns: tuple[Turn, ...]
    encoding: str = "utf-8"
    doubts: tuple[Doubt, ...] = ()
    convention: str = ""
    """Which label convention was recognised, for the import's report."""
    remarks: tuple[Remark, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """The labels in order of first appearance."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks in one source, and for whom."""

    label: str
    coded: bool
    """False for interviewers, moderators and observers: their words are never counted."""
    case: str | None = None
    """The case the words speak for."""


@dataclass(frozen=True)
class Transcript:
    """One revision of a source's text with everything a screen or a statistic needs of it."""

    source: str
    """Name of the source."""
    revision: str
    """GUID of the text revision."""
    text: str
    sha256: str
    turns: tuple[Turn, ...]
    speakers: dict[str, Speaker]
    """By label."""
    sentence_spans: tuple[Span, ...]
    """All sentences of all turns in order, as frozen at import."""

    @cached_property
    def codable(self) -> tuple[Span, ...]:
        """Speech of coded speakers in order: what may be coded and what is counted."""
        return tuple(t.speech for t in self.turns if t.speech and self.speakers[t.speaker].coded)

    @cached_property
    def turn_locator(self) -> Locator:
        """Turns by place; a turn without speech takes the place of its label."""
        return Locator(t.speech or t.label or Span(0, 1) for t in self.turns)

    @cached_property
    def sentence_locator(self) -> Locator:
        """Sentences by place."""
        return Locator(self.sentence_spans)

    @cached_property
    def codable_sentences(self) -> tuple[Span, ...]:
        """Sentences of coded speakers: the default units of agreement."""
        coded = Locator(self.codable)
        return tuple(s for s in self.sentence_spans if coded.at(s.start) is not None)

    def turn_at(self, offset: int) -> Turn | None:
        """The turn whose speech holds `offset`, or None."""
        index = self.turn_locator.at(offset)
        return None if index is None else self.turns[index]

    def coded_speakers_in(self, span: Span) -> set[str]:
        """The coded speakers whose speech `span` touches."""
        touched = (self.turns[i] for i in self.turn_locator.touched(span))
        return {t.speaker for t in touched if t.speech and self.speakers[t.speaker].coded}
