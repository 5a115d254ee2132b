"""Boundary mode: one end of a passage is held, and moved by character or by word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from qualcode.core.spans import Span
from qualcode.core.text import words

_REACH = 300
"""Characters around the held end in which the next word is looked for."""


class End(StrEnum):
    """Which end of the passage is held."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Boundary:
    """A passage with one end in the hand; it never becomes empty or leaves the text."""

    text: str
    span: Span
    held: End = End.END

    @property
    def other(self) -> Boundary:
        """The same passage with the other end in the hand."""
        return replace(self, held=End.START if self.held is End.END else End.END)

    def by_character(self, step: int) -> Boundary:
        """The held end moved by `step` characters."""
        return self._to((self.span.start if self.held is End.START else self.span.end) + step)

    def by_word(self, direction: int) -> Boundary:
        """The held end moved to the next (1) or previous (-1) edge of a word of its kind."""
        here = self.span.start if self.held is End.START else self.span.end
        near = Span(max(here - _REACH, 0), min(here + _REACH, len(self.text)))
        edges = [
            word.start if self.held is End.START else word.end for word in words(self.text, near)
        ]
        beyond = [edge for edge in edges if (edge > here if direction > 0 else edge < here)]
        if not beyond:
            return self
        return self._to(beyond[0] if direction > 0 else beyond[-1])

    def _to(self, offset: int) -> Boundary:
        if self.held is End.START:
            start = min(max(offset, 0), self.span.end - 1)
            return replace(self, span=Span(start, self.span.end))
        end = min(max(offset, self.span.start + 1), len(self.text))
        return replace(self, span=Span(self.span.start, end))
