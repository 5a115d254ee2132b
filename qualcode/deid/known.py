"""Finds the names of the study's list in a text, however they are written or misheard."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.names_list import NamesList
from qualcode.deid.reading import Reading, plain
from qualcode.deid.vocabulary import (
    COMMON_WORD_NAMES,
    FUNCTION_WORDS,
    KIN,
    MODIFIERS,
    NAME_PARTICLES,
    ROLES,
    TALK,
    TITLES,
    words_of,
)

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_JOINED = frozenset({" ", "-", "'", "", "  ", ". ", "- ", " -"})
_MOST_WORDS = 6
_SHORTEST_SOUND = 4
_LONG_SOUND = 8
_MOST_HEARD = 3
_GENERIC = words_of(
    "ch chu chru chr clcc centre hopital hospitalier clinique de d du des la le les l institut",
    "hopitaux site groupe polyclinique ehpad universitaire regional hcl hospices civils",
)
_INTRODUCING = TITLES | KIN | ROLES


class _Strength(IntEnum):
    """How much a match says by itself."""

    LATENT = 0
    """A word of the language in small letters: it counts only beside another name."""
    WEAK = 1
    """For a person to judge."""
    SURE = 2


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Kind
    words: int
    """Number of words on the list."""
    common: bool
    """Whether it is also a word of the language, so that a capital matters."""
    filler: bool = False
    """Whether sentences begin with it all the time: « Ben oui »."""


@dataclass(frozen=True, slots=True)
class _Match:
    first: int
    last: int
    entry: _Entry
    strength: _Strength
    rule: str


class KnownNames:
    """The names of a list, ready to be looked for."""

    def __init__(
        self, names: NamesList, common: Container[str] = COMMON_WORD_NAMES | FUNCTION_WORDS | TALK
    ) -> None:
        self.names = names
        self._common = common
        self._entries: dict[str, _Entry] = {}
        for site in names.sites:
            self._add_site(site)
        for person in names.persons:
            self._add_person(person)
        self._beginnings = {key[:n] for key in self._entries for n in range(1, len(key) + 1)}
        self._sounds = {
            sound: entry
            for key, entry in self._entries.items()
            if len(sound := sounded(key)) >= _SHORTEST_SOUND and not key.isdecimal()
        }
        self._first_sounds = {sound[:2] for sound in self._sounds}
        self._allowed = {_key(term): len(_TOKEN.findall(plain(term))) for term in names.allowed}
        self._allowed_beginnings = {
            key[:n] for key in self._allowed for n in range(1, len(key) + 1)
        }

    def _add_person(self, person: tuple[str, ...]) -> None:
        for part in person:
            self._add(part, Kind.NAME)
            for word in part.split():
                if len(word) > 2 and plain(word) not in NAME_PARTICLES:
                    self._add(word, Kind.NAME)
        if len(person) > 1:
            self._add(" ".join(person), Kind.NAME)
            self._add(" ".join(reversed(person)), Kind.NAME)

    def _add_site(self, site: str) -> None:
        self._add(site, Kind.FACILITY)
        own = [word for word in _TOKEN.findall(plain(site)) if word not in _GENERIC]
        if own:
            key = "".join(own)
            self._entries[key] = _Entry(Kind.FACILITY, len(own), common=True)
        kind = _TOKEN.findall(plain(site))[0]
        if len(own) > 1 and kind not in own:
            self._add(f"{kind} {own[-1]}", Kind.FACILITY)

    def _add(self, name: str, kind: Kind) -> None:
        key = _key(name)
        words = len(_TOKEN.findall(plain(name)))
        if key:
            common = len(key) <= 2 or (words == 1 and key in self._common)
            self._entries[key] = _Entry(kind, words, common, key in FUNCTION_WORDS)

    @property
    def single_names(self) -> list[str]:
        """The names of persons of one word each, in plain letters."""
        return [
            key
            for key, entry in self._entries.items()
            if entry.kind is Kind.NAME and entry.words == 1 and not entry.common
        ]

    def found(self, reading: Reading) -> Iterator[Finding]:
        """The findings of the list in a reading, disjoint."""
        if not self._entries:
            return
        matches = _longest([*self._written(reading), *self._heard(reading)])
        for match in _supported(reading, matches):
            if match.strength is not _Strength.LATENT:
                tier = Tier.AUTO if match.strength is _Strength.SURE else Tier.SUSPECT
                span = reading.span(match.first, match.last)
                yield Finding(match.entry.kind, tier, span, match.rule)

    def allowed(self, reading: Reading) -> list[Span]:
        """Where allowed terms stand."""
        spans: list[Span] = []
        for place in _places(reading, self._allowed_beginnings):
            for last, key in _windows(reading, place, self._allowed_beginnings):
                if key in self._allowed:
                    spans.append(reading.span(place, last))
        return spans

    def _written(self, reading: Reading) -> Iterator[_Match]:
        """Matches letter by letter, accents, dashes and spaces apart."""
        for place in _places(reading, self._beginnings):
            for last, key in _windows(reading, place, self._beginnings):
                entry = self._entries.get(key)
                if entry is not None:
                    strength = _strength(reading, place, last, entry)
                    yield _Match(place, last, entry, strength, f"list.{entry.kind.lower()}")

    def _heard(self, reading: Reading) -> Iterator[_Match]:
        """Matches by sound: « Le Guenec » for Le Guennec, « sofie » for Sophie."""
        sounds: dict[str, str] = {}
        for form, places in reading.index.items():
            if sounded(form)[:2] not in self._first_sounds:
                continue
            for place in places:
                if _may_be_heard(reading, place, form):
                    yield from self._heard_at(reading, place, sounds)

    def _heard_at(self, reading: Reading, place: int, sounds: dict[str, str]) -> Iterator[_Match]:
        spelling = ""
        for last in range(place, min(place + _MOST_HEARD, len(reading.forms))):
            if last > place and reading.gap(last - 1) not in {" ", "-", "'"}:
                break
            spelling += _key(reading.form(last))
            if spelling not in sounds:
                sounds[spelling] = sounded(spelling)
            entry = self._sounds.get(sounds[spelling])
            if entry is None or spelling in self._entries:
                continue
            if last > place and all(
                reading.form(part) in FUNCTION_WORDS for part in range(place, last + 1)
            ):
                continue
            if last > place or spelling not in self._common:
                strength = _heard_strength(reading, place, last, sounds[spelling], entry)
                yield _Match(place, last, entry, strength, "list.heard")


def _key(name: str) -> str:
    """The letters and digits of a name alone: « Jean-Claude » gives "jeanclaude"."""
    folded = plain(name)
    if folded.isalnum() and folded.isascii():
        return folded
    return "".join(_TOKEN.findall(folded)).replace("œ", "oe").replace("æ", "ae")


def _places(reading: Reading, beginnings: Container[str]) -> Iterator[int]:
    for form, places in reading.index.items():
        if _key(form) in beginnings if not form.isascii() else form in beginnings:
            yield from places


def _windows(reading: Reading, place: int, beginnings: Container[str]) -> Iterator[tuple[int, str]]:
    """The words from `place` on, one more each time, as long as a name may begin so."""
    key = ""
    for last in range(place, min(place + _MOST_WORDS, len(reading.forms))):
        if last > place and reading.gap(last - 1) not in _JOINED:
            return
        key += _key(reading.forms[last])
        if key not in beginnings:
            return
        yield last, key


def _strength(reading: Reading, first: int, last: int, entry: _Entry) -> _Strength:
    capital = reading.capital(first) or reading.capital(last)
    if last - first + 1 > entry.words:
        if capital:
            return _Strength.SURE if reading.capital(last) else _Strength.WEAK
        return _Strength.WEAK if reading.in_small_letters(first) else _Strength.LATENT
    if not entry.common:
        return _Strength.SURE
    if capital and not reading.opens_sentence(first):
        return _Strength.SURE
    return _Strength.WEAK if capital and not entry.filler else _Strength.LATENT


def _may_be_heard(reading: Reading, place: int, form: str) -> bool:
    """Whether a name may start here: with a capital, or in speech written without any."""
    if reading.capital(place) or (form in NAME_PARTICLES and reading.capital(place + 1)):
        return True
    return reading.in_small_letters(place) and reading.form(place - 1) not in MODIFIERS


def _heard_strength(
    reading: Reading, first: int, last: int, sound: str, entry: _Entry
) -> _Strength:
    """Sure where a long name is heard whole, or stands with a capital inside a sentence."""
    whole = entry.words > 1 and last > first and len(sound) >= _LONG_SOUND
    named = reading.capital(first) and not reading.opens_sentence(first)
    sure = whole or (named and len(sound) > _SHORTEST_SOUND)
    return _Strength.SURE if sure else _Strength.WEAK


def _longest(matches: Iterable[_Match]) -> list[_Match]:
    """Of overlapping matches the longest, then the surest, then persons before places."""
    taken: set[int] = set()
    kept: list[_Match] = []
    order = sorted(matches, key=lambda m: (m.first - m.last, -m.strength, not m.entry.kind.direct))
    for match in order:
        words = range(match.first, match.last + 1)
        if taken.isdisjoint(words):
            taken.update(words)
            kept.append(match)
    return sorted(kept, key=lambda match: match.first)


def _supported(reading: Reading, matches: list[_Match]) -> Iterator[_Match]:
    """The matches, those made surer that stand beside a title or another name of the list."""
    previous: _Match | None = None
    for index, match in enumerate(matches):
        following = matches[index + 1] if index + 1 < len(matches) else None
        beside = _beside(reading, previous, match) or _beside(reading, match, following)
        introduced = reading.form(match.first - 1) in _INTRODUCING
        judged = match
        if beside or introduced:
            judged = replace(match, strength=_Strength.SURE)
        elif match.strength is _Strength.LATENT and _stands_alone(reading, match):
            judged = replace(match, strength=_Strength.WEAK)
        previous = judged
        yield judged


def _beside(reading: Reading, left: _Match | None, right: _Match | None) -> bool:
    """Whether two matches of persons follow each other, one at least being more than latent."""
    if left is None or right is None or left.last + 1 != right.first:
        return False
    if not (left.entry.kind.direct and right.entry.kind.direct):
        return False
    strong = max(left.strength, right.strength) is not _Strength.LATENT
    return reading.gap(left.last) in {" ", "-"} and strong


def _stands_alone(reading: Reading, match: _Match) -> bool:
    """Whether a common word in speech without capitals is used as a name is."""
    before = reading.form(match.first - 1)
    used_as_word = MODIFIERS | {"en", "de", "d", "tres", "plus", "pas", "est", "etait", "des", "du"}
    return (
        match.entry.kind.direct
        and before not in used_as_word
        and _key(reading.form(match.first)) not in FUNCTION_WORDS | TALK
        and reading.in_small_letters(match.first)
    )


def entity_key(words: str) -> str:
    """What all ways to write a name have in common; digits and letters of anything else."""
    folded = plain(words)
    parts = [part for part in _TOKEN.findall(folded) if part not in _NO_PART_OF_A_NAME]
    if any(part.isdecimal() for part in parts):
        return "".join(parts)
    return " ".join(sounded(_key(part)) for part in parts)


_NO_PART_OF_A_NAME = TITLES | frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})
_SOUNDS = (
    (re.compile("ch$"), "k"), (re.compile("ph"), "f"), (re.compile("gn"), "n"),
    (re.compile("th"), "t"),
    (re.compile("sch|sh"), "ch"),
    (re.compile("e?au(?:lt$|x)?"), "o"), (re.compile("qu|q|ck"), "k"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("c(?!h)"), "k"), (re.compile("g(?=[eiy])"), "j"), (re.compile("y"), "i"),
    (re.compile("w"), "v"), (re.compile("z"), "s"), (re.compile("[bp](?=v)"), ""),
    (re.compile("[ae]i(?!n)|ei"), "e"), (re.compile("[ae]([mn])(?=[^aeioumn]|$)"), "an"),
    (re.compile("(?<!c)h"), ""), (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("(?<=..)(?:e[sx]?|[stdx])$"), ""),
)  # fmt: skip


@lru_cache(maxsize=1 << 16)
def sounded(key: str) -> str:
    """A rough spelling of how a French name sounds: Lefèvre and Lefebvre give the same."""
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key
