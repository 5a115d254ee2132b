"""A review of what a screen found: what stands in each row, and what a person decides of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.i18n import N_


class Choice(StrEnum):
    """What is done with a name."""

    REPLACE = "replace"
    """A pseudonym takes its place."""
    KEEP = "keep"
    """It stays: it identifies nobody."""

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _CHOICES[self]


_CHOICES = {Choice.REPLACE: N_("replaced"), Choice.KEEP: N_("kept")}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of one row."""

    choice: Choice
    pseudonym: str = ""
    """What stands there instead, in brackets."""
    reason: str = ""
    """Why it stays."""
    everywhere: bool = False
    """Whether the study remembers what is kept, so that it is not asked again."""

    def __post_init__(self) -> None:
        if self.choice is Choice.REPLACE and not self.pseudonym:
            raise ValueError("a replacement needs a pseudonym")
        if self.choice is Choice.KEEP and not self.reason.strip():
            raise ValueError("what is kept needs a reason")


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where one finding stands among the files under review."""

    file: int
    """Which of the files, from 0."""
    finding: Finding
    in_name: bool = False
    """Whether it stands in the name of the file."""


class Degree(StrEnum):
    """How a row is listed."""

    SURE = "auto"
    SUSPECT = "suspect"
    INDIRECT = "quasi"

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _DEGREES[self]


_DEGREES = {
    Degree.SURE: N_("sure"),
    Degree.SUSPECT: N_("suspected"),
    Degree.INDIRECT: N_("indirect"),
}
MEMORABLE = frozenset({Kind.NAME, Kind.NICKNAME, Kind.PLACE, Kind.FACILITY})
"""Kinds of which a term may be remembered as harmless; numbers and addresses never are."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row: a person, a place or a number with all its mentions."""

    key: str = field(repr=False)
    """What its mentions have in common; it may hold a name, so it is never shown or written."""
    kind: Kind
    tier: Tier
    """The surest of its mentions."""
    sightings: tuple[Sighting, ...]
    decision: Decision | None = None

    @property
    def degree(self) -> Degree:
        """How it is listed."""
        if not self.kind.direct:
            return Degree.INDIRECT
        return Degree.SURE if self.tier is Tier.AUTO else Degree.SUSPECT

    @property
    def blocks(self) -> bool:
        """Whether nothing may be stored until it is decided."""
        return any(sighting.finding.blocks for sighting in self.sightings)

    @property
    def open(self) -> bool:
        """Whether it keeps the files out."""
        return self.blocks and self.decision is None
