"""Which passages may be coded, and the reason where one may not."""

from __future__ import annotations

from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_

NOBODY_CODED = N_("These are an interviewer's words: they can be read here but are not coded.")
NOTHING_SAID = N_("Nobody speaks in this passage: select words of a participant.")
TWO_SPEAKERS = N_(
    "This passage holds the words of two participants: end it before the next one speaks."
)
EDGES = N_(
    "A passage begins and ends with a participant's words; the question can travel as context."
)


def selection_problem(transcript: Transcript, span: Span) -> str | None:
    """Why `span` may not be coded, as a message id, or None where it may.

    A passage begins and ends in the speech of one coded speaker. It may cross turns of speakers
    who are not coded ("mm", "go on"), never the words of two coded ones.
    """
    touched = [transcript.turns[i] for i in transcript.turn_locator.touched(span)]
    said = [turn for turn in touched if turn.speech and turn.speech.overlaps(span)]
    if not said:
        return NOTHING_SAID
    coded = transcript.coded_speakers_in(span)
    if not coded:
        return NOBODY_CODED
    if len(coded) > 1:
        return TWO_SPEAKERS
    edges = (span.start, span.end - 1)
    return None if all(is_codable(transcript, offset) for offset in edges) else EDGES


def is_codable(transcript: Transcript, offset: int) -> bool:
    """Whether the character at `offset` is speech of a coded speaker."""
    turn = transcript.turn_at(offset)
    if turn is None or turn.speech is None or offset not in turn.speech:
        return False
    return transcript.speakers[turn.speaker].coded
