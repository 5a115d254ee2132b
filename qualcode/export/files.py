"""One document, many formats: the ending of the file's name decides."""

from __future__ import annotations

from pathlib import Path

from qualcode.core.errors import UsageProblem
from qualcode.export.word.values import Document
from qualcode.i18n import N_

ENDINGS = (".docx", ".html", ".xlsx", ".csv", ".json")
"""What a document can be written as."""


def write_as_named(document: Document, path: Path) -> None:
    """Write a document as the ending of the name says, whole or not at all.

    Raises:
        UsageProblem: the ending is none that can be written.
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    ending = path.suffix.lower()
    if ending == ".html":
        from qualcode.export.html import write_html

        write_html(document, path)
    elif ending == ".csv":
        from qualcode.export.csv_file import write_csv

        write_csv(document, path)
    elif ending == ".xlsx":
        from qualcode.export.excel.documents import write_document_workbook

        write_document_workbook(document, path)
    elif ending == ".json":
        from qualcode.export.json_file import write_json

        write_json(document, path)
    elif ending in {".docx", ""}:
        from qualcode.export.word.house import write_document

        write_document(document, path)
    else:
        raise UsageProblem(
            N_("{file}: this can be written as {endings}."),
            file=path.name,
            endings=", ".join(ENDINGS),
        )
