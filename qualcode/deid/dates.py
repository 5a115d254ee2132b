"""Dates, dates of birth and ages, in digits, in words and as they are said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.numerals import number_at, number_ending_at
from qualcode.deid.reading import Reading
from qualcode.deid.vocabulary import words_of

_MONTHS = words_of(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre janv",
    "fevr juil sept oct nov dec january february march april may june july august september",
    "october november december jan feb apr aug",
)
_WEEKDAYS = words_of(
    "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday",
    "saturday sunday",
)
_SEASONS = words_of(
    "printemps ete automne hiver noel paques toussaint pentecote ascension rentree spring summer",
    "autumn winter christmas easter",
)
_ORDINALS = {
    word: value
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
} | {"thirtieth": 30, "premier": 1}
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:"
    r"(\d{1,2})([/. -])(\d{1,2})\2((?:19|20)\d\d|\d\d)|((?:19|20)\d\d)([/.-]?)(\d\d)\6(\d\d)"
    r")(?![\d/-])(?!\.\d)"
)
_DAY_MONTH = re.compile(r"\b(?:le|du|au|on) (\d{1,2})[/.](\d{1,2})(?![\d/%])(?![.,]\d)")
_PADDED = re.compile(r"(?<![\d/.,-])(?:[0-2]\d|3[01])/(?:0[1-9]|1[12])(?![\d/%]|[.,]\d)")
"""« 08/04 », not the score 08/10."""
_MONTH_YEAR = re.compile(r"(?<![\d/.,-])(0?[1-9]|1[0-2])/((?:19|20)\d\d)(?![\d/])")
_BIRTH = re.compile(
    r"\b(?:(?:née?s?|nees?|n[ée]\(e\))\s+(?:le|en|un|au|à|a|\(|dans|:)|née?s?\s*:?\s*$|naissance|naquit|"
    r"ddn|dob|d\.o\.b|born|birth\w*|anniversaire|(?:je suis|(?:il|elle) est) du ?$)|"
    r"\bNEE? (?:LE|EN|:)"
)
_BIRTH_WINDOW = 45


def found(reading: Reading) -> Iterator[Finding]:
    """All dates, dates of birth among them, and all ages."""
    yield from _numeric_dates(reading)
    yield from _worded_dates(reading)
    yield from _said_in_figures(reading)
    yield from _seasons(reading)
    yield from _weekdays(reading)
    yield from _days_alone(reading)
    yield from _birth_years(reading)


def _dated(reading: Reading, span: Span, rule: str, *, day: bool, year: bool) -> Finding:
    """The date as a date of birth where the words before it say so."""
    start = max(0, span.start - _BIRTH_WINDOW)
    before = reading.text[start : span.start].rpartition("\n")[2]
    if _BIRTH.search(before.lower()) or _BIRTH.search(before):
        tier = Tier.AUTO if day and year else Tier.SUSPECT
        return Finding(Kind.DOB, tier, span, f"birth.{rule}")
    return Finding(Kind.DATE, Tier.AUTO, span, f"date.{rule}")


def _numeric_dates(reading: Reading) -> Iterator[Finding]:
    if not any(form < ":" for form in reading.index):
        return
    for match in reading.among_figures(_NUMERIC):
        day, mark, month, year, _, _, iso_month, iso_day = match.groups()
        if mark == " " and len(year) == 2:
            continue
        first, second = int(day or iso_day), int(month or iso_month)
        if (1 <= first <= 31 and 1 <= second <= 12) or (
            day is not None and 1 <= second <= 31 and 1 <= first <= 12
        ):
            yield _dated(reading, Span(*match.span()), "numeric", day=True, year=True)
    for match in reading.among_figures(_DAY_MONTH, plain=True):
        if 1 <= int(match.group(1)) <= 31 and 1 <= int(match.group(2)) <= 12:
            span = Span(match.start(1), match.end(2))
            yield _dated(reading, span, "day_month", day=True, year=False)
    for match in reading.among_figures(_PADDED):
        span = Span(*match.span())
        yield replace(_dated(reading, span, "padded", day=True, year=False), tier=Tier.SUSPECT)
    for match in reading.among_figures(_MONTH_YEAR):
        yield _dated(reading, Span(*match.span()), "month_year", day=False, year=True)


def _worded_dates(reading: Reading) -> Iterator[Finding]:
    for place in reading.at(_MONTHS):
        first = _day_before(reading, place)
        last = _day_after(reading, place) if first == place else place
        day = first < place or last > place
        last, year = _year_after(reading, last, day=day)
        if day or year:
            first = _weekday_before(reading, _range_before(reading, first))
            first -= reading.form(first - 1) == "the" and reading.gap(first - 1) == " "
            if reading.form(last + 1) in _LAST_OR_NEXT and reading.gap(last) == " ":
                last += 1
            yield _dated(reading, reading.span(first, last), "worded", day=day, year=year)


def _said_in_figures(reading: Reading) -> Iterator[Finding]:
    """« né le zéro trois zéro sept cinquante et un », « le douze du trois cinquante-deux »."""
    for place in reading.at(frozenset({"le", "naissance", "est", "ne", "nee", "du"})):
        parts = _parts_of_date(reading, place + 1)
        if parts is None:
            continue
        first, last = parts
        finding = _dated(reading, reading.span(first, last), "figures", day=True, year=True)
        if finding.kind is Kind.DOB or reading.form(place) == "le":
            yield finding if finding.kind is Kind.DOB else replace(finding, tier=Tier.SUSPECT)


def _parts_of_date(reading: Reading, place: int) -> tuple[int, int] | None:
    """The first and last word of day, month and year said as three numbers, and no more."""
    values: list[int] = []
    spoken, current = False, place
    last = place
    while len(values) < 4:
        if values and reading.form(current) in {"du", "le"} and len(values) == 1:
            current += 1
        number = number_at(reading, current)
        if number is None or (values and reading.gap(current - 1) not in {" ", "-", ", "}):
            break
        if number.value == 0 and reading.gap(number.last) == " ":
            number = number_at(reading, number.last + 1) or number
        values.append(number.value)
        spoken = spoken or number.spoken
        last, current = number.last, number.last + 1
    if len(values) != 3 or not spoken:
        return None
    day, month, year = values
    good = 1 <= day <= 31 and 1 <= month <= 12 and (0 <= year <= 99 or 1900 <= year <= 2100)
    return (place, last) if good else None


_LAST_OR_NEXT = frozenset({"dernier", "prochain"})


def _tight(reading: Reading, place: int) -> bool:
    """Whether only a space, a dash or the dot of an abbreviation follows the word at `place`."""
    return reading.gap(place).strip(" .") in {"", "-"} and "\n" not in reading.gap(place)


def _day_before(reading: Reading, month: int) -> int:
    """The first word of the day before `month`, or `month` itself: « 12 mars », "12th of March"."""
    place = month - 1
    if place < 0 or not _tight(reading, place) or "." in reading.gap(place):
        return month
    of = reading.form(place) == "of"
    if of:
        place -= 1
    if reading.form(place) in {"er", "st", "nd", "rd", "th"}:
        place -= 1
    if reading.form(place) in _ORDINALS and (of or reading.form(place) == "premier"):
        tens = reading.form(place - 1) in {"twenty", "thirty"}
        return place - 1 if tens else place
    number = number_ending_at(reading, place)
    if number is None or not 1 <= number.value <= 31:
        return month
    counting = number.spoken and reading.form(month) == "sept"
    return month if counting else number.first


def _day_after(reading: Reading, month: int) -> int:
    """The last word of an English day after the month: "March 12th", "march the twelfth"."""
    place = month + 1
    if reading.form(month) not in _ENGLISH_MONTHS or reading.gap(month) != " ":
        return month
    if reading.form(place) == "the":
        place += 1
    if reading.form(place) in _ORDINALS:
        return place
    if reading.form(place) in {"twenty", "thirty"} and reading.form(place + 1) in _ORDINALS:
        return place + 1
    number = number_at(reading, place)
    if number is None or number.spoken or not 1 <= number.value <= 31:
        return month
    return number.last + (reading.form(place + 1) in {"st", "nd", "rd", "th"})


_ENGLISH_MONTHS = words_of(
    "january february march april may june july august september october november december jan",
    "feb apr aug sept oct nov dec",
)


def _year_after(reading: Reading, last: int, *, day: bool) -> tuple[int, bool]:
    """The last word of a year after the word at `last`, and whether there is one."""
    gap = reading.gap(last)
    following = last + 1
    if reading.form(following) in {"de", "of", "en"} and gap in {" ", ", "}:
        following, gap = following + 1, reading.gap(following)
    number = number_at(reading, following)
    if number is None or gap.strip(" ,.'") != "" or "\n" in gap:
        return last, False
    if 1900 <= number.value <= 2100:
        return number.last, True
    if not number.spoken:
        return (number.last, True) if day and len(number.digits) == 2 else (last, False)
    if number.value in {19, 20}:
        rest = number_at(reading, number.last + 1)
        if rest is not None and reading.gap(number.last) in {" ", "-"} and 0 < rest.value < 100:
            return rest.last, True
    return (number.last, True) if day and 30 <= number.value < 100 else (last, False)


def _range_before(reading: Reading, first: int) -> int:
    """The first word of « du 4 au 5 juin » where `first` is the second day."""
    link = first - 1
    if reading.form(link) in {"au", "et", "ou", "to", "and"} and reading.gap(link) == " ":
        number = number_ending_at(reading, link - 1)
        if number is not None and 1 <= number.value <= 31 and reading.gap(link - 1) == " ":
            return number.first
    number = number_ending_at(reading, link) if reading.gap(link) in {"-", " - ", "/"} else None
    if number is not None and not number.spoken and 1 <= number.value <= 31:
        return number.first
    return first


def _weekday_before(reading: Reading, first: int) -> int:
    place = first - 1
    if reading.form(place) in {"le", "the"}:
        place -= 1
    weekday = place >= 0 and reading.form(place) in _WEEKDAYS and _one_phrase(reading.gap(place))
    return place if weekday else first


def _one_phrase(gap: str) -> bool:
    return gap.strip(" ,") == ""


def _weekdays(reading: Reading) -> Iterator[Finding]:
    """« lundi 22 », « le lundi vingt-deux »."""
    for place in reading.at(_WEEKDAYS):
        number = number_at(reading, place + 1)
        if number is None or reading.gap(place) != " " or not 1 <= number.value <= 31:
            continue
        if not _COUNTED.match(reading.after(reading.ends[number.last])):
            span = reading.span(place, number.last)
            yield Finding(Kind.DATE, Tier.AUTO, span, "date.weekday")


def _days_alone(reading: Reading) -> Iterator[Finding]:
    """« implantée le 3 mai, infectée le 17 »: a day of which the month was said before."""
    months = reading.at(_MONTHS)
    for month in months:
        for place in range(month + 1, min(month + _DAYS_AFTER, len(reading.forms))):
            if "\n" in reading.gap(place - 1):
                break
            number = number_at(reading, place)
            if reading.form(place - 1) not in {"le", "au", "du"} or number is None:
                continue
            ended = _CLAUSE_END.match(reading.after(reading.ends[number.last]))
            if 1 <= number.value <= 31 and ended and len(number.digits) <= 2:
                span = reading.span(number.first, number.last)
                yield Finding(Kind.DATE, Tier.SUSPECT, span, "date.day")


_DAYS_AFTER = 24
_CLAUSE_END = re.compile(
    r"\s*(?:$|[,.;:!?)])| (?:aussi|et|mais|on|je|j|il|elle|ils|nous|c|au|a|ca|ma|mon|tout|plus)\b"
)
_COUNTED = re.compile(
    r"\s?(?:fois|heures?|h\b|minutes?|patients?|personnes?|euros?|ml|mg|jours?|times|hours?|"
    r"people|%)"
)


def _seasons(reading: Reading) -> Iterator[Finding]:
    """« printemps 2022 », "Christmas 2023"."""
    for place in reading.at(_SEASONS):
        following = place + 1
        if reading.form(following) in {"de", "of"}:
            following += 1
        number = number_at(reading, following)
        if number is not None and 1900 <= number.value <= 2100 and _tight(reading, place):
            span = reading.span(place, number.last)
            yield Finding(Kind.DATE, Tier.AUTO, span, "date.season")


_OF_YEAR = re.compile(r"\b(?:je suis|il est|elle est|il etait|elle etait|suis|etais) $")
_BORN = frozenset({"ne", "nee", "nes", "nees", "born", "naissance"})


def _birth_years(reading: Reading) -> Iterator[Finding]:
    """« née en 1952 »: a year alone is listed, since the law lets month and year stand."""
    for place in reading.at(frozenset({"de"})):
        number = number_at(reading, place + 1)
        if number is None or not 1900 <= number.value <= 2020:
            continue
        if _OF_YEAR.search(reading.before(reading.starts[place], 20)):
            span = reading.span(number.first, number.last)
            yield Finding(Kind.DATE, Tier.AUTO, span, "birth.year")
    for place in reading.at(_BORN):
        negation = reading.form(place) == "ne" and reading.written(place).lower() != "né"
        following = place + 1
        while reading.form(following) in {"en", "in", "annee", "l", "de", "the", "year"}:
            following += 1
        number = number_at(reading, following)
        if number is None or negation or following == place + 1 or not _tight(reading, place):
            continue
        if 1900 <= number.value <= 2100 or (reading.form(place + 1) == "en" and number.value > 10):
            span = reading.span(number.first, number.last)
            yield Finding(Kind.DATE, Tier.AUTO, span, "birth.year")
