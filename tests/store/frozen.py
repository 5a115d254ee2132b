"""A project as text: each released schema stays here, to be opened by every later program.

    python -m tests.store.frozen

writes the fixture of the newest schema; one that was released is never written again.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from qualcode.store import engine as engines
from qualcode.store.opening import create_project
from qualcode.store.rows.search import spoken_turns
from tests.store import stories

FOLDER = Path(__file__).parent / "fixtures"
MEMO = "« cher » — à revoir 😀"


def thawed(schema: int, where: Path) -> Path:
    """The frozen project of a schema as a file."""
    with closing(sqlite3.connect(where, isolation_level=None)) as connection:
        connection.executescript(frozen_file(schema).read_text(encoding="utf-8"))
    return where


def frozen_file(schema: int) -> Path:
    """Where the frozen project of a schema stands."""
    return FOLDER / f"schema_{schema:04d}.sql"


def statements(connection: sqlite3.Connection, index: list[tuple[int, str]]) -> Iterator[str]:
    """What makes a file anew; triggers come last, so that they note nothing."""
    for pragma in ("application_id", "user_version"):
        (value,) = connection.execute(f"PRAGMA {pragma}").fetchone()
        yield f"PRAGMA {pragma}={value}"
    declared = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL ORDER BY rowid"
    ).fetchall()
    yield "BEGIN"
    for kind, name, sql in declared:
        part = name.startswith("turn_search_") and name != "turn_search_bytes"
        if kind == "table" and not part:
            yield sql
    for kind, name, _ in declared:
        if kind == "table" and (not name.startswith("turn_search") or name == "turn_search_bytes"):
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
            quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
            for (values,) in connection.execute(f'SELECT {quoted} FROM "{name}"'):  # noqa: S608
                yield f'INSERT INTO "{name}" VALUES ({values})'  # noqa: S608
    for key, words in index:
        said = words.replace("'", "''")
        yield f"INSERT INTO turn_search(rowid, words) VALUES ({key}, '{said}')"  # noqa: S608
    yield from (sql for kind, _, sql in declared if kind in ("index", "trigger"))
    yield "COMMIT"


def freeze() -> str:
    """A small invented project of today, as text."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "étude.qualcode"
        with create_project(str(where), title="Étude inventée", acting="Zoé") as project:
            stories.furnish(project)
            stories.code(project, stories.COST, "cout", memo=MEMO)
            stories.code(project, "J’ai tenu")
            with project.read() as connection:
                (text_id, whole) = connection.exec_driver_sql(
                    "SELECT id, text FROM source_texts"
                ).one()
                spoken = spoken_turns(connection, text_id)
        index = [(key, whole[start:end].replace("œ", "oe").replace("Œ", "OE"))
                 for key, start, end in spoken]  # fmt: skip
        with closing(sqlite3.connect(where)) as connection:
            return "".join(f"{statement};\n" for statement in statements(connection, index))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    frozen_file(engines.SCHEMA_VERSION).write_text(freeze(), encoding="utf-8")
