"""What a table for print is made from and how: the same wish gives the same table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from qualcode.app.projects.layers import ANALYSIS
from qualcode.core.analysis.charting import BY_CASE


@dataclass(frozen=True, slots=True)
class Wish:
    """What a table is made from and how."""

    language: str
    layer: str = ANALYSIS
    codebook: str | None = None
    by: str = BY_CASE
    """The columns of a chart, a matrix or the participants' table."""
    confirmed: frozenset[str] = frozenset()
    """Cases that may be quoted though consent or age asks for confirmation."""
    query: str | None = None
    """Name or text of a query that every coding in it answers."""
    rows: str = "codes"
    """The rows of a matrix."""
    show: str = "all"
    """What the cells of a matrix show."""
    side: str = "any"
    """Which passages they show."""
    mode: str = "working"
    """For the team (`working`), or for readers (`publication`)."""
    publication: str = ""
    """Name of the publication for which letters are drawn."""
    between: tuple[str, ...] = ()
    """The two groups of a contrast; those of the study where empty."""
    unused: bool = False
    """Also codes that nobody gave."""
    words: bool = True
    """Whether the figures of a matrix have words too."""
    written: bool = False
    """Whether a matrix shows what people wrote into the cells of the chart."""
    made_on: date | None = None
    """Date that it bears; today where None."""
    asked: Mapping[str, Any] = field(default_factory=dict)
    """What else was asked for by kind: coders and unit, the round, the source and its paper."""
    told: Mapping[str, Any] | None = None
    """What the journal told when it was made; None where the journal is to be read now."""
    snapshot: str = ""
    """What names the frozen state that it was made from."""

    @property
    def day(self) -> date:
        """Date that it bears."""
        return self.made_on or date.today()  # noqa: DTZ011

    def dated(self, day: date, told: Mapping[str, Any] | None = None) -> Wish:
        """The same wish of another day, with what the journal told on it."""
        return replace(self, made_on=day, told=told)

    def settings(self) -> dict[str, Any]:
        """What the ledger keeps of it, so that the same can be made again."""
        return {
            "language": self.language,
            "layer": self.layer,
            "codebook": self.codebook,
            "by": self.by,
            "confirmed": sorted(self.confirmed),
            "query": self.query,
            "rows": self.rows,
            "show": self.show,
            "side": self.side,
            "mode": self.mode,
            "publication": self.publication,
            "between": list(self.between),
            "unused": self.unused,
            "words": self.words,
            "written": self.written,
            "made_on": self.day.isoformat(),
            **({"asked": dict(self.asked)} if self.asked else {}),
            **({} if self.told is None else {"told": dict(self.told)}),
        }


def wish_of(settings: Mapping[str, Any]) -> Wish:
    """The wish that an entry of the ledger was made from."""
    known = {field.name for field in fields(Wish)} & settings.keys()
    values = {name: settings[name] for name in known}
    values["confirmed"] = frozenset(settings.get("confirmed", ()))
    values["between"] = tuple(settings.get("between", ()))
    values["made_on"] = date.fromisoformat(settings["made_on"])
    return Wish(**values)


def anew(settings: Mapping[str, Any]) -> Wish:
    """The same wish for a file that is made today, from what stands today."""
    return replace(wish_of(settings), made_on=None, told=None)
