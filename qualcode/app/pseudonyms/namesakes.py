"""Persons of one surname, told apart by titles: « le docteur X », « sa fille Y X »."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from qualcode.app.pseudonyms.pseudonyms import stem_of
from qualcode.core.privacy.screening import Kind
from qualcode.core.text import fold
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.app.pseudonyms.reviewing import Review
    from qualcode.core.privacy.reviewing import Item

_BEFORE = 24
_WORD = re.compile(r"[^\W\d_]+")
_MADAM = frozenset({"madame", "mme", "mlle", "mademoiselle", "mrs", "ms", "miss"})
_SIR = frozenset({"monsieur", "m", "mr", "mister"})


class Called(StrEnum):
    """What stands right before a name."""

    CARER = "carer"
    """Doctor or nurse."""
    RELATIVE = "relative"
    MADAM = "madam"
    SIR = "sir"


_OF_STEM = {"MEDECIN": Called.CARER, "INFIRMIERE": Called.CARER, "PROCHE": Called.RELATIVE}
SEVERAL = N_("These mentions have different titles: they may be several persons of one name.")
"""Said of a row whose mentions are `mixed`."""
_APART = (
    frozenset({Called.CARER, Called.RELATIVE}),
    frozenset({Called.MADAM, Called.SIR}),
)
"""What one person is hardly ever called both; a doctor is a madam or a sir besides."""


def called(mentions: Iterable[tuple[str, int, str]]) -> frozenset[Called]:
    """What somebody is called in all mentions.

    Args:
        mentions: each text with the offset of the name in it, and the name.
    """
    return frozenset(
        said
        for text, start, words in mentions
        if (said := _called_once(text[max(0, start - _BEFORE) : start], words)) is not None
    )


def _called_once(before: str, words: str) -> Called | None:
    near = [*_WORD.findall(fold(words))[:1], *_WORD.findall(fold(before))[:-2:-1]]
    for word in near:
        if word in _MADAM | _SIR:
            return Called.MADAM if word in _MADAM else Called.SIR
    return _OF_STEM.get(stem_of(Kind.NAME, before, words))


def called_in(review: Review, row: Item) -> frozenset[Called]:
    """What stands before the mentions of a row."""
    return called(
        (review.text(one), one.finding.span.start, review.words(one)) for one in row.sightings
    )


def told_apart(review: Review, row: Item, other: Item) -> bool:
    """Whether two rows are of two persons, by what they are called."""
    return apart(called_in(review, row), called_in(review, other))


def apart(left: frozenset[Called], right: frozenset[Called]) -> bool:
    """Whether two are called so differently that they are two persons."""
    return any(pair <= left | right and left & pair != right & pair for pair in _APART) and not (
        left & right
    )


def mixed(review: Review, row: Item) -> bool:
    """Whether mentions under one name are called as no one person is."""
    said = called_in(review, row)
    return any(pair <= said for pair in _APART)
