"""Sources come back as they were frozen; a text that is not the frozen one is never used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from qualcode.core.errors import DamagedProject, NotFound
from qualcode.core.people import Progress
from qualcode.core.spans import Span
from qualcode.core.text import sentences, words
from qualcode.core.transcript import Speaker
from qualcode.store.project import Project
from qualcode.store.rows.cases import coder_named, list_cases
from qualcode.store.rows.sources import (
    list_sources,
    load_transcript,
    map_speaker,
    mark_progress,
    source_with_text,
)
from qualcode.store.rows.turn_rows import packed, unpacked
from qualcode.store.tables import source_texts
from tests.store import stories

pairs = st.lists(st.tuples(st.integers(0, 2**31), st.integers(1, 2**31 - 1)))


@given(pairs)
def test_sentence_offsets_come_back_as_they_were_packed(found: list[tuple[int, int]]) -> None:
    spans = tuple(Span(start, start + length) for start, length in found)
    assert unpacked(packed(spans)) == spans
    assert len(packed(spans)) == 8 * len(spans)


def test_packed_offsets_are_the_same_bytes_on_every_machine() -> None:
    assert packed([Span(1, 258)]) == bytes([1, 0, 0, 0, 2, 1, 0, 0])


def test_a_transcript_is_read_as_it_was_frozen(project: Project) -> None:
    stories.furnish(project)
    made = stories.document()
    with project.read() as connection:
        read = load_transcript(connection, "E01")
    assert read.text == made.text
    assert read.turns == made.turns
    assert read.speakers == {
        "Enquêtrice": Speaker("Enquêtrice", coded=False),
        "P01": Speaker("P01", coded=True, case="P01"),
    }
    expected = [s for turn in made.turns if turn.speech for s in sentences(made.text, turn.speech)]
    assert read.sentence_spans == tuple(expected)


def test_the_library_counts_what_is_said(project: Project) -> None:
    stories.furnish(project)
    made = stories.document()
    with project.read() as connection:
        (line,) = list_sources(connection)
        (case,) = list_cases(connection)
    assert line.characters == len(made.text)
    assert line.words == sum(len(words(made.text, t.speech)) for t in made.turns if t.speech)
    assert (line.turns, line.speakers, line.cases) == (4, ("P01",), ("P01",))
    assert line.attributes == {"lieu": "domicile"}
    assert case.attributes == {"réseau": "Est"}


def test_a_text_that_was_changed_behind_our_back_is_not_used(project: Project) -> None:
    stories.furnish(project)
    with project.change("break") as change:
        change.connection.execute(update(source_texts).values(text="Autre chose"))
    with project.read() as connection, pytest.raises(DamagedProject, match="E01"):
        load_transcript(connection, "E01")


def test_the_same_text_is_recognised(project: Project) -> None:
    stories.furnish(project)
    with project.read() as connection:
        (line,) = list_sources(connection)
        assert source_with_text(connection, line.sha256) == "E01"
    stories.undo(project)
    with project.read() as connection:
        assert source_with_text(connection, line.sha256) is None


def test_a_speaker_is_mapped_without_touching_the_text(project: Project) -> None:
    stories.furnish(project)
    with project.change("map_speaker") as change:
        map_speaker(change, "E01", Speaker("Enquêtrice", coded=True, case="P01"))
    with project.read() as connection:
        read = load_transcript(connection, "E01")
    assert read.speakers["Enquêtrice"] == Speaker("Enquêtrice", coded=True, case="P01")
    assert len(read.codable) == 4


def test_names_that_are_not_there_are_answered_with_those_that_are(project: Project) -> None:
    stories.furnish(project)
    with project.read() as connection:
        with pytest.raises(NotFound, match="E01"):
            load_transcript(connection, "E1")
        with pytest.raises(NotFound, match="Zoé"):
            coder_named(connection, "Zoe")
    with pytest.raises(NotFound, match="Enquêtrice, P01"), project.change("map") as change:
        map_speaker(change, "E01", Speaker("P02", coded=True))


def test_each_coder_says_how_far_they_are(project: Project) -> None:
    stories.furnish(project)
    for name, progress in [("Zoé", Progress.READING), ("Zoé", Progress.READ)]:
        with project.change("progress") as change:
            coder = coder_named(change.connection, name).id
            mark_progress(change, "E01", coder, progress)
    with project.read() as connection:
        assert list_sources(connection)[0].progress == {"Zoé": Progress.READ}
    stories.undo(project)
    with project.read() as connection:
        assert list_sources(connection)[0].progress == {"Zoé": Progress.READING}
