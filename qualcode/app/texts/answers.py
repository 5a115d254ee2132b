"""Free-text answers in: a table becomes one source a question, each respondent a case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.texts.importing import (
    Incoming,
    corrected,
    free_name,
    guessed_language,
    source_name,
)
from qualcode.core.people import Case
from qualcode.core.text import digest
from qualcode.core.transcript import Document, Speaker
from qualcode.store.rows import sources as source_rows

if TYPE_CHECKING:
    from qualcode.interop.answers_columns import Columns
    from qualcode.store.project import Project

KIND = "free_text"
"""Type of the source where none is told."""

TABLES = frozenset((".csv", ".tsv", ".xlsx"))
"""Extensions of tables of answers."""


def prepare_answers(
    project: Project,
    path: Path,
    *,
    texts: Sequence[str],
    respondent: str,
    kind: str | None = None,
    language: str | None = None,
) -> tuple[list[Incoming], tuple[Case, ...]]:
    """Read a table of answers and say how it would enter; the project is not changed.

    Gives the sources, one for each column of answers, with a turn a respondent, and the cases,
    whose attributes are the other columns: what `importing.import_sources` takes.

    Raises:
        FileProblem: the table cannot be read.
        Mistakes: every mistake in it, with line and column.
        InputProblem: a column holds no answer.
    """
    from qualcode.app.projects.studies import study_of
    from qualcode.interop.answers import read_answers

    study = study_of(project)
    found = read_answers(path, texts, respondent, study if study.id else None)
    with project.read() as connection:
        standing = {source.name for source in source_rows.list_sources(connection)}
        taken = set(standing)
        incoming = []
        for column, document in found.questions:
            name = source_name(path)
            if len(found.questions) > 1:
                name = f"{name}-{source_name(Path(column + '.x'))}"
            already = source_rows.source_with_text(connection, digest(document.text))
            corrects = None
            if already is None and name in standing:
                corrects = corrected(project, connection, name, document)
            name = free_name(name, taken)
            taken.add(name)
            incoming.append(
                Incoming(
                    path,
                    document,
                    name,
                    kind or KIND,
                    language or guessed_language(document.text),
                    _respondents(document),
                    already=already,
                    corrects=corrects,
                )
            )
    return incoming, found.cases


def answers_document(project: Project, path: Path, column: str, respondent: str) -> Document:
    """One column of a table of answers as a text, to correct a source by.

    Raises:
        FileProblem, Mistakes, InputProblem: as `prepare_answers`.
    """
    incoming, _ = prepare_answers(project, path, texts=(column,), respondent=respondent)
    return incoming[0].document


def is_table(path: Path) -> bool:
    """Whether a file is one that `prepare_answers` reads, by its extension."""
    return path.suffix.lower() in TABLES


def look_at_table(path: Path) -> Columns:
    """The columns of a table of answers, and what they are likely to hold.

    Raises:
        FileProblem: the file cannot be read.
        Mistakes: it is no table.
    """
    from qualcode.interop.answers_columns import columns_of

    return columns_of(path)


def _respondents(document: Document) -> dict[str, Speaker]:
    return {label: Speaker(label, coded=True, case=label) for label in document.speakers}
