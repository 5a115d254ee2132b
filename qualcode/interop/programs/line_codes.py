"""Projects of qualitative-coding: codes stand on whole lines of the files of a corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualcode.core.memo import About
from qualcode.core.portable import (
    PortableCode,
    PortableCoding,
    PortableNote,
    PortableProject,
    PortableSource,
    Remarks,
)
from qualcode.core.spans import trimmed
from qualcode.core.text import normalised
from qualcode.i18n import N_
from qualcode.interop.files import file_bytes
from qualcode.interop.programs.databases import Database, Rows, said
from qualcode.interop.transcripts.encoding import read_text

LARGEST_TEXT = 64_000_000
MOST_CODES = 20_000


def read_line_codes(database: Database) -> PortableProject:
    """The project beside its database: `corpus/`, `codebook.yaml`, `memos/`.

    Codes of lines that follow each other, by one coder, are one passage.
    """
    remarks, folder = Remarks(), database.path.parent
    codes = _codes(database, folder, remarks)
    coders = {said(row, "name"): said(row, "name") for row in database.rows("coder")}
    coded: dict[str, Rows] = defaultdict(list)
    for row in _lines(database):
        coded[row["document"]].append(row)
    sources: list[PortableSource] = []
    codings: list[PortableCoding] = []
    for row in database.rows("document", order="file_path"):
        path = said(row, "file_path")
        text = _text(folder / "corpus", path)
        if not text.strip():
            remarks.add(N_("sources whose text is not in the file or cannot be read"))
            continue
        sources.append(PortableSource(path, path, text))
        codings += _codings(path, text, coded[path], remarks)
    return PortableProject(
        name=folder.name,
        origin="qualitative-coding",
        coders=coders,
        codes=tuple(codes),
        sources=tuple(sources),
        codings=tuple(codings),
        notes=tuple(_memos(folder / "memos")),
        left_out=remarks.told(),
    )


def _lines(database: Database) -> Iterator[dict[str, Any]]:
    """The coded lines, each with its document."""
    document_of = {row["id"]: row["document_id"] for row in database.rows("document_index")}
    index_of = {row["id"]: row["document_index_id"] for row in database.rows("location")}
    located = {
        row["coded_line_id"]: document_of.get(index_of.get(row["location_id"]))
        for row in database.rows("coded_line_location_association")
    }
    for row in database.rows("coded_line", order="line"):
        document = located.get(row["id"])
        if document is not None:
            yield row | {"document": str(document)}


def _codings(path: str, text: str, rows: Rows, remarks: Remarks) -> Iterator[PortableCoding]:
    starts = [0]
    for words in text.split("\n"):
        starts.append(starts[-1] + len(words) + 1)
    runs: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    for row in rows:
        line = int(row["line"])
        found = runs[said(row, "coder_id"), said(row, "code_id")]
        if not 0 <= line < len(starts) - 1:
            remarks.add(N_("passages whose place is not in the text"))
        elif found and found[-1][1] >= line - 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    for (coder, code), passages in runs.items():
        for first, last in passages:
            span = trimmed(text, starts[first], starts[last + 1] - 1)
            if span is not None:
                identity = f"{path}:{first}:{code}:{coder}"
                yield PortableCoding(identity, path, span, code, coder)
            else:
                remarks.add(N_("passages without any character"))


def _text(corpus: Path, name: str) -> str:
    """A text of the corpus; nothing outside of it is read."""
    path = (corpus / name).resolve()
    if not path.is_relative_to(corpus.resolve()) or not path.is_file():
        return ""
    return normalised(read_text(file_bytes(path, LARGEST_TEXT), path.name).text)


def _codes(database: Database, folder: Path, remarks: Remarks) -> list[PortableCode]:
    """The codes of the tree in `codebook.yaml`, then those that only stand in the database."""
    found: dict[str, PortableCode] = {}
    tree = folder / "codebook.yaml"
    waiting: list[tuple[object, str | None]] = [(_yaml(tree), None)] if tree.is_file() else []
    while waiting and len(found) < MOST_CODES:
        node, above = waiting.pop()
        if isinstance(node, str):
            if node in found:
                remarks.add(N_("further places of a code in the tree"))
            found.setdefault(node, PortableCode(node, node, above))
        elif isinstance(node, list):
            waiting += [(child, above) for child in reversed(node)]
        elif isinstance(node, dict):
            for name, children in reversed(list(node.items())):
                waiting += [(children, str(name)), (str(name), above)]
    for row in database.rows("code", order="name"):
        found.setdefault(said(row, "name"), PortableCode(said(row, "name"), said(row, "name")))
    return list(found.values())


def _yaml(path: Path) -> object:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        tree: object = YAML(typ="safe").load(file_bytes(path, 1_000_000))
    except YAMLError:
        return None
    return tree


def _memos(folder: Path) -> Iterator[PortableNote]:
    for path in sorted(folder.glob("*.md"))[:1000] if folder.is_dir() else ():
        body = read_text(file_bytes(path, 1_000_000), path.name).text.strip()
        if body:
            yield PortableNote(f"memo:{path.name}", normalised(body), About.STUDY)
