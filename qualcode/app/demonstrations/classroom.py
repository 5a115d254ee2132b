"""A class: an interview that two coders settled, and a round in which trainees code it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.demonstrations.prepared import ANALYST, rows_of
from qualcode.app.pairs.coders import enrol_coder
from qualcode.app.pairs.disagreeing import Differing, list_disagreements
from qualcode.app.pairs.round_plans import RoundPlan, start_round
from qualcode.app.pairs.settling import Wish, seed_agreed, settle
from qualcode.core.errors import NotFound
from qualcode.core.pairs.rounds import RoundKind
from qualcode.core.pairs.settlement import Because, Decision
from qualcode.core.people import Role
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.store.project import Project

TRAINEES = ("T1", "T2")
ROUND = "atelier"


def open_class(project: Project, settled: Path) -> None:
    """Settle what two coders differ in as a table says, then open a round for trainees.

    Raises:
        NotFound: a decision is about no disagreement, or a disagreement is left open.
    """
    project.acting = ANALYST
    seed_agreed(project)
    for row in rows_of(settled, ("words", "codes", "decision", "because", "reason")):
        wish = Wish(Decision(row["decision"]), row["reason"], Because(row["because"]))
        settle(project, _meant(project, row["words"], row["codes"]).key, wish)
    left = _open(project)
    if left:
        raise NotFound(
            N_("Not decided in {file}: “{words}”."), file=settled.name, words=left[0].quotation
        )
    for name in TRAINEES:
        enrol_coder(project, name, Role.TRAINEE)
    start_round(project, ROUND, RoundPlan(TRAINEES, RoundKind.TEACHING, seed=1))
    project.acting = None


def _open(project: Project) -> tuple[Differing, ...]:
    return tuple(one for pair in list_disagreements(project) for one in pair.open)


def _meant(project: Project, words: str, codes: str) -> Differing:
    """The open disagreement that holds these words, over these codes (`information/appeler`)."""
    found = [one for one in _open(project) if words in one.quotation and _codes(one) == codes]
    if len(found) != 1:
        raise NotFound(N_("There is no disagreement on “{words}”."), words=words)
    return found[0]


def _codes(one: Differing) -> str:
    return "/".join((ref or "").rpartition(":")[2] for ref in one.codes)
