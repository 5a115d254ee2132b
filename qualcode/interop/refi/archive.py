"""A .qdpx as a package: bounded from its index, read in memory, nothing unpacked to disk."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING

from qualcode.core.errors import FileProblem
from qualcode.i18n import N_
from qualcode.interop.transcripts.package import UNSOUND

if TYPE_CHECKING:
    from lxml import etree

MOST_BYTES = 120_000_000
"""Of everything that is read from one package."""

LARGEST_PROJECT = 100_000_000
LARGEST_TEXT = 10_000_000
"""Of one source: as much as 200 interviews."""

MOST_PARTS = 20_000
LARGEST_RATIO = 40
"""GUIDs and speech are packed 3 to 15 times tighter."""

FROM_BYTES = 5_000_000
"""A part larger than this must not have been packed tighter than the ratio."""

MANY_TAGS = 100_000
LEAST_BYTES_A_TAG = 16
"""In a file of many tags: a GUID alone is longer, and each element takes memory."""

_ENCRYPTED = 0x1
_DAMAGED = N_("{file} is damaged: export it again from the program that made it.")
_TOO_MUCH = N_("{file} unpacks to too much data to be a project of transcripts.")
USED = (".qde", ".txt", ".docx", ".md")
"""Endings of the parts of a project that are read."""


class Package:
    """The parts of a project file that are of use, by name without regard to case."""

    def __init__(self, raw: bytes, file: str, endings: tuple[str, ...] = USED) -> None:
        """Check the index of a package.

        Args:
            raw: its bytes.
            file: what it is called.
            endings: of the parts that are of use; the others are never read.

        Raises:
            FileProblem: not a zip archive, damaged, protected, too large, or with unsafe names.
        """
        self.file = file
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(raw))
            self._parts = _checked(self._archive.infolist(), file, endings)
        except UNSOUND as error:
            raise FileProblem(_DAMAGED, file=file) from error
        self._left = MOST_BYTES

    @property
    def project(self) -> str:
        """The name of the part that holds the project: `project.qde`, or the only .qde.

        Raises:
            FileProblem: there is none, or nobody can say which.
        """
        found = [name for name in self._parts if name.endswith(".qde") and "/" not in name]
        found = found or [name for name in self._parts if name.endswith(".qde")]
        if "project.qde" in found:
            return "project.qde"
        if len(found) != 1:
            raise FileProblem(
                N_("{file} is no REFI-QDA project: it holds no project.qde."), file=self.file
            )
        return found[0]

    def find(self, path: str) -> str | None:
        """The part that a path of the project means, whatever its case, prefix and folder."""
        plain = path.strip().replace("\\", "/")
        for prefix in ("internal://", "relative:///", "relative://", "absolute://", "file://"):
            plain = plain.removeprefix(prefix)
        plain = plain.lstrip("/").lower()
        name = posixpath.basename(plain)
        candidates = (plain, f"sources/{plain}", f"sources/{name}", name)
        return next((name for name in candidates if name in self._parts), None)

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            FileProblem: it is damaged, or more than its index says.
        """
        part = self._parts[name]
        self._left -= part.file_size
        if self._left < 0:
            raise FileProblem(_TOO_MUCH, file=self.file)
        try:
            with self._archive.open(part) as stream:
                data = stream.read(part.file_size + 1)
        except (*UNSOUND, RuntimeError) as error:
            raise FileProblem(_DAMAGED, file=self.file) from error
        if len(data) != part.file_size or zlib.crc32(data) != part.CRC:
            raise FileProblem(_DAMAGED, file=self.file)
        return data


def _checked(
    parts: list[zipfile.ZipInfo], file: str, endings: tuple[str, ...]
) -> dict[str, zipfile.ZipInfo]:
    used = [part for part in parts if part.filename.lower().endswith(endings)]
    if any(part.flag_bits & _ENCRYPTED for part in used):
        raise FileProblem(N_("{file} is protected by a password: save it without one."), file=file)
    tight = any(
        part.file_size > FROM_BYTES and part.file_size > LARGEST_RATIO * max(1, part.compress_size)
        for part in used
    )
    large = any(
        part.file_size > (LARGEST_PROJECT if _is_project(part) else LARGEST_TEXT) for part in used
    )
    if tight or large or len(parts) > MOST_PARTS or sum(p.file_size for p in used) > MOST_BYTES:
        raise FileProblem(_TOO_MUCH, file=file)
    for part in parts:
        name = part.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise FileProblem(
                N_("{file} holds a part with a name that would lead out of it: it is not read."),
                file=file,
            )
    return {part.filename.replace("\\", "/").lower(): part for part in used}


def _is_project(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith(".qde")


def xml_root(data: bytes, file: str) -> etree._Element:
    """The root of an XML part: no entity is expanded, nothing is fetched.

    Raises:
        FileProblem: it is not XML, declares a document type, or is nothing but tags.
    """
    from lxml import etree

    tags = data.count(b"<")
    if tags > MANY_TAGS and len(data) < LEAST_BYTES_A_TAG * tags:
        raise FileProblem(_TOO_MUCH, file=file)

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    while data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileProblem(_DAMAGED, file=file) from error
    if root.getroottree().docinfo.doctype:
        raise FileProblem(
            N_("{file} declares a document type, which no such file needs: it is not read."),
            file=file,
        )
    return root
