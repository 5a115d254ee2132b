"""Small files that people hand in and take away: codebooks, studies, tables, codings."""

from __future__ import annotations

import codecs
from pathlib import Path

from qualcode.core.errors import FileProblem, Mistake, Mistakes
from qualcode.i18n import N_

LARGEST = 200_000_000
"""Bytes of a table or of codings; the largest study stays under a third of it."""


def file_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file.

    Raises:
        FileProblem: it is missing, not a file, not readable, empty, or longer than `largest`.
    """
    try:
        if path.stat().st_size > largest:
            msgid = N_("{file} is larger than {limit} MB: is it the right file?")
            raise FileProblem(msgid, file=path.name, limit=largest // 1_000_000)
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise FileProblem(N_("There is no file {file}."), file=str(path)) from error
    except OSError as error:
        msgid = N_("{file} cannot be read ({reason}).")
        raise FileProblem(msgid, file=path.name, reason=error.strerror or str(error)) from error
    if not raw.removeprefix(codecs.BOM_UTF8).strip():
        raise FileProblem(N_("{file} is empty."), file=path.name)
    return raw


def utf8_text(path: Path, largest: int = LARGEST) -> str:
    """The text of a UTF-8 file without its byte-order mark.

    Raises:
        FileProblem: as `file_bytes`.
        Mistakes: a byte is not UTF-8; the line and column are told.
    """
    raw = file_bytes(path, largest).removeprefix(codecs.BOM_UTF8)
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
