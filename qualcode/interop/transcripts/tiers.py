"""Tiers of annotation: which of them are no speech of their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from qualcode.core.transcript import Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts.talk import Utterance

Tiers = list[tuple[str, list[Utterance]]]
"""Utterances by the name of their tier, in the order of the file."""

_MOST_TIERS = 40
_SHARE = 0.8
"""Of the time of the shorter tier that passes in the other: people do not talk so at once."""

_ALIKE = 0.3
"""How long the shorter tier must be beside the longer: who only says “hm” is a speaker."""

_TOGETHER = N_(
    "These tiers run at the same time, as words and their sounds or translation do: {names}. "
    "Leave those that are no speech uncoded, or take them out of the file."
)


def together(tiers: Tiers) -> list[Doubt]:
    """A doubt about tiers that hardly can be different people, or none."""
    spoken = [(name, _moments(said)) for name, said in tiers[:_MOST_TIERS]]
    names: dict[str, None] = {}
    for (one, first), (other, second) in combinations(spoken, 2):
        lengths = sorted((_length(first), _length(second)))
        if not lengths[0] or lengths[0] < _ALIKE * lengths[1]:
            continue
        if _overlap(first, second) >= _SHARE * lengths[0]:
            names |= dict.fromkeys((one, other))
    return [Doubt(_TOGETHER, 1, {"names": ", ".join(names)})] if names else []


def _moments(said: Sequence[Utterance]) -> list[tuple[int, int]]:
    """When something is said, in order, in milliseconds."""
    return sorted(
        (one.start_ms, one.end_ms)
        for one in said
        if one.start_ms is not None
        and one.end_ms is not None
        and one.start_ms < one.end_ms
        and one.words.strip()
    )


def _length(moments: Sequence[tuple[int, int]]) -> int:
    return sum(end - start for start, end in moments)


def _overlap(first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]) -> int:
    """Milliseconds in which both run."""
    shared = at = other = 0
    while at < len(first) and other < len(second):
        start = max(first[at][0], second[other][0])
        end = min(first[at][1], second[other][1])
        shared += max(0, end - start)
        if first[at][1] < second[other][1]:
            at += 1
        else:
            other += 1
    return shared
