"""AnTARES as its team needs it: rows T1–T3 and T8 of the studies that the tool must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.app.analysis.matrices import MatrixRequest, codings_behind, matrices
from qualcode.app.analysis.patterns import first_appearances
from qualcode.app.coding.quotations import quotations_with_keys
from qualcode.app.coding.reading import list_codings, list_sources
from qualcode.core.coding import Valence
from qualcode.core.people import Case
from qualcode.core.tables.crosstab import Measure, Side, State, sides_in
from qualcode.core.tables.crosstab_text import total_text
from qualcode.store.project import Project
from tests.acceptance.building import BARRIER, LEVER, Given, Talk, built, place_of, row_of
from tests.acceptance.conftest import Demo


@pytest.fixture(scope="module")
def antares(demo: Demo) -> Project:
    return demo("antares")


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
        for number in range(0, len(table.rows), 48):
            for place, column in enumerate(table.columns):
                keys = codings_behind(antares, request, table.rows[number].ref, column.value)
                found = quotations_with_keys(antares, keys)
                assert len(found) == table.count(number, place, Measure.SEGMENTS)
                assert {one.case.name for one in found if one.case} <= {column.value}
