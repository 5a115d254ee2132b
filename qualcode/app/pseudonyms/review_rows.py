"""The rows of a review: findings by what they are of, and what each has been decided."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from qualcode.core.privacy.reviewing import Decision, Item, Sighting
from qualcode.core.privacy.screening import Finding, Kind, Tier
from qualcode.core.spans import Span

if TYPE_CHECKING:
    from qualcode.app.texts.screening import Screened
    from qualcode.core.privacy.screening import Screen

Findings = tuple[tuple[Finding, ...], ...]
"""The findings of each file."""

_WRITTEN_ALIKE = frozenset({Kind.PLACE, Kind.FACILITY})
_LEAST_LETTERS = 4
_DEGREES = ("auto", "suspect", "quasi")


@dataclass(frozen=True, slots=True)
class Standing:
    """One moment of a review: what is found, and what is decided."""

    findings: Findings = field(repr=False)
    decisions: Mapping[str, Decision] = field(default_factory=dict, repr=False)


def rows_of(files: Sequence[Screened], standing: Standing) -> tuple[Item, ...]:
    """One row for each person, place or number: sure ones first, then the frequent ones."""
    sightings: dict[str, list[Sighting]] = {}
    for number, (file, findings) in enumerate(zip(files, standing.findings, strict=True)):
        for in_name, found in ((True, file.in_name), (False, findings)):
            for finding in found:
                words = words_at(file, Sighting(number, finding, in_name))
                key = key_of(finding, words)
                sightings.setdefault(key, []).append(Sighting(number, finding, in_name))
    rows = [_row(key, found, standing.decisions.get(key)) for key, found in sightings.items()]
    return tuple(sorted(rows, key=lambda row: (_DEGREES.index(row.degree), -len(row.sightings))))


def _row(key: str, found: Sequence[Sighting], decision: Decision | None) -> Item:
    kinds = Counter(sighting.finding.kind for sighting in found)
    sure = any(sighting.finding.tier is Tier.AUTO for sighting in found)
    tier = Tier.AUTO if sure else Tier.SUSPECT
    return Item(key, kinds.most_common(1)[0][0], tier, tuple(found), decision)


def key_of(finding: Finding, words: str) -> str:
    """What a finding has in common with the others of the same person, place or number."""
    side = "direct" if finding.direct else "indirect"
    return f"{side}:{_entity_key(words) or words.casefold()}"


@cache
def _entity_key(words: str) -> str:
    from qualcode.deid.known import entity_key

    return entity_key(words)


def words_at(file: Screened, sighting: Sighting) -> str:
    """The words of a sighting."""
    from qualcode.deid.screen import file_name_as_text

    text = file_name_as_text(file.file) if sighting.in_name else file.document.text
    return sighting.finding.span.of(text)


def forms_of(files: Sequence[Screened], row: Item) -> tuple[str, ...]:
    """How a row is written, the most frequent way first."""
    found = Counter(words_at(files[sighting.file], sighting) for sighting in row.sightings)
    return tuple(form for form, _n in found.most_common())


def spread(files: Sequence[Screened], findings: Findings, row: Item, screen: Screen) -> Findings:
    """The findings, with every other place where the words of an accepted row stand."""
    if row.kind in _WRITTEN_ALIKE:
        forms = [form for form in forms_of(files, row) if len(form) >= _LEAST_LETTERS]
        pairs = zip(files, findings, strict=True)
        return tuple(_with_forms(file, found, forms, row.kind) for file, found in pairs)
    return _spread_names(files, findings, row, screen)


def _spread_names(
    files: Sequence[Screened], findings: Findings, row: Item, screen: Screen
) -> Findings:
    from qualcode.deid.screen import StructuredScreen

    if row.kind not in {Kind.NAME, Kind.NICKNAME} or not isinstance(screen, StructuredScreen):
        return findings
    words: frozenset[str] = frozenset()
    for sighting in row.sightings:
        if not sighting.in_name:
            sure = replace(sighting.finding, tier=Tier.AUTO, kind=row.kind)
            words |= screen.accepted(files[sighting.file].document.text, [sure])
    return tuple(
        tuple(screen.spread(file.document.text, found, words))
        for file, found in zip(files, findings, strict=True)
    )


def with_form(files: Sequence[Screened], findings: Findings, form: str) -> Findings:
    """The findings, with a name that a person saw and the screen did not."""
    forms = [form] if form else []
    return tuple(
        _with_forms(file, found, forms, Kind.NAME)
        for file, found in zip(files, findings, strict=True)
    )


def _with_forms(
    file: Screened, found: Sequence[Finding], forms: Iterable[str], kind: Kind
) -> tuple[Finding, ...]:
    new = [
        finding
        for finding in _places_of(file.document.text, forms, kind)
        if not any(finding.span.overlaps(other.span) for other in found)
    ]
    return tuple(sorted([*found, *new], key=lambda finding: finding.span)) if new else tuple(found)


def _places_of(text: str, forms: Iterable[str], kind: Kind) -> Iterator[Finding]:
    longest = sorted((re.escape(form) for form in forms), key=len, reverse=True)
    if longest:
        for match in re.finditer(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", text):
            yield Finding(kind, Tier.AUTO, Span(*match.span()), "spread")
