"""Themes: a tree of statements, what each is built on, and what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from qualcode.app.analysis.theme_reach import ThemeReach, codes_under, reach_of_themes
from qualcode.app.analysis.theming import (
    add_theme,
    build_theme_on,
    move_theme,
    remove_theme,
    reword_theme,
    take_out_of_theme,
)
from qualcode.app.coding.quotations import Quoted, quotations_of
from qualcode.app.publishing.wishes import Wish
from qualcode.core.analysis.themes import Member, MemberKind, Theme, as_tree
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _, current_language, plural, translate
from qualcode.i18n.numbers import colon
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.writing import Writing
from qualcode.tui.session import Basket, Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.choose import choose
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.picker import CodePicker, choices_of
from qualcode.tui.widgets.table import Column, fill

TOPMOST = "-"
"""The choice of no theme above."""


class ThemeTreeScreen(Writing):
    """One line a theme, those under it set in; below, the one at the cursor in full."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("theme_tree")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._found: list[tuple[int, ThemeReach]] = []
        self._to_show: str | None = None

    def compose(self) -> ComposeResult:
        """Heading, tree, the theme, picker, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="theme-tree", cursor_type="row")
        with VerticalScroll(id="context", can_focus=False):
            yield Static(markup=False)
        yield CodePicker(id="picker")
        yield KeyLine()

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one("#theme-tree", DataTable)

    @property
    def here(self) -> Theme | None:
        """The theme at the cursor."""
        row = self._table.cursor_row
        return self._found[row][1].theme if 0 <= row < len(self._found) else None

    @property
    def _themes(self) -> list[Theme]:
        return [reach.theme for _depth, reach in self._found]

    def refresh_content(self) -> None:
        """Read the themes again."""
        if not self.query_one(CodePicker).display:
            self._table.focus()
        if self._to_show is None and self.here is not None:
            self._to_show = self.here.guid
        self._read()

    @work(thread=True, exclusive=True, group="themes")
    def _read(self) -> None:
        try:
            found = reach_of_themes(self.session.project)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._show, found)

    def _show(self, found: list[ThemeReach]) -> None:
        reach = {one.theme.guid: one for one in found}
        tree = as_tree([one.theme for one in found])
        self._found = [(depth, reach[theme.guid]) for depth, theme in tree]
        self.query_one(Heading).tell(
            _("Themes"),
            plural("{n} theme", "{n} themes", len(found)),
            self.session.project.acting or "",
        )
        fill(
            self._table,
            [
                Column(_("Statement"), wide=True, least=24),
                Column(_("Codes"), number=True),
                Column(_("Persons"), number=True),
                Column(_("Passages"), number=True),
                Column(_("Chosen"), number=True),
                Column(_("Against"), number=True),
            ],
            [
                (
                    f"{'  ' * depth}{'└ ' if depth else ''}{' '.join(one.theme.statement.split())}",
                    str(len(one.theme.codes)),
                    str(one.participants),
                    str(one.codings),
                    str(one.chosen),
                    str(len(one.theme.negative)),
                )
                for depth, one in self._found
            ],
            width=self.app.size.width,
        )
        guids = [theme.guid for theme in self._themes]
        if self._to_show in guids:
            self._table.move_cursor(row=guids.index(self._to_show))
        self._to_show = None
        self._explain()

    @on(DataTable.RowHighlighted)
    def _explain(self) -> None:
        theme = self.here
        text = Content(_("No theme yet: a writes the first statement."))
        if theme is not None:
            text = Content("\n").join(self._in_full(theme))
        self.query_one("#context Static", Static).update(text)

    def _in_full(self, theme: Theme) -> Iterator[Content]:
        yield Content.styled(theme.statement, "bold")
        for heading, members in (
            (_("Built on"), [one for one in theme.members if not one.negative]),
            (_("Against"), theme.negative),
        ):
            if members:
                yield Content.styled(f"{heading}{colon()}", "bold underline")
                for one in members:
                    yield Content(f"  {self._member(one)}")
        if not theme.members:
            yield Content(_("It stands on nothing yet: c builds it on codes."))

    def _member(self, one: Member) -> str:
        if one.kind is MemberKind.CODE:
            held = self.session.codes.get(one.name)
            return held[1].label if held else one.name
        return f"{translate(one.kind.label)}{colon()} {' '.join(one.name.split())}"

    def _with_here(self, then: Callable[[Theme], object]) -> None:
        theme = self.here
        if theme is not None:
            self._to_show = theme.guid
            self.do(lambda: then(theme))

    # Statements

    def action_new(self) -> None:
        """Write a statement beside the one at the cursor."""
        self._ask_statement(self.here.parent if self.here else None)

    def action_under(self) -> None:
        """Write a statement under the one at the cursor."""
        self._ask_statement(self.here.guid if self.here else None)

    def _ask_statement(self, parent: str | None) -> None:
        project = self.session.project

        def add() -> None:
            self._to_show = add_theme(project, words, parent=parent)

        words = ""

        def go(statement: str) -> None:
            nonlocal words
            words = statement
            if statement.strip():
                self.do(add)

        ask(self, _("What does the material say? One sentence."), "", go)

    def action_reword(self) -> None:
        """Say the statement otherwise."""
        theme = self.here
        if theme is not None:
            project = self.session.project
            ask(
                self,
                _("What does the material say? One sentence."),
                theme.statement,
                lambda words: self._with_here(lambda one: reword_theme(project, one.guid, words)),
            )

    def action_place(self) -> None:
        """Put the theme under another one."""
        theme = self.here
        if theme is None:
            return
        others = [(one.guid, one.statement) for one in self._themes if one is not theme]
        options = [(TOPMOST, _("(under no other theme)")), *others]
        project = self.session.project
        choose(
            self,
            _("Under which theme?"),
            options,
            lambda guid: self._with_here(
                lambda one: move_theme(project, one.guid, None if guid == TOPMOST else guid)
            ),
        )

    def action_remove(self) -> None:
        """Take the theme away; those under it come up, u brings it back."""
        self._with_here(lambda one: remove_theme(self.session.project, one.guid))

    # What it stands on

    def action_build(self) -> None:
        """Choose codes that the theme is built on."""
        if self.here is None:
            return
        picker = self.query_one(CodePicker)
        letters = self.session.letters
        picker.show_codes(
            [one for book in self.session.codebooks for one in choices_of(book, letters)]
        )
        picker.open(self.session.recent[:8], self.here.statement)

    @on(CodePicker.Chosen)
    def _built(self, event: CodePicker.Chosen) -> None:
        event.picker.close()
        project = self.session.project

        def build(theme: Theme) -> None:
            for ref in event.refs:
                build_theme_on(project, theme.guid, MemberKind.CODE, ref)

        self._with_here(build)

    @on(CodePicker.Closed)
    def _picker_closed(self) -> None:
        self._table.focus()

    def action_against(self) -> None:
        """Choose a passage that speaks against the theme."""
        theme = self.here
        if theme is not None:
            self._offer_passages(theme, codes_under(theme, self._themes))

    @work(thread=True, exclusive=True, group="passages")
    def _offer_passages(self, theme: Theme, refs: list[str]) -> None:
        project = self.session.project
        try:
            found = [one for ref in refs for one in quotations_of(project, ref, context=0)]
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        found.sort(key=lambda one: not one.negative)
        options = [(one.coding.guid, _line(one)) for one in found]
        self.app.call_from_thread(self._ask_against, theme, options)

    def _ask_against(self, theme: Theme, options: list[tuple[str, str]]) -> None:
        if not options:
            self.notify(_("Build the theme on codes first (c)."), markup=False)
            return
        project = self.session.project
        choose(
            self,
            _("Which passage speaks against it? ✗: marked as a negative case"),
            list(dict(options).items()),
            lambda guid: self._with_here(
                lambda _one: build_theme_on(
                    project, theme.guid, MemberKind.CODING, guid, negative=True
                )
            ),
        )

    def action_take_out(self) -> None:
        """Take one thing out of what the theme stands on."""
        theme = self.here
        if theme is None or not theme.members:
            return
        held = {one.guid: one for one in theme.members}
        project = self.session.project

        def take_out(guid: str) -> None:
            one = held[guid]
            name = one.name if one.kind is MemberKind.CODE else one.guid
            self._with_here(lambda here: take_out_of_theme(project, here.guid, one.kind, name))

        options = [(guid, self._member(one)) for guid, one in held.items()]
        choose(self, _("What does it not stand on any more?"), options, take_out)

    # Elsewhere

    @on(DataTable.RowSelected, "#theme-tree")
    def _chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """The quotations chosen for the theme."""
        if self.here is not None:
            self.session.basket = Basket(theme=self.here.guid)
            self.app.switch_mode("basket")

    def action_write(self) -> None:
        """Write the themes to a file."""
        self.ask_where("theme-tree", Wish(current_language()))

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """Back to the library."""
        self.app.switch_mode("library")


def _line(one: Quoted) -> str:
    """A passage in one line: where, whose coding, what was said."""
    mark = " ✗" if one.negative else ""
    return f"{one.address} {one.coding.coder}{mark}  {' '.join(one.coding.quotation.split())}"
