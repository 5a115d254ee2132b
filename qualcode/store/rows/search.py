"""The full-text index over turns: FTS5 on SQLite, a GIN index on PostgreSQL.

The index holds words without ligatures; case and accents are folded by the tokenizer (SQLite) or
by us (PostgreSQL), in the index as in what is searched. Use cases write it; no trigger does.
Beside the index a file keeps at which byte of its text each turn begins: SQLite goes to a byte at
once, and to a character only by counting all those before it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, select, text

from qualcode.core.asking.text_query import Term, TextQuery, words_in
from qualcode.core.progress import Progress, nobody_waits
from qualcode.core.spans import Span
from qualcode.core.text import fold
from qualcode.i18n import N_
from qualcode.store.tables import source_texts, turns

Voices = Collection[tuple[str, str]]
"""Source and speaker's label of those whose words are looked through."""


TOKENS = "tokenize='unicode61 remove_diacritics 2'"
"""How an index in a file tells words apart and folds them."""


def create_index(connection: Connection) -> None:
    """Make the empty index; in a file it holds places of words, not the text once more."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE turn_search USING fts5(words, content='', {TOKENS})"
        )
        connection.exec_driver_sql(
            "CREATE TABLE turn_search_bytes ("
            'turn_id INTEGER PRIMARY KEY, start INTEGER NOT NULL, "end" INTEGER NOT NULL)'
        )
        return
    connection.exec_driver_sql(
        "CREATE TABLE turn_search (turn_id INTEGER PRIMARY KEY, words TEXT NOT NULL)"
    )
    connection.exec_driver_sql(
        "CREATE INDEX ix_turn_search_words ON turn_search USING gin (to_tsvector('simple', words))"
    )


def rebuild_index(connection: Connection, progress: Progress = nobody_waits) -> None:
    """Make the index anew from the texts that are there: no erased word stays in it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO turn_search(turn_search) VALUES ('delete-all')")
        connection.exec_driver_sql("DELETE FROM turn_search_bytes")
    else:
        connection.exec_driver_sql("DELETE FROM turn_search")
    with_words = select(source_texts.c.id).where(source_texts.c.text.is_not(None))
    text_ids = connection.execute(with_words).scalars().all()
    for number, text_id in enumerate(text_ids):
        progress(number, len(text_ids), N_("words in the index"))
        whole = connection.execute(
            select(source_texts.c.text).where(source_texts.c.id == text_id)
        ).scalar_one()
        add_turns(connection, whole, spoken_turns(connection, text_id))


def spoken_turns(connection: Connection, text_id: int) -> list[tuple[int, int, int]]:
    """(integer key, start, end) of the turns of a text in which something is said."""
    rows = connection.execute(
        select(turns.c.id, turns.c.speech_start, turns.c.speech_end)
        .where(turns.c.source_text_id == text_id, turns.c.speech_start.is_not(None))
        .order_by(turns.c.number)
    )
    return [(key, start, end) for key, start, end in rows.all()]


@contextmanager
def indexing_last(connection: Connection) -> Iterator[None]:
    """Put all turns that are added inside the block into the index at its end.

    SQLite writes out what it has gathered of the index before each statement that it may have to
    take back alone: 120 texts indexed one by one, among other rows, take as long again.
    """
    waiting = connection.info.setdefault(_WAITING, [])
    try:
        yield
        connection.info.pop(_WAITING, None)
        for whole, spoken in waiting:
            add_turns(connection, whole, spoken)
    finally:
        connection.info.pop(_WAITING, None)


_WAITING = "turns to be indexed"


def add_turns(connection: Connection, whole: str, spoken: Sequence[tuple[int, int, int]]) -> None:
    """Put turns of a text, as (integer key, start, end) in order, into the index."""
    if not spoken:
        return
    if _WAITING in connection.info:
        connection.info[_WAITING].append((whole, spoken))
        return
    if connection.dialect.name == "sqlite":
        rows: list[Any] = indexed_words(whole, spoken)
        statement = "INSERT INTO turn_search(rowid, words) VALUES (?, ?)"
        connection.exec_driver_sql(
            "INSERT INTO turn_search_bytes VALUES (?, ?, ?)", list(in_bytes(whole, spoken))
        )
    else:
        rows = [(key, " ".join(words_in(fold(whole[start:end])))) for key, start, end in spoken]
        statement = "INSERT INTO turn_search(turn_id, words) VALUES (%s, %s)"
    connection.exec_driver_sql(statement, rows)


def indexed_words(whole: str, spoken: Sequence[tuple[int, int, int]]) -> list[tuple[int, str]]:
    """Integer key of each turn of a text, and its words as a file's index takes them."""
    spelled = _spelling_of(whole)
    return [(key, spelled(whole[start:end])) for key, start, end in spoken]


def in_bytes(whole: str, spoken: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """The same turns with their places in the UTF-8 of the text."""
    ends = [0, *(end for _, _, end in spoken)]
    between = (whole[at:start] for at, (_, start, _) in zip(ends, spoken, strict=False))
    said = (whole[start:end] for _, start, end in spoken)
    byte = 0
    lengths = (map(len, map(str.encode, parts)) for parts in (between, said))
    for (key, _, _), before, long in zip(spoken, *lengths, strict=True):
        first = byte + before
        byte = first + long
        yield key, first, byte


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
    "JOIN sources ON sources.id = source_texts.source_id AND sources.alive = 1 "
    "JOIN speakers ON speakers.id = turns.speaker_id AND (speakers.case_id IS NULL "
    "OR speakers.case_id NOT IN (SELECT id FROM cases WHERE objected IS NOT NULL))"
)
_INDEXED = {
    "sqlite": (
        "turn_search JOIN turns ON turns.id = turn_search.rowid",
        "turn_search MATCH :q AND turn_search.rowid",
        "turn_search.rowid",
    ),
    "postgresql": (
        "turn_search JOIN turns ON turns.id = turn_search.turn_id",
        "to_tsvector('simple', turn_search.words) @@ to_tsquery('simple', :q) AND turn_id",
        "turn_id",
    ),
}
_EVERY = ("turns", "turns.speech_start IS NOT NULL AND turns.id", "turns.id")
_SPEECH = {
    "sqlite": (
        'substr(CAST(source_texts.text AS BLOB), place.start + 1, place."end" - place.start)',
        "JOIN turn_search_bytes AS place ON place.turn_id = turns.id",
    ),
    "postgresql": (
        "substr(source_texts.text, turns.speech_start + 1, turns.speech_end - turns.speech_start)",
        "",
    ),
}
_BATCH = 500


@cache
def _find(tables: str, condition: str, key: str, *, narrowed: bool) -> TextClause:
    """The statement that gives the keys of turns after one, in order."""
    voices = "AND (sources.name, speakers.label) IN :voices" if narrowed else ""
    statement = text(
        f"SELECT {key} FROM {tables} {_STANDING} WHERE {condition} > :after {voices} "  # noqa: S608
        f"ORDER BY {key} LIMIT :n"
    )
    return statement.bindparams(bindparam("voices", expanding=True)) if narrowed else statement


def turns_with(
    connection: Connection,
    query: TextQuery | str,
    *,
    limit: int = 1000,
    after: int = 0,
    voices: Voices | None = None,
) -> list[int]:
    """Integer keys of the turns that may hold what is searched for, in order of import.

    A turn that the index gives for words next to each other does hold them. Where several words
    have several forms or an open end, it holds them somewhere; for a regular expression every
    turn is given. Only current texts of living sources are looked through.

    Args:
        connection: where to read.
        query: what is searched for; a text stands for its words next to each other.
        limit: how many keys at most.
        after: the key after which to go on.
        voices: whose turns; None for everybody's.
    """
    if isinstance(query, str):
        query = TextQuery.of_words(query)
    dialect = connection.dialect.name
    asked = "" if query.expression else _AS_ASKED[dialect](query)
    if not (asked or query.expression) or (voices is not None and not voices):
        return []
    parts = _EVERY if query.expression else _INDEXED[dialect]
    values: dict[str, Any] = {"after": after, "n": limit}
    if asked:
        values["q"] = asked
    if voices is not None:
        values["voices"] = list(voices)
    found = connection.execute(_find(*parts, narrowed=voices is not None), values)
    return [key for (key,) in found.all()]


def _in_file(query: TextQuery) -> str:
    """The query in the language of FTS5."""
    return " OR ".join(f"({_phrase_in_file(phrase)})" for phrase in query.phrases)


def _phrase_in_file(phrase: Sequence[Term]) -> str:
    """The words as FTS5 finds them next to each other, or anywhere where it cannot do that."""
    if _is_plain(phrase):
        together = " ".join(word for term in phrase for word in words_in(term.forms[0]))
        return _quoted(together, prefix=phrase[-1].prefix)
    ways = (
        " OR ".join(_quoted(" ".join(words_in(form)), prefix=term.prefix) for form in term.forms)
        for term in phrase
    )
    return " AND ".join(f"({way})" for way in ways)


def _is_plain(phrase: Sequence[Term]) -> bool:
    return all(len(term.forms) == 1 for term in phrase) and not any(t.prefix for t in phrase[:-1])


def _quoted(words: str, *, prefix: bool) -> str:
    return f'"{_spelling_of(words)(words)}"{" *" if prefix else ""}'


def _on_server(query: TextQuery) -> str:
    """The query in the language of PostgreSQL's text search."""
    return " | ".join(
        "(" + " <-> ".join(f"({_term_on_server(term)})" for term in phrase) + ")"
        for phrase in query.phrases
    )


def _term_on_server(term: Term) -> str:
    ends = ":*" if term.prefix else ""
    return " | ".join(
        " <-> ".join(f"'{word}'" for word in words_in(fold(form))) + ends for form in term.forms
    )


_AS_ASKED = {"sqlite": _in_file, "postgresql": _on_server}


def hits(
    connection: Connection,
    query: TextQuery | str,
    *,
    limit: int | None,
    context: int = 60,
    voices: Voices | None = None,
    within: Mapping[str, Sequence[Span]] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> list[tuple[str, str, int, int, str, str, str]]:
    """(source, speaker, start, end, before, words, after) of the places, in order of sources.

    Only the turns that hold a hit are read, each alone.

    Args:
        connection: where to read.
        query: what is searched for; a text stands for its words next to each other.
        limit: how many places at most; None for all.
        context: how many characters of the turn stand before and after.
        voices: whose turns; None for everybody's.
        within: parts of the texts, by source, outside of which nothing is found; None for all.
        stopped: asked now and then whether to leave off.
    """
    if isinstance(query, str):
        query = TextQuery.of_words(query)
    found: list[tuple[int, str, str, int, int, str, str, str]] = []
    after = 0
    while limit is None or len(found) < limit:
        size = _BATCH if limit is None else min(max(limit - len(found), 20), _BATCH)
        keys = turns_with(connection, query, limit=size, after=after, voices=voices)
        for position, source, speaker, begin, speech in _spoken(connection, keys):
            found += [
                (
                    position,
                    source,
                    speaker,
                    begin + place.start,
                    begin + place.end,
                    speech[max(0, place.start - context) : place.start],
                    place.of(speech),
                    speech[place.end : place.end + context],
                )
                for place in query.places(speech)
                if within is None or _is_within(within.get(source, ()), begin + place.start)
            ]
        if len(keys) < size or stopped():
            break
        after = keys[-1]
    found.sort(key=lambda hit: (hit[0], hit[3]))
    return [hit[1:] for hit in found[:limit]]


def _is_within(parts: Sequence[Span], offset: int) -> bool:
    return any(offset in part for part in parts)


def _spoken(
    connection: Connection, keys: Sequence[int]
) -> Iterator[tuple[int, str, str, int, str]]:
    """(position of the source, source, speaker, start, words) of turns."""
    if not keys:
        return
    speech, joined = _SPEECH[connection.dialect.name]
    numbers = ",".join(map(str, keys))
    rows = connection.exec_driver_sql(
        f"SELECT sources.position, sources.name, speakers.label, turns.speech_start, {speech} "  # noqa: S608
        f"FROM turns {joined} {_STANDING} WHERE turns.id IN ({numbers})"
    )
    for position, source, speaker, start, said in rows.all():
        words = said.decode() if isinstance(said, bytes) else said
        yield position, source, speaker, start, words
