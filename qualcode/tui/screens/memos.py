"""The memos screen: everything that was written about the material, in one list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Input, Static

from qualcode.app.coding.memos import change_memo, list_memos, remove_memo, write_memo
from qualcode.app.coding.reading import list_coders, list_sources
from qualcode.core.errors import QualcodeError
from qualcode.core.memo import About, Memo, MemoKind
from qualcode.core.text import fold
from qualcode.i18n import N_, _, translate
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.screens.sheet import SheetScreen
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.chord import chord
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill

NEW = {
    "a": (MemoKind.ANALYTIC, About.STUDY),
    "m": (MemoKind.METHOD, About.STUDY),
    "r": (MemoKind.REFLEXIVE, About.STUDY),
    "d": (MemoKind.DEFINITION, About.CODE),
    "t": (MemoKind.TRANSCRIPTION, About.SOURCE),
}
"""Second keys of a new memo: its kind, and what such a memo is about."""

_WHICH = {About.CODE: N_("About which code? Its name or key"), About.SOURCE: N_("On which source?")}


@dataclass(frozen=True, slots=True)
class _Filters:
    kind: MemoKind | None = None
    about: About | None = None
    coder: str | None = None
    words: str = ""


class MemosScreen(ProjectScreen):
    """A table of memos, and the one at the cursor to read."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("memos")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._filters = _Filters()
        self._found: list[Memo] = []

    def compose(self) -> ComposeResult:
        """Heading, line to filter with, table, the memo, keys."""
        yield Heading(id="heading")
        yield Input(placeholder=_("/ filters by words"), compact=True, id="words")
        yield DataTable[Any](id="memos", cursor_type="row")
        with VerticalScroll(id="context", can_focus=False):
            yield Static(markup=False)
        yield KeyLine()

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one("#memos", DataTable)

    def refresh_content(self) -> None:
        """Read the memos again."""
        self._show()
        self._table.focus()

    def _show(self) -> None:
        filters, wanted = self._filters, fold(self._filters.words.strip())
        found = list_memos(
            self.session.project,
            kinds=[filters.kind] if filters.kind else [],
            about=filters.about,
            coder=filters.coder,
        )
        self._found = [one for one in reversed(found) if wanted in self._folded(one)]
        self.query_one(Heading).tell(
            _("Memos"),
            _("{n} shown", n=len(self._found)),
            translate(filters.kind.label) if filters.kind else "",
            _("about: {what}", what=translate(filters.about.label)) if filters.about else "",
            _("coder {name}", name=filters.coder) if filters.coder else "",
        )
        fill(
            self._table,
            [
                Column(_("Date")),
                Column(_("Kind")),
                Column(_("About")),
                Column(_("Coder")),
                Column(_("Words"), wide=True),
            ],
            [
                (
                    one.created.strftime("%Y-%m-%d"),
                    translate(one.kind.label),
                    _short(self._subject(one)),
                    one.coder or "—",
                    " ".join(one.body.split()),
                )
                for one in self._found
            ],
            width=self.app.size.width,
        )
        self._read()

    def _folded(self, memo: Memo) -> str:
        return fold("\n".join((memo.body, memo.quotation, self._subject(memo))))

    def _subject(self, memo: Memo) -> str:
        """What a memo is about, in a few words."""
        if memo.subject in self.session.codes:
            label = self.session.codes[memo.subject][1].label
            return f"{memo.source} · {label}" if memo.source else label
        return memo.subject or memo.source or translate(memo.about.label)

    @property
    def _here(self) -> Memo | None:
        row = self._table.cursor_row
        return self._found[row] if 0 <= row < len(self._found) else None

    @on(DataTable.RowHighlighted)
    def _read(self) -> None:
        memo = self._here
        text = Content(_("No memo here. a writes one."))
        if memo is not None:
            head = (translate(memo.kind.label), self._subject(memo), memo.coder or "")
            text = Content.assemble(
                ("  ·  ".join(part for part in head if part), "bold"),
                (f"\n{memo.quotation}" if memo.quotation else "", "italic"),
                f"\n{memo.body}",
            )
        self.query_one("#context Static", Static).update(text)

    # Filtering

    @on(Input.Changed, "#words")
    def _typed(self, event: Input.Changed) -> None:
        self._filter(words=event.value)

    @on(Input.Submitted, "#words")
    def _typed_out(self) -> None:
        self._table.focus()

    def action_search(self) -> None:
        """Type words that the memos hold."""
        self.query_one("#words", Input).focus()

    def action_kind(self) -> None:
        """Show every kind, then each."""
        self._filter(kind=_next([None, *MemoKind], self._filters.kind))

    def action_about(self) -> None:
        """Show memos about anything, then about each sort of thing."""
        self._filter(about=_next([None, *About], self._filters.about))

    def action_coder(self) -> None:
        """Show everybody's memos, then each coder's."""
        names = [coder.name for coder in list_coders(self.session.project)]
        self._filter(coder=_next([None, *names], self._filters.coder))

    def _filter(self, **changed: Any) -> None:
        self._filters = replace(self._filters, **changed)
        self._show()

    # Writing

    def action_new(self) -> None:
        """Wait for the kind of memo to write."""
        kinds = [f"{key} {translate(kind.label)}" for key, (kind, _about) in NEW.items()]
        chord(self, "  ·  ".join(kinds), self._new)

    def _new(self, key: str) -> None:
        if key not in NEW:
            return
        kind, about = NEW[key]
        if about is About.STUDY:
            self.call_next(self._write_new, kind, about, "")
            return
        known = self.session.source or "" if about is About.SOURCE else ""
        ask(self, _(_WHICH[about]), known, lambda name: self._named(kind, about, name.strip()))

    def _named(self, kind: MemoKind, about: About, name: str) -> None:
        refs = [
            ref
            for ref, (_book, code) in self.session.codes.items()
            if fold(name) in {fold(code.label), code.key, ref}
        ] or [
            ref
            for ref, (_book, code) in self.session.codes.items()
            if fold(code.label).startswith(fold(name))
        ]
        known = {source.name for source in list_sources(self.session.project)}
        if about is About.CODE and name and refs:
            self.call_next(self._write_new, kind, about, refs[0])
        elif about is About.SOURCE and name in known:
            self.call_next(self._write_new, kind, about, name)
        else:
            self.notify(_("Nothing here is called “{name}”.", name=name), markup=False)

    def _write_new(self, kind: MemoKind, about: About, name: str) -> None:
        project = self.session.project
        shown = self.session.codes[name][1].label if name in self.session.codes else name

        def keep(body: str | None) -> None:
            if body is not None:
                self._do(lambda: write_memo(project, body, about=about, name=name, kind=kind))

        title = _("Memo ({kind})", kind=translate(kind.label))
        self.app.push_screen(SheetScreen(shown, "", title=title), keep)

    def action_edit(self) -> None:
        """Write the memo at the cursor otherwise."""
        memo = self._here
        if memo is None:
            return

        def keep(body: str | None) -> None:
            if body is not None:
                self._do(lambda: change_memo(self.session.project, memo.guid, body=body))

        title = _("Memo ({kind})", kind=translate(memo.kind.label))
        self.app.push_screen(SheetScreen(self._subject(memo), memo.body, title=title), keep)

    def action_remove(self) -> None:
        """Take the memo at the cursor away; u brings it back."""
        memo = self._here
        if memo is not None and self._do(lambda: remove_memo(self.session.project, memo.guid)):
            self.tell(_("Taken away; u brings it back."))

    def _do(self, step: Any) -> bool:
        try:
            step()
        except QualcodeError as error:
            self.complain(error)
            return False
        self._show()
        return True

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    # Going there

    @on(DataTable.RowSelected, "#memos")
    def _open(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Show what the memo at the cursor is about."""
        memo = self._here
        if memo is None:
            return
        if memo.about is About.CODE and memo.subject in self.session.codes:
            self.session.code = memo.subject
            self.app.switch_mode("quotations")
        elif memo.source or memo.about is About.SOURCE:
            self.session.source, self.session.place = memo.source or memo.subject, memo.span
            self.app.switch_mode("read" if memo.kind is MemoKind.MARGIN else "code")
        else:
            self.notify(_("This memo is about no place in a text."), markup=False)

    def action_leave(self) -> None:
        """From the line to the list, from there to the library."""
        if self.query_one("#words", Input).has_focus:
            self._table.focus()
        else:
            self.app.switch_mode("library")


def _next(choices: list[Any], now: Any) -> Any:
    """The choice after this one; after the last, the first."""
    return choices[(choices.index(now) + 1) % len(choices)] if now in choices else choices[0]


def _short(words: str, cells: int = 24) -> str:
    return words if len(words) <= cells else f"{words[: cells - 1]}…"
