"""The table of barriers and levers: who raised a code on which side, and in whose words.

Definitions, after the rules for valence of the method:

- A *participant* is a person-case. Kinds of person are counted apart; relatives are never added
  to patients. Groups, networks and unknown speakers have passages but are no participants.
- The *denominator* of a kind is its person-cases with at least one source in the table.
- A passage counts on the side of its valence; a code whose valence is fixed gives its own, and
  the passages of a code without valence are *described*.
- An *ambivalent* passage counts as barrier and as lever, and is counted apart under *both*; the
  participants of *both* raised the two sides, in one passage or in several.
- A *potential* lever (wished for, not in place) is counted apart and is no lever yet.

So for every code: barrier + lever − both + described + potential + unset = its codings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from qualcode.core.codebook import Code, Codebook, ValencePolicy, Words
from qualcode.core.coding import Coding, Valence
from qualcode.core.errors import NotFound
from qualcode.core.people import Case
from qualcode.core.tables.illustration import (
    Chooser,
    CodedPassage,
    Illustration,
    QuotationRules,
    is_potential,
    valence_of,
)
from qualcode.i18n import N_

KINDS = ("patient", "professional", "respondent", "relative")
"""Kinds of person in the order in which a cell names them; relatives last."""

GROUP_TYPES = frozenset({"focus_group", "network_focus_group", "working_group_meeting"})
"""Types of source in which a group talks."""


@dataclass(frozen=True, slots=True)
class TableSource:
    """A source that the table is made from, whether anything in it was coded or not."""

    name: str
    type: str
    cases: tuple[Case, ...] = ()
    """Whom its coded speakers speak for."""


@dataclass(frozen=True, slots=True)
class Count:
    """Persons of one kind, and their passages."""

    participants: int = 0
    segments: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How many spoke, and in how many passages."""

    by_kind: tuple[tuple[str, Count], ...] = ()
    """Kinds that spoke, in the order of `KINDS`; "" for passages that are no person's."""
    units: int = 0
    """Different networks (or whatever the table's unit is) that spoke."""
    groups: int = 0
    """Group talks in which it was said."""

    def of(self, kind: str) -> Count:
        """The persons of one kind."""
        return dict(self.by_kind).get(kind, Count())

    @property
    def participants(self) -> int:
        """Persons other than relatives."""
        return sum(c.participants for kind, c in self.by_kind if kind != "relative")

    @property
    def segments(self) -> int:
        """Passages, whoever spoke."""
        return sum(count.segments for _, count in self.by_kind)


@dataclass(frozen=True, slots=True)
class Denominators:
    """Out of how many."""

    persons: tuple[tuple[str, int], ...]
    """Person-cases with at least one source in the table, by kind in the order of `KINDS`."""
    sources: int
    groups: int
    """Group talks among the sources."""
    units: int
    """Different networks (or whatever the table's unit is) in the table; 0 without a unit."""
    unit: Words = field(default_factory=dict)
    """What the unit is called, in the plural."""

    def of(self, kind: str) -> int:
        """Person-cases of one kind."""
        return dict(self.persons).get(kind, 0)


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One code with its counts and quotations."""

    codebook: str
    code: str
    theme: Words
    """Label of the family."""
    determinant: Words
    """Label of the code."""
    heading: Words
    """Label of the heading right above the code, where that is not the family; else empty."""
    target: Words
    """To what a barrier or lever applies."""
    sides: frozenset[Valence]
    """The sides that the code can take; empty for a code without valence."""
    barrier: Tally
    lever: Tally
    both: Tally
    """Persons who raised the two sides; the passages are the ambivalent ones."""
    described: Tally
    potential: Tally
    unset: Tally
    quotations: tuple[Illustration, ...] = ()

    @property
    def segments(self) -> int:
        """Codings of the code."""
        apart = self.described.segments + self.potential.segments + self.unset.segments
        return self.barrier.segments + self.lever.segments - self.both.segments + apart


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a table comes from; its note says so."""

    made_on: date
    layer: str = "analysis"
    """`analysis` (consensus where there is one, else the assigned coder), `consensus`, a coder."""
    working: bool = False
    """A table for the team, with everything in it: not for publication."""
    letters: bool = False
    """Restricted names are printed as letters."""
    snapshot: str = ""
    """Id of the frozen state, where the table was made from one."""
    query: str = ""
    """The query that every coding in it answers; empty where all are counted."""
    objected: int = 0
    """Persons who objected to the use of their words, which are left out."""


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What a table takes in."""

    include_process: bool = False
    """Also working codes, which are no results."""
    include_unused: bool = False
    """Also codes that nobody gave."""
    unit: str = ""
    """Attribute (or kind of case) counted beside persons, such as `network`."""
    unit_words: Words = field(default_factory=dict)
    """What the unit is called, in the plural."""
    quotations: QuotationRules = field(default_factory=QuotationRules)


@dataclass(frozen=True, slots=True)
class ThemeTable:
    """Barriers and levers by theme and determinant."""

    rows: tuple[ThemeRow, ...]
    denominators: Denominators
    codebooks: tuple[str, ...]
    """`id version` of each."""
    withheld_quotations: int
    """Passages kept from quotation for want of consent, or because a minor speaks."""
    withheld_persons: int
    """Whose they are."""
    provenance: Provenance
    titles: tuple[Words, ...] = ()
    """What each codebook is called."""


def theme_table(
    codebooks: Sequence[Codebook],
    passages: Iterable[CodedPassage],
    sources: Iterable[TableSource],
    *,
    provenance: Provenance,
    options: TableOptions | None = None,
) -> ThemeTable:
    """Barriers and levers by code, in the order of the codebooks, from one layer's codings.

    Nothing depends on the order of `passages` or `sources`.

    Raises:
        NotFound: a coding's codebook or code is not among `codebooks`.
    """
    options = options or TableOptions()
    everything = list(passages)
    by_code = _grouped(codebooks, everything)
    chooser = Chooser(options.quotations, everything)
    rows = []
    for book in codebooks:
        for code in book.codes:
            given = by_code.get((book.id, code.key), [])
            if _belongs(code, given, options):
                rows.append(_row(book, code, given, options, chooser))
    return ThemeTable(
        rows=tuple(rows),
        denominators=_denominators(everything, sources, options),
        codebooks=tuple(f"{book.id} {book.version}" for book in codebooks),
        withheld_quotations=len(chooser.withheld),
        withheld_persons=len(set(chooser.withheld.values()) - {""}),
        provenance=provenance,
        titles=tuple(book.title for book in codebooks),
    )


def _grouped(
    codebooks: Sequence[Codebook], passages: Sequence[CodedPassage]
) -> dict[tuple[str, str], list[CodedPassage]]:
    books = {book.id: book for book in codebooks}
    grouped: dict[tuple[str, str], list[CodedPassage]] = {}
    for passage in passages:
        coding = passage.coding
        book = books.get(coding.codebook)
        code = book.by_key.get(coding.code) if book else None
        if code is None:
            raise NotFound(
                N_("{source} is coded with “{code}”, which none of the codebooks given has."),
                source=coding.source,
                code=f"{coding.codebook}:{coding.code}",
            )
        grouped.setdefault((coding.codebook, code.key), []).append(passage)
    return grouped


def _belongs(code: Code, given: Sequence[CodedPassage], options: TableOptions) -> bool:
    if code.process and not options.include_process:
        return False
    return bool(given) or (options.include_unused and code.codable and not code.retired)


def _row(
    book: Codebook,
    code: Code,
    given: Sequence[CodedPassage],
    options: TableOptions,
    chooser: Chooser,
) -> ThemeRow:
    piles: dict[str, list[CodedPassage]] = {}
    for passage in given:
        piles.setdefault(_pile(code, passage.coding), []).append(passage)
    ambivalent = piles.get("ambivalent", [])
    barrier = piles.get("barrier", []) + ambivalent
    lever = piles.get("lever", []) + ambivalent
    path = book.path(code.key)
    return ThemeRow(
        codebook=book.id,
        code=code.key,
        theme=path[0].wording.label,
        determinant=code.wording.label,
        heading=path[-2].wording.label if len(path) > 2 else {},
        target=next((step.target for step in reversed(path) if step.target), {}),
        sides=_sides(code),
        barrier=_tally(barrier, options.unit),
        lever=_tally(lever, options.unit),
        both=_both(barrier, lever, ambivalent, options.unit),
        described=_tally(piles.get("described", []), options.unit),
        potential=_tally(piles.get("potential", []), options.unit),
        unset=_tally(piles.get("unset", []), options.unit),
        quotations=chooser.for_row(code, piles),
    )


def _pile(code: Code, coding: Coding) -> str:
    if is_potential(code, coding):
        return "potential"
    valence = valence_of(code, coding)
    return "described" if valence is Valence.NEUTRAL else valence.value


def _sides(code: Code) -> frozenset[Valence]:
    both = frozenset({Valence.BARRIER, Valence.LEVER})
    if code.policy is ValencePolicy.NONE:
        return frozenset()
    if code.policy is ValencePolicy.FIXED and code.fixed in {*both, Valence.NEUTRAL}:
        return both & {code.fixed}
    return both


def _persons(passages: Iterable[CodedPassage]) -> dict[str, Case]:
    return {p.case.name: p.case for p in passages if p.case is not None and p.case.is_person}


def _unit_of(case: Case | None, unit: str) -> str:
    if case is None or not unit:
        return ""
    return case.name if case.kind == unit else case.attributes.get(unit, "")


def _units(passages: Iterable[CodedPassage], unit: str) -> set[str]:
    return {_unit_of(p.case, unit) for p in passages} - {""}


def _groups(passages: Iterable[CodedPassage]) -> set[str]:
    return {p.coding.source for p in passages if p.source_type in GROUP_TYPES}


def _counts(
    persons: Iterable[Case], passages: Iterable[CodedPassage]
) -> Iterator[tuple[str, Count]]:
    people = Counter(person.kind for person in persons)
    segments = Counter(p.case.kind if p.case and p.case.is_person else "" for p in passages)
    for kind in _in_order({*people, *segments}):
        yield kind, Count(people[kind], segments[kind])


def _in_order(kinds: Iterable[str]) -> list[str]:
    known = {kind: rank for rank, kind in enumerate(KINDS)}
    return sorted(kinds, key=lambda kind: (not kind, known.get(kind, len(KINDS)), kind))


def _tally(passages: Collection[CodedPassage], unit: str) -> Tally:
    return Tally(
        by_kind=tuple(_counts(_persons(passages).values(), passages)),
        units=len(_units(passages, unit)),
        groups=len(_groups(passages)),
    )


def _both(
    barrier: Collection[CodedPassage],
    lever: Collection[CodedPassage],
    ambivalent: Collection[CodedPassage],
    unit: str,
) -> Tally:
    against, favour = _persons(barrier), _persons(lever)
    persons = [case for name, case in against.items() if name in favour]
    return Tally(
        by_kind=tuple(_counts(persons, ambivalent)),
        units=len(_units(barrier, unit) & _units(lever, unit)),
        groups=len(_groups(barrier) & _groups(lever)),
    )


def _denominators(
    passages: Sequence[CodedPassage], sources: Iterable[TableSource], options: TableOptions
) -> Denominators:
    types = {p.coding.source: p.source_type for p in passages}
    cases = {p.case.name: p.case for p in passages if p.case is not None}
    for source in sources:
        types[source.name] = source.type
        cases.update((case.name, case) for case in source.cases)
    kinds = Counter(case.kind for case in cases.values() if case.is_person)
    units = {_unit_of(case, options.unit) for case in cases.values()} - {""}
    return Denominators(
        persons=tuple((kind, kinds[kind]) for kind in _in_order(kinds)),
        sources=len(types),
        groups=sum(1 for kind in types.values() if kind in GROUP_TYPES),
        units=len(units),
        unit=options.unit_words,
    )
