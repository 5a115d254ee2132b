"""How turns and spans are stored, and read again."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from qualcode.core.spans import Span
from qualcode.core.transcript import Turn

if TYPE_CHECKING:
    from sqlalchemy import Row


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


def unpacked(data: bytes) -> tuple[Span, ...]:
    """The spans that `packed` stored."""
    numbers = array("I")
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return tuple(Span(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True))


def turn_of(row: Row[Any]) -> Turn:
    """A turn as it was stored."""
    return Turn(
        index=row.number,
        speaker=row.label,
        label=_span(row.label_start, row.label_end),
        speech=_span(row.speech_start, row.speech_end),
        start_ms=row.start_ms,
        end_ms=row.end_ms,
    )


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None or start == end else Span(start, end)
