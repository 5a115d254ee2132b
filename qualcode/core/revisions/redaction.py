"""Which edits make up a redaction: each inside one speech or label, in every text that has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from qualcode.core.errors import NotAllowed
from qualcode.core.revisions.alignment import paragraphs
from qualcode.core.revisions.carry_over import CarryOver, Edit
from qualcode.core.spans import Span, trimmed
from qualcode.core.text import Locator, fold, folded_places, normalised
from qualcode.core.transcript import Turn
from qualcode.i18n import N_

_WORD = re.compile(r"\w+")
_NAME_OR_NUMBER = re.compile(r"\b(?:[^\W\d_a-zà-öø-ÿ]\w{3,}|\w*\d\w+)")
"""A word that begins with a capital, or holds a digit."""


def whole_edits(text: str, turns: Sequence[Turn], wanted: Iterable[Edit]) -> list[Edit]:
    """The edits that a redaction makes, in order, without white space at their ends.

    What is replaced in a label is replaced in every label of that speaker.

    Raises:
        NotAllowed: an edit lies outside the text, has nothing to put in its place, or reaches
            from one turn into another; or two of them overlap.
    """
    found: set[Edit] = set()
    for edit in wanted:
        inside = _inside(text, edit)
        replacement = _token(edit.replacement)
        label = _label_with(turns, inside)
        places = [inside] if label is None else _same_in_labels(text, turns, label, inside)
        found.update(Edit(place.start, place.end, replacement) for place in places)
    edits = sorted(found)
    for before, after in pairwise(edits):
        if after.start < before.end:
            raise NotAllowed(
                N_("Two passages to replace overlap: {first} and {second}. Name them as one."),
                first=f"{before.start}:{before.end}",
                second=f"{after.start}:{after.end}",
            )
    return edits


def _inside(text: str, edit: Edit) -> Span:
    place = None
    if 0 <= edit.start < edit.end <= len(text):
        place = trimmed(text, edit.start, edit.end)
    if place is None:
        raise NotAllowed(
            N_("There are no words at {start}:{end} (the text is 0:{length})."),
            start=edit.start,
            end=edit.end,
            length=len(text),
        )
    return place


def _token(replacement: str) -> str:
    token = normalised(replacement).strip()
    if not token or "\n" in token:
        raise NotAllowed(
            N_("Say in one line what stands there instead, such as [first name] or [hospital].")
        )
    return token


def _label_with(turns: Sequence[Turn], place: Span) -> Turn | None:
    """The turn in whose label an edit lies; None where it lies in speech or beside turns."""
    for turn in turns:
        if turn.label is not None and turn.label.overlaps(place):
            if place not in turn.label:
                raise _too_wide(place)
            return turn
        if turn.speech is not None and turn.speech.overlaps(place) and place not in turn.speech:
            raise _too_wide(place)
    return None


def _too_wide(place: Span) -> NotAllowed:
    return NotAllowed(
        N_("The passage {start}:{end} reaches beyond one turn: replace turn by turn."),
        start=place.start,
        end=place.end,
    )


def _same_in_labels(text: str, turns: Sequence[Turn], turn: Turn, place: Span) -> list[Span]:
    words = place.of(text)
    if _folded(words) not in turn.speaker:
        raise NotAllowed(
            N_("In a label only the name is replaced: leave out its colon, its time and the rest.")
        )
    found = [place]
    for other in turns:
        if other.label is not None and other.speaker == turn.speaker and other is not turn:
            start = text.find(words, other.label.start, other.label.end)
            if start >= 0:
                found.append(Span(start, start + len(words)))
    return found


def _folded(label: str) -> str:
    return " ".join(label.split())


def new_labels(text: str, turns: Sequence[Turn], edits: Iterable[Edit]) -> dict[str, str]:
    """By label, what it is called after the edits; labels that stay are left out.

    Raises:
        NotAllowed: another speaker is called that already.
    """
    changed: dict[str, str] = {}
    for edit in edits:
        place = Span(edit.start, edit.end)
        turn = _label_with(turns, place)
        if turn is not None:
            label = changed.get(turn.speaker, turn.speaker)
            label = label.replace(_folded(place.of(text)), edit.replacement)
            changed[turn.speaker] = _folded(label)
    changed = {old: new for old, new in changed.items() if old != new}
    taken = {turn.speaker for turn in turns} - changed.keys()
    for label in changed.values():
        if label in taken:
            raise NotAllowed(
                N_("Another speaker is called “{label}” already: choose other words."), label=label
            )
        taken.add(label)
    return changed


def refuse_repeating(passages: Sequence[str], reason: str, replacements: Iterable[str]) -> None:
    """See that what is written down does not repeat what it takes out.

    A reason may not hold a name or number of it either.

    Raises:
        NotAllowed: it does.
    """
    written = fold("\n".join([reason, *replacements]))
    telling = {fold(word) for passage in passages for word in _NAME_OR_NUMBER.findall(passage)}
    repeats = telling.intersection(_WORD.findall(fold(reason)))
    if repeats or any(fold(passage) in written for passage in passages):
        raise NotAllowed(
            N_("What is written down would hold the words that are taken out: word it otherwise.")
        )


def opposite_edits(carry: CarryOver, edits: Sequence[Edit], turns: Sequence[Turn]) -> list[Edit]:
    """The edits that take the same words out of an earlier text of the source.

    What stands there in their place goes, and the same words wherever they stand: of a text that
    is only kept until its passages are settled, rather too much is taken out than too little.

    Args:
        carry: from the text that is edited to the earlier one.
        edits: those of the text that is edited.
        turns: those of the earlier text.
    """
    former = carry.new_text
    said = [Span(*piece) for piece in paragraphs(former, turns)]
    everything = Locator(sorted([*said, *(turn.label for turn in turns if turn.label)]))
    speech = Locator(said)
    replacement_at: dict[Span, str] = {}
    for edit in edits:
        there = carry.opposite(Span(edit.start, edit.end))
        words = carry.old_text[edit.start : edit.end]
        places = [(place, everything) for place in _places_of(words, former)]
        for place, pieces in [(there, speech), *places] if there else places:
            for index in pieces.touched(place):
                common = place.intersection(pieces.pieces[index])
                inside = common and trimmed(former, common.start, common.end)
                if inside:
                    replacement_at.setdefault(inside, edit.replacement)
    return _disjoint(replacement_at)


def _places_of(words: str, text: str) -> Iterator[Span]:
    """Where the words stand, as such or but for case and accents."""
    yield from folded_places(text, words)
    start = text.find(words)
    while start >= 0:
        yield Span(start, start + len(words))
        start = text.find(words, start + len(words))


def _disjoint(replacement_at: Mapping[Span, str]) -> list[Edit]:
    """One edit for what overlaps, with the replacement of the first."""
    edits: list[Edit] = []
    for place in sorted(replacement_at):
        if edits and place.start < edits[-1].end:
            edits[-1] = edits[-1]._replace(end=max(edits[-1].end, place.end))
        else:
            edits.append(Edit(place.start, place.end, replacement_at[place]))
    return edits
