"""Reading by code: one code's quotations in order over all sources, with what stands around."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.core.address import address_of
from qualcode.core.codebook import Codebook
from qualcode.core.coding import Coding, Valence
from qualcode.core.errors import NotFound
from qualcode.core.memo import MemoKind
from qualcode.core.people import Case
from qualcode.core.spans import Span
from qualcode.core.text import fold
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_
from qualcode.store.journal import in_parts
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import memos as memo_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class Quoted:
    """A coding as it is read under its code."""

    coding: Coding
    address: str
    speaker: str
    case: Case | None
    before: str
    """What was said right before, as far as nobody speaks who objected to the use of it."""
    after: str
    negative: bool
    """Whether somebody marked it as a negative case."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which quotations are wanted; None and empty mean all."""

    coder: str | None = None
    valence: Valence | None = None
    attribute: str = ""
    """`name=value` of a case, such as group=implanted."""
    negative: bool = False
    """Only negative cases."""


def quotations_of(
    project: Project, ref: str, filters: Filters | None = None, *, context: int = 240
) -> list[Quoted]:
    """The quotations of a code, or of every code under a heading, source by source.

    Args:
        project: what its acting coder may not see is left out.
        ref: `codebook:key`.
        filters: which are wanted.
        context: characters shown before and after.

    Raises:
        NotFound: no such code, coder or attribute form.
    """
    filters = filters or Filters()
    with project.read() as connection:
        viewer = project.acting_key(connection)
        index = project.memory.code_index(connection)
        keys = _with_children(project.memory.codebooks(connection), ref)
        ids = [row.id for row in index.rows if row.ref in keys]
        if not ids:
            index.named(ref)
        found = coding_rows.list_codings(
            connection, viewer, coder=filters.coder, code_ids=ids, valence=filters.valence
        )
        return _read(project, connection, found, filters, context)


def quotations_with_keys(
    project: Project,
    keys: Sequence[int],
    filters: Filters | None = None,
    *,
    context: int = 240,
) -> list[Quoted]:
    """The quotations behind the cell of a matrix, in its order.

    Args:
        project: what its acting coder may not see is left out.
        keys: keys of codings, as `codings_behind` gives them.
        filters: which of them are wanted.
        context: characters shown before and after.
    """
    filters = filters or Filters()
    with project.read() as connection:
        viewer = project.acting_key(connection)
        found = [
            coding
            for part in in_parts(keys)
            for coding in coding_rows.list_codings(
                connection, viewer, coder=filters.coder, keys=part, valence=filters.valence
            )
        ]
        return _read(project, connection, found, filters, context)


def _read(
    project: Project,
    connection: Connection,
    found: Sequence[Coding],
    filters: Filters,
    context: int,
) -> list[Quoted]:
    """Codings as they are read, those that the filters want."""
    viewer = project.acting_key(connection)
    cases = {case.name: case for case in case_rows.list_cases(connection)}
    negative = memo_rows.negative_cases(connection, viewer)
    transcripts = project.memory.transcripts(connection, {coding.source for coding in found})
    objecting = {one.name for one in cases.values() if one.objected}
    silent = {name: _silent(one, objecting) for name, one in transcripts.items()}
    quoted = [
        _quoted(
            coding,
            transcripts[coding.source],
            cases,
            context,
            silent[coding.source],
            negative=coding.guid in negative,
        )
        for coding in found
    ]
    return [one for one in quoted if _wanted(one, filters)]


def _with_children(books: Sequence[Codebook], ref: str) -> set[str]:
    book_id, _, key = ref.partition(":")
    for book in books:
        if book.id == book_id and key in book.by_key:
            wanted = {book.by_key[key].key}
            for code in book.codes:
                if code.parent in wanted:
                    wanted.add(code.key)
            return {f"{book.id}:{found}" for found in wanted}
    return {ref}


def _silent(transcript: Transcript, objecting: Collection[str]) -> list[Span]:
    """The turns of persons who objected to the use of their words."""
    return [
        (one.label or one.speech).hull(one.speech)
        for one in (transcript.turns if objecting else ())
        if one.speech is not None and transcript.speakers[one.speaker].case in objecting
    ]


def _quoted(
    coding: Coding,
    transcript: Transcript,
    cases: Mapping[str, Case],
    context: int,
    silent: Sequence[Span],
    *,
    negative: bool,
) -> Quoted:
    turn = transcript.turn_at(coding.span.start)
    speaker = turn.speaker if turn else ""
    case = transcript.speakers[speaker].case if turn else None
    return Quoted(
        coding=coding,
        address=address_of(transcript, coding.span),
        speaker=speaker,
        case=cases.get(case or ""),
        before=_around(transcript, coding.span, -context, silent),
        after=_around(transcript, coding.span, context, silent),
        negative=negative,
    )


def _around(transcript: Transcript, span: Span, characters: int, silent: Sequence[Span]) -> str:
    """Up to so many characters before (where negative) or after a span, up to who is silent."""
    text = transcript.text
    if characters < 0:
        said = [turn.end for turn in silent if turn.end <= span.start]
        return text[max(0, span.start + characters, *said) : span.start].strip()
    follow = [turn.start for turn in silent if turn.start >= span.end]
    return text[span.end : min(span.end + characters, *follow, len(text))].strip()


def _wanted(one: Quoted, filters: Filters) -> bool:
    if filters.negative and not one.negative:
        return False
    if not filters.attribute:
        return True
    name, equals, value = filters.attribute.partition("=")
    if not equals:
        raise NotFound(
            N_("“{filter}” is no filter: write an attribute and its value, as group=implanted."),
            filter=filters.attribute,
        )
    held = one.case.attributes.get(name.strip(), "") if one.case else ""
    return fold(held) == fold(value.strip())


def mark_negative(project: Project, guid: str, why: str) -> None:
    """Mark a coding as a negative case, with the reason.

    Raises:
        NotAllowed: nobody is acting, or no reason is given.
    """
    from qualcode.app.coding.memos import write_memo
    from qualcode.core.memo import About

    write_memo(project, why, about=About.CODING, name=guid, kind=MemoKind.NEGATIVE)
