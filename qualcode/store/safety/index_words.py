"""Does the full-text index of a file find every word where it stands, and nowhere else?

A copy of the index in memory is compared by FTS5 with the words of the texts: a sum over all words
and their places. Where the sums differ, the index is made once more, and both are asked for every
word. It is copied so that FTS5 can look through its own structure although nothing may be written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from qualcode.core.progress import Progress, nobody_waits
from qualcode.i18n import N_
from qualcode.store.rows import search
from qualcode.store.safety.digests import driver_connection
from qualcode.store.safety.problems import Problem
from qualcode.store.tables import source_texts

if TYPE_CHECKING:
    from sqlalchemy import Connection

_PARTS = ("data", "idx", "docsize", "config")
"""The tables in which FTS5 keeps an index of which it holds no texts."""

_OF_WORDS = f"fts5(words, content='said', content_rowid='id', {search.TOKENS})"
_OF_NOTHING = f"fts5(words, content='', {search.TOKENS})"


def check_words(connection: Connection, progress: Progress = nobody_waits) -> Iterator[Problem]:
    """What is wrong with the index of a file in which every turn is indexed."""
    driver = driver_connection(connection)
    with closing(_begun(_OF_WORDS)) as held:
        wrong = int(not _said(connection, held, progress))
        if not (_copied(driver, held) and _holds(held, compared=True)):
            with closing(_begun(_OF_NOTHING)) as alone:
                if not (_copied(driver, alone) and _holds(alone)):
                    yield Problem(
                        N_("The full-text index is damaged. Make it anew: qualcode check --repair")
                    )
                    return
                wrong += _differing_words(alone, held)
    if wrong:
        yield Problem(
            N_(
                "The full-text index finds {n} words elsewhere than where they stand. Make it "
                "anew: qualcode check --repair"
            ),
            {"n": wrong},
        )


def _begun(index: str) -> sqlite3.Connection:
    """A database in memory with an index of this kind, all in one transaction."""
    made = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    made.execute("BEGIN")
    made.execute("CREATE TABLE said (id INTEGER PRIMARY KEY, words TEXT NOT NULL)")
    made.execute(f"CREATE VIRTUAL TABLE turn_search USING {index}")
    return made


def _said(connection: Connection, held: sqlite3.Connection, progress: Progress) -> bool:
    """Put the words of all turns beside an index; whether a file knows at which bytes they stand.

    A turn that is no longer there, or is there twice, is told elsewhere.
    """
    driver = driver_connection(connection)
    places = 'SELECT turn_id, start, "end" FROM turn_search_bytes WHERE turn_id IN (%s)'
    same = True
    keys = (
        connection.execute(select(source_texts.c.id).where(source_texts.c.text.is_not(None)))
        .scalars()
        .all()
    )
    for number, key in enumerate(keys):
        progress(number, len(keys), N_("words in the index"))
        text = select(source_texts.c.text).where(source_texts.c.id == key)
        whole = connection.execute(text).scalar_one()
        spoken = search.spoken_turns(connection, key)
        held.executemany("INSERT INTO said VALUES (?, ?)", search.indexed_words(whole, spoken))
        numbers = ",".join(str(turn) for turn, _, _ in spoken)
        found = driver.execute(places % numbers).fetchall()
        same = same and sorted(found) == sorted(search.in_bytes(whole, spoken))
    return same


def _copied(driver: Any, held: sqlite3.Connection) -> bool:
    """Copy the index of a file into memory; False where it cannot be read."""
    try:
        for part in _PARTS:
            name = f"turn_search_{part}"
            held.execute(f"DELETE FROM {name}")  # noqa: S608
            rows = driver.execute(f"SELECT * FROM {name}")  # noqa: S608
            marks = ", ".join("?" * len(rows.description))
            held.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608
        held.execute("COMMIT")
    except sqlite3.Error:
        return False
    return True


def _holds(held: sqlite3.Connection, *, compared: bool = False) -> bool:
    """Whether FTS5 finds the structure of an index whole; and its words those beside it."""
    look = "INSERT INTO turn_search(turn_search, rank) VALUES ('integrity-check', ?)"
    try:
        held.execute(look, (int(compared),))
    except sqlite3.Error:
        return False
    return True


_WORDS = (
    "SELECT term, CAST(group_concat(doc || ':' || \"offset\") AS BLOB) FROM temp.word_places "
    "GROUP BY term"
)


def _differing_words(alone: sqlite3.Connection, beside: sqlite3.Connection) -> int:
    """How many words an index finds elsewhere than one made anew of the words beside another."""
    with closing(_begun(_OF_NOTHING)) as fresh:
        said = beside.execute("SELECT id, words FROM said ORDER BY id")
        fresh.executemany("INSERT INTO turn_search(rowid, words) VALUES (?, ?)", said)
        for index in (alone, fresh):
            index.text_factory = bytes
            index.execute(
                "CREATE VIRTUAL TABLE temp.word_places "
                "USING fts5vocab('main', 'turn_search', 'instance')"
            )
        try:
            wanted: dict[bytes, bytes] = dict(fresh.execute(_WORDS).fetchall())
            places = alone.execute(_WORDS)
            wrong: int = sum(wanted.pop(word, None) != found for word, found in places)
        except sqlite3.Error:
            return 1
        return wrong + len(wanted)
