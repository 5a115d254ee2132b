"""Seconds to build and save a Word table of six columns, beside python-docx's own row loop.

Both make the same cells in one run, in turn; the median of the rounds is printed. The house
style also writes language tags, cantSplit, a repeated header, caption, notes and alt text, which
the loop leaves out.

    python benchmarks/word_tables.py [ROUNDS]
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date

import docx

from qualcode.export.word.house import document_bytes
from qualcode.export.word.values import Column, Document, Row, Run, Table

SIZES = {500: 0.1, 5000: 0.6}
"""Rows, and the budget in seconds."""
HEADS = ("Thème", "Déterminant", "Frein", "Levier", "Décrit", "Verbatim illustratif")


def cells(row: int) -> tuple[str, ...]:
    quotation = (
        f"Le plus dur, c’était l’ambulance jusqu’au centre, {row} kilomètres aller & retour."
    )
    return ("Accès", f"Distance {row}", f"{row % 10}/10 ; {row}", "2/10 ; 3", "0", quotation)


def house(rows: int) -> bytes:
    widths = (3.0, 4.0, 2.5, 2.5, 2.0, 11.0)
    columns = tuple(Column(head, width) for head, width in zip(HEADS, widths, strict=True))
    body = []
    for row in range(rows):
        *plain, quotation = cells(row)
        spoken = ("« ", Run(quotation, verbatim=True, language="fr"), " » (P03, implanté)")
        body.append(Row((*plain, (spoken,))))
    table = Table("Freins et leviers", columns, tuple(body), "Une ligne par déterminant.")
    return document_bytes(Document("Freins et leviers", "fr", date(2026, 3, 5), (table,)))


def row_loop(rows: int) -> bytes:
    document = docx.Document()
    table = document.add_table(rows + 1, len(HEADS))
    for cell, head in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = head
    for index, row in enumerate(table.rows):
        if index:
            *plain, quotation = cells(index - 1)
            spoken = f"« {quotation} » (P03, implanté)"
            for cell, text in zip(row.cells, (*plain, spoken), strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def seconds(make: Callable[[int], bytes], rows: int) -> float:
    start = time.perf_counter()
    data = make(rows)
    spent = time.perf_counter() - start
    found = len(docx.Document(io.BytesIO(data)).tables[0]._tbl.tr_lst)
    if found != rows + 1:
        raise SystemExit(f"{make.__name__} wrote {found} rows, not {rows + 1}")
    return spent


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    ways: tuple[Callable[[int], bytes], ...] = (house, row_loop)
    for rows, budget in SIZES.items():
        spent: dict[str, list[float]] = {way.__name__: [] for way in ways}
        for _round in range(rounds):
            for way in ways:
                spent[way.__name__].append(seconds(way, rows))
        ours, theirs = (statistics.median(spent[way.__name__]) for way in ways)
        print(
            f"{rows} x {len(HEADS)}: house {ours:.3f} s (budget {budget} s), "
            f"python-docx row loop {theirs:.3f} s, {theirs / ours:.1f} times as long"
        )


if __name__ == "__main__":
    main()
