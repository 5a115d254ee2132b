"""The forms of a word: what “lemma:porter” looks for.

French forms come from the tables of spaCy's French model, which are loaded when a French word is
first asked for: those listed there one by one, and those made by rule that the tables know as
forms of the same word. English forms come from rules and a short list of irregular words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from qualcode.core.errors import FileProblem
from qualcode.core.text import fold
from qualcode.i18n import N_

_MODEL = "fr_core_news_md"
_ER_ENDINGS = (
    "e es ons ez ent ant ante ants antes ais ait ions iez aient ai as a âmes âtes èrent "
    "erai eras era erons erez eront erais erait erions eriez eraient "
    "asse asses ât assions assiez assent"
)
_PARTICIPLE = ("é", "ée", "és", "ées")


def forms_of(word: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The forms of a word in these languages, the word itself first.

    Args:
        word: a lemma, or a form from which the lemma is found; accents may be missing.
        languages: `fr` and `en` are known; of any other the word alone is given.

    Raises:
        FileProblem: the French model is not installed.
    """
    asked = unicodedata.normalize("NFC", word).lower()
    known = {"fr": _french, "en": _english}
    found = [asked]
    for language in languages:
        found += known[language](asked) if language in known else ()
    return tuple(dict.fromkeys(found))


# French


@cache
def _tables() -> Any:
    """The tables of the French lemmatizer, read once in the life of the program."""
    from importlib.util import find_spec
    from pathlib import Path

    found = find_spec(_MODEL)
    if found is None or found.origin is None:
        raise FileProblem(
            N_("The language model {model} is not installed: no forms can be looked up."),
            model=_MODEL,
        )
    from spacy.lookups import Lookups

    (folder,) = Path(found.origin).parent.glob("*/lemmatizer/lookups")
    return Lookups().from_disk(folder)


@cache
def _listed() -> dict[str, list[str]]:
    """Forms by lemma, as the tables list them one by one."""
    forms_by_lemma: dict[str, list[str]] = {}
    for forms in _tables().get_table("lemma_exc").values():
        for form, lemmas in forms.items():
            for lemma in lemmas:
                forms_by_lemma.setdefault(lemma, []).append(form)
    return forms_by_lemma


@cache
def _headwords() -> dict[str, frozenset[str]]:
    """The lemmas that the tables know, by part of speech."""
    index = _tables().get_table("lemma_index")
    return {part: frozenset(index.get(part, ())) for part in ("noun", "adj", "adv", "verb")}


@cache
def _headwords_by_letters() -> dict[str, list[str]]:
    """The lemmas by what is left of them without accents."""
    found: dict[str, list[str]] = {}
    for lemma in set(_listed()).union(*_headwords().values()):
        found.setdefault(fold(lemma), []).append(lemma)
    return found


def _is_headword(word: str) -> bool:
    return word in _listed() or any(word in words for words in _headwords().values())


def _lemmas_of(form: str) -> set[str]:
    """The lemmas that the tables give for a form; none where they do not know it."""
    found = set(_tables().get_table("lemma_lookup").get(form) or ())
    for forms in _tables().get_table("lemma_exc").values():
        found.update(forms.get(form, ()))
    return found


def _french(word: str) -> Iterator[str]:
    spelled = word.replace("œ", "oe").replace("æ", "ae")
    lemmas = {spelled} if _is_headword(spelled) else _lemmas_of(spelled)
    for lemma in sorted(lemmas or _headwords_by_letters().get(fold(spelled), [])) or [spelled]:
        yield lemma
        yield from _listed().get(lemma, ())
        yield from _inflected(lemma)
        if _is_verb_in_er(lemma):
            yield from _conjugated(lemma)


def _inflected(lemma: str) -> Iterator[str]:
    """Plural and feminine by rule, as far as the tables know them; a participle has them all."""
    if lemma.endswith("é"):
        yield from (lemma + "s", lemma + "e", lemma + "es")
        return
    for form in (lemma + "s", lemma + "x", lemma + "e", lemma + "es", lemma[:-1] + "ux"):
        if lemma in _lemmas_of(form):
            yield form
    if lemma[-1] not in "sxz" and not lemma.endswith(("er", "ir", "re")):
        yield lemma + "s"


def _is_verb_in_er(lemma: str) -> bool:
    return lemma.endswith("er") and (lemma in _headwords()["verb"] or not _is_headword(lemma))


def _conjugated(lemma: str) -> Iterator[str]:
    """The forms of a regular verb: all of an unknown one, else those that the tables know.

    A form that is a word of its own too, as « porte » is, counts as a form of the verb, and so
    does the plural of such a word.
    """
    unknown = not _is_headword(lemma)
    own = {lemma, *(lemma[:-2] + ending for ending in ("e", *_PARTICIPLE))}
    for ending in (*_PARTICIPLE, *_ER_ENDINGS.split()):
        form = lemma[:-2] + ending
        known_as = _lemmas_of(form)
        if ending in _PARTICIPLE or known_as & {form, *own} or (unknown and not known_as):
            yield form


# English

_IRREGULAR_WORDS = (
    "be am is are was were been being|become became|begin began begun beginning|break broke "
    "broken|bring brought|build built|buy bought|catch caught|child children|choose chose "
    "chosen|come came|cut cutting|do does did done|draw drew drawn|drink drank drunk|drive "
    "drove driven|eat ate eaten|fall fell fallen|feel felt|fight fought|find found|foot feet|"
    "forget forgot forgotten|get got gotten getting|give gave given|go goes went gone|grow "
    "grew grown|have has had having|hear heard|hold held|hurt|keep kept|know knew known|lead "
    "led|leave left|lie lay lain lying|life lives|lose lost|make made|man men|mean meant|meet "
    "met|pay paid|person people|put putting|read|ride rode ridden|rise rose risen|run ran "
    "running|say said|see saw seen|sell sold|send sent|set setting|show shown|shut shutting|"
    "sit sat sitting|sleep slept|speak spoke spoken|spend spent|stand stood|take took taken|"
    "teach taught|tell told|think thought|tooth teeth|understand understood|wake woke woken|"
    "wear wore worn|wife wives|win won winning|woman women|write wrote written"
)
_IRREGULAR = {forms.split()[0]: tuple(forms.split()[1:]) for forms in _IRREGULAR_WORDS.split("|")}
_VOWELS = frozenset("aeiou")


def _english(word: str) -> Iterator[str]:
    bases = [base for base, forms in _IRREGULAR.items() if word == base or word in forms] or [word]
    for base in bases:
        yield base
        yield from _IRREGULAR.get(base, ())
        yield from _regular(base)


def _regular(base: str) -> Iterator[str]:
    """Plural or third person, past and -ing of a base form, by its last letters."""
    before, last = base[:-1], base[-1:]
    if last == "y" and before[-1:] not in _VOWELS:
        yield from (before + "ies", before + "ied", base + "ing")
        return
    yield base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    if last == "e":
        yield from (base + "d", before + "ing")
    else:
        yield from (base + "ed", base + "ing")
        if _doubles(base):
            yield from (base + last + "ed", base + last + "ing")


def _doubles(base: str) -> bool:
    """Whether the last letter may be doubled: stop, stopped."""
    return (
        len(base) > 2
        and base[-1] not in _VOWELS | set("wxy")
        and base[-2] in _VOWELS
        and base[-3] not in _VOWELS
    )
