"""Samples of sources, or of stretches of one, drawn by strata: reproducible and extendable.

What is drawn depends on the seed, on names and on strata, never on the order in which candidates
are given; extending a sample keeps what was drawn.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_


class Pieces(StrEnum):
    """What a sample is made of."""

    SOURCES = "sources"
    TURNS = "turns"
    """Turns of coded speakers of one source."""
    EXCHANGES = "exchanges"
    """From one word of whoever asks to the next: a question with what was answered."""
    QUESTIONS = "questions"
    """From one question of the guide to the next, as they were marked in the source."""

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _PIECES[self]


_PIECES = {
    Pieces.SOURCES: N_("sources"),
    Pieces.TURNS: N_("turns"),
    Pieces.EXCHANGES: N_("questions with their answers"),
    Pieces.QUESTIONS: N_("guide questions"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be drawn."""

    name: str
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the sample of a round is drawn."""

    pieces: Pieces = Pieces.SOURCES
    by: str = ""
    """Attribute of a case or source whose values are the strata; "" for none."""
    share: float | None = None
    """Wanted share of the candidates, between 0 and 1."""
    number: int | None = None
    """Wanted number; all where neither is given."""
    named: tuple[str, ...] = ()
    """Sources that were chosen by name instead of drawn; the one source that is cut in pieces."""
    candidates: int = 0
    """How many there were to draw from."""

    def size(self, candidates: int) -> int:
        """How many to draw: a share is rounded up, so that it is reached."""
        if self.number is not None:
            return min(self.number, candidates)
        if self.share is not None:
            # A share such as 0.1 is meant as a tenth, not as the binary number next to it.
            return min(math.ceil(Fraction(str(self.share)) * candidates), candidates)
        return candidates


def draw(
    candidates: Iterable[Candidate], number: int, seed: int, kept: Iterable[str] = ()
) -> list[str]:
    """Names drawn from strata in proportion to their size, `kept` among them.

    Every stratum gets a place, the largest first, before any gets a second one. The places that
    are left go one by one to the stratum with the highest size / (2 × places + 1), which is the
    divisor method of Webster and Sainte-Laguë: a larger sample never gives a stratum fewer places.

    Args:
        candidates: what may be drawn.
        number: how many are wanted, those in `kept` included.
        seed: fixes what is drawn.
        kept: what was drawn before and stays, even where it is no candidate any more.

    Returns:
        Names, those in `kept` first, then in the order in which they were drawn.
    """
    drawn = list(dict.fromkeys(kept))
    stratum_of = {candidate.name: candidate.stratum for candidate in candidates}
    waiting: dict[str, list[str]] = defaultdict(list)
    for name in sorted(stratum_of, key=lambda name: _rank(seed, name)):
        waiting[stratum_of[name]].append(name)
    sizes = {stratum: len(names) for stratum, names in waiting.items()}
    places = Counter(stratum_of[name] for name in drawn if name in stratum_of)
    already = set(drawn)
    waiting = {s: [name for name in names if name not in already] for s, names in waiting.items()}
    while len(drawn) < number and any(waiting.values()):
        stratum = min(
            (stratum for stratum, names in waiting.items() if names),
            key=lambda s: (*_priority(sizes[s], places[s]), _rank(seed, s)),
        )
        drawn.append(waiting[stratum].pop(0))
        places[stratum] += 1
    return drawn


def _priority(size: int, places: int) -> tuple[bool, Fraction]:
    """The smaller, the sooner a stratum gets the next place."""
    return places > 0, -Fraction(size, 2 * places + 1)


def _rank(seed: int, name: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{name}".encode("utf-8", "surrogatepass")).digest()


def strata_of(names: Sequence[str], values: Mapping[str, Iterable[str]]) -> list[Candidate]:
    """Sources with the stratum that their values of an attribute put them in.

    A source that has several values (its persons are of several groups) has a stratum of its own
    kind, named after all of them; one without a value is in the stratum "".
    """
    return [Candidate(name, " + ".join(sorted(set(values.get(name, ()))))) for name in names]


def stretches(
    transcript: Transcript, pieces: Pieces, questions: Sequence[tuple[str, Span]] = ()
) -> dict[str, Span]:
    """The stretches of a source that a sample can be drawn from, by name, in order.

    Only those in which a coded speaker says something; the name is the number of the turn where
    it begins, or the key of the question (with a number where it was asked again).
    """
    starts = _starts(transcript, pieces, questions)
    codable = frozenset(transcript.codable)
    found: dict[str, Span] = {}
    seen: Counter[str] = Counter()
    for (name, start), (_, end) in pairwise([*starts, ("", math.inf)]):
        spoken = [
            turn.speech
            for turn in transcript.turns
            if turn.speech and start <= turn.speech.start < end
        ]
        coded = [speech for speech in spoken if speech in codable]
        if coded:
            seen[name] += 1
            called = name if seen[name] == 1 else f"{name} ({seen[name]})"
            first = coded[0] if pieces is Pieces.TURNS else spoken[0]
            found[called] = first.hull(coded[-1])
    return found


def _starts(
    transcript: Transcript, pieces: Pieces, questions: Sequence[tuple[str, Span]]
) -> list[tuple[str, float]]:
    """Where stretches begin, each with its name."""
    if pieces is Pieces.QUESTIONS:
        return [(key, span.start) for key, span in sorted(questions, key=lambda q: q[1])]
    found: list[tuple[str, float]] = []
    asking = True
    for turn in transcript.turns:
        if turn.speech is None:
            continue
        coded = transcript.speakers[turn.speaker].coded
        if pieces is Pieces.TURNS:
            if coded:
                found.append((str(turn.index), turn.speech.start))
        elif not found or (not coded and not asking):
            found.append((str(turn.index), turn.speech.start))
        asking = not coded
    return found
