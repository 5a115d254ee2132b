"""The retention clock of a project: when it was published, and until when it may be used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from qualcode.app.projects.studies import study_in
from qualcode.app.texts.correcting import refuse_viewers
from qualcode.core.errors import NotAllowed, UsageProblem
from qualcode.core.privacy.retention import Clock, Phase
from qualcode.i18n import N_, _, plural
from qualcode.store import studies as study_rows

if TYPE_CHECKING:
    from qualcode.store.project import Project


def clock_of(project: Project, today: date | None = None) -> Clock:
    """The clock of a project; its date of publication comes before that of the study file."""
    with project.read() as connection:
        retention = study_in(project, connection).retention
        published = study_rows.publication_date(connection)
    if published is not None:
        retention = replace(retention, publication_date=date.fromisoformat(published))
    return Clock(retention, today or date.today())  # noqa: DTZ011


def publish(project: Project, published: date | None) -> None:
    """Note the day of publication, from which the clock runs; None takes it back.

    Raises:
        NotAllowed: nobody who may is acting.
        UsageProblem: the day has not come yet.
    """
    if project.acting is None:
        raise NotAllowed(
            N_("Who is writing? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )
    if published is not None and published > date.today():  # noqa: DTZ011
        raise UsageProblem(N_("The day of publication has not come yet: {day}."), day=published)
    day = None if published is None else published.isoformat()
    with project.change("publish", kind="barrier", day=day) as change:
        refuse_viewers(project, change)
        study_rows.set_publication_date(change.connection, day)


def warning(clock: Clock) -> str:
    """The line that every opening shows from 90 days before the end; empty before that."""
    left = clock.days_left or 0
    if clock.phase is Phase.OVERDUE:
        return _(
            "These data were to be in use until {day}: archive and purge them "
            "(qualcode archive, qualcode purge).",
            day=clock.retention.due,
        )
    if clock.phase is Phase.DUE_SOON:
        return plural(
            "{n} day left: these data may be in use until {day}. Prepare the archive "
            "(qualcode archive).",
            "{n} days left: these data may be in use until {day}. Prepare the archive "
            "(qualcode archive).",
            left,
            day=clock.retention.due,
        )
    return ""


def due_warning(project: Project) -> str:
    """The line for this project today."""
    with project.read() as connection:
        # Most projects are not published: their study need not be read to know that.
        if not study_rows.may_be_published(connection):
            return ""
    return warning(clock_of(project))
