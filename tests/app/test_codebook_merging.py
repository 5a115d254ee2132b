"""Codes merged, in every coder's layer, on both databases."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from qualcode.app.codebook.merging import merge_codes
from qualcode.app.codebook.versions import rereading
from qualcode.app.codebook.work import (
    create_code,
    edit_settings,
    edit_wording,
    move_code,
    retire_code,
)
from qualcode.app.coding.coding import change_coding, note_on_coding, uncode
from qualcode.app.coding.memos import list_memos, write_memo
from qualcode.app.coding.reading import list_codings
from qualcode.app.projects.studies import new_project
from qualcode.app.projects.undoing import redo, undo
from qualcode.app.publishing.codebook_files import export_codebook
from qualcode.core.codebook import ValencePolicy
from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import NotAllowed, NotUndoable
from qualcode.core.memo import About
from qualcode.i18n import in_language
from qualcode.store.journal import Change
from qualcode.store.project import Project
from qualcode.store.rows.cases import coder_named
from qualcode.store.safety.check import check
from qualcode.store.tables import chart_cells, codes, ratings, theme_members, themes
from tests.app.codebook_stories import (
    HOURS,
    NURSE,
    ROAD,
    SISTER,
    acting,
    book,
    by_guid,
    code,
    give,
    grid,
    open_round,
    seen,
)
from tests.stories import fill

B, L, U = Valence.BARRIER, Valence.LEVER, Valence.UNSET


@pytest.fixture
def study(project: Project) -> Project:
    fill(project)
    return project


def state(project: Project) -> tuple[object, ...]:
    """All that merging and splitting may touch."""
    return book(project), list_codings(project), list_memos(project)


# Merging


def test_a_merged_code_lives_on_in_another_whoever_coded_with_it(study: Project) -> None:
    first = give(study, ROAD, "distance", B)
    with acting(study, "Ana"):
        second = give(study, HOURS, "distance", L)
    merged = merge_codes(study, "distance", "proches", reason="même chose")
    assert (merged.codings, merged.united, merged.adapted, merged.left) == (2, 0, {}, 0)
    assert seen(study) == [("Zoé", "proches", ROAD, B), ("Ana", "proches", HOURS, L)]
    assert set(by_guid(study)) == {first, second}
    assert "distance" not in [key for key, _ in grid(study)]
    assert code(study, "distance") is code(study, "route") is code(study, "proches")
    give(study, SISTER, "essai:route")
    (memo,) = list_memos(study)
    assert (memo.subject, memo.body) == ("essai:proches", "même chose")
    assert check(study).problems == ()


def test_overlapping_passages_of_one_coder_unite_with_memos_and_marks(study: Project) -> None:
    kept = give(study, "c’était la route. Deux heures aller", "distance", B)
    other = give(study, ROAD, "proches", B)
    note_on_coding(study, kept, "un")
    note_on_coding(study, other, "deux")
    change_coding(study, other, marks=frozenset({Mark.REPORTED}))
    merged = merge_codes(study, "distance", "proches")
    assert (merged.codings, merged.united) == (1, 1)
    (coding,) = list_codings(study)
    assert coding.quotation == "Le plus dur… c’était la route. Deux heures aller"
    assert sorted(coding.memo.split("\n\n")) == ["deux", "un"]
    assert coding.marks == {Mark.REPORTED}


def test_other_coders_and_other_valences_do_not_unite(study: Project) -> None:
    give(study, ROAD, "distance", B)
    give(study, ROAD, "proches", L)
    with acting(study, "Ana"):
        give(study, ROAD, "proches", B)
    assert merge_codes(study, "distance", "proches").united == 0
    assert len(list_codings(study)) == 3


@pytest.mark.parametrize(
    ("policy", "fixed", "after", "adapted"),
    [
        (ValencePolicy.NONE, None, {U}, {(B, U): 1, (L, U): 1}),
        (ValencePolicy.FIXED, L, {L}, {(B, L): 1, (U, L): 1}),
        (ValencePolicy.REQUIRED, None, {B, L, U}, {}),
        (ValencePolicy.OPTIONAL, None, {B, L, U}, {}),
    ],
)
def test_valences_follow_the_policy_of_the_code_that_stays(
    study: Project,
    policy: ValencePolicy,
    fixed: Valence | None,
    after: set[Valence],
    adapted: dict[tuple[Valence, Valence], int],
) -> None:
    edit_settings(study, "recit", policy=policy, fixed=fixed)
    for words, valence in ((ROAD, B), (HOURS, L), (SISTER, U)):
        give(study, words, "proches", valence)
    merged = merge_codes(study, "proches", "recit")
    assert merged.adapted == adapted
    assert {coding.valence for coding in list_codings(study)} == after


def test_passages_that_only_their_valence_kept_apart_unite(study: Project) -> None:
    give(study, ROAD, "proches", B)
    give(study, f"{ROAD} Deux heures", "proches", L)
    merged = merge_codes(study, "proches", "recit")
    assert (merged.codings, merged.united) == (2, 1)
    assert seen(study) == [("Zoé", "recit", f"{ROAD} Deux heures", U)]


def test_undo_of_a_merge_brings_everything_back_and_redo_merges_again(study: Project) -> None:
    note_on_coding(study, give(study, ROAD, "distance", B), "un")
    give(study, f"{ROAD} Deux heures", "proches", B)
    with acting(study, "Ana"):
        give(study, HOURS, "distance", L)
    write_memo(study, "de quoi parle-t-on ?", about=About.CODE, name="essai:distance")
    create_code(study, "essai", {"fr": "Trajet"}, parent="distance")
    before = state(study)
    merge_codes(study, "distance", "proches", reason="pareil")
    after = state(study)
    undo(study)
    assert state(study) == before
    redo(study)
    assert state(study) == after
    assert check(study).problems == ()


def test_a_merge_stands_once_somebody_else_has_touched_what_it_moved(study: Project) -> None:
    with acting(study, "Ana"):
        guid = give(study, HOURS, "distance", L)
    merge_codes(study, "distance", "proches")
    with acting(study, "Ana"):
        with in_language("en"), pytest.raises(NotUndoable, match="Zoé"):
            undo(study)
        change_coding(study, guid, valence=B)
    with in_language("en"), pytest.raises(NotUndoable, match="Ana"):
        undo(study)
    assert seen(study) == [("Ana", "proches", HOURS, B)]


def test_new_codings_of_others_do_not_keep_a_merge_from_being_undone(study: Project) -> None:
    give(study, ROAD, "distance", B)
    merge_codes(study, "distance", "proches")
    with acting(study, "Ana"):
        give(study, HOURS, "distance", L)
    undo(study)
    assert seen(study) == [("Zoé", "distance", ROAD, B), ("Ana", "proches", HOURS, L)]


def test_nothing_comes_back_under_a_code_that_was_merged(study: Project) -> None:
    with acting(study, "Ana"):
        uncode(study, [give(study, ROAD, "distance", B)])
    merge_codes(study, "distance", "proches")
    with (
        acting(study, "Ana"),
        in_language("en"),
        pytest.raises(NotUndoable, match="merged since"),
    ):
        undo(study)
    undo(study)
    with acting(study, "Ana"):
        undo(study)
        assert seen(study) == [("Ana", "distance", ROAD, B)]
    with in_language("en"), pytest.raises(NotUndoable, match="merged since"):
        redo(study)


def test_codes_under_a_merged_code_move_along(study: Project) -> None:
    create_code(study, "essai", {"fr": "Trajet"}, parent="distance")
    merge_codes(study, "distance", "proches")
    assert ("trajet", "proches") in grid(study)


def test_a_code_is_merged_into_one_of_its_own(study: Project) -> None:
    create_code(study, "essai", {"fr": "Trajet"}, parent="distance")
    create_code(study, "essai", {"fr": "Aller"}, parent="trajet")
    before = book(study)
    give(study, ROAD, "distance", B)
    merge_codes(study, "distance", "aller")
    assert [pair for pair in grid(study) if pair[0] in {"trajet", "aller"}] == [
        ("aller", "acces"),
        ("trajet", "aller"),
    ]
    undo(study)
    undo(study)
    assert book(study) == before


def test_families_merge_too(study: Project) -> None:
    merge_codes(study, "acces", "soins")
    assert {key for key, parent in grid(study) if parent == "soins"} == {
        "distance",
        "proches",
        "joignable",
        "recit",
    }
    move_code(study, "proches", "acces", 0)
    assert grid(study)[1] == ("proches", "soins")


def test_merging_goes_on_and_on_and_every_old_name_still_leads_there(study: Project) -> None:
    guid = give(study, ROAD, "distance", B)
    merge_codes(study, "distance", "proches")
    merge_codes(study, "proches", "recit")
    assert by_guid(study)[guid].code == "recit"
    for name in ("route", "distance", "proches"):
        assert code(study, name).key == "recit"
    with in_language("en"), pytest.raises(NotAllowed, match="it stays"):
        edit_settings(study, "recit", aliases=["route"])
    undo(study)
    undo(study)
    assert by_guid(study)[guid].code == "distance"


def test_what_still_has_to_be_read_again_stays_so_when_it_unites(study: Project) -> None:
    give(study, ROAD, "proches", B)
    edit_wording(study, "proches", definition={"fr": "qui accompagne"})
    give(study, f"{ROAD} Deux heures", "distance", B)
    give(study, NURSE, "distance", B)
    merge_codes(study, "distance", "proches")
    assert [found.coding.quotation for found in rereading(study)] == [f"{ROAD} Deux heures"]


@pytest.mark.parametrize(
    ("start", "into", "why"),
    [
        ("distance", "route", "into itself"),
        ("distance", "soins", "heading"),
        ("distance", "recit", "retired"),
    ],
)
def test_what_cannot_be_merged_is_refused(study: Project, start: str, into: str, why: str) -> None:
    retire_code(study, "recit")
    before = book(study)
    with in_language("en"), pytest.raises(NotAllowed, match=why):
        merge_codes(study, start, into)
    assert book(study) == before


def test_nothing_is_merged_or_undone_under_an_open_round(study: Project) -> None:
    give(study, ROAD, "distance", B)
    with acting(study, "Ana"):
        give(study, HOURS, "distance", L)
    merge_codes(study, "distance", "proches")
    with acting(study, "Ana"):
        open_round(study, "Zoé", "Ana")
    with in_language("en"), pytest.raises(NotAllowed, match="vague 1"):
        merge_codes(study, "proches", "recit")
    with in_language("en"), pytest.raises(NotUndoable, match="round is open"):
        undo(study)


def test_summaries_ratings_and_themes_go_along(study: Project) -> None:
    with study.change("chart") as change:
        rows = change.connection.execute(select(codes.c.key, codes.c.id, codes.c.guid)).all()
        ids = {row.key: row.id for row in rows}
        guids = {row.key: row.guid for row in rows}
        _summarise(change, ids["distance"], ["P01", "A01"])
        _summarise(change, ids["proches"], ["P01"])
        coder = coder_named(change.connection, "Zoé").id
        change.insert(
            ratings,
            {"code_id": ids["distance"], "value": "P01", "coder_id": coder, "strength": -2},
        )
        for position, members in enumerate((["distance"], ["distance", "proches"])):
            theme = change.insert(themes, {"writing": change.write("x"), "position": position})
            for key in members:
                change.insert(
                    theme_members,
                    {"theme_id": theme, "member": "code", "member_guid": guids[key]},
                )
    assert merge_codes(study, "distance", "proches").left == 1
    with study.read() as connection:
        cells = connection.execute(select(chart_cells.c.code_id, chart_cells.c.value)).all()
        rated = connection.execute(select(ratings.c.code_id)).scalars().all()
        built = connection.execute(
            select(theme_members.c.theme_id, theme_members.c.member_guid).where(
                theme_members.c.alive == 1
            )
        ).all()
    assert sorted(map(tuple, cells)) == sorted(
        [(ids["distance"], "P01"), (ids["proches"], "P01"), (ids["proches"], "A01")]
    )
    assert rated == [ids["proches"]]
    assert sorted(tuple(row) for row in built) == [(1, guids["proches"]), (2, guids["proches"])]
    undo(study)
    assert check(study).problems == ()


def _summarise(change: Change, code_id: int, names: Sequence[str]) -> None:
    for name in names:
        change.insert(
            chart_cells, {"code_id": code_id, "value": name, "writing": change.write("x")}
        )


def test_a_grid_with_merged_codes_goes_out_and_comes_back(
    study: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    merge_codes(study, "distance", "proches")
    folder = tmp_path_factory.mktemp("grille")
    export_codebook(study, "essai", folder / "essai.yaml")
    with new_project(str(folder / "autre.qualcode"), codebooks=[folder / "essai.yaml"]) as other:
        assert book(other) == book(study)
