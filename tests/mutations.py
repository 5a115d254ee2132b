"""Files as accidents and enemies leave them: bytes changed, cut, doubled, put elsewhere."""

from __future__ import annotations

import codecs
import copy
import io
import json
import random
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

SPLICES = (
    b"<", b">", b"{", b"}", b"\\", b'"', b"\0", b"\xff\xfe", b"-->", b"<!ENTITY a 'b'>", b"\\u-1?",
    b"\\bin999999999 ", b"99999999999999999999", b"]]>", b"\n\n", b"&#x10FFFF;", b"\x15", b"[[[[",
    b"\\'", b"1e308", b"endobj", b"<<", b"\xf4\x80\x80\x80", b"\xed\xa0\x80", b"NaN", b"null",
)  # fmt: skip


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """`raw` with one to six changes."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        size = len(data) or 1
        at = chance.randrange(size)
        kind = chance.randrange(6)
        if kind == 0 and data:
            data[at % len(data)] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randint(1, 40)]
        elif kind == 2:
            data[at:at] = chance.choice(SPLICES)
        elif kind == 3:
            data[at:at] = data[at : at + chance.randint(1, 200)] * chance.randint(1, 3)
        elif kind == 4:
            place = chance.randrange(size)
            data[at : at + 20] = data[place : place + chance.randint(1, 60)]
        elif chance.random() < 0.2:
            del data[at:]
    return bytes(data)


_PIECES = re.compile(
    rb'</?[A-Za-z][^<>]*>|[A-Za-z_:]+(?==)|"(?:[^"\\]|\\.)*"|\\[a-z]+-?\d*|-?\d+(?:\.\d+)?|\r?\n'
)
"""Tags, names of attributes, quoted words, control words, numbers and ends of lines."""

_ODD = ("", "-1", "999999999", "NaN", "\u202e", "1e308", "#", "a" * 300, "\U00100000 b")


def rearranged(raw: bytes, chance: random.Random) -> bytes:
    """`raw` with one to four of its pieces put for others, doubled or left out.

    XML and JSON stay well-formed, so that what comes of them is read further than where bytes
    were changed.
    """
    from lxml import etree

    try:
        return _grown_otherwise(etree.fromstring(raw), chance)
    except (etree.XMLSyntaxError, ValueError):
        pass
    try:
        return json.dumps(_told_otherwise(json.loads(raw), chance)).encode()
    except ValueError:
        return _pieces_otherwise(raw, chance)


def _grown_otherwise(root: etree._Element, chance: random.Random) -> bytes:
    from lxml import etree

    for _ in range(chance.randint(1, 4)):
        nodes = [node for node in root.iter() if isinstance(node.tag, str)]
        node, other = chance.choice(nodes), chance.choice(nodes)
        above, kind = node.getparent(), chance.randrange(7)
        if kind == 0 and above is not None:
            above.remove(node)
        elif kind == 1:
            other.append(copy.deepcopy(node))
        elif kind == 2:
            node.tag = other.tag
        elif kind == 3 and node.attrib:
            node.set(chance.choice(list(node.attrib)), chance.choice(_ODD[:6]))
        elif kind == 4 and node.attrib:
            del node.attrib[chance.choice(list(node.attrib))]
        elif kind == 5:
            node.text = chance.choice((*_ODD, other.text))
        else:
            for name, told in other.attrib.items():
                node.set(name, told)
    return bytes(etree.tostring(root, encoding="utf-8"))


def _told_otherwise(told: object, chance: random.Random) -> object:
    """A value of JSON with something in it changed, mostly deep inside."""
    if isinstance(told, dict) and told and chance.random() < 0.9:
        key = chance.choice(list(told))
        changed = {**told, key: _told_otherwise(told[key], chance)}
        if chance.random() < 0.1:
            changed[chance.choice(list(told))] = changed.pop(key)
        return changed
    if isinstance(told, list) and told and chance.random() < 0.9:
        at = chance.randrange(len(told))
        return [*told[:at], _told_otherwise(told[at], chance), *told[at + chance.randint(0, 2) :]]
    return chance.choice((*_ODD, None, True, -1, 1e308, [], {}, [[]], {"text": 3}, [told], 2**70))


def _pieces_otherwise(raw: bytes, chance: random.Random) -> bytes:
    marked = raw.startswith(codecs.BOM_UTF16_LE)
    data = raw.decode("utf-16").encode() if marked else raw
    for _ in range(chance.randint(1, 4)):
        pieces = [found.span() for found in _PIECES.finditer(data)]
        if not pieces:
            return mutated(raw, chance)
        start, end = chance.choice(pieces)
        first = data[start : start + 1]
        alike = [data[a:b] for a, b in pieces if data[a : a + 1] == first]
        put = chance.choice((b"", chance.choice(alike), data[start:end] * 2, b"999999999", b"-1"))
        data = data[:start] + put + data[end:]
    return data.decode("utf-8", "replace").encode("utf-16") if marked else data


def mutated_archive(raw: bytes, chance: random.Random) -> bytes:
    """An archive with one of its parts changed, or the archive itself."""
    if chance.random() < 0.2:
        return mutated(raw, chance)
    change = rearranged if chance.random() < 0.7 else mutated
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        changed = chance.choice([name for name in names if name.endswith("ml")] or names)
        for name in names:
            data = old.read(name)
            new.writestr(name, change(data, chance) if name == changed else data)
    return stream.getvalue()
