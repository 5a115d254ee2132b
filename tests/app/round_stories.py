"""What tests of rounds share: six invented interviews in two groups, and short verbs."""

from __future__ import annotations

from typing import Any

from qualcode.app.coding.coding import code_passage, mark_source
from qualcode.app.pairs.coders import enrol_coder
from qualcode.app.pairs.round_plans import RoundPlan, start_round
from qualcode.app.pairs.rounds import lock_layer, reveal_round
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.pairs.rounds import Round
from qualcode.core.pairs.sampling import Sampling
from qualcode.core.people import Case, Role
from qualcode.core.spans import Span
from qualcode.core.transcript import Speaker
from qualcode.store.project import Project
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import sources as source_rows
from tests.app.codebook_stories import acting
from tests.stories import document, fill

SOURCES = ("P01", "P02", "P03", "P04", "P05", "P06")
GROUPS = dict(zip(SOURCES, ("implanté",) * 4 + ("non implanté",) * 2, strict=True))


def said_by(case: str) -> tuple[tuple[str, str], ...]:
    """What is said in an interview: the same, with the case's name in it."""
    return (
        ("ENQ", "Comment ça s’est passé ?"),
        (case, f"Le trajet… {case} l’a mal vécu. Ma sœur venait 😀."),
        ("ENQ", "Et l’équipe ?"),
        (case, "Présente, toujours. On l’appelait la nuit !"),
    )


def team(project: Project) -> None:
    """Fill a project with six interviews; Zoé and Maël code, Léa is a trainee, Guy looks on."""
    fill(project, "P01")
    with project.change("fill") as change:
        for case in SOURCES:
            attributes = {"group": GROUPS[case]}
            case_rows.put_case(change, Case(case, "patient", attributes=attributes))
        for case in SOURCES[1:]:
            source_rows.add_source(
                change,
                document(said_by(case)),
                name=case,
                kind="interview",
                language="fr",
                speaker_of={
                    "ENQ": Speaker("ENQ", coded=False),
                    case: Speaker(case, coded=True, case=case),
                },
                attributes={"mode": "téléphone" if case in {"P02", "P03"} else "domicile"},
            )
    enrol_coder(project, "Maël")
    enrol_coder(project, "Ana", Role.ADJUDICATOR)
    enrol_coder(project, "Léa", Role.TRAINEE)
    enrol_coder(project, "Guy", Role.VIEWER)


def place(words: str, source: str) -> Span:
    """Where words stand in one of the interviews."""
    text = document().text if source == "P01" else document(said_by(source)).text
    return Span(text.index(words), text.index(words) + len(words))


def give(
    project: Project,
    coder: str,
    source: str,
    words: str,
    code: str = "proches",
    valence: Valence = Valence.UNSET,
) -> str:
    """Let somebody code some words; gives the coding's GUID."""
    with acting(project, coder):
        return code_passage(project, NewCoding(source, place(words, source), code, valence))


def begin(project: Project, *sources: str, name: str = "pilote", **plan: Any) -> Round:
    """Open a round of Zoé and Maël on some sources."""
    asked = {"coders": ("Zoé", "Maël"), "sampling": Sampling(named=sources), "seed": 5, **plan}
    return start_round(project, name, RoundPlan(**asked))


def lock(project: Project, *coders: str, name: str = "pilote") -> None:
    """Let several coders lock their layer."""
    for coder in coders:
        with acting(project, coder):
            lock_layer(project, name)


def revealed(project: Project, *sources: str, **plan: Any) -> Round:
    """A round of Zoé and Maël that has been coded, locked and revealed."""
    held = begin(project, *sources, **plan)
    lock(project, *(coder.name for coder in held.coders), name=held.name)
    return reveal_round(project, held.name)


def read(project: Project, coder: str, *sources: str) -> None:
    """Let somebody mark sources read."""
    with acting(project, coder):
        for source in sources:
            mark_source(project, source)
