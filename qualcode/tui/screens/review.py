"""Review before an import: one row a person, place or number, decided by one key.

Names stand here in clear, for whoever decides has to see them; they are in memory only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Static

from qualcode.app.pseudonyms.namesakes import SEVERAL, mixed
from qualcode.app.pseudonyms.reviewing import Review
from qualcode.app.pseudonyms.second_reading import compared, sample
from qualcode.core.errors import QualcodeError
from qualcode.core.privacy.reviewing import Choice, Degree, Item
from qualcode.i18n import _, plural, translate
from qualcode.tui.keys import bindings, translated
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.review_context import in_context
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.choose import choose
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill

_TIERS: tuple[Degree | None, ...] = (None, *Degree)


class ReviewScreen(Screen[None]):
    """The rows, the mentions of one of them in context, keys."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("review")

    def __init__(self, review: Review, finish: Callable[[str | None], None]) -> None:
        """A screen on a review.

        Args:
            review: what is decided.
            finish: told why what is open may stay ("" where nothing is), or None to leave.
        """
        super().__init__()
        self._bindings = translated(self._bindings)
        self._review = review
        self._finish = finish
        self._shown: list[Item] = []
        self._tier: Degree | None = None
        self._masked = False
        self._second: dict[str, Choice | None] | None = None
        self._stand_on: str | None = None

    def compose(self) -> ComposeResult:
        """Heading, table, mentions, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="rows", cursor_type="row")
        with VerticalScroll(id="mentions", can_focus=False):
            yield Static(markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Show the rows, the cursor on the first one."""
        self._fill()
        self._table.focus()

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one("#rows", DataTable)

    @property
    def _here(self) -> Item | None:
        row = self._table.cursor_row
        return self._shown[row] if 0 <= row < len(self._shown) else None

    # Showing

    def _fill(self) -> None:
        """Show the rows; the cursor stays on the row that it was on."""
        at = self._stand_on or (self._here.key if self._here else None)
        self._stand_on = None
        self._shown = [row for row in self._review.rows if self._is_wanted(row)]
        fill(
            self._table,
            [
                Column(""),
                Column(_("Type")),
                Column(_("Tier")),
                Column("n", number=True),
                Column(_("Words"), wide=True),
                Column(_("Instead"), wide=True, least=14),
            ],
            [self._cells(row) for row in self._shown],
            width=self.app.size.width,
        )
        places = {row.key: place for place, row in enumerate(self._shown)}
        self._table.move_cursor(row=places.get(at or "", 0))
        self._explain()

    def _is_wanted(self, row: Item) -> bool:
        if self._second is not None:
            return row.key in self._second
        return self._tier in {None, row.degree}

    def _cells(self, row: Item) -> tuple[str | Text, ...]:
        first = row.sightings[0]
        words = self._review.excerpt(row) if self._masked else self._review.words(first)
        sign, instead = self._decided(row)
        return (
            sign,
            translate(row.kind.label),
            translate(row.degree.label),
            str(len(row.sightings)),
            " ".join(words.split()),
            instead,
        )

    def _decided(self, row: Item) -> tuple[str, str | Text]:
        """A sign for the decision, and what stands there instead."""
        if self._second is not None:
            choice = self._second[row.key]
            return ("·", "") if choice is None else ("✓", translate(choice.label))
        decision = row.decision
        if decision is None:
            return "!" if row.blocks else " ", Text(self._review.proposed(row.key), style="italic")
        if decision.choice is Choice.REPLACE:
            return "✓", decision.pseudonym
        where = _("kept, for the study") if decision.everywhere else _("kept")
        return "=", f"{where}: {decision.reason}"

    @on(DataTable.RowHighlighted)
    def _explain(self) -> None:
        """Show the mentions of a row in context, and how far the review is."""
        here = self._here
        rows = self._review.rows
        decided = sum(row.decision is not None for row in rows)
        if self._second is not None:
            done = sum(choice is not None for choice in self._second.values())
            what = _("Second reader"), _("{n}/{all} decided", n=done, all=len(self._second))
        else:
            what = _("Review"), _("{n}/{all} decided", n=decided, all=len(rows))
        waiting = len(self._review.open)
        self.query_one(Heading).tell(
            *what,
            plural("{n} is open", "{n} are open", waiting) if waiting else _("nothing is open"),
            translate(self._tier.label) if self._tier else "",
        )
        empty = _("Nothing was found here. F5 imports the files.")
        if rows and not self._shown:
            empty = _("No row of this tier.")
        content = in_context(self._review, here, masked=self._masked) if here else Content(empty)
        if here and mixed(self._review, here):
            content = Content.assemble((f"{translate(SEVERAL)}\n", "$warning"), content)
        self.query_one("#mentions Static", Static).update(content)

    # Deciding

    def _step(self, act: Callable[[Item], object]) -> None:
        """Do something to the row here, then go to the next one that waits."""
        here = self._here
        if here is None:
            return
        row = self._table.cursor_row
        others = [*self._shown[row + 1 :], *self._shown[:row]]
        try:
            act(here)
        except QualcodeError as error:
            self.notify(str(error), severity="error", markup=False, timeout=8)
            return
        waits = (other.key for other in others if self._waits(other))
        self._stand_on = next(waits, here.key)
        self._fill()
        self._table.focus()

    def _waits(self, row: Item) -> bool:
        if self._second is not None:
            return self._second[row.key] is None
        return row.decision is None

    def _second_says(self, choice: Choice) -> bool:
        """Take the choice of a second reader; gives whether there is one."""
        if self._second is None:
            return False
        second = self._second

        def take(row: Item) -> None:
            second[row.key] = choice

        self._step(take)
        if all(second.values()):
            self._compare()
        return True

    def action_accept(self) -> None:
        """Replace the row by the pseudonym that is proposed."""
        if not self._second_says(Choice.REPLACE):
            self._step(lambda row: self._review.accept(row.key))

    def action_replace(self) -> None:
        """Replace the row by other words."""
        here = self._here
        if here is None or self._second_says(Choice.REPLACE):
            return
        ask(
            self,
            _("What stands there instead? (brackets are added)"),
            self._review.proposed(here.key).strip("[]"),
            lambda words: self._step(lambda row: self._review.replace(row.key, words)),
        )

    def action_keep(self) -> None:
        """Leave the row as it stands, and say why."""
        here = self._here
        if here is None or self._second_says(Choice.KEEP):
            return
        ask(
            self,
            _("Why may it stay? (public figure, term, no name…)"),
            here.decision.reason if here.decision else "",
            lambda why: self._step(lambda row: self._review.keep(row.key, why)),
        )

    def action_merge(self) -> None:
        """Give the row a pseudonym that another row, a case or the study has already."""
        here = self._here
        if here is None or self._second is not None:
            return
        options = [
            (one, one if self._masked or not whose else f"{one}  {whose}")
            for one, whose in self._review.same_as(here.key).items()
        ]
        choose(
            self,
            _("The same person as"),
            options,
            lambda one: self._step(lambda row: self._review.replace(row.key, one)),
        )

    def action_everywhere(self) -> None:
        """Let the study remember what is kept here, so that it is not asked again."""
        if self._second is None:
            self._step(lambda row: self._review.everywhere(row.key))

    def action_add(self) -> None:
        """List a name that the screen missed."""

        def add(words: str) -> None:
            try:
                self._stand_on = self._review.add(words)
            except QualcodeError as error:
                self.notify(str(error), severity="error", markup=False, timeout=8)
                return
            self._tier = None
            self._fill()
            self._table.focus()

        if self._second is None:
            ask(self, _("Which name was missed? (as it is written)"), "", add)

    def action_undo(self) -> None:
        """Take the newest decision back."""
        if self._second is None and self._review.undo():
            self._fill()
        else:
            self.notify(_("There is nothing to take back."), markup=False, timeout=4)

    # Going about

    def action_next(self) -> None:
        """Go to the next row that waits."""
        row = self._table.cursor_row
        order = [*range(row + 1, len(self._shown)), *range(min(row, len(self._shown)))]
        following = next((place for place in order if self._waits(self._shown[place])), None)
        if following is None:
            self.notify(_("Every row is decided: F5 imports the files."), markup=False, timeout=4)
        else:
            self._table.move_cursor(row=following)

    @on(DataTable.RowSelected)
    def _chosen(self) -> None:
        self.action_next()

    def action_tier(self) -> None:
        """Show one tier only, the next one each time."""
        place = _TIERS.index(self._tier)
        self._tier = _TIERS[(place + 1) % len(_TIERS)]
        self._fill()

    def action_mask(self) -> None:
        """Mask the names, or show them."""
        self._masked = not self._masked
        self._fill()

    def action_second(self) -> None:
        """Let a second person decide a sample again without seeing the decisions, or stop."""
        if self._second is not None:
            self._second = None
            self._fill()
            return
        rows = sample(self._review)
        if not rows:
            self.notify(_("Decide first: the second reader sees a sample."), markup=False)
            return
        self._second = dict.fromkeys(rows)
        self._stand_on = rows[0]
        self._fill()

    def _compare(self) -> None:
        """Tell how far both readers agree, and go to the first row on which they differ."""
        second = self._second or {}
        found = compared(self._review, {k: choice for k, choice in second.items() if choice})
        self._review.second = found
        self._second = None
        self._stand_on = found.differing[0] if found.differing else None
        self._fill()
        self.notify(found.line, markup=False, timeout=12)

    def action_finish(self) -> None:
        """Import the files; where something is open, ask why it may stay."""
        waiting = len(self._review.open)
        if not waiting:
            self._end("")
            return
        question = plural(
            "{n} row is open. Why import nevertheless? (kept in the journal)",
            "{n} rows are open. Why import nevertheless? (kept in the journal)",
            waiting,
        )
        ask(self, question, "", lambda why: self._end(why) if why.strip() else None)

    def _end(self, reason: str) -> None:
        try:
            self._review.result(reason)
        except QualcodeError as error:
            self.notify(str(error), severity="error", markup=False, timeout=12)
            return
        self._finish(reason)

    def action_leave(self) -> None:
        """Leave without importing anything; decisions are lost, so ask first."""
        decided = any(row.decision for row in self._review.rows)
        if not decided:
            self._finish(None)
            return
        options = [
            ("stay", _("Go on with the review")),
            ("leave", _("Leave: nothing is imported, decisions are lost")),
        ]
        choose(
            self,
            _("Leave the review?"),
            options,
            lambda one: self._finish(None) if one == "leave" else None,
        )
