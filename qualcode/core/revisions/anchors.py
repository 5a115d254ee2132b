"""Anchors that travel: a quotation and which of its occurrences in a text is meant.

Occurrences are counted from 1, from the start of the text, each search going on where the last
quotation ended: the occurrences of "aa" in "aaaa" are two.
"""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.core.errors import NotFound
from qualcode.core.spans import Span
from qualcode.i18n import N_

_SHOWN = 60


def locate(text: str, quotation: str, occurrence: int = 1) -> Span:
    """Where the quotation stands for the `occurrence`-th time.

    Raises:
        NotFound: it does not stand in the text that often.
    """
    found = 0
    for found, span in enumerate(_occurrences(text, quotation), start=1):
        if found == occurrence:
            return span
    if found == 0:
        raise NotFound(
            N_("“{quotation}” does not stand in the text."), quotation=_shortened(quotation)
        )
    raise NotFound(
        N_("“{quotation}” stands in the text {found} times; there is no occurrence {occurrence}."),
        quotation=_shortened(quotation),
        found=found,
        occurrence=occurrence,
    )


def occurrence_of(text: str, span: Span) -> int:
    """Which occurrence of its own words a span is, such that `locate` finds it again.

    Raises:
        NotFound: counting steps over the span, as over the second "aa" of "aaa".
    """
    quotation = span.of(text)
    for number, found in enumerate(_occurrences(text, quotation), start=1):
        if found.start >= span.start:
            if found == span:
                return number
            break
    raise NotFound(
        N_("“{quotation}” overlaps an earlier occurrence: take a word more or less."),
        quotation=_shortened(quotation),
    )


def _occurrences(text: str, quotation: str) -> Iterator[Span]:
    start = text.find(quotation) if quotation else -1
    while start >= 0:
        end = start + len(quotation)
        yield Span(start, end)
        start = text.find(quotation, end)


def _shortened(quotation: str) -> str:
    return quotation if len(quotation) <= _SHOWN else quotation[: _SHOWN - 1] + "…"
