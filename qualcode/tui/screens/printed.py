"""How one chosen quotation is printed: words are marked, then cut, emboldened or added to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from qualcode.app.analysis.selecting import Chosen, edit_quotation, list_chosen
from qualcode.core.analysis.selection import Edits, Insertion
from qualcode.core.spans import Span
from qualcode.i18n import _, plural
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.basket import as_printed
from qualcode.tui.screens.writing import Writing
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.key_line import KeyLine

_WORD = re.compile(r"\S+")
_LINE = 8
"""Words that a step down or up goes."""


class PrintedScreen(Writing):
    """The words as they were said, with a cursor; below, the words as they are printed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("printed")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._chosen: Chosen | None = None
        self._words: list[Span] = []
        self._at = 0
        self._from: int | None = None

    def compose(self) -> ComposeResult:
        """Heading, what was said, what is printed, keys."""
        yield Heading(id="heading")
        with VerticalScroll(id="said", can_focus=True):
            yield Static(markup=False)
        with VerticalScroll(id="context", can_focus=False):
            yield Static(markup=False)
        yield KeyLine()

    def refresh_content(self) -> None:
        """Read the quotation again."""
        wanted = self.session.printed
        every = list_chosen(self.session.project)
        found = [one for one in every if one.selected.guid == wanted]
        if not found:
            self.session.printed = None
            self.app.switch_mode("basket")
            return
        (one,) = found
        if self._chosen is None or self._chosen.selected.guid != one.selected.guid:
            self._at, self._from = 0, None
        self._chosen = one
        self._words = [Span(*found.span()) for found in _WORD.finditer(one.selected.quotation)]
        self._at = min(self._at, len(self._words) - 1)
        self.query_one("#said").focus()
        self._show()

    @property
    def marked(self) -> Span:
        """The words that a key works on: the marked ones, or the one at the cursor."""
        first = self._at if self._from is None else self._from
        low, high = sorted((first, self._at))
        return Span(self._words[low].start, self._words[high].end)

    def _show(self) -> None:
        one = self._chosen
        if one is None:
            return
        edits, quotation = one.selected.edits, one.selected.quotation
        self.query_one(Heading).tell(
            _("Edit for print"),
            one.address,
            plural("{n} sign", "{n} signs", one.length),
        )
        text = Content(quotation)
        for span in edits.cuts:
            text = text.stylize("dim strike", span.start, span.end)
        for span in edits.emphasis:
            text = text.stylize("bold", span.start, span.end)
        marked = self.marked
        text = text.stylize("reverse", marked.start, marked.end)
        self.query_one("#said Static", Static).update(text)
        shown = Content.assemble((_("As printed"), "bold underline"), "\n", as_printed(one.runs))
        self.query_one("#context Static", Static).update(shown)

    # Moving

    def action_move(self, words: int) -> None:
        """Go some words on or back."""
        self._at = max(0, min(self._at + words, len(self._words) - 1))
        self._show()

    def action_line(self, way: int) -> None:
        """Go a line or so on or back."""
        self.action_move(way * _LINE)

    def action_mark(self) -> None:
        """Begin to mark words here, or mark none any more."""
        self._from = self._at if self._from is None else None
        self._show()

    # Editing

    def _edit(self, change: Callable[[Edits, str], Edits]) -> None:
        one = self._chosen
        if one is None:
            return
        edits = change(one.selected.edits, one.selected.quotation)
        self._from = None
        self.do(lambda: edit_quotation(self.session.project, one.selected.guid, edits))

    def action_cut(self) -> None:
        """Leave the marked words out, or print them again."""
        marked = self.marked
        self._edit(lambda held, text: replace(held, cuts=toggled(held.cuts, marked, text)))

    def action_bold(self) -> None:
        """Print the marked words in bold, or plain again."""
        marked = self.marked
        self._edit(lambda held, text: replace(held, emphasis=toggled(held.emphasis, marked, text)))

    def action_insert(self) -> None:
        """Put words of one's own in brackets before the cursor."""
        at = self._words[self._at].start

        def insert(words: str) -> None:
            if words.strip():
                new = Insertion(at, words.strip())
                self._edit(lambda held, _text: replace(held, insertions=(*held.insertions, new)))

        ask(self, _("Which words stand here in brackets?"), "", insert)

    def action_clear(self) -> None:
        """Print the marked words as they were said."""
        marked = self.marked

        def as_said(held: Edits, text: str) -> Edits:
            return Edits(
                tuple(without(held.cuts, marked, text)),
                tuple(i for i in held.insertions if not marked.start <= i.at <= marked.end),
                tuple(without(held.emphasis, marked, text)),
            )

        self._edit(as_said)

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """Mark nothing any more; then back to the chosen quotations."""
        if self._from is not None:
            self.action_mark()
        else:
            self.app.switch_mode("basket")


def toggled(spans: Iterable[Span], marked: Span, text: str) -> tuple[Span, ...]:
    """Spans with the marked words among them, or without them where they were already.

    What only blanks part becomes one.
    """
    held = sorted(spans)
    if any(one.start <= marked.start and marked.end <= one.end for one in held):
        return tuple(without(held, marked, text))
    found: list[Span] = []
    for one in sorted([*held, marked]):
        if found and (one.start <= found[-1].end or not text[found[-1].end : one.start].strip()):
            found[-1] = Span(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


def without(spans: Iterable[Span], marked: Span, text: str) -> list[Span]:
    """What is left of spans outside the marked words, without blanks at its ends."""
    found = []
    for one in spans:
        for start, end in (
            (one.start, min(one.end, marked.start)),
            (max(one.start, marked.end), one.end),
        ):
            words = text[start:end].strip() if start < end else ""
            if words:
                begin = start + text[start:end].index(words)
                found.append(Span(begin, begin + len(words)))
    return found
