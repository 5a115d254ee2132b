"""A project on its way out to other programs: gathered through the gate, written, entered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.exchange import restricted_attributes
from qualcode.app.ledgering import recorded
from qualcode.app.theming import list_themes
from qualcode.core.codebook import Code, Codebook, said
from qualcode.core.coding import Coding
from qualcode.core.errors import NotAllowed
from qualcode.core.memo import About, Memo
from qualcode.core.people import Case
from qualcode.core.portable import (
    LeftOut,
    PortableCase,
    PortableCode,
    PortableCoding,
    PortableNote,
    PortableProject,
    PortableSet,
    PortableSource,
    Remarks,
)
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_, _, current_language, in_language
from qualcode.store import cases as case_rows
from qualcode.store import codings as coding_rows
from qualcode.store import memos as memo_rows
from qualcode.store import rounds as round_rows
from qualcode.store import sources as source_rows
from qualcode.store.gate import open_rounds
from qualcode.store.memos import guid_of
from qualcode.store.studies import title

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.interop.refi.writing import Target
    from qualcode.store.project import Project

COVER = "█"
"""Stands for each character that a person said who objected to the use of their words."""


@dataclass(frozen=True, slots=True)
class MovedOut:
    """What was written for another program."""

    sources: int
    codings: int
    codes: int
    left_out: tuple[LeftOut, ...]


def portable(project: Project, language: str | None = None) -> PortableProject:
    """All that may leave, as far as the acting coder may see it.

    Args:
        project: the project.
        language: of the names of codes; the current one where None.
    """
    with project.read() as connection:
        gathered = _Gatherer(project, connection, language or current_language())
        themes = [
            PortableSet(theme.guid, theme.statement, codes=gathered.code_guids(theme.codes))
            for theme in list_themes(project)
        ]
        return gathered.project(themes)


def export_qdpx(
    project: Project, out: Path, *, target: Target | None = None, language: str | None = None
) -> MovedOut:
    """Write the project for another program (REFI-QDA), and its ledger entry.

    The file holds whole transcripts: it is for work, under the rules that hold for the project.

    Args:
        project: the project.
        out: a .qdpx file.
        target: the program that will read it; the plain standard where None.
        language: of the names of codes.

    Raises:
        FormatProblem: what came out does not follow the standard; nothing is written.
        FileProblem: the file cannot be written.
    """
    from qualcode.export.word.saving import save
    from qualcode.interop.refi.writing import Target, qdpx_bytes

    chosen = target or Target.STANDARD
    language = language or current_language()
    carried = portable(project, language)
    with in_language(language):
        data = qdpx_bytes(carried, chosen)
    quoted = quoted_cases(carried)

    def write(_snapshot: str) -> Mapping[str, int]:
        save(out, data)
        return quoted

    settings = {"target": chosen.value, "codings": len(carried.codings), "mode": "working"}
    recorded(project, "qdpx", out, write, settings=settings)
    return _moved(carried)


def export_qdc(project: Project, out: Path, *, language: str | None = None) -> MovedOut:
    """Write the codebooks for another program (REFI-QDA), and the ledger entry.

    Raises:
        NotAllowed: the project has no code.
        FileProblem: the file cannot be written.
    """
    from qualcode.export.word.saving import save
    from qualcode.interop.refi.writing import qdc_bytes

    carried = portable(project, language)
    if not carried.codes:
        raise NotAllowed(N_("The project has no codebook yet: there is nothing to write."))
    data = qdc_bytes(carried)

    def write(_snapshot: str) -> None:
        save(out, data)

    recorded(project, "qdc", out, write, settings={"codes": len(carried.codes)})
    remarks = Remarks()
    remarks.add(N_("second languages, valence rules and crosswalks of codes"))
    return MovedOut(0, 0, len(carried.codes), remarks.told())


def _moved(carried: PortableProject) -> MovedOut:
    numbers = (len(carried.sources), len(carried.codings), len(carried.codes))
    return MovedOut(*numbers, carried.left_out)


def quoted_cases(carried: PortableProject) -> Counter[str]:
    """How many codings stand on the words of each case: what the ledger keeps."""
    found: Counter[str] = Counter()
    case_at: dict[str, list[tuple[int, int, str]]] = {}
    for source in carried.sources:
        speakers = source.speakers or {}
        case_at[source.identity] = [
            (turn.speech.start, turn.speech.end, case)
            for turn in source.turns or ()
            if turn.speech is not None and (case := speakers[turn.speaker].case)
        ]
        found.update({case: 0 for _start, _end, case in case_at[source.identity]})
    for coding in carried.codings:
        at = coding.span.start
        found.update(c for start, end, c in case_at[coding.source] if start <= at < end)
    return found


class _Gatherer:
    """Gathers one project inside one read."""

    def __init__(self, project: Project, connection: Connection, language: str) -> None:
        self._project = project
        self._connection = connection
        self._language = language
        self._viewer = project.acting_key(connection)
        self._remarks = Remarks()
        self._books = project.memory.codebooks(connection)
        self._code_guid = {
            f"{book.id}:{code.key}": guid_of(connection, About.CODE, f"{book.id}:{code.key}") or ""
            for book in self._books
            for code in book.codes
        }
        self._sources = source_rows.list_sources(connection)
        self._source_guid = {source.name: source.guid for source in self._sources}
        self._withheld = frozenset(restricted_attributes(project))
        self._cases_held = case_rows.list_cases(connection)
        self._objecting = {case.name for case in self._cases_held if case.objected}
        self._coder_guid = {c.name: c.guid for c in case_rows.list_coders(connection)}

    def code_guids(self, refs: Sequence[str]) -> tuple[str, ...]:
        """Identities of codes given as `codebook:key`."""
        return tuple(self._code_guid[ref] for ref in refs if ref in self._code_guid)

    def project(self, themes: Sequence[PortableSet]) -> PortableProject:
        """Everything, with what stays behind."""
        transcripts = {s.name: self._transcript(s.name) for s in self._sources}
        codings = [
            coding
            for coding in coding_rows.list_codings(self._connection, self._viewer)
            if f"{coding.codebook}:{coding.code}" in self._code_guid
        ]
        self._tell_what_stays()
        return PortableProject(
            name=title(self._connection) or Path(self._project.where).stem,
            coders={guid: name for name, guid in self._coder_guid.items()},
            codebooks=tuple(self._books),
            codes=tuple(self._codes()),
            cases=tuple(self._cases(transcripts)),
            sources=tuple(self._source(s, transcripts[s.name]) for s in self._sources),
            codings=tuple(self._coding(coding) for coding in codings),
            notes=tuple(self._notes({coding.guid for coding in codings})),
            sets=(*themes, *self._types()),
            left_out=self._remarks.told(),
        )

    def _transcript(self, name: str) -> Transcript:
        return self._project.memory.transcript(self._connection, name)

    def _codes(self) -> list[PortableCode]:
        found = []
        several = len(self._books) > 1
        for book in self._books:
            top = None
            if several:
                top = _book_guid(book, self._code_guid)
                name = said(book.title, self._language) or book.id
                found.append(PortableCode(top, name, codable=False))
            found += [self._code(book, code, top) for code in book.codes]
        return found

    def _code(self, book: Codebook, code: Code, top: str | None) -> PortableCode:
        parent = top if code.parent is None else self._code_guid[f"{book.id}:{code.parent}"]
        return PortableCode(
            identity=self._code_guid[f"{book.id}:{code.key}"],
            name=said(code.wording.label, self._language) or code.key,
            parent=parent,
            description=described(code, self._language),
            codable=code.codable and not code.retired,
            code=code,
            codebook=book.id,
        )

    def _cases(self, transcripts: Mapping[str, Transcript]) -> list[PortableCase]:
        speaks_in: dict[str, dict[str, None]] = {}
        for name, transcript in transcripts.items():
            for speaker in transcript.speakers.values():
                if speaker.case:
                    speaks_in.setdefault(speaker.case, {})[self._source_guid[name]] = None
        return [
            PortableCase(
                guid_of(self._connection, About.CASE, case.name) or "",
                self._open(case),
                tuple(speaks_in.get(case.name, ())),
                case.kind,
            )
            for case in self._cases_held
        ]

    def _open(self, case: Case) -> Case:
        """The case without what the study lets nobody hand out."""
        return replace(
            case,
            attributes=without(case.attributes, self._withheld),
            linked_to=None if "linked_to" in self._withheld else case.linked_to,
        )

    def _source(self, source: source_rows.SourceSummary, transcript: Transcript) -> PortableSource:
        text = transcript.text
        if self._objecting:
            text = self._covered(transcript)
        return PortableSource(
            identity=source.guid,
            name=source.name,
            text=text,
            attributes=without(source.attributes, self._withheld),
            kind=source.type,
            language=source.language,
            turns=transcript.turns,
            speakers=transcript.speakers,
            created=source.created,
        )

    def _covered(self, transcript: Transcript) -> str:
        """The text, nothing of those who objected in it but how long they spoke."""
        text = transcript.text
        for turn in transcript.turns:
            if turn.speech and transcript.speakers[turn.speaker].case in self._objecting:
                words = "".join(c if c.isspace() else COVER for c in turn.speech.of(text))
                text = text[: turn.speech.start] + words + text[turn.speech.end :]
                self._remarks.add(N_("turns of persons who object to the use of their words"))
        return text

    def _coding(self, coding: Coding) -> PortableCoding:
        return PortableCoding(
            identity=coding.guid,
            source=self._source_guid[coding.source],
            span=coding.span,
            code=self._code_guid[f"{coding.codebook}:{coding.code}"],
            coder=self._coder_guid[coding.coder],
            valence=coding.valence,
            marks=coding.marks,
            context=coding.context,
            created=_stamp(coding.created),
        )

    def _notes(self, codings: set[str]) -> list[PortableNote]:
        found = []
        for memo in memo_rows.list_memos(self._connection, self._viewer):
            note = self._note(memo)
            if note is None or (memo.about is About.CODING and memo.about_guid not in codings):
                self._remarks.add(N_("memos on passages that are not carried"))
            else:
                found.append(note)
        return found

    def _note(self, memo: Memo) -> PortableNote | None:
        subject, span = memo.about_guid or "", None
        if memo.about is About.PASSAGE:
            if memo.span is None or memo.source not in self._source_guid or not memo.quotation:
                return None
            subject, span = self._source_guid[memo.source], memo.span
        return PortableNote(
            identity=memo.guid,
            body=memo.body,
            about=memo.about,
            subject=subject,
            span=span,
            kind=memo.kind,
            coder=self._coder_guid.get(memo.coder or "", ""),
            name=_(memo.kind.label),
            created=_stamp(memo.created),
        )

    def _types(self) -> list[PortableSet]:
        """The sources by type, as sets."""
        found: dict[str, list[str]] = {}
        for source in self._sources:
            found.setdefault(source.type, []).append(source.guid)
        return [
            PortableSet(_type_guid(self._sources, name), name, sources=tuple(guids))
            for name, guids in found.items()
        ]

    def _tell_what_stays(self) -> None:
        """What the standard has no place for and no reader could use."""
        self._remarks.add(N_("the journal, versions of codebooks and earlier texts"))
        self._remarks.add(
            N_("rounds and settlements"), len(round_rows.list_rounds(self._connection))
        )
        held = {name for case in self._cases_held for name in case.attributes}
        held |= {name for source in self._sources for name in source.attributes}
        names = sorted(held & self._withheld)
        self._remarks.add(N_("restricted attributes ({names})"), len(names), names=", ".join(names))
        hidden = open_rounds(self._connection)
        self._remarks.add(
            N_("layers that an open round closes to you ({rounds})"),
            int(bool(hidden)),
            rounds=", ".join(hidden),
        )


def without(attributes: Mapping[str, str], withheld: Collection[str]) -> dict[str, str]:
    """Attributes but for those that are withheld."""
    return {name: value for name, value in attributes.items() if name not in withheld}


def described(code: Code, language: str) -> str:
    """What a code means, as people read it in a program that has one field for it."""
    wording = code.wording
    with in_language(language):
        parts = [
            said(wording.definition, language),
            _under(_("Use when"), said(wording.use_when, language)),
            _under(_("Do not use when"), said(wording.not_when, language)),
            _under(_("Example"), wording.example.text if wording.example else ""),
            _under(_("Applies to"), said(code.target, language)),
        ]
    return "\n".join(part for part in parts if part)


def _under(heading: str, words: str) -> str:
    return f"{heading}\u00a0: {words}" if words else ""


def _stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _book_guid(book: Codebook, codes: Mapping[str, str]) -> str:
    from qualcode.interop.refi.extra import made_from

    return made_from(book.id + next(iter(codes.values()), ""), "codebook")


def _type_guid(sources: Sequence[source_rows.SourceSummary], name: str) -> str:
    from qualcode.interop.refi.extra import made_from

    return made_from(name + sources[0].guid, "type")
