"""Coded passages as tables take them, and the choice of quotations that show a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcode.core.codebook import Code, ValencePolicy, Words
from qualcode.core.coding import Coding, Mark, Valence
from qualcode.core.people import Case
from qualcode.core.spans import Span

MEDIUM = range(60, 301)
"""Lengths in characters of a quotation that fits a table."""

_IDEAL = 140
_YES = frozenset({"true", "1", "yes", "oui", "vrai"})


@dataclass(frozen=True, slots=True)
class CodedPassage:
    """A coding with what a table needs to know of its place."""

    coding: Coding
    case: Case | None
    """Whom the words speak for, or None where nobody knows."""
    source_type: str
    language: str = "fr"
    """Language of the source."""
    address: str = ""

    @property
    def place(self) -> tuple[str, int, int, str]:
        """What passages are ordered by: source, start, end, then GUID."""
        span = self.coding.span
        return self.coding.source, span.start, span.end, self.coding.guid


def valence_of(code: Code, coding: Coding) -> Valence:
    """The valence that counts: the code's own where it is fixed, neutral where it has none."""
    if code.policy is ValencePolicy.NONE:
        return Valence.NEUTRAL
    if code.policy is ValencePolicy.FIXED and code.fixed is not None:
        return code.fixed
    return coding.valence


def is_potential(code: Code, coding: Coding) -> bool:
    """Whether it speaks of a lever that is wished for or foreseen, and not in place."""
    return valence_of(code, coding) is Valence.LEVER and Mark.POTENTIAL in coding.marks


def may_be_quoted(case: Case) -> bool:
    """Whether the person agreed to be quoted and is no minor."""
    minor = case.attributes.get("minor", "").strip().casefold()
    return case.quote_allowed is True and minor not in _YES


@dataclass(frozen=True, slots=True)
class Illustration:
    """A quotation chosen to show a row."""

    coding: str
    """GUID of the coding, for the ledger of exports."""
    text: str
    speaker: str
    described_as: Words
    """What may be printed beside the name, such as the group."""
    valence: Valence
    potential: bool
    language: str
    address: str


def _nothing(_case: Case) -> Words:
    return {}


@dataclass(frozen=True, slots=True)
class QuotationRules:
    """Who may be quoted, and which quotations come first."""

    allowed: frozenset[str] = frozenset()
    """Names of cases that may be quoted though consent or age asks for confirmation."""
    chosen: frozenset[str] = frozenset()
    """GUIDs of codings that the team chose to quote."""
    strong_code: str = "verbatim_fort"
    """Key of the working code for quotations worth printing."""
    described_as: Callable[[Case], Words] = _nothing
    """What may be printed beside a speaker's name."""


class Chooser:
    """Chooses quotations row by row and shares them out among the participants.

    In this order a quotation is preferred that the team chose, of a person not yet in the row,
    not yet printed in another row, marked as strong, of medium length, in one piece, of the
    person quoted least so far, nearest to 140 characters; then by place. The choice is the same
    whatever order the passages come in.
    """

    def __init__(self, rules: QuotationRules, passages: Iterable[CodedPassage]) -> None:
        self.withheld: dict[tuple[str, Span], str] = {}
        """Who speaks in each passage that may not be quoted ("" where nobody knows)."""
        self._rules = rules
        self._strong: dict[str, list[Span]] = {}
        self._printed: dict[str, list[Span]] = {}
        self._quoted: Counter[str] = Counter()
        for passage in passages:
            if passage.coding.code == rules.strong_code:
                self._strong.setdefault(passage.coding.source, []).append(passage.coding.span)

    def for_row(
        self, code: Code, piles: Mapping[str, Sequence[CodedPassage]]
    ) -> tuple[Illustration, ...]:
        """One barrier and one lever, of two persons if possible; else one of what there is."""
        printable = {name: [p for p in pile if self._may_print(p)] for name, pile in piles.items()}
        picked: list[CodedPassage] = []
        for name in ("barrier", "lever"):
            self._pick(printable.get(name, []), picked)
        for name in ("ambivalent", "potential", "described", "unset"):
            if not picked:
                self._pick(printable.get(name, []), picked)
        return tuple(self._illustration(code, passage) for passage in picked)

    def _may_print(self, passage: CodedPassage) -> bool:
        case = passage.case
        if case is not None and (case.name in self._rules.allowed or may_be_quoted(case)):
            return True
        place = (passage.coding.source, passage.coding.span)
        self.withheld[place] = case.name if case else ""
        return False

    def _pick(self, candidates: Sequence[CodedPassage], picked: list[CodedPassage]) -> None:
        if not candidates:
            return
        in_row = {_speaker(passage) for passage in picked}
        best = min(candidates, key=lambda passage: self._rank(passage, in_row))
        picked.append(best)
        self._printed.setdefault(best.coding.source, []).append(best.coding.span)
        self._quoted[_speaker(best)] += 1

    def _rank(self, passage: CodedPassage, in_row: Collection[str]) -> tuple[object, ...]:
        coding, speaker = passage.coding, _speaker(passage)
        length = len(coding.quotation)
        return (
            coding.guid not in self._rules.chosen,
            speaker in in_row,
            _touches(coding, self._printed),
            not _touches(coding, self._strong),
            length not in MEDIUM,
            "\n" in coding.quotation,
            self._quoted[speaker],
            abs(length - _IDEAL),
            passage.place,
        )

    def _illustration(self, code: Code, passage: CodedPassage) -> Illustration:
        coding, case = passage.coding, passage.case
        return Illustration(
            coding=coding.guid,
            text=coding.quotation,
            speaker=_speaker(passage),
            described_as=self._rules.described_as(case) if case else {},
            valence=valence_of(code, coding),
            potential=is_potential(code, coding),
            language=passage.language,
            address=passage.address,
        )


def _speaker(passage: CodedPassage) -> str:
    return passage.case.name if passage.case else ""


def _touches(coding: Coding, spans: Mapping[str, Sequence[Span]]) -> bool:
    return any(coding.span.overlaps(span) for span in spans.get(coding.source, ()))
