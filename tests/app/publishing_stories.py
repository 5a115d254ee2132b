"""A small study from which every kind of file can be made."""

from __future__ import annotations

from qualcode.app.analysis.charting import summarise
from qualcode.app.analysis.displaying import add_change_objective, add_joint_row
from qualcode.app.analysis.selecting import choose_quotation
from qualcode.app.analysis.theming import add_theme, build_theme_on
from qualcode.app.coding.coding import mark_source
from qualcode.app.coding.memos import write_memo
from qualcode.app.pairs.disagreeing import list_disagreements
from qualcode.app.pairs.settling import Wish as Decided
from qualcode.app.pairs.settling import settle
from qualcode.app.publishing.reporting import answer
from qualcode.app.publishing.wishes import Wish
from qualcode.core.analysis.displays import Aggregate, Fit
from qualcode.core.analysis.themes import MemberKind
from qualcode.core.coding import Valence
from qualcode.core.pairs.settlement import Decision
from qualcode.core.people import Case
from qualcode.store.project import Project
from qualcode.store.rows.cases import put_case
from tests.app.codebook_stories import HOURS, NURSE, ROAD, acting, give
from tests.stories import fill

CODES = ("essai:distance", "essai:proches")
SISTER = "Ma sœur venait."


def furnished(project: Project) -> Project:
    """P01’s interview is coded in three places and read."""
    fill(project)
    give(project, ROAD, "distance", Valence.BARRIER)
    give(project, HOURS, "distance", Valence.BARRIER)
    choose_quotation(project, give(project, NURSE, "joignable"))
    mark_source(project, "P01")
    return project


def complete(project: Project) -> Project:
    """A second coder, a decision, a memo, a summary, a theme, figures of others, an answer."""
    furnished(project)
    give(project, ROAD, "recit")
    with project.change("fill") as change:
        for name, group in (("P01", "implanté"), ("A01", "non implanté")):
            kind, linked = ("patient", None) if name == "P01" else ("relative", "P01")
            put_case(
                change,
                Case(
                    name,
                    kind,
                    linked_to=linked,
                    quote_allowed=True,
                    attributes={"group": group, "sex": "F"},
                ),
            )
    with acting(project, "Maël"):
        give(project, ROAD, "distance", Valence.BARRIER)
        give(project, HOURS, "recit")
        mark_source(project, "P01")
    (pair,) = list_disagreements(project)
    settle(
        project, pair.open[0].key, Decided(Decision.NEITHER, "Le récit seul n’est pas un frein.")
    )
    write_memo(project, "La route revient partout : « deux heures ».")
    summarise(project, "distance", "P01", "Deux heures de route, et la sœur qui suit.")
    theme = add_theme(project, "La route use avant le soin")
    build_theme_on(project, theme, MemberKind.CODE, "essai:distance")
    figure = Aggregate("Trajet médian", "118 min", "registre inventé", 40)
    add_joint_row(project, figure, Fit.CONFIRMS, theme=theme, inference="Les deux se suivent.")
    add_change_objective(project, "essai:distance", "centre", "groupe les visites", "Un trajet")
    answer(project, "coreq:2", "Infirmière et sociologue")
    return project


def wished(kind: str, language: str = "fr") -> Wish:
    """What a kind of file is asked for with in this study."""
    asked = {"source": "P01", "paper": "comments"} if kind == "transcript" else {}
    between = ("implanté", "non implanté") if kind == "contrast" else ()
    by = "group" if kind == "contrast" else "case"
    return Wish(language, "Zoé", by=by, between=between, asked=asked)


def ending(kind: str) -> str:
    """The usual ending of a kind of file."""
    if kind.startswith("figure-"):
        return ".png"
    return {"memos": ".md", "codebook": ".yaml"}.get(kind, ".docx")
