"""The framework chart: codes by cases or groups; summaries in the cells, or judged strengths."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.coordinate import Coordinate
from textual.widgets import DataTable, Static

from qualcode.app.analysis.chart_grid import Grid, grid_of, ways_to_chart
from qualcode.app.analysis.charting import summarise
from qualcode.app.analysis.rating import RatedCell, rate, suggested_strength
from qualcode.app.coding.quotations import quotations_of
from qualcode.app.projects.studies import study_of
from qualcode.app.publishing.wishes import Wish
from qualcode.core.analysis.charting import BY_CASE, Cell, ChartProgress
from qualcode.core.analysis.rating import Rating
from qualcode.core.codebook import said
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _, current_language, plural
from qualcode.i18n.numbers import colon
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.chart_cell import ChartCellScreen
from qualcode.tui.screens.matrix import after
from qualcode.tui.screens.writing import Writing
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import row_height

_NAME, _CELL = 28, 20
NOTHING = Grid(BY_CASE, (), (), {}, {}, {}, ChartProgress(0, 0, 0))
"""What stands there before anything was read."""

FEW = 12
"""Most cells that are changed where they stand: more are faster written anew."""

SIGNS = {-2: "−2", -1: "−1", 0: "0", 1: "+1", 2: "+2"}
"""A strength as it is read."""


class ChartScreen(Writing):
    """Codes that stay in sight, their columns, and the cell at the cursor in full."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("chart")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.by = BY_CASE
        self.rating = False
        self.grid = NOTHING
        self._height = 1

    def compose(self) -> ComposeResult:
        """Heading, table, the cell, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="table", cursor_type="cell", zebra_stripes=True, fixed_columns=1)
        with VerticalScroll(id="context", can_focus=False):
            yield Static(markup=False)
        yield KeyLine()

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one("#table", DataTable)

    @property
    def here(self) -> Cell | None:
        """The cell at the cursor."""
        row, column = self._table.cursor_coordinate
        if not 0 <= row < len(self.grid.rows):
            return None
        return self.grid.cell(row, column - 1) if 0 < column <= len(self.grid.columns) else None

    def refresh_content(self) -> None:
        """Read the chart again."""
        self._table.focus()
        self._read(self.by)

    @work(thread=True, exclusive=True, group="chart")
    def _read(self, by: str) -> None:
        try:
            grid = grid_of(self.session.project, by=by)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._show, grid)

    def _show(self, grid: Grid) -> None:
        """Put the chart into the table; where its frame stays, only cells that changed."""
        before, self.grid = self.grid, grid
        height, self._height = self._height, row_height(self.app)
        frame = (grid.by, grid.rows, grid.columns, self._height)
        if (before.by, before.rows, before.columns, height) != frame:
            self._fill(grid)
        else:
            self._renew(grid)
        self._tell(grid)
        self._explain()

    def _fill(self, grid: Grid) -> None:
        row, column = self._table.cursor_coordinate
        with self.prevent(DataTable.CellHighlighted):
            self._table.clear(columns=True)
            self._table.add_column(_("Code"))
            for one in grid.columns:
                self._table.add_column(Text(_short(one.name, _CELL)))
            for at, ref in enumerate(grid.rows):
                cells = [self._told(grid.cell(at, n)) for n in range(len(grid.columns))]
                self._table.add_row(
                    Text(_short(self._label(ref), _NAME)),
                    *map(Text, cells),
                    height=row_height(self.app),
                )
            self._table.move_cursor(
                row=min(row, max(len(grid.rows) - 1, 0)),
                column=min(max(column, 1), len(grid.columns)),
            )

    def _renew(self, grid: Grid) -> None:
        changed = {
            place: told
            for at in range(len(grid.rows))
            for n in range(len(grid.columns))
            if str(self._table.get_cell_at(place := Coordinate(at, n + 1)))
            != (told := self._told(grid.cell(at, n)))
        }
        if len(changed) > FEW:
            self._fill(grid)
            return
        for place, told in changed.items():
            self._table.update_cell_at(place, Text(told), update_width=True)

    def _label(self, ref: str) -> str:
        return self.session.codes[ref][1].label if ref in self.session.codes else ref

    def _tell(self, grid: Grid) -> None:
        progress = grid.progress
        coded = len(grid.codings)
        judged = sum(self._own(cell) is not None for cell in grid.codings)
        self.query_one(Heading).tell(
            _("Strengths") if self.rating else _("Chart"),
            _(
                "{n}/{all} cells",
                n=judged if self.rating else progress.written,
                all=coded if self.rating else progress.to_write,
            ),
            _("by {what}", what=self._way(grid.by)),
            plural("{n} without codings", "{n} without codings", progress.unfounded)
            if progress.unfounded
            else "",
            self.session.project.acting or "",
        )

    def _way(self, by: str) -> str:
        if by == BY_CASE:
            return _("case")
        study = study_of(self.session.project)
        known = study.attribute(by) or study.source_attribute(by)
        return (said(known.label) if known else "") or by

    # What a cell says

    def _told(self, cell: Cell) -> str:
        return self._judged(cell) if self.rating else self._summarised(cell)

    def _summarised(self, cell: Cell) -> str:
        summary, n = self.grid.summaries.get(cell), len(self.grid.codings.get(cell, ()))
        if summary is not None:
            loose = "! " if summary.lost or not n else ""
            return _short(f"{loose}{' '.join(summary.words.split())}", _CELL)
        return f"({n})" if n else ""

    def _judged(self, cell: Cell) -> str:
        rated, own = self.grid.rated.get(cell), self._own(cell)
        if rated is None:
            return "?" if cell in self.grid.codings else ""
        said = [SIGNS[own.strength] if own else "?"]
        said += [SIGNS[one.strength] for one in rated.ratings if one != own]
        if own and rated.agreed is not None and len(said) > 1:
            return f"{said[0]} ✓"
        return f"{' | '.join(said)}{' …' if rated.waiting and own else ''}"

    def _own(self, cell: Cell) -> Rating | None:
        rated, mine = self.grid.rated.get(cell), self.session.project.acting
        return next((one for one in rated.ratings if one.rater == mine), None) if rated else None

    @on(DataTable.CellHighlighted)
    def _explain(self) -> None:
        cell, grid = self.here, self.grid
        text = Content(_("Nothing to chart yet: code, and mark what was read (R)."))
        if cell is not None:
            name = next(one.name for one in grid.columns if one.value == cell.value)
            head = Content.styled(f"{self._label(cell.code)}  ·  {name}", "bold")
            told = self._of_rating(cell) if self.rating else self._of_summary(cell)
            text = Content("\n").join([head, *told])
        self.query_one("#context Static", Static).update(text)

    def _of_summary(self, cell: Cell) -> list[Content]:
        n = len(self.grid.codings.get(cell, ()))
        parts = [Content(plural("{n} coding here", "{n} codings here", n))]
        summary = self.grid.summaries.get(cell)
        if summary is None:
            return [*parts, Content(_("No summary yet. Enter writes one beside the words."))]
        if summary.lost:
            lost = plural(
                "{n} coding that it rests on is gone.",
                "{n} codings that it rests on are gone.",
                summary.lost,
            )
            parts.append(Content.styled(lost, "italic"))
        return [*parts, Content(summary.words)]

    def _of_rating(self, cell: Cell) -> list[Content]:
        rated = self.grid.rated.get(cell)
        scale = _("_ −2   - −1   = 0   + +1   * +2   x takes it back   m says why")
        if rated is None:
            return [Content.styled(_("Not judged yet."), "italic"), Content(scale)]
        parts = [
            Content.assemble(
                (f"{SIGNS[one.strength]}  {one.rater}", "bold"),
                f"{colon()} {one.rationale}" if one.rationale else "",
            )
            for one in rated.ratings
        ]
        if rated.waiting:
            parts.append(
                Content.styled(
                    plural(
                        "Waits for {n} more rater: till then nobody sees another's judgement.",
                        "Waits for {n} more raters: till then nobody sees another's judgement.",
                        rated.waiting,
                    ),
                    "italic",
                )
            )
            return [*parts, Content(scale)]
        self._suggest(cell)
        return [*parts, Content(_agreement(rated))]

    @work(thread=True, exclusive=True, group="suggest")
    def _suggest(self, cell: Cell) -> None:
        """Add what the codings point to, once all have judged."""
        project = self.session.project
        try:
            found = suggested_strength(project, cell.code, cell.value, by=cell.by)
        except QualcodeError:
            return
        sign = "—" if found.strength is None else SIGNS[found.strength]
        if found.mixed:
            sign = _("{strength} (mixed)", strength=sign)
        told = _("The codings point to {strength}. {why}", strength=sign, why=found.told())
        self.app.call_from_thread(self._add, cell, told)

    def _add(self, cell: Cell, told: str) -> None:
        if self.rating and cell == self.here:
            static = self.query_one("#context Static", Static)
            static.update(Content.assemble(Content(str(static.content)), "\n", (told, "italic")))

    # Summaries

    @on(DataTable.CellSelected)
    def _chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Write the summary of the cell beside what was said."""
        cell = self.here
        if cell is not None:
            self._open(cell)

    @work(thread=True, exclusive=True, group="cell")
    def _open(self, cell: Cell) -> None:
        guids = set(self.grid.codings.get(cell, ()))
        try:
            found = quotations_of(self.session.project, cell.code)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        behind = [one for one in found if one.coding.guid in guids]
        summary = self.grid.summaries.get(cell)
        title = f"{self._label(cell.code)} · {cell.value}"
        screen = ChartCellScreen(title, summary.words if summary else "", behind)
        keep = self._keeper(cell)
        self.app.call_from_thread(self.app.push_screen, screen, keep)

    def _keeper(self, cell: Cell) -> Any:
        def keep(words: str | None) -> None:
            if words is not None:
                concerns = self.grid.codings.get(cell, ())
                self.do(
                    lambda: summarise(
                        self.session.project,
                        cell.code,
                        cell.value,
                        words,
                        by=cell.by,
                        concerns=concerns,
                    )
                )

        return keep

    # Strengths

    def action_rate(self, strength: int) -> None:
        """Judge the strength of the cell."""
        own = self._own(self.here) if self.here else None
        self._rate(strength, own.rationale if own else "")

    def action_take_back(self) -> None:
        """Take one's judgement of the cell back."""
        if self.here is not None and self._own(self.here):
            self._rate(None, "")

    def action_why(self) -> None:
        """Say why the cell was judged so."""
        own = self._own(self.here) if self.here else None
        if own is None:
            self.notify(_("Judge the cell first: _ - = + *"), markup=False)
            return
        question = _("Why {strength}?", strength=SIGNS[own.strength])
        ask(self, question, own.rationale, lambda why: self._rate(own.strength, why))

    def _rate(self, strength: int | None, rationale: str) -> None:
        cell = self.here
        if cell is None:
            return
        if not self.rating:
            self.notify(_("v shows the strengths; they are judged there."), markup=False)
            return
        project = self.session.project
        self.do(
            lambda: rate(project, cell.code, cell.value, strength, by=cell.by, rationale=rationale)
        )

    # Ways to look at it

    def action_view(self) -> None:
        """Show strengths in the cells, or summaries."""
        self.rating = not self.rating
        self._show(self.grid)

    def action_by(self) -> None:
        """Other columns."""
        self.by = after(ways_to_chart(self.session.project), self.by)
        self.refresh_content()

    def action_next(self) -> None:
        """Go to the next cell in which something waits."""
        grid, (row, column) = self.grid, self._table.cursor_coordinate
        wide = len(grid.columns)
        start = row * wide + max(column - 1, 0)
        for step in range(1, len(grid.rows) * wide + 1):
            at, n = divmod((start + step) % (len(grid.rows) * wide), wide)
            cell = grid.cell(at, n)
            done = self._own(cell) if self.rating else grid.summaries.get(cell)
            if cell in grid.codings and done is None:
                self._table.move_cursor(row=at, column=n + 1)
                return
        self.tell(_("Nothing waits: every cell with codings is done."))

    def action_write(self) -> None:
        """Write the chart to a file."""
        self.ask_where("chart", Wish(current_language(), by=self.by))

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """Back to the library."""
        self.app.switch_mode("library")


def _agreement(rated: RatedCell) -> str:
    if len(rated.ratings) < 2:
        return _("One rater only.")
    return _("All agree.") if rated.agreed is not None else _("They differ: talk it over.")


def _short(words: str, cells: int) -> str:
    return words if len(words) <= cells else f"{words[: cells - 1]}…"
