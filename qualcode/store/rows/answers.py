"""What the team answered once: to items of checklists, by key."""

from __future__ import annotations

from sqlalchemy import Connection, select

from qualcode.store.journal import Change
from qualcode.store.tables import answers, writings


def put_answer(change: Change, key: str, words: str) -> None:
    """Keep an answer, in the place of the one that stood there; "" takes it away."""
    old = change.connection.execute(
        select(answers.c.id, answers.c.guid).where(answers.c.key == key, answers.c.alive == 1)
    ).one_or_none()
    if not words:
        change.lay_to_rest(answers, [old.guid] if old else [])
    elif old:
        change.update(answers, old.id, writing=change.write(words))
    else:
        change.insert(answers, {"key": key, "writing": change.write(words)})


def list_answers(connection: Connection) -> dict[str, str]:
    """All answers by key."""
    rows = connection.execute(
        select(answers.c.key, writings.c.body)
        .join(writings, writings.c.guid == answers.c.writing)
        .where(answers.c.alive == 1)
        .order_by(answers.c.key)
    )
    return {key: body or "" for key, body in rows}
