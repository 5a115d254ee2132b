"""Who was not asked is not among the silent; what is at hand is what a fresh reading gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcode.app.analysis.displaying import (
    add_change_objective,
    add_joint_row,
    change_change_objective,
    change_joint_row,
    change_objective,
    joint_row,
)
from qualcode.app.analysis.matrices import MatrixRequest, matrices
from qualcode.app.analysis.patterns import codings_given, codings_together, cooccurrences
from qualcode.app.coding.coding import code_passages, mark_source, uncode
from qualcode.app.coding.guide import attach_question, import_guide, link_codes, list_guide
from qualcode.app.coding.reading import list_codings
from qualcode.app.projects.undoing import redo, undo
from qualcode.app.publishing.documents import DOCUMENTS, write_made
from qualcode.app.publishing.matrix_files import csv_bytes
from qualcode.app.publishing.wishes import Wish
from qualcode.core.analysis.displays import Aggregate, Fit
from qualcode.core.coding import NewCoding
from qualcode.core.errors import NotAllowed, NotFound, UsageProblem
from qualcode.core.people import Case
from qualcode.core.spans import Span
from qualcode.core.study_reading import study_and_mistakes
from qualcode.core.tables.cooccurrence import Together
from qualcode.core.tables.crosstab import Crosstab, Measure, Mode, State
from qualcode.core.tables.crosstab_text import cell_text, singles_note
from qualcode.i18n import in_language
from qualcode.store.project import Project
from tests.acceptance.building import BARRIER, LEVER, Given, Talk, built

TRAVEL = "Comment se passait le trajet jusqu’au centre ?"
PAIN = "Et la douleur, avant la pompe ?"
SAID = {
    "P01": ((TRAVEL, "Ça allait, rien à dire."), (PAIN, "Très forte.")),
    "P02": ((PAIN, "Insupportable, la nuit."),),
    "P03": ((PAIN, "Forte. Et deux heures de route, en plus."),),
    "P04": ((PAIN, "Elle revenait le soir."),),
}
ROAD = "deux heures de route"


def talk(name: str) -> Talk:
    said = tuple(pair for q, a in SAID[name] for pair in (("INT", q), (name, a)))
    return Talk(name, "patient_interview", said)


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Project]:
    """P01 was asked of the journey; P02 and P03 were not; in P04 nobody has marked a question."""
    cases = [Case(name, "patient", attributes={"group": "implanted"}) for name in SAID]
    given = [
        Given("P03", ROAD, "distance_transport", BARRIER),
        Given("P03", "Forte. Et deux heures", "retentissement_quotidien"),
        Given("P02", "Insupportable", "retentissement_quotidien"),
    ]
    guide = tmp_path / "guide.csv"
    guide.write_text(
        "guide,key,wording_fr,codes\n"
        f"guide_patients,trajet,{TRAVEL},distance_transport; nulle_part\n"
        f'guide_patients,douleur,"{PAIN}",\n',
        encoding="utf-8",
    )
    with built(tmp_path, "antares", cases, [talk(name) for name in SAID], given) as project:
        for name in SAID:
            mark_source(project, name)
        import_guide(project, guide)
        attach_question(project, "P01", 1, "trajet")
        for name, turn in (("P01", 3), ("P02", 1), ("P03", 1)):
            attach_question(project, name, turn, "douleur")
        yield project


def row_of(table: Crosstab, code: str) -> int:
    return [row.ref.partition(":")[2] for row in table.rows].index(code)


def test_nobody_who_was_not_asked_counts_among_the_silent(asked: Project) -> None:
    (table,) = matrices(asked, MatrixRequest(by="case"))
    row = row_of(table, "distance_transport")
    states = {column.value: table.state(row, n) for n, column in enumerate(table.columns)}
    assert states == {
        "P01": State.NOT_RAISED,
        "P02": State.NOT_ASKED,
        "P03": State.RAISED,
        "P04": State.NOT_RAISED,
    }
    assert table.out_of(row, None, Measure.PARTICIPANTS) == 3
    assert table.out_of(row_of(table, "retentissement_quotidien"), None, Measure.PARTICIPANTS) == 4
    with in_language("en"):
        assert cell_text(table, row, 1) == "-"
        assert cell_text(table, row, None) == "▼\u00a01/3; 1"
    assert ",not_asked," in csv_bytes([table], "en").decode("utf-8-sig")


def test_links_are_made_and_taken_back_by_command(asked: Project) -> None:
    assert link_codes(asked, "douleur", ["retentissement_quotidien"]) == (
        "antares_patients:retentissement_quotidien",
    )
    assert link_codes(asked, "douleur", ["retentissement_quotidien"], linked=False) == ()
    kept = link_codes(asked, "trajet", ["distance_transport"], linked=False)
    assert kept == ("nulle_part",)
    (table,) = matrices(asked, MatrixRequest(by="case"))
    assert not table.counts.asked
    assert table.state(row_of(table, "distance_transport"), 1) is State.NOT_RAISED
    with pytest.raises(NotFound):
        link_codes(asked, "trajet", ["aucun_code"])
    undo(asked)
    assert list_guide(asked)[0].codes[0] == "distance_transport"


def test_a_family_is_not_asked_only_where_none_of_its_codes_was(asked: Project) -> None:
    (before,) = matrices(asked, MatrixRequest(rows="families", by="case"))
    assert State.NOT_ASKED.value not in before.counts.states
    family = before.rows[-1]
    link_codes(asked, "trajet", [family.ref])
    (table,) = matrices(asked, MatrixRequest(rows="families", by="case"))
    assert table.state(len(table.rows) - 1, 1) is State.NOT_ASKED


def test_what_is_at_hand_after_every_change_is_what_a_fresh_reading_gives(asked: Project) -> None:
    def told(fresh: bool) -> list[bytes]:
        if fresh:
            asked.memory._kept.clear()
        wanted = [MatrixRequest(by="case", words=True), MatrixRequest(rows="families", by="group")]
        return [csv_bytes(matrices(asked, one), "en") for one in wanted]

    def at(source: str, words: str) -> Span:
        start = asked_text(asked, source).index(words)
        return Span(start, start + len(words))

    before = told(fresh=False)
    steps = (
        lambda: code_passages(
            asked, [NewCoding("P03", at("P03", "deux heures"), "distance_transport", LEVER)]
        ),
        lambda: code_passages(
            asked, [NewCoding("P01", at("P01", "Très forte"), "retentissement_quotidien")]
        ),
        lambda: uncode(asked, [list_codings(asked, source="P03")[0].guid]),
        lambda: undo(asked),
        lambda: undo(asked),
        lambda: redo(asked),
        lambda: uncode(asked, [one.guid for one in list_codings(asked, source="P02")]),
    )
    for step in steps:
        step()
        kept = told(fresh=False)
        assert kept == told(fresh=True)
    assert kept != before


def asked_text(project: Project, source: str) -> str:
    with project.read() as connection:
        return project.memory.transcript(connection, source).text


def test_the_passages_behind_a_pair_and_behind_what_is_new(asked: Project) -> None:
    (pair,) = cooccurrences(asked, Together.OVERLAP)
    keys = codings_together(asked, pair.second, pair.first, Together.OVERLAP)
    assert len(keys) == 2
    near = codings_together(asked, pair.first, pair.second, Together.NEAR, turns=1)
    assert keys == near
    assert set(codings_given(asked, "P03", {pair.first, pair.second})) == set(keys)


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".html", ".csv", ".json"])
@pytest.mark.parametrize("kind", ["cooccurrence", "first-appearance", "practices", "matrix"])
def test_every_table_goes_to_every_kind_of_file(
    asked: Project, tmp_path: Path, kind: str, ending: str
) -> None:
    out = tmp_path / f"tableau{ending}"
    write_made(asked, kind, out, Wish("fr", by="group" if kind == "practices" else "case"))
    assert out.stat().st_size > 100


def test_tables_of_groups_and_practices_say_why_there_is_nothing(asked: Project) -> None:
    for kind, wish in (
        ("interlocutors", Wish("fr")),
        ("practices", Wish("fr", by="kind", layer="analysis", query="distance_transport")),
    ):
        with pytest.raises(NotAllowed):
            DOCUMENTS[kind](asked, wish)


UNITS: tuple[tuple[dict[str, str], Mode, int, bool], ...] = (
    ({}, Mode.WORKING, 3, True),
    ({}, Mode.PUBLICATION, 0, False),
    ({"publication": "own_columns"}, Mode.PUBLICATION, 3, True),
    ({"internal": "total_or_type_only"}, Mode.WORKING, 0, False),
)


@pytest.mark.parametrize(("units", "mode", "columns", "warned"), UNITS)
def test_the_study_says_what_becomes_of_networks_of_one_person(
    tmp_path: Path, units: dict[str, str], mode: Mode, columns: int, warned: bool
) -> None:
    from qualcode.core.study_reading import study_to_json
    from qualcode.store.tables import project as project_row

    cases = [Case(f"N0{n}", "professional", attributes={"network": f"R{n}"}) for n in (1, 2, 3)]
    said = (("N01", "Une infirmière dédiée."), ("N02", "Personne."), ("N03", "Pareil."))
    given = [Given("FG", "Une infirmière dédiée.", "coordination_dediee", LEVER)]
    talks = [Talk("FG", "network_focus_group", said)]
    with built(tmp_path, "antares", cases, talks, given) as project:
        from qualcode.app.projects.studies import study_of

        raw = dict(study_of(project).extra)
        raw["export_privacy"] = {**raw["export_privacy"], "one_person_units": units}  # type: ignore[dict-item]
        study, mistakes = study_and_mistakes(raw)
        assert not mistakes
        with project.change("study", kind="barrier") as change:
            change.connection.execute(project_row.update().values(study=study_to_json(study)))
        request = MatrixRequest(by="network", mode=mode, publication="article")
        (table,) = matrices(project, request)
        assert len([one for one in table.columns if one.sources]) == columns
        assert bool(singles_note(table)) is warned
        if mode is Mode.PUBLICATION:
            assert all("R1" not in one.name for one in table.columns)


def test_a_line_of_the_displays_is_changed_where_it_stands(asked: Project) -> None:
    figure = Aggregate("Acceptation", "52 %", "registre", 60)
    guid = add_joint_row(asked, figure, Fit.CONFIRMS, code="distance_transport", inference="Oui.")
    row = joint_row(asked, guid[:8])
    from dataclasses import replace

    change_joint_row(asked, replace(row, fit=Fit.DISCORDS, inference="Non : l’été."))
    assert joint_row(asked, guid).fit is Fit.DISCORDS
    assert joint_row(asked, guid).inference == "Non : l’été."
    undo(asked)
    assert joint_row(asked, guid).inference == "Oui."
    with pytest.raises(UsageProblem):
        change_joint_row(asked, replace(row, code=None))
    with pytest.raises(NotFound):
        joint_row(asked, "zz")
    one = add_change_objective(asked, "distance_transport", "ARS", "finance", "un relais proche")
    changed = replace(change_objective(asked, one), actor="Établissement")
    change_change_objective(asked, changed)
    assert change_objective(asked, one).actor == "Établissement"
    assert change_objective(asked, one).words == "un relais proche"
    with pytest.raises(NotAllowed):
        change_change_objective(asked, replace(changed, words=" "))
