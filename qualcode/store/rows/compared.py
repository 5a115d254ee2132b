"""What agreement asks of sources: who has read them, which layers are closed, which text stands."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, true

from qualcode.core.people import Progress
from qualcode.store.gate import seen_by
from qualcode.store.tables import assignments, coders, codings, source_texts, sources


def progress_of_sources(connection: Connection) -> dict[str, dict[str, Progress]]:
    """How far each coder is with each source, outside of rounds, sources in their order."""
    found: dict[str, dict[str, Progress]] = {
        name: {}
        for name in connection.execute(
            select(sources.c.name)
            .where(sources.c.alive == 1)
            .order_by(sources.c.position, sources.c.id)
        ).scalars()
    }
    rows = connection.execute(
        select(sources.c.name, coders.c.name, assignments.c.progress)
        .select_from(assignments)
        .join(sources, sources.c.id == assignments.c.source_id)
        .join(coders, coders.c.id == assignments.c.coder_id)
        .where(assignments.c.alive == 1, assignments.c.round_id.is_(None), sources.c.alive == 1)
    )
    for source, coder, progress in rows:
        found[source][coder] = Progress(progress)
    return found


def closed_layers(connection: Connection, viewer: int | None) -> set[tuple[str, str]]:
    """(source, coder) of every layer that an open round closes to `viewer`."""
    rows = connection.execute(
        select(sources.c.name, coders.c.name)
        .select_from(sources.join(coders, true()))
        .where(sources.c.alive == 1, ~seen_by(viewer, sources.c.id, coders.c.id))
    )
    return {(source, coder) for source, coder in rows}


def current_revisions(connection: Connection, names: Sequence[str]) -> dict[str, str]:
    """GUID of the text that stands now, by source."""
    rows = connection.execute(
        select(sources.c.name, source_texts.c.guid)
        .join(source_texts, source_texts.c.source_id == sources.c.id)
        .where(
            sources.c.name.in_(names),
            sources.c.alive == 1,
            source_texts.c.alive == 1,
            source_texts.c.current == 1,
        )
    )
    return dict(rows.all())


def layers_begun(connection: Connection) -> set[tuple[str, str]]:
    """(source, coder) of every layer that holds anything: to choose one by, never to show.

    What is made of a layer chosen by it is refused to whom an open round closes the layer.
    """
    rows = connection.execute(
        select(sources.c.name, coders.c.name)
        .distinct()
        .select_from(codings)
        .join(sources, sources.c.id == codings.c.source_id)
        .join(coders, coders.c.id == codings.c.coder_id)
        .where(codings.c.alive == 1, sources.c.alive == 1)
    )
    return {(source, coder) for source, coder in rows}
