"""A publication's letters: the same in Word, CSV, JSON and on the command line, and next time."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

from qualcode.app.analysis.matrices import MatrixRequest, matrices
from qualcode.app.publishing.matrix_files import csv_bytes, json_bytes, plain_table
from qualcode.app.publishing.outgoing import export_kind
from qualcode.app.publishing.wishes import Wish
from qualcode.core.tables.crosstab import Mode
from qualcode.core.tables.crosstab_text import Show
from tests.app.test_matrices import many_networks

LETTERED = re.compile(r"Network [A-Z]\b")


def test_letters_of_a_publication_are_the_same_wherever_they_are_printed(tmp_path: Path) -> None:
    for project in many_networks(tmp_path):
        request = MatrixRequest(by="network", mode=Mode.PUBLICATION, publication="article")
        (table,) = matrices(project, request)
        named = {column.name for column in table.columns}
        assert len(named) >= 2
        rows = csv.DictReader(io.StringIO(csv_bytes([table], "en").decode("utf-8-sig")))
        assert {row["column_name"] for row in rows} >= named
        assert named == set(LETTERED.findall(json.dumps(json.loads(json_bytes([table], "en")))))
        heads, _ = plain_table(table, Show.ALL)
        assert named < set(heads)
        for number in (1, 2):
            out = tmp_path / f"tableau{number}.docx"
            wish = Wish("en", by="network", mode="publication", publication="article")
            export_kind(project, "matrix", out, wish)
            with zipfile.ZipFile(out) as package:
                words = re.sub("<[^>]+>", " ", package.read("word/document.xml").decode())
            assert named == set(LETTERED.findall(words))
