"""Rounds of double coding: where each is, who has locked, and the next step of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from qualcode.app.coding.reading import list_coders
from qualcode.app.pairs import rounds as steps
from qualcode.app.pairs.round_plans import RoundPlan, draft_round, extend_round, start_round
from qualcode.core.errors import QualcodeError
from qualcode.core.pairs.rounds import (
    ALLOWED,
    CoderState,
    Round,
    RoundAction,
    RoundKind,
    RoundState,
)
from qualcode.core.pairs.sampling import Pieces, Sampling
from qualcode.core.people import Role
from qualcode.i18n import N_, _, plural, translate
from qualcode.i18n.numbers import decimal
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.chord import chord
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill

SIGNS = {CoderState.OPEN: "…", CoderState.LOCKED: "■", CoderState.WITHDRAWN: "–"}
"""How far a coder is, in one character."""

KINDS = {
    "s": RoundKind.INTER_CODER,
    "t": RoundKind.INTRA_CODER,
    "d": RoundKind.DRIFT,
    "e": RoundKind.TEACHING,
}
"""Second keys of a new round."""

YES = frozenset("yYoO")
"""Keys that say yes, in either language."""

_QUESTIONS = {
    RoundAction.START: N_(
        "Start “{round}”? From now on nobody sees another's layer on it. No undo. (y: yes)"
    ),
    RoundAction.LOCK: N_(
        "Lock your layer in “{round}”? It can then be read only, until you unlock it. (y: yes)"
    ),
    RoundAction.REVEAL: N_(
        "Reveal “{round}”? All layers are opened and kept as they are. No undo. (y: yes)"
    ),
    RoundAction.CLOSE: N_("Close “{round}”? Its layers can be written again. No undo. (y: yes)"),
}
"""What is asked before a step that cannot be undone."""

_NEXT_STEP = {
    RoundState.DRAFT: N_("Next: start it (s)."),
    RoundState.OPEN: N_("Next: everybody codes and locks (l); then reveal (x)."),
    RoundState.REVEALED: N_("Next: compare (A) and settle the differences, then say so (z)."),
    RoundState.SETTLED: N_("Next: close it (c)."),
    RoundState.CLOSED: N_("It is over: a snapshot keeps what was compared."),
}


class RoundsScreen(ProjectScreen):
    """One line a round; below, the one at the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("rounds")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._found: list[Round] = []

    def compose(self) -> ComposeResult:
        """Heading, table, the round at the cursor, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="rounds", cursor_type="row")
        yield Static(id="context", markup=False)
        yield KeyLine()

    def refresh_content(self) -> None:
        """Read the rounds again."""
        project = self.session.project
        self._found = steps.list_rounds(project)
        self.query_one(Heading).tell(
            _("Double coding"),
            plural("{n} round", "{n} rounds", len(self._found)),
            _("coder {name}", name=project.acting) if project.acting else "",
        )
        fill(
            self.query_one("#rounds", DataTable),
            [
                Column(_("Round"), wide=True),
                Column(_("Kind")),
                Column(_("State")),
                Column(_("Units"), number=True),
                Column(_("Coders")),
            ],
            [
                (
                    held.name,
                    translate(held.kind.label),
                    translate(held.state.label),
                    str(len(held.units)),
                    "  ".join(f"{SIGNS[c.state]} {c.name}" for c in held.coders),
                )
                for held in self._found
            ],
            width=self.app.size.width,
        )
        self._show()
        self.query_one("#rounds", DataTable).focus()

    @property
    def _here(self) -> Round | None:
        row = self.query_one("#rounds", DataTable).cursor_row
        return self._found[row] if 0 <= row < len(self._found) else None

    @on(DataTable.RowHighlighted)
    def _show(self) -> None:
        here = self._here
        lines = _in_words(here) if here else [_("No round yet: n puts one together.")]
        self.query_one("#context", Static).update("\n".join(lines))

    def _do(self, step: Callable[[], object], done: str = "") -> None:
        """Take one step, then show where the rounds are."""
        try:
            step()
        except QualcodeError as error:
            self.complain(error)
        else:
            if done:
                self.tell(done)
        self.refresh_content()

    def _ask_first(self, action: RoundAction, step: Callable[[str], object]) -> None:
        """Ask before a step that cannot be undone; what a state forbids is told at once."""
        here = self._here
        if here is None:
            return
        if action not in ALLOWED[here.state]:
            self._do(lambda: here.require(action))
            return

        def go(key: str) -> None:
            if key in YES:
                self._do(lambda: step(here.name))

        chord(self, _(_QUESTIONS[action], round=here.name), go)

    def action_new(self) -> None:
        """Put a round together, one question after the other; it is a draft, undo takes it back."""
        kinds = (f"{key} {translate(kind.label)}" for key, kind in KINDS.items())
        chord(self, "  ·  ".join(kinds), self._ask_name)

    def _ask_name(self, key: str) -> None:
        kind = KINDS.get(key)
        if kind is not None:
            ask(self, _("Name of the round"), "", lambda name: self._ask_coders(kind, name))

    def _ask_coders(self, kind: RoundKind, name: str) -> None:
        role = Role.TRAINEE if kind is RoundKind.TEACHING else Role.CODER
        project = self.session.project
        names = [coder.name for coder in list_coders(project) if coder.role is role]
        if kind is RoundKind.INTRA_CODER:
            names = [project.acting or ""]
        question = _("Who codes? Names, parted by commas")
        ask(self, question, ", ".join(names), lambda who: self._ask_sample(kind, name, who))

    def _ask_sample(self, kind: RoundKind, name: str, coders: str) -> None:
        usual = "10 %" if kind is RoundKind.DRIFT else "20 %"
        question = _("Which sources? A share (20 %), a number (4), or their names")
        ask(self, question, usual, lambda words: self._ask_strata(kind, name, coders, words))

    def _ask_strata(self, kind: RoundKind, name: str, coders: str, sample: str) -> None:
        ask(
            self,
            _("Strata: an attribute, so that each of its values is drawn; or nothing"),
            "",
            lambda by: self._draft(name, RoundPlan(_names(coders), kind, sampling(sample, by))),
        )

    def _draft(self, name: str, plan: RoundPlan) -> None:
        project = self.session.project
        self._do(lambda: draft_round(project, name, plan), _("A draft: s starts it."))

    def action_start(self) -> None:
        """Open the round for blind coding."""
        self._ask_first(RoundAction.START, lambda name: start_round(self.session.project, name))

    def action_lock(self) -> None:
        """Lock one's layer, or unlock it."""
        here, project = self._here, self.session.project
        own = here.coder(project.acting or "") if here else None
        if here is not None and own is not None and own.state is CoderState.LOCKED:
            self._do(lambda: steps.unlock_layer(project, here.name), _("Your layer is open again."))
        else:
            self._ask_first(RoundAction.LOCK, lambda name: steps.lock_layer(project, name))

    def action_extend(self) -> None:
        """Draw more units with the same seed."""
        here = self._here
        if here is None:
            return

        def extend(words: str) -> None:
            wanted = sampling(words)
            self._do(
                lambda: extend_round(
                    self.session.project, here.name, number=wanted.number, share=wanted.share
                )
            )

        ask(self, _("How many in all? A share (30 %) or a number"), "", extend)

    def action_withdraw(self) -> None:
        """Let a coder leave the round."""
        here = self._here
        if here is not None:
            project = self.session.project
            ask(
                self,
                _("Who leaves? What they coded is not compared"),
                "",
                lambda who: self._do(lambda: steps.withdraw_coder(project, here.name, who.strip())),
            )

    def action_reveal(self) -> None:
        """Open all layers."""
        project = self.session.project
        self._ask_first(RoundAction.REVEAL, lambda name: steps.reveal_round(project, name))

    def action_settled(self) -> None:
        """Say that what was to be settled is settled."""
        here = self._here
        if here is not None:
            self._do(lambda: steps.finish_settling(self.session.project, here.name))

    def action_close(self) -> None:
        """End the round."""
        project = self.session.project
        self._ask_first(RoundAction.CLOSE, lambda name: steps.close_round(project, name))

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """Back to the library."""
        self.app.switch_mode("library")


def _names(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())


def sampling(words: str, by: str = "") -> Sampling:
    """The sample that a person means by “20 %”, “4” or names parted by commas."""
    said, strata = words.strip(), by.strip()
    share = said.removesuffix("%").strip().replace(",", ".")
    if said.endswith("%") and share.replace(".", "", 1).isdecimal():
        return Sampling(share=min(float(share) / 100, 1.0), by=strata)
    if said.isdecimal() and int(said) > 0:
        return Sampling(number=int(said), by=strata)
    return Sampling(named=_names(said), by=strata)


def _drawn(sample: Sampling, share: str, seed: int) -> str:
    """How much of what there was is in the round."""
    if sample.candidates == 1 and sample.pieces is Pieces.SOURCES:
        return _("{share} % of one source, seed {seed}", share=share, seed=seed)
    return _(
        "{share} % of {candidates} {pieces}, seed {seed}",
        share=share,
        candidates=sample.candidates,
        pieces=translate(sample.pieces.label),
        seed=seed,
    )


def _in_words(held: Round) -> list[str]:
    """A round in a few lines: its sample, what was declared, who is missing, what comes next."""
    sample = held.sampling
    share = decimal(100 * len(held.units) / sample.candidates, 0) if sample.candidates else "—"
    sources = ", ".join(held.sources)
    also = ", ".join(translate(unit.label) for unit in held.sensitivity) or "—"
    versions = ", ".join(f"{book} {label}" for book, label in held.versions.items())
    lines = [
        sources if len(sources) <= 150 else f"{sources[:149]}…",
        _drawn(sample, share, held.seed),
        _("Counted in: {unit}; also: {others}.", unit=translate(held.unit.label), others=also),
        versions,
    ]
    if held.state is RoundState.OPEN and held.waiting_for:
        lines.append(_("Not locked yet: {names}.", names=", ".join(held.waiting_for)))
    lines.append(translate(_NEXT_STEP[held.state]))
    return [line for line in lines if line]
