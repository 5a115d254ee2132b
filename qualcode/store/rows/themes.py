"""Themes and what they are built on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, select

from qualcode.core.analysis.themes import Member, MemberKind, Theme
from qualcode.core.errors import NotFound
from qualcode.i18n import N_
from qualcode.store.gate import visible_codings, visible_memos
from qualcode.store.journal import Change
from qualcode.store.tables import codebooks, codes, theme_members, themes, writings


def add_theme(change: Change, statement: str, parent_id: int | None, guid: str = "") -> str:
    """Keep a new theme after the others, its identity new where `guid` is empty; gives it."""
    last = change.connection.execute(select(func.max(themes.c.position))).scalar_one()
    key = change.insert(
        themes,
        {
            "guid": guid,
            "writing": change.write(statement),
            "parent_id": parent_id,
            "position": 0 if last is None else last + 1,
        },
    )
    found = change.connection.execute(select(themes.c.guid).where(themes.c.id == key))
    return str(found.scalar_one())


def theme_row(connection: Connection, guid: str) -> Row[Any]:
    """The living theme whose GUID begins so.

    Raises:
        NotFound: there is none, or more than one.
    """
    rows = connection.execute(
        select(themes).where(themes.c.guid.startswith(guid, autoescape=True), themes.c.alive == 1)
    ).all()
    if len(rows) != 1 or not guid:
        raise NotFound(
            N_("There is no theme {guid}. List them with: qualcode theme PROJECT list"), guid=guid
        )
    return rows[0]


def lies_under(connection: Connection, theme_id: int, other_id: int | None) -> bool:
    """Whether a theme is another one or stands somewhere under it."""
    rows = connection.execute(select(themes.c.id, themes.c.parent_id)).all()
    above: dict[int, int | None] = {row.id: row.parent_id for row in rows}
    at: int | None = theme_id
    while at is not None:
        if at == other_id:
            return True
        at = above.get(at)
    return False


def take_theme_away(change: Change, row: Row[Any]) -> None:
    """Lay a theme to rest with its members; those under it come up in its place."""
    connection = change.connection
    under = select(themes.c.id).where(themes.c.parent_id == row.id, themes.c.alive == 1)
    for key in connection.execute(under).scalars().all():
        change.update(themes, key, parent_id=row.parent_id)
    members = select(theme_members.c.guid).where(
        theme_members.c.theme_id == row.id, theme_members.c.alive == 1
    )
    change.lay_to_rest(theme_members, connection.execute(members).scalars().all())
    change.lay_to_rest(themes, [row.guid])


def put_member(
    change: Change, theme_id: int, kind: MemberKind, guid: str, *, negative: bool
) -> None:
    """Build a theme on something; on the same thing only once."""
    drop_member(change, theme_id, guid)
    change.insert(
        theme_members,
        {
            "theme_id": theme_id,
            "member": kind.value,
            "member_guid": guid,
            "negative": int(negative),
        },
    )


def drop_member(change: Change, theme_id: int, guid: str) -> bool:
    """Take something out of a theme; gives whether it was there."""
    found = change.connection.execute(
        select(theme_members.c.guid).where(
            theme_members.c.theme_id == theme_id,
            theme_members.c.member_guid == guid,
            theme_members.c.alive == 1,
        )
    ).scalars()
    guids = list(found)
    change.lay_to_rest(theme_members, guids)
    return bool(guids)


def list_themes(connection: Connection, viewer: int | None) -> list[Theme]:
    """The themes in order, with those members that `viewer` may see."""
    parents = themes.alias("parents")
    rows = connection.execute(
        select(themes.c.id, themes.c.guid, parents.c.guid.label("parent"), writings.c.body)
        .join(writings, writings.c.guid == themes.c.writing)
        .outerjoin(parents, parents.c.id == themes.c.parent_id)
        .where(themes.c.alive == 1)
        .order_by(themes.c.position, themes.c.id)
    ).all()
    members = _members(connection, viewer)
    return [
        Theme(row.guid, row.body or "", row.parent, tuple(members.get(row.id, ()))) for row in rows
    ]


def _members(connection: Connection, viewer: int | None) -> dict[int, list[Member]]:
    rows = connection.execute(
        select(theme_members).where(theme_members.c.alive == 1).order_by(theme_members.c.id)
    ).all()
    names = _names(connection, viewer, {row.member_guid for row in rows})
    found: dict[int, list[Member]] = {}
    for row in rows:
        if row.member_guid in names:
            member = Member(
                MemberKind(row.member), row.member_guid, names[row.member_guid], bool(row.negative)
            )
            found.setdefault(row.theme_id, []).append(member)
    return found


def _names(connection: Connection, viewer: int | None, guids: set[str]) -> dict[str, str]:
    """What members are called: codes, and the codings and memos that `viewer` may see."""
    wanted = list(guids)
    names = {
        guid: f"{book}:{key}"
        for guid, book, key in connection.execute(
            select(codes.c.guid, codebooks.c.key, codes.c.key)
            .join(codebooks, codebooks.c.id == codes.c.codebook_id)
            .where(codes.c.guid.in_(wanted))
        )
    }
    shown = visible_codings(viewer).subquery("shown")
    said = select(shown.c.guid, shown.c.quotation).where(shown.c.guid.in_(wanted))
    noted = visible_memos(viewer).subquery("noted")
    written = (
        select(noted.c.guid, writings.c.body)
        .join(writings, writings.c.guid == noted.c.writing)
        .where(noted.c.guid.in_(wanted))
    )
    for query in (said, written):
        names.update({guid: words or "" for guid, words in connection.execute(query)})
    return names
