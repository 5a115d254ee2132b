"""Settling from the command line: list, decide, by rule, and the log that tells of it."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from qualcode.store.opening import create_project
from tests.app.settling_stories import MAEL, ROAD, ZOE, differ
from tests.cli.conftest import Cli

PAIR = ("--coders", f"{ZOE},{MAEL}")


@pytest.fixture
def study(tmp_path: Path) -> str:
    where = str(tmp_path / "désaccords.qualcode")
    with create_project(where, title="Étude inventée", acting=ZOE) as project:
        differ(project)
    return where


def test_disagreements_as_json_and_in_words(cli: Cli, study: str) -> None:
    document = cli("disagreements", study, *PAIR, "--json").json
    assert [row["type"] for row in document["rows"]] == ["boundary", "opposite", "omission"]
    (pair,) = document["pairs"]
    assert pair["types"]["boundary"] == {"n": 1, "units": 1}
    assert (pair["open"], pair["agreed"], pair["unit"]) == (3, 1, "sentence")
    assert document["rows"][0]["codings"][0][0]["code"] == "essai:distance"
    plain = cli("disagreements", study, *PAIR, "--type", "opposite")
    assert "opposite valence" in plain.out
    assert "proches−" in plain.out
    assert "omission" not in plain.out
    assert "3 disagreements, 3 of them open; 1 agreements" in cli("disagreements", study).err


def test_from_the_first_list_to_the_log(cli: Cli, study: str, tmp_path: Path) -> None:
    rows = cli("disagreements", study, *PAIR, "--json").json["rows"]
    assert cli("settle", study, "--seed-agreed", "--as", ZOE, *PAIR).code == 0
    assert cli("settle", study, "--all-boundaries", "--as", ZOE, *PAIR, "--json").json["n"] == 1
    decided = cli("settle", study, rows[1]["id"][:7], "--decision", MAEL, "--as", ZOE, "--json")
    assert decided.json["decision"] in {"A", "B"}
    refused = cli("settle", study, rows[2]["id"], "--decision", "neither", "--as", ZOE)
    assert refused.code == 1
    why = ("--decision", "neither", "--because", "ambiguity", "--reason", "hors sujet — à revoir")
    assert cli("settle", study, rows[2]["id"], *why, "--as", ZOE).code == 0
    assert not cli("disagreements", study, "--open", "--json").json["rows"]
    seen = cli("disagreements", study, "--with-consensus", ZOE, "--json").json["rows"]
    assert [row["type"] for row in seen] == ["boundary", "opposite", "omission"]
    codings = cli("list", study, "codings", "--json", "--coder", "consensus").json["rows"]
    assert [row["code"].rpartition(":")[2] for row in codings] == [
        "distance",
        "proches",
        "joignable",
    ]

    table = tmp_path / "décisions.csv"
    assert cli("export", study, "decisions", table, "--as", ZOE).code == 0
    lines = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
    assert len(lines) >= 4
    text = table.read_text("utf-8-sig")
    assert "hors sujet — à revoir" in text
    assert "Relatives (lever)" in text
    paper = tmp_path / "décisions.docx"
    assert cli("export", study, "decisions", paper, "--lang", "fr", "--as", ZOE).code == 0
    with zipfile.ZipFile(paper) as docx:
        assert ROAD in docx.read("word/document.xml").decode()


def test_another_passage_from_the_command_line(cli: Cli, study: str) -> None:
    (row,) = cli("disagreements", study, "--type", "omission", "--json").json["rows"]
    span = ("--span", "5.1", "--code", "proches", "--valence", "lever")
    told = cli("settle", study, row["id"], *span, "--reason", "c’est l’équipe", "--as", ZOE)
    assert told.code == 0
    (made,) = cli("list", study, "codings", "--json", "--coder", "consensus").json["rows"]
    assert made["valence"] == "lever"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("--all-boundaries", "--seed-agreed"), 2),
        (("zzz", "--decision", "A"), 1),
        (("--all-boundaries", "--round", "nulle"), 1),
    ],
)
def test_what_cannot_be_settled_is_refused(
    cli: Cli, study: str, words: tuple[str, ...], code: int
) -> None:
    assert cli("settle", study, *words, "--as", ZOE).code == code


def test_a_decision_that_is_none_is_refused(cli: Cli, study: str) -> None:
    rows = cli("disagreements", study, "--json").json["rows"]
    for words in ((), ("--decision", "peut-être")):
        said = cli("settle", study, rows[0]["id"], *words, "--as", ZOE)
        assert said.code == 2
        assert "What is decided?" in said.err


def test_the_log_of_nothing_is_refused(cli: Cli, study: str, tmp_path: Path) -> None:
    said = cli("export", study, "decisions", tmp_path / "x.docx", "--as", ZOE)
    assert said.code == 1
    assert "Nothing is settled yet" in said.err
