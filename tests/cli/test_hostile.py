"""On old consoles, with closed streams and full disks, the command line keeps its word."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ROOT = Path(__file__).resolve().parent.parent.parent
MAIN = "from qualcode.cli.main import main; main()"


def said(words: Sequence[str], shell: str = "", **surroundings: str) -> tuple[int, bytes, str]:
    """What a fresh process answers in an environment that holds only what is named."""
    command = [sys.executable, "-c", MAIN, *words]
    if shell:
        command = ["sh", "-c", f'"$@" {shell}', "sh", *command]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **surroundings}
    done = subprocess.run(
        command, capture_output=True, env=environment, check=False, stdin=subprocess.DEVNULL
    )
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


@pytest.mark.parametrize(
    "surroundings",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp1252", "QUALCODE_LANG": "fr"},
        {"PYTHONIOENCODING": "ascii", "QUALCODE_LANG": "fr"},
        {"TERM": "dumb", "COLUMNS": "40"},
    ],
    ids=["C", "cp1252", "ascii", "dumb"],
)
def test_lists_are_told_on_any_console(study: Path, surroundings: dict[str, str]) -> None:
    code, out, err = said(["list", str(study), "sources"], **surroundings)
    assert (code, "Traceback" in err) == (0, False)
    assert b"P01" in out


@pytest.mark.parametrize("shell", [">&-", "2>&-", ">&- 2>&-", "| head -c 1"])
def test_a_stream_that_is_closed_is_no_failure(study: Path, shell: str) -> None:
    code, _, err = said(["list", str(study), "codes", "--json"], shell)
    assert (code, err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_an_answer_that_finds_no_room_is_told_in_one_line(study: Path) -> None:
    code, _, err = said(["list", str(study), "sources"], ">/dev/full", QUALCODE_LANG="en")
    assert code == 1
    assert err.startswith("Error: The answer could not be written where it was sent")
    assert err.count("\n") == 1


def test_the_screens_do_not_run_into_a_file(study: Path) -> None:
    code, out, err = said([str(study)], QUALCODE_LANG="en")
    assert (code, out) == (2, b"")
    assert "need a terminal" in err


def test_check_mends_what_a_backup_proves(cli: Cli, study: Path) -> None:
    assert cli("backup", study).code == 0
    whole = study.read_bytes()
    study.write_bytes(whole.replace("infirmière".encode(), b"infirmiere!"))
    found = cli("check", study)
    assert found.code == 1
    assert "not as they were written" in found.out
    mended = cli("check", study, "--repair")
    assert mended.code == 0, mended.err
    assert "The damaged file is kept" in mended.err
    assert "0 problems" in cli("check", study).err


def test_a_synchronised_folder_is_told_once_a_day_and_again_where_nothing_can_be_kept(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "état"
    monkeypatch.setenv("XDG_STATE_HOME", str(kept))
    monkeypatch.setenv("LOCALAPPDATA", str(kept))
    (tmp_path / "Nextcloud").mkdir()
    project = tmp_path / "Nextcloud" / "étude.qualcode"
    assert cli("new", project).code == 0

    def told() -> bool:
        done = cli("memo", project, "write", "Une idée", "--as", "Zoé")
        assert done.code == 0, done.err
        return "Nextcloud synchronises" in done.err

    assert [told(), told()] == [True, False]
    (file,) = kept.rglob("warned.json")
    assert str(project) not in file.read_text(encoding="utf-8")
    file.unlink()
    file.mkdir()
    assert [told(), told()] == [True, True]
