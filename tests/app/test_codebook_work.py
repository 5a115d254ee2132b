"""Codes made, reworded, moved, retired and put to other settings, on both databases."""

from __future__ import annotations

import json

import pytest

from qualcode.app.codebook.versions import reread, rereading
from qualcode.app.codebook.work import (
    create_code,
    edit_settings,
    edit_wording,
    move_code,
    promote_code,
    rename_code,
    retire_code,
    revive_code,
)
from qualcode.app.coding.memos import list_memos
from qualcode.app.projects.undoing import list_journal, redo, undo
from qualcode.core.codebook import Example, ValencePolicy
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed, NotFound, NotUndoable
from qualcode.core.memo import MemoKind
from qualcode.i18n import in_language
from qualcode.store.project import Project
from qualcode.store.safety.check import check
from tests.app.codebook_stories import (
    HOURS,
    NURSE,
    ROAD,
    acting,
    book,
    by_guid,
    code,
    give,
    grid,
    make,
    open_round,
)
from tests.stories import fill


@pytest.fixture
def study(project: Project) -> Project:
    fill(project)
    return project


# New codes


def test_a_new_code_stands_last_under_its_parent_with_a_key_made_from_its_label(
    study: Project,
) -> None:
    ref = create_code(study, "essai", {"fr": "Coût du trajet 😀"}, parent="acces")
    assert ref == "essai:cout_du_trajet"
    assert [key for key, parent in grid(study) if parent == "acces"] == [
        "distance",
        "proches",
        "cout_du_trajet",
    ]
    give(study, ROAD, ref)


def test_accents_fold_and_a_number_keeps_keys_apart(study: Project) -> None:
    made = [create_code(study, None, {"fr": "L’œdème, e\u0301videmment"}) for _ in range(3)]
    assert made == [f"essai:l_oedeme_evidemment{end}" for end in ("", "_2", "_3")]


def test_an_alias_is_taken_too(study: Project) -> None:
    assert create_code(study, None, {"fr": "Route"}) == "essai:route_2"
    with in_language("en"), pytest.raises(NotAllowed, match="already the key or alias"):
        create_code(study, None, {"fr": "Route"}, key="route")


@pytest.mark.parametrize(
    ("label", "options", "why"),
    [
        ({"fr": "  "}, {}, "label in one language"),
        ({"fr": "X"}, {"key": "Clé"}, "must start with"),
        ({"fr": "X"}, {"policy": ValencePolicy.FIXED}, "needs a value"),
        ({"fr": "X"}, {"fixed": Valence.LEVER}, "only"),
    ],
)
def test_what_cannot_be_a_code_is_refused(
    study: Project, label: dict[str, str], options: dict[str, object], why: str
) -> None:
    before = book(study)
    with in_language("en"), pytest.raises(NotAllowed, match=why):
        create_code(study, "essai", label, **options)  # type: ignore[arg-type]
    assert book(study) == before


def test_a_codebook_or_a_parent_that_is_not_there_is_named(study: Project) -> None:
    with in_language("en"), pytest.raises(NotFound, match="essai"):
        create_code(study, "autre", {"fr": "X"})
    with pytest.raises(NotFound):
        create_code(study, "essai", {"fr": "X"}, parent="rien")


def test_undo_takes_a_new_code_away_unless_somebody_used_it(study: Project) -> None:
    before = book(study)
    ref = create_code(study, "essai", {"fr": "Météo"})
    undo(study)
    assert book(study) == before
    redo(study)
    with acting(study, "Ana"):
        give(study, ROAD, ref)
    with in_language("en"), pytest.raises(NotUndoable, match="Ana"):
        undo(study)


def test_a_provisional_code_is_promoted_once(study: Project) -> None:
    create_code(study, "essai", {"fr": "Météo"}, provisional=True)
    assert code(study, "meteo").provisional
    promote_code(study, "meteo")
    assert not code(study, "meteo").provisional
    with pytest.raises(NotAllowed):
        promote_code(study, "meteo")


@pytest.mark.parametrize("role", ["viewer", "trainee"])
def test_who_only_reads_or_learns_does_not_edit(study: Project, role: str) -> None:
    make(study, "Léo", role)
    with acting(study, "Léo"), pytest.raises(NotAllowed):
        create_code(study, "essai", {"fr": "Météo"})


def test_nobody_edits_without_a_name(where: str) -> None:
    from qualcode.store.opening import create_project

    with create_project(where, title="x") as project:
        fill(project)
        with in_language("en"), pytest.raises(NotAllowed, match="--as NAME"):
            create_code(project, "essai", {"fr": "Météo"})


# Wordings


def test_another_meaning_asks_for_reading_again_and_another_label_does_not(study: Project) -> None:
    guid = give(study, ROAD, "distance", Valence.BARRIER)
    rename_code(study, "distance", {"fr": "Trajet"})
    assert code(study, "distance").wording.label == {"fr": "Trajet", "en": "Distance"}
    assert rereading(study) == []
    waiting = edit_wording(study, "distance", definition={"fr": "Tout ce qui tient à la route."})
    assert waiting == {"Zoé": 1}
    (found,) = rereading(study)
    assert found.coding.guid == guid
    assert [(change.part, change.language) for change in found.changes] == [
        ("label", "fr"),
        ("definition", "fr"),
    ]


@pytest.mark.parametrize(
    "wording",
    [
        {"definition": {"en": "The way."}},
        {"use_when": {"fr": "dès qu’on parle d’heures"}},
        {"not_when": {"fr": "le coût"}},
        {"not_when_see": ["proches"]},
        {"example": Example("« On roule, on roule… »", valence=Valence.BARRIER)},
    ],
)
def test_every_part_of_the_meaning_counts(study: Project, wording: dict[str, object]) -> None:
    give(study, ROAD, "distance")
    assert edit_wording(study, "distance", **wording) == {"Zoé": 1}  # type: ignore[arg-type]


def test_what_is_not_given_stays_and_an_empty_text_goes(study: Project) -> None:
    edit_wording(study, "proches", definition={"fr": "Famille, amis", "en": "Family, friends"})
    edit_wording(study, "proches", definition={"en": ""}, example=Example("« Ma sœur »"))
    wording = code(study, "proches").wording
    assert wording.definition == {"fr": "Famille, amis"}
    assert wording.label == {"fr": "Proches", "en": "Relatives"}
    assert wording.example == Example("« Ma sœur »")
    edit_wording(study, "proches", example=Example(""))
    assert code(study, "proches").wording.example is None
    with pytest.raises(NotAllowed):
        rename_code(study, "proches", {"fr": " ", "en": ""})


def test_a_wording_is_kept_composed(study: Project) -> None:
    rename_code(study, "proches", {"fr": "Entoure\u0301s\u00a0!"})
    assert code(study, "proches").wording.label["fr"] == "Entourés\u00a0!"


def test_a_neighbour_must_be_a_code_of_the_grid_and_goes_by_its_key(study: Project) -> None:
    edit_wording(study, "proches", not_when_see=["route", "distance"])
    assert code(study, "proches").wording.not_when_see == ("distance",)
    with pytest.raises(NotFound):
        edit_wording(study, "proches", not_when_see=["rien"])


def test_saying_the_same_leaves_no_trace(study: Project) -> None:
    give(study, ROAD, "distance")
    entries = len(list_journal(study))
    assert edit_wording(study, "distance", label={"fr": " Distance et transport "}) == {}
    assert len(list_journal(study)) == entries


def test_going_back_to_an_old_wording_needs_no_reading(study: Project) -> None:
    edit_wording(study, "distance", definition={"fr": "la route"})
    give(study, ROAD, "distance")
    edit_wording(study, "distance", definition={"fr": "la route et le prix"})
    assert len(rereading(study)) == 1
    edit_wording(study, "distance", definition={"fr": "la route"})
    assert rereading(study) == []


def test_each_coder_reads_their_own_again(study: Project) -> None:
    own = give(study, ROAD, "distance")
    with acting(study, "Ana"):
        others = give(study, HOURS, "distance")
    assert edit_wording(study, "distance", definition={"fr": "la route"}) == {"Zoé": 1, "Ana": 1}
    assert reread(study, [own]) == 1
    assert rereading(study) == []
    assert [found.coding.guid for found in rereading(study, "Ana")] == [others]
    with in_language("en"), pytest.raises(NotAllowed, match="another coder"):
        reread(study, [others])
    undo(study)
    assert len(rereading(study)) == 1


def test_reading_again_what_is_not_waiting_changes_nothing(study: Project) -> None:
    guid = give(study, ROAD, "distance")
    entries = len(list_journal(study))
    assert reread(study, [guid, guid]) == 0
    assert len(list_journal(study)) == entries
    with pytest.raises(NotFound):
        reread(study, ["rien"])
    with pytest.raises(NotFound):
        rereading(study, "Personne")


def test_in_a_blind_round_nobody_learns_what_others_have_to_read_again(study: Project) -> None:
    give(study, ROAD, "distance")
    with acting(study, "Ana"):
        give(study, HOURS, "distance")
    open_round(study, "Zoé", "Ana")
    assert edit_wording(study, "distance", definition={"fr": "la route"}) == {"Zoé": 1}
    assert rereading(study, "Ana") == []


# Settings


def test_a_policy_that_codings_contradict_is_refused_with_their_count(study: Project) -> None:
    give(study, ROAD, "proches", Valence.BARRIER)
    with acting(study, "Ana"):
        give(study, HOURS, "proches", Valence.LEVER)
    for settings, n in [
        ({"policy": ValencePolicy.NONE}, 2),
        ({"policy": ValencePolicy.FIXED, "fixed": Valence.LEVER}, 1),
        ({"codable": False}, 2),
    ]:
        told = rf"of “Relatives” contradict this \({n}\)"
        with in_language("en"), pytest.raises(NotAllowed, match=told):
            edit_settings(study, "proches", **settings)  # type: ignore[arg-type]
    assert code(study, "proches").policy is ValencePolicy.OPTIONAL


def test_a_valence_that_becomes_required_tells_how_many_lack_it(study: Project) -> None:
    give(study, ROAD, "proches")
    give(study, HOURS, "proches", Valence.LEVER)
    assert edit_settings(study, "proches", policy=ValencePolicy.REQUIRED) == 1
    assert edit_settings(study, "proches", process=True) == 0


def test_the_value_of_a_fixed_policy_comes_and_goes_with_it(study: Project) -> None:
    edit_settings(study, "joignable", fixed=Valence.BARRIER)
    assert code(study, "joignable").fixed is Valence.BARRIER
    edit_settings(study, "joignable", policy=ValencePolicy.OPTIONAL)
    assert code(study, "joignable").fixed is None
    with in_language("en"), pytest.raises(NotAllowed, match="only"):
        edit_settings(study, "joignable", fixed=Valence.LEVER)
    undo(study)
    assert code(study, "joignable").fixed is Valence.BARRIER


def test_other_settings_are_kept_as_given(study: Project) -> None:
    edit_settings(
        study,
        "proches",
        usual=[Valence.LEVER, Valence.LEVER],
        target={"fr": "venir"},
        aliases=["famille", "entourage"],
        maps_to={"cfir2": ["ext_attitudes"], "tdf_comb": []},
        process=True,
    )
    found = code(study, "famille")
    assert found.key == "proches"
    assert found.usual == (Valence.LEVER,)
    assert (found.target, found.process) == ({"fr": "venir"}, True)
    assert found.maps_to == {"cfir2": ("ext_attitudes",)}
    edit_settings(study, "proches", aliases=["entourage"])
    assert code(study, "proches").aliases == ("entourage",)


@pytest.mark.parametrize("alias", ["distance", "route", "Clé", ""])
def test_an_alias_must_be_free_and_a_key(study: Project, alias: str) -> None:
    with pytest.raises(NotAllowed):
        edit_settings(study, "proches", aliases=[alias])


def test_policies_rest_while_a_round_is_open(study: Project) -> None:
    give(study, ROAD, "proches")
    with acting(study, "Ana"):
        give(study, ROAD, "proches")
    open_round(study, "Zoé", "Ana")
    with in_language("en"), pytest.raises(NotAllowed, match="vague 1"):
        edit_settings(study, "proches", policy=ValencePolicy.NONE)
    with in_language("en"), pytest.raises(NotAllowed, match="vague 1"):
        retire_code(study, "proches")
    edit_settings(study, "proches", target={"fr": "venir"})


# The tree


def test_a_code_moves_across_families_with_all_under_it(study: Project) -> None:
    create_code(study, "essai", {"fr": "Trajet retour"}, parent="distance")
    move_code(study, "distance", "soins", 0)
    assert grid(study) == [
        ("acces", None),
        ("proches", "acces"),
        ("soins", None),
        ("distance", "soins"),
        ("trajet_retour", "distance"),
        ("joignable", "soins"),
        ("recit", "soins"),
        ("a_discuter", None),
    ]


@pytest.mark.parametrize(
    ("position", "order"),
    [
        (0, ["a_discuter", "acces", "soins"]),
        (1, ["acces", "a_discuter", "soins"]),
        (None, ["acces", "soins", "a_discuter"]),
        (99, ["acces", "soins", "a_discuter"]),
    ],
)
def test_families_are_put_in_order(study: Project, position: int | None, order: list[str]) -> None:
    before = book(study)
    move_code(study, "a_discuter", None, position)
    assert [key for key, parent in grid(study) if parent is None] == order
    if before != book(study):
        undo(study)
    assert book(study) == before


def test_staying_where_it_is_leaves_no_trace(study: Project) -> None:
    entries = len(list_journal(study))
    move_code(study, "distance", "acces", 0)
    assert len(list_journal(study)) == entries


@pytest.mark.parametrize("parent", ["acces", "distance", "trajet"])
def test_a_code_never_stands_under_itself(study: Project, parent: str) -> None:
    create_code(study, "essai", {"fr": "Trajet"}, parent="distance")
    with in_language("en"), pytest.raises(NotAllowed, match="under itself"):
        move_code(study, "acces", parent)


def test_what_is_undone_never_closes_a_circle_either(study: Project) -> None:
    move_code(study, "acces", "soins")
    undo(study)
    with acting(study, "Ana"):
        move_code(study, "soins", "acces")
    with in_language("en"), pytest.raises(NotUndoable, match="under itself"):
        redo(study)
    assert ("soins", "acces") in grid(study)


def test_a_name_that_was_free_for_somebody_else_is_not_taken_back(study: Project) -> None:
    edit_settings(study, "distance", aliases=[])
    with acting(study, "Ana"):
        create_code(study, "essai", {"fr": "Route"})
    with in_language("en"), pytest.raises(NotUndoable, match="called “route”"):
        undo(study)
    assert code(study, "route").key == "route"


def test_a_policy_that_codings_have_come_to_contradict_does_not_come_back(study: Project) -> None:
    edit_settings(study, "recit", policy=ValencePolicy.OPTIONAL)
    with acting(study, "Ana"):
        give(study, ROAD, "recit", Valence.BARRIER)
    with in_language("en"), pytest.raises(NotUndoable, match="1 codings of “Story”"):
        undo(study)


# Out of use


def test_a_retired_code_keeps_its_codings_and_takes_no_more(study: Project) -> None:
    guid = give(study, NURSE, "joignable")
    assert retire_code(study, "joignable", reason="jamais dit spontanément") == 1
    assert by_guid(study)[guid].code == "joignable"
    with pytest.raises(NotAllowed):
        give(study, ROAD, "joignable")
    (memo,) = list_memos(study)
    assert (memo.kind, memo.subject) == (MemoKind.METHOD, "essai:joignable")
    with pytest.raises(NotAllowed):
        retire_code(study, "joignable")
    revive_code(study, "joignable")
    with pytest.raises(NotAllowed):
        revive_code(study, "joignable")
    give(study, ROAD, "joignable")


def test_a_family_in_use_is_not_retired_over_the_heads_of_its_codes(study: Project) -> None:
    with in_language("en"), pytest.raises(NotAllowed, match="Distance, Relatives"):
        retire_code(study, "acces")
    for key in ("distance", "proches", "acces"):
        retire_code(study, key)
    with in_language("en"), pytest.raises(NotAllowed, match="“Access” is retired"):
        revive_code(study, "proches")
    with pytest.raises(NotAllowed):
        move_code(study, "recit", "acces")
    with pytest.raises(NotAllowed):
        create_code(study, "essai", {"fr": "X"}, parent="acces")


def test_edits_are_one_entry_each_and_hold_no_wording(study: Project) -> None:
    before = len(list_journal(study))
    create_code(study, "essai", {"fr": "Météo"}, definition={"fr": "secret un"})
    edit_wording(study, "meteo", definition={"fr": "secret deux"})
    retire_code(study, "meteo", reason="secret trois")
    assert [entry.action for entry in list_journal(study)][before:] == [
        "create_code",
        "edit_wording",
        "retire_code",
    ]
    with study.read() as connection:
        payloads = connection.exec_driver_sql("SELECT payload FROM journal").scalars().all()
    assert not any("secret" in payload for payload in payloads)
    assert all(json.loads(payload)["changes"] is not None for payload in payloads)
    assert check(study).problems == ()
