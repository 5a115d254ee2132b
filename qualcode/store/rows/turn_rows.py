"""How turns and spans are stored, and read again."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable

from qualcode.core.spans import PackedSpans, Span
from qualcode.core.transcript import Turn


def turn_row(text_id: int, speaker_id: int, turn: Turn) -> tuple[int | None, ...]:
    """What a turn is stored as, in the order of the columns."""
    label, speech = turn.label, turn.speech
    return (
        text_id,
        turn.index,
        speaker_id,
        label.start if label is not None else None,
        label.end if label is not None else None,
        speech.start if speech is not None else None,
        speech.end if speech is not None else None,
        turn.start_ms,
        turn.end_ms,
    )


def packed(spans: Iterable[Span]) -> bytes:
    """Spans as little-endian 32-bit pairs: how sentence offsets are stored."""
    return packed_numbers(offset for span in spans for offset in (span.start, span.end))


def packed_numbers(offsets: Iterable[int]) -> bytes:
    """Offsets as little-endian 32-bit numbers."""
    numbers = array("I", offsets)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def unpacked(data: bytes) -> PackedSpans:
    """The spans that `packed` stored."""
    numbers = array("I")
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return PackedSpans(numbers[::2], numbers[1::2])
