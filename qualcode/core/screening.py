"""What a screen for identifiers finds in a text and what was decided, never in clear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from qualcode.core.spans import Span
from qualcode.i18n import N_


class Tier(StrEnum):
    """How sure a detector is; both tiers keep a direct identifier from being stored."""

    AUTO = "auto"
    """Form or context leave little doubt."""
    SUSPECT = "suspect"
    """A person has to say."""


class Kind(StrEnum):
    """What sort of identifier a finding is."""

    NAME = "NAME"
    NICKNAME = "NICKNAME"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    NIR = "NIR"
    """Social security number."""
    IPP = "IPP"
    """Number of a patient, a record or a stay."""
    PROID = "PROID"
    """Professional register: RPPS, ADELI and the like."""
    ADDRESS = "ADDRESS"
    DOB = "DOB"
    """Date of birth."""
    PLATE = "PLATE"
    URL = "URL"
    IBAN = "IBAN"
    DEVICE = "DEVICE"
    """Serial or lot number of an implanted device."""
    DATE = "DATE"
    AGE = "AGE"
    AGE90 = "AGE90"
    """Ninety or older."""
    PLACE = "PLACE"
    FACILITY = "FACILITY"
    POSTCODE = "POSTCODE"

    @property
    def direct(self) -> bool:
        """Whether it points at one person by itself; the others do so only together."""
        return self not in _QUASI

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _LABELS[self]


_QUASI = frozenset({"DATE", "AGE", "AGE90", "PLACE", "FACILITY", "POSTCODE"})
_LABELS = {
    Kind.NAME: N_("name"),
    Kind.NICKNAME: N_("nickname"),
    Kind.PHONE: N_("telephone number"),
    Kind.EMAIL: N_("e-mail address"),
    Kind.NIR: N_("social security number"),
    Kind.IPP: N_("record number"),
    Kind.PROID: N_("professional register number"),
    Kind.ADDRESS: N_("postal address"),
    Kind.DOB: N_("date of birth"),
    Kind.PLATE: N_("number plate"),
    Kind.URL: N_("web address"),
    Kind.IBAN: N_("bank account"),
    Kind.DEVICE: N_("device number"),
    Kind.DATE: N_("date"),
    Kind.AGE: N_("age"),
    Kind.AGE90: N_("age of 90 or more"),
    Kind.PLACE: N_("place"),
    Kind.FACILITY: N_("care facility"),
    Kind.POSTCODE: N_("postcode"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage that may identify somebody; it holds where, never what."""

    kind: Kind
    tier: Tier
    span: Span
    rule: str
    """Name of the rule that found it, such as `phone.national`."""

    @property
    def direct(self) -> bool:
        """Whether nothing may be stored while this is open."""
        return self.kind.direct


_SHOWN = 2
_SHORTEST_SHOWN = 7


def masked(text: str, span: Span) -> str:
    """The passage with at most its first and last two characters: "Le…re"; "…" where short."""
    passage = span.of(text)
    if len(passage) < _SHORTEST_SHOWN:
        return "…"
    head, tail = passage[:_SHOWN], passage[-_SHOWN:]
    return f"{head if head.isprintable() else ''}…{tail if tail.isprintable() else ''}"


Counts = tuple[tuple[Kind, Tier, int], ...]
"""Findings by kind and tier, in the order of the kinds."""


def counted(findings: Iterable[Finding]) -> Counts:
    """How many findings there are of each kind and tier."""
    counter = Counter((finding.kind, finding.tier) for finding in findings)
    return tuple(
        (kind, tier, counter[kind, tier]) for kind in Kind for tier in Tier if counter[kind, tier]
    )


class Decided(StrEnum):
    """How a text came through its screen."""

    PASSED = "passed"
    """No direct identifier was open."""
    ACCEPTED = "accepted"
    """A person went on with a reason."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is kept of a screening, so that only what changed is screened again."""

    text_sha256: str
    detector: str
    """`Screen.detector` at the time."""
    lists_sha256: str
    """`Screen.lists_sha256` at the time."""
    counts: Counts
    decided: Decided
    reason: str = ""
    """Why a person went on; empty where the text passed."""

    def __post_init__(self) -> None:
        if self.decided is Decided.ACCEPTED and not self.reason.strip():
            raise ValueError("an accepted text needs a reason")

    def holds_for(self, text_sha256: str, screen: Screen) -> bool:
        """Whether the same detector with the same lists has already judged the same text."""
        now = (text_sha256, screen.detector, screen.lists_sha256)
        return now == (self.text_sha256, self.detector, self.lists_sha256)


class Screen(Protocol):
    """Finds identifiers in a text; what stands behind it may know lists, rules or a model."""

    @property
    def detector(self) -> str:
        """Name and version of the detector."""
        ...

    @property
    def lists_sha256(self) -> str:
        """Digest of the lists that the study gave it."""
        ...

    def findings(self, text: str, labels: Sequence[tuple[str, Span]] = ()) -> list[Finding]:
        """The findings in `text`, disjoint and in order.

        Args:
            text: any text: a transcript, a memo, a file name made readable.
            labels: speaker labels with the place of each; they are judged as labels.
        """
        ...
