"""The body of a Word document as lines of text, as it reads with all tracked changes accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.core.text import normalised
from qualcode.core.transcript import Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts.package import word_document

if TYPE_CHECKING:
    from lxml import etree

_LONGEST_LABEL = 60
"""Characters; a row whose first cell is longer is not `speaker | words`."""

_THROUGH = frozenset(
    "body sdt sdtContent customXml smartTag hyperlink ins moveTo fldSimple bdo dir ruby "
    "rubyBase AlternateContent Choice".split()
)
"""Elements that only wrap what is read; deleted and moved-away text, and all others, are not."""

_LEFT_OUT = {
    "footnoteReference": N_("Footnotes are left out ({n} here)."),
    "endnoteReference": N_("Endnotes are left out ({n} here)."),
    "txbxContent": N_("Text boxes are left out ({n} here)."),
    "vanish": N_("Hidden text is left out ({n} passages)."),
    "sym": N_("Signs of symbol fonts are left out ({n} here)."),
    "altChunk": N_("Inserted documents are left out ({n} here)."),
    "numPr": N_("Word's automatic numbers are left out ({n} paragraphs)."),
}
"""Message id of what a document holds and the text does not."""


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a document, normalised, and what is known of it."""

    text: str
    headings: frozenset[int]
    """Lines, from 0, in a style of headings."""
    doubts: tuple[Doubt, ...]


def body(raw: bytes, file: str) -> Body:
    """The text of a .docx: a line per paragraph, a line of cells parted by tabulators per row.

    Raises:
        FileProblem: as `package.word_document`.
    """
    reader = _Reader()
    for element in word_document(raw, file):
        reader.blocks(element)
    return reader.body()


class _Reader:
    """Walks through a document; its lines are whole when the walk is over."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._headings: set[int] = set()
        self._left_out: dict[str, tuple[int, int]] = {}
        self._fields: list[bool] = []
        self._pending = ""
