"""Every Word file that can be written is one that Word opens, and says what it said before."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree

from benchmarks.word_files import lost_on_the_way, office, rewritten
from qualcode.app.publishing.making import MADE_FROM_A_STATE, write_kind
from qualcode.app.publishing.wishes import Wish
from qualcode.core.errors import NotAllowed
from qualcode.core.version import __version__
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from tests.app.publishing_stories import complete, ending, wished
from tests.export.wordml import W, faults, faults_in_part

GOLDEN = Path(__file__).parent / "golden"
"""One document.xml for each kind; `python -m tests.app.test_word_files` writes them again."""
DAY = date(2026, 1, 5)
KINDS = sorted(kind for kind in MADE_FROM_A_STATE if ending(kind) == ".docx")
OF_GROUPS = {"interlocutors", "practices"}
"""Made from talks of groups only, which this study does not hold."""


def fixed(kind: str, language: str) -> Wish:
    """The wish for a file of a day gone by, without a snapshot: the same bytes each time."""
    wish = wished(kind, language)
    told = {"coreq": {"actions": {}, "printed": 0}, "srqr": {"actions": {}, "printed": 0}}
    return wish.dated(DAY, told.get(kind))


def written(project: Project, folder: Path) -> dict[str, Path]:
    """Every Word file in both languages, by kind and language."""
    files = {}
    for kind in KINDS:
        for language in ("fr", "en"):
            out = folder / f"{kind}_{language}.docx"
            try:
                write_kind(project, kind, out, fixed(kind, language))
            except NotAllowed:
                assert kind in OF_GROUPS
                continue
            files[f"{kind}_{language}"] = out
    return files


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    folder = tmp_path_factory.mktemp("word")
    with create_project(str(folder / "é.qualcode"), title="Étude", acting="Zoé") as project:
        yield written(complete(project), folder)


def shown(file: Path) -> str:
    """The main part of a Word file, an element a line, without what every day changes."""
    with zipfile.ZipFile(file) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    etree.indent(root, " ")
    text: str = etree.tostring(root, encoding="unicode")
    today = datetime.now(UTC).date()
    for written in (f"{today:%d/%m/%Y}", today.isoformat()):
        text = text.replace(written, "TODAY")
    return text.replace(__version__, "VERSION") + "\n"


def test_every_word_file_keeps_to_the_schema(files: dict[str, Path]) -> None:
    found = {name: told for name, file in files.items() if (told := faults(file))}
    assert found == {}
    assert {name.rpartition("_")[0] for name in files} == set(KINDS) - OF_GROUPS


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_file_says_what_it_said_before(files: dict[str, Path], language: str) -> None:
    golden = {path.stem: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.xml")}
    mine = {name: shown(file) for name, file in files.items() if name.endswith(f"_{language}")}
    wanted = {name: text for name, text in golden.items() if name.endswith(f"_{language}")}
    assert sorted(mine) == sorted(wanted)
    assert [name for name in mine if mine[name] != wanted[name]] == []


BROKEN = [
    ("<w:cantSplit/><w:tblHeader/>", "<w:tblHeader/><w:cantSplit w:val='x'/>"),
    ("<w:tblGrid>", "<w:tblGrid/><w:tblGrid>"),
    ("<w:keepNext/>", "<w:keepLines/><w:keepNext/>"),
    ('<w:tblCaption w:val="', '<w:tblDescription w:val=""/><w:tblCaption w:val="'),
    ("<w:b/>", "<w:i/><w:b/>"),
    ("</w:tc>", "</w:tc><w:p/>"),
    ('w:fldCharType="end"', 'w:fldCharType="stop"'),
    ("<w:sectPr>", "<w:sectPr><w:p/>"),
    ("<w:t ", '<w:t w:color="red" '),
]


@pytest.mark.parametrize(("sound", "broken"), BROKEN)
def test_a_fault_is_found(files: dict[str, Path], sound: str, broken: str) -> None:
    with zipfile.ZipFile(files["themes_fr"]) as package:
        text = package.read("word/document.xml").decode()
    assert sound in text
    assert not list(faults_in_part(text.encode()))
    assert list(faults_in_part(text.replace(sound, broken, 1).encode()))


def test_a_part_that_nobody_reaches_is_found(files: dict[str, Path], tmp_path: Path) -> None:
    file = tmp_path / "t.docx"
    shutil.copy(files["themes_fr"], file)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("word/notes.xml", "<x/>")
    assert len(faults(file)) >= 2


def test_no_person_is_named_in_the_properties_and_every_run_has_its_language(
    files: dict[str, Path],
) -> None:
    for name, file in files.items():
        with zipfile.ZipFile(file) as package:
            core = package.read("docProps/core.xml").decode()
            body = etree.fromstring(package.read("word/document.xml"))
        assert "<dc:creator>qualcode</dc:creator>" in core
        assert "Zoé" not in core
        assert "Maël" not in core
        for table in body.iter(f"{{{W}}}tbl"):
            assert table.find(f"{{{W}}}tblPr/{{{W}}}tblDescription") is not None, name
            head, *rows = table.findall(f"{{{W}}}tr")
            if not name.startswith("transcript"):
                assert head.find(f"{{{W}}}trPr/{{{W}}}tblHeader") is not None, name
            assert all(row.find(f"{{{W}}}trPr/{{{W}}}cantSplit") is not None for row in rows), name
        for run in body.iter(f"{{{W}}}r"):
            if run.find(f"{{{W}}}t") is not None:
                assert run.find(f"{{{W}}}rPr/{{{W}}}lang") is not None, name


SPACED = re.compile(r"(?<=[^\W\d_]) [;!?»]|« ")


def test_french_typography_stands_in_what_we_say(files: dict[str, Path]) -> None:
    for name, file in files.items():
        if not name.endswith("_fr") or name.startswith(("transcript", "quotes")):
            continue
        with zipfile.ZipFile(file) as package:
            body = etree.fromstring(package.read("word/document.xml"))
        heads = [
            "".join(paragraph.itertext())
            for paragraph in body.iter(f"{{{W}}}p")
            if (style := paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")) is not None
            and style.get(f"{{{W}}}val") in {"TableHead", "TableUnit", "TableNote", "Caption"}
        ]
        assert [head for head in heads if SPACED.search(head)] == [], name


@pytest.mark.slow
@pytest.mark.skipif(office() is None, reason="LibreOffice is not installed")
def test_libreoffice_gives_back_what_it_reads(files: dict[str, Path], tmp_path: Path) -> None:
    few = [files[name] for name in ("themes_fr", "agreement_en")]
    rewritten(str(office()), few, tmp_path)
    assert lost_on_the_way(few, tmp_path) == []


def _write_golden() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "é.qualcode")
        with create_project(place, title="Étude", acting="Zoé") as project:
            files = written(complete(project), Path(folder))
        GOLDEN.mkdir(exist_ok=True)
        for old in GOLDEN.glob("*.xml"):
            old.unlink()
        for name, file in files.items():
            (GOLDEN / f"{name}.xml").write_text(shown(file), encoding="utf-8")


if __name__ == "__main__":
    _write_golden()
