"""Web pages as lines of words; nothing in them is run or fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qualcode.core.errors import FileProblem
from qualcode.core.text import normalised
from qualcode.i18n import N_
from qualcode.interop.transcripts.body import Body
from qualcode.interop.transcripts.encoding import read_text
from qualcode.interop.transcripts.package import MOST_TAGS, TOO_MUCH
from qualcode.interop.transcripts.xml import name_of

if TYPE_CHECKING:
    from lxml import etree

_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt",
     "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li",
     "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul")
)  # fmt: skip
_NOT_READ = frozenset(
    ("head", "script", "style", "template", "noscript", "title", "svg", "iframe", "object",
     "select", "textarea", "button", "audio", "video", "math")
)  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CELLS = frozenset(("td", "th"))
_SPACE = re.compile("[ \t\n\r\f]+")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_DAMAGED = N_("{file} is damaged: its page cannot be read.")


def read(raw: bytes, file: str) -> Body:
    """The words of a .html file, a line per paragraph, cells parted by tabulators.

    Raises:
        FileProblem: its encoding cannot be told, or it cannot be parsed at all.
    """
    return body(read_text(raw, file).text, file)


def body(source: str, file: str) -> Body:
    """The words of HTML that is decoded already."""
    from lxml import etree

    if source.count("<") > MOST_TAGS:
        raise FileProblem(TOO_MUCH, file=file)
    source = _DECLARATION.sub("", source.replace("\0", ""), count=1)
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise FileProblem(_DAMAGED, file=file) from error
    reader = _Reader()
    if root is not None:
        reader.walk(root)
    return reader.body()


class _Reader:
    """Walks through a page without recursion, for pages are nested as deep as they like."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._parts: list[str] = []
        self._headings: set[int] = set()
        self._heading = False

    def walk(self, root: etree._Element) -> None:
        """Read the words under `root`."""
        waiting: list[tuple[etree._Element, bool]] = [(root, False)]
        while waiting:
            node, done = waiting.pop()
            if done:
                self._leave(name_of(node))
                self._say(node.tail)
                continue
            name = name_of(node)
            if not name or name in _NOT_READ or node.get("hidden") is not None:
                self._say(node.tail)
                continue
            self._enter(name)
            self._say(node.text)
            waiting.append((node, True))
            waiting.extend((child, False) for child in reversed(node))

    def _say(self, words: str | None) -> None:
        if words:
            self._parts.append(_SPACE.sub(" ", words))

    def _enter(self, name: str) -> None:
        if name in _BLOCKS:
            self._end_line()
            self._heading = name in _HEADINGS
        elif name == "br":
            self._end_line(blank=True)
        elif name in _CELLS and any(part.strip() for part in self._parts):
            self._parts.append("\t")

    def _leave(self, name: str) -> None:
        if name in _BLOCKS:
            self._end_line()
            self._heading = False

    def _end_line(self, *, blank: bool = False) -> None:
        line = _trimmed("".join(self._parts))
        self._parts = []
        if line or (blank and self._lines and self._lines[-1]):
            if self._heading:
                self._headings.add(len(self._lines))
            self._lines.append(line)

    def body(self) -> Body:
        """What was read."""
        self._end_line()
        return Body(normalised("\n".join(self._lines)), frozenset(self._headings))


def _trimmed(line: str) -> str:
    cells = [_SPACE.sub(" ", cell).strip(" ") for cell in line.split("\t")]
    return "\t".join(cells).rstrip("\t")
