"""Words that no dictionary has and that are nearly a name of the study's list, letter by letter."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.deid.reading import Reading
from qualcode.deid.sorts import sort_of

_LONG, _LONG_ALIKE = 6, 80.0
_SHORT, _SHORT_ALIKE = 4, 89.0
"""From how many letters on, how alike (Indel similarity in per cent)."""


def found(reading: Reading, names: Collection[str]) -> Iterator[Finding]:
    """Suspected misspellings of `names`, which are single words of plain letters."""
    if not names:
        return
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extractOne

    for form, places in reading.index.items():
        if len(form) < _SHORT or form in names or not sort_of(form).unknown:
            continue
        alike = _LONG_ALIKE if len(form) >= _LONG else _SHORT_ALIKE
        if extractOne(form, names, scorer=ratio, score_cutoff=alike) is not None:
            for place in places:
                span = reading.span(place, place)
                yield Finding(Kind.NAME, Tier.SUSPECT, span, "list.alike")
