"""Ages, told from durations by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.numerals import Number, number_at, number_ending_at
from qualcode.deid.reading import Reading

_YEARS = frozenset({"ans", "an", "years", "year", "yrs", "printemps", "piges", "balais", "berges"})
_OLDEST = 122
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
    r"|\b(?:plus|moins) de)[ '(]*$"
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


def _age(reading: Reading, number: Number, years: int) -> Iterator[Finding]:
    old = number.value >= 90
    span = reading.span(number.first, years)
    before = reading.before(span.start, 60)
    after = reading.after(span.end)
    if _OLD.match(after):
        yield _finding(span, old=old)
    elif _DURATION_BEFORE.search(before) or _DURATION_AFTER.match(after):
        return
    elif old or _AGE_BEFORE.search(before):
        yield _finding(span, old=old)


def _finding(span: Span, *, old: bool) -> Finding:
    return Finding(Kind.AGE90 if old else Kind.AGE, Tier.AUTO, span, "age.years")


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
