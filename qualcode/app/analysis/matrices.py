"""Matrices: who raised what, by whatever sets people apart; and the words behind each cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qualcode.app.analysis.matrix_asking import questions_of_rows, unraised
from qualcode.app.analysis.matrix_columns import (
    BY_CASE,
    BY_ROUND,
    BY_SOURCE,
    BY_SPEAKER,
    Columns,
    columns_of,
    round_columns,
    unit_of,
    with_denominators,
)
from qualcode.app.analysis.matrix_material import Material, material, with_words
from qualcode.app.analysis.matrix_rows import (
    CODES,
    DERIVED,
    FAMILIES,
    QUERIES,
    Rows,
    codebook_read_onto,
    derived_rows,
    places_of,
    query_rows,
    rows_of_book,
)
from qualcode.app.coding.queries import query_text
from qualcode.app.coding.voices import list_voices
from qualcode.app.projects.layers import ANALYSIS
from qualcode.app.projects.studies import INTERACTION, study_in
from qualcode.core.codebook import Words
from qualcode.core.errors import NotAllowed
from qualcode.core.study import ValueType
from qualcode.core.tables.crosstab import CrossColumn, Crosstab, MatrixNotes, Mode, Side
from qualcode.core.voices import Voice
from qualcode.i18n import N_
from qualcode.store.rows import coding_columns

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.core.tables.crosstab_counts import Places, Voices
    from qualcode.store.project import Project

NETWORKS: Words = {"fr": "réseaux", "en": "networks"}
"""What the unit that is counted beside persons is called, in the plural."""


@dataclass(frozen=True, slots=True)
class MatrixRequest:
    """Which matrix is wanted."""

    rows: str = CODES
    """codes, families, queries, cfir, cfir_domains, tdf, comb, or the id of a codebook."""
    by: str = BY_CASE
    """case, source, speaker, round, an attribute, or several attributes parted by commas."""
    layer: str = ANALYSIS
    codebook: str | None = None
    """The only codebook wanted."""
    query: str | None = None
    """Name or text of a query: only codings that answer it are counted."""
    mode: Mode = Mode.WORKING
    words: bool = False
    """Whether words are counted too."""
    unused: bool = False
    """Whether codes that nobody gave have rows too."""
    publication: str = ""
    """Name of the publication: letters of restricted names hold for one."""


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """A matrix before it is counted."""

    held: Material
    rows: Rows
    columns: Columns
    voices: Sequence[Voice | None]

    def places(self) -> Places:
        import numpy as np

        from qualcode.core.tables.crosstab_counts import Places

        if self.columns.ranges:
            return Places(len(self.columns.columns), ranges=self.columns.ranges)
        of_voice = np.array(self.columns.of_voice or [-1] * len(self.voices), np.int64)
        return Places(len(self.columns.columns), of_voice=of_voice)


def matrices(project: Project, request: MatrixRequest | None = None) -> list[Crosstab]:
    """The matrix asked for; one for each codebook, where rows are its codes or families.

    A matrix is made from the sources to which its codebook applies: the denominators are who was
    heard there. What the acting coder may not see is not counted.

    Raises:
        NotFound: no such coder, attribute or codebook, or a query names what there is not.
        NotAllowed: there is nothing to count, or the columns may not be printed.
    """
    request = request or MatrixRequest()
    with project.read() as connection:
        held, query = _held(project, connection, request)
        every = list(_made(project, connection, held, request))
        questions = [questions_of_rows(project, connection, held, made.rows) for made in every]
    from qualcode.core.tables.crosstab_counts import count

    tables = []
    for made, asked in zip(every, questions, strict=True):
        voices = _voice_numbers(made)
        silent = unraised(held, made.rows, made.columns, made.voices, voices, asked)
        counts = count(
            held.codings,
            made.rows.members,
            voices,
            made.places(),
            silent.states,
            silent.asked,
        )
        heard = [voice for voice in made.voices if voice is not None]
        total = with_denominators(CrossColumn("", {}), held, heard)
        notes = _notes(made, request, query)
        tables.append(
            Crosstab(made.rows.rows, made.columns.columns, total, request.by, counts, notes)
        )
    return tables


def codings_behind(
    project: Project,
    request: MatrixRequest,
    row: str,
    column: str | None,
    side: Side = Side.ANY,
) -> list[int]:
    """Keys of the codings behind a cell, in the order of sources and places.

    Args:
        project: what its acting coder may not see is left out.
        request: the matrix.
        row: reference of the row.
        column: value of the column; None for all of them.
        side: which passages.

    Raises:
        NotFound: no such coder, attribute or codebook.
        NotAllowed: there is no such cell.
    """
    with project.read() as connection:
        held, _query = _held(project, connection, request)
        every = list(_made(project, connection, held, request))
    from qualcode.core.tables.crosstab_counts import codings_in_cell

    for made in every:
        refs = [one.ref for one in made.rows.rows]
        values = [one.value for one in made.columns.columns]
        if row in refs and (column is None or column in values):
            found = codings_in_cell(
                held.codings,
                made.rows.members,
                made.places(),
                refs.index(row),
                None if column is None else values.index(column),
                side,
            )
            return [int(key) for key in held.codings.key[found]]
    raise NotAllowed(N_("The matrix has no such cell: {row}, {column}."), row=row, column=column)


def ways_to_part(project: Project) -> list[str]:
    """What columns can be: case, source, speaker, round, then attributes that somebody has."""
    with project.read() as connection:
        study = study_in(project, connection)
        voices = [voice for voice in list_voices(project, connection) if voice.coded]
    facts = [*(voice.person for voice in voices), *(voice.place for voice in voices)]
    met = dict.fromkeys(name for held in facts for name, value in held.items() if value)
    free = {ValueType.DATE, ValueType.INTEGER}
    known = [study.attribute(name) or study.source_attribute(name) for name in met]
    named = [
        name
        for name, attribute in zip(met, known, strict=True)
        if attribute is None or attribute.type not in free
    ]
    return [BY_CASE, BY_SOURCE, BY_SPEAKER, BY_ROUND, *named]


def held_for(project: Project, request: MatrixRequest) -> tuple[Material, str]:
    """The layer that a request asks for, narrowed to its query, and the query's text.

    Raises:
        NotFound: no such coder, or the query names what there is not.
        NotAllowed: there is nothing to count.
    """
    with project.read() as connection:
        return _held(project, connection, request)


def _held(project: Project, connection: Connection, request: MatrixRequest) -> tuple[Material, str]:
    """The layer narrowed to the query, and the query's text."""
    held = material(project, connection, request.layer)
    if request.words:
        held = with_words(project, connection, held)
    if not len(held.codings):
        raise NotAllowed(
            N_(
                "Nothing to put into the table: the layer “{layer}” has no codings on sources "
                "that were marked read (qualcode done PROJECT SOURCE --as NAME)."
            ),
            layer=request.layer,
        )
    if request.query is None:
        return held, ""
    text = query_text(connection, request.query)
    wanted = places_of(project, connection, held, text)
    if not len(wanted):
        raise NotAllowed(
            N_("Nothing to put into the table: no coding answers the query {query}."), query=text
        )
    return replace(held, codings=held.codings.only(wanted)), text


def _made(
    project: Project, connection: Connection, held: Material, request: MatrixRequest
) -> Iterator[_Made]:
    found = []
    for rows in _rows(project, connection, held, request):
        if rows.rows:
            voices = _heard(held, rows)
            found.append(_Made(held, rows, _columns(connection, held, request, voices), voices))
    if not found:
        raise NotAllowed(N_("Nothing to put into the table: no code of these rows was given."))
    # A column by which nobody in a codebook's sources can be told apart makes no table of it.
    told = [made for made in found if any(column.sources for column in made.columns.columns)]
    hidden = [made for made in found if made.columns.hidden]
    yield from told or hidden or found[:1]


def _rows(
    project: Project, connection: Connection, held: Material, request: MatrixRequest
) -> Iterator[Rows]:
    if request.rows == QUERIES:
        yield query_rows(project, connection, held)
        return
    if request.rows in {CODES, FAMILIES}:
        for book in held.codebooks:
            if request.codebook == book.id or (request.codebook is None and book.id != INTERACTION):
                families = request.rows == FAMILIES
                yield rows_of_book(held, book, families=families, unused=request.unused)
        return
    name, families = DERIVED.get(request.rows, (request.rows, False))
    onto = codebook_read_onto(held, name)
    yield derived_rows(held, onto, families=families, unused=request.unused)


def _columns(
    connection: Connection, held: Material, request: MatrixRequest, voices: Sequence[Voice | None]
) -> Columns:
    if request.by == BY_ROUND:
        return round_columns(held, voices, coding_columns.round_parts(connection))
    secret = f"{coding_columns.secret(connection)}\n{request.publication}"
    return columns_of(held, request.by, voices, request.mode, secret)


def _heard(held: Material, rows: Rows) -> list[Voice | None]:
    """By number, the voices in sources to which the codebooks apply or in which they were used."""
    if not rows.books:
        return list(held.voices)
    import numpy as np

    wanted = set(rows.books)
    used = set(np.flatnonzero(np.bincount(held.codings.voice[rows.members.coding])).tolist())
    return [
        voice
        if number in used
        or (applies := held.applies[voice.source]) is None
        or wanted & set(applies)
        else None
        for number, voice in enumerate(held.voices)
    ]


def _voice_numbers(made: _Made) -> Voices:
    import numpy as np

    from qualcode.core.tables.crosstab_counts import Voices
    from qualcode.core.tables.matrix import GROUP_TYPES

    held = made.held
    cases = [held.case_of(voice) for voice in held.voices]
    persons = _numbers([case.name if case and case.is_person else "" for case in cases])
    units = _numbers([unit_of(v, c) for v, c in zip(held.voices, cases, strict=True)])
    sources = {source.name: number for number, source in enumerate(held.sources)}
    return Voices(
        source=np.array([sources[voice.source] for voice in held.voices], np.int64),
        person=np.array(persons, np.int64),
        relative=np.array([case is not None and case.kind == "relative" for case in cases], bool),
        unit=np.array(units, np.int64),
        group=np.array([held.sources[sources[v.source]].type in GROUP_TYPES for v in held.voices]),
    )


def _numbers(names: Sequence[str]) -> list[int]:
    """Each name by its number, -1 for none."""
    order = {name: number for number, name in enumerate(dict.fromkeys(filter(None, names)))}
    return [order.get(name, -1) for name in names]


def _notes(made: _Made, request: MatrixRequest, query: str) -> MatrixNotes:
    held, rows, columns = made.held, made.rows, made.columns
    ids = {row.codebook for row in rows.rows} | set(rows.derived_from)
    return MatrixNotes(
        layer=held.layer.name,
        mode=request.mode,
        query=query,
        codebooks=tuple(f"{b.id} {b.version}" for b in held.codebooks if b.id in ids),
        titles=tuple(b.title for b in held.codebooks if b.id in ids),
        unit=NETWORKS,
        by=columns.label,
        letters=columns.letters,
        hidden_columns=columns.hidden,
        min_cell=columns.min_cell,
        singles=columns.singles,
        derived_from=rows.derived_from,
        unmapped=rows.unmapped,
        objected=held.objected,
    )
