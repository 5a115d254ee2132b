"""Whatever coders do, undo takes back exactly that: a generated life compared with a model."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import NotUndoable
from qualcode.core.spans import Span
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.rows.codings import change_coding, own_coding, put_codings, remove_codings
from qualcode.store.safety.check import check
from tests.places import quick_folder
from tests.store import stories

FIRST = len("Enquêtrice : ")
spans = st.tuples(st.integers(0, 24), st.integers(1, 10)).map(
    lambda pair: Span(FIRST + pair[0], FIRST + sum(pair))
)
codes = st.sampled_from(["peur", "cout"])
valences = st.sampled_from([Valence.UNSET, Valence.BARRIER])
marks = st.frozensets(st.sampled_from([Mark.REPORTED, Mark.INFERRED]))
memos = st.sampled_from(["", "un", "deux"])


def new_folder() -> Path:
    """An empty folder that goes with the process, if not before."""
    folder = Path(tempfile.mkdtemp(prefix="qualcode-", dir=quick_folder()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def template() -> Path:
    """A furnished project file, made once, of which every example gets a copy."""
    place = new_folder() / "étude.qualcode"
    with create_project(str(place), title="Étude", acting="Zoé") as project:
        stories.furnish(project)
        with project.change("lock", kind="barrier"):
            pass
    return place


@dataclass(frozen=True)
class Held:
    """A coding as the model knows it."""

    code: str
    valence: Valence
    span: Span
    marks: frozenset[Mark] = frozenset()
    memos: tuple[str, ...] = field(default=(), compare=False)

    @property
    def seen(self) -> tuple[object, ...]:
        """What can be compared with a coding that was read; memos in any order."""
        return (self.code, self.valence, self.span, self.marks, tuple(sorted(self.memos)))


class Life(RuleBasedStateMachine):
    """Code, uncode, change, undo, redo and restart, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = new_folder()
        self.place = self.folder / "étude.qualcode"
        shutil.copyfile(template(), self.place)
        self.project: Project = open_project(self.place, acting="Zoé")
        self.model: list[Held] = []
        self.past: list[list[Held]] = []
        self.future: list[list[Held]] = []

    def teardown(self) -> None:
        assert check(self.project).problems == ()
        self.project.close()
        shutil.rmtree(self.folder)

    def _did(self, after: list[Held]) -> None:
        """Remember an act; one that changes nothing leaves no entry."""
        if {held.seen for held in after} != {held.seen for held in self.model}:
            self.past.append(self.model)
            self.future = []
        self.model = after

    @rule(span=spans, code=codes, valence=valences, marks=marks, memo=memos)
    def code(
        self, span: Span, code: str, valence: Valence, marks: frozenset[Mark], memo: str
    ) -> None:
        with self.project.change("code") as change:
            coder = self.project.acting_key(change.connection)
            assert coder is not None
            coding = stories.placed(
                change.connection, span, code, valence=valence, marks=marks, memo=memo
            )
            put_codings(change, coder, [coding])
        self._did(united(self.model, Held(code, valence, span, marks, (memo,) * bool(memo))))

    def _one(self, data: st.DataObject) -> tuple[str, Held]:
        """Any coding, as read and as the model knows it."""
        coding = data.draw(st.sampled_from(stories.seen(self.project)))
        return coding.guid, next(
            held
            for held in self.model
            if (held.code, held.valence, held.span) == (coding.code, coding.valence, coding.span)
        )

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def uncode(self, data: st.DataObject) -> None:
        guid, held = self._one(data)
        with self.project.change("uncode") as change:
            remove_codings(change, [guid])
        self._did([other for other in self.model if other is not held])

    @precondition(lambda self: self.model)
    @rule(
        data=st.data(),
        span=st.none() | spans,
        valence=st.none() | valences,
        marks=st.none() | marks,
    )
    def change(
        self,
        data: st.DataObject,
        span: Span | None,
        valence: Valence | None,
        marks: frozenset[Mark] | None,
    ) -> None:
        guid, held = self._one(data)
        with self.project.change("change_coding") as change:
            row = own_coding(change.connection, self.project.acting_key(change.connection), guid)
            change_coding(change, row, span=span, valence=valence, marks=marks)
        changed = Held(
            held.code,
            held.valence if valence is None else valence,
            held.span if span is None else span,
            held.marks if marks is None else marks,
            held.memos,
        )
        self._did(united([other for other in self.model if other is not held], changed))

    @rule()
    def undo(self) -> None:
        if not self.past:
            with pytest.raises(NotUndoable):
                stories.undo(self.project)
            return
        stories.undo(self.project)
        self.future.append(self.model)
        self.model = self.past.pop()

    @rule()
    def redo(self) -> None:
        if not self.future:
            with pytest.raises(NotUndoable):
                stories.redo(self.project)
            return
        stories.redo(self.project)
        self.past.append(self.model)
        self.model = self.future.pop()

    @rule()
    def restart(self) -> None:
        self.project.close()
        self.project = open_project(self.place, acting="Zoé")

    @invariant()
    def the_layer_is_what_the_model_says(self) -> None:
        found = [
            (
                c.code,
                c.valence,
                c.span,
                c.marks,
                tuple(sorted(c.memo.split("\n\n") if c.memo else [])),
            )
            for c in stories.seen(self.project)
        ]
        assert sorted(map(repr, found)) == sorted(repr(held.seen) for held in self.model)


def united(layer: list[Held], new: Held) -> list[Held]:
    """The layer with a coding more: it and all it overlaps become one."""
    met = [
        held
        for held in layer
        if (held.code, held.valence) == (new.code, new.valence) and held.span.overlaps(new.span)
    ]
    whole = new
    for held in met:
        whole = Held(
            new.code,
            new.valence,
            whole.span.hull(held.span),
            whole.marks | held.marks,
            whole.memos + held.memos,
        )
    return [held for held in layer if held not in met] + [whole]


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
