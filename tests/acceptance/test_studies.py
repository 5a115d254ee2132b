"""NEON, INCa, Vendée, PACTO 34: rows T4–T7 of the studies that the tool must hold."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from qualcode.app.analysis.displaying import list_joint_rows
from qualcode.app.analysis.matrices import MatrixRequest, matrices
from qualcode.app.analysis.patterns import contrasts
from qualcode.app.analysis.selecting import list_chosen
from qualcode.app.analysis.theming import list_themes
from qualcode.app.coding.reading import list_cases, list_sources, load_transcript
from qualcode.core.analysis.displays import Fit
from qualcode.core.tables.crosstab import Measure, Side, State
from tests.acceptance.building import place_of, row_of
from tests.acceptance.conftest import Demo

LEVELS = ("pilot", "expert", "ght_local", "community")
NETWORKS = ("FEM-NET", "GLIOREC", "RECAP", "JANE")


def test_t4_sessions_of_one_group_show_when_a_code_turns_from_barrier_to_lever(demo: Demo) -> None:
    project = demo("neon")
    sessions = [s.name for s in list_sources(project) if s.type == "working_group_meeting"]
    assert len(sessions) == 6
    assert sessions == sorted(sessions)
    assert len({frozenset(s.cases) for s in list_sources(project) if s.name in sessions}) == 1
    (trend,) = matrices(project, MatrixRequest(by="source"))
    row = row_of(trend, "rcp_acces")
    sides = {
        name: side
        for name in sessions
        for side in (Side.BARRIER, Side.LEVER)
        if trend.count(row, place_of(trend, name), Measure.SEGMENTS, side)
    }
    assert sides == {
        "GT_2023-12": Side.BARRIER,
        "GT_2024-03": Side.LEVER,
        "GT_2024-04": Side.LEVER,
    }
    assert trend.state(row, place_of(trend, "GT_2023-11")) is State.NOT_RAISED


def test_t4_territories_stand_side_by_side(demo: Demo) -> None:
    (table,) = matrices(demo("neon"), MatrixRequest(by="territory"))
    assert [c.value for c in table.columns] == ["Alsace", "Champagne-Ardenne", "Lorraine"]
    row = row_of(table, "couverture_territoriale")
    champagne = place_of(table, "Champagne-Ardenne")
    hindered = [table.count(row, n, Measure.SEGMENTS, Side.BARRIER) for n in range(3)]
    assert hindered == [1, 4, 0]
    assert table.count(row, champagne, Measure.PARTICIPANTS, Side.BARRIER) == 2


def test_t5_what_was_not_collected_is_told_from_what_was_not_mentioned(demo: Demo) -> None:
    project = demo("inca")
    assert len(list_sources(project)) == 12
    (table,) = matrices(project, MatrixRequest(by="network,centre_level"))
    assert [c.value for c in table.columns] == [f"{n} · {m}" for n in NETWORKS for m in LEVELS]
    states = {c.value: table.state(0, n) for n, c in enumerate(table.columns)}
    empty = [name for name, state in states.items() if state is State.NOT_COLLECTED]
    assert empty == [
        "GLIOREC · community",
        "RECAP · ght_local",
        "JANE · ght_local",
        "JANE · community",
    ]
    pilots = row_of(table, "centre_pilote")
    assert table.state(pilots, place_of(table, "FEM-NET · pilot")) is State.RAISED
    assert table.state(pilots, place_of(table, "JANE · pilot")) is State.NOT_RAISED


def test_t6_three_kinds_of_people_by_eight_places(demo: Demo) -> None:
    project = demo("vendee")
    (table,) = matrices(project, MatrixRequest(by="stakeholder,site"))
    assert (len(table.columns), table.total.out_of(Measure.PARTICIPANTS)) == (24, 10)
    heard = [n for n in range(24) if table.state(0, n) is not State.NOT_COLLECTED]
    assert len(heard) == 10
    (contrast,) = contrasts(project, MatrixRequest(by="stakeholder"), "patient", "professional")
    nearness = next(row for row in contrast.rows if row.row.ref.endswith(":proximite"))
    assert (nearness.first, nearness.second, contrast.out_of) == (3, 0, (4, 4))


def test_t6_figures_stand_beside_themes_with_fit_and_inference(demo: Demo) -> None:
    project = demo("vendee")
    rows = list_joint_rows(project)
    assert {row.fit for row in rows} == set(Fit)
    assert all(row.inference and row.aggregate.source for row in rows)
    themes = {theme.guid for theme in list_themes(project)}
    assert {row.theme for row in rows if row.theme} < themes
    assert all(row.theme or row.code or row.fit is Fit.SILENT for row in rows)


def test_t7_two_hundred_reasons_of_a_table_by_decision(demo: Demo) -> None:
    project = demo("pacto34")
    reasons = load_transcript(project, "motifs")
    assert len(reasons.turns) == len({turn.speech.of(reasons.text) for turn in reasons.turns
                                      if turn.speech}) == 200  # fmt: skip
    asked = [case for case in list_cases(project) if case.name.startswith("M")]
    decided = Counter(case.attributes["decision"] for case in asked)
    assert decided == {"accepted": 112, "refused": 88}
    assert all(case.attributes["first_contact_day"] for case in asked)
    (table,) = matrices(project, MatrixRequest(by="decision"))
    alone = row_of(table, "acc_isolement")
    at_ease = row_of(table, "ref_entourage")
    assert [table.state(alone, n) for n in range(2)] == [State.RAISED, State.NOT_RAISED]
    assert [table.state(at_ease, n) for n in range(2)] == [State.NOT_RAISED, State.RAISED]
    refused = place_of(table, "refused")
    assert table.count(at_ease, refused, Measure.SEGMENTS, Side.BARRIER) == 0


def test_t7_what_is_bold_in_print_stands_apart_from_the_verbatim(demo: Demo) -> None:
    chosen = list_chosen(demo("pacto34"))
    assert {one.case.name for one in chosen if one.case} == {"I01", "I02", "I03"}
    for one in chosen:
        assert any(run.emphasis for run in one.runs)
        verbatim = "".join(run.text for run in one.runs if not run.added).split()
        assert set(verbatim) <= set(one.selected.quotation.split())
    assert any(run.added for one in chosen for run in one.runs)


def test_every_demonstration_was_read_by_two_who_differ_a_little(demo: Demo) -> None:
    from qualcode.app.pairs.comparing import agreement

    for study in ("neon", "inca", "vendee", "pacto34"):
        report = agreement(demo(study), draws=0)
        alpha = report.overall.alpha.value
        assert alpha is not None
        assert 0.6 < alpha < 0.95
        assert report.overall.both < min(report.overall.applied)


def test_no_session_of_the_group_stands_out_of_order(demo: Demo) -> None:
    names = [s.name for s in list_sources(demo("neon")) if s.name.startswith("GT_")]
    assert all(earlier < later for earlier, later in pairwise(names))
