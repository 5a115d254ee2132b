"""The texts that a project holds, for a screen to look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from qualcode.i18n import N_
from qualcode.store.gate import visible_memos
from qualcode.store.tables import cases, exports, memos, source_texts, sources, writings

if TYPE_CHECKING:
    from sqlalchemy import Connection

MEMO = N_("memo")
WRITTEN = N_("something written")
SOURCE_NAME = N_("name of a source")
CASE_NAME = N_("name of a case")
EXPORT_NAME = N_("name of an exported file")


def current_texts(connection: Connection) -> list[tuple[str, str]]:
    """Each source's name and the text that is shown."""
    rows = connection.execute(
        select(sources.c.name, source_texts.c.text)
        .join(source_texts, source_texts.c.source_id == sources.c.id)
        .where(sources.c.alive == 1, source_texts.c.alive == 1, source_texts.c.current == 1)
        .order_by(sources.c.name)
    )
    return [(row.name, row.text) for row in rows]


def written_texts(connection: Connection, viewer: int | None) -> list[tuple[str, str]]:
    """What people wrote and it is (message id), but for memos that `viewer` may not see."""
    seen = visible_memos(viewer).subquery("seen")
    of_memos = set(connection.execute(select(seen.c.writing)).scalars())
    rows = connection.execute(
        select(writings.c.guid, writings.c.body)
        .where(
            writings.c.body.is_not(None),
            or_(
                writings.c.guid.in_(select(seen.c.writing)),
                writings.c.guid.not_in(select(memos.c.writing)),
            ),
        )
        .order_by(writings.c.created, writings.c.guid)
    )
    return [(MEMO if row.guid in of_memos else WRITTEN, str(row.body)) for row in rows]


def names_held(connection: Connection) -> Iterable[tuple[str, str]]:
    """Names of sources, cases and exported files, each with what it is (message id)."""
    for kind, column, alive in (
        (SOURCE_NAME, sources.c.name, sources.c.alive),
        (CASE_NAME, cases.c.name, cases.c.alive),
        (EXPORT_NAME, exports.c.file_name, exports.c.alive),
    ):
        for name in connection.execute(select(column).where(alive == 1).distinct()).scalars():
            yield kind, str(name)


def written_as(connection: Connection, guid: str) -> str:
    """What stands under a GUID that a journal entry points to; "" where it was erased."""
    body = connection.execute(select(writings.c.body).where(writings.c.guid == guid)).scalar()
    return str(body or "")
