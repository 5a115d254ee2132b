"""What the screens of the analysis look like: a pick of sizes and themes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qualcode.app.analysis.charting import summarise
from qualcode.app.analysis.displaying import add_change_objective, add_joint_row
from qualcode.app.analysis.rating import rate
from qualcode.app.analysis.selecting import choose_quotation, edit_quotation, translate_quotation
from qualcode.app.analysis.theming import add_theme, build_theme_on
from qualcode.app.coding.coding import code_passage, mark_source
from qualcode.core.analysis.displays import Aggregate, Fit
from qualcode.core.analysis.selection import Edits
from qualcode.core.analysis.themes import MemberKind
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.spans import Span
from qualcode.store.opening import create_project
from qualcode.store.project import Project
from qualcode.tui.app import QualcodeApp
from tests.stories import fill, place
from tests.tui.test_snapshots_screens import LARGE, Look, Snapshot, on_the_way

HARD = "Le plus dur… c’était la route."
WITHOUT = "Moi je dis que sans elle, on arrêtait."
LOOKS = (
    Look("chart", ("Y",)),
    Look("strengths", ("Y", "v", "n"), LARGE, "mono"),
    Look("beside", ("Y", "enter"), theme="light"),
    Look("theme_tree", ("H", "down"), theme="mono"),
    Look("basket", ("B",), theme="light"),
    Look("printed", ("B", "enter", "v", "w"), theme="mono"),
    Look("checklist", ("O",)),
    Look("displays", ("J",), LARGE),
    Look("figure", ("J", "a")),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interview that a team has made something of."""
    where = tmp_path_factory.mktemp("analysis") / "étude.qualcode"
    with create_project(str(where), title="Étude inventée", acting="Zoé") as project:
        fill(project)
        hard = code(project, HARD, "distance", Valence.BARRIER)
        without = code(project, WITHOUT, "proches", Valence.LEVER)
        mark_source(project, "P01")
        summarise(project, "distance", "P01", "La route épuise, « même » l’été ; [sic].")
        rate(project, "distance", "P01", -2, rationale="Deux heures, deux fois.")
        top = add_theme(project, "L’accès use les corps.")
        sub = add_theme(project, "La route use ; la présence tient.", parent=top)
        build_theme_on(project, sub, MemberKind.CODE, "distance")
        build_theme_on(project, sub, MemberKind.CODING, without, negative=True)
        edits = Edits(cuts=(Span(0, 13),), emphasis=(Span(21, 29),))
        edit_quotation(project, choose_quotation(project, hard), edits)
        guid = choose_quotation(project, without, theme=sub)
        translate_quotation(project, guid, "Without her we would have stopped.", "Zoé")
        figure = Aggregate("Trajet", "2 h", "invented for tests", 12)
        add_joint_row(project, figure, Fit.EXPANDS, theme=sub, inference="Long, et subi.")
        add_change_objective(project, "distance", "ARS", "rembourse", "Le trajet est payé.")
    return where


def code(project: Project, words: str, key: str, side: Valence) -> str:
    return code_passage(project, NewCoding("P01", place(words), f"essai:{key}", side))


@pytest.fixture
def study(template: Path, tmp_path: Path) -> str:
    """The study, for one test alone."""
    return str(shutil.copy(template, tmp_path / template.name))


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_screen(snap_compare: Snapshot, study: str, look: Look) -> None:
    app = QualcodeApp(study, "Zoé")
    try:
        assert snap_compare(app, terminal_size=look.size, run_before=on_the_way(look))
    finally:
        app.close()
