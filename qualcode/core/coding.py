"""What a coder says of a passage: a code, a valence, marks, a memo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qualcode.core.spans import Span
from qualcode.i18n import N_


class Valence(StrEnum):
    """The facet of a coding: a barrier to the target of the code, a lever, both, or described."""

    UNSET = "unset"
    """Not judged yet; it is not neutral."""
    BARRIER = "barrier"
    LEVER = "lever"
    AMBIVALENT = "ambivalent"
    """For and against, not to be parted within one sentence."""
    NEUTRAL = "neutral"
    """Judged descriptive: how things are practised."""

    @property
    def sign(self) -> str:
        """One character for margins, readable without colour."""
        return _SIGNS[self]

    @property
    def label(self) -> str:
        """Message id of the word on screen; exports call a lever a facilitator."""
        return _LABELS[self]


_SIGNS = {
    Valence.UNSET: " ",
    Valence.BARRIER: "−",
    Valence.LEVER: "+",
    Valence.AMBIVALENT: "±",
    Valence.NEUTRAL: "=",
}
_LABELS = {
    Valence.UNSET: N_("not set"),
    Valence.BARRIER: N_("barrier"),
    Valence.LEVER: N_("lever"),
    Valence.AMBIVALENT: N_("ambivalent"),
    Valence.NEUTRAL: N_("neutral"),
}


class Mark(StrEnum):
    """What else is true of a coding; several may hold; never part of agreement."""

    POTENTIAL = "potential"
    """A solution wished for or foreseen, not yet in place."""
    INFERRED = "inferred"
    """The analyst's sense, not said by the person."""
    REPORTED = "reported"
    """Somebody else's words or experience."""
    PROMPTED = "prompted"
    """Mere assent to a closed question."""

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _MARK_LABELS[self]


_MARK_LABELS = {
    Mark.POTENTIAL: N_("potential"),
    Mark.INFERRED: N_("inferred"),
    Mark.REPORTED: N_("reported"),
    Mark.PROMPTED: N_("prompted"),
}


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder gave one code to one passage."""

    guid: str
    source: str
    span: Span
    quotation: str
    codebook: str
    """Id of the codebook."""
    code: str
    """Key of the code."""
    coder: str
    valence: Valence
    marks: frozenset[Mark]
    memo: str
    created: datetime
    context: Span | None = None
    """A question carried along without being coded."""


@dataclass(frozen=True, slots=True)
class NewCoding:
    """A coding to be made: what `Coding` holds before the project has taken it."""

    source: str
    span: Span
    code: str
    """Key, or `codebook:key` where a key stands in two codebooks."""
    valence: Valence = Valence.UNSET
    marks: frozenset[Mark] = frozenset()
    memo: str = ""
    context: Span | None = None
