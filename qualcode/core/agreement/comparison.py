"""What two coders did, as plain values: all that `compare` needs to know of a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qualcode.core.agreement.report import Unit
from qualcode.core.codebook import ValencePolicy
from qualcode.core.coding import Valence

if TYPE_CHECKING:
    from qualcode.core.agreement.continuum import Offsets

CodedPassage = tuple[int, int, int, int, Valence]
"""Index of the source, index of the code, start, end, valence."""


@dataclass(frozen=True, slots=True)
class ComparedSource:
    """A transcript that both coders have read."""

    name: str
    codable: Offsets
    """Speech of coded speakers, in order."""
    units: Mapping[Unit, Offsets] = field(default_factory=dict)
    """Sentences, tokens or turns in order, as far as they are compared; those of speakers who
    are not coded may stand among them and are left out."""


@dataclass(frozen=True, slots=True)
class ComparedCode:
    """A code that could be given; working codes (`process`) are left out by the caller."""

    ref: str
    """`codebook:key`."""
    policy: ValencePolicy = ValencePolicy.OPTIONAL
    sources: frozenset[int] | None = None
    """Indices of the sources to which its codebook applies; None for all."""

    @property
    def valued(self) -> bool:
        """Whether coders chose its valence."""
        return self.policy in {ValencePolicy.REQUIRED, ValencePolicy.OPTIONAL}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two layers over the same sources and codes."""

    sources: Sequence[ComparedSource]
    codes: Sequence[ComparedCode]
    first: Sequence[CodedPassage]
    second: Sequence[CodedPassage]
    left_out: tuple[str, ...] = ()
    """Names of sources that one of the coders has not read."""
    codebooks: tuple[str, ...] = ()
    """`id version` of each codebook."""
