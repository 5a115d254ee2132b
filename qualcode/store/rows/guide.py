"""Guide questions and the turns that ask them: facts of the interviews, in nobody's layer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from qualcode.core.errors import NotFound
from qualcode.core.guide import GuideQuestion, QuestionTurn
from qualcode.core.spans import Span
from qualcode.i18n import N_
from qualcode.store.gate import in_shown_text
from qualcode.store.journal import Change
from qualcode.store.tables import guide_questions, question_turns, source_texts, sources


def put_questions(change: Change, questions: Iterable[GuideQuestion]) -> tuple[int, int]:
    """Add questions, or give known ones other words; gives how many are new and how many changed.

    Questions that are not among them stay: turns may be attached to them. So do the codes of a
    question that names none.
    """
    known = {f"{row.guide}:{row.key}": row for row in _rows(change.connection)}
    last = max((row.position for row in known.values()), default=0)
    new = changed = 0
    for question in questions:
        wording = json.dumps(dict(question.wording), ensure_ascii=False)
        row = known.get(question.ref)
        if row is None:
            new += 1
            values = {"guide": question.guide, "key": question.key, "wording": wording}
            codes = json.dumps(question.codes)
            change.insert(guide_questions, {**values, "position": last + new, "codes": codes})
            continue
        codes = json.dumps(question.codes) if question.codes else row.codes
        if (row.wording, row.codes) != (wording, codes):
            changed += 1
            change.update(guide_questions, row.id, wording=wording, codes=codes)
    return new, changed


def _rows(connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(
        select(guide_questions)
        .where(guide_questions.c.alive == 1)
        .order_by(guide_questions.c.position, guide_questions.c.id)
    ).all()


def list_questions(connection: Connection) -> list[GuideQuestion]:
    """All questions in the order of their guides."""
    return [_question(row) for row in _rows(connection)]


def _question(row: Row[Any]) -> GuideQuestion:
    codes = tuple(json.loads(row.codes))
    return GuideQuestion(row.guide, row.key, json.loads(row.wording), codes)


def put_codes(change: Change, question_id: int, codes: Sequence[str]) -> None:
    """Say which codes a question asks about."""
    change.update(guide_questions, question_id, codes=json.dumps(list(codes)))


def find_question(connection: Connection, name: str) -> tuple[int, GuideQuestion]:
    """Integer key and question of a `guide:key`, or of a key that is only once there.

    Raises:
        NotFound: there is none, or several guides have it.
    """
    rows = _rows(connection)
    found = [row for row in rows if name in {row.key, f"{row.guide}:{row.key}"}]
    if len(found) == 1:
        return found[0].id, _question(found[0])
    if found:
        names = ", ".join(f"{row.guide}:{row.key}" for row in found)
        raise NotFound(
            N_("“{name}” is a question of several guides: {names}."), name=name, names=names
        )
    raise NotFound(
        N_("There is no guide question “{name}”. There are: {names}."),
        name=name,
        names=", ".join(row.key for row in rows) or "—",
    )


def _asked(source: str | None = None) -> Select[Any]:
    query = (
        select(
            question_turns,
            guide_questions.c.guide,
            guide_questions.c.key,
            sources.c.name.label("source"),
        )
        .join(guide_questions, guide_questions.c.id == question_turns.c.guide_question_id)
        .join(source_texts, source_texts.c.id == question_turns.c.source_text_id)
        .join(sources, sources.c.id == source_texts.c.source_id)
        .where(
            question_turns.c.alive == 1,
            guide_questions.c.alive == 1,
            sources.c.alive == 1,
            in_shown_text(question_turns.c.source_text_id),
        )
        .order_by(sources.c.position, question_turns.c.start, guide_questions.c.position)
    )
    return query if source is None else query.where(sources.c.name == source)


def question_turns_of(connection: Connection, source: str | None = None) -> list[QuestionTurn]:
    """The turns that ask questions, of a source or of all, in order."""
    return [
        QuestionTurn(
            row.guid, f"{row.guide}:{row.key}", row.source, Span(row.start, row.end), row.quotation
        )
        for row in connection.execute(_asked(source))
    ]


def source_types(connection: Connection) -> list[tuple[str, str]]:
    """Name and type of the sources, in the order of import."""
    query = select(sources.c.name, sources.c.type).where(sources.c.alive == 1)
    return [(name, kind) for name, kind in connection.execute(query.order_by(sources.c.position))]


def attach(change: Change, question_id: int, text_id: int, span: Span, quotation: str) -> None:
    """Say that a question was asked in a turn of a text."""
    change.insert(
        question_turns,
        {
            "guide_question_id": question_id,
            "source_text_id": text_id,
            "start": span.start,
            "end": span.end,
            "quotation": quotation,
        },
    )


def detach(change: Change, guids: Iterable[str]) -> None:
    """Say so no longer."""
    change.lay_to_rest(question_turns, guids)
