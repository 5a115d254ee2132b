"""The one row of the project: title, study definition, replica."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select, update

from qualcode.store.tables import codebooks, project, sources


def study_json(connection: Connection) -> str:
    """The study definition as JSON; `{}` where the project has none."""
    return str(connection.execute(select(project.c.study)).scalar_one())


def guid(connection: Connection) -> str:
    """The identity of the project, the same in every copy of it."""
    return str(connection.execute(select(project.c.guid)).scalar_one())


def title(connection: Connection) -> str:
    """What the project is called."""
    return str(connection.execute(select(project.c.title)).scalar_one())


def set_study(connection: Connection, study: Mapping[str, Any]) -> None:
    """Replace the study definition."""
    connection.execute(update(project).values(study=json.dumps(study, ensure_ascii=False)))


def publication_date(connection: Connection) -> str | None:
    """The day of publication as it was noted in the project; None where it was not."""
    day: str | None = connection.execute(select(project.c.publication_date)).scalar_one()
    return day


def set_publication_date(connection: Connection, day: str | None) -> None:
    """Note the day of publication."""
    connection.execute(update(project).values(publication_date=day))


def may_be_published(connection: Connection) -> bool:
    """Whether the project or its study file names a day of publication."""
    row = connection.execute(select(project.c.publication_date, project.c.study)).one()
    named = row.study.replace(" ", "")
    return row.publication_date is not None or '"publication_date":"' in named


def source_type(connection: Connection, source: str) -> str | None:
    """The type of a living source by name."""
    return connection.execute(
        select(sources.c.type).where(sources.c.name == source, sources.c.alive == 1)
    ).scalar_one_or_none()


def codebook_ids(connection: Connection) -> tuple[str, ...]:
    """Ids of the project's codebooks in order."""
    return tuple(
        connection.execute(
            select(codebooks.c.key).where(codebooks.c.alive == 1).order_by(codebooks.c.position)
        ).scalars()
    )
