"""Matrices, typed."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.conftest import Cli

SOURCE = "P01_entretien"


@pytest.fixture
def coded(cli: Cli, study: Path) -> Path:
    """The study with three codings of Zoé's, read to the end."""
    for span, code, valence in (
        ("2.1", "distance_transport", "barrier"),
        ("2.2", "distance_transport", "lever"),
        ("4.1", "qualite_information", "lever"),
    ):
        done = cli(
            "code", study, SOURCE, "--span", span, "--code", code, "--valence", valence,
            "--as", "ZOÉ",
        )  # fmt: skip
        assert done.code == 0, done.err
    assert cli("done", study, SOURCE, "--as", "ZOÉ").code == 0
    return study


def test_a_matrix_is_printed_with_the_meaning_of_its_signs(cli: Cli, coded: Path) -> None:
    said = cli("matrix", coded, "--by", "source")
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert lines[0].split() == ["Determinant", SOURCE, "Total"]
    assert any(line.startswith("Distance") and "◆" in line for line in lines)
    assert "▲\u00a0facilitator" in said.err
    assert "layer: ZOÉ" in said.err


def test_json_holds_every_figure_of_every_cell(cli: Cli, coded: Path) -> None:
    document = cli("matrix", coded, "--by", "source", "--json").json
    assert document["schema"] == "qualcode.matrix/1"
    (table,) = document["tables"]
    assert table["layer"] == "ZOÉ"
    cell = next(
        row
        for row in table["rows"]
        if (row["row"], row["column"], row["side"])
        == ("antares_patients:distance_transport", SOURCE, "barrier")
    )
    assert (cell["segments"], cell["sources"], cell["state"]) == (1, 1, "raised")
    assert cell["words"] > 0


def test_matrices_go_to_word_excel_and_csv(cli: Cli, coded: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"m.{kind}" for kind in ("docx", "xlsx", "csv")]
    said = cli(
        "matrix", coded, "--by", "source", "--docx", files[0], "--xlsx", files[1], "--csv",
        files[2], "--lang", "fr",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert said.err.count("Wrote") == 3
    assert "word/document.xml" in ZipFile(files[0]).namelist()
    assert "xl/workbook.xml" in ZipFile(files[1]).namelist()
    assert files[2].read_text(encoding="utf-8-sig").startswith("row,row_name,family,column")
    assert len(cli("list", coded, "exports", "--json").json["rows"]) == 3


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--rows", "nulle_part"], 1, "is none of them"),
        (["--by", "couleur"], 1, "nobody counted here has an attribute"),
        (["--rows", "queries"], 1, "No query is saved"),
        (["--table", "contrast"], 2, "--between A,B"),
        (["--table", "interlocutors"], 2, "--source NAME"),
        (["--layer", "Personne"], 1, "Personne"),
        (["--query", "never distance_transport"], 1, "no coding answers"),
    ],
)
def test_what_cannot_be_counted_is_told(
    cli: Cli, coded: Path, words: list[str], code: int, told: str
) -> None:
    said = cli("matrix", coded, *words)
    assert (said.code, said.out) == (code, "")
    assert told in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--table", "cooccurrence", "--together", "turn"], "Distance"),
        (["--table", "first"], SOURCE),
        (["--table", "interlocutors", "--source", SOURCE], "2 2"),
        (["--table", "persons", "--rows", "type", "--by", "language"], "Total"),
        (["--rows", "families", "--by", "type,language"], "Semi-structured"),
    ],
)
def test_other_tables_are_printed_and_are_json(
    cli: Cli, coded: Path, words: list[str], told: str
) -> None:
    said = cli("matrix", coded, *words)
    assert (said.code, told in said.out) == (0, True), said.out + said.err
    assert cli("matrix", coded, *words, "--json").json["schema"].startswith("qualcode.")
