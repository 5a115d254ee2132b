"""Codebooks: codes, their wordings, and the versions that are published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

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

SETTINGS = ("codable", "policy", "fixed", "usual", "target", "maps_to", "process", "provisional")
"""Columns of a code that a published version keeps beside wording and place."""


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


def add_codebook(
    change: Change, codebook: Codebook, guids: Mapping[str, str] | None = None
) -> None:
    """Put a new codebook into the project and publish its first version.

    Codes bear the identities that `guids` gives by key, or new ones.
    """
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
        guid = (guids or {}).get(code.key, "")
        ids[code.key] = add_code(change, codebook_id, code, parent, position, guid)
    publish_version(change, codebook_id, codebook.version, "")


def add_code(
    change: Change,
    codebook_id: int,
    code: Code,
    parent_id: int | None,
    position: int,
    guid: str = "",
) -> int:
    """Put a new code into a codebook, its identity new where `guid` is empty; gives its key."""
    revision_id = add_revision(change.connection, None, code.wording)
    code_id = change.insert(
        codes,
        {
            "guid": guid,
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


def add_revision(connection: Connection, code_id: int | None, wording: Wording) -> int:
    """Keep a wording of a code; gives the key of the revision, the old one if it said the same."""
    body = _json(asdict(wording))
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    number = 1
    if code_id is not None:
        known = connection.execute(
            select(code_revisions.c.id, code_revisions.c.sha256)
            .where(code_revisions.c.code_id == code_id)
            .order_by(code_revisions.c.id)
        ).all()
        for row in known:
            if row.sha256 == sha256:
                return int(row.id)
        number += len(known)
    result = connection.execute(
        insert(code_revisions),
        {
            "guid": new_guid(),
            "code_id": code_id,
            "number": number,
            "wording": body,
            "sha256": sha256,
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
    ).all()
    aliases = _aliases(change.connection)
    entries = [
        {
            "codebook_version_id": version_id,
            "code_id": row.id,
            "code_revision_id": row.revision_id,
            "parent_id": row.parent_id,
            "position": row.position,
            "retired": row.retired,
            "settings": _json(
                {name: getattr(row, name) for name in SETTINGS}
                | {"aliases": aliases.get(row.id, [])}
            ),
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
            codes=in_order(r.code for r in by_book.get(row.id, [])),
        )
        for row in rows
    ]


def in_order(found: Iterable[Code]) -> tuple[Code, ...]:
    """Codes given sibling by sibling, depth first and without those that were merged."""
    every = list(found)
    merged = merged_keys(every)
    return tuple(_depth_first([code for code in every if code.key not in merged]))


def merged_keys(found: Iterable[Code]) -> set[str]:
    """Keys of the retired codes of a codebook whose key another code goes by now."""
    every = list(found)
    aliases = {alias for code in every for alias in code.aliases}
    return {code.key for code in every if code.retired and code.key in aliases}


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
    aliases = _aliases(connection)
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
            CodeRow(
                row.id,
                row.revision_id,
                row.book,
                code_of(row._asdict(), aliases.get(row.id, ())),
            ),
        )
        for row in rows
    ]


def _aliases(connection: Connection) -> dict[int, list[str]]:
    """The living aliases by the key of their code."""
    found: dict[int, list[str]] = {}
    for row in connection.execute(
        select(code_aliases).where(code_aliases.c.alive == 1).order_by(code_aliases.c.id)
    ):
        found.setdefault(row.code_id, []).append(row.alias)
    return found


def code_of(row: Mapping[str, Any], aliases: Iterable[str]) -> Code:
    """The code that a row tells: its columns, its parent's key and its wording."""
    return Code(
        key=row["key"],
        wording=wording_of(row["wording"]),
        parent=row["parent_key"],
        codable=bool(row["codable"]),
        policy=ValencePolicy(row["policy"]),
        fixed=Valence(row["fixed"]) if row["fixed"] else None,
        usual=tuple(Valence(value) for value in json.loads(row["usual"])),
        target=json.loads(row["target"]),
        process=bool(row["process"]),
        aliases=tuple(aliases),
        maps_to={book: tuple(keys) for book, keys in json.loads(row["maps_to"]).items()},
        retired=bool(row["retired"]),
        provisional=bool(row["provisional"]),
    )


def wording_of(body: str) -> Wording:
    """The wording that a revision holds as JSON."""
    stored = json.loads(body)
    example = stored.get("example")
    if example is not None:
        valence = example.get("valence")
        example = Example(**{**example, "valence": Valence(valence) if valence else None})
    return Wording(
        **{**stored, "example": example, "not_when_see": tuple(stored.get("not_when_see", ()))}
    )


class CodeIndex:
    """Finds codes by `codebook:key`, bare key or alias; a merged code by what it became."""

    def __init__(self, connection: Connection) -> None:
        self.rows = [row for _, row in _code_rows(connection)]
        self.by_id = {row.id: row for row in self.rows}
        self._by_name: dict[str, list[CodeRow]] = {}
        by_book: dict[str, list[Code]] = {}
        for row in self.rows:
            by_book.setdefault(row.codebook, []).append(row.code)
        merged = {(book, key) for book, found in by_book.items() for key in merged_keys(found)}
        self.standing = [r for r in self.rows if (r.codebook, r.code.key) not in merged]
        """All codes but those that were merged into others."""
        for row in self.standing:
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
