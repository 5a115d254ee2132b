"""Finding a code by a few letters: folded, recent first, then the likeliest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.core.asking.matching import CodeFinder, Entry, entries_of
from qualcode.core.codebook import Code, Codebook, Wording
from qualcode.i18n import in_language

GRID = (
    Entry("g:distance", ("Économique", "Distance au centre"), ("distance", "DIC")),
    Entry("g:cout", ("Économique", "Coût du transport"), ("cout", "COT", "Cost of transport")),
    Entry("g:ecoute", ("Relation de soin", "Confiance et écoute"), ("ecoute", "CEC")),
    Entry("g:peur_geste", ("Décision", "Craintes", "Peur du geste"), ("peur_geste", "PEG")),
    Entry("g:peur_panne", ("Décision", "Craintes", "Peur d’une panne"), ("crainte_panne", "PEP")),
    Entry("g:oedeme", ("Effets", "Œdème des jambes"), ("oedeme", "OEJ")),
)


def found(query: str, recent: tuple[str, ...] = ()) -> list[str]:
    return [match.ref.removeprefix("g:") for match in CodeFinder(GRID).ranked(query, recent)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("cout tr", "cout"),
        ("COÛT", "cout"),
        ("transport", "cout"),
        ("trans eco", "cout"),
        ("transpotr", "cout"),
        ("cost", "cout"),
        ("oedeme", "oedeme"),
        ("œdème", "oedeme"),
        ("ŒDE", "oedeme"),
        ("peg", "peur_geste"),
        ("peur_geste", "peur_geste"),
        ("panne", "peur_panne"),
        ("crainte panne", "peur_panne"),
        ("écou", "ecoute"),
        ("distance centre", "distance"),
    ],
)
def test_the_code_that_is_meant_comes_first(query: str, first: str) -> None:
    assert found(query)[0] == first


@pytest.mark.parametrize("query", ["xyzzy", "qqq zzz"])
def test_nonsense_finds_nothing(query: str) -> None:
    assert found(query) == []


@pytest.mark.parametrize("query", ["", "  ", "…", "!?"])
def test_an_empty_query_offers_every_code_in_the_order_of_the_grid(query: str) -> None:
    assert found(query) == [entry.ref.removeprefix("g:") for entry in GRID]


def test_recent_codes_come_first_the_latest_leading() -> None:
    recent = ("g:oedeme", "g:peur_panne")
    assert found("", recent)[:3] == ["oedeme", "peur_panne", "distance"]
    assert found("peur", recent)[:2] == ["peur_panne", "peur_geste"]


def test_a_recent_code_that_only_resembles_does_not_pass_one_that_is_named() -> None:
    assert found("cout", ("g:ecoute",))[0] == "cout"


def test_a_match_says_that_it_was_used_lately() -> None:
    marked = [m.ref for m in CodeFinder(GRID).ranked("peur", ("g:peur_panne",)) if m.recent]
    assert marked == ["g:peur_panne"]


@given(st.text(max_size=15), st.lists(st.sampled_from([entry.ref for entry in GRID]), max_size=4))
def test_whatever_is_typed_no_code_is_offered_twice(query: str, recent: list[str]) -> None:
    matches = CodeFinder(GRID).ranked(query, recent)
    refs = [match.ref for match in matches]
    assert len(refs) == len(set(refs))


@given(st.sampled_from(GRID), st.data())
def test_the_start_of_any_word_of_a_name_finds_its_code(entry: Entry, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(entry.path[-1].replace("’", " ").split()))
    start = word[: data.draw(st.integers(1, len(word)))]
    assert entry.ref.removeprefix("g:") in found(start)


def test_headings_and_retired_codes_are_not_offered_and_both_languages_find() -> None:
    codes = (
        Code("famille", Wording({"fr": "Économique", "en": "Economic"}), codable=False),
        Code("cout", Wording({"fr": "Coût", "en": "Cost"}), "famille", aliases=("prix",)),
        Code("vieux", Wording({"fr": "Vieux"}), "famille", retired=True),
    )
    codebook = Codebook("g", "1", {"fr": "Grille"}, codes)
    with in_language("fr"):
        entries = entries_of(codebook, {"g:cout": "COU"})
    assert entries == [Entry("g:cout", ("Économique", "Coût"), ("cout", "prix", "Cost", "COU"))]
    assert [match.ref for match in CodeFinder(entries).ranked("prix")] == ["g:cout"]
    assert [match.ref for match in CodeFinder(entries).ranked("cost")] == ["g:cout"]
