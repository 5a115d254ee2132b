"""Interview guides: questions, the turns that ask them, and the words that answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from qualcode.core.codebook import Words, said
from qualcode.core.spans import Span
from qualcode.core.text import fold
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.core.study import Study

LEAST = 80.0
"""Percentage of similarity under which a turn is not proposed for a question."""
FEW_WORDS = 2
"""A turn of fewer words than these asks nothing that could be recognised."""

_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class GuideQuestion:
    """A question of a guide, as it was meant to be asked."""

    guide: str
    """Slug of the guide."""
    key: str
    """Slug that never changes."""
    wording: Words
    codes: tuple[str, ...] = ()
    """Codes that it asks about, as `codebook:key` or as the file has them."""

    @property
    def ref(self) -> str:
        """`guide:key`."""
        return f"{self.guide}:{self.key}"

    @property
    def name(self) -> str:
        """The question in the current language, or its key."""
        return said(self.wording) or self.key


@dataclass(frozen=True, slots=True)
class QuestionTurn:
    """A turn in which a question was asked."""

    guid: str
    ref: str
    """`guide:key` of the question."""
    source: str
    span: Span
    quotation: str
    """What the interviewer said."""


@dataclass(frozen=True, slots=True)
class ProposedTurn:
    """A turn that sounds like a question; a person says whether it is."""

    ref: str
    turn: int
    """Number of the turn."""
    likeness: float
    """Percentage."""


class Asking(StrEnum):
    """Whether a source was asked a question: what it did not raise can only be told then."""

    ASKED = "asked"
    NOT_ASKED = "not_asked"
    UNMARKED = "not_marked"
    """Nobody has marked any question in the source yet: nothing can be said."""
    NEVER = "not_in_guide"
    """The question is of another guide than the source's: it counts in no denominator."""

    @property
    def label(self) -> str:
        """Message id of the words on screen."""
        return _ASKING[self]

    @property
    def counts(self) -> bool:
        """Whether the source stands in the denominator of the question."""
        return self in {Asking.ASKED, Asking.NOT_ASKED}


_ASKING = {
    Asking.ASKED: N_("asked"),
    Asking.NOT_ASKED: N_("not asked"),
    Asking.UNMARKED: N_("not marked yet"),
    Asking.NEVER: N_("not in the guide"),
}


def key_of(ref: str) -> str:
    """The key alone of a `guide:key`."""
    return ref.partition(":")[2] or ref


def follows(study: Study, source_type: str, guide: str) -> bool:
    """Whether interviews of a type are led by a guide.

    A study that names the guide of some type has none for the others; one that names no guide at
    all leaves every guide to every source.
    """
    guides = {kind.id: kind.guide for kind in study.source_types if kind.guide}
    return not guides or guides.get(source_type) == guide


def answers(asked: Sequence[QuestionTurn], end: int) -> dict[str, list[Span]]:
    """What was said after each question until the next one, by `guide:key`.

    Args:
        asked: the questions of one source, in any order.
        end: length of the text.
    """
    starts = sorted({one.span.start for one in asked})
    following = dict(pairwise([*starts, end]))
    found: dict[str, list[Span]] = {}
    for one in sorted(asked, key=lambda one: one.span):
        until = following[one.span.start]
        if one.span.end < until:
            found.setdefault(one.ref, []).append(Span(one.span.end, until))
    return found


def proposals(
    spoken: Mapping[int, str], ways: Mapping[str, Sequence[str]], least: float = LEAST
) -> list[ProposedTurn]:
    """For each turn the question that it is most like, in the order of turns.

    Likeness is the token-set ratio of the words of four letters and more, folded.

    Args:
        spoken: what interviewers said, by number of the turn.
        ways: how each question is asked (its wordings, and turns known to ask it), by `guide:key`.
        least: percentage under which nothing is proposed.
    """
    from rapidfuzz import fuzz

    known = [(ref, _content(way)) for ref, found in ways.items() for way in found]
    proposed = []
    for turn, words in spoken.items():
        content = _content(words)
        if content.count(" ") + 1 < FEW_WORDS:
            continue
        likeness, ref = max(
            ((fuzz.token_set_ratio(content, way), ref) for ref, way in known if " " in way),
            default=(0.0, ""),
        )
        if likeness >= least:
            proposed.append(ProposedTurn(ref, turn, likeness))
    return proposed


def _content(words: str) -> str:
    return " ".join(_WORD.findall(fold(words)))
