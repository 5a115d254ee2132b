"""The mentions of one row of a review, each in the words around it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from qualcode.app.programs.moving_in import BESIDE
from qualcode.app.pseudonyms.reviewing import Review
from qualcode.core.privacy.reviewing import Item, Sighting
from qualcode.core.privacy.screening import masked as mask
from qualcode.core.spans import Span
from qualcode.i18n import _, plural, translate

AROUND = 70
"""Characters on either side of a mention."""
SHOWN = 40
"""How many mentions are shown; the others are counted."""


def in_context(review: Review, row: Item, *, masked: bool) -> Content:
    """The mentions of a row, one a line, under why they were found."""
    why = dict.fromkeys(translate(sighting.finding.why) for sighting in row.sightings)
    parts = [Content.styled(" · ".join(why), "italic")]
    parts += [_line(review, sighting, masked=masked) for sighting in row.sightings[:SHOWN]]
    left = len(row.sightings) - SHOWN
    if left > 0:
        parts.append(Content(plural("and {n} more", "and {n} more", left)))
    return Content("\n").join(parts)


def _line(review: Review, sighting: Sighting, *, masked: bool) -> Content:
    file = review.files[sighting.file]
    text, span = review.text(sighting), sighting.finding.span
    if sighting.in_name:
        place, others = _("name of the file"), file.in_name
    else:
        line = text.count("\n", 0, span.start) + 1
        name = file.shown_name if masked else file.file
        name = _("memos and cases") if name == BESIDE else name
        place, others = _("{file}, line {line}", file=name, line=line), file.findings
    start, end = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    hidden = [found.span for found in others] if masked else []
    words = mask(text, span) if masked else span.of(text)
    return Content.assemble(
        (f"{place}  ", "dim"),
        "…" if start else "",
        _shown(text, start, span.start, hidden),
        (" ".join(words.split()), "bold reverse"),
        _shown(text, span.end, end, hidden),
        "…" if end < len(text) else "",
    )


def _shown(text: str, start: int, end: int, hidden: Iterable[Span]) -> str:
    """The text between two places in one line, what is hidden in it masked."""
    parts: list[str] = []
    place = start
    for span in sorted(hidden):
        if span.start < end and span.end > start:
            parts += [text[place : max(place, span.start)], "…"]
            place = max(place, min(span.end, end))
    parts.append(text[place:end])
    flat = "".join(parts).replace("\n", " ")
    return " ".join(flat.split(" "))
