"""A participant objects: their words leave every analysis, and nobody else's do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qualcode.app.analysis.charting import codings_by_cell, list_summaries, summarise
from qualcode.app.analysis.matrices import MatrixRequest, matrices
from qualcode.app.analysis.participants import participants
from qualcode.app.analysis.rating import list_rated, rate
from qualcode.app.analysis.selecting import choose_quotation, list_chosen
from qualcode.app.analysis.tabulating import theme_tables
from qualcode.app.coding.coding import code_passage, mark_source, uncode
from qualcode.app.coding.memos import list_memos, write_memo
from qualcode.app.coding.quotations import quotations_of
from qualcode.app.coding.reading import count_codings, list_codings
from qualcode.app.coding.searching import search_words
from qualcode.app.coding.voices import list_voices
from qualcode.app.privacy.rights import held_about, lift_objection, object_to_use
from qualcode.app.publishing.documents import export_annex
from qualcode.app.publishing.memo_export import export_memos
from qualcode.app.publishing.rebuilding import rebuild
from qualcode.app.publishing.wishes import Wish
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.memo import About
from qualcode.core.people import Case
from qualcode.core.transcript import Speaker
from qualcode.store.project import Project
from qualcode.store.rows import codings as coding_rows
from qualcode.store.rows.cases import put_case
from qualcode.store.rows.sources import add_source
from qualcode.store.safety.check import check
from tests.stories import document, fill, place

GROUP = (
    ("ANIM", "Et chez vous, comment cela se passe-t-il ?"),
    ("N01", "La pharmacie hospitalière prépare les mélanges le mercredi. 😀"),
    ("N02", "Nous, une coordinatrice téléphone la veille, l’ambulance attend."),
)
MIXES = "La pharmacie hospitalière prépare les mélanges"
CALLS = "une coordinatrice téléphone la veille"
ROUTE = "c’était la route"


@pytest.fixture
def study(project: Project) -> Project:
    """P01's interview and a group of N01 and N02, coded, charted, rated and chosen from."""
    fill(project)
    told = document(GROUP)
    with project.change("fill") as change:
        for name in ("N01", "N02"):
            put_case(change, Case(name, "professional", quote_allowed=True))
        labels = {"ANIM": None, "N01": "N01", "N02": "N02"}
        speakers = {k: Speaker(k, coded=case is not None, case=case) for k, case in labels.items()}
        add_source(change, told, name="FG", kind="focus_group", language="fr", speaker_of=speakers)
    for source, text, words in (("FG", told, MIXES), ("FG", told, CALLS), ("P01", None, ROUTE)):
        guid = code_passage(
            project, NewCoding(source, place(words, text), "distance", Valence.BARRIER)
        )
        choose_quotation(project, guid)
    for source in ("FG", "P01"):
        mark_source(project, source)
    for name in ("N01", "N02"):
        summarise(project, "distance", name, f"Résumé de {name}.")
        rate(project, "distance", name, -1)
    write_memo(project, "À comparer.", about=About.CODING, name=guid_of(project, MIXES))
    return project


def guid_of(project: Project, words: str) -> str:
    found = list_codings(project, objected=True)
    return next(coding.guid for coding in found if coding.quotation == words)


def in_a_read(read: Callable[..., Any]) -> Callable[[Project], Any]:
    def reading(project: Project) -> Any:
        with project.read() as connection:
            return read(project, connection)

    return reading


def exported(kind: str) -> Callable[[Project], str]:
    def write(project: Project) -> str:
        folder = Path(str(project.path)).parent if project.path else Path.cwd()
        out = folder / f"{kind}.html"
        export_annex(project, kind, out, Wish("fr", confirmed=frozenset({"N01", "N02", "P01"})))
        return out.read_text(encoding="utf-8")

    return write


def memos_as_text(project: Project) -> str:
    assert project.path is not None
    out = project.path.with_name("m.md")
    export_memos(project, out, list_memos(project))
    return out.read_text(encoding="utf-8")


READS: dict[str, Callable[[Project], Any]] = {
    "codings": list_codings,
    "quotations": lambda project: quotations_of(project, "essai:distance"),
    "chosen": list_chosen,
    "search": lambda project: search_words(project, "pharmacie"),
    "themes": lambda project: [
        (row, table.denominators) for table in theme_tables(project) for row in table.rows
    ],
    "cells": in_a_read(codings_by_cell),
    "summaries": list_summaries,
    "ratings": list_rated,
    "columns": lambda project: [
        column.value for table in matrices(project, MatrixRequest()) for column in table.columns
    ],
    "coded voices": in_a_read(
        lambda project, connection: [
            voice.case for voice in list_voices(project, connection) if voice.coded
        ]
    ),
    "memos": list_memos,
}
FILES: dict[str, Callable[[Project], str]] = {
    "themes": exported("themes"),
    "quotes": exported("quotes"),
    "chart": exported("chart"),
    "matrix": exported("matrix"),
    "memos": memos_as_text,
}


@pytest.mark.parametrize("read", [pytest.param(read, id=name) for name, read in READS.items()])
def test_whatever_is_read_for_analysis_holds_nothing_of_who_objected(
    study: Project, read: Callable[[Project], Any]
) -> None:
    before = repr(read(study))
    object_to_use(study, "N01", "courrier")
    after = repr(read(study))
    assert before != after
    for trace in (MIXES, "Résumé de N01", "'N01'", "pharmacie"):
        assert trace not in after
    lift_objection(study, "N01", "courrier")
    assert "objected=True" not in repr(read(study))


@pytest.mark.parametrize("write", [pytest.param(write, id=name) for name, write in FILES.items()])
def test_files_say_how_many_objected_and_hold_none_of_their_words(
    file_project: Project, write: Callable[[Project], str], request: pytest.FixtureRequest
) -> None:
    study = furnished(file_project)
    object_to_use(study, "N01", "courrier")
    text = write(study)
    assert MIXES not in text
    assert "Résumé de N01" not in text
    if "memos" not in request.node.name:
        assert text.count("1 participant objected") + text.count("1 participant s’est opposé") >= 1


def furnished(project: Project) -> Project:
    """The same study, in a file."""
    return study.__wrapped__(project)  # type: ignore[attr-defined,no-any-return]


def test_the_others_stay_counted_and_coders_layers_stay_as_they_are(study: Project) -> None:
    object_to_use(study, "N01", "courrier")
    assert {coding.quotation for coding in list_codings(study)} == {CALLS, ROUTE}
    assert sum(count_codings(study).values()) == 2
    with study.read() as connection:
        assert len(coding_rows.coded_spans(connection, None, "Zoé")) == 3
    (table,) = theme_tables(study)
    assert table.provenance.objected == 1
    assert uncode(study, [guid_of(study, MIXES)]) == 1
    assert check(study).problems == ()


def test_an_interview_of_who_objected_is_in_no_denominator(study: Project) -> None:
    object_to_use(study, "P01", "courrier")
    object_to_use(study, "A01", "courrier")
    (table,) = theme_tables(study)
    assert table.denominators.sources == 1
    with pytest.raises(NotAllowed):
        lift_objection(study, "N02", "courrier")


def test_access_shows_all_also_of_who_objected_and_nothing_of_others(study: Project) -> None:
    object_to_use(study, "N01", "courrier")
    held = held_about(study, "N01")
    (source,) = held.sources
    assert [turn.words for turn in source.turns] == [GROUP[1][1]]
    assert [coding.quotation for coding in held.codings] == [MIXES]
    notes = [note.words for _heading, found in held.notes for note in found]
    assert notes == ["À comparer.", "Résumé de N01.", "-1", MIXES, "courrier"]
    assert CALLS not in repr(held)


def test_a_file_made_again_from_before_the_objection_holds_none_of_the_words(
    file_project: Project, tmp_path: Path
) -> None:
    study = furnished(file_project)
    assert MIXES in exported("themes")(study)
    object_to_use(study, "N01", "courrier")
    again = tmp_path / "encore.html"
    rebuild(study, "themes.html", again)
    assert MIXES not in again.read_text(encoding="utf-8")


def test_the_participants_table_counts_nobody_who_objected(file_project: Project) -> None:
    study = furnished(file_project)
    before = sum(one.n for one in participants(study))
    object_to_use(study, "N01", "courrier")
    assert sum(one.n for one in participants(study)) == before - 1
