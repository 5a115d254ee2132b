"""The library: the sources of the project and how far each coder is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from qualcode.app.coding.coding import mark_source
from qualcode.app.coding.guide import asked_by_source
from qualcode.app.coding.reading import count_layers, list_coders, list_sources
from qualcode.app.privacy.retention import due_warning
from qualcode.app.projects.studies import study_of, title_of
from qualcode.core.errors import QualcodeError
from qualcode.core.people import Progress
from qualcode.i18n import _, plural
from qualcode.i18n.numbers import integer
from qualcode.store.rows.sources import SourceSummary
from qualcode.tui.dropped import dropped_paths
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill

SIGNS = {
    Progress.TO_DO: "·",
    Progress.READING: "…",
    Progress.READ: "✓",
    Progress.LOCKED: "■",
}
"""How far a coder is, in one character."""


class LibraryScreen(ProjectScreen):
    """All sources, in the order of import."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("library")

    def compose(self) -> ComposeResult:
        """Heading, table, keys."""
        yield Heading(id="heading")
        yield Static(
            _("No transcript yet. “o” takes transcripts in, and files can be dropped here."),
            id="empty",
            markup=False,
        )
        yield DataTable[Any](id="sources", cursor_type="row", zebra_stripes=True)
        yield KeyLine()

    def on_mount(self) -> None:
        """Put the focus on the table."""
        self.query_one(DataTable).focus()

    def refresh_content(self) -> None:
        """List the sources again, the cursor where it was."""
        project = self.session.project
        coders = [coder.name for coder in list_coders(project)]
        sources = list_sources(project)
        self.query_one("#empty").display = not sources
        given = count_layers(project)
        who = project.acting
        self.query_one(Heading).tell(
            title_of(project),
            _("coder {name}", name=who) if who else _("nobody is coding (w)"),
            plural("{n} source", "{n} sources", len(sources)),
            _("read only") if project.refusal else "",
            due_warning(project),
        )
        asked = asked_by_source(project)
        types = {kind.id: kind.name for kind in study_of(project).source_types}
        fill(
            self.query_one("#sources", DataTable),
            [
                Column(_("Source")),
                Column(_("Type"), wide=True),
                Column(_("Words"), number=True, minor=True),
                Column(_("Cases"), minor=True),
                *([Column(_("Asked"), number=True, minor=True)] if asked else []),
                *(Column(coder, number=True) for coder in coders),
            ],
            [
                (
                    source.name,
                    types.get(source.type, source.type),
                    integer(source.words),
                    _cases(source),
                    *([asked_of(asked, source.name)] if asked else []),
                    *(_of_coder(source, coder, given) for coder in coders),
                )
                for source in sources
            ],
            width=self.app.size.width,
            keys=[source.name for source in sources],
        )

    @on(DataTable.RowSelected)
    def open_source(self, event: DataTable.RowSelected) -> None:
        """Read and code the source."""
        self.session.source = event.row_key.value
        self.app.switch_mode("code")

    def action_open(self) -> None:
        """Read and code the source at the cursor."""
        self.query_one(DataTable).action_select_cursor()

    def action_only_read(self) -> None:
        """Read the source at the cursor without coding keys."""
        self.session.source = self._source_at_cursor()
        if self.session.source is not None:
            self.app.switch_mode("read")

    def _source_at_cursor(self) -> str | None:
        table = self.query_one("#sources", DataTable)
        if not table.row_count:
            return None
        return table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value

    def action_toggle_read(self) -> None:
        """Mark the source read by the acting coder, or take the mark away."""
        name = self._source_at_cursor()
        project = self.session.project
        if name is None:
            return
        state = next(s for s in list_sources(project) if s.name == name).progress
        read = state.get(project.acting or "") in {Progress.READ, Progress.LOCKED}
        try:
            mark_source(project, name, Progress.READING if read else Progress.READ)
        except QualcodeError as error:
            self.complain(error)
        self.refresh_content()

    def on_paste(self, event: events.Paste) -> None:
        """Look at files that are dropped into the terminal, as an import would take them."""
        self.session.dropped = dropped_paths(event.text)
        if self.session.dropped:
            event.stop()
            self.app.switch_mode("preview")

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_who(self) -> None:
        """Ask who is coding; on a server the login has said it."""
        if self.session.project.gated:
            self.notify(_("On this server your login says who you are."), markup=False)
            return
        names = ", ".join(coder.name for coder in list_coders(self.session.project))
        ask(
            self,
            _("Who is coding? Known: {names}", names=names or "—"),
            self.session.project.acting or "",
            self._become,
        )

    def _become(self, name: str) -> None:
        self.session.project.acting = name.strip() or None
        self.session.recent.clear()
        self.refresh_content()


def asked_of(asked: Mapping[str, tuple[int, int]], source: str) -> str:
    """How many questions of its guide a source was asked: “7/9”; a dash without a guide."""
    return "–" if source not in asked else "{}/{}".format(*asked[source])


def _cases(source: SourceSummary) -> str:
    shown = ", ".join(source.cases[:3])
    return shown if len(source.cases) <= 3 else f"{shown}… ({len(source.cases)})"


def _of_coder(source: SourceSummary, coder: str, given: dict[tuple[str, str], int]) -> str:
    sign = SIGNS[source.progress.get(coder, Progress.TO_DO)]
    return f"{sign} {given.get((source.name, coder), 0)}"
