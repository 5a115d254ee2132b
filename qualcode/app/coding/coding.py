"""Coding: give a code to a passage, change it, take it back, say that a source is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.core.address import address_of
from qualcode.core.codebook import Code, ValencePolicy
from qualcode.core.coding import Mark, NewCoding, Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.passages import NOTHING_SAID, selection_problem
from qualcode.core.people import Progress
from qualcode.core.privacy.pseudonyms import around_brackets
from qualcode.core.spans import Span, trimmed
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_, Told
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.cases import coder_named, list_cases
from qualcode.store.rows.codebooks import CodeRow
from qualcode.store.rows.memos import replace_memo
from qualcode.store.rows.rounds import refuse_locked

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Change
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class Placed:
    """A coding request found to be right: the passage, the code and the valence it will have."""

    transcript: Transcript
    span: Span
    code: CodeRow
    request: NewCoding
    valence: Valence


def code_passage(project: Project, request: NewCoding) -> str:
    """Give a code to a passage in the acting coder's layer; gives the coding's GUID.

    A passage that overlaps one with the same code and valence unites with it.

    Raises:
        NotFound: no such source or code.
        NotAllowed: the passage, the code or the valence is not allowed, or nobody is acting.
    """
    return code_passages(project, [request])[0]


def code_passages(
    project: Project, requests: Sequence[NewCoding], *, action: str = "code"
) -> list[str]:
    """Give codes to passages in one step that is undone as one; gives the codings' GUIDs."""
    _somebody_acts(project)
    with project.read() as connection:
        finder = Finder(connection, project)
        placed = [finder.placed(request) for request in requests]
    first = placed[0] if placed else None
    said: dict[str, Any] = {"n": len(placed)}
    if first is not None:
        said |= {
            "code": first.code.ref,
            "source": first.transcript.source,
            "address": address_of(first.transcript, first.span, with_source=False),
        }
    with project.change(action, **said) as change:
        transcripts = {one.transcript.source: one.transcript for one in placed}
        keys = {
            name: source_rows.current_text(change.connection, transcript)
            for name, transcript in transcripts.items()
        }
        rows = [_row(one, *keys[one.transcript.source]) for one in placed]
        coder = _acting(project, change)
        places = ((row.source_id, row.span.start, row.span.end) for row in rows)
        refuse_locked(change.connection, coder, places)
        return coding_rows.put_codings(change, coder, rows)


def _row(placed: Placed, source_id: int, text_id: int) -> coding_rows.PlacedCoding:
    return coding_rows.PlacedCoding(
        source_id=source_id,
        text_id=text_id,
        span=placed.span,
        quotation=placed.span.of(placed.transcript.text),
        code_id=placed.code.id,
        revision_id=placed.code.revision_id,
        valence=placed.valence,
        marks=placed.request.marks,
        memo=placed.request.memo,
        context=placed.request.context,
    )


class Finder:
    """Finds sources and codes by name and says whether a coding may be made of them."""

    def __init__(self, connection: Connection, project: Project) -> None:
        self._connection = connection
        self._project = project
        self._codes = project.memory.code_index(connection)
        self._transcripts: dict[str, Transcript] = {}
        self._silent = {case.name for case in list_cases(connection) if case.objected}
        self._applicable: dict[str, tuple[str, ...] | None] = {}

    def transcript(self, name: str) -> Transcript:
        """The current text of a source, loaded once."""
        if name not in self._transcripts:
            memory = self._project.memory
            self._transcripts[name] = memory.transcript(self._connection, name)
        return self._transcripts[name]

    def code(self, name: str, source: str) -> CodeRow:
        """A code by name; one that stands in two codebooks is taken from those of the source."""
        from qualcode.app.projects.studies import codebooks_of_source

        if source not in self._applicable:
            self._applicable[source] = codebooks_of_source(self._project, self._connection, source)
        return self._codes.find(name, self._applicable[source])

    def placed(self, request: NewCoding) -> Placed:
        """The request with its source, passage and code found and allowed."""
        transcript = self.transcript(request.source)
        span = codable_passage(transcript, request.span)
        self._refuse_objecting(transcript, span)
        code = self.code(request.code, request.source)
        return Placed(transcript, span, code, request, allowed_valence(code.code, request.valence))

    def _refuse_objecting(self, transcript: Transcript, span: Span) -> None:
        """See that nobody speaks in a passage who objected to the use of their words."""
        if not self._silent:
            return
        speaking = {transcript.speakers[who].case for who in transcript.coded_speakers_in(span)}
        for case in sorted(self._silent & speaking):
            raise NotAllowed(
                N_(
                    "{case} objected to the use of their words: nothing more is coded in them. "
                    "What was coded before stays, and is in no table."
                ),
                case=case,
            )


def codable_passage(transcript: Transcript, span: Span) -> Span:
    """The passage without white space at its ends, if it may be coded.

    One that begins or ends inside a bracketed pseudonym takes all of it.

    Raises:
        NotAllowed: outside the text, in nobody's coded speech, or across two coded speakers.
    """
    if span.end > len(transcript.text):
        raise NotAllowed(
            N_("The passage {start}:{end} lies outside the text of {source} (0:{length})."),
            start=span.start,
            end=span.end,
            source=transcript.source,
            length=len(transcript.text),
        )
    inside = trimmed(transcript.text, span.start, span.end)
    if inside is not None:
        inside = around_brackets(transcript.text, inside)
    problem = NOTHING_SAID if inside is None else selection_problem(transcript, inside)
    if inside is None or problem is not None:
        raise NotAllowed(
            N_("{source} {start}:{end} cannot be coded. {why}"),
            source=transcript.source,
            start=span.start,
            end=span.end,
            why=Told(problem or NOTHING_SAID),
        )
    return inside


def allowed_valence(code: Code, valence: Valence) -> Valence:
    """The valence that a coding of `code` gets under its policy.

    Raises:
        NotAllowed: the code is a heading or retired, or its policy does not take this valence.
    """
    if not code.codable or code.retired:
        raise NotAllowed(
            N_("“{code}” is a heading or retired: choose a code under it."), code=code.label
        )
    if code.policy is ValencePolicy.FIXED and code.fixed is not None:
        if valence not in {Valence.UNSET, code.fixed}:
            raise NotAllowed(
                N_("“{code}” always counts as {valence}."),
                code=code.label,
                valence=Told(code.fixed.label),
            )
        return code.fixed
    if code.policy is ValencePolicy.NONE and valence is not Valence.UNSET:
        raise NotAllowed(N_("“{code}” takes no barrier or lever."), code=code.label)
    return valence


def uncode(project: Project, guids: Iterable[str]) -> int:
    """Take codings out of the acting coder's layer, memos with them; gives how many.

    Raises:
        NotFound: no such coding, or one that this coder may not see.
        NotAllowed: another coder's coding.
    """
    _somebody_acts(project)
    wanted = list(guids)
    with project.change("uncode", n=len(wanted)) as change:
        coder = _acting(project, change)
        rows = [_writable(change, coder, guid) for guid in wanted]
        if rows:
            change.said |= _named(project, change, rows[0])
        coding_rows.remove_codings(change, wanted)
    return len(wanted)


def change_coding(
    project: Project,
    guid: str,
    *,
    span: Span | None = None,
    valence: Valence | None = None,
    marks: frozenset[Mark] | None = None,
    code: str | None = None,
) -> str:
    """Move the ends of a coding, or give it another valence, marks or code; gives its GUID."""
    _somebody_acts(project)
    with project.change("change_coding") as change:
        connection = change.connection
        coder = _acting(project, change)
        row = _writable(change, coder, guid)
        change.said |= _named(project, change, row)
        index = project.memory.code_index(connection)
        wanted = index.by_id[row.code_id] if code is None else index.find(code)
        if valence is not None or code is not None:
            valence = allowed_valence(wanted.code, valence or Valence(row.valence))
        if span is not None:
            name = source_rows.source_name(connection, row.source_id)
            span = codable_passage(project.memory.transcript(connection, name), span)
            refuse_locked(connection, coder, [(row.source_id, span.start, span.end)])
        return coding_rows.change_coding(
            change,
            row,
            span=span,
            valence=valence,
            marks=marks,
            code=None if code is None else (wanted.id, wanted.revision_id),
        )


def note_on_coding(project: Project, guid: str, memo: str) -> None:
    """Put a memo on one's own coding, in place of the one there was; "" takes it away."""
    _somebody_acts(project)
    with project.change("note") as change:
        coder = _acting(project, change)
        row = coding_rows.own_coding(change.connection, coder, guid)
        change.said |= _named(project, change, row)
        replace_memo(change, coder, guid, memo.strip())


def question_before(transcript: Transcript, span: Span) -> Span | None:
    """What a speaker who is not coded said right before a passage: its question, or None."""
    index = transcript.turn_locator.at(span.start)
    for turn in reversed(transcript.turns[: index or 0]):
        if turn.speech is not None:
            return None if transcript.speakers[turn.speaker].coded else turn.speech
    return None


def set_context(project: Project, guid: str, context: Span | None) -> None:
    """Let a question travel with a coding without being coded, or no longer."""
    _somebody_acts(project)
    with project.change("context") as change:
        coder = _acting(project, change)
        row = _writable(change, coder, guid)
        change.said |= _named(project, change, row)
        coding_rows.set_context(change, row.id, context)


def mark_source(project: Project, source: str, progress: Progress = Progress.READ) -> bool:
    """Say how far the acting coder is with a source: read is not the same as coded.

    Gives False where that was known: nothing was done, and there is nothing to undo.

    Raises:
        NotFound: there is no such source.
        NotAllowed: nobody is acting, or their role does not code.
    """
    _somebody_acts(project)
    with project.change("progress", source=source, progress=progress.value) as change:
        source_rows.mark_progress(change, source, _acting(project, change), progress)
        return not change.empty


def _writable(change: Change, coder: int, guid: str) -> Any:
    """The coding of that GUID, in a part of the acting coder's layer that is not locked."""
    row = coding_rows.own_coding(change.connection, coder, guid)
    refuse_locked(change.connection, coder, [(row.source_id, row.start, row.end)])
    return row


def _named(project: Project, change: Change, row: Any) -> dict[str, Any]:
    """What a journal entry says of a coding: its code, source and address."""
    connection = change.connection
    source = source_rows.source_name(connection, row.source_id)
    transcript = project.memory.transcript(connection, source)
    code = project.memory.code_index(connection).by_id[row.code_id]
    span = Span(row.start, row.end)
    address = address_of(transcript, span, with_source=False)
    return {"code": code.ref, "source": source, "address": address}


def _somebody_acts(project: Project) -> None:
    if project.acting is None:
        raise NotAllowed(
            N_("Who is coding? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )


def _acting(project: Project, change: Change) -> int:
    """The acting coder's key, whose role must allow coding."""
    row = coder_named(change.connection, project.acting or "")
    if row.role == "viewer":
        raise NotAllowed(N_("{name} may read and comment, but not code."), name=row.name)
    return int(row.id)
