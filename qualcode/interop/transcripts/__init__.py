"""Readers of transcripts: .txt, .md and .docx become a frozen text with its speaker turns."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from qualcode.core.errors import FileProblem
from qualcode.core.text import normalised
from qualcode.core.transcript import Document, Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts import docx, markdown
from qualcode.interop.transcripts.choice import QUESTION
from qualcode.interop.transcripts.encoding import Decoded, read_text
from qualcode.interop.transcripts.package import MACROS, OLE, ZIP
from qualcode.interop.transcripts.turns import Found, find_turns

__all__ = [
    "QUESTION",
    "Decoded",
    "Found",
    "document_of",
    "find_turns",
    "read_text",
    "read_transcript",
]

LARGEST = 64_000_000
"""Bytes; a day of talk is a fiftieth of it."""

_MARKDOWN = frozenset((".md", ".markdown"))
_WITH_MACROS = frozenset((".docm", ".dotm"))
_MEDIA = frozenset((".cha", ".eaf", ".srt", ".textgrid", ".trs", ".vtt"))
_OFFICE = frozenset((".doc", ".dot", ".odt", ".pdf", ".rtf", ".xls", ".xlsx", ".ods"))
_OTHERS = _MEDIA | _OFFICE | {".csv", ".htm", ".html", ".json", ".xml"}
_BEGINNINGS = ((b"%PDF-", "PDF"), (b"{\\rtf", "RTF"))
_UNREAD = N_("{file} is not in a format that is read ({format}): save it as .docx, .txt or .md.")
_SOMETHING = re.compile(r"[^\W_]")


def read_transcript(path: Path) -> Document:
    """The document in a file, its text frozen as `core.text.normalised` makes it.

    Raises:
        FileProblem: missing, a folder, not readable, empty, of another kind, encoded in no way
            that can be told, protected, damaged, or far too large.
    """
    return document_of(_bytes(path), path.name)


def document_of(raw: bytes, file: str) -> Document:
    """The document in the bytes of a file named `file`, whose extension says how to read it.

    Raises:
        FileProblem: as `read_transcript`.
    """
    suffix = Path(file).suffix.lower()
    if suffix in _WITH_MACROS:
        raise FileProblem(MACROS, file=file)
    if suffix == ".docx" or raw.startswith((ZIP, OLE)):
        body = docx.body(raw, file)
        return _document(body.text, body.headings, "utf-8", body.doubts, file)
    form = next((name for start, name in _BEGINNINGS if raw.startswith(start)), "")
    if form or suffix in _OTHERS:
        raise FileProblem(_UNREAD, file=file, format=form or suffix)
    decoded = read_text(raw, file)
    text, headings = normalised(decoded.text), frozenset[int]()
    if suffix in _MARKDOWN:
        page = markdown.plain(text)
        text, headings = normalised(page.text), page.headings
    return _document(text, headings, decoded.encoding, decoded.doubts, file)


def _document(
    text: str, headings: frozenset[int], encoding: str, doubts: tuple[Doubt, ...], file: str
) -> Document:
    if not _SOMETHING.search(text):
        raise FileProblem(N_("{file} holds no text."), file=file)
    found = find_turns(text, headings)
    every = sorted((*doubts, *found.doubts), key=lambda doubt: doubt.line)
    return Document(text, found.turns, encoding, tuple(every), found.convention)


def _bytes(path: Path) -> bytes:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise FileProblem(N_("{file} is a folder: name the files in it."), file=str(path))
        if not stat.S_ISREG(about.st_mode):
            raise FileProblem(N_("{file} is not a file that can be read."), file=str(path))
        if about.st_size > LARGEST:
            raise FileProblem(N_("{file} is too large to be a transcript."), file=path.name)
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise FileProblem(N_("There is no file {file}."), file=str(path)) from error
    except PermissionError as error:
        msgid = N_("{file} may not be read by you: change its permissions or copy it.")
        raise FileProblem(msgid, file=str(path)) from error
    except OSError as error:
        msgid = N_("{file} cannot be read ({reason}).")
        raise FileProblem(msgid, file=path.name, reason=error.strerror or str(error)) from error
    if not raw:
        raise FileProblem(N_("{file} is empty."), file=path.name)
    return raw
