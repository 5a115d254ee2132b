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
    """The document with what is known of its making under its last table.

    Args:
        document: the document.
        snapshot: what names the frozen state that it was made from; none where empty.
        objected: persons who objected to the use of their words, where no table says so yet.
    """
    tables = [block for block in document.blocks if isinstance(block, Table)]
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


def without_lost_words(document: Document) -> tuple[Document, int]:
    """The document with a sign where words were that have been erased, and how often."""
    lost = 0
    with in_language(document.language):
        sign = _("[words erased]")

    def mend(text: str) -> str:
        nonlocal lost
        mended, n = _LOST.subn(sign, text)
        lost += n
        return mended

    blocks = tuple(
        _table(block, mend) if isinstance(block, Table) else _prose(block, mend)
        for block in document.blocks
    )
    return replace(document, blocks=blocks), lost


Mend = Callable[[str], str]


def _table(table: Table, mend: Mend) -> Table:
    rows = tuple(replace(row, cells=_cells(row, mend)) for row in table.rows)
    return replace(table, rows=rows, notes=tuple(_line(note, mend) for note in table.notes))


def _cells(row: Row, mend: Mend) -> tuple[Cell, ...]:
    return tuple(
        mend(cell) if isinstance(cell, str) else tuple(_line(line, mend) for line in cell)
        for cell in row.cells
    )


def _prose(prose: Prose, mend: Mend) -> Prose:
    return replace(prose, paragraphs=tuple(_line(one, mend) for one in prose.paragraphs))


def _line(line: Line, mend: Mend) -> Line:
    if isinstance(line, str):
        return mend(line)
    return tuple(
        mend(run) if isinstance(run, str) else replace(run, text=mend(run.text)) for run in line
    )
