"""Files as accidents and enemies leave them: bytes changed, cut, doubled, put elsewhere."""

from __future__ import annotations

import io
import random
import zipfile

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


def mutated_archive(raw: bytes, chance: random.Random) -> bytes:
    """An archive with one of its parts changed, or the archive itself."""
    if chance.random() < 0.3:
        return mutated(raw, chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        changed = chance.choice([name for name in names if name.endswith("ml")] or names)
        for name in names:
            data = old.read(name)
            new.writestr(name, mutated(data, chance) if name == changed else data)
    return stream.getvalue()
