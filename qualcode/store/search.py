"""The full-text index over turns: FTS5 on SQLite, a GIN index on PostgreSQL.

The index holds words without ligatures; case and accents are folded by the tokenizer (SQLite) or
by us (PostgreSQL), in the index as in what is searched. Use cases write it; no trigger does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, func, select, text

from qualcode.core.text import fold, folded_places
from qualcode.store.tables import source_texts, sources, speakers, turns


def create_index(connection: Connection) -> None:
    """Make the empty index; in a file it holds places of words, not the text once more."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE turn_search USING fts5("
            "words, content='', tokenize='unicode61 remove_diacritics 2')"
        )
        return
    connection.exec_driver_sql(
        "CREATE TABLE turn_search (turn_id INTEGER PRIMARY KEY, words TEXT NOT NULL)"
    )
    connection.exec_driver_sql(
        "CREATE INDEX ix_turn_search_words ON turn_search USING gin (to_tsvector('simple', words))"
    )


def rebuild_index(connection: Connection) -> None:
    """Make the index anew from the texts that are there: no erased word stays in it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO turn_search(turn_search) VALUES ('delete-all')")
    else:
        connection.exec_driver_sql("DELETE FROM turn_search")
    with_words = select(source_texts.c.id).where(source_texts.c.text.is_not(None))
    for text_id in connection.execute(with_words).scalars().all():
        whole = connection.execute(
            select(source_texts.c.text).where(source_texts.c.id == text_id)
        ).scalar_one()
        spoken = connection.execute(
            select(turns.c.id, turns.c.speech_start, turns.c.speech_end).where(
                turns.c.source_text_id == text_id, turns.c.speech_start.is_not(None)
            )
        )
        add_turns(connection, whole, [(key, start, end) for key, start, end in spoken])


def add_turns(connection: Connection, whole: str, spoken: Iterable[tuple[int, int, int]]) -> None:
    """Put turns of a text, as (integer key, start, end), into the index."""
    if connection.dialect.name == "sqlite":
        spelled = _spelling_of(whole)
        rows: list[Any] = [(key, spelled(whole[start:end])) for key, start, end in spoken]
        statement = "INSERT INTO turn_search(rowid, words) VALUES (?, ?)"
    else:
        rows = [(key, fold(whole[start:end])) for key, start, end in spoken]
        statement = "INSERT INTO turn_search(turn_id, words) VALUES (%s, %s)"
    if rows:
        connection.exec_driver_sql(statement, rows)


_LIGATURES = {
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS", "ﬀ": "ff", "ﬁ": "fi",
    "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
}  # fmt: skip


def _spelling_of(whole: str) -> Callable[[str], str]:
    """What writes ligatures as letters in any part of `whole`; the tokenizer does the rest."""
    found = [ligature for ligature in _LIGATURES if ligature in whole]

    def spelled(part: str) -> str:
        for ligature in found:
            part = part.replace(ligature, _LIGATURES[ligature])
        return part

    return spelled


_STANDING = (
    "JOIN source_texts ON source_texts.id = turns.source_text_id "
    "AND source_texts.current = 1 AND source_texts.alive = 1 "
    "JOIN sources ON sources.id = source_texts.source_id AND sources.alive = 1"
)
_FIND_IN_FILE = (
    "SELECT turn_search.rowid FROM turn_search JOIN turns ON turns.id = turn_search.rowid "  # noqa: S608
    f"{_STANDING} WHERE turn_search MATCH :q ORDER BY turn_search.rowid LIMIT :n"
)
_FIND_ON_SERVER = (
    "SELECT turn_id FROM turn_search JOIN turns ON turns.id = turn_search.turn_id "  # noqa: S608
    f"{_STANDING} WHERE to_tsvector('simple', turn_search.words) "
    "@@ phraseto_tsquery('simple', :q) ORDER BY turn_id LIMIT :n"
)


def turns_with(connection: Connection, phrase: str, *, limit: int = 1000) -> list[int]:
    """Integer keys of the turns that hold the words of `phrase` next to each other, in order.

    Only current texts of living sources are looked through.
    """
    wanted = unicodedata.normalize("NFC", phrase).translate({0: " ", ord('"'): " "}).strip()
    if not wanted:
        return []
    if connection.dialect.name == "sqlite":
        statement, query = _FIND_IN_FILE, f'"{_spelling_of(wanted)(wanted)}"'
    else:
        statement, query = _FIND_ON_SERVER, fold(wanted)
    found = connection.execute(text(statement), {"q": query, "n": limit})
    return [int(key) for (key,) in found]


def hits(
    connection: Connection, phrase: str, *, limit: int, context: int = 60
) -> list[tuple[str, str, int, int, str, str, str]]:
    """(source, speaker, start, end, before, words, after) of the places of `phrase`, in order."""
    keys = turns_with(connection, phrase, limit=limit)
    rows = connection.execute(
        select(
            sources.c.name,
            speakers.c.label,
            turns.c.speech_start,
            func.substr(
                source_texts.c.text,
                turns.c.speech_start + 1,
                turns.c.speech_end - turns.c.speech_start,
            ),
        )
        .join(source_texts, source_texts.c.id == turns.c.source_text_id)
        .join(sources, sources.c.id == source_texts.c.source_id)
        .join(speakers, speakers.c.id == turns.c.speaker_id)
        .where(turns.c.id.in_(keys), sources.c.alive == 1, source_texts.c.current == 1)
        .order_by(sources.c.position, turns.c.number)
    )
    found = [
        (
            source,
            speaker,
            start + place.start,
            start + place.end,
            speech[max(0, place.start - context) : place.start],
            place.of(speech),
            speech[place.end : place.end + context],
        )
        for source, speaker, start, speech in rows
        for place in folded_places(speech, phrase)
    ]
    return found[:limit]
