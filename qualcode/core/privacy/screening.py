"""What a screen for identifiers finds in a text and what was decided, never in clear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from qualcode.core.spans import Span
from qualcode.i18n import N_


class Tier(StrEnum):
    """How sure a detector is."""

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
    HIDDEN = "HIDDEN"
    """Characters that cannot be seen, or that look like others."""

    @property
    def direct(self) -> bool:
        """Whether it points at one person by itself; the others do so only together."""
        return self not in _QUASI

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _LABELS[self]


_QUASI = frozenset({"DATE", "AGE", "AGE90", "PLACE", "FACILITY", "POSTCODE", "HIDDEN"})
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
    Kind.HIDDEN: N_("hidden or look-alike characters"),
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
        """Whether it points at one person by itself."""
        return self.kind.direct

    @property
    def family(self) -> str:
        """The first part of the rule: what sort of reason there was."""
        return self.rule.partition(".")[0]

    @property
    def blocks(self) -> bool:
        """Whether nothing may be stored while this is open: sure or suspected, if it is direct."""
        return self.direct

    @property
    def about_one_word(self) -> bool:
        """Whether it is a doubt about a word by itself: most names of codes hold such words."""
        return self.tier is Tier.SUSPECT and self.family in _ABOUT_ONE_WORD

    @property
    def why(self) -> str:
        """Message id of the reason for which the passage was found."""
        return _REASONS.get(self.family, _BY_FORM)


_ABOUT_ONE_WORD = frozenset({"public", "unknown", "everyday", "model", "spread"})
_BY_FORM = N_("has the form of one")
_REASONS = {
    "everyday": N_("an everyday word, used as a name is"),
    "handle": N_("the name of an account"),
    "hidden": N_("holds characters that are not seen or that look like others"),
    "label": N_("a speaker's label that is neither a role nor a code"),
    "list": N_("stands on the study's list of names, or sounds like it"),
    "public": N_("is borne as a name, or is a place"),
    "model": N_("the language model takes it for a person"),
    "name": N_("the words around it announce a name"),
    "announced": N_("the words around it announce a number"),
    "spread": N_("found as a name elsewhere"),
    "unknown": N_("no dictionary has this word"),
    "age": N_("an age in words or figures"),
    "birth": N_("the words around it speak of a birth"),
}

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


@dataclass(frozen=True, slots=True)
class Mention:
    """One finding in one of several texts."""

    source: str
    """What the text is called: a file or a source."""
    finding: Finding
    excerpt: str
    """The passage, masked."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Findings that seem to be of one person, place or number."""

    key: str = field(repr=False)
    """What they have in common; it may hold a name, so it stays in memory and is never shown."""
    kind: Kind
    tier: Tier
    """The surest of its mentions."""
    mentions: tuple[Mention, ...]


def entities(
    screened: Iterable[tuple[str, str, Iterable[Finding]]], key: Callable[[str], str]
) -> list[Entity]:
    """The findings in several texts by what they are of: sure ones first, frequent ones first.

    Args:
        screened: name, text and findings of each.
        key: what all ways to write one name or number have in common.
    """
    mentions: dict[tuple[bool, str], list[Mention]] = {}
    for source, text, findings in screened:
        for finding in findings:
            shared = (finding.direct, key(finding.span.of(text)))
            mention = Mention(source, finding, masked(text, finding.span))
            mentions.setdefault(shared, []).append(mention)
    found = [_entity(shared, group) for (_, shared), group in mentions.items()]
    return sorted(found, key=lambda e: (e.tier is Tier.SUSPECT, -len(e.mentions)))


def _entity(shared: str, mentions: Sequence[Mention]) -> Entity:
    kinds = Counter(mention.finding.kind for mention in mentions)
    sure = any(mention.finding.tier is Tier.AUTO for mention in mentions)
    kind = kinds.most_common(1)[0][0]
    return Entity(shared, kind, Tier.AUTO if sure else Tier.SUSPECT, tuple(mentions))


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
