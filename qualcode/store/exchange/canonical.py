"""What the layers of a project say, as one JSON text that does not depend on where it is kept.

Two replicas that know the same acts have the same canonical state. Integer keys, counts of
streams and dates of keeping are left out: they are of one file only.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from qualcode.store.tables import (
    assignments,
    code_revisions,
    codebooks,
    coders,
    codes,
    codings,
    contested,
    memos,
    round_coders,
    rounds,
    source_texts,
    sources,
    writings,
)

if TYPE_CHECKING:
    from qualcode.store.project import Project

_LEFT_OUT = frozenset({"id", "stream_id", "counter", "created"})


def canonical(opened: Project) -> str:
    """The canonical state of the layers: by coder codings, memos, progress, what is contested.

    Everybody's layer is in it: it is for comparing replicas, never for showing.
    """
    with opened.read() as connection:
        return json.dumps(_state(connection), ensure_ascii=False, sort_keys=True, indent=1)


def _state(connection: Connection) -> dict[str, Any]:
    names = _Names(connection)
    return {
        "codings": _rows(connection, codings, names),
        "memos": _rows(connection, memos, names),
        "assignments": _rows(connection, assignments, names),
        "rounds": _rows(connection, round_coders, names),
        "contested": _contested(connection, names),
        "provisional codes": _provisional(connection),
    }


class _Names:
    """What rows refer to, by column and integer key."""

    def __init__(self, connection: Connection) -> None:
        def known(table: Table, column: Any) -> dict[int, str]:
            return dict(connection.execute(select(table.c.id, column)).all())

        self._of: dict[str, dict[int, str]] = {
            "coder_id": known(coders, coders.c.name),
            "source_id": known(sources, sources.c.name),
            "source_text_id": known(source_texts, source_texts.c.sha256),
            "code_id": known(codes, codes.c.guid),
            "code_revision_id": known(code_revisions, code_revisions.c.sha256),
            "round_id": known(rounds, rounds.c.guid),
        }
        self._bodies = dict(connection.execute(select(writings.c.guid, writings.c.body)).all())

    def told(self, column: str, value: Any) -> Any:
        """A value as every replica would tell it."""
        if value is None:
            return None
        if column == "writing":
            return self._bodies.get(value)
        return self._of[column][value] if column in self._of else value


def _rows(connection: Connection, table: Table, names: _Names) -> dict[str, Any]:
    """What stands, by GUID; what was laid to rest only says that."""
    found: dict[str, Any] = {}
    for row in connection.execute(select(table)).mappings():
        if not row["alive"]:
            found[row["guid"]] = None
            continue
        found[row["guid"]] = {
            column: names.told(column, value)
            for column, value in row.items()
            if column not in _LEFT_OUT and column not in ("guid", "alive")
        }
    return found


def _contested(connection: Connection, names: _Names) -> list[Any]:
    rows = connection.execute(select(contested).where(contested.c.alive == 1)).all()
    told = [
        [row.about_guid, names.told("coder_id", row.coder_id), json.loads(row.version)]
        for row in rows
    ]
    return sorted(told, key=lambda one: json.dumps(one, sort_keys=True))


def _provisional(connection: Connection) -> dict[str, Any]:
    """Codes to be talked over; their keys can differ, as a number follows where one is taken."""
    rows = connection.execute(
        select(codes.c.guid, codebooks.c.key.label("book"), code_revisions.c.wording)
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .outerjoin(code_revisions, code_revisions.c.id == codes.c.revision_id)
        .where(codes.c.alive == 1, codes.c.provisional == 1)
    )
    return {row.guid: [row.book, json.loads(row.wording or "{}")] for row in rows}
