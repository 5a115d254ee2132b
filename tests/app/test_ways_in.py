"""Whatever way words come in or go out, names in them are decided first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.memos import list_memos
from qualcode.app.coding.reading import list_cases, list_codings, load_transcript
from qualcode.app.gate.held_texts import screen_project
from qualcode.app.pairs.exchange import hand_out
from qualcode.app.privacy.rights import object_to_use
from qualcode.app.programs.moved_review import move_in_reviewed, review_moving
from qualcode.app.programs.moving_in import move_in
from qualcode.app.pseudonyms.corrected_review import correct_reviewed, review_correction
from qualcode.app.pseudonyms.entering import import_reviewed
from qualcode.app.pseudonyms.reviewing import start_review
from qualcode.app.publishing.codebook_files import export_codebook
from qualcode.app.texts.besides import described
from qualcode.app.texts.correcting import correct_source
from qualcode.app.texts.importing import import_sources, prepare
from qualcode.core.codebook import Code, Codebook, ValencePolicy, Wording
from qualcode.core.coding import NewCoding
from qualcode.core.errors import InputProblem, NotAllowed, PrivacyRefusal
from qualcode.core.memo import About
from qualcode.core.people import Case
from qualcode.core.portable import (
    PortableCase,
    PortableCode,
    PortableCoding,
    PortableNote,
    PortableProject,
    PortableSource,
)
from qualcode.core.source_sheet import SourceSheet
from qualcode.core.spans import Span
from qualcode.core.transcript import Document, Remark
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from qualcode.store.rows.codebooks import add_codebook
from tests.app.review_stories import accept_all

SAID = "ENQ : Oui ?\nP07 : Le docteur Tchobanyel m’a vue. C’était loin, très loin.\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    (tmp_path / "kept").mkdir()
    where = str(tmp_path / "kept" / "étude.qualcode")
    with create_project(where, title="Essai", acting="Zoé") as made:
        yield made


def held_bytes(project: Project) -> str:
    assert project.path is not None
    files = [one for one in project.path.parent.rglob("*") if one.is_file()]
    return "".join(one.read_bytes().decode("utf-8", "replace") for one in files)


def from_elsewhere() -> PortableProject:
    at = SAID.index("C’était")
    return PortableProject(
        name="Autre",
        coders={"z": "Zoé"},
        codes=(PortableCode("c", "Distance"),),
        cases=(
            PortableCase("k", Case("Garancher", "patient", attributes={"par": "Mme Bolinhard"})),
        ),
        sources=(PortableSource("s", "entretien_Garancher", SAID),),
        codings=(PortableCoding("x", "s", Span(at, len(SAID) - 1), "c", "z"),),
        notes=(PortableNote("n", "Mme Garancher pleure.", About.STUDY),),
    )


def test_a_project_of_another_program_is_reviewed_with_all_that_stands_beside(
    project: Project,
) -> None:
    with pytest.raises(PrivacyRefusal) as refused:
        move_in(project, from_elsewhere())
    assert "Garancher" not in str(refused.value)
    moving = review_moving(project, from_elsewhere())
    accept_all(moving.review)
    done = move_in_reviewed(project, moving)
    (coding,) = list_codings(project, source=done.sources[0])
    assert coding.quotation == "C’était loin, très loin."
    assert [memo.body.endswith("pleure.") for memo in list_memos(project)] == [True]
    held = held_bytes(project)
    assert [one for one in ("Garancher", "Tchobanyel", "Bolinhard") if one in held] == []
    assert all("[" not in case.name for case in list_cases(project))


def test_comments_of_a_file_come_in_with_a_review_and_without_names(
    project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "P07.txt"
    path.write_text(SAID, encoding="utf-8")
    (one,) = prepare(project, [path])
    remark = Remark(Span(14, 20), "voir Mme Garancher")
    one = replace(one, document=replace(one.document, remarks=(remark,)))
    review = start_review(project, [one])
    accept_all(review)
    import_reviewed(project, review)
    (memo,) = list_memos(project)
    assert memo.body.startswith("voir ")
    assert "Garancher" not in held_bytes(project)


def test_tables_of_cases_are_screened_and_pseudonymised(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "P07.txt"
    path.write_text("ENQ : Oui ?\nP07 : C’était loin.\n", encoding="utf-8")
    cases = [Case("P07", "patient", attributes={"aidant": "M. Garancher"})]
    incoming = prepare(project, [path], cases=cases)
    with pytest.raises(PrivacyRefusal):
        import_sources(project, incoming, cases=cases)
    beside = [described(project, incoming, cases)]
    review = start_review(project, incoming, cases=["P07"], beside=beside)
    accept_all(review)
    import_reviewed(project, review, cases=cases)
    (case,) = list_cases(project)
    assert case.name == "P07"
    assert case.attributes["aidant"].endswith("]")
    assert "Garancher" not in held_bytes(project)


def test_a_table_that_does_not_fit_tells_labels_masked(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "P07.txt"
    path.write_text("ENQ : Oui ?\n\nMme Garancher : Non.\n", encoding="utf-8")
    sheet = SourceSheet("P07", "P07.txt", "interview", speakers={"P07": "P07"})
    with pytest.raises(InputProblem) as told:
        prepare(project, [path], sheets=[sheet])
    assert "ENQ" in str(told.value)
    assert "Garancher" not in str(told.value)


@pytest.fixture
def held(project: Project, tmp_path: Path) -> Project:
    """A source in which a name was let in for a reason."""
    path = tmp_path / "P07.txt"
    path.write_text(SAID, encoding="utf-8")
    import_sources(project, prepare(project, [path]), accept_reason="figure publique")
    return project


def corrected(project: Project, old: str, new: str) -> Document:
    from qualcode.interop.transcripts import find_turns

    text = load_transcript(project, "P07").text.replace(old, new)
    return Document(text, find_turns(text).turns)


def test_what_was_let_in_once_does_not_keep_a_correction_out(held: Project) -> None:
    correct_source(held, "P07", corrected(held, "très loin", "bien loin"))
    assert "bien loin" in load_transcript(held, "P07").text
    assert not any(one.open for one in screen_project(held))


def test_a_name_that_comes_in_with_a_correction_is_decided_first(held: Project) -> None:
    document = corrected(held, "très loin", "loin de Mme Garancher")
    with pytest.raises(PrivacyRefusal):
        correct_source(held, "P07", document)
    review = review_correction(held, "P07", document)
    (waiting,) = review.open
    review.accept(waiting.key)
    correct_reviewed(held, "P07", review)
    text = load_transcript(held, "P07").text
    assert "Tchobanyel" in text
    assert "Garancher" not in held_bytes(held)


def book(definition: str) -> Codebook:
    wording = Wording({"fr": "Distance"}, {"fr": definition})
    return Codebook(
        "essai",
        "1.0.0",
        {"fr": "Grille"},
        (Code("distance", wording, None, True, ValencePolicy.NONE),),
    )


@pytest.mark.parametrize(
    ("definition", "refused"),
    [("Comme Mme Garancher, loin de tout.", True), ("Bolinhardisation du trajet.", False)],
)
def test_a_codebook_leaves_without_names_but_with_its_jargon(
    project: Project, tmp_path: Path, definition: str, *, refused: bool
) -> None:
    with project.change("fill") as change:
        add_codebook(change, book(definition))
    out = tmp_path / "grille.yaml"
    if not refused:
        export_codebook(project, None, out)
        assert out.exists()
        return
    with pytest.raises(PrivacyRefusal, match="essai:distance"):
        export_codebook(project, None, out)
    assert not out.exists()


def test_who_objects_is_neither_coded_further_nor_handed_out(held: Project, tmp_path: Path) -> None:
    with held.change("fill") as change:
        add_codebook(change, book("Loin."))
    object_to_use(held, "P07", "lettre du 3 mars")
    at = SAID.index("C’était")
    with pytest.raises(NotAllowed, match="objected"):
        code_passage(held, NewCoding("P07", Span(at, at + 12), "distance"))
    with pytest.raises(NotAllowed, match="P07"):
        hand_out(held, "Léa", tmp_path / "P07.qualcode", sources=["P07"])
