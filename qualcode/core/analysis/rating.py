"""Strength of a determinant in one unit, from -2 to +2, judged by a person.

The scale and the rule of examples follow the CFIR rating rules (Damschroder & Lowery,
Implementation Science 2013, 8:51): 2 needs explicit examples from at least two people. What the
program adds is a suggestion from the codings; it is never written by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from qualcode.core.analysis.charting import Cell
from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import NotAllowed
from qualcode.i18n import N_, translate

LOWEST, HIGHEST = -2, 2


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater judged."""

    cell: Cell
    rater: str
    strength: int
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One coding as a suggestion weighs it."""

    speaker: str
    valence: Valence
    marks: frozenset[Mark] = frozenset()

    @property
    def explicit(self) -> bool:
        """Whether it is an example that the person gave of their own accord."""
        return not self.marks & {Mark.INFERRED, Mark.PROMPTED}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A strength that the codings point to; None where nothing founds one."""

    strength: int | None
    mixed: bool
    """Whether people spoke on both sides: printed "0 (mix)" where they are in balance."""
    why: str
    """Message id."""
    params: Mapping[str, int] = field(default_factory=dict)

    def told(self) -> str:
        """Why, in the current language."""
        return translate(self.why, **self.params)


def checked_strength(strength: int) -> int:
    """The strength, if it stands on the scale.

    Raises:
        NotAllowed: it does not.
    """
    if not LOWEST <= strength <= HIGHEST:
        raise NotAllowed(N_("A strength is one of −2, −1, 0, +1, +2; this is {n}."), n=strength)
    return strength


def suggest(evidence: Sequence[Evidence]) -> Suggestion:
    """The strength that the codings of one cell point to.

    Two explicit examples from two speakers on one side, and nobody on the other: ±2. One side
    only, but fewer examples: ±1. Both sides: ±1 where one side has more than twice as many
    speakers, else 0, mixed. Only neutral codings: 0. A unit with one speaker is capped at ±1,
    and a bare answer to a closed question founds nothing.
    """
    founding = [one for one in evidence if Mark.PROMPTED not in one.marks]
    barrier = _speakers(founding, Valence.BARRIER)
    lever = _speakers(founding, Valence.LEVER)
    if not founding:
        return Suggestion(None, False, N_("Nothing is coded there that could found one."))
    if not barrier and not lever:
        return Suggestion(0, False, N_("It is described, and neither hinders nor helps."))
    if barrier and lever:
        return _of_both(len(barrier), len(lever))
    side = Valence.BARRIER if barrier else Valence.LEVER
    sign = -1 if barrier else 1
    explicit = _speakers([one for one in founding if one.explicit], side)
    if len(explicit) >= 2:
        why = N_("{n} people give explicit examples, all on one side.")
        return Suggestion(2 * sign, False, why, {"n": len(explicit)})
    why = N_("All on one side, but fewer than two people give explicit examples.")
    return Suggestion(sign, False, why)


def _of_both(barrier: int, lever: int) -> Suggestion:
    strength = 0
    if barrier > 2 * lever:
        strength = -1
    elif lever > 2 * barrier:
        strength = 1
    why = N_("On both sides: {barrier} on that of a barrier, {lever} on that of a lever.")
    return Suggestion(strength, True, why, {"barrier": barrier, "lever": lever})


def _speakers(evidence: Sequence[Evidence], side: Valence) -> set[str]:
    """Who speaks on a side; what is ambivalent speaks on both."""
    return {one.speaker for one in evidence if one.valence in {side, Valence.AMBIVALENT}}


class Distinction(StrEnum):
    """Whether a determinant parts the units where it went well from the others."""

    STRONG = "strong"
    WEAK = "weak"
    NONE = "none"
    NOT_COMPUTABLE = "not_computable"

    @property
    def label(self) -> str:
        """Message id of the words on screen and in tables."""
        return _DISTINCTION[self]


_DISTINCTION = {
    Distinction.STRONG: N_("distinguishes strongly"),
    Distinction.WEAK: N_("distinguishes weakly"),
    Distinction.NONE: N_("does not distinguish"),
    Distinction.NOT_COMPUTABLE: N_("not computable"),
}


def distinguishes(strengths: Mapping[str, int], high: Collection[str]) -> Distinction:
    """Whether a determinant parts the units with a high outcome from the others.

    Strongly: every high unit is rated above every other one, or every one below, with medians
    at least 2 apart. Weakly: medians at least 1 apart. It takes two rated units on each side.

    Args:
        strengths: the agreed strength by unit; units without one are left out.
        high: the units whose declared outcome is high.
    """
    upper = [strength for unit, strength in strengths.items() if unit in high]
    lower = [strength for unit, strength in strengths.items() if unit not in high]
    if len(upper) < 2 or len(lower) < 2:
        return Distinction.NOT_COMPUTABLE
    apart = abs(median(upper) - median(lower))
    parted = min(upper) > max(lower) or max(upper) < min(lower)
    if parted and apart >= 2:
        return Distinction.STRONG
    return Distinction.WEAK if apart >= 1 else Distinction.NONE
