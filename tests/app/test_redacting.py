"""Words taken out of a source are nowhere in the project afterwards; codings stay in place."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from qualcode.app.coding.coding import code_passage, note_on_coding, uncode
from qualcode.app.coding.memos import note_passage
from qualcode.app.coding.reading import list_codings, list_speakers, load_transcript
from qualcode.app.projects.keeping import back_up_project
from qualcode.app.projects.undoing import list_journal, redo, undo
from qualcode.app.texts.correcting import correct_source, doubtful, settle_anchor
from qualcode.app.texts.importing import Incoming, import_sources
from qualcode.app.texts.redacting import RedactionReport, redact_source
from qualcode.core.coding import NewCoding
from qualcode.core.errors import NotAllowed, NotFound, NotUndoable
from qualcode.core.revisions.carry_over import Edit
from qualcode.core.spans import Span
from qualcode.core.transcript import Document, Speaker
from qualcode.i18n import in_language
from qualcode.store import engine as engines
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.rows import search
from qualcode.store.safety.check import check
from qualcode.store.tables import (
    erasures,
    round_units,
    source_texts,
    sources,
    turns,
    verdicts,
    writings,
)
from tests.store.stories import open_round
from tests.stories import document, fill

NAME = "Mme Zélie Vaudremont"
"""An invented name."""

CARER = "[soignante]"

SAID = (
    ("ENQ", "Et à l’hôpital, qui vous a reçue ?"),
    ("P01", f"C’est {NAME} qui m’a tout expliqué, très bien. 😀 Et puis le docteur."),
    ("ENQ", f"{NAME}, d’accord."),
    ("P01", "Elle, oui. Sans elle, on arrêtait."),
)
SPEAKERS = {"ENQ": Speaker("ENQ", coded=False), "P01": Speaker("P01", coded=True, case="P01")}
REASON = "un nom oublié"


def told(said: Iterable[tuple[str, str]] = SAID) -> Document:
    return document(tuple(said))


@pytest.fixture
def study(project: Project) -> Project:
    """An interview in which a name was overlooked, coded by Zoé and Ana."""
    fill(project, "P00")
    bring_in(project, told())
    give(project, f"C’est {NAME} qui m’a tout expliqué", "recit")
    give(project, "Zélie", "proches")
    project.acting = "Ana"
    give(project, "Sans elle, on arrêtait.", "proches")
    project.acting = "Zoé"
    return project


def bring_in(project: Project, document: Document) -> None:
    incoming = Incoming(Path("P01.txt"), document, "P01", "interview", "fr", SPEAKERS)
    import_sources(project, [incoming], accept_reason="étude inventée")


def give(project: Project, words: str, code: str) -> str:
    return code_passage(project, NewCoding("P01", at(project, words), code))


def at(project: Project, words: str) -> Span:
    start = load_transcript(project, "P01").text.index(words)
    return Span(start, start + len(words))


def every_edit(project: Project, words: str = NAME, instead: str = CARER) -> list[Edit]:
    """One edit for each place of the words."""
    text = load_transcript(project, "P01").text
    found, start = [], text.find(words)
    while start >= 0:
        found.append(Edit(start, start + len(words), instead))
        start = text.find(words, start + 1)
    return found


def redacted(project: Project) -> RedactionReport:
    report = redact_source(project, "P01", every_edit(project), REASON)
    sound(project)
    return report


def sound(project: Project) -> None:
    assert check(project).problems == ()
    text = load_transcript(project, "P01").text
    for coding in list_codings(project, source="P01"):
        assert coding.span.of(text) == coding.quotation


def words_left(project: Project) -> list[str]:
    """Which words of the name stand anywhere in the database: in the files, or in any column."""
    wanted = [word.encode() for word in ("Zélie", "Vaudremont", "zelie", "vaudremont")]
    if project.path is not None:
        found = b"".join(
            file.read_bytes() for file in project.path.parent.iterdir() if file.is_file()
        )
    else:
        with project.read() as connection:
            tables = connection.exec_driver_sql(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            ).scalars()
            rows = [
                str(row)
                for table in tables.all()
                for row in connection.exec_driver_sql(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            ]
        found = "\n".join(rows).encode()
    return [word.decode() for word in wanted if word in found]


def test_the_words_are_nowhere_in_the_file_afterwards(study: Project) -> None:
    note_passage(study, "P01", at(study, "docteur"), "lequel ?")
    uncode(study, [list_codings(study, source="P01")[0].guid])
    assert {"Zélie", "Vaudremont"} <= set(words_left(study))
    report = redacted(study)
    assert report.written_anew
    assert (report.places, report.said_elsewhere, report.written_elsewhere) == (2, {}, 0)
    assert words_left(study) == []
    study.close()
    with open_project(study.where, acting="Zoé") as again:
        assert words_left(again) == []
        sound(again)


def test_what_is_coded_stays_and_covers_the_replacement(study: Project) -> None:
    before = {c.guid: c for c in list_codings(study, source="P01")}
    report = redacted(study)
    after = {c.guid: c for c in list_codings(study, source="P01")}
    assert report.quotations == 2
    assert sorted(c.quotation for c in after.values()) == [
        "C’est [soignante] qui m’a tout expliqué",
        "Sans elle, on arrêtait.",
        "[soignante]",
    ]
    assert {(g, c.code, c.coder, c.created) for g, c in after.items()} == {
        (g, c.code, c.coder, c.created) for g, c in before.items()
    }
    assert load_transcript(study, "P01").turns[2].speech is not None


def test_turns_sentences_and_search_follow(study: Project) -> None:
    redacted(study)
    transcript = load_transcript(study, "P01")
    assert [t.speech.of(transcript.text) for t in transcript.turns if t.speech] == [
        words.replace(NAME, "[soignante]") for _, words in SAID
    ]
    assert transcript.sentence_spans[1].of(transcript.text).startswith("C’est [soignante]")
    with study.read() as connection:
        assert not search.turns_with(connection, "Vaudremont")
        assert len(search.turns_with(connection, "soignante")) == 2


def test_a_redaction_is_never_undone(study: Project) -> None:
    redacted(study)
    for step in (undo, redo):
        with pytest.raises(NotUndoable):
            step(study)
    study.acting = "Ana"
    with in_language("en"), pytest.raises(NotUndoable, match="Zoé has changed this"):
        undo(study)
    assert words_left(study) == []


def test_the_journal_says_why_and_not_what(study: Project) -> None:
    redacted(study)
    entry = list_journal(study)[-1]
    assert (entry.action, entry.kind, entry.said["source"], entry.said["n"]) == (
        "redact", "barrier", "P01", 2,
    )  # fmt: skip
    with study.read() as connection:
        body = select(writings.c.body).where(writings.c.guid == entry.said["reason"])
        assert connection.execute(body).scalar_one() == REASON


def test_nothing_is_left_by_which_the_words_could_be_guessed(study: Project) -> None:
    with study.read() as connection:
        guid, sha256 = connection.execute(
            select(source_texts.c.guid, source_texts.c.sha256)
            .join(sources, sources.c.id == source_texts.c.source_id)
            .where(sources.c.name == "P01")
        ).one()
    redacted(study)
    with study.read() as connection:
        kept = connection.execute(select(source_texts.c.sha256)).scalars().all()
        judged = connection.execute(select(verdicts.c.sha256)).scalars().all()
        gone = connection.execute(
            select(source_texts.c.text, source_texts.c.characters, source_texts.c.words).where(
                source_texts.c.guid == guid
            )
        ).one()
        erased = connection.execute(select(erasures.c.erased_guid)).scalars().all()
    assert sha256 not in {*kept, *judged}
    assert tuple(gone) == (None, 0, 0)
    assert erased == [guid]


# Texts that were kept


def corrected(project: Project) -> str:
    """Correct a word of Zoé's passage, which then waits on the text before; gives its GUID."""
    said = [(label, words.replace("tout expliqué", "tout montré")) for label, words in SAID]
    correct_source(project, "P01", told(said), accept_reason="étude inventée")
    (waiting,) = doubtful(project)
    return waiting.guid


def test_what_waits_on_an_earlier_text_still_waits_without_the_words(study: Project) -> None:
    guid = corrected(study)
    redacted(study)
    assert words_left(study) == []
    (waiting,) = doubtful(study)
    assert (waiting.guid, waiting.quotation, waiting.words) == (
        guid,
        "C’est [soignante] qui m’a tout expliqué",
        "C’est [soignante] qui m’a tout montré",
    )
    settle_anchor(study, guid, waiting.proposal)
    assert doubtful(study) == []
    sound(study)
    undo(study)
    assert len(doubtful(study)) == 1
    sound(study)


def test_an_earlier_text_that_nothing_points_into_is_destroyed(study: Project) -> None:
    correct_source(study, "P01", told((*SAID, ("ENQ", "Merci."))), accept_reason="inventé")
    redacted(study)
    with study.read() as connection:
        query = select(func.count()).select_from(source_texts)
        assert connection.execute(query.where(source_texts.c.text.is_(None))).scalar() == 2
        assert connection.execute(query.where(source_texts.c.text.is_not(None))).scalar() == 2
    assert words_left(study) == []


def test_a_correction_that_was_taken_back_does_not_keep_the_words(study: Project) -> None:
    correct_source(study, "P01", told((*SAID, ("ENQ", f"Merci à {NAME}."))), accept_reason="x")
    undo(study)
    redacted(study)
    assert words_left(study) == []


def test_an_import_that_was_taken_back_does_not_keep_the_words(project: Project) -> None:
    fill(project, "P00")
    bring_in(project, told((*SAID, ("ENQ", "Merci."))))
    undo(project)
    bring_in(project, told())
    redacted(project)
    assert words_left(project) == []


# Labels, samples, closed layers


def test_a_name_in_a_label_is_replaced_in_every_label(project: Project) -> None:
    fill(project, "P00")
    said = [
        (NAME if label == "P01" else label, words.replace(NAME, "elle")) for label, words in SAID
    ]
    labelled = told(said)
    speakers = {"ENQ": SPEAKERS["ENQ"], NAME: Speaker(NAME, coded=True, case="P01")}
    incoming = Incoming(Path("P01.txt"), labelled, "P01", "interview", "fr", speakers)
    import_sources(project, [incoming], accept_reason="inventé")
    give(project, "Sans elle, on arrêtait.", "proches")
    start = labelled.text.index(NAME)
    report = redact_source(project, "P01", [Edit(start, start + len(NAME), "P01")], REASON)
    assert report.places == 2
    assert ("P01", Speaker("P01", coded=True, case="P01")) in list_speakers(project)
    transcript = load_transcript(project, "P01")
    assert [turn.speaker for turn in transcript.turns] == ["ENQ", "P01", "ENQ", "P01"]
    assert [t.label.of(transcript.text)[:3] for t in transcript.turns if t.label] == [
        "ENQ", "P01", "ENQ", "P01",
    ]  # fmt: skip
    sound(project)
    assert words_left(project) == []


def test_a_label_does_not_become_that_of_another_speaker(study: Project) -> None:
    label = at(study, "ENQ")
    with in_language("en"), pytest.raises(NotAllowed, match="called “P01” already"):
        redact_source(study, "P01", [Edit(label.start, label.end, "P01")], REASON)
    with in_language("en"), pytest.raises(NotAllowed, match="only the name"):
        redact_source(study, "P01", [Edit(label.start, label.end + 2, "[x]")], REASON)


def test_parts_that_a_round_sampled_follow(study: Project) -> None:
    open_round(study, "Zoé", "Ana", source="P01")
    last = at(study, SAID[3][1])
    with study.change("sample") as change:
        key = change.connection.execute(select(round_units.c.id)).scalar_one()
        change.update(round_units, key, start=last.start, end=last.end)
    report = redacted(study)
    assert report.quotations == 2
    text = load_transcript(study, "P01").text
    with study.read() as connection:
        row = connection.execute(select(round_units)).mappings().one()
    assert text[row["start"] : row["end"]] == SAID[3][1]


def test_a_closed_layer_is_redacted_and_not_counted(study: Project) -> None:
    study.acting = "Ana"
    guid = give(study, "Vaudremont", "proches")
    study.acting = "Zoé"
    open_round(study, "Zoé", "Ana", source="P01")
    assert redacted(study).quotations == 2
    assert words_left(study) == []
    study.acting = "Ana"
    (own,) = [c for c in list_codings(study, coder="Ana") if c.guid == guid]
    assert own.quotation == "[soignante]"


# What is told


def test_the_report_names_where_the_words_may_still_be_read(study: Project) -> None:
    guid = list_codings(study, source="P01", coder="Zoé")[0].guid
    note_on_coding(study, guid, f"{NAME} revient souvent")
    first = every_edit(study)[:1]
    report = redact_source(study, "P01", first, REASON)
    assert (report.said_elsewhere, report.written_elsewhere) == ({"P01": 1}, 1)
    assert report.still_open >= 0
    sound(study)


def test_backups_that_hold_the_words_are_named(file_project: Project) -> None:
    fill(file_project, "P00")
    bring_in(file_project, told())
    kept = back_up_project(file_project)
    assert redacted(file_project).backups == (kept.file,)


def test_a_reader_in_the_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_MS", 20)
    where = tmp_path / "étude.qualcode"
    with create_project(str(where), title="Étude inventée", acting="Zoé") as project:
        fill(project, "P00")
        bring_in(project, told())
        with closing(sqlite3.connect(where)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM codes").fetchone()
            assert not redacted(project).written_anew
        assert project.write_anew()
        assert words_left(project) == []


# What is refused


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Edit(0, 9999, "[x]"), "no words at"),
        (Edit(5, 5, "[x]"), "no words at"),
        (Edit(45, 46, "[x]"), "no words at"),
        (Edit(8, 12, "  "), "in one line"),
        (Edit(8, 12, "a\nb"), "in one line"),
        (Edit(8, 60, "[x]"), "beyond one turn"),
        (Edit(2, 12, "[x]"), "beyond one turn"),
    ],
)
def test_edits_that_cannot_be_made(study: Project, edit: Edit, why: str) -> None:
    text = load_transcript(study, "P01").text
    if why == "no words at" and edit.start == 45:
        start = text.index(" Et puis le docteur")
        edit = Edit(start, start + 1, "[x]")
    with in_language("en"), pytest.raises(NotAllowed, match=why):
        redact_source(study, "P01", [edit], REASON)
    assert load_transcript(study, "P01").text == text


def test_edits_that_overlap_and_no_edits_at_all(study: Project) -> None:
    place = at(study, NAME)
    edits = [Edit(place.start, place.end, "[x]"), Edit(place.start + 4, place.end, "[y]")]
    with in_language("en"), pytest.raises(NotAllowed, match="overlap"):
        redact_source(study, "P01", edits, REASON)
    with in_language("en"), pytest.raises(NotAllowed, match="which passage"):
        redact_source(study, "P01", [], REASON)
    with pytest.raises(NotFound):
        redact_source(study, "P99", edits, REASON)


def test_what_is_written_down_does_not_repeat_the_words(study: Project) -> None:
    with in_language("en"), pytest.raises(NotAllowed, match="word it otherwise"):
        redact_source(study, "P01", every_edit(study), f"le nom de {NAME.lower()}")
    with in_language("en"), pytest.raises(NotAllowed, match="word it otherwise"):
        redact_source(study, "P01", every_edit(study), "on lit vaudremont")
    with in_language("en"), pytest.raises(NotAllowed, match="word it otherwise"):
        redact_source(study, "P01", every_edit(study, instead=f"[{NAME}]"), REASON)


def test_a_redaction_needs_a_name_and_a_reason(study: Project) -> None:
    with in_language("en"), pytest.raises(NotAllowed, match="say why"):
        redact_source(study, "P01", every_edit(study), " ")
    study.acting = None
    with in_language("en"), pytest.raises(NotAllowed, match="Who is redacting"):
        redact_source(study, "P01", every_edit(study), REASON)


def test_turns_of_destroyed_texts_are_gone(study: Project) -> None:
    redacted(study)
    with study.read() as connection:
        there = select(source_texts.c.id).where(source_texts.c.text.is_not(None))
        left = select(func.count()).select_from(turns).where(turns.c.source_text_id.not_in(there))
        assert connection.execute(left).scalar() == 0
