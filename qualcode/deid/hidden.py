"""Characters that hide a word from whoever searches: unseen ones, and letters of other scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span

UNSEEN = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"
)
"""Characters that show nothing, as the inside of a regular expression's brackets."""
_ANY = re.compile(f"[{UNSEEN}]")
_CONTROL = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]+")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_INSIDE = re.compile(
    "(?<=[^\\W\\d_])[\u034f\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]+(?=[^\\W\\d_])"
)
_RULES = (
    (_CONTROL, "hidden.control"), (_DIRECTION, "hidden.direction"), (_INSIDE, "hidden.inside"),
)  # fmt: skip
_FOREIGN = re.compile(
    "[\u0370-\u1dbf\u2c00-\u2dff\ua640-\uab6f\u3040-\u9fff\uac00-\ud7af\U00010000-\U0001d3ff]"
)
_WORD = re.compile(r"[^\W\d_]+")
_LOOK_ALIKE = str.maketrans(
    "авекмнорстухіјѕԁһԛԝӏАВЕКМНОРСТУХІЈЅԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβειοκρτυνχγϲօսհոցѵԍ",
    "abekmhopctyxijsdhqwlABEKMHOPCTYXIJSGABEZHIKMNOPTYXabeiokptuvxyсouhngvg",
)


def found(text: str) -> Iterator[Finding]:
    """Hidden characters, and words that mix the letters of two scripts, in a text as given."""
    for pattern, rule in _RULES if _ANY.search(text) else ():
        for match in pattern.finditer(text):
            yield Finding(Kind.HIDDEN, Tier.AUTO, Span(*match.span()), rule)
    if text.isascii() or _FOREIGN.search(text) is None:
        return
    for match in _WORD.finditer(text):
        word = match.group()
        if not word.isascii() and _FOREIGN.search(word):
            mixed = any(letter < "\u0250" for letter in word)
            rule = "hidden.mixed" if mixed else "hidden.script"
            if len(word) > 1:
                yield Finding(Kind.NAME, Tier.SUSPECT, Span(*match.span()), rule)


def seen_as(letters: str) -> dict[int, str]:
    """For characters beyond Latin letters, the one Latin letter or digit that each looks like."""
    table = {}
    for letter in letters:
        alike = letter.translate(_LOOK_ALIKE)
        if alike == letter:
            alike = _compatible(letter)
        if alike != letter:
            table[ord(letter)] = alike
    return table


def _compatible(letter: str) -> str:
    """Full-width and mathematical letters by the plain letter they are made of."""
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 and plain.isalnum() else letter
