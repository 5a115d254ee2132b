"""Word tables in one house style, ready for a journal."""

from __future__ import annotations

from qualcode.export.word.agreement import agreement_document, write_agreement_table
from qualcode.export.word.coefficients import CodeLabel
from qualcode.export.word.house import document_bytes, write_document
from qualcode.export.word.statements import AgreementFacts
from qualcode.export.word.themes import theme_document, write_theme_table, write_theme_tables

__all__ = [
    "AgreementFacts",
    "CodeLabel",
    "agreement_document",
    "document_bytes",
    "theme_document",
    "write_agreement_table",
    "write_document",
    "write_theme_table",
    "write_theme_tables",
]
