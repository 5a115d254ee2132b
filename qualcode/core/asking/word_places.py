"""Where the words of a text begin, found for a whole text at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qualcode.core.text import character_kinds

if TYPE_CHECKING:
    from numpy.typing import NDArray


def word_starts(text: str) -> NDArray[np.int64]:
    """The offsets at which the `words` of a text begin, rising; a pseudonym behind its bracket."""
    kinds = character_kinds(text)
    padded = np.frombuffer(b"  " + kinds, np.uint8)
    part, joins = padded == ord("w"), padded == ord("j")
    joined = joins[1:-1] & part[:-2]
    return np.flatnonzero(part[2:] & ~part[1:-1] & ~joined)
