"""Finding words in all sources, and coding where they stand, on both databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.reading import list_codings, load_transcript
from qualcode.app.coding.searching import CodedHits, code_hits, search_in, search_words
from qualcode.app.projects.undoing import in_words, undo
from qualcode.app.texts.importing import map_speaker
from qualcode.core.asking.text_query import Filters
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed, NotFound, UsageProblem
from qualcode.core.people import Case
from qualcode.core.transcript import Speaker
from qualcode.i18n import in_language
from qualcode.store.project import Project
from qualcode.store.rows import search
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows.cases import put_case
from qualcode.store.safety.check import check
from tests.stories import document, fill, place

SECOND = (
    ("ENQ", "Et la route, chez vous ?"),
    ("P02", "L’œdème, le cœur… Je portais mes 37,5 m² de route ; et/ou rien. 😀"),
    ("ENQ", "Vous portez tout."),
    ("P02", "Rendez-vous pris : la route, encore la route. Un effort, l’eﬀort d’aller."),
)


@pytest.fixture
def study(project: Project) -> Project:
    fill(project)
    with project.change("fill") as change:
        put_case(change, Case("P02", "patient", attributes={"group": "not_implanted"}))
        put_case(change, Case("P01", "patient", attributes={"group": "implanted"}))
        source_rows.add_source(
            change,
            document(SECOND),
            name="P02",
            kind="interview",
            language="fr",
            speaker_of={
                "ENQ": Speaker("ENQ", coded=False),
                "P02": Speaker("P02", coded=True, case="P02"),
            },
            attributes={"place": "home"},
        )
    return project


def found(project: Project, query: str, filters: Filters = Filters()) -> list[tuple[str, str]]:  # noqa: B008
    return [(hit.speaker, hit.words) for hit in search_words(project, query, filters=filters)]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("la route", [("P01", "la route"), ("ENQ", "la route"), *[("P02", "la route")] * 2]),
        ("ROUTE|sœur", [
            ("P01", "route"), ("P01", "sœur"), ("ENQ", "route"), *[("P02", "route")] * 3,
        ]),
        ("oedeme", [("P02", "œdème")]),
        ("œdème le coeur", [("P02", "œdème, le cœur")]),
        ("deux heures al*", [("P01", "Deux heures aller")]),
        ("por*", [("P02", "portais"), ("ENQ", "portez")]),
        ("por* tout", [("ENQ", "portez tout")]),
        ("et ou", [("P02", "et/ou")]),
        ("l'effort", [("P02", "l’eﬀort")]),
        ("un eff*", [("P02", "Un effort")]),
        ("37,5", [("P02", "37,5")]),
        ("rendez vous pris", [("P02", "Rendez-vous pris")]),
        ("/[Rr]oute[ ,]/", [("ENQ", "route,"), ("P02", "route "), ("P02", "route,")]),
        ("/^Deux/", []),
        ("/^Mm/", [("ENQ", "Mm")]),
        ("rien du tout", []),
    ],
)  # fmt: skip
def test_words_are_found_on_either_database_alike(
    study: Project, query: str, words: list[tuple[str, str]]
) -> None:
    assert found(study, query) == words


def test_a_hit_stands_in_its_context_at_its_place(study: Project) -> None:
    (hit,) = search_words(study, "oedeme")
    text = load_transcript(study, "P02").text
    assert hit.span.of(text) == hit.words == "œdème"
    assert text[: hit.start].endswith(hit.before)
    assert text[hit.end :].startswith(hit.after)
    assert hit.before == "L’"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("lemma:porter", ["portais", "portez"]),
        ("lemme:portait", ["portais", "portez"]),
        ("lemma:rendre", ["Rendez"]),
        ("lemma:etre encore", []),
    ],
)
def test_a_lemma_finds_every_form_of_the_word(study: Project, query: str, words: list[str]) -> None:
    assert [hit.words for hit in search_words(study, query)] == words
    plain = query.partition(":")[2]
    assert [hit.words for hit in search_words(study, plain, lemma=True)] == words


@pytest.mark.parametrize(
    ("filters", "speakers"),
    [
        (Filters(coded_only=True), ["P01", "P02", "P02", "P02"]),
        (Filters(speakers=("ENQ",)), ["ENQ"]),
        (Filters(sources=("P01",)), ["P01"]),
        (Filters(attributes=(("group", "implanted"),)), ["P01"]),
        (Filters(attributes=(("kind", "patient"), ("group", "NOT_implanted"))), ["P02"] * 3),
        (Filters(attributes=(("place", "home"),)), ["ENQ", "P02", "P02", "P02"]),
        (Filters(coded_only=True, speakers=("ENQ",)), []),
    ],
)
def test_filters_narrow_whose_words_are_looked_through(
    study: Project, filters: Filters, speakers: list[str]
) -> None:
    assert [who for who, _ in found(study, "route", filters)] == speakers
    assert [who for who, _ in found(study, "/route/", filters)] == speakers


def test_a_filter_that_names_nobody_is_told(study: Project) -> None:
    with in_language("en"):
        with pytest.raises(NotFound, match="Nobody is called “P03”"):
            search_words(study, "route", filters=Filters(speakers=("P03",)))
        with pytest.raises(NotFound, match="an attribute “grup”"):
            search_words(study, "route", filters=Filters(attributes=(("grup", "x"),)))
        with pytest.raises(NotFound, match="no source “P03”"):
            search_words(study, "route", filters=Filters(sources=("P03",)))
        with pytest.raises(UsageProblem):
            search_words(study, "…")


def test_a_limit_gives_the_first_places_and_stopping_gives_what_there_is(study: Project) -> None:
    every = search_words(study, "route", limit=None)
    assert len(every) == 5
    for limit in range(1, 7):
        assert search_words(study, "route", limit=limit) == every[:limit]
    assert search_words(study, "/route/", stopped=lambda: True) == every


def test_sentences_of_hits_are_coded_in_one_step_that_is_undone_as_one(study: Project) -> None:
    done = code_hits(study, search_words(study, "route"), "distance", valence=Valence.BARRIER)
    assert done.left_out == 1
    quotations = [coding.quotation for coding in list_codings(study)]
    assert quotations == [
        "Le plus dur… c’était la route.",
        "Je portais mes 37,5 m² de route ; et/ou rien.",
        "Rendez-vous pris : la route, encore la route.",
    ]
    assert len(done.codings) == 3
    assert {coding.valence for coding in list_codings(study)} == {Valence.BARRIER}
    with in_language("en"):
        assert "search hits" in in_words(undo(study))
    assert list_codings(study) == []


def test_chosen_hits_are_coded_exactly(study: Project) -> None:
    chosen = search_words(study, "route")[-2:]
    done = code_hits(study, chosen, "essai:proches", exactly=True)
    assert [c.quotation for c in list_codings(study)] == ["route", "route"]
    assert done.left_out == 0


def test_words_that_may_not_be_coded_are_left_out_and_change_nothing(study: Project) -> None:
    hits = search_words(study, "Mm | portez")
    assert code_hits(study, hits, "distance") == CodedHits((), 2)
    with study.read() as connection:
        actions = connection.exec_driver_sql("SELECT action FROM journal").scalars().all()
    assert "code_hits" not in actions


def test_hits_join_what_is_coded_already(study: Project) -> None:
    first = code_passage(study, NewCoding("P01", place("c’était la route"), "distance"))
    assert code_hits(study, search_words(study, "plus dur"), "distance").codings == (first,)


def test_who_may_be_coded_is_asked_when_coding_not_when_searching(study: Project) -> None:
    hits = search_words(study, "route", filters=Filters(speakers=("P02",)))
    map_speaker(study, "P02", "P02", coded=False)
    assert code_hits(study, hits, "distance").left_out == len(hits) == 3


def test_a_text_that_changed_since_is_not_coded(study: Project) -> None:
    (hit,) = search_words(study, "oedeme")
    moved = type(hit)(hit.source, hit.speaker, hit.start + 1, hit.end + 1, "", hit.words, "")
    with in_language("en"), pytest.raises(NotAllowed, match="Search again"):
        code_hits(study, [moved], "distance")


def test_one_transcript_is_searched_by_the_same_rules(study: Project) -> None:
    transcript = load_transcript(study, "P02")
    for query in ("route", "por*", "lemma:porter", "/rou./"):
        here = [hit.span for hit in search_words(study, query) if hit.source == "P02"]
        assert search_in(study, transcript, query) == here


def test_places_are_the_same_after_the_index_is_made_anew(study: Project) -> None:
    before = search_words(study, "route")
    with study.change("erase", kind="barrier") as change:
        search.rebuild_index(change.connection)
    assert search_words(study, "route") == before
    assert check(study).sound


def test_only_a_lemma_loads_the_language_model(tmp_path: Path) -> None:
    script = f"""
import sys
from qualcode.app.coding.searching import search_words
from qualcode.store.opening import create_project
from tests.stories import fill
with create_project({str(tmp_path / "p.qualcode")!r}, title="x") as project:
    fill(project)
    for query in ("route", "rou*", "a|b", "/route/"):
        search_words(project, query)
    before = "spacy" in sys.modules
    search_words(project, "lemma:venir")
    print(before, "spacy" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert done.stdout.split() == ["False", "True"]
