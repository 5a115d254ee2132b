"""English streets: "14 Elm Street", with capitals or without."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.deid.places import house_number
from qualcode.deid.reading import Reading
from qualcode.deid.vocabulary import FUNCTION_WORDS, words_of

_STREETS = words_of("street road lane avenue rd")
_LOOSE_STREETS = words_of(
    "view rise park green parade wharf quay gate fold croft drive close crescent terrace",
    "gardens grove court mews hill way row walk square place st",
)
"""Words that are streets only with a capital."""
_MEASURES = words_of(
    "mile miles minute minutes hour hours day days week weeks month months year years km",
)
_LONGEST_STREET = 3


def found(reading: Reading) -> Iterator[Finding]:
    """« 14 Elm Street », with capitals or without."""
    for place in reading.at(_STREETS | _LOOSE_STREETS):
        loose = reading.form(place) in _LOOSE_STREETS
        if loose and not (reading.capital(place) or _is_small_address(reading, place)):
            continue
        first = place
        while place - first < _LONGEST_STREET and _may_name_street(reading, first - 1):
            first -= 1
            number = house_number(reading, first)
            if number < first:
                span = reading.span(number, place)
                yield Finding(Kind.ADDRESS, Tier.AUTO, span, "address.street")
                break


def _is_small_address(reading: Reading, place: int) -> bool:
    """« my address is twenty two orchard close », without capitals."""
    said = _ADDRESS_IS.search(reading.before(reading.starts[place], 60))
    return said is not None and reading.in_small_letters(place)


_ADDRESS_IS = re.compile(
    r"\b(?:address|live[sd]?(?: at)?|lives at)\b(?: is| was| it's|'s)?[^.\n]*$"
)


def _may_name_street(reading: Reading, place: int) -> bool:
    form = reading.form(place)
    return (
        form.isalpha()
        and reading.gap(place) in {" ", "-"}
        and form not in FUNCTION_WORDS | _MEASURES
        and (reading.capital(place) or reading.in_small_letters(place))
    )
