"""Reporting checklists (COREQ, SRQR): what is asked, and what a project can say to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qualcode.core.codebook import Words
from qualcode.i18n import N_


class Mode(StrEnum):
    """Who can fill an item."""

    FILL = "fill"
    """The project says it."""
    SUGGEST = "suggest"
    """The project drafts it, a person edits."""
    ASK = "ask"
    """Only a person knows."""


class Status(StrEnum):
    """Where an item stands."""

    FILLED = "filled"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    OPEN = "open"

    @property
    def label(self) -> str:
        """Message id of the word in the table."""
        return _STATUS[self]


_STATUS = {
    Status.FILLED: N_("from the project"),
    Status.DRAFTED: N_("draft, to be edited"),
    Status.ANSWERED: N_("answered by the team"),
    Status.OPEN: N_("to be answered"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a checklist."""

    number: str
    label: Words
    mode: Mode


@dataclass(frozen=True, slots=True)
class Checklist:
    """A published checklist, its items named as published."""

    id: str
    source: str
    """Where it was published."""
    items: tuple[Item, ...]

    def key(self, item: Item) -> str:
        """Under what an answer to an item is kept."""
        return f"{self.id}:{item.number}"


@dataclass(frozen=True, slots=True)
class Filled:
    """An item with what stands beside it in print."""

    item: Item
    status: Status
    words: str
    evidence: str = ""
    """Where in the project it can be checked."""


def filled(item: Item, said: str, answer: str, evidence: str = "") -> Filled:
    """What a project says to an item: a person's answer goes before a draft, beside a fact.

    Args:
        item: the item.
        said: what the project knows, "" for nothing.
        answer: what the team answered, "" for nothing.
        evidence: where what the project knows can be checked.
    """
    if answer and item.mode is Mode.FILL and said:
        return Filled(item, Status.FILLED, f"{said}\n{answer}", evidence)
    if answer:
        return Filled(item, Status.ANSWERED, answer, evidence if said else "")
    if said:
        status = Status.FILLED if item.mode is Mode.FILL else Status.DRAFTED
        return Filled(item, status, said, evidence)
    return Filled(item, Status.OPEN, "")
