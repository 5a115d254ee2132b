"""Taguette projects (SQLite): offsets are UTF-8 bytes of the text between HTML tags."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from qualcode.core.errors import FileProblem
from qualcode.core.portable import (
    PortableCode,
    PortableCoding,
    PortableProject,
    PortableSource,
    Remarks,
)
from qualcode.core.spans import Span
from qualcode.i18n import N_
from qualcode.interop.programs.databases import Database, said
from qualcode.interop.refi.counting import Convention, RawText

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure",
        "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
        "p", "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul",
    )
)  # fmt: skip


def read_taguette(database: Database) -> PortableProject:
    """The project: documents, tags, highlights with whoever made them as far as the log says.

    Raises:
        FileProblem: the database holds several projects.
    """
    projects = database.rows("projects", order="id")
    if len(projects) > 1:
        raise FileProblem(
            N_("{file} holds {n} projects: export the one that you want from Taguette."),
            file=database.path.name,
            n=len(projects),
        )
    remarks = Remarks()
    codes = tuple(
        PortableCode(f"tag:{row['id']}", said(row, "path"), description=said(row, "description"))
        for row in database.rows("tags", order="path")
    )
    logins = _logins(database)
    sources, codings = [], []
    for source, found in _documents(database, logins, remarks):
        sources.append(source)
        codings += found
    named = {coding.coder for coding in codings if coding.coder}
    return PortableProject(
        name=said(projects[0], "name") if projects else database.path.stem,
        origin="Taguette",
        coders={login: login for login in sorted(named)},
        codes=codes,
        sources=tuple(sources),
        codings=tuple(codings),
        left_out=remarks.told(),
    )


def _logins(database: Database) -> dict[Any, str]:
    """Who made each highlight, from the log of edits: nothing else says it."""
    found: dict[Any, str] = {}
    for row in database.rows("commands", order="id"):
        try:
            payload = json.loads(said(row, "payload") or "{}")
        except ValueError:
            continue
        highlight = payload.get("highlight_id") if isinstance(payload, dict) else None
        if highlight is not None and said(row, "user_login"):
            found.setdefault(highlight, said(row, "user_login"))
    return found


def _documents(
    database: Database, logins: dict[Any, str], remarks: Remarks
) -> Iterator[tuple[PortableSource, list[PortableCoding]]]:
    tags: dict[Any, list[Any]] = defaultdict(list)
    for row in database.rows("highlight_tags"):
        tags[row["highlight_id"]].append(row["tag_id"])
    highlights: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in database.rows("highlights", order="document_id, start_offset, id"):
        highlights[row["document_id"]].append(row)
    for row in database.rows("documents", order="id"):
        page = _Page()
        page.feed(str(row.get("contents") or ""))
        page.close()
        text, identity = page.text(), f"document:{row['id']}"
        if not text.strip():
            remarks.add(N_("sources whose text is not in the file or cannot be read"))
            continue
        codings = []
        for one in highlights[row["id"]]:
            span = page.span(int(one["start_offset"]), int(one["end_offset"]))
            if span is None:
                remarks.add(N_("passages whose place is not in the text"))
                continue
            remarks.add(N_("highlights without a tag"), int(not tags[one["id"]]))
            codings += [
                PortableCoding(
                    f"{one['id']}:{tag}", identity, span, f"tag:{tag}", logins.get(one["id"], "")
                )
                for tag in tags[one["id"]]
            ]
        source = PortableSource(
            identity, said(row, "name"), text, description=said(row, "description")
        )
        yield source, codings


class _Page(HTMLParser):
    """The text of a page: its own characters as Taguette counts them, and lines between blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._length = 0
        self._breaks: list[int] = []
        """Places in the page's own characters before which a line end is put in."""

    def handle_data(self, data: str) -> None:
        """Keep what stands between tags."""
        self._pieces.append(data)
        self._length += len(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins on a line of its own."""
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """What follows a block stands on another line."""
        self._break(tag)

    def _break(self, tag: str) -> None:
        ends = bool(self._pieces) and not self._pieces[-1].endswith("\n")
        if tag in _BLOCKS and ends and (not self._breaks or self._breaks[-1] != self._length):
            self._breaks.append(self._length)

    def text(self) -> str:
        """The whole text as qualcode freezes it."""
        return self._shown.text

    def span(self, start: int, end: int) -> Span | None:
        """Where a highlight stands in `text`, from its offsets in bytes."""
        first, last = _characters(self._bytes, start), _characters(self._bytes, end)
        if not 0 <= start < end <= len(self._bytes) or first >= last:
            return None
        places = (
            first + bisect_left(self._breaks, first + 1),
            last + bisect_left(self._breaks, last),
        )
        begin, stop = self._shown.places(places, Convention())
        if begin is None or stop is None or begin >= stop:
            return None
        return Span(begin, stop)

    @cached_property
    def _bytes(self) -> bytes:
        return "".join(self._pieces).encode("utf-8", "surrogatepass")

    @cached_property
    def _shown(self) -> RawText:
        own, cut, pieces = "".join(self._pieces), 0, []
        for place in self._breaks:
            pieces.append(own[cut:place])
            cut = place
        return RawText("\n".join([*pieces, own[cut:]]))


def _characters(text: bytes, count: int) -> int:
    """How many characters the first bytes of a text are."""
    return len(text[:count].decode("utf-8", "ignore"))
