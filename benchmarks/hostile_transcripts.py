"""Peak memory of reading files that were made to take much of it, each in a process of its own.

Prints, for each file, its size, whether it was read or refused, and the most memory the process
held, beside what the process holds before it reads. The budget is 200 MB for each.

    python -m benchmarks.hostile_transcripts [NAME …]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from qualcode.core.errors import FileProblem, FormatProblem
from qualcode.interop.transcripts import document_of
from qualcode.interop.xlsx import read_rows
from tests.recordings import ODT_SPACES, zipped

MB = 1_000_000
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def word(body: bytes) -> bytes:
    document = f'<w:document xmlns:w="{WORD}"><w:body>'.encode() + body + b"</w:body></w:document>"
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document})


def odt(body: bytes) -> bytes:
    start = f"<office:document-content {ODT_SPACES}><office:body><office:text>".encode()
    end = b"</office:text></office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": start + body + end})


def sheet(body: bytes) -> bytes:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = f'<workbook xmlns:r="{relation}"><sheets><sheet name="a" r:id="a"/></sheets></workbook>'
    return zipped(
        {
            "xl/workbook.xml": book.encode(),
            "xl/_rels/workbook.xml.rels": b'<R><R Id="a" Target="worksheets/a.xml"/></R>',
            "xl/worksheets/a.xml": b"<worksheet " + space + b"><sheetData>" + body
            + b"</sheetData></worksheet>",
        }
    )  # fmt: skip


def pdf(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F1 3 0 R>>>>>>",
        stream,
    )
    made = b"%PDF-1.4\n"
    for number, content in enumerate(objects, 1):
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return made + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "tags.docx": lambda: word(b"<w:p/>" * 1_900_000),
    "runs.docx": lambda: word(b"<w:p>" + b"<w:r><w:t>a</w:t></w:r>" * 480_000 + b"</w:p>"),
    "words.docx": lambda: word(b"<w:p><w:r><w:t>" + b"a " * 23_000_000 + b"</w:t></w:r></w:p>"),
    "bomb.docx": lambda: word(b"a" * 250 * MB),
    "deep.docx": lambda: word(b"<w:sdt>" * 200_000),
    "tags.odt": lambda: odt(b"<text:p/>" * 1_900_000),
    "spaces.odt": lambda: odt(b'<text:p><text:s text:c="999999999"/></text:p>' * 400_000),
    "cells.xlsx": lambda: sheet(b"<row><c><v>1</v></c></row>" * 300_000),
    "wide.xlsx": lambda: sheet(b'<row><c r="ALL1"><v>1</v></c></row>' * 300_000),
    "lists.json": lambda: b'{"segments":' + b"[" * 8 * MB + b"]" * 8 * MB + b"}",
    "values.json": lambda: b"[" + b"[]," * 5 * MB + b"[]]",
    "segments.json": lambda: b'{"segments":[' + b'{"text":"a"},' * MB + b'{"text":"b"}]}',
    "tags.eaf": lambda: b"<A>" + b"<TIER/>" * 1_900_000 + b"</A>",
    "attributes.trs": lambda: b"<Trans " + b"".join(b'a%d="" ' % n for n in range(3 * MB)) + b"/>",
    "entities.xml": lambda: b'<!DOCTYPE a [<!ENTITY a "aaaa">]><TEI>&a;</TEI>',
    "blocks.html": lambda: b"<p>a" * 1_900_000,
    "cues.vtt": lambda: b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\na\n\n" * MB,
    "lines.txt": lambda: b"P01 : a\n" * 4 * MB,
    "blank.txt": lambda: b"\n" * 60 * MB,
    "groups.rtf": lambda: b"{\\rtf1 " + b"{\\b a}" * 4 * MB + b"}",
    "intervals.TextGrid": lambda: b'"ooTextFile" "TextGrid" 0 1 <e> 1 "IntervalTier" "a" 0 1 '
     b"1000000 " + b'0 1 "a" ' * MB,
    "stream.pdf": lambda: pdf(b"BT /F1 9 Tf (a) Tj ET\n" * 8 * MB),
    "under.eaf": lambda: b"<A>" + b"<TIER/>" * 390_000 + b"</A>",
    "under.docx": lambda: word(b"<w:p/>" * 390_000),
    "under.json": lambda: b'{"segments":[' + b'{"text":"a"},' * 290_000 + b'{"text":"b"}]}',
    "under.txt": lambda: b"P01 : a\n" * 240_000,
    "lines.cha": lambda: b"*A:\ta\n*B:\tb\n" * 2 * MB,
}  # fmt: skip


def peak() -> float:
    """Megabytes that this process has held at most."""
    status = Path("/proc/self/status")
    if status.exists():
        told = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(told.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def read(path: Path) -> None:
    """Read one file and print what came of it."""
    before = peak()
    try:
        if path.suffix == ".xlsx":
            told = f"read, {sum(1 for _ in read_rows(path.read_bytes(), path.name))} rows"
        else:
            told = f"read, {len(document_of(path.read_bytes(), path.name).turns)} turns"
    except (FileProblem, FormatProblem):
        told = "refused"
    size = path.stat().st_size / MB
    print(f"{path.name:20} {size:6.1f} MB  peak {peak():5.0f} MB (before {before:3.0f})  {told}")


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[1] == "--read":
        read(Path(sys.argv[2]))
        return
    with TemporaryDirectory() as folder:
        for name in sys.argv[1:] or HOSTILE:
            path = Path(folder) / name
            path.write_bytes(HOSTILE[name]())
            subprocess.run(
                [sys.executable, "-m", "benchmarks.hostile_transcripts", "--read", str(path)],
                check=False,
            )
            path.unlink()


if __name__ == "__main__":
    main()
