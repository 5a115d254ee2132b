"""Texts corrected after coding keep what was coded; what is doubtful waits for a person."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qualcode.app.coding.coding import (
    change_coding,
    mark_source,
    note_on_coding,
    set_context,
    uncode,
)
from qualcode.app.coding.memos import list_memos
from qualcode.app.coding.reading import (
    count_codings,
    list_codings,
    list_sources,
    list_speakers,
    load_transcript,
)
from qualcode.app.pairs.comparing import agreement
from qualcode.app.projects.undoing import in_words, list_journal, redo, undo
from qualcode.app.texts.correcting import (
    correct_source,
    count_doubtful,
    doubtful,
    preview_correction,
    settle_anchor,
)
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed, NotFound, NotUndoable, PrivacyRefusal
from qualcode.core.revisions.carry_over import CHANGED, LOST, OTHER_SPEAKER, TurnChanges
from qualcode.core.spans import Span
from qualcode.core.transcript import Speaker
from qualcode.i18n import in_language
from qualcode.store.project import Project
from qualcode.store.rows import search
from qualcode.store.tables import coders
from tests.app.correction_stories import (
    ABOVE,
    HOURS,
    LONGER,
    NURSE,
    QUESTION,
    ROAD,
    Said,
    code_by_two,
    correct,
    give,
    only_waiting,
    said,
    sound,
)
from tests.stories import SAID, document, place


@pytest.fixture
def study(project: Project) -> Project:
    """Zoé and Ana have coded one interview."""
    return code_by_two(project)


def found(project: Project, words: str) -> bool:
    """Whether the words are found in the texts that are shown."""
    with project.read() as connection:
        return bool(search.turns_with(connection, words))


def quotations(project: Project) -> list[str]:
    return [coding.quotation for coding in list_codings(project)]


def test_two_lines_on_top_leave_every_coding_its_words(study: Project) -> None:
    before = list_codings(study)
    preview = correct(study, document(ABOVE + SAID))
    assert preview.plain
    assert (preview.carried, preview.turns) == (3, TurnChanges(5, 0, 2, 0))
    after = list_codings(study)
    assert [(c.guid, c.quotation, c.code, c.coder, c.valence, c.created) for c in after] == [
        (c.guid, c.quotation, c.code, c.coder, c.valence, c.created) for c in before
    ]
    moved = len(document(ABOVE).text)
    assert [c.span.start for c in after] == [c.span.start + moved for c in before]
    assert doubtful(study) == []


def test_a_preview_changes_nothing_and_tells_what_would_become_of_each(study: Project) -> None:
    before = (list_codings(study), load_transcript(study, "P01"), list_journal(study))
    gone = document((*SAID[:1], *LONGER_SAID[1:3], ("P01", "Autre chose."), SAID[4]))
    preview = preview_correction(study, "P01", gone)
    assert (list_codings(study), load_transcript(study, "P01"), list_journal(study)) == before
    assert not preview.plain
    assert (preview.carried, len(preview.doubtful), len(preview.lost)) == (1, 1, 1)
    (changed,), (lost,) = preview.doubtful, preview.lost
    assert (changed.quotation, changed.words, changed.why) == (
        HOURS,
        HOURS.replace("Deux heures aller", "Trois heures aller"),
        CHANGED,
    )
    assert (lost.quotation, lost.proposal, lost.words, lost.why) == (NURSE, None, "", LOST)
    assert (changed.coder, changed.code, changed.kind) == ("Ana", "essai:distance", "coding")


LONGER_SAID: Said = tuple(
    (label, words.replace("Deux heures aller", "Trois heures aller")) for label, words in SAID
)


def test_what_is_doubtful_waits_and_is_nowhere_counted(study: Project) -> None:
    correct(study, LONGER)
    assert sorted(quotations(study)) == sorted([ROAD, NURSE])
    assert count_codings(study) == {
        ("P01", "Zoé", "essai:distance"): 1,
        ("P01", "Zoé", "essai:joignable"): 1,
    }
    (waiting,) = doubtful(study)
    assert waiting.quotation == HOURS
    assert waiting.words.startswith("Trois heures aller")
    assert doubtful(study, "P01") == [waiting]
    assert count_doubtful(study) == {"P01": 1}
    with pytest.raises(NotFound):
        doubtful(study, "P99")


def segments(project: Project) -> dict[str, tuple[int, ...]]:
    """Passages of Zoé and Ana by code, as agreement counts them."""
    report = agreement(project, coders=("Zoé", "Ana"), draws=10)
    return {code.code: code.segments for code in report.codes}


def test_agreement_is_computed_without_what_waits(study: Project) -> None:
    for coder in ("Zoé", "Ana"):
        study.acting = coder
        mark_source(study, "P01")
    assert segments(study)["essai:distance"] == (1, 1)
    correct(study, LONGER)
    assert segments(study)["essai:distance"] == (1, 0)
    waiting = only_waiting(study)
    settle_anchor(study, waiting.guid, waiting.proposal)
    assert segments(study)["essai:distance"] == (1, 1)


def test_its_coder_accepts_the_proposal(study: Project) -> None:
    correct(study, LONGER)
    study.acting = "Ana"
    waiting = only_waiting(study)
    settle_anchor(study, waiting.guid, waiting.proposal)
    (settled,) = list_codings(study, coder="Ana")
    assert (settled.guid, settled.quotation) == (waiting.guid, waiting.words)
    assert doubtful(study) == []
    sound(study)
    with in_language("en"):
        assert in_words(undo(study)) == "place of a passage “essai:distance” P01 · 2.2"
    assert only_waiting(study) == waiting
    sound(study)
    redo(study)
    assert doubtful(study) == []


def test_its_coder_gives_another_place(study: Project) -> None:
    correct(study, LONGER)
    study.acting = "Ana"
    text = load_transcript(study, "P01").text
    start = text.index("Trois heures")
    settle_anchor(study, only_waiting(study).guid, Span(start, start + len("Trois heures ")))
    assert list_codings(study, coder="Ana")[0].quotation == "Trois heures"
    sound(study)


def test_its_coder_lets_it_go_with_the_memo_on_it(study: Project) -> None:
    study.acting = "Ana"
    guid = list_codings(study, coder="Ana")[0].guid
    note_on_coding(study, guid, "à revoir")
    correct(study, LONGER)
    (memo,) = list_memos(study)
    assert (memo.body, memo.span) == ("à revoir", None)
    settle_anchor(study, guid, None)
    assert (doubtful(study), list_memos(study)) == ([], [])
    undo(study)
    assert only_waiting(study).guid == guid
    assert [memo.body for memo in list_memos(study)] == ["à revoir"]


@pytest.mark.parametrize(
    ("span", "why"),
    [(Span(0, 5), "coded"), (Span(0, 9999), "outside"), (Span(1, 2), "coded")],
)
def test_a_coding_is_settled_only_where_it_may_stand(study: Project, span: Span, why: str) -> None:
    correct(study, LONGER)
    study.acting = "Ana"
    with in_language("en"), pytest.raises(NotAllowed, match=why):
        settle_anchor(study, only_waiting(study).guid, span)
    assert len(doubtful(study)) == 1


def test_only_its_coder_settles_a_coding(study: Project) -> None:
    correct(study, LONGER)
    waiting = only_waiting(study)
    with in_language("en"), pytest.raises(NotAllowed, match="another coder"):
        settle_anchor(study, waiting.guid, waiting.proposal)
    study.acting = None
    with pytest.raises(NotAllowed, match="Who is settling"):
        settle_anchor(study, waiting.guid, None)
    study.acting = "Ana"
    with pytest.raises(NotFound, match="Nothing waits"):
        settle_anchor(study, list_codings(study)[0].guid, None)


def test_what_waits_is_not_changed_before_it_is_settled(study: Project) -> None:
    correct(study, LONGER)
    study.acting = "Ana"
    guid = only_waiting(study).guid
    for change in (
        lambda: uncode(study, [guid]),
        lambda: change_coding(study, guid, valence=Valence.LEVER),
        lambda: note_on_coding(study, guid, "mémo"),
    ):
        with in_language("en"), pytest.raises(NotAllowed, match="waits for its place"):
            change()


def test_the_same_passage_may_be_coded_anew_while_the_old_one_waits(study: Project) -> None:
    same_length = said(2, SAID[1][1].replace("Deux heures aller", "Onze heures aller"))
    correct(study, same_length)
    study.acting = "Ana"
    waiting = only_waiting(study)
    fresh = give(study, waiting.words, "distance", Valence.BARRIER)
    assert list_codings(study, coder="Ana")[0].span == waiting.span
    note_on_coding(study, fresh, "mémo")
    settle_anchor(study, waiting.guid, waiting.proposal)
    (united,) = list_codings(study, coder="Ana")
    assert (united.guid, united.quotation, united.memo) == (waiting.guid, waiting.words, "mémo")
    sound(study)
    undo(study)
    assert only_waiting(study) == waiting
    assert list_codings(study, coder="Ana")[0].guid == fresh
    sound(study)


def test_a_coding_next_to_one_that_waits_does_not_unite_with_it(study: Project) -> None:
    correct(study, LONGER)
    study.acting = "Ana"
    give(study, "heures aller, deux", "distance", Valence.BARRIER)
    assert list_codings(study, coder="Ana")[0].quotation == "heures aller, deux"
    assert len(doubtful(study)) == 1


def test_a_question_travels_along_with_the_coding(study: Project) -> None:
    guid = list_codings(study, coder="Zoé")[0].guid
    set_context(study, guid, place(QUESTION))
    asked = document((("ENQ", QUESTION.replace("Comment", "Alors, comment")), *SAID[1:]))
    correct(study, asked)
    context = list_codings(study, coder="Zoé")[0].context
    assert context is not None
    assert context.of(asked.text) == "Alors, comment ça s’est passé, l’ambulance ?"


# Undo


def test_a_correction_is_undone_and_done_again(study: Project) -> None:
    before = (load_transcript(study, "P01").text, list_codings(study), list_sources(study))
    correct(study, LONGER)
    after = (load_transcript(study, "P01").text, list_codings(study), doubtful(study))
    with in_language("en"):
        assert in_words(undo(study)) == "text corrected P01"
    assert (load_transcript(study, "P01").text, list_codings(study), list_sources(study)) == before
    assert doubtful(study) == []
    assert not found(study, "Trois heures")
    sound(study)
    redo(study)
    assert (load_transcript(study, "P01").text, list_codings(study), doubtful(study)) == after
    sound(study)


def test_a_correction_stands_once_somebody_has_coded_the_new_text(study: Project) -> None:
    correct(study, LONGER)
    study.acting = "Ana"
    give(study, "Ma sœur venait.", "proches")
    study.acting = "Zoé"
    with in_language("en"), pytest.raises(NotUndoable, match="Ana has changed this"):
        undo(study)
    sound(study)


def test_what_was_taken_away_before_comes_back_where_its_words_are(study: Project) -> None:
    study.acting = "Ana"
    guid = list_codings(study, coder="Ana")[0].guid
    uncode(study, [guid])
    study.acting = "Zoé"
    correct(study, document(ABOVE + SAID))
    study.acting = "Ana"
    undo(study)
    waiting = only_waiting(study)
    assert (waiting.guid, waiting.words, waiting.why) == (guid, HOURS, "")
    settle_anchor(study, guid, waiting.proposal)
    assert list_codings(study, coder="Ana")[0].quotation == HOURS
    sound(study)


def test_corrections_follow_each_other(study: Project) -> None:
    correct(study, LONGER)
    correct(study, document(ABOVE + LONGER_SAID))
    (waiting,) = doubtful(study)
    assert waiting.words.startswith("Trois heures aller")
    back = correct(study, document())
    assert back.carried == 2
    (waiting,) = doubtful(study)
    assert (waiting.words, waiting.why) == (HOURS, "")
    study.acting = "Ana"
    settle_anchor(study, waiting.guid, waiting.proposal)
    assert sorted(quotations(study)) == sorted([ROAD, HOURS, NURSE])
    sound(study)


# Speakers


def test_speakers_are_kept_by_label_and_a_corrected_label_keeps_its_case(study: Project) -> None:
    renamed = tuple(("Enquêtrice" if label == "ENQ" else label, words) for label, words in SAID)
    preview = correct(study, document(renamed))
    assert preview.plain
    assert (preview.renamed, preview.new_speakers) == ({"ENQ": "Enquêtrice"}, ())
    assert [who for _, who in list_speakers(study, "P01")] == [
        Speaker("P01", coded=True, case="P01"),
        Speaker("A01", coded=True, case="A01"),
        Speaker("Enquêtrice", coded=False),
    ]
    undo(study)
    assert [who.label for _, who in list_speakers(study, "P01")] == ["ENQ", "P01", "A01"]
    sound(study)


def test_a_new_speaker_is_guessed_and_their_words_are_doubtful(study: Project) -> None:
    preview = correct(study, said(4, SAID[3][1], "A02"))
    assert preview.new_speakers == (Speaker("A02", coded=True, case="A02"),)
    assert [one.why for one in doubtful(study)] == [OTHER_SPEAKER]
    assert ("P01", Speaker("A02", coded=True, case="A02")) in list_speakers(study)


def test_words_that_became_an_interviewer_s_cannot_be_settled_as_a_coding(study: Project) -> None:
    correct(study, said(4, SAID[3][1], "ENQ"))
    (waiting,) = doubtful(study)
    assert waiting.quotation == NURSE
    with in_language("en"), pytest.raises(NotAllowed, match="interviewer"):
        settle_anchor(study, waiting.guid, waiting.proposal)


# What is refused


def test_the_text_that_is_there_needs_no_correction(study: Project) -> None:
    with in_language("en"), pytest.raises(NotAllowed, match="nothing to correct"):
        preview_correction(study, "P01", document())


def test_the_text_of_another_source_is_no_correction(study: Project) -> None:
    from qualcode.store.rows.sources import add_source

    other = document(ABOVE)
    with study.change("import") as change:
        speakers = {label: Speaker(label, coded=False) for label in other.speakers}
        add_source(change, other, name="P02", kind="interview", language="fr", speaker_of=speakers)
    with in_language("en"), pytest.raises(NotAllowed, match="text of P02, not of P01"):
        correct_source(study, "P01", other)


def test_a_corrected_text_is_screened_before_it_is_stored(study: Project) -> None:
    named = said(4, SAID[3][1] + " Au 01 99 00 12 34.")
    with pytest.raises(PrivacyRefusal):
        correct_source(study, "P01", named)
    assert load_transcript(study, "P01").text == document().text
    correct_source(study, "P01", named, accept_reason="numéro inventé")
    sound(study)


def test_viewers_do_not_change_texts(study: Project) -> None:
    with study.change("role") as change:
        key = change.connection.execute(select(coders.c.id).where(coders.c.name == "Zoé")).scalar()
        assert key is not None
        change.update(coders, key, role="viewer")
    with in_language("en"), pytest.raises(NotAllowed, match="not change texts"):
        correct_source(study, "P01", LONGER)
