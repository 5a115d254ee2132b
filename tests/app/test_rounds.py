"""A round from its draft to its end, as several coders live it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qualcode.app.codebook.versions import diff_versions, list_versions
from qualcode.app.codebook.work import create_code
from qualcode.app.coding.coding import change_coding, note_on_coding, set_context, uncode
from qualcode.app.coding.reading import list_coders, list_codings, list_sources
from qualcode.app.pairs.coders import enrol_coder
from qualcode.app.pairs.round_plans import (
    RoundPlan,
    assign_coders,
    discard_round,
    draft_round,
    extend_round,
    start_round,
)
from qualcode.app.pairs.rounds import (
    close_round,
    finish_settling,
    list_rounds,
    lock_layer,
    require_revealed,
    reveal_round,
    round_scope,
    round_status,
    unlock_layer,
    withdraw_coder,
)
from qualcode.app.projects.undoing import list_journal, undo
from qualcode.core.agreement.report import Unit
from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import NotAllowed, NotFound, NotUndoable
from qualcode.core.pairs.rounds import CoderState, RoundKind, RoundState
from qualcode.core.pairs.sampling import Pieces, Sampling
from qualcode.core.people import Progress, Role
from qualcode.core.spans import Span
from qualcode.i18n import in_language
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.store.safety import snapshots
from qualcode.store.tables import assignments, rounds
from tests.app.codebook_stories import acting
from tests.app.round_stories import (
    SOURCES,
    begin,
    give,
    lock,
    place,
    read,
    revealed,
    team,
)


@pytest.fixture
def study(project: Project) -> Project:
    team(project)
    return project


def states(project: Project, name: str = "pilote") -> dict[str, CoderState]:
    return {coder.name: coder.state for coder in round_status(project, name).coders}


def test_a_round_is_drafted_started_locked_revealed_settled_and_closed(study: Project) -> None:
    plan = RoundPlan(("Zoé", "Maël"), sampling=Sampling(number=2), unit=Unit.TURN, seed=3)
    assert draft_round(study, "pilote", plan).state is RoundState.DRAFT
    started = start_round(study, "pilote")
    assert (started.state, len(started.units), started.unit) == (RoundState.OPEN, 2, Unit.TURN)
    assert started.versions == {"essai": "1.0.0"}
    lock(study, "Zoé")
    assert states(study) == {"Zoé": CoderState.LOCKED, "Maël": CoderState.OPEN}
    with in_language("en"), pytest.raises(NotAllowed, match="Maël"):
        reveal_round(study, "pilote")
    lock(study, "Maël")
    assert reveal_round(study, "pilote").state is RoundState.REVEALED
    assert finish_settling(study, "pilote").state is RoundState.SETTLED
    assert close_round(study, "pilote").state is RoundState.CLOSED
    actions = [entry.action for entry in list_journal(study) if entry.kind == "barrier"]
    wanted = ["start_round", "lock_round", "lock_round", "reveal_round", "finish_round"]
    assert [a for a in actions if a != "enrol_coder"] == [*wanted, "close_round"]


def test_a_draft_hides_nothing_and_can_be_undone_or_discarded(study: Project) -> None:
    give(study, "Maël", "P02", "Présente")
    draft_round(study, "pilote", RoundPlan(("Zoé", "Maël")))
    assert [coding.coder for coding in list_codings(study)] == ["Maël"]
    undo(study)
    assert list_rounds(study) == []
    draft_round(study, "pilote", RoundPlan(("Zoé", "Maël")))
    discard_round(study, "pilote")
    assert list_rounds(study) == []
    begin(study, "P02")
    with pytest.raises(NotAllowed):
        discard_round(study, "pilote")


def test_a_sample_is_drawn_by_strata_and_extended_with_the_same_seed(study: Project) -> None:
    plan = RoundPlan(("Zoé", "Maël"), sampling=Sampling(number=2, by="group"), seed=11)
    few = draft_round(study, "pilote", plan)
    assert few.sampling.candidates == 6
    assert len({name in {"P05", "P06"} for name in few.sources}) == 2
    same = draft_round(study, "encore", plan)
    assert same.units == few.units
    more = extend_round(study, "pilote", number=4)
    assert set(few.units) < set(more.units)
    assert (len(more.units), more.seed, more.sampling.number) == (4, 11, 4)
    with in_language("en"), pytest.raises(NotAllowed, match="would not grow"):
        extend_round(study, "pilote", number=3)


def test_strata_may_be_facts_of_the_sources(study: Project) -> None:
    plan = RoundPlan(("Zoé", "Maël"), sampling=Sampling(number=3, by="mode"), seed=1)
    drawn = set(draft_round(study, "pilote", plan).sources)
    assert drawn & {"P02", "P03"}
    assert drawn & {"P04", "P05", "P06"}
    assert "P01" in drawn
    with in_language("en"), pytest.raises(NotFound, match="group, mode"):
        draft_round(study, "x", RoundPlan(("Zoé", "Maël"), sampling=Sampling(by="age")))


def test_an_open_round_is_extended_until_somebody_has_locked(study: Project) -> None:
    begin(study, "P02", "P03", "P04", sampling=Sampling(number=2, named=("P02", "P03", "P04")))
    extend_round(study, "pilote", share=1.0)
    with study.read() as connection:
        given = connection.execute(
            select(assignments.c.progress).where(assignments.c.round_id.is_not(None))
        ).scalars()
        assert list(given) == ["to_do"] * 6
    with pytest.raises(NotUndoable):
        undo(study)
    lock(study, "Maël")
    with in_language("en"), pytest.raises(NotAllowed, match="Maël locked already"):
        extend_round(study, "pilote", number=3)


def test_stretches_of_one_source_are_drawn_and_the_rest_is_not_compared(study: Project) -> None:
    sampling = Sampling(Pieces.EXCHANGES, number=1, named=("P02",))
    held = begin(study, sampling=sampling)
    (unit,) = held.units
    assert not unit.whole
    assert held.sampling.candidates == 2
    outside, inside = ("Présente", "Le trajet")
    if place(outside, "P02") in Span(unit.start, unit.end):
        outside, inside = inside, outside
    give(study, "Zoé", "P02", inside)
    lock(study, "Zoé")
    give(study, "Zoé", "P02", outside)
    with in_language("en"), pytest.raises(NotAllowed, match="is locked in the round “pilote”"):
        give(study, "Zoé", "P02", inside, "recit")
    with in_language("en"), pytest.raises(NotAllowed, match="from one source"):
        draft_round(study, "x", RoundPlan(("Zoé", "Maël"), sampling=Sampling(Pieces.TURNS)))


def test_starting_publishes_the_codebook_as_the_coders_have_it(study: Project) -> None:
    create_code(study, "essai", {"fr": "Météo"}, parent="acces")
    held = begin(study, "P02")
    assert held.versions == {"essai": "1.0.0+pilote"}
    assert [version.label for version in list_versions(study)] == ["1.0.0", "1.0.0+pilote"]
    assert diff_versions(study, None, "1.0.0+pilote").empty
    assert round_scope(study, "pilote").codebook_version == "essai 1.0.0+pilote"
    with study.read() as connection:
        assert connection.execute(select(rounds.c.codebook_version_id)).scalar_one() is not None
    lock(study, "Zoé", "Maël")
    reveal_round(study, "pilote")
    second = begin(study, "P02", name="suite")
    assert second.versions == {"essai": "1.0.0+pilote"}


def test_the_unit_and_those_to_compare_it_with_are_declared_beforehand(study: Project) -> None:
    begin(study, "P02", sensitivity=(Unit.SENTENCE, Unit.TOKEN, Unit.TURN))
    scope = round_scope(study, "pilote")
    assert (scope.unit, scope.sensitivity_units) == (Unit.SENTENCE, (Unit.TOKEN, Unit.TURN))
    assert (scope.sources, scope.coders, scope.state) == (
        ("P02",),
        ("Zoé", "Maël"),
        RoundState.OPEN,
    )


def test_a_locked_layer_can_be_read_only_until_it_is_unlocked(study: Project) -> None:
    begin(study, "P02")
    coding = give(study, "Zoé", "P02", "Présente", "distance", Valence.LEVER)
    elsewhere = give(study, "Zoé", "P03", "Présente")
    lock(study, "Zoé")
    writing = (
        lambda: uncode(study, [coding]),
        lambda: change_coding(study, coding, valence=Valence.BARRIER),
        lambda: change_coding(study, coding, marks=frozenset({Mark.POTENTIAL})),
        lambda: change_coding(study, coding, span=place("Présente, toujours", "P02")),
        lambda: set_context(study, coding, None),
        lambda: give(study, "Zoé", "P02", "Ma sœur"),
    )
    for write in writing:
        with in_language("en"), pytest.raises(NotAllowed, match="Unlock it first"):
            write()
    assert [c.valence for c in list_codings(study, source="P02")] == [Valence.LEVER]
    note_on_coding(study, coding, "un mémo reste possible")
    uncode(study, [elsewhere])
    give(study, "Maël", "P02", "Présente")
    undo(study)
    undo(study)
    with pytest.raises(NotUndoable):
        undo(study)
    unlock_layer(study, "pilote")
    change_coding(study, coding, valence=Valence.BARRIER)
    assert [c.valence for c in list_codings(study, source="P02")] == [Valence.BARRIER]


def test_revealed_layers_stay_as_they_were_until_the_round_is_closed(study: Project) -> None:
    coding = give(study, "Zoé", "P02", "Présente")
    revealed(study, "P02")
    for again in (None, finish_settling):
        if again is not None:
            again(study, "pilote")
        with in_language("en"), pytest.raises(NotAllowed, match="until it is closed"):
            uncode(study, [coding])
        with pytest.raises(NotAllowed):
            unlock_layer(study, "pilote")
    close_round(study, "pilote")
    uncode(study, [coding])


def test_a_missing_valence_keeps_a_layer_from_being_locked(study: Project) -> None:
    begin(study, "P02")
    coding = give(study, "Zoé", "P02", "Le trajet", "distance")
    give(study, "Zoé", "P03", "Le trajet", "distance")
    with in_language("en"), pytest.raises(NotAllowed, match=r"1 passages .* P02 · 2\.1"):
        lock_layer(study, "pilote")
    change_coding(study, coding, valence=Valence.BARRIER)
    lock_layer(study, "pilote")


def test_locking_says_that_sources_were_read(study: Project) -> None:
    begin(study, "P02", "P03")
    read(study, "Zoé", "P03")
    assert lock_layer(study, "pilote").marked_read == ("P02",)
    progress = {source.name: source.progress.get("Zoé") for source in list_sources(study)}
    assert (progress["P02"], progress["P03"], progress["P04"]) == (
        Progress.READ,
        Progress.READ,
        None,
    )


def test_who_leaves_is_not_waited_for_and_can_come_back(study: Project) -> None:
    enrol_coder(study, "Inès")
    begin(study, "P02", coders=("Zoé", "Maël", "Inès"))
    lock(study, "Zoé", "Maël")
    withdraw_coder(study, "pilote", "Inès")
    assert states(study)["Inès"] is CoderState.WITHDRAWN
    with acting(study, "Inès"), pytest.raises(NotAllowed):
        lock_layer(study, "pilote")
    assign_coders(study, "pilote", ["Inès", "Zoé"])
    assert states(study) == {
        "Zoé": CoderState.LOCKED,
        "Maël": CoderState.LOCKED,
        "Inès": CoderState.OPEN,
    }
    with acting(study, "Inès"):
        withdraw_coder(study, "pilote", "Inès")
    assert reveal_round(study, "pilote").state is RoundState.REVEALED
    assert round_scope(study, "pilote").coders == ("Zoé", "Maël")


def test_one_layer_alone_is_not_revealed(study: Project) -> None:
    begin(study, "P02")
    lock(study, "Zoé")
    withdraw_coder(study, "pilote", "Maël")
    with in_language("en"), pytest.raises(NotAllowed, match="2 coders"):
        reveal_round(study, "pilote")


def test_the_reveal_freezes_what_the_layers_held(study: Project) -> None:
    give(study, "Zoé", "P02", "Présente")
    gone = give(study, "Maël", "P02", "Le trajet")
    held = revealed(study, "P02")
    assert held.snapshot is not None
    close_round(study, "pilote")
    with acting(study, "Maël"):
        uncode(study, [gone])
    with study.read() as connection:
        kept = snapshots.frozen(connection, study.acting_key(connection), held.snapshot)
    assert kept.kind == "reveal"
    assert {c["guid"] for c in kept.content["codings"]} >= {gone}
    assert len(kept.content["codings"]) == 2
    assert kept.content["round"]["units"] == [["P02", 0, held.units[0].end]]
    assert kept.content["texts"][0]["revision"]
    assert "Présente" not in str(kept.content)


def test_a_round_before_its_reveal_is_not_compared(study: Project) -> None:
    begin(study, "P02")
    with study.read() as connection, pytest.raises(NotAllowed):
        require_revealed(connection, "pilote")
    lock(study, "Zoé", "Maël")
    reveal_round(study, "pilote")
    with study.read() as connection:
        assert require_revealed(connection, "pilote").name == "pilote"
        with in_language("en"), pytest.raises(NotFound, match="pilote"):
            require_revealed(connection, "autre")


@pytest.mark.parametrize(
    ("coders", "kind", "why"),
    [
        (("Zoé",), RoundKind.INTER_CODER, "2 coders"),
        (("Zoé", "Léa"), RoundKind.INTER_CODER, "Léa has a role"),
        (("Zoé", "Guy"), RoundKind.DRIFT, "Guy has a role"),
        (("Zoé", "Personne"), RoundKind.INTER_CODER, "no coder “Personne”"),
        (("Zoé", "Maël"), RoundKind.INTRA_CODER, "name one"),
        (("Léa",), RoundKind.TEACHING, "nothing is settled"),
        (("Zoé",), RoundKind.INTRA_CODER, "nothing is coded"),
    ],
)
def test_not_everybody_codes_in_every_round(
    study: Project, coders: tuple[str, ...], kind: RoundKind, why: str
) -> None:
    with in_language("en"), pytest.raises((NotAllowed, NotFound), match=why):
        start_round(study, "x", RoundPlan(coders, kind))
    assert list_rounds(study) == []
    assert [version.label for version in list_versions(study)] == ["1.0.0"]


def test_only_coders_and_adjudicators_hold_rounds(study: Project) -> None:
    for name in ("Léa", "Guy"):
        with acting(study, name), in_language("en"), pytest.raises(NotAllowed, match=name):
            begin(study, "P02")
    study.acting = None
    with pytest.raises(NotAllowed):
        begin(study, "P02")
    study.acting = "Ana"
    begin(study, "P02")
    with in_language("en"), pytest.raises(NotAllowed, match="Ana is no coder of the round"):
        lock_layer(study, "pilote")


def test_a_round_has_a_name_of_its_own_and_something_to_code(study: Project) -> None:
    begin(study, "P02")
    for name in ("pilote", " pilote ", "", "  "):
        with pytest.raises(NotAllowed):
            begin(study, "P03", name=name)


def test_a_coder_has_a_source_in_one_open_round_at_a_time(study: Project) -> None:
    begin(study, "P02", "P03")
    with in_language("en"), pytest.raises(NotAllowed, match="P03 in the round “pilote”"):
        begin(study, "P03", "P04", name="suite")
    begin(study, "P04", name="suite")
    lock(study, "Zoé", "Maël")
    reveal_round(study, "pilote")
    begin(study, "P03", name="encore")


def test_a_drift_check_takes_a_few_sources_that_were_not_double_coded(study: Project) -> None:
    revealed(study, "P01", "P02", "P03")
    held = begin(study, name="dérive", kind=RoundKind.DRIFT, sampling=Sampling())
    assert (len(held.units), held.sampling.candidates, held.sampling.share) == (1, 3, 0.1)
    assert set(held.sources) < set(SOURCES[3:])
    with in_language("en"), pytest.raises(NotAllowed, match="not P02"):
        begin(study, "P02", name="x", kind=RoundKind.DRIFT)


def test_roles_are_given_and_stay_while_one_codes_blind(study: Project) -> None:
    assert enrol_coder(study, "Noé", Role.VIEWER)
    assert not enrol_coder(study, "Noé", Role.VIEWER)
    assert enrol_coder(study, "Noé", Role.CODER)
    undo(study)
    assert {c.name: c.role for c in list_coders(study)}["Noé"] is Role.VIEWER
    begin(study, "P02")
    with in_language("en"), pytest.raises(NotAllowed, match="until the reveal"):
        enrol_coder(study, "Maël", Role.ADJUDICATOR)
    for name, role in (("", Role.CODER), ("X", Role.REPEAT)):
        with pytest.raises(NotAllowed):
            enrol_coder(study, name, role)
    with acting(study, "Guy"), pytest.raises(NotAllowed):
        enrol_coder(study, "Y")


def test_a_round_survives_a_restart(study: Project) -> None:
    begin(study, "P02")
    lock(study, "Maël")
    where = study.where
    study.close()
    with open_project(where, acting="Zoé") as again:
        assert states(again) == {"Zoé": CoderState.OPEN, "Maël": CoderState.LOCKED}
        lock_layer(again, "pilote")
        assert reveal_round(again, "pilote").state is RoundState.REVEALED
