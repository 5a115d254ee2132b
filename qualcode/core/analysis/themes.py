"""Themes: statements over codes, with the cases that speak against them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qualcode.core.errors import NotFound
from qualcode.core.text import fold
from qualcode.i18n import N_


class MemberKind(StrEnum):
    """What a theme is built on."""

    CODE = "code"
    CODING = "coding"
    MEMO = "memo"

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return {
            MemberKind.CODE: N_("code"),
            MemberKind.CODING: N_("coding"),
            MemberKind.MEMO: N_("memo"),
        }[self]


@dataclass(frozen=True, slots=True)
class Member:
    """One thing that a theme is built on, or that speaks against it."""

    kind: MemberKind
    guid: str
    name: str
    """`codebook:key` of a code; the words of a coding or memo."""
    negative: bool = False
    """Whether it speaks against the statement."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A statement that the team makes of its material."""

    guid: str
    statement: str
    parent: str | None = None
    """GUID of the theme above it."""
    members: tuple[Member, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes it is built on, as `codebook:key`."""
        return tuple(m.name for m in self.members if m.kind is MemberKind.CODE and not m.negative)

    @property
    def negative(self) -> tuple[Member, ...]:
        """What speaks against it."""
        return tuple(member for member in self.members if member.negative)


def as_tree(themes: Sequence[Theme]) -> Iterator[tuple[int, Theme]]:
    """The themes with their depth, each before those under it, siblings in the order given."""
    known = {theme.guid for theme in themes}
    under: dict[str | None, list[Theme]] = {}
    for theme in themes:
        under.setdefault(theme.parent if theme.parent in known else None, []).append(theme)

    def walk(parent: str | None, depth: int) -> Iterator[tuple[int, Theme]]:
        for theme in under.get(parent, ()):
            yield depth, theme
            yield from walk(theme.guid, depth + 1)

    return walk(None, 0)


def named_theme(themes: Sequence[Theme], named: str) -> Theme:
    """The theme that somebody means.

    Args:
        themes: in the order given by the project.
        named: its number as listed by `as_tree`, from 1, the beginning of its statement, whatever
            the accents and capitals, or the beginning of its GUID, four characters or more.

    Raises:
        NotFound: it names none, or more than one.
    """
    listed = [theme for _depth, theme in as_tree(themes)]
    if named.isascii() and named.isdigit() and len(named) < _OF_GUID:
        found = listed[int(named) - 1 : int(named)] if int(named) else []
    else:
        found = _beginning(listed, named)
    if len(found) > 1:
        numbers = ", ".join(str(listed.index(one) + 1) for one in found)
        raise NotFound(
            N_("Several themes begin with “{named}”: {numbers}."), named=named, numbers=numbers
        )
    if not found:
        raise NotFound(
            N_("There is no theme “{named}”. List them with: qualcode theme PROJECT list"),
            named=named,
        )
    return found[0]


_OF_GUID = 4
"""Characters that tell a GUID from the first letters of a word, and from a number."""


def _beginning(themes: Sequence[Theme], named: str) -> list[Theme]:
    """The themes whose GUID or statement begins so."""
    words = fold(" ".join(named.split()))
    found = [one for one in themes if len(named) >= _OF_GUID and one.guid.startswith(named)]
    return found or [
        one for one in themes if words and fold(" ".join(one.statement.split())).startswith(words)
    ]
