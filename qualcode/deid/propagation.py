"""A name that is sure in one place is looked for everywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.deid.known import sounded
from qualcode.deid.reading import Reading, plain
from qualcode.deid.sorts import sort_of
from qualcode.deid.vocabulary import (
    FUNCTION_WORDS,
    KIN,
    MODIFIERS,
    NAME_PARTICLES,
    ROLES,
    TALK,
    TITLES,
    words_of,
)

_WORD = re.compile(r"[^\W\d_]{3,}")
_NOT_SPREAD = FUNCTION_WORDS | TALK | TITLES | KIN | ROLES | NAME_PARTICLES
_DETERMINERS = MODIFIERS | words_of("des les du au aux cet ces en de d a sur the an")
_LEAST_HEARD = 5


def accepted_words(text: str, findings: Iterable[Finding]) -> frozenset[str]:
    """The words, in small letters without accents, of the names that are sure in a text."""
    return frozenset(
        word
        for finding in findings
        if finding.kind in {Kind.NAME, Kind.NICKNAME} and finding.tier is Tier.AUTO
        for word in _WORD.findall(Reading(finding.span.of(text)).plain)
        if word not in _NOT_SPREAD and not sort_of(word).allowed
    )


def may_hold(text: str, words: AbstractSet[str]) -> bool:
    """Whether a text has one of `words`; what sounds like one is asked about in any case."""
    return not words.isdisjoint(_WORD.findall(plain(text)))


def found(reading: Reading, accepted: AbstractSet[str]) -> Iterator[Finding]:
    """Where accepted words stand, or words that sound like one and that nobody knows."""
    if not accepted:
        return
    sounds = {sounded(word) for word in accepted if len(word) >= _LEAST_HEARD}
    for form, places in reading.index.items():
        if form in accepted:
            for place in places:
                yield from _again(reading, place, form)
        elif len(form) >= _LEAST_HEARD and sort_of(form).unknown and sounded(form) in sounds:
            for place in places:
                span = reading.span(place, place)
                yield Finding(Kind.NAME, Tier.AUTO, span, "spread.heard")


def _again(reading: Reading, place: int, form: str) -> Iterator[Finding]:
    sort = sort_of(form)
    word = (sort.word or sort.english) and not sort.surely
    if not word:
        yield _finding(reading, place, Tier.AUTO)
    elif reading.capital(place):
        tier = Tier.SUSPECT if reading.opens_sentence(place) else Tier.AUTO
        if tier is Tier.AUTO or sort.first:
            yield _finding(reading, place, tier)
    elif reading.in_small_letters(place) and reading.form(place - 1) not in _DETERMINERS:
        yield _finding(reading, place, Tier.SUSPECT)


def _finding(reading: Reading, place: int, tier: Tier) -> Finding:
    return Finding(Kind.NAME, tier, reading.span(place, place), "spread")
