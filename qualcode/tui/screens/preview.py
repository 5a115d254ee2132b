"""What files would bring in: their speakers put right by one key each, then imported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from qualcode.app.pseudonyms.reviewing import Review, start_review
from qualcode.app.texts.answers import is_table, look_at_table, prepare_answers
from qualcode.app.texts.correcting import correct_source, preview_correction
from qualcode.app.texts.importing import (
    Imported,
    Incoming,
    free_name,
    import_sources,
    prepare,
)
from qualcode.app.texts.previewing import (
    SpeakerLine,
    cases_after,
    speaker_lines,
    timed,
    with_speaker,
    with_speaker_renamed,
)
from qualcode.core.errors import PrivacyRefusal, QualcodeError
from qualcode.core.people import Case
from qualcode.i18n import _, plural, translate
from qualcode.i18n.numbers import integer
from qualcode.tui.dropped import dropped_paths
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.screens.preview_table import chosen_texts, table_form
from qualcode.tui.screens.reviewing_first import review_first
from qualcode.tui.session import Session
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.choose import choose
from qualcode.tui.widgets.form import Answers
from qualcode.tui.widgets.key_line import KeyLine
from qualcode.tui.widgets.table import Column, fill

_WORDS = re.compile(r'"([^"]+)"|(\S+)')
_MOST_DOUBTS = 40


def named_in(line: str) -> list[Path]:
    """The files and folders that a line names.

    A line that is a file as a whole is one, blanks or not; else quotation marks hold names
    with blanks together.
    """
    whole = Path(line.strip()).expanduser()
    named = [whole] if whole.exists() else dropped_paths(line)
    return named or [Path(m[1] or m[2]).expanduser() for m in _WORDS.finditer(line)]


def paths_of(named: Iterable[Path]) -> list[Path]:
    """The files among what is named; a folder stands for the transcripts in it."""
    from qualcode.interop.transcripts import SUFFIXES

    found: list[Path] = []
    for path in named:
        if path.is_dir():
            inside = sorted(path.iterdir())
            found += [one for one in inside if one.suffix.lower() in SUFFIXES and one.is_file()]
        else:
            found.append(path)
    return found


class PreviewScreen(ProjectScreen):
    """One line a speaker; nothing is written before the last key."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("preview")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._incoming: list[Incoming] = []
        self._cases: dict[Path, tuple[Case, ...]] = {}
        self._tables: list[Path] = []
        self._lines: list[tuple[int, SpeakerLine]] = []

    def compose(self) -> ComposeResult:
        """Heading, the speakers, what is in doubt, keys."""
        yield Heading(id="heading")
        yield DataTable[Any](id="speakers", cursor_type="row", zebra_stripes=True)
        with VerticalScroll(id="doubts", can_focus=False):
            yield Static(markup=False)
        yield KeyLine()

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one("#speakers", DataTable)

    def on_mount(self) -> None:
        """Put the focus on the table."""
        self._table.focus()

    def refresh_content(self) -> None:
        """Show the files as they would enter, the cursor where it was."""
        self._lines = [
            (at, line) for at, one in enumerate(self._incoming) for line in speaker_lines(one)
        ]
        turns = sum(len(one.document.turns) for one in self._incoming)
        self.query_one(Heading).tell(
            _("Before the import"),
            plural("{n} file", "{n} files", len(self._incoming)),
            plural("{n} turn", "{n} turns", turns),
            _("nothing is written yet"),
        )
        fill(
            self._table,
            [
                Column(_("Source")),
                Column(_("Speaker")),
                Column(_("Turns"), number=True),
                Column(_("Words"), number=True),
                Column(_("Case")),
                Column(_("First words"), wide=True),
            ],
            [
                (
                    self._incoming[at].name,
                    line.label or "—",
                    integer(line.turns),
                    integer(line.words),
                    (line.case or _("coded")) if line.coded else _("not coded"),
                    line.first or "—",
                )
                for at, line in self._lines
            ],
            width=self.app.size.width,
        )
        self._show()

    @property
    def _here(self) -> tuple[int, SpeakerLine] | None:
        row = self._table.cursor_row
        return self._lines[row] if 0 <= row < len(self._lines) else None

    @on(DataTable.RowHighlighted)
    def _show(self) -> None:
        here = self._here
        text = Content(_("No files yet: o names the transcripts to look at."))
        if here is not None:
            text = Content("\n").join(_about(self._incoming[here[0]]))
        self.query_one("#doubts Static", Static).update(text)

    # Files

    def on_screen_resume(self) -> None:
        """Look at what was dropped into the terminal, if anything was."""
        super().on_screen_resume()
        self._look_at_dropped()

    def on_paste(self, event: events.Paste) -> None:
        """Look at files that are dropped into the terminal."""
        self.session.dropped = dropped_paths(event.text)
        self._look_at_dropped()

    def _look_at_dropped(self) -> None:
        dropped, self.session.dropped = self.session.dropped, []
        if dropped:
            self.look_at(dropped)

    def action_files(self) -> None:
        """Ask which files, or which folder."""

        def look(line: str) -> None:
            self.look_at(line)

        ask(self, _("Which files, or which folder? Tables of answers too."), "", look)

    @work(thread=True, exclusive=True, group="preview")
    def look_at(self, named: str | Sequence[Path]) -> None:
        """Read files, or those that a line names, and show what they hold; tables are asked of."""
        whole = named_in(named) if isinstance(named, str) else named
        paths = paths_of(whole)
        tables = [path for path in paths if is_table(path)]
        try:
            incoming = prepare(self.session.project, [one for one in paths if one not in tables])
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        beside = [one for path in whole if path.is_dir() for one in path.iterdir() if is_table(one)]
        self.app.call_from_thread(self._take, incoming, tables, len(beside))

    def _take(self, incoming: list[Incoming], tables: list[Path], beside: int) -> None:
        """Show files beside those that are there; one that was there is taken anew."""
        anew = {*tables, *(one.path for one in incoming)}
        kept = [one for one in self._incoming if one.path not in anew]
        self._incoming, self._tables = _beside(kept, incoming), tables
        self._cases = {path: held for path, held in self._cases.items() if path not in anew}
        self.refresh_content()
        self._table.focus()
        if beside:
            told = plural(
                "{n} table in the folder was left out: name it to bring in its answers.",
                "{n} tables in the folder were left out: name one to bring in its answers.",
                beside,
            )
            self.tell(told)
        self._ask_about_table()

    def _ask_about_table(self) -> None:
        """Ask which columns of the next table are which, until no table is left."""
        if not self._tables:
            return
        path = self._tables.pop(0)
        try:
            columns = look_at_table(path)
        except QualcodeError as error:
            self.complain(error)
            self._ask_about_table()
            return

        def answered(answers: Answers | None) -> None:
            if answers is not None:
                self._take_table(path, answers)
            self._ask_about_table()

        self.app.push_screen(table_form(path, columns), answered)

    def _take_table(self, path: Path, answers: Answers) -> None:
        """Show the answers of a table as they would enter."""
        try:
            incoming, cases = prepare_answers(
                self.session.project,
                path,
                texts=chosen_texts(answers),
                respondent=answers["respondent"],
            )
        except QualcodeError as error:
            self.complain(error)
            return
        self._incoming = _beside(self._incoming, incoming)
        self._cases[path] = cases
        self.refresh_content()
        self._table.focus()

    def action_put_off(self) -> None:
        """Leave the file at the cursor out."""
        here = self._here
        if here is not None:
            path = self._incoming.pop(here[0]).path
            if all(one.path != path for one in self._incoming):
                self._cases.pop(path, None)
            self.refresh_content()

    # Speakers

    def action_rename(self) -> None:
        """Ask for another label; one that stands already takes the turns."""
        here = self._here
        if here is not None:
            at, line = here
            ask(
                self,
                _("Call “{label}” what? A label that is there already becomes one with it.",
                  label=line.label or "—"),
                line.label,
                lambda new: self._put(
                    at, lambda one: with_speaker_renamed(one, line.label, new), new
                ),
            )  # fmt: skip

    def action_case(self) -> None:
        """Ask for whom the speaker speaks."""
        here = self._here
        if here is not None:
            at, line = here
            ask(
                self,
                _("For which case does “{label}” speak?", label=line.label or "—"),
                line.case or "",
                lambda case: self._put(at, lambda one: _with_case(one, line.label, case)),
            )

    def action_coded(self) -> None:
        """Let the speaker be coded, or not."""
        here = self._here
        if here is not None:
            at, line = here
            case = line.case or line.label or self._incoming[at].name
            self._put(
                at, lambda one: with_speaker(one, line.label, coded=not line.coded, case=case)
            )

    def _put(self, at: int, change: Callable[[Incoming], Incoming], label: str = "") -> None:
        """Change what a file brings in; columns of one table have the same respondents.

        The cursor goes to the speaker called `label`, which others may have become one with.
        """
        path, before = self._incoming[at].path, self._incoming
        self._incoming = [change(one) if one.path == path else one for one in before]
        if path in self._cases:
            mine = [n for n, one in enumerate(before) if one.path == path]
            self._cases[path] = cases_after(
                self._cases[path], [before[n] for n in mine], [self._incoming[n] for n in mine]
            )
        self.refresh_content()
        sought = (at, " ".join(label.split()))
        here = [n for n, (file, one) in enumerate(self._lines) if (file, one.label) == sought]
        if here:
            self._table.move_cursor(row=here[0])

    # Writing

    @on(DataTable.RowSelected, "#speakers")
    def _chosen(self) -> None:
        self.action_rename()

    def action_write(self) -> None:
        """Import all of it: screened first, whole or not at all."""
        if self._incoming:
            self._write()

    @work(thread=True, exclusive=True, group="preview")
    def _write(self) -> None:
        from qualcode.app.texts.screening import study_screen

        project = self.session.project
        try:
            screen = study_screen(project, None, ())
            done = import_sources(project, self._incoming, cases=self._every_case, screen=screen)
        except PrivacyRefusal:
            names = [case.name for case in self._every_case]
            review = start_review(project, self._incoming, screen=screen, cases=names)
            self.app.call_from_thread(self._review, review)
            return
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._written, done)

    @property
    def _every_case(self) -> list[Case]:
        return [case for cases in self._cases.values() for case in cases]

    def _review(self, review: Review) -> None:
        """Let a person decide of what keeps the files out."""

        def write(reason: str) -> None:
            self._write_reviewed(review, reason)

        review_first(self, review, write)

    @work(thread=True, exclusive=True, group="preview")
    def _write_reviewed(self, review: Review, reason: str) -> None:
        from qualcode.app.pseudonyms.entering import import_reviewed, left_in_project, passing_note

        project = self.session.project
        try:
            done = import_reviewed(project, review, accept_reason=reason, cases=self._every_case)
            left = left_in_project(project, review)
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        told = [passing_note(review)] if passing_note(review) else []
        if left:
            names = ", ".join(left)
            told.append(_("Names that were replaced still stand in: {names}.", names=names))
        self.app.call_from_thread(self._written, done, "\n".join(told))

    def _written(self, done: Imported, note: str = "") -> None:
        self._incoming, self._cases = [], {}
        self.refresh_content()
        self.tell(
            plural("{n} source imported.", "{n} sources imported.", len(done.sources))
            + "".join(f" {file} = {source}." for file, source in done.skipped)
            + (f"\n{note}" if note else "")
        )
        self.app.switch_mode("library")

    def action_correct(self) -> None:
        """Make a changed file the new text of the source it resembles, after a last look."""
        here = self._here
        one = None if here is None else self._incoming[here[0]]
        if one is None or one.corrects is None:
            self.tell(_("This file is no changed version of a source."))
            return
        source = one.corrects
        try:
            preview = preview_correction(self.session.project, source, one.document)
        except QualcodeError as error:
            self.complain(error)
            return
        told = _(
            "{source}: {carried} codings and memos keep their words, {doubtful} will wait for a "
            "person, of {lost} the words are gone. Make this its new text?",
            source=source,
            carried=preview.carried,
            doubtful=len(preview.doubtful),
            lost=len(preview.lost),
        )

        def then(answer: str) -> None:
            if answer == "yes":
                self._correct(one, source)

        choose(self, told, (("no", _("No")), ("yes", _("Yes, and keep the old text"))), then)

    @work(thread=True, exclusive=True, group="preview")
    def _correct(self, one: Incoming, source: str) -> None:
        from qualcode.app.texts.screening import study_screen

        project = self.session.project
        try:
            correct_source(project, source, one.document, screen=study_screen(project, None, ()))
        except QualcodeError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self._corrected, one, source)

    def _corrected(self, one: Incoming, source: str) -> None:
        self._incoming = [other for other in self._incoming if other is not one]
        self.refresh_content()
        self.tell(_("Corrected {source}; its old text is kept.", source=source))

    def action_leave(self) -> None:
        """Back to the library; nothing is written."""
        self.app.switch_mode("library")


def _beside(kept: Sequence[Incoming], incoming: Iterable[Incoming]) -> list[Incoming]:
    """Files, and further ones under names that are still free."""
    found, taken = list(kept), {one.name for one in kept}
    for one in incoming:
        found.append(replace(one, name=free_name(one.name, taken)))
        taken.add(found[-1].name)
    return found


def _with_case(incoming: Incoming, label: str, case: str) -> Incoming:
    told = case.strip()
    return with_speaker(incoming, label, coded=True, case=told) if told else incoming


def _about(one: Incoming) -> list[Content]:
    """What is known of a file, and what its reader was not sure of."""
    how = translate(one.document.convention) if one.document.convention else _("no labels")
    told = _("{type}, {language}; {how}", type=one.kind, language=one.language, how=how)
    if n := timed(one):
        told += "; " + plural("{n} turn with a time", "{n} turns with a time", n)
    lines = [Content.assemble((one.path.name, "bold"), "  ", told)]
    if one.already is not None:
        lines.append(
            Content(_("This text is in the project already: {source}.", source=one.already))
        )
    if one.corrects is not None:
        lines.append(
            Content(
                _(
                    "This looks like a corrected version of {source}: c makes it its new text.",
                    source=one.corrects,
                )
            )
        )
    if one.document.remarks:
        n = len(one.document.remarks)
        told = plural("{n} comment or note of the file", "{n} comments and notes of the file", n)
        lines.append(Content(told))
    lines += [
        Content(f"{doubt.line}: {translate(doubt.msgid, **doubt.params)}")
        for doubt in one.doubts[:_MOST_DOUBTS]
    ]
    return lines
