"""Work on a codebook as commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli, Said

BOOK = """\
id: essai
version: "1.0.0"
languages: [fr, en]
title: Essai
codes:
  - key: acces
    label: {fr: Accès, en: Access}
    codable: false
    children:
      - key: distance
        label: {fr: Distance, en: Distance}
        definition: {fr: La route.}
      - key: cout
        label: {fr: Coût, en: Cost}
  - key: equipe
    label: {fr: Équipe, en: Team}
"""


@pytest.fixture
def grid(cli: Cli, tmp_path: Path, interview: Path) -> Path:
    """A project with a small codebook, an interview and two codings."""
    project, book = tmp_path / "étude.qualcode", tmp_path / "essai.yaml"
    book.write_text(BOOK, encoding="utf-8")
    assert cli("new", project, "--codebook", book).code == 0
    assert cli("import", project, interview).code == 0
    for span, valence in (("2.1", "barrier"), ("2.2", "unset")):
        done = cli(
            *("code", project, "P01_entretien", "--span", span, "--code", "distance"),
            *("--valence", valence, "--as", "ZOÉ"),
        )
        assert done.code == 0, done.err
    return project


def codes(cli: Cli, project: Path) -> dict[str, str | None]:
    """Keys and parents in the order of the grid."""
    rows = cli("list", project, "codes", "--json").json["rows"]
    return {row["code"]: row["parent"] for row in rows}


def done(said: Said) -> Said:
    """What a command answered, which must have worked."""
    assert said.code == 0, said.err
    return said


def test_a_code_is_made_moved_and_taken_back(cli: Cli, grid: Path) -> None:
    made = cli(
        *("codebook", grid, "new", "--label", "fr=Météo", "--label", "en=Weather"),
        *("--under", "acces", "--provisional", "--as", "ZOÉ", "--json"),
    )
    assert done(made).json == {"schema": "qualcode.code/1", "code": "essai:meteo"}
    done(cli("codebook", grid, "move", "meteo", "--under", "acces", "--position", "1", "--as", "Z"))
    assert list(codes(cli, grid))[:2] == ["acces", "meteo"]
    done(cli("codebook", grid, "move", "meteo", "--as", "ZOÉ"))
    assert codes(cli, grid)["meteo"] is None
    done(cli("codebook", grid, "promote", "meteo", "--as", "ZOÉ"))
    done(cli("codebook", grid, "retire", "meteo", "--as", "ZOÉ", "--reason", "hors sujet"))
    done(cli("codebook", grid, "revive", "meteo", "--as", "ZOÉ"))
    for _ in range(2):
        done(cli("undo", grid, "--as", "ZOÉ"))
    assert cli("codebook", grid, "promote", "meteo", "--as", "ZOÉ").code == 1


def test_editing_tells_who_has_to_read_again(cli: Cli, grid: Path) -> None:
    edited = cli(
        *("codebook", grid, "edit", "distance", "--definition", "en=The road.", "--as", "ZOÉ"),
        *("--label", "Road", "--policy", "required", "--see", "cout", "--alias", "route"),
        *("--example", "fr=« Deux heures »", "--target", "fr=venir"),
    )
    assert "ZOÉ: 2 codings to read again." in done(edited).err
    assert "1 coding needs a valence now." in edited.err
    waiting = cli("codebook", grid, "rereading", "--as", "ZOÉ", "--json").json["rows"]
    assert [row["changed"] for row in waiting] == [
        ["definition", "example", "label", "not_when_see"]
    ] * 2
    guids = [row["guid"] for row in waiting]
    assert (
        "2 codings read again" in done(cli("codebook", grid, "reread", *guids, "--as", "ZOÉ")).err
    )
    assert cli("codebook", grid, "rereading", "--as", "ZOÉ", "--json").json["rows"] == []


def test_history_and_differences(cli: Cli, grid: Path) -> None:
    done(cli("codebook", grid, "publish", "1.1.0", "--reason", "vague 1", "--as", "ZOÉ"))
    words = ("--definition", "fr=La route et le prix.", "--fixed", "lever", "--policy", "fixed")
    done(cli("codebook", grid, "edit", "cout", *words, "--as", "ZOÉ"))
    done(cli("codebook", grid, "edit", "distance", "--definition", "fr=La rue.", "--as", "ZOÉ"))
    rows = cli("codebook", grid, "history", "--json").json["rows"]
    assert [(row["version"], row["reason"], row["coder"]) for row in rows] == [
        ("1.0.0", "", None),
        ("1.1.0", "vague 1", "ZOÉ"),
    ]
    assert "vague 1" in done(cli("codebook", grid, "history")).out
    told = done(cli("codebook", grid, "diff", "1.1.0")).out
    assert "distance · Definition [fr]: La [-route-]{+rue+}." in told
    assert "cout · Valence: optional → fixed" in told
    document = cli("codebook", grid, "diff", "1.1.0", "--json", "--id", "essai").json
    assert document["schema"] == "qualcode.codebook_diff/1"
    assert document["to_reread"] == ["cout", "distance"]
    assert ["gone", "route"] in document["reworded"][0]["words"]
    assert "Nothing is different" in done(cli("codebook", grid, "diff", "1.0.0", "1.1.0")).err
    assert "no version “9”" in cli("codebook", grid, "diff", "9").err


def test_codes_are_merged(cli: Cli, grid: Path) -> None:
    done(cli("codebook", grid, "edit", "cout", "--policy", "none", "--as", "ZOÉ"))
    merged = cli(
        "codebook", grid, "merge", "distance", "--into", "cout", "--id", "essai", "--as", "Z",
        "--json",
    )  # fmt: skip
    assert done(merged).json == {
        "schema": "qualcode.merge/1",
        "codings": 2,
        "united": 0,
        "left": 0,
        "adapted": [{"before": "barrier", "after": "unset", "codings": 1}],
    }
    done(cli("undo", grid, "--as", "Z"))
    told = done(cli("codebook", grid, "merge", "distance", "--into", "cout", "--as", "Z")).err
    assert "2 codings of distance" in told
    assert "barrier → not set, 1 times" in told
    assert "cout: merged" not in cli("codebook", grid, "diff", "1.0.0").out
    assert "distance: merged into cout" in cli("codebook", grid, "diff", "1.0.0").out


def test_a_code_is_split_and_decided_coding_by_coding(cli: Cli, grid: Path) -> None:
    split = cli("codebook", grid, "split", "distance", "--into", "cout", "equipe", "--as", "ZOÉ")
    assert "2 codings wait for a decision." in done(split).err
    rows = cli("codebook", grid, "decisions", "--coder", "ZOÉ", "--as", "ZOÉ", "--json").json[
        "rows"
    ]
    assert [(row["code"], row["a"], row["b"]) for row in rows] == [
        ("distance", "essai:cout", "essai:equipe")
    ] * 2
    refused = cli("codebook", grid, "decide", rows[0]["guid"], "--to", "a", "--as", "ANA")
    assert (refused.code, "another coder" in refused.err) == (1, True)
    for row, to in zip(rows, ("both", "neither"), strict=True):
        done(cli("codebook", grid, "decide", row["guid"], "--to", to, "--as", "ZOÉ", "--json"))
    found = cli("list", grid, "codings", "--json").json["rows"]
    assert sorted(row["code"] for row in found) == ["cout", "equipe"]
    assert "distance: split into cout, equipe" in cli("codebook", grid, "diff", "1.0.0").out


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("edit", "rien", "--label", "X", "--as", "Z"), 1, "no code “rien”"),
        (("edit", "distance", "--label", "X"), 1, "--as NAME"),
        (("move", "acces", "--under", "distance", "--as", "Z"), 1, "under itself"),
        (("new", "--label", "X", "--policy", "fixed", "--as", "Z"), 1, "needs a value"),
        (("new", "--as", "Z"), 1, "label"),
        (("merge", "distance", "--as", "Z"), 2, "--into"),
        (("rename", "distance"), 2, "rename"),
        (("diff", "1.0.0", "--id", "autre"), 1, "essai"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    cli: Cli, grid: Path, words: tuple[str, ...], code: int, why: str
) -> None:
    said = cli("codebook", grid, *words)
    assert said.code == code
    assert why in said.err
    assert "Traceback" not in said.err
