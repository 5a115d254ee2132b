"""The agreement screen: two coders, code by code."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Footer, Static
from textual.worker import get_current_worker

from qualcode.app.comparing import agreement
from qualcode.core.agreement.report import AgreementReport, CodeAgreement, Estimate, Unit
from qualcode.core.errors import QualcodeError
from qualcode.i18n import _, current_language, translate
from qualcode.i18n.numbers import decimal, integer
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.widgets.ask import ask


class AgreementScreen(ProjectScreen):
    """The report as a table; computed off the screen's thread."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("agreement")
    unit = Unit.SENTENCE

    def compose(self) -> ComposeResult:
        """Heading, table, what the reader must know, keys."""
        yield Heading(id="heading")
        yield DataTable[str](id="report", cursor_type="row", zebra_stripes=True, fixed_columns=1)
        yield Static(id="notes", markup=False)
        yield Footer(show_command_palette=False)

    def refresh_content(self) -> None:
        """Compute the report again."""
        self.query_one(Heading).tell(_("Agreement"), _("being computed…"))
        self.query_one(DataTable).focus()
        self._compute(self.unit)

    @work(thread=True, exclusive=True, group="agreement")
    def _compute(self, unit: Unit) -> None:
        try:
            report = agreement(self.session.project, unit=unit)
        except QualcodeError as error:
            self.app.call_from_thread(self._cannot, error)
            return
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._show, report)

    def _cannot(self, error: QualcodeError) -> None:
        self.query_one(Heading).tell(_("Agreement"))
        self.query_one("#notes", Static).update(str(error))
        self.query_one(DataTable).clear(columns=True)

    def _show(self, report: AgreementReport) -> None:
        self.query_one(Heading).tell(
            _("Agreement"),
            f"{report.coders[0]} – {report.coders[1]}",
            _("{n} transcripts", n=len(report.transcripts)),
            _("unit: {unit}", unit=translate(report.unit.label)),
            _("{n} characters", n=integer(report.characters)),
        )
        table = self.query_one("#report", DataTable)
        table.clear(columns=True)
        for title in (
            _("Code"),
            *report.coders,
            _("Both"),
            "%",
            "Dice",
            "κ",
            "α",
            _("95% interval"),
            "AC1",
            _("α with valence"),
            _("Valence: n, %"),
        ):
            table.add_column(title)
        table.add_row(*self._cells(report.overall, _("All codes")))
        for code in report.codes:
            if any(code.applied):
                table.add_row(*self._cells(code, self._label(code.code)))
        notes = [translate(warning) for warning in report.warnings]
        if report.left_out:
            notes.append(_("Not read by both: {names}.", names=", ".join(report.left_out)))
        self.query_one("#notes", Static).update("\n".join(notes))

    def _label(self, ref: str) -> str:
        return self.session.codes[ref][1].label if ref in self.session.codes else ref

    def _cells(self, code: CodeAgreement, label: str) -> list[str]:
        interval = "—"
        if code.alpha.low is not None and code.alpha.high is not None:
            interval = f"{decimal(code.alpha.low)} … {decimal(code.alpha.high)}"
        valence = "—"
        if code.valence is not None and code.valence.units:
            valence = f"{code.valence.units}, {figure(code.valence.percent, 100, 0)}"
        return [
            label if len(label) <= 44 else f"{label[:43]}…",
            str(code.applied[0]),
            str(code.applied[1]),
            str(code.both),
            figure(code.percent, 100, 1),
            figure(code.dice),
            figure(code.kappa),
            figure(code.alpha),
            interval,
            figure(code.ac1),
            figure(code.joint_alpha),
            valence,
        ]

    def action_unit(self) -> None:
        """Compare other units: sentences, characters, words, turns."""
        units = list(Unit)
        self.unit = units[(units.index(self.unit) + 1) % len(units)]
        self.refresh_content()

    def action_write(self) -> None:
        """Write the table to Word."""
        ask(self, _("Word file"), f"agreement_{current_language()}.docx", self._write)

    def _write(self, name: str) -> None:
        from qualcode.app.exporting import export_agreement

        try:
            export_agreement(
                self.session.project, Path(name), language=current_language(), unit=self.unit
            )
        except QualcodeError as error:
            self.complain(error)
            return
        self.tell(_("Wrote {file}.", file=name))


def figure(estimate: Estimate, times: int = 1, places: int = 2) -> str:
    """A coefficient, or a dash where it is not computable."""
    return "—" if estimate.value is None else decimal(estimate.value * times, places)
