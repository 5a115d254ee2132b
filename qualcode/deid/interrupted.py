"""Numbers that talk breaks off: « zéro six… attendez, mes lunettes… trente-neuf », over a question.

What was said in between belongs to the finding, since it parts one number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.numbers import context
from qualcode.deid.numerals import NUMBER_WORDS, Number, dialled, number_at, run_from
from qualcode.deid.reading import Reading
from qualcode.deid.vocabulary import words_of

_TALK = words_of(
    "ou",
    "attendez attends attend non pardon pardonnez euh heu hum alors donc voila oui ouais si enfin",
    "ok bon ben bah hein hop je crois pense me trompe suis dis dit regarde retrouve relis lis vois",
    "vais verifie cherche sais plus c est ca ce que le la l les mes ma mon lunettes puis ensuite",
    "apres et minute seconde secondes deux une un instant excusez excuse moi desole desolee d",
    "accord tiret espace barre slash point trait union notez note vous avez tu as j y a suivez",
    "allez va continue continuez recommence reprends reprenez dans ordre ecrit petit mal ici",
    "bas haut derriere sur sure certain certaine plutot meme fin debut attention mince zut rho",
    "oh ah wait hang on hold let me see sorry no yes then so um er uh right got that you writing",
    "down it s the my glasses and again is bear with i think mean",
)
"""What people say while they look for the rest of a number."""
_CORRECTING = words_of(
    "non pardon ou trompe recommence reprends enfin plutot sorry no mean mince zut"
)
_PARTING = frozenset("….,;:-()!?\n[]")
_MOST_WORDS = 12
_MOST_LETTERS = 90
_MOST_TURNS = 2
_MOST_BREAKS = 6
_WHOLE = 10
_LEAST_CORRECTED = 8
_LEAST_ANNOUNCED = 4
_MOST_DIGITS = 40
_LEAST_OF_OTHERS = 7
_LEAST_BEGUN = 8
_REACH = 20
_NOWHERE = 1 << 62
_UNITS = words_of("un une deux trois quatre cinq six sept huit neuf one two three four five nine")
"""What one counts by in talk; alone it begins no long number."""
_COUNTS = words_of("un une deux trois cent mille one two three")


@dataclass(frozen=True, slots=True)
class _Broken:
    """The parts of a number with the words between them."""

    numbers: list[Number]
    breaks: int
    corrected: bool

    @property
    def digits(self) -> str:
        return dialled(self.numbers)


def found(reading: Reading) -> Iterator[Finding]:
    """All numbers that were broken off and taken up again."""
    runs = _runs(reading)
    yield from _telephones(reading, runs)
    yield from _announced(reading, runs)
    yield from _begun_again(reading, runs)


def _runs(reading: Reading) -> list[list[Number]]:
    """Numbers that follow each other, where further ones stand near."""
    written = [form for form in reading.index if form[0].isdecimal()]
    places = reading.at(NUMBER_WORDS | frozenset(written))
    runs: list[list[Number]] = []
    done = -1
    for place, following in pairwise([*places, _NOWHERE]):
        if place <= done or (following - place > _REACH and place + 1 != following):
            continue
        alone = reading.forms[place] in _UNITS and following != place + 1
        if alone or _counts(reading, place):
            continue
        run = run_from(reading, place)
        if run:
            runs.append(run)
            done = run[-1].last
    return runs


def _begun_again(reading: Reading, runs: list[list[Number]]) -> Iterator[Finding]:
    """« deux soixante… où sont mes lunettes… deux soixante, zéro un, … »: what was said first."""
    for earlier, run in pairwise(runs):
        if run[0].first - earlier[-1].last > _MOST_WORDS:
            continue
        digits, begun = dialled(run), dialled(earlier)
        whole = len(digits) >= _LEAST_BEGUN and len(begun) >= len("06")
        if whole and digits.startswith(begun):
            yield _of_form(digits, reading.span(earlier[0].first, run[-1].last))


def _of_form(digits: str, span: Span) -> Finding:
    if digits.startswith("0") and len(digits) == _WHOLE:
        return Finding(Kind.PHONE, Tier.AUTO, span, "phone.begun_again")
    kind = Kind.NIR if len(digits) in {13, 15} and digits[0] in "12" else Kind.IPP
    return Finding(kind, Tier.SUSPECT, span, "number.begun_again")


def _telephones(reading: Reading, runs: list[list[Number]]) -> Iterator[Finding]:
    done = -1
    for run in runs:
        place = run[0].first
        starts = [number.first for number in run if number.digits.startswith("0")]
        if not starts or place <= done or len(dialled(run)) >= _WHOLE + _WHOLE:
            continue
        place = starts[0]
        finding = _telephone(reading, _gathered(reading, place, _WHOLE, freely=True))
        if finding is not None:
            done = run[-1].last
            yield finding


def _gathered(reading: Reading, place: int, whole: int, *, freely: bool) -> _Broken:
    """The number that starts at `place`, over breaks, until it has `whole` digits."""
    numbers = run_from(reading, place)
    breaks, corrected = 0, False
    if any(_is_of_time_or_code(reading, number) for number in numbers):
        return _Broken([], 0, corrected=False)
    while numbers and breaks < _MOST_BREAKS and len(dialled(numbers)) < _MOST_DIGITS:
        following, corrects = _after_break(reading, numbers[-1].last, freely=freely)
        enough = len(dialled(numbers)) >= whole
        if following < 0 or (enough and not corrects):
            break
        more = run_from(reading, following)
        if any(_is_of_time_or_code(reading, number) for number in more):
            break
        numbers = [*numbers, *more]
        breaks, corrected = breaks + 1, corrected or corrects
    return _Broken(numbers, breaks, corrected)


def _after_break(reading: Reading, last: int, *, freely: bool) -> tuple[int, bool]:
    """Where the number goes on after the word at `last`, or -1; and whether it is put right.

    `freely` lets anything stand between that marks set apart, else only what one says meanwhile.
    """
    gap = reading.gap(last)
    parted = not _PARTING.isdisjoint(gap)
    turns, corrects, only_talk = gap.count("\n"), False, True
    for place in range(last + 1, last + 1 + _MOST_WORDS):
        form = reading.form(place)
        if not form or turns > _MOST_TURNS:
            break
        if reading.starts[place] - reading.ends[last] > _MOST_LETTERS:
            break
        if number_at(reading, place) is not None and not _counts(reading, place):
            good = only_talk or (freely and (turns or parted))
            return (place if good else -1), corrects
        label = reading.gap(place).lstrip().startswith(":") or len(form) == 1
        corrects = corrects or form in _CORRECTING
        only_talk = only_talk and (form in _TALK or label)
        turns += reading.gap(place).count("\n")
    return -1, False


def _is_of_time_or_code(reading: Reading, number: Number) -> bool:
    """« 00:48 », « P04 », « 12/03 »: what transcribers note, and dates."""
    if number.spoken:
        return False
    if "/" in (reading.gap(number.first - 1), reading.gap(number.last)):
        return True
    gaps = reading.gap(number.first - 1), reading.gap(number.last)
    glued = gaps[0] == "" and reading.form(number.first - 1).isalpha()
    return glued or ":" in gaps


def _counts(reading: Reading, place: int) -> bool:
    """« une seconde », « deux minutes », « un truc »."""
    word = reading.form(place + 1)
    plain = word.isalpha() and number_at(reading, place + 1) is None
    return reading.form(place) in _COUNTS and plain and reading.gap(place) == " "


def _telephone(reading: Reading, broken: _Broken) -> Finding | None:
    digits = broken.digits
    if not broken.breaks or not digits.startswith("0") or digits[1:2] in {"", "0"}:
        return None
    first = broken.numbers[0].first
    if "\n" in reading.gap(first - 1) and not broken.numbers[0].spoken:
        return None
    meant = context(reading, reading.starts[first])
    least = _WHOLE
    if meant == "PHONE":
        least = _LEAST_ANNOUNCED
    elif broken.corrected:
        least = _LEAST_CORRECTED
    if len(digits) < least:
        return None
    sure = len(digits) >= _WHOLE
    span = reading.span(first, broken.numbers[-1].last)
    return Finding(Kind.PHONE, Tier.AUTO if sure else Tier.SUSPECT, span, "phone.interrupted")


def _announced(reading: Reading, runs: list[list[Number]]) -> Iterator[Finding]:
    """Social security, record, register, bank and device numbers that are broken off."""
    done = -1
    for run, following in pairwise([*runs, []]):
        place = run[0].first
        near = following and following[0].first - run[-1].last <= _MOST_WORDS
        if place <= done or not near:
            continue
        meant = context(reading, reading.starts[place], _FAR)
        if meant in {"", "MONEY", "PHONE"}:
            continue
        whole = _ENOUGH.get(meant, _MOST_DIGITS)
        broken = _gathered(reading, place, whole, freely=meant in _ENOUGH)
        if broken.breaks and len(broken.digits) >= _LEAST_OF_OTHERS:
            done = broken.numbers[-1].last
            yield Finding(Kind(meant), Tier.AUTO, reading.span(place, done), "number.interrupted")


_FAR = 120
_ENOUGH = {"NIR": 13, "PROID": 11, "IBAN": 25}
