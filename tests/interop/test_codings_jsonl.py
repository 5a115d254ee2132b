"""Codings as JSON lines: written, read back, and every mistake by its line."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import FileProblem, Mistakes
from qualcode.core.text import normalised
from qualcode.interop.codings_jsonl import AnchoredCoding, read_codings, write_codings

GOOD = {"source": "P01", "quotation": "« J’avais peur. »", "code": "antares_patients:peur"}


def written(folder: Path, *lines: object) -> Path:
    """A file of these lines, those that are not text as JSON."""
    path = folder / "C1.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_a_coding_says_its_source_its_words_and_its_code(tmp_path: Path) -> None:
    full = {
        **GOOD,
        "occurrence": 2,
        "valence": "barrier",
        "marks": ["reported", "inferred"],
        "memo": "Née du mot\u202f!",
    }
    first, second = read_codings(written(tmp_path, GOOD, "", full))
    assert first == AnchoredCoding("P01", "« J’avais peur. »", 1, "antares_patients:peur")
    assert (first.valence, first.marks, first.line) == (Valence.UNSET, frozenset(), 1)
    assert (second.occurrence, second.valence, second.line) == (2, Valence.BARRIER, 3)
    assert second.marks == {Mark.REPORTED, Mark.INFERRED}
    assert second.memo == "Née du mot\u202f!"


def test_quotations_are_normalised_as_the_text_of_a_source_is(tmp_path: Path) -> None:
    quotation = unicodedata.normalize("NFD", "là-bas,\r\nété\u2028fini")
    (coding,) = read_codings(written(tmp_path, {**GOOD, "quotation": quotation}))
    assert coding.quotation == "là-bas,\nété\nfini"


@pytest.mark.parametrize(
    ("line", "where", "said"),
    [
        ({"quotation": "x", "code": "k"}, "", "“source” is missing"),
        ({"source": "P01", "code": "k"}, "", "“quotation” is missing"),
        ({"source": "P01", "quotation": "x"}, "", "“code” is missing"),
        ({**GOOD, "quotation": ""}, "quotation", "missing or empty"),
        ({**GOOD, "source": 1}, "source", "Put 1 between quotation marks"),
        ({**GOOD, "occurrence": 0}, "occurrence", "at least 1 is expected, not “0”"),
        ({**GOOD, "occurrence": 1.5}, "occurrence", "at least 1 is expected, not “1.5”"),
        ({**GOOD, "occurrence": True}, "occurrence", "A number is expected, not “true”"),
        ({**GOOD, "occurrence": "2"}, "occurrence", "A number is expected, not “2”"),
        ({**GOOD, "valence": "frein"}, "valence", "“frein” is none of: unset, barrier"),
        ({**GOOD, "marks": "potential"}, "marks", "A list is expected"),
        ({**GOOD, "marks": ["fort"]}, "marks › 1", "“fort” is none of: potential"),
        ({**GOOD, "memo": ["non"]}, "memo", "A text is expected"),
        ({**GOOD, "valance": "lever"}, "valance", "is “valence” meant?"),
        (["P01"], "", "A line holds one coding"),
        ('{"source": "P01",', "", "This line is not JSON"),
        ("[" * 100_000, "", "This line is not JSON"),
        ('{"source": "P\\ud83d", "quotation": "x", "code": "k"}', "source", "Half of a character"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_its_field(
    line: object, where: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(Mistakes) as told:
        read_codings(written(tmp_path, GOOD, line, GOOD))
    (problem,) = told.value.problems
    assert (problem.line, problem.where) == (2, where)
    assert said in str(problem)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Mistakes) as told:
        read_codings(written(tmp_path, {"source": "P01"}, GOOD, "non"))
    assert [problem.line for problem in told.value.problems] == [1, 1, 3]


def test_an_empty_file_and_a_foreign_one_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "C2.jsonl"
    path.touch()
    with pytest.raises(FileProblem, match="is empty"):
        read_codings(path)
    path.write_bytes("né".encode("cp1252"))
    with pytest.raises(Mistakes, match="line 1, column 2: This is not UTF-8"):
        read_codings(path)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
names = texts.filter(bool)
codings = st.builds(
    AnchoredCoding,
    source=names,
    quotation=texts.map(normalised).filter(bool),
    occurrence=st.integers(1, 10**9),
    code=names,
    valence=st.sampled_from(Valence),
    marks=st.frozensets(st.sampled_from(Mark)),
    memo=texts,
)


@given(st.lists(codings, min_size=1, max_size=5))
def test_codings_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, made: list[AnchoredCoding]
) -> None:
    path = tmp_path_factory.getbasetemp() / "couche.jsonl"
    write_codings(made, path)
    assert read_codings(path) == made
    assert [coding.line for coding in read_codings(path)] == list(range(1, len(made) + 1))
