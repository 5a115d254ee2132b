"""What people write never stands in the journal, even where it stands in a column of a table."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from qualcode.core.errors import NotUndoable
from qualcode.store.project import Project
from qualcode.store.rows.codebooks import CodeIndex
from qualcode.store.tables import codes, journal, writings
from tests.store.stories import furnish, redo, undo

WORDS = '{"fr": "venir jusqu’à [CH_A] 😀"}'


def aimed_at(project: Project, words: str) -> None:
    with project.change("edit_settings") as change:
        change.update(codes, key_of(project), target=words)


def key_of(project: Project) -> int:
    with project.read() as connection:
        return CodeIndex(connection).find("peur").id


def target(project: Project) -> str:
    with project.read() as connection:
        query = select(codes.c.target).where(codes.c.id == key_of(project))
        return str(connection.execute(query).scalar_one())


def test_the_target_of_a_code_is_undone_and_done_again_without_its_words(project: Project) -> None:
    furnish(project)
    before = target(project)
    aimed_at(project, WORDS)
    undo(project)
    assert target(project) == before
    redo(project)
    assert target(project) == WORDS
    with project.read() as connection:
        payloads = connection.execute(select(journal.c.payload)).scalars().all()
    assert not any("venir" in (payload or "") for payload in payloads)


def test_words_erased_since_are_not_brought_back(project: Project) -> None:
    furnish(project)
    aimed_at(project, WORDS)
    aimed_at(project, "{}")
    with project.change("erase") as change:
        change.connection.execute(update(writings).values(body=None))
    with pytest.raises(NotUndoable, match="erased"):
        undo(project)
    assert target(project) == "{}"
