"""Undo and redo of what the acting coder did, across restarts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from qualcode.core.actions import action_label
from qualcode.i18n import translate
from qualcode.i18n.numbers import quoted
from qualcode.store import history

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Entry
    from qualcode.store.project import Project


def undo(project: Project) -> dict[str, Any]:
    """Take back the newest thing the acting coder did; gives what it was about.

    Raises:
        NotUndoable: nothing to undo, a barrier, or somebody else's change since.
    """
    return _revert(project, "undo", history.next_undo)


def redo(project: Project) -> dict[str, Any]:
    """Do again what was undone last; gives what it was about.

    Raises:
        NotUndoable: nothing to redo, or something new was done since.
    """
    return _revert(project, "redo", history.next_redo)


def _revert(
    project: Project, kind: str, choose: Callable[[Connection, int], Any]
) -> dict[str, Any]:
    with project.change(kind, kind=kind) as change:
        entry = choose(change.connection, change.stream.id)
        return history.revert(change, entry)


def list_journal(project: Project) -> list[Entry]:
    """What was done in the project, as the acting coder may read it, oldest first."""
    with project.read() as connection:
        return history.list_entries(connection, project.acting_key(connection))


def in_words(said: Mapping[str, Any]) -> str:
    """What a journal entry says, for people: the action, the code and the address."""
    action = translate(action_label(str(said.get("of", ""))))
    code, source, address = (said.get(name) for name in ("code", "source", "address"))
    place = " · ".join(str(part) for part in (source, address) if part)
    parts = [action, quoted(str(code)) if code else "", place]
    return " ".join(part for part in parts if part)
