"""Addresses name a passage at any width: `P03 · 45.2` is turn 45, sentence 2, of source P03."""

from __future__ import annotations

import re

from qualcode.core.errors import NotFound
from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_

_ADDRESS = re.compile(r"^(?:.*·\s*)?(\d+)(?:\.(\d+))?(?:\s*[-–]\s*(\d+)(?:\.(\d+))?)?$")


def address_of(transcript: Transcript, span: Span, *, with_source: bool = True) -> str:
    """The address of the sentence where `span` starts, and of the one where it ends if another."""
    first = _place(transcript, span.start)
    last = _place(transcript, span.end - 1)
    place = first if first == last else f"{first}–{last}"
    return f"{transcript.source} · {place}" if with_source else place


def _place(transcript: Transcript, offset: int) -> str:
    index = transcript.turn_locator.at(offset)
    if index is None:
        return _beside_turns(transcript, offset)
    turn = transcript.turns[index]
    if turn.speech is None or offset not in turn.speech:
        return str(turn.index)
    touched = transcript.sentence_locator.touched(Span(turn.speech.start, offset + 1))
    return f"{turn.index}.{max(len(touched), 1)}"


def _beside_turns(transcript: Transcript, offset: int) -> str:
    """The turn whose label stands at `offset`, else the turn that follows; 0 in what precedes."""
    following = transcript.turn_locator.touched(Span(offset, offset + 1)).start
    if following == len(transcript.turns):
        return str(len(transcript.turns))
    turn = transcript.turns[following]
    first = turn.label or turn.speech
    before_all = following == 0 and first is not None and offset < first.start
    return "0" if before_all else str(turn.index)


def span_at(transcript: Transcript, address: str) -> Span:
    """The passage that `address` names: a turn, a sentence of it, or from one to another.

    Raises:
        NotFound: no such turn or sentence in this transcript.
    """
    match = _ADDRESS.match(address.strip())
    if match is None:
        raise NotFound(
            N_("“{address}” is no address: write a turn and sentence such as 45.2, or 45.2-45.4."),
            address=address,
        )
    turn, sentence, last_turn, last_sentence = match.groups()
    first = _unit(transcript, turn, sentence, address)
    if last_turn is None:
        return first
    last = _unit(transcript, last_turn, last_sentence, address)
    if last.end <= first.start:
        raise NotFound(N_("The address {address} ends before it starts."), address=address)
    return first.hull(last)


def _unit(transcript: Transcript, turn: str, sentence: str | None, address: str) -> Span:
    number = int(turn)
    speech = transcript.turns[number - 1].speech if 1 <= number <= len(transcript.turns) else None
    if speech is None:
        raise NotFound(
            N_("{source} has no turn {turn} with words in it (address {address})."),
            source=transcript.source,
            turn=number,
            address=address,
        )
    if sentence is None:
        return speech
    touched = transcript.sentence_locator.touched(speech)
    if not 1 <= int(sentence) <= len(touched):
        raise NotFound(
            N_("Turn {turn} of {source} has {count} sentences, not {sentence}."),
            turn=number,
            source=transcript.source,
            count=len(touched),
            sentence=int(sentence),
        )
    return transcript.sentence_spans[touched[int(sentence) - 1]]
