"""How tables of a project are declared: naming, kinds of columns, rows that travel."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    event,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

GUID = String(36)
ALIVE = text("alive = 1")


@event.listens_for(metadata, "before_create")
def _conditions_of_indexes(declared: MetaData, connection: Connection, **_: Any) -> None:
    """Give PostgreSQL the conditions of SQLite; to declare them twice loads both at each start."""
    if connection.dialect.name == "postgresql":
        for index in (one for table in declared.tables.values() for one in table.indexes):
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]


def refers_to(target: str, *, optional: bool = False, **options: Any) -> Column[Any]:
    """A column that refers to `target`, named after it: `sources` gives `source_id`."""
    name = options.pop("name", f"{target.removesuffix('s')}_id")
    return Column(name, Integer, ForeignKey(f"{target}.id"), nullable=optional, **options)


def number(name: str, *, default: int | None = None, optional: bool = False) -> Column[Any]:
    """A column of whole numbers."""
    return Column(
        name, Integer, nullable=optional, server_default=None if default is None else str(default)
    )


def string(name: str, *, default: str | None = None, optional: bool = False) -> Column[Any]:
    """A column of words."""
    return Column(
        name,
        Text,
        nullable=optional,
        server_default=None if default is None else text(f"'{default}'"),
    )


def table(name: str, *parts: Any) -> Table:
    """A table with an integer key that stays inside the store."""
    return Table(name, metadata, Column("id", Integer, primary_key=True), *parts)


def travelling(name: str, *parts: Any) -> Table:
    """A table whose rows have an identity outside this file."""
    return table(
        name,
        Column("guid", GUID, nullable=False, unique=True),
        number("alive", default=1),
        refers_to("streams"),
        number("counter"),
        *parts,
    )


def unique_alive(*columns: str) -> Index:
    """What must be unique among the rows that are alive."""
    return Index(None, *columns, unique=True, sqlite_where=ALIVE)


def anchor() -> tuple[Any, ...]:
    """The columns of whatever points into a text; the names are the same everywhere."""
    return (
        refers_to("source_texts"),
        number("start"),
        number("end"),
        string("quotation"),
        CheckConstraint('0 <= start AND start < "end"', name="span"),
    )
