"""Lists of codes: spreadsheets as MAXQDA and NVivo write them, and QualCoder's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.core.errors import FormatProblem
from qualcode.core.portable import PortableCode, PortableProject
from qualcode.core.text import fold, normalised
from qualcode.i18n import N_
from qualcode.interop.files import file_bytes, utf8_text
from qualcode.interop.refi.archive import Package, xml_root

if TYPE_CHECKING:
    from lxml import etree

_LEVELS = re.compile(r"\s*(?:>>|\\+|\s>\s|>)\s*")
_NAMES = frozenset(("code", "codes", "name", "nom", "node", "noeud", "kode", "code name"))
_MEMOS = frozenset(("memo", "memos", "description", "definition", "code memo", "kode-memo"))
_CELL = re.compile(r"([A-Z]{1,3})\d+")
MOST_ROWS = 20_000
_TOP = ("nodes", "codes", "noeuds", "code system", "codesystem")
"""What stands above all codes in some exports, and is none."""


def read_spreadsheet(path: Path) -> PortableProject:
    r"""The codes in the first sheet of an .xlsx: a column of names, perhaps one of memos.

    A name may tell those above it (`A > B`, `A\B`) or stand further in than they do.

    Raises:
        FileProblem: the file is missing, damaged or too large.
        FormatProblem: no column is headed Code or Name.
    """
    package = Package(file_bytes(path), path.name, (".xml",))
    rows = list(_rows(package, path.name))
    names = memos = None
    start = 0
    for number, row in enumerate(rows[:20]):
        heads = {fold(cell).strip(): index for index, cell in enumerate(row) if cell.strip()}
        names = next((heads[name] for name in heads if name in _NAMES), None)
        if names is not None:
            memos = next((heads[name] for name in heads if name in _MEMOS), None)
            start = number + 1
            break
    if names is None:
        raise FormatProblem(
            N_("{file} has no column headed Code or Name: is it a list of codes?"), file=path.name
        )
    listed = [(_cell(row, names), _cell(row, memos)) for row in rows[start : start + MOST_ROWS]]
    return _project(path.stem, listed)


def read_code_list(path: Path) -> PortableProject:
    """QualCoder's list: a code a line, `category>>code`, a tabulator, its memo.

    Raises:
        FileProblem: the file is missing or empty.
    """
    lines = (line.partition("\t") for line in utf8_text(path).split("\n")[:MOST_ROWS])
    return _project(path.stem, [(name, memo) for name, _tab, memo in lines])


def _cell(row: Sequence[str], index: int | None) -> str:
    return row[index] if index is not None and index < len(row) else ""


def _project(name: str, listed: Iterable[tuple[str, str]]) -> PortableProject:
    codes: dict[tuple[str, ...], PortableCode] = {}
    above: list[tuple[int, tuple[str, ...]]] = []
    for said, memo in listed:
        plain = normalised(said).replace("\u00a0", " ").rstrip()
        indent = len(plain) - len(plain.lstrip())
        parts = tuple(part for part in _LEVELS.split(plain.strip()) if part)
        if parts and fold(parts[0]) in _TOP and len(parts) > 1:
            parts = parts[1:]
        if not parts:
            continue
        while above and above[-1][0] >= indent:
            above.pop()
        path = (*above[-1][1], *parts) if above and indent else parts
        above.append((indent, path))
        for depth in range(1, len(path) + 1):
            node = path[:depth]
            codes.setdefault(node, PortableCode(_id(node), node[-1], _id(node[:-1]) or None))
        if memo.strip():
            old = codes[path]
            codes[path] = PortableCode(old.identity, old.name, old.parent, normalised(memo).strip())
    return PortableProject(name=name, codes=tuple(codes[path] for path in _in_order(codes)))


def _in_order(codes: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Parents before children, each with what stands under it, as the list has them."""
    place = {path: number for number, path in enumerate(codes)}
    return sorted(place, key=lambda path: [place[path[:d]] for d in range(1, len(path) + 1)])


def _id(path: Sequence[str]) -> str:
    return "\x1f".join(path)


def _rows(package: Package, file: str) -> Iterable[list[str]]:
    shared: list[str] = []
    strings = package.find("xl/sharedStrings.xml")
    if strings is not None:
        root = xml_root(package.read(strings), file)
        shared = ["".join(t.text or "" for t in item.iter("{*}t")) for item in root]
    sheet = package.find("xl/worksheets/sheet1.xml")
    if sheet is None:
        return
    for row in xml_root(package.read(sheet), file).iter("{*}row"):
        cells: dict[int, str] = {}
        for position, cell in enumerate(row.iter("{*}c")):
            named = _CELL.match(cell.get("r") or "")
            cells[_column(named[1]) if named else position] = _value(cell, shared)
        yield [cells.get(index, "") for index in range(min(max(cells, default=-1) + 1, 200))]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: etree._Element, shared: Sequence[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iter("{*}t"))
    value = next(iter(cell.iter("{*}v")), None)
    said = (value.text or "") if value is not None else ""
    if kind == "s":
        return shared[int(said)] if said.isdigit() and int(said) < len(shared) else ""
    return said
