"""What a methods paragraph may say of how layers came about: only what the journal proves."""

from __future__ import annotations

import pytest

from qualcode.app.pairs.proofs import handed_out
from qualcode.store.project import Project
from tests.stories import fill

START, REVEAL = ("start_round", {"round": "pilote"}), ("reveal_round", {"round": "pilote"})
BOTH = ("merge", {"coders": ["Ana", "Zoé"]})
ANA = ("merge", {"coders": ["Ana"]})


@pytest.mark.parametrize(
    ("course", "proved"),
    [
        ([START, BOTH, REVEAL], True),
        ([START, ANA, REVEAL], False),
        ([BOTH, START, REVEAL], False),
        ([START, REVEAL, BOTH], False),
        ([START, BOTH], False),
    ],
)
def test_only_packages_of_the_round_itself_prove_independence(
    project: Project, course: list[tuple[str, dict[str, object]]], proved: bool
) -> None:
    fill(project)
    for action, said in course:
        with project.change(action, kind="barrier", **said):
            pass
    assert handed_out(project, ["Ana", "Zoé"], "pilote") is proved
    assert not handed_out(project, ["Ana", "Zoé"], "")
