"""A small study with one of everything that a team makes of its codings."""

from __future__ import annotations

from qualcode.app.coding.coding import code_passages
from qualcode.core.analysis.charting import Cell
from qualcode.core.analysis.displays import Aggregate, Fit
from qualcode.core.analysis.themes import MemberKind
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.memo import About, MemoKind
from qualcode.core.people import Progress, Role
from qualcode.store.project import Project
from qualcode.store.rows import answers, charts, displays, memos, sources, themes
from qualcode.store.rows.cases import coder_named, set_role
from qualcode.store.rows.codebooks import CodeIndex
from tests.stories import fill, place

TRIP, SISTER = "Le plus dur… c’était la route.", "Ma sœur venait."
CELL = Cell("essai:distance", "case", "P01")


def analyse(project: Project) -> Project:
    """Fill an empty project with the small study, two coders, and one of everything."""
    fill(project)
    trip = NewCoding("P01", place(TRIP), "distance", Valence.BARRIER, memo="à relire")
    (guid,) = code_passages(project, [trip])
    project.acting = "Maël"
    code_passages(project, [NewCoding("P01", place(SISTER), "proches", Valence.LEVER)])
    project.acting = "Zoé"
    with project.change("theme") as change:
        connection = change.connection
        find = CodeIndex(connection).find
        zoe = coder_named(connection, "Zoé").id
        top = themes.add_theme(change, "La route use.", None)
        key = int(themes.theme_row(connection, top).id)
        themes.add_theme(change, "Les proches portent.", key)
        code = memos.guid_of(connection, About.CODE, "essai:distance") or ""
        themes.put_member(change, key, MemberKind.CODE, code, negative=False)
        themes.put_member(change, key, MemberKind.CODING, guid, negative=True)
        charts.put_summary(change, find("distance").id, CELL, "Deux heures de route.", [guid])
        charts.put_rating(change, find("distance").id, CELL, zoe, -2, "deux exemples")
        figure = Aggregate("Trajet médian", "120 min", "registre", 40)
        displays.add_joint_row(
            change, figure, Fit.CONFIRMS, theme_id=key, code_id=None, inference="même poids"
        )
        displays.add_change_objective(
            change, find("distance").id, "soignants", "proposer", "savoir proposer", [guid]
        )
        answers.put_answer(change, "coreq:9", "analyse thématique")
        memos.add_memos(change, zoe, About.STUDY, [(None, "une idée")], kind=MemoKind.REFLEXIVE)
        sources.mark_progress(change, "P01", zoe, Progress.READ)
        set_role(change, "Maël", Role.TRAINEE)
    return project
