"""Joint displays of figures and themes, and change objectives drawn from determinants."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qualcode.i18n import N_


class Fit(StrEnum):
    """How what people say stands to a figure."""

    CONFIRMS = "confirms"
    EXPANDS = "expands"
    DISCORDS = "discords"
    SILENT = "silent"

    @property
    def label(self) -> str:
        """Message id of the word in tables."""
        return _FIT[self]


_FIT = {
    Fit.CONFIRMS: N_("confirms"),
    Fit.EXPANDS: N_("expands"),
    Fit.DISCORDS: N_("discords"),
    Fit.SILENT: N_("silent"),
}


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A figure about many: never a row about one person."""

    topic: str
    value: str
    """As it is printed, with its unit."""
    source: str = ""
    """Where it comes from."""
    n: int | None = None
    """How many it describes."""


@dataclass(frozen=True, slots=True)
class JointRow:
    """A figure beside what people say of the same topic."""

    guid: str
    aggregate: Aggregate
    fit: Fit
    theme: str | None = None
    """GUID of the theme beside it."""
    code: str | None = None
    """Or the code, as `codebook:key`."""
    inference: str = ""
    """What both say together (meta-inference)."""


@dataclass(frozen=True, slots=True)
class ChangeObjective:
    """Who has to do what, and what must change in a determinant for it (intervention mapping)."""

    guid: str
    code: str
    """The determinant, as `codebook:key`."""
    actor: str
    performance: str
    """What the actor does (performance objective)."""
    words: str
    """What has to change (change objective)."""
    concerns: tuple[str, ...] = ()
    """GUIDs of the codings it is drawn from."""
