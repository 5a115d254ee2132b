"""Every Word file of the demonstration’s bundle: how long it takes, and whether others read it.

The bundle is written in both languages. Each Word file is held against the rules of the
transitional schema, and against the schema itself where a folder of its .xsd files is named;
then LibreOffice, where it is installed, reads it and writes it again, and the words and the
cells of tables that come back are compared with those that went.

    python -m benchmarks.word_files [PROJECT] [--xsd FOLDER] [--quote P01,P02]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

from lxml import etree

from qualcode.app.demonstrations.demo import make_demo
from qualcode.app.publishing.bundling import make_bundle
from qualcode.app.publishing.wishes import Wish
from qualcode.store.opening import open_project
from tests.export.wordml import W, faults

BUDGET = 10.0
"""Seconds for a bundle."""


def office() -> str | None:
    """LibreOffice, where it is installed."""
    return shutil.which("soffice")


def rewritten(program: str, files: list[Path], folder: Path) -> None:
    """Let LibreOffice read files and write them again into a folder."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless",
             "--convert-to", "docx", "--outdir", str(folder), *map(str, files)],
            check=True, capture_output=True, timeout=600,
        )  # fmt: skip


def said(file: Path) -> tuple[list[str], list[list[list[str]]]]:
    """The paragraphs of a Word file outside of its tables, and the cells of those."""
    with zipfile.ZipFile(file) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    words = [text for one in body.findall(f"{{{W}}}p") if (text := _text(one))]
    tables = [
        [
            ["\n".join(_text(p) for p in cell.iter(f"{{{W}}}p")) for cell in row]
            for row in (list(row.findall(f"{{{W}}}tc")) for row in table.findall(f"{{{W}}}tr"))
        ]
        for table in body.findall(f"{{{W}}}tbl")
    ]
    return words, tables


def _text(paragraph: etree._Element) -> str:
    marks = {f"{{{W}}}br": "\n", f"{{{W}}}tab": "\t"}
    parts = (
        node.text or "" if node.tag == f"{{{W}}}t" else marks.get(str(node.tag), "")
        for node in paragraph.iter()
    )
    return "".join(parts).strip()


def lost_on_the_way(files: list[Path], again: Path) -> list[str]:
    """The files whose words or cells are not the same after LibreOffice wrote them."""
    return [file.name for file in files if said(file) != said(again / file.name)]


def against_schema(file: Path, schemas: Path) -> list[str]:
    """What the transitional schema itself has against the parts of a file."""
    schema = etree.XMLSchema(etree.parse(schemas / "wml.xsd"))
    found = []
    with zipfile.ZipFile(file) as package:
        for name in package.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                schema.validate(etree.fromstring(package.read(name)))
                found += [f"{file.name} {name}: {error.message}" for error in schema.error_log]
    return found


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("project", nargs="?", type=Path)
    asked.add_argument("--xsd", type=Path)
    asked.add_argument("--quote", default="")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = folder / "bundle.qualcode"
        shutil.copy(wanted.project or make_demo(folder / "demo")[0], place)
        for language in ("fr", "en"):
            measure(place, folder / language, language, wanted.quote, wanted.xsd)


def measure(place: Path, folder: Path, language: str, quote: str, xsd: Path | None) -> None:
    wish = Wish(language, mode="publication", confirmed=frozenset(quote.split(",")))
    with open_project(str(place), acting="C1") as project:
        begun, worked = time.perf_counter(), time.process_time()
        made = make_bundle(project, folder, wish)
        took, work = time.perf_counter() - begun, time.process_time() - worked
    print(f"{language}: {len(made.files)} files in {took:.1f} s, {work:.1f} s of work ({BUDGET} s)")
    files = sorted(folder.glob("*.docx"))
    rules = [fault for file in files for fault in faults(file)]
    print(f"  {len(files)} Word files against the rules: {len(rules)} faults", *rules[:5])
    if xsd is not None:
        told = [fault for file in files for fault in against_schema(file, xsd)]
        print(f"  against the schema: {len(told)} faults", *told[:5])
    program = office()
    if program is None:
        print("  LibreOffice is not installed: no round trip")
        return
    again = folder / "again"
    again.mkdir()
    rewritten(program, files, again)
    lost = lost_on_the_way(files, again)
    print(f"  through LibreOffice and back: {len(lost)} of {len(files)} changed", *lost)


if __name__ == "__main__":
    main()
