"""How a disagreement is settled, why, and what becomes of the passages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qualcode.core.agreement.disagreement import Kind
from qualcode.core.coding import Coding, Valence
from qualcode.core.spans import Span
from qualcode.i18n import N_


class Decision(StrEnum):
    """What is decided on one disagreement."""

    A = "A"
    """As the first coder did."""
    B = "B"
    """As the second coder did."""
    BOTH = "both"
    """What both gave; passages of one code and valence that overlap unite."""
    SPAN = "span"
    """Another passage, code or valence than either gave."""
    NEITHER = "neither"
    """Nothing is coded here."""
    PROBLEM = "problem"
    """The codebook does not decide it: nothing is coded until it is reworded."""
    COMMON = "common"
    """What is common to both, where a rule settles boundaries."""
    AGREED = "agreed"
    """There was nothing to settle: taken over without being looked at."""

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _DECISIONS[self]

    @property
    def needs_reason(self) -> bool:
        """Whether it departs from what the coders did, so that its reason must be written."""
        return self in {Decision.SPAN, Decision.NEITHER, Decision.PROBLEM}


_DECISIONS = {
    Decision.A: N_("as the first coder"),
    Decision.B: N_("as the second coder"),
    Decision.BOTH: N_("both"),
    Decision.SPAN: N_("another passage"),
    Decision.NEITHER: N_("neither"),
    Decision.PROBLEM: N_("codebook problem"),
    Decision.COMMON: N_("what is common"),
    Decision.AGREED: N_("agreed"),
}

DECISIONS = (
    Decision.A,
    Decision.B,
    Decision.BOTH,
    Decision.SPAN,
    Decision.NEITHER,
    Decision.PROBLEM,
)
"""What a person can decide."""


class Because(StrEnum):
    """Where a disagreement came from, in the judgement of who settles it."""

    DEFINITION = "definition"
    """The definitions leave it open, or overlap."""
    BOUNDARY = "boundary"
    """Where the passage begins and ends."""
    OVERSIGHT = "oversight"
    """Somebody overlooked it, or slipped."""
    AMBIGUITY = "ambiguity"
    """The words can really be read both ways."""
    VALENCE = "valence"
    """Barrier or lever."""

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _BECAUSE[self]


_BECAUSE = {
    Because.DEFINITION: N_("definition"),
    Because.BOUNDARY: N_("boundary of the passage"),
    Because.OVERSIGHT: N_("oversight"),
    Because.AMBIGUITY: N_("real ambiguity"),
    Because.VALENCE: N_("barrier or lever"),
}

USUALLY = {
    Kind.OPPOSITE: Because.VALENCE,
    Kind.VALENCE: Because.VALENCE,
    Kind.CATEGORY: Because.DEFINITION,
    Kind.PARTIAL: Because.DEFINITION,
    Kind.MULTIPLE: Because.DEFINITION,
    Kind.OMISSION: Because.OVERSIGHT,
    Kind.BOUNDARY: Because.BOUNDARY,
}
"""What is proposed for each type, until a person says otherwise."""


class Ends(StrEnum):
    """The rule by which two passages of one code and valence become one."""

    UNION = "union"
    """All that either coder marked."""
    INTERSECTION = "intersection"
    """What both marked; where they share no character, both passages."""
    LONGER = "longer"
    """The passages of whoever marked more; of the first coder where both marked as much."""

    @property
    def label(self) -> str:
        """Message id of the rule."""
        return _ENDS[self]


_ENDS = {
    Ends.UNION: N_("all that either coder marked"),
    Ends.INTERSECTION: N_("what both coders marked"),
    Ends.LONGER: N_("the longer passage"),
}


@dataclass(frozen=True, slots=True)
class Settlement:
    """A disagreement that was settled, or an agreement taken over."""

    guid: str
    key: str
    """Which codings it was about, as they were: see `key_of`."""
    source: str
    span: Span
    quotation: str
    kind: Kind | None
    """None for what was agreed."""
    decision: Decision
    because: Because | None
    reason: str
    """In the words of who decided."""
    rule: Ends | None
    """The rule that decided, where nobody looked at the passage."""
    coders: tuple[str, str]
    codes: tuple[str | None, str | None]
    """`codebook:key` of what each coder gave."""
    codings: tuple[tuple[str, ...], tuple[str, ...]]
    """GUIDs of the codings of each coder that it is about."""
    made: tuple[str, ...]
    """GUIDs of the codings in the consensus that came of it."""
    decided_by: str
    created: str
    round: str | None = None


def key_of(codings: Iterable[Coding]) -> str:
    """A short name for some codings as they are now: another once one of them is changed."""
    facts = sorted(
        f"{one.guid} {one.span.start} {one.span.end} {one.codebook}:{one.code} {one.valence}"
        for one in codings
    )
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Settled:
    """A coding that the consensus gets."""

    span: Span
    code: str
    """`codebook:key`."""
    valence: Valence
    like: Coding | None
    """The coding whose marks and context it takes."""


def as_given(codings: Iterable[Coding]) -> list[Settled]:
    """Codings as a coder made them."""
    return [Settled(one.span, f"{one.codebook}:{one.code}", one.valence, one) for one in codings]


def by_rule(rule: Ends, first: Sequence[Coding], second: Sequence[Coding]) -> list[Settled]:
    """What becomes of the passages of two coders that bear the same code and valence."""
    if rule is Ends.LONGER:
        return as_given(first if _marked(first) >= _marked(second) else second)
    if rule is Ends.INTERSECTION:
        common = [
            (shared, one)
            for one in first
            for other in second
            if one.valence is other.valence and (shared := one.span.intersection(other.span))
        ]
        if common:
            return [
                Settled(span, f"{one.codebook}:{one.code}", one.valence, one)
                for span, one in common
            ]
    return as_given([*first, *second])


def _marked(codings: Iterable[Coding]) -> int:
    return sum(len(one.span) for one in codings)
