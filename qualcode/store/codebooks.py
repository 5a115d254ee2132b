"""Codebooks: codes, their wordings, and the versions that are published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from qualcode.core.codebook import Code, Codebook, Example, ValencePolicy, Wording
from qualcode.core.coding import Valence
from qualcode.core.errors import NotFound
from qualcode.i18n import N_
from qualcode.store.journal import Change, new_guid, now
from qualcode.store.tables import (
    code_aliases,
    code_revisions,
    codebook_version_codes,
    codebook_versions,
    codebooks,
    codes,
)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code as a coding refers to it inside the store."""

    id: int
    revision_id: int
    codebook: str
    code: Code

    @property
    def ref(self) -> str:
        """`codebook:key`."""
        return f"{self.codebook}:{self.code.key}"


def add_codebook(change: Change, codebook: Codebook) -> None:
    """Put a new codebook into the project and publish its first version."""
    count = change.connection.execute(
        select(func.count(codebooks.c.id)).where(codebooks.c.alive == 1)
    ).scalar_one()
    codebook_id = change.insert(
        codebooks,
        {
            "key": codebook.id,
            "version": codebook.version,
            "title": _json(codebook.title),
            "description": _json(codebook.description),
            "extra": _json(codebook.extra),
            "position": count,
        },
    )
    ids: dict[str, int] = {}
    for position, code in enumerate(codebook.codes):
        parent = None if code.parent is None else ids[code.parent]
        ids[code.key] = _add_code(change, codebook_id, code, parent, position)
    publish_version(change, codebook_id, codebook.version, "")


def _add_code(
    change: Change, codebook_id: int, code: Code, parent_id: int | None, position: int
) -> int:
    revision_id = _add_revision(change.connection, None, code.wording)
    code_id = change.insert(
        codes,
        {
            "codebook_id": codebook_id,
            "key": code.key,
            "parent_id": parent_id,
            "position": position,
            "codable": int(code.codable),
            "policy": code.policy.value,
            "fixed": code.fixed.value if code.fixed else None,
            "usual": json.dumps([valence.value for valence in code.usual]),
            "target": _json(code.target),
            "maps_to": _json({book: list(keys) for book, keys in code.maps_to.items()}),
            "process": int(code.process),
            "retired": int(code.retired),
            "provisional": int(code.provisional),
            "revision_id": revision_id,
        },
    )
    change.connection.execute(
        update(code_revisions).where(code_revisions.c.id == revision_id).values(code_id=code_id)
    )
    change.insert_many(code_aliases, [{"code_id": code_id, "alias": a} for a in code.aliases])
    return code_id


def _add_revision(connection: Connection, code_id: int | None, wording: Wording) -> int:
    body = _json(asdict(wording))
    number = 1
    if code_id is not None:
        number += connection.execute(
            select(func.count(code_revisions.c.id)).where(code_revisions.c.code_id == code_id)
        ).scalar_one()
    result = connection.execute(
        insert(code_revisions),
        {
            "guid": new_guid(),
            "code_id": code_id,
            "number": number,
            "wording": body,
            "sha256": hashlib.sha256(body.encode()).hexdigest(),
            "created": now(),
        },
    )
    key = result.inserted_primary_key
    assert key is not None  # noqa: S101
    return int(key[0])


def publish_version(change: Change, codebook_id: int, label: str, reason: str) -> None:
    """Record the codebook as it stands under a version label."""
    version_id = change.insert(
        codebook_versions,
        {"codebook_id": codebook_id, "label": label, "reason": reason, "created": now()},
    )
    rows = change.connection.execute(
        select(codes).where(codes.c.codebook_id == codebook_id, codes.c.alive == 1)
    )
    entries = [
        {
            "codebook_version_id": version_id,
            "code_id": row.id,
            "code_revision_id": row.revision_id,
            "parent_id": row.parent_id,
            "position": row.position,
            "retired": row.retired,
        }
        for row in rows
    ]
    if entries:
        change.connection.execute(insert(codebook_version_codes), entries)


def list_codebooks(connection: Connection) -> list[Codebook]:
    """All codebooks of the project in order."""
    by_book: dict[int, list[CodeRow]] = {}
    for book_id, row in _code_rows(connection):
        by_book.setdefault(book_id, []).append(row)
    rows = connection.execute(
        select(codebooks).where(codebooks.c.alive == 1).order_by(codebooks.c.position)
    )
    return [
        Codebook(
            id=row.key,
            version=row.version,
            title=json.loads(row.title),
            description=json.loads(row.description),
            extra=json.loads(row.extra),
            codes=tuple(_depth_first([r.code for r in by_book.get(row.id, [])])),
        )
        for row in rows
    ]


def _depth_first(found: list[Code]) -> list[Code]:
    children: dict[str | None, list[Code]] = {}
    for code in found:
        children.setdefault(code.parent, []).append(code)
    ordered: list[Code] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        code = waiting.pop()
        ordered.append(code)
        waiting.extend(reversed(children.get(code.key, [])))
    return ordered


def _code_rows(connection: Connection) -> list[tuple[int, CodeRow]]:
    parent = codes.alias("parent")
    aliases: dict[int, list[str]] = {}
    for row in connection.execute(
        select(code_aliases).where(code_aliases.c.alive == 1).order_by(code_aliases.c.id)
    ):
        aliases.setdefault(row.code_id, []).append(row.alias)
    rows = connection.execute(
        select(
            codes,
            codebooks.c.key.label("book"),
            parent.c.key.label("parent_key"),
            code_revisions.c.wording,
        )
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .join(code_revisions, code_revisions.c.id == codes.c.revision_id)
        .outerjoin(parent, parent.c.id == codes.c.parent_id)
        .where(codes.c.alive == 1, codebooks.c.alive == 1)
        .order_by(codebooks.c.position, codes.c.position, codes.c.id)
    )
    return [
        (
            row.codebook_id,
            CodeRow(row.id, row.revision_id, row.book, _code(row, tuple(aliases.get(row.id, ())))),
        )
        for row in rows
    ]


def _code(row: Row[Any], aliases: tuple[str, ...]) -> Code:
    return Code(
        key=row.key,
        wording=_wording(json.loads(row.wording)),
        parent=row.parent_key,
        codable=bool(row.codable),
        policy=ValencePolicy(row.policy),
        fixed=Valence(row.fixed) if row.fixed else None,
        usual=tuple(Valence(value) for value in json.loads(row.usual)),
        target=json.loads(row.target),
        process=bool(row.process),
        aliases=aliases,
        maps_to={book: tuple(keys) for book, keys in json.loads(row.maps_to).items()},
        retired=bool(row.retired),
        provisional=bool(row.provisional),
    )


def _wording(stored: dict[str, Any]) -> Wording:
    example = stored.get("example")
    if example is not None:
        valence = example.get("valence")
        example = Example(**{**example, "valence": Valence(valence) if valence else None})
    return Wording(
        **{**stored, "example": example, "not_when_see": tuple(stored.get("not_when_see", ()))}
    )


class CodeIndex:
    """Finds codes by `codebook:key`, bare key or alias."""

    def __init__(self, connection: Connection) -> None:
        self.rows = [row for _, row in _code_rows(connection)]
        self.by_id = {row.id: row for row in self.rows}
        self._by_name: dict[str, list[CodeRow]] = {}
        for row in self.rows:
            for name in (row.code.key, *row.code.aliases):
                self._by_name.setdefault(name, []).append(row)
                self._by_name.setdefault(f"{row.codebook}:{name}", []).append(row)

    def find(self, name: str, among: tuple[str, ...] | None = None) -> CodeRow:
        """The code called `name`, looked up in the codebooks `among` first.

        Raises:
            NotFound: no code of that name, or several and none in `among`.
        """
        found = self._by_name.get(name, [])
        if among is not None and len(found) > 1:
            found = [row for row in found if row.codebook in among] or found
        if len(found) == 1:
            return found[0]
        self.named(name)
        raise NotFound(
            N_("“{name}” stands in several codebooks. Write one of: {refs}."),
            name=name,
            refs=", ".join(row.ref for row in found),
        )

    def named(self, name: str) -> list[CodeRow]:
        """Every code of that name, in whichever codebook: for filters.

        Raises:
            NotFound: no code has it.
        """
        found = self._by_name.get(name, [])
        if not found:
            raise NotFound(
                N_("There is no code “{name}”. List them with: qualcode list PROJECT codes"),
                name=name,
            )
        return found


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
