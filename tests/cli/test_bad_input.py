"""Bad input: one clear line, exit code 1, no traceback, nothing half-written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

FILES: dict[str, tuple[str, bytes]] = {
    "empty": ("vide.txt", b""),
    "blank": ("blanc.txt", b" \n\n\t\n"),
    "binary": ("image.txt", bytes(range(256)) * 40),
    "password": ("protege.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "not a docx": ("faux.docx", b"PK\x03\x04 pas un document"),
    "pdf": ("papier.pdf", b"%PDF-1.7 rien"),
}


def one_line(err: str) -> bool:
    return err.startswith("Error: ") and err.count("\n") == 1 and "Traceback" not in err


@pytest.mark.parametrize("kind", FILES)
def test_a_transcript_that_cannot_be_read(cli: Cli, study: Path, tmp_path: Path, kind: str) -> None:
    name, content = FILES[kind]
    path = tmp_path / name
    path.write_bytes(content)
    before = study.read_bytes()
    said = cli("import", study, path)
    assert said.code == 1
    assert one_line(said.err)
    assert name in said.err
    assert study.read_bytes() == before


def test_a_missing_file_and_a_folder(cli: Cli, study: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "rien.txt", tmp_path):
        said = cli("import", study, path)
        assert said.code == 1
        assert one_line(said.err)


def test_one_bad_file_keeps_the_good_one_out(cli: Cli, tmp_path: Path, interview: Path) -> None:
    project = tmp_path / "p.qualcode"
    cli("new", project)
    assert cli("import", project, interview, tmp_path / "rien.txt").code == 1
    assert cli("list", project, "sources", "--json").json["rows"] == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("case_id,kind\nP01,patient\nP01,patient\n", "line 3"),
        ("case_id;kind\nP01;martien\n", "line 2"),
        ("nom\nP01\n", "case_id"),
        ('case_id,kind\n"P01,patient\n', "line"),
    ],
)
def test_a_table_of_cases_with_mistakes(
    cli: Cli, study: Path, tmp_path: Path, content: str, told: str
) -> None:
    table = tmp_path / "cas.csv"
    table.write_text(content, encoding="utf-8")
    said = cli("import", study, "--cases", table)
    assert said.code == 1
    assert told in said.err
    assert "cas.csv" in said.err
    rows = cli("list", study, "cases", "--json").json["rows"]
    assert [row["case"] for row in rows] == ["P01"]


@pytest.mark.parametrize(
    "content",
    ["id: [\n", "codes: 3\n", "id: x\ntitle: T\ncodes:\n- key: Pas Bon\n  label: a\n", ""],
)
def test_a_codebook_with_mistakes_makes_no_project(cli: Cli, tmp_path: Path, content: str) -> None:
    grille = tmp_path / "grille.yaml"
    grille.write_text(content, encoding="utf-8")
    project = tmp_path / "p.qualcode"
    said = cli("new", project, "--codebook", grille)
    assert said.code == 1
    assert "grille.yaml" in said.err
    assert not project.exists()


@pytest.mark.parametrize(
    ("span", "code", "told"),
    [
        ("2.1", "inconnu", "no code “inconnu”"),
        ("99", "verbatim_fort", "no turn 99"),
        ("0:99999", "verbatim_fort", "outside the text"),
        ("2.9", "verbatim_fort", "sentences"),
        ("1.1", "verbatim_fort", "interviewer"),
        ("ici", "verbatim_fort", "no address"),
    ],
)
def test_a_passage_or_code_that_is_not_there(
    cli: Cli, study: Path, span: str, code: str, told: str
) -> None:
    said = cli("code", study, "P01_entretien", "--span", span, "--code", code, "--as", "ZOÉ")
    assert said.code == 1
    assert told in said.err
    assert one_line(said.err)
    assert cli("list", study, "codings", "--json").json["rows"] == []


def test_usage_is_exit_2(cli: Cli, study: Path) -> None:
    assert cli("list", study, "chats").code == 2
    assert cli("code", study).code == 2
    assert cli("nonsense").code == 2
    assert cli("--ui-lang", "xx", "list").code == 2
    backwards = cli("code", study, "P01_entretien", "--span", "9:3", "--code", "x", "--as", "Z")
    assert backwards.code == 2


def test_a_file_that_is_no_project(cli: Cli, tmp_path: Path) -> None:
    text = tmp_path / "notes.qualcode"
    text.write_text("bonjour", encoding="utf-8")
    other = tmp_path / "autre.qualcode"
    sqlite3.connect(other).execute("CREATE TABLE t (x)")
    for path in (text, other, tmp_path / "absent.qualcode"):
        said = cli("list", path, "sources")
        assert said.code == 1
        assert one_line(said.err)


def test_a_project_of_a_newer_version(cli: Cli, study: Path) -> None:
    with sqlite3.connect(study) as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    said = cli("list", study, "sources")
    assert said.code == 1
    assert "newer" in said.err


def test_a_project_is_never_made_over_another(cli: Cli, study: Path) -> None:
    before = study.read_bytes()
    assert cli("new", study).code == 1
    assert study.read_bytes() == before


def test_open_identifiers_refuse_the_file_in_masked_words(
    cli: Cli, study: Path, tmp_path: Path
) -> None:
    path = tmp_path / "P02.txt"
    path.write_text(
        "Enquêteur : Bonjour.\nP02 : Appelez-moi au 01 99 00 12 34, ou écrivez à "
        "zoe.invente@exemple.test.\n",
        encoding="utf-8",
    )
    said = cli("import", study, path)
    assert said.code == 3
    assert "99 00" not in said.err
    assert "zoe.invente" not in said.err
    assert len(cli("list", study, "sources", "--json").json["rows"]) == 1
    named = tmp_path / "entretien Mme Martinez.txt"
    named.write_text("Enquêteur : Bonjour.\nP03 : Oui, bonjour.\n", encoding="utf-8")
    by_name = cli("import", study, named)
    assert by_name.code == 3
    assert "Martinez" not in by_name.err
    screened = cli("screen", path, "--json")
    assert screened.code == 3
    kinds = {finding["type"] for finding in screened.json["files"][0]["findings"]}
    assert kinds == {"PHONE", "EMAIL"}
    accepted = cli("import", study, path, "--accept-reason", "numéro inventé")
    assert accepted.code == 0
