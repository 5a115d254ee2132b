"""Ages, told from durations by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.numerals import Number, number_at, number_ending_at
from qualcode.deid.reading import Reading

_YEARS = frozenset({"ans", "an", "years", "year", "yrs", "printemps", "piges", "balais", "berges"})
_OLDEST = 122
_ADULT = 16
_SELDOM_A_DURATION = 50
_PEOPLE = (
    r"(?:hommes?|femmes?|patiente?s?|filles?|fils|garcons?|dames?|messieurs|monsieur|enfants?|"
    r"meres?|peres?|freres?|s(?:oe|œ)urs?|personnes?|gamine?s?|bebes?|maris?|jeunes?|gens|"
    r"m[eé]me|papys?|papis?|mamies?|petite?|vieux|vieille|voisine?|gosses?|ados?)"
)
_AGE_BEFORE = re.compile(
    r"(?:\b(?:ai|as|a|avais|avait|avions|aviez|avez|ont|avaient|aura|aurai|auras|aurait|eu|fete|fetait|"
    r"atteint|passe)(?: (?:que|plus|pas|deja|maintenant|bientot|presque|juste|environ|"
    r"peut-etre|meme|a peine|quand meme|mes|ses|que|les|de|moins|seulement|au moins|tout juste))*"
    r"|\bagee?s?(?: (?:de|d'))?(?: (?:plus|moins|environ|de|pres))*"
    rf"|\b{_PEOPLE}(?: \w+)? (?:de|d')(?: (?:plus|moins|environ|pres) de)?"
    r"|\b(?:a|vers|avant|jusqu'a|des) (?:l'age de |mes |ses |tes |vos |leurs )?"
    r"|\b(?:mes|ses|tes|vos|leurs)"
    r"|\b(?:aged?|is|was|am|i'm|he's|she's|'s|turned|turning|are|were)(?: (?:only|about|nearly|"
    r"almost|just|of|over|under))*"
    r"|\b(?:plus|moins) de|\b(?:non|pardon|enfin|plutot|sorry|actually),?)[ '(]*$"
)
_DURATION_BEFORE = re.compile(
    r"(?:\b(?:il y a(?:vait)?|y a(?:vait)?|depuis|pendant|dans|tous les|toutes les|durant|apres|"
    r"bout de|ca fait|cela fait|ca faisait|pour|en|sur|encore|il y aura|d'ici|for|since|after|"
    r"ago|in|within|every|over|voila)"
    r"(?: (?:plus|moins|environ|pres|presque|deja|bientot|au moins|de|d'|que|les|about|nearly|"
    r"almost|over|bien|quand meme))*|\bde \w+ a|\bchaque)[ '(]*$"
)
_DURATION_AFTER = re.compile(
    r"\s?(?:(?:de|d')\s?(?!moi\b|lui\b|elle\b|plus\b|moins\b)|apres\b|plus tard\b|avant\b|"
    r"pres\b|que\b|durant\b|later\b|ago\b|of\b|after\b|before\b|et demi\b|pour\b|en arriere\b)"
)
_OLD = re.compile(r"[ -](?:old|of age)\b")
_SET_APART = re.compile(
    r"(?:[A-ZÀ-Þ][\w'’-]+|\]|patiente?|hommes?|femmes?|dame|"
    r"monsieur|gamine?|garcon|garçon|fille|fils|gosse|jeune|petite?|voisine?|lad|boy|girl|man|"
    r"woman), $|\($"
)
_CLOSED = re.compile(r"\s?[,.;)]|$")
"""« Thévenon, 71 ans, »; « (58 ans) »."""
_IS_THAT_OLD = re.compile(
    r"\b(?:he|she|i|who|husband|wife|mother|father|mum|mom|dad|son|daughter|brother|sister)"
    r"(?:-in-law)?(?:, \w+,)?(?: ?'s| ?'m| ?'ll be| will be| is| am| was| turned| turns)"
    r"(?: (?:now|only|about|nearly|almost|just))? $"
)
_NOT_COUNTED = re.compile(
    r"(?:$|[.,;!?)\n]| (?:now|and|but|when|in|last|next|then|if|this|come|on|at|today)\b)"
)
_WHOLE_WORDS = {
    "nonagenaire": Kind.AGE90, "nonagenaires": Kind.AGE90, "centenaire": Kind.AGE90,
    "centenaires": Kind.AGE90, "nonagenarian": Kind.AGE90, "centenarian": Kind.AGE90,
    "octogenaire": Kind.AGE, "septuagenaire": Kind.AGE, "sexagenaire": Kind.AGE,
    "quinquagenaire": Kind.AGE,
}  # fmt: skip


def found(reading: Reading) -> Iterator[Finding]:
    """All ages; those of ninety and more as such."""
    for place in reading.at(_YEARS):
        number = number_ending_at(reading, place - 1)
        if number is None or reading.gap(place - 1) not in {" ", "-", "", "  "}:
            continue
        if 0 < number.value <= _OLDEST:
            yield from _age(reading, number, place)
    for place in reading.at(_WHOLE_WORDS.keys()):
        kind = _WHOLE_WORDS[reading.form(place)]
        yield Finding(kind, Tier.AUTO, reading.span(place, place), "age.word")
    yield from _aged(reading)
    yield from _bare(reading)
    yield from _bare_in_french(reading)


def _age(reading: Reading, number: Number, years: int) -> Iterator[Finding]:
    old = number.value >= 90
    span = reading.span(number.first, years)
    before = reading.before(span.start, 60)
    after = reading.after(span.end)
    written_before = reading.text[max(0, span.start - 30) : span.start]
    set_apart = _SET_APART.search(written_before) and _CLOSED.match(after)
    if _OLD.match(after) or set_apart:
        yield _finding(span, old=old)
    elif _DURATION_BEFORE.search(before) or _lasts(number, before, after):
        return
    elif old or _AGE_BEFORE.search(before):
        yield _finding(span, old=old)
    elif number.value >= _SELDOM_A_DURATION:
        yield Finding(Kind.AGE, Tier.SUSPECT, span, "age.alone")
    else:
        yield from _pair(reading, number, span)


def _lasts(number: Number, before: str, after: str) -> bool:
    """Whether what follows makes a duration of it; « il avait soixante-treize ans et demi » not."""
    half = _AND_A_HALF.match(after) and number.value >= _ADULT and _AGE_BEFORE.search(before)
    return _DURATION_AFTER.match(after) is not None and not half


_AND_A_HALF = re.compile(r"\s?(?:et demie?|and a half)\b")


def _pair(reading: Reading, number: Number, span: Span) -> Iterator[Finding]:
    """« deux filles de douze et neuf ans », « trois enfants de huit, dix et douze ans »."""
    link = number.first - 1
    if reading.form(link) not in {"et", "ou", "and", "or"}:
        return
    other = number_ending_at(reading, link - 1)
    if other is None:
        return
    first = other
    while reading.gap(first.first - 1) == ", ":
        earlier = number_ending_at(reading, first.first - 1)
        if earlier is None:
            break
        first = earlier
    whole = span.hull(reading.span(first.first, other.last))
    if _AGE_BEFORE.search(reading.before(whole.start, 60)):
        yield _finding(whole, old=max(number.value, other.value) >= 90)


def _finding(span: Span, *, old: bool) -> Finding:
    return Finding(Kind.AGE90 if old else Kind.AGE, Tier.AUTO, span, "age.years")


def _bare(reading: Reading) -> Iterator[Finding]:
    """A bare number said of somebody: "My husband is 91"."""
    for place in reading.at(frozenset({"is", "am", "was", "s", "m", "turned", "turns", "be"})):
        first = place + 1 + (reading.form(place + 1) in {"now", "only", "about", "nearly", "just"})
        number = number_at(reading, first)
        if number is None or not _ADULT <= number.value <= _OLDEST:
            continue
        span = reading.span(number.first, number.last)
        said = _IS_THAT_OLD.search(reading.before(span.start, 50))
        if said and _NOT_COUNTED.match(reading.after(span.end)):
            old = number.value >= 90
            kind = Kind.AGE90 if old else Kind.AGE
            yield Finding(kind, Tier.SUSPECT, span, "age.bare")


def _bare_in_french(reading: Reading) -> Iterator[Finding]:
    """« j'ai nonante-deux, je suis belge », « il va sur ses quatre-vingt-douze »."""
    for place in reading.at(frozenset({"ai", "a", "avait", "ses", "aura"})):
        number = number_at(reading, place + 1)
        if number is None or not _SELDOM_A_DURATION <= number.value <= _OLDEST:
            continue
        if reading.gap(place) != " " or not _IS_SO_OLD.search(
            reading.before(reading.ends[place], 30)
        ):
            continue
        span = reading.span(number.first, number.last)
        if _ENDS_CLAUSE.match(reading.after(span.end)):
            kind = Kind.AGE90 if number.value >= _AGED else Kind.AGE
            yield Finding(kind, Tier.SUSPECT, span, "age.bare")


_AGED = 90
_IS_SO_OLD = re.compile(r"\b(?:j'ai|il a|elle a|il avait|elle avait|qui a|sur ses|fete ses|aura)$")
_ENDS_CLAUSE = re.compile(r"\s?(?:$|[,.;!?)…\n])| (?:et|mais|je|il|elle|moi|passes?|bien)\b")


def _aged(reading: Reading) -> Iterator[Finding]:
    """« âgée de 92 », "aged 92": ages without the word for years."""
    for place in reading.at(frozenset({"aged", "agee", "age"})):
        following = place + 1
        if reading.form(following) in {"de", "d"}:
            following += 1
        number = number_at(reading, following)
        if number is None or not 0 < number.value <= _OLDEST or reading.gap(place) != " ":
            continue
        if reading.form(number.last + 1) not in _YEARS | {"mois", "months", "jours"}:
            span = reading.span(number.first, number.last)
            yield _finding(span, old=number.value >= 90)
