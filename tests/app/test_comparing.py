"""Agreement from the project: who is compared, on what, in which unit, in and out of rounds."""

from __future__ import annotations

import pytest

from qualcode.app.pairs import comparing
from qualcode.app.pairs.coders import enrol_coder
from qualcode.app.pairs.compared import SNAPSHOT
from qualcode.app.pairs.comparing import NOT_DECLARED, REFLEXIVE, agreement
from qualcode.app.pairs.rounds import close_round, reveal_round
from qualcode.core.agreement.report import CodeAgreement
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed, NotFound, UsageProblem
from qualcode.core.study import Stance, Study
from qualcode.store.project import Project
from tests.app.codebook_stories import acting
from tests.app.round_stories import begin, give, lock, read, revealed, team

ROUTE = "Le trajet…"


@pytest.fixture
def study(project: Project) -> Project:
    team(project)
    return project


def row(rows: tuple[CodeAgreement, ...], key: str) -> CodeAgreement:
    return next(row for row in rows if row.code == f"essai:{key}")


def test_many_coders_are_compared_where_two_have_read(study: Project) -> None:
    enrol_coder(study, "Noé")
    for coder, sources in {"Zoé": ("P02", "P03"), "Maël": ("P02",), "Noé": ("P03", "P04")}.items():
        read(study, coder, *sources)
        give(study, coder, sources[0], ROUTE, "distance", Valence.BARRIER)
    report = agreement(study, per_pair=True, families=True, further=True)
    assert report.coders == ("Maël", "Noé", "Zoé")
    assert report.transcripts == ("P02", "P03")
    assert "P04" in report.left_out
    distance = row(report.codes, "distance")
    assert (distance.units, distance.applied, distance.both) == (10, (1, 1, 1), 1)
    assert row(report.families, "acces").applied == (1, 1, 1)
    assert [(pair.coders, pair.transcripts) for pair in report.pairs] == [
        (("Maël", "Zoé"), ("P02",)),
        (("Noé", "Zoé"), ("P03",)),
    ]
    assert {one.name for one in report.further} >= {"u_alpha", "cu_alpha", "masi_alpha", "gamma"}


def test_the_unit_is_the_declared_one_and_others_are_told_as_sensitivity(study: Project) -> None:
    for coder in ("Zoé", "Maël"):
        read(study, coder, "P02")
        give(study, coder, "P02", ROUTE, "distance", Valence.BARRIER)
    report = agreement(study, sensitivity=[], why=True)
    assert (report.unit_name, report.declared) == ("sentence", "sentence")
    assert NOT_DECLARED not in report.warnings
    assert [other.unit_name for other in report.sensitivity] == ["character", "turn"]
    fixed = agreement(study, unit="fixed:5", sensitivity=["token"])
    assert fixed.unit_name == "fixed:5"
    assert NOT_DECLARED in fixed.warnings
    assert [other.unit_name for other in fixed.sensitivity] == ["token"]
    with pytest.raises(UsageProblem):
        agreement(study, unit="paragraph")


def test_nothing_is_compared_that_fewer_than_two_have_read(study: Project) -> None:
    with pytest.raises(NotAllowed, match="Maël, Zoé"):
        agreement(study)
    with pytest.raises(NotAllowed):
        agreement(study, coders=["Zoé"])
    with pytest.raises(NotFound):
        agreement(study, coders=["Zoé", "Personne"])


def test_a_round_is_compared_from_its_snapshot_once_it_is_revealed(study: Project) -> None:
    begin(study, "P02", "P03")
    for coder in ("Zoé", "Maël"):
        give(study, coder, "P02", ROUTE, "distance", Valence.BARRIER)
    with pytest.raises(NotAllowed, match="pilote"):
        agreement(study, round_name="pilote")
    lock(study, "Zoé", "Maël")
    reveal_round(study, "pilote")
    report = agreement(study, round_name="pilote")
    assert (report.round, report.state) == ("pilote", SNAPSHOT)
    assert report.transcripts == ("P02", "P03")
    assert row(report.codes, "distance").both == 1
    close_round(study, "pilote")
    give(study, "Zoé", "P03", ROUTE, "distance", Valence.BARRIER)
    assert agreement(study, round_name="pilote") == report
    with pytest.raises(NotAllowed, match="Ana"):
        agreement(study, round_name="pilote", coders=["Zoé", "Ana"])


def test_only_the_units_of_a_round_are_compared(study: Project) -> None:
    revealed(study, "P02")
    give_later = agreement(study, round_name="pilote")
    assert give_later.transcripts == ("P02",)


def test_a_layer_that_an_open_round_closes_counts_as_not_read(study: Project) -> None:
    for coder in ("Zoé", "Maël"):
        read(study, coder, "P02", "P03")
    begin(study, "P02")
    report = agreement(study)
    assert report.transcripts == ("P03",)
    assert "P02" in report.left_out
    with acting(study, "Maël"):
        assert agreement(study).transcripts == ("P03",)


def test_a_reflexive_study_compares_layers_without_a_coefficient(
    study: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for coder in ("Zoé", "Maël"):
        read(study, coder, "P02")
        give(study, coder, "P02", ROUTE, "distance", Valence.BARRIER)
    reflexive = Study(id="x", title={}, stance=Stance.REFLEXIVE)
    monkeypatch.setattr(comparing, "study_of", lambda _project: reflexive)
    report = agreement(study, families=True, further=True)
    distance = row(report.codes, "distance")
    assert (distance.applied, distance.both) == ((1, 1), 1)
    assert distance.alpha.value is None
    assert distance.alpha.reason == REFLEXIVE
    assert (report.families, report.further, report.warnings) == ((), (), (REFLEXIVE,))
