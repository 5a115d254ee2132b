"""Projects as other programs keep them, made in the shape of their databases and files."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from qualcode.core.coding import Mark, Valence
from qualcode.core.memo import About
from qualcode.core.people import Case
from qualcode.core.portable import (
    PortableCase,
    PortableCode,
    PortableCoding,
    PortableNote,
    PortableProject,
    PortableSource,
)
from qualcode.core.spans import Span
from qualcode.interop.refi.writing import Target, qdc_bytes, qdpx_bytes

TEXT = "P01 : Le trajet 😀 est long.\nEnquêtrice : Mm.\nP01 : L’équipe répond « toujours ».\n"
TRIP, TEAM = "Le trajet 😀 est long.", "L’équipe répond « toujours »."
LISTED = [["Code", "Memo"], ["Accès", ""], ["Accès &gt; Distance", "loin"], ["Équipe", ""]]


def database(path: Path, *statements: tuple[str, Iterable[tuple[object, ...]]]) -> Path:
    connection = sqlite3.connect(path)
    for table, rows in statements:
        connection.execute(f"CREATE TABLE {table}")
        name, _, columns = table.partition("(")
        marks = ",".join("?" * (columns.count(",") + 1))
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", list(rows))  # noqa: S608
    connection.commit()
    connection.close()
    return path


def place(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def qualcoder(folder: Path, offset: int = 0) -> Path:
    folder.mkdir()
    database(
        folder / "data.qda",
        ("project (databaseversion, memo)", [("v17", "mémo du projet")]),
        ("source (id, name, fulltext, memo, owner)",
         [(1, "P01.txt", TEXT, "calme", "zoe"), (2, "b.png", None, "", "zoe")]),
        ("code_cat (catid, name, memo, supercatid)", [(1, "Accès", "", None)]),
        ("code_name (cid, name, memo, catid, color, supercid)",
         [(1, "Distance", "loin", 1, "#FF0000", None), (2, "Route", "", None, "", 1)]),
        ("code_text (ctid, cid, fid, seltext, pos0, pos1, owner, memo, important)",
         [(1, 1, 1, TRIP, *(p + offset for p in place(TRIP)), "zoe", "oui", 1),
          (2, 2, 1, TEAM, *place(TEAM), "mael", "", 0)]),
        ("annotation (anid, fid, pos0, pos1, memo, owner)",
         [(1, 1, *place("Mm."), "hésite", "zoe")]),
        ("cases (caseid, name, memo)", [(1, "P01", "")]),
        ("case_text (caseid, fid, pos0, pos1)", [(1, 1, 0, len(TEXT))]),
        ("attribute (name, attr_type, value, id)",
         [("sexe", "case", "F", 1), ("lieu", "file", "domicile", 1)]),
    )  # fmt: skip
    return folder


def taguette(folder: Path) -> Path:
    """A project of Taguette."""
    contents = "<p>P01 : Le trajet 😀 est long.</p><p>P01 : L’équipe &amp; moi.</p>"
    own = "P01 : Le trajet 😀 est long.P01 : L’équipe & moi."

    def counted(words: str) -> tuple[int, int]:
        start = len(own[: own.index(words)].encode())
        return start, start + len(words.encode())

    return database(
        folder / "projet.sqlite3",
        ("projects (id, name, description)", [(1, "Étude", "")]),
        ("documents (id, name, description, filename, project_id, contents)",
         [(1, "P01", "", "p.docx", 1, contents)]),
        ("tags (id, project_id, path, description)",
         [(1, 1, "trajet", "loin"), (2, 1, "equipe", "")]),
        ("highlights (id, document_id, start_offset, end_offset, snippet)",
         [(1, 1, *counted(TRIP), TRIP), (2, 1, *counted("L’équipe & moi."), "")]),
        ("highlight_tags (highlight_id, tag_id)", [(1, 1), (2, 1), (2, 2)]),
        ("commands (id, date, user_login, project_id, document_id, payload)",
         [(1, "", "zoe", 1, 1, json.dumps({"type": "highlight_add", "highlight_id": 2}))]),
    )  # fmt: skip


def rqda(folder: Path) -> Path:
    """A project of RQDA, some of it deleted there."""
    return database(
        folder / "projet.rqda",
        ("source (name, id, file, memo, owner, status)", [("P01", 1, TEXT, "", "zoe", 1)]),
        ("freecode (name, memo, owner, id, status, color)",
         [("Distance", "", "zoe", 1, 1, ""), ("Ancien", "", "zoe", 2, 0, "")]),
        ("codecat (name, cid, catid, owner, memo, status)", [("Accès", None, 1, "zoe", "", 1)]),
        ("treecode (cid, catid, memo, status, owner)", [(1, 1, "", 1, "zoe")]),
        ("coding (cid, fid, seltext, selfirst, selend, status, owner, memo)",
         [(1, 1, TRIP, *map(float, place(TRIP)), 1, "zoe", "vu"),
          (1, 1, TEAM, *map(float, place(TEAM)), 0, "zoe", "")]),
        ("cases (name, memo, owner, id, status)", [("P01", "", "zoe", 1, 1)]),
        ("caselinkage (caseid, fid, selfirst, selend, status, owner)",
         [(1, 1, 0.0, 10.0, 1, "zoe")]),
        ("caseattr (variable, value, caseid, status)", [("sexe", "F", "1", 1)]),
    )  # fmt: skip


def line_codes(folder: Path) -> Path:
    """The folder of a project of qualitative-coding, beside a file that is none of its own."""
    (folder / "corpus").mkdir()
    (folder / "corpus/P01.txt").write_text("Le trajet\nest long.\n\nL’équipe.\n", "utf-8")
    (folder / "codebook.yaml").write_text("- accès:\n  - distance\n- équipe\n", "utf-8")
    (folder / "secret.txt").write_text("ailleurs", "utf-8")
    database(
        folder / "qualitative_coding.sqlite3",
        ("document (file_path, file_hash)", [("P01.txt", ""), ("../secret.txt", "")]),
        ("document_index (id, name, document_id)", [(1, "lines", "P01.txt")]),
        ("location (id, start_line, end_line, document_index_id)", [(1, 0, 4, 1)]),
        ("code (name)", [("distance",), ("équipe",), ("seul",)]),
        ("coder (name)", [("zoe",)]),
        ("coded_line (id, line, coder_id, code_id)",
         [(1, 0, "zoe", "distance"), (2, 1, "zoe", "distance"), (3, 3, "zoe", "équipe"),
          (4, 99, "zoe", "équipe")]),
        ("coded_line_location_association (coded_line_id, location_id)",
         [(1, 1), (2, 1), (3, 1), (4, 1)]),
    )  # fmt: skip
    return folder


def rock(folder: Path) -> Path:
    """A source of ROCK."""
    path = folder / "P01.rock"
    path.write_text(
        "---\nROCK_attributes:\n  -\n---\n# un commentaire\n[[coderId=zoe]]\n"
        "---<<paragraphe>>---\nLe trajet est long. [[cid:1]] [[accès>distance__barrier]]\n"
        "Sans code. [[uid=7abc]]\n---\nfin\n",
        encoding="utf-8",
    )
    return path


def spreadsheet(path: Path, rows: list[list[str]]) -> Path:
    def cell(text: str, column: int, number: int) -> str:
        return f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'

    body = "".join(
        f"<row>{''.join(cell(text, i, n) for i, text in enumerate(row))}</row>"
        for n, row in enumerate(rows, 1)
    )
    sheet = f'<worksheet xmlns="x"><sheetData>{body}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w") as held:
        held.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


ZOE, TRAJET, P01 = (f"{n}0f0a1b2-0c1d-4e2f-8a3b-4c5d6e7f8a9b" for n in range(1, 4))
"""A coder, a code and a source."""

SMALL = PortableProject(
    name="Étude",
    origin="qualcode 1",
    coders={ZOE: "Zoé"},
    codes=(PortableCode(TRAJET, "Trajet", description="loin", color="#FF0000"),),
    cases=(PortableCase(ZOE.replace("4e", "4b"), Case("P01", "patient")),),
    sources=(PortableSource(P01, "P01", TEXT, attributes={"lieu": "domicile"}),),
    codings=(
        PortableCoding(
            P01.replace("4e", "4d"), P01, Span(*place(TRIP)), TRAJET, ZOE, Valence.BARRIER,
            frozenset({Mark.REPORTED}),
        ),
    ),
    notes=(PortableNote(P01.replace("4e", "4c"), "à relire", About.SOURCE, P01, coder=ZOE),),
)  # fmt: skip
"""A project with one of each."""


def _bytes(make: Callable[[Path], Path], inside: str = "") -> Callable[[], bytes]:
    def made() -> bytes:
        with TemporaryDirectory() as folder:
            return (make(Path(folder)) / inside).read_bytes()

    return made


SAMPLES: dict[str, Callable[[], bytes]] = {
    "a.qdpx": lambda: qdpx_bytes(SMALL),
    "nvivo.qdpx": lambda: qdpx_bytes(SMALL, Target.NVIVO),
    "a.qdc": lambda: qdc_bytes(SMALL),
    "data.qda": _bytes(lambda folder: qualcoder(folder / "é.qda"), "data.qda"),
    "taguette.sqlite3": _bytes(taguette),
    "a.rqda": _bytes(rqda),
    "qualitative_coding.sqlite3": _bytes(line_codes, "qualitative_coding.sqlite3"),
    "a.rock": _bytes(rock),
    "a.xlsx": _bytes(lambda folder: spreadsheet(folder / "a.xlsx", LISTED)),
}
"""A file of each reader, by a name that the reader is chosen by."""
