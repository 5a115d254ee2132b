"""Agreement of two coders, computed on the sources that both have read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.app.studies import applicable_codebooks, study_in
from qualcode.core.agreement.report import AgreementReport, Unit
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.people import Progress, Role
from qualcode.i18n import N_
from qualcode.store import cases as case_rows
from qualcode.store import codings as coding_rows
from qualcode.store import sources as source_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.core.agreement.comparison import ComparedCode, ComparedSource, Comparison
    from qualcode.store.project import Project
    from qualcode.store.sources import SourceOffsets

DRAWS = 2000
"""Bootstrap resamples of transcripts."""

SEED = 20250523
"""Seed of the resamples: printed with every interval, so that it can be had again."""


def agreement(
    project: Project,
    *,
    coders: tuple[str, str] | None = None,
    unit: Unit = Unit.SENTENCE,
    sources: Sequence[str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> AgreementReport:
    """How far two coders agree, code by code and pooled.

    Args:
        project: the project; what its acting coder may not see is not compared.
        coders: their names; the project's only two coders where None.
        unit: what is compared.
        sources: only these; all that both have read where None.
        draws: bootstrap resamples.
        seed: of the resamples.

    Raises:
        NotAllowed: two coders cannot be chosen, or no source was read by both.
    """
    from qualcode.core.agreement.compare import compare

    with project.read() as connection:
        viewer = project.acting_key(connection)
        pair = coders or _only_pair(connection)
        for name in pair:
            case_rows.coder_named(connection, name)
        compared = _comparison(project, connection, viewer, pair, unit, sources)
    return compare(compared, coders=pair, unit=unit, draws=draws, seed=seed)


def _only_pair(connection: Connection) -> tuple[str, str]:
    names = [c.name for c in case_rows.list_coders(connection) if c.role is Role.CODER]
    if len(names) != 2:
        raise NotAllowed(
            N_("Agreement is between two coders. Name them: --coders A,B ({names})."),
            names=", ".join(names) or "—",
        )
    return names[0], names[1]


def _comparison(
    project: Project,
    connection: Connection,
    viewer: int | None,
    pair: tuple[str, str],
    unit: Unit,
    wanted: Sequence[str] | None,
) -> Comparison:
    from qualcode.core.agreement.comparison import Comparison

    read, left_out = _read_by_both(connection, pair, wanted)
    if not read:
        raise NotAllowed(
            N_(
                "No source was marked read by both {a} and {b}: mark them with "
                "qualcode done PROJECT SOURCE --as NAME."
            ),
            a=pair[0],
            b=pair[1],
        )
    offsets = source_rows.offsets_of(connection, read)
    codebooks = project.memory.codebooks(connection)
    applies = _applicable(project, connection, offsets)
    codes = [
        _compared_code(book.id, code.key, code.policy, applies)
        for book in codebooks
        for code in book.codes
        if code.codable and not code.process
    ]
    source_index = {name: i for i, name in enumerate(read)}
    code_index = {code.ref: i for i, code in enumerate(codes)}
    layers = [
        [
            (source_index[source], code_index[f"{book}:{key}"], start, end, Valence(valence))
            for source, book, key, start, end, valence in coding_rows.coded_spans(
                connection, viewer, name
            )
            if source in source_index and f"{book}:{key}" in code_index
        ]
        for name in pair
    ]
    return Comparison(
        sources=[_compared_source(connection, one, unit) for one in offsets],
        codes=codes,
        first=layers[0],
        second=layers[1],
        left_out=tuple(left_out),
        codebooks=tuple(f"{book.id} {book.version}" for book in codebooks),
    )


def _read_by_both(
    connection: Connection, pair: tuple[str, str], wanted: Sequence[str] | None
) -> tuple[list[str], list[str]]:
    finished = {Progress.READ, Progress.LOCKED}
    read: list[str] = []
    left_out: list[str] = []
    for source in source_rows.list_sources(connection):
        if wanted is not None and source.name not in wanted:
            continue
        by_both = all(source.progress.get(coder) in finished for coder in pair)
        (read if by_both else left_out).append(source.name)
    return read, left_out


def _applicable(
    project: Project, connection: Connection, offsets: Sequence[SourceOffsets]
) -> Mapping[str, frozenset[int]]:
    """For each codebook, the indices of the sources to which it applies."""
    study = study_in(project, connection)
    by_type = {kind: applicable_codebooks(connection, study, kind) for kind in
               {one.type for one in offsets}}  # fmt: skip
    found: dict[str, set[int]] = {}
    for book in project.memory.codebooks(connection):
        for index, one in enumerate(offsets):
            named = by_type[one.type]
            if named is None or book.id in named:
                found.setdefault(book.id, set()).add(index)
    return {book: frozenset(indices) for book, indices in found.items()}


def _compared_code(
    book: str, key: str, policy: Any, applies: Mapping[str, frozenset[int]]
) -> ComparedCode:
    from qualcode.core.agreement.comparison import ComparedCode

    return ComparedCode(f"{book}:{key}", policy, applies.get(book, frozenset()))


def _compared_source(connection: Connection, one: SourceOffsets, unit: Unit) -> ComparedSource:
    import numpy as np

    from qualcode.core.agreement.comparison import ComparedSource

    units: dict[Unit, Any] = {}
    if unit is Unit.SENTENCE:
        units[unit] = np.frombuffer(one.sentences, dtype="<u4").reshape(-1, 2).astype(np.int64)
    elif unit is Unit.TURN:
        units[unit] = one.codable
    elif unit is Unit.TOKEN:
        from qualcode.core.spans import Span
        from qualcode.core.text import words

        text = source_rows.load_transcript(connection, one.name).text
        units[unit] = [
            (word.start, word.end) for place in one.codable for word in words(text, Span(*place))
        ]
    return ComparedSource(one.name, one.codable, units)
