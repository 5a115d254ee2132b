"""Small things that reading REFI-QDA asks of every element, whatever its namespace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from qualcode.core.text import normalised

if TYPE_CHECKING:
    from lxml import etree

_GUID_LENGTH = 36
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return _plain(element.tag)


@lru_cache(maxsize=1000)
def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def under(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The children of those names, whatever their namespace."""
    if element is not None:
        for child in element:
            if _plain(child.tag) in names:
                yield child


def first(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name, or None."""
    return next(under(element, name), None)


def words(element: etree._Element | None, name: str) -> str:
    """The text of a child, normalised and trimmed; also where it stands as an attribute."""
    child = first(element, name)
    if child is not None:
        return normalised("".join(child.itertext())).strip()
    if element is None:
        return ""
    return normalised(element.get(name) or element.get(name.lower()) or "").strip()


def guid(said: str | None) -> str:
    """A GUID as it is compared: small letters, no braces; what is none stays as it is."""
    if said and len(said) == _GUID_LENGTH and said[0] != "{":
        return said.lower()
    plain = (said or "").strip().strip("{}").lower()
    return plain if _GUID.fullmatch(plain) else (said or "").strip()


def target(element: etree._Element | None) -> str:
    """What a reference points to."""
    if element is None:
        return ""
    return guid(element.get("targetGUID") or element.get("guid"))
