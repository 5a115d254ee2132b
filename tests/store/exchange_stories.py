"""What tests of exchange are told with: a project, packages that leave it, and what is done."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from qualcode.app.pairs import exchange
from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import NotUndoable
from qualcode.core.people import Progress
from qualcode.core.spans import Span
from qualcode.store.exchange.canonical import canonical
from qualcode.store.exchange.handout import begin_replica
from qualcode.store.exchange.merging import plan_layers, write_layer
from qualcode.store.exchange.package import Package
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.rows.cases import coder_named
from qualcode.store.rows.codings import change_coding, own_coding, remove_codings
from qualcode.store.rows.memos import replace_memo
from qualcode.store.rows.sources import mark_progress
from qualcode.store.safety.check import check
from tests.places import quick_folder
from tests.store import stories

CODERS = ("Ana", "Lou", "Maël", "Zoé")
FIRST = len("Enquêtrice : ")
"""Where the first turn begins to speak; the store does not ask whether it may be coded."""


def new_folder() -> Path:
    """An empty folder that goes with the process, if not before."""
    folder = Path(tempfile.mkdtemp(prefix="qualcode-", dir=quick_folder()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def template() -> Path:
    """A project with one interview, in which four coders have each coded two passages."""
    place = new_folder() / "étude.qualcode"
    with create_project(str(place), title="Étude", acting="Zoé") as project:
        stories.furnish(project)
        for number, coder in enumerate(CODERS):
            project.acting = coder
            stories.code(project, Span(FIRST + number, FIRST + number + 4), memo="au départ")
            stories.code(project, Span(FIRST + 20, FIRST + 24), "cout", valence=Valence.BARRIER)
    return place


def hand_out(project: Project, coder: str, out: Path) -> Path:
    """Write a coder's package, open to whoever finds it."""
    exchange.hand_out(project, coder, out)
    return out


Opened = tuple[Package, Connection]


def merge(project: Project, package: Opened) -> None:
    """Merge without making a backup first."""
    held, other = package
    with project.read() as connection:
        plans = plan_layers(connection, other, held.coder)
    if not all(plan.report.empty for plan in plans):
        with project.change("merge", kind="barrier") as change:
            for plan in plans:
                write_layer(change, plan)


def merged(hub: Path, packages: Iterable[Opened], name: str, *, sound: bool = False) -> str:
    """The canonical state of a copy of a project that has taken packages in, in this order."""
    copy = hub.with_name(f"{name}.qualcode")
    shutil.copyfile(hub, copy)
    with open_project(copy) as project:
        for package in packages:
            merge(project, package)
        if sound:
            assert check(project).problems == ()
        return canonical(project)


def second_hub(hub: Path, name: str) -> Path:
    """A copy of a whole project that goes on elsewhere."""
    copy = hub.with_name(f"{name}.qualcode")
    shutil.copyfile(hub, copy)
    begin_replica(copy)
    return copy


@dataclass(frozen=True)
class Act:
    """One thing that a coder does."""

    what: str
    start: int
    length: int
    number: int
    """Which coding, valence or memo, counted round."""

    def do(self, project: Project) -> None:
        """Do it as the acting coder; what is impossible just now is not done."""
        getattr(self, f"_{self.what}")(project)

    @property
    def _span(self) -> Span:
        return Span(FIRST + self.start, FIRST + self.start + self.length)

    @property
    def _valence(self) -> Valence:
        return (Valence.UNSET, Valence.BARRIER)[self.number % 2]

    def _one(self, project: Project) -> str | None:
        own = [c.guid for c in stories.seen(project) if c.coder == project.acting]
        return own[self.number % len(own)] if own else None

    def _code(self, project: Project) -> None:
        memo = ("", "un", "deux")[self.number % 3]
        key = ("peur", "cout")[self.number % 2]
        stories.code(project, self._span, key, valence=self._valence, memo=memo)

    def _uncode(self, project: Project) -> None:
        guid = self._one(project)
        if guid is not None:
            with project.change("uncode") as change:
                remove_codings(change, [guid])

    def _change(self, project: Project) -> None:
        guid = self._one(project)
        if guid is not None:
            with project.change("change_coding") as change:
                own = project.acting_key(change.connection)
                row = own_coding(change.connection, own, guid)
                marks = frozenset([Mark.REPORTED]) if self.number % 2 else None
                change_coding(change, row, span=self._span, valence=self._valence, marks=marks)

    def _note(self, project: Project) -> None:
        guid = self._one(project)
        if guid is not None:
            with project.change("note") as change:
                own = coder_named(change.connection, project.acting or "").id
                replace_memo(change, own, guid, f"note {self.number}")

    def _mark(self, project: Project) -> None:
        with project.change("progress") as change:
            own = coder_named(change.connection, project.acting or "").id
            wanted = (Progress.READING, Progress.READ)[self.number % 2]
            mark_progress(change, "E01", own, wanted)

    def _undo(self, project: Project) -> None:
        try:
            stories.undo(project)
        except NotUndoable:
            return


def do_all(place: Path, coder: str, acts: Sequence[Act]) -> None:
    """Let a coder do some things in a project."""
    if acts:
        with open_project(place, acting=coder) as project:
            assert project.refusal is None
            for act in acts:
                act.do(project)
