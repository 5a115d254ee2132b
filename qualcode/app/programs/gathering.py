"""A project gathered through the gate, as it may leave for other programs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.pairs.exchange import restricted_attributes
from qualcode.app.programs.gathered_analysis import gathered_analysis
from qualcode.core.codebook import Code, Codebook, said
from qualcode.core.coding import Mark, Valence
from qualcode.core.collector import undisturbed
from qualcode.core.memo import About, Memo
from qualcode.core.people import Case
from qualcode.core.portable import (
    Analysis,
    PortableCase,
    PortableCode,
    PortableCoding,
    PortableNote,
    PortableProject,
    PortableSet,
    PortableSource,
    Remarks,
)
from qualcode.core.spans import Span
from qualcode.i18n import N_, _, current_language, in_language
from qualcode.store import tables
from qualcode.store.gate import open_rounds
from qualcode.store.rows import carrying
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import memos as memo_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.carrying import CodingRow, WholeText
from qualcode.store.studies import title

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project

COVER = "█"
"""Stands for each character that a person said who objected to the use of their words."""

_SPOKEN = re.compile(r"\S")

_STAYING = (
    (N_("rounds and settlements"), (tables.rounds, tables.settlements)),
    (N_("questions of the interview guide"), (tables.guide_questions,)),
    (N_("quotations chosen for print"), (tables.selected_quotations,)),
    (N_("saved questions to the codings"), (tables.queries,)),
    (N_("the ledger of exports"), (tables.exports,)),
    (N_("verdicts of the screen"), (tables.verdicts,)),
)
"""What the standard has no place for and no other program could use."""


def portable(project: Project, language: str | None = None) -> PortableProject:
    """All that may leave, as far as the acting coder may see it.

    Args:
        project: the project.
        language: of the names of codes; the current one where None.
    """
    with project.read() as connection, undisturbed():
        gathered = _Gatherer(project, connection, language or current_language())
        return gathered.project()


class _Gatherer:
    """Gathers one project inside one read."""

    def __init__(self, project: Project, connection: Connection, language: str) -> None:
        self._project = project
        self._connection = connection
        self._language = language
        self._viewer = project.acting_key(connection)
        self._remarks = Remarks()
        self._books = project.memory.codebooks(connection)
        self._code_guid = carrying.code_guids(connection)
        self._case_guid = carrying.case_guids(connection)
        self._sources = source_rows.list_sources(connection)
        self._source_guid = {source.name: source.guid for source in self._sources}
        self._withheld = frozenset(restricted_attributes(project))
        self._cases_held = case_rows.list_cases(connection)
        self._objecting = {case.name for case in self._cases_held if case.objected}
        self._coders = case_rows.list_coders(connection)
        self._coder_guid = {coder.name: coder.guid for coder in self._coders}

    def project(self) -> PortableProject:
        """Everything, with what stays behind."""
        texts = carrying.whole_texts(self._connection)
        known = set(self._code_guid.values())
        rows = [
            row for row in carrying.coding_rows(self._connection, self._viewer) if row.code in known
        ]
        analysis = gathered_analysis(
            self._project,
            self._connection,
            self._coders,
            {source.guid: source.progress for source in self._sources},
            self._withheld,
            self._remarks,
        )
        self._tell_what_stays()
        return PortableProject(
            name=title(self._connection) or Path(self._project.where).stem,
            coders={guid: name for name, guid in self._coder_guid.items()},
            codebooks=tuple(self._books),
            codes=tuple(self._codes()),
            cases=tuple(self._cases(texts)),
            sources=tuple(self._source(s, texts[s.guid]) for s in self._sources),
            codings=carried_codings(rows),
            notes=tuple(self._notes({row.guid for row in rows})),
            sets=(*self._themes(analysis), *self._types()),
            analysis=analysis,
            left_out=self._remarks.told(),
        )

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

    def _cases(self, texts: Mapping[str, WholeText]) -> list[PortableCase]:
        speaks_in: dict[str, dict[str, None]] = {}
        for guid, whole in texts.items():
            for speaker in whole.speakers.values():
                if speaker.case:
                    speaks_in.setdefault(speaker.case, {})[guid] = None
        return [
            PortableCase(
                self._case_guid[case.name],
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

    def _source(self, source: source_rows.SourceSummary, whole: WholeText) -> PortableSource:
        return PortableSource(
            identity=source.guid,
            name=source.name,
            text=self._covered(whole) if self._objecting else whole.text,
            attributes=without(source.attributes, self._withheld),
            kind=source.type,
            language=source.language,
            turns=whole.turns,
            speakers=whole.speakers,
            created=source.created,
        )

    def _covered(self, whole: WholeText) -> str:
        """The text, nothing of those who objected in it but how long they spoke."""
        pieces, done = [], 0
        for turn in whole.turns:
            if turn.speech and whole.speakers[turn.speaker].case in self._objecting:
                pieces += [
                    whole.text[done : turn.speech.start],
                    _SPOKEN.sub(COVER, turn.speech.of(whole.text)),
                ]
                done = turn.speech.end
                self._remarks.add(N_("turns of persons who object to the use of their words"))
        return "".join([*pieces, whole.text[done:]])

    def _notes(self, codings: Collection[str]) -> list[PortableNote]:
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

    def _themes(self, analysis: Analysis) -> Iterable[PortableSet]:
        """Themes as sets of the codes they are built on: what other programs can show of them."""
        for theme in analysis.themes:
            codes = tuple(self._code_guid[ref] for ref in theme.codes if ref in self._code_guid)
            yield PortableSet(theme.guid, theme.statement, codes=codes)

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
        self._remarks.add(N_("the journal, versions of codebooks and earlier texts"))
        for msgid, held in _STAYING:
            number = sum(carrying.living(self._connection, table) for table in held)
            self._remarks.add(msgid, number)
        names = {name for case in self._cases_held for name in case.attributes}
        names |= {name for source in self._sources for name in source.attributes}
        kept = sorted(names & self._withheld)
        self._remarks.add(N_("restricted attributes ({names})"), len(kept), names=", ".join(kept))
        hidden = open_rounds(self._connection)
        self._remarks.add(
            N_("layers that an open round closes to you ({rounds})"),
            int(bool(hidden)),
            rounds=", ".join(hidden),
        )


def carried_codings(rows: Iterable[CodingRow]) -> tuple[PortableCoding, ...]:
    """Codings as they travel; the few valences and marks there are, are made once."""
    valences = {valence.value: valence for valence in Valence}
    marked: dict[str, frozenset[Mark]] = {"": frozenset()}
    found = []
    for guid, source, start, end, code, coder, valence, marks, first, last, created in rows:
        if marks not in marked:
            marked[marks] = frozenset(map(Mark, marks.split(",")))
        context = None if first is None or last is None else Span(first, last)
        found.append(
            PortableCoding(
                guid, source, Span(start, end), code, coder,
                valences[valence], marked[marks], context, created,
            )
        )  # fmt: skip
    return tuple(found)


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
    starts = {identity: [start for start, _e, _c in at] for identity, at in case_at.items()}
    for coding in carried.codings:
        at, said_at = coding.span.start, case_at[coding.source]
        index = bisect_right(starts[coding.source], at) - 1
        if index >= 0 and at < said_at[index][1]:
            found[said_at[index][2]] += 1
    return found


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
