"""The rows of a matrix: codes, families, read-outs through a crosswalk, saved queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.app.analysis.matrix_material import Material
from qualcode.app.codebook.crosswalks import refusal
from qualcode.app.coding.queries import codings_answering
from qualcode.app.projects.studies import INTERACTION, shipped
from qualcode.core.codebook import Code, Codebook, ValencePolicy
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.tables.crosstab import CrossRow
from qualcode.core.wording.crosswalk import counterparts
from qualcode.i18n import N_
from qualcode.store.journal import in_parts
from qualcode.store.rows.coding_columns import keys_of
from qualcode.store.rows.queries import list_queries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from qualcode.core.tables.crosstab_counts import Members
    from qualcode.store.project import Project

CODES, FAMILIES, QUERIES = "codes", "families", "queries"

DERIVED = {
    "cfir": ("cfir2", False),
    "cfir_domains": ("cfir2", True),
    "tdf": ("tdf_comb", False),
    "comb": ("tdf_comb", True),
}
"""Read-outs by name: the codebook that is read onto, and whether only its families are wanted."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows with the codings that each counts."""

    rows: tuple[CrossRow, ...]
    members: Members
    books: tuple[str, ...] = ()
    """Codebooks that were coded for them; none where any may have been."""
    derived_from: tuple[str, ...] = ()
    unmapped: int = 0
    codes: tuple[frozenset[str], ...] = ()
    """By row, the codes (`codebook:key`) that it counts when they are given; empty for queries."""


def rows_of_book(held: Material, book: Codebook, *, families: bool, unused: bool) -> Rows:
    """The codes of a codebook, or its families; working codes never."""
    used = _used(held)
    shown: dict[str, Code] = {}
    counted: dict[str, list[int]] = {}
    for code in book.codes:
        ref = f"{book.id}:{code.key}"
        if code.process or not (ref in used or (unused and code.codable and not code.retired)):
            continue
        row = book.family(code.key) if families else code
        shown.setdefault(row.key, row)
        counted[ref] = [list(shown).index(row.key)]
    rows = tuple(
        CrossRow(
            ref=f"{book.id}:{code.key}",
            label=code.wording.label,
            family={} if families else book.family(code.key).wording.label,
            codebook=book.id,
            sides=frozenset({Valence.BARRIER, Valence.LEVER}) if families else sides_of(code),
        )
        for code in shown.values()
    )
    own: dict[str, set[str]] = {key: set() for key in shown}
    for code in book.codes:
        key = book.family(code.key).key if families else code.key
        if key in own and code.codable and not code.process and not code.retired:
            own[key].add(f"{book.id}:{code.key}")
    codes = tuple(frozenset(found) for found in own.values())
    return Rows(rows, _by_code(held, counted, len(rows)), (book.id,), codes=codes)


def derived_rows(held: Material, onto: Codebook, *, families: bool, unused: bool) -> Rows:
    """The codes of another codebook, read through the crosswalks of those that were coded."""
    closed = {onto.id, INTERACTION}
    closed |= {book.id for book in held.codebooks if refusal(book, onto.id) is not None}
    used = _used(held)
    counted: dict[str, list[str]] = {}
    read: dict[str, list[str]] = {}
    unmapped: set[str] = set()
    for book, code in held.codes:
        ref = f"{book}:{code.key}"
        if code.process or book in closed or not (code.codable or ref in used):
            continue
        found = [
            onto.family(other.key).key if families else other.key
            for other in counterparts(code, onto)
        ]
        read[ref] = list(dict.fromkeys(found))
        if ref not in used:
            continue
        counted[ref] = read[ref]
        if not found:
            unmapped.add(ref)
    wanted = {key for keys in counted.values() for key in keys}
    shown = [
        code
        for code in onto.codes
        if code.key in wanted
        or (unused and code.codable and not families)
        or (unused and families and code.parent is None)
    ]
    places = {code.key: place for place, code in enumerate(shown)}
    rows = tuple(
        CrossRow(
            ref=f"{onto.id}:{code.key}",
            label=code.wording.label,
            family={} if code.parent is None else onto.family(code.key).wording.label,
            codebook=onto.id,
            derived=True,
        )
        for code in shown
    )
    numbered = {ref: [places[key] for key in keys] for ref, keys in counted.items()}
    without = sum(used[ref] for ref in unmapped)
    coded = {ref.partition(":")[0] for ref in counted}
    sources = tuple(book.id for book in held.codebooks if book.id in coded)
    members = _by_code(held, numbered, len(rows))
    codes = tuple(frozenset(ref for ref, keys in read.items() if c.key in keys) for c in shown)
    return Rows(rows, members, sources, sources, without, codes)


def query_rows(
    project: Project, connection: Connection, held: Material, names: Sequence[str] | None = None
) -> Rows:
    """Saved queries, each counting the codings that make up its answer.

    Raises:
        NotAllowed: no query was saved.
    """
    from qualcode.core.tables.crosstab_counts import members_by_choice

    saved = [one for one in list_queries(connection) if names is None or one.name in names]
    if not saved:
        raise NotAllowed(
            N_("No query is saved: qualcode query PROJECT “distance and proches” --save NAME")
        )
    chosen = [places_of(project, connection, held, one.text) for one in saved]
    rows = tuple(CrossRow(ref=one.name, label={"fr": one.name, "en": one.name}) for one in saved)
    return Rows(rows, members_by_choice(chosen))


def places_of(
    project: Project, connection: Connection, held: Material, text: str
) -> NDArray[np.int64]:
    """The places, among the layer's codings, of those that answer a question."""
    import numpy as np

    guids = sorted(codings_answering(project, connection, text, held.layer))
    viewer = project.acting_key(connection)
    keys = [key for part in in_parts(guids) for key in keys_of(connection, viewer, part)]
    return np.flatnonzero(np.isin(held.codings.key, keys))


def codebook_read_onto(held: Material, name: str) -> Codebook:
    """A codebook of the project, or one that comes with the program.

    Raises:
        NotFound: there is neither.
    """
    from qualcode.interop.codebook_yaml import read_codebook

    for book in held.codebooks:
        if book.id == name:
            return book
    path = shipped("codebooks") / f"{name}.yaml"
    if name.replace("_", "").isalnum() and path.is_file():
        return read_codebook(path)
    raise NotFound(
        N_(
            "Rows are codes, families, queries, cfir, cfir_domains, tdf, comb, an attribute, or "
            "the name of a codebook: “{name}” is none of them."
        ),
        name=name,
    )


def sides_of(code: Code) -> frozenset[Valence]:
    """The sides that codings of a code can take."""
    both = frozenset({Valence.BARRIER, Valence.LEVER})
    if code.policy is ValencePolicy.NONE:
        return frozenset()
    if code.policy is ValencePolicy.FIXED and code.fixed in {*both, Valence.NEUTRAL}:
        return both & {code.fixed}
    return both


def _used(held: Material) -> dict[str, int]:
    """How many codings of the layer each code has, by `codebook:key`; those without have none."""
    import numpy as np

    many = np.bincount(held.codings.code, minlength=len(held.codes)).tolist()
    return {f"{book}:{code.key}": n for (book, code), n in zip(held.codes, many, strict=True) if n}


def _by_code(held: Material, counted: dict[str, list[int]], rows: int) -> Members:
    from qualcode.core.tables.crosstab_counts import members_by_code

    refs: Iterator[str] = (f"{book}:{code.key}" for book, code in held.codes)
    return members_by_code(held.codings, [counted.get(ref, []) for ref in refs], rows)
