"""Names that the language model sees, asked only about sentences with a doubtful capital."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span
from qualcode.deid.eponyms import EPONYM
from qualcode.deid.reading import Reading
from qualcode.deid.sorts import sort_of
from qualcode.deid.vocabulary import FUNCTION_WORDS, KIN, ROLES, TALK, TITLES
from qualcode.nlp.persons import persons

_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
_LONGEST = 600
_MOST_WORDS = 5
_NO_NAME = FUNCTION_WORDS | TALK | TITLES | KIN | ROLES


def found(reading: Reading) -> Iterator[Finding]:
    """What the model takes for persons in French, as suspected names."""
    sentences = list(_doubtful(reading))
    texts = [sentence.of(reading.text) for sentence in sentences]
    for sentence, names in zip(sentences, persons(texts), strict=True):
        for name in names:
            yield from _trimmed(
                reading, Span(name.start + sentence.start, name.end + sentence.start)
            )


def _doubtful(reading: Reading) -> Iterator[Span]:
    """The French sentences with a capital that may or may not be a name, each once."""
    places = sorted(
        place
        for form, places in reading.index.items()
        if len(form) > 2 and form[0] > ":" and _may_be_name(form)
        for place in places
        if reading.capital(place) and not reading.is_english(place)
    )
    end = 0
    for place in places:
        start = reading.starts[place]
        if start >= end:
            sentence = _sentence_around(reading.text, start)
            end = sentence.end
            yield sentence


def _may_be_name(form: str) -> bool:
    sort = sort_of(form)
    doubtful = sort.unknown or ((sort.first or sort.last) and sort.word and not sort.surely)
    return doubtful and not sort.allowed and form not in _NO_NAME


def _sentence_around(text: str, offset: int) -> Span:
    low = max(text.rfind("\n", 0, offset) + 1, offset - _LONGEST)
    for match in _SENTENCE.finditer(text, low, offset + _LONGEST):
        if match.end() > offset:
            return Span(match.start(), match.end())
    return Span(offset, min(len(text), offset + _LONGEST))


def _trimmed(reading: Reading, name: Span) -> Iterator[Finding]:
    """The words with a capital at the core of what the model took for a name."""
    first = bisect_left(reading.starts, name.start)
    last = bisect_right(reading.starts, name.end - 1) - 1
    while first <= last and not _is_core(reading, first):
        first += 1
    while first <= last and not _is_core(reading, last):
        last -= 1
    if first > last or last - first >= _MOST_WORDS:
        return
    if EPONYM.search(reading.before(reading.starts[first], 48)):
        return
    if first == last and _opens_as_word(reading, first):
        return
    yield Finding(Kind.NAME, Tier.SUSPECT, reading.span(first, last), "model.person")


def _opens_as_word(reading: Reading, place: int) -> bool:
    """A plain word at the head of a sentence: « Livraison du matériel »."""
    sort = sort_of(reading.form(place))
    return sort.word and not (sort.first or sort.last) and reading.opens_sentence(place)


def _is_core(reading: Reading, place: int) -> bool:
    form = reading.form(place)
    if not reading.capital(place) or form in _NO_NAME or len(form) < 2:
        return False
    sort = sort_of(form)
    acronym = reading.written(place).isupper() and len(form) <= 5 and not sort.first
    return not (sort.allowed or acronym or (sort.commune and not (sort.first or sort.last)))
