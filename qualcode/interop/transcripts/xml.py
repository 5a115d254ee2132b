"""XML of others, read without entities, network or document types of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qualcode.core.errors import FileProblem
from qualcode.i18n import N_
from qualcode.interop.transcripts.encoding import Decoded, read_text
from qualcode.interop.transcripts.package import MOST_TAGS, TOO_MUCH

if TYPE_CHECKING:
    from lxml import etree

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
LARGEST = 16_000_000
"""Bytes; a day of talk with the times of its words is a quarter of it."""

_DAMAGED = N_("{file} is damaged: its XML cannot be read (line {line}).")
_ENTITIES = N_("{file} defines entities of its own, which are not followed: save it without them.")


def root_of(raw: bytes, file: str) -> tuple[etree._Element, Decoded]:
    """The root element of a file and how it was decoded.

    The declared encoding is not believed, for it is often wrong; bytes that are UTF-8 are UTF-8.

    Raises:
        FileProblem: not well-formed, entities of its own, or an unknown encoding.
    """
    if len(raw) > LARGEST:
        raise FileProblem(TOO_MUCH, file=file)
    decoded = read_text(raw, file)
    text = _DECLARATION.sub("", decoded.text, count=1)
    return element(text.encode("utf-8", "replace"), file), decoded


def element(data: bytes, file: str) -> etree._Element:
    """The root element of UTF-8 XML.

    Raises:
        FileProblem: it is not well-formed, defines entities, or has far too many elements.
    """
    from lxml import etree

    if data.count(b"<") > MOST_TAGS:
        raise FileProblem(TOO_MUCH, file=file)
    if b"<!ENTITY" in data:
        raise FileProblem(_ENTITIES, file=file)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno if error.lineno is not None else 1
        raise FileProblem(_DAMAGED, file=file, line=line) from error
    except ValueError as error:
        raise FileProblem(_DAMAGED, file=file, line=1) from error


def name_of(node: etree._Element) -> str:
    """The name of an element without its namespace; "" for entities and other nodes."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def value(node: etree._Element, name: str) -> str:
    """An attribute by its name without namespace, or ""."""
    found = node.get(name)
    if found is not None:
        return str(found)
    return next((str(v) for k, v in node.attrib.items() if str(k).rpartition("}")[2] == name), "")


def all_of(node: etree._Element, *names: str) -> list[etree._Element]:
    """The elements inside `node` that are called so, in order."""
    return [found for found in node.iter() if name_of(found) in names]
