"""Who speaks in which source, as the study sees them: for filters of searches and queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualcode.app.projects.studies import study_in
from qualcode.core.asking.text_query import Filters
from qualcode.core.errors import NotFound
from qualcode.core.study import Study
from qualcode.core.voices import Voice, person_facts, written_value
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import voices as voice_rows
from qualcode.store.rows.sources import source_row

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project


def list_voices(project: Project, connection: Connection) -> list[Voice]:
    """Every speaker of every source, with what is known of the person and of the source."""
    study = study_in(project, connection)
    cases = {case.name: case for case in case_rows.list_cases(connection)}
    return [
        Voice(
            source=row.source,
            speaker=row.label,
            coded=row.coded,
            case=row.case,
            person=person_facts(study, cases[row.case], row.place) if row.case in cases else {},
            place=row.place,
        )
        for row in voice_rows.list_speakers(connection)
    ]


def known_attributes(study: Study, voices: Iterable[Voice]) -> tuple[set[str], set[str]]:
    """Attributes of cases and of sources: those that somebody has or that the study names."""
    person = {attribute.id for attribute in study.participant_attributes} | {"kind"}
    place = {attribute.id for attribute in study.source_attributes} | {"type", "language"}
    for voice in voices:
        person |= voice.person.keys()
        place |= voice.place.keys()
    return person, place


def voices_asked_for(
    project: Project, connection: Connection, filters: Filters
) -> list[tuple[str, str]] | None:
    """Source and label of those whose words are looked through; None for everybody.

    Raises:
        NotFound: a source, a speaker or an attribute that nobody has.
    """
    if filters == Filters():
        return None
    for name in filters.sources:
        source_row(connection, name)
    voices = list_voices(project, connection)
    study = study_in(project, connection)
    _refuse_unknown(study, voices, filters)
    wanted = [(name, written_value(study, name, value)) for name, value in filters.attributes]
    return [
        (voice.source, voice.speaker)
        for voice in voices
        if (voice.coded or not filters.coded_only)
        and (not filters.sources or voice.source in filters.sources)
        and (not filters.speakers or voice.speaker in filters.speakers)
        and all(voice.holds(name, value) for name, value in wanted)
    ]


def _refuse_unknown(study: Study, voices: list[Voice], filters: Filters) -> None:
    labels = dict.fromkeys(voice.speaker for voice in voices)
    for label in filters.speakers:
        if label not in labels:
            raise NotFound(
                N_("Nobody is called “{label}” in the transcripts. There are: {labels}."),
                label=label,
                labels=", ".join(list(labels)[:12]) or "—",
            )
    known = set[str]().union(*known_attributes(study, voices))
    for name, _value in filters.attributes:
        if name not in known:
            raise NotFound(
                N_("No case and no source has an attribute “{name}”. There are: {names}."),
                name=name,
                names=", ".join(sorted(known)) or "—",
            )
