"""How much passages sound like another one: TF-IDF over words and their letters, cosine.

A word counts as a whole and as the runs of three to five letters in it, so that « explique » and
« expliquait » have most in common without a dictionary, in any language. The weight of a run is
its count in the passage, times log((1 + N) / (1 + n)) where n of the N passages have it (Salton
and Buckley 1988); the likeness of two passages is the cosine between their weights.

Passages are kept as numbers of words, four bytes a word: the likeness of 150,000 passages to one
is a sum over their words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.core.text import fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RUNS = (3, 4, 5)
"""Lengths of the runs of letters."""

_WORD = re.compile(r"[^\W\d_]+")
_BRACKETED = re.compile(r"\[[^\[\]\n]{1,40}\]")
_STRETCH = 400_000
"""Words that are looked at together: what they need beside them stays small."""


class Likeness:
    """Passages, by number, to which a new one is compared; more can be added."""

    def __init__(self, passages: Iterable[str]) -> None:
        import numpy as np

        self._np = np
        self._features: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._parts: list[int] = []
        self._lengths: list[int] = []
        self._flat, self._lying, self._begin = self._laid()
        self._said = np.zeros(0, np.int32)
        self._ends = np.zeros(0, np.int64)
        self._sizes = np.zeros(0)
        self._take(passages)
        self._weights = self._weighed()
        self._sizes = self._sized(0)

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, passages: Iterable[str]) -> None:
        """Take more passages; what runs weigh stays as it was, one never met weighs the most."""
        known = len(self)
        self._take(passages)
        fresh = len(self._features) - len(self._weights)
        rare = self._np.log(1.0 + max(known, 1))
        self._weights = self._np.concatenate([self._weights, self._np.full(fresh, rare)])
        self._sizes = self._np.concatenate([self._sizes, self._sized(known)])

    def scores(self, passage: str) -> NDArray[Any]:
        """The likeness of every passage, by number, to this one: 0 (nothing) to 1 (the same)."""
        np = self._np
        found: NDArray[Any] = np.zeros(len(self))
        wanted, size = self._asked(passage)
        if not len(self) or not size:
            return found
        given = (wanted * self._weights)[self._flat]
        of_word = np.bincount(self._lying, weights=given, minlength=len(self._lengths))
        sums = np.concatenate([[0.0], np.cumsum(of_word[self._said])])
        starts = np.concatenate([[0], self._ends[:-1]])
        shared = sums[self._ends] - sums[starts]
        np.divide(shared, self._sizes * size, out=found, where=self._sizes > 0)
        return found.clip(0.0, 1.0)

    def _asked(self, passage: str) -> tuple[NDArray[Any], float]:
        """The weight of every known run in a passage, and the length of all its weights."""
        np = self._np
        counts = Counter(run for word in _words(passage) for run in _runs(word))
        known = {self._features[run]: n for run, n in counts.items() if run in self._features}
        wanted = np.zeros(len(self._features))
        wanted[list(known)] = list(known.values())
        wanted *= self._weights
        rare = np.log(1.0 + len(self))
        strange = sum(n * n for run, n in counts.items() if run not in self._features)
        return wanted, float(np.sqrt(np.dot(wanted, wanted) + strange * rare * rare))

    def _take(self, passages: Iterable[str]) -> None:
        np = self._np
        said: list[int] = []
        ends: list[int] = []
        before = len(self._said)
        for passage in passages:
            said += [self._number(word) for word in _words(passage)]
            ends.append(before + len(said))
        self._said = np.concatenate([self._said, np.array(said, np.int32)])
        self._ends = np.concatenate([self._ends, np.array(ends, np.int64)])
        if len(self._lengths) != len(self._begin) - 1:
            self._flat, self._lying, self._begin = self._laid()

    def _laid(self) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        """The runs of all words end to end, the word of each, and where each word begins."""
        np = self._np
        lengths = np.array(self._lengths, np.int64)
        begin = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        lying = np.repeat(np.arange(len(lengths)), lengths)
        return np.array(self._parts, np.int32), lying, begin

    def _number(self, word: str) -> int:
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = len(self._words)
            runs = [self._features.setdefault(r, len(self._features)) for r in _runs(word)]
            self._parts += runs
            self._lengths.append(len(runs))
        return known

    def _counted(self, first: int) -> Iterator[tuple[Any, Any, Any]]:
        """From a passage on: passage, run, and how often it has it, each pair once."""
        np, width = self._np, max(len(self._features), 1)
        lengths = np.diff(self._begin)
        while first < len(self):
            start = self._ends[first - 1] if first else 0
            last = max(int(np.searchsorted(self._ends, start + _STRETCH)), first + 1)
            last = min(last, len(self))
            words = self._said[start : self._ends[last - 1]]
            many = np.diff(self._ends[first:last], prepend=start)
            of_each = lengths[words]
            whose = np.repeat(np.repeat(np.arange(first, last), many), of_each)
            steps = np.arange(len(whose)) - np.repeat(np.cumsum(of_each) - of_each, of_each)
            runs = self._flat[np.repeat(self._begin[words], of_each) + steps]
            pairs, counts = np.unique(whose * width + runs, return_counts=True)
            yield pairs // width, pairs % width, counts
            first = last

    def _weighed(self) -> NDArray[Any]:
        np = self._np
        having = np.zeros(len(self._features))
        for _, runs, _ in self._counted(0):
            having += np.bincount(runs, minlength=len(having))
        weights: NDArray[Any] = np.log((1.0 + len(self)) / (1.0 + having))
        return weights

    def _sized(self, first: int) -> NDArray[Any]:
        """The length of the weights of every passage from `first` on."""
        np = self._np
        sizes = np.zeros(len(self) - first)
        for whose, runs, counts in self._counted(first):
            squares = (counts * self._weights[runs]) ** 2
            sizes += np.bincount(whose - first, weights=squares, minlength=len(sizes))
        found: NDArray[Any] = np.sqrt(sizes)
        return found


def _words(passage: str) -> Sequence[str]:
    """The words as they are compared: folded, elisions apart, without bracketed pseudonyms."""
    found: list[str] = _WORD.findall(fold(_BRACKETED.sub(" ", passage)))
    return found


def _runs(word: str) -> Iterator[str]:
    yield f"={word}"
    closed = f"_{word}_"
    for length in RUNS:
        for start in range(len(closed) - length + 1):
            yield closed[start : start + length]
