"""A Word file is written whole or not at all, and a refusal says what to do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

from qualcode.core.errors import FileProblem
from qualcode.export.word.saving import save


def test_a_file_is_replaced_in_one_step_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "thèmes é 😀.docx"
    save(file, b"old")
    save(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"There is no folder .*nulle part"):
        save(tmp_path / "nulle part" / "table.docx", b"x")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="is a folder"):
        save(tmp_path, b"x")


def test_a_read_only_file_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "table.docx"
    file.write_bytes(b"old")
    file.chmod(0o444)
    with pytest.raises(FileProblem, match="read only"):
        save(file, b"new")
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("lock", [".~lock.table.docx#", "~$ble.docx"])
def test_a_file_open_in_a_word_processor_is_left_alone(tmp_path: Path, lock: str) -> None:
    file = tmp_path / "table.docx"
    file.write_bytes(b"old")
    (tmp_path / lock).touch()
    with pytest.raises(FileProblem, match="open in another program") as told:
        save(file, b"new")
    assert lock in str(told.value)
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(13, "denied"), "open in another program, or its folder is read only"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_a_failed_write_leaves_the_old_file_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, message: str
) -> None:
    file = tmp_path / "table.docx"
    file.write_bytes(b"old")

    def refuse(_descriptor: int) -> NoReturn:
        raise error

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(FileProblem, match=message) as told:
        save(file, b"new")
    assert told.value.__cause__ is error
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
