"""What several coders did, as plain values: all that `compare` needs to know of a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    """A transcript that at least two of the coders have read."""

    name: str
    codable: Offsets
    """Speech of coded speakers, in order."""
    units: Mapping[Unit, Offsets] = field(default_factory=dict)
    """Sentences, tokens or turns in order, as far as they are compared; those of speakers who
    are not coded may stand among them and are left out."""
    readers: frozenset[int] | None = None
    """Indices of the coders who have read it, None for all; to the others it is missing."""


@dataclass(frozen=True, slots=True)
class ComparedCode:
    """A code that could be given; working codes (`process`) are left out by the caller."""

    ref: str
    """`codebook:key`."""
    policy: ValencePolicy = ValencePolicy.OPTIONAL
    sources: frozenset[int] | None = None
    """Indices of the sources to which its codebook applies; None for all."""
    ancestors: tuple[str, ...] = ()
    """What it stands under in the tree, family first, as `codebook:key`."""

    def applies(self, source: int) -> bool:
        """Whether its codebook applies to a source."""
        return self.sources is None or source in self.sources

    @property
    def valued(self) -> bool:
        """Whether coders chose its valence."""
        return self.policy in {ValencePolicy.REQUIRED, ValencePolicy.OPTIONAL}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several layers over the same sources and codes."""

    sources: Sequence[ComparedSource]
    codes: Sequence[ComparedCode]
    first: Sequence[CodedPassage]
    second: Sequence[CodedPassage]
    left_out: tuple[str, ...] = ()
    """Names of sources that fewer than two of the coders have read."""
    codebooks: tuple[str, ...] = ()
    """`id version` of each codebook."""
    others: tuple[Sequence[CodedPassage], ...] = ()
    """Layers of further coders."""

    @property
    def layers(self) -> tuple[Sequence[CodedPassage], ...]:
        """What each coder did."""
        return (self.first, self.second, *self.others)

    def readers(self, source: int) -> frozenset[int]:
        """The coders who have read a source."""
        read = self.sources[source].readers
        return frozenset(range(2 + len(self.others))) if read is None else read

    def of_pair(self, one: int, other: int) -> Comparison:
        """Two of the coders, over what both have read."""
        kept = [i for i in range(len(self.sources)) if {one, other} <= self.readers(i)]
        index = {source: i for i, source in enumerate(kept)}
        first, second = (
            [(index[passage[0]], *passage[1:]) for passage in layer if passage[0] in index]
            for layer in (self.layers[one], self.layers[other])
        )
        codes = [
            code
            if code.sources is None
            else replace(code, sources=frozenset(index[i] for i in code.sources if i in index))
            for code in self.codes
        ]
        sources = [replace(self.sources[i], readers=None) for i in kept]
        return replace(self, sources=sources, codes=codes, first=first, second=second, others=())

    def of_headings(self) -> Comparison:
        """The same passages under the headings of the tree: a heading is given where a code is.

        A heading applies where one of its codes does, and is judged where one of them is.
        """
        under: dict[str, list[int]] = {}
        for index, code in enumerate(self.codes):
            for ref in code.ancestors:
                under.setdefault(ref, []).append(index)
        headings = [self._heading(ref, below) for ref, below in under.items()]
        above: list[list[int]] = [[] for _code in self.codes]
        for heading, below in enumerate(under.values()):
            for index in below:
                above[index].append(heading)
        layers = [
            [
                (source, heading, start, end, valence)
                for source, code, start, end, valence in layer
                if self.codes[code].applies(source)
                for heading in above[code]
            ]
            for layer in self.layers
        ]
        first, second, *others = layers
        return replace(self, codes=headings, first=first, second=second, others=tuple(others))

    def _heading(self, ref: str, codes: Sequence[int]) -> ComparedCode:
        below = [self.codes[index] for index in codes]
        valued = any(code.valued for code in below)
        policy = ValencePolicy.OPTIONAL if valued else ValencePolicy.NONE
        limits = [code.sources for code in below if code.sources is not None]
        everywhere = len(limits) < len(below)
        sources = None if everywhere else frozenset().union(*limits)
        ancestors = below[0].ancestors[: below[0].ancestors.index(ref)]
        return ComparedCode(ref, policy, sources, ancestors)
