"""Transcripts in: read, screened, then written as a whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.core.errors import InputProblem, NotAllowed
from qualcode.core.people import Case
from qualcode.core.privacy.screening import Screen, Verdict
from qualcode.core.text import digest, fold
from qualcode.core.transcript import Document, Doubt, Speaker
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.search import indexing_last

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.core.source_sheet import SourceSheet
    from qualcode.store.journal import Change
    from qualcode.store.project import Project

NOT_CODED = re.compile(
    r"^(enqu|interview|chercheu|moderat|animat|observat|intervenant|facilit|research|int\b|enq\b"
    r"|ench\b|inv\b|mod\b|anim\b|i$|q$|question)"
)
"""Folded labels that are taken for interviewers, moderators and observers."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file as it would enter the project: to look at before anything is written."""

    path: Path
    document: Document
    name: str
    kind: str
    language: str
    speaker_of: Mapping[str, Speaker]
    attributes: Mapping[str, str] = field(default_factory=dict)
    already: str | None = None
    """Name of the source that holds exactly this text already."""
    corrects: str | None = None
    """Name of the source of which this looks like a corrected version."""

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What the reader was not sure of."""
        return self.document.doubts


def prepare(
    project: Project,
    paths: Sequence[Path],
    *,
    kind: str | None = None,
    language: str | None = None,
    sheets: Iterable[SourceSheet] = (),
    cases: Sequence[Case] = (),
) -> list[Incoming]:
    """Read files and say how they would enter; the project is not changed.

    Args:
        project: where they would enter.
        paths: transcripts of any known format.
        kind: type of source; guessed from the number of coded speakers where None.
        language: `fr` or `en`; guessed from the words where None.
        sheets: what a sources table says of the files, by file name.
        cases: cases that will enter with them, beside those of the project.

    Raises:
        FileProblem: a file cannot be read.
    """
    from qualcode.interop.transcripts import read_transcript

    sheet_of = {Path(sheet.file).name: sheet for sheet in sheets}
    with project.read() as connection:
        known = {case.name for case in case_rows.list_cases(connection)}
        known |= {case.name for case in cases}
        standing = {source.name for source in source_rows.list_sources(connection)}
        taken = set(standing)
        found = []
        for path in paths:
            document = read_transcript(path)
            sheet = sheet_of.get(path.name)
            incoming = _incoming(path, document, sheet, known, kind, language)
            already = source_rows.source_with_text(connection, digest(document.text))
            corrects = None
            if already is None and incoming.name in standing:
                corrects = corrected(project, connection, incoming.name, document)
            name = incoming.name if sheet else free_name(incoming.name, taken)
            taken.add(name)
            found.append(replace(incoming, name=name, already=already, corrects=corrects))
    return found


def corrected(
    project: Project, connection: Connection, source: str, document: Document
) -> str | None:
    """The name of a source of which this document is a changed version; None where it is not."""
    from qualcode.core.revisions.alignment import paragraphs, resemble

    before = project.memory.transcript(connection, source)
    pieces = paragraphs(before.text, before.turns)
    after = paragraphs(document.text, document.turns)
    return source if resemble(before.text, pieces, document.text, after) else None


def _incoming(
    path: Path,
    document: Document,
    sheet: SourceSheet | None,
    known_cases: set[str],
    kind: str | None,
    language: str | None,
) -> Incoming:
    if sheet is not None:
        speakers = {
            label: Speaker(label, label in sheet.speakers, sheet.speakers.get(label))
            for label in document.speakers
        }
        missing = [label for label in sheet.speakers if label not in speakers]
        if missing:
            from qualcode.app.texts.screening import default_screen, told_masked

            screen = default_screen(codes=known_cases)
            raise InputProblem(
                N_(
                    "{file} has no speaker “{label}”, which the sources table names; it has {have}."
                ),
                file=told_masked(path.name, screen, label=False),
                label=told_masked(missing[0], screen, label=True),
                have=", ".join(told_masked(one, screen, label=True) for one in document.speakers),
            )
        return Incoming(
            path,
            document,
            sheet.name,
            kind or sheet.type,
            language or sheet.language,
            speakers,
            sheet.attributes,
        )
    name = source_name(path)
    speakers = guessed_speakers(name, document.speakers, known_cases)
    coded = sum(speaker.coded for speaker in speakers.values())
    return Incoming(
        path,
        document,
        name,
        kind or ("focus_group" if coded > 3 else "interview"),
        language or guessed_language(document.text),
        speakers,
    )


def incoming_of(path: Path, document: Document) -> Incoming:
    """A file as it would enter a project that knows nothing of it yet."""
    return _incoming(path, document, None, set(), None, None)


def source_name(path: Path) -> str:
    """A name for a source from its file: the stem, with anything odd made a hyphen."""
    return re.sub(r"[^\w.-]+", "-", path.stem).strip("-") or "source"


def free_name(name: str, taken: set[str]) -> str:
    """The name itself, or with the next number where a source is called so already."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def guessed_speakers(
    source: str, labels: Sequence[str], known_cases: set[str]
) -> dict[str, Speaker]:
    """Who is coded and for whom they speak, guessed from the labels; corrected later at will."""
    asked = {label for label in labels if NOT_CODED.match(fold(label))}
    if len(asked) == len(labels):
        asked = set()
    answering = [label for label in labels if label not in asked]
    case_of = {label: guessed_case(source, label, answering, known_cases) for label in answering}
    return {label: Speaker(label, label in case_of, case_of.get(label)) for label in labels}


def guessed_case(source: str, label: str, answering: Sequence[str], known_cases: set[str]) -> str:
    """The case for which a coded speaker may speak."""
    if label in known_cases:
        return label
    if re.fullmatch(r"[A-Z]{1,3}\d{1,3}", label):
        return label
    return source if len(answering) == 1 else f"{source}-{source_name(Path(label))}"


_FRENCH = frozenset(
    {"le", "la", "les", "des", "une", "est", "pas", "que", "qui", "dans", "pour", "vous", "je"}
)
_ENGLISH = frozenset(
    {"the", "and", "of", "to", "was", "that", "with", "you", "it", "for", "but", "they", "have"}
)


def guessed_language(text: str) -> str:
    """`fr` or `en`, by the commonest small words."""
    sample = fold(text[:20_000]).split()
    french = sum(word in _FRENCH for word in sample)
    return "fr" if french >= sum(word in _ENGLISH for word in sample) else "en"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    sources: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    """Files that were left out, with the source that holds their text already."""
    new_cases: tuple[str, ...]
    verdicts: tuple[str, ...] = ()


def import_sources(
    project: Project,
    incoming: Sequence[Incoming],
    *,
    cases: Sequence[Case] = (),
    screen: Screen | None = None,
    accept_reason: str = "",
) -> Imported:
    """Screen all files, then write all of them in one step; or write nothing.

    Args:
        project: where they enter.
        incoming: files as `prepare` gave them.
        cases: cases with their attributes, written with them.
        screen: the identifier screen; the built-in one where None.
        accept_reason: why open findings are accepted; journalled.

    Raises:
        PrivacyRefusal: identifying details are open and no reason was given.
        NotAllowed: a source of that name exists, or a file looks like one's corrected version.
    """
    from qualcode.app.texts.besides import described
    from qualcode.app.texts.remarks import keep_remarks, to_screen
    from qualcode.app.texts.screening import screened, study_screen

    fresh = [one for one in incoming if one.already is None]
    skipped = tuple((one.path.name, one.already) for one in incoming if one.already is not None)
    refuse_corrections(fresh)
    tables = [one.incoming for one in [described(project, fresh, cases)] if one.pieces]
    screen = screen or study_screen(project, codes=[case.name for case in cases])
    verdicts = screened([*fresh, *to_screen(fresh), *tables], screen, accept_reason)
    with project.change("import", sources=[one.name for one in fresh]) as change:
        done = enter(change, fresh, verdicts, cases)
        for one in fresh:
            keep_remarks(project, change, one.name, one.document.remarks)
    return replace(done, skipped=skipped)


def refuse_corrections(incoming: Iterable[Incoming]) -> None:
    """See that no file is a corrected version of what the project holds.

    Raises:
        NotAllowed: one looks like it.
    """
    for one in incoming:
        if one.corrects is not None:
            raise NotAllowed(
                N_(
                    "{file} looks like a corrected version of {source}. To correct it and keep "
                    "its codings: qualcode correct PROJECT {source} {file} (of a table of answers "
                    "with --text-column and --id-column). To bring it in as another source, give "
                    "the file another name."
                ),
                file=one.path.name,
                source=one.corrects,
            )


def enter(
    change: Change,
    incoming: Sequence[Incoming],
    verdicts: Iterable[Verdict],
    cases: Sequence[Case] = (),
) -> Imported:
    """Write files that came through their screen, within a change under way.

    Raises:
        NotAllowed: a source of that name exists.
    """
    from qualcode.app.texts.screening import record_verdict

    connection = change.connection
    before = {case.name for case in case_rows.list_cases(connection)}
    for case in sorted(cases, key=lambda case: case.linked_to is not None):
        case_rows.put_case(change, case)
    new_cases = _cases_of_speakers(change, incoming, before | {case.name for case in cases})
    standing = {source.name for source in source_rows.list_sources(connection)}
    with indexing_last(connection):
        for one in incoming:
            if one.name in standing:
                raise NotAllowed(
                    N_("There is a source “{name}” already, with another text."), name=one.name
                )
            source_rows.add_source(
                change,
                one.document,
                name=one.name,
                kind=one.kind,
                language=one.language,
                speaker_of=one.speaker_of,
                attributes=one.attributes,
            )
    for verdict in verdicts:
        record_verdict(change, verdict)
    return Imported(tuple(one.name for one in incoming), (), tuple(new_cases))


def _cases_of_speakers(change: Change, incoming: Sequence[Incoming], known: set[str]) -> list[str]:
    """Make the cases that speakers stand for and nobody has described yet."""
    wanted = dict.fromkeys(
        speaker.case
        for one in incoming
        for speaker in one.speaker_of.values()
        if speaker.coded and speaker.case and speaker.case not in known
    )
    for name in wanted:
        case_rows.put_case(change, Case(name=name, kind="participant"))
    return [name for name in wanted if name]


def import_cases(project: Project, cases: Sequence[Case]) -> int:
    """Add cases or bring them up to date; gives how many."""
    with project.change("import_cases", n=len(cases)) as change:
        for case in sorted(cases, key=lambda case: case.linked_to is not None):
            case_rows.put_case(change, case)
    return len(cases)


def map_speaker(
    project: Project, source: str, label: str, *, coded: bool, case: str | None = None
) -> None:
    """Say for whom a speaker speaks, or that they are not coded; the text is not touched.

    Raises:
        NotFound: no such source or speaker.
        NotAllowed: codings stand on this speaker's words and they would no longer be coded.
    """
    from qualcode.store.rows.codings import codings_in_speech_of

    with project.change("map_speaker", source=source) as change:
        connection = change.connection
        known = {found.name for found in case_rows.list_cases(connection)}
        if coded and case and case not in known:
            case_rows.put_case(change, Case(name=case, kind="participant"))
        if not coded:
            _refuse_in_round(connection, source)
        if not coded and codings_in_speech_of(connection, source, label):
            raise NotAllowed(
                N_("“{label}” has coded passages in {source}: take those codings away first."),
                label=label,
                source=source,
            )
        source_rows.map_speaker(change, source, Speaker(label, coded, case if coded else None))


def _refuse_in_round(connection: Connection, source: str) -> None:
    """Refuse to say who is coded while a source is coded blind: the answer would tell where."""
    from qualcode.store.gate import open_rounds

    names = open_rounds(connection, source)
    if names:
        raise NotAllowed(
            N_("{source} is coded blind in the round {rounds}: who is coded in it stays so."),
            source=source,
            rounds=", ".join(names),
        )


@dataclass(frozen=True, slots=True)
class Tables:
    """What a cases table and a sources table say."""

    cases: tuple[Case, ...] = ()
    sheets: tuple[SourceSheet, ...] = ()


def read_tables(project: Project, cases: Path | None, sources: Path | None) -> Tables:
    """Read the tables that describe cases and sources, checked against the study.

    Raises:
        FormatProblem: mistakes, with line and column.
    """
    from qualcode.app.projects.studies import study_of
    from qualcode.interop.cases_csv import read_cases, read_sources

    study = study_of(project)
    checked = study if study.id else None
    found = tuple(read_cases(cases, checked)) if cases else ()
    return Tables(
        found,
        tuple(read_sources(sources, checked, found or None)) if sources else (),
    )
