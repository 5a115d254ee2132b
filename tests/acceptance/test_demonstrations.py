"""Every demonstration opens, and makes its own tables as its README says, in both languages."""

from __future__ import annotations

import re
import shlex
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qualcode.app.demonstrations.demo import acting_in, shown_studies
from qualcode.app.projects.studies import shipped
from qualcode.interop.codings_jsonl import read_codings
from qualcode.interop.transcripts import read_transcript
from tests.cli.conftest import Cli, cli

__all__ = ["cli"]

STUDIES = ("neon", "inca", "vendee", "pacto34", "teaching")


def commands(page: Path) -> list[list[str]]:
    """What a page tells to type, without the word `qualcode`."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    typed = [shlex.split(line) for block in blocks for line in block.splitlines()]
    assert {words[0] for words in typed} == {"qualcode"}
    return [words[1:] for words in typed]


def test_every_study_that_ships_has_its_demonstration() -> None:
    assert set(shown_studies()) == {"antares", *STUDIES}
    assert shown_studies()[0] == "antares"
    assert {study: acting_in(study) for study in STUDIES if acting_in(study) != "C1"} == {
        "teaching": "T1"
    }


@pytest.mark.parametrize("study", STUDIES)
def test_what_the_readme_tells_to_type_makes_its_tables(
    study: str,
    cli: Cli,
    made: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "qualcode-demo").mkdir()
    shutil.copy(made(study), tmp_path / "qualcode-demo")
    wanted = []
    for words in commands(shipped("transcripts_examples") / study / "README.md"):
        done = cli(*words)
        assert done.code == 0, done.err
        wanted += [word for word in words if word.endswith(".docx")]
    assert len(wanted) == len(set(wanted)) >= 2
    captions = {_caption(tmp_path / file) for file in wanted}
    assert captions == {"Tableau", "Table"}


def test_what_the_lesson_tells_to_type_leads_to_the_trainees_lesson(
    cli: Cli, made: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = Path(__file__).parents[2] / "docs"
    french, english = commands(docs / "teaching.fr.md"), commands(docs / "teaching.md")
    assert [words[:3] for words in french] == [words[:3] for words in english]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "qualcode-demo").mkdir()
    shutil.copy(made("teaching"), tmp_path / "qualcode-demo")
    for words in french:
        done = cli(*words)
        assert done.code == 0, done.err
    assert "T1: 0 of 27" in done.err


def _caption(file: Path) -> str:
    """The word that stands before the number of a table."""
    with zipfile.ZipFile(file) as packed:
        words = re.sub(r"<[^>]*>", " ", packed.read("word/document.xml").decode())
    found = re.search(r"\b(Tableau|Table)\b", words)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("study", STUDIES)
def test_every_file_says_that_it_is_invented(study: str) -> None:
    folder = shipped("transcripts_examples") / study
    for file in sorted((folder / "transcripts").iterdir()):
        assert "invent" in read_transcript(file).text[:120], file.name
    for table in sorted((folder / "answers").glob("*/*.csv")):
        assert "(invented)" in table.read_text(encoding="utf-8").split("\n")[0], table.name


@pytest.mark.parametrize("study", STUDIES)
def test_the_two_coders_did_not_copy_each_other(study: str) -> None:
    folder = shipped("transcripts_examples") / study / "codings"
    first, second = (
        {(c.source, c.code, c.quotation) for c in read_codings(folder / f"{name}.jsonl")}
        for name in ("C1", "C2")
    )
    assert first - second
    assert second - first
    assert len(first & second) > len(first) / 2
