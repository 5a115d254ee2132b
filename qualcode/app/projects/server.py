"""A project on a PostgreSQL server: who may sign in and see what, copies from and to a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qualcode.core.errors import NotAllowed
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.store.journal import Change
    from qualcode.store.postgres.copying import CopyReport
    from qualcode.store.postgres.logins import Login
    from qualcode.store.project import Project


def copy_project(project: Project, where: str, *, passphrase: str | None = None) -> CopyReport:
    """Copy a project to a file or a server, and see that the copy holds the same.

    Raises:
        NotAllowed: the login does not see all of it.
        ProjectProblem: there is something already, or nothing can be written; nothing is left.
    """
    from qualcode.store.postgres.copying import copied

    return copied(project, where, passphrase=passphrase)


def grant_login(project: Project, login: str, *, coder: str | None, may: str) -> list[Login]:
    """Let a login of the server in; gives all logins as they are then.

    Args:
        project: the project, opened by its owner.
        login: a role of the server.
        coder: whose eyes it has; it writes in this coder's layer only.
        may: `reader`, `coder`, or `codebook` for a coder who also works on the codebook.

    Raises:
        NotAllowed: not the owner, or nothing would be hidden from the login.
        NotFound: no such login or coder.
    """
    from qualcode.store.postgres import logins

    with _owners_change(project, "grant_login", login=login, coder=coder, may=may) as change:
        logins.grant(change.connection, project.where, login, logins.May(may), coder)
        return logins.list_logins(change.connection, project.where)


def withdraw_login(project: Project, login: str) -> bool:
    """Take every right in the project from a login; gives whether it had any.

    Raises:
        NotAllowed: not the owner.
    """
    from qualcode.store.postgres import logins

    with _owners_change(project, "withdraw_login", login=login) as change:
        return logins.is_set_up(change.connection, project.where) and logins.withdraw(
            change.connection, project.where, login
        )


def set_up_server(project: Project) -> None:
    """Make anew what shows logins what they may see; their rights stay.

    Raises:
        NotAllowed: not the owner.
    """
    from qualcode.store.postgres import logins

    with _owners_change(project, "set_up_logins") as change:
        logins.set_up(change.connection, project.where)


def server_logins(project: Project) -> list[Login]:
    """The logins of a project, with what stands against them.

    Raises:
        NotAllowed: not the owner, or the project is a file.
    """
    from qualcode.store.postgres import logins

    _refuse_file(project)
    with project.read() as connection:
        logins.refuse_gated(connection, project.where)
        if not logins.is_set_up(connection, project.where):
            return []
        return logins.list_logins(connection, project.where)


def administrators_sql(database: str, owner: str, others: Sequence[str]) -> str:
    """What the administrator of a server runs before a project is made: a database and logins.

    Args:
        database: its name.
        owner: the login that will own the project.
        others: logins of coders and readers.
    """
    from qualcode.store.postgres.connecting import quoted

    held, first = quoted(database), quoted(owner)
    lines = [
        f"CREATE ROLE {first} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;",
        *(
            f"CREATE ROLE {quoted(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;"
            for name in others
        ),
        f"CREATE DATABASE {held} OWNER {first} ENCODING 'UTF8' TEMPLATE template0;",
        f"REVOKE ALL ON DATABASE {held} FROM PUBLIC;",
        *(f"GRANT CONNECT ON DATABASE {held} TO {quoted(name)};" for name in others),
        *(f"\\password {quoted(name)}" for name in (owner, *others)),
    ]
    return "\n".join(lines)


@contextmanager
def _owners_change(project: Project, action: str, **said: object) -> Iterator[Change]:
    from qualcode.store.postgres.logins import refuse_gated

    _refuse_file(project)
    with project.change(action, kind="barrier", **said) as change:
        refuse_gated(change.connection, project.where)
        yield change


def _refuse_file(project: Project) -> None:
    if project.path is not None:
        raise NotAllowed(N_("This project is a file: only a server has logins."))
