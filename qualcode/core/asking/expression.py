"""Regular expressions that end: what may be searched with, and why the rest is refused.

Python's `re` tries every way in which a pattern can be cut over a text, and nobody can stop it.
A pattern is run only where that number stays small: a repeated group must leave one way to say
where each turn of it ends, and two open repeats must not stand side by side on the same letters.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from qualcode.core.errors import UsageProblem
from qualcode.i18n import N_

WIDE_REPEATS = 3
"""At most so many repeats of almost any character, such as `.*`, in one expression."""

_SAMPLE = string.ascii_letters + string.digits + string.punctuation + " \n\u00a0éèàçœÉ’«»…"
_ENDLESS = 10**9
_PIECE = re.compile(
    r"""(?P<atom>\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[0-9]{1,3}|.)
              |\[\^?\]?(?:\\.|[^\]\\])*\])
      | (?P<aside>\(\?(?:\#[^)]*|[aiLmsux]+|P=\w+)\))
      | (?P<open>\((?:\?(?:[aiLmsux-]*:|P<\w+>|<=|<!|=|!|>|\(\w+\)))?)
      | (?P<close>\))
      | (?P<or>\|)
      | (?P<repeat>(?:[*+?]|\{[0-9]*,[0-9]*\}|\{[0-9]+\})[?+]?)
      | (?P<plain>.)""",
    re.VERBOSE | re.DOTALL,
)
_ANY_CASE = re.compile(r"\(\?[aLmsux]*i")
_NOTHING_WIDE = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\Z"})
_LOOKS = ("(?=", "(?!", "(?<=", "(?<!")


@dataclass(slots=True)
class _Item:
    """A character, a set of them or a group, with how often it may stand."""

    source: str
    ways: list[list[_Item]] | None = None
    """The alternatives of a group; None for a character or a set."""
    least: int = 1
    most: int = 1
    letters: frozenset[str] = field(default_factory=frozenset)
    """The characters of the sample that it takes, for a character or a set."""

    @property
    def varies(self) -> bool:
        """Whether it can be longer or shorter."""
        return self.least != self.most

    @property
    def takes_nothing(self) -> bool:
        """Whether it only looks."""
        return self.source in _NOTHING_WIDE or (self.ways is not None and self.source in _LOOKS)

    @property
    def beginnings(self) -> frozenset[str]:
        """The characters of the sample that it can begin with."""
        if self.ways is None:
            return self.letters
        firsts = [next((i for i in way if not i.takes_nothing), None) for way in self.ways]
        if any(first is None or first.least == 0 for first in firsts):
            return frozenset(_SAMPLE)
        return frozenset().union(*(first.beginnings for first in firsts if first))

    def may_share(self, other: _Item) -> bool:
        """Whether a character that this could take could also begin the other."""
        taken = self.letters if self.ways is None else frozenset(_SAMPLE)
        return bool(taken & other.beginnings)


def checked_expression(pattern: str) -> re.Pattern[str]:
    """The compiled expression, if it is one and ends on every text.

    Raises:
        UsageProblem: it cannot be read, or it could take for ever.
    """
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise UsageProblem(
            N_("The regular expression {expression} cannot be read: {why}."),
            expression=f"/{pattern}/",
            why=str(error),
        ) from error
    if compiled.flags & re.VERBOSE:
        raise UsageProblem(N_("A regular expression with (?x) is not searched for: leave it out."))
    flags = compiled.flags & re.DOTALL | (re.IGNORECASE if _ANY_CASE.search(pattern) else 0)
    ways = _read(_PIECE.finditer(pattern), flags)
    for way in ways:
        _check(way, pattern)
    wide = sum(1 for item in _every(ways) if item.most >= _ENDLESS and _is_wide(item))
    if wide > WIDE_REPEATS:
        raise UsageProblem(
            N_("The regular expression {expression} has more than {n} repeats such as “.*”."),
            expression=f"/{pattern}/",
            n=WIDE_REPEATS,
        )
    return compiled


def _read(pieces: Iterator[re.Match[str]], flags: int) -> list[list[_Item]]:
    """The alternatives up to the end of a group or of the pattern."""
    ways: list[list[_Item]] = [[]]
    for piece in pieces:
        source = piece.group()
        match piece.lastgroup:
            case "close":
                return ways
            case "or":
                ways.append([])
            case "open":
                ways[-1].append(_Item(source, _read(pieces, flags)))
            case "repeat" if ways[-1]:
                ways[-1][-1].least, ways[-1][-1].most = _times(source)
            case "aside":
                pass
            case _:
                ways[-1].append(_Item(source, letters=_letters(source, flags)))
    return ways


def _times(repeat: str) -> tuple[int, int]:
    """The least and the most that a repeat asks for."""
    simple = {"*": (0, _ENDLESS), "+": (1, _ENDLESS), "?": (0, 1)}
    if repeat[0] in simple:
        return simple[repeat[0]]
    least, comma, most = repeat.rstrip("?+").strip("{}").partition(",")
    low = int(least or 0)
    return low, (int(most) if most else _ENDLESS) if comma else low


def _letters(source: str, flags: int) -> frozenset[str]:
    if source in _NOTHING_WIDE:
        return frozenset()
    try:
        one = re.compile(source, flags)
    except re.error:
        return frozenset(_SAMPLE)
    return frozenset(letter for letter in _SAMPLE if one.fullmatch(letter))


def _every(ways: list[list[_Item]]) -> Iterator[_Item]:
    for way in ways:
        for item in way:
            yield item
            yield from _every(item.ways or [])


def _is_wide(item: _Item) -> bool:
    return len(item.letters) > len(_SAMPLE) // 2


def _check(way: list[_Item], pattern: str) -> None:
    """Refuse a sequence that can be cut over one text in too many ways."""
    consuming = [item for item in way if not item.takes_nothing]
    for item, following in pairwise(consuming):
        if item.most >= _ENDLESS and following.varies and item.may_share(following):
            raise _refused(pattern)
    for item in way:
        if item.ways is None:
            continue
        if item.most > 1 and not _has_clear_ends(item.ways):
            raise _refused(pattern)
        for inner in item.ways:
            _check(inner, pattern)


def _has_clear_ends(ways: list[list[_Item]]) -> bool:
    """Whether a repeated group can be cut into its turns in one way only."""
    firsts: list[_Item] = []
    for way in ways:
        consuming = [item for item in way if not item.takes_nothing]
        if not consuming or any(item.ways is not None for item in consuming):
            return False
        first = consuming[0]
        if any(item.varies for item in consuming) or len(ways) > 1:
            if first.least == 0 or any(first.may_share(other) for other in firsts):
                return False
            firsts.append(first)
    return all(
        not item.varies or (following.least > 0 and not item.may_share(following))
        for way in ways
        for item, following in _pairs([item for item in way if not item.takes_nothing], firsts)
    )


def _pairs(way: list[_Item], firsts: list[_Item]) -> Iterator[tuple[_Item, _Item]]:
    """Each item with what can come next: the one after it, or the beginning of another turn."""
    yield from pairwise(way)
    yield from ((way[-1], first) for first in firsts)


def _refused(pattern: str) -> UsageProblem:
    return UsageProblem(
        N_(
            "The regular expression {expression} repeats something that repeats itself: on some "
            "texts it would never end. Repeat only one of the two, or put something fixed between."
        ),
        expression=f"/{pattern}/",
    )
