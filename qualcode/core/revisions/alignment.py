"""Which passages of two texts are the same: by paragraphs first, then by words where they differ.

Comparing two whole texts word by word takes seconds; here words are compared only inside the
paragraphs that changed. Paragraphs are those of the speakers' turns, their labels apart, so that
a label that was corrected does not make its turn another one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from qualcode.core.text import fold, sentence_offsets
from qualcode.core.transcript import Turn

LONGEST = 10_000
"""Characters of both texts together that are compared word by word at once."""

SURE = 0.5
"""Share of the letters of the shorter side that must stay for their places to be believed."""

_ALIKE = 60
"""Least likeness (0 to 100) of two paragraphs that are taken for one another."""

_NEAR = 12
"""How many paragraphs away a paragraph is looked for."""

_LONG_LINE = 1_000
"""Characters of a line that is cut into its sentences."""

_LINE = re.compile(r"\S(?:.*\S)?")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"\w+")


class Piece(NamedTuple):
    """A stretch of one text, as offsets."""

    start: int
    end: int


class Block(NamedTuple):
    """The same characters in both texts; it begins and ends with whole words."""

    old: int
    new: int
    length: int
    sure: bool
    """Whether enough of what surrounds it stayed, so that it is not alike by chance."""

    @property
    def old_end(self) -> int:
        """Where it ends in the old text."""
        return self.old + self.length

    @property
    def new_end(self) -> int:
        """Where it ends in the new text."""
        return self.new + self.length


def paragraphs(text: str, turns: Sequence[Turn]) -> list[Piece]:
    """The lines of what is said, and of what stands outside turns; labels are left out.

    A very long line counts as its sentences.
    """
    found: list[Piece] = []
    place = 0
    for turn in turns:
        first = turn.label or turn.speech
        if first is not None:
            found += _lines(text, place, first.start)
            place = first.end
        if turn.speech is not None:
            found += _lines(text, turn.speech.start, turn.speech.end)
            place = turn.speech.end
    return [*found, *_lines(text, place, len(text))]


def _lines(text: str, start: int, end: int) -> Iterator[Piece]:
    for match in _LINE.finditer(text, start, end):
        if match.end() - match.start() <= _LONG_LINE:
            yield Piece(*match.span())
        else:
            offsets = iter(sentence_offsets(text, *match.span()))
            yield from (Piece(*pair) for pair in zip(offsets, offsets, strict=True))


def equal_blocks(
    old: str, old_pieces: Sequence[Piece], new: str, new_pieces: Sequence[Piece]
) -> list[Block]:
    """What is the same in two texts, in order; blocks overlap on neither side.

    Args:
        old: the text as it was.
        old_pieces: its `paragraphs`.
        new: the text as it is.
        new_pieces: its `paragraphs`.
    """
    if old == new:
        return [Block(0, 0, len(old), sure=True)] if old else []
    pairs = matched([old[p.start : p.end] for p in old_pieces],
                    [new[p.start : p.end] for p in new_pieces])  # fmt: skip
    texts = _Texts(old, new)
    found: list[Block] = []
    for region in _regions(texts, old_pieces, new_pieces, pairs):
        found += region.blocks(texts)
    return _joined(texts, found)


def resemble(old: str, old_pieces: Sequence[Piece], new: str, new_pieces: Sequence[Piece]) -> bool:
    """Whether one text may be a corrected version of another: half of the shorter stands in both.

    Args:
        old: one text.
        old_pieces: its `paragraphs`.
        new: another text.
        new_pieces: its `paragraphs`.
    """
    known = {old[slice(*piece)] for piece in old_pieces}
    common = sum(_size(piece) for piece in new_pieces if new[slice(*piece)] in known)
    shorter = min(sum(map(_size, old_pieces)), sum(map(_size, new_pieces)))
    return shorter > 0 and 2 * common >= shorter


class _Texts(NamedTuple):
    old: str
    new: str


class _Region(NamedTuple):
    """What stands between two pairs of paragraphs, or one such pair."""

    old: Piece
    new: Piece
    old_pieces: Sequence[Piece]
    new_pieces: Sequence[Piece]

    def blocks(self, texts: _Texts) -> list[Block]:
        """What is the same in it."""
        if texts.old[slice(*self.old)] == texts.new[slice(*self.new)]:
            length = self.old.end - self.old.start
            return [Block(self.old.start, self.new.start, length, sure=True)] if length else []
        if _size(self.old) + _size(self.new) <= LONGEST or not (
            self.old_pieces and self.new_pieces
        ):
            return _by_words(texts, self.old, self.new)
        pairs = _alike(
            [texts.old[slice(*p)] for p in self.old_pieces],
            [texts.new[slice(*p)] for p in self.new_pieces],
        )
        found: list[Block] = []
        for part in _regions(texts, self.old_pieces, self.new_pieces, pairs, self):
            found += _by_words(texts, part.old, part.new)
        return found


def _size(piece: Piece) -> int:
    return piece.end - piece.start


def _regions(
    texts: _Texts,
    old: Sequence[Piece],
    new: Sequence[Piece],
    pairs: Sequence[tuple[int, int]],
    within: _Region | None = None,
) -> Iterator[_Region]:
    """The pairs and what stands before, between and after them, covering both texts in order."""
    end = (within.old.end, within.new.end) if within else (len(texts.old), len(texts.new))
    at = (within.old.start, within.new.start) if within else (0, 0)
    i = j = 0
    for one, other in pairs:
        left, right = old[one], new[other]
        yield _Region(Piece(at[0], left.start), Piece(at[1], right.start), old[i:one], new[j:other])
        yield _Region(left, right, (), ())
        at, i, j = (left.end, right.end), one + 1, other + 1
    yield _Region(Piece(at[0], end[0]), Piece(at[1], end[1]), old[i:], new[j:])


def matched(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Indices of equal strings in both lists, in order.

    What begins and ends alike is paired, then what stands once in both lists, then the same
    again between those: quick on lists of thousands where most are the same.
    """
    pairs: list[tuple[int, int]] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        i, last, j, final = waiting.pop()
        while i < last and j < final and old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        while i < last and j < final and old[last - 1] == new[final - 1]:
            last, final = last - 1, final - 1
            pairs.append((last, final))
        anchors = _increasing(_alone(old, new, range(i, last), range(j, final)))
        for one, other in anchors:
            waiting.append((i, one, j, other))
            pairs.append((one, other))
            i, j = one + 1, other + 1
        if anchors:
            waiting.append((i, last, j, final))
    return sorted(pairs)


def _alone(
    old: Sequence[str], new: Sequence[str], left: range, right: range
) -> list[tuple[int, int]]:
    """Pairs of what stands once in either range, in the order of the old list."""
    times_left = Counter(old[i] for i in left)
    times_right = Counter(new[j] for j in right)
    place = {new[j]: j for j in right if times_right[new[j]] == 1}
    return [(i, place[old[i]]) for i in left if times_left[old[i]] == 1 and old[i] in place]


def _increasing(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of pairs, ordered by their first number, whose second one grows too."""
    ends: list[int] = []
    tails: list[int] = []
    chosen: list[tuple[tuple[int, int], int]] = []
    for pair in pairs:
        place = bisect_left(ends, pair[1])
        chosen.append((pair, tails[place - 1] if place else -1))
        ends[place : place + 1] = [pair[1]]
        tails[place : place + 1] = [len(chosen) - 1]
    found: list[tuple[int, int]] = []
    at = tails[-1] if tails else -1
    while at >= 0:
        pair, at = chosen[at]
        found.append(pair)
    return found[::-1]


def _alike(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Paragraphs that are taken for one another: the same but for signs, else much alike."""
    pairs = matched([_bare(one) for one in old], [_bare(one) for one in new])
    found: list[tuple[int, int]] = []
    i = j = 0
    for one, other in [*pairs, (len(old), len(new))]:
        near = _by_likeness(old[i:one], new[j:other])
        found += [(i + left, j + right) for left, right in near]
        found.append((one, other))
        i, j = one + 1, other + 1
    return found[:-1]


def _bare(paragraph: str) -> str:
    return " ".join(_WORD.findall(fold(paragraph)))


def _by_likeness(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    from rapidfuzz import fuzz, process

    found = []
    reach = _NEAR + min(_NEAR, abs(len(old) - len(new)))
    for i, one in enumerate(old):
        middle = i * len(new) // len(old)
        first = max(0, middle - reach)
        nearby = new[first : middle + reach + 1]
        best = process.extractOne(one, nearby, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if best is not None:
            found.append((i, first + best[2]))
    return _increasing(found)


def _by_words(texts: _Texts, old: Piece, new: Piece) -> list[Block]:
    """What is the same in two short stretches, word by word.

    In long ones only what begins and ends alike is compared.
    """
    left = [match.span() for match in _TOKEN.finditer(texts.old, *old)]
    right = [match.span() for match in _TOKEN.finditer(texts.new, *new)]
    if not left or not right:
        return []
    a = [texts.old[start:end] for start, end in left]
    b = [texts.new[start:end] for start, end in right]
    runs = _equal_runs(a, b, thorough=_size(old) + _size(new) <= LONGEST)
    kept = sum(_letters(a[i : i + length]) for i, _, length in runs)
    sure = kept >= SURE * min(_letters(a), _letters(b))
    return [
        block
        for i, j, length in runs
        for block in _spelled_alike(texts, left[i : i + length], right[j : j + length], sure=sure)
    ]


def _letters(tokens: Iterable[str]) -> int:
    return sum(len(token) for token in tokens if token[0].isalnum())


def _equal_runs(a: list[str], b: list[str], *, thorough: bool) -> list[tuple[int, int, int]]:
    """(place in a, place in b, length) of equal runs in order."""
    shorter = min(len(a), len(b))
    start = 0
    while start < shorter and a[start] == b[start]:
        start += 1
    tail = 0
    while tail < shorter - start and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    runs = [(0, 0, start)]
    if thorough:
        middle = SequenceMatcher(
            None, a[start : len(a) - tail], b[start : len(b) - tail], autojunk=False
        )
        runs += [(start + i, start + j, n) for i, j, n in middle.get_matching_blocks()]
    runs.append((len(a) - tail, len(b) - tail, tail))
    return [run for run in runs if run[2]]


def _spelled_alike(
    texts: _Texts,
    left: Sequence[tuple[int, int]],
    right: Sequence[tuple[int, int]],
    *,
    sure: bool,
) -> Iterator[Block]:
    """Blocks of equal words, cut where the white space between them is not the same."""
    first = 0
    for i in range(1, len(left) + 1):
        if i < len(left) and _same_gap(texts, left[i - 1 : i + 1], right[i - 1 : i + 1]):
            continue
        start = left[first][0]
        yield Block(start, right[first][0], left[i - 1][1] - start, sure=sure)
        first = i


def _same_gap(
    texts: _Texts, left: Sequence[tuple[int, int]], right: Sequence[tuple[int, int]]
) -> bool:
    gap = texts.old[left[0][1] : left[1][0]]
    return gap == texts.new[right[0][1] : right[1][0]]


def _joined(texts: _Texts, blocks: Iterable[Block]) -> list[Block]:
    """Blocks that touch on both sides made one, with the white space beside them."""
    found: list[Block] = []
    before = Block(0, 0, 0, sure=False)
    for block in [*blocks, Block(len(texts.old), len(texts.new), 0, sure=False)]:
        before = before._replace(length=before.length + _blank(texts, before, block, step=1))
        back = _blank(texts, before, block, step=-1)
        block = Block(block.old - back, block.new - back, block.length + back, block.sure)  # noqa: PLW2901
        if (before.old_end, before.new_end) == (block.old, block.new):
            sure = before.sure or block.sure
            before = Block(before.old, before.new, before.length + block.length, sure)
        else:
            found.append(before)
            before = block
    return [block for block in [*found, before] if block.length]


def _blank(texts: _Texts, before: Block, after: Block, *, step: int) -> int:
    """How much of the white space between two blocks is the same, from the first or the last."""
    old, new = texts.old[before.old_end : after.old], texts.new[before.new_end : after.new]
    count = 0
    for one, other in zip(old[::step], new[::step], strict=False):
        if one != other or not one.isspace():
            break
        count += 1
    return count
