"""Invented transcripts and small apps for the tests of the screens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualcode.core.coding import Valence
from qualcode.core.spans import Span
from qualcode.core.text import digest, normalised, sentences
from qualcode.core.transcript import Speaker, Transcript, Turn
from qualcode.tui.transcript.layout import ShownCoding

HEADING = "Transcription inventée pour les essais : aucune personne réelle.\n\n"

TALK: tuple[tuple[str, str], ...] = (
    ("Enquêtrice", "Bonjour, l’enregistrement tourne. Comment est venue l’idée de la pompe ?"),
    (
        "P01",
        "Oh ben, par le docteur de la douleur. Moi j’avais peur, vraiment peur du geste. "
        "On m’a dit « vous verrez bien », et puis l’équipe a tout expliqué, le cathéter, la "
        "morphine, les remplissages. L’infirmière est revenue deux fois… trois fois même ! "
        "Ça, ça change tout.",
    ),
    ("Enquêtrice", "D’accord."),
    (
        "P01",
        "Le trajet, par contre, c’est trois heures aller-retour. Mon voisin me conduit, "
        "heureusement 😀. Sans lui je n’y vais pas.\nEt le taxi, il faut le demander une "
        "semaine avant.",
    ),
    ("Enquêtrice", ""),
    ("P02", "Moi c’est ma fille qui a dit oui la première. J’ai dit : on essaie."),
    ("Enquêtrice", "Et aujourd’hui, que diriez-vous à quelqu’un qui hésite ?"),
    (
        "P01",
        "Qu’il pose des questions. Qu’il demande à voir la pompe. Moi on me l’a mise dans la "
        "main, c’est petit, ça pèse rien du tout.",
    ),
)


def make_transcript(
    talk: Sequence[tuple[str, str]] = TALK,
    *,
    heading: str = HEADING,
    gap: str = "\n\n",
    uncoded: Iterable[str] = ("Enquêtrice",),
    source: str = "P01",
    revision: str = "revision-1",
) -> Transcript:
    """A transcript of `Label : speech` turns."""
    text = normalised(heading)
    turns = []
    for number, (speaker, said) in enumerate(talk, 1):
        label = f"{speaker} : "
        speech = normalised(said)
        start = len(text) + len(label)
        turns.append(
            Turn(
                number,
                speaker,
                Span(len(text), start - 1),
                Span(start, start + len(speech)) if speech else None,
                start_ms=number * 65_000,
            )
        )
        text += label + speech + gap
    found = tuple(s for turn in turns if turn.speech for s in sentences(text, turn.speech))
    silent = set(uncoded)
    speakers = {label: Speaker(label, label not in silent) for label, _said in talk}
    return Transcript(source, revision, text, digest(text), tuple(turns), speakers, found)


def span_of(transcript: Transcript, words: str) -> Span:
    """Where `words` first stand."""
    start = transcript.text.index(words)
    return Span(start, start + len(words))


def make_codings(transcript: Transcript) -> list[ShownCoding]:
    """Codings of every valence, some of them one over the other."""
    table = (
        ("c1", "Moi j’avais peur, vraiment peur du geste.", "PEU", Valence.BARRIER, 0),
        ("c2", "peur du geste", "GES", Valence.AMBIVALENT, 1),
        (
            "c3",
            "On m’a dit « vous verrez bien », et puis l’équipe a tout expliqué",
            "INF",
            Valence.LEVER,
            2,
        ),
        ("c4", "L’infirmière est revenue deux fois… trois fois même !", "SUI", Valence.LEVER, 3),
        ("c5", "Ça, ça change tout.", "SUI", Valence.UNSET, 3),
        (
            "c6",
            "Le trajet, par contre, c’est trois heures aller-retour.",
            "TRA",
            Valence.BARRIER,
            5,
        ),
        (
            "c7",
            "Mon voisin me conduit, heureusement 😀. Sans lui je n’y vais pas.",
            "ENT",
            Valence.LEVER,
            6,
        ),
        ("c8", "trois heures", "DIS", Valence.NEUTRAL, 4),
    )
    return [
        ShownCoding(guid, span_of(transcript, words), letters, valence, "C1", hue)
        for guid, words, letters, valence, hue in table
    ]
