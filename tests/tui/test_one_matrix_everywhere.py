"""One matrix, cell by cell: the same on screen, in Word, Excel, HTML, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from textual.widgets import DataTable

from qualcode import i18n
from qualcode.app.analysis.matrices import matrices
from qualcode.app.coding.coding import code_passages, mark_source
from qualcode.app.publishing.documents import matrix_request
from qualcode.app.publishing.matrix_files import table_as_json
from qualcode.app.publishing.outgoing import export_kind
from qualcode.app.publishing.wishes import Wish
from qualcode.core.coding import NewCoding, Valence
from qualcode.i18n import in_language, set_language
from qualcode.interop.xlsx import read_rows
from qualcode.store.opening import open_project
from tests.stories import place
from tests.tui.driving import opened, settle, typed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GIVEN = (
    ("Deux heures aller", "distance", Valence.BARRIER),
    ("Ma sœur venait", "proches", Valence.LEVER),
    ("sans elle, on arrêtait", "proches", Valence.BARRIER),
    ("répondait toujours", "joignable", Valence.LEVER),
    ("Le plus dur", "distance", Valence.AMBIVALENT),
)
Cells = list[list[str]]


@contextmanager
def everywhere(language: str) -> Iterator[None]:
    """A language for what runs in threads of the app too."""
    before = i18n._default
    set_language(language)
    try:
        yield
    finally:
        set_language(before)


def in_word(path: Path) -> Cells:
    with zipfile.ZipFile(path) as package:
        table = etree.fromstring(package.read("word/document.xml")).find(f".//{W}tbl")
    rows = [
        ["".join(cell.itertext()) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")
    ]
    return [row for row in rows[1:] if len(row) > 1]


def in_excel(path: Path) -> Cells:
    rows = [row for _number, row in read_rows(path.read_bytes(), path.name)]
    width = max(n for n, cell in enumerate(rows[0]) if cell) + 1
    filled = (row[1:width] for row in rows[1:])
    return [row for row in filled if len(row) == width - 1 and all(row)]


def in_html(path: Path) -> Cells:
    page = html.fromstring(path.read_bytes())
    rows = [[cell.text_content() for cell in row] for row in page.iterfind(".//tbody/tr")]
    return [row for row in rows if len(row) > 1]


def in_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def plain(cells: Cells) -> Cells:
    return [[" ".join(cell.replace("\u202f", " ").split()) for cell in row] for row in cells]


def cell_of(figures: dict[str, Any]) -> str:
    """What a cell must say, from the figures behind it."""
    if figures["state"] != "raised":
        return str(figures["sign"])
    if figures["column"] is not None and not figures["tells_persons"]:
        return f"{figures['sign']} {figures['segments']}"
    kin = figures["column"] is not None and not int(figures["out_of_participants"] or 0)
    who = "relatives" if kin else "participants"
    share = f"{figures[who]}/{figures[f'out_of_{who}']}"
    return f"{figures['sign']} {share}{figures['parted']} {figures['segments']}"


@pytest.mark.parametrize(("language", "parted"), [("fr", " ;"), ("en", ";")])
async def test_a_matrix_says_the_same_wherever_it_is_read(
    study: str, tmp_path: Path, language: str, parted: str
) -> None:
    with open_project(study, acting="Zoé") as project:
        code_passages(
            project, [NewCoding("P01", place(words), code, side) for words, code, side in GIVEN]
        )
        mark_source(project, "P01")
        wish = Wish(language)
        for ending in ("docx", "xlsx", "html", "csv"):
            export_kind(project, "matrix", tmp_path / f"m.{ending}", wish)
        with in_language(language):
            (table,) = matrices(project, matrix_request(wish))
            told = json.loads(json.dumps(table_as_json(table)))
    with in_language(language), everywhere(language):
        async with opened(study) as (app, pilot):
            await typed(pilot, "X")
            await settle(app, pilot)
            grid = app.screen.query_one("#table", DataTable)
            screen = [[str(cell) for cell in grid.get_row_at(n)] for n in range(grid.row_count)]

    shown = plain(screen)
    assert len(shown) == 3
    assert len(shown[0]) == 4
    assert plain(in_word(tmp_path / "m.docx")) == shown
    assert plain(in_excel(tmp_path / "m.xlsx")) == shown
    assert plain(in_html(tmp_path / "m.html")) == shown

    more = {"tells_persons": table.tells_persons, "parted": parted}
    rows = [
        {**row, "column": row["column"] or None, **more}
        for row in in_csv(tmp_path / "m.csv")
        if row["side"] == "any"
    ]
    counted = [cell_of(row) for row in rows]
    assert counted == [cell for row in shown for cell in row[1:]]
    cells = [row for row in told["rows"] if row["side"] == "any"]
    assert [cell_of({**row, **more}) for row in cells] == counted
