"""The screen: layers of rules and lists, the study's own list, and what follows from both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import chain

from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span, unite
from qualcode.core.text import Locator, digest
from qualcode.deid import (
    ages,
    contact,
    dates,
    everyday,
    gazetteer,
    hidden,
    homes,
    hospitals,
    interrupted,
    names,
    numbers,
    places,
    propagation,
    read_aloud,
    registers,
    resembling,
    second_opinion,
    spelling,
    streets,
    unknown,
)
from qualcode.deid import labels as speakers
from qualcode.deid.allowed import compounds
from qualcode.deid.known import KnownNames
from qualcode.deid.names_list import NamesList
from qualcode.deid.reading import Reading, plain
from qualcode.deid.terms import phrases
from qualcode.nlp.persons import MODEL

DETECTOR = "qualcode-screen/5"
"""Name of the rules and lists; it changes with them, so that texts are screened again."""
WITH_MODEL = f"{DETECTOR}+{MODEL}"
"""Name of the same with the second opinion of the language model."""

Layer = Callable[[Reading], Iterable[Finding]]
"""What finds identifiers in a reading; spans are those of the reading."""

RULES: tuple[Layer, ...] = (
    contact.found,
    registers.found,
    numbers.found,
    numbers.announced,
    numbers.codes,
    interrupted.found,
    read_aloud.found,
    dates.found,
    ages.found,
    places.found,
    streets.found,
    homes.found,
    names.found,
    spelling.found,
)
"""The layers that need no list."""

LISTED: tuple[Layer, ...] = (
    *RULES,
    hospitals.found,
    gazetteer.found,
    everyday.found,
    unknown.found,
)
"""Those and the layers that read the public lists."""

_PRIORITY = {
    kind: rank
    for rank, kind in enumerate(
        (
            Kind.EMAIL, Kind.URL, Kind.NIR, Kind.IBAN, Kind.PROID, Kind.DEVICE, Kind.IPP,
            Kind.PHONE, Kind.PLATE, Kind.DOB, Kind.ADDRESS, Kind.NICKNAME, Kind.NAME,
            Kind.FACILITY, Kind.PLACE, Kind.POSTCODE, Kind.DATE, Kind.AGE90, Kind.AGE, Kind.HIDDEN,
        )
    )
}  # fmt: skip
_SMALLEST_PIECE = 3


LAYERS_WITH_MODEL: tuple[Layer, ...] = (*LISTED, second_opinion.found)
"""Those and the language model."""


class StructuredScreen:
    """Finds what has a form, an announcing word, an entry on a list, or no entry anywhere."""

    def __init__(
        self,
        study: NamesList | None = None,
        codes: Iterable[str] = (),
        *,
        layers: Sequence[Layer] = LISTED,
        detector: str = DETECTOR,
    ) -> None:
        """A screen for one study.

        Args:
            study: the study's list of names.
            codes: its case ids and other labels that name nobody.
            layers: what looks at a text beside the list; more of them ask for another `detector`.
            detector: name and version of the layers.
        """
        self._layers = tuple(layers)
        self._detector = detector
        self._known = KnownNames(study or NamesList())
        self._codes = frozenset(codes)
        terms = (*self._codes, *self._known.names.allowed)
        self._safe_labels = frozenset(
            folded
            for term in terms
            for folded in (plain(term), *re.findall(r"[^\W_]+", plain(term)))
        )

    @property
    def detector(self) -> str:
        """Name and version of the rules."""
        return self._detector

    @property
    def lists_sha256(self) -> str:
        """Digest of the study's list and codes."""
        return digest("\n".join([self._known.names.sha256, *sorted(self._codes)]))

    def findings(self, text: str, labels: Sequence[tuple[str, Span]] = ()) -> list[Finding]:
        """The findings in `text`, disjoint and in order; `labels` are judged as labels."""
        reading = Reading(text)
        terms = unite(self._known.allowed(reading))
        alike = resembling.found(reading, self._known.single_names)
        listed = _not_part_of(terms, chain(self._known.found(reading), alike))
        others = _outside_notes(reading, (f for layer in self._layers for f in layer(reading)))
        allowed = unite([*reading.codes, *terms, *compounds(reading)])
        harmless = unite(phrases(reading))
        others = _not_within(harmless, _without(others, allowed))
        kept = [*_without(listed, reading.pseudonyms), *others]
        in_text = [replace(finding, span=reading.origin(finding.span)) for finding in kept]
        in_text += speakers.found(text, labels, self._safe_labels)
        in_text += hidden.found(text)
        first = resolved(in_text)
        words = propagation.accepted_words(text, first)
        return resolved([*first, *_spread(reading, words, allowed, harmless)])

    def accepted(self, text: str, findings: Iterable[Finding]) -> frozenset[str]:
        """The words of the names that are sure in a text, to be looked for in the others."""
        return propagation.accepted_words(text, findings)

    def spread(
        self, text: str, findings: Iterable[Finding], words: AbstractSet[str]
    ) -> list[Finding]:
        """`findings` with those that follow from `words`, which are sure in other texts."""
        if not propagation.may_hold(text, words):
            return list(findings)
        reading = Reading(text)
        allowed = unite([*reading.codes, *self._known.allowed(reading)])
        harmless = unite(phrases(reading))
        return resolved([*findings, *_spread(reading, words, allowed, harmless)])


def _spread(
    reading: Reading, words: AbstractSet[str], allowed: Sequence[Span], harmless: Sequence[Span]
) -> Iterator[Finding]:
    found = _outside_notes(reading, propagation.found(reading, words))
    for finding in _not_within(harmless, _without(found, allowed)):
        yield replace(finding, span=reading.origin(finding.span))


def _not_part_of(terms: Sequence[Span], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Those that are not a part of a longer allowed term; the list of names beats equal ones."""
    locator = Locator(terms)
    for finding in findings:
        around = locator.at(finding.span.start)
        if around is None or finding.span not in terms[around] or finding.span == terms[around]:
            yield finding


def _not_within(terms: Sequence[Span], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Those that are not a person or a place within a term that means neither."""
    locator = Locator(terms)
    for finding in findings:
        around = locator.at(finding.span.start) if finding.kind in _MEANT else None
        if around is None or finding.span not in terms[around]:
            yield finding


_MEANT = frozenset({Kind.NAME, Kind.NICKNAME, Kind.PLACE, Kind.FACILITY})


def _outside_notes(reading: Reading, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Those that are sure and direct, or stand outside the brackets of whoever transcribed."""
    notes = Locator(reading.brackets)
    for finding in findings:
        if (finding.direct and finding.tier is Tier.AUTO) or not notes.touched(finding.span):
            yield finding


def _without(findings: Iterable[Finding], blocked: Sequence[Span]) -> Iterator[Finding]:
    """What of each finding lies outside the `blocked` spans, which are disjoint and in order."""
    locator = Locator(blocked)
    for finding in findings:
        start = finding.span.start
        for index in locator.touched(finding.span):
            yield from _piece(finding, start, blocked[index].start)
            start = blocked[index].end
        yield from _piece(finding, start, finding.span.end)


def _piece(finding: Finding, start: int, end: int) -> Iterator[Finding]:
    whole = (start, end) == (finding.span.start, finding.span.end)
    if whole or end - start >= _SMALLEST_PIECE:
        yield finding if whole else replace(finding, span=Span(start, end))


def resolved(findings: Iterable[Finding]) -> list[Finding]:
    """The same passages as disjoint findings in order.

    Overlapping direct findings become one over all they cover, of the kind of the longest, so
    that nothing found is let go; quasi-identifiers keep what direct ones leave of them.
    """
    found = _clear(findings)
    direct = _united(finding for finding in found if finding.direct)
    others = _united(finding for finding in found if not finding.direct)
    left = _without(others, [finding.span for finding in direct])
    return sorted([*direct, *left], key=lambda finding: finding.span)


_PERSONAL = frozenset({Kind.NAME, Kind.NICKNAME})
_WORD_BY_WORD = frozenset({"public", "unknown", "model", "everyday"})
_SURE_PLACES = frozenset({Kind.PLACE, Kind.FACILITY})


def _clear(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without single words of a place that another layer knows as a whole."""
    found = list(findings)
    sure = unite(
        finding.span
        for finding in found
        if finding.kind in _SURE_PLACES and finding.tier is Tier.AUTO
    )
    places = Locator(sure)
    kept = []
    for finding in found:
        one_word = finding.direct and finding.family in _WORD_BY_WORD
        around = places.at(finding.span.start) if one_word else None
        if around is None or not _is_part(finding, sure[around]):
            kept.append(finding)
    return kept


def _is_part(finding: Finding, place: Span) -> bool:
    """Whether a finding is a word of a place, or the whole of it in doubt."""
    doubt = finding.tier is Tier.SUSPECT
    return finding.span in place and (doubt or finding.span != place)


def _united(findings: Iterable[Finding]) -> list[Finding]:
    united: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: finding.span):
        if united and united[-1].span.overlaps(finding.span):
            united[-1] = _one_of(united[-1], finding)
        else:
            united.append(finding)
    return united


def _one_of(left: Finding, right: Finding) -> Finding:
    stronger = max(left, right, key=_weight)
    tier = Tier.AUTO if _surely_somebody(left, right) else stronger.tier
    return replace(stronger, tier=tier, span=left.span.hull(right.span))


def _surely_somebody(left: Finding, right: Finding) -> bool:
    """Whether one layer is sure of a person, or two suspect one for reasons of their own."""
    personal = left.kind in _PERSONAL and right.kind in _PERSONAL
    sure = Tier.AUTO in {left.tier, right.tier}
    return personal and (sure or left.family != right.family)


def _weight(finding: Finding) -> tuple[int, bool, int]:
    return len(finding.span), finding.tier is Tier.AUTO, -_PRIORITY[finding.kind]


def file_name_as_text(name: str) -> str:
    """A file name as a screen reads it, character for character: `_` and `+` part words."""
    return name.translate({ord("_"): " ", ord("+"): " "})
