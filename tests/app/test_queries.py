"""Questions about codings, on both databases."""

from __future__ import annotations

import pytest

from qualcode.app.analysis.tabulating import theme_tables
from qualcode.app.coding.coding import code_passage, mark_source, uncode
from qualcode.app.coding.queries import (
    list_queries,
    query_named,
    query_text,
    remove_query,
    run_query,
    save_query,
)
from qualcode.app.projects.undoing import list_journal, redo, undo
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed, NotFound, UsageProblem
from qualcode.i18n import in_language
from qualcode.store.project import Project
from tests.store.stories import open_round
from tests.stories import fill, place

ROAD = "Le plus dur… c’était la route."
HOURS = "Deux heures aller, deux heures retour !"
NURSE_THEN_FRIEND = (
    "l’infirmière, elle, répondait toujours au téléphone. 😀\nA01\u00a0: Moi je dis que sans elle"
)
CODED = (
    (ROAD, "distance", Valence.BARRIER),
    ("la route", "proches", Valence.UNSET),
    (HOURS, "distance", Valence.LEVER),
    ("l’infirmière, elle, répondait", "joignable", Valence.UNSET),
    ("Moi je dis que sans elle", "proches", Valence.BARRIER),
)


@pytest.fixture
def study(project: Project) -> Project:
    fill(project)
    for words, code, valence in CODED:
        give(project, words, code, valence)
    mark_source(project, "P01")
    return project


def give(project: Project, words: str, code: str, valence: Valence = Valence.UNSET) -> str:
    return code_passage(project, NewCoding("P01", place(words), code, valence))


def quoted(project: Project, text: str, layer: str | None = None) -> list[str]:
    return [found.quotation for found in run_query(project, text, layer=layer).passages]


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("distance", [ROAD, HOURS]),
        ("acces[barrier]", [ROAD, "Moi je dis que sans elle"]),
        ("route and proches", ["la route"]),
        ("distance not proches", [HOURS]),
        ("distance then/2 joignable", []),
        ("* case.kind=relative", ["Moi je dis que sans elle"]),
        ("joignable then/1 proches", [NURSE_THEN_FRIEND]),
        ("* source.type=focus_group", []),
    ],
)  # fmt: skip
def test_a_question_gives_passages_with_their_words(
    study: Project, text: str, quotations: list[str]
) -> None:
    if text == "distance then/2 joignable":
        assert len(quoted(study, text)) == 2
    else:
        assert quoted(study, text) == quotations


def test_the_end_of_a_case_s_silence(study: Project) -> None:
    never = run_query(study, "never joignable")
    assert (never.of_cases, never.cases, never.passages) == (True, ("A01",), ())
    give(study, "Moi je dis que sans elle", "joignable")
    assert run_query(study, "never joignable").cases == ()


def test_a_question_looks_at_the_analysis_layer_and_says_whose_it_is(study: Project) -> None:
    study.acting = "Ana"
    give(study, HOURS, "proches")
    assert run_query(study, "proches").layer == "Zoé"
    assert HOURS not in quoted(study, "proches")
    assert quoted(study, "proches", "Ana") == [HOURS]
    assert HOURS in quoted(study, "proches", "all")
    with pytest.raises(NotFound):
        run_query(study, "proches", layer="Personne")


def test_a_question_that_names_coders_looks_at_all_layers(study: Project) -> None:
    study.acting = "Ana"
    give(study, ROAD, "distance", Valence.BARRIER)
    result = run_query(study, "distance[coder=Zoé] not distance[coder=Ana]")
    assert result.layer == "all"
    assert [found.quotation for found in result.passages] == [HOURS]
    (both,) = run_query(study, "distance and distance", layer="all").passages
    assert {coding.coder for coding in both.passage.codings} == {"Zoé", "Ana"}


def test_a_blind_round_hides_other_layers_from_questions(study: Project) -> None:
    study.acting = "Ana"
    give(study, ROAD, "distance")
    open_round(study, "Zoé", "Ana", source="P01")
    assert quoted(study, "distance", "all") == [ROAD]
    assert quoted(study, "distance coder=Zoé") == []


def test_nothing_read_is_told_and_all_layers_can_still_be_asked(project: Project) -> None:
    fill(project)
    give(project, ROAD, "distance")
    with in_language("en"), pytest.raises(NotAllowed, match="marked read"):
        run_query(project, "distance")
    assert quoted(project, "distance", "all") == [ROAD]


def test_a_coding_taken_away_answers_no_more(study: Project) -> None:
    guids = [c.guid for found in run_query(study, "distance").passages
             for c in found.passage.codings]  # fmt: skip
    uncode(study, guids)
    assert quoted(study, "distance") == []


def counted(project: Project, query: str | None) -> dict[str, int]:
    (table,) = theme_tables(project, query=query)
    with project.read() as connection:
        assert table.provenance.query == query_text(connection, query or "")
    return {row.code: row.segments for row in table.rows}


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (None, {"distance": 2, "proches": 2, "joignable": 1}),
        ("distance and proches", {"distance": 1, "proches": 1}),
        ("distance[lever]", {"distance": 1}),
        ("loin", {"distance": 1}),
        ("never joignable", {"proches": 1}),
    ],
)
def test_a_table_is_narrowed_by_a_question_or_by_its_name(
    study: Project, query: str | None, rows: dict[str, int]
) -> None:
    save_query(study, "loin", "distance not proches")
    assert counted(study, query) == rows


def test_a_table_that_a_question_empties_says_so(study: Project) -> None:
    with in_language("en"), pytest.raises(NotAllowed, match="answers the query"):
        theme_tables(study, query="distance[neutral]")


def test_a_question_is_kept_replaced_undone_and_taken_away(study: Project) -> None:
    save_query(study, " loin ", "distance sauf proches")
    save_query(study, "loin", "distance")
    assert [(s.name, s.text) for s in list_queries(study)] == [("loin", "distance")]
    undo(study)
    assert query_named(study, "loin") == "distance sauf proches"
    redo(study)
    assert query_named(study, "loin") == "distance"
    remove_query(study, "loin")
    assert list_queries(study) == []
    undo(study)
    assert query_named(study, "loin") == "distance"
    with in_language("en"), pytest.raises(NotFound, match="no saved query “près”"):
        query_named(study, "près")
    with pytest.raises(NotFound):
        remove_query(study, "près")


def test_only_a_question_that_can_be_read_is_kept(study: Project) -> None:
    with pytest.raises(UsageProblem):
        save_query(study, "x", "distance and")
    with pytest.raises(NotFound):
        save_query(study, "x", "inconnu")
    with pytest.raises(UsageProblem):
        save_query(study, "  ", "distance")
    assert list_queries(study) == []


def test_the_journal_names_a_question_without_repeating_it(study: Project) -> None:
    save_query(study, "loin", "distance sauf proches")
    entry = list_journal(study)[-1]
    assert (entry.action, entry.said["query"]) == ("save_query", "loin")
    with study.read() as connection:
        payloads = connection.exec_driver_sql("SELECT payload FROM journal").scalars().all()
    assert not any("sauf" in payload for payload in payloads)
