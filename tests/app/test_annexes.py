"""What goes out beside the tables of codes, in every format, with its entry in the ledger."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from lxml import etree, html

from qualcode.app.analysis.charting import summarise
from qualcode.app.analysis.displaying import (
    add_change_objective,
    add_joint_row,
    add_joint_rows,
    list_change_objectives,
    list_joint_rows,
    read_aggregates,
    remove_change_objective,
    remove_joint_row,
)
from qualcode.app.analysis.selecting import choose_quotation, edit_quotation
from qualcode.app.analysis.theming import add_theme, build_theme_on
from qualcode.app.coding.coding import mark_source
from qualcode.app.coding.reading import list_exports
from qualcode.app.projects.undoing import undo
from qualcode.app.publishing.annexes import ANNEXES
from qualcode.app.publishing.documents import DOCUMENTS, export_annex
from qualcode.app.publishing.wishes import Wish
from qualcode.cli.tables import ANNEXES as TYPED
from qualcode.core.analysis.displays import Aggregate, Fit
from qualcode.core.analysis.selection import Edits
from qualcode.core.analysis.themes import MemberKind
from qualcode.core.coding import Valence
from qualcode.core.errors import FileProblem, Mistakes, NotAllowed, NotFound, UsageProblem
from qualcode.core.spans import Span
from qualcode.i18n import in_language
from qualcode.store.project import Project
from tests.app.codebook_stories import give
from tests.stories import fill

HARD = "Le plus dur… c’était la route."
WITHOUT = "Moi je dis que sans elle, on arrêtait."


@pytest.fixture
def study(project: Project) -> Project:
    """A study in which everything has been done once."""
    fill(project)
    coding = give(project, HARD, "distance", Valence.BARRIER)
    give(project, WITHOUT, "proches", Valence.LEVER)
    mark_source(project, "P01")
    theme = add_theme(project, "Venir use.")
    build_theme_on(project, theme, MemberKind.CODE, "distance")
    quote = choose_quotation(project, coding, code="distance", theme=theme)
    edit_quotation(project, quote, Edits(cuts=(Span(0, 13),), emphasis=(Span(21, 29),)))
    summarise(project, "distance", "P01", "=La route use.")
    add_joint_row(
        project, Aggregate("Distance", "38 %", "Base (inventée)", 212), Fit.CONFIRMS,
        theme=theme, inference="Elle pèse tôt.",
    )  # fmt: skip
    add_change_objective(project, "distance", "CETD", "Remplir près d’ici", "Former deux IDE")
    return project


def words_of_word(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        tree = etree.fromstring(package.read("word/document.xml"))
    return "".join(tree.itertext())


SAYS = {
    "codebook-annex": "Distance et transport",
    "theme-tree": "Venir use.",
    "chart": "=La route use.",
    "quotes": "[…] c’était la route.",
    "joint": "Elle pèse tôt.",
    "objectives": "Former deux IDE",
    "coreq": "qualcode ",
    "srqr": "2 participants",
}


@pytest.mark.parametrize("kind", ANNEXES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_annex_says_the_same_in_every_format(
    study: Project, tmp_path: Path, kind: str, language: str
) -> None:
    word, page, table = (tmp_path / f"a{ending}" for ending in (".docx", ".html", ".csv"))
    for out in (word, page, table):
        export_annex(study, kind, out, Wish(language))
    text = page.read_text("utf-8")
    assert SAYS[kind] in words_of_word(word)
    assert SAYS[kind] in html.document_fromstring(text.encode()).text_content()
    rows = list(csv.reader(io.StringIO(table.read_bytes().decode("utf-8-sig"))))
    assert any(SAYS[kind] in cell for row in rows for cell in row)
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert f'lang="{language}"' in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert [one["file"] for one in list_exports(study)] == ["a.docx", "a.html", "a.csv"]


def test_the_command_knows_every_annex() -> None:
    assert set(ANNEXES) < set(TYPED) <= set(DOCUMENTS)


def test_words_of_somebody_who_did_not_agree_wait_for_a_confirmation(
    study: Project, tmp_path: Path
) -> None:
    choose_quotation(study, give(study, WITHOUT, "recit"))
    out = tmp_path / "q.docx"
    with in_language("en"), pytest.raises(NotAllowed, match="A01"):
        export_annex(study, "quotes", out, Wish("fr"))
    assert not out.exists()
    export_annex(study, "quotes", out, Wish("fr", confirmed=frozenset({"A01"})))
    assert WITHOUT in words_of_word(out)
    assert list_exports(study)[-1]["quotations"] == 2


@pytest.mark.parametrize("kind", sorted(set(ANNEXES) - {"codebook-annex", "coreq", "srqr"}))
def test_an_empty_annex_says_what_to_do(project: Project, tmp_path: Path, kind: str) -> None:
    fill(project)
    with in_language("en"), pytest.raises(NotAllowed, match="qualcode "):
        export_annex(project, kind, tmp_path / "a.docx", Wish("fr"))


def test_an_ending_that_cannot_be_written_is_refused(study: Project, tmp_path: Path) -> None:
    with in_language("en"), pytest.raises(UsageProblem, match=r"\.docx"):
        export_annex(study, "quotes", tmp_path / "a.odt", Wish("fr"))
    with pytest.raises(NotFound):
        export_annex(study, "codebook-annex", tmp_path / "a.docx", Wish("fr", codebook="rien"))
    assert list(tmp_path.glob("a.*")) == []


def test_rows_of_displays_come_and_go(study: Project) -> None:
    (joint,), (objective,) = list_joint_rows(study), list_change_objectives(study)
    assert (joint.fit, joint.aggregate.n) == (Fit.CONFIRMS, 212)
    assert (objective.code, objective.actor) == ("essai:distance", "CETD")
    remove_joint_row(study, joint.guid[:8])
    remove_change_objective(study, objective.guid)
    assert (list_joint_rows(study), list_change_objectives(study)) == ([], [])
    undo(study)
    assert list_change_objectives(study) == [objective]
    with pytest.raises(NotFound):
        remove_joint_row(study, "zzz")


def test_figures_come_from_csv_or_json_and_stand_together_or_not_at_all(
    study: Project, tmp_path: Path
) -> None:
    table = tmp_path / "chiffres.csv"
    table.write_text("topic;value;source;n\nDélai;21 jours;Base;48\nCoût;;;\n", encoding="utf-8")
    with pytest.raises(Mistakes):
        read_aggregates(table)
    table.write_text("topic;value;source;n\nDélai;21 jours;Base;48\n", encoding="utf-8")
    listed = tmp_path / "chiffres.json"
    listed.write_text(
        json.dumps([{"topic": "Délai", "value": "21 jours", "source": "Base", "n": 48}]), "utf-8"
    )
    assert read_aggregates(table) == read_aggregates(listed)
    with pytest.raises(NotAllowed):
        add_joint_rows(study, [*read_aggregates(table), Aggregate("x", " ")], Fit.SILENT)
    with pytest.raises(UsageProblem):
        add_joint_rows(study, read_aggregates(table), Fit.CONFIRMS)
    assert len(list_joint_rows(study)) == 1
    for broken in ("{", "[1]", '[{"topic": "x"}]', '{"rows": 3}'):
        listed.write_text(broken, "utf-8")
        with pytest.raises(FileProblem):
            read_aggregates(listed)
