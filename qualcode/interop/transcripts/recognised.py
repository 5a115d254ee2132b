"""What speech recognition writes as JSON (Whisper, WhisperX, whisper.cpp), and oTranscribe."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from qualcode.core.errors import FileProblem
from qualcode.core.transcript import Document
from qualcode.i18n import N_
from qualcode.interop.transcripts import page
from qualcode.interop.transcripts.body import Body
from qualcode.interop.transcripts.encoding import Decoded, read_text
from qualcode.interop.transcripts.package import TOO_MUCH
from qualcode.interop.transcripts.talk import Utterance, from_milliseconds, from_seconds, written

CONVENTION = N_("segments of a speech recognition")

_NO_JSON = N_("{file} is no JSON that can be read: write it anew with the program that made it.")
_UNKNOWN = N_("{file} holds no segments of a transcript (Whisper, WhisperX or oTranscribe).")
LARGEST = 10_000_000
"""Bytes: values of JSON take more memory than they are written in."""

MOST_VALUES = 300_000
"""Objects and lists; the words of a day of talk are a third of it."""

_LISTS = ("segments", "transcription", "chunks", "utterances", "monologues")
"""What programs call the list of what was said; others are found by what they hold."""

_DEEPEST = 4
_SAMPLE = 20
_SPEAKERS = ("speaker", "speaker_name", "speaker_label", "speakerName", "speaker_id", "name")
_WORDS = ("text", "transcript", "words_str", "sentence", "content", "punctuated_word", "word")
_STARTS = ("start", "start_time", "start_ts", "startTime", "begin", "ts")
_ENDS = ("end", "end_time", "end_ts", "endTime", "stop", "end_timestamp")
_SPEED = 0.5
"""Characters a unit of time: nobody speaks so slowly that these could be seconds."""


def read(raw: bytes, file: str) -> Document | Body:
    """The document of a recognition's JSON; the page of words of an oTranscribe file.

    Raises:
        FileProblem: no JSON, or one without segments.
    """
    if len(raw) > LARGEST or raw.count(b"{") + raw.count(b"[") > MOST_VALUES:
        raise FileProblem(TOO_MUCH, file=file)
    decoded = read_text(raw, file)
    try:
        found = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        raise FileProblem(_NO_JSON, file=file) from error
    words = found.get("text") if isinstance(found, dict) else None
    if isinstance(words, str) and ("media" in found or "media-time" in found):
        return page.body(words, file)
    segments = _segments(found)
    if segments is None:
        raise FileProblem(_UNKNOWN, file=file)
    return _written(segments, decoded)


def _segments(found: object) -> list[Any] | None:
    """The list of what was said, wherever a program keeps it.

    Of several that hold words it is the one with speakers, else with times, and of these the one
    whose pieces are longest.
    """
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        return None
    named = next((found[name] for name in _LISTS if isinstance(found.get(name), list)), None)
    if named is not None:
        return list(named)
    held = list(_lists(found, 0))
    if held:
        return max(held, key=_rank)
    return [found] if isinstance(found.get("text"), str) else None


def _lists(found: Mapping[str, Any], depth: int) -> Iterator[list[Any]]:
    """Every list of things that say something, in objects within objects."""
    for told in found.values():
        if isinstance(told, list) and _is_said(told):
            yield told
        first = told[0] if isinstance(told, list) and told else told
        if isinstance(first, dict) and depth < _DEEPEST:
            yield from _lists(first, depth + 1)


def _is_said(found: list[Any]) -> bool:
    """Whether the things of a list have words, or parts that have some."""
    told = [one for one in found[:_SAMPLE] if isinstance(one, dict)]
    return bool(told) and all(_words(one) for one in told)


def _rank(found: list[Any]) -> tuple[bool, bool, float]:
    told = [one for one in found[:_SAMPLE] if isinstance(one, dict)]
    return (
        any(_speaker(one) for one in told),
        any(_times(one)[0] is not None for one in told),
        sum(len(_words(one)) for one in told) / len(told),
    )


def _written(segments: list[Any], decoded: Decoded) -> Document:
    held = _with_punctuation([segment for segment in segments if isinstance(segment, dict)])
    said = [one for segment in held for one in _utterances(segment)]
    if _is_in_milliseconds(held, said):
        said = [
            replace(one, start_ms=_less(one.start_ms), end_ms=_less(one.end_ms)) for one in said
        ]
    return written(said, convention=CONVENTION, encoding=decoded.encoding, doubts=decoded.doubts)


def _with_punctuation(segments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Words with the marks that a program lists after them as things of their own."""
    held: list[dict[str, Any]] = []
    for segment in segments:
        if held and segment.get("type") == "punctuation":
            held[-1] = {**held[-1], "text": _words(held[-1]) + _words(segment)}
        else:
            held.append(segment)
    return held


def _is_in_milliseconds(segments: list[dict[str, Any]], said: list[Utterance]) -> bool:
    """Whether whole numbers that should be seconds can only be milliseconds."""
    told = [_first(segment, _ENDS) for segment in segments]
    if not told or not all(isinstance(end, int) for end in told):
        return False
    last = max((one.end_ms or 0) for one in said) / 1000
    return last > 0 and sum(len(one.words) for one in said) / last < _SPEED


def _less(moment: int | None) -> int | None:
    return None if moment is None else round(moment / 1000)


def _first(segment: Mapping[str, Any], names: tuple[str, ...]) -> object:
    return next((segment[name] for name in names if segment.get(name) is not None), None)


def _speaker(segment: Mapping[str, Any]) -> str:
    """Who speaks; a number as “Speaker 2”, as those programs show it."""
    told = _first(segment, _SPEAKERS)
    named = _first(segment, _SPEAKERS[1:4])
    if isinstance(told, int) and not isinstance(told, bool):
        return _text(named) or f"Speaker {told}"
    return _text(told)


def _words(segment: Mapping[str, Any]) -> str:
    """What a thing says, itself or by its parts."""
    told = next((segment[name] for name in _WORDS if _text(segment.get(name))), None)
    if told is not None:
        return _text(told)
    for name, between in (("elements", ""), ("sentences", " ")):
        parts = segment.get(name)
        if isinstance(parts, list):
            held = [part for part in parts if isinstance(part, dict)]
            return between.join(_text(_first(part, ("value", "text"))) for part in held)
    others = segment.get("alternatives")
    best = others[0] if isinstance(others, list) and others else None
    return _text(_first(best, _WORDS)) if isinstance(best, dict) else ""


def _utterances(segment: Mapping[str, Any]) -> Iterator[Utterance]:
    """The words of one segment, parted where its words are given to several speakers."""
    speaker = _speaker(segment)
    start, end = _times(segment)
    parts = segment.get("words")
    if isinstance(parts, list) and not all(
        isinstance(part, dict) and _speaker_of_word(part) in {"", speaker} for part in parts
    ):
        held = [part for part in parts if isinstance(part, dict)]
        for part in held:
            begins, ends = _times(part)
            words = _text(part.get("word")) or _text(part.get("text"))
            yield Utterance(_speaker_of_word(part) or speaker, words, begins, ends)
        if held:
            return
    yield Utterance(speaker, _words(segment), start, end)


def _times(segment: Mapping[str, Any]) -> tuple[int | None, int | None]:
    offsets, stamp = segment.get("offsets"), segment.get("timestamp")
    if isinstance(offsets, dict):
        return from_milliseconds(offsets.get("from")), from_milliseconds(offsets.get("to"))
    if isinstance(stamp, list) and len(stamp) == 2:
        return from_seconds(stamp[0]), from_seconds(stamp[1])
    return from_seconds(_first(segment, _STARTS)), from_seconds(_first(segment, _ENDS))


def _speaker_of_word(part: Mapping[str, Any]) -> str:
    told = part.get("speaker")
    return _speaker({"speaker": told}) if told is not None else ""


def _text(told: object) -> str:
    return told if isinstance(told, str) else ""
