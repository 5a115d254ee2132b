"""What is said under the tables of a document once it is known from which state they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from qualcode.core.people import objection_note
from qualcode.export.word.values import Cell, Document, Line, Prose, Row, Table
from qualcode.i18n import _, in_language

_LOST = re.compile("▒+")


def stamped(document: Document, snapshot: str, objected: int = 0) -> Document:
    """The document with what is known of its making under its last table that is no supplement.

    Args:
        document: the document.
        snapshot: what names the frozen state that it was made from; none where empty.
        objected: persons who objected to the use of their words, where no table says so yet.
    """
    every = [block for block in document.blocks if isinstance(block, Table)]
    tables = [table for table in every if not table.supplement] or every
    with in_language(document.language):
        told = [objection_note(objected)] if objected else []
        if snapshot:
            told.append(_("Snapshot: {snapshot}.", snapshot=snapshot))
    sentence = " ".join(told)
    if not sentence or not tables:
        return document
    last = tables[-1]
    if last.notes and isinstance(last.notes[-1], str):
        notes: tuple[Line, ...] = (*last.notes[:-1], f"{last.notes[-1]} {sentence}")
    elif last.notes:
        notes = (*last.notes[:-1], (*last.notes[-1], f" {sentence}"))
    else:
        notes = (sentence,)
    blocks = tuple(replace(b, notes=notes) if b is last else b for b in document.blocks)
    return replace(document, blocks=blocks)


def without_lost_words(document: Document) -> tuple[Document, list[str]]:
    """The document with a sign where words were that have been erased, and each such line."""
    lost: list[str] = []
    with in_language(document.language):
        sign = _("[words erased]")

    def mend(line: Line) -> Line:
        if not _LOST.search(_words(line)):
            return line
        mended = _mended(line, sign)
        lost.append(_words(mended))
        return mended

    blocks = tuple(
        _table(block, mend) if isinstance(block, Table) else _prose(block, mend)
        for block in document.blocks
    )
    return replace(document, blocks=blocks), lost


Mend = Callable[[Line], Line]


def _table(table: Table, mend: Mend) -> Table:
    rows = tuple(replace(row, cells=_cells(row, mend)) for row in table.rows)
    return replace(table, rows=rows, notes=tuple(mend(note) for note in table.notes))


def _cells(row: Row, mend: Mend) -> tuple[Cell, ...]:
    return tuple(
        _mended_words(cell, mend) if isinstance(cell, str) else tuple(mend(line) for line in cell)
        for cell in row.cells
    )


def _mended_words(cell: str, mend: Mend) -> Cell:
    mended = mend(cell)
    return mended if isinstance(mended, str) else (mended,)


def _prose(prose: Prose, mend: Mend) -> Prose:
    return replace(prose, paragraphs=tuple(mend(one) for one in prose.paragraphs))


def _mended(line: Line, sign: str) -> Line:
    if isinstance(line, str):
        return _LOST.sub(sign, line)
    return tuple(
        _LOST.sub(sign, run)
        if isinstance(run, str)
        else replace(run, text=_LOST.sub(sign, run.text))
        for run in line
    )


def _words(line: Line) -> str:
    if isinstance(line, str):
        return line
    return "".join(run if isinstance(run, str) else run.text for run in line)
