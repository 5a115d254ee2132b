"""What speech recognition writes as JSON (Whisper, WhisperX, whisper.cpp), and oTranscribe."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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
LARGEST = 16_000_000
"""Bytes: values of JSON take more memory than they are written in."""

_LISTS = ("segments", "transcription", "chunks", "utterances")


def read(raw: bytes, file: str) -> Document | Body:
    """The document of a recognition's JSON; the page of words of an oTranscribe file.

    Raises:
        FileProblem: no JSON, or one without segments.
    """
    if len(raw) > LARGEST:
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
    if isinstance(found, list):
        return found
    if isinstance(found, dict):
        for name in _LISTS:
            if isinstance(found.get(name), list):
                return list(found[name])
        if isinstance(found.get("text"), str):
            return [found]
    return None


def _written(segments: list[Any], decoded: Decoded) -> Document:
    said = (
        one for segment in segments if isinstance(segment, dict) for one in _utterances(segment)
    )
    return written(said, convention=CONVENTION, encoding=decoded.encoding, doubts=decoded.doubts)


def _utterances(segment: Mapping[str, Any]) -> Iterator[Utterance]:
    """The words of one segment, parted where its words are given to several speakers."""
    speaker = _text(segment.get("speaker"))
    start, end = _times(segment)
    parts = segment.get("words")
    if isinstance(parts, list) and not all(
        isinstance(part, dict) and _text(part.get("speaker")) in {"", speaker} for part in parts
    ):
        held = [part for part in parts if isinstance(part, dict)]
        for part in held:
            begins, ends = _times(part)
            words = _text(part.get("word")) or _text(part.get("text"))
            yield Utterance(_text(part.get("speaker")) or speaker, words, begins, ends)
        if held:
            return
    yield Utterance(speaker, _text(segment.get("text")), start, end)


def _times(segment: Mapping[str, Any]) -> tuple[int | None, int | None]:
    offsets, stamp = segment.get("offsets"), segment.get("timestamp")
    if isinstance(offsets, dict):
        return from_milliseconds(offsets.get("from")), from_milliseconds(offsets.get("to"))
    if isinstance(stamp, list) and len(stamp) == 2:
        return from_seconds(stamp[0]), from_seconds(stamp[1])
    return from_seconds(segment.get("start")), from_seconds(segment.get("end"))


def _text(told: object) -> str:
    return told if isinstance(told, str) else ""
