"""Interview guides: which question was asked where, so that silence has a denominator."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.projects.studies import study_in
from qualcode.core import guide as core
from qualcode.core.address import address_of
from qualcode.core.asking.code_conditions import PlacedCode
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.guide import Asking, GuideQuestion, ProposedTurn, QuestionTurn
from qualcode.core.people import Role
from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript, Turn
from qualcode.i18n import N_
from qualcode.store.rows import guide as rows
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.cases import coder_named

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Change
    from qualcode.store.project import Project
    from qualcode.store.rows.codebooks import CodeIndex


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether one source was asked one question."""

    question: GuideQuestion
    source: str
    state: Asking
    turns: tuple[int, ...] = ()
    """Numbers of the turns that ask it."""


@dataclass(frozen=True, slots=True)
class AskedCount:
    """In how many sources a question was asked, of those whose guide has it.

    Sources in which nobody has marked a question yet do not count.
    """

    question: GuideQuestion
    asked: int
    of: int


def import_guide(project: Project, path: Path) -> tuple[int, int]:
    """Put the questions of a table (.csv) or of a study file (.yaml) into the project.

    Known questions get their new words; none is taken away. Gives how many are new and how many
    have changed.

    Raises:
        FileProblem: the file is missing, or holds no question.
        Mistakes: mistakes in it, each with its line.
        NotAllowed: who is acting may only read.
    """
    if path.suffix.lower() in {".yaml", ".yml"}:
        from qualcode.interop.study_yaml import read_study

        questions = read_study(path).guide_questions
    else:
        from qualcode.interop.guide_csv import read_guide

        questions = read_guide(path)
    with project.change("import_guide", n=len(questions)) as change:
        _refuse_viewers(project, change)
        return rows.put_questions(change, questions)


def link_codes(
    project: Project, question: str, codes: Iterable[str], *, linked: bool = True
) -> tuple[str, ...]:
    """Say which codes a question asks about, or no longer; gives all that it asks about now.

    Where a code has a question, nobody who was not asked counts among those who did not speak of
    it. A heading stands for every code under it.

    Args:
        project: the project.
        question: key of the question, or `guide:key`.
        codes: keys of codes, or `codebook:key`.
        linked: False to take them away.

    Raises:
        NotFound: no such question or code.
        NotAllowed: who is acting may only read.
    """
    with project.change("import_guide", of="link_codes") as change:
        _refuse_viewers(project, change)
        key, known = rows.find_question(change.connection, question)
        index = project.memory.code_index(change.connection)
        named = [index.find(code).ref for code in codes]
        before = [_ref_of(index, code) for code in known.codes]
        if linked:
            kept = list(dict.fromkeys([*before, *named]))
        else:
            kept = [code for code in before if code not in named]
        rows.put_codes(change, key, kept)
        change.said |= {"question": known.ref, "n": len(kept)}
        return tuple(kept)


def _ref_of(index: CodeIndex, name: str) -> str:
    """`codebook:key` of a code; the name itself where there is none any more."""
    try:
        return index.find(name).ref
    except NotFound:
        return name


def questions_of_codes(project: Project, connection: Connection) -> dict[str, set[str]]:
    """By `codebook:key`, the questions (`guide:key`) that ask about it; headings for all in them.

    What a question names and no codebook has is passed by.
    """
    linked = [(one.ref, one.codes) for one in rows.list_questions(connection) if one.codes]
    if not linked:
        return {}
    index = project.memory.code_index(connection)
    books = {book.id: book for book in project.memory.codebooks(connection)}
    found: dict[str, set[str]] = {}
    for ref, names in linked:
        for name in names:
            book_id, _, key = _ref_of(index, name).partition(":")
            if book_id not in books or key not in books[book_id].by_key:
                continue
            for code in books[book_id].codes:
                if key in {step.key for step in books[book_id].path(code.key)}:
                    found.setdefault(f"{book_id}:{code.key}", set()).add(ref)
    return found


def asking_by_source(project: Project, connection: Connection) -> dict[tuple[str, str], Asking]:
    """Whether each source was asked each question, by `guide:key` and name of the source."""
    return {
        (question.ref, source): state
        for question, source, state, _turns in _cells(project, connection)
    }


def list_guide(project: Project, source: str | None = None) -> list[GuideQuestion]:
    """The questions of all guides, or of those that lead the interview of a source, in order.

    Raises:
        NotFound: there is no such source.
    """
    with project.read() as connection:
        questions = rows.list_questions(connection)
        if source is None:
            return questions
        kind = source_rows.source_row(connection, source).type
        study = study_in(project, connection)
        return [one for one in questions if core.follows(study, kind, one.guide)]


def questions_asked(project: Project, source: str | None = None) -> list[QuestionTurn]:
    """The turns that ask questions, in a source or in all, in order."""
    with project.read() as connection:
        return rows.question_turns_of(connection, source)


def questions_by_turn(project: Project, transcript: Transcript) -> dict[int, list[str]]:
    """`guide:key` of the questions that the turns of a text ask, by number of the turn."""
    found: dict[int, list[str]] = {}
    for one in questions_asked(project, transcript.source):
        turn = transcript.turn_at(one.span.start)
        if turn is not None:
            found.setdefault(turn.index, []).append(one.ref)
    return found


def attach_question(project: Project, source: str, turn: int, question: str) -> None:
    """Say that a question was asked in a turn; nothing is done where that is known.

    Args:
        project: the project.
        source: name of the source.
        turn: number of an interviewer's turn.
        question: key of the question, or `guide:key`.

    Raises:
        NotFound: no such source, turn or question.
        NotAllowed: the turn is a participant's, the question is of another guide, or who is
            acting may only read.
    """
    attach_questions(project, [(source, turn, question)])


def attach_questions(project: Project, wanted: Iterable[tuple[str, int, str]]) -> int:
    """Say of several (source, turn, question) at once, as `attach_question`; gives how many."""
    with project.change("attach_question") as change:
        _refuse_viewers(project, change)
        connection = change.connection
        study = study_in(project, connection)
        known = {
            (one.source, one.span.start, one.ref) for one in rows.question_turns_of(connection)
        }
        done = 0
        for source, number, name in wanted:
            transcript = project.memory.transcript(connection, source)
            speech = _asking_turn(transcript, number)
            key, question = rows.find_question(connection, name)
            kind = source_rows.source_row(connection, source).type
            if not core.follows(study, kind, question.guide):
                raise NotAllowed(
                    N_("“{question}” is of the guide {guide}, which does not lead {source}."),
                    question=question.key,
                    guide=question.guide,
                    source=source,
                )
            if (source, speech.start, question.ref) in known:
                continue
            known.add((source, speech.start, question.ref))
            _, text_id = source_rows.current_text(connection, transcript)
            rows.attach(change, key, text_id, speech, speech.of(transcript.text))
            change.said |= _said(transcript, speech, question)
            done += 1
        change.said["n"] = done
    return done


def detach_question(project: Project, source: str, turn: int, question: str) -> None:
    """Say no longer that a question was asked in a turn.

    Raises:
        NotFound: no such source, turn or question, or it is not attached there.
        NotAllowed: who is acting may only read.
    """
    with project.change("detach_question") as change:
        _refuse_viewers(project, change)
        connection = change.connection
        transcript = project.memory.transcript(connection, source)
        speech = _turn(transcript, turn).speech
        _, wanted = rows.find_question(connection, question)
        there = [
            one.guid
            for one in rows.question_turns_of(connection, source)
            if one.ref == wanted.ref and speech is not None and one.span.overlaps(speech)
        ]
        if speech is None or not there:
            raise NotFound(
                N_("“{question}” is not attached to turn {turn} of {source}."),
                question=wanted.key,
                turn=turn,
                source=source,
            )
        rows.detach(change, there)
        change.said |= _said(transcript, speech, wanted)


def _said(transcript: Transcript, speech: Span, question: GuideQuestion) -> dict[str, str]:
    address = address_of(transcript, speech, with_source=False)
    return {"question": question.ref, "source": transcript.source, "address": address}


def _turn(transcript: Transcript, number: int) -> Turn:
    for turn in transcript.turns:
        if turn.index == number:
            return turn
    raise NotFound(
        N_("{source} has no turn {turn}: there are {n}."),
        source=transcript.source,
        turn=number,
        n=len(transcript.turns),
    )


def _asking_turn(transcript: Transcript, number: int) -> Span:
    turn = _turn(transcript, number)
    if turn.speech is None or transcript.speakers[turn.speaker].coded:
        raise NotAllowed(
            N_("Turn {turn} of {source} is not an interviewer's: no question is asked there."),
            turn=number,
            source=transcript.source,
        )
    return turn.speech


def _refuse_viewers(project: Project, change: Change) -> None:
    if project.acting is not None:
        row = coder_named(change.connection, project.acting)
        if Role(row.role) is Role.VIEWER:
            raise NotAllowed(
                N_("{name} may read and comment, but not attach questions."), name=row.name
            )


def asked(project: Project) -> list[Asked]:
    """Every question with every source: asked, not asked, or of another guide."""
    with project.read() as connection:
        return [
            Asked(question, source, state, tuple(_numbers(project, connection, source, turns)))
            for question, source, state, turns in _cells(project, connection)
        ]


def _numbers(
    project: Project, connection: Connection, source: str, turns: Iterable[QuestionTurn]
) -> Iterator[int]:
    for one in turns:
        turn = project.memory.transcript(connection, source).turn_at(one.span.start)
        if turn is not None:
            yield turn.index


def _cells(
    project: Project, connection: Connection
) -> Iterator[tuple[GuideQuestion, str, Asking, list[QuestionTurn]]]:
    """Every question with every source and the turns that ask it there."""
    turns: dict[tuple[str, str], list[QuestionTurn]] = {}
    for one in rows.question_turns_of(connection):
        turns.setdefault((one.ref, one.source), []).append(one)
    questions = rows.list_questions(connection)
    marked = {source for _ref, source in turns}
    study = study_in(project, connection)
    for question in questions:
        for source, kind in rows.source_types(connection):
            there = turns.get((question.ref, source), [])
            if there:
                state = Asking.ASKED
            elif core.follows(study, kind, question.guide):
                state = Asking.NOT_ASKED if source in marked else Asking.UNMARKED
            else:
                state = Asking.NEVER
            yield question, source, state, there


def count_asked(project: Project) -> list[AskedCount]:
    """For each question the sources that were asked it, of those whose guide has it."""
    found: dict[str, AskedCount] = {}
    with project.read() as connection:
        for question, _source, state, _turns in _cells(project, connection):
            before = found.get(question.ref, AskedCount(question, 0, 0))
            found[question.ref] = AskedCount(
                question,
                before.asked + (state is Asking.ASKED),
                before.of + state.counts,
            )
    return list(found.values())


def asked_by_source(project: Project) -> dict[str, tuple[int, int]]:
    """For each source where questions were marked: those asked, and those of its guide."""
    found: dict[str, tuple[int, int]] = {}
    with project.read() as connection:
        for _question, source, state, _turns in _cells(project, connection):
            if state.counts:
                n, of = found.get(source, (0, 0))
                found[source] = (n + (state is Asking.ASKED), of + 1)
    return found


def proposed_turns(project: Project, source: str, least: float = core.LEAST) -> list[ProposedTurn]:
    """Interviewers' turns of a source that sound like a question and have none yet.

    A question is known by its wordings, and by the turns that ask it in other sources. Nothing
    is attached.

    Raises:
        NotFound: there is no such source.
    """
    questions = list_guide(project, source)
    with project.read() as connection:
        transcript = project.memory.transcript(connection, source)
        everywhere = rows.question_turns_of(connection)
    ways: dict[str, list[str]] = {one.ref: list(one.wording.values()) for one in questions}
    for one in everywhere:
        if one.ref in ways:
            ways[one.ref].append(one.quotation)
    taken = {one.span.start for one in everywhere if one.source == source}
    spoken = {
        turn.index: turn.speech.of(transcript.text)
        for turn in transcript.turns
        if turn.speech is not None
        and not transcript.speakers[turn.speaker].coded
        and turn.speech.start not in taken
    }
    return core.proposals(spoken, ways, least)


def question_names(connection: Connection) -> list[str]:
    """What a question may be called: its key, and `guide:key`."""
    questions = rows.list_questions(connection)
    return list(dict.fromkeys(name for one in questions for name in (one.key, one.ref)))


def answer_spans(
    project: Project, connection: Connection, names: Iterable[str]
) -> dict[str, list[Span]]:
    """What was said, by source, after any of some questions until the next one of the guide.

    Raises:
        NotFound: no such question.
    """
    wanted = {rows.find_question(connection, name)[1].ref for name in names}
    found: dict[str, list[Span]] = {}
    for source, answers in _answers(project, connection).items():
        spans = {span for ref in wanted for span in answers.get(ref, ())}
        if spans:
            found[source] = sorted(spans)
    return found


def after_questions(
    project: Project, connection: Connection, placed: Iterable[PlacedCode]
) -> Iterator[PlacedCode]:
    """The same codings, each with the questions that it was said after."""
    parts: dict[str, list[tuple[Span, set[str]]]] = {}
    for source, answers in _answers(project, connection).items():
        names: dict[Span, set[str]] = {}
        for ref, spans in answers.items():
            for span in spans:
                names.setdefault(span, set()).update((ref, core.key_of(ref)))
        parts[source] = sorted(names.items(), key=lambda part: part[0])
    for coding in placed:
        here = parts.get(coding.source, [])
        index = bisect_right(here, coding.span.start, key=lambda part: part[0].start) - 1
        if index >= 0 and coding.span.start in here[index][0]:
            yield replace(coding, questions=frozenset(here[index][1]))
        else:
            yield coding


def _answers(project: Project, connection: Connection) -> dict[str, dict[str, list[Span]]]:
    """What was said after each question, by source and `guide:key`."""
    by_source: dict[str, list[QuestionTurn]] = {}
    for one in rows.question_turns_of(connection):
        by_source.setdefault(one.source, []).append(one)
    return {
        source: core.answers(turns, len(project.memory.transcript(connection, source).text))
        for source, turns in by_source.items()
    }
