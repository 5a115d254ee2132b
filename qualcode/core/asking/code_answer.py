"""Answers to questions about codings, by sweeping over places in order.

A passage is a span with the codings that make it up. No passage is its own partner: two passages
go together only if they share no coding.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qualcode.core.asking.code_conditions import PlacedCode
from qualcode.core.asking.code_query import CodeQuery, Named, Relation, Tree
from qualcode.core.spans import Span
from qualcode.core.voices import Voice


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that answers a question."""

    source: str
    span: Span
    turns: tuple[int, int]
    """Numbers of the turns where it begins and ends."""
    codings: tuple[PlacedCode, ...]
    """What makes it up, in the order of places."""

    @property
    def cases(self) -> tuple[str, ...]:
        """Whose words it holds."""
        return tuple(dict.fromkeys(c.voice.case for c in self.codings if c.voice.case))


@dataclass(frozen=True, slots=True)
class Answer:
    """Passages, or the cases that never have any."""

    passages: tuple[Passage, ...] = ()
    cases: tuple[str, ...] = ()
    """Who speaks in the passages; for “never”, the cases asked for."""


class _Piece(NamedTuple):
    """A passage of one source while the answer is being found."""

    start: int
    end: int
    first: int
    last: int
    codings: frozenset[int]


def answer(query: CodeQuery, codings: Sequence[PlacedCode], voices: Iterable[Voice] = ()) -> Answer:
    """The passages that a question asks for, or the cases.

    Args:
        query: the question.
        codings: every coding that it may look at; sources are told in their order.
        voices: who speaks in the sources that were looked at: among whom “never” is counted.
    """
    by_source: dict[str, list[int]] = {}
    for index, coding in enumerate(codings):
        by_source.setdefault(coding.source, []).append(index)
    passages = tuple(
        _passage(source, piece, codings)
        for source, indices in by_source.items()
        for piece in _merged(_pieces(query.tree, indices, codings))
    )
    spoken = tuple(dict.fromkeys(case for passage in passages for case in passage.cases))
    if not query.never:
        return Answer(passages, spoken)
    asked = dict.fromkeys(
        voice.case
        for voice in voices
        if voice.coded and voice.case and all(one.holds_of(voice) for one in query.among)
    )
    having = set(spoken)
    return Answer((), tuple(case for case in asked if case and case not in having))


def _passage(source: str, piece: _Piece, codings: Sequence[PlacedCode]) -> Passage:
    made_of = sorted(
        (codings[index] for index in piece.codings), key=lambda c: (c.span, c.ref, c.guid)
    )
    turns = (piece.first, piece.last)
    return Passage(source, Span(piece.start, piece.end), turns, tuple(made_of))


def _pieces(tree: Tree, indices: Sequence[int], codings: Sequence[PlacedCode]) -> list[_Piece]:
    """The passages of one source in order."""
    if isinstance(tree, Named):
        return sorted(_named(tree, indices, codings))
    left = _pieces(tree.left, indices, codings)
    right = _pieces(tree.right, indices, codings)
    match tree.relation:
        case Relation.EITHER:
            found: Iterable[_Piece] = [*left, *right]
        case Relation.BOTH:
            found = (_shared(*pair) for pair in _overlapping(left, right))
        case Relation.WITHOUT:
            return _untouched(left, right)
        case Relation.THEN:
            found = (_hull(*pair) for pair in _following(left, right, tree.turns))
        case Relation.NEAR:
            found = (_hull(*pair) for pair in _near(left, right, tree.turns))
    return _merged(found)


def _named(named: Named, indices: Iterable[int], codings: Sequence[PlacedCode]) -> Iterator[_Piece]:
    for index in indices:
        coding = codings[index]
        wanted = named.refs is None or coding.ref in named.refs
        if wanted and all(condition.holds(coding) for condition in named.conditions):
            span, (first, last) = coding.span, coding.turns
            yield _Piece(span.start, span.end, first, last, frozenset({index}))


def _merged(pieces: Iterable[_Piece]) -> list[_Piece]:
    """The pieces in order, those on the same words as one."""
    found: dict[tuple[int, int], _Piece] = {}
    for piece in pieces:
        known = found.get(piece[:2])
        if known is not None:
            piece = piece._replace(codings=known.codings | piece.codings)  # noqa: PLW2901
        found[piece[:2]] = piece
    return sorted(found.values())


def _shared(one: _Piece, other: _Piece) -> _Piece:
    later = max(one, other)
    sooner = min(one, other, key=lambda piece: piece.end)
    return _Piece(later.start, sooner.end, later.first, sooner.last, one.codings | other.codings)


def _hull(one: _Piece, other: _Piece) -> _Piece:
    first = min(one, other)
    last = max(one, other, key=lambda piece: piece.end)
    return _Piece(first.start, last.end, first.first, last.last, one.codings | other.codings)


Pairs = Iterator[tuple[_Piece, _Piece]]


def _overlapping(left: Sequence[_Piece], right: Sequence[_Piece]) -> Pairs:
    """Every pair that shares words and no coding."""
    open_left: list[_Piece] = []
    open_right: list[_Piece] = []
    sides = [(piece, True) for piece in left] + [(piece, False) for piece in right]
    sides.sort(key=lambda side: side[0].start)
    for piece, is_left in sides:
        others = open_right if is_left else open_left
        others[:] = [other for other in others if other.end > piece.start]
        for other in others:
            if piece.codings.isdisjoint(other.codings):
                yield (piece, other) if is_left else (other, piece)
        (open_left if is_left else open_right).append(piece)


def _untouched(left: Iterable[_Piece], right: Iterable[_Piece]) -> list[_Piece]:
    """The pieces on the left that share no word with any on the right."""
    starts: list[int] = []
    ends: list[int] = []
    for piece in right:
        if ends and piece.start < ends[-1]:
            ends[-1] = max(ends[-1], piece.end)
        else:
            starts.append(piece.start)
            ends.append(piece.end)
    return [
        piece for piece in left if bisect_right(ends, piece.start) == bisect_left(starts, piece.end)
    ]


def _next_of(pieces: Sequence[_Piece]) -> Callable[[_Piece], _Piece | None]:
    """Finds the first of `pieces` that begins where another ends, or after it."""
    starts = [piece.start for piece in pieces]

    def find(piece: _Piece) -> _Piece | None:
        following = range(bisect_left(starts, piece.end), len(pieces))
        return _first_apart(piece, (pieces[index] for index in following))

    return find


def _before(pieces: Sequence[_Piece]) -> Callable[[_Piece], _Piece | None]:
    """Finds the last of `pieces` that ends where another begins, or before it."""
    by_end = sorted(pieces, key=lambda piece: (piece.end, -piece.start))
    ends = [piece.end for piece in by_end]

    def find(piece: _Piece) -> _Piece | None:
        preceding = range(bisect_right(ends, piece.start) - 1, -1, -1)
        return _first_apart(piece, (by_end[index] for index in preceding))

    return find


def _first_apart(piece: _Piece, others: Iterable[_Piece]) -> _Piece | None:
    return next((other for other in others if piece.codings.isdisjoint(other.codings)), None)


def _following(left: Iterable[_Piece], right: Sequence[_Piece], turns: int) -> Pairs:
    """Each piece on the left with the next one on the right, if it is near enough."""
    find = _next_of(right)
    for piece in left:
        other = find(piece)
        if other is not None and other.first - piece.last <= turns:
            yield piece, other


def _near(left: Sequence[_Piece], right: Sequence[_Piece], turns: int) -> Pairs:
    """Each piece on the left with the nearest one on the right, if it is near enough."""
    touching: dict[_Piece, list[_Piece]] = {}
    for piece, other in _overlapping(left, right):
        touching.setdefault(piece, []).append(other)
    following, before = _next_of(right), _before(right)
    for piece in left:
        found = [*touching.get(piece, ()), following(piece), before(piece)]
        distances = [(_distance(piece, other), other) for other in found if other is not None]
        if distances:
            distance, nearest = min(distances, key=lambda pair: (pair[0], pair[1][:2]))
            if distance[0] <= turns:
                yield piece, nearest


def _distance(one: _Piece, other: _Piece) -> tuple[int, int]:
    """Turns between two pieces, then characters; nothing where they share words."""
    first, second = sorted((one, other), key=lambda piece: piece[:2])
    return max(0, second.first - first.last), max(0, second.start - first.end)
