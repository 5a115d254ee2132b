"""Rows of joint displays and of the matrix of change objectives."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from qualcode.core.analysis.displays import Aggregate, ChangeObjective, Fit, JointRow
from qualcode.core.errors import NotFound
from qualcode.i18n import N_
from qualcode.store.journal import Change
from qualcode.store.tables import (
    change_objectives,
    codebooks,
    codes,
    joint_rows,
    themes,
    writings,
)


def add_joint_row(
    change: Change,
    aggregate: Aggregate,
    fit: Fit,
    *,
    theme_id: int | None,
    code_id: int | None,
    inference: str,
    guid: str = "",
) -> str:
    """Keep a row of the joint display after the others, as `guid` or newly named; gives it."""
    figure = {"value": aggregate.value, "source": aggregate.source, "n": aggregate.n}
    return _added(
        change,
        joint_rows,
        guid=guid,
        topic=aggregate.topic,
        quantitative=json.dumps(figure, ensure_ascii=False),
        theme_id=theme_id,
        code_id=code_id,
        fit=fit.value,
        writing=change.write(inference) if inference else None,
    )


def change_joint_row(
    change: Change,
    guid: str,
    aggregate: Aggregate,
    fit: Fit,
    *,
    theme_id: int | None,
    code_id: int | None,
    inference: str,
) -> None:
    """Give a row of the joint display other words.

    Raises:
        NotFound: there is none, or more than one.
    """
    row = _named(change.connection, joint_rows, guid)
    figure = {"value": aggregate.value, "source": aggregate.source, "n": aggregate.n}
    change.update(
        joint_rows,
        row.id,
        topic=aggregate.topic,
        quantitative=json.dumps(figure, ensure_ascii=False),
        theme_id=theme_id,
        code_id=code_id,
        fit=fit.value,
        writing=_rewritten(change, row.writing, inference),
    )


def _rewritten(change: Change, writing: str | None, words: str) -> str | None:
    """What a person wrote, kept anew where it is other words."""
    body = change.connection.execute(
        select(writings.c.body).where(writings.c.guid == writing)
    ).scalar_one_or_none()
    if (body or "") == words:
        return writing
    return change.write(words) if words else None


def change_objective(
    change: Change, guid: str, code_id: int, actor: str, performance: str, words: str
) -> None:
    """Give a change objective other words; what it is drawn from stays.

    Raises:
        NotFound: there is none, or more than one.
    """
    row = _named(change.connection, change_objectives, guid)
    change.update(
        change_objectives,
        row.id,
        code_id=code_id,
        actor=actor,
        performance=_rewritten(change, row.performance, performance),
        writing=_rewritten(change, row.writing, words),
    )


def list_joint_rows(connection: Connection) -> list[JointRow]:
    """The rows of the joint display in order."""
    rows = connection.execute(
        select(
            joint_rows,
            themes.c.guid.label("theme"),
            codebooks.c.key.label("book"),
            codes.c.key.label("code"),
            writings.c.body,
        )
        .outerjoin(themes, themes.c.id == joint_rows.c.theme_id)
        .outerjoin(codes, codes.c.id == joint_rows.c.code_id)
        .outerjoin(codebooks, codebooks.c.id == codes.c.codebook_id)
        .outerjoin(writings, writings.c.guid == joint_rows.c.writing)
        .where(joint_rows.c.alive == 1)
        .order_by(joint_rows.c.position, joint_rows.c.id)
    )
    return [
        JointRow(
            guid=row.guid,
            aggregate=Aggregate(topic=row.topic, **json.loads(row.quantitative)),
            fit=Fit(row.fit),
            theme=row.theme,
            code=f"{row.book}:{row.code}" if row.code else None,
            inference=row.body or "",
        )
        for row in rows
    ]


def add_change_objective(
    change: Change,
    code_id: int,
    actor: str,
    performance: str,
    words: str,
    concerns: Iterable[str],
    guid: str = "",
) -> str:
    """Keep a change objective after the others, as `guid` or newly named; gives it."""
    return _added(
        change,
        change_objectives,
        guid=guid,
        code_id=code_id,
        actor=actor,
        performance=change.write(performance),
        writing=change.write(words),
        concerns=json.dumps(list(concerns)),
    )


def list_change_objectives(connection: Connection) -> list[ChangeObjective]:
    """The change objectives, those of one code together, codes in the order of the codebooks."""
    does, wants = writings.alias("does"), writings.alias("wants")
    rows = connection.execute(
        select(
            change_objectives,
            codebooks.c.key.label("book"),
            codes.c.key.label("code"),
            does.c.body.label("does"),
            wants.c.body.label("wants"),
        )
        .join(codes, codes.c.id == change_objectives.c.code_id)
        .join(codebooks, codebooks.c.id == codes.c.codebook_id)
        .join(does, does.c.guid == change_objectives.c.performance)
        .join(wants, wants.c.guid == change_objectives.c.writing)
        .where(change_objectives.c.alive == 1)
        .order_by(codebooks.c.position, codes.c.position, change_objectives.c.position)
    )
    return [
        ChangeObjective(
            guid=row.guid,
            code=f"{row.book}:{row.code}",
            actor=row.actor,
            performance=row.does or "",
            words=row.wants or "",
            concerns=tuple(json.loads(row.concerns)),
        )
        for row in rows
    ]


def take_away(change: Change, table: Table, guid: str) -> None:
    """Lay the row whose GUID begins so to rest.

    Raises:
        NotFound: there is none, or more than one.
    """
    change.lay_to_rest(table, [_named(change.connection, table, guid).guid])


def _named(connection: Connection, table: Table, guid: str) -> Row[Any]:
    found = connection.execute(
        select(table).where(table.c.guid.startswith(guid, autoescape=True), table.c.alive == 1)
    ).all()
    if len(found) != 1 or not guid:
        raise NotFound(N_("There is no row {guid}."), guid=guid)
    return found[0]


def _added(change: Change, table: Table, **values: object) -> str:
    last = change.connection.execute(select(func.max(table.c.position))).scalar_one()
    key = change.insert(table, {**values, "position": 0 if last is None else last + 1})
    return str(
        change.connection.execute(select(table.c.guid).where(table.c.id == key)).scalar_one()
    )
