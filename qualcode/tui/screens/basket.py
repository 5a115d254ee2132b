"""The quotations chosen for print: for what, of whom, how printed, and how fair the choice is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from qualcode.app.analysis.selecting import (
    Chosen,
    balance_of_choice,
    drop_quotation,
    list_chosen,
    translate_quotation,
)
from qualcode.app.analysis.theming import list_themes
from qualcode.app.projects.studies import study_of
from qualcode.app.publishing.wishes import Wish
from qualcode.core.analysis.selection import Balance, Run
from qualcode.core.codebook import said
from qualcode.core.errors import NotFound, QualcodeError
from qualcode.i18n import _, current_language, plural
from qualcode.i18n.numbers import colon, integer, percent
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.writing import Writing
from qualcode.tui.session import Basket, Session
from qualcode.tui.widgets.choose import choose
from qualcode.tui.widgets.form import Answers, Field, Form
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill

if TYPE_CHECKING:
    from qualcode.store.project import Project

METER = 10
"""Cells of the meter that shows the largest share."""

TO_CONFIRM = "?"
"""Beside a person whom consent or age asks to confirm."""

_ALL = "-"


class BasketScreen(Writing):
    """A meter, a line a quotation, and the one at the cursor as it is printed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("basket")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._found: list[Chosen] = []
        self._statements: dict[str, str] = {}
        self._groups: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Heading, meter, table, the quotation, keys."""
        yield Heading(id="heading")
        yield Static(id="balance", markup=False)
        yield DataTable[Any](id="chosen", cursor_type="row")
        with VerticalScroll(id="context", can_focus=False):
            yield Static(markup=False)
        yield KeyLine()

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one("#chosen", DataTable)

    @property
    def here(self) -> Chosen | None:
        """The quotation at the cursor."""
        row = self._table.cursor_row
        return self._found[row] if 0 <= row < len(self._found) else None

    def refresh_content(self) -> None:
        """Read what is chosen again."""
        self._table.focus()
        self._read(self.session.basket)

    @work(thread=True, exclusive=True, group="basket")
    def _read(self, basket: Basket) -> None:
        project = self.session.project
        try:
            found = list_chosen(project, code=basket.code, theme=basket.theme)
            fair = balance_of_choice(project, code=basket.code, theme=basket.theme)
        except NotFound:
            self.session.basket = Basket()
            self.app.call_from_thread(self.refresh_content)
            return
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        themes = {theme.guid: theme.statement for theme in list_themes(project)}
        self._groups = group_names(project)
        self.app.call_from_thread(self._show, found, fair, themes)

    def _show(self, found: list[Chosen], fair: Balance, themes: dict[str, str]) -> None:
        self._found, self._statements = found, themes
        basket = self.session.basket
        waiting = {one.case.name for one in found if one.to_confirm and one.case}
        self.query_one(Heading).tell(
            _("Quotations for print"),
            self._called(basket.code, basket.theme) if basket != Basket() else _("all"),
            plural("{n} quotation", "{n} quotations", len(found)),
            plural("{n} person to confirm (?)", "{n} persons to confirm (?)", len(waiting))
            if waiting
            else "",
        )
        self.query_one("#balance", Static).update(Content(balance_in_words(fair, self._groups)))
        fill(
            self._table,
            [
                Column(_("Address")),
                Column(_("Who")),
                Column(_("For"), wide=True, least=14),
                Column(_("Signs"), number=True),
                Column(_("As printed"), wide=True, least=20),
            ],
            [
                (
                    one.address,
                    _who(one),
                    self._called(one.selected.code, one.selected.theme),
                    integer(one.length),
                    " ".join("".join(run.text for run in one.runs).split()),
                )
                for one in found
            ],
            width=self.app.size.width,
        )
        self._explain()

    def _called(self, code: str | None, theme: str | None) -> str:
        if theme is not None:
            return self._statements.get(theme, "—")
        held = self.session.codes.get(code or "")
        return held[1].label if held else code or "—"

    @on(DataTable.RowHighlighted)
    def _explain(self) -> None:
        one = self.here
        text = Content(
            _("No quotation is chosen here: among a code's quotations (C, Enter), b chooses one.")
        )
        if one is not None:
            group = self._groups.get(one.group, one.group)
            head = [part for part in (one.address, _who(one), group) if part]
            parts = [Content.styled("  ·  ".join(head), "bold")]
            if one.to_confirm:
                parts.append(
                    Content.styled(
                        _("Consent or age asks for a confirmation before this is printed."),
                        "italic",
                    )
                )
            parts.append(as_printed(one.runs))
            if one.selected.translation:
                words, who = one.selected.translation, one.selected.translator
                parts.append(Content.assemble((f"{who}{colon()} ", "italic"), words))
            text = Content("\n").join(parts)
        self.query_one("#context Static", Static).update(text)

    # Working on one

    @on(DataTable.RowSelected, "#chosen")
    def _selected(self) -> None:
        self.action_edit()

    def action_edit(self) -> None:
        """Cut, embolden and insert."""
        if self.here is not None:
            self.session.printed = self.here.selected.guid
            self.app.switch_mode("printed")

    def action_translate(self) -> None:
        """Write the quotation's translation and who made it."""
        one = self.here
        if one is None:
            return
        project, guid = self.session.project, one.selected.guid

        def keep(answers: Answers) -> None:
            words, who = answers["words"], answers["translator"]
            self.do(lambda: translate_quotation(project, guid, words, who))

        def check(answers: Answers) -> str:
            missing = answers["words"] and not answers["translator"]
            return _("Say who translated the quotation, or with what.") if missing else ""

        fields = (
            Field("words", _("Translation"), one.selected.translation),
            Field("translator", _("By whom, or with what"), one.selected.translator),
        )
        hint = "".join(run.text for run in one.runs)
        self.fill_in(Form(_("Translate"), fields, hint=hint, check=check), keep)

    def action_drop(self) -> None:
        """Take the quotation out of the choice; u brings it back."""
        one = self.here
        if one is not None:
            done = _("Taken away; u brings it back.")
            self.do(lambda: drop_quotation(self.session.project, one.selected.guid), done)

    def action_show(self) -> None:
        """Show the quotation in its transcript."""
        one = self.here
        if one is not None:
            self.session.source, self.session.place = one.selected.source, one.selected.span
            self.app.switch_mode("code")

    def action_which(self) -> None:
        """Look at one code or theme only, or at all."""
        every = list_chosen(self.session.project)
        options = {_ALL: _("(all)")}
        for one in every:
            code, theme = one.selected.code, one.selected.theme
            if theme:
                options[f"t{theme}"] = self._called(None, theme)
            elif code:
                options[f"c{code}"] = self._called(code, None)
        choose(self, _("Which code or theme?"), list(options.items()), self._look_at)

    def _look_at(self, what: str) -> None:
        code = what[1:] if what.startswith("c") else None
        theme = what[1:] if what.startswith("t") else None
        self.session.basket = Basket(code=code, theme=theme)
        self.refresh_content()

    def action_write(self) -> None:
        """Write the chosen quotations to a file."""
        self.ask_where("quotes", Wish(current_language()))

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """From one code or theme to all, from there to the library."""
        if self.session.basket != Basket():
            self.session.basket = Basket()
            self.refresh_content()
        else:
            self.app.switch_mode("library")


def as_printed(runs: tuple[Run, ...]) -> Content:
    """A quotation as it is printed, the researcher's own signs apart."""
    return Content.assemble(
        *((run.text, "italic" if run.added else "bold" if run.emphasis else "") for run in runs)
    )


def group_names(project: Project) -> dict[str, str]:
    """What tables call the groups that quotations are shared among, by value."""
    study = study_of(project)
    known = study.attribute(study.saturation.group_by or "")
    return {value: said(words) for value, words in known.value_labels.items()} if known else {}


def balance_in_words(fair: Balance, names: Mapping[str, str]) -> str:
    """How evenly the choice is shared: persons, the largest share, groups."""
    if not fair.quotations:
        return ""
    filled = round(fair.largest_share * METER)
    parts = [
        plural("{n} person", "{n} persons", fair.participants),
        _(
            "largest share {meter} {share} {name}",
            meter=f"{'█' * filled}{'░' * (METER - filled)}",
            share=percent(fair.largest_share),
            name=fair.most_quoted,
        ),
    ]
    if fair.groups:
        parts.append(", ".join(f"{names.get(value) or value} {n}" for value, n in fair.groups))
    return "  ·  ".join(parts)


def _who(one: Chosen) -> str:
    name = one.case.name if one.case else "—"
    return f"{name} {TO_CONFIRM}" if one.to_confirm else name
