"""Connections to a server: addresses, passwords, the schema that a login sees, losing the line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from qualcode.core.errors import ProjectProblem, UsageProblem
from qualcode.i18n import N_
from qualcode.store import engine as engines

if TYPE_CHECKING:
    from sqlalchemy import Engine

GATED = "_seen"
"""What the name of the schema ends in that shows coders and readers what they may see."""

NAME_BYTES = 63
"""How long names are that PostgreSQL tells apart."""

DEFAULTS = {
    "connect_timeout": "10",
    "keepalives_idle": "20",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "application_name": "qualcode",
}
"""So that a line that is dead is noticed in seconds (milliseconds for the last but one)."""

WAITING = "30s"
"""How long a writer waits for the others."""


class Passwords:
    """Passwords typed at the keyboard, by server, database and login; kept in memory only."""

    def __init__(self) -> None:
        self._typed: dict[str, str] = {}
        self.ask: Callable[[str], str] | None = None
        """Asks for the password of an address; None where nobody is at the keyboard."""

    def connect(self, address: str, parameters: dict[str, Any]) -> Any:
        """A connection; a password is asked for where the server wants one that nobody gave."""
        import psycopg

        known = self._typed.get(address)
        if known is not None:
            parameters = {**parameters, "password": known}
        try:
            return psycopg.connect(**parameters)
        except psycopg.OperationalError as error:
            unanswered = error.pgconn is not None and error.pgconn.needs_password
            if self.ask is None or not unanswered:
                raise
        typed = self.ask(address)
        connection = psycopg.connect(**{**parameters, "password": typed})
        self._typed[address] = typed
        return connection


PASSWORDS = Passwords()


def refuse_password(where: str) -> None:
    """See that an address holds no password: other users of the machine would read it.

    Raises:
        UsageProblem: it does.
    """
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        return
    if url.password or "password" in url.query:
        raise UsageProblem(
            N_(
                "A password does not belong in an address, where others can read it: take it out. "
                "It comes from ~/.pgpass, from PGPASSWORD, from a service file, or is asked for."
            )
        )


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def gate_of(schema: str) -> str:
    """The schema that shows coders and readers of `schema` what they may see."""
    return schema + GATED


def server_engine(where: str, acting: str | None = None) -> Engine:
    """An engine on a PostgreSQL database, which looks first where the login may look.

    Args:
        where: the address; its `schema` parameter names the schema.
        acting: name of the coder who is acting, told to the server.

    Raises:
        FileProblem: the address cannot be read, or psycopg is not installed.
    """
    url = engines.server_url(where)
    schema = engines.schema_of(where)
    url = url.difference_update_query(["schema"])
    options = {name: value for name, value in DEFAULTS.items() if name not in url.query}
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args=options,
        execution_options={
            "compiled_cache": engines.statements((url.host, url.port, url.database))
        },
    )
    address = engines.shown(where)

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, _words: Any, parameters: Any) -> Any:
        return PASSWORDS.connect(address, parameters)

    @event.listens_for(engine, "connect")
    def begin(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN, {"schema": schema, "gate": gate_of(schema),
                                    "acting": acting or "", "wait": WAITING})  # fmt: skip
        connection.commit()

    return engine


_BEGIN = """
SELECT set_config('lock_timeout', %(wait)s, false),
    set_config('qualcode.acting', %(acting)s, false),
    set_config('search_path', concat_ws(', ',
        CASE WHEN has_schema_privilege(seen.oid, 'USAGE')
            AND NOT coalesce(has_table_privilege(codings.oid, 'SELECT'), false)
            THEN quote_ident(%(gate)s::text) END,
        quote_ident(%(schema)s::text)), false)
FROM (SELECT 1) AS always
LEFT JOIN pg_namespace AS seen ON seen.nspname = %(gate)s::text
LEFT JOIN pg_namespace AS held ON held.nspname = %(schema)s::text
LEFT JOIN pg_class AS codings
    ON codings.relnamespace = held.oid AND codings.relname = 'codings'
"""


def is_gated(connection: Connection, where: str) -> bool:
    """Whether this login sees what the gate shows only, and not the tables themselves."""
    first = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    return bool(first == gate_of(engines.schema_of(where)))


def take_turn(connection: Connection, where: str) -> None:
    """Wait until it is this writer's turn, to the end of the transaction.

    An advisory lock of the project stands for the turn: it needs no right to change anything.
    """
    connection.exec_driver_sql(
        "SELECT pg_advisory_xact_lock(hashtext('qualcode'), oid::integer) "
        "FROM pg_namespace WHERE nspname = %s",
        (engines.schema_of(where),),
    )


def explained(error: BaseException, where: str, *, lost: bool) -> ProjectProblem | None:
    """The sentence for what a driver reports of a server; None where others have it.

    Args:
        error: what psycopg raised.
        where: the address.
        lost: whether there was a connection, and there is none any more.
    """
    shown = engines.shown(where)
    state = getattr(error, "sqlstate", None)
    if lost or state in _LOST:
        return ProjectProblem(
            N_(
                "The connection to {where} was lost. What was saved before is safe; the last step "
                "was saved whole or not at all. Look whether it is there, and go on."
            ),
            where=shown,
        )
    if state in _FORBIDDEN:
        return ProjectProblem(
            N_(
                "The server does not let this login do that: it is for the project’s owner "
                "(qualcode server)."
            )
        )
    if state is None and type(error).__name__ in ("OperationalError", "ConnectionTimeout"):
        return _unreachable(error, shown)
    return None


_LOST = frozenset({"57P01", "57P02", "57P03", "08000", "08003", "08006", "25P03", "57P05"})
_FORBIDDEN = frozenset({"42501"})


def _unreachable(error: BaseException, shown: str) -> ProjectProblem:
    pgconn = getattr(error, "pgconn", None)
    if pgconn is not None and (pgconn.needs_password or pgconn.used_password):
        return ProjectProblem(
            N_(
                "The server does not take this login or its password: {where}. The password comes "
                "from ~/.pgpass, from PGPASSWORD, from a service file, or is asked for."
            ),
            where=shown,
        )
    why = next((line for line in str(error).splitlines() if line.strip()), "?")
    if why.startswith("connection"):
        why = why.partition(": ")[2] or why
    return ProjectProblem(
        N_("The server of {where} cannot be reached: {why}."), where=shown, why=why.rstrip(".")
    )
