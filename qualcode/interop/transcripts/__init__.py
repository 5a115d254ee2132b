"""Readers of transcripts: files of many formats become a frozen text with its speaker turns."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path

from qualcode.core.errors import FileProblem
from qualcode.core.text import normalised
from qualcode.core.transcript import Document
from qualcode.i18n import N_
from qualcode.interop.transcripts import (
    captions,
    chat,
    docx,
    elan,
    markdown,
    odt,
    page,
    pdf,
    praat,
    recognised,
    rtf,
    tei,
    transcriber,
)
from qualcode.interop.transcripts.body import Body
from qualcode.interop.transcripts.choice import QUESTION
from qualcode.interop.transcripts.encoding import Decoded, read_text
from qualcode.interop.transcripts.package import MACROS, OLE, ZIP
from qualcode.interop.transcripts.turns import Found, find_turns

__all__ = [
    "QUESTION",
    "SUFFIXES",
    "Decoded",
    "Found",
    "document_of",
    "find_turns",
    "read_text",
    "read_transcript",
]

LARGEST = 64_000_000
"""Bytes; a day of talk is a fiftieth of it."""

MOST_CHARACTERS = 16_000_000
MOST_LINES = 250_000
"""Of a text in which turns are looked for; a turn takes more memory than its words."""

_MARKDOWN = frozenset((".md", ".markdown"))
_WITH_MACROS = frozenset((".docm", ".dotm", ".xlsm", ".fodt"))
_TABLES = frozenset((".csv", ".tsv", ".xlsx"))
_OTHERS = frozenset((".doc", ".dot", ".ods", ".xls", ".pages", ".mp3", ".mp4", ".m4a", ".wav"))
_READERS: dict[str, Callable[[bytes, str], Document | Body]] = {
    ".cha": chat.read,
    ".docx": docx.body,
    ".eaf": elan.read,
    ".htm": page.read,
    ".html": page.read,
    ".json": recognised.read,
    ".odt": odt.read,
    ".otr": recognised.read,
    ".pdf": pdf.read,
    ".rtf": rtf.read,
    ".srt": captions.read,
    ".tei": tei.read,
    ".textgrid": praat.read,
    ".trs": transcriber.read,
    ".vtt": captions.read,
    ".xhtml": page.read,
    ".xml": tei.read,
}
"""By extension; what has none of these is text."""

SUFFIXES = frozenset((*_READERS, *_MARKDOWN, ".txt"))
"""Extensions of files that are read as transcripts."""

_BEGINNINGS: tuple[tuple[bytes, Callable[[bytes, str], Document | Body]], ...] = (
    (pdf.BEGINNING, pdf.read),
    (rtf.BEGINNING, rtf.read),
    (b"WEBVTT", captions.read),
    (b"\xef\xbb\xbfWEBVTT", captions.read),
)
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_UNREAD = N_("{file} is not in a format that is read ({format}): save it as .docx, .txt or .md.")
_TABLE = N_(
    "{file} is a table. To bring in answers, one respondent a row: qualcode import PROJECT {file} "
    "--text-column COLUMN --id-column COLUMN"
)
_TOO_LARGE = N_("{file} is too large to be a transcript.")
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
    if suffix in _TABLES:
        raise FileProblem(_TABLE, file=file)
    reader = _reader(raw, suffix)
    if not raw.startswith((ZIP, OLE, pdf.BEGINNING)) and raw.count(b"\n") > 4 * MOST_LINES:
        raise FileProblem(_TOO_LARGE, file=file)
    if reader is not None:
        found = reader(raw, file)
        if isinstance(found, Document):
            return _checked(found, file)
        return _document(found, "utf-8", file)
    if suffix in _OTHERS:
        raise FileProblem(_UNREAD, file=file, format=suffix)
    if len(raw) > 2 * MOST_CHARACTERS or raw.count(b"\n") > MOST_LINES:
        raise FileProblem(_TOO_LARGE, file=file)
    decoded = read_text(raw, file)
    text, headings = normalised(decoded.text), frozenset[int]()
    if suffix in _MARKDOWN:
        plain = markdown.plain(text)
        text, headings = normalised(plain.text), plain.headings
    return _document(Body(text, headings, decoded.doubts), decoded.encoding, file)


def _reader(raw: bytes, suffix: str) -> Callable[[bytes, str], Document | Body] | None:
    """What reads a file: by its first bytes where these are sure, else by its extension."""
    if raw.startswith(ZIP) and _ODT in raw[:120]:
        return odt.read
    if raw.startswith((ZIP, OLE)):
        return odt.read if suffix == ".odt" else docx.body
    sure = next((reader for start, reader in _BEGINNINGS if raw.startswith(start)), None)
    return sure or _READERS.get(suffix)


def _checked(document: Document, file: str) -> Document:
    if not _SOMETHING.search(document.text):
        raise FileProblem(N_("{file} holds no text."), file=file)
    return document


def _document(body: Body, encoding: str, file: str) -> Document:
    if not _SOMETHING.search(body.text):
        raise FileProblem(N_("{file} holds no text."), file=file)
    if len(body.text) > MOST_CHARACTERS or body.text.count("\n") > MOST_LINES:
        raise FileProblem(_TOO_LARGE, file=file)
    found = find_turns(body.text, body.headings)
    every = sorted((*body.doubts, *found.doubts), key=lambda doubt: doubt.line)
    return Document(body.text, found.turns, encoding, tuple(every), found.convention, body.remarks)


def _bytes(path: Path) -> bytes:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise FileProblem(N_("{file} is a folder: name the files in it."), file=str(path))
        if not stat.S_ISREG(about.st_mode):
            raise FileProblem(N_("{file} is not a file that can be read."), file=str(path))
        if about.st_size > LARGEST:
            raise FileProblem(_TOO_LARGE, file=path.name)
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
