"""Numbers with a form of their own: social security, bank, professional registers, plates.

A check digit makes a finding surer; a wrong one never excuses it, since people misread numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.numbers import context
from qualcode.deid.numerals import NUMBER_WORDS, Number, dialled, number_at, run_from
from qualcode.deid.reading import Reading
from qualcode.deid.vocabulary import FUNCTION_WORDS, words_of

_NIR = re.compile(
    r"(?<![\dA-Za-z])([1-478])[ .-]?(\d{2})[ .-]?(0[1-9]|1[0-2]|[2-9]\d)[ .-]?(\d{2}|2[ABab])"
    r"[ .-]?(\d{3})[ .-]?(\d{3})(?:[ /|,-]{0,3}(?:cl[eé][ :]{1,3})?(\d{2}))?(?!\d)"
)
_NATIONAL_INSURANCE = re.compile(
    r"(?<![\w-])[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\w-])"
)
_IBAN_HEAD = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})\d{2}(?=[ -]?[A-Za-z0-9])")
_IBAN_LENGTHS = {
    "FR": 27, "MC": 27, "BE": 16, "CH": 21, "LU": 20, "DE": 22, "ES": 24, "IT": 27, "PT": 25,
    "GB": 22, "NL": 18, "IE": 22, "PL": 28, "RO": 24, "MA": 28, "TN": 24,
}  # fmt: skip
ACCOUNT = re.compile(r"\b(?:iban|rib|compte bancaire|compte|account)\b")
"""Words before the number of a bank account."""
_RIB = re.compile(r"(?<!\d)\d{5}[ -]?\d{5}[ -]?[0-9A-Za-z]{11}[ -]?\d{2}(?!\d)")
_ELEVEN = re.compile(r"(?<!\d)[18]\d{10}(?!\d)")
_SIV = re.compile(r"(?<![\w-])[A-HJ-NP-TV-Z]{2}([ -]?)\d{3}\1[A-HJ-NP-TV-Z]{2}(?![\w-])")
_FNI = re.compile(r"(?<![\w-])(\d{1,4})([ -]?)([A-HJ-NP-TV-Z]{2,3})\2(?:\d{2}|2[AB]|97\d)(?![\w-])")
_BRITISH = re.compile(r"(?<![\w-])[A-HJ-PR-Y]{2}\d{2} ?[A-HJ-Z]{3}(?![\w-])")
_BELGIAN = re.compile(r"(?<![\w-])[1-9][ -]?[A-Z]{3}[ -]?\d{3}(?![\w-])")
_LOOSE_PLATE = re.compile(
    r"(?<![\w-])[a-z] ?[a-z][ -]{0,3}\d{3}[ -]{0,3}[a-z] ?[a-z](?![\w-])"
    r"|(?<![\w-])\d{2,4}[ -]?[a-z]{2,3}[ -]?(?:\d{2}|2[ab])(?![\w-])"
    r"|(?<![\w-])[a-z]{2}\d{2} ?[a-z]{3}(?![\w-])"
)
CAR = re.compile(
    r"\b(?:plaques?|immatricul\w*|voiture|auto|camion\w*|moto|vehicule|numero d|plate|car|van|"
    r"registration|reg)\b"
)
"""Words before a number plate."""
_BEFORE_PLATES = 80
_BEFORE_KEY = 48
_SIV_SMALL = re.compile(r"(?<![\w-])([a-z]{2})[ -]?\d{3}[ -]?([a-z]{2})(?![\w-])")
_SMALL_WORDS = FUNCTION_WORDS | words_of(
    "mg ml kg cm mm cp ui gr km mc cc hg cl dl no nr lt po iv sc"
)
_UNITS = words_of("MG ML KG CM MM CP UI GR KM MCG AMP CC HG TTC EUR")


def found(reading: Reading) -> Iterator[Finding]:
    """All numbers of a known form."""
    yield from _keys(reading)
    yield from _corsican(reading)
    if any(form < ":" for form in reading.index):
        yield from _social_security(reading)
        yield from _bank(reading)
        yield from _professional(reading)
        yield from _plates(reading)


def nir_key(nir: str) -> int:
    """The control key of the thirteen characters of a NIR; 2A counts as 19, 2B as 18 (INSEE)."""
    place = {"2A": "19", "2B": "18"}.get(nir[5:7].upper(), nir[5:7])
    return 97 - int(nir[:5] + place + nir[7:]) % 97


def _social_security(reading: Reading) -> Iterator[Finding]:
    for match in reading.among_figures(_NIR):
        *parts, key = match.groups()
        meant = context(reading, match.start()) == "NIR"
        corsican = not parts[3].isdecimal()
        right = key is not None and nir_key("".join(parts)) == int(key)
        sure = right or meant or corsican or _in_groups(match.group())
        rule = "nir.key" if right else "nir.no_key" if key is None else "nir.wrong_key"
        yield Finding(Kind.NIR, Tier.AUTO if sure else Tier.SUSPECT, Span(*match.span()), rule)
    for match in reading.among_figures(_NATIONAL_INSURANCE):
        yield Finding(Kind.NIR, Tier.AUTO, Span(*match.span()), "nir.british")


def _keys(reading: Reading) -> Iterator[Finding]:
    """« la clé trente-six » of a social security number."""
    for place in reading.at(frozenset({"cle", "clef", "key"})):
        following = place + 1 + (reading.form(place + 1) in {"c", "est"})
        following += reading.form(following) == "est"
        number = number_at(reading, following)
        start = reading.starts[place]
        written = _NIR.search(reading.text, max(0, start - _BEFORE_KEY), start)
        meant = context(reading, start, 160) == "NIR" or written is not None
        meant = meant or _ends_in_figures(reading, place)
        if number is not None and meant and len(number.digits) <= len("97"):
            span = reading.span(place, number.last)
            yield Finding(Kind.NIR, Tier.AUTO, span, "nir.key_alone")


def _ends_in_figures(reading: Reading, place: int) -> bool:
    """Whether a number was said just before « clé »."""
    place -= 1
    while reading.form(place) in {"la", "et", "c", "est", "l", "alors", "the"}:
        place -= 1
    form = reading.form(place)
    return (form[:1].isdecimal() and len(form) > 1) or form in NUMBER_WORDS


def _corsican(reading: Reading) -> Iterator[Finding]:
    """« un soixante-trois douze deux A neuf cent… »: a number of somebody born in Corsica, said."""
    for two in reading.at(frozenset({"deux", "2"})):
        place = two + 1
        if reading.form(place) not in {"a", "b"} or number_at(reading, place + 1) is None:
            continue
        after = run_from(reading, place + 1)
        before = _run_up_to(reading, place - 1)
        if (
            before
            and len(dialled(before)) == _BEFORE_CORSICA
            and len(dialled(after)) >= len("123456")
        ):
            span = reading.span(before[0].first, after[-1].last)
            yield Finding(Kind.NIR, Tier.AUTO, span, "nir.corsican")


_BEFORE_CORSICA = 6
_FARTHEST = 12


def _run_up_to(reading: Reading, last: int) -> list[Number]:
    """The numbers that end with the word at `last` and start with 1 or 2."""
    for first in range(max(0, last - _FARTHEST), last):
        run = run_from(reading, first)
        if run and run[-1].last == last and run[0].digits[0] in "12":
            return run
    return []


def _in_groups(shown: str) -> bool:
    """Whether the number is parted as on a card: hardly anything else is written so."""
    return len(re.split("[ .-]", shown)) >= _GROUPS_ON_A_CARD


_GROUPS_ON_A_CARD = 6


def _bank(reading: Reading) -> Iterator[Finding]:
    for match in reading.among_figures(_IBAN_HEAD):
        length = _IBAN_LENGTHS.get(match.group(1).upper())
        span = _characters(reading.text, match.start(), length) if length else None
        if span is None:
            continue
        account = re.sub("[ -]", "", span.of(reading.text)).upper()
        if iban_is_right(account):
            yield Finding(Kind.IBAN, Tier.AUTO, span, "iban.key")
        elif sum(map(str.isdecimal, account)) * 3 > 2 * len(account):
            meant = ACCOUNT.search(reading.before(match.start(), 40))
            tier = Tier.AUTO if meant else Tier.SUSPECT
            yield Finding(Kind.IBAN, tier, span, "iban.wrong_key")
    for match in reading.among_figures(_RIB):
        yield Finding(Kind.IBAN, Tier.SUSPECT, Span(*match.span()), "iban.rib")


def _characters(text: str, start: int, count: int) -> Span | None:
    """The next `count` letters and digits with single spaces or dashes between."""
    end = start
    while count and end < len(text):
        if text[end].isascii() and text[end].isalnum():
            count -= 1
        elif text[end] not in " -" or text[end - 1] in " -":
            return None
        end += 1
    return None if count or text[end : end + 1].isalnum() else Span(start, end)


def iban_is_right(account: str) -> bool:
    """Whether the key of an IBAN in capitals without spaces is right (ISO 13616)."""
    turned = account[4:] + account[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def luhn_is_right(digits: str) -> bool:
    """Whether the last digit is the Luhn key of the others (RPPS; ISO/IEC 7812-1)."""
    doubled = (int(d) * 2 for d in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(d // 10 + d % 10 for d in doubled)) % 10 == 0


def _professional(reading: Reading) -> Iterator[Finding]:
    for match in reading.among_figures(_ELEVEN):
        meant = context(reading, match.start()) == "PROID"
        if meant or luhn_is_right(match.group()):
            tier = Tier.AUTO if meant and luhn_is_right(match.group()) else Tier.SUSPECT
            yield Finding(Kind.PROID, tier, Span(*match.span()), "proid.rpps")


def _plates(reading: Reading) -> Iterator[Finding]:
    for match in reading.among_figures(_SIV):
        yield Finding(Kind.PLATE, Tier.AUTO, Span(*match.span()), "plate.siv")
    for match in reading.among_figures(_BRITISH):
        yield Finding(Kind.PLATE, Tier.AUTO, Span(*match.span()), "plate.british")
    for match in reading.among_figures(_FNI):
        if match.group(3) not in _UNITS:
            driven = CAR.search(reading.before(match.start(), 60))
            if driven or (match.group(1).isdecimal() and len(match.group(1)) > 2):
                tier = Tier.AUTO if driven else Tier.SUSPECT
                yield Finding(Kind.PLATE, tier, Span(*match.span()), "plate.fni")
    for match in reading.among_figures(_BELGIAN):
        if CAR.search(reading.before(match.start(), 60)):
            yield Finding(Kind.PLATE, Tier.AUTO, Span(*match.span()), "plate.belgian")
    yield from _plates_in_small_letters(reading)


def _plates_in_small_letters(reading: Reading) -> Iterator[Finding]:
    for match in reading.among_figures(_SIV_SMALL, plain=True):
        letters = {match.group(1), match.group(2)}
        if not letters & _SMALL_WORDS and reading.text[match.start()].islower():
            yield Finding(Kind.PLATE, Tier.AUTO, Span(*match.span()), "plate.small")
    for match in reading.among_figures(CAR, plain=True, reach=_BEFORE_PLATES):
        window = reading.plain[match.end() : match.end() + 50].partition("\n")[0]
        plate = _LOOSE_PLATE.search(window)
        if plate:
            span = Span(match.end() + plate.start(), match.end() + plate.end())
            tier = (
                Tier.AUTO
                if "immatr" in match.group() or "plaque" in match.group()
                else Tier.SUSPECT
            )
            yield Finding(Kind.PLATE, tier, span, "plate.loose")
