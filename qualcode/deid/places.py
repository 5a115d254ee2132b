"""Postal addresses, postcodes, care facilities and the plainest places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.numerals import NUMBER_WORDS, number_ending_at
from qualcode.deid.reading import Reading
from qualcode.deid.sorts import sort_of
from qualcode.deid.vocabulary import FUNCTION_WORDS, TALK, TOWNS, words_of

WAYS = words_of(
    "rue avenue av boulevard bd bld blvd chemin impasse allee allees ruelle venelle",
)
"""Ways that hardly mean anything else."""
LOOSE_WAYS = words_of(
    "place route cours quai square lotissement residence montee passage sentier faubourg hameau",
    "villa esplanade promenade voie traverse cite clos lieu domaine parc immeuble",
)
"""Words that are ways only after a number."""
_NAMED_HOMES = frozenset({"lotissement", "residence", "hameau", "immeuble"})
_PARTICLES = words_of("de du des d la le les l a au aux et en sur sous of the")
_AFTER_NUMBER = frozenset({"bis", "ter", "quater", "a", "b", "c", "d", "t"})
_HONOURED = words_of(
    "general marechal colonel commandant capitaine amiral docteur professeur president abbe cure",
    "pere saint sainte st ste notre grand grande petit petite vieux vieille haut haute bas basse",
    "vieil mont bois croix",
)
_MOST_WORDS = 8
_MOST_SMALL_WORDS = 3
_LONGEST_IN_NAME = 4
_IN_A_NAME = frozenset({" ", "'", "-", " - ", "' "})
_HOME = re.compile(
    r"\b(?:au|numero|adresse|habit\w+|demeur\w+|log\w+|domicil\w+)"
    r"(?: (?:au|a|le|du|numero|est|c'est))*\W*$"
)
_POSTCODE_WORD = re.compile(r"(?:code postal|\bcp|postcode|postal)\W*(?:\w+\W+){0,2}$")
_PARTED_POSTCODE = re.compile(
    r"(?<![\d.,/-])(?<!\d )((?:0[1-9]|[1-8]\d|9[0-8]) \d{3}) ?,? [A-ZÀ-Ý][a-zà-ÿ]+(?!\w)"
)
"""« 74 130 Grandvallon »."""
_BRITISH_POSTCODE = re.compile(
    r"(?<![\w-])(?:[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?) ?\d[ABD-HJLNP-UW-Z]{2}(?![\w-])"
)
_FACILITIES = words_of(
    "ch chu chru chr clcc hopital hopitaux clinique polyclinique ehpad maternite hospice institut",
    "hcl ghm ghp gcs cetd usp emsp ssiad crlcc csapa cmp",
)
_CENTRE_WORK = words_of(
    "reeducation readaptation convalescence soins cure dialyse radiotherapie repos gerontologie",
    "retraite sante",
)
"""What centres are for: « centre de rééducation de … »."""
_CENTRES = frozenset({"centre", "maison", "groupe", "pole", "hospital", "infirmary", "hospice"})
_CENTRE_KINDS = frozenset({"hospitalier", "anticancereux", "medical", "sante", "retraite"})
_FEW_LETTERS = frozenset({"chr", "gcs", "ghm", "ghp", "institut", "maternite", "hospice"})
_LINKS = frozenset({"de", "d", "du", "des", "la", "les", "l", "le"})
_OF_CARE = words_of(
    "jour nuit semaine proximite recours main dos sein sommeil genou douleur soins coin quartier",
    "ville secteur patient patiente patients malade malades voisin region departement campagne",
    "cote dessus bas haut fond centre monde gens famille cas",
)
_ENGLISH_FACILITIES = frozenset({"hospital", "infirmary", "hospice"})
_LIVING = re.compile(
    r"\b(?:habit\w+|vis|vit|vivait|demenag\w+|(?:je )?suis de|est de|etait de|vien[ts] de|"
    r"maison est|originaire|commune|village|ville|nee? (?:a|le .{3,20} a)|live[sd]?|living|"
    r"born|moved|from)(?: (?:a|dans|en|sur|vers|pres|de|d'|in|to|at|near|le|la|de la))*[ ']?$"
)


def found(reading: Reading) -> Iterator[Finding]:
    """All addresses, postcodes, facilities and places."""
    yield from _addresses(reading)
    yield from _postcodes(reading)
    yield from _facilities(reading)
    yield from _facilities_in_small_letters(reading)
    yield from _places(reading)


def _addresses(reading: Reading) -> Iterator[Finding]:
    for place in reading.at(WAYS | LOOSE_WAYS):
        word = reading.form(place)
        first = house_number(reading, place)
        loose = word in LOOSE_WAYS
        if word == "lieu":
            yield from _lieu_dit(reading, place)
        elif first < place:
            small = not loose or _is_announced(reading, first)
            last = name_of_way(reading, place, small=small)
            if last > place:
                named = reading.capital(last) or not loose or _is_announced(reading, first)
                tier = Tier.AUTO if named else Tier.SUSPECT
                yield Finding(Kind.ADDRESS, tier, reading.span(first, last), "address.number")
        elif not loose or word in _NAMED_HOMES or _is_called_house(reading, place):
            last = name_of_way(reading, place, small=False)
            if last > place:
                tier = Tier.AUTO if word in _NAMED_HOMES else Tier.SUSPECT
                span = reading.span(place, last)
                yield Finding(Kind.ADDRESS, tier, span, "address.no_number")


def _is_called_house(reading: Reading, place: int) -> bool:
    """« Villa Mon Repos »."""
    house = reading.form(place) in {"villa", "domaine", "clos"} and reading.capital(place)
    return house and reading.gap(place) == " " and reading.capital(place + 1)


def house_number(reading: Reading, way: int) -> int:
    """The first word of the house number before `way`, or `way`."""
    place = way - 1
    if reading.gap(place).strip(" ,") != "" or "\n" in reading.gap(place):
        return way
    if reading.form(place) in {"la", "l"} and reading.form(place - 1) == "de":
        place -= 2
    elif reading.form(place) == "du" and reading.form(way) in WAYS:
        place -= 1
    if reading.form(place) in _AFTER_NUMBER and reading.gap(place - 1) in {"", " "}:
        place -= 1
    number = number_ending_at(reading, place)
    if number is None or not 0 < number.value <= 9999 or reading.form(place) in {"un", "une"}:
        return way
    return number.first


def name_of_way(reading: Reading, way: int, *, small: bool) -> int:
    """The last word of the name after `way`; `small` takes names without capitals too."""
    last, place, small_words = way, way + 1, 0
    while place <= way + _MOST_WORDS and reading.gap(place - 1) in _IN_A_NAME:
        form = reading.form(place)
        if form == "numero":
            break
        if reading.gap(place - 1) == "-" and last == place - 1 > way:
            last, place = place, place + 1
            continue
        capital = reading.capital(place) and form not in FUNCTION_WORDS - _PARTICLES
        if capital or (form.isdecimal() and len(form) <= _LONGEST_IN_NAME):
            last = place
        elif form not in _PARTICLES:
            previous = reading.form(place - 1)
            goes_on = (
                reading.gap(place - 1) == "-"
                or previous in _PARTICLES | _HONOURED
                or previous.isdecimal()
                or previous in NUMBER_WORDS
                or sort_of(previous).first
            )
            numbered = form in NUMBER_WORDS
            if (
                not small
                or (form in FUNCTION_WORDS and not numbered)
                or small_words == _MOST_SMALL_WORDS
            ):
                break
            ends = reading.gap(place)[:1] in {",", ".", "\n", ";"}
            if last > way and not (goes_on or ends or _is_quality_of_way(reading, place)):
                break
            small_words += 1
            last = place
        place += 1
    return last


def _is_quality_of_way(reading: Reading, place: int) -> bool:
    """« rue du moulin brûlé », « chemin de la croix blanche »: what a way is called besides."""
    named = reading.form(place - 2) in _PARTICLES and reading.gap(place - 1) == " "
    return named and reading.form(place) in _QUALITIES_OF_WAYS


_QUALITIES_OF_WAYS = words_of(
    "blanc blanche blancs blanches noir noire noirs noires rouge rouges vert verte verts vertes",
    "bleu bleue rond ronde carre carree dore doree sec seche froid froide haut haute bas basse",
    "long longue perdu perdue creux creuse fleuri fleurie brule brulee couvert couverte vieux",
    "neuf neuve mort morte sauvage royal royale perce percee rompu rompue joli jolie",
)


def _is_announced(reading: Reading, place: int) -> bool:
    """Whether « au », « j'habite » or « adresse : » stands before the word at `place`."""
    return _HOME.search(reading.before(reading.starts[place], 30)) is not None


def _lieu_dit(reading: Reading, place: int) -> Iterator[Finding]:
    """« lieu-dit Les Grandes Terres »."""
    if reading.form(place + 1) != "dit" or reading.gap(place) not in {"-", " "}:
        return
    last = name_of_way(reading, place + 1, small=True)
    if last > place + 1:
        yield Finding(Kind.ADDRESS, Tier.AUTO, reading.span(place, last), "address.lieu_dit")


def _postcodes(reading: Reading) -> Iterator[Finding]:
    for form, places in reading.index.items():
        if len(form) != 5 or not form.isdecimal() or not "01000" <= form <= "98999":
            continue
        for place in places:
            yield from _postcode(reading, place)
    for match in reading.among_figures(_PARTED_POSTCODE):
        yield Finding(Kind.POSTCODE, Tier.AUTO, Span(*match.span(1)), "postcode.parted")
    for match in reading.among_figures(_BRITISH_POSTCODE):
        yield Finding(Kind.POSTCODE, Tier.AUTO, Span(*match.span()), "postcode.british")


def _postcode(reading: Reading, place: int) -> Iterator[Finding]:
    span = reading.span(place, place)
    alone = not (reading.form(place).endswith("00") or _AMOUNT.match(reading.after(span.end)))
    if place > 0 and reading.gap(place - 1)[-1:] in {"", "/", "=", "_", "#", "+", ".", "-"}:
        return
    named = reading.gap(place) in {" ", ", ", " - "} and _is_place_name(reading, place + 1)
    if named or _POSTCODE_WORD.search(reading.before(span.start, 40)):
        yield Finding(Kind.POSTCODE, Tier.AUTO, span, "postcode.french")
    if named:
        last = _last_of_name(reading, place + 1)
        yield Finding(Kind.PLACE, Tier.AUTO, reading.span(place + 1, last), "place.postcode")
    elif alone:
        yield Finding(Kind.POSTCODE, Tier.SUSPECT, span, "postcode.alone")


_AMOUNT = re.compile(
    r"\s?(?:€|\$|£|%|euros?\b|eur\b|personnes?\b|habitants?\b|patients?\b|fois\b|ml\b|mg\b|km\b|"
    r"metres?\b|unites?\b|people\b|pounds?\b|mots?\b|heures?\b|[a-z]+s\b)"
)
"""What is counted after a number that is no postcode."""


_COUNTED = frozenset(
    {"euros", "euro", "francais", "francaises", "patients", "personnes", "habitants"}
)


def _is_place_name(reading: Reading, place: int) -> bool:
    if reading.form(place) in {"le", "la", "les"} and reading.gap(place) == " ":
        return reading.capital(place) and reading.capital(place + 1)
    return reading.capital(place) and reading.form(place) not in FUNCTION_WORDS | _COUNTED


def _last_of_name(reading: Reading, place: int) -> int:
    """The last word of the name that starts at `place`: « Bourg-en-Bresse », « Lyon Sud »."""
    last = place
    current = place + 1
    while current <= place + _MOST_WORDS:
        gap, form = reading.gap(current - 1), reading.form(current)
        if gap in {"-", "'"}:
            last = current
        elif gap != " ":
            break
        elif reading.capital(current) and form not in FUNCTION_WORDS:
            last = current
        elif form not in {"en", "sur", "les", "le", "la", "de", "du", "d", "l", "sous"}:
            break
        current += 1
    return last


def _facilities(reading: Reading) -> Iterator[Finding]:
    yield from _initials_of_centres(reading)
    yield from _houses(reading)
    yield from _royals(reading)
    for place in reading.at(_FACILITIES | _CENTRES):
        form = reading.form(place)
        if form in _ENGLISH_FACILITIES:
            yield from _english_facility(reading, place)
        current = place + 1
        if form in _CENTRES:
            after_kind = _after_kind(reading, current)
            if after_kind > current:
                current = after_kind
            elif not (form == "centre" and reading.capital(place) and reading.capital(current)):
                continue
        yield from _named_facility(reading, place, current)


def _initials_of_centres(reading: Reading) -> Iterator[Finding]:
    """« le CHAM », « le GHPSO »."""
    for form in reading.index:
        if len(form) < 4 or not form.startswith(("ch", "gh", "hp")):
            continue
        for place in reading.index[form]:
            match = _INITIALS_OF_CENTRE.match(reading.text, reading.starts[place])
            if match and match.group() not in _KINDS_OF_CENTRE:
                span = Span(*match.span())
                yield Finding(Kind.FACILITY, Tier.SUSPECT, span, "facility.initials")


_INITIALS_OF_CENTRE = re.compile(r"(?<![\w-])(?:CH|GH|HP)[A-Z]{2,5}(?![\w-])")
_KINDS_OF_CENTRE = frozenset({"CHRU", "CHUS", "CHSM", "CHRS", "GHT", "CHSLD", "CHSCT", "GHTS"})


def _royals(reading: Reading) -> Iterator[Finding]:
    """« in the royal glenmorran », said of a hospital."""
    for place in reading.at(frozenset({"royal"})):
        form = reading.form(place + 1)
        named = form.isalpha() and form not in _ROYAL_THINGS | FUNCTION_WORDS
        the = reading.is_english(place) and reading.form(place - 1) in {"the", "at"}
        if the and named and reading.gap(place) == " ":
            span = reading.span(place, place + 1)
            yield Finding(Kind.FACILITY, Tier.SUSPECT, span, "facility.royal")


_ROYAL_THINGS = words_of(
    "family college mail wedding navy air society marines blue warrant visit commission"
)


def _houses(reading: Reading) -> Iterator[Finding]:
    """« la pharmacie Bonnefoy », « le foyer logement les Hirondelles »: houses that serve a few."""
    for place in reading.at(_HOUSES):
        current = place + 1
        if reading.form(current) in _KINDS_OF_HOUSE:
            current += 1
        while reading.form(current) in _LINKS and not reading.capital(current):
            current += 1
        tight = all(reading.gap(n) in {" ", "'"} for n in range(place, current))
        named = _is_place_name(reading, current) or _is_counted_name(reading, current)
        shouted = reading.written(current).isupper() if named else False
        if tight and named and not shouted:
            last = _last_of_name(reading, current)
            yield Finding(Kind.FACILITY, Tier.AUTO, reading.span(place, last), "facility.house")


_HOUSES = words_of(
    "cabinet pharmacie officine ambulances foyer ecole lycee college creche ssiad paroisse",
)
_KINDS_OF_HOUSE = words_of("logement medical dentaire infirmier infirmiers primaire maternelle")


def _after_kind(reading: Reading, place: int) -> int:
    """The word after « hospitalier » or « de rééducation », or `place` where no kind stands."""
    if reading.form(place) in _CENTRE_KINDS:
        return place + 1
    of = reading.form(place) in {"de", "d"} and reading.gap(place) in {" ", "'"}
    return place + 2 if of and reading.form(place + 1) in _CENTRE_WORK else place


def _english_facility(reading: Reading, place: int) -> Iterator[Finding]:
    """« Saint Ann's Hospital »."""
    first = place
    while place - first < _MOST_WORDS and reading.gap(first - 1) in {" ", "'", "-"}:
        if not (_is_place_name(reading, first - 1) or reading.form(first - 1) == "s"):
            break
        first -= 1
    if reading.capital(place) and first < place and reading.capital(first):
        yield Finding(Kind.FACILITY, Tier.AUTO, reading.span(first, place), "facility.english")


def _named_facility(reading: Reading, place: int, current: int) -> Iterator[Finding]:
    """« CHU de Nancy », « clinique de la Sauvegarde », « hôpital Saint-Cyr »."""
    while reading.form(current) in {"de", "d", "du", "des", "la", "les", "l", "le"}:
        if reading.gap(current - 1) != " " and reading.gap(current - 1) != "'":
            return
        if reading.capital(current):
            break
        current += 1
    if reading.gap(current - 1) in {" ", "'"} and (
        _is_place_name(reading, current) or _is_counted_name(reading, current)
    ):
        if reading.written(current).isupper() and len(reading.form(current)) < 5:
            return
        last = _last_of_name(reading, current)
        yield Finding(Kind.FACILITY, Tier.AUTO, reading.span(place, last), "facility.named")


def _is_counted_name(reading: Reading, place: int) -> bool:
    """« clinique des Trois Cyprès »."""
    counted = reading.form(place) in NUMBER_WORDS and reading.gap(place) in {" ", "-"}
    return counted and reading.capital(place) and reading.capital(place + 1)


def _facilities_in_small_letters(reading: Reading) -> Iterator[Finding]:
    """« au chu de dijon », « à la clinique du val d'or »."""
    for place in reading.at((_FACILITIES - _FEW_LETTERS) | {"centre"}):
        after_kind = _after_kind(reading, place + 1)
        if reading.form(place) == "centre" and after_kind == place + 1:
            continue
        if reading.capital(place) or not reading.in_small_letters(place):
            continue
        current = after_kind
        linked = current
        while reading.form(current) in _LINKS and current < after_kind + 4:
            current += 1
        form, gap = reading.form(current), reading.gap(current - 1)
        if gap not in {" ", "'", "-"} or not form.isalpha() or form in FUNCTION_WORDS | _OF_CARE:
            continue
        if form in TOWNS or form in _NAMING_A_SITE or current > linked:
            last = _last_in_small_letters(reading, current)
            sure = form in TOWNS or form in _NAMING_A_SITE
            tier = Tier.AUTO if sure else Tier.SUSPECT
            yield Finding(Kind.FACILITY, tier, reading.span(place, last), "facility.small")


_NAMING_A_SITE = frozenset({"saint", "sainte", "nord", "sud", "notre", "sacre"})


def _last_in_small_letters(reading: Reading, place: int) -> int:
    """The last word of a facility's name: « val d'or », « saint-vincent »."""
    last = place
    form, following = reading.form(place), reading.form(place + 1)
    saint = form in {"saint", "sainte", "notre", "bon", "croix", "bois", "mont"}
    joined = form in {"nord", "sud"} and reading.gap(place + 1) == "-"
    of = following == "d" and reading.gap(place + 1) == "'"
    if saint or joined or (form in _NAMED_AFTER and _is_free(reading, place + 1)):
        last = place + 1
    if of or (following == "de" and reading.form(place + 2) not in FUNCTION_WORDS):
        last = place + 2
    return _hyphened(reading, last)


_NAMED_AFTER = words_of("val clos bois mont pont tour vert haut bel belle grand grande petit")


def _is_free(reading: Reading, place: int) -> bool:
    """Whether a word may still belong to the name before it."""
    form = reading.form(place)
    return reading.gap(place - 1) == " " and form.isalpha() and form not in FUNCTION_WORDS | TALK


def _places(reading: Reading) -> Iterator[Finding]:
    for place in reading.at(TOWNS):
        if reading.capital(place) and (
            not reading.opens_sentence(place)
            or _acts(reading, place)
            or _said_before(reading, place)
        ):
            span = reading.span(place, _hyphened(reading, place))
            yield Finding(Kind.PLACE, Tier.AUTO, span, "place.town")
    for place in reading.at(frozenset({"saint", "sainte", "st", "ste"})):
        last = _hyphened(reading, place)
        if reading.capital(place) and last > place:
            sure = last > place + 1 or reading.form(place - 1) in {"a", "vers", "de", "sur"}
            tier = Tier.AUTO if sure else Tier.SUSPECT
            yield Finding(Kind.PLACE, tier, reading.span(place, last), "place.saint")
        elif reading.capital(place) and reading.is_english(place) and reading.capital(place + 1):
            yield _english_saint(reading, place)
    for place in reading.at(_LIVING_ENDS):
        following = place + 1
        if _is_lived_in(reading, following):
            span = reading.span(following, _hyphened(reading, following))
            yield Finding(Kind.PLACE, Tier.SUSPECT, span, "place.living.small")
        if not _is_place_name(reading, following) or reading.gap(place) not in {" ", "'"}:
            continue
        if _LIVING.search(reading.before(reading.starts[following], 40)):
            span = reading.span(following, _last_of_name(reading, following))
            yield Finding(Kind.PLACE, Tier.AUTO, span, "place.living")


def _english_saint(reading: Reading, place: int) -> Finding:
    """« St Bartholomew's » as a hospital."""
    end = place + 1 + (reading.form(place + 2) == "s" and reading.gap(place + 1) == "'")
    tier = Tier.AUTO if end > place + 1 else Tier.SUSPECT
    return Finding(Kind.FACILITY, tier, reading.span(place, end), "facility.saint")


def _is_lived_in(reading: Reading, place: int) -> bool:
    """« je viens de montbéliard »: a commune that is a word too, without capitals."""
    form = reading.form(place)
    if len(form) < 4 or form in FUNCTION_WORDS or not reading.in_small_letters(place):
        return False
    known = sort_of(form).commune and reading.gap(place - 1) in {" ", "'"}
    return known and _LIVING.search(reading.before(reading.starts[place], 40)) is not None


def _acts(reading: Reading, town: int) -> bool:
    """« Mâcon nous envoie les patients »: a town at the head of a sentence stands for people."""
    following = reading.form(town + 1)
    if reading.gap(town) == ", " and following in {"ils", "eux", "on", "c", "they"}:
        return True
    return reading.gap(town) == " " and following in _WHAT_TOWNS_DO


def _said_before(reading: Reading, town: int) -> bool:
    """Whether the town also stands within a sentence, with its capital."""
    return any(
        reading.capital(place) and not reading.opens_sentence(place)
        for place in reading.index[reading.form(town)]
    )


_WHAT_TOWNS_DO = words_of(
    "nous est a fait n ne veut prend envoie implante demarre repond adresse recoit refuse accepte",
    "gere suit et va dit pose remplit ouvre ferme travaille is has does was",
)
_LIVING_ENDS = words_of(
    "a dans en sur vers de d habite vis in at near from la le to commune village",
)


def _hyphened(reading: Reading, place: int) -> int:
    """The last word joined to the one at `place` by dashes."""
    last = place
    while reading.gap(last) in {"-", "'"} and last < place + _MOST_WORDS:
        last += 1
    return last
