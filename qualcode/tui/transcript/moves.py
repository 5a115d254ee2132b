"""Where a cursor may go in a transcript: the next word, sentence or turn; larger and smaller."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import StrEnum
from itertools import islice

from qualcode.core.spans import Span, trimmed
from qualcode.core.text import words
from qualcode.core.transcript import Transcript


class Unit(StrEnum):
    """What a cursor steps by."""

    WORD = "word"
    SENTENCE = "sentence"
    TURN = "turn"
    CODING = "coding"
    HIT = "hit"
    """A passage found by a search."""


class Course:
    """The words, sentences and turns of one transcript, to step through."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self.sentences = transcript.sentence_spans
        """All sentences, of speakers who are not coded too."""
        self._starts = [sentence.start for sentence in self.sentences]
        self._turns = sorted(turn.speech for turn in transcript.turns if turn.speech)

    def sentence_at(self, offset: int) -> Span | None:
        """The sentence at `offset`, else the next one, else the last; None in an empty text."""
        if not self.sentences:
            return None
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or (offset >= self.sentences[index].end and index + 1 < len(self.sentences)):
            index += 1
        return self.sentences[index]

    def word_at(self, offset: int) -> Span | None:
        """The word at `offset`, else the nearest one before it in its sentence, else its first."""
        sentence = self.sentence_at(offset)
        found = words(self.transcript.text, sentence) if sentence else []
        if not found:
            return sentence
        index = bisect_right([word.start for word in found], offset) - 1
        return found[max(index, 0)]

    def turn_at(self, offset: int) -> Span | None:
        """The speech at `offset`, or None."""
        index = bisect_right([speech.start for speech in self._turns], offset) - 1
        return self._turns[index] if index >= 0 and offset in self._turns[index] else None

    def step(self, unit: Unit, span: Span, direction: int, *, inside: bool = True) -> Span | None:
        """The next (1) or previous (-1) word or sentence, or first sentence of a turn.

        None at either end of the transcript.

        Args:
            unit: word, sentence or turn.
            span: where the cursor stands.
            direction: 1 or -1.
            inside: a cursor larger than a word that steps by words goes into itself first, to
                its first word, or to its last; otherwise it steps over itself.
        """
        if unit is Unit.WORD:
            return self._word_step(span, direction, inside)
        if unit is Unit.SENTENCE:
            return self._sentence_step(span, direction)
        if unit is Unit.TURN:
            return self._turn_step(span, direction)
        raise ValueError(f"a course knows no {unit}")

    def _sentence_step(self, span: Span, direction: int) -> Span | None:
        if direction > 0:
            index = bisect_left(self._starts, span.end)
        else:
            index = bisect_right(self._starts, span.start) - 1
            if index >= 0 and span.start in self.sentences[index]:
                index -= 1
        return self.sentences[index] if 0 <= index < len(self.sentences) else None

    def _word_step(self, span: Span, direction: int, inside: bool) -> Span | None:
        text = self.transcript.text
        inner = words(text, span)
        if inside and len(inner) > 1:
            return inner[0] if direction > 0 else inner[-1]
        here = max(bisect_right(self._starts, span.start) - 1, 0)
        if direction > 0:
            for sentence in islice(self.sentences, here, None):
                for word in words(text, sentence):
                    if word.start >= span.end:
                        return word
            return None
        for sentence in reversed(self.sentences[: here + 1]):
            for word in reversed(words(text, sentence)):
                if word.end <= span.start:
                    return word
        return None

    def _turn_step(self, span: Span, direction: int) -> Span | None:
        index = bisect_right([speech.start for speech in self._turns], span.start) - 1
        if direction > 0:
            index += 1
        elif index >= 0 and self._is_first_sentence(span, self._turns[index]):
            index -= 1
        if not 0 <= index < len(self._turns):
            return None
        return self._first_sentence(self._turns[index])

    def _is_first_sentence(self, span: Span, speech: Span) -> bool:
        return span.start < self._first_sentence(speech).end

    def _first_sentence(self, speech: Span) -> Span:
        sentence = self.sentence_at(speech.start)
        return sentence if sentence is not None and sentence in speech else speech

    def snapped(self, start: int, end: int) -> Span | None:
        """The whole words that `start`..`end` touches, without white space at the ends."""
        text = self.transcript.text
        raw = trimmed(text, max(start, 0), min(end, len(text)))
        if raw is None:
            return None
        around = self._around(raw)
        touched = [word for word in words(text, around) if word.overlaps(raw)]
        if not touched:
            return raw
        return raw.hull(touched[0]).hull(touched[-1])

    def _around(self, span: Span) -> Span:
        """The span with whatever sentences it touches; words never leave a sentence."""
        for index in (span.start, span.end - 1):
            sentence = self.sentence_at(index)
            if sentence is not None and index in sentence:
                span = span.hull(sentence)
        return span

    def grown(self, span: Span) -> Span:
        """The next larger passage: whole words, whole sentences, whole turns."""
        whole = self.snapped(span.start, span.end)
        if whole is not None and span in whole and span != whole:
            return whole
        for pieces in (self.sentences, tuple(self._turns)):
            hull = _hull(pieces, span)
            if hull != span:
                return hull
        return span

    def shrunk(self, span: Span, at: int) -> Span:
        """The next smaller passage that holds the offset `at`: turn, sentence, word."""
        for piece in (self.turn_at(at), self.sentence_at(at), self.word_at(at)):
            if piece is not None and piece in span and piece != span:
                return piece
        return span


def _hull(pieces: Sequence[Span], span: Span) -> Span:
    """`span` with every piece of which it holds a character."""
    first = bisect_right(pieces, span.start, key=lambda piece: piece.end)
    last = bisect_left(pieces, span.end, key=lambda piece: piece.start)
    if first >= last:
        return span
    return span.hull(pieces[first]).hull(pieces[last - 1])
