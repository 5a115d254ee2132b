"""A Word file as a package of parts: opened only if it is one, sound, unprotected and bounded."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

from qualcode.core.errors import FileProblem
from qualcode.i18n import N_

if TYPE_CHECKING:
    from lxml import etree

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the files begin that are zip archives, and those of old Office programs."""

MOST_BYTES = 200_000_000
"""Of all parts together, unpacked."""

LARGEST_PART = 48_000_000
"""Of one part that is read; the words of a day of talk take a tenth of it."""

MOST_TAGS = 400_000
"""In one part: elements take more memory than the bytes they are written in."""

MOST_PARTS = 5_000
LARGEST_RATIO = 200
FROM_BYTES = 10_000_000
"""A part larger than this must not have been packed tighter than the ratio."""

_ENCRYPTED = 0x1
_MAIN = re.compile(r"(?:.*/)?officeDocument\Z")
_NOT_WORD = N_("{file} is not a Word document: save it as .docx in the program that made it.")
_PROTECTED = N_("{file} is protected by a password: save it without one.")
MACROS = N_("{file} may contain macros: save it as .docx, which has none.")
TOO_MUCH = N_("{file} unpacks to too much data to be a transcript.")
_DAMAGED = N_("{file} is damaged: open it in Word and save it again as .docx.")
_DAMAGED_ARCHIVE = N_("{file} is damaged: open it in the program that made it and save it again.")
_LACKING = N_("{file} lacks its part {part}: save it again in the program that made it.")
UNSOUND = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
"""What the standard library raises on an archive that is broken or made to deceive."""


class WordParts(NamedTuple):
    """The parts of a Word file that hold words, as XML; None for those it has not."""

    document: etree._Element
    footnotes: etree._Element | None
    endnotes: etree._Element | None
    comments: etree._Element | None


def word_parts(raw: bytes, file: str) -> WordParts:
    """The main part of a Word file, and its notes and comments.

    No relationship is followed but the one to the main part inside the file, and no entity is
    expanded.

    Raises:
        FileProblem: another kind of file, protected, with macros, damaged, or a zip bomb.
    """
    if raw.startswith(OLE):
        raise FileProblem(_ole(raw), file=file)
    if not raw.startswith(ZIP):
        raise FileProblem(_NOT_WORD, file=file)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            check(archive, file)
            main = _main_part(archive, file)
            root = _xml(_part(archive, main, file), file)
            folder = main.rpartition("/")[0]
            beside = [
                f"{folder}/{name}".lstrip("/")
                for name in ("footnotes.xml", "endnotes.xml", "comments.xml")
            ]
            standing = set(archive.namelist())
            others = [
                _xml(_part(archive, name, file), file) if name in standing else None
                for name in beside
            ]
    except UNSOUND as error:
        raise FileProblem(_DAMAGED, file=file) from error
    if not str(root.tag).endswith("}document"):
        raise FileProblem(_NOT_WORD, file=file)
    return WordParts(root, *others)


def member(raw: bytes, name: str, file: str) -> bytes:
    """One part of an archive that is sound, unprotected and bounded, whatever its format.

    Raises:
        FileProblem: no archive, protected, with macros, damaged, a zip bomb, or without that part.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            check(archive, file)
            if name not in archive.namelist():
                raise FileProblem(_LACKING, file=file, part=name)
            return _part(archive, name, file)
    except UNSOUND as error:
        raise FileProblem(_DAMAGED_ARCHIVE, file=file) from error


def _part(archive: zipfile.ZipFile, name: str, file: str) -> bytes:
    """A part that is not larger than the words of a transcript can be."""
    if archive.getinfo(name).file_size > LARGEST_PART:
        raise FileProblem(TOO_MUCH, file=file)
    return archive.read(name)


def _ole(raw: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return _PROTECTED
    return N_("{file} is in the old Word format: open it in Word and save it as .docx.")


def check(archive: zipfile.ZipFile, file: str) -> None:
    """Refuse an archive by its index, before anything of it is unpacked.

    Raises:
        FileProblem: protected, with macros, with paths that lead outside, or a zip bomb.
    """
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise FileProblem(_PROTECTED, file=file)
    tight = any(
        part.file_size > FROM_BYTES and part.file_size > LARGEST_RATIO * part.compress_size
        for part in parts
    )
    if tight or len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_BYTES:
        raise FileProblem(TOO_MUCH, file=file)
    if any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names):
        raise FileProblem(_DAMAGED, file=file)
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        raise FileProblem(MACROS, file=file)


def _main_part(archive: zipfile.ZipFile, file: str) -> str:
    """The name of the part that holds the document's text."""
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        raise FileProblem(_NOT_WORD, file=file)
    target = "word/document.xml"
    if "_rels/.rels" in names:
        for relation in _xml(archive.read("_rels/.rels"), file):
            inside = relation.get("TargetMode") != "External"
            if inside and _MAIN.match(relation.get("Type") or ""):
                target = (relation.get("Target") or "").lstrip("/")
    if target not in names:
        raise FileProblem(_DAMAGED, file=file)
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise FileProblem(MACROS, file=file)
    return target


def _xml(data: bytes, file: str) -> etree._Element:
    from lxml import etree

    if data.count(b"<") > MOST_TAGS:
        raise FileProblem(TOO_MUCH, file=file)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FileProblem(_DAMAGED, file=file) from error
    if root.getroottree().docinfo.doctype:
        raise FileProblem(_DAMAGED, file=file)
    return root
