"""Two coders who differ on an invented interview."""

from __future__ import annotations

from qualcode.app.coding.coding import code_passage, mark_source
from qualcode.core.coding import NewCoding, Valence
from qualcode.store.project import Project
from tests.store.stories import acting_as
from tests.stories import fill, place

ROAD = "Le plus dur… c’était la route."
HOURS = "Deux heures aller, deux heures retour !"
SISTER = "Ma sœur venait."
NURSE = "Et l’infirmière, elle, répondait toujours au téléphone."
WITHOUT = "Moi je dis que sans elle, on arrêtait."
ZOE, MAEL = "Zoé", "Maël"


def give(project: Project, words: str, code: str, valence: Valence = Valence.UNSET) -> str:
    """Give a code to words of the interview."""
    return code_passage(project, NewCoding("P01", place(words), code, valence))


def differ(project: Project) -> None:
    """Both agree on the nurse; they differ on the road, on relatives, and on who answers."""
    fill(project)
    with acting_as(project, ZOE):
        give(project, ROAD, "distance", Valence.BARRIER)
        give(project, "l’infirmière, elle", "joignable")
        give(project, SISTER, "proches", Valence.BARRIER)
        give(project, WITHOUT, "recit")
        mark_source(project, "P01")
    with acting_as(project, MAEL):
        give(project, f"{ROAD} {HOURS}", "distance", Valence.BARRIER)
        give(project, NURSE, "joignable")
        give(project, SISTER, "proches", Valence.LEVER)
        mark_source(project, "P01")
