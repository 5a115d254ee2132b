"""What participants may ask for: access to what is held, objection to its use, rectification."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.analysis.rating import list_rated
from qualcode.app.gate.ledgering import recorded
from qualcode.app.privacy.held_notes import further_notes
from qualcode.app.projects.studies import study_in, title_of
from qualcode.app.texts.correcting import refuse_viewers
from qualcode.core.address import address_of
from qualcode.core.analysis.charting import BY_CASE
from qualcode.core.codebook import said
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.memo import About, Memo
from qualcode.core.people import Case
from qualcode.core.spans import Span
from qualcode.core.study import Study, yes_or_no
from qualcode.core.transcript import Transcript
from qualcode.core.voices import written_value
from qualcode.i18n import N_, _, in_language
from qualcode.store.gate import open_rounds
from qualcode.store.journal import now
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import charts, selections
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows import memos as memo_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.safety import erasing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.export.word.access import HeldAbout, HeldCoding, HeldNote, HeldSource
    from qualcode.store.project import Project
    from qualcode.store.rows.selections import Selected
    from qualcode.store.rows.sources import SourceSummary


def object_to_use(project: Project, name: str, reason: str) -> None:
    """From now on a person's words stand in no table, quotation, matrix or search.

    Nothing is destroyed, and coders' layers stay as they are.

    Args:
        project: the project.
        name: of the case.
        reason: such as the date of the request.

    Raises:
        NotFound: there is no such case.
        NotAllowed: nobody who may is acting, no reason was given, or it was noted already.
    """
    with project.change("object", kind="note", case=name) as change:
        _refuse(project, reason)
        refuse_viewers(project, change)
        if not case_rows.set_objected(change, name, now()):
            raise NotAllowed(N_("The objection of {case} is noted already."), case=name)
        change.said["reason"] = change.write(reason.strip())


def lift_objection(project: Project, name: str, reason: str) -> None:
    """A person's words may be used again.

    Raises:
        NotFound: there is no such case.
        NotAllowed: nobody who may is acting, no reason was given, or there is no objection.
    """
    with project.change("lift_objection", kind="note", case=name) as change:
        _refuse(project, reason)
        refuse_viewers(project, change)
        if not case_rows.set_objected(change, name, None):
            raise NotAllowed(N_("{case} has not objected to anything."), case=name)
        change.said["reason"] = change.write(reason.strip())


def rectify(project: Project, name: str, attribute: str, value: str, reason: str) -> str:
    """Put an attribute of a case right; gives the value as it is stored.

    The value that stood there is not kept, neither in the table nor in the journal.

    Args:
        project: the project.
        name: of the case.
        attribute: id of the attribute.
        value: as a person writes it; "" takes the attribute away.
        reason: such as the date of the request.

    Raises:
        NotFound: no such case, or no such value of an attribute that the study defines.
        NotAllowed: nobody who may is acting, or no reason was given.
    """
    with project.change("rectify", kind="barrier", case=name, attribute=attribute) as change:
        _refuse(project, reason)
        refuse_viewers(project, change)
        study = study_in(project, change.connection)
        _refuse_unknown(study, change.connection, attribute)
        if attribute == case_rows.CONSENT and value.strip() and yes_or_no(value) is None:
            raise NotAllowed(N_("Say yes or no, not “{value}”."), value=value)
        stored = written_value(study, attribute, value.strip()) if value.strip() else ""
        case_rows.rectify(change, name, attribute, stored)
        change.said["reason"] = change.write(reason.strip())
    project.write_anew()
    return stored


def _refuse_unknown(study: Study, connection: Connection, attribute: str) -> None:
    held = {name for case in case_rows.list_cases(connection) for name in case.attributes}
    known = {one.id for one in study.participant_attributes} | held | {case_rows.CONSENT}
    if attribute not in known:
        raise NotFound(
            N_("No case has an attribute “{name}”. There are: {names}."),
            name=attribute,
            names=", ".join(sorted(known)) or "—",
        )


def _refuse(project: Project, reason: str) -> None:
    if project.acting is None:
        raise NotAllowed(
            N_("Who is writing? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )
    if not reason.strip():
        raise NotAllowed(N_("Say why with --reason, such as the date of the request."))


def give_access(project: Project, name: str, out: Path, *, language: str) -> HeldAbout:
    """Write all that the project holds about a person to a document; gives what it holds.

    Args:
        project: the project; what its acting coder may not see is missing, and said to be.
        name: of the case.
        out: a .docx or .html file.
        language: of the document.

    Raises:
        NotFound: there is no such case.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    from qualcode.export.files import write_as_named
    from qualcode.export.word.access import access_document

    with in_language(language):
        held = held_about(project, name)
    turns = sum(len(source.turns) for source in held.sources)

    def write(_snapshot: str) -> dict[str, int]:
        today = date.today()  # noqa: DTZ011
        write_as_named(access_document(held, language=language, made_on=today), out)
        return {name: turns}

    recorded(project, "access", out, write, settings={"language": language})
    return held


def held_about(project: Project, name: str) -> HeldAbout:
    """All that the acting coder may see of what is held about a person, objection or not.

    Raises:
        NotFound: there is no such case.
    """
    from qualcode.export.word.access import HeldAbout

    with project.read() as connection:
        key, case = erasing.case_called(connection, name)
        summaries = {one.name: one for one in source_rows.list_sources(connection)}
        names = [source for _key, source in erasing.sources_of(connection, key)]
        transcripts = [project.memory.transcript(connection, source) for source in names]
        study = study_in(project, connection)
        return HeldAbout(
            case=name,
            study=title_of(project),
            facts=tuple(_facts(study, case)),
            sources=tuple(_source(study, summaries[t.source], t, name) for t in transcripts),
            codings=tuple(_codings(project, connection, transcripts, name)),
            notes=tuple(_notes(project, connection, transcripts, case)),
            exports=tuple(
                (file, moment[:10], quotations)
                for file, moment, quotations in erasing.exports_of(connection, key)
            ),
            closed=bool(open_rounds(connection)),
        )


def _facts(study: Study, case: Case) -> Iterator[tuple[str, str]]:
    yield _("Pseudonym"), case.name
    yield _("Kind"), case.kind
    if case.linked_to:
        yield _("Linked to"), case.linked_to
    agreed = {True: _("yes"), False: _("no"), None: _("not known")}
    yield _("May be quoted"), agreed[case.quote_allowed]
    if case.objected:
        yield _("Objection to the use of the words"), _("yes")
    for name, value in case.attributes.items():
        known = study.attribute(name)
        labels = known.value_labels.get(value, {}) if known else {}
        yield (said(known.label) or name if known else name), (said(labels) or value)


def _source(study: Study, summary: SourceSummary, transcript: Transcript, case: str) -> HeldSource:
    from qualcode.export.word.access import HeldSource, HeldTurn

    kind = study.source_type(summary.type)
    facts = []
    for name, value in summary.attributes.items():
        known = study.source_attribute(name)
        facts.append((said(known.label) or name if known else name, value))
    return HeldSource(
        name=summary.name,
        kind=kind.name if kind else summary.type,
        language=summary.language,
        facts=tuple(facts),
        turns=tuple(
            HeldTurn(address_of(transcript, turn.speech), turn.speech.of(transcript.text))
            for turn in transcript.turns
            if turn.speech is not None and transcript.speakers[turn.speaker].case == case
        ),
    )


def _codings(
    project: Project, connection: Connection, transcripts: list[Transcript], case: str
) -> Iterator[HeldCoding]:
    from qualcode.export.word.access import HeldCoding

    viewer = project.acting_key(connection)
    labels = {
        f"{book.id}:{code.key}": said(code.wording.label) or code.key
        for book in project.memory.codebooks(connection)
        for code in book.codes
    }
    for transcript in transcripts:
        found = coding_rows.list_codings(
            connection, viewer, source=transcript.source, objected=True
        )
        for one in found:
            if case in _cases_in(transcript, one.span):
                yield HeldCoding(
                    address=address_of(transcript, one.span),
                    quotation=one.quotation,
                    code=labels.get(f"{one.codebook}:{one.code}", one.code),
                    valence=_(one.valence.label),
                    coder=one.coder,
                )


def _cases_in(transcript: Transcript, span: Span) -> set[str | None]:
    return {transcript.speakers[label].case for label in transcript.coded_speakers_in(span)}


def _notes(
    project: Project, connection: Connection, transcripts: list[Transcript], case: Case
) -> Iterator[tuple[str, tuple[HeldNote, ...]]]:
    from qualcode.export.word.access import HeldNote

    viewer = project.acting_key(connection)
    by_source = {transcript.source: transcript for transcript in transcripts}
    memos = [
        HeldNote(f"{_(one.about.label)} {one.subject}".strip(), one.body, one.coder or "")
        for one in memo_rows.list_memos(connection, viewer)
        if _concerns(one, case.name, by_source)
    ]
    yield _("Memos"), tuple(memos)
    mine = (BY_CASE, case.name)
    yield (
        _("Summaries"),
        tuple(
            HeldNote(one.cell.code, one.words)
            for one in charts.list_summaries(connection, BY_CASE, objected=True)
            if (one.cell.by, one.cell.value) == mine
        ),
    )
    yield (
        _("Strength ratings"),
        tuple(
            HeldNote(one.cell.code, f"{one.strength:+d} {one.rationale}".strip(), one.rater)
            for rated in list_rated(project, by=BY_CASE, objected=True)
            for one in rated.ratings
            if (one.cell.by, one.cell.value) == mine
        ),
    )
    chosen = [
        one
        for one in selections.list_selected(connection, objected=True)
        if one.source in by_source and case.name in _cases_in(by_source[one.source], one.span)
    ]
    yield _("Quotations chosen for print"), tuple(_as_printed(one) for one in chosen)
    codings = [
        one
        for transcript in transcripts
        for one in coding_rows.list_codings(
            connection, viewer, source=transcript.source, objected=True
        )
        if case.name in _cases_in(transcript, one.span)
    ]
    yield from further_notes(project, connection, transcripts, codings, case.name)


def _as_printed(one: Selected) -> HeldNote:
    from qualcode.export.word.access import HeldNote

    added = [insertion.words for insertion in one.edits.insertions]
    return HeldNote(
        one.code or "", "\n".join(filter(None, (one.quotation, one.translation, *added)))
    )


def _concerns(memo: Memo, case: str, by_source: dict[str, Transcript]) -> bool:
    if memo.about is About.CASE:
        return memo.subject == case
    if memo.source not in by_source:
        return False
    transcript = by_source[memo.source]
    if memo.span is not None:
        return case in _cases_in(transcript, memo.span)
    return memo.about is About.SOURCE and _alone(transcript) == {case}


def _alone(transcript: Transcript) -> Collection[str | None]:
    return {who.case for who in transcript.speakers.values() if who.coded}
