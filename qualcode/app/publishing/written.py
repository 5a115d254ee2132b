"""Files that were written: what has changed under them since, and writing them anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.gate.ledgering import STANDS_ON, layers_of
from qualcode.app.publishing.making import COMPARISON, MADE_ONCE
from qualcode.app.publishing.outgoing import export_kind, with_folder
from qualcode.app.publishing.rebuilding import NOW, compare_tables
from qualcode.app.publishing.wishes import anew
from qualcode.core.errors import NotAllowed
from qualcode.i18n import N_, _
from qualcode.store.safety import states

if TYPE_CHECKING:
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed in one table since a file was written."""

    table: str
    added: int
    removed: int
    changed: int

    @property
    def label(self) -> str:
        """Message id of what the table holds."""
        return _TABLES.get(self.table, self.table)


def changed_since(project: Project, row: Mapping[str, Any]) -> list[Since]:
    """What has changed, table by table, in what a file of the ledger stands on.

    Args:
        project: the project.
        row: an entry as `list_exports` gives it.

    Raises:
        NotFound: its snapshot is gone.
        NotAllowed: an open round closes a layer in it.
    """
    if row["snapshot"] is None or not STANDS_ON.get(row["kind"]):
        return []
    with project.read() as connection:
        viewer = project.acting_key(connection)
        before = states.kept_state(connection, viewer, row["snapshot"]).content
        after = states.state_of(connection, viewer)
        layers = layers_of(connection, viewer, row["kind"], row["settings"])
    found = [
        Since(name, *counts)
        for name, counts in states.differences(before, after, STANDS_ON[row["kind"]], layers)
    ]
    return sorted(found, key=lambda one: list(_TABLES).index(one.table))


def write_anew(project: Project, row: Mapping[str, Any], out: Path) -> None:
    """Write a file of the ledger again as it was asked for then, from what stands now.

    Raises:
        NotFound: a codebook, round, source or layer that it showed is gone.
        NotAllowed: such a file is made once, there is nothing to print, or somebody objected.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    kind, settings = str(row["kind"]), row["settings"]
    if kind in MADE_ONCE:
        raise NotAllowed(
            N_("{file} is not written anew from here: {why}."),
            file=row["file"],
            why=_(MADE_ONCE[kind]),
        )
    out = with_folder(out)
    if kind == COMPARISON:
        compare_tables(project, settings["before"], NOW, out, anew(settings))
    else:
        export_kind(project, kind, out, anew(settings))


_TABLES = {
    "study": N_("study file"),
    "layers": N_("whose layer is read"),
    "codings": N_("codings"),
    "codes": N_("codes"),
    "codebooks": N_("codebooks"),
    "code_aliases": N_("former names of codes"),
    "sources": N_("sources"),
    "source_texts": N_("texts"),
    "turns": N_("turns"),
    "speakers": N_("speakers"),
    "cases": N_("cases"),
    "case_attributes": N_("attributes of cases"),
    "source_attributes": N_("attributes of sources"),
    "chart_cells": N_("summaries"),
    "ratings": N_("ratings"),
    "themes": N_("themes"),
    "theme_members": N_("what themes stand on"),
    "selected_quotations": N_("chosen quotations"),
    "joint_rows": N_("rows of the joint display"),
    "change_objectives": N_("change objectives"),
    "settlements": N_("settled disagreements"),
    "memos": N_("memos"),
    "assignments": N_("reading progress"),
    "rounds": N_("coding rounds"),
    "round_units": N_("units of rounds"),
    "round_coders": N_("coders of rounds"),
    "guide_questions": N_("questions of the guides"),
    "answers": N_("answers in checklists"),
}
"""What each table holds, in the order in which changes are told (message ids)."""
