"""Exchange without a server: hand a package out or back, take one in, settle what is contested."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from qualcode.app.coding.reading import list_coders, list_sources
from qualcode.app.pairs.exchange import (
    HandoutReport,
    MergeReport,
    hand_back,
    hand_out,
    is_sealed,
    list_contested,
    merge_package,
    package_coder,
    preview_merge,
    settle_contested,
)
from qualcode.app.pairs.merge_words import merge_in_words
from qualcode.app.pairs.rounds import list_rounds
from qualcode.app.publishing.outgoing import proposed_file, with_folder
from qualcode.core.errors import QualcodeError
from qualcode.core.people import Role
from qualcode.i18n import _, plural, translate
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading
from qualcode.tui.screens.rounds import YES
from qualcode.tui.screens.writing import Writing
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.choose import choose
from qualcode.tui.widgets.chord import chord
from qualcode.tui.widgets.form import Answers, Field, Form
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill

SEALED, OPEN = "sealed", "open"
ALL, SOME, ROUND = "all", "some", "round:"
NEW = "+"
ENDING = {SEALED: ".qchandout", OPEN: ".qualcode"}


class ExchangeScreen(Writing):
    """What waits for a decision after a merge; below, what a package brings or how to begin."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("exchange")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._waiting: list[Any] = []

    def compose(self) -> ComposeResult:
        """Heading, what is contested, the report, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="contested", cursor_type="row")
        with VerticalScroll(id="report", can_focus=False):
            yield Static(markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Say how to begin."""
        self._report([])

    def refresh_content(self) -> None:
        """Ask again what is contested, and begin with what was asked for elsewhere."""
        project = self.session.project
        self._waiting = list_contested(project)
        self.query_one(Heading).tell(
            _("Exchange"),
            plural("{n} coding contested", "{n} codings contested", len(self._waiting)),
            project.acting or "",
        )
        table = self.query_one("#contested", DataTable)
        fill(
            table,
            [
                Column(_("Source")),
                Column(_("Stands"), wide=True, least=24),
                Column(_("Waits"), wide=True, least=24),
            ],
            [
                (one.source, self._passage(one.stands), self._passage(one.waits))
                for one in self._waiting
            ],
            width=self.app.size.width,
        )
        table.display = bool(self._waiting)
        table.focus()
        begin, self.session.begin = self.session.begin, ""
        if begin:
            self.call_after_refresh(self.run_action, begin)

    def _passage(self, passage: Any) -> str:
        if passage is None:
            return _("(taken away)")
        held = self.session.codes.get(passage.code)
        label = held[1].label if held else passage.code
        words = " ".join(passage.quotation.split())
        return f"{label} {translate(passage.valence.label)}  {words}"

    def _report(self, lines: list[str]) -> None:
        how = [
            _("h hands a coder's package out: a project to code in elsewhere, no other layer."),
            _("g takes a package in again: what it brings is shown before anything is written."),
        ]
        shown = lines or how
        self.query_one("#report Static", Static).update(Content("\n").join(map(Content, shown)))

    # Handing out

    def action_hand_out(self) -> None:
        """Choose for whom, then what, under which passphrase, into which file."""
        coder = package_coder(self.session.project)
        if coder is not None:
            self._hand_back(coder)
            return
        names = [
            one.name
            for one in list_coders(self.session.project)
            if one.role not in {Role.VIEWER, Role.REPEAT}
        ]
        options = [*((name, name) for name in names), (NEW, _("(somebody new)"))]

        def chosen(name: str) -> None:
            if name == NEW:
                ask(self, _("For whom?"), "", lambda new: self._ask_what(new.strip()))
            else:
                self._ask_what(name)

        choose(self, _("For whom?"), options, chosen)

    def _ask_what(self, coder: str) -> None:
        if not coder:
            return
        project = self.session.project
        rounds = [held.name for held in list_rounds(project) if held.coder(coder) is not None]
        names = ", ".join(one.name for one in list_sources(project))
        which = [(ALL, _("all of them")), (SOME, _("those named below"))]
        which += [(f"{ROUND}{name}", _("of the round “{round}”", round=name)) for name in rounds]
        fields = (
            Field("which", _("Transcripts"), options=tuple(which)),
            Field("names", _("Which ones"), hint=names),
            *_sealing(proposed_file(project, "handout", coder, ENDING[SEALED])),
        )
        form = Form(_("Package for {coder}", coder=coder), fields, hint=_how(), check=_checked)
        self.fill_in(form, lambda answers: self._pack(coder, answers))

    def _pack(self, coder: str, answers: Answers) -> None:
        self.tell(_("Putting the package together…"))
        self._write_package(coder, answers)

    @work(thread=True, exclusive=True, group="exchange")
    def _write_package(self, coder: str, answers: Answers) -> None:
        which, passphrase, out = answers["which"], _passphrase(answers), _target(answers)
        names = [name.strip() for name in answers["names"].split(",") if name.strip()]
        try:
            report = hand_out(
                self.session.project,
                coder,
                with_folder(out),
                sources=names if which == SOME else None,
                round_name=which.removeprefix(ROUND) if which.startswith(ROUND) else None,
                passphrase=passphrase,
            )
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._handed, report)

    def _handed(self, report: HandoutReport) -> None:
        self._report(list(handout_in_words(report)))
        self.tell(_("Wrote {file}.", file=str(report.file)))
        self.refresh_content()

    def _hand_back(self, coder: str) -> None:
        out = proposed_file(self.session.project, "handback", coder, ENDING[SEALED])
        title = _("Give the package of {coder} back", coder=coder)
        form = Form(title, _sealing(out), hint=_how(), check=_checked)

        self.fill_in(form, self._write_back)

    @work(thread=True, exclusive=True, group="exchange")
    def _write_back(self, answers: Answers) -> None:
        try:
            out = with_folder(_target(answers))
            report = hand_back(self.session.project, out, passphrase=_passphrase(answers))
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._handed, report)

    # Taking in

    def action_merge(self) -> None:
        """Ask for the package, show what it would bring, and take it in once that is wanted."""
        ask(self, _("Which package?"), "", self._ask_passphrase)

    def _ask_passphrase(self, name: str) -> None:
        path = Path(name.strip()).expanduser()
        if not name.strip():
            return
        if not path.is_file() or not is_sealed(path):
            self._preview(path, None)
            return

        fields = (Field("passphrase", _("Passphrase"), secret=True),)
        form = Form(path.name, fields)
        self.fill_in(form, lambda answers: self._preview(path, answers["passphrase"]))

    @work(thread=True, exclusive=True, group="exchange")
    def _preview(self, path: Path, passphrase: str | None) -> None:
        try:
            report = preview_merge(self.session.project, path, passphrase=passphrase)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._offer, path, passphrase, report)

    def _offer(self, path: Path, passphrase: str | None, report: MergeReport) -> None:
        told = list(merge_in_words(report))
        if report.empty:
            self._report([*told, _("All of it is known already: there is nothing to take in.")])
            return
        self._report([*told, _("Nothing is written yet.")])

        def go(key: str) -> None:
            if key in YES:
                self._merge(path, passphrase)
            else:
                self._report([*told, _("Nothing was written.")])

        chord(self, _("Take it in? A backup is made before. (y: yes)"), go)

    @work(thread=True, exclusive=True, group="exchange")
    def _merge(self, path: Path, passphrase: str | None) -> None:
        try:
            report = merge_package(self.session.project, path, passphrase=passphrase)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._merged, report)

    def _merged(self, report: MergeReport) -> None:
        self._report([_("Taken in."), *merge_in_words(report)])
        self.session.forget_codebooks()
        self.refresh_content()

    # Contested

    @on(DataTable.RowSelected, "#contested")
    def _chosen(self) -> None:
        self.tell(_("a lets the version that waits stand, k keeps what stands."))

    def action_settle(self, take: str) -> None:
        """Say which version of one's own coding stands."""
        row = self.query_one("#contested", DataTable).cursor_row
        if 0 <= row < len(self._waiting):
            guid = self._waiting[row].guid
            self.do(lambda: settle_contested(self.session.project, guid, take=take == "waits"))

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""
        self.take_back()

    def action_leave(self) -> None:
        """Back to the library."""
        self.app.switch_mode("library")


def handout_in_words(report: HandoutReport) -> list[str]:
    """What stands in a package, and what to mind when it is sent."""
    told = [
        plural(
            "Package of {coder}, {n} transcript:",
            "Package of {coder}, {n} transcripts:",
            len(report.sources),
            coder=report.coder,
        ),
        str(report.file),
    ]
    if report.withheld:
        told.append(_("Restricted attributes stay here: {names}", names=", ".join(report.withheld)))
    if report.sealed:
        told.append(_("Give the passphrase another way than the file: by telephone, not by mail."))
        told.append(_("There: qualcode unpack {file}", file=report.file.name))
    return told


def _sealing(out: Path) -> tuple[Field, ...]:
    protection = ((SEALED, _("sealed with a passphrase")), (OPEN, _("open to whoever finds it")))
    return (
        Field("protection", _("The file is"), options=protection),
        Field("passphrase", _("Passphrase"), secret=True),
        Field("again", _("Passphrase again"), secret=True),
        Field("file", _("To which file?"), str(out)),
    )


def _how() -> str:
    return _("Enter goes to the next line, F5 writes the package, Esc does not.")


def _checked(answers: Answers) -> str:
    if answers.get("which") == SOME and not answers["names"]:
        return _("Name the transcripts, parted by commas.")
    if answers["protection"] == SEALED:
        if not answers["passphrase"]:
            return _("Give a passphrase, or say that the file is open to whoever finds it.")
        if answers["passphrase"] != answers["again"]:
            return _("The two passphrases are not the same.")
    elif answers["passphrase"]:
        return _("An open file has no passphrase: clear it, or seal the file.")
    return "" if answers["file"] else _("Name the file.")


def _passphrase(answers: Answers) -> str | None:
    return answers["passphrase"] if answers["protection"] == SEALED else None


def _target(answers: Answers) -> Path:
    """The file, under the ending of a project where it is one that is not sealed."""
    out = Path(answers["file"]).expanduser()
    if answers["protection"] == OPEN and out.suffix == ENDING[SEALED]:
        return out.with_suffix(ENDING[OPEN])
    return out
