"""Where two coders disagree, with the passages, the codings and what was settled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from qualcode.app.pairs.rounds import require_revealed
from qualcode.app.projects.layers import CONSENSUS
from qualcode.app.projects.studies import applicable_codebooks, study_in
from qualcode.core.address import address_of
from qualcode.core.agreement.comparison import (
    CodedPassage,
    ComparedCode,
    ComparedSource,
    Comparison,
)
from qualcode.core.agreement.disagreement import (
    Agreed,
    Disagreement,
    Disagreements,
    Kind,
    disagreements,
)
from qualcode.core.agreement.report import Unit, named_unit
from qualcode.core.agreement.said import said_span
from qualcode.core.coding import Coding
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.pairs.rounds import Round
from qualcode.core.pairs.settlement import Settlement, key_of
from qualcode.core.people import Progress, Role
from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_
from qualcode.store.gate import refuse_closed
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import settlements as settled_rows
from qualcode.store.rows import sources as source_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project
    from qualcode.store.rows.sources import SourceOffsets

CONTEXT = 240
"""Characters shown before and after a passage."""


@dataclass(frozen=True, slots=True)
class Differing:
    """One disagreement as it is read: the passage, what each coder gave, what was settled."""

    key: str
    """Names it until one of its codings is changed."""
    kind: Kind
    source: str
    span: Span
    address: str
    speaker: str
    quotation: str
    before: str
    after: str
    coders: tuple[str, str]
    codings: tuple[tuple[Coding, ...], tuple[Coding, ...]]
    """Those of each coder that it is about."""
    codes: tuple[str | None, str | None]
    """`codebook:key` of what each coder gave; None for nothing, or nothing else."""
    units: tuple[int, int]
    """Units to which only the one, only the other gave the code of theirs."""
    judged: int
    """Units to which both gave it, with other valences."""
    settled: Settlement | None = None

    @property
    def amount(self) -> int:
        """Units in disagreement."""
        return sum(self.units) + self.judged


@dataclass(frozen=True, slots=True)
class AgreedPassages:
    """Codings of two coders that agree."""

    key: str
    source: str
    span: Span
    codes: tuple[str, str]
    coders: tuple[str, str]
    codings: tuple[tuple[Coding, ...], tuple[Coding, ...]]


@dataclass(frozen=True, slots=True)
class PairOfCoders:
    """Two coders compared: what they differ in, what they agree on, and how much of each."""

    coders: tuple[str, str]
    sources: tuple[str, ...]
    whole: frozenset[str]
    """Sources that are compared from end to end."""
    unit: Unit
    found: tuple[Differing, ...]
    agreed: tuple[AgreedPassages, ...]
    counted: Disagreements
    refs: tuple[str, ...] = ()
    """`codebook:key` of the codes by the indices that `counted` uses."""

    @property
    def open(self) -> tuple[Differing, ...]:
        """What is not settled."""
        return tuple(one for one in self.found if one.settled is None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is compared."""

    coders: tuple[str, ...] = ()
    """Names; those of the round, or the project's only two coders, where empty."""
    round: str | None = None
    sources: Collection[str] | None = None
    unit: Unit | None = None
    """The round's, else the one that the study declares, where None."""
    kinds: Collection[Kind] = field(default_factory=tuple)
    """Only these types; all where empty."""


def list_disagreements(project: Project, wanted: Wanted | None = None) -> list[PairOfCoders]:
    """What coders differ in, pair by pair, in the order of the text.

    Differences of less than a sentence in where a passage begins or ends are left out.

    Raises:
        NotFound: no such coder or round.
        NotAllowed: an open round closes a layer, the round is not revealed, the coders cannot
            be chosen, or no source was read by both.
    """
    with project.read() as connection:
        return compared_pairs(project, connection, wanted or Wanted())


def disagreement_named(project: Project, key: str, wanted: Wanted | None = None) -> Differing:
    """The disagreement whose key begins with `key`.

    Raises:
        NotFound: none does, or several do.
        NotAllowed: as for `list_disagreements`.
    """
    return named(list_disagreements(project, wanted), key)


def named(pairs: Sequence[PairOfCoders], key: str) -> Differing:
    """The disagreement whose key begins with `key`.

    Raises:
        NotFound: none does, or several do.
    """
    found = [one for pair in pairs for one in pair.found if one.key.startswith(key)]
    if len(found) != 1 or not key:
        raise NotFound(
            N_(
                "There is no disagreement {key}, or more than one: see qualcode disagreements "
                "PROJECT. It has another name once one of its codings was changed."
            ),
            key=key or "—",
        )
    return found[0]


def compared_pairs(project: Project, connection: Connection, wanted: Wanted) -> list[PairOfCoders]:
    """The same on a connection at hand."""
    held = require_revealed(connection, wanted.round) if wanted.round is not None else None
    names = wanted.coders or _coders(connection, held)
    for name in names:
        case_rows.coder_named(connection, name)
    pairs = [
        _compared(project, connection, (one, other), held, wanted)
        for one, other in combinations(names, 2)
    ]
    found = [pair for pair in pairs if pair.sources]
    if not found:
        raise NotAllowed(
            N_(
                "No source was marked read by both {a} and {b}: mark them with "
                "qualcode done PROJECT SOURCE --as NAME."
            ),
            a=names[0],
            b=names[1],
        )
    return found


def _coders(connection: Connection, held: Round | None) -> tuple[str, ...]:
    if held is not None:
        return tuple(coder.name for coder in held.compared)
    names = [c.name for c in case_rows.list_coders(connection) if c.role is Role.CODER]
    if len(names) != 2:
        raise NotAllowed(
            N_("Disagreements are between two coders. Name them: --coders A,B ({names})."),
            names=", ".join(names) or "—",
        )
    return names[0], names[1]


def _compared(
    project: Project,
    connection: Connection,
    pair: tuple[str, str],
    held: Round | None,
    wanted: Wanted,
) -> PairOfCoders:
    viewer = project.acting_key(connection)
    names = _sources(connection, viewer, pair, held, wanted.sources)
    refuse_closed(connection, viewer, [(name, coder) for name in names for coder in pair])
    unit, width = _unit(project, connection, held, wanted)
    offsets = source_rows.offsets_of(connection, names)
    codes = _codes(project, connection, offsets)
    shown = _Shown(
        coders=pair,
        sources=names,
        refs=tuple(code.ref for code in codes),
        transcripts={name: project.memory.transcript(connection, name) for name in names},
        layers=[_layer(connection, viewer, coder, names, codes) for coder in pair],
        settled={one.key: one for one in settled_rows.list_settlements(connection, viewer)},
    )
    compared = [_stretches(one, held) for one in offsets]
    data = Comparison(
        sources=[
            _source(one, stretches, unit, shown.transcripts[one.name])
            for one, stretches in zip(offsets, compared, strict=True)
        ],
        codes=codes,
        first=shown.passages(0),
        second=shown.passages(1),
    )
    counted = disagreements(data, unit, width=width, said=(shown.said(0), shown.said(1)))
    listed = (one for one in counted.found if one.listed)
    return PairOfCoders(
        coders=pair,
        sources=tuple(names),
        whole=frozenset(
            one.name
            for one, stretches in zip(offsets, compared, strict=True)
            if stretches == one.codable
        ),
        unit=unit,
        found=tuple(
            shown.differing(one) for one in listed if not wanted.kinds or one.kind in wanted.kinds
        ),
        agreed=(
            *(shown.agreed(one, one.code) for one in counted.agreed),
            *(
                shown.agreed(one, code)
                for one in counted.found
                if not one.listed and (code := one.codes[0]) is not None
            ),
        ),
        counted=counted,
        refs=shown.refs,
    )


def _unit(
    project: Project, connection: Connection, held: Round | None, wanted: Wanted
) -> tuple[Unit, int]:
    """The unit asked for, else the one that the round or the study has declared."""
    declared = held.unit if held else study_in(project, connection).reliability.unit
    return named_unit(str(wanted.unit or declared))


def _sources(
    connection: Connection,
    viewer: int | None,
    pair: tuple[str, str],
    held: Round | None,
    only: Collection[str] | None,
) -> list[str]:
    """The sources compared: those of the round, else those that both have read.

    The consensus is compared wherever it is: it is nobody's reading.
    """
    finished = {Progress.READ, Progress.LOCKED}
    settled = coding_rows.sources_coded_by(connection, viewer, CONSENSUS)
    names = []
    for source in source_rows.list_sources(connection):
        if only is not None and source.name not in only:
            continue
        if held is not None:
            compared = source.name in held.sources
        else:
            compared = all(
                source.progress.get(coder) in finished
                or (coder == CONSENSUS and source.name in settled)
                for coder in pair
            )
        if compared:
            names.append(source.name)
    return names


def _stretches(one: SourceOffsets, held: Round | None) -> list[tuple[int, int]]:
    """The codable speech that is compared: all of it, or what belongs to the round."""
    if held is None:
        return one.codable
    units = [unit for unit in held.units if unit.source == one.name]
    if any(unit.whole for unit in units):
        return one.codable
    clipped = (
        (max(start, unit.start), min(end, unit.end)) for start, end in one.codable for unit in units
    )
    return sorted({(start, end) for start, end in clipped if start < end})


def _source(
    one: SourceOffsets,
    codable: list[tuple[int, int]],
    unit: Unit,
    transcript: Transcript,
) -> ComparedSource:
    sentences = [(span.start, span.end) for span in transcript.sentence_spans]
    units: dict[Unit, Sequence[tuple[int, int]]] = {Unit.SENTENCE: sentences}
    if unit is Unit.TURN:
        units[unit] = codable
    elif unit is Unit.TOKEN:
        from qualcode.core.text import words

        units[unit] = [
            (word.start, word.end)
            for start, end in codable
            for word in words(transcript.text, Span(start, end))
        ]
    return ComparedSource(one.name, codable, units)


def _codes(
    project: Project, connection: Connection, offsets: Sequence[SourceOffsets]
) -> list[ComparedCode]:
    study = study_in(project, connection)
    books = project.memory.codebooks(connection)
    by_type = {one.type: applicable_codebooks(connection, study, one.type) for one in offsets}
    applies = {
        book.id: frozenset(
            index
            for index, one in enumerate(offsets)
            if (among := by_type[one.type]) is None or book.id in among
        )
        for book in books
    }
    return [
        ComparedCode(f"{book.id}:{code.key}", code.policy, applies[book.id])
        for book in books
        for code in book.codes
        if code.codable and not code.process
    ]


def _layer(
    connection: Connection,
    viewer: int | None,
    coder: str,
    names: Sequence[str],
    codes: Sequence[ComparedCode],
) -> list[Coding]:
    """The codings of a layer that are compared."""
    only = names[0] if len(names) == 1 else None
    sources, refs = set(names), {code.ref for code in codes}
    found = coding_rows.list_codings(connection, viewer, source=only, coder=coder, objected=True)
    return [c for c in found if c.source in sources and f"{c.codebook}:{c.code}" in refs]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What turns indices into names and words."""

    coders: tuple[str, str]
    sources: Sequence[str]
    refs: tuple[str, ...]
    transcripts: dict[str, Transcript]
    layers: Sequence[Sequence[Coding]]
    settled: dict[str, Settlement]

    def passages(self, coder: int) -> list[CodedPassage]:
        """The layer of one of them, with indices in place of names."""
        source_of = {name: index for index, name in enumerate(self.sources)}
        code_of = {ref: index for index, ref in enumerate(self.refs)}
        return [
            (
                source_of[one.source],
                code_of[f"{one.codebook}:{one.code}"],
                one.span.start,
                one.span.end,
                one.valence,
            )
            for one in self.layers[coder]
        ]

    def said(self, coder: int) -> list[tuple[int, int]]:
        """The passages of one of them without hesitations at their ends."""
        return [
            said_span(self.transcripts[one.source].text, one.span.start, one.span.end)
            for one in self.layers[coder]
        ]

    def _codings(
        self, passages: tuple[tuple[int, ...], tuple[int, ...]]
    ) -> tuple[tuple[Coding, ...], tuple[Coding, ...]]:
        one, other = (
            tuple(layer[index] for index in indices)
            for layer, indices in zip(self.layers, passages, strict=True)
        )
        return one, other

    def differing(self, one: Disagreement) -> Differing:
        """A disagreement with its words."""
        codings = self._codings(one.passages)
        source = self.sources[one.source]
        transcript, span = self.transcripts[source], Span(one.start, one.end)
        turn = transcript.turn_at(span.start)
        key = key_of([*codings[0], *codings[1]])
        first, second = (None if code is None else self.refs[code] for code in one.codes)
        return Differing(
            key=key,
            kind=one.kind,
            source=source,
            span=span,
            address=address_of(transcript, span),
            speaker=turn.speaker if turn else "",
            quotation=span.of(transcript.text),
            before=transcript.text[max(0, span.start - CONTEXT) : span.start].lstrip(),
            after=transcript.text[span.end : span.end + CONTEXT].rstrip(),
            coders=self.coders,
            codings=codings,
            codes=(first, second),
            units=one.units,
            judged=one.judged,
            settled=self.settled.get(key),
        )

    def agreed(self, one: Agreed | Disagreement, code: int) -> AgreedPassages:
        """Passages that agree, or differ by less than a sentence."""
        codings = self._codings(one.passages)
        spans = [coding.span for side in codings for coding in side]
        return AgreedPassages(
            key=key_of([*codings[0], *codings[1]]),
            source=self.sources[one.source],
            span=Span(min(span.start for span in spans), max(span.end for span in spans)),
            codes=(self.refs[code], self.refs[code]),
            coders=self.coders,
            codings=codings,
        )


def consensus_differences(project: Project, coder: str) -> list[Differing]:
    """Where the consensus differs from a coder's own layer, source by source.

    Raises:
        NotFound: there is no such coder, or no consensus yet.
        NotAllowed: an open round closes one of the two layers.
    """
    pairs = list_disagreements(project, Wanted(coders=(coder, CONSENSUS)))
    return [one for pair in pairs for one in pair.found]
