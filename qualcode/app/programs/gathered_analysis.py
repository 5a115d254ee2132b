"""What a team has made of its codings, gathered for a project that leaves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.app.analysis.rating import list_rated
from qualcode.core.people import Coder, Progress
from qualcode.core.portable import Analysis, Remarks
from qualcode.i18n import N_
from qualcode.store.rows import answers, charts, displays, themes

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project


def gathered_analysis(
    project: Project,
    connection: Connection,
    coders: Sequence[Coder],
    progress: Mapping[str, Mapping[str, Progress]],
    withheld: Collection[str],
    remarks: Remarks,
    *,
    objected: bool = False,
) -> Analysis:
    """Themes, charts, ratings, displays and answers, as far as the acting coder may see them.

    Args:
        project: the project.
        connection: a read under way.
        coders: all of them.
        progress: how far each coder (by name) is with each source (by GUID).
        withheld: attributes that leave for nobody: charts and ratings by them stay.
        remarks: what stays behind is added there.
        objected: cells about persons too who objected to the use of their words.
    """
    guid_of = {coder.name: coder.guid for coder in coders}
    summaries = charts.list_summaries(connection, objected=objected)
    open_summaries = [one for one in summaries if one.cell.by not in withheld]
    rated = [one for one in list_rated(project, objected=objected) if one.cell.by not in withheld]
    ratings = [rating for one in rated for rating in one.ratings]
    stay = len(summaries) - len(open_summaries)
    remarks.add(N_("cells of charts by restricted attributes"), stay)
    unseen = len(charts.list_ratings(connection, objected=objected)) - len(ratings)
    remarks.add(N_("ratings that wait for a second rater, or are by restricted attributes"), unseen)
    return Analysis(
        roles={coder.guid: coder.role for coder in coders},
        progress=tuple(
            (source, guid_of[name], state)
            for source, states in progress.items()
            for name, state in states.items()
            if state is not Progress.LOCKED
        ),
        themes=tuple(themes.list_themes(connection, project.acting_key(connection))),
        summaries=tuple(open_summaries),
        ratings=tuple(ratings),
        joint_rows=tuple(displays.list_joint_rows(connection)),
        objectives=tuple(displays.list_change_objectives(connection)),
        answers=answers.list_answers(connection),
    )
