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


def title(connection: Connection) -> str:
    """What the project is called."""
    return str(connection.execute(select(project.c.title)).scalar_one())


def set_study(connection: Connection, study: Mapping[str, Any]) -> None:
    """Replace the study definition."""
    connection.execute(update(project).values(study=json.dumps(study, ensure_ascii=False)))


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
