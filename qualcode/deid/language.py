"""The language of each line, guessed from its small words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from qualcode.deid.vocabulary import words_of

_FRENCH = words_of(
    "le la les un une des du et est que qui je il elle pas vous nous dans pour avec sur c d l qu j",
    "n ca mais ou donc au aux ce cette mon ma mes son sa ses lui y etait avait avez ont sont tu",
    "moi toi quand comme tout bien fait plus tres alors oui chez parce elles ils leur ne se",
)
_ENGLISH = words_of(
    "the and of to is was it you that my he she they with for were this have had not but are be",
    "at from his her we i'm i there what when so would been by or an your our them him do did",
    "because about said says who which could no yes well just really know don didn isn't",
)
_SHARED = words_of("me on a as son main")


class Languages:
    """Which lines of a text are English; all others are taken for French."""

    def __init__(
        self, plain: str, index: Mapping[str, Sequence[int]], starts: Sequence[int]
    ) -> None:
        """Judge a text.

        Args:
            plain: the text in small letters without accents.
            index: the places of each of its words.
            starts: the offset of each place.
        """
        self._starts: list[int] = []
        self._english: list[bool] = []
        english = sum(len(index.get(form, ())) for form in _ENGLISH - _SHARED)
        french = sum(len(index.get(form, ())) for form in _FRENCH - _SHARED)
        self._mostly = english > french
        if english and (self._mostly or english * 50 > french):
            self._judge_lines(plain, index, starts)

    def _judge_lines(
        self, plain: str, index: Mapping[str, Sequence[int]], starts: Sequence[int]
    ) -> None:
        start = 0
        for line in plain.split("\n"):
            self._starts.append(start)
            start += len(line) + 1
        score = [0] * len(self._starts)
        for words, step in ((_ENGLISH - _SHARED, 1), (_FRENCH - _SHARED, -1)):
            for word in index.keys() & words:
                for place in index[word]:
                    score[bisect_right(self._starts, starts[place]) - 1] += step
        self._english = [value > 0 or (value == 0 and self._mostly) for value in score]

    def english(self, offset: int) -> bool:
        """Whether the line of `offset` in the reading is English."""
        if not self._starts:
            return self._mostly
        return self._english[bisect_right(self._starts, offset) - 1]
