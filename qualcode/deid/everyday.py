"""First names that are everyday words, in speech without capitals or at the head of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.deid.reading import Reading
from qualcode.deid.sorts import sort_of
from qualcode.deid.vocabulary import (
    FUNCTION_WORDS,
    KIN,
    MODIFIERS,
    NAMED_AS_WORDS,
    NICKNAMES,
    ROLES,
    SAID_WITH_ACCENT,
    words_of,
)

_DETERMINERS = MODIFIERS | words_of(
    "des les du au aux cet ces quel quelle chaque tout toute deux trois plus tres si trop bien",
    "en pas assez the an this that very so too",
)
_WITH = words_of(
    "avec chez et ni sans pour par appelle appelles appeler appele appelez vu voir demande",
    "demander rappelle rappeler prevenu prevenir connais connait merci bonjour salut dixit with",
    "and ask asked told tell saw see thank thanks hello hi phoned called met",
)
"""What a person is the object of; a thing would have an article."""
_TOLD_TO = words_of(
    "demande demander dit dire parle parler telephone ecrit explique raconte donne confie",
    "laisse",
)
_HE_OR_SHE = words_of(
    "il elle he she",
)
_ACTS = words_of(
    "m nous lui vient venait dit disait habite travaille arrive explique pense qui avait s n y",
    "says said told came comes has was is",
)
_VERBS = words_of(
    "est a etait va vit fait voit prend met sait veut peut doit parle pleure dort mange aide reste",
    "part pense croit prefere regarde ecoute cherche trouve adore deteste rit rigole chante tient",
    "garde suit attend repond refuse accepte conduit cuisine gere surveille s'est avait aurait",
    "sera",
    "allait faisait prenait mettait pleurait pensait croyait restait voulait savait pouvait",
    "parlait",
    "arrive arrivait debarque debarquait vient venait sort sortait entre rentrait revenait monte",
    "dort travaillait appelait rappelait passait passe revient rentre demande raconte insiste",
    "aurait",
)
_LINKS = words_of(
    "et mais donc alors que quand parce puis apres ensuite and but then so when oui non",
)
_NEAR = 8
_BARE = words_of(
    "que qu comme est etait avec chez voici voila ni meme surtout y sauf puis et ou si"
)
_OF = words_of("de d des du qu en")
THINGS = words_of(
    "aime mai mars france noel neige mark will bill may sue miles rich pat art chase juste",
    "bonne parfait clair modeste brave tranquille fortune grace come said manuel anis milan",
    "don dan",
    "van any kali chance summer sky clay glen heath forest dale brook cliff rusty sandy misty",
    "stormy",
    "ward reed destiny harmony crystal pearl fern basil norm pat junior islam miracle automne lune",
    "dune vanille vital candide jasmin line aria nova tala rock duke earl wade autumn bunny monty",
    "clementine rosemary sonny neige tresor slim lys cristal rubis octave islam aimable constante",
    "marine",
)
"""Words so common that only a relation set beside them tells."""


def found(reading: Reading) -> Iterator[Finding]:
    """Suspected first names among everyday words."""
    yield from _presented(reading)
    previous = -1
    for place in reading.at(NAMED_AS_WORDS | NICKNAMES):
        small = not reading.capital(place) and reading.in_small_letters(place)
        opens = reading.capital(place) and reading.opens_sentence(place)
        beside = small and previous >= 0 and _is_coordinated(reading, previous, place)
        told = reading.form(place - 1) == "a" and reading.form(place - 2) in _TOLD_TO
        if reading.written(place).lower() in SAID_WITH_ACCENT:
            continue
        if (
            beside
            or _is_what_they_say(reading, place)
            or (told and reading.capital(place))
            or ((small or opens) and _is_used_as_name(reading, place))
        ):
            span = reading.span(place, place)
            previous = place
            tier = Tier.AUTO if told or _is_surely_somebody(reading, place) else Tier.SUSPECT
            yield Finding(Kind.NAME, tier, span, "everyday")


def _presented(reading: Reading) -> Iterator[Finding]:
    """« mon mari c'est guy », « le kiné s'appelle Moussa », "my brother is called Reg"."""
    for place in reading.at(KIN | ROLES):
        start = place + 1
        while reading.form(start) in _LINKING and start < place + 4:
            start += 1
        if (
            start == place + 1
            or reading.form(start - 1) not in _IS
            or reading.gap(start - 1) != " "
        ):
            continue
        sort = sort_of(reading.form(start))
        named = sort.first or (sort.last and not sort.word) or sort.unknown
        if named and (reading.capital(start) or reading.in_small_letters(start)):
            span = reading.span(start, start)
            tier = Tier.AUTO if sort.first else Tier.SUSPECT
            yield Finding(Kind.NAME, tier, span, "everyday.presented")


_LINKING = words_of(
    "c s est etait appelle appelait is was called named",
)
_IS = words_of(
    "est etait appelle appelait is was called named",
)


def _is_coordinated(reading: Reading, previous: int, place: int) -> bool:
    """« rose elle venait le mardi et violette le jeudi »."""
    if reading.form(place - 1) not in {"et", "and", "ou", "or"} or place - previous > _NEAR:
        return False
    return "\n" not in reading.text[reading.ends[previous] : reading.starts[place]]


def _is_used_as_name(reading: Reading, place: int) -> bool:
    before, after = reading.form(place - 1), reading.form(place + 1)
    joined = reading.gap(place - 1) == " "
    there = reading.written(place - 1) in {"là", "voilà"} if place else False
    if joined and before in _DETERMINERS and not there:
        return False
    if _is_apposed(reading, place) or (joined and _is_after_relation(reading, place)):
        return True
    if after in _DID or (joined and before in _RANG):
        return True
    form_of_nickname = reading.form(place) in NICKNAMES
    if form_of_nickname and reading.gap(place) == " " and after in _HE_OR_SHE:
        return True
    if form_of_nickname and joined and before in {"dit", "disent", "disait", "said", "say"}:
        return True
    hesitates = reading.form(place) == "ben" and not reading.is_english(place)
    if hesitates or reading.form(place) in THINGS or reading.gap(place) != " ":
        return False
    if joined and before in {"est", "etait", "a", "avait"} and after in {"qui", "who"}:
        return True
    starts = not joined or there or before in _LINKS
    if reading.capital(place) and _is_bare_subject(reading, place):
        return True
    if after in _HE_OR_SHE and starts:
        return True
    if joined and before in _WITH:
        return (
            not sort_of(after).word or after in _ACTS | _HE_OR_SHE | _LINKS or _ends(reading, place)
        )
    if joined and before == "a" and reading.form(place - 2) in _TOLD_TO:
        return True
    acts = after in _ACTS or (not reading.capital(place) and after in _VERBS)
    return (starts and acts) or _is_bare(reading, place)


def _is_what_they_say(reading: Reading, place: int) -> bool:
    """« mon mari, Titi comme on dit à la maison »."""
    if reading.form(place) not in NICKNAMES or reading.form(place - 1) in _DETERMINERS:
        return False
    return _AS_ONE_SAYS.match(reading.after(reading.ends[place], 30)) is not None


_AS_ONE_SAYS = re.compile(r",? comme (?:on|je|ils|elles|tout le monde) (?:dit|di[st]ent|l'appel)")


def _is_bare(reading: Reading, place: int) -> bool:
    """« c'est olive », « avec rose », without an article in French."""
    bare = reading.form(place - 1) in _BARE and reading.gap(place - 1) == " "
    free = not reading.capital(place) and reading.form(place + 1) not in _OF
    return bare and free and not reading.is_english(place)


def _is_surely_somebody(reading: Reading, place: int) -> bool:
    """Whether someone does or suffers what only persons do: « rose elle dit », « prévenu rose »."""
    if _is_after_relation(reading, place) or _is_apposed(reading, place):
        return True
    if reading.form(place) in THINGS | {"ben"} or reading.gap(place) != " ":
        return False
    before, after = reading.form(place - 1), reading.form(place + 1)
    starts = reading.gap(place - 1) != " " or before in _LINKS
    if starts and after in {"m", "nous", "lui", "me"}:
        return True
    return after in _HE_OR_SHE or before in _DONE_TO or (before == "est" and after == "qui")


_DONE_TO = words_of(
    "appele appelle appeler prevenu prevenir remercie rappele rappelle rencontre croise connais",
    "phoned called thanked met",
)


def _is_after_relation(reading: Reading, place: int) -> bool:
    """« sa copine violette », « mon voisin de palier jojo »."""
    relation = place - 1
    if reading.form(relation) in _NEIGHBOURHOOD and reading.form(relation - 1) == "de":
        relation -= 2
    own = reading.form(relation - 1) in _OWN or reading.form(relation) in _FAMILIAR
    return own and reading.form(relation) in KIN | ROLES


_NEIGHBOURHOOD = words_of("palier chambre lit table classe bureau travail")
_FAMILIAR = words_of("tonton tata tatie mamie papi papy meme pepe nounou oncle tante auntie nana")
_OWN = words_of("mon ma mes son sa ses notre votre my our his her")


def _is_bare_subject(reading: Reading, place: int) -> bool:
    """« Violette dort », "Hope trained us": a thing would have an article."""
    after = reading.form(place + 1)
    if reading.is_english(place):
        return after.endswith("ed") and len(after) > 3
    return after.isalpha() and after not in FUNCTION_WORDS and not reading.capital(place + 1)


_PETIT_FILS = words_of("petite petit belle beau arriere demi copine voisine amie")


_DID = words_of("rang phoned drove says told came thinks knows asked sat stayed helped")
"""What only a person is said to do, in English."""
_RANG = words_of("rang phoned told asked thanked")


def _ends(reading: Reading, place: int) -> bool:
    return reading.gap(place)[:1] in {",", ".", "\n", "!", "?", ";"}


def _is_apposed(reading: Reading, place: int) -> bool:
    """« aimé mon voisin de lit »: a name is followed by who that is."""
    possessive = MODIFIERS - {"ce", "cette", "un", "une", "leur"} | {
        "my",
        "our",
        "his",
        "her",
        "the",
    }
    if reading.gap(place) not in {" ", ", "}:
        return False
    start = place + 1
    if (reading.form(start), reading.form(start + 1)) in {("c", "est"), ("c", "etait")}:
        start += 2
    if reading.form(start) not in possessive:
        return False
    return any(reading.form(start + n) in KIN | ROLES | _PETIT_FILS for n in (1, 2))
