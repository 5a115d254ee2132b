"""Tables of free-text answers: one respondent a row, with attributes beside the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qualcode.core.errors import InputProblem
from qualcode.core.people import Case
from qualcode.core.study import Study
from qualcode.core.transcript import Document, Doubt
from qualcode.i18n import N_
from qualcode.interop.cases_csv import cases_of
from qualcode.interop.csv_table import Row, Table, read_table
from qualcode.interop.transcripts.talk import Utterance, clean, label_of, written

CONVENTION = N_("answers of a table, one respondent a row")

_SILENT = N_("Respondents without an answer to this question: {n}.")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a table holds."""

    cases: tuple[Case, ...]
    """The respondents, with every other column as an attribute."""
    questions: tuple[tuple[str, Document], ...]
    """Each column of answers: its name, and the answers as turns of their respondents."""


def read_answers(
    path: Path, texts: Sequence[str], respondent: str, study: Study | None = None
) -> Answers:
    """Read a table of answers, CSV or .xlsx.

    Args:
        path: the table.
        texts: the columns that hold answers.
        respondent: the column that names who answered, such as P03.
        study: what attributes and their values are held to, as in a table of cases.

    Raises:
        FileProblem: the file cannot be read.
        Mistakes: a column is missing, a respondent stands twice, a value is not allowed.
        InputProblem: a column is empty.
    """
    table = read_table(path, (respondent, *texts))
    cases = cases_of(_of_cases(table, texts, respondent), study)
    questions = tuple((column, _document(table, column, respondent)) for column in texts)
    return Answers(tuple(cases), questions)


def _of_cases(table: Table, texts: Sequence[str], respondent: str) -> Table:
    """The table without its answers, the respondent's column called as in a table of cases."""
    names = {respondent: "case_id"}
    columns = [names.get(column, column) for column in table.columns if column not in texts]
    rows = [
        Row(
            row.line,
            {
                names.get(column, column): cell
                for column, cell in row.cells.items()
                if column not in texts
            },
        )
        for row in table.rows
    ]
    return Table(table.file, table.header_line, tuple(columns), rows, list(table.mistakes))


def _document(table: Table, column: str, respondent: str) -> Document:
    said = [
        Utterance(label_of(row.cells[respondent]), clean(row.cells[column])) for row in table.rows
    ]
    answered = [one for one in said if one.words]
    if not answered:
        raise InputProblem(
            N_("The column “{column}” of {file} holds no answer."), column=column, file=table.file
        )
    silent = len(said) - len(answered)
    doubts = [Doubt(_SILENT, 1, {"n": silent})] if silent else []
    return written(answered, convention=CONVENTION, doubts=doubts)
