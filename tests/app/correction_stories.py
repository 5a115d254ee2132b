"""An interview that two coders have coded, and short verbs to correct it."""

from __future__ import annotations

from qualcode.app.coding.coding import code_passage
from qualcode.app.coding.reading import list_codings, load_transcript
from qualcode.app.texts.correcting import CorrectionPreview, Doubtful, correct_source, doubtful
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.spans import Span
from qualcode.core.transcript import Document
from qualcode.store.project import Project
from qualcode.store.safety.check import check
from tests.stories import SAID, document, fill

Said = tuple[tuple[str, str], ...]
ROAD = "Le plus dur… c’était la route."
HOURS = "Deux heures aller, deux heures retour !"
NURSE = "elle, répondait toujours au téléphone. 😀"
QUESTION = SAID[0][1]
ABOVE: Said = (("ENQ", "Bonjour, vous m’entendez bien ?"), ("P01", "Oui, oui 😀."))


def code_by_two(project: Project) -> Project:
    """Zoé codes two passages, Ana another one."""
    fill(project)
    give(project, ROAD, "distance", Valence.BARRIER)
    give(project, NURSE, "joignable")
    project.acting = "Ana"
    give(project, HOURS, "distance", Valence.BARRIER)
    project.acting = "Zoé"
    return project


def give(project: Project, words: str, code: str, valence: Valence = Valence.UNSET) -> str:
    """Let the acting coder give a code to some words; gives the coding's GUID."""
    start = load_transcript(project, "P01").text.index(words)
    return code_passage(project, NewCoding("P01", Span(start, start + len(words)), code, valence))


def said(number: int, words: str, speaker: str | None = None) -> Document:
    """The interview with one turn said otherwise."""
    turns = list(SAID)
    turns[number - 1] = (speaker or turns[number - 1][0], words)
    return document(tuple(turns))


LONGER = said(2, SAID[1][1].replace("Deux heures aller", "Trois heures aller"))
"""A word of Ana's passage was corrected; it is longer, so that what follows moves."""


def sound(project: Project) -> None:
    """Everything is what it should be, and the words shown are those of the text shown."""
    assert check(project).problems == ()
    text = load_transcript(project, "P01").text
    for coding in list_codings(project):
        assert coding.span.of(text) == coding.quotation


def correct(project: Project, corrected: Document) -> CorrectionPreview:
    """Correct the interview; it is sound afterwards, and the text before is kept."""
    before = check(project).texts
    done = correct_source(project, "P01", corrected)
    assert check(project).texts == before + 1
    sound(project)
    return done


def only_waiting(project: Project) -> Doubtful:
    """The one thing that waits."""
    (waiting,) = doubtful(project)
    return waiting
