"""The key file stands elsewhere, sealed; when it is destroyed the journal keeps the day."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from qualcode.store.exchange import sealing
from tests.cli.conftest import Cli

NAME = "Éléonore d’Aubépine 😀"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing a passphrase is made quick."""
    monkeypatch.setattr(sealing, "COST", 2**8)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder outside the project's, with a passphrase in it."""
    folder = tmp_path.with_name(f"{tmp_path.name}-coffre")
    folder.mkdir()
    (folder / "phrase").write_text("cheval agrafe été\n", encoding="utf-8")
    (folder / "autre").write_text("tout autre chose\n", encoding="utf-8")
    return folder


def test_a_key_file_is_made_filled_shown_and_destroyed(
    cli: Cli, study: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, sealed = home / "clés", ("--passphrase-file", home / "phrase")
    assert cli("keyfile", study, "create", keys, *sealed).code == 0
    assert cli("keyfile", study, "create", keys, *sealed).code == 1
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NAME}\n"))
    added = cli("keyfile", study, "add", keys, "P01", *sealed)
    assert added.code == 0, added.err
    rows = cli("keyfile", study, "show", keys, "--json", *sealed).json["rows"]
    assert rows == [{"pseudonym": "P01", "identity": NAME}]
    assert keys.stat().st_mode & 0o777 == 0o600
    everywhere = [file for folder in (study.parent, home) for file in folder.rglob("*")]
    assert not any(NAME.encode() in file.read_bytes() for file in everywhere if file.is_file())
    wrong = cli("keyfile", study, "show", keys, "--passphrase-file", home / "autre")
    assert (wrong.code, wrong.err.count("\n"), wrong.out) == (1, 1, "")

    assert cli("keyfile", study, "destroy", keys, "--as", "ZOÉ").code == 1
    assert cli("keyfile", study, "destroy", keys, "--yes").code == 1
    assert keys.exists()
    assert cli("keyfile", study, "destroy", keys, "--yes", "--as", "ZOÉ").code == 0
    assert not keys.exists()
    journal = cli("list", study, "journal", "--json").json["rows"]
    assert [row["action"] for row in journal].count("destroy_keys") == 1
    assert cli("check", study).code == 0


def test_a_key_file_never_stands_with_its_project(cli: Cli, study: Path, home: Path) -> None:
    inside = study.parent / "dossier"
    inside.mkdir()
    for place in (study.parent / "clés", inside / "clés"):
        refused = cli("keyfile", study, "create", place, "--passphrase-file", home / "phrase")
        assert (refused.code, refused.err.count("\n")) == (1, 1)
        assert not place.exists()


def test_no_other_file_is_read_or_destroyed_as_a_key_file(
    cli: Cli, study: Path, home: Path
) -> None:
    thesis, sealed = home / "thèse.docx", ("--passphrase-file", home / "phrase")
    thesis.write_bytes(b"PK\x03\x04")
    assert cli("keyfile", study, "destroy", thesis, "--yes", "--as", "ZOÉ").code == 1
    assert thesis.exists()
    assert cli("keyfile", study, "show", thesis, *sealed).code == 1
    assert cli("keyfile", study, "show", home / "rien", *sealed).code == 1
    assert cli("keyfile", study, "add", thesis, *sealed).code == 2
    other = study.with_name("autre.qualcode")
    assert cli("new", other).code == 0
    keys = home / "clés"
    assert cli("keyfile", other, "create", keys, *sealed).code == 0
    assert cli("keyfile", study, "show", keys, *sealed).code == 1
    keys.write_bytes(keys.read_bytes()[:-3])
    assert cli("keyfile", other, "show", keys, *sealed).code == 1
