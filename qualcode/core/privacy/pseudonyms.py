"""What stands in the place of a name: how it is written, and who remembers it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from qualcode.core.spans import Span
from qualcode.core.text import normalised

LONGEST = 40
"""Characters between the brackets; a longer one would not be read as one word."""
_BRACKETED = re.compile(rf"\[[^\[\]\n]{{1,{LONGEST}}}\]")
_CODE = re.compile(r"\[([A-ZÀ-Þ][A-ZÀ-Þ0-9_'+-]*[a-z]?)\]")


@dataclass(frozen=True, slots=True)
class Given:
    """A pseudonym with what it stands for: it may be kept in a key file, never in a project."""

    key: str = field(repr=False)
    """What all ways to write the name have in common."""
    forms: tuple[str, ...] = field(repr=False)
    """How it was written."""
    pseudonym: str


class Pseudonyms(Protocol):
    """Gives pseudonyms and knows those that were given; a key file may stand behind it."""

    @property
    def lasting(self) -> bool:
        """Whether what is given now is still known at the next import."""
        ...

    @property
    def given(self) -> Sequence[str]:
        """The pseudonyms of the study, in their brackets."""
        ...

    def of(self, key: str, forms: Sequence[str]) -> str | None:
        """The pseudonym that a name has already, or None.

        Args:
            key: what its ways of writing have in common.
            forms: how it is written here.
        """
        ...

    def draw(self, stem: str) -> str:
        """A pseudonym that nobody has, its number or letter drawn at random.

        Args:
            stem: what it begins with, such as `MEDECIN` or `CH`.
        """
        ...

    def keep(self, given: Iterable[Given]) -> None:
        """Take note of what was given, once the texts are written."""
        ...


def bracketed(words: str) -> str:
    """Words as they stand in a text in the place of others: in one pair of brackets.

    Raises:
        ValueError: there are none, or too many, or they fill several lines.
    """
    bare = normalised(words).strip().removeprefix("[").removesuffix("]").strip()
    if not bare or len(bare) > LONGEST or any(mark in bare for mark in "[]\n"):
        raise ValueError("a pseudonym is a few words in one line")
    return f"[{bare}]"


def bare(pseudonym: str) -> str:
    """The pseudonym without its brackets, as a speaker's label has it."""
    return pseudonym[1:-1]


def codes_in(text: str) -> set[str]:
    """The pseudonyms that a text holds: `[MEDECIN_2]`, `[P07]`."""
    return {match[0] for match in _CODE.finditer(text)}


def around_brackets(text: str, span: Span) -> Span:
    """The span widened where it begins or ends inside brackets: a pseudonym is not cut."""
    first = max(0, span.start - LONGEST - 1)
    for found in _BRACKETED.finditer(text, first, span.end + LONGEST + 1):
        there = Span(*found.span())
        if there.overlaps(span):
            span = span.hull(there)
    return span
