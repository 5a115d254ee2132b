"""What people wrote that leaves the project with each kind of file: it is screened on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from qualcode.i18n import N_
from qualcode.store import held as held_rows

if TYPE_CHECKING:
    from qualcode.store.project import Project

Written = tuple[str, str]
"""What it is (message id), and its words."""

_THEME = N_("theme")
_TRANSLATION = N_("translation of a quotation")
_SUMMARY = N_("summary in the chart")
_INFERENCE = N_("joint display")
_OBJECTIVE = N_("change objective")
_REASON = N_("reason of a decision")


def written_for(project: Project, kind: str) -> Iterator[Written]:
    """The texts of people that a file of this kind prints, beside the words of sources."""
    for read in _READERS.get(kind, ()):
        yield from read(project)


def _themes(project: Project) -> Iterator[Written]:
    from qualcode.app.theming import list_themes

    for theme in list_themes(project):
        yield _THEME, theme.statement


def _translations(project: Project) -> Iterator[Written]:
    from qualcode.app.selecting import list_chosen

    for one in list_chosen(project):
        yield _TRANSLATION, one.selected.translation


def _summaries(project: Project) -> Iterator[Written]:
    from qualcode.app.charting import list_summaries

    for summary in list_summaries(project):
        yield _SUMMARY, summary.words


def _joint(project: Project) -> Iterator[Written]:
    from qualcode.app.displaying import list_joint_rows

    for row in list_joint_rows(project):
        yield _INFERENCE, f"{row.aggregate.topic}\n{row.inference}"


def _objectives(project: Project) -> Iterator[Written]:
    from qualcode.app.displaying import list_change_objectives

    for one in list_change_objectives(project):
        yield _OBJECTIVE, f"{one.actor}\n{one.performance}\n{one.words}"


def _reasons(project: Project) -> Iterator[Written]:
    from qualcode.app.settling import decisions

    for settlement in decisions(project):
        yield _REASON, settlement.reason


def _memos(project: Project) -> Iterator[Written]:
    with project.read() as connection:
        written = held_rows.written_texts(connection, project.acting_key(connection))
    for kind, body in written:
        if kind == held_rows.MEMO:
            yield kind, body


_READERS: dict[str, tuple[Callable[[Project], Iterator[Written]], ...]] = {
    "theme-tree": (_themes, _translations),
    "quotes": (_translations,),
    "chart": (_summaries,),
    "matrix": (_summaries,),
    "joint": (_joint, _themes, _translations),
    "objectives": (_objectives, _translations),
    "decisions": (_reasons,),
    "memos": (_memos,),
    "qdpx": (_memos,),
}
"""What each kind prints; kinds that print no text of people are not here."""
