"""Names that are spelled aloud, letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.deid.reading import Reading
from qualcode.deid.vocabulary import words_of

_SPELLING = re.compile(r"\b(?:ecri\w*|epel\w*|appelle|nom|prenom|lettres?|spel\w*|written)\b")
_NEAR_SPELLING = 9


def found(reading: Reading) -> Iterator[Finding]:
    """« ça s'écrit l e f o r t », « D-U-P-O-N-T »."""
    letters = sorted(
        place for form, places in reading.index.items() if len(form) == 1 for place in places
    )
    run: list[int] = []
    for place in letters:
        alpha = reading.form(place).isalpha()
        follows = run and _spelling_goes_on(reading, run[-1], place)
        if alpha and (follows or not run):
            run.append(place)
            continue
        yield from _name(reading, run)
        run = [place] if alpha else []
    yield from _name(reading, run)


def _spelling_goes_on(reading: Reading, letter: int, following: int) -> bool:
    """Whether only « deux », « accent grave » or « comme Denise » stands between two letters."""
    if following > letter + _MOST_WORDS_BETWEEN or reading.gap(following - 1) == "'":
        return False
    between = range(letter + 1, following)
    if any(reading.gap(place) not in _BETWEEN_LETTERS for place in (letter, *between)):
        return False
    return all(
        reading.form(place) in _SAID_OF_LETTERS or reading.form(place - 1) in {"comme", "for"}
        for place in between
    )


_MOST_WORDS_BETWEEN = 4
_BETWEEN_LETTERS = frozenset({" ", "-", ", ", " - ", ". "})
_SAID_OF_LETTERS = words_of(
    "accent grave aigu circonflexe trema tiret apostrophe cedille majuscule deux double comme for",
    "puis et euh ensuite after then hyphen dash capital",
)


def _name(reading: Reading, run: list[int]) -> Iterator[Finding]:
    if len(run) < 3:
        return
    letters = "".join(reading.forms[place] for place in run)
    span = reading.span(run[0], run[-1])
    for near in range(run[0] - _NEAR_SPELLING, run[-1] + _NEAR_SPELLING):
        if reading.form(near) == letters:
            yield Finding(Kind.NAME, Tier.AUTO, reading.span(near, near), "name.spelled")
            yield Finding(Kind.NAME, Tier.AUTO, span, "name.spelled")
    announced = _SPELLING.search(reading.before(span.start, 50))
    in_order = letters in "abcdefghijklmnopqrstuvwxyz"
    if announced or (len(run) >= 5 and not in_order):
        capitals = len(run) > 5 and all(reading.capital(place) for place in run)
        tier = Tier.AUTO if announced or capitals else Tier.SUSPECT
        yield Finding(Kind.NAME, tier, span, "name.spelled")
