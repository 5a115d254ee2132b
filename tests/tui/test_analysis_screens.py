"""What a team makes of its codings, by keyboard alone: chart, strengths, themes, print, reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, TextArea

from qualcode.app.analysis.charting import list_summaries
from qualcode.app.analysis.displaying import list_change_objectives, list_joint_rows
from qualcode.app.analysis.rating import list_rated, rate
from qualcode.app.analysis.selecting import choose_quotation, list_chosen
from qualcode.app.analysis.theming import add_theme, list_themes
from qualcode.app.coding.coding import code_passage, mark_source
from qualcode.app.publishing.reporting import fill_checklist
from qualcode.core.analysis.checklist import Status
from qualcode.core.analysis.displays import Fit
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.spans import Span
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.printed import toggled
from qualcode.tui.widgets.choose import Choose
from qualcode.tui.widgets.form import Form
from tests.stories import place
from tests.tui.driving import HearingApp, codings, opened, settle, shown, told, typed

HARD = "Le plus dur… c’était la route."
LONG = "un mot de passe long"
WITHOUT = "Moi je dis que sans elle, on arrêtait."


@pytest.fixture
def coded(study: str) -> str:
    """A barrier of the patient's and a lever of his sister's, coded by Zoé, the source read."""
    with open_project(study, acting="Zoé") as project:
        for words, key, side in (
            (HARD, "distance", Valence.BARRIER),
            (WITHOUT, "proches", Valence.LEVER),
        ):
            code_passage(project, NewCoding("P01", place(words), f"essai:{key}", side))
        mark_source(project, "P01")
    return study


def project_of(app: QualcodeApp) -> Project:
    assert app.session is not None
    return app.session.project


def rows(app: QualcodeApp, table: str = "DataTable") -> list[list[str]]:
    """All cells of a table as they are read."""
    found = app.screen.query_one(table, DataTable)
    return [[str(cell) for cell in found.get_row_at(row)] for row in range(found.row_count)]


async def pressed(app: QualcodeApp, pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until all is done that they began."""
    for key in keys:
        await pilot.press(key)
        if key == "enter" or not isinstance(app.focused, Input):
            await settle(app, pilot)


async def answered(app: QualcodeApp, pilot: Pilot[None], words: str) -> None:
    """Type an answer into the line that has the focus."""
    assert isinstance(app.focused, Input)
    app.focused.value = words
    await pressed(app, pilot, "enter")


async def filled(app: QualcodeApp, pilot: Pilot[None], **answers: str) -> None:
    """Fill in a form and keep it."""
    assert isinstance(app.screen, Form)
    for name, words in answers.items():
        app.screen.query_one(f"#{name}").value = words  # type: ignore[attr-defined]
    await pressed(app, pilot, "f5")


async def test_a_cell_is_summarised_beside_its_quotations(coded: str) -> None:
    async with opened(coded, size=(80, 24)) as (app, pilot):
        await pressed(app, pilot, "Y")
        assert rows(app) == [["Distance", "", "(1)"], ["Relatives", "(1)", ""]]
        assert "0/2 cells" in shown(app, "#heading")
        await pressed(app, pilot, "n", "enter")
        assert HARD in shown(app, "#behind Static")
        app.screen.query_one(TextArea).text = "La route épuise, [b]deux[/b] heures."
        await pressed(app, pilot, "escape")
        (summary,) = list_summaries(project_of(app))
        assert (summary.cell.value, len(summary.concerns)) == ("P01", 1)
        assert "1/2 cells" in shown(app, "#heading")
        assert "[b]deux[/b]" in shown(app, "#context Static")
        await pressed(app, pilot, "enter", "escape", "u")
        assert list_summaries(project_of(app)) == []


async def test_the_columns_of_a_chart_change_with_one_key(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await pressed(app, pilot, "Y", "b")
        assert "by kind" in shown(app, "#heading")
        assert [row[1:] for row in rows(app)] == [["(1)", ""], ["", "(1)"]]


async def test_a_strength_is_judged_with_one_key_and_said_why(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await pressed(app, pilot, "Y", "minus")
        assert list_rated(project_of(app)) == []
        await pressed(app, pilot, "v", "n", "underscore", "m")
        await answered(app, pilot, "Deux heures.")
        ((rating,),) = (one.ratings for one in list_rated(project_of(app)))
        assert (rating.cell.value, rating.strength, rating.rationale) == ("P01", -2, "Deux heures.")
        assert "The codings point to −1." in shown(app, "#context Static")
        await pressed(app, pilot, "minus")
        assert list_rated(project_of(app))[0].ratings[0].rationale == "Deux heures."
        assert rows(app)[0] == ["Distance", "", "−1"]
        await pressed(app, pilot, "x")
        assert list_rated(project_of(app)) == []


async def test_another_raters_judgement_stands_beside_ones_own(coded: str) -> None:
    with open_project(coded, acting="Ana") as project:
        code_passage(project, NewCoding("P01", place(WITHOUT), "essai:recit"))
        rate(project, "distance", "P01", 1, rationale="Elle y va.")
    async with opened(coded) as (app, pilot):
        await pressed(app, pilot, "Y", "v", "n")
        await pressed(app, pilot, "minus")
        assert ["Distance", "", "−1 | +1"] in rows(app)
        assert "They differ" in shown(app, "#context Static")


async def test_a_theme_grows_from_a_statement_to_its_grounds(coded: str) -> None:
    async with opened(coded, size=(80, 24)) as (app, pilot):
        await pressed(app, pilot, "H", "a")
        await answered(app, pilot, "L’accès use [i]tout le monde[/i].")
        await pressed(app, pilot, "n")
        await answered(app, pilot, "La route use.")
        await pressed(app, pilot, "c", *"dist", "enter")
        assert rows(app) == [
            ["L’accès use [i]tout le monde[/i].", "0", "1", "1", "0", "0"],
            ["  └ La route use.", "1", "1", "1", "0", "0"],
        ]
        await pressed(app, pilot, "z", "enter")
        (_top, theme) = list_themes(project_of(app))
        assert [one.name for one in theme.negative] == [HARD]
        await pressed(app, pilot, "P", "enter", "r")
        await answered(app, pilot, "Venir use.")
        (_top, theme) = list_themes(project_of(app))
        assert (theme.statement, theme.parent) == ("Venir use.", None)
        await pressed(app, pilot, "o", "down", "enter")
        assert list_themes(project_of(app))[1].negative == ()
        await pressed(app, pilot, "d")
        assert len(list_themes(project_of(app))) == 1
        await pressed(app, pilot, "u")
        assert len(list_themes(project_of(app))) == 2


async def test_a_quotation_is_chosen_where_it_is_read(coded: str) -> None:
    with open_project(coded, acting="Zoé") as project:
        add_theme(project, "La route use.")
    async with opened(coded) as (app, pilot):
        assert app.session is not None
        app.session.code = "essai:distance"
        app.action_mode("quotations")
        await pressed(app, pilot, "b", "b")
        assert told(app, "chosen already")
        await pressed(app, pilot, "h", "B")
        assert [row[2] for row in rows(app)] == ["Distance", "La route use."]
        assert "largest share ██████████ 100" in shown(app, "#balance")
        assert app.session.basket.theme is None
        await pressed(app, pilot, "s", *"rou", "enter")
        assert [row[2] for row in rows(app)] == ["La route use."]
        await pressed(app, pilot, "escape", "d")
        assert len(list_chosen(project_of(app))) == 1


@pytest.fixture
def chosen(coded: str) -> str:
    """Both passages chosen for print; the sister did not say that she may be quoted."""
    with open_project(coded, acting="Zoé") as project:
        for words in (HARD, WITHOUT):
            guid = code_passage(project, NewCoding("P01", place(words), "essai:recit"))
            choose_quotation(project, guid)
    return coded


async def test_words_are_cut_emboldened_and_put_in(chosen: str) -> None:
    async with opened(chosen, size=(80, 24)) as (app, pilot):
        await pressed(app, pilot, "B", "enter", "v", "w", "w", "c")
        assert printed(app) == "[…] c’était la route."
        await pressed(app, pilot, "w", "w", "v", "w", "g")
        edits = list_chosen(project_of(app))[0].selected.edits
        assert [span.of(HARD) for span in edits.emphasis] == ["la route."]
        await pressed(app, pilot, "i")
        await answered(app, pilot, "trajet en ambulance")
        assert printed(app) == "[…] c’était la [trajet en ambulance] route."
        await pressed(app, pilot, "x")
        assert printed(app) == "[…] c’était la route."
        await pressed(app, pilot, "u", "u")
        assert printed(app) == "[…] c’était la route."
        await pressed(app, pilot, "escape")
        assert rows(app)[0][-1].startswith("[…] c’était")


def printed(app: QualcodeApp) -> str:
    """The first chosen quotation as it is printed."""
    return "".join(run.text for run in list_chosen(project_of(app))[0].runs)


@pytest.mark.parametrize(
    ("held", "marked", "now"),
    [
        ([], (0, 2), [(0, 2)]),
        ([(0, 2)], (0, 2), []),
        ([(0, 2)], (3, 5), [(0, 5)]),
        ([(0, 2)], (6, 8), [(0, 2), (6, 8)]),
        ([(0, 8)], (3, 5), [(0, 2), (6, 8)]),
        ([(0, 8)], (0, 2), [(3, 8)]),
        ([(3, 8)], (0, 5), [(0, 8)]),
    ],
)
def test_what_only_blanks_part_is_one_cut(
    held: list[tuple[int, int]], marked: tuple[int, int], now: list[tuple[int, int]]
) -> None:
    spans = toggled([Span(*one) for one in held], Span(*marked), "aé bé cé")
    assert [(span.start, span.end) for span in spans] == now


async def test_a_translation_names_its_translator(chosen: str) -> None:
    async with opened(chosen) as (app, pilot):
        await pressed(app, pilot, "B", "t")
        await filled(app, pilot, words="It was the road.")
        assert "Say who translated" in shown(app, "#notes")
        await filled(app, pilot, translator="Zoé")
        assert list_chosen(project_of(app))[0].selected.translation == "It was the road."
        assert "Zoé: It was the road." in shown(app, "#context Static")


async def test_who_did_not_agree_is_asked_for_before_print(chosen: str, tmp_path: Path) -> None:
    out = tmp_path / "exports" / "quotes_en.docx"
    async with opened(chosen) as (app, pilot):
        await pressed(app, pilot, "B")
        assert "1 person to confirm" in shown(app, "#heading")
        assert [row[1] for row in rows(app)] == ["P01", "A01 ?"]
        await pressed(app, pilot, "e", "enter")
        assert told(app, "A01 not confirmed")
        assert not out.exists()
        await pressed(app, pilot, "e")
        await answered(app, pilot, "A01")
        await pressed(app, pilot, "enter")
        assert told(app, "Wrote")
        assert out.read_bytes()[:2] == b"PK"


async def test_an_open_item_is_answered_where_it_stands(coded: str) -> None:
    async with opened(coded, size=(80, 24)) as (app, pilot):
        await pressed(app, pilot, "O", "down", "enter")
        assert isinstance(app.focused, TextArea)
        app.focused.text = "Œuvre de\n« sociologues »."
        await pressed(app, pilot, "escape")
        item = fill_checklist(project_of(app), "coreq")[1]
        assert (item.status, item.words) == (Status.ANSWERED, "Œuvre de\n« sociologues ».")
        shown_before = len(rows(app))
        await pressed(app, pilot, "o")
        assert len(rows(app)) < shown_before
        await pressed(app, pilot, "s")
        assert "SRQR" in shown(app, "#heading")
        await pressed(app, pilot, "u")
        assert fill_checklist(project_of(app), "coreq")[1].status is Status.OPEN


async def test_a_figure_stands_beside_a_theme_and_an_objective_on_a_code(coded: str) -> None:
    with open_project(coded, acting="Zoé") as project:
        theme = add_theme(project, "La route use.")
    async with opened(coded, size=(80, 24)) as (app, pilot):
        await pressed(app, pilot, "J", "a")
        await filled(app, pilot, topic="Trajet")
        assert "a topic and a value" in shown(app, "#notes")
        await filled(app, pilot, value="2 h", n="12", beside=f"t{theme}", fit=Fit.EXPANDS)
        (row,) = list_joint_rows(project_of(app))
        assert (row.theme, row.aggregate.n, row.fit) == (theme, 12, Fit.EXPANDS)
        await pressed(app, pilot, "tab", "a")
        await filled(app, pilot, code="cessai:distance", actor="ARS", performance="rembourse",
                     words="Le trajet est payé.")  # fmt: skip
        assert [one.actor for one in list_change_objectives(project_of(app))] == ["ARS"]
        await pressed(app, pilot, "d", "u")
        assert rows(app, "#objectives")[0][1] == "ARS"


async def test_figures_come_from_a_file(coded: str, tmp_path: Path) -> None:
    file = tmp_path / "chiffres.csv"
    file.write_text("topic,value,source,n\nTrajet,2 h,PMSI,12\nÂge,61 ans,PMSI,12\n", "utf-8")
    async with opened(coded) as (app, pilot):
        await pressed(app, pilot, "J", "f")
        await answered(app, pilot, str(file))
        await filled(app, pilot, beside="-", fit=Fit.SILENT)
        assert [row[0] for row in rows(app, "#joint")] == ["Trajet", "Âge"]


async def exchange(app: HearingApp, pilot: Pilot[None], coder: str, **answers: str) -> None:
    """Hand a package out to somebody new."""
    await pressed(app, pilot, "h", *"some", "enter")
    await answered(app, pilot, coder)
    await filled(app, pilot, **answers)


async def test_a_package_is_handed_out_sealed_or_refused(coded: str, tmp_path: Path) -> None:
    async with opened(coded) as (app, pilot):
        app.action_mode("exchange")
        await settle(app, pilot)
        await exchange(app, pilot, "Ana")
        assert "Give a passphrase" in shown(app, "#notes")
        await filled(app, pilot, passphrase=LONG, again="un autre")
        assert "not the same" in shown(app, "#notes")
        await filled(app, pilot, again=LONG)
        assert (tmp_path / "exports" / "handout_Ana.qchandout").exists()
        assert "by telephone" in shown(app, "#report Static")


async def test_a_package_is_looked_at_before_it_is_taken_in(coded: str, tmp_path: Path) -> None:
    package = tmp_path / "exports" / "handout_Ana.qualcode"
    async with opened(coded) as (app, pilot):
        app.action_mode("exchange")
        await settle(app, pilot)
        await exchange(app, pilot, "Ana", protection="open")
        with open_project(str(package), acting="Ana") as road:
            code_passage(road, NewCoding("P01", place(HARD), "essai:recit"))
        await pressed(app, pilot, "g")
        await answered(app, pilot, str(package))
        assert "new 1" in shown(app, "#report Static")
        assert "Nothing is written yet." in shown(app, "#report Static")
        await pressed(app, pilot, "n")
        assert "Nothing was written." in shown(app, "#report Static")
        await pressed(app, pilot, "g")
        await answered(app, pilot, str(package))
        await pressed(app, pilot, "y")
        assert "Taken in." in shown(app, "#report Static")
        assert {coding.coder for coding in codings(app)} == {"Ana", "Zoé"}


async def test_every_kind_of_file_is_offered_in_either_language(coded: str, tmp_path: Path) -> None:
    async with opened(coded, size=(80, 24)) as (app, pilot):
        await pressed(app, pilot, "E", "s")
        assert "in French" in shown(app, "#heading")
        kinds = [row[0] for row in rows(app)]
        at = kinds.index("Codebook as an annex")
        await pressed(app, pilot, *(["down"] * at), "enter", "enter")
        assert (tmp_path / "exports" / "codebook_annex_fr.docx").exists()
        assert rows(app)[at][2] == "yes"
        await pressed(app, pilot, *(["up"] * (at - kinds.index("Chart of summaries"))))
        await pressed(app, pilot, "enter", "enter")
        assert told(app, "Nothing stands in this chart yet")


async def test_the_palette_begins_an_exchange_from_anywhere(coded: str) -> None:
    async with opened(coded) as (app, pilot):
        await pressed(app, pilot, "ctrl+p", *"take a p", "enter")
        assert isinstance(app.focused, Input)
        assert "Which package?" in str(app.screen.query_one(".ask Static").render())
        assert not app.screen.query(Choose)
        await typed(pilot, "escape")
