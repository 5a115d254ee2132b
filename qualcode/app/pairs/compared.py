"""What agreement is computed on: the layers of coders over what they have read, or a round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from qualcode.app.pairs.rounds import require_revealed
from qualcode.app.projects.studies import applicable_codebooks, study_in
from qualcode.core.agreement.comparison import (
    CodedPassage,
    ComparedCode,
    ComparedSource,
    Comparison,
)
from qualcode.core.agreement.report import Unit
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.pairs.rounds import RoundScope, scope_of
from qualcode.core.people import Progress, Role
from qualcode.i18n import N_
from qualcode.store.gate import refuse_closed
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import compared as compared_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.safety import snapshots

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.core.codebook import Codebook
    from qualcode.store.project import Project
    from qualcode.store.rows.sources import SourceOffsets

SNAPSHOT = "snapshot"
LAYERS = "layers"
"""What is read of a round: what was frozen at its reveal, or the layers as they stand."""

_FINISHED = frozenset({Progress.READ, Progress.LOCKED})
_VALENCES = {valence.value: valence for valence in Valence}

Row = tuple[str, str, str, int, int, str]
"""Source, codebook, key of the code, start, end, valence."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with the names behind its numbers."""

    data: Comparison
    coders: tuple[str, ...]
    round: RoundScope | None = None
    state: str = ""
    """`SNAPSHOT` or `LAYERS`; empty outside of rounds."""


def compared(
    project: Project,
    connection: Connection,
    *,
    coders: Sequence[str] | None = None,
    units: Iterable[Unit] = (Unit.SENTENCE,),
    round_name: str | None = None,
    sources: Sequence[str] | None = None,
) -> Compared:
    """What some coders did, outside of rounds on the sources that two of them have read.

    Args:
        project: the project; what its acting coder may not see is not compared.
        connection: a read under way.
        coders: their names; all who code, or all of the round, where None.
        units: which units are to be at hand.
        round_name: only the units and coders of this round.
        sources: only these.

    Raises:
        NotAllowed: fewer than two coders, nothing read by two, or the round is not revealed.
        NotFound: no such coder or round.
    """
    viewer = project.acting_key(connection)
    scope = scope_of(require_revealed(connection, round_name)) if round_name else None
    names = _coders(connection, coders, scope)
    if scope is None:
        readers, left_out = _readers(connection, viewer, names, sources)
        if not readers:
            refuse_closed(connection, viewer, product(left_out, names))
            raise _nothing_read(names)
    else:
        everybody = frozenset(range(len(names)))
        readers, left_out = dict.fromkeys(scope.sources, everybody), []
    offsets = source_rows.offsets_of(connection, list(readers))
    state, layers = _layers(connection, viewer, names, scope)
    data = _comparison(project, connection, offsets, readers, layers, set(units))
    if scope is not None:
        data = replace(data, sources=_within(data.sources, scope))
    return Compared(replace(data, left_out=tuple(left_out)), names, scope, state)


def _coders(
    connection: Connection, wanted: Sequence[str] | None, scope: RoundScope | None
) -> tuple[str, ...]:
    if wanted is None and scope is None:
        begun = {coder for _source, coder in compared_rows.layers_begun(connection)}
        enrolled = [c.name for c in case_rows.list_coders(connection) if c.role is Role.CODER]
        names = [name for name in enrolled if name in begun]
        names = names if len(names) > 1 else enrolled
    else:
        names = list(wanted if wanted is not None else scope.coders if scope else ())
    for name in names:
        case_rows.coder_named(connection, name)
    strangers = [name for name in names if scope is not None and name not in scope.coders]
    if strangers and scope is not None:
        raise NotAllowed(
            N_("{name} is not compared in the round “{round}”. It has: {names}."),
            name=", ".join(strangers),
            round=scope.name,
            names=", ".join(scope.coders),
        )
    if len(set(names)) < 2:
        raise NotAllowed(
            N_("Agreement is between two coders or more. Name them: --coders A,B ({names})."),
            names=", ".join(names) or "—",
        )
    return tuple(dict.fromkeys(names))


def _nothing_read(names: Sequence[str]) -> NotAllowed:
    return NotAllowed(
        N_(
            "No source was marked read by two of these coders: {names}. Mark them with "
            "qualcode done PROJECT SOURCE --as NAME."
        ),
        names=", ".join(names),
    )


def _readers(
    connection: Connection,
    viewer: int | None,
    names: Sequence[str],
    wanted: Sequence[str] | None,
) -> tuple[dict[str, frozenset[int]], list[str]]:
    """Who has read each source that two have read, and the names of the others.

    A layer that an open round closes to the viewer counts as not read.
    """
    readers: dict[str, frozenset[int]] = {}
    left_out: list[str] = []
    closed = compared_rows.closed_layers(connection, viewer)
    for source, progress in compared_rows.progress_of_sources(connection).items():
        if wanted is not None and source not in wanted:
            continue
        read = frozenset(
            i
            for i, name in enumerate(names)
            if progress.get(name) in _FINISHED and (source, name) not in closed
        )
        if len(read) > 1:
            readers[source] = read
        else:
            left_out.append(source)
    return readers, left_out


def _layers(
    connection: Connection, viewer: int | None, names: Sequence[str], scope: RoundScope | None
) -> tuple[str, list[Iterable[Row]]]:
    living: list[Iterable[Row]] = []
    if scope is not None and scope.snapshot:
        content = snapshots.frozen(connection, viewer, scope.snapshot).content
        if compared_rows.current_revisions(connection, scope.sources) == {
            text["name"]: text["revision"] for text in content["texts"]
        }:
            return SNAPSHOT, _frozen_layers(connection, names, content)
    for name in names:
        living.append(coding_rows.coded_spans(connection, viewer, name))  # noqa: PERF401
    return (LAYERS if scope is not None else ""), living


def _frozen_layers(
    connection: Connection, names: Sequence[str], content: Mapping[str, Any]
) -> list[Iterable[Row]]:
    guids = {coder.guid: coder.name for coder in case_rows.list_coders(connection)}
    source_names = {text["source"]: text["name"] for text in content["texts"]}
    layers: dict[str, list[Row]] = {name: [] for name in names}
    for one in content["codings"]:
        name = guids.get(one["coder"])
        if name in layers:
            layers[name].append(
                (
                    source_names[one["source"]],
                    one["codebook"],
                    one["code"],
                    one["start"],
                    one["end"],
                    one["valence"],
                )
            )
    return list(layers.values())


def _comparison(
    project: Project,
    connection: Connection,
    offsets: Sequence[SourceOffsets],
    readers: Mapping[str, frozenset[int]],
    layers: Sequence[Iterable[Row]],
    units: set[Unit],
) -> Comparison:
    codebooks = project.memory.codebooks(connection)
    codes = _codes(codebooks, _applicable(project, connection, offsets))
    source_index = {one.name: i for i, one in enumerate(offsets)}
    code_index = {tuple(code.ref.split(":", 1)): i for i, code in enumerate(codes)}
    first, second, *others = (_passages(layer, source_index, code_index) for layer in layers)
    everybody = frozenset(range(len(layers)))
    return Comparison(
        sources=[
            _source(connection, one, units, None if readers[one.name] == everybody else
                    readers[one.name])
            for one in offsets
        ],
        codes=codes,
        first=first,
        second=second,
        codebooks=tuple(f"{book.id} {book.version}" for book in codebooks),
        others=tuple(others),
    )  # fmt: skip


def _passages(
    layer: Iterable[Row], sources: Mapping[str, int], codes: Mapping[tuple[str, ...], int]
) -> list[CodedPassage]:
    return [
        (sources[source], codes[book, key], start, end, _VALENCES[valence])
        for source, book, key, start, end, valence in layer
        if source in sources and (book, key) in codes
    ]


def _codes(
    codebooks: Sequence[Codebook], applies: Mapping[str, frozenset[int]]
) -> list[ComparedCode]:
    return [
        ComparedCode(
            f"{book.id}:{code.key}",
            code.policy,
            applies.get(book.id, frozenset()),
            tuple(f"{book.id}:{above.key}" for above in book.path(code.key)[:-1]),
        )
        for book in codebooks
        for code in book.codes
        if code.codable and not code.process
    ]


def _applicable(
    project: Project, connection: Connection, offsets: Sequence[SourceOffsets]
) -> Mapping[str, frozenset[int]]:
    """For each codebook, the indices of the sources to which it applies."""
    study = study_in(project, connection)
    kinds = {one.type for one in offsets}
    by_type = {kind: applicable_codebooks(connection, study, kind) for kind in kinds}
    found: dict[str, set[int]] = {}
    for book in project.memory.codebooks(connection):
        for index, one in enumerate(offsets):
            named = by_type[one.type]
            if named is None or book.id in named:
                found.setdefault(book.id, set()).add(index)
    return {book: frozenset(indices) for book, indices in found.items()}


def _source(
    connection: Connection, one: SourceOffsets, units: set[Unit], readers: frozenset[int] | None
) -> ComparedSource:
    import numpy as np

    found: dict[Unit, Any] = {}
    if Unit.SENTENCE in units:
        pairs = np.frombuffer(one.sentences, dtype="<u4").reshape(-1, 2)
        found[Unit.SENTENCE] = pairs.astype(np.int64)
    if Unit.TURN in units:
        found[Unit.TURN] = one.codable
    if Unit.TOKEN in units:
        from qualcode.core.spans import Span
        from qualcode.core.text import words

        text = source_rows.load_transcript(connection, one.name).text
        found[Unit.TOKEN] = [
            (word.start, word.end) for place in one.codable for word in words(text, Span(*place))
        ]
    return ComparedSource(one.name, one.codable, found, readers)


def _within(sources: Sequence[ComparedSource], scope: RoundScope) -> list[ComparedSource]:
    """The sources with nothing codable outside of the units of the round."""
    stretches: dict[str, list[tuple[int, int]]] = {}
    for unit in scope.units:
        if not unit.whole:
            stretches.setdefault(unit.source, []).append((unit.start, unit.end))
    return [
        source if source.name not in stretches else _clipped(source, stretches[source.name])
        for source in sources
    ]


def _clipped(source: ComparedSource, stretches: Sequence[tuple[int, int]]) -> ComparedSource:
    kept = [
        (max(start, first), min(end, last))
        for start, end in source.codable
        for first, last in sorted(stretches)
        if start < last and first < end
    ]
    units = dict(source.units)
    if Unit.TURN in units:
        units[Unit.TURN] = kept
    return replace(source, codable=kept, units=units)
