"""Whatever editors do to a codebook, it stays a tree, and undo takes back exactly that."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from qualcode.app.codebook.merging import decide_split, merge_codes, open_decisions, split_code
from qualcode.app.codebook.versions import publish_version
from qualcode.app.codebook.work import (
    create_code,
    edit_settings,
    edit_wording,
    move_code,
    retire_code,
    revive_code,
)
from qualcode.app.coding.coding import code_passage, note_on_coding
from qualcode.app.coding.reading import list_codings
from qualcode.app.projects.undoing import list_journal, redo, undo
from qualcode.core.codebook import Codebook, ValencePolicy
from qualcode.core.coding import NewCoding, Valence
from qualcode.core.errors import NotAllowed, NotFound, NotUndoable
from qualcode.core.spans import Span
from qualcode.store.opening import create_project, open_project
from qualcode.store.project import Project
from qualcode.store.safety.check import check
from tests.app.codebook_stories import HOURS, ROAD, acting, book, give
from tests.stories import fill, place

FIRST = place("Le plus dur").start
applied = st.sampled_from(["distance", "proches", "joignable", "recit", "x", "x_2"])
keys = st.sampled_from(
    ["acces", "distance", "proches", "soins", "joignable", "recit", "a_discuter", "x", "x_2", "x_3"]
)
spans = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(
    lambda pair: Span(FIRST + pair[0], FIRST + sum(pair))
)
valences = st.sampled_from(list(Valence))
people = st.sampled_from(["Zoé", "Ana"])


@cache
def template() -> Path:
    """A furnished project in which Zoé and Ana have acted, of which every example gets a copy."""
    where = Path(tempfile.mkdtemp(prefix="qualcode-"), "étude.qualcode")
    with create_project(str(where), title="Étude", acting="Zoé") as project:
        fill(project)
        for name in ("Ana", "Zoé"):
            with acting(project, name):
                give(project, ROAD, "distance", Valence.BARRIER)
                give(project, f"{ROAD} Deux heures", "proches", Valence.LEVER)
                note_on_coding(project, give(project, HOURS, "proches"), "mémo")
                with project.change("lock", kind="barrier"):
                    pass
    return where


State = tuple[Codebook, frozenset[tuple[object, ...]]]


class Work(RuleBasedStateMachine):
    """Zoé edits, both code; what each act leaves is remembered until it is undone."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="qualcode-"))
        where = self.folder / "étude.qualcode"
        shutil.copyfile(template(), where)
        self.project: Project = open_project(where, acting="Zoé")
        self.past: list[State] = []

    def teardown(self) -> None:
        assert check(self.project).problems == ()
        self.project.close()
        shutil.rmtree(self.folder)

    def state(self) -> State:
        """The codebook, and every coding as people see it."""
        layer = frozenset(
            (c.guid, c.coder, c.code, c.valence, c.span, c.quotation, c.memo, c.marks)
            for c in list_codings(self.project)
        )
        return book(self.project), layer

    def act(self, edit: Callable[[], object]) -> bool:
        """Try an edit of Zoé's; what is refused must have changed nothing."""
        before, entries = self.state(), len(list_journal(self.project))
        try:
            edit()
        except (NotAllowed, NotFound):
            assert self.state() == before
            assert len(list_journal(self.project)) == entries
            return False
        if len(list_journal(self.project)) > entries:
            self.past.append(before)
        else:
            assert self.state() == before
        return True

    @rule(parent=st.none() | keys, provisional=st.booleans())
    def create(self, parent: str | None, provisional: bool) -> None:
        self.act(
            lambda: create_code(
                self.project, "essai", {"fr": "X"}, parent=parent, provisional=provisional
            )
        )

    @rule(key=keys, text=st.sampled_from(["", "un", "deux"]), part=st.booleans())
    def reword(self, key: str, text: str, part: bool) -> None:
        name = "definition" if part else "use_when"
        words = {"fr": text}
        self.act(lambda: edit_wording(self.project, key, **{name: words}))  # type: ignore[arg-type]

    @rule(key=keys, policy=st.sampled_from(list(ValencePolicy)), codable=st.none() | st.booleans())
    def settle(self, key: str, policy: ValencePolicy, codable: bool | None) -> None:
        fixed = Valence.LEVER if policy is ValencePolicy.FIXED else None
        self.act(
            lambda: edit_settings(self.project, key, policy=policy, fixed=fixed, codable=codable)
        )

    @rule(key=keys, parent=st.none() | keys, position=st.none() | st.integers(0, 4))
    def move(self, key: str, parent: str | None, position: int | None) -> None:
        self.act(lambda: move_code(self.project, key, parent, position))

    @rule(key=keys)
    def retire(self, key: str) -> None:
        self.act(lambda: retire_code(self.project, key))

    @rule(key=keys)
    def revive(self, key: str) -> None:
        self.act(lambda: revive_code(self.project, key))

    @rule(label=st.sampled_from(["2", "3"]))
    def publish(self, label: str) -> None:
        self.act(lambda: publish_version(self.project, "essai", label))

    @rule(key=applied, first=applied, second=applied)
    def split(self, key: str, first: str, second: str) -> None:
        self.act(lambda: split_code(self.project, key, [first, second]))

    @precondition(lambda self: bool(open_decisions(self.project, "Zoé")))
    @rule(data=st.data(), choice=st.sampled_from(["a", "b", "both", "neither"]))
    def decide(self, data: st.DataObject, choice: str) -> None:
        waiting = open_decisions(self.project, "Zoé")
        guid = data.draw(st.sampled_from(waiting)).coding.guid
        self.act(lambda: decide_split(self.project, guid, choice))

    @rule(key=applied, span=spans, valence=valences, who=people)
    def code(self, key: str, span: Span, valence: Valence, who: str) -> None:
        request = NewCoding("P01", span, key, valence)
        if who == "Zoé":
            self.act(lambda: code_passage(self.project, request))
            return
        with acting(self.project, who):
            try:
                code_passage(self.project, request)
            except (NotAllowed, NotFound):
                return
        self.past.clear()

    @rule(key=keys, into=applied)
    def merge(self, key: str, into: str) -> None:
        before = characters(self.project)
        grid = book(self.project)
        if not self.act(lambda: merge_codes(self.project, key, into)):
            return
        start, end = (grid.by_key[name].key for name in (key, into))
        expected: dict[tuple[str, str], set[int]] = defaultdict(set)
        for (coder, code), covered in before.items():
            expected[coder, end if code == start else code] |= covered
        assert characters(self.project) == expected
        assert book(self.project).by_key[start].key == end

    @rule()
    def undo(self) -> None:
        if self.past:
            undo(self.project)
            assert self.state() == self.past.pop()

    @rule()
    def undo_and_redo(self) -> None:
        if self.past:
            before = self.state()
            undo(self.project)
            redo(self.project)
            assert self.state() == before

    @rule(who=people, back=st.booleans())
    def undo_whatever_comes(self, who: str, back: bool) -> None:
        """Undo or redo without a model: refused, or done, and the grid is sound all the same."""
        with acting(self.project, who):
            try:
                undo(self.project) if back else redo(self.project)
            except NotUndoable:
                return
        self.past.clear()

    @invariant()
    def the_grid_is_a_tree_in_which_every_name_is_one_code(self) -> None:
        found = book(self.project)
        seen: set[str] = set()
        for code in found.codes:
            assert code.parent is None or code.parent in seen
            seen.add(code.key)
        names = [name for code in found.codes for name in (code.key, *code.aliases)]
        assert len(names) == len(set(names))
        with self.project.read() as connection:
            living = connection.exec_driver_sql("SELECT count(*) FROM codes WHERE alive = 1")
            index = self.project.memory.code_index(connection)
            assert len(index.rows) == living.scalar_one()
            assert {row.code.key for row in index.standing} == seen

    @invariant()
    def every_coding_is_of_a_code_of_the_grid_and_keeps_its_policy(self) -> None:
        found = book(self.project)
        for coding in list_codings(self.project):
            code = found.by_key[coding.code]
            assert code.key == coding.code
            if code.policy is ValencePolicy.FIXED:
                assert coding.valence is code.fixed
            if code.policy is ValencePolicy.NONE:
                assert coding.valence is Valence.UNSET


def characters(project: Project) -> dict[tuple[str, str], set[int]]:
    """The places in the text that each coder coded with each code."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for coding in list_codings(project):
        found[coding.coder, coding.code] |= set(range(coding.span.start, coding.span.end))
    return found


TestWork = Work.TestCase
TestWork.settings = settings(max_examples=10, stateful_step_count=25, deadline=None)
