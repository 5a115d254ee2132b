"""Working on the codebook where it is read: every edit is one key and one answer."""

from __future__ import annotations

from collections.abc import Callable

from qualcode.app.codebook.merging import merge_codes, split_code
from qualcode.app.codebook.versions import publish_version
from qualcode.app.codebook.work import (
    create_code,
    edit_wording,
    move_code,
    promote_code,
    rename_code,
    retire_code,
)
from qualcode.app.projects.undoing import in_words, undo
from qualcode.core.codebook import Code, Codebook, Example, Words, said
from qualcode.core.errors import QualcodeError
from qualcode.core.text import fold
from qualcode.i18n import N_, _, current_language, plural, translate
from qualcode.tui.screens.base import ProjectScreen
from qualcode.tui.widgets.ask import ask
from qualcode.tui.widgets.chord import chord

FIELDS = {
    "d": ("definition", N_("Definition")),
    "u": ("use_when", N_("Use when")),
    "n": ("not_when", N_("Not when")),
    "x": ("example", N_("Example")),
}
"""Second keys of editing a code's wording."""


class CodebookEditing(ProjectScreen):
    """The edits of the codebook screen; the screen says which code is meant."""

    @property
    def here(self) -> tuple[str, Codebook, Code] | None:
        """Reference, codebook and code at the cursor."""
        raise NotImplementedError

    def _code_here(self) -> tuple[str, Codebook, Code] | None:
        """The code at the cursor; says so where there is none."""
        here = self.here
        if here is None:
            self.notify(_("Stand on a code first."), markup=False, timeout=3)
        return here

    def _edit(self, step: Callable[[], object], done: str = "") -> None:
        """Run one edit, then show the codebook as it is now."""
        try:
            step()
        except QualcodeError as error:
            self.complain(error)
            return
        self.session.forget_codebooks()
        self.refresh_content()
        if done:
            self.tell(done)

    def _ask_of_code(self, question: str, answer: str, step: Callable[[str, str], object]) -> None:
        """Ask one thing about the code at the cursor, then do it with the answer."""
        here = self._code_here()
        if here is None:
            return
        ref = here[0]

        def go(given: str) -> None:
            if given.strip():
                self._edit(lambda: step(ref, given.strip()))

        ask(self, question, answer, go)

    def action_new(self) -> None:
        """Make a code beside the one at the cursor."""
        here = self._code_here()
        if here is None:
            return
        _ref, book, code = here
        parent = code.parent if code.codable else code.key

        def make(name: str) -> None:
            if name.strip():
                label = {current_language(): name.strip()}
                self._edit(lambda: create_code(self.session.project, book.id, label, parent=parent))

        ask(self, _("Name of the new code"), "", make)

    def action_rename(self) -> None:
        """Give the code another name in the present language."""
        here = self._code_here()
        if here is not None:
            project, language = self.session.project, current_language()
            self._ask_of_code(
                _("Name of the code"),
                said(here[2].wording.label),
                lambda ref, name: rename_code(project, ref, {language: name}),
            )

    def action_edit(self) -> None:
        """Wait for which part of the wording is meant, then ask for it."""
        hint = "  ·  ".join(f"{key} {translate(label)}" for key, (_name, label) in FIELDS.items())
        if self._code_here() is not None:
            chord(self, hint, self._ask_wording)

    def _ask_wording(self, key: str) -> None:
        here = self.here
        if key not in FIELDS or here is None:
            return
        field, label = FIELDS[key]
        wording, language, project = here[2].wording, current_language(), self.session.project
        if field == "example":
            now = wording.example.text if wording.example else ""
            self._ask_of_code(
                translate(label),
                now,
                lambda ref, text: edit_wording(project, ref, example=Example(text, language)),
            )
            return
        edits: dict[str, Callable[[str, Words], object]] = {
            "definition": lambda ref, words: edit_wording(project, ref, definition=words),
            "use_when": lambda ref, words: edit_wording(project, ref, use_when=words),
            "not_when": lambda ref, words: edit_wording(project, ref, not_when=words),
        }
        self._ask_of_code(
            translate(label),
            said(getattr(wording, field)),
            lambda ref, text: edits[field](ref, {language: text}),
        )

    def action_place(self) -> None:
        """Put the code under another one."""
        project = self.session.project
        self._ask_of_code(
            _("Under which code? Its name or key; a dash for a family of its own"),
            "",
            lambda ref, name: move_code(
                project, ref, None if name in {"-", "–", "—"} else self._key_called(name)
            ),
        )

    def action_merge(self) -> None:
        """Make the code one with another, which stays."""
        project = self.session.project
        self._ask_of_code(
            _("Into which code? Its name or key; this one's key stays as an alias"),
            "",
            lambda ref, name: merge_codes(project, ref, self._key_called(name)),
        )

    def action_split(self) -> None:
        """Part the code into two others, which are there already."""
        project = self.session.project
        self._ask_of_code(
            _("Into which two codes? Names or keys, parted by a comma"),
            "",
            lambda ref, names: split_code(
                project, ref, [self._key_called(name) for name in names.split(",")]
            ),
        )

    def action_retire(self) -> None:
        """Take the code out of use; its codings stay."""
        here = self._code_here()
        if here is None:
            return
        ref, _book, code = here

        def retire() -> None:
            n = retire_code(self.session.project, ref)
            if n:
                told = plural(
                    "Retired “{code}”; its {n} coding stays. u takes it back.",
                    "Retired “{code}”; its {n} codings stay. u takes it back.",
                    n,
                    code=code.label,
                )
            else:
                told = _(
                    "Retired “{code}”; you see no coding of it. u takes it back.", code=code.label
                )
            self.notify(told, markup=False, timeout=8)

        self._edit(retire)

    def action_promote(self) -> None:
        """Accept a provisional code."""
        here = self._code_here()
        if here is not None:
            self._edit(lambda: promote_code(self.session.project, here[0]))

    def action_publish(self) -> None:
        """Publish the codebook as it stands, under a label."""
        here = self._code_here()
        if here is not None:
            book = here[1]

            def publish(label: str) -> None:
                if label.strip():
                    self._edit(
                        lambda: publish_version(self.session.project, book.id, label.strip()),
                        _("Published {id} {version}.", id=book.id, version=label.strip()),
                    )

            ask(self, _("Label of the new version of {id}", id=book.id), book.version, publish)

    def action_undo(self) -> None:
        """Take back the newest thing the acting coder did."""

        def take_back() -> None:
            self.tell(_("Undone: {what}", what=in_words(undo(self.session.project))))

        self._edit(take_back)

    def _key_called(self, name: str) -> str:
        """The key that a person means by a name, a key or the beginning of either."""
        here = self.here
        wanted = fold(name.strip())
        codes = here[1].codes if here else ()
        for matches in (
            [c for c in codes if wanted in {c.key, fold(c.label)}],
            [c for c in codes if fold(c.label).startswith(wanted) or c.key.startswith(wanted)],
        ):
            if len(matches) == 1:
                return matches[0].key
        return name.strip()
