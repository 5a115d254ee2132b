"""Strength of a determinant in a unit: judged blind by two, then compared with the codings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.app.analysis.charting import codings_by_cell, known_cell
from qualcode.app.projects.acting import analyst
from qualcode.app.projects.layers import ANALYSIS
from qualcode.app.projects.studies import study_in
from qualcode.core.analysis.charting import BY_CASE, Cell
from qualcode.core.analysis.rating import (
    Distinction,
    Evidence,
    Rating,
    Suggestion,
    checked_strength,
    distinguishes,
    suggest,
)
from qualcode.core.errors import NotAllowed
from qualcode.core.study import Study
from qualcode.i18n import N_
from qualcode.store.rows import charts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class RatedCell:
    """What is known of the strength in one cell, as far as the acting rater may see."""

    cell: Cell
    ratings: tuple[Rating, ...]
    """One's own, and the others' once enough raters have judged."""
    waiting: int
    """How many more raters have to judge before counts and suggestion are shown."""
    agreed: int | None
    """The strength on which all raters agree; None where they differ or have not all judged."""


def rate(
    project: Project,
    code: str,
    value: str,
    strength: int | None,
    *,
    by: str = BY_CASE,
    rationale: str = "",
) -> None:
    """Judge the strength of a code in a column; None takes one's judgement back.

    Raises:
        NotAllowed: nobody who may is acting, or the strength is not on the scale.
        NotFound: no such code, case, attribute or value.
    """
    if strength is not None:
        checked_strength(strength)
    with project.change("rate", code=code, column=value) as change:
        rater = analyst(project, change)
        row = project.memory.code_index(change.connection).find(code)
        cell = known_cell(project, change.connection, row.ref, by, value)
        charts.put_rating(change, row.id, cell, rater, strength, rationale.strip())


def list_rated(
    project: Project, *, by: str | None = None, objected: bool = False
) -> list[RatedCell]:
    """The cells that were rated, in the order of codes and columns.

    Another rater's judgement is shown only where as many have judged as the study asks for.
    With `objected` those too of persons who objected to the use of their words.
    """
    with project.read() as connection:
        wanted = _raters_wanted(study_in(project, connection))
        by_cell: dict[Cell, list[Rating]] = {}
        for rating in charts.list_ratings(connection, objected=objected):
            if by in {None, rating.cell.by}:
                by_cell.setdefault(rating.cell, []).append(rating)
    return [_as_seen(cell, found, wanted, project.acting) for cell, found in by_cell.items()]


def _as_seen(cell: Cell, found: list[Rating], wanted: int, viewer: str | None) -> RatedCell:
    waiting = max(wanted - len(found), 0)
    strengths = {rating.strength for rating in found}
    return RatedCell(
        cell=cell,
        ratings=tuple(r for r in found if not waiting or r.rater == viewer),
        waiting=waiting,
        agreed=strengths.pop() if not waiting and len(strengths) == 1 else None,
    )


def suggested_strength(
    project: Project, code: str, value: str, *, by: str = BY_CASE, layer: str = ANALYSIS
) -> Suggestion:
    """What the codings of a cell point to; it is never written by itself.

    Raises:
        NotAllowed: fewer have judged the cell than the study asks for.
        NotFound: no such code, case, attribute or value.
    """
    with project.read() as connection:
        ref = project.memory.code_index(connection).find(code).ref
        cell = known_cell(project, connection, ref, by, value)
        _refuse_early(project, connection, cell)
        found = codings_by_cell(project, connection, by, layer).get(cell, [])
    return suggest(
        [Evidence(one.voice.case or one.voice.speaker, one.valence, one.marks) for one in found]
    )


def _refuse_early(project: Project, connection: Connection, cell: Cell) -> None:
    wanted = _raters_wanted(study_in(project, connection))
    rated = sum(rating.cell == cell for rating in charts.list_ratings(connection))
    if rated < wanted:
        raise NotAllowed(
            N_(
                "{rated} of {wanted} raters have judged this cell: a suggestion before that would "
                "lead them."
            ),
            rated=rated,
            wanted=wanted,
        )


def distinguishing(project: Project, code: str, *, by: str, high: Collection[str]) -> Distinction:
    """Whether a code parts the units with a high outcome, which the study declared, from the rest.

    Only strengths on which the raters agree are looked at.

    Raises:
        NotAllowed: the study declares no outcome for each unit.
        NotFound: no such code.
    """
    with project.read() as connection:
        ref = project.memory.code_index(connection).find(code).ref
        study = study_in(project, connection)
    if not high or not _rules(study).get("outcome_per_unit"):
        raise NotAllowed(
            N_(
                "Which determinants distinguish can only be said where the study declares an "
                "outcome for each unit (ratings: outcome_per_unit in the study file)."
            )
        )
    agreed = {
        rated.cell.value: rated.agreed
        for rated in list_rated(project, by=by)
        if rated.cell.code == ref and rated.agreed is not None
    }
    return distinguishes(agreed, high)


def _rules(study: Study) -> dict[str, object]:
    found = study.extra.get("ratings")
    return dict(found) if isinstance(found, dict) else {}


def _raters_wanted(study: Study) -> int:
    rules = _rules(study)
    if not rules.get("rate_before_seeing_counts", False):
        return 1
    raters = rules.get("raters", 2)
    return raters if isinstance(raters, int) else 2
