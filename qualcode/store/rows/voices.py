"""Who speaks in which source."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, func, select

from qualcode.store.gate import heard, objecting
from qualcode.store.tables import cases, source_attributes, sources, speakers


@dataclass(frozen=True, slots=True)
class SpeakerIn:
    """A speaker of a living source, with the source's attributes."""

    source: str
    label: str
    coded: bool
    """Whether the words count: they are coded, and the person did not object to their use."""
    case: str | None
    place: dict[str, str] = field(default_factory=dict)
    """Attributes of the source, with its type and language; shared by its speakers."""


def list_speakers(connection: Connection) -> list[SpeakerIn]:
    """All speakers of all sources, in the order of import."""
    places: dict[int, dict[str, str]] = {}
    of_sources = connection.execute(
        select(sources.c.id, sources.c.type, sources.c.language).where(sources.c.alive == 1)
    )
    for key, kind, language in of_sources:
        places[key] = {"type": kind, "language": language}
    noted = connection.execute(
        select(
            source_attributes.c.source_id, source_attributes.c.name, source_attributes.c.value
        ).where(source_attributes.c.alive == 1)
    )
    for key, name, value in noted:
        if key in places:
            places[key][name] = value
    rows = connection.execute(
        select(
            sources.c.id,
            sources.c.name,
            speakers.c.label,
            and_(speakers.c.coded == 1, heard(speakers.c.case_id)),
            cases.c.name,
        )
        .join(sources, sources.c.id == speakers.c.source_id)
        .outerjoin(cases, cases.c.id == speakers.c.case_id)
        .where(speakers.c.alive == 1, sources.c.alive == 1)
        .order_by(sources.c.position, speakers.c.id)
    )
    return [
        SpeakerIn(source, label, bool(coded), case, places[key])
        for key, source, label, coded, case in rows
    ]


def silent_sources(connection: Connection) -> set[str]:
    """Sources in which everybody whose words are coded objected to their use."""
    coded = (
        select(
            sources.c.name,
            func.count().label("speakers"),
            func.count(cases.c.id).label("objecting"),
        )
        .join(speakers, speakers.c.source_id == sources.c.id)
        .outerjoin(cases, (cases.c.id == speakers.c.case_id) & cases.c.objected.is_not(None))
        .where(speakers.c.alive == 1, speakers.c.coded == 1, sources.c.alive == 1)
        .group_by(sources.c.name)
        .subquery()
    )
    silent = select(coded.c.name).where(coded.c.speakers == coded.c.objecting)
    return set(connection.execute(silent).scalars())


def count_objecting(connection: Connection) -> int:
    """How many persons objected to the use of their words."""
    found = select(func.count()).select_from(objecting().subquery())
    return int(connection.execute(found).scalar_one())


def languages(connection: Connection) -> list[str]:
    """The languages of the sources."""
    found = select(sources.c.language).where(sources.c.alive == 1).distinct()
    return sorted(connection.execute(found).scalars())
