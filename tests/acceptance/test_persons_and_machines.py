"""Erasure, retention, coders in two places: rows T9–T11 of what the tool must hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qualcode.app.analysis.selecting import choose_quotation, list_chosen
from qualcode.app.coding.coding import code_passage, mark_source
from qualcode.app.coding.memos import list_memos, write_memo
from qualcode.app.coding.reading import list_cases, list_codings, load_transcript
from qualcode.app.gate.ledgering import list_exports
from qualcode.app.pairs.coders import enrol_coder
from qualcode.app.pairs.exchange import hand_out, merge_package
from qualcode.app.privacy.archiving import archive, purge, verify_archive
from qualcode.app.privacy.erasing import erase_case
from qualcode.app.privacy.retention import clock_of, publish
from qualcode.app.publishing.exporting import export_themes
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed
from qualcode.core.memo import About
from qualcode.core.privacy.retention import Phase
from qualcode.core.spans import Span
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.store.safety.check import check
from tests.acceptance.conftest import Copy


def test_t9_who_is_erased_leaves_no_turn_coding_memo_or_quotation(
    copy: Copy, tmp_path: Path
) -> None:
    with open_project(str(copy("antares")), acting="C1") as project:
        coding = next(c for c in list_codings(project, source="P03", coder="C1"))
        choose_quotation(project, coding.guid)
        write_memo(project, "P03 raconte la nuit.", about=About.CASE, name="P03")
        export_themes(project, tmp_path / "avant.docx", language="fr", quote=["P09"])
        report = erase_case(project, "P03", "demande du 3 mars")
        assert (report.sources, report.found, report.sound) == (("P03",), 0, True)
        assert [file for file, _when, _n in report.exports] == ["avant.docx"]
        assert list_codings(project, source="FG")
        assert "P03" not in {case.name for case in list_cases(project)}
        assert not [one for one in list_chosen(project) if one.selected.source == "P03"]
        assert "la nuit" not in " ".join(memo.body for memo in list_memos(project))
        assert list_exports(project)


def test_t9_a_voice_of_the_group_leaves_marks_and_the_others_codings(copy: Copy) -> None:
    with open_project(str(copy("antares")), acting="C1") as project:
        case = load_transcript(project, "FG").speakers["R5 (Réseau 5)"].case
        assert case is not None
        others = {(c.guid, c.quotation) for c in list_codings(project, source="FG", coder="C1")}
        report = erase_case(project, case, "demande du 3 mars")
        text = load_transcript(project, "FG").text
        left = list_codings(project, source="FG", coder="C1")
        assert text.count("[tour retiré]") == report.turns == 26
        assert 0 < len(left) < len(others)
        assert {(c.guid, c.quotation) for c in left} <= others
        assert all(c.quotation == c.span.of(text) for c in left)


def test_t10_two_years_after_publication_the_archive_stands_and_the_project_is_gone(
    copy: Copy, tmp_path: Path
) -> None:
    where, target = copy("vendee"), tmp_path / "autre support" / "vendee"
    target.parent.mkdir()
    with open_project(str(where), acting="C1") as project:
        publish(project, date(2024, 1, 31))
        clocks = [clock_of(project, date(2025, 11, day)) for day in (1, 2)]
        assert [(c.phase, c.days_left) for c in clocks] == [
            (Phase.RUNNING, 91),
            (Phase.DUE_SOON, 90),
        ]
        assert clock_of(project, date(2026, 2, 1)).phase is Phase.OVERDUE
        assert archive(project, target).sound
    purge(str(where), target, "C1")
    assert not list(where.parent.glob("vendee*"))
    assert verify_archive(target).sound
    with pytest.raises(NotAllowed):
        purge(str(target / "project.qualcode"), target, None)


def test_t11_four_coders_of_two_places_come_together_and_nothing_is_lost(
    copy: Copy, tmp_path: Path
) -> None:
    coders = ("C1", "C2", "C3", "C4")
    where = copy("vendee")
    packages = {name: tmp_path / f"{name}.qualcode" for name in ("C3", "C4")}
    with open_project(str(where), acting="C1") as home:
        before = {c.guid for c in list_codings(home)}
        for name, package in packages.items():
            enrol_coder(home, name)
            hand_out(home, name, package)
    for name in coders:
        with open_project(str(packages.get(name, where)), acting=name) as project:
            _code(project, name)
    with open_project(str(where), acting="C1") as home:
        for package in packages.values():
            merge_package(home, package)
        layers = {name: list_codings(home, coder=name) for name in coders}
        assert before <= {c.guid for layer in layers.values() for c in layer}
        for name, layer in layers.items():
            assert sum(c.memo == f"lu par {name}" for c in layer) == 1
        sides = {c.valence for layer in layers.values() for c in layer if c.memo}
        assert sides == {Valence.BARRIER, Valence.LEVER}
        assert check(home).problems == ()
        assert merge_package(home, packages["C3"]).empty


def _code(project: Project, name: str) -> None:
    """Each coder gives the same words the same code; two call it a barrier, two a lever."""
    side = Valence.BARRIER if name in {"C1", "C3"} else Valence.LEVER
    transcript = load_transcript(project, "D01")
    turn = next(t for t in transcript.turns if t.speaker == "D01" and t.speech)
    assert turn.speech is not None
    span = Span(turn.speech.start, turn.speech.start + 20)
    code_passage(project, NewCoding("D01", span, "lien_ville", side, memo=f"lu par {name}"))
    mark_source(project, "D01")
