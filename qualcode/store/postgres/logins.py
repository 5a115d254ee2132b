"""Logins of a project on a server: who codes, who only reads, and what stands against it.

The owner of the schema sees and may do everything, as with a file. Everybody else has a login of
their own, made by the administrator; the owner says whose eyes it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from qualcode.core.errors import NotAllowed, NotFound, ProjectProblem, ReadOnlyProject
from qualcode.i18n import N_, Told
from qualcode.store import engine as engines
from qualcode.store.postgres import gating, writing
from qualcode.store.postgres.connecting import NAME_BYTES, gate_of, is_gated, quoted
from qualcode.store.schema import metadata
from qualcode.store.tables import coders

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project


class May(StrEnum):
    """What a login may do."""

    READER = "reader"
    """Reads what the gate shows, writes nothing."""
    CODER = "coder"
    """Codes in a layer of its own."""
    CODEBOOK = "codebook"
    """Codes, and works on the codebook."""


@dataclass(frozen=True, slots=True)
class Login:
    """A login of the server, and whose eyes it has in the project."""

    name: str
    coder: str | None
    """Name of the coder; None for a reader who is none."""
    may: May
    warnings: tuple[str, ...] = ()
    """Message ids: why the gate does not hold this login."""


OPEN_TABLES = tuple(
    name for name in metadata.tables if name not in (*gating.HIDING, *gating.UNSEEN)
)
"""Tables that every login of the project reads as they are."""

_SUPERUSER = N_("It is a superuser, or is excepted from row-level security: nothing is hidden.")
_OWNER = N_("It has the rights of the project’s owner: nothing is hidden.")
_OUTSIDE = N_("It has a right to the tables themselves, which `qualcode server` did not give.")
_GONE = N_("The server has no such login any more.")


def set_up(connection: Connection, where: str) -> None:
    """Make the schema that shows what a login may see, anew; logins keep their rights.

    Raises:
        NotAllowed: the login is not the owner.
        ProjectProblem: the name of the schema leaves no room.
    """
    schema = engines.schema_of(where)
    refuse_gated(connection, where)
    if len(gate_of(schema).encode()) > NAME_BYTES:
        raise ProjectProblem(N_("The name of the schema is too long: {schema}."), schema=schema)
    base = quoted(schema)
    take_down(connection, where)
    _run(
        connection,
        [
            f"CREATE TABLE IF NOT EXISTS {base}.logins ({_COLUMNS})",
            f"CREATE SCHEMA {quoted(gate_of(schema))}",
            *_statements(schema),
        ],
    )
    for login in list_logins(connection, where):
        if _GONE not in login.warnings:
            _run(connection, _rights(schema, login.name, login.may))


_COLUMNS = "login text PRIMARY KEY, coder varchar(36), may text NOT NULL"


def _statements(schema: str) -> list[str]:
    gate = quoted(gate_of(schema))
    return [
        *gating.functions(schema),
        *gating.views(schema, writing.WRITTEN),
        *writing.triggers(schema),
        *gating.policies(schema),
        f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {gate} FROM PUBLIC",
    ]


def take_down(connection: Connection, where: str) -> bool:
    """Take the views, functions and policies away; gives whether there were any."""
    schema = engines.schema_of(where)
    if not is_set_up(connection, where):
        return False
    _run(connection, [f"DROP SCHEMA {quoted(gate_of(schema))} CASCADE"])
    return True


def is_set_up(connection: Connection, where: str) -> bool:
    """Whether logins with few rights have been thought of."""
    gate = gate_of(engines.schema_of(where))
    found = connection.execute(
        text("SELECT 1 FROM pg_namespace WHERE nspname = :gate"), {"gate": gate}
    )
    return found.first() is not None


def grant(connection: Connection, where: str, login: str, may: May, coder: str | None) -> None:
    """Let a login in, with the eyes of a coder or of nobody.

    Args:
        connection: the owner's, in a change.
        where: the address.
        login: name of a role of the server that may log in.
        may: what it may do.
        coder: name of a coder of the project.

    Raises:
        NotFound: the server has no such login, or the project no such coder.
        NotAllowed: nothing would be hidden from the login, or another login has this coder.
    """
    if not is_set_up(connection, where):
        set_up(connection, where)
    refuse_gated(connection, where)
    if may is not May.READER and coder is None:
        raise NotAllowed(N_("Whose layer does {login} write? Name a coder."), login=login)
    warnings = _warnings(connection, where, login, known=False)
    if _GONE in warnings:
        raise NotFound(
            N_(
                "The server has no login {login}. Its administrator makes one: CREATE ROLE "
                "{quoted} LOGIN; then \\password {quoted}"
            ),
            login=login,
            quoted=quoted(login),
        )
    if warnings:
        raise NotAllowed(
            N_("{login} cannot be a coder or reader here. {why}"),
            login=login,
            why=Told(warnings[0]),
        )
    guid = None if coder is None else _coder_guid(connection, coder)
    _refuse_shared(connection, login, guid)
    withdraw(connection, where, login)
    connection.execute(
        text("INSERT INTO logins (login, coder, may) VALUES (:login, :coder, :may)"),
        {"login": login, "coder": guid, "may": may.value},
    )
    _run(connection, _rights(engines.schema_of(where), login, may))


def _coder_guid(connection: Connection, coder: str) -> str:
    guid = connection.execute(
        select(coders.c.guid).where(coders.c.name == coder, coders.c.alive == 1)
    ).scalar_one_or_none()
    if guid is None:
        raise NotFound(
            N_("There is no coder {name}. Make one with: qualcode coder PROJECT {name}"),
            name=coder,
        )
    return str(guid)


def _refuse_shared(connection: Connection, login: str, guid: str | None) -> None:
    """A layer has one writer, so a coder has one login."""
    other = connection.execute(
        text("SELECT login FROM logins WHERE coder = :guid AND login <> :login"),
        {"guid": guid, "login": login},
    ).scalar()
    if other is not None:
        raise NotAllowed(
            N_("The login {other} has this coder already: withdraw it first."), other=other
        )


def withdraw(connection: Connection, where: str, login: str) -> bool:
    """Take every right in the project from a login; gives whether it had any."""
    schema = engines.schema_of(where)
    known = connection.execute(
        text("DELETE FROM logins WHERE login = :login RETURNING login"), {"login": login}
    ).first()
    if known is None:
        return False
    if _GONE not in _warnings(connection, where, login):
        for place in (quoted(schema), quoted(gate_of(schema))):
            _run(
                connection,
                [
                    f"REVOKE ALL ON ALL TABLES IN SCHEMA {place} FROM {quoted(login)}",
                    f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {place} FROM {quoted(login)}",
                    f"REVOKE ALL ON SCHEMA {place} FROM {quoted(login)}",
                ],
            )
    return True


def list_logins(connection: Connection, where: str) -> list[Login]:
    """The logins of a project, with what stands against them."""
    rows = connection.execute(
        text(
            "SELECT logins.login, logins.may, coders.name FROM logins "
            "LEFT JOIN coders ON coders.guid = logins.coder ORDER BY logins.login"
        )
    ).all()
    return [
        Login(row.login, row.name, May(row.may), _warnings(connection, where, row.login))
        for row in rows
    ]


def sign_in(project: Project) -> None:
    """See that who acts is the coder whose login this is; the login says it where nobody did.

    Raises:
        NotAllowed: somebody else was named.
    """
    with project.read() as connection:
        login, coder, codes = connection.exec_driver_sql(
            "SELECT session_user, (SELECT name FROM coders WHERE id = viewer()), "
            "has_table_privilege('codings', 'INSERT')"
        ).one()
    if project.acting is None:
        project.acting = coder
    elif project.acting != coder:
        raise NotAllowed(
            N_("The login {login} writes as {coder}, not as {acting}: leave --as out."),
            login=login,
            coder=coder or "—",
            acting=project.acting,
        )
    if not codes:
        project.refusal = ReadOnlyProject(
            N_("The login {login} may read this project, and write nothing."), login=login
        )


def refuse_gated(connection: Connection, where: str) -> None:
    """See that the login is the project's owner.

    Raises:
        NotAllowed: it sees and may do less.
    """
    if is_gated(connection, where):
        raise NotAllowed(N_("This is for the project’s owner: sign in with the owner’s login."))


def _rights(schema: str, login: str, may: May) -> list[str]:
    base, gate, who = quoted(schema), quoted(gate_of(schema)), quoted(login)
    tables = ", ".join(f"{base}.{quoted(name)}" for name in (*OPEN_TABLES, "turn_search"))
    made = [
        f"GRANT USAGE ON SCHEMA {base}, {gate} TO {who}",
        f"GRANT SELECT ON {tables} TO {who}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {gate} TO {who}",
        f"GRANT EXECUTE ON FUNCTION {gate}.viewer() TO {who}",
        *(f"GRANT EXECUTE ON FUNCTION {gate}.see_{name}() TO {who}" for name in gating.HIDING),
    ]
    written = {
        May.READER: {},
        May.CODER: writing.LAYER,
        May.CODEBOOK: writing.WRITTEN,
    }[may]
    for name, rule in written.items():
        wanted = [
            right
            for right, given in (("INSERT", rule.insert), ("UPDATE", rule.update))
            if given is not None
        ]
        made.append(f"GRANT {', '.join(wanted)} ON {gate}.{quoted(name)} TO {who}")
    return made


def _warnings(
    connection: Connection, where: str, login: str, *, known: bool = True
) -> tuple[str, ...]:
    """Why the gate does not hold a login; message ids."""
    values = {"login": login, "schema": engines.schema_of(where)}
    role = connection.execute(
        text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :login"), values
    ).one_or_none()
    if role is None:
        return (_GONE,)
    found = [_SUPERUSER] if role[0] else []
    owned = connection.execute(
        text(
            "SELECT bool_or(pg_has_role(:login, relowner, 'MEMBER')) FROM pg_class "
            "JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = :schema"
        ),
        values,
    ).scalar_one()
    if owned and not found:
        found.append(_OWNER)
    hidden = ", ".join(f"'{name}'" for name in (*gating.HIDING, *gating.UNSEEN))
    readable = connection.execute(
        text(
            "SELECT bool_or(has_table_privilege(:login, pg_class.oid, 'SELECT')) FROM pg_class "  # noqa: S608
            "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
            f"WHERE nspname = :schema AND relname IN ({hidden})"
        ),
        values,
    ).scalar_one()
    if readable and known and not found:
        found.append(_OUTSIDE)
    return tuple(found)


def _run(connection: Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement.replace("%", "%%"))
