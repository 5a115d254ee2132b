"""The table of barriers and levers on screen, as it goes to Word."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from qualcode.app.analysis.tabulating import theme_tables
from qualcode.app.coding.reading import list_coders
from qualcode.app.projects.layers import ANALYSIS, layer_in_words
from qualcode.core.codebook import said
from qualcode.core.errors import QualcodeError
from qualcode.core.tables.matrix import Tally, ThemeRow, ThemeTable
from qualcode.i18n import _, current_language
from qualcode.i18n.numbers import semicolons
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill


class ThemesScreen(ProjectScreen):
    """Counts of participants and passages by code and side."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("themes")
    layer = ANALYSIS

    def compose(self) -> ComposeResult:
        """Heading, table, denominators, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="table", cursor_type="row", zebra_stripes=True, fixed_columns=1)
        yield Static(id="notes", markup=False)
        yield KeyLine()

    def refresh_content(self) -> None:
        """Count again."""
        self.query_one(DataTable).focus()
        self._count(self.layer)

    @work(thread=True, exclusive=True, group="themes")
    def _count(self, layer: str) -> None:
        try:
            tables = theme_tables(self.session.project, layer=layer)
        except QualcodeError as error:
            self.app.call_from_thread(self._cannot, error)
            return
        self.app.call_from_thread(self._show, tables)

    def _cannot(self, error: QualcodeError) -> None:
        self.query_one(Heading).tell(_("Barriers and levers"))
        self.query_one("#notes", Static).update(str(error))
        self.query_one(DataTable).clear(columns=True)

    def _show(self, tables: list[ThemeTable]) -> None:
        self.query_one(Heading).tell(
            _("Barriers and levers"),
            _("layer: {name}", name=layer_in_words(tables[0].provenance.layer)),
            *(", ".join(table.codebooks) for table in tables),
        )
        sides = [
            _("Barrier −"),
            _("Lever +"),
            _("Both ±"),
            _("Described ="),
            _("Potential"),
            _("Not set"),
        ]
        fill(
            self.query_one("#table", DataTable),
            [
                Column(_("Code"), wide=True, least=30),
                *(Column(side, number=True) for side in sides),
                Column(_("Theme"), wide=True),
            ],
            [
                (said(row.determinant), *(_cell(tally) for tally in _sides(row)), said(row.theme))
                for one in tables
                for row in one.rows
            ],
            width=self.app.size.width,
        )
        self.query_one("#notes", Static).update(
            _("Each cell: participants; passages. Relatives and groups are counted apart in Word.")
        )

    def action_layer(self) -> None:
        """Count another layer: the analysis layer, then each coder's."""
        layers = [ANALYSIS, *(coder.name for coder in list_coders(self.session.project))]
        place = layers.index(self.layer) if self.layer in layers else 0
        self.layer = layers[(place + 1) % len(layers)]
        self.refresh_content()

    def action_write(self) -> None:
        """Write the table to Word."""
        ask(self, _("Word file"), f"themes_{current_language()}.docx", self._write)

    def _write(self, name: str) -> None:
        from qualcode.app.publishing.exporting import export_themes

        try:
            export_themes(
                self.session.project, Path(name), language=current_language(), layer=self.layer
            )
        except QualcodeError as error:
            self.complain(error)
            return
        self.tell(_("Wrote {file}.", file=name))


def _sides(row: ThemeRow) -> tuple[Tally, ...]:
    return row.barrier, row.lever, row.both, row.described, row.potential, row.unset


def _cell(tally: Tally) -> str:
    figures = semicolons((str(tally.participants), str(tally.segments)))
    return figures if tally.segments else "·"
