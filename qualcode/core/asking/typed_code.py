"""What a coder types to choose a code: letters of its name, then a side, then a memo."""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.core.coding import Valence

SIDES = {
    "-": Valence.BARRIER,
    "−": Valence.BARRIER,
    "+": Valence.LEVER,
    "±": Valence.AMBIVALENT,
    "+-": Valence.AMBIVALENT,
    "=": Valence.NEUTRAL,
}
"""Signs that may follow the name, after a blank."""


@dataclass(frozen=True, slots=True)
class TypedCode:
    """The parts of `dist - // à citer`."""

    query: str
    """What to look for among the codes."""
    valence: Valence = Valence.UNSET
    memo: str = ""


def typed_code(text: str) -> TypedCode:
    """Part what was typed into the name looked for, the side and the memo.

    A memo follows `//`; a side is the last word before it, one of the signs of the margin.
    """
    head, _, memo = text.partition("//")
    name, blank, sign = head.rstrip().rpartition(" ")
    if blank and sign in SIDES:
        return TypedCode(name.strip(), SIDES[sign], memo.strip())
    return TypedCode(head.strip(), Valence.UNSET, memo.strip())
