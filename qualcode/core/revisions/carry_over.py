"""Passages carried from one text of a source to the next, so that what is coded keeps its words.

After a correction the two texts are compared: a passage whose words all stayed is carried for
certain; where words in it changed, there is a proposal for a person, or nothing. After a
redaction nothing is compared: the edits are known, and every passage has its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from qualcode.core.revisions.alignment import Block, Piece, equal_blocks, paragraphs
from qualcode.core.spans import Span, trimmed
from qualcode.core.text import Locator
from qualcode.core.transcript import Turn
from qualcode.i18n import N_

CHANGED = N_("Words inside the passage have changed.")
SURROUNDED = N_("Nearly everything around the passage has changed.")
OTHER_SPEAKER = N_("The words are now another speaker's.")
ELSEWHERE = N_("The words now stand elsewhere in the text.")
LOST = N_("The words are no longer in the text.")

_LIKE = 50
"""Least likeness (0 to 100) of a proposal to the words that were coded."""

_AS_GOOD = 86
"""Likeness from which on all that stands opposite is proposed, not the part most like it."""

_MUCH_LIKE = 75
"""Least likeness of what is found in another place."""

_TELLING = 12
"""Characters of a passage that is looked for in other places; shorter ones stand anywhere."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a passage of the old text stands in the new one."""

    span: Span | None
    """Its place; a proposal where not `certain`; None where its words are gone."""
    certain: bool
    """Whether the same words stand there, said by the same speaker."""
    why: str = ""
    """Message id of what makes it doubtful; "" where certain."""


@dataclass(frozen=True, slots=True)
class TurnChanges:
    """How the turns of two texts differ."""

    kept: int
    changed: int
    added: int
    removed: int


class CarryOver:
    """Carries passages of a text into its corrected version."""

    def __init__(
        self, old_text: str, old_turns: Sequence[Turn], new_text: str, new_turns: Sequence[Turn]
    ) -> None:
        self.old_text = old_text
        self.new_text = new_text
        self._old_turns = [turn for turn in old_turns if turn.speech]
        self._new_turns = [turn for turn in new_turns if turn.speech]
        self._new_pieces = paragraphs(new_text, new_turns)
        pieces = paragraphs(old_text, old_turns)
        self.blocks: list[Block] = equal_blocks(old_text, pieces, new_text, self._new_pieces)
        """What is the same in both texts, in order."""
        self._starts = [block.old for block in self.blocks]
        self._old_places = Locator(turn.speech for turn in self._old_turns if turn.speech)
        self._new_places = Locator(turn.speech for turn in self._new_turns if turn.speech)

    def carry(self, span: Span) -> Carried:
        """Where a passage of the old text stands now."""
        block = self._block_at(span.start)
        if block is None or span.end > block.old_end:
            return self._proposed(span)
        place = Span(span.start - block.old + block.new, span.end - block.old + block.new)
        if not block.sure:
            return Carried(place, certain=False, why=SURROUNDED)
        was = {self.renamed.get(label, label) for label in self._speakers_of(span)}
        if was != {turn.speaker for turn in _touched(self._new_turns, self._new_places, place)}:
            return Carried(place, certain=False, why=OTHER_SPEAKER)
        return Carried(place, certain=True)

    @cached_property
    def renamed(self) -> dict[str, str]:
        """Speakers' labels that were replaced by one other label in every turn that stayed."""
        became: dict[str, set[str]] = {}
        came_from: dict[str, set[str]] = {}
        for turn in self._old_turns:
            now = self._twin(turn)
            if now is not None:
                became.setdefault(turn.speaker, set()).add(now.speaker)
                came_from.setdefault(now.speaker, set()).add(turn.speaker)
        before = {turn.speaker for turn in self._old_turns}
        after = {turn.speaker for turn in self._new_turns}
        return {
            label: new
            for label, labels in became.items()
            for new in labels
            if len(labels) == len(came_from[new]) == 1 and label not in after and new not in before
        }

    @cached_property
    def turn_changes(self) -> TurnChanges:
        """How the turns differ: words or speaker changed, added, removed."""
        kept = changed = removed = 0
        for turn in self._old_turns:
            now = self._twin(turn)
            if now is not None and now.speaker == self.renamed.get(turn.speaker, turn.speaker):
                kept += 1
            elif now is not None or (turn.speech and self._stays(turn.speech)):
                changed += 1
            else:
                removed += 1
        added = max(0, len(self._new_turns) - kept - changed)
        return TurnChanges(kept, changed, added, removed)

    def opposite(self, span: Span) -> Span | None:
        """All of the new text that stands where a passage stood; None where nothing does."""
        start, end = self._edge(span.start), self._edge(span.end - 1, last=True)
        return trimmed(self.new_text, start, end) if start < end else None

    def _block_at(self, offset: int) -> Block | None:
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self.blocks[index].old_end:
            return None
        return self.blocks[index]

    def _edge(self, offset: int, *, last: bool = False) -> int:
        """The new place of a character; of one that is gone, as far out as it can have been."""
        block = self._block_at(offset)
        if block is not None:
            return offset - block.old + block.new + last
        index = bisect_right(self._starts, offset)
        if last:
            return self.blocks[index].new if index < len(self.blocks) else len(self.new_text)
        return self.blocks[index - 1].new_end if index else 0

    def _speakers_of(self, span: Span) -> set[str]:
        return {turn.speaker for turn in _touched(self._old_turns, self._old_places, span)}

    def _twin(self, turn: Turn) -> Turn | None:
        """The turn of the new text that holds exactly the words of an old one, in its place."""
        speech = turn.speech
        block = self._block_at(speech.start) if speech else None
        if speech is None or block is None or not block.sure or speech.end > block.old_end:
            return None
        place = Span(speech.start - block.old + block.new, speech.end - block.old + block.new)
        index = self._new_places.at(place.start)
        if index is None or self._new_turns[index].speech != place:
            return None
        return self._new_turns[index]

    def _stays(self, speech: Span) -> bool:
        """Whether anything that is surely of this speech is left."""
        first = max(0, bisect_right(self._starts, speech.start) - 1)
        return any(
            block.sure and Span(block.old, block.old_end).overlaps(speech)
            for block in self.blocks[first : bisect_left(self._starts, speech.end)]
        )

    def _proposed(self, span: Span) -> Carried:
        from rapidfuzz import fuzz

        quotation = span.of(self.old_text)
        around = self.opposite(span)
        if around is not None:
            found = self._best_in(around, quotation)
            if fuzz.ratio(quotation, found.of(self.new_text)) >= _LIKE:
                return Carried(found, certain=False, why=CHANGED)
        found_elsewhere = self._elsewhere(quotation, around)
        if found_elsewhere is not None:
            return Carried(found_elsewhere, certain=False, why=ELSEWHERE)
        return Carried(None, certain=False, why=LOST)

    def _best_in(self, around: Span, quotation: str) -> Span:
        """All of `around`, or the part of it that is most like the quotation."""
        from rapidfuzz import fuzz

        whole = around.of(self.new_text)
        if len(whole) <= len(quotation):
            return around
        if fuzz.ratio(quotation, whole) >= _AS_GOOD:
            return around
        best = fuzz.partial_ratio_alignment(quotation, whole)
        if best is None:
            return around
        part = _whole_words(whole, best.dest_start, best.dest_end)
        if part is None:
            return around
        return Span(around.start + part.start, around.start + part.end)

    def _elsewhere(self, quotation: str, around: Span | None) -> Span | None:
        """Where a passage went that was moved: its words, or much the same in what is new."""
        from rapidfuzz import fuzz, process

        if len(quotation) < _TELLING:
            return None
        start = self.new_text.find(quotation)
        if start >= 0:
            return Span(start, start + len(quotation))
        best = process.extractOne(
            quotation,
            [self.new_text[slice(*piece)] for piece in self._fresh],
            scorer=fuzz.partial_ratio,
            score_cutoff=_MUCH_LIKE,
        )
        if best is None or len(best[0]) < len(quotation) // 2:
            return None
        return self._best_in(Span(*self._fresh[best[2]]), quotation)

    @cached_property
    def _fresh(self) -> list[Piece]:
        """Paragraphs of the new text that are not wholly in the old one at their place."""
        stayed = Locator(Span(block.new, block.new_end) for block in self.blocks if block.sure)
        fresh = []
        for piece in self._new_pieces:
            index = stayed.at(piece.start)
            if index is None or stayed.pieces[index].end < piece.end:
                fresh.append(piece)
        return fresh


def _touched(turns: Sequence[Turn], places: Locator, span: Span) -> list[Turn]:
    return [turns[index] for index in places.touched(span)]


def _whole_words(text: str, start: int, end: int) -> Span | None:
    """The stretch widened to whole words, without white space at its ends."""
    while start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return trimmed(text, start, end)


class Edit(NamedTuple):
    """What replaces the characters from `start` up to, not including, `end`."""

    start: int
    end: int
    replacement: str


class Redaction:
    """Known edits of a text: they say of every passage where it stands afterwards."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        """Edits in any order.

        Raises:
            ValueError: two overlap, one replaces nothing, or one would leave nothing.
        """
        self.edits = sorted(edits)
        self._starts = [edit.start for edit in self.edits]
        self._shifts = [0]
        free = 0
        for edit in self.edits:
            if not free <= edit.start < edit.end or not edit.replacement:
                raise ValueError(f"edits overlap or are empty at {edit.start}:{edit.end}")
            free = edit.end
            grown = len(edit.replacement) - (edit.end - edit.start)
            self._shifts.append(self._shifts[-1] + grown)

    def apply(self, text: str) -> str:
        """The text with every edit made."""
        parts: list[str] = []
        place = 0
        for edit in self.edits:
            parts += [text[place : edit.start], edit.replacement]
            place = edit.end
        return "".join([*parts, text[place:]])

    def carry(self, span: Span) -> Span:
        """Where a passage stands afterwards; what was replaced in it, it covers still."""
        return Span(self._start(span.start), self._end(span.end))

    def touches(self, span: Span) -> bool:
        """Whether any character of a passage is replaced."""
        index = bisect_left(self._starts, span.end) - 1
        return index >= 0 and span.start < self.edits[index].end

    def carry_turn(self, turn: Turn) -> Turn:
        """A turn of the text as it stands afterwards, its speaker named as before."""
        return replace(
            turn,
            label=self.carry(turn.label) if turn.label else None,
            speech=self.carry(turn.speech) if turn.speech else None,
        )

    def _start(self, offset: int) -> int:
        index = bisect_right(self._starts, offset) - 1
        if index >= 0 and offset < self.edits[index].end:
            return self._starts[index] + self._shifts[index]
        return offset + self._shifts[index + 1]

    def _end(self, offset: int) -> int:
        index = bisect_left(self._starts, offset) - 1
        if index >= 0 and offset < self.edits[index].end:
            return self.edits[index].end + self._shifts[index + 1]
        return offset + self._shifts[index + 1]


def redact(text: str, edits: Iterable[Edit]) -> tuple[str, Redaction]:
    """The text with known passages replaced, and what carries passages into it.

    Raises:
        ValueError: two edits overlap, one is empty, or one lies outside the text.
    """
    redaction = Redaction(edits)
    if redaction.edits and redaction.edits[-1].end > len(text):
        raise ValueError("an edit lies outside the text")
    return redaction.apply(text), redaction
