"""Conditions that a question puts on a coding: its valence, its marks, whose it is, where."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from qualcode.core.coding import Mark, Valence
from qualcode.core.spans import Span
from qualcode.core.voices import Voice, same_value


class Facet(Enum):
    """What a condition is on."""

    VALENCE = "valence"
    MARK = "mark"
    CODER = "coder"
    CASE = "case"
    SOURCE = "source"
    QUESTION = "question"


_NOBODY = Voice("", "", coded=False)


@dataclass(frozen=True, slots=True)
class PlacedCode:
    """A coding as questions see it: no words, but its place among the turns."""

    guid: str
    source: str
    span: Span
    ref: str
    """`codebook:key`."""
    coder: str
    valence: Valence = Valence.UNSET
    marks: frozenset[Mark] = frozenset()
    turns: tuple[int, int] = (0, 0)
    """Numbers of the turns where it begins and ends."""
    voice: Voice = field(default=_NOBODY)
    """Who speaks."""
    questions: frozenset[str] = frozenset()
    """Keys, and `guide:key`, of the questions of the guide that it was said after."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition."""

    facet: Facet
    value: str
    attribute: str = ""
    """Of the case or the source; empty for its name."""
    negated: bool = False

    def holds(self, coding: PlacedCode) -> bool:
        """Whether the coding meets it."""
        match self.facet:
            case Facet.VALENCE:
                met = coding.valence.value == self.value
            case Facet.MARK:
                met = any(mark.value == self.value for mark in coding.marks)
            case Facet.CODER:
                met = coding.coder == self.value
            case Facet.QUESTION:
                met = self.value in coding.questions
            case _:
                return self.holds_of(coding.voice)
        return met is not self.negated

    def holds_of(self, voice: Voice) -> bool:
        """Whether who speaks, or where, meets a condition on the case or the source."""
        if self.facet is Facet.CASE:
            known = voice.person.get(self.attribute) if self.attribute else voice.case
        else:
            known = voice.place.get(self.attribute) if self.attribute else voice.source
        return same_value(known, self.value) is not self.negated


CONDITION_NAMES = {
    "valence": Facet.VALENCE,
    "mark": Facet.MARK, "marque": Facet.MARK,
    "coder": Facet.CODER, "codeur": Facet.CODER,
    "case": Facet.CASE, "cas": Facet.CASE,
    "source": Facet.SOURCE,
    "question": Facet.QUESTION,
}  # fmt: skip
"""Folded names of conditions."""

_VALENCE_WORDS = {
    Valence.BARRIER: "barrier frein",
    Valence.LEVER: "lever levier facilitator",
    Valence.AMBIVALENT: "ambivalent",
    Valence.NEUTRAL: "neutral neutre",
    Valence.UNSET: "unset indefini",
}
_MARK_WORDS = {
    Mark.POTENTIAL: "potential potentiel",
    Mark.INFERRED: "inferred infere",
    Mark.REPORTED: "reported rapporte",
    Mark.PROMPTED: "prompted induit",
}
WORDS = {
    **{
        word: Condition(Facet.VALENCE, valence.value)
        for valence, words in _VALENCE_WORDS.items()
        for word in words.split()
    },
    **{
        word: Condition(Facet.MARK, mark.value)
        for mark, words in _MARK_WORDS.items()
        for word in words.split()
    },
}
"""Folded words that stand between brackets, and what they ask for."""
