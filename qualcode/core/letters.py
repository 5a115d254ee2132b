"""Two or three letters for each code, for margins where a name has no room."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from qualcode.core.text import fold

LONGEST = 3
"""No code has more letters than this."""

_SMALL_WORDS = (
    "a au aux avec d dans de des du elle en entre et l la le les leur leurs ou par pour qu que qui "
    "s sa se ses son sur un une the an and by for from in of on or to with"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_PIECE = re.compile("[a-z0-9]+")


def letters_for(
    labels: Mapping[str, str], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Letters for every code, by reference: unique, in capitals, without accents.

    The same codebook always gives the same letters. A code named in `given` keeps the letters
    that it has there, so a code that is added later takes nobody's letters away.

    Args:
        labels: the codes' names by reference (`codebook:key`), in the order of the grid.
        given: letters that must stay, by reference.
    """
    found = {ref: kept for ref, kept in (given or {}).items() if ref in labels}
    taken = set(found.values())
    for ref, label in labels.items():
        if ref in found:
            continue
        letters = next(one for one in _proposals(label, ref) if one not in taken)
        found[ref] = letters
        taken.add(letters)
    return {ref: found[ref] for ref in labels}


def _proposals(label: str, ref: str) -> Iterator[str]:
    """Ever worse letters for a name, without end in practice: 26 × 36 × 36 at least."""
    words = _words(label) or _words(ref.rpartition(":")[2]) or ["c"]
    yield _initials(words).upper()
    joined = "".join(words)
    first = joined[0]
    for pair in dict.fromkeys(combinations(joined[1:], 2)):
        yield (first + "".join(pair)).upper()
    for number in range(2, 100):
        yield f"{first.upper()}{number}"
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
    for start in first + alphabet:
        for second in alphabet:
            for third in alphabet:
                yield f"{start}{second}{third}".upper()


def _words(label: str) -> list[str]:
    """The words that carry meaning, folded; all of them where none seems to."""
    words = [word for word in _PIECE.findall(fold(label)) if word.isascii()]
    return [word for word in words if word not in _SMALL and not _is_number(word)] or words


def _is_number(word: str) -> bool:
    """Whether a word only numbers a heading, such as the I of « I. Innovation »."""
    return word.isdigit() or word in {"i", "ii", "iii", "iv", "v"}


def _initials(words: list[str]) -> str:
    """Three letters that the eye finds in the name: ÉLT, RET·Q → REQ, PEU."""
    if len(words) >= LONGEST:
        return "".join(word[0] for word in words[:LONGEST])
    if len(words) == 2:
        first, second = words
        return first[:2] + second[0] if len(first) > 1 else first + second[:2]
    return words[0][:LONGEST]
