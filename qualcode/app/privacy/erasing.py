"""Erasing a participant: their words leave the project for ever, everybody else's stay valid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.texts.correcting import refuse_viewers
from qualcode.app.texts.redacting import put_redacted
from qualcode.core.errors import NotAllowed, QualcodeError
from qualcode.core.people import Case
from qualcode.core.privacy.erasure import count_traces, edits_removing, traces
from qualcode.core.revisions.carry_over import Redaction
from qualcode.i18n import N_
from qualcode.store.gate import open_rounds
from qualcode.store.opening import open_project
from qualcode.store.rows import revisions, search
from qualcode.store.rows.cases import list_cases
from qualcode.store.rows.sources import list_sources
from qualcode.store.safety import erasing
from qualcode.store.safety.backup import list_backups
from qualcode.store.safety.check import check

if TYPE_CHECKING:
    from qualcode.store.journal import Change
    from qualcode.store.project import Project
    from qualcode.store.rows.revisions import Revision


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What an erasure did, and what a person still has to do by hand."""

    case: str
    sources: tuple[str, ...]
    """Sources that were taken out whole."""
    turns: int
    """Turns replaced by a mark in sources where others speak too."""
    notes: int
    """Codings, memos and other notes that went with the words."""
    exports: tuple[tuple[str, str, int], ...]
    """File, moment and quotations of the exports that hold their words: tell who has them."""
    backups: tuple[Path, ...]
    """Backups made before that hold their words, or cannot be read: destroy them."""
    written_anew: bool = False
    """Whether the database was written anew, so that nothing stays in freed pages."""
    traces: int = 0
    """Sentences and words, said by nobody else, that were looked for."""
    found: int | None = None
    """How many of them still stand in the files; None on a server, whose files are not ours."""
    sound: bool = False
    """Whether everything that is left passed the check."""


@dataclass
class _Erased:
    """What has been taken out so far."""

    words: list[str]
    sources: list[str]
    turns: int = 0
    notes: int = 0


def erase_case(project: Project, name: str, reason: str) -> ErasureReport:
    """Take a participant out of the project for ever; it cannot be undone.

    A source goes whole where nobody speaks but the person and relatives linked to them. Where
    others speak, a mark takes the place of their turns, and all other codings stay valid.

    Args:
        project: the project.
        name: of the case.
        reason: such as the date of the request; it must not hold the person's words.

    Raises:
        NotFound: there is no such case.
        NotAllowed: nobody who may is acting, no reason was given, or a round is coded blind.
    """
    if project.acting is None:
        raise NotAllowed(
            N_("Who is erasing? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )
    if not reason.strip():
        raise NotAllowed(N_("An erasure cannot be undone: say why it is made."))
    with project.change("erase", kind="barrier", case=name) as change:
        refuse_viewers(project, change)
        _refuse_in_round(change)
        connection = change.connection
        key, case = erasing.case_called(connection, name)
        exports = erasing.exports_of(connection, key)
        erased = _Erased([], [])
        identities = erasing.identities_of(connection, key)
        for source_id, source in erasing.sources_of(connection, key):
            _erase_in(project, change, source_id, source, (key, case), erased)
        erasing.wipe_case(change, key, name)
        search.rebuild_index(connection)
        change.said |= {"n": erased.turns, "reason": change.write(reason.strip())}
    report = ErasureReport(
        case=name,
        sources=tuple(erased.sources),
        turns=erased.turns,
        notes=erased.notes,
        exports=tuple(exports),
        backups=_backups_with(project, identities),
        written_anew=project.write_anew(),
        sound=check(project).sound,
    )
    return _proved(project, report, erased.words)


def _backups_with(project: Project, identities: set[str]) -> tuple[Path, ...]:
    """The backups that hold the person, or cannot be asked whether they do."""
    return tuple(
        backup
        for backup in (list_backups(project.path) if project.path else ())
        if _may_hold(backup, identities)
    )


def _may_hold(backup: Path, identities: set[str]) -> bool:
    try:
        with open_project(backup, read_only=True) as held, held.read() as connection:
            return erasing.holds_any(connection, identities)
    except QualcodeError:
        return True


def _refuse_in_round(change: Change) -> None:
    names = open_rounds(change.connection)
    if names:
        raise NotAllowed(
            N_(
                "The round {rounds} is coded blind: close or reveal it before a participant is "
                "erased, so that what was compared is known."
            ),
            rounds=", ".join(names),
        )


def _erase_in(
    project: Project,
    change: Change,
    source_id: int,
    source: str,
    person: tuple[int, Case],
    erased: _Erased,
) -> None:
    key, case = person
    connection = change.connection
    texts = erasing.texts_of(connection, source_id, source)
    if _alone(project, change, source, case):
        erased.words += [text.text for text in texts]
        erased.notes += erasing.wipe_source(change, source_id, texts)
        erased.sources.append(source)
        return
    labels = erasing.labels_of(connection, source_id, key)
    language = next(one.language for one in list_sources(connection) if one.name == source)
    for text in texts:
        _erase_turns(change, text, labels, language, erased, current=text is texts[0])


def _alone(project: Project, change: Change, source: str, case: Case) -> bool:
    """Whether nobody's words are coded in a source but the person's and linked relatives'."""
    cases = {one.name: one for one in list_cases(change.connection)}
    transcript = project.memory.transcript(change.connection, source)
    others = {
        speaker.case
        for speaker in transcript.speakers.values()
        if speaker.coded and speaker.case != case.name
    }
    return all(
        name is not None and name in cases and cases[name].linked_to == case.name for name in others
    )


def _erase_turns(
    change: Change,
    text: Revision,
    labels: set[str],
    language: str,
    erased: _Erased,
    *,
    current: bool,
) -> None:
    """Put a mark in the place of somebody's turns in one text."""
    edits = edits_removing(text.turns, labels, language)
    if not edits:
        return
    erased.words += [text.text[edit.start : edit.end] for edit in edits]
    redaction = Redaction(edits)
    gone = [
        anchor
        for anchor in revisions.anchors_on(change.connection, text.id, resting=True)
        if anchor.span is not None and redaction.touches(anchor.span)
    ]
    erasing.wipe_anchors(change, gone)
    put_redacted(change, text, edits, current=current)
    if current:
        erased.turns += len(edits)
        erased.notes += len(gone)


def _proved(project: Project, report: ErasureReport, words: Sequence[str]) -> ErasureReport:
    """The report with what a search of the files' bytes for the erased words found."""
    with project.read() as connection:
        wanted = traces(words, erasing.held_texts(connection))
    if project.path is None:
        return replace(report, traces=len(wanted))
    data = b"\0".join(path.read_bytes() for path in erasing.files_beside(project.path))
    return replace(report, traces=len(wanted), found=count_traces(data, wanted))
