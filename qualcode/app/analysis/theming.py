"""Themes: make, word anew, move, build on codes, find what speaks against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.app.projects.acting import analyst
from qualcode.core.analysis.themes import MemberKind, Theme
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.i18n import N_
from qualcode.store.rows import themes as theme_rows
from qualcode.store.rows.codebook_work import code_guid
from qualcode.store.rows.codings import list_codings
from qualcode.store.rows.memos import list_memos
from qualcode.store.tables import themes as theme_table

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project


def add_theme(project: Project, statement: str, *, parent: str | None = None) -> str:
    """Keep a new theme; gives its GUID.

    Args:
        project: the project.
        statement: what the team says of its material, one sentence.
        parent: GUID of the theme above it.

    Raises:
        NotAllowed: nobody who may is acting, or the statement is empty.
        NotFound: no such theme above.
    """
    with project.change("theme", of="add_theme") as change:
        analyst(project, change)
        above = None if parent is None else theme_rows.theme_row(change.connection, parent).id
        return theme_rows.add_theme(change, _statement(statement), above)


def reword_theme(project: Project, guid: str, statement: str) -> None:
    """Give a theme another statement.

    Raises:
        NotAllowed: nobody who may is acting, or the statement is empty.
        NotFound: no such theme.
    """
    with project.change("theme", of="reword_theme") as change:
        analyst(project, change)
        row = theme_rows.theme_row(change.connection, guid)
        change.update(theme_table, row.id, writing=change.write(_statement(statement)))


def move_theme(project: Project, guid: str, parent: str | None) -> None:
    """Put a theme under another one, or beside the topmost.

    Raises:
        NotAllowed: nobody who may is acting, or it would stand under itself.
        NotFound: no such theme.
    """
    with project.change("theme", of="move_theme") as change:
        analyst(project, change)
        row = theme_rows.theme_row(change.connection, guid)
        above = None if parent is None else theme_rows.theme_row(change.connection, parent).id
        if above is not None and theme_rows.lies_under(change.connection, above, row.id):
            raise NotAllowed(N_("A theme cannot stand under itself."))
        change.update(theme_table, row.id, parent_id=above)


def remove_theme(project: Project, guid: str) -> None:
    """Take a theme away; the themes under it come up in its place.

    Raises:
        NotAllowed: nobody who may is acting.
        NotFound: no such theme.
    """
    with project.change("theme", of="remove_theme") as change:
        analyst(project, change)
        theme_rows.take_theme_away(change, theme_rows.theme_row(change.connection, guid))


def build_theme_on(
    project: Project, guid: str, kind: MemberKind, name: str, *, negative: bool = False
) -> None:
    """Build a theme on a code, coding or memo, or name what speaks against it.

    Args:
        project: the project.
        guid: the theme.
        kind: what `name` is the name of.
        name: key of a code, or GUID of a coding or memo that the acting coder may see.
        negative: whether it speaks against the statement.

    Raises:
        NotAllowed: nobody who may is acting.
        NotFound: no such theme, code, coding or memo.
    """
    with project.change("theme", of="build_theme") as change:
        viewer = analyst(project, change)
        row = theme_rows.theme_row(change.connection, guid)
        member = _member(project, change.connection, viewer, kind, name)
        theme_rows.put_member(change, row.id, kind, member, negative=negative)


def take_out_of_theme(project: Project, guid: str, kind: MemberKind, name: str) -> None:
    """Take a code, coding or memo out of a theme.

    Raises:
        NotAllowed: nobody who may is acting.
        NotFound: no such theme, or it is not built on that.
    """
    with project.change("theme", of="take_out_of_theme") as change:
        viewer = analyst(project, change)
        row = theme_rows.theme_row(change.connection, guid)
        member = _member(project, change.connection, viewer, kind, name)
        if not theme_rows.drop_member(change, row.id, member):
            raise NotFound(N_("The theme is not built on “{name}”."), name=name)


def list_themes(project: Project) -> list[Theme]:
    """The themes in order, with what the acting coder may see of what they are built on."""
    with project.read() as connection:
        return theme_rows.list_themes(connection, project.acting_key(connection))


def _statement(words: str) -> str:
    statement = words.strip()
    if not statement:
        raise NotAllowed(N_("A theme needs a statement."))
    return statement


def _member(
    project: Project, connection: Connection, viewer: int, kind: MemberKind, name: str
) -> str:
    """GUID of what a theme is built on."""
    if kind is MemberKind.CODE:
        return code_guid(connection, project.memory.code_index(connection).find(name).id)
    guids = (
        [coding.guid for coding in list_codings(connection, viewer)]
        if kind is MemberKind.CODING
        else [memo.guid for memo in list_memos(connection, viewer)]
    )
    found = [guid for guid in guids if name and guid.startswith(name)]
    if len(found) != 1:
        raise NotFound(N_("Nothing that you may see is called “{name}”."), name=name)
    return found[0]
