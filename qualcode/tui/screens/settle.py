"""Settling: one disagreement after the other, in context, each decided by one key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import DataTable, Static
from textual.worker import get_current_worker

from qualcode.app.coding.reading import list_codings, load_transcript
from qualcode.app.pairs.disagreeing import Differing, PairOfCoders, Wanted, list_disagreements
from qualcode.app.pairs.settling import Wish, seed_agreed, settle, settle_boundaries
from qualcode.core.agreement.disagreement import Kind
from qualcode.core.codebook import said
from qualcode.core.coding import Coding
from qualcode.core.errors import QualcodeError
from qualcode.core.pairs.settlement import USUALLY, Because, Decision, Ends, Settlement
from qualcode.core.spans import Span
from qualcode.i18n import _, current_language, translate
from qualcode.i18n.numbers import colon
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.session import Session
from qualcode.tui.transcript.layout import ShownCoding
from qualcode.tui.transcript.view import TranscriptView
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill

MARKS = ("A", "B")
"""What stands for each coder in the list, the margin and the keys."""


_OF_THE_LIST = {
    "decide",
    "step",
    "because",
    "reason",
    "boundaries",
    "agreed",
    "book",
    "undo",
    "kind",
}


class SettleScreen(ProjectScreen):
    """The list, the passage with what both coders gave in the margin, and what their codes mean."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("settle")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._wanted = Wanted()
        self._pair: PairOfCoders | None = None
        self._shown: list[Differing] = []
        self._kind: Kind | None = None
        self._code: str | None = None
        self._because: Because | None = None
        self._stand_on: str | None = None

    def compose(self) -> ComposeResult:
        """Heading, list, passage in context, the two codes side by side, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="disagreements", cursor_type="row")
        yield TranscriptView(id="passage")
        with Horizontal(id="sides"):
            yield Static(id="first", markup=False)
            yield Static(id="second", markup=False)
        yield KeyLine()

    def refresh_content(self) -> None:
        """Compare again, on the code and in the round that another screen asked for."""
        session = self.session
        if session.differing_on is not None:
            self._code, session.differing_on = session.differing_on, None
            self._wanted = Wanted(round=session.round_name)
        self.query_one(Heading).tell(_("Disagreements"), _("being computed…"))
        self._table.focus()
        self._compare(self._wanted)

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one("#disagreements", DataTable)

    @property
    def _view(self) -> TranscriptView:
        return self.query_one(TranscriptView)

    @work(thread=True, exclusive=True, group="settle")
    def _compare(self, wanted: Wanted) -> None:
        try:
            pairs = list_disagreements(self.session.project, wanted)
        except QualcodeError as error:
            self.app.call_from_thread(self._cannot, error)
            return
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._show_pair, pairs[0])

    def _cannot(self, error: QualcodeError) -> None:
        self._pair, self._shown = None, []
        self.query_one(Heading).tell(_("Disagreements"), _("w names the coders, or the round"))
        self._table.clear(columns=True)
        self.query_one("#first", Static).update(str(error))
        self.query_one("#second", Static).update("")

    def _show_pair(self, pair: PairOfCoders) -> None:
        self._pair = pair
        self._fill()

    def _fill(self) -> None:
        """Show the list; the cursor on the disagreement it was on, or on the first open one."""
        pair = self._pair
        if pair is None:
            return
        at = self._stand_on or (self._here.key if self._here else None)
        self._shown = [
            one
            for one in pair.found
            if self._kind in {None, one.kind} and (self._code is None or self._code in one.codes)
        ]
        fill(
            self._table,
            [
                Column(""),
                Column(_("Type")),
                Column(_("Passage")),
                Column(f"A {pair.coders[0]}", wide=True, least=14),
                Column(f"B {pair.coders[1]}", wide=True, least=14),
            ],
            [
                (
                    "✓" if one.settled else "·",
                    translate(one.kind.label),
                    one.address,
                    self._codes(one.codings[0]),
                    self._codes(one.codings[1]),
                )
                for one in self._shown
            ],
            width=self.app.size.width,
        )
        rows = {one.key: row for row, one in enumerate(self._shown)}
        first_open = next((row for row, one in enumerate(self._shown) if not one.settled), 0)
        self._table.move_cursor(row=rows.get(at or "", first_open))
        self._stand_on = None
        self._explain()

    def _codes(self, codings: tuple[Coding, ...]) -> str:
        given = (f"{one.valence.sign.strip()} {self._label(one)}".strip() for one in codings)
        return ", ".join(dict.fromkeys(given)) or "—"

    def _label(self, coding: Coding) -> str:
        return self._label_of(f"{coding.codebook}:{coding.code}")

    def _label_of(self, ref: str) -> str:
        return self.session.codes[ref][1].label if ref in self.session.codes else ref

    @property
    def _here(self) -> Differing | None:
        row = self._table.cursor_row
        return self._shown[row] if 0 <= row < len(self._shown) else None

    @on(DataTable.RowHighlighted)
    def _explain(self) -> None:
        """Show the passage, both coders' codings on it, and what their codes mean."""
        pair, here = self._pair, self._here
        if pair is None:
            return
        settled = sum(1 for one in pair.found if one.settled)
        self.query_one(Heading).tell(
            _("{n}/{all} settled", n=settled, all=len(pair.found)),
            f"A {pair.coders[0]} – B {pair.coders[1]}",
            self._label_of(self._code) if self._code else "",
            translate(self._kind.label) if self._kind else "",
            self._standing(here),
        )
        self._because = None
        if here is None:
            self.query_one("#first", Static).update(_("Nothing to settle here."))
            self.query_one("#second", Static).update("")
            return
        transcript = load_transcript(self.session.project, here.source)
        around = [
            coding
            for coding in list_codings(self.session.project, source=here.source, objected=True)
            if coding.coder in here.coders and coding.span.overlaps(here.span)
        ]
        first, second = here.coders
        self._view.show(transcript, self._in_margin(around, first, MARKS[0]))
        for one in self._in_margin(around, second, MARKS[1]):
            self._view.add_coding(one)
        self._view.set_selection(here.span)
        for side, name in enumerate(("#first", "#second")):
            self.query_one(name, Static).update(self._side(here, side))

    def _standing(self, here: Differing | None) -> str:
        if here is None:
            return ""
        told = here.settled
        if told is None:
            because = self._because or USUALLY[here.kind]
            return translate(because.label)
        why = [
            translate(told.decision.label),
            translate(told.because.label) if told.because else "",
        ]
        return ", ".join(part for part in (*why, told.decided_by) if part)

    def _in_margin(self, codings: list[Coding], coder: str, mark: str) -> list[ShownCoding]:
        """Codings of one coder: the letter of the coder, then letters of the code."""
        shown = self.session.shown(coding for coding in codings if coding.coder == coder)
        return [replace(one, letters=f"{mark}{one.letters[:2].lower()}") for one in shown]

    def _side(self, here: Differing, side: int) -> Content:
        """What one coder gave, why, and when that code is to be used."""
        parts = [Content.styled(f"{MARKS[side]} {here.coders[side]}", "bold underline")]
        told: set[str] = set()
        for coding in here.codings[side]:
            label = f"{coding.valence.sign.strip()} {self._label(coding)}".strip()
            parts.append(Content.styled(label, "bold"))
            if coding.memo:
                parts.append(_titled(_("Memo"), coding.memo))
            ref = f"{coding.codebook}:{coding.code}"
            if ref in self.session.codes and ref not in told:
                told.add(ref)
                wording = self.session.codes[ref][1].wording
                meant = said(wording.use_when) or said(wording.definition)
                for heading, words in (
                    (_("Use when"), meant),
                    (_("Not when"), said(wording.not_when)),
                ):
                    if words:
                        parts.append(_titled(heading, words))
        if not here.codings[side]:
            parts.append(Content(_("nothing, or nothing else")))
        return Content("\n").join(parts)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a passage is selected in the text, nothing else is decided."""
        selecting = isinstance(self.focused, TranscriptView)
        return not selecting or action not in _OF_THE_LIST

    def action_step(self, direction: int) -> None:
        """Go to the next or previous disagreement that is open."""
        row = self._table.cursor_row + direction
        while 0 <= row < len(self._shown):
            if self._shown[row].settled is None:
                self._table.move_cursor(row=row)
                return
            row += direction
        self.tell(_("No other open disagreement in this direction."))

    def action_decide(self, choice: str) -> None:
        """Decide the disagreement here; where it departs from both coders, ask why."""
        decision = Decision(choice)
        if self._here is None:
            return
        if decision.needs_reason:
            self._ask_why(lambda why: self._decide(Wish(decision, why, self._because)))
        else:
            self._decide(Wish(decision, "", self._because))

    def _ask_why(self, then: Callable[[str], None]) -> None:
        ask(self, _("Why? (in your words)"), "", then)

    def _decide(self, wish: Wish) -> None:
        here, pair = self._here, self._pair
        if here is None or pair is None:
            return
        wanted = replace(self._wanted, coders=pair.coders, sources=(here.source,))
        try:
            told = settle(self.session.project, here.key, wish, wanted)
        except QualcodeError as error:
            self.complain(error)
            return
        self._keep(here, told)

    def _keep(self, here: Differing, told: Settlement) -> None:
        """Show what was decided and go on to the next open disagreement."""
        pair = self._pair
        if pair is None:
            return
        settled = {here.key: replace(here, settled=told)}
        found = tuple(settled.get(one.key, one) for one in pair.found)
        self._pair = replace(pair, found=found)
        after = self._shown[self._table.cursor_row + 1 :]
        following = next((one.key for one in after if one.settled is None), here.key)
        self._stand_on = following
        self._fill()
        self._table.focus()

    def action_span(self) -> None:
        """Choose another passage: select it in the text, then Enter."""
        if self._here is not None:
            self._view.focus()
            self.tell(_("Select the passage (v, arrows, + and −), then Enter. Escape leaves it."))

    def action_open(self) -> None:
        """Take the selected passage; from the list, show the place in the transcript."""
        here = self._here
        if here is None:
            return
        if self.focused is not self._view:
            self.session.source, self.session.place = here.source, here.span
            self.app.switch_mode("code")
            return
        span = self._view.selected
        if span is not None:
            self._ask_code(here, span)

    def _ask_code(self, here: Differing, span: Span) -> None:
        codes = [code for code in dict.fromkeys(here.codes) if code is not None]

        def with_code(code: str) -> None:
            self._ask_why(
                lambda why: self._decide(
                    Wish(Decision.SPAN, why, self._because, span, code.strip() or None)
                )
            )

        if len(codes) == 1:
            with_code(codes[0])
        else:
            ask(self, _("Code of this passage"), codes[0], with_code)

    @on(DataTable.RowSelected)
    def _chosen(self) -> None:
        self.action_open()

    def action_because(self) -> None:
        """Say where the disagreement comes from, before deciding it."""
        here = self._here
        if here is None or self._pair is None:
            return
        causes = list(Because)
        now = self._because or USUALLY[here.kind]
        self._because = causes[(causes.index(now) + 1) % len(causes)]
        self.tell(_("Cause: {cause}.", cause=translate(self._because.label)))

    def action_reason(self) -> None:
        """Write why it was decided so."""
        told = self._here.settled if self._here else None
        if told is None or told.decision is Decision.SPAN:
            self.tell(_("Decide first; then write why."))
            return
        ask(
            self,
            _("Why? (in your words)"),
            told.reason,
            lambda why: self._decide(Wish(told.decision, why, told.because)),
        )

    def action_boundaries(self) -> None:
        """Settle all open differences of boundaries by one rule."""
        self._by_rule(
            _("All open boundaries. Rule: {rules}", rules=", ".join(Ends)),
            lambda rule: _(
                "{n} boundaries settled.",
                n=settle_boundaries(self.session.project, rule, self._of_pair),
            ),
        )

    def action_agreed(self) -> None:
        """Take over what both coders gave alike, without looking at it."""
        self._by_rule(
            _("Take over all that is agreed. Rule: {rules}", rules=", ".join(Ends)),
            lambda rule: _(
                "{n} agreements taken over.",
                n=seed_agreed(self.session.project, rule, self._of_pair),
            ),
        )

    @property
    def _of_pair(self) -> Wanted:
        return replace(self._wanted, coders=self._pair.coders if self._pair else ())

    def _by_rule(self, question: str, act: Callable[[Ends], str]) -> None:
        def answered(rule: str) -> None:
            if rule.strip() not in list(Ends):
                self.tell(_("There is no such rule: {rules}.", rules=", ".join(Ends)))
                return
            try:
                self.tell(act(Ends(rule.strip())))
            except QualcodeError as error:
                self.complain(error)
            self.refresh_content()

        ask(self, question, Ends.UNION.value, answered)

    def action_kind(self) -> None:
        """Show all codes and types, then each type."""
        if self._code is not None:
            self._code = None
            self._fill()
            return
        kinds = [None, *Kind]
        self._kind = kinds[(kinds.index(self._kind) + 1) % len(kinds)]
        self._fill()

    def action_coders(self) -> None:
        """Compare other coders, or those of a round."""
        ask(self, _("Two coders A,B, or the name of a round"), "", self._choose)

    def _choose(self, answer: str) -> None:
        names = tuple(name.strip() for name in answer.split(",") if name.strip())
        self._wanted = Wanted(coders=names) if len(names) == 2 else Wanted()
        if len(names) == 1:
            self._wanted = Wanted(round=names[0])
        self.refresh_content()

    def action_book(self) -> None:
        """Go to the code in the codebook, to reword it."""
        code = next((code for code in self._here.codes if code), None) if self._here else None
        if code is not None:
            self.session.code_here = code
            self.app.switch_mode("codebook")

    def action_write(self) -> None:
        """Write the decision log to Word, or to a table where the name ends in .csv."""
        ask(self, _("Word or CSV file"), f"decisions_{current_language()}.docx", self._write)

    def _write(self, name: str) -> None:
        from qualcode.app.publishing.decision_log import export_decisions

        try:
            export_decisions(
                self.session.project,
                Path(name),
                language=current_language(),
                round_name=self._wanted.round,
            )
        except QualcodeError as error:
            self.complain(error)
            return
        self.tell(_("Wrote {file}.", file=name))

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """From the text back to the list; from the list to the agreement."""
        if self.focused is self._view:
            self._table.focus()
            self._explain()
        else:
            self.app.switch_mode("agreement")


def _titled(heading: str, words: str) -> Content:
    return Content.assemble((f"{heading}{colon()} ", "bold"), words)
