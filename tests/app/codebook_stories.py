"""What tests of codebook work share: short verbs on the invented study."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update

from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.reading import list_codings
from qualcode.app.projects.studies import codebook_named
from qualcode.core.codebook import Code, Codebook
from qualcode.core.coding import Coding, NewCoding, Valence
from qualcode.store.journal import now
from qualcode.store.project import Project
from qualcode.store.rows.cases import coder_named
from qualcode.store.rows.sources import source_row
from qualcode.store.tables import coders, round_coders, round_units, rounds
from tests.stories import place

ROAD = "Le plus dur… c’était la route."
HOURS = "Deux heures aller, deux heures retour !"
SISTER = "Ma sœur venait."
NURSE = "Et l’infirmière, elle, répondait toujours au téléphone."


def give(project: Project, words: str, code: str, valence: Valence = Valence.UNSET) -> str:
    """Let the acting coder code some words; gives the coding's GUID."""
    return code_passage(project, NewCoding("P01", place(words), code, valence))


@contextmanager
def acting(project: Project, name: str) -> Iterator[Project]:
    """Let somebody else act for a while."""
    before, project.acting = project.acting, name
    try:
        yield project
    finally:
        project.acting = before


def book(project: Project) -> Codebook:
    """The codebook as it stands."""
    return codebook_named(project, "essai")


def code(project: Project, key: str) -> Code:
    """A code as it stands."""
    return book(project).by_key[key]


def grid(project: Project) -> list[tuple[str, str | None]]:
    """Keys and parents in the order of the grid."""
    return [(found.key, found.parent) for found in book(project).codes]


def seen(project: Project) -> list[tuple[str | None, str, str, Valence]]:
    """Coder, code, words and valence of every coding that the acting coder sees."""
    return [(c.coder, c.code, c.quotation, c.valence) for c in list_codings(project)]


def by_guid(project: Project) -> dict[str, Coding]:
    """The codings that the acting coder sees."""
    return {coding.guid: coding for coding in list_codings(project)}


def make(project: Project, name: str, role: str) -> None:
    """Enrol somebody, and give them a role."""
    with acting(project, name), project.change("enrol", kind="barrier"):
        pass
    with project.change("role", kind="barrier") as change:
        change.connection.execute(update(coders).where(coders.c.name == name).values(role=role))


def open_round(project: Project, *names: str) -> None:
    """Have several coders, who have acted before, code P01 blind."""
    with project.change("start_round", kind="barrier") as change:
        connection = change.connection
        round_id = change.insert(
            rounds, {"name": "vague 1", "state": "open", "seed": 1, "created": now()}
        )
        source_id = source_row(connection, "P01").id
        change.insert(round_units, {"round_id": round_id, "source_id": source_id})
        for name in names:
            coder_id = coder_named(connection, name).id
            change.insert(round_coders, {"round_id": round_id, "coder_id": coder_id})
