"""Memos of every kind, on everything they can be about."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.memos import (
    change_memo,
    list_memos,
    note_passage,
    remove_memo,
    write_memo,
)
from qualcode.app.projects.undoing import undo
from qualcode.app.publishing.memo_export import export_memos
from qualcode.core.coding import NewCoding
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.memo import About, MemoKind
from qualcode.core.spans import Span
from qualcode.i18n import in_language
from qualcode.store.project import Project
from tests.stories import fill, place


@pytest.fixture
def study(project: Project) -> Project:
    fill(project)
    return project


@pytest.mark.parametrize(
    ("about", "name"),
    [
        (About.STUDY, ""),
        (About.SOURCE, "P01"),
        (About.CASE, "A01"),
        (About.CODE, "essai:distance"),
    ],
)
def test_a_memo_names_what_it_is_about(study: Project, about: About, name: str) -> None:
    write_memo(study, " À revoir. ", about=about, name=name, kind=MemoKind.METHOD)
    (memo,) = list_memos(study)
    assert (memo.about, memo.subject, memo.kind, memo.body, memo.coder) == (
        about, name, MemoKind.METHOD, "À revoir.", "Zoé",
    )  # fmt: skip


def test_a_note_on_a_passage_carries_its_words(study: Project) -> None:
    note_passage(study, "P01", place("Ma sœur venait."), "qui ?")
    (memo,) = list_memos(study, source="P01")
    assert (memo.quotation, memo.span) == ("Ma sœur venait.", place("Ma sœur venait."))


def test_a_memo_on_a_coding_is_listed_with_its_quotation(study: Project) -> None:
    code_passage(study, NewCoding("P01", place("Ma sœur"), "proches", memo="famille"))
    (memo,) = list_memos(study, about=About.CODING)
    assert (memo.subject, memo.quotation, memo.source) == ("essai:proches", "Ma sœur", "P01")


def test_memos_are_changed_taken_away_and_brought_back(study: Project) -> None:
    write_memo(study, "un")
    (memo,) = list_memos(study)
    change_memo(study, memo.guid, body="deux", kind=MemoKind.REFLEXIVE)
    assert [(m.body, m.kind) for m in list_memos(study)] == [("deux", MemoKind.REFLEXIVE)]
    remove_memo(study, memo.guid)
    assert list_memos(study) == []
    undo(study)
    undo(study)
    assert [(m.body, m.kind) for m in list_memos(study)] == [("un", MemoKind.ANALYTIC)]


def test_somebody_elses_memo_is_read_but_not_changed(study: Project) -> None:
    write_memo(study, "de Zoé")
    (memo,) = list_memos(study)
    study.acting = "Ana"
    write_memo(study, "d’Ana")
    assert [m.coder for m in list_memos(study)] == ["Zoé", "Ana"]
    assert [m.body for m in list_memos(study, coder="Ana")] == ["d’Ana"]
    with in_language("en"), pytest.raises(NotAllowed, match="Somebody else"):
        remove_memo(study, memo.guid)


def test_nothing_is_kept_that_is_empty_or_points_nowhere(study: Project) -> None:
    with pytest.raises(NotAllowed):
        write_memo(study, "  \n")
    with pytest.raises(NotFound):
        write_memo(study, "x", about=About.CASE, name="P99")
    with pytest.raises(NotAllowed):
        note_passage(study, "P01", Span(0, 99_999), "x")
    assert list_memos(study) == []


def test_the_memo_book_goes_out_as_text(study: Project, tmp_path: Path) -> None:
    note_passage(study, "P01", place("Ma sœur venait."), "qui ?", kind=MemoKind.TRANSCRIPTION)
    write_memo(study, "Trop de codes.", kind=MemoKind.METHOD)
    out = tmp_path / "mémos.md"
    with in_language("en"):
        assert export_memos(study, out, list_memos(study)) == 2
    text = out.read_text(encoding="utf-8")
    assert "transcription query · P01" in text
    assert "> “Ma sœur venait.”" in text
    assert "Trop de codes." in text
