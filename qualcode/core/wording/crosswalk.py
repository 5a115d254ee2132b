"""Crosswalks: what was coded with one codebook, read through another; derived, not coded.

A coding of a code that `maps_to` codes of another codebook is read as a coding of each of them.
Such readings are values of their own, never `Coding`s, so that nothing that counts codings, or
computes agreement, can take them for what a coder decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qualcode.core.codebook import Code, Codebook
from qualcode.core.coding import Coding, Mark, Valence
from qualcode.core.errors import NotFound
from qualcode.core.spans import Span
from qualcode.i18n import N_


@dataclass(frozen=True, slots=True)
class DerivedCoding:
    """A passage read as a code of another codebook, with the codings that it follows from."""

    source: str
    span: Span
    quotation: str
    codebook: str
    code: str
    coder: str
    valence: Valence
    marks: frozenset[Mark]
    follows_from: tuple[Coding, ...]
    """The codings that a coder made, in the order of the text; never empty."""


@dataclass(frozen=True, slots=True)
class DerivedReading:
    """Codings read through a crosswalk, and what the crosswalk leaves out."""

    onto: str
    """Id of the codebook that is read onto."""
    codings: tuple[DerivedCoding, ...]
    unmapped: tuple[Coding, ...]
    """Codings whose code has no counterpart there."""
    unknown: tuple[tuple[str, str], ...]
    """(`codebook:key`, key) where a counterpart is named that the codebook does not hold."""

    derived = True
    """Every table or export of it must say "derived, not coded"."""


def read_through(
    codings: Iterable[Coding], codebooks: Iterable[Codebook], onto: Codebook
) -> DerivedReading:
    """The codings read as codings of `onto` through the `maps_to` of their codes.

    The valence stays what the coder gave. Passages of one coder, code and valence that overlap
    unite, as they would if they had been coded: two codes that meet in one counterpart do not
    count a passage twice. Only a code's own crosswalk counts, not that of its family.

    Raises:
        NotFound: a coding's codebook or code is not among `codebooks`.
    """
    books = {book.id: book for book in codebooks}
    piles: dict[tuple[str, str, str, Valence], list[Coding]] = defaultdict(list)
    unmapped: list[Coding] = []
    unknown: dict[tuple[str, str], None] = {}
    for coding in codings:
        code = _code_of(coding, books)
        read_as = counterparts(code, onto)
        for other in read_as:
            piles[coding.source, other.key, coding.coder, coding.valence].append(coding)
        if not read_as:
            unmapped.append(coding)
        named = code.maps_to.get(onto.id, ())
        ref = f"{coding.codebook}:{code.key}"
        unknown.update(((ref, key), None) for key in named if key not in onto.by_key)
    order = {code.key: place for place, code in enumerate(onto.codes)}
    united = [
        _derived(cluster, onto.id, key)
        for (_, key, _, _), pile in piles.items()
        for cluster in _clusters(pile)
    ]
    united.sort(key=lambda d: (d.source, d.span, order[d.code], d.coder, d.valence))
    return DerivedReading(onto.id, tuple(united), tuple(unmapped), tuple(unknown))


def counterparts(code: Code, onto: Codebook) -> tuple[Code, ...]:
    """The codes of `onto` that `code` is read as; aliases are followed."""
    named = (onto.by_key.get(key) for key in code.maps_to.get(onto.id, ()))
    found = {other.key: other for other in named if other is not None}
    return tuple(found.values())


def _code_of(coding: Coding, books: Mapping[str, Codebook]) -> Code:
    book = books.get(coding.codebook)
    code = book.by_key.get(coding.code) if book else None
    if code is None:
        raise NotFound(
            N_("{source} is coded with “{code}”, which none of the codebooks given has."),
            source=coding.source,
            code=f"{coding.codebook}:{coding.code}",
        )
    return code


def _clusters(pile: Iterable[Coding]) -> list[list[Coding]]:
    clusters: list[list[Coding]] = []
    end = 0
    for coding in sorted(pile, key=lambda c: (c.span, c.guid)):
        if clusters and coding.span.start < end:
            clusters[-1].append(coding)
        else:
            clusters.append([coding])
        end = max(end, coding.span.end)
    return clusters


def _derived(cluster: list[Coding], codebook: str, code: str) -> DerivedCoding:
    first = cluster[0]
    span, words = first.span, first.quotation
    for coding in cluster[1:]:
        words += coding.quotation[max(0, span.end - coding.span.start) :]
        span = span.hull(coding.span)
    return DerivedCoding(
        source=first.source,
        span=span,
        quotation=words,
        codebook=codebook,
        code=code,
        coder=first.coder,
        valence=first.valence,
        marks=frozenset[Mark]().union(*(coding.marks for coding in cluster)),
        follows_from=tuple(cluster),
    )
