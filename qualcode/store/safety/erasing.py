"""Taking a participant out for ever: rows lose what they said, and keep an identity to refuse."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from sqlalchemy import Connection, Table, Text, select, update

from qualcode.core.errors import NotFound
from qualcode.core.people import Case
from qualcode.i18n import N_
from qualcode.store.journal import Change, in_parts, now
from qualcode.store.rows import revisions
from qualcode.store.rows.cases import list_cases
from qualcode.store.rows.revisions import Anchor, Revision
from qualcode.store.safety.check import ANCHORED
from qualcode.store.safety.states import strike_cases
from qualcode.store.schema import metadata
from qualcode.store.tables import (
    assignments,
    case_attributes,
    cases,
    chart_cells,
    erasures,
    export_cases,
    exports,
    journal,
    memos,
    ratings,
    round_units,
    selected_quotations,
    settlements,
    source_attributes,
    source_texts,
    sources,
    speakers,
    theme_members,
    writings,
)


def case_called(connection: Connection, name: str) -> tuple[int, Case]:
    """Key and facts of a living case.

    Raises:
        NotFound: there is none of that name.
    """
    key = connection.execute(
        select(cases.c.id).where(cases.c.name == name, cases.c.alive == 1)
    ).scalar_one_or_none()
    if key is None:
        raise NotFound(N_("There is no case “{name}”."), name=name)
    return int(key), next(case for case in list_cases(connection) if case.name == name)


def sources_of(connection: Connection, case_id: int) -> list[tuple[int, str]]:
    """Key and name of every source in which a case speaks."""
    rows = connection.execute(
        select(sources.c.id, sources.c.name)
        .distinct()
        .join(speakers, speakers.c.source_id == sources.c.id)
        .where(speakers.c.case_id == case_id, sources.c.alive == 1)
        .order_by(sources.c.id)
    )
    return [(row.id, row.name) for row in rows]


def identities_of(connection: Connection, case_id: int) -> set[str]:
    """GUIDs of a case and of all sources in which it speaks."""
    keys = [key for key, _ in sources_of(connection, case_id)]
    found = connection.execute(select(sources.c.guid).where(sources.c.id.in_(keys))).scalars()
    own = connection.execute(select(cases.c.guid).where(cases.c.id == case_id)).scalar_one()
    return {own, *found}


def holds_any(connection: Connection, guids: Collection[str]) -> bool:
    """Whether a project has, or had, one of these cases or sources."""
    return any(
        connection.execute(select(table.c.id).where(table.c.guid.in_(guids))).first() is not None
        for table in (cases, sources)
    )


def texts_of(connection: Connection, source_id: int, source: str) -> list[Revision]:
    """Every text of a source that is still held, the one that is shown first."""
    return [
        revisions.current_revision(connection, source),
        *revisions.former_revisions(connection, source_id),
    ]


def labels_of(connection: Connection, source_id: int, case_id: int) -> set[str]:
    """Under which labels a case speaks in a source."""
    found = select(speakers.c.label).where(
        speakers.c.source_id == source_id, speakers.c.case_id == case_id
    )
    return set(connection.execute(found).scalars())


def wipe_anchors(change: Change, anchors: Sequence[Anchor]) -> None:
    """Take away what points into words that are erased, with the memos and notes on it."""
    for anchor in anchors:
        change.overwrite(ANCHORED[anchor.table], anchor.id, quotation="", alive=0)
        _never_again(change, anchor.guid)
    guids = [anchor.guid for anchor in anchors]
    _empty_writings(change, selected_quotations, "edits", guids)
    _empty_writings(change, selected_quotations, "translation", guids)
    _empty_writings(change, settlements, "writing", guids)
    _empty_writings(change, memos, "writing", guids)
    wipe_memos_about(change, guids)
    for part in in_parts(guids):
        found = select(theme_members.c.guid).where(
            theme_members.c.member_guid.in_(part), theme_members.c.alive == 1
        )
        change.lay_to_rest(theme_members, list(change.connection.execute(found).scalars()))


def wipe_memos_about(change: Change, guids: Iterable[str]) -> None:
    """Empty and take away the memos about some things."""
    for part in in_parts(list(guids)):
        rows = change.connection.execute(
            select(memos.c.id, memos.c.guid, memos.c.writing).where(memos.c.about_guid.in_(part))
        ).all()
        for row in rows:
            _empty(change.connection, [row.writing])
            change.overwrite(memos, row.id, quotation=None, alive=0)
            _never_again(change, row.guid)


def wipe_source(change: Change, source_id: int, texts: Sequence[Revision]) -> int:
    """Take a whole source out; gives how many codings and notes went with it."""
    wiped = 0
    for text in texts:
        anchors = revisions.anchors_on(change.connection, text.id, resting=True)
        wipe_anchors(change, anchors)
        revisions.destroy_text(change, text)
        wiped += len(anchors)
    connection = change.connection
    guid = connection.execute(select(sources.c.guid).where(sources.c.id == source_id)).scalar_one()
    wipe_memos_about(change, [guid])
    facts = select(source_attributes.c.id).where(source_attributes.c.source_id == source_id)
    for key in connection.execute(facts).scalars().all():
        change.overwrite(source_attributes, key, value="", alive=0)
    given = select(assignments.c.guid).where(
        assignments.c.source_id == source_id, assignments.c.alive == 1
    )
    change.lay_to_rest(assignments, list(connection.execute(given).scalars()))
    sampled = select(round_units.c.guid).where(
        round_units.c.source_id == source_id, round_units.c.alive == 1
    )
    change.lay_to_rest(round_units, list(connection.execute(sampled).scalars()))
    for table in (source_texts, speakers):
        rows = select(table.c.id).where(table.c.source_id == source_id, table.c.alive == 1)
        for key in connection.execute(rows).scalars().all():
            change.overwrite(table, key, alive=0)
    change.overwrite(sources, source_id, alive=0)
    _never_again(change, guid)
    return wiped


def wipe_case(change: Change, case_id: int, name: str) -> None:
    """Take a case out: its attributes, what was written of it, and its place in every source."""
    connection = change.connection
    guid = connection.execute(select(cases.c.guid).where(cases.c.id == case_id)).scalar_one()
    wipe_memos_about(change, [guid])
    for table in (chart_cells, ratings):
        rows = connection.execute(
            select(table).where(table.c.by == "case", table.c.value == name)
        ).all()
        _empty(connection, [row.writing for row in rows if row.writing])
        for row in rows:
            change.overwrite(table, row.id, alive=0)
    facts = select(case_attributes.c.id).where(case_attributes.c.case_id == case_id)
    for key in connection.execute(facts).scalars().all():
        change.overwrite(case_attributes, key, value="", alive=0)
    strike_cases(change, {guid})
    linked = select(cases.c.id).where(cases.c.linked_to_id == case_id)
    for key in connection.execute(linked).scalars().all():
        change.overwrite(cases, key, linked_to_id=None)
    spoke = select(speakers.c.id).where(speakers.c.case_id == case_id)
    for key in connection.execute(spoke).scalars().all():
        change.overwrite(speakers, key, case_id=None, coded=0)
    change.overwrite(cases, case_id, alive=0, linked_to_id=None, quote_allowed=None)
    _never_again(change, guid)


def exports_of(connection: Connection, case_id: int) -> list[tuple[str, str, int]]:
    """File name, moment and number of quotations of every export that holds words of a case."""
    rows = connection.execute(
        select(exports.c.file_name, exports.c.created, export_cases.c.quotations)
        .join(export_cases, export_cases.c.export_id == exports.c.id)
        .where(export_cases.c.case_id == case_id)
        .order_by(exports.c.id)
    )
    return [(row.file_name, row.created, row.quotations) for row in rows]


def held_texts(connection: Connection) -> list[str]:
    """Everything readable that the project holds on purpose, the journal's payloads apart."""
    found: list[str] = []
    for table in metadata.sorted_tables:
        columns = [c for c in table.c if isinstance(c.type, Text) and c is not journal.c.payload]
        if columns:
            rows = connection.execute(select(*columns))
            found += [str(value) for row in rows for value in row if value is not None]
    if connection.dialect.name == "sqlite":
        declared = connection.exec_driver_sql("SELECT sql FROM sqlite_master").scalars()
        found += [sql for sql in declared if sql]
    return found


def files_beside(path: Path) -> list[Path]:
    """The project's file with its side files and drafts: all that may hold its bytes."""
    return sorted(
        one
        for one in path.parent.iterdir()
        if one.is_file()
        and (one == path or one.name.startswith((f"{path.name}-", f".{path.name}")))
    )


def _never_again(change: Change, guid: str) -> None:
    """Remember an identity that is refused if it comes back."""
    change.insert(erasures, {"erased_guid": guid, "created": now()})


def _empty_writings(change: Change, table: Table, column: str, guids: Sequence[str]) -> None:
    for part in in_parts(guids):
        rows = select(table.c[column]).where(table.c.guid.in_(part), table.c[column].is_not(None))
        _empty(change.connection, list(change.connection.execute(rows).scalars()))


def _empty(connection: Connection, guids: Sequence[str]) -> None:
    """Empty what people wrote: the row stays, so that what points to it finds nothing."""
    for part in in_parts(list(guids)):
        connection.execute(update(writings).where(writings.c.guid.in_(part)).values(body=None))
