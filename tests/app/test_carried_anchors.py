"""Whatever points into a text is carried with it, in every layer, and settled where doubtful."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qualcode.app.coding.memos import list_memos, note_passage
from qualcode.app.coding.reading import list_codings, load_transcript
from qualcode.app.projects.undoing import undo
from qualcode.app.texts.correcting import count_doubtful, doubtful, settle_anchor
from qualcode.core.errors import NotAllowed
from qualcode.core.spans import Span
from qualcode.i18n import in_language
from qualcode.store.journal import now
from qualcode.store.project import Project
from qualcode.store.rows.sources import source_row
from qualcode.store.safety.check import check
from qualcode.store.tables import (
    codes,
    codings,
    guide_questions,
    journal,
    question_turns,
    round_units,
    rounds,
    selected_quotations,
    settlements,
)
from tests.app.correction_stories import (
    ABOVE,
    HOURS,
    LONGER,
    QUESTION,
    ROAD,
    code_by_two,
    correct,
    only_waiting,
    said,
    sound,
)
from tests.store.stories import open_round, reveal
from tests.stories import SAID, document, place


@pytest.fixture
def study(project: Project) -> Project:
    """Zoé and Ana have coded one interview."""
    return code_by_two(project)


def test_a_closed_layer_is_carried_without_being_shown(study: Project) -> None:
    open_round(study, "Zoé", "Ana", source="P01")
    preview = correct(study, LONGER)
    assert (preview.carried, preview.doubtful) == (2, ())
    assert (doubtful(study), count_doubtful(study)) == ([], {})
    study.acting = "Ana"
    assert only_waiting(study).quotation == HOURS
    study.acting = "Zoé"
    reveal(study)
    guid = only_waiting(study).guid
    with pytest.raises(NotAllowed):
        settle_anchor(study, guid, None)


@pytest.fixture
def furnished(study: Project) -> Project:
    """What else may point into a text: a note, a guide question, a settlement, a quotation."""
    note_passage(study, "P01", place("l’infirmière"), "qui est-ce ?")
    note_passage(study, "P01", place(HOURS), "à vérifier")
    with study.change("furnish") as change:
        connection = change.connection
        coding = connection.execute(select(codings)).mappings().first()
        assert coding is not None
        names = ("source_text_id", "start", "end", "quotation")
        anchor = {name: coding[name] for name in names}
        question = place(QUESTION)
        key = change.insert(
            guide_questions,
            {"guide": "patients", "key": "q1", "wording": "{}", "position": 1},
        )
        asked = {**anchor, "start": question.start, "end": question.end, "quotation": QUESTION}
        change.insert(question_turns, {**asked, "guide_question_id": key})
        change.insert(selected_quotations, {**anchor, "code_id": coding["code_id"]})
        held = change.insert(
            rounds, {"name": "v1", "state": "settled", "seed": 1, "created": now()}
        )
        source_id = source_row(connection, "P01").id
        unit = {"round_id": held, "source_id": source_id}
        for words in (ROAD, HOURS):
            span = place(words)
            change.insert(round_units, {**unit, "start": span.start, "end": span.end})
        change.insert(
            settlements,
            {
                **anchor,
                "round_id": held,
                "code_id": connection.execute(select(codes.c.id)).scalar(),
                "coder_id": coding["coder_id"],
                "decision": "first",
                "created": now(),
            },
        )
    return study


def sampled(project: Project) -> list[str]:
    """The words of the parts that the round sampled."""
    text = load_transcript(project, "P01").text
    with project.read() as connection:
        rows = connection.execute(
            select(round_units.c.start, round_units.c.end).where(round_units.c.alive == 1)
        )
        return [text[start:end] for start, end in rows]


def test_everything_anchored_is_carried(furnished: Project) -> None:
    preview = correct(furnished, document(ABOVE + SAID))
    assert (preview.carried, preview.plain) == (8, True)
    assert check(furnished).quotations == 8
    assert [m.span for m in list_memos(furnished)] == [
        Span(s.start + len(document(ABOVE).text), s.end + len(document(ABOVE).text))
        for s in (place("l’infirmière"), place(HOURS))
    ]
    assert sampled(furnished) == [ROAD, HOURS]


def test_everything_doubtful_waits_and_is_settled(furnished: Project) -> None:
    other = document(
        (
            ("ENQ", QUESTION.replace("Comment", "Alors")),
            ("P01", SAID[1][1].replace("dur", "long").replace("Deux", "Trois")),
            *SAID[2:],
        )
    )
    correct(furnished, other)
    kinds = sorted(one.kind for one in doubtful(furnished))
    assert kinds == [
        "chosen quotation", "coding", "coding", "guide question", "memo", "settlement",
    ]  # fmt: skip
    assert sampled(furnished) == [
        ROAD.replace("dur", "long"), HOURS.replace("Deux", "Trois"),
    ]  # fmt: skip
    for one in doubtful(furnished):
        furnished.acting = one.coder or "Zoé"
        settle_anchor(furnished, one.guid, one.proposal)
        sound(furnished)
    assert doubtful(furnished) == []
    assert len(list_codings(furnished)) == 3


def test_a_question_asked_twice_at_one_place_is_one(furnished: Project) -> None:
    correct(furnished, said(1, QUESTION.replace("Comment", "Alors")))
    (waiting,) = [one for one in doubtful(furnished) if one.kind == "guide question"]
    assert waiting.proposal is not None
    with furnished.change("ask") as change:
        row = change.connection.execute(select(question_turns)).mappings().one()
        text_id = change.connection.execute(
            select(codings.c.source_text_id).where(codings.c.quotation == ROAD)
        ).scalar_one()
        change.insert(
            question_turns,
            {
                "guide_question_id": row["guide_question_id"],
                "source_text_id": text_id,
                "start": waiting.proposal.start,
                "end": waiting.proposal.end,
                "quotation": waiting.words,
            },
        )
    settle_anchor(furnished, waiting.guid, waiting.proposal)
    assert doubtful(furnished) == []
    sound(furnished)


def test_notes_are_let_go_and_placed_too(furnished: Project) -> None:
    correct(furnished, said(2, SAID[1][1].replace("Deux", "Trois")))
    note = next(one for one in doubtful(furnished) if one.kind == "memo")
    with in_language("en"), pytest.raises(NotAllowed, match="outside the text"):
        settle_anchor(furnished, note.guid, Span(5, 9999))
    settle_anchor(furnished, note.guid, None)
    assert [memo.body for memo in list_memos(furnished)] == ["qui est-ce ?"]
    undo(furnished)
    settle_anchor(furnished, note.guid, note.proposal)
    assert list_memos(furnished)[1].quotation == HOURS.replace("Deux", "Trois")


def test_the_journal_holds_no_words_of_anybody(furnished: Project) -> None:
    correct(furnished, LONGER)
    furnished.acting = "Ana"
    waiting = next(one for one in doubtful(furnished) if one.coder == "Ana")
    settle_anchor(furnished, waiting.guid, waiting.proposal)
    with furnished.read() as connection:
        payloads = connection.execute(select(journal.c.payload)).scalars().all()
    for words in ("heures", "route", "infirm", "ambulance"):
        assert not any(words in (payload or "") for payload in payloads)
