"""Charting, strengths, themes and quotations for print: what a team makes of its codings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qualcode.app.analysis.charting import list_summaries, progress_of_chart, summarise
from qualcode.app.analysis.rating import distinguishing, list_rated, rate, suggested_strength
from qualcode.app.analysis.selecting import (
    balance_of_choice,
    choose_quotation,
    drop_quotation,
    edit_quotation,
    list_chosen,
    translate_quotation,
)
from qualcode.app.analysis.theming import (
    add_theme,
    build_theme_on,
    list_themes,
    move_theme,
    remove_theme,
    reword_theme,
    take_out_of_theme,
)
from qualcode.app.coding.coding import mark_source, uncode
from qualcode.app.projects.undoing import undo
from qualcode.app.texts.correcting import correct_source
from qualcode.core.analysis.selection import Edits
from qualcode.core.analysis.themes import MemberKind, as_tree
from qualcode.core.coding import Valence
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.spans import Span
from qualcode.i18n import in_language
from qualcode.store.project import Project
from qualcode.store.safety.check import check
from tests.app.codebook_stories import acting, give, open_round
from tests.stories import SAID, document, fill

HARD = "Le plus dur… c’était la route."
HOURS = "Deux heures aller, deux heures retour !"
WITHOUT = "Moi je dis que sans elle, on arrêtait."


@pytest.fixture
def study(project: Project) -> Project:
    fill(project)
    give(project, HARD, "distance", Valence.BARRIER)
    give(project, WITHOUT, "proches", Valence.LEVER)
    mark_source(project, "P01")
    return project


def test_a_chart_says_how_far_it_is_and_what_it_rests_on(study: Project) -> None:
    assert progress_of_chart(study).to_write == 2
    summarise(study, "distance", "P01", " La route épuise. ")
    (summary,) = list_summaries(study)
    assert (summary.words, len(summary.concerns), summary.lost) == ("La route épuise.", 1, 0)
    assert progress_of_chart(study).written == 1

    uncode(study, summary.concerns)
    (summary,) = list_summaries(study)
    assert (summary.concerns, summary.lost) == ((), 1)
    assert progress_of_chart(study).unfounded == 1

    undo(study)
    summarise(study, "distance", "P01", "Autrement dit.")
    assert [one.words for one in list_summaries(study)] == ["Autrement dit."]
    summarise(study, "distance", "P01", "")
    assert list_summaries(study) == []
    undo(study)
    assert [one.words for one in list_summaries(study)] == ["Autrement dit."]
    assert check(study).problems == ()


def test_a_chart_by_attribute_takes_only_values_that_somebody_has(study: Project) -> None:
    summarise(study, "proches", "relative", "Elle tient tout.", by="kind")
    assert list_summaries(study, by="kind")[0].cell.value == "relative"
    assert list_summaries(study, by="case") == []
    for by, value in (("kind", "voisin"), ("ville", "x"), ("case", "P99")):
        with pytest.raises(NotFound):
            summarise(study, "proches", value, "…", by=by)


def test_a_second_judgement_shows_both_and_the_suggestion(study: Project) -> None:
    rate(study, "distance", "P01", -2, rationale="Deux heures.")
    (rated,) = list_rated(study)
    assert [r.rater for r in rated.ratings] == ["Zoé"]
    assert suggested_strength(study, "distance", "P01").strength == -1
    with acting(study, "Ana"):
        rate(study, "distance", "P01", -1)
    (rated,) = list_rated(study)
    assert [(r.rater, r.strength) for r in rated.ratings] == [("Ana", -1), ("Zoé", -2)]
    assert rated.agreed is None
    rate(study, "distance", "P01", -1)
    assert list_rated(study)[0].agreed == -1
    rate(study, "distance", "P01", None)
    assert [r.rater for r in list_rated(study)[0].ratings] == ["Ana"]
    with pytest.raises(NotAllowed):
        rate(study, "distance", "P01", 3)
    with in_language("en"), pytest.raises(NotAllowed, match="outcome"):
        distinguishing(study, "distance", by="case", high=["P01"])


def test_themes_stand_in_a_tree_over_codes_and_against_codings(study: Project) -> None:
    top = add_theme(study, "L’accès use.")
    sub = add_theme(study, "La route use.", parent=top)
    build_theme_on(study, sub, MemberKind.CODE, "distance")
    build_theme_on(study, sub, MemberKind.CODE, "distance")
    against = give(study, HOURS, "recit")
    build_theme_on(study, sub, MemberKind.CODING, against, negative=True)
    assert [(depth, theme.statement) for depth, theme in as_tree(list_themes(study))] == [
        (0, "L’accès use."), (1, "La route use."),
    ]  # fmt: skip
    (_, theme) = list_themes(study)
    assert theme.codes == ("essai:distance",)
    assert [member.name for member in theme.negative] == [HOURS]

    with in_language("en"), pytest.raises(NotAllowed, match="under itself"):
        move_theme(study, top, sub)
    reword_theme(study, top, "Venir use.")
    take_out_of_theme(study, sub, MemberKind.CODING, against)
    remove_theme(study, top)
    (theme,) = list_themes(study)
    assert (theme.statement, theme.parent, theme.negative) == ("La route use.", None, ())
    undo(study)
    assert [theme.statement for theme in list_themes(study)] == ["Venir use.", "La route use."]
    assert check(study).problems == ()


def test_a_theme_needs_words_and_things_that_exist(study: Project) -> None:
    with pytest.raises(NotAllowed):
        add_theme(study, "  ")
    theme = add_theme(study, "Un thème.")
    for kind, name in ((MemberKind.CODE, "rien"), (MemberKind.MEMO, "x"), (MemberKind.CODING, "")):
        with pytest.raises(NotFound):
            build_theme_on(study, theme, kind, name)
    with pytest.raises(NotFound):
        take_out_of_theme(study, theme, MemberKind.CODE, "distance")
    with pytest.raises(NotFound):
        reword_theme(study, "", "x")


def test_a_quotation_is_chosen_once_edited_and_translated(study: Project) -> None:
    coding = give(study, HARD, "recit")
    guid = choose_quotation(study, coding)
    with in_language("en"), pytest.raises(NotAllowed, match="already"):
        choose_quotation(study, coding)
    edit_quotation(study, guid, Edits(cuts=(Span(0, 13),), emphasis=(Span(21, 29),)))
    translate_quotation(study, guid, "It was the road.", "invented for a test")
    (chosen,) = list_chosen(study, code="recit")
    assert "".join(run.text for run in chosen.runs) == "[…] c’était la route."
    assert [run.text for run in chosen.runs if run.emphasis] == ["la route"]
    assert (chosen.selected.quotation, chosen.to_confirm) == (HARD, False)
    assert chosen.selected.translation == "It was the road."
    with pytest.raises(NotAllowed):
        translate_quotation(study, guid, "x", " ")
    with pytest.raises(NotAllowed):
        edit_quotation(study, guid, Edits(cuts=(Span(0, 500),)))
    undo(study)
    assert list_chosen(study)[0].selected.translation == ""
    drop_quotation(study, guid)
    assert list_chosen(study) == []


def test_a_person_who_did_not_agree_waits_for_a_confirmation(study: Project) -> None:
    choose_quotation(study, give(study, WITHOUT, "recit"), theme=add_theme(study, "Un thème."))
    (chosen,) = list_chosen(study)
    assert chosen.to_confirm
    assert chosen.selected.code is None
    fair = balance_of_choice(study)
    assert (fair.quotations, fair.most_quoted, fair.largest_share) == (1, "A01", 1.0)


def test_a_chosen_quotation_moves_with_a_corrected_text(study: Project) -> None:
    choose_quotation(study, give(study, HARD, "recit"))
    before = list_chosen(study)[0].selected.span
    said = ((SAID[0][0], "Alors, comment ça s’est passé, l’ambulance ?"), *SAID[1:])
    correct_source(study, "P01", document(said))
    (chosen,) = list_chosen(study)
    assert chosen.selected.quotation == HARD
    assert chosen.selected.span.start == before.start + len("Alors, ")


WORK: list[Callable[[Project], object]] = [
    lambda p: summarise(p, "distance", "P01", "x"),
    lambda p: rate(p, "distance", "P01", 1),
    lambda p: add_theme(p, "x"),
    lambda p: choose_quotation(p, "x"),
]


@pytest.mark.parametrize("work", WORK)
def test_the_analysis_waits_for_the_reveal_and_for_a_name(
    study: Project, work: Callable[[Project], object]
) -> None:
    study.acting = None
    with in_language("en"), pytest.raises(NotAllowed, match="Who is writing"):
        work(study)
    study.acting = "Zoé"
    with acting(study, "Ana"):
        give(study, HARD, "recit")
    open_round(study, "Zoé", "Ana")
    with in_language("en"), pytest.raises(NotAllowed, match="coded blind"):
        work(study)
