"""The values of an agreement report: what is computed, on what, and what cannot be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from qualcode.i18n import N_


class Unit(StrEnum):
    """What is compared: a code is present in a unit if one of its passages touches it."""

    SENTENCE = "sentence"
    CHARACTER = "character"
    TOKEN = "token"  # noqa: S105
    TURN = "turn"

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _UNIT_LABELS[self]


_UNIT_LABELS = {
    Unit.SENTENCE: N_("sentences"),
    Unit.CHARACTER: N_("characters"),
    Unit.TOKEN: N_("words"),
    Unit.TURN: N_("turns"),
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient, or the reason why there is none."""

    value: float | None
    reason: str = ""
    """Message id: why the coefficient is not computable; empty where `value` is a number."""
    low: float | None = None
    high: float | None = None
    """95 % interval over transcripts, both None where none can be defended."""
    interval_reason: str = ""
    """Message id: why there is no interval; empty where there is one."""


@dataclass(frozen=True, slots=True)
class ValenceAgreement:
    """Agreement on the valence, given that both coders applied the code to the unit.

    Codes whose policy is fixed or none are left out: their valence is not a coder's choice.
    """

    units: int
    """Units to which both gave the code and a valence."""
    unjudged: int
    """Units to which both gave the code, but one of them no valence: not counted above."""
    percent: Estimate
    kappa: Estimate
    alpha: Estimate
    ac1: Estimate


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How far two coders agree on one code, or over all codes pooled (`code` empty)."""

    code: str
    """`codebook:key`; empty for the pooled row."""
    units: int
    """Units in which the code could be applied; pooled, the sum over codes that were used."""
    applied: tuple[int, int]
    """Units each coder gave the code."""
    both: int
    """Units both gave it."""
    segments: tuple[int, int]
    """Passages of each coder, overlapping ones of one code united."""
    percent: Estimate
    dice: Estimate
    """Positive agreement: 2 both / (applied by the one + applied by the other)."""
    kappa: Estimate
    """Cohen."""
    alpha: Estimate
    """Krippendorff, nominal; pooled as 1 − ΣDo / ΣDe."""
    ac1: Estimate
    """Gwet."""
    joint_alpha: Estimate
    """Krippendorff's alpha of code and valence as one label (absent, barrier, lever, …)."""
    valence: ValenceAgreement | None
    """None where the policy of the code leaves no valence to agree on."""
    per_transcript: tuple[float | None, ...] = ()
    """Alpha in each transcript of the report, in its order; None where not computable."""
    misses: tuple[float, float] | None = None
    """Share of the draws in which alpha stays under .667 and under .800; None without interval."""
    flags: tuple[str, ...] = ()
    """`rare`: neither coder has ten passages, or they stand in fewer than three transcripts;
    `skewed`: AC1 exceeds kappa by over .2; `below`: the interval of alpha starts under .667."""


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Everything the screen, the JSON and the Word table say about two coders."""

    coders: tuple[str, str]
    unit: Unit
    transcripts: tuple[str, ...]
    """Sources that both coders have marked read, in order."""
    left_out: tuple[str, ...]
    """Sources that one of them has not."""
    overall: CodeAgreement
    codes: tuple[CodeAgreement, ...]
    """In the order of the codebooks."""
    draws: int
    seed: int
    codebooks: tuple[str, ...] = ()
    """`id version` of each codebook concerned."""
    characters: int = 0
    """Codable characters compared."""
    warnings: tuple[str, ...] = field(default_factory=tuple)
    """Message ids of what the reader must know."""
