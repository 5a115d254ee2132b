"""A participant asks to be erased: nothing of their words stays, nobody else's coding suffers."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from qualcode.app.analysis.charting import list_summaries, summarise
from qualcode.app.analysis.selecting import choose_quotation, list_chosen, translate_quotation
from qualcode.app.coding.coding import code_passage, mark_source, note_on_coding, uncode
from qualcode.app.coding.memos import list_memos, write_memo
from qualcode.app.coding.reading import list_cases, list_codings, list_sources, load_transcript
from qualcode.app.coding.searching import search_words
from qualcode.app.pairs.round_plans import RoundPlan, draft_round
from qualcode.app.privacy.erasing import erase_case
from qualcode.app.projects.keeping import back_up_project
from qualcode.app.projects.undoing import undo
from qualcode.app.publishing.exporting import export_themes
from qualcode.app.texts.correcting import correct_source
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed, NotFound, NotUndoable
from qualcode.core.memo import About
from qualcode.core.pairs.sampling import Sampling
from qualcode.core.people import Case
from qualcode.core.privacy.erasure import count_traces, traces
from qualcode.core.transcript import Speaker
from qualcode.i18n import in_language
from qualcode.store.project import Project
from qualcode.store.rows.cases import put_case
from qualcode.store.rows.sources import add_source
from qualcode.store.safety.check import check
from qualcode.store.tables import erasures
from tests.app.codebook_stories import acting, open_round
from tests.stories import document, fill, place

GROUP = (
    ("ANIM", "Et chez vous, comment cela se passe-t-il ?"),
    ("N01", "La pharmacie hospitalière prépare les mélanges le mercredi. 😀"),
    ("N02", "Nous, une coordinatrice téléphone la veille, l’ambulance attend."),
    ("N01", "Chez nous personne ne téléphone, crois-moi."),
)
MIXES = "La pharmacie hospitalière prépare les mélanges"
CALLS = "une coordinatrice téléphone la veille"


@pytest.fixture
def study(project: Project) -> Project:
    """An interview with a relative in it, and a group of two."""
    fill(project)
    told = document(GROUP)
    with project.change("fill") as change:
        for name in ("N01", "N02"):
            put_case(change, Case(name, "professional", quote_allowed=True))
        add_source(
            change,
            told,
            name="FG",
            kind="focus_group",
            language="fr",
            speaker_of={
                "ANIM": Speaker("ANIM", coded=False),
                "N01": Speaker("N01", coded=True, case="N01"),
                "N02": Speaker("N02", coded=True, case="N02"),
            },
        )
    for words, code in ((MIXES, "distance"), (CALLS, "proches")):
        code_passage(project, NewCoding("FG", place(words, told), code, Valence.LEVER))
    mark_source(project, "FG")
    return project


def in_files(project: Project, words: str) -> int:
    assert project.path is not None
    folder = project.path.parent
    return sum(words.encode() in one.read_bytes() for one in folder.iterdir() if one.is_file())


def test_a_voice_leaves_a_group_and_the_others_stay_where_they_are(study: Project) -> None:
    coding = list_codings(study, code="distance")[0]
    note_on_coding(study, coding.guid, "La pharmacie hospitalière, à comparer.")
    write_memo(study, "N01 parle beaucoup.", about=About.CASE, name="N01")
    translate_quotation(
        study, choose_quotation(study, coding.guid), "The pharmacy prepares mixes.", "inventé"
    )
    summarise(study, "distance", "N01", "La pharmacie hospitalière fait tout.")
    report = erase_case(study, "N01", "demande du 3 mars")

    assert (report.sources, report.turns, report.sound) == ((), 2, True)
    text = load_transcript(study, "FG").text
    assert text.count("[tour retiré]") == 2
    assert "pharmacie" not in text
    (left,) = list_codings(study)
    assert left.quotation == CALLS
    assert left.quotation == left.span.of(text)
    assert [memo.body for memo in list_memos(study)] == []
    assert (list_chosen(study), list_summaries(study)) == ([], [])
    assert [case.name for case in list_cases(study)] == ["A01", "N02", "P01"]
    assert search_words(study, "pharmacie") == []
    assert check(study).problems == ()
    with pytest.raises(NotUndoable):
        undo(study)


def test_an_interview_goes_whole_when_only_linked_relatives_speak_in_it(study: Project) -> None:
    code_passage(study, NewCoding("P01", place("c’était la route"), "distance", Valence.BARRIER))
    with study.read() as connection:
        before = len(connection.execute(select(erasures)).all())
    report = erase_case(study, "P01", "demande")
    assert (report.sources, report.sound) == (("P01",), True)
    assert [source.name for source in list_sources(study)] == ["FG"]
    assert [coding.source for coding in list_codings(study)] == ["FG", "FG"]
    assert {case.name for case in list_cases(study)} == {"A01", "N01", "N02"}
    assert all(case.linked_to is None for case in list_cases(study))
    assert check(study).problems == ()
    with study.read() as connection:
        assert len(connection.execute(select(erasures)).all()) > before


def test_an_interview_that_a_round_sampled_leaves_the_round_with_it(study: Project) -> None:
    with acting(study, "Ana"):
        mark_source(study, "FG")
    draft_round(study, "essai", RoundPlan(("Zoé", "Ana"), sampling=Sampling(named=("P01", "FG"))))
    assert erase_case(study, "P01", "demande").sound
    assert check(study).problems == ()


def test_a_relative_leaves_and_the_patient_stays(study: Project) -> None:
    code_passage(study, NewCoding("P01", place("c’était la route"), "distance", Valence.BARRIER))
    report = erase_case(study, "A01", "demande")
    assert (report.sources, report.turns) == ((), 1)
    assert "on arrêtait" not in load_transcript(study, "P01").text
    assert [c.quotation for c in list_codings(study, source="P01")] == ["c’était la route"]


def test_no_byte_of_the_words_is_left_in_the_files(study: Project) -> None:
    if study.path is None:
        assert erase_case(study, "N01", "demande").found is None
        return
    coding = list_codings(study, code="distance")[0]
    uncode(study, [coding.guid])
    before = document((*GROUP[:3], ("N01", "Chez nous personne n’appelle jamais, crois-moi.")))
    correct_source(study, "FG", before)
    assert in_files(study, "pharmacie") > 0
    report = erase_case(study, "N01", "demande")
    assert report.traces > 3
    assert report.found == 0
    assert report.written_anew
    for words in ("pharmacie", "mélanges", "personne ne téléphone", "n’appelle jamais"):
        assert in_files(study, words) == 0
    assert in_files(study, "coordinatrice") > 0


def test_the_report_names_files_and_backups_that_still_hold_the_words(
    study: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("sortie") / "tableau.docx"
    export_themes(study, out, language="fr")
    if study.path is not None:
        back_up_project(study)
    report = erase_case(study, "N01", "demande")
    assert [file for file, _, _ in report.exports] == ["tableau.docx"]
    assert len(report.backups) == (study.path is not None)


def test_a_backup_of_the_time_before_somebody_came_is_kept(file_project: Project) -> None:
    fill(file_project)
    back_up_project(file_project)
    with file_project.change("fill") as change:
        put_case(change, Case("N01", "professional", quote_allowed=True))
    later = back_up_project(file_project).file
    assert erase_case(file_project, "N01", "demande").backups == (later,)


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_erasure_needs_a_reason_a_name_and_no_open_round(study: Project, reason: str) -> None:
    with pytest.raises(NotAllowed):
        erase_case(study, "N01", reason)
    with pytest.raises(NotFound):
        erase_case(study, "N99", "demande")
    with acting(study, "Ana"):
        code_passage(
            study, NewCoding("P01", place("c’était la route"), "distance", Valence.BARRIER)
        )
    open_round(study, "Zoé", "Ana")
    with in_language("en"), pytest.raises(NotAllowed, match="coded blind"):
        erase_case(study, "N01", "demande")
    study.acting = None
    with in_language("en"), pytest.raises(NotAllowed, match="Who is erasing"):
        erase_case(study, "N01", "demande")


def test_traces_are_what_nobody_else_says() -> None:
    wanted = traces(["Oui. La pharmacie ferme tôt le mercredi soir."], ["Elle ferme tôt."])
    assert "La pharmacie ferme tôt le mercredi soir." in wanted
    assert "pharmacie" in wanted
    assert "Oui." not in wanted
    assert count_traces("… PHARMACIE …".encode(), wanted) == 0
    assert count_traces("la pharmacie".encode("utf-16-le"), wanted) == 1


def test_the_names_of_files_beside_the_project_are_no_others(tmp_path: Path) -> None:
    from qualcode.store.safety.erasing import files_beside

    for name in ("a.qualcode", "a.qualcode-wal", "b.qualcode", ".a.qualcode.draft"):
        (tmp_path / name).write_bytes(b"x")
    found = [one.name for one in files_beside(tmp_path / "a.qualcode")]
    assert found == [".a.qualcode.draft", "a.qualcode", "a.qualcode-wal"]
