"""How migrations declare tables: history, which does not follow `qualcode.store.schema`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

ALIVE = sa.text("alive = 1")


def guid(name: str, *, to: str = "", optional: bool = False) -> sa.Column[Any]:
    """A column of identities."""
    return sa.Column(name, sa.String(36), nullable=optional, info={"to": to})


def number(
    name: str, *, to: str = "", default: int | None = None, optional: bool = False
) -> sa.Column[Any]:
    """A column of whole numbers."""
    usual = None if default is None else str(default)
    return sa.Column(name, sa.Integer, nullable=optional, server_default=usual, info={"to": to})


def text(name: str, *, default: str | None = None, optional: bool = False) -> sa.Column[Any]:
    """A column of words."""
    usual = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.Text, nullable=optional, server_default=usual)


def _refers(table: str, column: sa.Column[Any]) -> sa.ForeignKeyConstraint:
    target = column.info["to"]
    name = f"fk_{table}_{column.name}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column.name], [target], name=op.f(name))


def one_of_a_kind(table: str, *columns: str) -> sa.UniqueConstraint:
    """A constraint that no two rows share these columns."""
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def table(name: str, *parts: Any) -> None:
    """Make a table with an integer key and its references."""
    key = sa.Column("id", sa.Integer, nullable=False)
    pointing = [part for part in parts if isinstance(part, sa.Column) and part.info.get("to")]
    op.create_table(
        name,
        key,
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *(_refers(name, column) for column in pointing),
    )


def travelling(name: str, *parts: Any) -> None:
    """Make a table whose rows have an identity outside this file."""
    table(
        name,
        guid("guid"),
        number("alive", default=1),
        number("stream_id", to="streams.id"),
        number("counter"),
        *parts,
        one_of_a_kind(name, "guid"),
    )


def index(table: str, *columns: str) -> None:
    """Make an index."""
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def unique_alive(
    table: str, *columns: str, name: str | None = None, where: sa.TextClause = ALIVE
) -> None:
    """Make an index under which no two living rows are alike."""
    op.create_index(
        op.f(name or f"ix_{table}_{'_'.join(columns)}"),
        table,
        list(columns),
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
