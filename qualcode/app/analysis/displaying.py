"""Joint displays and change objectives: figures beside themes, determinants turned into aims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from qualcode.app.projects.acting import analyst
from qualcode.core.analysis.displays import Aggregate, ChangeObjective, Fit, JointRow
from qualcode.core.errors import NotAllowed, NotFound, UsageProblem
from qualcode.i18n import N_
from qualcode.store.rows import displays
from qualcode.store.rows import themes as theme_rows
from qualcode.store.tables import change_objectives, joint_rows

Row = TypeVar("Row", JointRow, ChangeObjective)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Table

    from qualcode.store.project import Project


def add_joint_row(
    project: Project,
    aggregate: Aggregate,
    fit: Fit,
    *,
    theme: str | None = None,
    code: str | None = None,
    inference: str = "",
) -> str:
    """Put a figure beside a theme or code; gives the GUID of the row.

    Args:
        project: the project.
        aggregate: a figure about many, never about one person.
        fit: how what people say stands to it.
        theme: GUID of the theme.
        code: key of the code, where it is no theme; neither of the two only where they are silent.
        inference: what both say together.

    Raises:
        NotAllowed: nobody who may is acting, or the figure has no topic or value.
        UsageProblem: both a theme and a code, or neither though people are not silent.
        NotFound: no such theme or code.
    """
    return add_joint_rows(project, [aggregate], fit, theme=theme, code=code, inference=inference)[0]


def add_joint_rows(
    project: Project,
    aggregates: Sequence[Aggregate],
    fit: Fit,
    *,
    theme: str | None = None,
    code: str | None = None,
    inference: str = "",
) -> list[str]:
    """Put several figures into the joint display at once; gives the GUIDs of the rows.

    Raises:
        NotAllowed, UsageProblem, NotFound: as for one row.
    """
    _refuse_unfit(aggregates, fit, theme, code)
    with project.change("joint", of="add_joint_rows", n=len(aggregates)) as change:
        analyst(project, change)
        index = project.memory.code_index(change.connection)
        theme_id = theme_rows.theme_row(change.connection, theme).id if theme else None
        code_id = index.find(code).id if code else None
        return [
            displays.add_joint_row(
                change,
                aggregate,
                fit,
                theme_id=theme_id,
                code_id=code_id,
                inference=inference.strip(),
            )
            for aggregate in aggregates
        ]


def _refuse_unfit(
    aggregates: Iterable[Aggregate], fit: Fit, theme: str | None, code: str | None
) -> None:
    if theme and code:
        raise UsageProblem(N_("Name a theme or a code, not both."))
    if not theme and not code and fit is not Fit.SILENT:
        raise UsageProblem(N_("Name the theme or code beside it, or say that people are silent."))
    for aggregate in aggregates:
        if not aggregate.topic.strip() or not aggregate.value.strip():
            raise NotAllowed(N_("A figure needs a topic and a value."))


def change_joint_row(project: Project, row: JointRow) -> None:
    """Give the row of that GUID (or of its beginning) what `row` says.

    Raises:
        NotAllowed, UsageProblem, NotFound: as for a new row, and where there is no such row.
    """
    _refuse_unfit([row.aggregate], row.fit, row.theme, row.code)
    with project.change("joint", of="change_joint_row") as change:
        analyst(project, change)
        index = project.memory.code_index(change.connection)
        theme = theme_rows.theme_row(change.connection, row.theme).id if row.theme else None
        displays.change_joint_row(
            change,
            row.guid,
            row.aggregate,
            row.fit,
            theme_id=theme,
            code_id=index.find(row.code).id if row.code else None,
            inference=row.inference.strip(),
        )


def joint_row(project: Project, guid: str) -> JointRow:
    """The row of the joint display whose GUID begins so.

    Raises:
        NotFound: there is none, or more than one.
    """
    return _only(list_joint_rows(project), guid)


def change_objective(project: Project, guid: str) -> ChangeObjective:
    """The change objective whose GUID begins so.

    Raises:
        NotFound: there is none, or more than one.
    """
    return _only(list_change_objectives(project), guid)


def _only(rows: Sequence[Row], guid: str) -> Row:
    found = [row for row in rows if guid and row.guid.startswith(guid)]
    if len(found) != 1:
        raise NotFound(N_("There is no row {guid}."), guid=guid)
    return found[0]


def change_change_objective(project: Project, objective: ChangeObjective) -> None:
    """Give the objective of that GUID (or of its beginning) what `objective` says.

    The codings that it is drawn from stay.

    Raises:
        NotAllowed: nobody who may is acting, or words are missing.
        NotFound: no such code or objective.
    """
    said = _complete(objective.actor, objective.performance, objective.words)
    with project.change("objective", of="change_change_objective", code=objective.code) as change:
        analyst(project, change)
        row = project.memory.code_index(change.connection).find(objective.code)
        displays.change_objective(change, objective.guid, row.id, *said)


def _complete(actor: str, performance: str, words: str) -> tuple[str, str, str]:
    """What a change objective says, none of it empty."""
    said = actor.strip(), performance.strip(), words.strip()
    if not all(said):
        raise NotAllowed(N_("A change objective needs an actor, what they do, and what changes."))
    return said


def read_aggregates(path: Path) -> list[Aggregate]:
    """Figures from a CSV file (topic, value, source, n) or a JSON list of the same.

    Raises:
        FileProblem: the file cannot be read, or lacks a column.
    """
    from qualcode.interop.aggregates import read_aggregates as read

    return read(path)


def list_joint_rows(project: Project) -> list[JointRow]:
    """The rows of the joint display in order."""
    with project.read() as connection:
        return displays.list_joint_rows(connection)


def remove_joint_row(project: Project, guid: str) -> None:
    """Take a row out of the joint display.

    Raises:
        NotAllowed: nobody who may is acting.
        NotFound: no such row.
    """
    _take_away(project, "joint", "remove_joint_row", joint_rows, guid)


def add_change_objective(
    project: Project,
    code: str,
    actor: str,
    performance: str,
    words: str,
    *,
    concerns: Iterable[str] = (),
) -> str:
    """Say what has to change in a determinant so that somebody does something; gives the GUID.

    Args:
        project: the project.
        code: key of the code: the determinant.
        actor: who has to act.
        performance: what they are to do.
        words: what has to change for it.
        concerns: GUIDs of the codings it is drawn from.

    Raises:
        NotAllowed: nobody who may is acting, or words are missing.
        NotFound: no such code.
    """
    said = _complete(actor, performance, words)
    with project.change("objective", of="add_change_objective", code=code) as change:
        analyst(project, change)
        row = project.memory.code_index(change.connection).find(code)
        return displays.add_change_objective(change, row.id, *said, concerns)


def list_change_objectives(project: Project) -> list[ChangeObjective]:
    """The change objectives in the order of the codes."""
    with project.read() as connection:
        return displays.list_change_objectives(connection)


def remove_change_objective(project: Project, guid: str) -> None:
    """Take a change objective away.

    Raises:
        NotAllowed: nobody who may is acting.
        NotFound: no such objective.
    """
    _take_away(project, "objective", "remove_change_objective", change_objectives, guid)


def _take_away(project: Project, action: str, of: str, table: Table, guid: str) -> None:
    with project.change(action, of=of) as change:
        analyst(project, change)
        displays.take_away(change, table, guid)
