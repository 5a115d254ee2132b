"""What the public lists say of a word by itself, whatever stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qualcode.deid.allowed import is_allowed
from qualcode.deid.lists import beginnings_of_communes, is_word, listed
from qualcode.deid.vocabulary import (
    COMMON_WORD_NAMES,
    FUNCTION_WORDS,
    KIN,
    NAMED_AS_WORDS,
    NICKNAMES,
    ROLES,
    SURELY_FIRST_NAMES,
    TALK,
    TITLES,
    TOWNS,
    TOWNS_ABROAD,
)

_LEAST_OF_PART = 6
_NAMES = NAMED_AS_WORDS | NICKNAMES
_PREFIX = re.compile(
    r"(?:anti|auto|bio|cardio|chimio|co|contre|cyber|de|demi|dermato|electro|endo|entre|extra|ex|"
    r"gastro|geronto|gyneco|hemato|hepato|hydro|hyper|hypo|immuno|infra|inter|intra|macro|mega|"
    r"meta|micro|mini|mono|multi|nano|nephro|neuro|non|onco|ortho|osteo|para|peri|photo|pluri|"
    r"pneumo|poly|post|pre|pro|pseudo|psycho|radio|re|retro|rhumato|semi|socio|sous|stereo|sub|"
    r"super|sur|techno|tele|thermo|trans|ultra|uro|vice|video)(?=.{4})"
)
_SUFFIX = re.compile(
    r".{3}(?:ologie|ologies|ologue|ologues|ologique|ologiques|therapie|therapies|therapeute|"
    r"ectomie|ectomies|tomie|ostomie|scopie|scopies|graphie|graphies|gramme|algie|algies|algique|algiques|pathie|"
    r"pathique|pathiques|plastie|plegie|plegique|emie|urie|pexie|stomie|isation|isations|iser|"
    r"isee?s?|ement|issime|itude|abilite|caine|cillin|cilline|mab|tinib|azole|statine|setron|"
    r"morphone|codone|oxacine|platine|taxel|rubicine|ology|ologist|otomy|ectomy|scopy|pathy|"
    r"ation|ations|iste|istes|isme|logy)"
)
_OF_MEDICINE = re.compile(
    r".{3,}(?:ologie|ologies|ologue|ologues|ologiques?|therapies?|therapeutes?|ectomies?|stomies?|"
    r"scopies?|graphies?|algies?|algiques?|pathies?|pathiques?|plasties?|plegiques?|idine|azine|"
    r"oxone|prazole|sartan|olol|mycine|cycline|parine|phylline|barbital|azepam|azolam|curium|"
    r"gliptine|triptan|gabaline|dronate|profene|fenac|oxicam|coxib|tropine|peridol|promazine)"
)
_LENGTHENED = re.compile(r"(.)\1\1|^([bcdfghjklmnpqrstvwxz])\2*$")


@dataclass(frozen=True, slots=True)
class Sort:
    """Which lists hold a word."""

    word: bool
    """A word of French."""
    english: bool
    """A word of English."""
    first: bool
    """A first name."""
    surely: bool
    """A first name that is hardly ever anything else, dictionaries notwithstanding."""
    last: bool
    """A surname that many bear."""
    borne: bool
    """Borne by somebody as a surname, or a first name."""
    commune: bool
    """The whole name of a French commune or a well-known town."""
    allowed: bool
    """Identifies nobody."""
    made: bool
    """In no list, but formed as words of medicine and of talk are."""

    @property
    def listed(self) -> bool:
        """Whether some list of names holds it."""
        return self.first or self.last or self.commune

    @property
    def unknown(self) -> bool:
        """Whether nothing is known of it."""
        return not (self.word or self.english or self.allowed or self.made or self.listed)


@lru_cache(maxsize=1 << 16)
def sort_of(form: str) -> Sort:
    """What is known of a word in the form of `Reading.plain`."""
    key = form.replace("œ", "oe").replace("æ", "ae")
    common = key in FUNCTION_WORDS or key in TALK or key in TITLES or key in KIN or key in ROLES
    word = common or is_word(key, "french")
    english = is_word(key, "english")
    short = len(key) < 3
    return Sort(
        word=word,
        english=english,
        first=key in _NAMES or (not common and not short and key in listed("first_names")),
        surely=key in SURELY_FIRST_NAMES,
        last=not short and _may_be(key, common=common) and key in listed("surnames"),
        borne=not short and _may_be(key, common=common) and is_word(key, "surnames"),
        commune=not short and not common and _is_place(key, word=word),
        allowed=is_allowed(key),
        made=not word and not english and _is_made(key),
    )


def _may_be(key: str, *, common: bool) -> bool:
    return not common or key in COMMON_WORD_NAMES


def _is_place(key: str, *, word: bool) -> bool:
    if key in TOWNS or key in TOWNS_ABROAD or key in listed("communes"):
        return True
    return not word and len(key) >= _LEAST_OF_PART and key in beginnings_of_communes()


def _stems(key: str) -> list[str]:
    """The English words of which « occupier » or « untranslatable » may be made."""
    if key.endswith(("ier", "iers")):
        return [key.removesuffix("s")[:-3] + "y"]
    found = [key.removesuffix(end) for end in _ENGLISH_ENDS if key.endswith(end)]
    return [stem for stem in found if len(stem) >= _LEAST_OF_STEM]


_ENGLISH_ENDS = ("ers", "ness", "less", "able", "fully", "ish", "ings")
_LEAST_OF_STEM = 5


def _is_made(key: str) -> bool:
    if _LENGTHENED.search(key) or _SUFFIX.fullmatch(key) or _OF_MEDICINE.fullmatch(key):
        return True
    if any(is_word(stem, "english") for stem in _stems(key)):
        return True
    prefix = _PREFIX.match(key)
    if prefix is None:
        return False
    rest = key[prefix.end() :]
    return is_word(rest, "french") or is_word(rest, "english")
