"""Disagreements settled: what becomes consensus, by decision or by rule, and what is told of it."""

from __future__ import annotations

import pytest

from qualcode.app.analysis.tabulating import theme_tables
from qualcode.app.coding.coding import change_coding
from qualcode.app.coding.reading import list_codings
from qualcode.app.pairs.disagreeing import (
    Differing,
    PairOfCoders,
    Wanted,
    consensus_differences,
    list_disagreements,
)
from qualcode.app.pairs.rounds import reveal_round
from qualcode.app.pairs.settling import (
    Wish,
    decisions,
    seed_agreed,
    settle,
    settle_boundaries,
)
from qualcode.app.projects.layers import CONSENSUS, analysis_layer
from qualcode.app.projects.undoing import list_journal, redo, undo
from qualcode.core.agreement.disagreement import Kind
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.pairs.settlement import Because, Decision, Ends
from qualcode.store.project import Project
from qualcode.store.rows import settlements as settled_rows
from qualcode.store.rows.cases import coder_named
from tests.app.round_stories import begin, lock, team
from tests.app.round_stories import give as give_in
from tests.app.settling_stories import HOURS, MAEL, NURSE, ROAD, SISTER, ZOE, differ
from tests.store.stories import open_round, reveal
from tests.stories import place

BOTH = Wanted(coders=(ZOE, MAEL))


@pytest.fixture
def study(project: Project) -> Project:
    differ(project)
    return project


def pair_of(project: Project) -> PairOfCoders:
    (pair,) = list_disagreements(project, BOTH)
    return pair


def of_kind(project: Project, kind: Kind) -> Differing:
    (one,) = [one for one in pair_of(project).found if one.kind is kind]
    return one


def consensus(project: Project) -> list[tuple[str, str, Valence]]:
    found = [one for one in list_codings(project) if one.coder == CONSENSUS]
    return [(one.code, one.quotation, one.valence) for one in found]


def layer_of(project: Project) -> str:
    with project.read() as connection:
        return analysis_layer(connection, project.acting_key(connection)).coder_of["P01"]


def test_disagreements_are_listed_in_the_order_of_the_text(study: Project) -> None:
    pair = pair_of(study)
    assert [(one.kind, one.codes, one.address) for one in pair.found] == [
        (Kind.BOUNDARY, ("essai:distance", "essai:distance"), "P01 · 2.1–2.2"),
        (Kind.OPPOSITE, ("essai:proches", "essai:proches"), "P01 · 2.3"),
        (Kind.OMISSION, ("essai:recit", None), "P01 · 5.1"),
    ]
    (agreed,) = pair.agreed
    assert [one.coder for side in agreed.codings for one in side] == [ZOE, MAEL]
    first = pair.found[0]
    assert first.quotation == f"{ROAD} {HOURS}"
    assert first.after.startswith(" Ma sœur venait.")
    assert first.speaker == "P01"


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (Decision.A, [("distance", ROAD, Valence.BARRIER)]),
        (Decision.B, [("distance", f"{ROAD} {HOURS}", Valence.BARRIER)]),
        (Decision.BOTH, [("distance", f"{ROAD} {HOURS}", Valence.BARRIER)]),
        (Decision.NEITHER, []),
        (Decision.PROBLEM, []),
    ],
)
def test_a_decision_writes_the_consensus_and_nothing_else(
    study: Project, decision: Decision, expected: list[tuple[str, str, Valence]]
) -> None:
    before = [one for one in list_codings(study) if one.coder != CONSENSUS]
    one = of_kind(study, Kind.BOUNDARY)
    made = settle(study, one.key, Wish(decision, "la définition ne le dit pas"), BOTH)
    assert consensus(study) == expected
    assert [one for one in list_codings(study) if one.coder != CONSENSUS] == before
    assert (made.decision, made.because, made.decided_by) == (decision, Because.BOUNDARY, ZOE)
    assert of_kind(study, Kind.BOUNDARY).settled == made


def test_another_passage_and_code_can_be_decided(study: Project) -> None:
    one = of_kind(study, Kind.OMISSION)
    wish = Wish(
        Decision.SPAN,
        "c’est l’équipe, pas un récit",
        Because.DEFINITION,
        place("sans elle, on arrêtait."),
        "proches",
        Valence.LEVER,
    )
    settle(study, one.key[:6], wish, BOTH)
    assert consensus(study) == [("proches", "sans elle, on arrêtait.", Valence.LEVER)]


@pytest.mark.parametrize("decision", [Decision.SPAN, Decision.NEITHER, Decision.PROBLEM])
def test_what_departs_from_both_coders_asks_for_a_reason(
    study: Project, decision: Decision
) -> None:
    one = of_kind(study, Kind.OMISSION)
    with pytest.raises(NotAllowed):
        settle(study, one.key, Wish(decision, "  "), BOTH)
    assert not consensus(study)


@pytest.mark.parametrize(
    ("rule", "expected", "decision"),
    [
        (Ends.UNION, f"{ROAD} {HOURS}", Decision.BOTH),
        (Ends.INTERSECTION, ROAD, Decision.COMMON),
        (Ends.LONGER, f"{ROAD} {HOURS}", Decision.B),
    ],
)
def test_boundaries_are_settled_by_one_rule(
    study: Project, rule: Ends, expected: str, decision: Decision
) -> None:
    assert settle_boundaries(study, rule, BOTH) == 1
    assert consensus(study) == [("distance", expected, Valence.BARRIER)]
    (told,) = decisions(study)
    assert (told.decision, told.rule, told.kind) == (decision, rule, Kind.BOUNDARY)
    assert settle_boundaries(study, rule, BOTH) == 0


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(Ends.UNION, NURSE), (Ends.INTERSECTION, "l’infirmière, elle"), (Ends.LONGER, NURSE)],
)
def test_what_is_agreed_is_taken_over_by_a_stated_rule(
    study: Project, rule: Ends, expected: str
) -> None:
    assert seed_agreed(study, rule) == 1
    assert consensus(study) == [("joignable", expected, Valence.LEVER)]
    entries = len(list_journal(study))
    assert seed_agreed(study, rule) == 0
    assert len(list_journal(study)) == entries


def test_tables_are_made_from_the_consensus_once_a_source_is_settled(study: Project) -> None:
    seed_agreed(study)
    settle_boundaries(study, Ends.UNION)
    settle(study, of_kind(study, Kind.OPPOSITE).key, Wish(Decision.B), BOTH)
    assert layer_of(study) == MAEL
    settle(study, of_kind(study, Kind.OMISSION).key, Wish(Decision.A), BOTH)
    assert layer_of(study) == CONSENSUS
    assert len(consensus(study)) == 4
    assert not pair_of(study).open
    undo(study)
    assert layer_of(study) == MAEL
    redo(study)
    assert layer_of(study) == CONSENSUS


def test_a_coder_sees_how_the_consensus_differs(study: Project) -> None:
    seed_agreed(study)
    settle_boundaries(study, Ends.UNION)
    settle(study, of_kind(study, Kind.OPPOSITE).key, Wish(Decision.B), BOTH)
    settle(study, of_kind(study, Kind.OMISSION).key, Wish(Decision.A), BOTH)
    assert [one.kind for one in consensus_differences(study, ZOE)] == [
        Kind.BOUNDARY,
        Kind.OPPOSITE,
    ]
    assert [one.kind for one in consensus_differences(study, MAEL)] == [Kind.OMISSION]


def test_a_decision_can_be_changed_and_undone(study: Project) -> None:
    one = of_kind(study, Kind.BOUNDARY)
    settle(study, one.key, Wish(Decision.A), BOTH)
    settle(study, one.key, Wish(Decision.B), BOTH)
    assert [quotation for _code, quotation, _valence in consensus(study)] == [f"{ROAD} {HOURS}"]
    undo(study)
    assert [quotation for _code, quotation, _valence in consensus(study)] == [ROAD]
    undo(study)
    assert not consensus(study)
    assert not decisions(study)
    assert of_kind(study, Kind.BOUNDARY).settled is None


def test_deciding_the_same_again_does_nothing(study: Project) -> None:
    one = of_kind(study, Kind.BOUNDARY)
    settle(study, one.key, Wish(Decision.A, "net"), BOTH)
    entries = len(list_journal(study))
    settle(study, one.key, Wish(Decision.A, "net"), BOTH)
    assert len(list_journal(study)) == entries


def test_a_coding_changed_since_opens_its_disagreement_again(study: Project) -> None:
    settle(study, of_kind(study, Kind.OPPOSITE).key, Wish(Decision.A), BOTH)
    (mine,) = [one for one in list_codings(study, coder=ZOE) if one.code == "proches"]
    change_coding(study, mine.guid, valence=Valence.NEUTRAL)
    again = of_kind(study, Kind.VALENCE)
    assert again.settled is None
    settle(study, again.key, Wish(Decision.B), BOTH)
    assert consensus(study) == [("proches", SISTER, Valence.LEVER)]
    assert len(decisions(study)) == 1


def test_an_open_round_closes_disagreements_and_what_is_settled(study: Project) -> None:
    settle(study, of_kind(study, Kind.BOUNDARY).key, Wish(Decision.A), BOTH)
    open_round(study, ZOE, MAEL, source="P01")
    with pytest.raises(NotAllowed):
        list_disagreements(study)
    with pytest.raises(NotAllowed):
        seed_agreed(study)
    with study.read() as connection:
        viewer = int(coder_named(connection, ZOE).id)
        assert not settled_rows.list_settlements(connection, viewer)
        assert not settled_rows.list_settlements(connection, None)
    reveal(study)
    assert len(decisions(study)) == 1


def test_a_name_that_is_no_disagreement_is_refused(study: Project) -> None:
    with pytest.raises(NotFound):
        settle(study, "zzz", Wish(Decision.A), BOTH)
    with pytest.raises(NotFound):
        settle(study, "", Wish(Decision.A), BOTH)


def test_the_journal_holds_no_reason(study: Project) -> None:
    settle(study, of_kind(study, Kind.OMISSION).key, Wish(Decision.NEITHER, "hors du sujet"), BOTH)
    assert decisions(study)[0].reason == "hors du sujet"
    assert "hors du sujet" not in str(list_journal(study))


def test_a_round_is_settled_and_its_log_names_it(project: Project) -> None:
    team(project)
    begin(project, "P02")
    give_in(project, ZOE, "P02", "l’a mal", "distance", Valence.BARRIER)
    give_in(project, MAEL, "P02", "P02 l’a mal vécu.", "distance", Valence.BARRIER)
    give_in(project, MAEL, "P02", "Ma sœur venait", "proches")
    wanted = Wanted(round="pilote")
    with pytest.raises(NotAllowed):
        list_disagreements(project, wanted)
    lock(project, ZOE, MAEL)
    reveal_round(project, "pilote")
    (pair,) = list_disagreements(project, wanted)
    (one,) = pair.found
    assert (pair.sources, one.kind, len(pair.agreed)) == (("P02",), Kind.OMISSION, 1)
    seed_agreed(project, Ends.INTERSECTION, wanted)
    settle(project, one.key, Wish(Decision.B), wanted)
    assert [told.decision for told in decisions(project, "pilote")] == [
        Decision.AGREED,
        Decision.B,
    ]
    assert {told.round for told in decisions(project)} == {"pilote"}
    (table,) = theme_tables(project, quote=("P02",))
    assert {(row.code, row.segments) for row in table.rows if row.segments} == {
        ("distance", 1),
        ("proches", 1),
    }
    assert [row.barrier.segments for row in table.rows if row.code == "distance"] == [1]
