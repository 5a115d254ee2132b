"""Persons and groups: cases whom the words speak for, and coders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qualcode.i18n import N_, plural

COLLECTIVE_KINDS = frozenset({"group", "network", "site", "team", "territory"})
"""Kinds of case that are no person; cases of any other kind count in "n participants"."""


@dataclass(frozen=True, slots=True)
class Case:
    """Whom the words speak for: a person, a group, a network or a site."""

    name: str
    """The pseudonymous identifier that appears beside quotations, such as P03."""
    kind: str
    linked_to: str | None = None
    """For a relative: the patient in whose interview they speak."""
    quote_allowed: bool | None = None
    """Consent to be quoted; None and False both ask for confirmation at export."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    objected: bool = False
    """Whether the person objects to the use of their words: these stand in no analysis."""

    @property
    def is_person(self) -> bool:
        """Whether the case counts as a participant."""
        return self.kind not in COLLECTIVE_KINDS


def objection_note(persons: int) -> str:
    """The sentence that tells how many objected to the use of their words."""
    return plural(
        "{n} participant objected to the use of their words, which are left out.",
        "{n} participants objected to the use of their words, which are left out.",
        persons,
    )


class Role(StrEnum):
    """What a coder may do."""

    CODER = "coder"
    ADJUDICATOR = "adjudicator"
    VIEWER = "viewer"
    TRAINEE = "trainee"
    REPEAT = "repeat"
    """A second layer, in which a coder codes a sample anew; counted in no table."""


@dataclass(frozen=True, slots=True)
class Coder:
    """Who codes; every coding belongs to one coder's layer."""

    guid: str
    name: str
    role: Role = Role.CODER


class Progress(StrEnum):
    """How far a coder is with a source: "read and not coded" is not "not read"."""

    TO_DO = "to_do"
    READING = "reading"
    READ = "read"
    LOCKED = "locked"

    @property
    def label(self) -> str:
        """Message id of the words on screen."""
        return _PROGRESS[self]


_PROGRESS = {
    Progress.TO_DO: N_("not begun"),
    Progress.READING: N_("being read"),
    Progress.READ: N_("read to the end"),
    Progress.LOCKED: N_("locked"),
}
