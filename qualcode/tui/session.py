"""What the screens share: the open project and what is looked up in it at every key press."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.projects.studies import list_codebooks, source_codebooks
from qualcode.core.codebook import Code, Codebook
from qualcode.core.coding import Coding
from qualcode.core.letters import letters_for
from qualcode.core.spans import Span
from qualcode.tui.theme import HUES
from qualcode.tui.transcript.layout import ShownCoding

if TYPE_CHECKING:
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class CellBehind:
    """What stands behind a cell of the matrix."""

    title: str
    keys: tuple[int, ...]
    """Keys of its codings."""
    back: str = "matrix"
    """The mode from which they were opened."""


@dataclass(frozen=True, slots=True)
class Basket:
    """Which chosen quotations are looked at: of one code or theme, or all."""

    code: str | None = None
    """`codebook:key`."""
    theme: str | None = None
    """GUID."""


@dataclass(eq=False)
class Session:
    """An open project with its codebooks, for the time that the screens are up."""

    project: Project
    source: str | None = None
    """The source that the coding screen shows."""
    code: str | None = None
    """`codebook:key` of the code whose quotations are read."""
    round_name: str | None = None
    """The round that is compared; None outside of rounds."""
    differing_on: str | None = None
    """`codebook:key` of the code whose disagreements are wanted next."""
    place: Span | None = None
    """Where in it to stand when it is shown next."""
    code_here: str | None = None
    """`codebook:key` of the code on which to stand when the codebook is shown next."""
    behind: CellBehind | None = None
    """The cell of the matrix whose quotations are read."""
    publication: str = ""
    """Name of the publication that tables are written for; empty for the team's own."""
    basket: Basket = Basket()
    """The chosen quotations that are looked at."""
    printed: str | None = None
    """GUID of the chosen quotation that is edited for print."""
    dropped: list[Path] = field(default_factory=list)
    """Files that were dropped into the terminal and are to be looked at."""
    begin: str = ""
    """The action with which the next screen begins."""
    recent: list[str] = field(default_factory=list)
    """`codebook:key` of the codes given last, the newest first."""

    @cached_property
    def codebooks(self) -> list[Codebook]:
        """The project's codebooks in order."""
        return list_codebooks(self.project)

    @cached_property
    def codes(self) -> dict[str, tuple[Codebook, Code]]:
        """Codes by `codebook:key`."""
        return {
            f"{book.id}:{code.key}": (book, code) for book in self.codebooks for code in book.codes
        }

    @cached_property
    def letters(self) -> dict[str, str]:
        """Two or three letters for each code, by `codebook:key`."""
        return letters_for({ref: code.label for ref, (_, code) in self.codes.items()})

    @cached_property
    def hues(self) -> dict[str, int]:
        """The number of the colour of each code's family, by `codebook:key`."""
        found: dict[str, int] = {}
        for book in self.codebooks:
            families = [code.key for code in book.children(None)]
            for code in book.codes:
                found[f"{book.id}:{code.key}"] = families.index(book.family(code.key).key) % HUES
        return found

    def forget_codebooks(self) -> None:
        """Read codes, letters and colours again: the codebook has changed."""
        for name in ("codebooks", "codes", "letters", "hues"):
            self.__dict__.pop(name, None)

    def codebooks_for(self, source: str) -> list[Codebook]:
        """The codebooks that apply to a source."""
        named = source_codebooks(self.project, source)
        return [book for book in self.codebooks if named is None or book.id in named]

    def shown(self, codings: Iterable[Coding]) -> list[ShownCoding]:
        """Codings as the margin shows them."""
        return [self.shown_coding(coding) for coding in codings]

    def shown_coding(self, coding: Coding) -> ShownCoding:
        """One coding as the margin shows it."""
        ref = f"{coding.codebook}:{coding.code}"
        return ShownCoding(
            guid=coding.guid,
            span=coding.span,
            letters=self.letters.get(ref, "?"),
            valence=coding.valence,
            coder=coding.coder,
            hue=self.hues.get(ref, 0),
        )

    def used(self, ref: str) -> None:
        """Remember that a code was given just now."""
        if ref in self.recent:
            self.recent.remove(ref)
        self.recent.insert(0, ref)
