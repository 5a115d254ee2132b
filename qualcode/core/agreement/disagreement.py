"""Where two coders disagree, of which type, and by how many units.

The units of all disagreements add up to the disagreement that agreement is computed from
(`counts`): those that one coder gave a code and the other did not, by code and source, and those
to which both gave it with other valences. So the types say what a coefficient is made of.

What is one disagreement. Passages of one coder and code that overlap, or touch within a turn,
are one run: cutting a passage in two changes nothing. Runs of both coders with the same code
that overlap are one matter: nothing to settle where they cover the same units with the same
valences, else a boundary or a valence. Runs that meet no run of the same code are paired with
what the other coder gave to the same passage, the closest first; what stays alone is a further
code on a passage that the other coder coded too, or an omission.

The same passage is the same set of sentences, or one of which at least half of the codable
characters are common (intersection over union), hesitations and punctuation at the ends apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from qualcode.core.agreement.comparison import Comparison
from qualcode.core.agreement.confusion import Confusion
from qualcode.core.agreement.report import Unit
from qualcode.core.coding import Valence
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.core.agreement.continuum import Offsets

SAME_PASSAGE = 0.5
"""Common share of two passages from which they are the same one."""


class Kind(StrEnum):
    """The type of a disagreement, the gravest first."""

    OPPOSITE = "opposite"
    """Both gave the code; a barrier for the one is a lever for the other."""
    CATEGORY = "category"
    """The same passage under different codes."""
    PARTIAL = "partial"
    """Passages under different codes that share less than half."""
    OMISSION = "omission"
    """A passage of one coder where the other coded nothing, or less than half."""
    MULTIPLE = "multiple"
    """A further code of one coder on words that the other coded too."""
    VALENCE = "valence"
    """Both gave the code, with other valences that are not opposite."""
    BOUNDARY = "boundary"
    """Both gave the code; the passage begins or ends elsewhere."""

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _LABELS[self]

    @property
    def severity(self) -> int:
        """0 for the gravest."""
        return _SEVERITY[self]

    @property
    def of_valence(self) -> bool:
        """Whether the code is agreed and the valence is not."""
        return self in {Kind.OPPOSITE, Kind.VALENCE}


_LABELS = {
    Kind.OPPOSITE: N_("opposite valence"),
    Kind.CATEGORY: N_("other code"),
    Kind.PARTIAL: N_("other code, partly"),
    Kind.OMISSION: N_("omission"),
    Kind.MULTIPLE: N_("further code"),
    Kind.VALENCE: N_("other valence"),
    Kind.BOUNDARY: N_("boundaries"),
}
_SEVERITY = {kind: place for place, kind in enumerate(Kind)}

Labels = frozenset[Valence]
"""The valences that a coder gave a code on a passage; empty where the code was not given."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One matter on which two coders differ; pairs are in the order of the coders."""

    kind: Kind
    source: int
    """Index in `Comparison.sources`."""
    start: int
    end: int
    """From the first to the last character of the passages concerned."""
    codes: tuple[int | None, int | None]
    """Indices in `Comparison.codes`: what each coder gave; None for nothing, or nothing else."""
    passages: tuple[tuple[int, ...], tuple[int, ...]]
    """Indices, in the layers of the two, of the codings concerned."""
    units: tuple[int, int]
    """Units to which only the one, only the other coder gave the code of theirs."""
    judged: int
    """Units to which both gave the code, with other valences."""
    labels: tuple[Labels, Labels]
    listed: bool = True
    """False for boundaries that differ by less than a sentence."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Passages on which two coders agree: one code, the same units, the same valences."""

    source: int
    code: int
    passages: tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the disagreement is of one type."""

    n: int = 0
    """Disagreements, each counted once under its gravest type."""
    units: int = 0


Shares = Mapping[Kind, Share]
"""By type, in the order of `Kind`; types that do not occur stand with 0."""


@dataclass(frozen=True)
class Disagreements:
    """All that two coders differ in, and how often they took one code for another."""

    found: tuple[Disagreement, ...]
    """In the order of the text."""
    confusion: Confusion
    unit: Unit
    agreed: tuple[Agreed, ...] = ()

    @cached_property
    def shares(self) -> Shares:
        """Over all codes and sources; the units add up to what agreement is computed from."""
        return _shares(self.found)

    @cached_property
    def by_code(self) -> Mapping[int, Shares]:
        """Of each code in disagreement; a matter of two codes is one of each of them."""
        concerned: dict[int, list[Disagreement]] = {}
        for one in self.found:
            for code in {code for code in one.codes if code is not None}:
                concerned.setdefault(code, []).append(one)
        return {code: _shares(several, code) for code, several in sorted(concerned.items())}

    @cached_property
    def by_source(self) -> Mapping[int, Shares]:
        """Of each source in which there is a disagreement."""
        concerned: dict[int, list[Disagreement]] = {}
        for one in self.found:
            concerned.setdefault(one.source, []).append(one)
        return {source: _shares(several) for source, several in sorted(concerned.items())}


def disagreements(
    data: Comparison,
    unit: Unit,
    *,
    width: int = 0,
    pair: tuple[int, int] = (0, 1),
    said: tuple[Offsets, Offsets] | None = None,
) -> Disagreements:
    """Type all that two coders differ in, in the transcripts that both have read.

    Args:
        data: What they did. Its sentences are looked at whatever the unit: where it has none the
            same passage is told by its characters alone.
        unit: What is counted.
        width: Characters of a fixed unit.
        pair: Which two of its layers.
        said: Of each passage of the one and of the other coder, its start and end without
            hesitations and punctuation, where they are to be passed over in telling whether two
            passages are the same; the units are always counted on the whole passages.
    """
    from qualcode.core.agreement.runs import found_in

    found, confusion, agreed = found_in(data, unit, width, pair, said)
    return Disagreements(found, confusion, unit, agreed)


def _shares(several: Iterable[Disagreement], code: int | None = None) -> Shares:
    """What disagreements add up to; of one code, what it has in them.

    Boundaries of passages on whose valence the coders differ too are counted as boundaries.
    """
    n, units = dict.fromkeys(Kind, 0), dict.fromkeys(Kind, 0)
    for one in several:
        n[one.kind] += 1
        presence = Kind.BOUNDARY if one.kind.of_valence else one.kind
        for given, amount in zip(one.codes, one.units, strict=True):
            if code is None or given == code:
                units[presence] += amount
        if one.kind.of_valence:
            units[one.kind] += one.judged
    return {kind: Share(n[kind], units[kind]) for kind in Kind}
