"""Passages with the identifier between ⟨ and ⟩, so that a table of cases can be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualcode.core.privacy.screening import Finding, Kind
from qualcode.core.spans import Span
from qualcode.deid.names_list import NamesList
from qualcode.deid.screen import RULES, StructuredScreen


def parted(marked: str) -> tuple[str, list[Span]]:
    """The passage without its marks, and what stood between them."""
    text, spans = "", []
    start = 0
    for character in marked:
        if character == "⟨":
            start = len(text)
        elif character == "⟩":
            spans.append(Span(start, len(text)))
        else:
            text += character
    return text, spans


def told(text: str, findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """The findings as kind and words, for a failing test to show."""
    return [(finding.kind.value, finding.span.of(text)) for finding in findings]


def covered(findings: Sequence[Finding], span: Span, kind: Kind) -> bool:
    """Whether one finding of the kind holds the whole span."""
    return any(finding.kind is kind and span in finding.span for finding in findings)


def by_rules(study: NamesList | None = None, codes: Iterable[str] = ()) -> StructuredScreen:
    """A screen of rules and the study's list alone, without the public lists."""
    return StructuredScreen(study, codes, layers=RULES)
