"""Memos that leave the project: as text to read, or as a table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.coding.memos import as_text, list_memos
from qualcode.app.gate.leaving import Written
from qualcode.app.gate.ledgering import recorded
from qualcode.app.publishing.wishes import Wish
from qualcode.core.memo import Memo
from qualcode.i18n import current_language
from qualcode.store.rows.held import MEMO

if TYPE_CHECKING:
    from qualcode.store.project import Project

COLUMNS = ("created", "coder", "kind", "about", "subject", "source", "quotation", "memo")


def export_memos(project: Project, out: Path, found: Sequence[Memo]) -> int:
    """Write memos to a Markdown file, or to a table where the name ends in .csv; gives how many.

    The file is entered into the ledger with whose words the memos quote.

    Raises:
        PrivacyRefusal: a memo holds a direct identifier that nobody accepted.
        FileProblem: the file cannot be written.
    """
    every = len(list_memos(project))
    asked = {} if len(found) == every else {"memos": [memo.guid for memo in found]}
    settings = Wish(current_language(), asked=asked).settings()

    def write(_snapshot: str) -> Counter[str]:
        return write_memos(project, out, found)

    texts = [Written(MEMO, memo.body) for memo in found]
    recorded(project, "memos", out, write, settings=settings, texts=texts)
    return len(found)


def write_memos(project: Project, out: Path, found: Sequence[Memo]) -> Counter[str]:
    """Write memos without an entry; gives how often each case is quoted.

    Raises:
        FileProblem: the file cannot be written.
    """
    from qualcode.interop.files import write_text

    make = as_table if out.suffix.lower() == ".csv" else as_text
    quoted = _voices_in(project, found)
    write_text(out, make(found))
    return quoted


def as_table(found: Iterable[Memo]) -> str:
    """Memos as a table, one a row, as spreadsheets read it."""
    lines = io.StringIO(newline="")
    table = csv.writer(lines)
    table.writerow(COLUMNS)
    for memo in found:
        table.writerow(
            _cell(cell)
            for cell in (
                memo.created.isoformat(),
                memo.coder or "",
                memo.kind.value,
                memo.about.value,
                memo.subject,
                memo.source,
                memo.quotation,
                memo.body,
            )
        )
    return "\ufeff" + lines.getvalue()


def _cell(text: str) -> str:
    """What a spreadsheet would run as a formula is kept as text by an apostrophe before it."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _voices_in(project: Project, found: Sequence[Memo]) -> Counter[str]:
    """The cases whose words the memos quote, and how often."""
    quoted: Counter[str] = Counter()
    with project.read() as connection:
        for memo in found:
            if memo.quotation and memo.span is not None:
                transcript = project.memory.transcript(connection, memo.source)
                labels = transcript.coded_speakers_in(memo.span)
                cases = (transcript.speakers[label].case for label in labels)
                quoted.update(case for case in cases if case)
    return quoted
