"""The values of an agreement report: what is computed, on what, and what cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qualcode.i18n import N_


class Unit(StrEnum):
    """What is compared: a code is present in a unit if one of its passages touches it."""

    SENTENCE = "sentence"
    CHARACTER = "character"
    TOKEN = "token"  # noqa: S105
    TURN = "turn"
    FIXED = "fixed"
    """So many characters of a turn, from its start; the last of a turn may be shorter."""

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _UNIT_LABELS[self]


_UNIT_LABELS = {
    Unit.SENTENCE: N_("sentences"),
    Unit.CHARACTER: N_("characters"),
    Unit.TOKEN: N_("words"),
    Unit.TURN: N_("turns"),
    Unit.FIXED: N_("stretches of equal length"),
}

UNITS = (Unit.SENTENCE, Unit.CHARACTER, Unit.TOKEN, Unit.TURN)
"""Units that have a name of their own, the default first."""
DEFAULT_WIDTH = 100
"""Characters of a fixed unit where nobody says."""


def unit_name(unit: Unit, width: int = 0) -> str:
    """A unit as the command line and a round write it: `sentence`, `fixed:100`."""
    return f"{unit}:{width or DEFAULT_WIDTH}" if unit is Unit.FIXED else str(unit)


def named_unit(name: str) -> tuple[Unit, int]:
    """The unit of such a name, and the characters of a fixed one (else 0).

    Raises:
        ValueError: It is no name of a unit.
    """
    kind, _colon, width = name.strip().partition(":")
    unit = Unit(kind)
    if unit is not Unit.FIXED:
        if width:
            raise ValueError(name)
        return unit, 0
    many = int(width or DEFAULT_WIDTH)
    if many < 1:
        raise ValueError(name)
    return unit, many


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
    """Agreement on the valence, given that two coders applied the code to the unit.

    Codes whose policy is fixed or none are left out: their valence is not a coder's choice.
    """

    units: int
    """Units to which two coders gave the code and a valence."""
    unjudged: int
    """Units to which every reader gave the code, but fewer than two a valence: not counted."""
    percent: Estimate
    kappa: Estimate
    alpha: Estimate
    ac1: Estimate


NOT_ASKED = Estimate(None)
"""What stands for a figure that was not asked for."""


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How far coders agree on one code, on a family, or over all codes pooled (`code` empty)."""

    code: str
    """`codebook:key`; empty for the pooled row."""
    units: int
    """Units in which the code could be applied; pooled, the sum over codes that were used."""
    applied: tuple[int, ...]
    """Units each coder gave the code."""
    both: int
    """Units that every coder who read them gave it."""
    segments: tuple[int, ...]
    """Passages of each coder, overlapping ones of one code united."""
    percent: Estimate
    """Share of the pairs of coders that agree."""
    dice: Estimate
    """Positive agreement: 2 both / (applied by the one + applied by the other), over pairs."""
    kappa: Estimate
    """Cohen; Conger for more than two coders."""
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
    """`rare`: no coder has ten passages, or they stand in fewer than three transcripts;
    `skewed`: AC1 exceeds kappa by over .2; `below`: the interval of alpha starts under .667."""
    fleiss: Estimate = NOT_ASKED
    """Fleiss; Scott's pi for two coders."""
    brennan_prediger: Estimate = NOT_ASKED


@dataclass(frozen=True, slots=True)
class Further:
    """A coefficient that is no part of the table of codes."""

    name: str
    """Its usual name, such as `cu_alpha`."""
    scope: str
    """`codebook:key` of a code or heading; empty for all codes."""
    estimate: Estimate
    coverage: float | None = None
    """Share of the material that it is computed on, where not all of it."""


@dataclass(frozen=True, slots=True)
class StrengthAgreement:
    """How far raters agree on the strength (−2 to +2) of codes in cases or groups."""

    scope: str
    """`codebook:key`; empty for all codes."""
    raters: tuple[str, ...]
    cells: int
    """Cells that at least two of them rated."""
    figures: Mapping[str, Estimate]
    """`percent`, `weighted_kappa`, `ac2`, `alpha_ordinal`, `alpha_interval`."""


@dataclass(frozen=True, slots=True)
class KindShare:
    """How many disagreements are of one type."""

    kind: str
    label: str
    """Message id."""
    n: int
    units: int


@dataclass(frozen=True, slots=True)
class ConfusedCodes:
    """Two codes that two coders take for each other, in units either way."""

    codes: tuple[str, str]
    units: tuple[int, int]


@dataclass(frozen=True, slots=True)
class LowCodes:
    """The codes on which two coders agree little for one reason."""

    label: str
    """Message id of the reason."""
    advice: str
    """Message id of what helps."""
    codes: tuple[tuple[str, str], ...]
    """`codebook:key`, and what is particular to it in the language of whoever asked."""


@dataclass(frozen=True, slots=True)
class WhyLow:
    """What two coders differ in, and one sentence on each code on which they agree little."""

    kinds: tuple[KindShare, ...] = ()
    confused: tuple[ConfusedCodes, ...] = ()
    """The most confused first."""
    matrix: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Units by what the first and what the second coder gave; an empty name for nothing."""
    sentences: Mapping[str, str] = field(default_factory=dict)
    """By `codebook:key`, in the language of whoever asked."""
    by_cause: tuple[LowCodes, ...] = ()
    """The same codes by what explains most of their disagreement."""


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Everything the screen, the JSON and the Word table say about some coders."""

    coders: tuple[str, ...]
    unit: Unit
    transcripts: tuple[str, ...]
    """Sources that at least two of the coders have marked read, in order."""
    left_out: tuple[str, ...]
    """The other sources."""
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
    width: int = 0
    """Characters of a fixed unit."""
    declared: str = ""
    """The unit that the round or the study names; empty where neither does."""
    round: str = ""
    """Name of the coding round; empty outside of rounds."""
    state: str = ""
    """What was read of a round: `snapshot`, frozen at the reveal, or `layers` as they stand."""
    families: tuple[CodeAgreement, ...] = ()
    """A row for each heading of the tree: given where a code under it is."""
    pairs: tuple[AgreementReport, ...] = ()
    """A report on each pair of coders, on what both have read; where there are more than two."""
    sensitivity: tuple[AgreementReport, ...] = ()
    """The same comparison in other units."""
    further: tuple[Further, ...] = ()
    strengths: tuple[StrengthAgreement, ...] = ()
    why: WhyLow = field(default_factory=WhyLow)
    """Of two coders."""

    @property
    def unit_name(self) -> str:
        """The unit as the command line writes it."""
        return unit_name(self.unit, self.width)

    @property
    def used(self) -> tuple[CodeAgreement, ...]:
        """The rows of codes that a coder gave at all."""
        return tuple(code for code in self.codes if any(code.applied))
