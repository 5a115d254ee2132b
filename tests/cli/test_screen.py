"""The command `screen`: what keeps a file out, what a person should look at, nothing in clear."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli


def test_doubts_are_open_like_what_is_sure_and_say_why(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "P01.txt"
    path.write_text("ENQ : Oui ?\nP01 : On a vu bolinharde l'an passé.\n", encoding="utf-8")
    said = cli("screen", path)
    assert said.code == 3
    assert "line 2: name? (bo…de; no dictionary has this word)" in said.out
    assert "bolinharde" not in said.out + said.err


def test_a_finding_says_its_rule(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "P01.txt"
    path.write_text("ENQ : Oui ?\nP01 : Le docteur Tchobanyel.\n", encoding="utf-8")
    said = cli("screen", path, "--json")
    assert said.code == 3
    (finding,) = said.json["files"][0]["findings"]
    assert (finding["type"], finding["tier"]) == ("NAME", "auto")
    assert finding["why"]
