"""Rules of codes: keys made from labels, valences under a policy, and what makes a meaning."""

from __future__ import annotations

import re
from collections.abc import Collection

from qualcode.core.codebook import Code, ValencePolicy, Wording
from qualcode.core.coding import Valence
from qualcode.core.text import fold

KEY_LENGTH = 40
"""Characters of a derived key before the number that keeps it unique."""

WORDED = ("label", "definition", "use_when", "not_when")
"""The parts of a wording that are texts by language."""


def key_from(label: str, taken: Collection[str]) -> str:
    """A key for a code called `label`: « Coût du trajet » gives `cout_du_trajet`.

    Accents and ligatures are folded; a number follows where the key is `taken` already.
    """
    slug = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:KEY_LENGTH].rstrip("_")
    if not slug[:1].isalpha():
        slug = f"code_{slug}".rstrip("_")
    key, number = slug, 1
    while key in taken:
        number += 1
        key = f"{slug}_{number}"
    return key


def valence_under(code: Code, valence: Valence) -> Valence:
    """The valence that a coding keeps when it becomes a coding of `code`.

    A fixed policy sets its own, the policy none takes it away; under the policies required and
    optional it stays what it was.
    """
    if code.policy is ValencePolicy.FIXED and code.fixed is not None:
        return code.fixed
    return Valence.UNSET if code.policy is ValencePolicy.NONE else valence


def texts_of(wording: Wording) -> dict[tuple[str, str], str]:
    """Everything a wording says, by part and language; what has no language stands under ""."""
    found = {
        (part, language): text
        for part in WORDED
        for language, text in getattr(wording, part).items()
        if text
    }
    if wording.not_when_see:
        found["not_when_see", ""] = ", ".join(wording.not_when_see)
    if wording.example is not None:
        found["example", wording.example.language] = wording.example.text
        if wording.example.valence is not None:
            found["example_valence", ""] = wording.example.valence.value
    return found


def same_meaning(one: Wording, other: Wording) -> bool:
    """Whether both say the same apart from the label: only another meaning asks for re-reading."""
    return _meaning(one) == _meaning(other)


def _meaning(wording: Wording) -> dict[tuple[str, str], str]:
    return {place: text for place, text in texts_of(wording).items() if place[0] != "label"}
