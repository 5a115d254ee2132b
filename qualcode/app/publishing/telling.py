"""What only the journal tells of a file: kept with its entry, so that it can be made again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qualcode.app.analysis.facts import journal_told
from qualcode.app.pairs.proofs import round_told

if TYPE_CHECKING:
    from qualcode.app.publishing.wishes import Wish
    from qualcode.store.project import Project

CHECKLISTS = frozenset({"coreq", "srqr"})
"""Kinds that count what was done."""


def with_told(project: Project, kind: str, wish: Wish) -> Wish:
    """The wish with what the journal tells now, for kinds that print it."""
    if wish.told is not None:
        return wish
    if kind in CHECKLISTS:
        return replace(wish, told=journal_told(project))
    if kind == "agreement":
        return replace(wish, told=round_told(project, str(wish.asked.get("round_name") or "")))
    return wish
