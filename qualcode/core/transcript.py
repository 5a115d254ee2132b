"""Transcripts: a frozen text, its speaker turns and its sentences."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload

from qualcode.core.spans import PackedSpans, Span
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


TurnRow = tuple[int, str, int | None, int | None, int | None, int | None, int | None, int | None]
"""Index, speaker, start and end of label and of speech, and of the sound in milliseconds."""


class StoredTurns(Sequence[Turn]):
    """Turns kept as rows: each is made when somebody asks for it."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[TurnRow]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Turn: ...

    @overload
    def __getitem__(self, place: slice) -> StoredTurns: ...

    def __getitem__(self, place: int | slice) -> Turn | StoredTurns:
        if isinstance(place, slice):
            return StoredTurns(self._rows[place])
        return _turn(self._rows[place])

    def __iter__(self) -> Iterator[Turn]:
        return map(_turn, self._rows)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, (tuple, StoredTurns)) else False

    def __hash__(self) -> int:
        return hash(tuple(self))

    def rows(self) -> Iterator[TurnRow]:
        """The turns as rows, each place of no length told as none."""
        for row in self._rows:
            _index, _speaker, low, high, start, end, _from_ms, _to_ms = row
            yield _row(_turn(row)) if low == high or start == end else row

    def places(self) -> PackedSpans:
        """Where each turn's speech stands, or its label where nothing was said."""
        starts, ends = array("q"), array("q")
        for _index, _speaker, low, high, start, end, _from_ms, _to_ms in self._rows:
            if start is not None and end is not None and start != end:
                place = (start, end)
            elif low is not None and high is not None and low != high:
                place = (low, high)
            else:
                place = (0, 1)
            starts.append(place[0])
            ends.append(place[1])
        return PackedSpans(starts, ends)


def _turn(row: TurnRow) -> Turn:
    index, speaker, low, high, start, end, start_ms, end_ms = row
    label, speech = _stored_span(low, high), _stored_span(start, end)
    return Turn(index, speaker, label, speech, start_ms, end_ms)


def _stored_span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None or start == end else Span(start, end)


def turn_rows(turns: Iterable[Turn]) -> Iterator[TurnRow]:
    """Turns as rows, without making turns of those that are rows."""
    return turns.rows() if isinstance(turns, StoredTurns) else map(_row, turns)


def _row(turn: Turn) -> TurnRow:
    ends = (*_ends(turn.label), *_ends(turn.speech))
    return (turn.index, turn.speaker, *ends, turn.start_ms, turn.end_ms)


def _ends(span: Span | None) -> tuple[int, int] | tuple[None, None]:
    return (span.start, span.end) if span is not None else (None, None)


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
    turns: Sequence[Turn]
    speakers: dict[str, Speaker]
    """By label."""
    sentence_spans: Sequence[Span]
    """All sentences of all turns in order, as frozen at import."""

    @cached_property
    def codable(self) -> tuple[Span, ...]:
        """Speech of coded speakers in order: what may be coded and what is counted."""
        return tuple(t.speech for t in self.turns if t.speech and self.speakers[t.speaker].coded)

    @cached_property
    def turn_locator(self) -> Locator:
        """Turns by place; a turn without speech takes the place of its label."""
        if isinstance(self.turns, StoredTurns):
            return Locator(self.turns.places())
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
