"""How our own words are set, and what of anybody's words a Word file can hold."""

from __future__ import annotations

import re
from functools import lru_cache

from qualcode.i18n.numbers import NBSP, NNBSP

TAGS = {"fr": "fr-FR", "en": "en-GB"}
"""Language tags for proofing by language of the interface."""

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})
"""Languages whose runs are set from right to left."""

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BEFORE_COLON = re.compile(f"[ {NBSP}{NNBSP}]+(?=[:»])")
_BEFORE_HIGH_MARK = re.compile(f"[ {NBSP}{NNBSP}]+(?=[;!?%])")
_AFTER_GUILLEMET = re.compile(f"(?<=«)[ {NBSP}{NNBSP}]+")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")


def printable(text: str) -> str:
    """`text` without the control characters that XML cannot hold; half characters become U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SURROGATE.sub("\ufffd", text)


@lru_cache(maxsize=4096)
def typeset(text: str, language: str) -> str:
    """Our own words with typographic apostrophes and, in French, the spaces before high marks.

    A space that stands before `: »` or after `«` becomes a no-break space, one before
    `; ! ? %` a narrow one. No space is made where none was written. Never for quotations.
    """
    text = _APOSTROPHE.sub("’", text)
    if language != "fr":
        return text
    text = _BEFORE_COLON.sub(NBSP, text)
    text = _BEFORE_HIGH_MARK.sub(NNBSP, text)
    return _AFTER_GUILLEMET.sub(NBSP, text)


def language_tag(language: str, otherwise: str) -> str:
    """The proofing tag of a language, or that of `otherwise` where it is no language tag."""
    if language in TAGS:
        return TAGS[language]
    return language if _TAG.fullmatch(language) else TAGS[otherwise]
