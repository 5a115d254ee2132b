"""A transcript on paper, in every form that a team asks for."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document

from qualcode.app.coding.coding import mark_source
from qualcode.app.coding.reading import list_exports
from qualcode.app.publishing.printing import print_transcript
from qualcode.core.coding import Valence
from qualcode.core.errors import NotFound
from qualcode.store.project import Project
from tests.app.codebook_stories import give
from tests.app.test_annexes import HARD, words_of_word
from tests.stories import SAID, fill


@pytest.fixture
def study(project: Project) -> Project:
    fill(project)
    give(project, HARD, "distance", Valence.BARRIER)
    give(project, "c’était la route. Deux heures", "proches", Valence.LEVER)
    mark_source(project, "P01")
    return project


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(f"word/{name}.xml").decode()


@pytest.mark.parametrize("paper", ["plain", "margin", "comments"])
def test_every_word_said_stands_on_paper(study: Project, tmp_path: Path, paper: str) -> None:
    out = tmp_path / "p.docx"
    assert print_transcript(study, "P01", out, paper=paper) == len(SAID)
    printed = words_of_word(out).replace("DT−", "").replace("PRO+", "")
    for _, said in SAID:
        if paper == "margin":
            assert said[:12] in printed
        else:
            assert said in printed
    Document(str(out))
    assert list_exports(study)[-1]["cases"] == 2


def test_plain_paper_numbers_its_lines_and_says_no_code(study: Project, tmp_path: Path) -> None:
    out = tmp_path / "p.docx"
    print_transcript(study, "P01", out)
    assert 'w:countBy="5"' in part(out, "document")
    assert "Distance" not in words_of_word(out)


def test_codes_stand_as_comments_on_their_passages(study: Project, tmp_path: Path) -> None:
    out = tmp_path / "p.docx"
    print_transcript(study, "P01", out, paper="comments", language="en")
    comments, body = part(out, "comments"), part(out, "document")
    assert comments.count("<w:comment ") == 2
    assert "− Distance" in comments
    assert body.count("commentRangeStart") == body.count("commentRangeEnd") == 2
    first = body[body.index('commentRangeStart w:id="0"') : body.index('commentRangeEnd w:id="0"')]
    assert "Le plus dur" in first
    assert "Deux heures aller" not in first


def test_codes_stand_in_the_margin_with_their_side(study: Project, tmp_path: Path) -> None:
    out = tmp_path / "p.docx"
    print_transcript(study, "P01", out, paper="margin")
    (table,) = Document(str(out)).tables
    beside = [row.cells[1].text for row in table.rows]
    assert "− Distance et transport" in beside[1]
    assert "+ Proches" in beside[1]


def test_one_person_alone_is_printed_for_an_access_request(study: Project, tmp_path: Path) -> None:
    out = tmp_path / "p.docx"
    assert print_transcript(study, "P01", out, case="A01") == 1
    printed = words_of_word(out)
    assert SAID[4][1] in printed
    assert SAID[1][1] not in printed
    assert list_exports(study)[-1]["cases"] == 1
    with pytest.raises(NotFound):
        print_transcript(study, "P01", out, case="P99")
    with pytest.raises(NotFound):
        print_transcript(study, "P02", out)


def test_the_same_transcript_gives_the_same_bytes(study: Project, tmp_path: Path) -> None:
    one, two = tmp_path / "a.docx", tmp_path / "b.docx"
    for out in (one, two):
        print_transcript(study, "P01", out, paper="comments")
    assert one.read_bytes() == two.read_bytes()
