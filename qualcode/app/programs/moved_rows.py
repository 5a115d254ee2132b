"""Writes another program's project into ours, in one change: what is known keeps its identity."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from qualcode.app.programs.moved_analysis import AnalysisPlacer
from qualcode.app.programs.moved_codes import books_of
from qualcode.app.texts.importing import Incoming
from qualcode.core.codebook import ValencePolicy
from qualcode.core.coding import Valence
from qualcode.core.memo import About, MemoKind
from qualcode.core.passages import selection_problem
from qualcode.core.people import Case, Role
from qualcode.core.portable import (
    LeftOut,
    PortableCoding,
    PortableNote,
    PortableProject,
    Remarks,
)
from qualcode.core.spans import Span, trimmed
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_
from qualcode.store import tables
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codebooks as codebook_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import memos as memo_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.carrying import unused
from qualcode.store.rows.codebooks import CodeRow
from qualcode.store.rows.memos import guid_of
from qualcode.store.rows.rounds import refuse_locked
from qualcode.store.rows.search import indexing_last

if TYPE_CHECKING:
    from sqlalchemy import Table

    from qualcode.store.journal import Change
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class MovedIn:
    """What came in from another program."""

    sources: tuple[str, ...]
    known_sources: tuple[str, ...]
    """Those whose text was in the project already: their codings went there."""
    codebooks: tuple[str, ...]
    codes: int
    cases: int
    coders: tuple[str, ...]
    codings: int
    """How many codings of the other program found their place."""
    memos: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A source of the project that codings go to."""

    transcript: Transcript
    source_id: int
    text_id: int
    guid: str


class Placer:
    """Writes one project in one change."""

    def __init__(
        self,
        project: Project,
        change: Change,
        carried: PortableProject,
        incoming: dict[str, Incoming],
    ) -> None:
        self._project = project
        self._change = change
        self._connection = change.connection
        self._carried = carried
        self._incoming = incoming
        self._remarks = Remarks()
        self._coders: dict[str, int] = {}
        self._coding_guid: dict[str, str] = {}
        self._memo_guid: dict[str, str] = {}
        self._free: dict[str, set[str]] = {}
        self._memos = 0

    def place(self) -> MovedIn:
        """Write everything; gives what was done."""
        carried = self._carried
        self._put_cases()
        books, rows = self._put_codes()
        places = self._put_sources()
        coders = self._put_coders()
        placed = self._put_codings(places, rows)
        self._put_notes(places, rows)
        self._put_analysis(places, rows)
        return MovedIn(
            sources=tuple(o.name for o in self._incoming.values() if o.already is None),
            known_sources=tuple(o.already for o in self._incoming.values() if o.already),
            codebooks=books,
            codes=len(rows),
            cases=len(carried.cases),
            coders=coders,
            codings=placed,
            memos=self._memos,
            left_out=self._remarks.told(carried.left_out),
        )

    def _own(self, table: Table, identities: Iterable[str]) -> None:
        """Look up which identities of the file things can keep in a table."""
        self._free[table.name] = unused(self._connection, table, identities)

    def _kept(self, table: Table, identity: str) -> str:
        """The identity, where it is a GUID that nothing bears yet; else none."""
        free = self._free[table.name]
        if identity not in free:
            return ""
        free.remove(identity)
        return identity

    def _put_cases(self) -> None:
        self._own(tables.cases, [one.identity for one in self._carried.cases])
        names = {one.case.name for one in self._carried.cases}
        names |= {case.name for case in case_rows.list_cases(self._connection)}
        for one in sorted(self._carried.cases, key=lambda one: one.case.linked_to is not None):
            linked = one.case.linked_to if one.case.linked_to in names else None
            guid = self._kept(tables.cases, one.identity)
            case_rows.put_case(self._change, replace(one.case, linked_to=linked), guid)
        fresh = [one for one in self._incoming.values() if one.already is None]
        for speaker in (s for one in fresh for s in one.speaker_of.values()):
            if speaker.case and speaker.case not in names:
                case_rows.put_case(self._change, Case(speaker.case, "participant"))
                names.add(speaker.case)

    def _put_codes(self) -> tuple[tuple[str, ...], dict[str, CodeRow]]:
        """The codebooks, and the rows of codes by identity."""
        index = codebook_rows.CodeIndex(self._connection)
        standing = {row.ref for row in index.standing}
        taken = {row.codebook for row in index.rows}
        moved = books_of(self._carried, standing, taken)
        self._own(tables.codes, moved.refs)
        by_ref = {ref: self._kept(tables.codes, identity) for identity, ref in moved.refs.items()}
        for book in moved.fresh:
            guids = {code.key: by_ref.get(f"{book.id}:{code.key}", "") for code in book.codes}
            codebook_rows.add_codebook(self._change, book, guids)
        index = codebook_rows.CodeIndex(self._connection)
        rows = {identity: index.find(ref) for identity, ref in moved.refs.items()}
        return tuple(book.id for book in moved.fresh), rows

    def _put_sources(self) -> dict[str, _Place]:
        found = {}
        self._own(tables.sources, self._incoming)
        flags = self._flags()
        with indexing_last(self._connection):
            for identity, one in self._incoming.items():
                if one.already is None:
                    source_rows.add_source(
                        self._change,
                        one.document,
                        name=one.name,
                        kind=one.kind,
                        language=one.language,
                        speaker_of=one.speaker_of,
                        attributes={**flags.get(identity, {}), **one.attributes},
                        guid=self._kept(tables.sources, identity),
                    )
                name = one.already or one.name
                transcript = source_rows.load_transcript(self._connection, name)
                keys = source_rows.current_text(self._connection, transcript)
                guid = guid_of(self._connection, About.SOURCE, name) or ""
                found[identity] = _Place(transcript, *keys, guid)
        return found

    def _flags(self) -> dict[str, dict[str, str]]:
        """Sets of sources as attributes: "1" where a source is in the set.

        Our own sets of sources by type say what each source says itself.
        """
        types = {source.kind for source in self._carried.sources}
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for group in self._carried.sets:
            if group.sources and group.name and group.name not in types:
                for identity in group.sources:
                    found[identity][group.name] = "1"
        return found

    def _put_coders(self) -> tuple[str, ...]:
        known = {
            coder.name: case_rows.coder_named(self._connection, coder.name).id
            for coder in case_rows.list_coders(self._connection)
        }
        wanted = dict(self._carried.coders)
        self._own(tables.coders, wanted)
        roles = self._carried.analysis.roles
        for identity in [*(c.coder for c in self._carried.codings),
                         *(n.coder for n in self._carried.notes)]:  # fmt: skip
            wanted.setdefault(identity, self._nobody())
        for identity, said in wanted.items():
            name = said.strip() or self._nobody()
            if name not in known:
                known[name] = case_rows.add_coder(
                    self._change,
                    name,
                    roles.get(identity, Role.CODER),
                    self._kept(tables.coders, identity),
                )
            self._coders[identity] = known[name]
        return tuple(dict.fromkeys(name.strip() or self._nobody() for name in wanted.values()))

    def _nobody(self) -> str:
        """Who stands for a coder whom the file does not name: whoever acts, or the program."""
        program = re.split(r"[\s/]", self._carried.origin.strip(), maxsplit=1)[0]
        return self._project.acting or program or "?"

    def _put_codings(self, places: dict[str, _Place], rows: dict[str, CodeRow]) -> int:
        by_coder: dict[int, list[tuple[str, coding_rows.PlacedCoding]]] = defaultdict(list)
        found = 0
        self._own(tables.codings, [coding.identity for coding in self._carried.codings])
        for coding in self._carried.codings:
            place, row = places.get(coding.source), rows.get(coding.code)
            if place is None or row is None:
                self._remarks.add(N_("codings whose code or source was not carried"))
                continue
            pieces = codable_pieces(place.transcript, coding.span)
            if not pieces:
                self._remarks.add(N_("codings on words of nobody who is coded"))
                continue
            found += 1
            self._remarks.add(
                N_("codings over several speakers, parted into one for each"),
                int(len(pieces) > 1),
            )
            by_coder[self._coders[coding.coder]] += [
                (
                    coding.identity,
                    _placed(place, row, coding, piece, self._kept(tables.codings, coding.identity)),
                )
                for piece in pieces
            ]
        for coder, items in by_coder.items():
            placed = [one for _identity, one in items]
            spans = ((one.source_id, one.span.start, one.span.end) for one in placed)
            refuse_locked(self._connection, coder, spans)
            guids = coding_rows.put_codings(self._change, coder, placed)
            united = len(guids) - len(set(guids))
            self._remarks.add(N_("codings of one code and coder that overlapped, united"), united)
            for (identity, _one), guid in zip(items, guids, strict=True):
                self._coding_guid.setdefault(identity, guid)
        return found

    def _put_notes(self, places: dict[str, _Place], rows: dict[str, CodeRow]) -> None:
        grouped: dict[tuple[int | None, About, MemoKind], list[tuple[str | None, PortableNote]]]
        grouped = defaultdict(list)
        self._own(tables.memos, [note.identity for note in self._carried.notes])
        case_name = {case.identity: case.case.name for case in self._carried.cases}
        for note in self._carried.notes:
            coder = self._coders.get(note.coder) if note.coder else self._acting()
            about, guid = note.about, self._subject(note, places, rows, case_name)
            if about is About.PASSAGE and note.subject in places:
                where = places[note.subject]
                if not self._put_passage_note(coder, where, note):
                    grouped[coder, About.SOURCE, note.kind].append((where.guid, note))
            elif about is not About.STUDY and guid is None:
                self._remarks.add(N_("memos on what was not carried"))
            else:
                grouped[coder, about, note.kind].append((guid, note))
        for (coder, about, kind), notes in grouped.items():
            bodies = [(guid, note.body) for guid, note in notes]
            born = [self._born(note) for _guid, note in notes]
            memo_rows.add_memos(self._change, coder, about, bodies, kind=kind, born=born)
            self._memos += len(bodies)

    def _born(self, note: PortableNote) -> tuple[str, str]:
        """The identity of a memo, and when it was written."""
        guid = self._kept(tables.memos, note.identity)
        if guid:
            self._memo_guid[note.identity] = guid
        return guid, _stamp(note.created)

    def _put_analysis(self, places: Mapping[str, _Place], rows: Mapping[str, CodeRow]) -> None:
        """Themes, charts, ratings, displays and answers; sets of codes as themes."""
        fresh = {
            identity: places[identity].transcript.source
            for identity, one in self._incoming.items()
            if one.already is None
        }
        placer = AnalysisPlacer(
            self._change,
            self._carried,
            rows,
            {**self._coding_guid, **self._memo_guid},
            self._coders,
            self._remarks,
        )
        placer.place(fresh)

    def _acting(self) -> int | None:
        return self._project.acting_key(self._connection)

    def _subject(
        self,
        note: PortableNote,
        places: dict[str, _Place],
        rows: dict[str, CodeRow],
        case_name: dict[str, str],
    ) -> str | None:
        if note.about is About.SOURCE and note.subject in places:
            return places[note.subject].guid
        if note.about is About.CODE and note.subject in rows:
            return guid_of(self._connection, About.CODE, rows[note.subject].ref)
        if note.about is About.CASE and note.subject in case_name:
            return guid_of(self._connection, About.CASE, case_name[note.subject])
        return self._coding_guid.get(note.subject) if note.about is About.CODING else None

    def _put_passage_note(self, coder: int | None, place: _Place, note: PortableNote) -> bool:
        """Keep a memo on a passage; gives False where it stands on no words."""
        text = place.transcript.text
        span = note.span and trimmed(text, note.span.start, min(note.span.end, len(text)))
        if span is None:
            return False
        where = (place.text_id, span, span.of(text))
        memo_rows.add_passage_memo(
            self._change, coder, where, note.body, kind=note.kind, born=self._born(note)
        )
        self._memos += 1
        return True


def codable_pieces(transcript: Transcript, span: Span) -> list[Span]:
    """The parts of a passage that may be coded: all of it, or one for each coded speaker."""
    inside = trimmed(transcript.text, span.start, min(span.end, len(transcript.text)))
    if inside is None:
        return []
    if selection_problem(transcript, inside) is None:
        return [inside]
    pieces: list[tuple[str, Span]] = []
    for index in transcript.turn_locator.touched(inside):
        turn = transcript.turns[index]
        shared = turn.speech.intersection(inside) if turn.speech else None
        if shared is None or not transcript.speakers[turn.speaker].coded:
            continue
        if pieces and pieces[-1][0] == turn.speaker:
            pieces[-1] = (turn.speaker, pieces[-1][1].hull(shared))
        else:
            pieces.append((turn.speaker, shared))
    cut = (trimmed(transcript.text, piece.start, piece.end) for _speaker, piece in pieces)
    return [piece for piece in cut if piece is not None]


def _placed(
    place: _Place, row: CodeRow, coding: PortableCoding, span: Span, guid: str
) -> coding_rows.PlacedCoding:
    policy, valence = row.code.policy, coding.valence
    if policy is ValencePolicy.FIXED and row.code.fixed is not None:
        valence = row.code.fixed
    elif policy is ValencePolicy.NONE:
        valence = Valence.UNSET
    context = coding.context
    if context is not None and context.end > len(place.transcript.text):
        context = None
    return coding_rows.PlacedCoding(
        source_id=place.source_id,
        text_id=place.text_id,
        span=span,
        quotation=span.of(place.transcript.text),
        code_id=row.id,
        revision_id=row.revision_id,
        valence=valence,
        marks=coding.marks,
        context=context,
        guid=guid,
        created=_stamp(coding.created),
    )


def _stamp(said: str) -> str:
    """A moment as it is stored, or "" where it cannot be read."""
    try:
        moment = datetime.fromisoformat(said.strip())
    except ValueError:
        return ""
    if moment.tzinfo is None:
        return ""
    from datetime import UTC

    stamp = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return stamp.removesuffix("+00:00") + "Z"
