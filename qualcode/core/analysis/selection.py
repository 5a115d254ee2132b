"""Quotations chosen for print: cuts, insertions and emphasis stand apart from the verbatim."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qualcode.core.errors import NotAllowed
from qualcode.core.spans import Span
from qualcode.i18n import N_

CUT = "[…]"
"""What stands in print where words were left out."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """Words of the researcher, printed in square brackets before a character of the verbatim."""

    at: int
    words: str


@dataclass(frozen=True, slots=True)
class Edits:
    """How a quotation is printed; offsets count in the quotation, from 0."""

    cuts: tuple[Span, ...] = ()
    insertions: tuple[Insertion, ...] = ()
    emphasis: tuple[Span, ...] = ()

    def checked(self, quotation: str) -> Edits:
        """The same in order, if it fits the quotation.

        Raises:
            NotAllowed: a span lies outside, two cuts touch, nothing would be left, or an
                insertion is empty.
        """
        cuts = tuple(sorted(self.cuts))
        emphasis = tuple(sorted(self.emphasis))
        insertions = tuple(sorted(self.insertions, key=lambda one: one.at))
        inside = [span.end <= len(quotation) for span in (*cuts, *emphasis)]
        if not all(inside) or any(not 0 <= one.at <= len(quotation) for one in insertions):
            raise NotAllowed(N_("A change lies outside the quotation."))
        if any(one.end >= two.start for one, two in itertools.pairwise(cuts)):
            raise NotAllowed(N_("Two cuts touch: make them one."))
        if not "".join(_kept(quotation, cuts)).strip():
            raise NotAllowed(N_("Nothing would be left of the quotation."))
        if any(not one.words.strip() for one in insertions):
            raise NotAllowed(N_("An insertion needs words."))
        return Edits(cuts, insertions, emphasis)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a printed quotation."""

    text: str
    emphasis: bool = False
    added: bool = False
    """Whether it is the researcher's: a cut mark or an insertion."""


def printed(quotation: str, edits: Edits) -> tuple[Run, ...]:
    """The quotation as it is printed, in runs.

    A cut takes the spaces around it along, and stands between spaces unless it begins or ends
    the quotation. Joining the runs that are not added gives the verbatim less its cuts.
    """
    edits = edits.checked(quotation)
    starts = {cut.start: cut for cut in edits.cuts}
    inserted: dict[int, list[str]] = {}
    for one in edits.insertions:
        inserted.setdefault(_outside(one.at, edits.cuts), []).append(f"[{one.words.strip()}]")
    pieces = list(_pieces(quotation, starts, inserted, edits.emphasis))
    return tuple(_joined(pieces))


def _pieces(
    quotation: str,
    cuts: dict[int, Span],
    inserted: dict[int, list[str]],
    emphasis: Sequence[Span],
) -> Iterator[Run]:
    at = 0
    while at <= len(quotation):
        for words in inserted.get(at, ()):
            yield Run(f" {words}" if at == len(quotation) else f"{words} ", added=True)
        if at == len(quotation):
            return
        if at in cuts:
            cut = cuts[at]
            before = "" if at == 0 or quotation[at - 1].isspace() else " "
            after = "" if cut.end == len(quotation) or quotation[cut.end].isspace() else " "
            yield Run(f"{before}{CUT}{after}", added=True)
            at = cut.end
            continue
        bold = any(span.start <= at < span.end for span in emphasis)
        yield Run(quotation[at], emphasis=bold)
        at += 1


def _outside(at: int, cuts: Sequence[Span]) -> int:
    """An insertion inside what is cut stands after the cut."""
    return next((cut.end for cut in cuts if cut.start < at < cut.end), at)


def _joined(pieces: Iterable[Run]) -> Iterator[Run]:
    pending: Run | None = None
    for piece in pieces:
        if pending and (pending.emphasis, pending.added) == (piece.emphasis, piece.added):
            pending = Run(pending.text + piece.text, piece.emphasis, piece.added)
            continue
        if pending:
            yield pending
        pending = piece
    if pending:
        yield pending


def _kept(quotation: str, cuts: Sequence[Span]) -> Iterator[str]:
    at = 0
    for cut in cuts:
        yield quotation[at : cut.start]
        at = cut.end
    yield quotation[at:]


@dataclass(frozen=True, slots=True)
class Balance:
    """How evenly the chosen quotations are shared among participants and groups."""

    quotations: int
    participants: int
    largest_share: float
    """Share of the quotations that the person quoted most often has, from 0 to 1."""
    most_quoted: str
    groups: tuple[tuple[str, int], ...]
    """Quotations by group, the groups without any among them."""


def balance(speakers: Sequence[str], groups: Sequence[str], all_groups: Iterable[str]) -> Balance:
    """The balance of chosen quotations.

    Args:
        speakers: the case of each quotation.
        groups: the group of each quotation, "" where it has none.
        all_groups: the groups that the study has, so that one without a quotation is seen.
    """
    by_person = Counter(speakers)
    by_group = Counter(dict.fromkeys(all_groups, 0))
    by_group.update(group for group in groups if group)
    name, most = by_person.most_common(1)[0] if by_person else ("", 0)
    share = most / len(speakers) if speakers else 0.0
    return Balance(len(speakers), len(by_person), share, name, tuple(sorted(by_group.items())))
