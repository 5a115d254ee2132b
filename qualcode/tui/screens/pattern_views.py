"""What matrices are read for, each as a table whose cells lead to quotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from rich.text import Text

from qualcode.app.analysis.matrices import MatrixRequest, codings_behind, matrices
from qualcode.app.analysis.patterns import (
    Interlocutors,
    Pair,
    codings_given,
    codings_together,
    cooccurrences,
    first_appearances,
    group_talks,
    interlocutors,
)
from qualcode.app.publishing.pattern_documents import (
    NEAR,
    codes_voiced,
    saturation_told,
    voiced_turns,
)
from qualcode.core.tables.cooccurrence import Together
from qualcode.core.tables.crosstab import Crosstab, Measure, Side
from qualcode.core.tables.first_appearance import FirstAppearance
from qualcode.i18n import _, plural
from qualcode.store.project import Project
from qualcode.tui.session import Session
from qualcode.tui.widgets.plots import bar, curve, shade

MOST_CODES = 40
"""Codes that a map of pairs shows: those with most pairs."""
MOST_BAR = 16

Grid = tuple[list[str | Text], list[list[str | Text]]]
Behind = tuple[str, list[int]]


class View(Protocol):
    """A table on the screen of patterns."""

    kind: str
    """What it is called among the documents."""

    def read(self, project: Project, layer: str) -> None:
        """Count again."""

    def title(self) -> Sequence[str]:
        """What stands in the heading."""

    def grid(self, session: Session) -> Grid:
        """Headings, and a row of cells for each thing."""

    def notes(self) -> str:
        """What stands under the table."""

    def behind(self, project: Project, layer: str, row: int, column: int) -> Behind | None:
        """A title and the keys of the codings behind a cell."""

    def other(self) -> bool:
        """Go on to the next group or nearness; whether there is one."""

    def asked(self) -> dict[str, Any]:
        """What a document of it is asked for."""


@dataclass
class TogetherView:
    """A map of the codes that go together."""

    kind = "cooccurrence"
    near: Together = Together.OVERLAP
    pairs: list[Pair] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def read(self, project: Project, layer: str) -> None:
        """Count the pairs, and take the codes that have most of them."""
        self.pairs = cooccurrences(project, self.near, turns=NEAR, layer=layer)
        many: dict[str, int] = {}
        for pair in self.pairs:
            for code in {pair.first, pair.second}:
                many[code] = many.get(code, 0) + pair.pairs
        self.codes = sorted(many, key=lambda code: (-many[code], code))[:MOST_CODES]

    def title(self) -> Sequence[str]:
        """How near is near."""
        words = {
            Together.OVERLAP: _("on the same words"),
            Together.TURN: _("in the same turn"),
            Together.NEAR: plural("within {n} speaker turn", "within {n} speaker turns", NEAR),
        }
        return _("Codes that go together"), words[self.near]

    def grid(self, session: Session) -> Grid:
        """Codes by codes, each cell shaded by its pairs."""
        found = {(p.first, p.second): p.pairs for p in self.pairs}
        found |= {(p.second, p.first): p.pairs for p in self.pairs}
        most = max(found.values(), default=0)
        heads: list[str | Text] = [_("Code"), *(session.letters.get(c, "?") for c in self.codes)]
        rows: list[list[str | Text]] = []
        for one in self.codes:
            name = session.codes[one][1].label if one in session.codes else one
            cells = [found.get((one, other), 0) for other in self.codes]
            shown = [f"{shade(n, most)}{n}" if n else "·" for n in cells]
            rows.append([f"{session.letters.get(one, '?')}  {name}", *shown])
        return heads, rows

    def notes(self) -> str:
        """How many pairs there are, and how many codes are left out."""
        everybody = {code for pair in self.pairs for code in (pair.first, pair.second)}
        told = plural("{n} pair of codes.", "{n} pairs of codes.", len(self.pairs))
        if len(everybody) > len(self.codes):
            told += " " + _("Shown are the {n} codes with most; the file has all.", n=MOST_CODES)
        return told + " " + _("The darker, the more pairs of passages; nothing is tested.")

    def behind(self, project: Project, layer: str, row: int, column: int) -> Behind | None:
        """The passages of both codes that go together."""
        if not column:
            return None
        pair = self.codes[row], self.codes[column - 1]
        keys = codings_together(project, *pair, self.near, turns=NEAR, layer=layer)
        names = {p.first: p.names[0] for p in self.pairs} | {
            p.second: p.names[1] for p in self.pairs
        }
        return " × ".join(names[code] for code in pair), keys

    def other(self) -> bool:
        """Another nearness."""
        every = list(Together)
        self.near = every[(every.index(self.near) + 1) % len(every)]
        return True

    def asked(self) -> dict[str, Any]:
        """How near is near."""
        return {"together": self.near.value, "turns": NEAR}


@dataclass
class VoicesView:
    """Who speaks to what in a group talk."""

    kind = "interlocutors"
    talks: list[str] = field(default_factory=list)
    place: int = 0
    found: Interlocutors | None = None

    def read(self, project: Project, layer: str) -> None:
        """Read the group talk that is shown."""
        self.talks = group_talks(project, layer=layer)
        self.place = min(self.place, max(len(self.talks) - 1, 0))
        self.found = (
            interlocutors(project, self.talks[self.place], layer=layer) if self.talks else None
        )

    def title(self) -> Sequence[str]:
        """Which group."""
        return _("Who speaks to what"), self.found.source if self.found else ""

    def grid(self, session: Session) -> Grid:
        """Codes by speakers, with the numbers of turns."""
        if self.found is None:
            return [_("Code")], []
        found = self.found
        rows: list[list[str | Text]] = []
        for code, name in codes_voiced(found).items():
            cells = [" ".join(voiced_turns(found, code, who)) or "·" for who in found.speakers]
            n = sum(cell != "·" for cell in cells)
            rows.append([name, *cells, f"{n}/{len(cells)}"])
        return [_("Code"), *found.speakers, _("Speakers")], rows

    def notes(self) -> str:
        """What the signs mean."""
        if self.found is None:
            return _("No transcript of this layer is a talk of a group.")
        return _(
            "Numbers of turns; ▼ barrier, ▲ lever, ◆ both, △ potential; a: assented, c: contested, "
            "·: not voiced. Silence is not assent."
        )

    def behind(self, project: Project, layer: str, row: int, column: int) -> Behind | None:
        """What one speaker, or everybody, said of a code."""
        found = self.found
        if found is None:
            return None
        code, name = list(codes_voiced(found).items())[row]
        who = found.speakers[column - 1] if 0 < column <= len(found.speakers) else None
        keys = [v.key for v in found.voicings if v.code == code and who in {None, v.speaker}]
        return f"{name} · {who or found.source}", keys

    def other(self) -> bool:
        """The next group."""
        self.place = (self.place + 1) % max(len(self.talks), 1)
        return len(self.talks) > 1

    def asked(self) -> dict[str, Any]:
        """Which group."""
        return {"source": self.found.source if self.found else ""}


@dataclass
class FirstView:
    """New codes interview by interview, with their curve."""

    kind = "first-appearance"
    groups: list[FirstAppearance] = field(default_factory=list)
    place: int = 0

    def read(self, project: Project, layer: str) -> None:
        """Follow the codes."""
        self.groups = first_appearances(project, layer=layer)
        self.place = min(self.place, max(len(self.groups) - 1, 0))

    @property
    def _here(self) -> FirstAppearance | None:
        return self.groups[self.place] if self.groups else None

    def title(self) -> Sequence[str]:
        """Which group."""
        here = self._here
        return _("First appearance of codes"), here.group if here else ""

    def grid(self, session: Session) -> Grid:
        """A row for each interview."""
        heads: list[str | Text] = [
            _("Interview"),
            _("Codes fixed in advance"),
            _("New"),
            _("5–95%"),
            _("From the data"),
            _("New"),
        ]
        here = self._here
        if here is None:
            return heads, []
        planned, made = here.a_priori, here.from_data
        return heads, [
            [
                name,
                str(planned.known[n]),
                str(len(planned.new[n])),
                f"{planned.low[n]}–{planned.high[n]}" if planned.low else "",
                str(made.known[n]),
                str(len(made.new[n])),
            ]
            for n, name in enumerate(planned.interviews)
        ]

    def notes(self) -> str:
        """The curve, and what is told of saturation."""
        here = self._here
        if here is None:
            return _("No interview stands in this layer.")
        planned, made = here.a_priori, here.from_data
        plot = curve(planned.known, planned.low, planned.high, made.known)
        words = _("● fixed in advance, ○ made from the data, ░ nine random orders in ten")
        return "\n".join([*plot, words, saturation_told(here.saturation)])

    def behind(self, project: Project, layer: str, row: int, column: int) -> Behind | None:
        """The passages of the codes that are new in an interview."""
        here = self._here
        if here is None:
            return None
        planned, made = here.a_priori, here.from_data
        wanted = {*planned.new[row]} if column < 4 else {*made.new[row]}
        if not column:
            wanted |= {*made.new[row]}
        name = planned.interviews[row]
        return f"{name} · {_('New')}", codings_given(project, name, wanted, layer=layer)

    def other(self) -> bool:
        """The next group of interviews."""
        self.place = (self.place + 1) % max(len(self.groups), 1)
        return len(self.groups) > 1

    def asked(self) -> dict[str, Any]:
        """Nothing more."""
        return {}


@dataclass
class BarsView:
    """How many participants raise each code: as a barrier to the left, as a lever to the right."""

    kind = "themes"
    tables: list[Crosstab] = field(default_factory=list)
    request: MatrixRequest = field(default_factory=MatrixRequest)

    def read(self, project: Project, layer: str) -> None:
        """Count."""
        self.request = MatrixRequest(layer=layer)
        self.tables = matrices(project, self.request)

    def title(self) -> Sequence[str]:
        """What is drawn."""
        return _("Barriers and levers"), _("participants")

    def _rows(self) -> list[tuple[str, str, int, int]]:
        """Reference, name, participants of either side; who raises most first."""
        found = [
            (
                row.ref,
                row.name,
                table.count(n, None, Measure.PARTICIPANTS, Side.BARRIER),
                table.count(n, None, Measure.PARTICIPANTS, Side.LEVER),
            )
            for table in self.tables
            for n, row in enumerate(table.rows)
        ]
        return sorted(found, key=lambda one: (-max(one[2:]), -sum(one[2:]), one[1]))

    def grid(self, session: Session) -> Grid:
        """Two bars for each code."""
        rows = self._rows()
        most = max([max(one[2:]) for one in rows], default=0)
        heads: list[str | Text] = [
            _("Determinant"),
            Text(_("Barrier"), justify="right"),
            _("Lever"),
        ]
        return heads, [
            [
                name,
                Text(f"{bar(left, most, MOST_BAR, '▒')} {left}", justify="right"),
                f"{right} {bar(right, most, MOST_BAR, '█')}",
            ]
            for _ref, name, left, right in rows
        ]

    def notes(self) -> str:
        """How many there are to count."""
        heard = ", ".join(
            str(table.total.out_of(Measure.PARTICIPANTS) or 0) for table in self.tables
        )
        return _("Participants who raise it, by codebook out of: {n} heard.", n=heard)

    def behind(self, project: Project, layer: str, row: int, column: int) -> Behind | None:
        """The passages of one side, or all of them."""
        ref, name, _left, _right = self._rows()[row]
        side = {1: Side.BARRIER, 2: Side.LEVER}.get(column, Side.ANY)
        return name, codings_behind(project, self.request, ref, None, side)

    def other(self) -> bool:
        """There is nothing else to draw."""
        return False

    def asked(self) -> dict[str, Any]:
        """Nothing more."""
        return {}


VIEWS: tuple[type[View], ...] = (TogetherView, VoicesView, FirstView, BarsView)
"""In the order in which one key shows them."""
