"""The kinds of study that the tool must hold, as the matrices that their teams need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcode.app.analysis.matrices import MatrixRequest, codings_behind, matrices
from qualcode.app.analysis.patterns import contrasts, first_appearances
from qualcode.app.coding.quotations import quotations_with_keys
from qualcode.app.coding.reading import list_codings, list_sources
from qualcode.app.demonstrations.demo import make_demo
from qualcode.core.coding import Valence
from qualcode.core.people import Case
from qualcode.core.tables.crosstab import Crosstab, Measure, Side, State, sides_in
from qualcode.core.tables.crosstab_text import total_text
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from tests.acceptance.building import BARRIER, LEVER, NEUTRAL, Given, Talk, built

CODE_NEON = "rcp_acces"
CODE_INCA = "centre_pilote"
CODE_VENDEE = "coordination_centrale"
CODE_PACTO = "ref_entourage"


@pytest.fixture(scope="module")
def antares(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    where, _made = make_demo(tmp_path_factory.mktemp("antares"))
    with open_project(str(where), acting="C1") as project:
        yield project


def row_of(table: Crosstab, key: str) -> int:
    return next(n for n, row in enumerate(table.rows) if row.ref.endswith(f":{key}"))


def place_of(table: Crosstab, value: str) -> int:
    return next(n for n, column in enumerate(table.columns) if column.value == value)


def test_t1_patients_by_group_with_barriers_and_levers_per_participant_and_per_mention(
    antares: Project,
) -> None:
    (table,) = matrices(antares, MatrixRequest(by="group"))
    implanted = place_of(table, "implanted")
    assert table.columns[implanted].persons == (("patient", 6),)
    codings = [c for c in list_codings(antares, coder="C1") if c.codebook == "antares_patients"]
    case_of = {source.name: source.cases[0] for source in list_sources(antares) if source.cases}
    for number, row in enumerate(table.rows):
        for side, valence in ((Side.BARRIER, Valence.BARRIER), (Side.LEVER, Valence.LEVER)):
            said = [
                c
                for c in codings
                if row.ref == f"{c.codebook}:{c.code}"
                and c.valence in {valence, Valence.AMBIVALENT}
                and "potential" not in {mark.value for mark in c.marks}
            ]
            assert table.count(number, None, Measure.SEGMENTS, side) == len(said)
            sources = {c.source for c in said}
            assert table.count(number, None, Measure.SOURCES, side) == len(sources)
            persons = {case_of[source] for source in sources}
            counted = table.count(number, None, Measure.PARTICIPANTS, side)
            relatives = table.count(number, None, Measure.RELATIVES, side)
            assert counted <= len(persons) <= counted + relatives


def test_t2_one_focus_group_tells_groups_networks_and_speakers_side_by_side(
    antares: Project,
) -> None:
    table = next(one for one in matrices(antares, MatrixRequest(by="network")) if one.has_groups)
    assert len(table.columns) == 7
    assert (table.total.groups, table.total.units) == (1, 7)
    assert table.total.out_of(Measure.PARTICIPANTS) == 7
    row = row_of(table, "territoire")
    assert total_text(table, row).split("\u00a0", 1)[1] == "1/1; 3/7; 3/7; 3"
    moderators = [c for c in list_codings(antares, source="FG") if c.coder == "C1"]
    assert sum(table.count(n, None, Measure.SEGMENTS) for n in range(len(table.rows))) == sum(
        c.codebook == "antares_networks" and c.code != "a_discuter" for c in moderators
    )


def test_t3_the_same_determinant_stands_on_both_sides(tmp_path: Path) -> None:
    said = (
        ("MOD", "Et la coordination ?"),
        ("N02", "Sans infirmière, rien."),
        ("N05", "La nôtre tient tout."),
    )
    cases = [
        Case("N02", "professional", attributes={"network": "R2"}),
        Case("N05", "professional", attributes={"network": "R5"}),
    ]
    given = [
        Given("FG", "Sans infirmière, rien.", "coordination_dediee", BARRIER),
        Given("FG", "La nôtre tient tout.", "coordination_dediee", LEVER),
        Given("FG", "tient tout.", "coordination_dediee", BARRIER),
    ]
    with built(tmp_path, "antares", cases, [Talk("FG", "network_focus_group", said)], given) as p:
        (table,) = matrices(p, MatrixRequest(by="network"))
    assert [column.value for column in table.columns] == [f"R{n}" for n in range(1, 8)]
    r2, r5 = place_of(table, "R2"), place_of(table, "R5")
    assert sides_in(table, 0, r2) == {Side.BARRIER}
    assert sides_in(table, 0, r5) == {Side.BARRIER, Side.LEVER, Side.BOTH}
    assert table.count(0, None, Measure.UNITS, Side.BARRIER) == 2
    assert table.count(0, None, Measure.UNITS, Side.LEVER) == 1
    assert table.count(0, r5, Measure.PARTICIPANTS, Side.BOTH) == 1
    assert table.state(0, place_of(table, "R1")) is State.NOT_COLLECTED


def test_t4_sessions_of_one_group_show_when_a_code_comes_up_and_where(tmp_path: Path) -> None:
    cases = [
        Case("A1", "professional", attributes={"territory": "Alsace"}),
        Case("L1", "professional", attributes={"territory": "Lorraine"}),
    ]
    talks, given = [], []
    for session in range(1, 7):
        said = (("A1", f"Séance {session}, Alsace."), ("L1", f"Séance {session}, Lorraine."))
        talks.append(Talk(f"S{session}", "working_group_meeting", said))
        if session >= 3:
            given.append(Given(f"S{session}", f"Séance {session}, Lorraine.", CODE_NEON, LEVER))
    with built(tmp_path, "neon", cases, talks, given) as project:
        (trend,) = matrices(project, MatrixRequest(by="source"))
        (territory,) = matrices(project, MatrixRequest(by="territory"))
    row = row_of(trend, CODE_NEON)
    states = [trend.state(row, n) for n in range(6)]
    assert states == [State.NOT_RAISED] * 2 + [State.RAISED] * 4
    assert [column.value for column in territory.columns] == [
        "Alsace", "Champagne-Ardenne", "Lorraine",
    ]  # fmt: skip
    assert [territory.state(row, n) for n in range(3)] == [
        State.NOT_RAISED,
        State.NOT_COLLECTED,
        State.RAISED,
    ]
    assert territory.count(row, 2, Measure.GROUPS) == 4


def test_t5_networks_by_level_tell_what_was_not_collected_from_what_was_not_mentioned(
    tmp_path: Path,
) -> None:
    networks, levels = ("FEM-NET", "GLIOREC", "RECAP", "JANE"), ("pilot", "expert", "community")
    cases, talks, given = [], [], []
    for n, network in enumerate(networks):
        for m, level in enumerate(levels):
            name = f"E{n}{m}"
            facts = {"network": network, "centre_level": level}
            cases.append(Case(name, "professional", attributes=facts))
            talks.append(Talk(name, "interview", ((name, f"Ici, {network} {level}."),)))
            if n == m:
                given.append(Given(name, f"Ici, {network} {level}.", CODE_INCA, NEUTRAL))
    with built(tmp_path, "inca", cases, talks, given) as project:
        (table,) = matrices(project, MatrixRequest(by="network,centre_level"))
    assert len(table.columns) == 16
    assert [column.sources for column in table.columns] == [1, 1, 0, 1] * 4
    states = [table.state(0, place) for place in range(16)]
    assert states.count(State.NOT_COLLECTED) == 4
    assert states.count(State.RAISED) == 3
    assert table.state(0, place_of(table, "JANE · pilot")) is State.NOT_RAISED
    assert table.count(0, None, Measure.SEGMENTS, Side.DESCRIBED) == 3


def test_t6_stakeholders_by_place(tmp_path: Path) -> None:
    kinds, places = ("patient", "professional", "management"), [f"V{n}" for n in range(8)]
    cases, talks, given = [], [], []
    for n in range(10):
        name = f"E{n:02}"
        facts = {"stakeholder": kinds[n % 3], "site": places[n % 8]}
        kind = "patient" if n % 3 == 0 else "professional"
        cases.append(Case(name, kind, attributes=facts))
        talks.append(Talk(name, "interview", ((name, f"Ce que {name} en dit."),)))
        given.append(Given(name, f"Ce que {name} en dit.", CODE_VENDEE, LEVER))
    with built(tmp_path, "vendee", cases, talks, given) as project:
        (table,) = matrices(project, MatrixRequest(by="stakeholder,site"))
        (contrast,) = contrasts(project, MatrixRequest(by="stakeholder"), "patient", "management")
    assert len(table.columns) == 24
    raised = [place for place in range(24) if table.state(0, place) is State.RAISED]
    assert len(raised) == 10
    assert table.count(0, None, Measure.PARTICIPANTS) == 10
    row = contrast.rows[0]
    assert (row.first, row.second, contrast.out_of) == (4, 3, (4, 3))
    assert (row.raised_by, row.difference) == ("both", None)


def test_t7_two_hundred_reasons_by_decision(tmp_path: Path) -> None:
    cases, said, given = [], [], []
    for n in range(200):
        name = f"P{n:03}"
        decision = "accepted" if n % 2 else "refused"
        cases.append(Case(name, "patient", attributes={"decision": decision}))
        said.append((name, f"Raison de {name}."))
        if n % 5 == 0:
            given.append(Given("motifs", f"Raison de {name}.", CODE_PACTO))
    talk = Talk("motifs", "acceptance_log", tuple(said))
    with built(tmp_path, "pacto34", cases, [talk], given) as project:
        (table,) = matrices(project, MatrixRequest(by="decision"))
        (contrast,) = contrasts(project, MatrixRequest(by="decision"), "accepted", "refused")
    row = row_of(table, CODE_PACTO)
    assert [column.value for column in table.columns] == ["accepted", "refused", "stopped"]
    assert [table.columns[n].out_of(Measure.PARTICIPANTS) for n in range(3)] == [100, 100, 0]
    assert [table.count(row, n, Measure.PARTICIPANTS) for n in range(2)] == [20, 20]
    assert contrast.rows[row].difference == 0.0


def test_t8_a_person_heard_three_times_is_one_participant(antares: Project) -> None:
    (table,) = [t for t in matrices(antares, MatrixRequest(by="case")) if not t.has_groups]
    place = place_of(table, "P01")
    assert table.columns[place].sources == 2
    assert table.columns[place].out_of(Measure.PARTICIPANTS) == 1
    heard_twice = [
        row for row in range(len(table.rows)) if table.count(row, place, Measure.SOURCES) == 2
    ]
    assert heard_twice
    for row in heard_twice:
        assert table.count(row, place, Measure.PARTICIPANTS) == 1
    interviews = first_appearances(antares)[0].a_priori.interviews
    assert [name for name in interviews if name.startswith("P01")] == ["P01_1", "P01_2"]


def test_every_cell_opens_on_as_many_quotations_as_it_counts(antares: Project) -> None:
    request = MatrixRequest(by="case")
    for table in matrices(antares, request):
        for number in range(0, len(table.rows), 24):
            for place, column in enumerate(table.columns):
                keys = codings_behind(antares, request, table.rows[number].ref, column.value)
                found = quotations_with_keys(antares, keys)
                assert len(found) == table.count(number, place, Measure.SEGMENTS)
                assert {one.case.name for one in found if one.case} <= {column.value}
