"""Names and places that the public lists know, and capitals that no dictionary explains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.deid.allowed import EPONYMS
from qualcode.deid.eponyms import EPONYM, INSTRUMENT
from qualcode.deid.everyday import THINGS
from qualcode.deid.lists import beginnings_of_communes, listed, pairs_of_communes
from qualcode.deid.names import last_of_name
from qualcode.deid.reading import Reading
from qualcode.deid.sorts import Sort, sort_of
from qualcode.deid.vocabulary import (
    FUNCTION_WORDS,
    KIN,
    MODIFIERS,
    NAME_PARTICLES,
    NAMED_AS_WORDS,
    NICKNAMES,
    ROLES,
    SAID_WITH_ACCENT,
    TALK,
    TITLES,
    TOWNS,
    words_of,
)

_DETERMINERS = MODIFIERS | words_of(
    "des les du au aux cet ces quel quelle chaque tout toute toutes tous deux trois the an this",
)
_ELIDED = frozenset({"n", "m", "o", "d", "k"})
_TOWARDS = words_of(
    "a vers sur de d dans depuis jusqu in to from at near pres cote",
)
_PLACE_BEFORE = re.compile(
    r"(?:\b(?:a|vers|depuis|sur|de|d|in|from|near|at|to|chez|entre|ou|et|and|jusqu'a)[ ']|, )$"
)
_SAYING = words_of(
    "est etait a avait m nous vous va vient venait dit disait qui il elle lui et s me fait",
    "faisait parle parlait pense n ne sait savait is was has had said says told who and will",
    "would can came habite travaille appelle rappelle arrive passe explique veut pouvait peut",
    "aura sera aurait",
)
"""What follows the subject of a sentence."""


_AFTER_LE = words_of(
    "mans havre puy creusot cannet touquet vesinet raincy bourget lude dorat tampon gosier",
    "moule",
)
"""Towns of which the article is part of the name."""
_DEALT_WITH = words_of(
    "avec chez appele appelle appeler appelez vu vois revu croise rencontre remercie prevenu",
    "connais called phoned met asked told thanked",
)
_TOLD = words_of(
    "demande demander dit dire parle parler telephone ecrit explique confie demandez",
)
_DOING = frozenset({"l", "y", "s", "ne"}) | words_of(
    "m nous lui vient venait dit disait habite travaille explique repond said says",
)


_BEGINNING_NAMES = frozenset({"ben", "ait", "el", "al", "abou", "abd", "bou", "van", "von", "di"})
_LONG_SURNAME = 4


def found(reading: Reading) -> Iterator[Finding]:
    """Names and places of the lists, with a capital or in speech without any."""
    things = _christened(reading)
    for form, places in reading.index.items():
        if len(form) < 2 or form[0] < ":":
            continue
        sort = sort_of(form)
        if sort.allowed and not sort.surely:
            continue
        for place in places:
            if sort.listed:
                yield from _judged(reading, place, sort, things)
            elif (sort.word or sort.english) and reading.capital(place):
                yield from _strange_capital(reading, place, sort)
    yield from _communes(reading)
    yield from _journeys(reading)


def _journeys(reading: Reading) -> Iterator[Finding]:
    """« entre romans et valence », « de vienne à lyon », without capitals."""
    for place in reading.at(_FROM):
        link = place + 2
        if (reading.form(place), reading.form(link)) not in _FROM_TO:
            continue
        ends = (place + 1, link + 1)
        if all(_is_town(reading.form(end)) for end in ends) and all(
            reading.capital(end) or reading.in_small_letters(end) for end in ends
        ):
            for end in ends:
                yield Finding(Kind.PLACE, Tier.AUTO, reading.span(end, end), "public.journey")


def _is_town(form: str) -> bool:
    sort = sort_of(form)
    return form in TOWNS or (sort.commune and not (sort.word or sort.english))


_FROM = frozenset({"entre", "de", "between", "from"})
_FROM_TO = frozenset({("entre", "et"), ("de", "a"), ("between", "and"), ("from", "to")})


_CHRISTENING = re.compile(
    r"\b(?:donn\w+ un (?:petit )?nom|baptis\w+)\b[^\n]{0,60}?"
    r"\b(?:appel\w+|nomm\w+|c'est|baptis\w+)[ :«]{1,4}([a-z]{3,})"
)


def _christened(reading: Reading) -> frozenset[str]:
    """Names that patients gave to things: « je lui ai donné un nom, elle s'appelle… »."""
    return frozenset(match.group(1) for match in _CHRISTENING.finditer(reading.plain))


def _judged(
    reading: Reading, place: int, sort: Sort, things: AbstractSet[str]
) -> Iterator[Finding]:
    if reading.gap(place)[:1].isdecimal() or _is_part_of_word(reading, place):
        return
    if reading.form(place - 1) == "ave" or reading.form(place) in things:
        return
    if reading.written(place) in SAID_WITH_ACCENT:
        return
    word = _is_word_here(reading, place, sort)
    if reading.capital(place):
        yield from _with_capital(reading, place, sort, word=word)
    elif not sort.first and EPONYM.search(reading.before(reading.starts[place], 48)):
        return
    elif reading.in_small_letters(place) or (sort.first and not word):
        yield from _without_capital(reading, place, sort, word=word)


def _is_part_of_word(reading: Reading, place: int) -> bool:
    """Whether a figure or a low line is joined to the word."""
    start, end = reading.starts[place], reading.ends[place]
    around = reading.text[max(0, start - 1) : start] + reading.text[end : end + 1]
    return any(mark.isdecimal() or mark in "_@/" for mark in around)


def _is_word_here(reading: Reading, place: int, sort: Sort) -> bool:
    if sort.surely:
        return False
    if reading.is_english(place):
        return sort.english or (sort.word and not sort.first)
    return sort.word or (sort.english and not sort.first and reading.opens_sentence(place))


def _with_capital(reading: Reading, place: int, sort: Sort, *, word: bool) -> Iterator[Finding]:
    if _is_initial(reading, place - 1):
        last = max(place, last_of_name(reading, place))
        span = reading.span(first_of_name(reading, place), last)
        yield Finding(Kind.NAME, Tier.AUTO, span, "public.initial")
        return
    saint = reading.form(place - 1) in {"saint", "sainte"} and reading.gap(place - 1) == " "
    if saint and not reading.capital(place - 1):
        return
    opens = reading.opens_sentence(place)
    if _is_shouted(reading, place) and (word or sort.english or _is_acronym(reading, place, sort)):
        return
    before = reading.before(reading.starts[place], 48)
    if (EPONYM.search(before) and not sort.first) or _of_eponym(reading, place):
        return
    if INSTRUMENT.match(reading.plain, reading.ends[place]) and not sort.surely:
        return
    if _WORK.search(before):
        return
    if reading.form(place) in _AFTER_LE and before.endswith((" au ", " du ", "le ")):
        yield Finding(Kind.PLACE, Tier.AUTO, reading.span(place, place), "public.commune")
        return
    placed = sort.commune and _PLACE_BEFORE.search(before[-12:]) is not None
    if sort.commune and not sort.first and (placed or not sort.last):
        if not word or (placed and not opens and not _determined(reading, place)):
            last = _hyphened(reading, place)
            yield Finding(Kind.PLACE, Tier.AUTO, reading.span(place, last), "public.commune")
        return
    town = reading.form(place) in TOWNS and placed and not among_people(reading, place, place)
    if town or not (sort.first or sort.last):
        return
    tier = _tier_of_capital(reading, place, sort, word=word, opens=opens)
    if tier is not None:
        first = first_of_name(reading, place)
        last = max(place, last_of_name(reading, place))
        yield Finding(Kind.NAME, tier, reading.span(first, last), "public.name")


_WORK = re.compile(r"\b(?:film|serie|chanson|roman|emission|feuilleton)[ ,]{1,2}[«\"]? ?$")
"""« le film Amour »."""


def _of_eponym(reading: Reading, place: int) -> bool:
    """« Pancoast-Tobias »: the second of two who gave a disease their names."""
    return reading.gap(place - 1) == "-" and reading.form(place - 1) in EPONYMS


def _tier_of_capital(
    reading: Reading, place: int, sort: Sort, *, word: bool, opens: bool
) -> Tier | None:
    neighbour = not opens and _named_neighbour(reading, place)
    if not word:
        if sort.first or not _determined(reading, place):
            return Tier.AUTO
        if reading.form(place - 1) in {"deux", "trois"} or _is_household(reading, place):
            return Tier.AUTO
        if reading.form(place - 1) in {"un", "une"} and not sort.english:
            return Tier.SUSPECT
        articled = reading.capital(place - 1) and reading.form(place - 1) in {"le", "la"}
        return Tier.SUSPECT if articled or reading.form(place - 1) in {"la", "les"} else None
    if neighbour or _is_whole_name(reading, place, sort):
        return Tier.AUTO
    if opens:
        french = not reading.is_english(place)
        named = sort.first or (french and sort.last and reading.form(place + 1) in _SAYING)
        common = not sort.first and reading.form(place) in FUNCTION_WORDS | TALK
        if not named or common or not _opens_as_name(reading, place):
            return None
        does = french and sort.first and reading.form(place + 1) in _ONLY_PERSONS
        return Tier.AUTO if does and reading.form(place) not in _SEASONS else Tier.SUSPECT
    if sort.last and reading.form(place - 1) in {"deux", "trois"}:
        return Tier.SUSPECT
    if _determined(reading, place) or reading.form(place - 1) in KIN | ROLES | TITLES:
        return None
    return Tier.AUTO if sort.first or among_people(reading, place, place) else Tier.SUSPECT


def _is_household(reading: Reading, place: int) -> bool:
    """« chez les Kervella »."""
    return reading.form(place - 1) == "les" and reading.form(place - 2) in {"chez", "famille"}


def _strange_capital(reading: Reading, place: int, sort: Sort) -> Iterator[Finding]:
    """A word with a capital that the language does not ask for, and no list explains."""
    form = reading.form(place)
    if len(form) < _SHORTEST_STRANGE or form in _COMMON:
        return
    if reading.opens_sentence(place) or not _may_be_somebody(reading, place):
        return
    before = reading.before(reading.starts[place], 48)
    if EPONYM.search(before) or INSTRUMENT.match(reading.plain, reading.ends[place]):
        return
    if (sort.borne or reading.is_english(place)) and not _beside_capital(reading, place):
        yield Finding(Kind.NAME, Tier.SUSPECT, reading.span(place, place), "public.capital")


def _beside_capital(reading: Reading, place: int) -> bool:
    """Whether it stands in a title of several capitals: « Sécurité Sociale »."""
    return any(
        reading.capital(near) and reading.gap(min(near, place)) == " "
        for near in (place - 1, place + 1)
    )


_SHORTEST_STRANGE = 3
_INTRODUCING = KIN | ROLES | TITLES
_COMMON = FUNCTION_WORDS | TALK | _INTRODUCING


def _may_be_somebody(reading: Reading, place: int) -> bool:
    """A capital within a sentence that nothing explains: « c'est Tranchant qui pose »."""
    before = reading.form(place - 1)
    named = before in _INTRODUCING or _determined(reading, place)
    small = reading.written(place)[1:].islower()
    return small and not named and reading.gap(place - 1) in {" ", "'", ", "}


_ONLY_PERSONS = words_of(
    "m nous vous lui a avait dit disait vient venait pense sait habite appelle"
)
_SEASONS = words_of("noel mai mars avril france grace juste bonne prince reine")


def among_people(reading: Reading, first: int, last: int) -> bool:
    """Whether only a person stands there: « appelé Marchand », « et Petit vient demain »."""
    before = reading.form(first - 1) if reading.gap(first - 1) == " " else ""
    after = reading.form(last + 1) if reading.gap(last) in {" ", ", "} else ""
    if after == "l" and reading.form(last + 2) not in {"a", "avait", "aura", "avaient", "as"}:
        after = ""
    told = before == "a" and reading.form(first - 2) in _TOLD
    return told or before in _DEALT_WITH or after in _DOING


def _opens_as_name(reading: Reading, place: int) -> bool:
    """« Rose était là », « Claire, ma fille »: the subject of a sentence, or set apart."""
    gap, following = reading.gap(place), reading.form(place + 1)
    if gap == " ":
        return following in _SAYING
    return gap.startswith(",") and len(gap) < 3


def _named_neighbour(reading: Reading, place: int) -> bool:
    """Whether a first name or a surname that is no word stands beside, with a capital too."""
    for beside, gap in ((place - 1, reading.gap(place - 1)), (place + 1, reading.gap(place))):
        if gap in {" ", "-"} and reading.capital(beside):
            sort = sort_of(reading.form(beside))
            named = sort.first or sort.last or sort.unknown
            plainly = not sort.word or not reading.opens_sentence(beside) or sort.first
            if named and plainly and not sort.allowed:
                return True
    return False


def _is_whole_name(reading: Reading, place: int, sort: Sort) -> bool:
    """« Rose Marchand », "Will Baker": a first name and a surname, both with a capital."""
    following = place + 1
    if not sort.first or reading.gap(place) not in {" ", "-"} or not reading.capital(following):
        return False
    return sort_of(reading.form(following)).last and reading.form(place - 1) not in _DETERMINERS


def _is_shouted(reading: Reading, place: int) -> bool:
    """Whether the word is in capitals as headings and acronyms are."""
    if not reading.written(place).isupper():
        return False
    beside = [reading.written(near) for near in (place - 1, place + 1) if reading.form(near)]
    return len(reading.form(place)) <= 4 or any(w.isupper() and len(w) > 1 for w in beside)


def _is_acronym(reading: Reading, place: int, sort: Sort) -> bool:
    """Whether a few capitals stand for letters, though somebody may bear them as a surname."""
    return len(reading.form(place)) <= 5 and not sort.first and not _named_neighbour(reading, place)


def _determined(reading: Reading, place: int) -> bool:
    before = reading.form(place - 1)
    determiner = before in _DETERMINERS or (before == "a" and reading.is_english(place))
    return determiner and reading.gap(place - 1) in {" ", "'"}


def first_of_name(reading: Reading, place: int) -> int:
    """The first word of a name of which the word at `place` is known."""
    first = place
    while first > 0 and place - first < 3:
        before = first - 1
        form = reading.form(before)
        if _is_initial(reading, before):
            first = before
            continue
        if reading.gap(before) not in {" ", "-", "'"}:
            break
        if reading.gap(before) == "'":
            elided = form in _ELIDED and reading.capital(before)
            return before if elided else first
        called_so = (
            form in KIN | {"papa", "maman", "baba"}
            and reading.capital(before)
            and not reading.opens_sentence(before)
        )
        if not reading.capital(before) or (
            form in FUNCTION_WORDS | TITLES | KIN | ROLES and not called_so
        ):
            break
        sort = sort_of(form)
        syllable = len(form) == len("li") and form not in FUNCTION_WORDS
        joined = reading.gap(before) == "-" or (syllable and not reading.opens_sentence(before))
        if (sort.allowed and not called_so) or (
            sort.word and not (sort.first or sort.last or joined or called_so)
        ):
            break
        first = before
    return first


def _is_initial(reading: Reading, place: int) -> bool:
    """« P. Castagnède »; « M. Castagnède » has a title."""
    form, gap = reading.form(place), reading.gap(place)
    short = (len(form) == 1 and form.isalpha()) or form in _SHORT_FIRST_NAMES
    return short and reading.capital(place) and form != "m" and gap in {". ", "."}


_SHORT_FIRST_NAMES = words_of("ph ch th fr cl gh chr jn")
"""« Ph. Castagnède », « Ch. Garancher »."""


def _without_capital(reading: Reading, place: int, sort: Sort, *, word: bool) -> Iterator[Finding]:
    before = reading.form(place - 1)
    small = reading.in_small_letters(place)
    if sort.commune and not word and (before in _TOWARDS or not (sort.first or sort.last)):
        tier = Tier.AUTO if before in _TOWARDS else Tier.SUSPECT
        if small and len(reading.form(place)) > 3 and not sort.english:
            yield Finding(Kind.PLACE, tier, reading.span(place, place), "public.commune.small")
        return
    towards = before in {"a", "vers"} or (before == "de" and reading.form(place + 1) == "a")
    if small and word and reading.form(place) in TOWNS and towards:
        yield Finding(Kind.PLACE, Tier.SUSPECT, reading.span(place, place), "public.commune.small")
    if word or not (sort.first or sort.last) or len(reading.form(place)) < 3:
        if word and small and sort.first and before in KIN | ROLES and not sort.allowed:
            span = reading.span(place, place)
            named = reading.form(place) in NAMED_AS_WORDS - THINGS
            tier = Tier.AUTO if named else Tier.SUSPECT
            yield Finding(Kind.NAME, tier, span, "public.name.small")
        return
    if sort.english and not sort.surely and reading.is_english(place):
        return
    if before in _DETERMINERS and reading.written(place - 1) != "là":
        if before == "les" and small and sort.last and not sort.word:
            tier = Tier.AUTO if _is_household(reading, place) else Tier.SUSPECT
            yield Finding(Kind.NAME, tier, reading.span(place, place), "public.name.small")
            return
        if sort.word or not sort.first:
            return
    form = reading.form(place)
    known = sort.first and (len(form) > 3 or form in NICKNAMES or sort.surely)
    sure = known or (small and sort.last and len(form) > _LONG_SURNAME and not sort.english)
    last = _last_in_small_letters(reading, place) if small else place
    if form in _FIRST_OF_TWO:
        last = max(last, _other_half(reading, place))
    first = place
    gap = reading.gap(place - 1)
    begun = before in _BEGINNING_NAMES and gap in {" ", "-"}
    if small and (begun or (not sort.first and _may_be_surname(reading, place - 1, gap))):
        first = place - 1
    tier = Tier.AUTO if sure else Tier.SUSPECT
    yield Finding(Kind.NAME, tier, reading.span(first, last), "public.name.small")


def _last_in_small_letters(reading: Reading, place: int) -> int:
    """The last word of « mathieu le guenec »: a surname, or a word that no dictionary has."""
    following = place + 1
    gap = reading.gap(place)
    while reading.form(following) in NAME_PARTICLES and gap in {" ", "-", "'"}:
        gap = reading.gap(following)
        following += 1
    return following if _may_be_surname(reading, following, gap) else place


_FIRST_OF_TWO = words_of("jean marie anne pierre paul jo rose luc")


def _other_half(reading: Reading, place: int) -> int:
    """The end of « jean-mi », « marie-thé »: whatever a dash joins to such a name is of it."""
    joined = reading.gap(place) == "-" and reading.form(place + 1).isalpha()
    return place + 1 if joined and reading.form(place + 1) not in _AFTER_DASH else place


_AFTER_DASH = words_of("il elle on je tu nous vous ils elles ce la le les y en ci moi lui t")


def _may_be_surname(reading: Reading, place: int, gap: str) -> bool:
    form = reading.form(place)
    if gap not in {" ", "-", "'"} or len(form) < 3 or form in FUNCTION_WORDS | TALK | KIN | ROLES:
        return False
    sort = sort_of(form)
    if sort.allowed or sort.made:
        return False
    word = sort.english if reading.is_english(place) else sort.word
    return sort.surely or (not word and not sort.english)


def _communes(reading: Reading) -> Iterator[Finding]:
    """Communes of several words: « Bourg-en-Bresse », « bourg en bresse »."""
    pairs = pairs_of_communes()
    for form in reading.index.keys() & beginnings_of_communes():
        for place in reading.index[form]:
            if f"{form}-{reading.form(place + 1)}" not in pairs:
                continue
            last = _last_of_commune(reading, place)
            if last == place + 1 and {form, reading.form(last)} <= FUNCTION_WORDS:
                continue
            if last == place or not (reading.capital(last) or reading.in_small_letters(place)):
                continue
            whole = reading.gap(place) == "-" or last > place + 1 or reading.capital(place)
            tier = Tier.AUTO if whole else Tier.SUSPECT
            yield Finding(Kind.PLACE, tier, reading.span(place, last), "public.commune")


def _last_of_commune(reading: Reading, place: int) -> int:
    name, last = reading.form(place), place
    names = listed("communes")
    for current in range(place + 1, place + 6):
        if reading.gap(current - 1) not in {"-", " ", "'"}:
            break
        name += "-" + reading.form(current)
        if name in names:
            last = current
    return last


def _hyphened(reading: Reading, place: int) -> int:
    last = place
    while reading.gap(last) in {"-", "'"} and last < place + 6:
        last += 1
    return last
