"""The record for the data-protection officer says what holds, in words that promise no more."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def words_of(file: Path) -> str:
    with zipfile.ZipFile(file) as archive:
        return re.sub("<[^>]+>", "", archive.read("word/document.xml").decode())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_record_is_filled_from_the_study_and_the_project(
    cli: Cli, study: Path, tmp_path: Path, language: str
) -> None:
    assert cli("object", study, "P01", "--reason", "courrier", "--as", "ZOÉ").code == 0
    out = tmp_path / "registre.docx"
    done = cli("record", study, out, "--lang", language, "--as", "ZOÉ")
    assert done.code == 0, done.err
    words = words_of(out)
    assert "Centre Léon Bérard" in words
    assert "ZOÉ" in words
    assert not re.search("anonym", words, re.IGNORECASE)
    assert re.search("(objection|opposition) 1", words)
    assert cli("list", study, "exports", "--json").json["rows"][0]["kind"] == "record"


def test_what_the_study_does_not_say_is_left_to_fill_in(cli: Cli, tmp_path: Path) -> None:
    project, out = tmp_path / "vide.qualcode", tmp_path / "r.html"
    assert cli("new", project).code == 0
    done = cli("record", project, out, "--lang", "en", "--as", "ZOÉ")
    assert done.code == 0, done.err
    assert "headings are to be filled in" in done.err
    text = out.read_text(encoding="utf-8")
    assert "To be filled in" in text
    assert "not published yet" in text
    assert "encrypted disk" in text
