"""Which code a coder means by a few typed letters: accents, case and order of words apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qualcode.core.codebook import Codebook, Words
from qualcode.core.text import fold

WORTH_SHOWING = 68.0
"""The lowest similarity, of 100, at which a code without the typed words is still offered."""

_WHOLE, _OWN = 30.0, 12.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code answers to."""

    ref: str
    """`codebook:key`."""
    path: tuple[str, ...]
    """Names from the family down to the code, in the language of the screen."""
    also: tuple[str, ...] = ()
    """Key, aliases, letters, names in other languages."""


@dataclass(frozen=True, slots=True)
class Match:
    """A code found, with how well."""

    ref: str
    score: float
    """0 to 100 for likeness, plus what whole words add; only its order means anything."""
    recent: bool = False


@dataclass(frozen=True, slots=True)
class _Folded:
    """An entry as it is compared."""

    ref: str
    place: int
    path: str
    name: str
    names: frozenset[str]
    words: str
    """Every word of the path and of every name after a space: " tr" finds a word's start."""


class CodeFinder:
    """The codes of a project, folded once, ranked at every key that is typed."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._folded = [_fold_entry(place, entry) for place, entry in enumerate(entries)]
        self._paths = [folded.path for folded in self._folded]

    def __len__(self) -> int:
        return len(self._folded)

    def ranked(self, query: str, recent: Sequence[str] = ()) -> list[Match]:
        """The codes that `query` may mean, best first.

        Codes of which words start with everything typed come before those that only resemble it;
        within each group recently used codes come first, the latest leading, then the better
        score, then the order of the grid. An empty query gives every code.

        Args:
            query: what was typed.
            recent: references of the codes used last, the latest first.
        """
        ages = {ref: age for age, ref in reversed(list(enumerate(recent)))}
        rows: list[tuple[tuple[bool, int, float, int], Match]] = []
        for folded, started, score in self._scored(_PIECES.findall(fold(query))):
            age = ages.get(folded.ref, len(recent))
            order = (not started, age, -score, folded.place)
            rows.append((order, Match(folded.ref, score, folded.ref in ages)))
        rows.sort(key=lambda row: row[0])
        return [match for _order, match in rows]

    def _scored(self, tokens: list[str]) -> Iterator[tuple[_Folded, bool, float]]:
        """Each code worth showing, whether its words start as typed, and its score."""
        if not tokens:
            yield from ((folded, True, 0.0) for folded in self._folded)
            return
        likeness = self._likeness(" ".join(tokens))
        for index, folded in enumerate(self._folded):
            started = all(f" {token}" in folded.words for token in tokens)
            if started or index in likeness or all(token in folded.words for token in tokens):
                score = likeness.get(index, WORTH_SHOWING) + _bonus(folded, tokens)
                yield folded, started, score

    def _likeness(self, typed: str) -> dict[int, float]:
        from rapidfuzz import fuzz, process

        found = process.extract(
            typed, self._paths, scorer=fuzz.WRatio, score_cutoff=WORTH_SHOWING, limit=None
        )
        return {index: score for _path, score, index in found}


_PIECES = re.compile(r"[^\W_]+")


def _fold_entry(place: int, entry: Entry) -> _Folded:
    names = [" ".join(_PIECES.findall(fold(name))) for name in (entry.path[-1], *entry.also)]
    path = " ".join(_PIECES.findall(fold(" ".join(entry.path))))
    words = " " + " ".join((path, *names))
    return _Folded(entry.ref, place, path, names[0], frozenset(names), words)


def _bonus(folded: _Folded, tokens: list[str]) -> float:
    """What a whole name, or the start of words of the code's own name, is worth."""
    if " ".join(tokens) in folded.names:
        return _WHOLE
    return _OWN if all(f" {token}" in f" {folded.name}" for token in tokens) else 0.0


def entries_of(codebook: Codebook, letters: Mapping[str, str] | None = None) -> list[Entry]:
    """Everything that may be applied in a codebook, in the order of the grid.

    Headings and retired codes are left out.

    Args:
        codebook: where the codes stand.
        letters: short letters by reference, which then find their code too.
    """
    found = []
    for code in codebook.codes:
        if not code.codable or code.retired:
            continue
        ref = f"{codebook.id}:{code.key}"
        path = tuple(step.label for step in codebook.path(code.key))
        others = _names(code.wording.label, path[-1])
        short = (letters[ref],) if letters and ref in letters else ()
        found.append(Entry(ref, path, (code.key, *code.aliases, *others, *short)))
    return found


def _names(words: Words, shown: str) -> list[str]:
    return [name for name in words.values() if name != shown]
