"""OpenDocument texts (.odt) as lines of words: notes and comments as remarks, changes accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.core.errors import FileProblem
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
from qualcode.interop.transcripts.package import member
from qualcode.interop.transcripts.xml import element, name_of, value

if TYPE_CHECKING:
    from lxml import etree

_NOT_ODT = N_("{file} is not an OpenDocument text: save it as .odt or .docx.")
_PROTECTED = N_("{file} is protected by a password: save it without one.")
_BOXES = N_("Text boxes were read after the paragraph they stand at ({n}).")
_HIDDEN = N_("Hidden text was left out ({n} passages).")
_LONGEST_LABEL = 60
_MOST_SPACES = 50
_DEEPEST = 200
_NOT_READ = frozenset(
    ("tracked-changes", "sequence-decls", "forms", "variable-decls", "user-field-decls",
     "table-of-content", "alphabetical-index", "bibliography", "object", "object-ole", "plugin")
)  # fmt: skip
_HIDDEN_NODES = frozenset(("hidden-text", "hidden-paragraph"))


def read(raw: bytes, file: str) -> Body:
    """The words of an .odt file: a line per paragraph, cells of a row parted by tabulators.

    Raises:
        FileProblem: not an OpenDocument text, protected, damaged, or far too large.
    """
    root = element(member(raw, "content.xml", file), file)
    if name_of(root) != "document-content":
        raise FileProblem(_NOT_ODT, file=file)
    held = next((node for node in root.iter() if name_of(node) == "text"), None)
    if held is None:
        raise FileProblem(_NOT_ODT, file=file)
    reader = _Reader()
    reader.blocks(held, 0)
    return reader.body()


class _Reader:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._headings: set[int] = set()
        self._remarks: list[str] = []
        self._named: dict[str, int] = {}
        self._boxes: list[etree._Element] = []
        self._seen_boxes = self._hidden = 0
        self._nested = False

    def body(self) -> Body:
        """What was read."""
        text, remarks = placed(normalised("\n".join(self._lines)), self._remarks)
        doubts = [
            Doubt(msgid, 1, {"n": n})
            for msgid, n in ((_BOXES, self._seen_boxes), (_HIDDEN, self._hidden))
            if n
        ]
        return Body(text, frozenset(self._headings), tuple(doubts), remarks)

    def blocks(self, node: etree._Element, depth: int) -> None:
        """Read paragraphs, lists, tables and sections."""
        for child in node if depth < _DEEPEST else ():
            name = name_of(child)
            if name in {"p", "h"}:
                self._paragraph(child, is_heading=name == "h", depth=depth)
            elif name == "table-row":
                self._row(child, depth)
            elif name == "frame":
                self._keep_box(child)
                self._read_boxes(depth)
            elif name and name not in _NOT_READ:
                self.blocks(child, depth + 1)

    def _paragraph(self, node: etree._Element, *, is_heading: bool, depth: int) -> None:
        parts: list[str] = []
        self._inline(node, parts, depth)
        if is_heading and not self._nested:
            self._headings.add(len(self._lines))
        self._lines += "".join(parts).split("\n")
        self._read_boxes(depth)

    def _read_boxes(self, depth: int) -> None:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.blocks(box, depth + 1)

    def _keep_box(self, frame: etree._Element) -> None:
        for box in frame:
            if name_of(box) == "text-box":
                self._boxes.append(box)
                self._seen_boxes += 1

    def _inline(self, node: etree._Element, parts: list[str], depth: int) -> None:
        parts.append(_words(node.text))
        for child in node if depth < _DEEPEST else ():
            name = name_of(child)
            if name == "s":
                told = value(child, "c")
                count = int(told) if told.isdecimal() and len(told) < 5 else 1
                parts.append(" " * min(count, _MOST_SPACES))
            elif name == "tab":
                parts.append("\t")
            elif name == "line-break":
                parts.append("\n")
            elif name in {"note", "annotation"}:
                parts.append(self._remark(child, name))
            elif name == "annotation-end":
                number = self._named.get(value(child, "name"))
                parts.append("" if number is None else closing(number))
            elif name == "frame":
                self._keep_box(child)
            elif name in _HIDDEN_NODES:
                self._hidden += 1
            elif name and name not in _NOT_READ:
                self._inline(child, parts, depth + 1)
            parts.append(_words(child.tail))

    def _remark(self, node: etree._Element, kind: str) -> str:
        """The sign of a remark; an annotation with a name lasts until its end is met."""
        if len(self._remarks) >= MOST_REMARKS:
            return ""
        number, name = len(self._remarks), value(node, "name")
        words = [
            "".join(map(str, block.itertext()))
            for block in node.iter()
            if name_of(block) in {"p", "h"}
        ]
        self._remarks.append(" ".join(" ".join(words).split()))
        if kind == "annotation" and name:
            self._named[name] = number
            return opening(number)
        return closing(number)

    def _row(self, row: etree._Element, depth: int) -> None:
        cells = [self._cell(cell, depth) for cell in row if name_of(cell) == "table-cell"]
        while cells and not any(cells[-1]):
            cells.pop()
        if len(cells) < 2 or len(" ".join(cells[0])) > _LONGEST_LABEL:
            self._lines += [line for cell in cells for line in cell]
            return
        flat = [" ".join(filter(None, cell)) for cell in cells[:-1]]
        first, *rest = cells[-1]
        self._lines += ["\t".join([*flat, first]), *rest]

    def _cell(self, cell: etree._Element, depth: int) -> list[str]:
        outer, self._lines = self._lines, []
        nested, self._nested = self._nested, True
        self.blocks(cell, depth + 1)
        inner, self._lines, self._nested = self._lines, outer, nested
        return "\n".join(inner).strip("\n").split("\n")


def _words(told: str | None) -> str:
    """Words with their white space folded, as OpenDocument means it."""
    if not told:
        return ""
    folded = told.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    while "  " in folded:
        folded = folded.replace("  ", " ")
    return without_signs(folded)
