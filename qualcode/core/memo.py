"""Memos: what researchers write about their material, of typed kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qualcode.core.spans import Span
from qualcode.i18n import N_


class MemoKind(StrEnum):
    """Why a memo was written."""

    ANALYTIC = "analytic"
    METHOD = "method"
    REFLEXIVE = "reflexive"
    DEFINITION = "definition"
    TRANSCRIPTION = "transcription"
    """A question to the transcriber."""
    MARGIN = "margin"
    """A note made while reading."""
    SYNTHESIS = "synthesis"
    """A part of the synthesis sheet of a source (fiche de synthèse)."""
    NEGATIVE = "negative"
    """Why a coding speaks against what the others say."""

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _KINDS[self]


_KINDS = {
    MemoKind.ANALYTIC: N_("analytic"),
    MemoKind.METHOD: N_("method"),
    MemoKind.REFLEXIVE: N_("reflexive"),
    MemoKind.DEFINITION: N_("definition"),
    MemoKind.TRANSCRIPTION: N_("transcription query"),
    MemoKind.MARGIN: N_("margin note"),
    MemoKind.SYNTHESIS: N_("synthesis sheet"),
    MemoKind.NEGATIVE: N_("negative case"),
}


class About(StrEnum):
    """What a memo is about."""

    STUDY = "study"
    SOURCE = "source"
    CASE = "case"
    CODE = "code"
    CODING = "coding"
    PASSAGE = "passage"

    @property
    def label(self) -> str:
        """Message id of the word on screen."""
        return _ABOUT[self]


_ABOUT = {
    About.STUDY: N_("study"),
    About.SOURCE: N_("source"),
    About.CASE: N_("case"),
    About.CODE: N_("code"),
    About.CODING: N_("coding"),
    About.PASSAGE: N_("passage"),
}


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo as it is read."""

    guid: str
    kind: MemoKind
    about: About
    subject: str
    """Name of the source or case, `codebook:key` of the code; empty for the study."""
    coder: str | None
    body: str
    created: datetime
    source: str = ""
    """For a passage or a coding: the source it stands in."""
    span: Span | None = None
    quotation: str = ""
    about_guid: str | None = None
