"""Figures beside what people say (joint display), and change objectives drawn from determinants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from qualcode.app.analysis.displaying import (
    add_change_objective,
    add_joint_row,
    add_joint_rows,
    change_change_objective,
    change_joint_row,
    list_change_objectives,
    list_joint_rows,
    read_aggregates,
    remove_change_objective,
    remove_joint_row,
)
from qualcode.app.analysis.theming import list_themes
from qualcode.app.publishing.wishes import Wish
from qualcode.core.analysis.displays import Aggregate, ChangeObjective, Fit, JointRow
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _, current_language, plural, translate
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.writing import Writing
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.form import Answers, Field, Form
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill

NOBODY = "-"
"""The choice of neither a theme nor a code: people are silent."""


class DisplaysScreen(Writing):
    """The joint display above, change objectives below; Tab goes from one to the other."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("displays")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._rows: list[JointRow] = []
        self._objectives: list[ChangeObjective] = []
        self._themes: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Heading, two tables with their titles, keys."""
        yield Heading(id="heading")
        yield Static(id="joint-title", classes="title", markup=False)
        yield DataTable[Any](id="joint", cursor_type="row")
        yield Static(id="objectives-title", classes="title", markup=False)
        yield DataTable[Any](id="objectives", cursor_type="row")
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin with the figures."""
        self.query_one("#joint", DataTable).focus()

    @property
    def _on_objectives(self) -> bool:
        return self.query_one("#objectives", DataTable).has_focus

    def refresh_content(self) -> None:
        """Read both tables again."""
        project = self.session.project
        self._themes = {theme.guid: theme.statement for theme in list_themes(project)}
        self._rows = list_joint_rows(project)
        self._objectives = list_change_objectives(project)
        self.query_one(Heading).tell(
            _("Figures and objectives"),
            plural("{n} figure", "{n} figures", len(self._rows)),
            plural("{n} objective", "{n} objectives", len(self._objectives)),
        )
        self._show_rows()
        self._show_objectives()

    def _show_rows(self) -> None:
        self.query_one("#joint-title", Static).update(_("Joint display"))
        fill(
            self.query_one("#joint", DataTable),
            [
                Column(_("Topic"), wide=True, least=14),
                Column(_("Value")),
                Column(_("n"), number=True),
                Column(_("Fit")),
                Column(_("What people say"), wide=True, least=16),
                Column(_("Both together"), wide=True, least=12),
            ],
            [
                (
                    row.aggregate.topic,
                    row.aggregate.value,
                    "" if row.aggregate.n is None else str(row.aggregate.n),
                    translate(row.fit.label),
                    self._named(row.theme, row.code),
                    row.inference,
                )
                for row in self._rows
            ],
            width=self.app.size.width,
        )

    def _show_objectives(self) -> None:
        self.query_one("#objectives-title", Static).update(_("Change objectives"))
        fill(
            self.query_one("#objectives", DataTable),
            [
                Column(_("Determinant"), wide=True, least=14),
                Column(_("Who")),
                Column(_("Does what"), wide=True, least=14),
                Column(_("What has to change"), wide=True, least=14),
            ],
            [
                (self._named(None, one.code), one.actor, one.performance, one.words)
                for one in self._objectives
            ],
            width=self.app.size.width,
        )

    def _named(self, theme: str | None, code: str | None) -> str:
        if theme is not None:
            return self._themes.get(theme, "—")
        held = self.session.codes.get(code or "")
        return held[1].label if held else code or "—"

    # Adding

    @on(DataTable.RowSelected)
    def _chosen(self) -> None:
        self.action_edit()

    def action_edit(self) -> None:
        """Change the line at the cursor; fill in a new one where there is none."""
        table = self.query_one("#objectives" if self._on_objectives else "#joint", DataTable)
        at = table.cursor_row
        if self._on_objectives and 0 <= at < len(self._objectives):
            self._edit_objective(self._objectives[at])
        elif not self._on_objectives and 0 <= at < len(self._rows):
            self._edit_row(self._rows[at])
        else:
            self.action_new()

    def _edit_row(self, row: JointRow) -> None:
        def keep(answers: Answers) -> None:
            theme, code = _theme_and_code(answers["beside"])
            figure, fit = _figure_of(answers), Fit(answers["fit"])
            changed = JointRow(row.guid, figure, fit, theme, code, answers["inference"])
            self.do(lambda: change_joint_row(self.session.project, changed), _("Changed."))

        fields = self._row_fields(row)
        self.fill_in(Form(_("A figure about many"), fields, check=_checked_row), keep)

    def _edit_objective(self, one: ChangeObjective) -> None:
        def keep(answers: Answers) -> None:
            changed = replace(
                one,
                code=answers["code"][1:],
                actor=answers["actor"],
                performance=answers["performance"],
                words=answers["words"],
            )
            self.do(lambda: change_change_objective(self.session.project, changed), _("Changed."))

        fields = self._objective_fields(one)
        self.fill_in(Form(_("A change objective"), fields, check=_checked_objective), keep)

    def action_new(self) -> None:
        """Fill in a figure, or an objective where the cursor is among them."""
        if self._on_objectives:
            self._new_objective()
        else:
            self._new_row()

    def _new_row(self) -> None:
        fields = self._row_fields(None)
        self.fill_in(Form(_("A figure about many"), fields, check=_checked_row), self._add)

    def _row_fields(self, row: JointRow | None) -> tuple[Field, ...]:
        figure = row.aggregate if row else Aggregate("", "")
        n = "" if figure.n is None else str(figure.n)
        return (
            Field("topic", _("Topic"), figure.topic),
            Field("value", _("Value"), figure.value, hint=_("as it is printed, with its unit")),
            Field("source", _("Where it comes from"), figure.source),
            Field("n", _("How many it describes"), n),
            *self._beside(row),
        )

    def _beside(self, row: JointRow | None = None) -> tuple[Field, ...]:
        """What is asked of what stands beside a figure."""
        here = "" if row is None else f"t{row.theme}" if row.theme else f"c{row.code}"
        if row is not None and not row.theme and not row.code:
            here = NOBODY
        themes = [(f"t{guid}", words) for guid, words in self._themes.items()]
        return (
            Field(
                "beside",
                _("What people say"),
                here,
                options=self._with(here, (*themes, *self._codes(), _nobody())),
            ),
            Field(
                "fit",
                _("How they stand to it"),
                row.fit.value if row else "",
                options=tuple((fit.value, translate(fit.label)) for fit in Fit),
            ),
            Field("inference", _("Both together"), row.inference if row else ""),
        )

    def _with(self, here: str, options: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """The choices; also what stands there now, where nobody could choose it any more."""
        if not here or here in {value for value, _words in options}:
            return options
        return ((here, self._named(None, here[1:]) if here[0] == "c" else "—"), *options)

    def _codes(self) -> list[tuple[str, str]]:
        return [
            (f"c{ref}", " › ".join(step.label for step in book.path(code.key)))
            for ref, (book, code) in self.session.codes.items()
            if code.codable and not code.retired
        ]

    def _add(self, answers: Answers) -> None:
        figure = _figure_of(answers)
        theme, code = _theme_and_code(answers["beside"])
        self.do(
            lambda: add_joint_row(
                self.session.project,
                figure,
                Fit(answers["fit"]),
                theme=theme,
                code=code,
                inference=answers["inference"],
            )
        )

    def _new_objective(self) -> None:
        if not self._codes():
            self.notify(_("There is no code yet that an objective could stand on."), markup=False)
            return

        def add(answers: Answers) -> None:
            code, actor = answers["code"][1:], answers["actor"]
            performance, words = answers["performance"], answers["words"]
            project = self.session.project
            self.do(lambda: add_change_objective(project, code, actor, performance, words))

        fields = self._objective_fields(None)
        self.fill_in(Form(_("A change objective"), fields, check=_checked_objective), add)

    def _objective_fields(self, one: ChangeObjective | None) -> tuple[Field, ...]:
        here = f"c{one.code}" if one else ""
        codes = self._with(here, tuple(self._codes()))
        return (
            Field("code", _("Determinant"), here, options=codes),
            Field("actor", _("Who has to act"), one.actor if one else ""),
            Field("performance", _("What they are to do"), one.performance if one else ""),
            Field("words", _("What has to change for it"), one.words if one else ""),
        )

    def action_read(self) -> None:
        """Take figures from a file, then say what stands beside them."""
        ask(
            self,
            _("Which file? CSV with topic, value, source, n; or JSON"),
            "",
            lambda name: self._figures_from(Path(name.strip())) if name.strip() else None,
        )

    def _figures_from(self, path: Path) -> None:
        try:
            figures = read_aggregates(path)
        except QualcodeError as error:
            self.complain(error)
            return

        def add(answers: Answers) -> None:
            theme, code = _theme_and_code(answers["beside"])
            fit, inference = Fit(answers["fit"]), answers["inference"]
            project = self.session.project
            self.do(
                lambda: add_joint_rows(
                    project, figures, fit, theme=theme, code=code, inference=inference
                )
            )

        title = plural("{n} figure of {file}", "{n} figures of {file}", len(figures),
                       file=path.name)  # fmt: skip
        self.fill_in(Form(title, self._beside(), check=_checked_beside), add)

    # Taking away, writing

    def action_remove(self) -> None:
        """Take the line at the cursor away; u brings it back."""
        project, done = self.session.project, _("Taken away; u brings it back.")
        row = self.query_one("#objectives" if self._on_objectives else "#joint", DataTable)
        at = row.cursor_row
        if self._on_objectives:
            if 0 <= at < len(self._objectives):
                self.do(lambda: remove_change_objective(project, self._objectives[at].guid), done)
        elif 0 <= at < len(self._rows):
            self.do(lambda: remove_joint_row(project, self._rows[at].guid), done)

    def action_write(self) -> None:
        """Write the table where the cursor is to a file."""
        self.ask_where("objectives" if self._on_objectives else "joint", Wish(current_language()))

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """Back to the library."""
        self.app.switch_mode("library")


def _nobody() -> tuple[str, str]:
    return NOBODY, _("(nothing: people are silent)")


def _figure_of(answers: Answers) -> Aggregate:
    n = int(answers["n"]) if answers["n"] else None
    return Aggregate(answers["topic"], answers["value"], answers["source"], n)


def _theme_and_code(beside: str) -> tuple[str | None, str | None]:
    if beside == NOBODY:
        return None, None
    return (beside[1:], None) if beside.startswith("t") else (None, beside[1:])


def _checked_row(answers: Answers) -> str:
    if not answers["topic"] or not answers["value"]:
        return _("A figure needs a topic and a value.")
    if answers["n"] and not answers["n"].isdecimal():
        return _("How many it describes is a whole number.")
    return _checked_beside(answers)


def _checked_beside(answers: Answers) -> str:
    if (answers["beside"] == NOBODY) != (answers["fit"] == Fit.SILENT):
        return _("Name the theme or code beside it, or say that people are silent.")
    return ""


def _checked_objective(answers: Answers) -> str:
    if not all(answers.values()):
        return _("A change objective needs an actor, what they do, and what changes.")
    return ""
