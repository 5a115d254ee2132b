"""The matrix: codes by cases, groups or speakers; Enter reads what stands behind a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from qualcode.app.analysis.matrices import MatrixRequest, codings_behind, matrices, ways_to_part
from qualcode.app.coding.quotations import Filters, quotations_with_keys
from qualcode.app.coding.reading import list_coders
from qualcode.app.projects.layers import ANALYSIS, layer_in_words
from qualcode.core.codebook import said
from qualcode.core.errors import QualcodeError
from qualcode.core.people import objection_note
from qualcode.core.tables.crosstab import Crosstab, Measure, Mode, Side
from qualcode.core.tables.crosstab_text import (
    Show,
    cell_text,
    column_n,
    legend,
    signs_used,
    singles_note,
    total_head,
    total_text,
)
from qualcode.i18n import _, current_language, plural, translate
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.screens.quotations import QuotationsScreen
from qualcode.tui.session import CellBehind, Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import row_height

ROWS = ("codes", "families", "cfir", "cfir_domains", "tdf", "comb", "queries")
HEAT = " ░▒▓█"
"""How much of the fullest cell of its column a cell has, readable without colour."""

_NAME = 34
_HEAD = 18

Choice = TypeVar("Choice")


def after(choices: Sequence[Choice], present: Choice) -> Choice:
    """The choice that follows the present one, the first after the last."""
    place = choices.index(present) if present in choices else -1
    return choices[(place + 1) % len(choices)]


class MatrixScreen(ProjectScreen):
    """A table whose headings and row names stay in sight."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("matrix")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.request = MatrixRequest()
        self.show = Show.ALL
        self.side = Side.ANY
        self.heat = False
        self._tables: list[Crosstab] = []
        self._place = 0

    def compose(self) -> ComposeResult:
        """Heading, table, meaning of the signs, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="table", cursor_type="cell", zebra_stripes=True, fixed_columns=1)
        yield Static(id="notes", markup=False)
        yield KeyLine()

    def refresh_content(self) -> None:
        """Count again."""
        self.query_one(DataTable).focus()
        self._count(self.request)

    @work(thread=True, exclusive=True, group="matrix")
    def _count(self, request: MatrixRequest) -> None:
        try:
            tables = matrices(self.session.project, request)
        except QualcodeError as error:
            self.app.call_from_thread(self._cannot, error)
            return
        self.app.call_from_thread(self._counted, tables)

    def _cannot(self, error: QualcodeError) -> None:
        self._tables = []
        self.query_one(Heading).tell(_("Matrix"), self.request.rows, self.request.by)
        self.query_one("#notes", Static).update(str(error))
        self.query_one(DataTable).clear(columns=True)

    def _counted(self, tables: list[Crosstab]) -> None:
        self._tables = tables
        self._place = min(self._place, len(tables) - 1)
        if self.show is Show.WORDS and Measure.WORDS not in tables[0].measures:
            self.show = Show.ALL
        self._show()

    @property
    def _table(self) -> Crosstab | None:
        return self._tables[self._place] if self._tables else None

    def _show(self) -> None:
        table = self._table
        if table is None:
            return
        widget = self.query_one("#table", DataTable)
        row, column = widget.cursor_coordinate
        widget.clear(columns=True)
        widget.add_column(_("Determinant"))
        for one in table.columns:
            n = column_n(one, table.notes.min_cell) if table.tells_persons else ""
            widget.add_column(Text(_short(f"{one.name} {n}".strip(), _HEAD)))
        widget.add_column(f"{_('Total')} ({total_head(table, self.show)})")
        for number, name in enumerate(one.name for one in table.rows):
            cells = [
                Text(f"{self._shade(table, number, place)}{self._cell(table, number, place)}")
                for place in range(len(table.columns))
            ]
            total = Text(total_text(table, number, self.show, self.side))
            widget.add_row(Text(_short(name, _NAME)), *cells, total, height=row_height(self.app))
        widget.move_cursor(
            row=min(row, max(len(table.rows) - 1, 0)),
            column=min(max(column, 1), len(table.columns) + 1),
        )
        self._tell(table)

    def _cell(self, table: Crosstab, row: int, place: int) -> str:
        return cell_text(table, row, place, self.show, self.side)

    def _shade(self, table: Crosstab, row: int, place: int) -> str:
        if not self.heat:
            return ""
        measure = Measure.SEGMENTS if self.show is Show.ALL else Measure(self.show.value)
        here = table.count(row, place, measure, self.side)
        most = max(table.count(n, place, measure, self.side) for n in range(len(table.rows)))
        level = -(-here * (len(HEAT) - 1) // most) if most else 0
        return f"{HEAT[level]} "

    def _tell(self, table: Crosstab) -> None:
        names = [said(words) for words in table.notes.titles]
        place = f"{self._place + 1}/{len(self._tables)}" if len(self._tables) > 1 else ""
        side = "" if self.side is Side.ANY else translate(self.side.label)
        self.query_one(Heading).tell(
            _("Matrix"),
            _("{rows} by {by}", rows=self.request.rows, by=said(table.notes.by) or table.by),
            translate(self.show.label),
            side,
            _("layer: {name}", name=layer_in_words(table.notes.layer)),
            self._readers(),
            _("derived, not coded") if table.notes.derived_from else "",
            f"{', '.join(names)} {place}".strip(),
        )
        notes = [legend(signs_used(table))]
        if table.notes.objected:
            notes.append(objection_note(table.notes.objected))
        if alone := singles_note(table):
            notes.append(alone)
        if table.has_groups:
            notes.append(
                _(
                    "What was said in a group tells that a thing was voiced, not how common it "
                    "is: these counts are no prevalence, and silence is not assent."
                )
            )
        self.query_one("#notes", Static).update("\n".join(notes))

    def _readers(self) -> str:
        """For which publication the table is; nothing where it is for the team."""
        if self.request.mode is Mode.WORKING:
            return ""
        name = self.request.publication
        return _("for publication: {name}", name=name) if name else _("for publication")

    def _ask_for(self, **changed: Any) -> None:
        self.request = replace(self.request, **changed)
        self.refresh_content()

    def action_rows(self) -> None:
        """Other rows: codes, families, read-outs, saved queries."""
        self._ask_for(rows=after(ROWS, self.request.rows))

    def action_by(self) -> None:
        """Other columns."""
        self._ask_for(by=after(ways_to_part(self.session.project), self.request.by))

    def action_name_columns(self) -> None:
        """Columns by their name; several attributes with a comma."""
        ways = ", ".join(ways_to_part(self.session.project))
        question = _("Columns: {ways}", ways=ways)
        ask(self, question, self.request.by, lambda by: self._ask_for(by=by.strip() or "case"))

    def action_count(self) -> None:
        """Count participants, transcripts, passages, words."""
        self.show = after(list(Show), self.show)
        if self.show is Show.WORDS and not self.request.words:
            self._ask_for(words=True)
        else:
            self._show()

    def action_side(self) -> None:
        """Count one side only."""
        self.side = after(list(Side), self.side)
        self._show()

    def action_heat(self) -> None:
        """Shade the cells by how much is in them, or not."""
        self.heat = not self.heat
        self._show()

    def action_table(self) -> None:
        """The matrix of the next codebook."""
        if self._tables:
            self._place = (self._place + 1) % len(self._tables)
            self._show()

    def action_layer(self) -> None:
        """Another layer: the analysis layer, then each coder's."""
        layers = [ANALYSIS, *(coder.name for coder in list_coders(self.session.project))]
        self._ask_for(layer=after(layers, self.request.layer))

    def action_mode_of(self) -> None:
        """For the team, or as readers of a publication will see it."""
        if self.request.mode is Mode.PUBLICATION:
            self.session.publication = ""
            self._ask_for(mode=Mode.WORKING, publication="")
            return

        def published(name: str) -> None:
            self.session.publication = name.strip()
            self._ask_for(mode=Mode.PUBLICATION, publication=name.strip())

        question = _("For which publication? Its name keeps the letters of sites the same.")
        ask(self, question, self.session.publication or self._last_publication(), published)

    def _last_publication(self) -> str:
        """The publication for which a table was written last."""
        from qualcode.app.gate.ledgering import list_exports

        names = [
            row["settings"].get("publication", "") for row in list_exports(self.session.project)
        ]
        return next((str(name) for name in reversed(names) if name), "")

    @on(DataTable.CellSelected)
    def _open(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Read the quotations behind the cell."""
        table, (row, column) = self._table, self.query_one("#table", DataTable).cursor_coordinate
        if table is None or not 0 <= row < len(table.rows):
            return
        place = None if column > len(table.columns) or column == 0 else column - 1
        one, shown = table.rows[row], table.column(place)
        value = None if place is None else shown.value
        try:
            keys = codings_behind(self.session.project, self.request, one.ref, value, self.side)
        except QualcodeError as error:
            self.complain(error)
            return
        title = f"{one.name} · {shown.name or _('Total')}"
        self.session.behind = CellBehind(title, tuple(keys))
        self.app.switch_mode("cell")

    def action_write(self) -> None:
        """Write the matrix to Word, Excel or CSV, as the name ends."""
        if self._tables:
            question = _("Word, Excel or CSV file (.docx, .xlsx, .csv)")
            ask(self, question, f"matrix_{current_language()}.docx", self._write)

    def _write(self, name: str) -> None:
        from qualcode.app.publishing.matrix_files import look_of, write_matrix_files

        path = Path(name)
        kinds = {".xlsx": "xlsx", ".csv": "csv_file"}
        look = look_of(
            self.session.project,
            self.request,
            current_language(),
            show=self.show,
            side=self.side,
        )
        try:
            write_matrix_files(
                self.session.project,
                self._tables,
                self.request,
                look,
                **{kinds.get(path.suffix.lower(), "docx"): path},
            )
        except QualcodeError as error:
            self.complain(error)
            return
        self.tell(_("Wrote {file}.", file=name))


class CellScreen(QuotationsScreen):
    """The quotations behind a cell of the matrix, corrected where they stand."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._of: CellBehind | None = None

    def _read(self) -> bool:
        behind = self.session.behind
        if behind is None:
            self.app.switch_mode("matrix")
            return False
        if behind is not self._of:
            self._of, self._filters = behind, Filters()
        self._found = quotations_with_keys(self.session.project, behind.keys, self._filters)
        persons = {one.case.name for one in self._found if one.case}
        self.query_one(Heading).tell(
            behind.title,
            plural("{n} quotation", "{n} quotations", len(self._found)),
            plural("{n} case", "{n} cases", len(persons)),
            _("coder {name}", name=self._filters.coder) if self._filters.coder else "",
        )
        return True

    def action_leave(self) -> None:
        """Back to the table that led here."""
        behind = self.session.behind
        self.app.switch_mode(behind.back if behind else "matrix")


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
