"""Searching words: case, accents and ligatures do not matter, on either database."""

from __future__ import annotations

import pytest

from qualcode.store import search
from qualcode.store.project import Project
from tests.store import stories

SAID = (
    ("Enquêtrice", "Comment va la sœur de Mme [P07], ex æquo ?"),
    ("P01", "L’œdème revient ; le CATHÉTER aussi. Oedeme, dit-il : « cathe\u0301ter »."),
    ("P01", "Straße, ﬁn de l’eﬀort, Ærø et cœur\u00a0: 40 €, 37,5 m². Œil pour œil 😀."),
)


@pytest.fixture
def study(project: Project) -> Project:
    """A project with an interview that is hard to search."""
    with project.change("import") as change:
        stories.add_interview(change, "E01", SAID)
    return project


@pytest.mark.parametrize(
    ("phrase", "turns"),
    [
        ("œdème", [2]),
        ("oedeme", [2]),
        ("OEDÈME", [2]),
        ("ŒDÈME", [2]),
        ("œde\u0300me", [2]),
        ("cathéter", [2]),
        ("catheter", [2]),
        ("cathe\u0301ter", [2]),
        ("le cathéter aussi", [2]),
        ("cathéter le", []),
        ("SŒUR", [1]),
        ("soeur", [1]),
        ("aequo", [1]),
        ("æquo", [1]),
        ("Ærø", [3]),
        ("strasse", [3]),
        ("STRASSE", [3]),
        ("fin", [3]),
        ("oeil pour œil", [3]),
        ("l'effort", [3]),
        ("l’œdème", [2]),
        ("P07", [1]),
        ("œdem", []),
        ("", []),
        ("« »", []),
        ('"', []),
        ('le" OR "sœur', []),
        ("NEAR(sœur)", []),
        ("\x00", []),
    ],
)
def test_words_are_found_however_they_are_written(
    study: Project, phrase: str, turns: list[int]
) -> None:
    with study.read() as connection:
        found = search.turns_with(connection, phrase)
    assert found == turns


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("oedeme", ["œdème", "Oedeme"]),
        ("catheter", ["CATHÉTER", "cathéter"]),
        ("oeil", ["Œil", "œil"]),
    ],
)
def test_hits_stand_at_their_place_in_the_text(
    study: Project, phrase: str, words: list[str]
) -> None:
    from qualcode.store.sources import load_transcript

    with study.read() as connection:
        text = load_transcript(connection, "E01").text
        found = search.hits(connection, phrase, limit=10)
    assert [hit[5] for hit in found] == words
    assert [text[hit[2] : hit[3]] for hit in found] == words
    for source, speaker, start, end, before, _, after in found:
        assert (source, speaker) == ("E01", "P01")
        assert text[:start].endswith(before)
        assert text[end:].startswith(after)


def test_a_source_that_was_taken_back_is_not_found(study: Project) -> None:
    stories.undo(study)
    with study.read() as connection:
        assert search.turns_with(connection, "œdème") == []
    stories.redo(study)
    with study.read() as connection:
        assert len(search.turns_with(connection, "œdème")) == 1


def test_dead_sources_do_not_use_up_the_limit(study: Project) -> None:
    stories.undo(study)
    with study.change("import") as change:
        stories.add_interview(change, "E02", SAID)
    with study.read() as connection:
        assert len(search.hits(connection, "œdème", limit=1)) == 1
