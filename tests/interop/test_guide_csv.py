"""Tables of guides: what they say, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.core.errors import Mistakes
from qualcode.interop.guide_csv import AskedTurn, read_asked, read_guide

EXAMPLES = Path(__file__).resolve().parents[2] / "transcripts_examples" / "antares"


def written(folder: Path, text: str) -> Path:
    path = folder / "grille.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_questions_come_in_any_languages_with_any_usual_delimiter(tmp_path: Path) -> None:
    path = written(tmp_path, "guide;key;wording_fr;wording_pt\ng;a;Et après ?;\ng;b;;E depois?\n")
    first, second = read_guide(path)
    assert (first.ref, dict(first.wording)) == ("g:a", {"fr": "Et après ?"})
    assert dict(second.wording) == {"pt": "E depois?"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("guide,wording_fr\ng,Et ?\n", 1),
        ("guide,key\ng,a\n", 1),
        ("guide,key,wording_fr\ng,Été,Et ?\n", 2),
        ("guide,key,wording_fr\ng,a,\n", 2),
        ("guide,key,wording_fr\ng,a,Et ?\ng,a,Ou ?\n", 3),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(Mistakes) as refused:
        read_guide(written(tmp_path, text))
    assert [problem.line for problem in refused.value.problems] == [line]


def test_turns_are_numbers(tmp_path: Path) -> None:
    good = written(tmp_path, "source,turn,question\nP01,3,a\n")
    assert read_asked(good) == (AskedTurn(2, "P01", 3, "a"),)
    bad = written(tmp_path, "source,turn,question\nP01,trois,a\n")
    with pytest.raises(Mistakes) as refused:
        read_asked(bad)
    assert [(p.line, p.path) for p in refused.value.problems] == [(2, ("turn",))]


def test_the_guides_of_the_demonstration_and_the_turns_that_ask_them_agree() -> None:
    questions = {one.key: one for one in read_guide(EXAMPLES / "guides.csv")}
    asked = read_asked(EXAMPLES / "questions_asked.csv")
    assert {one.question for one in asked} < questions.keys()
    assert {one.source for one in asked} == {"P01_1", "P07", "P10", "FG"}
    for one in asked:
        guide = "guide_networks" if one.source == "FG" else "guide_patients"
        assert questions[one.question].guide == guide
    assert all(set(one.wording) == {"fr", "en"} for one in questions.values())
