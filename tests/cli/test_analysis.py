"""Charts, strengths, themes and chosen quotations on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ROUTE = "Le plus dur… c’était la route."


@pytest.fixture
def coded(cli: Cli, study: Path) -> Path:
    """The study with one passage coded and its source read."""
    text = cli("list", study, "turns", "--json").json["rows"]
    turn = next(
        row for row in text if "la route" in row.get("text", ROUTE) and row["speaker"] == "P01"
    )
    start = turn["start"]
    done = cli(
        "code", study, "P01_entretien", "--span", f"{start}:{start + len(ROUTE)}",
        "--code", "distance_transport", "--valence", "barrier", "--as", "ZOÉ",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert cli("done", study, "P01_entretien", "--as", "ZOÉ").code == 0
    return study


def test_a_chart_is_written_and_says_what_is_left(cli: Cli, coded: Path) -> None:
    done = cli("chart", coded, "write", "distance_transport", "P01", "La route use.", "--as", "ZOÉ")
    assert done.code == 0, done.err
    listed = cli("chart", coded, "list")
    assert "La route use." in listed.out
    assert "1 of 1 cells" in listed.err
    (row,) = cli("chart", coded, "list", "--json").json["rows"]
    assert (row["column"], len(row["codings"])) == ("P01", 1)


def test_strengths_are_written_with_signs_and_suggested_late(cli: Cli, coded: Path) -> None:
    word = ("rate", coded, "write", "distance_transport", "P01")
    assert cli(*word, "barrier2", "Deux heures.", "--as", "ZOÉ").code == 0
    assert (
        cli("rate", coded, "write", "--as", "ZOÉ", "--", "distance_transport", "P01", "-1").code
        == 0
    )
    (row,) = cli("rate", coded, "list", "--as", "ZOÉ", "--json").json["rows"]
    assert row["strength"] == -1
    assert "−1" in cli("rate", coded, "list", "--as", "ZOÉ").out
    assert cli(*word, "5", "--as", "ZOÉ").code == 2


def test_a_theme_is_built_and_listed(cli: Cli, coded: Path) -> None:
    guid = cli("theme", coded, "add", "Venir use.", "--as", "ZOÉ").out.strip()
    under = cli("theme", coded, "add", "La route use.", "--under", guid[:8], "--as", "ZOÉ")
    assert under.code == 0, under.err
    assert cli("theme", coded, "build", guid, "distance_transport", "--as", "ZOÉ").code == 0
    first, second = cli("theme", coded, "list", "--json").json["rows"]
    assert first["codes"] == ["antares_patients:distance_transport"]
    assert (second["depth"], second["parent"]) == (1, guid)
    assert "2        La route use." in cli("theme", coded, "list").out
    for named in ("2", "la route"):
        assert cli("theme", "reword", coded, named, "La route use.", "--as", "ZOÉ").code == 0
    refused = cli("theme", coded, "build", guid, "rien", "--as", "ZOÉ")
    assert refused.code == 1
    assert refused.err.count("\n") == 1


def test_a_quotation_is_chosen_and_cut(cli: Cli, coded: Path) -> None:
    (coding,) = cli("list", coded, "codings", "--json").json["rows"]
    guid = cli("quote", coded, "choose", coding["guid"], "--as", "ZOÉ").out.strip()
    done = cli(
        "quote", coded, "edit", guid[:8], "--cut", "Le plus dur… ", "--bold", "la route",
        "--insert", "la route", "pour elle", "--as", "ZOÉ",
    )  # fmt: skip
    assert done.code == 0, done.err
    done = cli(
        "quote", coded, "translate", guid, "It was the road.", "--translator", "DH", "--as", "ZOÉ"
    )
    assert done.code == 0, done.err
    found = cli("quote", coded, "list", "--json").json
    assert found["rows"][0]["printed"] == "[…] c’était [pour elle] la route."
    assert found["balance"]["largest_share"] == 1
    assert "P01 has 100% of them" in cli("quote", coded, "list").err
    twice = cli("quote", coded, "edit", guid, "--cut", "rou", "--bold", "absent", "--as", "ZOÉ")
    assert twice.code == 1
    assert "does not stand in the quotation" in twice.err
