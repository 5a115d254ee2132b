"""Which codes the passages most like another one have, the likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from qualcode.core.text import fold
from qualcode.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 5
"""Codes that are suggested."""

NEIGHBOURS = 15
"""Passages that have a say."""

LEAST = 0.05
"""Likeness below which a passage has none."""


SAME = 0.9
"""Likeness from which on two passages are almost the same."""


class Alike(StrEnum):
    """How alike two passages are, in words; the bounds are those of `alike`."""

    SAME = "same"
    VERY = "very"
    SOME = "some"
    LITTLE = "little"
    HARDLY = "hardly"

    @property
    def label(self) -> str:
        """Message id of the words on screen."""
        return _LABELS[self]


_LABELS = {
    Alike.SAME: N_("almost the same words"),
    Alike.VERY: N_("very similar"),
    Alike.SOME: N_("similar"),
    Alike.LITTLE: N_("somewhat similar"),
    Alike.HARDLY: N_("hardly similar"),
}
_BOUNDS = ((SAME, Alike.SAME), (0.35, Alike.VERY), (0.22, Alike.SOME), (0.15, Alike.LITTLE))


def alike(score: float) -> Alike:
    """A likeness in words: from 0.9, 0.35, 0.22 and 0.15 on, and below."""
    return next((words for bound, words in _BOUNDS if score >= bound), Alike.HARDLY)


def letter_by_letter(one: str, other: str) -> float:
    """What two passages have in common letter by letter (folded; Indel): from 0.9 on, else 0."""
    from rapidfuzz import fuzz

    return float(fuzz.ratio(fold(one), fold(other), score_cutoff=100 * SAME)) / 100


@dataclass(frozen=True, slots=True)
class Ranked:
    """A code with what speaks for it."""

    code: str
    weight: float
    """Sum of the likeness of the passages that have it."""
    passage: int
    """Number of the one that is most alike."""
    score: float
    """Its likeness."""
    passages: int
    """How many of the passages that are most alike have it."""


def ranked(
    near: Iterable[tuple[int, float]],
    codes_of: Callable[[int], Collection[str]],
    *,
    most: int = MOST,
    neighbours: int = NEIGHBOURS,
) -> list[Ranked]:
    """The codes of the nearest passages, by the sum of their likeness.

    Args:
        near: number and likeness of passages, the most alike first; those that have no code that
            may be suggested are passed over.
        codes_of: the codes of a passage that may be suggested.
        most: how many codes.
        neighbours: how many passages have a say.
    """
    found: dict[str, Ranked] = {}
    heard = 0
    for passage, score in near:
        if heard == neighbours or score < LEAST:
            break
        codes = codes_of(passage)
        heard += bool(codes)
        for code in codes:
            before = found.get(code) or Ranked(code, 0.0, passage, score, 0)
            found[code] = Ranked(
                code,
                before.weight + score,
                before.passage,
                before.score,
                before.passages + 1,
            )
    return sorted(found.values(), key=lambda one: (-one.weight, -one.score, one.code))[:most]


def nearest(scores: Sequence[float] | NDArray[Any], most: int = 2_000) -> list[tuple[int, float]]:
    """Number and likeness of passages, the most alike first, the older before the newer."""
    import numpy as np

    values = np.asarray(scores)
    places = np.arange(len(values))
    if len(values) > most:
        places = np.sort(np.argpartition(-values, most)[:most])
    order = places[np.argsort(-values[places], kind="stable")]
    return [(int(place), float(values[place])) for place in order]
