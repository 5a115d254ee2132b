"""Projects kept in SQLite by other programs: which program it is, opened to be read only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from qualcode.core.errors import FileProblem
from qualcode.core.portable import PortableProject, Remarks
from qualcode.core.spans import Span
from qualcode.i18n import N_
from qualcode.interop.refi.counting import RawText
from qualcode.interop.refi.judging import Passage, judge

LARGEST = 2_000_000_000
_LONGEST_VALUE = 200_000_000
_BEGINNING = b"SQLite format 3\x00"

UNKNOWN = N_(
    "{file} is the project of no program that is known. Projects come as .qdpx, .rqda, .sqlite3 "
    "or .rock, or as their folder; codebooks as .qdc or .xlsx; texts and tables of answers by "
    "qualcode import."
)
Rows = list[dict[str, Any]]


class Database:
    """A project's tables, read as rows by column name."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        self.tables = {str(row[0]).lower() for row in names}

    def rows(self, table: str, where: str = "", order: str = "") -> Rows:
        """All rows of a table by column in small letters; none where there is no such table."""
        if table.lower() not in self.tables:
            return []
        asked = f'SELECT * FROM "{table}"'  # noqa: S608
        asked += f" WHERE {where}" if where else ""
        asked += f" ORDER BY {order}" if order else ""
        cursor = self._connection.execute(asked)
        names = [str(column[0]).lower() for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def read_database(path: Path) -> PortableProject:
    """The project in a SQLite file of QualCoder, Taguette, RQDA or qualitative-coding.

    The file is opened read only; its triggers, views and functions are not trusted.

    Raises:
        FileProblem: it is missing, damaged, too large, or of no program that is known.
    """
    from qualcode.interop.programs.line_codes import read_line_codes
    from qualcode.interop.programs.qualcoder import read_qualcoder
    from qualcode.interop.programs.rqda import read_rqda
    from qualcode.interop.programs.taguette import read_taguette

    readers: tuple[tuple[set[str], Callable[[Database], PortableProject]], ...] = (
        ({"source", "code_name", "code_text"}, read_qualcoder),
        ({"documents", "tags", "highlights"}, read_taguette),
        ({"source", "freecode", "coding"}, read_rqda),
        ({"document", "coded_line", "code"}, read_line_codes),
    )
    _refuse_other_files(path)
    try:
        with closing(_opened(path)) as connection:
            database = Database(connection, path)
            for tables, reader in readers:
                if tables <= database.tables:
                    return reader(database)
    except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
        raise FileProblem(
            N_("{file} is damaged, or of a version that is not known."), file=path.name
        ) from error
    raise FileProblem(UNKNOWN, file=path.name)


def _refuse_other_files(path: Path) -> None:
    try:
        with path.open("rb") as file:
            beginning = file.read(len(_BEGINNING))
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise FileProblem(N_("There is no file {file}."), file=str(path)) from error
    except OSError as error:
        msgid = N_("{file} cannot be read ({reason}).")
        raise FileProblem(msgid, file=path.name, reason=error.strerror or str(error)) from error
    if beginning != _BEGINNING or size > LARGEST:
        raise FileProblem(UNKNOWN, file=path.name)


def _opened(path: Path) -> sqlite3.Connection:
    log = path.with_name(path.name + "-wal").exists()
    asked = "mode=ro" if log else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"file:{quote(os.fsencode(path.resolve()))}?{asked}", uri=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def said(row: Mapping[str, Any], column: str) -> str:
    """A value as trimmed text; "" where it is missing."""
    value = row.get(column)
    return "" if value is None else str(value).strip()


def placed(
    raw: str, passages: Sequence[Passage], origin: str, remarks: Remarks
) -> tuple[str, list[Span | None]]:
    """A text as qualcode freezes it, and where passages stand in it.

    A passage whose own words stand elsewhere is looked for near its place, and counted where it
    is not found.
    """
    text = RawText(raw)
    way = judge(text, passages, origin).way
    starts = text.places([passage.start for passage in passages], way)
    ends = text.places([passage.end + way.inclusive for passage in passages], way)
    found: list[Span | None] = []
    for passage, start, end in zip(passages, starts, ends, strict=True):
        span = None
        if start is not None and end is not None and start < end:
            span = Span(start, end)
        span = _with_its_words(text.text, span, passage)
        if span is None:
            remarks.add(N_("passages whose place is not in the text"))
        found.append(span)
    return text.text, found


def _with_its_words(text: str, span: Span | None, passage: Passage) -> Span | None:
    from qualcode.core.text import normalised

    words = normalised(passage.name)
    if not words or (span is not None and span.of(text) == words):
        return span
    near = span.start if span else 0
    before, after = text.rfind(words, 0, near + len(words)), text.find(words, near)
    places = [place for place in (before, after) if place >= 0]
    if not places:
        return span if span and _same(span.of(text), words) else None
    start = min(places, key=lambda place: abs(place - near))
    return Span(start, start + len(words))


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())
