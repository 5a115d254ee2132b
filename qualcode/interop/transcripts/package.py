"""A Word file as a package of parts: opened only if it is one, sound, unprotected and bounded."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from qualcode.core.errors import FileProblem
from qualcode.i18n import N_

if TYPE_CHECKING:
    from lxml import etree

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the files begin that are zip archives, and those of old Office programs."""

MOST_BYTES = 200_000_000
"""Of all parts together, unpacked."""

MOST_PARTS = 5_000
LARGEST_RATIO = 200
FROM_BYTES = 10_000_000
"""A part larger than this must not have been packed tighter than the ratio."""

_ENCRYPTED = 0x1
_MAIN = re.compile(r"(?:.*/)?officeDocument\Z")
_NOT_WORD = N_("{file} is not a Word document: save it as .docx in the program that made it.")
_PROTECTED = N_("{file} is protected by a password: save it without one.")
MACROS = N_("{file} may contain macros: save it as .docx, which has none.")
_DAMAGED = N_("{file} is damaged: open it in Word and save it again as .docx.")
_UNSOUND = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


def word_document(raw: bytes, file: str) -> etree._Element:
    """The root of the main part of a Word file.

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
            _check(archive, file)
            root = _xml(archive.read(_main_part(archive, file)), file)
    except _UNSOUND as error:
        raise FileProblem(_DAMAGED, file=file) from error
    if not str(root.tag).endswith("}document"):
        raise FileProblem(_NOT_WORD, file=file)
    return root


def _ole(raw: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return _PROTECTED
    return N_("{file} is in the old Word format: open it in Word and save it as .docx.")


def _check(archive: zipfile.ZipFile, file: str) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise FileProblem(_PROTECTED, file=file)
    tight = any(
        part.file_size > FROM_BYTES and part.file_size > LARGEST_RATIO * part.compress_size
        for part in parts
    )
    if tight or len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_BYTES:
        raise FileProblem(N_("{file} unpacks to too much data to be a transcript."), file=file)
    if any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names):
        raise FileProblem(_DAMAGED, file=file)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileProblem(MACROS, file=file)
    if "[Content_Types].xml" not in names:
        raise FileProblem(_NOT_WORD, file=file)


def _main_part(archive: zipfile.ZipFile, file: str) -> str:
    """The name of the part that holds the document's text."""
    names = set(archive.namelist())
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
