"""Addresses as they are said: without a number, without capitals, with the postcode in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.deid.numerals import Number, number_at
from qualcode.deid.places import LOOSE_WAYS, WAYS, name_of_way
from qualcode.deid.reading import Reading
from qualcode.deid.sorts import sort_of
from qualcode.deid.vocabulary import FUNCTION_WORDS, TALK, words_of

_HOMES = words_of("residence lotissement hameau cite hlm foyer immeuble villa")
_ARTICLES = words_of("les le la l des du de")
_PARTS = words_of(
    "batiment bat appartement appart apt appt entree cage hall escalier esc porte etage bloc flat",
    "apartment unit bp",
)
_ANNOUNCING = re.compile(
    r"\b(?:habit\w+|demeur\w+|log(?:e|eait|eons|ent|er)|domicil\w+|adresse|vivre|vi[ts]|vivons|"
    r"install\w+|demenag\w+|emmenag\w+|c'est|au bout de|address|live[sd]?|moved)\b"
    r"(?: (?:dans|a|au|aux|en|la|le|les|l'|de|sur|c'est|juste|encore|toujours|maintenant))*[ ',:]*$"
)
_WAY_BEFORE = re.compile(
    r"\b(?:rue|avenue|boulevard|chemin|allees?|impasse|residence|lotissement|cite|hlm|place|route|"
    r"square|habit\w+|adresse|street|road|address|immeuble)\b"
)
_WAY_AFTER = re.compile(r"(?:\w+\W{1,3}\w+, \d|bp \d+\W{1,3}\d{5}\b)")
_LONGEST_NUMBER = 4
_NEAR = 90


def found(reading: Reading) -> Iterator[Finding]:
    """Addresses that only talk gives."""
    yield from _ways(reading)
    yield from _homes(reading)
    yield from _parts(reading)
    yield from _postcodes(reading)


def _ways(reading: Reading) -> Iterator[Finding]:
    """« j'habite rue victor hugo », « rue des Lilas, au 14 »."""
    for place in reading.at(WAYS | LOOSE_WAYS):
        loose = reading.form(place) in LOOSE_WAYS
        small = reading.in_small_letters(place)
        last = name_of_way(reading, place, small=small)
        if last == place:
            continue
        end = _number_after(reading, last)
        announced = _ANNOUNCING.search(reading.before(reading.starts[place], 40)) is not None
        if end > last:
            yield Finding(Kind.ADDRESS, Tier.AUTO, reading.span(place, end), "home.number_after")
        elif loose and not (announced and reading.capital(last)):
            continue
        elif announced:
            yield Finding(Kind.ADDRESS, Tier.AUTO, reading.span(place, last), "home.way")
        elif small and reading.form(place - 1) not in _DETERMINERS:
            span = reading.span(place, last)
            borne = sort_of(reading.form(last)).borne
            tier = Tier.AUTO if borne else Tier.SUSPECT
            yield Finding(Kind.ADDRESS, tier, span, "home.way.small")


_DETERMINERS = words_of("la le les l une un cette des d de du notre ma ta sa en mon son ton ce")


def _number_after(reading: Reading, last: int) -> int:
    """The last word of a house number said after the name of the way, or `last`."""
    following = last + 1
    if reading.gap(last).strip(" ,") or reading.form(following) not in {"au", "numero"}:
        return last
    if reading.form(following + 1) == "numero":
        following += 1
    number = number_at(reading, following + 1)
    measured = number is not None and reading.form(number.last + 1) in _MEASURES
    good = number is not None and not measured and 0 < len(number.digits) <= _LONGEST_NUMBER
    return number.last if number is not None and good else last


_MEASURES = words_of("ans heures euros metres km kilometres minutes jours mois etage")


def _homes(reading: Reading) -> Iterator[Finding]:
    """« résidence les glycines », "foyer des Tilleuls", « au hameau de la croix »."""
    for place in reading.at(_HOMES):
        article = place + 1
        if reading.form(article) not in _ARTICLES or reading.gap(place) != " ":
            continue
        named = article + 1
        while reading.form(named) in _ARTICLES and named < article + 2:
            named += 1
        if not _names_home(reading, place, article, named):
            continue
        last = named
        if reading.gap(named) in {" ", "-"} and _goes_on(reading, named):
            last = named + 1
        span = reading.span(place, last)
        tier = Tier.AUTO if reading.capital(named) else Tier.SUSPECT
        yield Finding(Kind.ADDRESS, tier, span, "home.named")


def _names_home(reading: Reading, place: int, article: int, named: int) -> bool:
    form = reading.form(named)
    if (
        not form.isalpha()
        or form in FUNCTION_WORDS | TALK
        or reading.gap(named - 1)
        not in {
            " ",
            "'",
        }
    ):
        return False
    if reading.capital(named):
        return True
    plural = reading.form(article) == "les" or reading.form(place) in {"hameau", "lotissement"}
    announced = _ANNOUNCING.search(reading.before(reading.starts[place], 40)) is not None
    return reading.in_small_letters(place) and (plural or announced)


def _goes_on(reading: Reading, named: int) -> bool:
    following = reading.form(named + 1)
    if reading.capital(named) and reading.capital(named + 1):
        return following not in FUNCTION_WORDS
    return reading.gap(named) == "-"


def _parts(reading: Reading) -> Iterator[Finding]:
    """« bâtiment c », « appartement douze », where an address was said just before."""
    for place in reading.at(_PARTS):
        start = reading.starts[place]
        near = _WAY_BEFORE.search(reading.before(start, _NEAR))
        if not near and not _WAY_AFTER.search(reading.after(start, _NEAR)):
            continue
        number = number_at(reading, place + 1)
        letter = len(reading.form(place + 1)) == 1 and reading.form(place + 1).isalpha()
        if reading.gap(place) not in {" ", ". "} or not (letter or number is not None):
            continue
        last = number.last if number is not None else place + 1
        last += reading.gap(last) == "" and len(reading.form(last + 1)) == 1
        if reading.gap(last) != "'":
            yield Finding(Kind.ADDRESS, Tier.AUTO, reading.span(place, last), "home.part")


def _postcodes(reading: Reading) -> Iterator[Finding]:
    """« soixante-neuf cent quarante », « trente-huit mille deux cent cinquante » and a place."""
    for place in reading.at(_TENS):
        number = number_at(reading, place)
        if number is None or not number.spoken:
            continue
        last = _spoken_postcode(reading, number)
        if last < 0:
            continue
        before = reading.before(reading.starts[place], _NEAR)
        if _WAY_BEFORE.search(before) or "postal" in before or _is_town(reading, last + 1):
            span = reading.span(place, last)
            yield Finding(Kind.POSTCODE, Tier.SUSPECT, span, "postcode.spoken")


_TENS = words_of(
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "vingt trente quarante cinquante soixante",
)
_LAST_DEPARTMENT = 98


def _spoken_postcode(reading: Reading, number: Number) -> int:
    """The last word of five figures said as a department and the rest, or -1."""
    if 10_000 <= number.value <= 98_999:
        return number.last
    if number.value == 0:
        following = number_at(reading, number.last + 1)
        if following is None or not 1 <= following.value <= 9:
            return -1
        number = following
    elif not 10 <= number.value <= _LAST_DEPARTMENT:
        return -1
    rest = number_at(reading, number.last + 1)
    joined = reading.gap(number.last) in {" ", "-", ", "}
    return rest.last if rest is not None and joined and 100 <= rest.value <= 999 else -1


def _is_town(reading: Reading, place: int) -> bool:
    if reading.form(place) in {"a", "le", "la", "les"}:
        place += 1
    form = reading.form(place)
    if len(form) < 3 or form in FUNCTION_WORDS | _MEASURES:
        return False
    sort = sort_of(form)
    return reading.capital(place) or (sort.commune and not sort.word) or form in {"saint", "sainte"}
