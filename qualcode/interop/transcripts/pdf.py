"""The text layer of a PDF as lines of words, its paragraphs put together again."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Sequence

from qualcode.core.errors import FileProblem
from qualcode.core.text import normalised
from qualcode.core.transcript import Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts.body import Body
from qualcode.interop.transcripts.choice import choose
from qualcode.interop.transcripts.labels import UNTIMED, Form, marks_of
from qualcode.interop.transcripts.shapes import Shape

BEGINNING = b"%PDF-"
LARGEST = 32_000_000
"""Bytes of a file whose text is read."""

MOST_PAGES = 1_500
MOST_CHARACTERS = 20_000_000

_DAMAGED = N_("{file} is damaged: open it in the program that made it and write it as PDF anew.")
_PROTECTED = N_("{file} is protected by a password: save it without one.")
_NO_TEXT = N_("{file} holds pictures of pages and no text: have its text recognised first.")
_TOO_LARGE = N_("{file} is too large to be a transcript.")
_JOINED = N_("Lines of a PDF were joined into paragraphs: look at where turns begin.")
_TAKEN_OUT = N_("Headers, footers and page numbers were left out ({n} lines).")
_PAGE_NUMBER = re.compile(
    r"[-–—]? ?(?:page|p\.)? ?\d{1,4}(?: ?(?:/|sur|of) ?\d{1,4})? ?[-–—]?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = (".", "?", "!", "…", "»", '"', "”", ":", "]", ")")
_FULL = 0.75
"""Of the usual width of a line: a shorter one ends its paragraph."""

_LEAST_REPEATED = 3
_EDGE = 2
"""Lines at the top and at the foot of a page that may be repeated on all pages."""


def read(raw: bytes, file: str) -> Body:
    """The words of a .pdf file.

    Raises:
        FileProblem: protected, damaged, too large, or without a text layer.
    """
    if len(raw) > LARGEST:
        raise FileProblem(_TOO_LARGE, file=file)
    pages = [_lines(page) for page in _pages(raw, file)]
    if not any(any(page) for page in pages):
        raise FileProblem(_NO_TEXT, file=file)
    kept, taken_out = _without_edges(pages)
    joined = _joined([line for page in kept for line in page])
    doubts = [Doubt(_JOINED, 1)]
    if taken_out:
        doubts.append(Doubt(_TAKEN_OUT, 1, {"n": taken_out}))
    return Body(normalised("\n".join(joined)), doubts=tuple(doubts))


def _pages(raw: bytes, file: str) -> list[str]:
    """The text of each page; whatever is wrong in the file is told in one way."""
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, PyPdfError, WrongPasswordError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    unsound = (
        PyPdfError, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError,
        RuntimeError, TypeError, ValueError, struct.error, zlib.error, MemoryError,
    )  # fmt: skip
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileProblem(_PROTECTED, file=file)
        if len(reader.pages) > MOST_PAGES:
            raise FileProblem(_TOO_LARGE, file=file)
        pages: list[str] = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if sum(map(len, pages[-50:])) > MOST_CHARACTERS:
                raise FileProblem(_TOO_LARGE, file=file)
    except (FileNotDecryptedError, WrongPasswordError) as error:
        raise FileProblem(_PROTECTED, file=file) from error
    except unsound as error:
        raise FileProblem(_DAMAGED, file=file) from error
    return pages


def _lines(page: str) -> list[str]:
    """The lines of a page, with the line breaks that were hyphenated left as they are."""
    plain = page.replace("\0", "").encode("utf-16-le", "surrogatepass")
    text = normalised(plain.decode("utf-16-le", "replace"))
    return [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]


def _without_edges(pages: Sequence[list[str]]) -> tuple[list[list[str]], int]:
    """The pages without what is repeated at their edges, and how many lines that were."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_DIGITS.sub("#", page[at]) for at in _edges(page)})
    least = max(_LEAST_REPEATED, len(pages) // 2)
    kept, taken_out = [], 0
    for page in pages:
        gone = {
            at
            for at in _edges(page)
            if _PAGE_NUMBER.fullmatch(page[at])
            or (seen[_DIGITS.sub("#", page[at])] >= least and not _has_label(page[at]))
        }
        taken_out += len(gone)
        kept.append([line for at, line in enumerate(page) if at not in gone])
    return kept, taken_out


def _has_label(line: str) -> bool:
    """Whether a line begins as a turn does: « P01 : Oui. » may well be said on every page."""
    return any(mark.label.shape >= Shape.NAME for mark in marks_of([line]))


def _edges(page: Sequence[str]) -> list[int]:
    written = [at for at, line in enumerate(page) if line]
    return sorted({*written[:_EDGE], *written[-_EDGE:]})


def _joined(lines: Sequence[str]) -> list[str]:
    """Paragraphs of lines: a full line goes on in the next unless that begins with a label."""
    written = sorted(len(line) for line in lines if line)
    usual = written[len(written) * 9 // 10] if written else 0
    begins = {
        mark.line
        for mark in marks_of(lines)
        if mark.label.shape >= (Shape.STRONG if mark.form is Form.ALONE else Shape.NAME)
        or mark.times != UNTIMED
    }
    chosen = choose(lines).marks
    begins |= {mark.line for mark in chosen}
    alone = {mark.line for mark in chosen if not lines[mark.line][mark.speech :].strip()}
    paragraphs: list[str] = []
    before, is_label = "", False
    for number, line in enumerate(lines):
        goes_on = len(before) >= usual * _FULL or not before.endswith(_SENTENCE_END)
        if line and before and goes_on and number not in begins and not is_label:
            paragraphs[-1] += f" {line}"
        elif line:
            paragraphs.append(line)
        elif before.endswith(_SENTENCE_END):
            paragraphs.append("")
        if line or before.endswith(_SENTENCE_END):
            before = line
        if line:
            is_label = number in alone
    return paragraphs
