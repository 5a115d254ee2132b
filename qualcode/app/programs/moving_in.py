"""A project of another program on its way in: screened, then written whole or not at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.programs.moved_codes import books_of
from qualcode.app.pseudonyms.besides import Beside, words_of_project
from qualcode.app.texts.importing import Incoming, guessed_language, guessed_speakers
from qualcode.core.codebook import ValencePolicy
from qualcode.core.coding import Valence
from qualcode.core.errors import InputProblem, NotAllowed
from qualcode.core.memo import About, MemoKind
from qualcode.core.passages import selection_problem
from qualcode.core.people import Case, Role
from qualcode.core.portable import (
    LeftOut,
    PortableCoding,
    PortableNote,
    PortableProject,
    PortableSource,
    Remarks,
)
from qualcode.core.privacy.screening import Screen
from qualcode.core.spans import Span, trimmed
from qualcode.core.text import digest
from qualcode.core.transcript import Document, Speaker, Transcript
from qualcode.i18n import N_
from qualcode.store.gate import open_rounds
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codebooks as codebook_rows
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import memos as memo_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.codebooks import CodeRow
from qualcode.store.rows.memos import guid_of
from qualcode.store.rows.rounds import refuse_locked

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Change
    from qualcode.store.project import Project

BESIDE = "memos-cases-codes"
"""What the screen calls what stands beside the texts."""

_ENDING = re.compile(r"\.(?:txt|docx?|md|rtf|odt|pdf|html?)\Z", re.IGNORECASE)


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


def move_in(
    project: Project,
    carried: PortableProject,
    *,
    kind: str | None = None,
    screen: Screen | None = None,
    accept_reason: str = "",
) -> MovedIn:
    """Screen every text, then write the whole project in one step; or write nothing.

    Texts that the project holds already are not brought in twice: the codings go there. A passage
    over the words of several coded speakers becomes one for each; what stands on the words of
    nobody who is coded stays behind and is counted.

    Args:
        project: where it enters.
        carried: the project as a reader gave it.
        kind: type of the sources, where the file does not say; guessed where None.
        screen: the identifier screen; the built-in one where None.
        accept_reason: why open findings are accepted; journalled.

    Raises:
        PrivacyRefusal: identifying details are open and no reason was given.
        NotAllowed: a round is coded blind.
        InputProblem: there is nothing in it.
    """
    from qualcode.app.texts.screening import record_verdict, screened

    if not carried.sources and not carried.codes:
        raise InputProblem(N_("There is neither a text nor a code in it: nothing was brought in."))
    incoming = prepare_moving(project, carried, kind)
    fresh = [one for one in incoming.values() if one.already is None]
    others = [one.incoming for one in [beside(carried)] if one.pieces]
    verdicts = screened([*fresh, *others], screen, accept_reason)
    with project.change("move_in", sources=[one.name for one in fresh]) as change:
        done = place(project, change, carried, incoming)
        for verdict in verdicts:
            record_verdict(change, verdict)
    return done


def prepare_moving(
    project: Project, carried: PortableProject, kind: str | None
) -> dict[str, Incoming]:
    """The sources of another program's project as they would enter, by identity.

    Raises:
        NotAllowed: a round is coded blind.
    """
    with project.read() as connection:
        rounds = open_rounds(connection)
        if rounds:
            raise NotAllowed(
                N_(
                    "A round is coded blind ({rounds}): no other project is brought in until "
                    "its reveal."
                ),
                rounds=", ".join(rounds),
            )
        return _incoming(
            carried,
            kind,
            {source.name for source in source_rows.list_sources(connection)},
            {case.name for case in case_rows.list_cases(connection)},
            lambda sha256: source_rows.source_with_text(connection, sha256),
        )


def place(
    project: Project, change: Change, carried: PortableProject, incoming: dict[str, Incoming]
) -> MovedIn:
    """Write all of it within a change under way."""
    return _Placer(project, change, carried, incoming).place()


def incoming_alone(carried: PortableProject) -> list[Incoming]:
    """The sources as they would enter a project that knows nothing yet."""
    return [*_incoming(carried, None, set(), set(), lambda _sha256: None).values()]


def _incoming(
    carried: PortableProject,
    kind: str | None,
    taken: set[str],
    known: set[str],
    holding: Callable[[str], str | None],
) -> dict[str, Incoming]:
    """The sources as they would enter, by identity.

    Args:
        carried: the project.
        kind: type of the sources, where the file does not say.
        taken: names of sources that are there already.
        known: names of cases that are.
        holding: gives the source that has the text of a digest.
    """
    known = known | {case.case.name for case in carried.cases}
    case_of: dict[str, list[str]] = defaultdict(list)
    for case in carried.cases:
        for identity in case.sources:
            case_of[identity].append(case.case.name)
    found = {}
    for source in carried.sources:
        already = holding(digest(source.text))
        document, speakers, name = _read(source, taken, known, case_of[source.identity])
        if already is None:
            taken.add(name)
        coded = sum(speaker.coded for speaker in speakers.values())
        found[source.identity] = Incoming(
            path=Path(name),
            document=document,
            name=name,
            kind=source.kind or kind or ("focus_group" if coded > 3 else "interview"),
            language=source.language or guessed_language(source.text),
            speaker_of=speakers,
            attributes=source.attributes,
            already=already,
        )
    return found


def beside(carried: PortableProject) -> Beside:
    """What stands beside the texts and may identify somebody too: cases, memos, codes."""
    return Beside.of(BESIDE, words_of_project(carried, shipped_of(carried)))


def shipped_of(carried: PortableProject) -> frozenset[str]:
    """What codes of codebooks say that come with the program: it is nobody's."""
    from qualcode.app.gate.leaving import shipped_wordings

    books = {book.id for book in carried.codebooks} | {code.codebook for code in carried.codes}
    return frozenset().union(*(shipped_wordings(name) for name in books if name))


def _read(
    source: PortableSource, taken: set[str], known: set[str], cases: Sequence[str]
) -> tuple[Document, dict[str, Speaker], str]:
    from qualcode.interop.transcripts import find_turns

    stem = _ENDING.sub("", source.name)
    name = plain = re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "source"
    number = 2
    while name in taken:
        name, number = f"{plain}-{number}", number + 1
    if source.turns is not None and source.speakers is not None:
        return Document(source.text, source.turns), dict(source.speakers), name
    found = find_turns(source.text)
    document = Document(source.text, found.turns, doubts=found.doubts)
    speakers = guessed_speakers(name, document.speakers, known)
    coded = [label for label, speaker in speakers.items() if speaker.coded]
    if len(coded) == 1 and len(cases) == 1:
        speakers[coded[0]] = Speaker(coded[0], coded=True, case=cases[0])
    return document, speakers, name


@dataclass(frozen=True, slots=True)
class _Place:
    """A source of the project that codings go to."""

    transcript: Transcript
    source_id: int
    text_id: int
    guid: str


class _Placer:
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
        types = {source.kind for source in carried.sources}
        groups = [group for group in carried.sets if group.codes or group.name not in types]
        self._remarks.add(N_("sets of codes and sources"), len(groups))
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

    def _put_cases(self) -> None:
        cases = [one.case for one in self._carried.cases]
        names = {case.name for case in cases}
        names |= {case.name for case in case_rows.list_cases(self._connection)}
        for case in sorted(cases, key=lambda case: case.linked_to is not None):
            linked = case.linked_to if case.linked_to in names else None
            case_rows.put_case(self._change, replace(case, linked_to=linked))
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
        for book in moved.fresh:
            codebook_rows.add_codebook(self._change, book)
        index = codebook_rows.CodeIndex(self._connection)
        rows = {identity: index.find(ref) for identity, ref in moved.refs.items()}
        return tuple(book.id for book in moved.fresh), rows

    def _put_sources(self) -> dict[str, _Place]:
        found = {}
        for identity, one in self._incoming.items():
            if one.already is None:
                source_rows.add_source(
                    self._change,
                    one.document,
                    name=one.name,
                    kind=one.kind,
                    language=one.language,
                    speaker_of=one.speaker_of,
                    attributes=one.attributes,
                )
            name = one.already or one.name
            transcript = source_rows.load_transcript(self._connection, name)
            keys = source_rows.current_text(self._connection, transcript)
            guid = guid_of(self._connection, About.SOURCE, name) or ""
            found[identity] = _Place(transcript, *keys, guid)
        return found

    def _put_coders(self) -> tuple[str, ...]:
        known = {
            coder.name: case_rows.coder_named(self._connection, coder.name).id
            for coder in case_rows.list_coders(self._connection)
        }
        wanted = dict(self._carried.coders)
        for identity in [*(c.coder for c in self._carried.codings),
                         *(n.coder for n in self._carried.notes)]:  # fmt: skip
            wanted.setdefault(identity, self._nobody())
        for identity, said in wanted.items():
            name = said.strip() or self._nobody()
            if name not in known:
                known[name] = case_rows.add_coder(self._change, name, Role.CODER)
            self._coders[identity] = known[name]
        return tuple(dict.fromkeys(name.strip() or self._nobody() for name in wanted.values()))

    def _nobody(self) -> str:
        """Who stands for a coder whom the file does not name: whoever acts, or the program."""
        program = re.split(r"[\s/]", self._carried.origin.strip(), maxsplit=1)[0]
        return self._project.acting or program or "?"

    def _put_codings(self, places: dict[str, _Place], rows: dict[str, CodeRow]) -> int:
        by_coder: dict[int, list[tuple[str, coding_rows.PlacedCoding]]] = defaultdict(list)
        found = 0
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
                (coding.identity, _placed(place, row, coding, piece)) for piece in pieces
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
        grouped: dict[tuple[int | None, About, MemoKind], list[tuple[str | None, str]]]
        grouped = defaultdict(list)
        case_name = {case.identity: case.case.name for case in self._carried.cases}
        for note in self._carried.notes:
            coder = self._coders.get(note.coder) if note.coder else self._acting()
            about, guid = note.about, self._subject(note, places, rows, case_name)
            if about is About.PASSAGE and note.span is not None and note.subject in places:
                self._put_passage_note(coder, places[note.subject], note)
            elif about is not About.STUDY and guid is None:
                self._remarks.add(N_("memos on what was not carried"))
            else:
                grouped[coder, about, note.kind].append((guid, note.body))
        for (coder, about, kind), bodies in grouped.items():
            memo_rows.add_memos(self._change, coder, about, bodies, kind=kind)
            self._memos += len(bodies)

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

    def _put_passage_note(self, coder: int | None, place: _Place, note: PortableNote) -> None:
        text = place.transcript.text
        span = trimmed(text, note.span.start, note.span.end) if note.span else None
        if span is None:
            self._remarks.add(N_("memos on what was not carried"))
            return
        where = (place.text_id, span, span.of(text))
        memo_rows.add_passage_memo(self._change, coder, where, note.body, kind=note.kind)
        self._memos += 1


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
    place: _Place, row: CodeRow, coding: PortableCoding, span: Span
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
