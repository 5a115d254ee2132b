"""Read-outs through crosswalks: what was coded with one codebook, counted in another's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.app.coding.reading import list_codings
from qualcode.app.projects.studies import list_codebooks
from qualcode.core.codebook import Code, Codebook, Words
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.wording.crosswalk import DerivedCoding, DerivedReading, read_through
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class ReadOutRow:
    """One code of the other codebook, with what is read as it."""

    code: Code
    passages: int
    """Derived passages; overlapping ones of a coder and valence count once."""
    valences: Mapping[Valence, int]
    """The same by valence."""
    sources: int
    """How many sources they stand in."""
    follows_from: tuple[tuple[str, int], ...]
    """(`codebook:key` that a coder gave, how many codings), the most frequent first."""


@dataclass(frozen=True, slots=True)
class ReadOut:
    """Codings read through a crosswalk, counted: derived, not coded."""

    onto: Codebook
    coder: str | None
    """Whose codings; None for everybody's that the actor may see."""
    rows: tuple[ReadOutRow, ...]
    """Codes that anything is read as, in the order of their codebook."""
    unmapped: int
    """Codings whose code has no counterpart there."""
    refused: tuple[tuple[Codebook, Words], ...]
    """Codebooks that say that they must not be read so, each with its reason."""
    unknown: tuple[tuple[str, str], ...]
    """(`codebook:key`, key) where a counterpart is named that is not there."""

    derived = True
    """Every table or export of it must say "derived, not coded"."""


def readable_onto(project: Project) -> list[Codebook]:
    """The codebooks of the project that codes of another one map to, in order."""
    books = list_codebooks(project)
    named = {
        (book.id, onto)
        for book in books
        for code in book.codes
        for onto in code.maps_to
        if book.id != onto and refusal(book, onto) is None
    }
    return [book for book in books if any(onto == book.id for _, onto in named)]


def read_out(project: Project, onto: str, *, coder: str | None = None) -> ReadOut:
    """Read codings as codings of the codebook `onto`, and count them.

    Codings made with that codebook itself are left out: they were coded, not derived. So are
    those of a codebook whose file says `readout: false` of this crosswalk.

    Raises:
        NotFound: no such coder.
        NotAllowed: the project has no codebook of that name.
    """
    books = {book.id: book for book in list_codebooks(project)}
    if onto not in books:
        raise NotAllowed(
            N_("There is no codebook {name} here; there are {names}."),
            name=onto,
            names=", ".join(books) or "—",
        )
    target = books[onto]
    refusals = [(book, refusal(book, onto)) for book in books.values() if book.id != onto]
    refused = tuple((book, why) for book, why in refusals if why is not None)
    closed = {onto, *(book.id for book, _ in refused)}
    codings = [one for one in list_codings(project, coder=coder) if one.codebook not in closed]
    reading = read_through(codings, books.values(), target)
    return ReadOut(
        target, coder, tuple(_rows(reading, target)), len(reading.unmapped), refused,
        reading.unknown,
    )  # fmt: skip


def _rows(reading: DerivedReading, onto: Codebook) -> Iterator[ReadOutRow]:
    by_code: dict[str, list[DerivedCoding]] = {}
    for one in reading.codings:
        by_code.setdefault(one.code, []).append(one)
    for code in onto.codes:
        found = by_code.get(code.key, [])
        if found:
            yield ReadOutRow(
                code,
                len(found),
                Counter(one.valence for one in found),
                len({one.source for one in found}),
                _origins(found),
            )


def _origins(found: Iterable[DerivedCoding]) -> tuple[tuple[str, int], ...]:
    given = {
        made.guid: f"{made.codebook}:{made.code}" for one in found for made in one.follows_from
    }
    return tuple(Counter(given.values()).most_common())


def refusal(book: Codebook, onto: str) -> Words | None:
    """Why a codebook's own file forbids to read its codings so; None where it does not."""
    declared = book.extra.get("crosswalks", ())
    for one in declared if isinstance(declared, Sequence) else ():
        if isinstance(one, Mapping) and one.get("codebook") == onto and one.get("readout") is False:
            note = one.get("note")
            return dict(note) if isinstance(note, Mapping) else {}
    return None
