"""Packages after disagreements were settled: no layer but its coder's travels, nothing is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from qualcode.app.coding.reading import list_codings
from qualcode.app.pairs.disagreeing import list_disagreements
from qualcode.app.pairs.exchange import hand_out, merge_package
from qualcode.app.pairs.settling import Wish, settle
from qualcode.core.pairs.settlement import Decision
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.store.safety.check import check
from tests.app.settling_stories import HOURS, MAEL, ZOE, differ, give
from tests.store.stories import acting_as, open_round

WHY = "Le récit seul n’est pas un frein."


def settled(project: Project) -> Project:
    """Two coders differ, and everything between them is decided."""
    differ(project)
    project.acting = ZOE
    for pair in list_disagreements(project):
        for one in pair.open:
            settle(project, one.key, Wish(Decision.BOTH, WHY))
    return project


def rows(package: Path, question: str) -> list[tuple[object, ...]]:
    """What stands in a package, whoever asks."""
    connection = sqlite3.connect(package)
    try:
        return list(connection.execute(question))
    finally:
        connection.close()


def said_at_home(project: Project) -> set[tuple[str, str, str]]:
    return {(one.coder, one.code, one.quotation) for one in list_codings(project)}


def test_a_package_holds_neither_the_other_layer_nor_the_consensus_nor_a_decision(
    file_project: Project, tmp_path: Path
) -> None:
    home, package = settled(file_project), tmp_path / "zoé.qualcode"
    kinds = {coder for coder, _, _ in said_at_home(home)}
    assert {ZOE, MAEL} < kinds
    hand_out(home, ZOE, package)
    coders = rows(
        package, "SELECT DISTINCT c.name FROM codings g JOIN coders c ON c.id = g.coder_id"
    )
    assert coders == [(ZOE,)]
    assert rows(package, "SELECT * FROM settlements") == []
    assert WHY.encode() not in package.read_bytes()


def test_what_is_settled_stands_when_a_package_comes_home(
    file_project: Project, tmp_path: Path
) -> None:
    home, package = settled(file_project), tmp_path / "zoé.qualcode"
    hand_out(home, ZOE, package)
    before = said_at_home(home)
    with open_project(package, acting=ZOE) as road:
        give(road, HOURS, "recit")
    (told,) = merge_package(home, package).coders
    assert told.new == 1
    assert said_at_home(home) - before == {(ZOE, "recit", HOURS)}
    assert before <= said_at_home(home)
    assert check(home).problems == ()


def test_a_package_made_in_a_blind_round_holds_no_layer_that_the_round_closes(
    file_project: Project, tmp_path: Path
) -> None:
    differ(file_project)
    file_project.acting = ZOE
    open_round(file_project, ZOE, MAEL, source="P01")
    for coder, other in ((ZOE, MAEL), (MAEL, ZOE)):
        package = tmp_path / f"{coder}.qualcode"
        with acting_as(file_project, ZOE):
            hand_out(file_project, coder, package, round_name="vague 1")
        owners = rows(
            package, "SELECT DISTINCT c.name FROM codings g JOIN coders c ON c.id = g.coder_id"
        )
        assert owners == [(coder,)]
        assert (other,) not in owners
