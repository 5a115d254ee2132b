"""Numbers as they are written and as they are said, in French and in English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.core.spans import Span
from qualcode.deid.reading import Reading

_FRENCH_SMALL = dict(
    zip(
        [
            "zero",
            "un",
            "deux",
            "trois",
            "quatre",
            "cinq",
            "six",
            "sept",
            "huit",
            "neuf",
            "dix",
            "onze",
            "douze",
            "treize",
            "quatorze",
            "quinze",
            "seize",
        ],
        range(17),
        strict=True,
    )
) | {"une": 1}
_FRENCH_TENS = {
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_ENGLISH_SMALL = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
) | {"oh": 0, "nought": 0}
_ENGLISH_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_HUNDREDS = frozenset({"cent", "cents", "hundred"})
_THOUSANDS = frozenset({"mille", "thousand"})
_REPEATS = {"double": 2, "triple": 3}
_TIMES = {"deux": 2, "trois": 3, "quatre": 4}
NUMBER_WORDS = frozenset(
    {
        *_FRENCH_SMALL,
        *_FRENCH_TENS,
        *_ENGLISH_SMALL,
        *_ENGLISH_TENS,
        *_HUNDREDS,
        *_THOUSANDS,
        *_REPEATS,
    }
)
"""Words that a spoken number may start with."""

_JOINTS = frozenset({" ", "-", "  "})
_BETWEEN_DIGITS = frozenset(
    {" ", ".", "-", "/", "  ", " - ", " . ", ". ", "\n", " (", ") ", ")", "(", ", ", " , ", " / "}
)
_BETWEEN_WORDS = _BETWEEN_DIGITS | {", ", ",", " , ", "... ", "… ", " … ", "; "}
_FILLERS = frozenset(
    {"euh", "heu", "alors", "puis", "er", "um", "uh", "ensuite", "apres", "voila", "attendez",
     "attends", "donc", "then", "hein", "tiret", "enfin", "oui"}
)  # fmt: skip
_MOST_FILLERS = 3
_LONGEST_VALUE = 9


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a reading."""

    value: int
    """-1 where there are more than nine digits: those count nothing."""
    digits: str
    """As one would dial it: « soixante et onze » gives 71, « zéro » 0."""
    first: int
    """Place of its first word."""
    last: int
    """Place of its last word."""
    spoken: bool


def number_at(reading: Reading, place: int) -> Number | None:
    """The number that starts with the word at `place`, the longest reading of it."""
    form = reading.form(place)
    if form in _REPEATS and _digit(_joined(reading, place)) is not None:
        digits = str(_digit(reading.form(place + 1))) * _REPEATS[form]
        return Number(int(digits), digits, place, place + 1, spoken=True)
    if form in _TIMES and _joined(reading, place) == "fois" and reading.gap(place + 1) == " ":
        digit = _digit(reading.form(place + 2))
        if digit is not None:
            digits = str(digit) * _TIMES[form]
            return Number(int(digits), digits, place, place + 2, spoken=True)
    if form[:1].isdecimal():
        value = int(form) if len(form) <= _LONGEST_VALUE else -1
        return Number(value, form, place, place, spoken=False)
    if form not in NUMBER_WORDS or form in _REPEATS:
        return None
    value, last = _said(reading, place)
    return Number(value, str(value), place, last, spoken=True)


def _digit(form: str) -> int | None:
    value = _FRENCH_SMALL.get(form, _ENGLISH_SMALL.get(form))
    return value if value is not None and value < 10 else None


def number_ending_at(reading: Reading, place: int) -> Number | None:
    """The longest number whose last word stands at `place`."""
    for first in range(max(0, place - 7), place + 1):
        number = number_at(reading, first)
        if number is not None and number.last == place:
            return number
    return None


def _joined(reading: Reading, place: int) -> str:
    """The word after `place` where it may belong to the same number, else ""."""
    return reading.form(place + 1) if reading.gap(place) in _JOINTS else ""


def _said(reading: Reading, place: int) -> tuple[int, int]:
    form = reading.form(place)
    if form in _HUNDREDS:
        value, last = 100, place
    elif form in _THOUSANDS:
        value, last = 1000, place
    else:
        value, last = _below_hundred(reading, place)
    following = _joined(reading, last)
    if following in _HUNDREDS and (2 <= value <= 19 or (following == "hundred" and value == 1)):
        value, last = value * 100, last + 1
    if value >= 100 and value % 100 == 0 and form not in _THOUSANDS:
        value, last = _with_rest(reading, value, last, 100)
    following = _joined(reading, last)
    if following in _THOUSANDS and (2 <= value < 1000 or (following == "thousand" and value == 1)):
        value, last = value * 1000, last + 1
    if value > 0 and value % 1000 == 0:
        value, last = _with_rest(reading, value, last, 1000)
    return value, last


def _with_rest(reading: Reading, value: int, last: int, limit: int) -> tuple[int, int]:
    """`value` with the smaller number that follows it, as in « deux mille | vingt-quatre »."""
    following = last + 1
    if _joined(reading, last) == "and":
        following += 1
    elif not _joined(reading, last):
        return value, last
    if reading.form(following) not in NUMBER_WORDS - _HUNDREDS - _THOUSANDS - _REPEATS.keys():
        return value, last
    rest, end = _below_hundred(reading, following)
    if limit > 100 and rest > 1 and _joined(reading, end) in _HUNDREDS:
        rest, end = _with_rest(reading, rest * 100, end + 1, 100)
    return (value + rest, end) if rest else (value, last)


def _below_hundred(reading: Reading, place: int) -> tuple[int, int]:
    form, following = reading.form(place), _joined(reading, place)
    if form == "quatre" and following in {"vingt", "vingts"}:
        return _plus_units(reading, 80, place + 1, 19)
    if form in _FRENCH_TENS:
        tens = _FRENCH_TENS[form]
        return _plus_units(reading, tens, place, 19 if tens == 60 else 9)
    if form in _ENGLISH_TENS:
        unit = _ENGLISH_SMALL.get(following, 0)
        return (
            (_ENGLISH_TENS[form] + unit, place + 1)
            if 0 < unit < 10
            else (
                _ENGLISH_TENS[form],
                place,
            )
        )
    if form == "dix" and _FRENCH_SMALL.get(following, 0) in {7, 8, 9}:
        return 10 + _FRENCH_SMALL[following], place + 1
    return _FRENCH_SMALL.get(form, _ENGLISH_SMALL.get(form, 0)), place


def _plus_units(reading: Reading, tens: int, last: int, most: int) -> tuple[int, int]:
    """French tens with their units: « soixante et onze », « quatre-vingt-dix-sept »."""
    following = last + 1
    if _joined(reading, last) == "et":
        following += 1
        if reading.form(following) not in {"un", "une", "onze"}:
            return tens, last
    elif not _joined(reading, last):
        return tens, last
    unit, end = _FRENCH_SMALL.get(reading.form(following), 0), following
    if unit == 10 and _FRENCH_SMALL.get(_joined(reading, following), 0) in {7, 8, 9}:
        unit, end = 10 + _FRENCH_SMALL[reading.form(following + 1)], following + 1
    return (tens + unit, end) if 0 < unit <= most else (tens, last)


def runs(reading: Reading, least: int = 5) -> Iterator[list[Number]]:
    """Numbers that follow each other with nothing but marks between, of `least` digits or more."""
    words = reading.at(NUMBER_WORDS)
    written = [place for place, form in enumerate(reading.forms) if form < ":"]
    done = -1
    for place in sorted(words + written):
        if place <= done:
            continue
        run = run_from(reading, place)
        done = run[-1].last if run else place
        if sum(len(number.digits) for number in run) >= least:
            yield run


def run_from(reading: Reading, place: int) -> list[Number]:
    """The numbers from `place` on with nothing but marks and hesitation between."""
    run: list[Number] = []
    number = number_at(reading, place)
    while number is not None:
        run.append(number)
        number = _next_in_run(reading, number)
    return run


def _next_in_run(reading: Reading, number: Number) -> Number | None:
    following = number.last + 1
    gap = reading.gap(number.last)
    for _ in range(_MOST_FILLERS):
        form = reading.form(following)
        links = form in {"et", "and"} and reading.form(following + 1) in _FILLERS
        if gap.strip(" ,.…") == "" and (links or form in _FILLERS):
            gap = reading.gap(following)
            following += 1
    nxt = number_at(reading, following)
    if nxt is None:
        return None
    allowed = _BETWEEN_WORDS if nxt.spoken or number.spoken else _BETWEEN_DIGITS
    return nxt if gap in allowed else None


def span_of(reading: Reading, numbers: list[Number]) -> Span:
    """From the first word of the first number to the last word of the last."""
    return reading.span(numbers[0].first, numbers[-1].last)


def dialled(numbers: list[Number]) -> str:
    """The digits of all numbers, one after the other."""
    return "".join(number.digits for number in numbers)
