"""A document as one self-contained HTML file: no script, no outside address, readable aloud."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from qualcode.export.word.saving import save
from qualcode.export.word.typography import RIGHT_TO_LEFT, printable, typeset
from qualcode.export.word.values import (
    Align,
    Cell,
    Document,
    Line,
    Prose,
    Row,
    RowKind,
    Run,
    Table,
)
from qualcode.i18n import _, in_language

_STYLE = """\
body{font:16px/1.45 Georgia,'Times New Roman',serif;margin:2rem auto;max-width:80rem;padding:0 1rem;
color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%;border:solid;border-width:2px 0;margin:.5rem 0}
caption{text-align:left;font-weight:bold;padding:.4rem 0}
thead th{border-bottom:1px solid;text-align:left;vertical-align:bottom;position:sticky;top:0;
background:#fff}
td,th{padding:.25rem .5rem;vertical-align:top;text-align:left;font-weight:normal}
thead th{font-weight:bold}thead small{display:block;font-weight:normal}
tr.family th{font-weight:bold;padding-top:.8rem}tr.total>*{font-weight:bold}
.right{text-align:right;font-variant-numeric:tabular-nums}.center{text-align:center}
td p,th p{margin:0 0 .25rem}.notes p{font-size:.85rem;margin:.2rem 0}
@media (prefers-color-scheme:dark){body,thead th{background:#111;color:#eee}}
@media print{body{margin:0;max-width:none}thead th{position:static}}
"""


def html_page(document: Document) -> str:
    """The whole file; the same document gives the same text."""
    language = document.language
    with in_language(language):
        blocks = "\n".join(
            _table(block, language) if isinstance(block, Table) else _prose(block, language)
            for block in document.blocks
        )
        footer = f"<footer>{_own(document.footer, language)}</footer>\n" if document.footer else ""
        return (
            f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            f"<title>{_own(document.title, language)}</title>\n<style>{_STYLE}</style>\n</head>\n"
            f"<body>\n<main>\n{blocks}\n</main>\n{footer}</body>\n</html>\n"
        )


def write_html(document: Document, path: Path) -> None:
    """Write the page, whole or not at all.

    Raises:
        FileProblem: the folder is missing, or the file is read only or open elsewhere.
    """
    save(path, html_page(document).encode("utf-8"))


def _prose(prose: Prose, language: str) -> str:
    paragraphs = "\n".join(f"<p>{_line(one, language)}</p>" for one in prose.paragraphs)
    return f"<section>\n<h2>{_own(prose.heading, language)}</h2>\n{paragraphs}\n</section>"


def _table(table: Table, language: str) -> str:
    word = _("Table S{n}", n=table.number) if table.supplement else _("Table {n}", n=table.number)
    lead = f"<p>{_line(table.lead, language)}</p>\n" if table.lead else ""
    head = "".join(
        f'<th scope="col"{_place(column.align)}>{_own(column.head, language)}'
        + (f"<small>{_own(column.unit, language)}</small>" if column.unit else "")
        + "</th>"
        for column in table.columns
    )
    notes = "".join(f"<p>{_line(note, language)}</p>" for note in table.notes)
    return (
        f'<section>\n{lead}<table aria-label="{escape(printable(table.description))}">\n'
        f"<caption>{_own(f'{word}. {table.title}', language)}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{''.join(_rows(table, language))}</tbody>\n"
        f'</table>\n<div class="notes">{notes}</div>\n</section>'
    )


def _rows(table: Table, language: str) -> Iterator[str]:
    for row in table.rows:
        if row.kind is RowKind.FAMILY:
            words = _cell(row.cells[0], language)
            yield (
                f'<tr class="family"><th colspan="{len(table.columns)}" scope="rowgroup">'
                f"{words}</th></tr>\n"
            )
        else:
            yield _row(row, table, language)


def _row(row: Row, table: Table, language: str) -> str:
    cells = []
    for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        tag, scope = ("th", ' scope="row"') if index == 0 else ("td", "")
        cells.append(f"<{tag}{scope}{_place(column.align)}>{_cell(cell, language)}</{tag}>")
    kind = ' class="total"' if row.kind is RowKind.TOTAL else ""
    return f"<tr{kind}>{''.join(cells)}</tr>\n"


def _place(align: Align) -> str:
    return "" if align is Align.LEFT else f' class="{align.value}"'


def _cell(cell: Cell, language: str) -> str:
    lines = (cell,) if isinstance(cell, str) else cell
    shown = [_line(line, language) for line in lines]
    if not any(shown):
        return "–"
    return shown[0] if len(shown) == 1 else "".join(f"<p>{line or '–'}</p>" for line in shown)


def _line(line: Line, language: str) -> str:
    if isinstance(line, str):
        return _own(line, language)
    return "".join(_run(run, language) for run in line)


def _run(run: str | Run, language: str) -> str:
    if isinstance(run, str):
        return _own(run, language)
    text = _escaped(run.text) if run.verbatim else _own(run.text, language)
    if run.language and run.language != language:
        way = ' dir="rtl"' if run.language.partition("-")[0] in RIGHT_TO_LEFT else ""
        text = f'<span lang="{escape(run.language)}"{way}>{text}</span>'
    for tag, wanted in (("sup", run.raised), ("em", run.italic), ("strong", run.bold)):
        text = f"<{tag}>{text}</{tag}>" if wanted else text
    return text


def _own(text: str, language: str) -> str:
    return _escaped(typeset(text, language))


def _escaped(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br>")
