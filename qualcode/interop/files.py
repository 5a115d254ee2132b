"""Small files that people hand in and take away: codebooks, studies, tables, codings."""

from __future__ import annotations

import codecs
from pathlib import Path

from qualcode.core.errors import FileProblem, Mistake, Mistakes
from qualcode.i18n import N_

LARGEST = 20_000_000
"""Bytes; a codebook or a table of cases is a thousand times smaller."""


def file_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        FileProblem: it is missing, not a file, not readable, empty, or larger than `LARGEST`.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise FileProblem(
                N_("{file} is too large to be a codebook, a study or a table."), file=path.name
            )
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise FileProblem(N_("There is no file {file}."), file=str(path)) from error
    except OSError as error:
        msgid = N_("{file} cannot be read ({reason}).")
        raise FileProblem(msgid, file=path.name, reason=error.strerror or str(error)) from error
    if not raw.removeprefix(codecs.BOM_UTF8).strip():
        raise FileProblem(N_("{file} is empty."), file=path.name)
    return raw


def utf8_text(path: Path) -> str:
    """The text of a UTF-8 file without its byte-order mark.

    Raises:
        FileProblem: as `file_bytes`.
        Mistakes: a byte is not UTF-8; the line and column are told.
    """
    raw = file_bytes(path).removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        msgid = N_("This is not UTF-8: save the file as UTF-8 and try again.")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise Mistakes(path.name, [Mistake(msgid, line=line, column=column)]) from error


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with LF line ends.

    Raises:
        FileProblem: the folder is missing or may not be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        msgid = N_("{file} cannot be written ({reason}).")
        raise FileProblem(msgid, file=path.name, reason=error.strerror or str(error)) from error
