"""The files that were written: whether each still holds, why not, and writing it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from qualcode.app.gate.ledgering import list_exports
from qualcode.app.projects.layers import layer_in_words
from qualcode.app.publishing.outgoing import FOLDER, TITLES
from qualcode.core.errors import QualcodeError
from qualcode.i18n import N_, _, current_language, plural, translate
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.writing import Writing
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.choose import choose
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill

_SHOWN = 8

LANGUAGE_NAMES = {"fr": N_("in French"), "en": N_("in English")}
"""Languages of files, in words."""


class WrittenScreen(Writing):
    """A line a file, the newest first; below it what it was made from and what changed since."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("written")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._rows: list[dict[str, Any]] = []

    def compose(self) -> ComposeResult:
        """Heading, table, what is known of the file, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="written", cursor_type="row")
        with VerticalScroll(id="context", can_focus=False):
            yield Static(markup=False)
        yield KeyLine()

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one("#written", DataTable)

    @property
    def here(self) -> dict[str, Any] | None:
        """The file at the cursor."""
        at = self._table.cursor_row
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def refresh_content(self) -> None:
        """Read the ledger again."""
        self._table.focus()
        self.query_one(Heading).tell(_("Files that were written"))
        self._read()

    @work(thread=True, exclusive=True, group="ledger")
    def _read(self) -> None:
        try:
            rows = list_exports(self.session.project)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._take, rows)

    def _take(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows[::-1]
        stale = sum(row["stale"] is True for row in rows)
        self.query_one(Heading).tell(
            _("Files that were written"),
            plural("{n} file", "{n} files", len(rows)),
            plural("{n} changed since", "{n} changed since", stale) if stale else "",
        )
        fill(
            self._table,
            [
                Column(_("When")),
                Column(_("File"), wide=True, least=20),
                Column(_("Snapshot")),
                Column(_("Still holds")),
            ],
            [
                (
                    str(row["created"])[:16].replace("T", " "),
                    str(row["file"]),
                    _short(row["snapshot"]),
                    held_in_words(row["stale"]),
                )
                for row in self._rows
            ],
            width=self.app.size.width,
        )
        self._explain()

    @on(DataTable.RowHighlighted)
    def _explain(self) -> None:
        row = self.here
        if row is None:
            self._tell(_("No file has been written yet."))
            return
        kind = str(row["kind"])
        by = _("by {coder}", coder=row["coder"]) if row["coder"] else ""
        layer = row["settings"].get("layer") or ""
        parts = [
            translate(TITLES[kind]) if kind in TITLES else kind,
            by,
            _("layer {name}", name=layer_in_words(layer)) if layer else "",
            translate(LANGUAGE_NAMES.get(row["settings"].get("language") or "", "")),
        ]
        self._tell("  ·  ".join(part for part in parts if part))
        if row["stale"]:
            self._find_why(row)

    def _tell(self, *lines: str) -> None:
        self.query_one("#context Static", Static).update(Content("\n".join(lines)))

    @work(thread=True, exclusive=True, group="why")
    def _find_why(self, row: dict[str, Any]) -> None:
        from qualcode.app.publishing.written import changed_since

        try:
            found = changed_since(self.session.project, row)
        except QualcodeError as error:
            self.app.call_from_thread(self._add, row, str(error))
            return
        told = "; ".join(in_words(one) for one in found) or _("another layer is read now")
        self.app.call_from_thread(self._add, row, _("Changed since: {what}.", what=told))

    def _add(self, row: dict[str, Any], line: str) -> None:
        if row is self.here:
            shown = self.query_one("#context Static", Static)
            first = str(shown.content).partition("\n")[0]
            self._tell(first, line)

    @on(DataTable.RowSelected, "#written")
    def _chosen(self) -> None:
        self.action_anew()

    def action_anew(self) -> None:
        """Write the file at the cursor again, from what stands now."""
        from qualcode.app.publishing.written import write_anew

        row = self.here
        if row is not None:
            self._ask(row, "", lambda out: write_anew(self.session.project, row, out))

    def action_rebuild(self) -> None:
        """Make the file at the cursor again as it was."""
        from qualcode.app.publishing.rebuilding import rebuild

        row = self.here
        if row is None:
            return

        def again(out: Path) -> str:
            made = rebuild(self.session.project, str(row["guid"]), out)
            if made.identical:
                return _("The file is byte for byte the one that was exported.")
            return _("The file is not the same: words, consents or the program have changed since.")

        self._ask(row, f"_{_short(row['snapshot'])}", again)

    def action_compare(self) -> None:
        """Show in Word what changed in the table of barriers and levers since this file."""
        from qualcode.app.publishing.rebuilding import NOW

        row = self.here
        if row is None:
            return
        if row["snapshot"] is None:
            self.tell(_("This file has no snapshot: there is nothing to compare."))
            return
        before = str(row["snapshot"])
        moments = {
            str(one["snapshot"]): f"{_short(one['snapshot'])}  {str(one['created'])[:16]}"
            for one in self._rows
            if one["snapshot"] and one["snapshot"] != before
        }
        options = [(NOW, _("what stands now")), *moments.items()]
        choose(self, _("Compare with?"), options, lambda after: self._compare(before, after))

    def _compare(self, before: str, after: str) -> None:
        from qualcode.app.publishing.outgoing import with_folder
        from qualcode.app.publishing.rebuilding import compare_tables
        from qualcode.app.publishing.wishes import Wish

        def write(out: Path) -> str:
            wish = Wish(current_language())
            found = compare_tables(self.session.project, before, after, with_folder(out), wish)
            n = len(found.changes)
            return plural("{n} row has changed.", "{n} rows have changed.", n)

        name = f"comparison_{_short(before)}_{_short(after)}_{current_language()}.docx"
        self._ask_name(name, write)

    def _ask(self, row: dict[str, Any], mark: str, write: Callable[[Path], str | None]) -> None:
        name = Path(str(row["file"]).rpartition("/")[2])
        self._ask_name(f"{name.stem}{mark}{name.suffix}", write)

    def _ask_name(self, name: str, write: Callable[[Path], str | None]) -> None:
        held = self.session.project.path
        beside = Path.cwd() if held is None else held.absolute().parent

        def go(answer: str) -> None:
            if answer.strip():
                out = Path(answer.strip())
                self.tell(_("Writing {file}…", file=out.name))
                self._write(out, write)

        ask(self, _("To which file?"), str(beside / FOLDER / name), go)

    @work(thread=True, exclusive=True, group="write")
    def _write(self, out: Path, write: Callable[[Path], str | None]) -> None:
        from qualcode.app.publishing.outgoing import with_folder

        try:
            told = write(with_folder(out))
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        done = _("Wrote {file}.", file=str(out))
        self.app.call_from_thread(self._wrote, f"{done} {told}" if told else done)

    def _wrote(self, words: str) -> None:
        self.tell(words)
        self._read()

    def action_leave(self) -> None:
        """Back to what can be written."""
        self.app.pop_screen()


def _short(snapshot: object) -> str:
    return str(snapshot)[:_SHOWN] if snapshot else "–"


def held_in_words(stale: bool | None) -> str:
    """Whether what a file was made from is still the same."""
    if stale is None:
        return "–"
    return _("no, changed since") if stale else _("yes")


def in_words(since: Any) -> str:
    """What has changed in one table: `codings: 3 added, 1 removed`."""
    counts = [
        plural("{n} added", "{n} added", since.added) if since.added else "",
        plural("{n} removed", "{n} removed", since.removed) if since.removed else "",
        plural("{n} changed", "{n} changed", since.changed) if since.changed else "",
    ]
    told = ", ".join(count for count in counts if count)
    return _("{what} ({counts})", what=translate(since.label), counts=told)
