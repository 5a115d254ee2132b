"""What a code means, beside the text: definition, when to use it, when not, the memo."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from qualcode.core.codebook import Code, Codebook, ValencePolicy, said
from qualcode.core.coding import Coding
from qualcode.i18n import _, translate
from qualcode.i18n.numbers import colon, quoted


class Meaning(VerticalScroll, can_focus=False):
    """The codebook's entry for one code."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(markup=False)

    def tell_nothing(self) -> None:
        """Say how to begin."""
        self.query_one(Static).update(
            Content(_("Select a passage and press c to code it; its code is explained here."))
        )

    def show(self, content: Content) -> None:
        """Show something else beside the text."""
        self.query_one(Static).update(content)
        self.scroll_home(animate=False)

    def tell(self, book: Codebook, code: Code, coding: Coding | None = None) -> None:
        """Explain a code, and what the coding at hand says with it."""
        parts = list(_entry(book, code))
        if coding is not None:
            parts = [*_of_coding(coding), *parts]
        self.show(Content("\n\n").join(parts))


def _of_coding(coding: Coding) -> Iterator[Content]:
    said = [coding.valence.label, *sorted(mark.label for mark in coding.marks)]
    yield Content.styled(", ".join(translate(word) for word in said), "bold underline")
    if coding.context is not None:
        yield Content.styled(_("The question before travels with it."), "italic")
    if coding.memo:
        yield _titled(_("Memo"), coding.memo)


def _entry(book: Codebook, code: Code) -> Iterator[Content]:
    path = " › ".join(step.label for step in book.path(code.key)[:-1])
    yield Content.styled(code.label, "bold")
    if path:
        yield Content.styled(path, "italic")
    wording = code.wording
    target = book.target(code.key)
    if target and code.policy is not ValencePolicy.NONE:
        yield _titled(_("Barrier or lever to"), target)
    for heading, words in (
        (_("Means"), said(wording.definition)),
        (_("Use when"), said(wording.use_when)),
        (_("Not when"), said(wording.not_when)),
        (_("Example"), quoted(wording.example.text) if wording.example else ""),
    ):
        if words:
            yield _titled(heading, words)


def _titled(heading: str, words: str) -> Content:
    return Content.assemble((f"{heading}{colon()} ", "bold"), words)
