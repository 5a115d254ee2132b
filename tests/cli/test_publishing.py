"""From codings to publication, as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ROUTE = "Le plus dur… c’était la route."


@pytest.fixture
def coded(cli: Cli, study: Path) -> Path:
    """The study with one passage coded and its source read."""
    turns = cli("list", study, "turns", "--json").json["rows"]
    start = next(row["start"] for row in turns if row["speaker"] == "P01")
    words = ("--code", "distance_transport", "--valence", "barrier", "--as", "ZOÉ")
    span = f"{start}:{start + len(ROUTE)}"
    assert cli("code", study, "P01_entretien", "--span", span, *words).code == 0
    assert cli("done", study, "P01_entretien", "--as", "ZOÉ").code == 0
    return study


def test_a_reviewer_asks_for_the_table_of_months_ago(cli: Cli, coded: Path, tmp_path: Path) -> None:
    out, again, diff = (tmp_path / f"{name}.docx" for name in ("t", "again", "diff"))
    assert cli("export", coded, "themes", out, "--lang", "en").code == 0
    (row,) = cli("list", coded, "exports", "--json").json["rows"]
    assert row["stale"] is False
    turns = cli("list", coded, "turns", "--json").json["rows"]
    last = [row for row in turns if row["speaker"] == "P01"][-1]
    span = f"{last['start']}:{last['end']}"
    given = ("--code", "joignabilite", "--valence", "lever", "--as", "ZOÉ")
    done = cli("code", coded, "P01_entretien", "--span", span, *given)
    if done.code:
        key = next(
            one["key"]
            for one in cli("list", coded, "codes", "--json").json["rows"]
            if one["codable"] and one["policy"] == "required"
        )
        given = ("--code", key, "--valence", "lever", "--as", "ZOÉ")
        assert cli("code", coded, "P01_entretien", "--span", span, *given).code == 0
    listed = cli("list", coded, "exports")
    assert "yes" in listed.out
    assert row["snapshot"][:8] in listed.out
    made = cli("rebuild", coded, row["guid"][:8], again, "--json")
    assert made.json["identical"] is True
    assert again.read_bytes() == out.read_bytes()
    compared = cli("compare-tables", coded, row["snapshot"][:8], "now", diff, "--json")
    assert [one["became"] for one in compared.json["rows"]] == ["added"]
    assert diff.stat().st_size > 1000


def test_a_bundle_for_a_journal(cli: Cli, coded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "revue"
    made = cli("bundle", coded, folder, "--lang", "fr", "--json")
    assert made.code == 0, made.err
    assert (folder / "manifest.json").exists()
    assert {path.name for path in folder.iterdir()} == {*made.json["files"], "manifest.json"}
    assert "themes.docx" in made.json["files"]
    assert "Left out: chart.docx" in made.err
    assert cli("bundle", coded, folder).code == 1
    assert "\r" not in made.err


def test_figures_are_drawn_in_both_languages(cli: Cli, coded: Path, tmp_path: Path) -> None:
    for language, word in (("fr", "Frein"), ("en", "Barrier")):
        out = tmp_path / f"codes_{language}.svg"
        assert cli("figure", coded, "codes", out, "--lang", language).code == 0
        assert word in out.read_text("utf-8")
    refused = cli("figure", coded, "agreement", tmp_path / "a.svg")
    assert refused.code == 1
    assert not (tmp_path / "a.svg").exists()


def test_a_contrast_needs_two_groups(cli: Cli, coded: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.docx"
    refused = cli("export", coded, "contrast", out, "--by", "sex", "--between", "F")
    assert refused.code == 1
    assert "--between" in refused.err
    assert not out.exists()
