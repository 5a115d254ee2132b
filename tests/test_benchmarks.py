"""The benchmarks run, and their invented study is the same for every program that counts it."""

from __future__ import annotations

import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import peers, scale, workload
from benchmarks.peer_report import cells
from benchmarks.workload import SIZES
from qualcode.core.text import normalised
from qualcode.interop.transcripts import document_of
from qualcode.store.opening import open_project

TINY = SIZES["XS"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the smallest study in it."""
    folder = tmp_path_factory.mktemp("cache")
    workload.project_file(TINY, folder)
    return folder


@pytest.mark.parametrize("number", [0, 3, 5, 8, 17])
def test_an_invented_interview_is_always_the_same_and_reads_as_it_was_made(number: int) -> None:
    made = workload.interview(number, 600)
    assert made == workload.interview(number, 600)
    assert document_of(made.document.text.encode(), "a.txt").turns == made.document.turns
    assert normalised(made.document.text) == made.document.text


def test_the_speech_has_what_breaks_programs() -> None:
    said = "".join(workload.interview(number, 600).document.text for number in (0, 3, 5))
    assert workload.RARE in said
    assert "👩🏻‍⚕️" in said
    assert "\u202f" in said
    assert "œdème" in said
    assert any(unicodedata.combining(character) for character in said)


def test_no_passages_of_one_coder_and_code_overlap() -> None:
    given = [
        coded
        for number in range(TINY.transcripts)
        for coded in workload.codings(TINY, number, workload.interview(number, TINY.words))
    ]
    assert len(given) == TINY.codings
    in_order = sorted(given, key=lambda one: (one.source, one.coder, one.code, one.start))
    for one, other in pairwise(in_order):
        same = one[:3] == other[:3]
        assert not same or one.end <= other.start


def test_later_coders_give_some_codings_with_other_ends() -> None:
    held = workload.interview(1, 8_000)
    given = workload.codings(SIZES["S"], 1, held)
    first = [one for one in given if one.coder == 0]
    near = [
        other
        for other in given
        if other.coder == 1
        for one in first
        if other.code == one.code and other.start < one.end and one.start < other.end
    ]
    assert any((one.start, one.end) not in {(f.start, f.end) for f in first} for one in near)
    assert len(near) > len(first) / 4


def test_other_programs_are_given_the_places_of_the_same_words(kept: Path) -> None:
    data = peers.data_file(TINY, kept)
    for one in json.loads(data.read_text("utf-8")):
        whole = "".join(one["turns"]).encode()
        for coding in one["codings"]:
            words = whole[coding["byte_start"] : coding["byte_end"]].decode()
            assert words == coding["words"]
            assert words in one["turns"][coding["line"] // 2]


def test_the_project_holds_what_was_given_to_other_programs(kept: Path) -> None:
    told = peers.expected(peers.data_file(TINY, kept))
    with open_project(workload.project_file(TINY, kept), acting="Zoé") as project:
        assert peers.counted(project) == told["codings"]
        assert peers.listed(project) == told["of the code"]


def test_what_is_read_at_scale_is_timed_and_told(kept: Path, tmp_path: Path) -> None:
    watch = scale.Watch()
    where = workload.copied(workload.project_file(TINY, kept), tmp_path)
    with open_project(where, acting="Zoé") as project:
        scale.reading(project, watch, 1)
    shown = scale.table({"XS": watch.taken})
    assert len(watch.taken) == len(shown.splitlines()) - 3
    assert "| library, again |" in shown
    assert scale.most_memory({"XS": watch.taken}) > 0


@pytest.mark.slow
def test_what_is_written_at_scale_is_timed(kept: Path) -> None:
    parts = [part for part in scale.PARTS if part != "reading"]
    taken = scale.run_parts("XS", parts, 1, kept, apart=False)
    assert len(taken) == len(parts)


def test_a_ratio_below_one_is_shown_as_it_is() -> None:
    assert cells(2.0, 1.0, None) == ["2.000", "1.000 (×0.5)", "–"]
