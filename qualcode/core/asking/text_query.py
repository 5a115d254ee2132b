"""What a person types to find words, and where it stands in a text.

`la route` finds these words next to each other, however they are written: case, accents,
ligatures and what stands between them do not count. `route | chemin` finds either, `infirm*` what
begins so, `lemma:porter` every form of a word, `/rou?te/` a regular expression as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from qualcode.core.asking.expression import checked_expression
from qualcode.core.errors import UsageProblem
from qualcode.core.spans import Span
from qualcode.core.text import fold
from qualcode.i18n import N_

_WORD = re.compile(r"[^\W_]+")
_GAP = r"[\W_]+"
_LEMMA = re.compile(r"\b(?:lemma|lemme)[ \u00a0\u202f]*:[ \u00a0\u202f]*", re.IGNORECASE)
_QUOTES = str.maketrans(dict.fromkeys('“”„"«»\x00', " "))
_LEMMA_PIECE = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def words_in(typed: str) -> tuple[str, ...]:
    """The words of what was typed or of a form, as the index knows them: letters and digits."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", typed)))


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a phrase."""

    forms: tuple[str, ...]
    """What will do in its place; a form may be of several words, as “rendez-vous” is."""
    prefix: bool = False
    """Whether more letters may follow."""
    lemma: bool = False
    """Whether its other forms have still to be looked up."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Whose words are looked through; what is empty does not narrow."""

    coded_only: bool = False
    """Leave out interviewers and others whose words are not coded."""
    sources: tuple[str, ...] = ()
    """Names of sources."""
    speakers: tuple[str, ...] = ()
    """Labels of speakers."""
    attributes: tuple[tuple[str, str], ...] = ()
    """Attribute and value of the person who speaks; all must hold."""
    questions: tuple[str, ...] = ()
    """Questions of the guide: what was said after one of them, until the next one."""


@dataclass(frozen=True)
class TextQuery:
    """A search that was understood: phrases, any of which will do, or a regular expression."""

    phrases: tuple[tuple[Term, ...], ...] = ()
    expression: str = ""

    @classmethod
    def of_words(cls, phrase: str) -> TextQuery:
        """The words of a phrase next to each other, with no sign in it read as one of ours."""
        terms = tuple(Term((word,)) for word in words_in(phrase))
        return cls((terms,) if terms else ())

    @property
    def needs_forms(self) -> bool:
        """Whether a word stands for all its forms and they have not been looked up yet."""
        return any(term.lemma for phrase in self.phrases for term in phrase)

    def with_forms(self, forms_of: Callable[[str], Iterable[str]]) -> TextQuery:
        """The same search with the forms of its lemmas, the word itself among them."""

        def known(term: Term) -> Term:
            if not term.lemma:
                return term
            found = dict.fromkeys(form for word in term.forms for form in (word, *forms_of(word)))
            return replace(term, forms=tuple(found), lemma=False)

        phrases = tuple(tuple(known(term) for term in phrase) for phrase in self.phrases)
        return TextQuery(phrases, self.expression)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        if self.expression:
            return checked_expression(self.expression)
        if not self.phrases:
            return re.compile("(?!)")
        longest_first = sorted(self.phrases, key=len, reverse=True)
        ways = "|".join(_GAP.join(_one_of(term) for term in phrase) for phrase in longest_first)
        return re.compile(rf"(?:{ways})(?![^\W_])")

    def places(self, text: str) -> list[Span]:
        """Where it stands in `text`, in order, none over another."""
        if self.expression:
            found = self._pattern.finditer(text)
            return [Span(*match.span()) for match in found if match.group()]
        folded, origin = _folded(text)
        spans = _whole_words(self._pattern, folded)
        if origin is None:
            return [Span(start, end) for start, end in spans]
        return [Span(origin[start], origin[end - 1] + 1) for start, end in spans]


def _whole_words(pattern: re.Pattern[str], folded: str) -> Iterator[tuple[int, int]]:
    """Where the pattern stands in a text, but for places that begin inside a word.

    The pattern does not look back itself: it is found many times faster by its first letter.
    """
    match = pattern.search(folded)
    while match is not None:
        start, end = match.span()
        inside = start > 0 and folded[start - 1].isalnum()
        if not inside:
            yield start, end
        match = pattern.search(folded, start + 1 if inside else end)


def _one_of(term: Term) -> str:
    """A pattern for any form of a word, in folded text."""
    forms = dict.fromkeys(tuple(map(fold, words_in(form))) for form in term.forms)
    longest_first = sorted(forms, key=len, reverse=True)
    ways = [_GAP.join(map(_spelled, words)) for words in longest_first]
    if term.prefix:
        ways = [f"{_PREFIX_END.sub(_or_ligature, way)}[^\\W_]*" for way in ways]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


_LIGATURES = {"oe": "œ", "ae": "æ"}
_LETTERS = re.compile("|".join(_LIGATURES))
_BEGUN = {"o": "[oœ]", "a": "[aæ]"}
_PREFIX_END = re.compile("[oa]$")


def _spelled(word: str) -> str:
    """A pattern for a folded word whose letters may be written as a ligature."""
    return _LETTERS.sub(lambda m: f"(?:{m.group()}|{_LIGATURES[m.group()]})", re.escape(word))


def _or_ligature(last: re.Match[str]) -> str:
    """The last letter of a prefix, or the ligature that it begins."""
    return _BEGUN[last.group()]


_ALIKE = tuple(
    (one, plain)
    for plain, several in {
        "e": "éèêë", "a": "àâäáãå", "c": "ç", "i": "îïíì", "o": "ôöóòõ", "u": "ùûüú", "n": "ñ",
        "y": "ÿý", " ": "’‘“”«»…–—•€\u00a0\u202f",
    }.items()
    for one in several
)  # fmt: skip
"""Small letters with an accent and common signs, and what counts the same for finding words."""
_RARE = re.compile(r"[^\W\x00-\x7fœæ]|[\u0300-\u036f]")
"""What is left after `_ALIKE` and needs `fold`: letters of other scripts, signs, loose accents."""


_folded_character = lru_cache(maxsize=4096)(fold)


def _folded(text: str) -> tuple[str, Sequence[int] | None]:
    """The folded text, and where each of its characters comes from; None where nothing moved.

    Where nothing moves, ligatures stay as they are: patterns know them.
    """
    lowered = text.lower()
    if text.isascii():
        return lowered, None
    for one, plain in _ALIKE:
        lowered = lowered.replace(one, plain)
    common = lowered.replace("œ", "o").isascii() or _RARE.search(lowered) is None
    if common and len(lowered) == len(text):
        return lowered, None
    pieces = list(map(_folded_character, text))
    return "".join(pieces), [i for i, piece in enumerate(pieces) for _ in piece]


def parse_text_query(typed: str, *, lemma: bool = False) -> TextQuery:
    """What was typed, understood.

    Args:
        typed: words, alternatives, prefixes, lemmas, or a regular expression between strokes.
        lemma: whether every word stands for all its forms.

    Raises:
        UsageProblem: no word in it, a star inside a word, or an expression that cannot be run.
    """
    asked = unicodedata.normalize("NFC", typed).strip()
    if len(asked) > 2 and asked.startswith("/") and asked.endswith("/"):
        query = TextQuery(expression=asked[1:-1])
        checked_expression(query.expression)
        return query
    read = (_phrase(part, lemma=lemma) for part in _LEMMA.sub("lemma:", asked).split("|"))
    phrases = tuple(phrase for phrase in read if phrase)
    if not phrases:
        raise UsageProblem(N_("There is no word to search for in “{query}”."), query=typed)
    return TextQuery(phrases)


def _phrase(part: str, *, lemma: bool) -> tuple[Term, ...]:
    terms: list[Term] = []
    for piece in part.translate(_QUOTES).split():
        word = piece.removeprefix("lemma:")
        terms += _terms(word, lemma=lemma or word != piece)
    return tuple(terms)


def _terms(piece: str, *, lemma: bool) -> list[Term]:
    """The words of what stands between two blanks: « l’infirmière » has two."""
    stem = piece.rstrip(".,;:!?…)")
    prefix = stem.endswith("*") or (stem == "" and "*" in piece)
    stem = stem.removesuffix("*")
    if "*" in stem or (prefix and not words_in(stem[-1:])):
        raise UsageProblem(
            N_("“{word}”: a star stands only at the end of a word, for whatever may follow."),
            word=piece,
        )
    if prefix and lemma:
        raise UsageProblem(
            N_("“{word}”: a word is searched for by its forms or by its beginning, not by both."),
            word=piece,
        )
    if lemma:
        return [Term((word,), lemma=True) for word in _LEMMA_PIECE.findall(stem)]
    words = words_in(stem)
    last = len(words) - 1
    return [Term((word,), prefix=prefix and i == last) for i, word in enumerate(words)]
