"""A review without a screen: a table of decisions goes out, comes back filled in, and is told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.app.review_stories import SECRETS, sent
from tests.cli.conftest import Cli


@pytest.fixture
def project(cli: Cli, tmp_path: Path) -> Path:
    """An empty project in a folder of its own."""
    (tmp_path / "kept").mkdir()
    made = tmp_path / "kept" / "étude.qualcode"
    assert cli("new", made, "--as", "Zoé").code == 0
    return made


def fill_in(table: Path, **decided: str) -> None:
    """Write a decision into every row: `direct` for direct ones, `kind=` for one type."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        word = decided.get(row["type"], decided.get("every", ""))
        row["decision"], _, row["reason"] = word.partition(": ")
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_scripted_review_leaves_no_name_in_files_output_or_exports(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    files = sent(tmp_path)
    table = tmp_path / "decisions.csv"
    screened = cli("screen", *files, "--out", table)
    assert screened.code == 3
    said = [screened.out, screened.err, table.read_text(encoding="utf-8")]
    refused = cli("import", project, *files, "--decisions", table, "--as", "Zoé")
    assert refused.code == 3
    fill_in(table, every="accept")
    second = tmp_path / "second.csv"
    second.write_bytes(table.read_bytes())
    done = cli("import", project, *files, "--decisions", table, "--second", second, "--as", "Zoé")
    assert done.code == 0, done.err
    assert "Second reader, " in done.err
    assert "Without a key file" in done.err
    held = cli("screen", project)
    assert (held.code, "Nothing is open." in held.out) == (0, True)
    journal = cli("list", project, "journal", "--json")
    assert journal.json["rows"][-1]["action"] == "import"
    copied = cli("print", project, "P03", tmp_path / "kept" / "P03.docx")
    said += [one.out + one.err for one in (refused, done, held, journal, copied)]
    said += [
        path.read_bytes().decode("utf-8", "replace")
        for path in (tmp_path / "kept").rglob("*")
        if path.is_file()
    ]
    assert [secret for secret in SECRETS for text in said if secret in text] == []


def test_a_kept_word_is_kept_with_its_reason_and_an_open_one_refuses(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    files, table = sent(tmp_path), tmp_path / "decisions.csv"
    cli("screen", *files, "--out", table)
    fill_in(table, every="accept", PHONE="")
    assert cli("import", project, *files, "--decisions", table, "--as", "Zoé").code == 3
    fill_in(table, every="accept", PHONE="garder: standard public")
    done = cli("import", project, *files, "--decisions", table, "--as", "Zoé", "--json")
    assert done.json["sources"] == ["P03", "P04"]
    assert cli("screen", project).code == 0


def test_a_review_on_screen_needs_a_terminal(cli: Cli, project: Path, tmp_path: Path) -> None:
    said = cli("import", project, *sent(tmp_path), "--review", "--as", "Zoé")
    assert said.code == 2
    assert "--decisions decisions.csv" in said.err


def test_what_a_project_holds_is_screened_until_it_is_accepted(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    cli("import", project, sent(tmp_path)[1], "--accept-reason", "essai", "--as", "Zoé")
    assert cli("screen", project).code == 0
    cli("memo", project, "write", "Vu le docteur Tchobanyel.", "--as", "Zoé")
    said = cli("screen", project, "--json", "--as", "Zoé")
    assert said.code == 3
    named = [
        row["what"]
        for row in said.json["files"]
        if any(finding["type"] == "NAME" for finding in row["findings"])
    ]
    assert "memo" in named
    refused = cli("export", project, "memos", tmp_path / "memos.md", "--as", "Zoé")
    assert (refused.code, "Tchobanyel" in refused.err) == (3, False)
    assert cli("screen", project, "--accept-reason", "inventé", "--as", "Zoé").code == 0
    assert cli("export", project, "memos", tmp_path / "memos.md", "--as", "Zoé").code == 0
