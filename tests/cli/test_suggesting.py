"""`qualcode suggest`: off at first, codes with their evidence, accepted by number."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

TEAM = "L’infirmière répondait toujours."


@pytest.fixture
def two(study: Path, cli: Cli, tmp_path: Path) -> Path:
    """The same words in a second interview; those of the first are coded."""
    again = tmp_path / "P02_entretien.txt"
    first = (tmp_path / "P01_entretien.txt").read_text(encoding="utf-8")
    again.write_text(first.replace("P01", "P02"), encoding="utf-8")
    done = cli("import", study, again, "--type", "patient_interview")
    assert done.code == 0, done.err
    code = ("--code", "joignabilite", "--as", "Zoé")
    given = cli("code", study, "P01_entretien", "--span", "4.1", *code)
    assert given.code == 0, given.err
    return study


def test_codes_come_with_their_evidence_once_it_is_on(cli: Cli, two: Path) -> None:
    where = ("suggest", two, "P02_entretien", "4.1", "--as", "Zoé")
    off = cli(*where)
    assert (off.code, "are off" in off.err) == (1, True)
    assert "are on" in cli("suggest", two, "--turn", "on", "--as", "Zoé").err
    said = cli(*where)
    assert said.out.splitlines()[1].strip() == (
        f"P01_entretien · 4.1 · almost the same words · “{TEAM}”"
    )
    (row,) = cli(*where, "--json").json["rows"]
    assert (row["code"], row["alike"]) == ("antares_patients:joignabilite", "same")
    french = cli("--ui-lang", "fr", *where)
    assert french.code == 0


def test_a_number_accepts_and_the_journal_says_so(cli: Cli, two: Path) -> None:
    where = ("suggest", two, "P02_entretien", "4.1", "--as", "Zoé")
    assert cli("suggest", two, "--turn", "on", "--as", "Zoé").code == 0
    assert cli(*where, "--accept", "2").code == 2
    assert cli(*where, "--accept", "1", "--valence", "lever").code == 0
    rows = cli("list", two, "journal", "--json").json["rows"]
    assert rows[-1]["action"] == "accept_suggestion"
    assert "No passage that was coded" in cli(*where).err


def test_a_place_or_a_switch_has_to_be_named(cli: Cli, two: Path) -> None:
    assert cli("suggest", two, "--as", "Zoé").code == 2
    assert cli("suggest", two, "--turn", "on").code != 0
