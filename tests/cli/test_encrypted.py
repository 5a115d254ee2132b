"""Encrypted projects on the command line: where the passphrase comes from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcode.store.safety import ciphers
from qualcode.store.safety.ciphers import KEYS, is_encrypted
from tests.cli.conftest import Cli


@pytest.fixture(autouse=True)
def strangers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody has opened anything yet; guessing a passphrase is made quick."""
    monkeypatch.setattr(ciphers, "ROUNDS", 1000)
    monkeypatch.delenv("QUALCODE_PASSPHRASE_FILE", raising=False)
    KEYS.forget()
    yield
    KEYS.forget()


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    file = tmp_path / "phrase.txt"
    file.write_text("été, cheval, agrafe\n", encoding="utf-8")
    return file


@pytest.fixture
def hidden(cli: Cli, tmp_path: Path, interview: Path, passphrase: Path) -> Path:
    """An encrypted project of the AnTARES study, with one interview in it."""
    project = tmp_path / "caché.qualcode"
    made = cli("new", project, "--study", "antares", "--encrypt", "--passphrase-file", passphrase)
    assert made.code == 0, made.err
    kept = ("--type", "patient_interview", "--passphrase-file", passphrase)
    assert cli("import", project, interview, *kept).code == 0
    assert is_encrypted(project)
    KEYS.forget()
    return project


def test_the_passphrase_comes_from_an_option_or_the_environment(
    cli: Cli, hidden: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = cli("list", hidden, "sources")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "--passphrase-file" in refused.err
    assert cli("list", hidden, "sources", f"--passphrase-file={passphrase}").code == 0
    KEYS.forget()
    monkeypatch.setenv("QUALCODE_PASSPHRASE_FILE", str(passphrase))
    assert cli("check", hidden).code == 0
    assert cli("search", hidden, "route", "--json").json["rows"]


def test_a_missing_passphrase_file_is_one_line(cli: Cli, hidden: Path, tmp_path: Path) -> None:
    for file in (tmp_path / "rien.txt", tmp_path):
        refused = cli("list", hidden, "sources", "--passphrase-file", file)
        assert (refused.code, refused.err.count("\n")) == (1, 1)


def test_backups_and_packages_of_an_encrypted_project(
    cli: Cli, hidden: Path, tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_PASSPHRASE_FILE", str(passphrase))
    done = cli("backup", hidden)
    assert done.code == 0, done.err
    assert is_encrypted(Path(done.out.strip()))
    assert cli("coder", hidden, "add", "MAËL", "--as", "ZOÉ").code in {0, 2}
    other = tmp_path / "autre.txt"
    other.write_text("pour le colis seulement\n", encoding="utf-8")
    out = tmp_path / "colis.qchandout"
    done = cli("handout", hidden, out, "--coder", "ZOÉ", "--passphrase-file", other, "--as", "ZOÉ")
    assert done.code in {0, 1}, done.err
    if done.code == 0:
        assert cli("merge", hidden, out, "--passphrase-file", other, "--as", "ZOÉ").code == 0


def test_a_project_is_encrypted_and_decrypted_into_copies(
    cli: Cli, study: Path, tmp_path: Path, passphrase: Path
) -> None:
    hidden, clear = tmp_path / "c1.qualcode", tmp_path / "c2.qualcode"
    assert cli("encrypt", study, hidden, "--passphrase-file", passphrase).code == 0
    KEYS.forget()
    assert cli("decrypt", hidden, clear).code == 1
    assert cli("decrypt", hidden, clear, "--passphrase-file", passphrase).code == 0
    rows = [
        cli("list", project, "turns", "--json", "--passphrase-file", passphrase).json["rows"]
        for project in (study, hidden, clear)
    ]
    assert rows[0] == rows[1] == rows[2]
    assert cli("new", tmp_path / "x.qualcode", "--passphrase-file", passphrase).code == 2


def test_a_backup_is_not_restored_with_another_passphrase_and_nothing_is_touched(
    cli: Cli, hidden: Path, tmp_path: Path, passphrase: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_PASSPHRASE_FILE", str(passphrase))
    backup = Path(cli("backup", hidden).out.strip())
    other = tmp_path / "autre.txt"
    other.write_text("une autre\n", encoding="utf-8")
    monkeypatch.setenv("QUALCODE_PASSPHRASE_FILE", str(other))
    KEYS.forget()
    before = hidden.read_bytes()
    for target in (hidden, tmp_path / "ailleurs.qualcode"):
        refused = cli("restore", backup, target)
        assert (refused.code, refused.err.count("\n"), refused.out) == (1, 1, "")
        assert backup.name in refused.err
    assert hidden.read_bytes() == before
    assert not (tmp_path / "ailleurs.qualcode").exists()
