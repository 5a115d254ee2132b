"""Which way of counting the passages of one source follow: found out, with how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.core.text import normalised
from qualcode.interop.refi.counting import STANDARD, Convention, RawText, prior_of

SAMPLE = 300
"""How many passages of a source are looked at."""

GLANCE = 40
"""How many are looked at first: mostly they leave no doubt."""

CLEAR = 0.2
"""The margin that leaves none: three standard errors of a difference between so few."""

MARGIN = 0.08
"""By how much the best way must be ahead of any other that places passages elsewhere."""

ENOUGH = 0.6
"""The least score that a way known of the program must reach to be believed."""

_KNOWN = 0.05
"""What a way gains that the program is known for."""

_CLOSING = frozenset(".!?…,;:»”)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as a file gives it."""

    start: int
    end: int
    name: str = ""
    """What the file calls it; many programs put its words here."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The way of counting that was chosen for a source."""

    way: Convention
    score: float
    """Share of ends that stand where words do, from 0 to 1."""
    runner_up: Convention | None
    """The best way that places passages elsewhere."""
    margin: float
    """How far the chosen way is ahead of it."""
    sure: bool
    """Whether it may be used without asking."""


def judge(
    raw: RawText,
    passages: Sequence[Passage],
    origin: str,
    told: Convention | None = None,
) -> Judged:
    """Choose the way of counting under which most passages begin and end where words do.

    A passage that is called by its own words says it outright. Where two ways are close, the one
    that the program is known for is taken; where nothing is known of the program, nothing is
    sure.

    Args:
        raw: the text as it stands in the file.
        passages: what is coded in it.
        origin: the program that wrote the file, with its version.
        told: the way that the file itself says.
    """
    known = told or prior_of(origin)
    prior = raw.same(known or STANDARD)
    if not passages:
        return Judged(prior, 1.0, None, 1.0, sure=True)
    first = _judged(raw, _sampled(passages, GLANCE), prior, believing=known is not None)
    if len(passages) <= GLANCE or (first.sure and first.margin >= CLEAR):
        return first
    return _judged(raw, _sampled(passages, SAMPLE), prior, believing=known is not None)


def _judged(
    raw: RawText, sample: Sequence[Passage], prior: Convention, *, believing: bool
) -> Judged:
    """What some passages say; `believing` where the prior is known of the program."""
    exact = _score(raw, prior, sample)
    if exact.named > 0.9:
        return Judged(prior, 1.0, None, 1.0, sure=True)
    ways = raw.ways()
    scores = {way: _score(raw, way, sample) for way in ways}
    scores.setdefault(prior, exact)
    ranked = sorted(ways, key=lambda way: -_rank(scores[way], way == prior))
    best = ranked[0]
    elsewhere = [way for way in ranked if scores[way].spans != scores[best].spans]
    runner_up = elsewhere[0] if elsewhere else None
    margin = 1.0 if runner_up is None else scores[best].value - scores[runner_up].value
    believed = best == prior and believing and scores[best].value >= ENOUGH
    named = scores[best].named > 0.5
    plain = scores[best].value >= ENOUGH and margin >= MARGIN
    return Judged(best, scores[best].value, runner_up, margin, sure=believed or named or plain)


def _rank(score: _Score, known: bool) -> float:
    return score.value + _KNOWN * known + score.named


def _sampled(passages: Sequence[Passage], most: int) -> list[Passage]:
    step = max(1, -(-len(passages) // most))
    return list(passages[::step])


@dataclass(frozen=True, slots=True)
class _Score:
    """How a way does."""

    value: float
    named: float
    """Share of passages that are called by their own words."""
    spans: tuple[tuple[int | None, int | None], ...]


def _score(raw: RawText, way: Convention, passages: Sequence[Passage]) -> _Score:
    text = raw.text
    starts = raw.places([passage.start for passage in passages], way)
    ends = raw.places([passage.end + way.inclusive for passage in passages], way)
    spans = tuple(zip(starts, ends, strict=True))
    total, named, words_given = 0.0, 0, 0
    for passage, (start, end) in zip(passages, spans, strict=True):
        if start is None or end is None or start >= end:
            continue
        total += (_begins(text, start) + _ends(text, end)) / 2
        if passage.name:
            words_given += 1
            named += _called_by_words(passage.name, text[start:end])
    share = named / words_given if words_given >= len(passages) / 2 else 0.0
    return _Score(total / len(passages), share, spans)


def _called_by_words(name: str, words: str) -> bool:
    said, words = " ".join(normalised(name).split()), " ".join(words.split())
    said = said.removesuffix("…").removesuffix("...").rstrip()
    return said == words or (len(said) >= 30 and words.startswith(said))


def _begins(text: str, place: int) -> float:
    """How well a passage begins at a place, from 0 (inside a word) to 1."""
    if place >= len(text):
        return 0.0
    if text[place].isspace():
        return 0.5
    if place == 0 or text[place - 1].isspace():
        return 1.0
    return 0.0 if text[place - 1].isalnum() and text[place].isalnum() else 0.6


def _ends(text: str, place: int) -> float:
    """How well a passage ends before a place."""
    if place <= 0:
        return 0.0
    if text[place - 1].isspace():
        return 0.5
    if place >= len(text) or text[place].isspace():
        return 1.0
    if text[place - 1].isalnum() and text[place].isalnum():
        return 0.0
    return 0.5 if text[place] in _CLOSING else 0.6
