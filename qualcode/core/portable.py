"""What a project holds that can travel between programs: texts, codes, codings, cases, notes.

Readers of other programs' projects give a `PortableProject`, writers take one. Things refer to
each other by identity (a GUID, or whatever the other program has); offsets are always those of
`core.spans` in the normalised text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.core.analysis.charting import Summary
from qualcode.core.analysis.displays import ChangeObjective, JointRow
from qualcode.core.analysis.rating import Rating
from qualcode.core.analysis.themes import Theme
from qualcode.core.codebook import Code, Codebook
from qualcode.core.coding import Mark, Valence
from qualcode.core.memo import About, MemoKind
from qualcode.core.people import Case, Progress, Role
from qualcode.core.spans import Span
from qualcode.core.transcript import Speaker, Turn


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One kind of thing that could not be carried, and how many of it."""

    msgid: str
    """Message id: what it is, and why it stays behind."""
    number: int = 1
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PortableCode:
    """A code as programs know it: a name in a tree."""

    identity: str
    name: str
    parent: str | None = None
    """Identity of the code above."""
    description: str = ""
    codable: bool = True
    color: str = ""
    """`#RRGGBB`, or empty."""
    code: Code | None = None
    """All that qualcode knows of it, where it comes from qualcode."""
    codebook: str = ""
    """Id of its codebook, where it comes from qualcode."""


@dataclass(frozen=True, slots=True)
class PortableSource:
    """A text with its name and, where they are known, its turns and speakers."""

    identity: str
    name: str
    text: str
    """As `core.text.normalised` gives it."""
    description: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    language: str = ""
    turns: Sequence[Turn] | None = None
    speakers: Mapping[str, Speaker] | None = None
    created: str = ""


@dataclass(frozen=True, slots=True)
class PortableCoding:
    """A code given to a passage by somebody."""

    identity: str
    source: str
    """Identity of the source."""
    span: Span
    code: str
    """Identity of the code."""
    coder: str = ""
    """Identity of the coder; empty where nobody is named."""
    valence: Valence = Valence.UNSET
    marks: frozenset[Mark] = frozenset()
    context: Span | None = None
    created: str = ""


@dataclass(frozen=True, slots=True)
class PortableCase:
    """A case, the sources it is tied to, and what is said of it."""

    identity: str
    case: Case
    sources: tuple[str, ...] = ()
    """Identities of the sources."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class PortableNote:
    """What somebody wrote about a thing."""

    identity: str
    body: str
    about: About = About.STUDY
    subject: str = ""
    """Identity of the thing; of the source for a passage; empty for the study."""
    span: Span | None = None
    """For a passage."""
    kind: MemoKind = MemoKind.ANALYTIC
    coder: str = ""
    name: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class PortableSet:
    """A named group of codes and sources."""

    identity: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a team has made of its codings: only qualcode can take it up again.

    Codes are called `codebook:key` and raters by name, as everywhere in qualcode.
    """

    roles: Mapping[str, Role] = field(default_factory=dict)
    """By identity of the coder."""
    progress: tuple[tuple[str, str, Progress], ...] = ()
    """Identity of the source, of the coder, and how far the coder is with it."""
    themes: tuple[Theme, ...] = ()
    summaries: tuple[Summary, ...] = ()
    """The cells of framework charts."""
    ratings: tuple[Rating, ...] = ()
    joint_rows: tuple[JointRow, ...] = ()
    objectives: tuple[ChangeObjective, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    """To items of checklists, by key."""


@dataclass(frozen=True, slots=True)
class PortableProject:
    """A whole project on its way from one program to another."""

    name: str
    origin: str = ""
    """The program that wrote it, with its version."""
    coders: Mapping[str, str] = field(default_factory=dict)
    """Names by identity."""
    codebooks: tuple[Codebook, ...] = ()
    """Whole codebooks, where they are known; `codes` refer to them."""
    codes: tuple[PortableCode, ...] = ()
    """A parent stands before its children."""
    cases: tuple[PortableCase, ...] = ()
    sources: tuple[PortableSource, ...] = ()
    codings: tuple[PortableCoding, ...] = ()
    notes: tuple[PortableNote, ...] = ()
    sets: tuple[PortableSet, ...] = ()
    analysis: Analysis = field(default_factory=Analysis)
    left_out: tuple[LeftOut, ...] = ()
    """What could not be carried."""


class Remarks:
    """Gathers what is left out, the same thing counted once with its number."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, tuple[tuple[str, object], ...]]] = Counter()

    def add(self, msgid: str, number: int = 1, **params: object) -> None:
        """Note that `number` things of a kind stay behind."""
        if number:
            self._counts[msgid, tuple(sorted(params.items()))] += number

    def told(self, before: Iterable[LeftOut] = ()) -> tuple[LeftOut, ...]:
        """Everything noted, after what was noted `before`."""
        found = [LeftOut(msgid, n, dict(params)) for (msgid, params), n in self._counts.items()]
        return (*before, *found)
