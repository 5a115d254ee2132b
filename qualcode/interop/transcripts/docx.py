"""The body of a Word document as lines of text, as it reads with all tracked changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcode.core.text import normalised
from qualcode.core.transcript import Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts.body import (
    MOST_REMARKS,
    Body,
    closing,
    opening,
    placed,
    without_signs,
)
from qualcode.interop.transcripts.package import WordParts, word_parts

if TYPE_CHECKING:
    from lxml import etree

_MOST_BOXES = 1_000
_LONGEST_LABEL = 60
"""Characters; a row whose first cell is longer is not `speaker | words`."""

_CHANGES = frozenset(("ins", "moveTo"))
_WRAPPERS = frozenset(("body", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple"))
_THROUGH = _CHANGES | _WRAPPERS | {"bdo", "dir", "AlternateContent", "Choice"}
"""Elements that only wrap what is read; `del` and `moveFrom` are not among them."""

_GONE = frozenset(("del", "moveFrom"))
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_HEADINGS = ("heading", "titre", "title", "subtitle", "sous-titre")
_OFF = frozenset(("0", "false", "off"))

_LEFT_OUT = {
    "footnoteReference": N_("Footnotes were left out ({n})."),
    "endnoteReference": N_("Endnotes were left out ({n})."),
    "txbxContent": N_("Text boxes were read after the paragraph they stand at ({n})."),
    "vanish": N_("Hidden text was left out ({n} passages)."),
    "sym": N_("Signs of symbol fonts were left out ({n})."),
    "altChunk": N_("Documents inside the document were left out ({n})."),
    "numPr": N_("Word's automatic numbers and bullets were left out ({n} paragraphs)."),
}
"""Message id of what a document holds and its text does not, or not in its place."""


_REFERENCES = {
    "footnoteReference": "footnotes",
    "endnoteReference": "endnotes",
    "commentReference": "comments",
}


def body(raw: bytes, file: str) -> Body:
    """The text of a .docx: a line per paragraph, a line of cells parted by tabulators per row.

    Footnotes, endnotes and comments are remarks at the words they stand at.

    Raises:
        FileProblem: as `package.word_parts`.
    """
    parts = word_parts(raw, file)
    reader = _Reader(parts, fields=True)
    return (_Reader(parts, fields=False) if reader.is_inside_a_field else reader).body()


class _Reader:
    """Walks through a document once, from its birth on."""

    def __init__(self, parts: WordParts, *, fields: bool) -> None:
        """Read all of it; without `fields`, their instructions are not told from their results.

        That is for documents that begin a field and never end it.
        """
        self._lines: list[str] = []
        self._above = 0
        self._headings: set[int] = set()
        self._left_out: dict[str, tuple[int, int]] = {}
        self._fields: list[bool] = []
        self._knows_fields = fields
        self._unfinished = ""
        self._boxes: list[etree._Element] = []
        self._remarks = _Remarks(parts)
        for element in parts.document:
            self._block(element)

    @property
    def is_inside_a_field(self) -> bool:
        """Whether the document ended in the middle of a field."""
        return any(self._fields)

    def body(self) -> Body:
        """What was read."""
        doubts = [
            Doubt(_LEFT_OUT[name], line, {"n": n}) for name, (n, line) in self._left_out.items()
        ]
        text, remarks = placed(normalised("\n".join(self._lines)), self._remarks.words)
        return Body(text, frozenset(self._headings), tuple(doubts), remarks)

    def _leave_out(self, name: str) -> None:
        n, line = self._left_out.get(name, (0, self._above + len(self._lines) + 1))
        self._left_out[name] = (n + 1, line)

    def _block(self, element: etree._Element) -> None:
        name = _name(element)
        if name == "p":
            self._paragraph(element)
        elif name == "tbl":
            for row in _unwrapped(element, "tr"):
                self._row(row)
        elif name == "altChunk":
            self._leave_out(name)
        elif name == "commentRangeStart":
            self._unfinished += self._remarks.begin(_value(element, "id"))
        elif name == "commentRangeEnd" and self._lines:
            self._lines[-1] += self._remarks.end(_value(element, "id"))
        elif name in _THROUGH or (name == "sdt" and not _is_placeholder(element)):
            for child in element:
                self._block(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = _child(paragraph, "pPr")
        parts = [self._unfinished]
        self._inline(paragraph, parts)
        self._unfinished = ""
        if any(_child(properties, "rPr", gone) is not None for gone in _GONE):
            self._unfinished = "".join(parts)
            return
        if _child(properties, "numPr") is not None:
            self._leave_out("numPr")
        style = _value(_child(properties, "pStyle")).lower()
        if style.startswith(_HEADINGS) and not self._above:
            self._headings.add(len(self._lines))
        self._lines += normalised("".join(parts)).split("\n")
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            for block in box:
                self._block(block)

    def _inline(self, element: etree._Element, parts: list[str]) -> None:
        for child in element:
            name = _name(child)
            if name == "r":
                self._run(child, parts)
            elif name == "commentRangeStart":
                parts.append(self._remarks.begin(_value(child, "id")))
            elif name == "commentRangeEnd":
                parts.append(self._remarks.end(_value(child, "id")))
            elif name in _THROUGH or (name == "sdt" and not _is_placeholder(child)):
                self._inline(child, parts)

    def _run(self, run: etree._Element, parts: list[str]) -> None:
        hidden = _is_on(_child(run, "rPr", "vanish"))
        if hidden and _child(run, "t") is not None:
            self._leave_out("vanish")
        for child in run:
            name = _name(child)
            if name == "fldChar":
                self._field(_value(child, "fldCharType"))
            elif hidden or (self._knows_fields and any(self._fields)):
                continue
            elif name == "t":
                parts.append(without_signs((child.text or "").replace("\n", " ")))
            elif name in _CHARACTERS:
                parts.append(_CHARACTERS[name])
            elif name in _REFERENCES:
                self._refer(name, child, parts)
            elif name in _LEFT_OUT:
                self._leave_out(name)
            else:
                self._keep_boxes(child)

    def _refer(self, name: str, reference: etree._Element, parts: list[str]) -> None:
        sign = self._remarks.point(_REFERENCES[name], _value(reference, "id"))
        if sign:
            parts.append(sign)
        elif name in _LEFT_OUT:
            self._leave_out(name)

    def _keep_boxes(self, drawing: etree._Element) -> None:
        """Keep text boxes for the end of their paragraph; what older programs see is the same."""
        choice = _child(drawing, "Choice") if _name(drawing) == "AlternateContent" else None
        for box in (drawing if choice is None else choice).iter("{*}txbxContent"):
            if len(self._boxes) < _MOST_BOXES:
                self._boxes.append(box)
                self._leave_out("txbxContent")

    def _field(self, kind: str) -> None:
        """Keep in mind, for each open field, whether its instruction (not its result) is read."""
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind == "separate":
            self._fields[-1] = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _row(self, row: etree._Element) -> None:
        if _child(row, "trPr", "del") is not None:
            return
        cells = [self._cell(cell) for cell in _unwrapped(row, "tc")]
        while cells and not any(cells[-1]):
            cells.pop()
        if len(cells) < 2 or len(" ".join(cells[0])) > _LONGEST_LABEL:
            self._lines += [line for cell in cells for line in cell]
            return
        flat = [" ".join(filter(None, cell)) for cell in cells[:-1]]
        first, *rest = cells[-1]
        self._lines += ["\t".join([*flat, first]), *rest]

    def _cell(self, cell: etree._Element) -> list[str]:
        """The lines of a cell, blank ones at its ends left out."""
        if _child(cell, "tcPr", "cellDel") is not None:
            return []
        outer, self._lines = self._lines, []
        self._above += len(outer)
        for element in cell:
            self._block(element)
        self._above -= len(outer)
        inner, self._lines = self._lines, outer
        return "\n".join(inner).strip("\n").split("\n")


class _Remarks:
    """Footnotes, endnotes and comments: what they say, and the signs of where they stand."""

    def __init__(self, parts: WordParts) -> None:
        self.words: list[str] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._begun: set[int] = set()
        for kind in ("footnotes", "endnotes", "comments"):
            part = getattr(parts, kind)
            for note in () if part is None else part:
                self._add(kind, note)

    def _add(self, kind: str, note: etree._Element) -> None:
        if _value(note, "type") or len(self.words) >= MOST_REMARKS:
            return
        blocks = ["".join(_told(block)) for block in note.iter("{*}p")]
        words = "\n".join(filter(None, (" ".join(block.split()) for block in blocks)))
        if words:
            self._numbers[kind, _value(note, "id")] = len(self.words)
            self.words.append(words)

    def begin(self, key: str) -> str:
        """The sign where a comment's passage begins, or ""."""
        number = self._numbers.get(("comments", key))
        if number is None or number in self._begun:
            return ""
        self._begun.add(number)
        return opening(number)

    def end(self, key: str) -> str:
        """The sign where it ends, or ""."""
        number = self._numbers.get(("comments", key))
        return "" if number is None else closing(number)

    def point(self, kind: str, key: str) -> str:
        """The sign of a note that stands at one place, or ""; nothing for a comment with a range.

        A reference to nothing is "" too.
        """
        number = self._numbers.get((kind, key))
        return "" if number is None or number in self._begun else closing(number)


def _told(block: etree._Element) -> Iterator[str]:
    """The words of a note's paragraph, as they read with every change accepted."""
    for node in block.iter("{*}t", "{*}tab", "{*}br"):
        if not any(_name(above) in _GONE for above in node.iterancestors()):
            yield without_signs(node.text or "") if _name(node) == "t" else " "


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The element under `element` by local names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if _name(child) == name), None)
    return element


def _value(element: etree._Element | None, name: str = "val") -> str:
    """An attribute by its local name, or ""."""
    attributes = () if element is None else element.attrib.items()
    return next((str(value) for key, value in attributes if _local(key) == name), "")


def _local(key: str | bytes) -> str:
    return str(key).rpartition("}")[2]


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and _value(switch) not in _OFF


def _is_placeholder(content_control: etree._Element) -> bool:
    """Whether a form field still shows its hint, such as “Click to enter text”."""
    return _is_on(_child(content_control, "sdtPr", "showingPlcHdr"))


def _unwrapped(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, in content controls or not."""
    for child in element:
        name = _name(child)
        if name == wanted:
            yield child
        elif name in _THROUGH or name == "sdt":
            yield from _unwrapped(child, wanted)
