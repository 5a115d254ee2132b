"""Processor time of the coding screen's text, beside Textual's TextArea with the same text.

Both run without a terminal but with the encoding of what a terminal would be sent, in one
process, in turn. TextArea shows no codings and can take none; its "move" is one row down. Printed
are medians of the rounds, in milliseconds, and our budget.

    python benchmarks/coding_screen.py [ROUNDS]
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable

from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import TextArea

from qualcode.core.coding import Valence
from qualcode.core.spans import Span
from qualcode.core.text import digest, sentences
from qualcode.core.transcript import Speaker, Transcript, Turn
from qualcode.tui.theme import Themed
from qualcode.tui.transcript.layout import ShownCoding, TranscriptLayout
from qualcode.tui.transcript.view import TranscriptView

SIZES = ((60_000, 1_000), (600_000, 10_000))
"""Characters and codings."""
BUDGETS = {
    60_000: {
        "layout": 30,
        "add": 2,
        "first paint": 250,
        "move": 8,
        "apply": 10,
        "page": 16,
        "resize": 150,
    },
    600_000: {
        "layout": 400,
        "add": 2,
        "first paint": 500,
        "move": 10,
        "apply": 16,
        "page": 20,
        "resize": 300,
    },
}
"""Milliseconds by size and action."""
TERMINAL = (120, 40)
SAID = (
    "la douleur était là tout le temps et puis l’équipe m’a proposé cette pompe, j’avais peur mais "
    "bon on m’a expliqué à l’hôpital comment ça marche, voilà, donc euh, le trajet c’est loin, mon "
    "mari conduit, « vous verrez », qu’elle disait, l’infirmière, et l’œdème aux jambes…"
)

Times = dict[str, list[float]]


def invented_talk(characters: int) -> Transcript:
    """A conversation of about so many characters that sounds French, always the same."""
    chance = random.Random(characters)
    text: list[str] = []
    turns: list[Turn] = []
    spans: list[Span] = []
    place = 0
    while place < characters:
        number = len(turns) + 1
        speaker = "P01" if number % 2 == 0 else "Enquêtrice"
        label = f"{speaker} : "
        said = " ".join(_sentence(chance) for _ in range(chance.randint(1, 4)))
        start = place + len(label)
        spans.append(Span(start, start + len(said)))
        turns.append(Turn(number, speaker, Span(place, start - 1), spans[-1]))
        text.append(f"{label}{said}\n\n")
        place += len(text[-1])
    whole = "".join(text)
    found = tuple(one for span in spans for one in sentences(whole, span))
    speakers = {"P01": Speaker("P01", True, "P01"), "Enquêtrice": Speaker("Enquêtrice", False)}
    return Transcript("P01", "revision", whole, digest(whole), tuple(turns), speakers, found)


def _sentence(chance: random.Random) -> str:
    words = SAID.split()
    said = " ".join(chance.choice(words) for _ in range(chance.randint(5, 25)))
    return said[0].upper() + said[1:].rstrip(",.… ") + "."


def invented_codings(transcript: Transcript, count: int) -> list[ShownCoding]:
    """Codings of one to four sentences, many of them one over the other."""
    chance = random.Random(count)
    pieces = transcript.sentence_spans
    valences = list(Valence)
    found = []
    for number in range(count):
        first = chance.randrange(len(pieces) - 4)
        span = pieces[first].hull(pieces[first + chance.randint(0, 3)])
        letters = "".join(chance.choices("ABCDEFGHIJ", k=3))
        valence = chance.choice(valences)
        found.append(ShownCoding(f"g{number}", span, letters, valence, "C1", number % 8))
    return found


class Encoding(App[None]):
    """An app that encodes its updates although nobody reads them."""

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        update: object = renderable
        if isinstance(update, CompositorUpdate):
            update.render_segments(self.console)
        super()._display(screen, renderable)


class OurApp(Encoding, Themed):
    """Nothing but our transcript view."""

    def __init__(self, transcript: Transcript, codings: list[ShownCoding]) -> None:
        super().__init__()
        self.transcript = transcript
        self.codings = codings

    def compose(self) -> ComposeResult:
        """The one widget."""
        yield TranscriptView()

    def on_mount(self) -> None:
        """Show the talk."""
        self.query_one(TranscriptView).show(self.transcript, self.codings)


class TheirApp(Encoding):
    """Nothing but a TextArea."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        """The one widget."""
        yield TextArea(self.text, read_only=True, show_cursor=True, soft_wrap=True)


class EmptyApp(Encoding):
    """What Textual and its test pilot take by themselves."""


async def timed(times: Times, what: str, doing: Callable[[], Awaitable[None]]) -> None:
    before = time.process_time()
    await doing()
    times[what].append((time.process_time() - before) * 1000)


def doing_key(pilot: Pilot[None], key: str) -> Callable[[], Awaitable[None]]:
    async def doing() -> None:
        await pilot.press(key)
        await pilot.pause()

    return doing


def doing_size(pilot: Pilot[None], width: int) -> Callable[[], Awaitable[None]]:
    async def doing() -> None:
        await pilot.resize_terminal(width, TERMINAL[1])
        await pilot.pause()

    return doing


async def ours(times: Times, transcript: Transcript, codings: list[ShownCoding]) -> None:
    before = time.process_time()
    app = OurApp(transcript, codings)
    async with app.run_test(size=TERMINAL) as pilot:
        await pilot.pause()
        times["first paint"].append((time.process_time() - before) * 1000)
        view = app.query_one(TranscriptView)
        for key, what in (("j", "move"), ("w", "move word")):
            for _ in range(12):
                await timed(times, what, doing_key(pilot, key))
        for number in range(8):
            await pilot.press("j")
            span = view.selected
            assert span is not None
            coding = ShownCoding(f"new{number}", span, "NEW", Valence.LEVER)

            async def applying(coding: ShownCoding = coding) -> None:
                view.add_coding(coding)
                await pilot.pause()

            await timed(times, "apply", applying)
        for _ in range(8):
            await timed(times, "page", doing_key(pilot, "pagedown"))
        for width in (90, 120, 100, 120):
            await timed(times, "resize", doing_size(pilot, width))


async def theirs(times: Times, transcript: Transcript) -> None:
    before = time.process_time()
    app = TheirApp(transcript.text)
    async with app.run_test(size=TERMINAL) as pilot:
        await pilot.pause()
        times["first paint"].append((time.process_time() - before) * 1000)
        app.query_one(TextArea).cursor_location = (20, 0)
        await pilot.pause()
        for _ in range(12):
            await timed(times, "move", doing_key(pilot, "down"))
        for _ in range(8):
            await timed(times, "page", doing_key(pilot, "pagedown"))
        for width in (90, 120, 100, 120):
            await timed(times, "resize", doing_size(pilot, width))


async def nobody(times: Times) -> None:
    before = time.process_time()
    async with EmptyApp().run_test(size=TERMINAL) as pilot:
        await pilot.pause()
        times["first paint"].append((time.process_time() - before) * 1000)
        for _ in range(12):
            await timed(times, "move", doing_key(pilot, "j"))
        for width in (90, 120):
            await timed(times, "resize", doing_size(pilot, width))


def pure(times: Times, transcript: Transcript, codings: list[ShownCoding]) -> None:
    """The layout alone, without a widget."""
    before = time.process_time()
    layout = TranscriptLayout(transcript, 72, codings)
    times["layout"].append((time.process_time() - before) * 1000)
    before = time.process_time()
    for number, coding in enumerate(codings[:100]):
        layout.add(ShownCoding(f"new{number}", coding.span, "NEW"))
    times["add"].append((time.process_time() - before) * 10)


def main(rounds: int) -> None:
    for characters, count in SIZES:
        transcript = invented_talk(characters)
        codings = invented_codings(transcript, count)
        mine: Times = defaultdict(list)
        peer: Times = defaultdict(list)
        empty: Times = defaultdict(list)
        for _ in range(rounds):
            pure(mine, transcript, codings)
            asyncio.run(ours(mine, transcript, codings))
            asyncio.run(theirs(peer, transcript))
            asyncio.run(nobody(empty))
        print(f"\n{len(transcript.text):,} characters, {count:,} codings, {TERMINAL} cells; ms CPU")
        print(f"{'':14}{'qualcode':>10}{'budget':>10}{'TextArea':>10}{'no text':>10}")
        for what, taken in mine.items():
            budget = BUDGETS[characters].get(what, "")
            others = [f"{statistics.median(t[what]):.1f}" if t[what] else "" for t in (peer, empty)]
            median = statistics.median(taken)
            print(f"{what:14}{median:10.2f}{budget!s:>10}{others[0]:>10}{others[1]:>10}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
