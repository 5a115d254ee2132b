"""What participants may ask for: access, objection, rectification, on the command line."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ROUTE = "Le plus dur… c’était la route."


@pytest.fixture
def coded(cli: Cli, study: Path) -> Path:
    """The study with one passage of P01 coded and its source read."""
    turns = cli("list", study, "turns", "--json").json["rows"]
    start = next(row["start"] for row in turns if row["speaker"] == "P01")
    done = cli(
        "code", study, "P01_entretien", "--span", f"{start}:{start + len(ROUTE)}",
        "--code", "distance_transport", "--valence", "barrier", "--as", "ZOÉ",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert cli("done", study, "P01_entretien", "--as", "ZOÉ").code == 0
    return study


def words_of(file: Path) -> str:
    with zipfile.ZipFile(file) as archive:
        return re.sub("<[^>]+>", "", archive.read("word/document.xml").decode())


def test_a_person_gets_all_that_is_held_about_them(cli: Cli, coded: Path, tmp_path: Path) -> None:
    assert cli("export", coded, "themes", tmp_path / "t.docx", "--quote", "P01").code == 0
    assert cli("memo", coded, "write", "P01 hésite.", "--case", "P01", "--as", "ZOÉ").code in {0, 2}
    out = tmp_path / "accès.docx"
    done = cli("access", coded, "P01", out, "--lang", "fr", "--as", "ZOÉ")
    assert done.code == 0, done.err
    assert done.out.strip() == str(out)
    words = words_of(out)
    assert ROUTE in words
    assert "L’infirmière répondait toujours." in words
    assert "t.docx" in words
    assert "Comment ça s’est passé" not in words
    made = cli("list", coded, "exports", "--json").json["rows"]
    assert [row["kind"] for row in made] == ["themes", "access"]
    assert cli("access", coded, "P99", out, "--as", "ZOÉ").code == 1


def test_an_objection_empties_tables_lists_and_searches_until_it_is_lifted(
    cli: Cli, coded: Path, tmp_path: Path
) -> None:
    without = cli("object", coded, "P01", "--as", "ZOÉ")
    assert (without.code, without.err.count("\n")) == (1, 1)
    assert cli("object", coded, "P01", "--reason", "courrier du 3 mars", "--as", "ZOÉ").code == 0
    assert cli("object", coded, "P01", "--reason", "encore", "--as", "ZOÉ").code == 1

    assert cli("list", coded, "codings", "--json").json["rows"] == []
    assert cli("search", coded, "route", "--json").json["rows"] == []
    for words in (("matrix", coded), ("export", coded, "themes", tmp_path / "t.docx")):
        refused = cli(*words)
        assert (refused.code, "Nothing to put into the table" in refused.err) == (1, True)
    printed = cli("print", coded, "P01_entretien", tmp_path / "p.docx", "--case", "P01")
    assert (printed.code, "objected" in printed.err) == (1, True)

    cli("undo", coded, "--as", "ZOÉ")
    assert cli("list", coded, "codings", "--json").json["rows"] == []
    assert cli("redo", coded, "--as", "ZOÉ").code == 0
    lifted = cli("object", coded, "P01", "--lift", "--reason", "courrier du 9", "--as", "ZOÉ")
    assert lifted.code == 0
    assert len(cli("list", coded, "codings", "--json").json["rows"]) == 1
    assert cli("search", coded, "route", "--json").json["rows"]
    assert cli("check", coded).code == 0


def test_a_rectified_attribute_leaves_nothing_of_its_old_value(cli: Cli, coded: Path) -> None:
    word = ("case", coded, "set", "P01", "age_band")
    assert cli(*word, "40-59", "--as", "ZOÉ").code == 1
    assert cli(*word, "40-59", "--reason", "saisie", "--as", "ZOÉ").code == 0
    assert cli(*word, "60-74", "--reason", "courrier du 3 mars", "--as", "ZOÉ").code == 0
    (row,) = cli("list", coded, "cases", "--json").json["rows"]
    assert "60-74" in str(row)
    assert b"40-59\x00" not in coded.read_bytes()
    assert "40-59" not in cli("list", coded, "journal", "--json").out
    assert cli(*word, "cent ans", "--reason", "x", "--as", "ZOÉ").code == 1
    assert cli("case", coded, "set", "P01", "couleur", "x", "--reason", "x", "--as", "Z").code == 1
    assert cli("check", coded).code == 0


def test_consent_to_be_quoted_is_given_and_taken_back(cli: Cli, coded: Path) -> None:
    word = ("case", coded, "set", "P01", "quote_allowed")
    for said, kept in (("oui", True), ("no", False)):
        assert cli(*word, said, "--reason", "formulaire", "--as", "ZOÉ").code == 0
        assert cli("list", coded, "cases", "--json").json["rows"][0]["quote_allowed"] is kept
    assert cli(*word, "perhaps", "--reason", "formulaire", "--as", "ZOÉ").code == 1
    assert cli("check", coded).code == 0
