"""Our values as WordprocessingML, written as strings: a large table is built in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape

from qualcode.export.word.parts import UPRIGHT, WIDTH, opened, section
from qualcode.export.word.typography import (
    RIGHT_TO_LEFT,
    TAGS,
    language_tag,
    printable,
    typeset,
)
from qualcode.export.word.values import (
    Align,
    Cell,
    Column,
    Document,
    Line,
    Prose,
    Row,
    RowKind,
    Run,
    Table,
)
from qualcode.i18n import N_, translate
from qualcode.i18n.numbers import NBSP

_DASH = "–"
_STYLES = {Align.LEFT: "TableText", Align.RIGHT: "TableRight", Align.CENTRE: "TableCentre"}
_RULE = 'w:val="single" w:sz="{size}" w:space="0" w:color="auto"'
_BORDERS = (
    f'<w:tblBorders><w:top {_RULE.format(size=12)}/><w:left w:val="nil"/>'
    f'<w:bottom {_RULE.format(size=12)}/><w:right w:val="nil"/>'
    '<w:insideH w:val="nil"/><w:insideV w:val="nil"/></w:tblBorders>'
)
_UNDER_HEAD = f"<w:tcBorders><w:bottom {_RULE.format(size=6)}/></w:tcBorders>"
_MARGINS = (
    '<w:tblCellMar><w:top w:w="20" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
    '<w:bottom w:w="20" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
)
_TABLE_WORDS = {"fr": "Tableau", "en": "Table"}


def body(document: Document) -> str:
    """The main part of the file."""
    words = _Words(document.language)
    blocks = "".join(
        _table(block, words) if isinstance(block, Table) else _prose(block, words)
        for block in document.blocks
    )
    page = section(wide=is_wide(document))
    return f"{opened('document')}<w:body>{blocks}{page}</w:body></w:document>"


def is_wide(document: Document) -> bool:
    """Whether a table of the document needs a page that lies."""
    tables = (block for block in document.blocks if isinstance(block, Table))
    return any(sum(_widths(table.columns)) > UPRIGHT for table in tables)


def footer(document: Document) -> str:
    """The footer: our words at the left, "Page 2 of 3" in fields at the right."""
    words = _Words(document.language)
    page = translate(N_("Page {page} of {pages}"), page="\x00", pages="\x01")
    before, rest = page.split("\x00")
    between, after = rest.split("\x01")
    fields = (
        words.run(before)
        + _field(" PAGE ", words.run("1"))
        + words.run(between)
        + _field(" NUMPAGES ", words.run("1"))
        + words.run(after)
    )
    left = words.run(document.footer) if document.footer else ""
    edge = "" if is_wide(document) else _edge_of_a_portrait_page()
    line = _paragraph("Footer", f"{left}<w:r><w:tab/></w:r>{fields}", edge)
    return f"{opened('ftr')}{line}</w:ftr>"


def _edge_of_a_portrait_page() -> str:
    """Tabs that lead to its right margin, and no further."""
    right = f'<w:tab w:val="right" w:pos="{UPRIGHT}"/>'
    return f'<w:tabs>{right}<w:tab w:val="clear" w:pos="{WIDTH}"/></w:tabs>'


class _Words:
    """Makes runs in the language of one document."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.tag = TAGS[language]

    def text(self, text: str) -> str:
        """Our own words, typeset and escaped, with their line breaks."""
        return _escaped(typeset(text, self.language))

    def run(self, words: str | Run) -> str:
        """One run with the tag of its language."""
        if isinstance(words, str):
            words = Run(words)
        text = _escaped(words.text) if words.verbatim else self.text(words.text)
        if not text:
            return ""
        return f"<w:r><w:rPr>{self._look(words)}</w:rPr>{_T}{text}</w:t></w:r>"

    def line(self, line: Line) -> str:
        """The runs of a paragraph."""
        return self.run(line) if isinstance(line, str) else "".join(map(self.run, line))

    def _look(self, run: Run) -> str:
        tag = language_tag(run.language, self.language) if run.language else self.tag
        right_to_left = run.language.partition("-")[0] in RIGHT_TO_LEFT
        return (
            ("<w:b/>" if run.bold else "")
            + ("<w:i/>" if run.italic else "")
            + ('<w:vertAlign w:val="superscript"/>' if run.raised else "")
            + ("<w:rtl/>" if right_to_left else "")
            + (f'<w:lang w:bidi="{tag}"/>' if right_to_left else f'<w:lang w:val="{tag}"/>')
        )


_T = '<w:t xml:space="preserve">'
_BREAK = f"</w:t><w:br/>{_T}"
_TAB = f"</w:t><w:tab/>{_T}"


def _escaped(text: str) -> str:
    safe = escape(printable(text))
    if "\n" in safe or "\t" in safe:
        safe = safe.replace("\n", _BREAK).replace("\t", _TAB)
    return safe


def _paragraph(style: str, runs: str, extra: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{runs}</w:p>'


def _field(instruction: str, shown: str, look: str = "") -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return (
        f'<w:r>{properties}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{properties}<w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
        f'<w:r>{properties}<w:fldChar w:fldCharType="separate"/></w:r>'
        f'{shown}<w:r>{properties}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def _prose(prose: Prose, words: _Words) -> str:
    heading = _paragraph("Heading1", words.run(prose.heading))
    whole = "<w:keepLines/>"
    return heading + "".join(_paragraph("Normal", words.line(p), whole) for p in prose.paragraphs)


def _table(table: Table, words: _Words) -> str:
    widths = _widths(table.columns)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lead = _paragraph("TableLead", words.line(table.lead)) if table.lead else ""
    keep = ["<w:keepNext/>"] * (len(table.notes) - 1) + [""]
    notes = "".join(
        _paragraph("TableNote", words.line(note), together)
        for note, together in zip(table.notes, keep, strict=False)
    )
    return (
        f"{_caption(table, words)}{lead}<w:tbl>{_table_properties(table, sum(widths))}"
        f"<w:tblGrid>{grid}</w:tblGrid>{_head(table.columns, widths, words)}"
        f"{''.join(_rows(table, widths, words))}</w:tbl>{notes or _paragraph('TableNote', '')}"
    )


def _widths(columns: Iterable[Column]) -> list[int]:
    widths = [round(column.width * 567) for column in columns]
    if sum(widths) > WIDTH:
        widths = [width * WIDTH // sum(widths) for width in widths]
    return widths


def _caption(table: Table, words: _Words) -> str:
    word = _TABLE_WORDS[words.language]
    label, sequence = (
        (f"{word}{NBSP}S", f"{word}_S") if table.supplement else (f"{word}{NBSP}", word)
    )
    number = _field(
        rf" SEQ {sequence} \* ARABIC ", words.run(Run(str(table.number), bold=True)), "<w:b/>"
    )
    runs = (
        words.run(Run(label, bold=True))
        + number
        + words.run(Run(". ", bold=True))
        + words.run(table.title)
    )
    page = "<w:pageBreakBefore/>" if table.new_page else ""
    apart = "" if page or table.number == 1 else '<w:spacing w:before="360" w:after="60"/>'
    return _paragraph("Caption", runs, f"<w:keepNext/>{page}{apart}")


def _table_properties(table: Table, width: int) -> str:
    title = escape(printable(table.title), {'"': "&quot;", "\n": " "})
    told = escape(printable(table.description), {'"': "&quot;", "\n": " "})
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/>{_BORDERS}'
        f'<w:tblLayout w:type="fixed"/>{_MARGINS}'
        '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{title}"/><w:tblDescription w:val="{told}"/></w:tblPr>'
    )


def _head(columns: Iterable[Column], widths: list[int], words: _Words) -> str:
    cells = []
    for column, width in zip(columns, widths, strict=True):
        place = f'<w:jc w:val="{column.align}"/>'
        lines = _paragraph("TableHead", words.run(column.head), place)
        if column.unit:
            lines += _paragraph("TableUnit", words.run(column.unit), place)
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{_UNDER_HEAD}'
            f'<w:vAlign w:val="bottom"/></w:tcPr>{lines}</w:tc>'
        )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _rows(table: Table, widths: list[int], words: _Words) -> Iterable[str]:
    printers = [
        _cell_printer(f'<w:tcW w:w="{width}" w:type="dxa"/>', _STYLES[column.align], words)
        for column, width in zip(table.columns, widths, strict=True)
    ]
    span = f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/><w:gridSpan w:val="{len(widths)}"/>'
    family = [_cell_printer(span, "TableFamily", words)]
    last = len(table.rows) - 1
    for index, row in enumerate(table.rows):
        yield _row(row, family if row.kind is RowKind.FAMILY else printers, last=index == last)


_AFTER = '<w:spacing w:before="60" w:after="20" w:line="240" w:lineRule="auto"/>'
_ROOM = '<w:spacing w:before="120" w:after="20" w:line="240" w:lineRule="auto"/>'

Printer = Callable[[Cell, tuple[str, str], bool], str]
"""Prints a cell: its words, the layout of its first paragraph and of others, whether it is bold."""


def _row(row: Row, printers: list[Printer], *, last: bool) -> str:
    keep = "<w:keepNext/>" if last else ""
    first = f"{keep}{_ROOM}" if row.starts else keep
    bold = row.kind is RowKind.TOTAL
    cells = [
        printer(cell, (first, f"{keep}{_AFTER}"), bold)
        for printer, cell in zip(printers, row.cells, strict=True)
    ]
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell_printer(properties: str, style: str, words: _Words) -> Printer:
    head = f"<w:tc><w:tcPr>{properties}</w:tcPr>"
    opening = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>'
    plain = f'</w:pPr><w:r><w:rPr><w:lang w:val="{words.tag}"/></w:rPr>{_T}'
    strong = f'</w:pPr><w:r><w:rPr><w:b/><w:lang w:val="{words.tag}"/></w:rPr>{_T}'

    def printed(cell: Cell, layouts: tuple[str, str], bold: bool) -> str:
        lines = (cell,) if isinstance(cell, str) else cell
        paragraphs = []
        layout, later = layouts
        for line in lines or ("",):
            if isinstance(line, str):
                look = strong if bold else plain
                text = words.text(line) or _DASH
                paragraphs.append(f"{opening}{layout}{look}{text}</w:t></w:r></w:p>")
            else:
                runs = words.line(line) or words.run(_DASH)
                paragraphs.append(f"{opening}{layout}</w:pPr>{runs}</w:p>")
            layout = later
        return f"{head}{''.join(paragraphs)}</w:tc>"

    return printed
