"""Searching words: case, accents and ligatures do not matter, on either database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text, update

from qualcode.store.project import Project
from qualcode.store.rows import search
from qualcode.store.safety.check import check
from qualcode.store.tables import source_texts
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


def found_at(project: Project, phrase: str) -> int:
    """How many turns hold a phrase."""
    with project.read() as connection:
        return len(search.turns_with(connection, phrase))


def test_texts_brought_in_together_are_found_like_those_brought_in_alone(project: Project) -> None:
    with project.change("import") as change, search.indexing_last(change.connection):
        for name in ("E01", "E02"):
            stories.add_interview(change, name, SAID)
            assert not search.turns_with(change.connection, "œdème")
    assert found_at(project, "œdème") == 2
    assert check(project).sound


def import_that_fails(project: Project) -> None:
    """Bring in an interview, and fail before its turns are indexed."""
    with project.change("import") as change, search.indexing_last(change.connection):
        stories.add_interview(change, "E01", SAID)
        raise KeyError


def test_what_was_to_be_indexed_is_forgotten_with_an_import_that_failed(project: Project) -> None:
    with pytest.raises(KeyError):
        import_that_fails(project)
    with project.change("import") as change:
        stories.add_interview(change, "E02", SAID)
    assert found_at(project, "œdème") == 1
    assert check(project).sound


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
    from qualcode.store.rows.sources import load_transcript

    with study.read() as connection:
        whole = load_transcript(connection, "E01").text
        found = search.hits(connection, phrase, limit=10)
    assert [hit[5] for hit in found] == words
    assert [whole[hit[2] : hit[3]] for hit in found] == words
    for source, speaker, start, end, before, _, after in found:
        assert (source, speaker) == ("E01", "P01")
        assert whole[:start].endswith(before)
        assert whole[end:].startswith(after)


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


def words_indexed(project: Project, phrase: str) -> int:
    """How many rows of the index itself hold the words, whatever became of their turns."""
    with project.read() as connection:
        if connection.dialect.name == "sqlite":
            query = "SELECT count(*) FROM turn_search WHERE turn_search MATCH :q"
        else:
            query = "SELECT count(*) FROM turn_search WHERE words LIKE '%' || :q || '%'"
        return int(connection.execute(text(query), {"q": phrase}).scalar_one())


def test_an_index_made_anew_finds_the_same_but_no_erased_word(study: Project) -> None:
    with study.change("import") as change:
        stories.add_interview(change, "E02", (("P02", "Un glaïeul, voilà."),), "P02")
    assert words_indexed(study, "glaieul") == 1
    with study.change("erase", kind="barrier") as change:
        erased = update(source_texts).where(source_texts.c.text.like("%glaïeul%"))
        change.connection.execute(erased.values(text=None))
        search.rebuild_index(change.connection)
    assert words_indexed(study, "glaieul") == 0
    with study.read() as connection:
        assert search.turns_with(connection, "œdème") == [2]
    assert check(study).sound


def test_a_file_holds_the_words_of_a_text_once(file_project: Project) -> None:
    with file_project.change("import") as change:
        stories.add_interview(change, "E01", (("P01", "Un glaïeul, voilà."),))
    file_project.close()
    assert Path(file_project.where).read_bytes().count("glaïeul".encode()) == 1
