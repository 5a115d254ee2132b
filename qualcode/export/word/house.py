"""The house style: one way to make every Word document of ours."""

from __future__ import annotations

import os
from pathlib import Path

from qualcode.export.word import markup, parts
from qualcode.export.word.saving import save, zipped
from qualcode.export.word.values import Document
from qualcode.i18n import in_language


def document_bytes(document: Document) -> bytes:
    """The .docx file; the same document gives the same bytes."""
    language = document.language
    with in_language(language):
        return zipped(
            {
                "[Content_Types].xml": parts.CONTENT_TYPES,
                "_rels/.rels": parts.PACKAGE_RELATIONS,
                "docProps/core.xml": parts.core_properties(
                    document.title, language, document.made_on
                ),
                "docProps/app.xml": parts.APPLICATION,
                "word/document.xml": markup.body(document),
                "word/_rels/document.xml.rels": parts.DOCUMENT_RELATIONS,
                "word/styles.xml": parts.styles(language),
                "word/settings.xml": parts.settings(language),
                "word/footer1.xml": markup.footer(document),
            }
        )


def write_document(document: Document, path: str | os.PathLike[str]) -> None:
    """Write the document, whole or not at all.

    Raises:
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    save(Path(path), document_bytes(document))
