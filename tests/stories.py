"""A small invented study for tests: one interview, one codebook, two coders."""

from __future__ import annotations

from qualcode.core.codebook import Code, Codebook, ValencePolicy, Wording
from qualcode.core.coding import Valence
from qualcode.core.people import Case
from qualcode.core.spans import Span
from qualcode.core.transcript import Document, Speaker, Turn
from qualcode.store.project import Project
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codebooks as codebook_rows
from qualcode.store.rows import sources as source_rows

SAID = (
    ("ENQ", "Comment ça s’est passé, l’ambulance ?"),
    (
        "P01",
        "Le plus dur… c’était la route. Deux heures aller, deux heures retour ! Ma sœur venait.",
    ),
    ("ENQ", "Mm."),
    ("P01", "Et l’infirmière, elle, répondait toujours au téléphone. 😀"),
    ("A01", "Moi je dis que sans elle, on arrêtait."),
)


def document(said: tuple[tuple[str, str], ...] = SAID) -> Document:
    """A transcript with one labelled turn a line."""
    text, turns = "", []
    for index, (speaker, words) in enumerate(said, 1):
        start = len(text)
        speech = start + len(speaker) + 3
        text += f"{speaker}\u00a0: {words}\n"
        turns.append(
            Turn(index, speaker, Span(start, speech - 1), Span(speech, speech + len(words)))
        )
    return Document(text, tuple(turns))


CODEBOOK = Codebook(
    id="essai",
    version="1.0.0",
    title={"fr": "Grille d’essai", "en": "Trial codebook"},
    codes=(
        Code("acces", Wording({"fr": "Accès", "en": "Access"}), codable=False,
             policy=ValencePolicy.NONE, target={"fr": "venir au centre", "en": "coming"}),
        Code("distance", Wording({"fr": "Distance et transport", "en": "Distance"}), "acces",
             policy=ValencePolicy.REQUIRED, aliases=("route",)),
        Code("proches", Wording({"fr": "Proches", "en": "Relatives"}), "acces"),
        Code("soins", Wording({"fr": "Soins", "en": "Care"}), codable=False,
             policy=ValencePolicy.NONE),
        Code("joignable", Wording({"fr": "Équipe joignable", "en": "Team can be reached"}), "soins",
             policy=ValencePolicy.FIXED, fixed=Valence.LEVER),
        Code("recit", Wording({"fr": "Récit", "en": "Story"}), "soins", policy=ValencePolicy.NONE),
        Code("a_discuter", Wording({"fr": "À discuter", "en": "To discuss"}),
             policy=ValencePolicy.NONE, process=True),
    ),
)  # fmt: skip


def fill(project: Project, name: str = "P01") -> Document:
    """Put the interview, its persons and the codebook into a project."""
    read = document()
    with project.change("fill") as change:
        codebook_rows.add_codebook(change, CODEBOOK)
        case_rows.put_case(change, Case("P01", "patient", quote_allowed=True))
        case_rows.put_case(change, Case("A01", "relative", linked_to="P01"))
        source_rows.add_source(
            change,
            read,
            name=name,
            kind="interview",
            language="fr",
            speaker_of={
                "ENQ": Speaker("ENQ", coded=False),
                "P01": Speaker("P01", coded=True, case="P01"),
                "A01": Speaker("A01", coded=True, case="A01"),
            },
        )
    return read


def place(words: str, read: Document | None = None) -> Span:
    """Where `words` stand in the interview."""
    text = (read or document()).text
    start = text.index(words)
    return Span(start, start + len(words))
