"""Words that no list and no dictionary knows: whatever is not known to be harmless is asked about.

The idea of screening by what is known to be safe is that of Philter (Norgeot and others, 2020).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.deid.eponyms import EPONYM, INSTRUMENT
from qualcode.deid.gazetteer import among_people, first_of_name
from qualcode.deid.names import last_of_name
from qualcode.deid.reading import Reading
from qualcode.deid.sorts import sort_of
from qualcode.deid.vocabulary import FUNCTION_WORDS, KIN, MODIFIERS, ROLES, words_of

_SHORTEST = 4
_SHORTEST_WITH_CAPITAL = 3
_LONGEST_ACRONYM = 5
_LONGEST_AFTER_ARTICLE = 8
_ARTICLES = words_of("le du un au ce l d notre votre")
"""What no French person's name has before it: « le Zophren », « l'Oxynorm »."""
_BEFORE_ACRONYM = _ARTICLES | words_of("la les des aux the a an reseau")
_APPOSING = MODIFIERS | words_of("my our his her their the a an")
_WHOSE = KIN | ROLES | words_of("patient patiente dossier equipe depart arrivee remplacante")
_BROKEN_OFF = re.compile(r"(?:-(?:\s|$)|…|\.\.\.|~)")
_MADE_OF_A_VERB = re.compile(r".{4,}is(?:ée?s?|er|ait|ant|ation)")
_JOINED = "_@/\\&#*+="


def found(reading: Reading) -> Iterator[Finding]:
    """The words that are asked about, each as a suspected name."""
    for form, places in reading.index.items():
        if len(form) < _SHORTEST_WITH_CAPITAL or form[0] < ":":
            continue
        if sort_of(form).unknown:
            for place in places:
                yield from _asked(reading, place)


def _is_somebody(reading: Reading, first: int, last: int) -> bool:
    """Whether the words around say it: « Oluwaseun, mon gendre », « avec Josep, un kiné »."""
    if among_people(reading, first, last):
        return True
    of = reading.form(first - 1) in {"de", "d"} and reading.gap(first - 1) in {" ", "'"}
    if of and reading.form(first - 2) in _WHOSE:
        return True
    if reading.form(first - 1) in KIN | ROLES and reading.gap(first - 1) in {" ", ", "}:
        return True
    if reading.gap(last) not in {", ", " "} or reading.form(last + 1) not in _APPOSING:
        return False
    return any(reading.form(last + n) in KIN | ROLES for n in (2, 3))


def _syllable_after(reading: Reading, place: int) -> int:
    """The end of « Min-jun », « Xiao-ping »: a name of two syllables, the second small."""
    joined = reading.gap(place) == "-" and reading.form(place + 1).isalpha()
    small = joined and not reading.capital(place + 1) and len(reading.form(place + 1)) > 1
    return place + 1 if small and reading.form(place + 1) not in FUNCTION_WORDS else place


def _asked(reading: Reading, place: int) -> Iterator[Finding]:
    written = reading.written(place)
    start, end = reading.starts[place], reading.ends[place]
    around = reading.text[max(0, start - 1) : start] + reading.text[end : end + 1]
    if any(mark.isdecimal() or mark in _JOINED for mark in around):
        return
    if written[0].isupper():
        before = reading.form(place - 1) if reading.gap(place - 1) in {" ", "'", " («"} else ""
        if written.isupper():
            longest = _LONGEST_AFTER_ARTICLE if before in _BEFORE_ACRONYM else _LONGEST_ACRONYM
            if len(written) <= longest:
                return
        elif before in _ARTICLES - {"d"} and not reading.is_english(place):
            return
        if EPONYM.search(reading.before(start, 48)) or INSTRUMENT.match(reading.plain, end):
            return
        first, last = first_of_name(reading, place), max(place, last_of_name(reading, place))
        last = max(last, _syllable_after(reading, last))
        sort = sort_of(reading.form(place))
        long = len(written) > _SHORTEST and not written.isupper()
        opens = reading.opens_sentence(first)
        named = sort.borne or (long and not opens)
        tier = Tier.AUTO if named or _is_somebody(reading, first, last) else Tier.SUSPECT
        yield Finding(Kind.NAME, tier, reading.span(first, last), "unknown.capital")
    elif len(written) >= _SHORTEST and not _BROKEN_OFF.match(reading.text, end):
        if _MADE_OF_A_VERB.fullmatch(written.lower()):
            return
        household = reading.form(place - 1) == "les" and reading.form(place - 2) == "chez"
        tier = Tier.AUTO if household else Tier.SUSPECT
        yield Finding(Kind.NAME, tier, reading.span(place, place), "unknown.small")
