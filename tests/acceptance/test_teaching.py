"""The class: trainees code what is settled, see it afterwards, and are in no figure."""

from __future__ import annotations

import pytest

from qualcode.app.analysis.matrices import MatrixRequest, matrices
from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.reading import list_codings, load_transcript
from qualcode.app.demonstrations.classroom import ROUND
from qualcode.app.pairs.comparing import EXERCISE, agreement
from qualcode.app.pairs.lessons import lesson
from qualcode.app.pairs.rounds import lock_layer, reveal_round
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.revisions.anchors import locate
from qualcode.core.tables.crosstab import Measure
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from tests.acceptance.conftest import Copy
from tests.cli.conftest import Cli, cli

__all__ = ["cli"]

ALIKE = ("La lettre est arrivée trois semaines après moi.", "lien", Valence.BARRIER)
OTHER = ("Personne ne m’a demandé si j’étais prête.", "rythme_sortie", Valence.BARRIER)


def give(project: Project, words: str, code: str, valence: Valence) -> None:
    span = locate(load_transcript(project, "P1").text, words)
    code_passage(project, NewCoding("P1", span, code, valence))


def test_trainees_see_nothing_before_and_their_result_after(cli: Cli, copy: Copy) -> None:
    where = copy("teaching")
    for name, said in {"T1": (ALIKE, OTHER), "T2": (OTHER,)}.items():
        with open_project(str(where), acting=name) as project:
            assert list_codings(project) == []
            for one in said:
                give(project, *one)
            lock_layer(project, ROUND)
            with pytest.raises(NotAllowed):
                lesson(project, ROUND)
    with open_project(str(where), acting="C1") as project:
        reveal_round(project, ROUND)
        assert EXERCISE in agreement(project, round_name=ROUND, draws=0).warnings
        (table,) = matrices(project, MatrixRequest(by="case"))
        counted = sum(table.count(n, None, Measure.SEGMENTS) for n in range(len(table.rows)))
        assert counted == len(list_codings(project, coder="consensus")) == 27
    with open_project(str(where), acting="T1") as project:
        found = lesson(project, ROUND)
        assert (found.alike, found.settled) == (1, 27)
        (wrong,) = [one for one in found.differing if one.quotation == OTHER[0]]
        assert wrong.codes == ("teaching:rythme_sortie", "teaching:participation")
        assert "avoir son mot à dire" in found.reason(wrong)
    told = cli("round", where, "lesson", ROUND, "--coder", "T2", "--as", "T2")
    assert told.code == 0, told.err
    assert "no figure of reliability" in told.err
    assert cli("round", where, "lesson", ROUND, "--as", "T1", "--json").json["alike"] == 1


def test_who_does_not_learn_has_no_lesson(cli: Cli, copy: Copy) -> None:
    refused = cli("round", copy("teaching"), "lesson", ROUND, "--as", "C1")
    assert refused.code == 1
    assert "T1, T2" in refused.err
