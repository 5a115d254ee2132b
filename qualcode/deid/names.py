"""Names that the words around them announce: titles, kin, "my name is", spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.reading import Reading
from qualcode.deid.sorts import sort_of
from qualcode.deid.vocabulary import (
    CIVIL_TITLES,
    COMMON_WORD_NAMES,
    FUNCTION_WORDS,
    KIN,
    NAME_PARTICLES,
    NOBODY,
    ROLES,
    TALK,
    TITLES,
    TOWNS,
    words_of,
)

_NOT_A_NAME = FUNCTION_WORDS | NOBODY | TITLES | KIN | ROLES
_MOST_WORDS = 6
_MOST_SMALL_WORDS = 3
_JOINED = frozenset({" ", "-", "'", "  "})
_AFTER_TITLE = frozenset({" ", ". ", ".", "  "})
_PLURAL_TITLES = words_of("mm mmes messieurs mesdames docteurs professeurs drs doctors")
_INITIAL = frozenset({". ", ".", ".-", ". -"})
_ELIDED = frozenset({"n", "m", "o", "d", "k"})
"""First letters of « N'Guessan », "O'Brien"."""
_ABBREVIATED = words_of("m mm mr mme mmes mlle dr drs pr prof mrs ms")
_TITLES_WITH_CAPITAL = frozenset({"m", "mm", "miss"})
_NAMING_VERBS = words_of(
    "appelle appelles appelait appelais appellent appelaient nomme nommait prenomme",
)
_NICKNAMED = words_of(
    "surnomme surnommait surnommee surnom sobriquet nickname nicknamed",
)
_GREETINGS = words_of(
    "bonjour bonsoir salut merci coucou hello hi thanks dear cher chere",
)
_SAID_TO_BE = re.compile(
    r"(?:\bmoi,? c'est|\b(?:mon|son|ton|votre|leur) (?:petit )?(?:nom|prenom)(?: de famille|"
    r" de jeune fille)?,?(?: a moi)?,?(?: c'est| est| c'etait| :)?|\bprenommee?|\bnommee?|"
    r"\bun certain|\bune certaine|\bnee|\bsigne|\b(?:name is|name's|name was|named|known as)|"
    r"\bfamille|\bles epoux|\bveuve)$"
)
_SAYING_ENDS = words_of(
    "est nom prenom famille fille moi prenommee prenomme nommee nomme certain certaine nee signe",
    "is s was named as etait epoux veuve",
)
_CHRISTENED = re.compile(r"\b(?:donn\w+ un (?:petit )?nom|baptis\w+)\b")
"""Said of things; a person has a name."""
_LEGENDS = frozenset({("pere", "noel"), ("mere", "noel"), ("father", "christmas")})
_OWN = words_of("mon ma notre son sa ton ta votre leur my our his her their")
_OFFICES = words_of(
    "directeur directrice maire president presidente cure ministre prefet prefete procureur juge",
    "medecin docteur docteure professeur professeure cadre chef cheffe responsable secretaire",
    "conseiller conseillere commissaire depute deputee senateur senatrice pharmacien infirmiere",
)
_SMALL_PARTICLES = words_of("ben el al da di do dos van von ait abou abd bou der den")
_FIELDS = words_of("nom noms prenom prenoms naissance usuel name surname forename")


def found(reading: Reading) -> Iterator[Finding]:
    """All names that something announces."""
    yield from _titled(reading)
    yield from _related(reading)
    yield from _kin_as_title(reading)
    yield from _called(reading)
    yield from _said_to_be(reading)
    yield from _filled_in(reading)
    yield from _greeted(reading)
    yield from _initials(reading)


def _initials(reading: Reading) -> Iterator[Finding]:
    """« l'infirmière, S. M., a signé »."""
    for match in _TWO_INITIALS.finditer(reading.text):
        if match.group().replace(" ", "") not in _NO_INITIALS:
            whose = _WHOSE_INITIALS.search(reading.before(match.start(), 24))
            tier = Tier.AUTO if whose else Tier.SUSPECT
            yield Finding(Kind.NAME, tier, Span(*match.span()), "name.initials")


_CALENDAR_NAMES = words_of(
    "lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier avril juin juillet aout",
    "octobre premier bonnet bon",
)
"""What people are called in French only where it has a capital."""
_TWO_INITIALS = re.compile(r"(?<![\w.])[A-Z]\. ?[A-Z]\.(?! ?[A-Z]\.)(?!\w)(?! ?:)")
_WHOSE_INITIALS = re.compile(
    r"\b(?:patiente?|mme|m|mr|madame|monsieur|docteur|dr|infirmiere?|medecin|mrs|ms|nurse|doctor)\W*$"
)
_NO_INITIALS = frozenset({"U.S.", "U.K.", "A.M.", "P.M.", "N.B.", "P.S.", "J.C.", "R.V."})


def _titled(reading: Reading) -> Iterator[Finding]:
    """« docteur Aubertin », « Mme de Villiers », « les docteurs Aubertin et Garancher »."""
    for place in reading.at(TITLES):
        if not _is_title(reading, place) or reading.gap(place) not in _AFTER_TITLE:
            continue
        yield from _name_at(reading, place + 1, "name.title", small=True)
        yield from _noble(reading, place)
        if reading.form(place + 1) in _CALENDAR_NAMES and reading.capital(place + 1):
            span = reading.span(place + 1, place + 1)
            yield Finding(Kind.NAME, Tier.AUTO, span, "name.title")
        if reading.form(place) in _PLURAL_TITLES:
            link = last_of_name(reading, place + 1) + 1
            if reading.form(link) in {"et", "and"} and link > place + 1:
                yield from _name_at(reading, link + 1, "name.title")


def _noble(reading: Reading, title: int) -> Iterator[Finding]:
    """« Mme de Villiers », surely a name; « le docteur de Villiers » may be of a place."""
    civil = reading.form(title) in CIVIL_TITLES
    particles = NAME_PARTICLES if civil else frozenset({"de", "d"})
    if reading.form(title + 1) not in particles or reading.capital(title + 1):
        return
    last = last_of_name(reading, title + 1, particle=True)
    elsewhere = reading.form(last) in TOWNS or _is_acronym(reading, last)
    if last <= title or elsewhere or (civil and _has_article(reading, title)):
        return
    tier = Tier.AUTO if civil else Tier.SUSPECT
    yield Finding(Kind.NAME, tier, reading.span(title + 1, last), "name.noble")


def _is_title(reading: Reading, place: int) -> bool:
    form = reading.form(place)
    if form in _TITLES_WITH_CAPITAL and not reading.capital(place):
        return False
    return form in _ABBREVIATED or not reading.gap(place).startswith(".")


def _has_article(reading: Reading, place: int) -> bool:
    return reading.form(place - 1) in {"le", "la", "un", "une", "ce", "cette", "du", "au", "petite"}


def _related(reading: Reading) -> Iterator[Finding]:
    """« mon frère Jean-Noël », « mon mari, Gérard, … », « l'infirmière Sandrine »."""
    for place in reading.at(KIN | ROLES):
        pair = reading.form(place), reading.form(place + 1)
        if _is_acronym(reading, place + 1) or pair in _LEGENDS:
            continue
        own = reading.form(place - 1) in _OWN
        if _is_family_of(reading, place):
            span = reading.span(place + 1, place + 1)
            yield Finding(Kind.NAME, Tier.SUSPECT, span, "name.family")
        if reading.gap(place) == " ":
            sort = sort_of(reading.form(place + 1))
            if sort.allowed and not sort.listed:
                continue
            small = own and reading.form(place) in KIN and (sort.listed or not sort.word)
            yield from _name_at(reading, place + 1, "name.kin", small=small)
        elif own and reading.gap(place) == ", ":
            last = last_of_name(reading, place + 1)
            if last > place and reading.gap(last)[:1] in {",", ".", ")", "\n"}:
                span = reading.span(place + 1, last)
                tier = Tier.AUTO if sort_of(reading.form(place + 1)).first else Tier.SUSPECT
                yield Finding(Kind.NAME, tier, span, "name.kin")


def _kin_as_title(reading: Reading) -> Iterator[Finding]:
    """« Mémé Zozé », « Sœur Marie-Odile », « tonton riri »: kin that is said as part of a name."""
    for place in reading.at(_KIN_AS_TITLES):
        written = reading.written(place).lower()
        if reading.gap(place) != " " or written in {"même", "meme", "pepe"}:
            continue
        last = last_of_name(reading, place + 1) if reading.capital(place) else place
        if last <= place and reading.in_small_letters(place) and written in _FAMILIAR:
            sort = sort_of(reading.form(place + 1))
            last = place + (sort.first or (sort.unknown and len(reading.form(place + 1)) > 2))
        if last > place and (reading.form(place), reading.form(place + 1)) not in _LEGENDS:
            yield Finding(Kind.NAME, Tier.AUTO, reading.span(place, last), "name.kin")


_KIN_AS_TITLES = words_of(
    "meme pepe mamie papi papy memere pepere tonton tata tatie tantine oncle tante soeur sœur",
    "frere mere pere abbe sister brother father mother auntie aunt uncle nurse matron nana nan",
    "grandma grandad granny man ti",
)
_FAMILIAR = frozenset({"mémé", "pépé"}) | words_of(
    "mamie papi papy mémère pépère tonton tata tatie tantine auntie nana grandad granny uncle aunt"
)


def _is_acronym(reading: Reading, place: int) -> bool:
    written = reading.written(place) if place < len(reading.forms) else ""
    return len(written) <= 5 and written.isupper()


def _is_family_of(reading: Reading, kin: int) -> bool:
    """« le fils barbier », « la famille boulanger », « chez les marchand », without capitals."""
    form = reading.form(kin + 1)
    named = form in COMMON_WORD_NAMES - FUNCTION_WORDS - TALK - _QUALITIES
    lines = reading.form(kin) in _LINES and reading.form(kin - 1) in {"le", "la", "les", "des"}
    return named and lines and reading.gap(kin) == " " and reading.in_small_letters(kin)


_LINES = words_of("fils fille filles mere pere frere freres soeur soeurs famille veuve gendre bru")
_QUALITIES = words_of(
    "claire clair blanc blanche brun brune noir roux gris vert gros long court faible beau belle",
    "doux douce joli sage brave franc vaillant modeste juste innocent fidele celeste constant aime",
    "aimee desire parfait honore gentil allemand breton picard normand bourgeois chevalier robert",
)


def _called(reading: Reading) -> Iterator[Finding]:
    """« je m'appelle Rosa », « on l'appelle Dédé », « surnommé le Grand »."""
    for place in reading.at(_NAMING_VERBS):
        pronoun = reading.form(place - 1)
        if pronoun not in {"m", "t", "s", "l"} or reading.gap(place) not in {" ", " : ", ": "}:
            continue
        if pronoun == "s" and _CHRISTENED.search(reading.before(reading.starts[place], 60)):
            continue
        own = pronoun == "s" or reading.form(place - 2) in {"je", "j", "tu"}
        kind = Kind.NAME if own else Kind.NICKNAME
        article = not own and reading.form(place + 1) in {"le", "la", "l"}
        start = place + 1 + article
        yield from _name_at(reading, start, "name.called", small=own, kind=kind)
        if not own:
            yield from _pet_name(reading, start, article=article)
    yield from _also_called(reading)
    yield from _as_they_say(reading)
    yield from _called_in_english(reading)
    for place in reading.at(_NICKNAMED):
        start = place + 1
        while reading.form(start) in {"le", "la", "l", "c", "est", "etait", "is", "was", "the"}:
            start += 1
        if reading.gap(place) == " ":
            yield from _nickname(reading, start)


def _also_called(reading: Reading) -> Iterator[Finding]:
    """« Roland, alias Roro », « Roger dit Nono »."""
    for place in reading.at(frozenset({"alias", "dit", "dite"})):
        aka = reading.form(place) == "alias" or reading.capital(place - 1)
        if reading.gap(place) in {" ", " « "} and aka and reading.capital(place + 1):
            yield from _name_at(reading, place + 1, "name.alias", kind=Kind.NICKNAME)


def _as_they_say(reading: Reading) -> Iterator[Finding]:
    """« Nénette pour les intimes », « la Marquise, comme on dit », « on dit la Marquise »."""
    for place in reading.at(frozenset({"pour", "comme"})):
        said = _AS_ONE_SAYS.match(reading.plain, reading.starts[place])
        if said and reading.gap(place - 1) in {" ", ", "} and _may_be_pet_name(reading, place - 1):
            span = reading.span(place - 1, place - 1)
            yield Finding(Kind.NICKNAME, Tier.SUSPECT, span, "name.as_said")
    for place in reading.at(frozenset({"dit", "disent", "disait", "disaient"})):
        named = place + 1 + (reading.form(place + 1) in {"le", "la", "l"})
        everybody = reading.form(place - 1) in {"on", "monde", "gens", "copains", "autres"}
        inside = reading.gap(place) == " " and not reading.opens_sentence(min(named, place + 1))
        if everybody and inside and _may_be_pet_name(reading, named) and reading.capital(named):
            span = reading.span(named, named)
            yield Finding(Kind.NICKNAME, Tier.SUSPECT, span, "name.as_said")


_AS_ONE_SAYS = re.compile(
    r"(?:pour les (?:intimes|copains|copines|proches)\b|comme (?:on|je|ils|elles|tout le monde) "
    r"(?:dit|di[st]ent|(?:l'|la |le |m')(?:appel|surnomm|nomm)))"
)


def _may_be_pet_name(reading: Reading, place: int) -> bool:
    """Whether somebody may be called so: the word has a capital, or no dictionary has it."""
    form = reading.form(place)
    if not form.isalpha() or len(form) < 2 or form in FUNCTION_WORDS | TITLES:
        return False
    sort = sort_of(form)
    if sort.allowed:
        return False
    return reading.capital(place) or sort.first or sort.unknown


def _called_in_english(reading: Reading) -> Iterator[Finding]:
    """What somebody is called: "everyone calls him Nobby"."""
    for place in reading.at(frozenset({"call", "calls", "called"})):
        if reading.form(place + 1) in {"him", "her", "me", "them", "us"}:
            named = last_of_name(reading, place + 2)
            sort = sort_of(reading.form(place + 2))
            if (
                named < place + 2
                and reading.in_small_letters(place)
                and (sort.first or sort.unknown)
            ):
                named = place + 2
            if named >= place + 2 and reading.gap(place + 1) == " ":
                span = reading.span(place + 2, named)
                yield Finding(Kind.NICKNAME, Tier.AUTO, span, "name.called")


def _pet_name(reading: Reading, place: int, *, article: bool) -> Iterator[Finding]:
    """« on l'appelle la fée clochette », « ils m'appellent Papi Bionique »: what one is called."""
    last = place - 1
    while last < place + 2 and _is_part_of_pet_name(reading, last + 1, first=last < place):
        last += 1
        if reading.gap(last) not in _JOINED:
            break
    if last < place:
        return
    capital = reading.capital(place) or reading.capital(last)
    if capital or article or reading.in_small_letters(place):
        tier = Tier.AUTO if capital and not reading.opens_sentence(place) else Tier.SUSPECT
        yield Finding(Kind.NICKNAME, tier, reading.span(place, last), "name.pet")


def _is_part_of_pet_name(reading: Reading, place: int, *, first: bool) -> bool:
    form = reading.form(place)
    if not form.isalpha() or form in FUNCTION_WORDS | _WHEN or form in TITLES:
        return False
    if not first:
        return reading.capital(place) or (form not in TALK and not reading.capital(place - 1))
    if reading.capital(place):
        return True
    return len(form) > 2 and form not in TALK | ROLES and not form.endswith(("ait", "ment", "ant"))


_WHEN = words_of(
    "matin soir nuit midi jour semaine mois vendredi week weekend samu pompier pompiers police",
    "taxi ambulance secretariat standard astreinte urgence urgences reponse infirmier fois numero",
    "lendemain veille direct mardi chirurgie hopital medecin docteur service telephone",
)
"""What follows « on m'appelle » and « je l'appelle » on the telephone."""


def _nickname(reading: Reading, place: int) -> Iterator[Finding]:
    """« surnommé Titi », « surnommée mamie turbo »: whatever follows, at most two words."""
    named = list(_name_at(reading, place, "name.nickname", small=True, kind=Kind.NICKNAME))
    if not named and reading.form(place).isalpha() and reading.form(place) not in FUNCTION_WORDS:
        following = reading.form(place + 1)
        joined = reading.gap(place) in {" ", "-"} and following.isalpha()
        last = place + (joined and following not in FUNCTION_WORDS | TALK)
        span = reading.span(place, last)
        named = [Finding(Kind.NICKNAME, Tier.AUTO, span, "name.nickname.small")]
    yield from named


def _said_to_be(reading: Reading) -> Iterator[Finding]:
    """« moi c'est Rosa », « mon nom c'est… », « née Dupont », "my name is Gary"."""
    for place in reading.at(_SAYING_ENDS):
        following = place + 1
        if reading.gap(place).strip(" :,«\"'") or "\n" in reading.gap(place):
            continue
        if following >= len(reading.forms):
            continue
        named = _SAID_TO_BE.search(reading.before(reading.ends[place], 40))
        if named is None:
            continue
        small = named.group().startswith(("mon ", "name")) and named.group().endswith(
            ("est", "is", "'s", "was")
        )
        yield from _name_at(reading, following, "name.said", small=small)


def _filled_in(reading: Reading) -> Iterator[Finding]:
    """« Nom : GARANCHER », « Prénom : Odalie », of a form or a letter."""
    for place in reading.at(_FIELDS):
        if reading.gap(place).strip() == ":" and "\n" not in reading.gap(place):
            yield from _name_at(reading, place + 1, "name.field", small=True)


def _greeted(reading: Reading) -> Iterator[Finding]:
    """« Bonjour Sandrine »."""
    for place in reading.at(_GREETINGS):
        last = last_of_name(reading, place + 1)
        if reading.gap(place) in {" ", ", "} and last > place:
            tier = Tier.SUSPECT
            yield Finding(Kind.NAME, tier, reading.span(place + 1, last), "name.greeted")


def _name_at(
    reading: Reading, place: int, rule: str, *, small: bool = False, kind: Kind = Kind.NAME
) -> Iterator[Finding]:
    """The name that starts at `place`: sure with a capital, suspected in speech without any."""
    last = last_of_name(reading, place)
    if last >= place:
        initials = all(len(form) == 1 for form in reading.forms[place : last + 1])
        tier = Tier.SUSPECT if initials and rule != "name.title" else Tier.AUTO
        yield Finding(kind, tier, reading.span(place, last), rule)
    elif small and reading.form(place).isalpha() and reading.in_small_letters(place):
        last = _last_in_small_letters(reading, place)
        if last < place and rule == "name.title":
            last = _last_of_titled(reading, place)
        if last >= place:
            acts = reading.form(last + 1) in _ACTING and reading.gap(last) == " "
            sure = _is_borne(reading.form(place)) or (rule == "name.title" and acts)
            tier = Tier.AUTO if sure else Tier.SUSPECT
            yield Finding(kind, tier, reading.span(place, last), f"{rule}.small")


def _last_of_titled(reading: Reading, place: int) -> int:
    """The end of « madame n'guyen », « le docteur petit » who does something, or `place - 1`."""
    form = reading.form(place)
    if form in _ELIDED and reading.gap(place) == "'":
        return place + 1 if _may_be_small_name(reading.form(place + 1)) else place - 1
    if form not in COMMON_WORD_NAMES - FUNCTION_WORDS or reading.gap(place) != " ":
        return place - 1
    doctor = reading.form(place - 1) in _DOCTORS and reading.form(place - 2) in {"le", "du", "au"}
    return place if doctor or reading.form(place + 1) in _ACTING | {"a", "qui"} else place - 1


_DOCTORS = words_of("docteur dr professeur pr")


_ACTING = words_of("m nous vous lui il elle vient venait dit disait passait")


def _is_borne(form: str) -> bool:
    """Whether people are called so, be it a word too: « madame fontaine »."""
    sort = sort_of(form)
    return sort.first or sort.last


def last_of_name(reading: Reading, place: int, *, particle: bool = False) -> int:
    """The last word of the name with capitals that starts at `place`; `place - 1` where none.

    `particle` lets it start with a small « de ».
    """
    last, current = place - 1, place
    while current < place + _MOST_WORDS:
        form = reading.form(current)
        joined = last >= place and reading.gap(current - 1) == "-" and reading.capital(current)
        if joined or _begins_name(reading, current, first=last < place):
            last = current
        elif form not in NAME_PARTICLES or not (
            particle or last >= place or reading.capital(current)
        ):
            break
        gap = reading.gap(current)
        if gap not in _JOINED and not (len(form) == 1 and gap in _INITIAL):
            break
        current += 1
    return last


def _begins_name(reading: Reading, place: int, *, first: bool) -> bool:
    form, gap = reading.form(place), reading.gap(place)
    if not reading.capital(place):
        return False
    if len(form) == 1 and gap.startswith("."):
        return not first or form not in NOBODY
    if form in _NOT_A_NAME or (gap == "" and reading.form(place + 1)[:1].isdecimal()):
        return False
    if first and len(form) == 1 and gap == "'":
        return form in _ELIDED and reading.capital(place + 1)
    return True


def _last_in_small_letters(reading: Reading, place: int) -> int:
    """The last of at most three words that may be a name in speech written without capitals."""
    last, current = place - 1, place
    while current < place + _MOST_SMALL_WORDS and reading.form(current).isalpha():
        if not _is_small_particle(reading, current):
            if not _may_be_small_name(reading.form(current)):
                break
            if last >= place and not _may_be_second(reading.form(current)):
                break
            last = current
        elif not _may_be_small_name(reading.form(current + 1)):
            break
        if reading.gap(current) not in _JOINED:
            break
        current += 1
    return last


def _may_be_second(form: str) -> bool:
    """Whether a further word may belong to a name: « roche écoutez » has none."""
    sort = sort_of(form)
    return not (sort.word or sort.english) or sort.surely or form in COMMON_WORD_NAMES


def _is_small_particle(reading: Reading, place: int) -> bool:
    """Whether « le », « ben » and the like may belong to a name, not to « le directeur »."""
    form = reading.form(place)
    if form in {"le", "la"}:
        return reading.form(place + 1) not in _OFFICES
    return form in _SMALL_PARTICLES


def _may_be_small_name(form: str) -> bool:
    if len(form) < 3 or form in _NOT_A_NAME or form in TALK:
        return False
    return not form.endswith(("ait", "aient", "ment", "tion", "iste", "ogue", "ing"))
