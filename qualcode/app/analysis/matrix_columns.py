"""The columns of a matrix: what sets people and sources apart, and what of it may be printed."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from string import ascii_uppercase

from qualcode.app.analysis.matrix_material import Material
from qualcode.core.codebook import Words, said
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.people import Case
from qualcode.core.study import Attribute, OnePersonUnits, Privacy, Study, ValueType
from qualcode.core.tables.crosstab import CrossColumn, Mode
from qualcode.core.tables.matrix import GROUP_TYPES, KINDS
from qualcode.core.voices import Voice
from qualcode.i18n import LANGUAGES, N_, in_language, translate

BY_CASE, BY_SOURCE, BY_SPEAKER, BY_ROUND = "case", "source", "speaker", "round"

_NAMES = {
    BY_CASE: N_("case"),
    BY_SOURCE: N_("transcript"),
    BY_SPEAKER: N_("speaker"),
    BY_ROUND: N_("coding round"),
    "kind": N_("kind of case"),
    "type": N_("type of transcript"),
    "language": N_("language"),
    "group": N_("group"),
    "network": N_("network"),
    "site": N_("site"),
    "site_type": N_("type of site"),
    "role": N_("role"),
    "sex": N_("sex"),
    "age_band": N_("age band"),
    "period": N_("period"),
    "reason_not_implanted": N_("reason for not being implanted"),
}
_ALSO_NAMED = {
    "participant_id": N_("identifier"),
    "linked_to": N_("linked to"),
    "minor": N_("minor"),
    "quote_allowed": N_("consent to be quoted"),
    "care_year": N_("year of care"),
    "profession": N_("profession"),
    "territory": N_("territory"),
    "interviewer": N_("interviewer"),
    "interview_date": N_("date of the interview"),
    "interview_mode": N_("mode of the interview"),
    "duration_min": N_("duration in minutes"),
}
"""Attributes of many studies that no table has for columns."""
_VALUES = {
    "true": N_("yes"),
    "false": N_("no"),
    "patient": N_("patient"),
    "relative": N_("relative"),
    "professional": N_("professional"),
    "respondent": N_("respondent"),
    "interview": N_("interview"),
    "focus_group": N_("focus group"),
    "fr": N_("French"),
    "en": N_("English"),
}
_FAR = 2**40
"""Beyond the end of any text."""

_LETTERS = N_("{what} {letter}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns with whose words stand in them."""

    columns: tuple[CrossColumn, ...]
    of_voice: tuple[int, ...]
    """By voice, the number of its column; -1 for none."""
    label: Words
    """What the columns are."""
    ranges: tuple[tuple[int, int, int, int], ...] = ()
    """(column, source, start, end) where columns are parts of sources."""
    letters: bool = False
    hidden: int = 0
    """How many columns describe too few persons to stand alone."""
    min_cell: int = 0
    """The least number of persons told, where something was masked."""
    singles: int = 0
    """How many columns of restricted names describe one person."""


def columns_of(
    held: Material, by: str, voices: Sequence[Voice | None], mode: Mode, secret: str
) -> Columns:
    """The columns that `by` gives.

    Args:
        held: the layer.
        by: case, source, speaker, or an attribute of cases or sources; two of them with a comma.
        voices: by number, those who are counted; None for the others.
        mode: whom the matrix is for.
        secret: what the letters of restricted names are drawn from.

    Raises:
        NotFound: nobody has such an attribute.
        NotAllowed: it may not be printed.
    """
    facts = [_fact(held, one.strip(), voices, mode, secret) for one in by.split(",")]
    fact = facts[0] if len(facts) == 1 else _crossed(facts)
    shown = list(fact.values)
    numbers = {value: number for number, value in enumerate(shown)}
    of_voice = [numbers.get(fact.of(v), -1) if v else -1 for v in voices]
    heard: list[list[Voice]] = [[] for _ in shown]
    for voice, number in zip(voices, of_voice, strict=True):
        if voice is not None and number >= 0:
            heard[number].append(voice)
    columns = [
        with_denominators(CrossColumn(value, fact.values[value]), held, heard[number])
        for number, value in enumerate(shown)
    ]
    made = Columns(tuple(columns), tuple(of_voice), fact.label, letters=fact.letters)
    if fact.singles:
        return made
    if fact.restricted:
        return _of_one_person(made, held.study, mode)
    return made if mode is Mode.WORKING else _masked(made, held.study, restricted=False)


def _of_one_person(made: Columns, study: Study, mode: Mode) -> Columns:
    """Columns whose names may point at a person, as the study wants those of one person shown."""
    privacy = study.export_privacy
    wanted = privacy.one_person_internal
    if mode is Mode.PUBLICATION:
        wanted = privacy.one_person_published
    if wanted is OnePersonUnits.TOTAL_OR_TYPE:
        return _masked(made, study, restricted=True)
    many = [sum(n for _kind, n in column.persons) for column in made.columns]
    return replace(made, singles=many.count(1))


def round_columns(
    held: Material,
    voices: Sequence[Voice | None],
    parts: Sequence[tuple[str, int, int | None, int | None]],
) -> Columns:
    """A column for each coding round; a source may stand in several.

    Args:
        held: the layer.
        voices: by number, those who are counted; None for the others.
        parts: name of the round, key of the source, start and end; None for a whole source.
    """
    names = list(dict.fromkeys(name for name, *_rest in parts))
    numbers = {key: number for number, key in enumerate(held.source_keys)}
    ranges = [
        (names.index(name), numbers[key], start or 0, _FAR if end is None else end)
        for name, key, start, end in parts
        if key in numbers
    ]
    columns = []
    for number, name in enumerate(names):
        inside = {held.sources[source].name for column, source, *_ in ranges if column == number}
        heard = [voice for voice in voices if voice is not None and voice.source in inside]
        columns.append(with_denominators(CrossColumn(name, said_as(name)), held, heard))
    return Columns(tuple(columns), (), named(BY_ROUND), tuple(ranges))


def with_denominators(column: CrossColumn, held: Material, heard: Iterable[Voice]) -> CrossColumn:
    """The column with how many persons, sources, groups and units are heard in it."""
    heard = list(heard)
    cases = {case.name: case for voice in heard if (case := held.case_of(voice)) is not None}
    kinds = Counter(case.kind for case in cases.values() if case.is_person)
    rank = {kind: place for place, kind in enumerate(KINDS)}
    order = sorted(kinds, key=lambda kind: (rank.get(kind, len(KINDS)), kind))
    sources = {voice.source: voice.place.get("type", "") for voice in heard}
    return replace(
        column,
        persons=tuple((kind, kinds[kind]) for kind in order),
        sources=len(sources),
        groups=sum(kind in GROUP_TYPES for kind in sources.values()),
        units=len({unit_of(voice, held.case_of(voice)) for voice in heard} - {""}),
    )


def unit_of(voice: Voice, case: Case | None) -> str:
    """The network that a voice speaks for."""
    if case is not None and case.kind == "network":
        return case.name
    return voice.person.get("network", "")


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact of voices that sets columns apart."""

    values: Mapping[str, Words]
    """In order, with what each is called."""
    of: Callable[[Voice], str]
    label: Words
    restricted: bool = False
    letters: bool = False
    singles: bool = False
    """Whether each column is one case, source or speaker, under its name in the study."""


def _crossed(facts: Sequence[_Fact]) -> _Fact:
    """Every value of one fact with every value of the others."""

    def together(labels: Sequence[Words]) -> Words:
        shared = set.intersection(*(set(words) for words in labels))
        return {language: " · ".join(words[language] for words in labels) for language in shared}

    def of(voice: Voice) -> str:
        found = [fact.of(voice) for fact in facts]
        return " · ".join(found) if all(found) else ""

    combined = {
        " · ".join(values): together([f.values[v] for f, v in zip(facts, values, strict=True)])
        for values in product(*(fact.values for fact in facts))
    }
    return _Fact(
        combined,
        of,
        together([fact.label for fact in facts]),
        any(fact.restricted for fact in facts),
        any(fact.letters for fact in facts),
        any(fact.singles for fact in facts),
    )


def _fact(
    held: Material, by: str, voices: Sequence[Voice | None], mode: Mode, secret: str
) -> _Fact:
    heard = [voice for voice in voices if voice is not None]
    match by:
        case "case":
            return _cases(held, heard, mode, secret)
        case "source":
            names = dict.fromkeys(voice.source for voice in heard)
            labels = {name: said_as(name) for name in names}
            return _Fact(labels, lambda voice: voice.source, named(by), singles=True)
        case "speaker":
            if mode is Mode.PUBLICATION:
                return replace(_cases(held, heard, mode, secret), label=named(by))
            return _speakers(heard)
    return _attribute(held, by, heard, mode, secret)


def _cases(held: Material, heard: Iterable[Voice], mode: Mode, secret: str) -> _Fact:
    names = sorted({voice.case for voice in heard if voice.case})
    labels = {name: said_as(name) for name in names}
    professionals = [
        name for name in names if name in held.cases and held.cases[name].kind == "professional"
    ]
    if mode is Mode.WORKING or not professionals:
        return _Fact(labels, lambda voice: voice.case or "", named(BY_CASE), singles=True)
    letters = lettered(professionals, secret, N_("Professional"))
    others = {name: words for name, words in labels.items() if name not in letters}
    values = {**others, **dict(sorted(letters.items(), key=lambda one: sorted(one[1].items())))}
    return _Fact(values, lambda voice: voice.case or "", named(BY_CASE), letters=True, singles=True)


def _speakers(heard: Sequence[Voice]) -> _Fact:
    often = Counter(voice.speaker for voice in heard)

    def of(voice: Voice) -> str:
        return voice.speaker if often[voice.speaker] == 1 else f"{voice.source} · {voice.speaker}"

    return _Fact({of(v): said_as(of(v)) for v in heard}, of, named(BY_SPEAKER), singles=True)


def _attribute(held: Material, by: str, heard: Sequence[Voice], mode: Mode, secret: str) -> _Fact:
    study = held.study
    known = study.attribute(by) or study.source_attribute(by)
    met = {value for voice in heard if (value := _value(voice, by))}
    if known is None and not met and by not in _NAMES:
        raise NotFound(
            N_(
                "Columns are cases, sources, speakers, rounds, or an attribute: nobody counted "
                "here has an attribute “{name}”."
            ),
            name=by,
        )
    if known is not None and mode is Mode.PUBLICATION and known.privacy is Privacy.RESTRICTED:
        if study.attribute(known.print_as) is not None:
            return _attribute(held, known.print_as, heard, mode, secret)
        return _restricted(study, known, met, secret)
    declared = known.values if known is not None else ()
    values = [*declared, *sorted(met - set(declared))]
    labels = {value: _value_label(study, known, value) for value in values}
    restricted = known is not None and known.privacy is Privacy.RESTRICTED
    name = attribute_name(study, by)
    return _Fact(labels, lambda voice: _value(voice, by), name, restricted=restricted)


def fact_labels(held: Material, name: str, voices: Sequence[Voice]) -> dict[str, str]:
    """The values of an attribute with what each is called in the current language.

    Raises:
        NotFound: nobody has such an attribute.
    """
    fact = _attribute(held, name, voices, Mode.WORKING, "")
    return {value: said(words) or value for value, words in fact.values.items()}


def _restricted(study: Study, known: Attribute, met: set[str], secret: str) -> _Fact:
    if not (known.values_from or known.print_as.startswith("letter")):
        raise NotAllowed(
            N_(
                "“{attribute}” is restricted: it may stand in a working matrix, not in one for "
                "publication."
            ),
            attribute=known.name,
        )
    letters = letters_of(known, met, secret)
    in_order = dict(sorted(letters.items(), key=lambda one: sorted(one[1].items())))
    return _Fact(
        in_order,
        lambda voice: _value(voice, known.id),
        attribute_name(study, known.id),
        restricted=True,
        letters=True,
    )


def _value(voice: Voice, by: str) -> str:
    return voice.person.get(by) or voice.place.get(by) or ""


def _value_label(study: Study, known: Attribute | None, value: str) -> Words:
    if known is not None and value in known.value_labels:
        return known.value_labels[value]
    type_of_source = study.source_type(value)
    if type_of_source is not None and type_of_source.label:
        return type_of_source.label
    ours = known is None or known.id == "kind" or known.type is ValueType.BOOLEAN
    if ours and value in _VALUES:
        return in_all_languages(_VALUES[value])
    places = {network.id: network.name for network in study.networks}
    places |= {site.id: site.name for site in study.sites}
    if known is not None and known.values_from:
        return said_as(places.get(value, value))
    return said_as(value)


def said_as(name: str) -> Words:
    """The same words in every language."""
    return dict.fromkeys(LANGUAGES, name)


def named(by: str) -> Words:
    """What columns are called, by language."""
    known = _NAMES.get(by) or _ALSO_NAMED.get(by)
    return in_all_languages(known) if known else said_as(by)


def in_all_languages(msgid: str) -> Words:
    """A message by language."""
    found = {}
    for language in LANGUAGES:
        with in_language(language):
            found[language] = translate(msgid)
    return found


def attribute_name(study: Study, name: str) -> Words:
    """What an attribute is called, by language."""
    known = study.attribute(name) or study.source_attribute(name)
    return known.label if known is not None and known.label else named(name)


def letters_of(known: Attribute, met: set[str], secret: str) -> dict[str, Words]:
    """The letters of a restricted attribute's values, the same in every table of a publication."""
    values = [*known.values, *sorted(met - set(known.values))]
    return lettered(values, secret, _NAMES.get(known.id, known.id))


def lettered(values: Iterable[str], secret: str, what: str) -> dict[str, Words]:
    """Each value with its letter: one permutation for one secret, whatever is printed.

    Args:
        values: names that must not be told.
        secret: of the project and the publication; it is printed nowhere.
        what: message id of what they are.
    """
    found: dict[str, Words] = {}
    shuffled = sorted(dict.fromkeys(values))
    seed = hashlib.sha256(f"{secret}\n{what}".encode()).digest()
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    for number, value in enumerate(shuffled):
        letter = ascii_uppercase[number % 26] * (number // 26 + 1)
        words = {}
        for language in LANGUAGES:
            with in_language(language):
                word = translate(what)
                words[language] = translate(
                    _LETTERS, what=word[:1].upper() + word[1:], letter=letter
                )
        found[value] = words
    return found


def _masked(made: Columns, study: Study, *, restricted: bool) -> Columns:
    """Columns of few persons: without a column where their name is restricted, else without n."""
    least = study.export_privacy.min_cell
    persons = [sum(n for _kind, n in column.persons) for column in made.columns]
    few = [number for number, n in enumerate(persons) if 0 < n < least]
    if len(few) == 1 and len(made.columns) > 1:
        others = [(n, number) for number, n in enumerate(persons) if n >= least]
        few += [number for _n, number in sorted(others)[:1]]
    if not few:
        return made
    if not restricted:
        columns = tuple(
            replace(column, masked=number in few) for number, column in enumerate(made.columns)
        )
        return replace(made, columns=columns, min_cell=least)
    kept = [number for number in range(len(made.columns)) if number not in few]
    if not any(persons[number] for number in kept):
        kept = []
    renumbered = {number: place for place, number in enumerate(kept)}
    return replace(
        made,
        columns=tuple(made.columns[number] for number in kept),
        of_voice=tuple(renumbered.get(number, -1) for number in made.of_voice),
        hidden=len(few),
        min_cell=least,
    )
