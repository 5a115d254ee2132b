"""Codes read aloud: letters and numbers one after the other, on a pump, a plate or a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.deid.numbers import context
from qualcode.deid.numerals import NUMBER_WORDS, Number, number_at, number_ending_at
from qualcode.deid.reading import Reading, plain
from qualcode.deid.registers import ACCOUNT
from qualcode.deid.sorts import sort_of
from qualcode.deid.vocabulary import words_of

_BETWEEN = frozenset({" ", "-", ", ", ". ", " - ", "/", "", "  ", "... ", "… "})
_HESITATION = words_of(
    "euh heu alors puis ensuite apres tiret slash voila um er then dash hyphen attendez attends",
    "pardon non enfin barre espace wait sorry no",
)
_MOST_HESITATIONS = 3
_SPELLED = {
    "bé": "b", "cé": "c", "dé": "d", "gé": "g", "pé": "p", "té": "t", "vé": "v", "zed": "z",
    "zède": "z", "ixe": "x", "enne": "n", "erre": "r", "esse": "s", "effe": "f", "emme": "m",
    "ji": "j", "gie": "j", "kha": "k", "alpha": "a", "bravo": "b", "charlie": "c", "delta": "d",
    "echo": "e", "foxtrot": "f", "golf": "g", "hotel": "h", "juliet": "j", "juliett": "j",
    "kilo": "k", "lima": "l", "mike": "m", "november": "n", "oscar": "o", "quebec": "q",
    "romeo": "r", "sierra": "s", "tango": "t", "victor": "v", "whisky": "w", "whiskey": "w",
    "yankee": "y", "zulu": "z", "papa": "p", "india": "i", "uniform": "u", "xray": "x",
}  # fmt: skip
"""Letters by their names, as they are written down, and by the alphabet of the radio."""
_SPELLED_FORMS = frozenset(plain(name) for name in _SPELLED)
_AS_IN = frozenset({"comme", "for"})
_WORDS_LIKE_LETTERS = frozenset({"a", "y"})
_COUNTRIES = frozenset({"fr", "gb", "lu", "mc", "pt"})
_VERTEBRAE = frozenset({"t", "l", "s", "c", "d", "th"})
_LAST_VERTEBRA = 12
_LEAST_DIGITS = 3
_MANY_LETTERS = 4
_LEAST_IN_ALL = 5
_MANY_DIGITS = 10
_WIDTH = 80
_PLATE = re.compile(r"\b(?:plaques?|immatricul\w*|voiture|vehicule|plate|registration)\b")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A letter, or a number as one would write it down."""

    first: int
    last: int
    letter: str
    digits: str
    spoken: bool


def found(reading: Reading) -> Iterator[Finding]:
    """All codes of letters and numbers."""
    done = -1
    for place in _beginnings(reading):
        if place > done:
            run = _trimmed(reading, _run(reading, place))
            if run:
                run = [*_before(reading, run[0]), *run]
                done = run[-1].last
                yield from _judged(reading, run)
    yield from _plates_in_pairs(reading)


def _plates_in_pairs(reading: Reading) -> Iterator[Finding]:
    """« sa plaque bd deux cent quarante-sept nm »: letters written two by two."""
    for word in reading.at(_PLATE_WORDS):
        for place in range(word + 1, word + _NEAR_PLATE):
            number = number_at(reading, place + 1) if _is_pair(reading, place) else None
            if number is None or not 0 < number.value <= _LAST_OF_PLATE:
                continue
            if _is_pair(reading, number.last + 1) and reading.gap(number.last) in _BETWEEN:
                span = reading.span(place, number.last + 1)
                yield Finding(Kind.PLATE, Tier.AUTO, span, "plate.pairs")


_PLATE_WORDS = words_of(
    "plaque plaques immatriculee immatricule immatriculation plate registration"
)
_NEAR_PLATE = 9
_LAST_OF_PLATE = 999


def _is_pair(reading: Reading, place: int) -> bool:
    return len(reading.form(place)) == len("ab") and reading.form(place).isalpha()


def _beginnings(reading: Reading) -> list[int]:
    """Letters by themselves, and countries that may start an account number."""
    return sorted(
        place
        for form, places in reading.index.items()
        if (len(form) == 1 and form.isalpha())
        or form in _COUNTRIES
        or form in _SPELLED_FORMS
        or _is_of_consonants(form)
        for place in places
        if _may_go_on(reading.form(place + 1)) and _unit(reading, place) is not None
    )


def _may_go_on(form: str) -> bool:
    """Whether a code may go on with a word after its first letter."""
    short = len(form) <= len("ngv")
    return short or form in NUMBER_WORDS or form in _AFTER_LETTER or form[0].isdecimal()


_AFTER_LETTER = _HESITATION | _AS_IN | _SPELLED_FORMS


def _unit(reading: Reading, place: int) -> _Unit | None:
    form = reading.form(place)
    if len(form) == 1 and form.isalpha():
        word = reading.gap(place) == "'" or reading.gap(place - 1) == "'"
        accented = not reading.written(place).isascii()
        if word or accented:
            return None
        return _Unit(place, _end_of_letter(reading, place), form, "", spoken=True)
    letter = _SPELLED.get(reading.written(place).lower()) if form in _SPELLED_FORMS else None
    if letter is not None:
        return _Unit(place, _end_of_letter(reading, place), letter, "", spoken=True)
    if _is_of_consonants(form) and form not in _COUNTRIES and not sort_of(form).allowed:
        figures = reading.form(place + 1)[:1].isdecimal()
        if figures and reading.gap(place) in {" ", "", "-"}:
            return _Unit(place, place, form, "", spoken=True)
    if form in _COUNTRIES:
        starts = number_at(reading, place + 1) is not None and reading.gap(place) == " "
        return _Unit(place, place, form, "", spoken=True) if starts else None
    number: Number | None = number_at(reading, place)
    if number is None:
        return None
    return _Unit(place, number.last, "", number.digits, number.spoken)


def _is_of_consonants(form: str) -> bool:
    """« cx », « ngv »: letters in one piece that are no word."""
    return 2 <= len(form) <= 3 and _CONSONANTS.fullmatch(form) is not None and form not in _SHORT


_CONSONANTS = re.compile("[bcdfghjklmnpqrstvwxz]+")
_SHORT = words_of(
    "mg kg cm mm ml km cl dl hl dr drs mr mrs ms st th nd rd nt vs ps pr pm tv bp cp cps rdv svp",
    "stp nb tjs tjrs ns lcr pts mn hdj hds crp nfs psl ptt fb fm dn cm cc gr lr vl mmhg db hz kw",
    "mb gb nct pmc sms gsm gps bdn ct ttc rpps nir ndr dmp dpc chr ch hm",
)


def _end_of_letter(reading: Reading, place: int) -> int:
    """The last word of « g comme Gaston », "M for Mike"."""
    explained = reading.form(place + 1) in _AS_IN and reading.form(place + 2).isalpha()
    tight = reading.gap(place) in {" ", ", "} and reading.gap(place + 1) == " "
    return place + 2 if explained and tight and len(reading.form(place + 2)) > 1 else place


def _run(reading: Reading, place: int) -> list[_Unit]:
    run: list[_Unit] = []
    unit = _unit(reading, place)
    while unit is not None:
        run.append(unit)
        following, gap = unit.last + 1, reading.gap(unit.last)
        for _ in range(_MOST_HESITATIONS):
            if reading.form(following) in _HESITATION and gap in _BETWEEN:
                gap, following = reading.gap(following), following + 1
        unit = _unit(reading, following) if gap in _BETWEEN else None
        if unit is not None and unit.letter in _COUNTRIES:
            unit = None
    return run


def _trimmed(reading: Reading, run: list[_Unit]) -> list[_Unit]:
    """`run` without « y a » before a number and « a » after one, which are verbs."""
    while run and run[0].letter in _WORDS_LIKE_LETTERS and not _goes_on_in_letters(run):
        run = run[1:]
    small = run and not reading.capital(run[-1].first)
    if len(run) > 1 and small and run[-1].letter in _WORDS_LIKE_LETTERS and run[-2].digits:
        run = run[:-1]
    return run


def _before(reading: Reading, first: _Unit) -> list[_Unit]:
    """The number before the first letter of a plate of old: « 412 A Z R 42 »."""
    number = number_ending_at(reading, first.first - 1)
    if number is None or reading.gap(number.last) not in _BETWEEN:
        return []
    if not _PLATE.search(reading.before(reading.starts[number.first], _WIDTH)):
        return []
    return [_Unit(number.first, number.last, "", number.digits, number.spoken)]


def _goes_on_in_letters(run: list[_Unit]) -> bool:
    return len(run) > 1 and run[0].letter == "a" and run[1].letter not in {"", "a", "y"}


def _judged(reading: Reading, run: list[_Unit]) -> Iterator[Finding]:
    letters = sum(len(unit.letter) for unit in run)
    digits = sum(len(unit.digits) for unit in run)
    glued = any(reading.gap(unit.last) == "" for unit in run[:-1])
    least = _LEAST_DIGITS - (letters >= _MANY_LETTERS)
    if not letters or digits < least or letters + digits < _LEAST_IN_ALL or glued:
        return
    if _are_vertebrae(run):
        return
    kind, sure = _kind(reading, run, digits)
    if not sure and (letters == 1 or _is_dated(run)):
        return
    tier = Tier.AUTO if sure else Tier.SUSPECT
    yield Finding(kind, tier, reading.span(run[0].first, run[-1].last), "read_aloud")


def _kind(reading: Reading, run: list[_Unit], digits: int) -> tuple[Kind, bool]:
    """What the code is, and whether the words before it say so."""
    start = reading.starts[run[0].first]
    before = reading.before(start, _WIDTH)
    if ACCOUNT.search(before) or (run[0].letter in _COUNTRIES and digits >= _MANY_DIGITS):
        return Kind.IBAN, True
    meant = context(reading, start, _WIDTH)
    if _PLATE.search(before) or _is_plate(run):
        return Kind.PLATE, _PLATE.search(before) is not None or meant == ""
    if meant and meant != "MONEY":
        return Kind(meant), True
    return Kind.IPP, False


def _is_dated(run: list[_Unit]) -> bool:
    """« GT 2024-04 », « CR 2024 03 12 »: a meeting by its year and month."""
    year, *rest = [unit.digits for unit in run if unit.digits]
    begun = run[0].digits == "" and sum(not unit.digits for unit in run) == 1
    dated = all(len(part) == len("04") and part <= "31" for part in rest)
    return begun and dated and len(year) == len("2024") and year[:2] in {"19", "20"}


def _is_plate(run: list[_Unit]) -> bool:
    """Two letters, three figures, two letters."""
    shape = "".join("L" if unit.letter else "9" * len(unit.digits) for unit in run)
    return shape == "LL999LL"


def _are_vertebrae(run: list[_Unit]) -> bool:
    pairs = zip(run[::2], run[1::2], strict=False)
    return len(run) > 1 and all(
        left.letter in _VERTEBRAE and right.digits and int(right.digits) <= _LAST_VERTEBRA
        for left, right in pairs
    )
