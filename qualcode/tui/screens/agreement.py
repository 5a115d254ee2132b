"""The agreement screen: coders compared code by code, with plots, headings and confusions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static
from textual.worker import get_current_worker

from qualcode.app.pairs.comparing import agreement
from qualcode.app.pairs.rounds import list_rounds
from qualcode.core.agreement.report import UNITS, AgreementReport, CodeAgreement, Estimate
from qualcode.core.errors import QualcodeError
from qualcode.core.pairs.rounds import ALLOWED, RoundAction
from qualcode.i18n import N_, _, current_language, translate
from qualcode.i18n.numbers import decimal, integer
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.plots import interval_plot, scale, shade
from qualcode.tui.widgets.table import Column, fill

VIEWS = {
    "codes": N_("codes"),
    "headings": N_("headings"),
    "transcripts": N_("transcripts"),
    "pairs": N_("pairs of coders"),
    "confusion": N_("codes taken for each other"),
}
"""What the table shows, in the order of the key."""

MOST_CONFUSED = 8
"""Codes in the table of confusions: as many as eighty columns hold."""

_SIGNS = ((0.8, "●", "lever"), (0.667, "◐", "ambivalent"), (-1.0, "○", "barrier"))


class AgreementScreen(ProjectScreen):
    """The report as tables; computed off the screen's thread."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("agreement")
    unit: str | None = None
    """None for the declared one."""
    round_name: str | None = None
    view = "codes"
    report: AgreementReport | None = None

    def compose(self) -> ComposeResult:
        """Heading, table, what the reader must know, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="report", cursor_type="row", zebra_stripes=True, fixed_columns=1)
        yield Static(id="notes", markup=False)
        yield KeyLine()

    def refresh_content(self) -> None:
        """Compute the report again."""
        self.query_one(Heading).tell(_("Agreement"), _("being computed…"))
        self.query_one(DataTable).focus()
        self._compute(self.unit, self.round_name)

    @work(thread=True, exclusive=True, group="agreement")
    def _compute(self, unit: str | None, round_name: str | None) -> None:
        try:
            report = agreement(
                self.session.project,
                unit=unit,
                round_name=round_name,
                families=True,
                per_pair=True,
                why=True,
            )
        except QualcodeError as error:
            self.app.call_from_thread(self._cannot, error)
            return
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._take, report)

    def _cannot(self, error: QualcodeError) -> None:
        self.report = None
        self.query_one(Heading).tell(_("Agreement"), self.round_name or "")
        self.query_one("#notes", Static).update(str(error))
        self.query_one(DataTable).clear(columns=True)

    def _take(self, report: AgreementReport) -> None:
        self.report = report
        self._show()

    def _show(self) -> None:
        report = self.report
        if report is None:
            return
        self.query_one(Heading).tell(
            _("Agreement"),
            translate(VIEWS[self.view]),
            " – ".join(report.coders),
            report.round,
            _("{n} transcripts", n=len(report.transcripts)),
            _("unit: {unit}", unit=translate(report.unit.label)),
            _("{n} characters", n=integer(report.characters)),
        )
        table = self.query_one("#report", DataTable)
        columns, rows, keys = getattr(self, f"_{self.view}")(report)
        fill(table, columns, rows, width=self.size.width, keys=keys)
        self.query_one("#notes", Static).update("\n".join(self._notes(report)))

    def _notes(self, report: AgreementReport) -> Iterator[str]:
        if self.view in {"codes", "headings"}:
            yield _("├─●─┤ 95% interval, or · a transcript each; : limits 0.667 and 0.800.")
        if self.view == "confusion" and not report.why.confused:
            yield _("No code was taken for another, or more than two coders are compared.")
        if self.view == "pairs" and not report.pairs:
            yield _("There are two coders only: see the codes.")
        yield from (translate(warning) for warning in report.warnings)
        if report.left_out:
            yield _("Not read by two: {names}.", names=", ".join(report.left_out))

    def _codes(self, report: AgreementReport) -> Shown:
        rows = [report.overall, *report.used]
        return self._of_rows(report, rows)

    def _headings(self, report: AgreementReport) -> Shown:
        return self._of_rows(report, [row for row in report.families if any(row.applied)])

    def _of_rows(self, report: AgreementReport, rows: Sequence[CodeAgreement]) -> Shown:
        columns = [
            Column(_("Code"), wide=True, least=20),
            *(Column(name, number=True) for name in report.coders),
            Column(_("Both") if len(report.coders) == 2 else _("All"), number=True),
            Column("%", number=True),
            Column("α", number=True),
            Column(""),
            Column(scale()),
            *(Column(title, number=True) for title in ("κ", "AC1", "Dice", _("α with valence"))),
            Column(_("Valence: n, %"), number=True),
        ]
        return columns, [self._cells(row) for row in rows], [row.code for row in rows]

    def _cells(self, row: CodeAgreement) -> list[str | Text]:
        alpha, of = row.alpha, row.valence
        valence = f"{of.units}, {figure(of.percent, 100, 0)}" if of and of.units else "—"
        return [
            self._label(row.code),
            *map(str, row.applied),
            str(row.both),
            figure(row.percent, 100, 1),
            figure(alpha),
            reached(alpha, self.app.current_theme.variables),
            interval_plot(alpha.value, alpha.low, alpha.high, row.per_transcript),
            figure(row.kappa),
            figure(row.ac1),
            figure(row.dice),
            figure(row.joint_alpha),
            valence,
        ]

    def _transcripts(self, report: AgreementReport) -> Shown:
        columns = [Column(_("Code"), wide=True, least=20)]
        columns += [Column(name, number=True) for name in report.transcripts]
        rows = [report.overall, *report.used]
        cells: list[list[str | Text]] = [
            [
                self._label(row.code),
                *("—" if value is None else decimal(value) for value in row.per_transcript),
            ]
            for row in rows
        ]
        return columns, cells, [row.code for row in rows]

    def _pairs(self, report: AgreementReport) -> Shown:
        names = [f"{pair.coders[0]} – {pair.coders[1]}" for pair in report.pairs]
        columns = [Column(_("Code"), wide=True, least=20)]
        columns += [Column(name, number=True) for name in names]
        by_pair = [{row.code: row for row in (*p.codes, p.overall)} for p in report.pairs]
        rows = [report.overall, *report.used]
        cells: list[list[str | Text]] = [
            [self._label(row.code), *(figure(found[row.code].alpha) for found in by_pair)]
            for row in rows
        ]
        return columns, cells, [row.code for row in rows]

    def _confusion(self, report: AgreementReport) -> Shown:
        """Codes of the first coder in rows, of the second in columns, in units."""
        refs = list(dict.fromkeys(ref for pair in report.why.confused for ref in pair.codes))
        refs = refs[:MOST_CONFUSED]
        letters = [self.session.letters.get(ref, ref[:3]) for ref in refs]
        columns = [Column(f"{report.coders[0]} ╲ {report.coders[1]}", wide=True, least=16)]
        columns += [Column(letter, number=True) for letter in letters]
        off = [n for pair, n in report.why.matrix.items() if pair[0] != pair[1] and all(pair)]
        most = max(off, default=0)
        cells: list[list[str | Text]] = []
        for ref, letter in zip(refs, letters, strict=True):
            row: list[str | Text] = [f"{letter} {self._label(ref)}"]
            for other in refs:
                n = report.why.matrix.get((ref, other), 0)
                row.append(f"={n}" if ref == other and n else _heat(n, most))
            cells.append(row)
        return columns, cells, refs

    def _label(self, ref: str) -> str:
        if not ref:
            return _("All codes")
        return self.session.codes[ref][1].label if ref in self.session.codes else ref

    @on(DataTable.RowSelected, "#report")
    def opened(self, event: DataTable.RowSelected) -> None:
        """Enter on a code opens its disagreements."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the disagreements, the code under the cursor kept in mind, and say why it is low."""
        table = self.query_one("#report", DataTable)
        if self.report is None or not table.row_count:
            return
        ref = str(table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value or "")
        sentence = self.report.why.sentences.get(ref)
        if sentence:
            self.tell(sentence)
        self.session.differing_on = ref if ref in self.session.codes else None
        self.session.round_name = self.round_name
        go = getattr(self.app, "action_mode", None)
        if go is not None:
            go("settle")

    def action_view(self) -> None:
        """Show headings, transcripts, pairs, confusions, or codes again."""
        views = list(VIEWS)
        self.view = views[(views.index(self.view) + 1) % len(views)]
        self._show()

    def action_unit(self) -> None:
        """Compare other units: sentences, characters, words, turns."""
        names = [str(unit) for unit in UNITS]
        now = self.report.unit_name if self.report else names[0]
        self.unit = names[(names.index(now) + 1) % len(names)] if now in names else names[0]
        self.refresh_content()

    def action_round(self) -> None:
        """Compare the next round that is revealed, or what was read outside of rounds."""
        found = list_rounds(self.session.project)
        names: list[str | None] = [None]
        names += [one.name for one in found if RoundAction.COMPARE in ALLOWED[one.state]]
        at = names.index(self.round_name) if self.round_name in names else 0
        self.round_name = names[(at + 1) % len(names)]
        self.unit = None
        if len(names) == 1:
            self.tell(_("No round is revealed."))
        self.refresh_content()

    def action_write(self) -> None:
        """Write the table to Word, or everything to Excel."""
        name = f"agreement_{current_language()}.docx"
        ask(self, _("Word file (or Excel: .xlsx)"), name, self._write)

    def _write(self, name: str) -> None:
        from qualcode.app.publishing.exporting import write_agreement

        excel = name.lower().endswith(".xlsx")
        try:
            write_agreement(
                self.session.project,
                docx=None if excel else Path(name),
                xlsx=Path(name) if excel else None,
                language=current_language(),
                unit=self.unit,
                round_name=self.round_name,
                families=True,
                per_pair=True,
                sensitivity=[],
                further=excel,
                why=True,
            )
        except QualcodeError as error:
            self.complain(error)
            return
        self.tell(_("Wrote {file}.", file=name))


Shown = tuple[list[Column], list[list[str | Text]], list[str]]
"""Columns, rows of cells, and the code of each row."""


def figure(estimate: Estimate, times: int = 1, places: int = 2) -> str:
    """A coefficient, or a dash where it is not computable."""
    return "—" if estimate.value is None else decimal(estimate.value * times, places)


def reached(alpha: Estimate, colours: Mapping[str, str]) -> Text:
    """Which limit the lower bound reaches, by sign and colour; nothing without an interval.

    Args:
        alpha: The coefficient.
        colours: Those of the theme, by name.
    """
    low = alpha.low
    if low is None:
        return Text("")
    return next(Text(sign, style=colours[name]) for limit, sign, name in _SIGNS if low >= limit)


def _heat(n: int, most: int) -> str:
    return f"{shade(n, most)}{n}" if n else "·"
