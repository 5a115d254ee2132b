"""Does the full-text index of a file find every word where it stands, and nowhere else?

The index is made once more in memory from the texts, and both are asked for every word. That of
the file is copied first, so that FTS5 can look through its own structure although nothing may be
written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.pool import StaticPool

from qualcode.i18n import N_
from qualcode.store.rows import search
from qualcode.store.safety.digests import driver_connection
from qualcode.store.safety.problems import Problem
from qualcode.store.tables import source_texts

if TYPE_CHECKING:
    from sqlalchemy import Connection

_PARTS = ("data", "idx", "docsize", "config")
"""The tables in which FTS5 keeps an index of which it holds no texts."""


def check_words(connection: Connection) -> Iterator[Problem]:
    """What is wrong with the index of a file in which every turn is indexed."""
    with closing(_indexed_anew(connection)) as fresh, closing(sqlite3.connect(":memory:")) as held:
        if not _copied(driver_connection(connection), fresh, held):
            yield Problem(
                N_("The full-text index is damaged. Make it anew: qualcode check --repair")
            )
            return
        wrong = _differing_words(held, fresh)
        places = 'SELECT turn_id, start, "end" FROM turn_search_bytes ORDER BY turn_id'
        bytes_held = driver_connection(connection).execute(places).fetchall()
        if bytes_held != fresh.execute(places).fetchall():
            wrong += 1
    if wrong:
        yield Problem(
            N_(
                "The full-text index finds {n} words elsewhere than where they stand. Make it "
                "anew: qualcode check --repair"
            ),
            {"n": wrong},
        )


def _indexed_anew(connection: Connection) -> sqlite3.Connection:
    """An index in memory, made from the texts."""
    from sqlalchemy import create_engine

    made = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    engine = create_engine("sqlite+pysqlite://", creator=lambda: made, poolclass=StaticPool)
    with engine.connect() as memory:
        search.create_index(memory)
        with_words = select(source_texts.c.id).where(source_texts.c.text.is_not(None))
        for key in connection.execute(with_words).scalars().all():
            text = select(source_texts.c.text).where(source_texts.c.id == key)
            whole = connection.execute(text).scalar_one()
            search.add_turns(memory, whole, search.spoken_turns(connection, key))
        memory.commit()
    return made


def _copied(driver: Any, like: sqlite3.Connection, held: sqlite3.Connection) -> bool:
    """Copy the index of a file into memory; False where FTS5 finds its structure broken."""
    (declared,) = like.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'turn_search'"
    ).fetchone()
    try:
        held.execute(declared)
        for part in _PARTS:
            name = f"turn_search_{part}"
            held.execute(f"DELETE FROM {name}")  # noqa: S608
            rows = driver.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                held.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608
        held.commit()
        held.execute("INSERT INTO turn_search(turn_search) VALUES ('integrity-check')")
        held.commit()
    except sqlite3.Error:
        return False
    return True


_WORDS = (
    "SELECT term, CAST(group_concat(doc || ':' || \"offset\") AS BLOB) FROM temp.word_places "
    "GROUP BY term"
)


def _differing_words(held: sqlite3.Connection, fresh: sqlite3.Connection) -> int:
    """How many words two indexes find at different places."""
    for index in (held, fresh):
        index.text_factory = bytes
        index.execute(
            "CREATE VIRTUAL TABLE temp.word_places "
            "USING fts5vocab('main', 'turn_search', 'instance')"
        )
    try:
        wanted: dict[bytes, bytes] = dict(fresh.execute(_WORDS).fetchall())
        wrong: int = sum(wanted.pop(word, None) != places for word, places in held.execute(_WORDS))
    except sqlite3.Error:
        return 1
    return wrong + len(wanted)
