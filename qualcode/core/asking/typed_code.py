"""What a coder types to choose a code: letters of its name, then a side, then a memo."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from qualcode.core.coding import Valence
from qualcode.core.text import fold

SIDES = {
    "-": Valence.BARRIER,
    "−": Valence.BARRIER,
    "+": Valence.LEVER,
    "±": Valence.AMBIVALENT,
    "+-": Valence.AMBIVALENT,
    "=": Valence.NEUTRAL,
}
"""Signs that may follow the name, after a blank."""


_APART = re.compile(r"(?P<name>\S.*?)\s+(?P<sign>\+-|[-−+±=])\s+(?P<memo>\S.*)")


@dataclass(frozen=True, slots=True)
class TypedCode:
    """The parts of `dist - // à citer`."""

    query: str
    """What to look for among the codes."""
    valence: Valence = Valence.UNSET
    memo: str = ""


def typed_code(text: str, names: Collection[str] = ()) -> TypedCode:
    """Part what was typed into the name looked for, the side and the memo.

    A memo follows `//`; a side is the last word before it, one of the signs of the margin. Words
    after a side are a memo without `//` too, unless the sign stands so in one of `names`.
    """
    head, slashes, memo = text.partition("//")
    apart = None if slashes else _APART.match(head)
    if apart is not None and not any(_begins(name, apart) for name in names):
        return TypedCode(apart["name"].strip(), SIDES[apart["sign"]], apart["memo"].strip())
    name, blank, sign = head.rstrip().rpartition(" ")
    if blank and sign in SIDES:
        return TypedCode(name.strip(), SIDES[sign], memo.strip())
    return TypedCode(head.strip(), Valence.UNSET, memo.strip())


def _begins(name: str, apart: re.Match[str]) -> bool:
    """Whether a name goes on with this sign where it was typed."""
    begun = f"{apart['name'].strip()} {apart['sign']} "
    return fold(begun) in fold(name)
