"""Invented transcripts and small apps for the tests of the screens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from qualcode.core.asking.matching import entries_of
from qualcode.core.codebook import Code, Codebook, ValencePolicy, Wording
from qualcode.core.coding import Valence
from qualcode.core.letters import letters_for
from qualcode.core.spans import Span
from qualcode.core.text import digest, normalised, sentences
from qualcode.core.transcript import Speaker, Transcript, Turn
from qualcode.tui.theme import Themed
from qualcode.tui.transcript.layout import ShownCoding
from qualcode.tui.transcript.view import TranscriptView
from qualcode.tui.widgets.picker import CodePicker, choices_of

HEADING = "Transcription inventée pour les essais : aucune personne réelle.\n\n"

_FEAR = (
    "Oh ben, par le docteur de la douleur. Moi j’avais peur, vraiment peur du geste. On m’a dit "
    "« vous verrez bien », et puis l’équipe a tout expliqué, le cathéter, la morphine, les "
    "remplissages. L’infirmière est revenue deux fois… trois fois même ! Ça, ça change tout."
)
_JOURNEY = (
    "Le trajet, par contre, c’est trois heures aller-retour. Mon voisin me conduit, heureusement "
    "😀. Sans lui je n’y vais pas.\nEt le taxi, il faut le demander une semaine avant."
)
_ADVICE = (
    "Qu’il pose des questions. Qu’il demande à voir la pompe. Moi on me l’a mise dans la main, "
    "c’est petit, ça pèse rien du tout."
)
TALK: tuple[tuple[str, str], ...] = (
    ("Enquêtrice", "Bonjour, l’enregistrement tourne. Comment est venue l’idée de la pompe ?"),
    ("P01", _FEAR),
    ("Enquêtrice", "D’accord."),
    ("P01", _JOURNEY),
    ("Enquêtrice", ""),
    ("P02", "Moi c’est ma fille qui a dit oui la première. J’ai dit : on essaie."),
    ("Enquêtrice", "Et aujourd’hui, que diriez-vous à quelqu’un qui hésite ?"),
    ("P01", _ADVICE),
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
    explained = "On m’a dit « vous verrez bien », et puis l’équipe a tout expliqué"
    driven = "Mon voisin me conduit, heureusement 😀. Sans lui je n’y vais pas."
    table = (
        ("c1", "Moi j’avais peur, vraiment peur du geste.", "PEU", Valence.BARRIER, 0),
        ("c2", "peur du geste", "GES", Valence.AMBIVALENT, 1),
        ("c3", explained, "INF", Valence.LEVER, 2),
        ("c4", "L’infirmière est revenue deux fois… trois fois même !", "SUI", Valence.LEVER, 3),
        ("c5", "Ça, ça change tout.", "SUI", Valence.UNSET, 3),
        (
            "c6",
            "Le trajet, par contre, c’est trois heures aller-retour.",
            "TRA",
            Valence.BARRIER,
            5,
        ),
        ("c7", driven, "ENT", Valence.LEVER, 6),
        ("c8", "trois heures", "DIS", Valence.NEUTRAL, 4),
    )
    return [
        ShownCoding(guid, span_of(transcript, words), letters, valence, "C1", hue)
        for guid, words, letters, valence, hue in table
    ]


def _code(key: str, name: str, parent: str | None = None, **more: Any) -> Code:
    label = {"fr": name}
    if parent is None:
        return Code(key, Wording(label), codable=False, **more)
    wording = Wording(
        label,
        definition={"fr": f"Ce que la personne dit de : {name.lower()}."},
        use_when={"fr": "Elle le dit d’elle-même, avec ses mots."},
        not_when={"fr": "L’enquêtrice le souffle [sic]."},
    )
    return Code(key, wording, parent, **more)


GRID = Codebook(
    "douleur",
    "1.0.0",
    {"fr": "Grille inventée"},
    (
        _code("decision", "Décision", target={"fr": "accepter la technique"}),
        _code("peur_geste", "Peur du geste", "decision", policy=ValencePolicy.REQUIRED),
        _code("peur_panne", "Peur d’une panne", "decision", aliases=("crainte_panne",)),
        _code(
            "dernier",
            "Dernier recours",
            "decision",
            policy=ValencePolicy.FIXED,
            fixed=Valence.LEVER,
        ),
        _code("economique", "Économique", target={"fr": "venir [à l’hôpital]"}),
        _code("cout", "Coût du transport", "economique"),
        _code("distance", "Distance au centre", "economique"),
        _code("oedeme", "Œdème [b]et[/b] suites", "economique", policy=ValencePolicy.NONE),
        _code("vieux", "Ancien code", "economique", retired=True),
    ),
)


class ReadingApp(Themed):
    """A screen with nothing but a transcript."""

    def __init__(
        self,
        transcript: Transcript | None = None,
        codings: Iterable[ShownCoding] = (),
        theme: str | None = None,
    ) -> None:
        super().__init__()
        self._to_show = transcript or make_transcript()
        self._codings = list(codings)
        self.theme = theme or self.theme
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield TranscriptView()

    def on_mount(self) -> None:
        self.view.show(self._to_show, self._codings)

    @property
    def view(self) -> TranscriptView:
        return self.query_one(TranscriptView)

    @on(TranscriptView.CursorMoved)
    @on(TranscriptView.SelectionChanged)
    @on(TranscriptView.CodingFocused)
    def _hear(self, event: Message) -> None:
        self.heard.append(event)

    def words(self, span: Span | None) -> str | None:
        """The words of a span of the transcript shown."""
        return span.of(self.view.transcript.text) if span else None


class PickingApp(ReadingApp):
    """A transcript with the picker under it."""

    def __init__(self, theme: str | None = None) -> None:
        transcript = make_transcript()
        super().__init__(transcript, make_codings(transcript), theme)

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield CodePicker()

    def on_mount(self) -> None:
        super().on_mount()
        names = {entry.ref: entry.path[-1] for entry in entries_of(GRID)}
        self.picker.show_codes(choices_of(GRID, letters_for(names)))

    @property
    def picker(self) -> CodePicker:
        return self.query_one(CodePicker)

    @on(CodePicker.Chosen)
    @on(CodePicker.Closed)
    def _hear_picker(self, event: Message) -> None:
        self.heard.append(event)
