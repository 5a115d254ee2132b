"""The full-text index over turns: FTS5 on SQLite, a GIN index on PostgreSQL.

The index holds words without ligatures; case and accents are folded by the tokenizer (SQLite) or
by us (PostgreSQL). Use cases write it; no trigger does.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select, text

from qualcode.core.text import fold, folded_places
from qualcode.store.tables import source_texts, sources, speakers, turns


def create_index(connection: Connection) -> None:
    """Make the empty index."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE turn_search USING fts5("
            "words, tokenize='unicode61 remove_diacritics 2')"
        )
        if _knows_secure_delete(connection):
            connection.exec_driver_sql(
                "INSERT INTO turn_search(turn_search, rank) VALUES ('secure-delete', 1)"
            )
        return
    connection.exec_driver_sql(
        "CREATE TABLE turn_search (turn_id INTEGER PRIMARY KEY, words TEXT NOT NULL)"
    )
    connection.exec_driver_sql(
        "CREATE INDEX ix_turn_search_words ON turn_search USING gin (to_tsvector('simple', words))"
    )


def _knows_secure_delete(connection: Connection) -> bool:
    version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    return tuple(int(part) for part in version.split(".")) >= (3, 42)


def add_turns(connection: Connection, turns: Iterable[tuple[int, str]]) -> None:
    """Put turns, as (integer key, words), into the index."""
    if connection.dialect.name == "sqlite":
        rows = [{"id": key, "words": _unligated(said)} for key, said in turns]
        statement = "INSERT INTO turn_search(rowid, words) VALUES (:id, :words)"
    else:
        rows = [{"id": key, "words": fold(said)} for key, said in turns]
        statement = "INSERT INTO turn_search(turn_id, words) VALUES (:id, :words)"
    if rows:
        connection.execute(text(statement), rows)


def _unligated(said: str) -> str:
    return said.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("Æ", "Ae")


def turns_with(connection: Connection, phrase: str, *, limit: int = 1000) -> list[int]:
    """Integer keys of the turns that hold the words of `phrase` next to each other, in order."""
    folded = fold(phrase).replace('"', " ").strip()
    if not folded:
        return []
    if connection.dialect.name == "sqlite":
        statement = (
            "SELECT rowid FROM turn_search WHERE turn_search MATCH :q ORDER BY rowid LIMIT :n"
        )
        found = connection.execute(text(statement), {"q": f'"{folded}"', "n": limit})
    else:
        statement = (
            "SELECT turn_id FROM turn_search "
            "WHERE to_tsvector('simple', words) @@ phraseto_tsquery('simple', :q) "
            "ORDER BY turn_id LIMIT :n"
        )
        found = connection.execute(text(statement), {"q": folded, "n": limit})
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
