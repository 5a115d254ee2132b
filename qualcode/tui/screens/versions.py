"""Two versions of a codebook compared: what is new, gone, moved, and said otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from qualcode.app.codebook.versions import diff_versions, list_versions
from qualcode.core.codebook import Code, Codebook, said
from qualcode.core.errors import QualcodeError
from qualcode.core.wording.codebook_diff import (
    PARTS,
    Changed,
    CodebookDiff,
    Moved,
    Succeeded,
    Turned,
    compared_words,
    setting_said,
)
from qualcode.i18n import _, plural, translate
from qualcode.i18n.numbers import colon
from qualcode.tui.keys import bindings
from qualcode.tui.screens.base import Heading, ProjectScreen
from qualcode.tui.session import Session
from qualcode.tui.widgets.key_line import KeyLine

_WORDS = {Turned.GONE: ("[−{}−]", "strike"), Turned.NEW: ("[+{}+]", "bold underline")}


class VersionsScreen(ProjectScreen):
    """One codebook, an older state and a newer one."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("versions")

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._book = 0
        self._before = -1
        self._after: str | None = None

    def compose(self) -> ComposeResult:
        """Heading, the differences, keys."""
        yield Heading(id="heading")
        with VerticalScroll(id="differences"):
            yield Static(markup=False)
        yield KeyLine()

    def refresh_content(self) -> None:
        """Compare again."""
        self.query_one("#differences").focus()
        books = self.session.codebooks
        if not books:
            self._show(Content(_("This project has no codebook yet.")), _("Versions compared"))
            return
        book = books[self._book % len(books)]
        labels = self._labels()
        if not labels:
            self._show(
                Content(_("No version of {id} was published yet: V on the codebook does it.",
                          id=book.id)), _("Versions compared"), said(book.title),
            )  # fmt: skip
            return
        before = labels[self._before % len(labels)]
        try:
            diff = diff_versions(self.session.project, book.id, before, self._after)
        except QualcodeError as error:
            self.complain(error)
            return
        content = Content("\n").join(_lines(diff, lambda key: _name(book, key)))
        versions = f"{diff.before} → {diff.after}"
        self._show(content, _("Versions compared"), said(book.title), versions)

    def _show(self, content: Content, *heading: str) -> None:
        self.query_one(Heading).tell(*heading)
        self.query_one("#differences Static", Static).update(content)

    def _labels(self) -> list[str]:
        books = self.session.codebooks
        book = books[self._book % len(books)]
        return [one.label for one in list_versions(self.session.project, book.id)]

    def action_before(self) -> None:
        """Compare from the version before, at last from the newest again."""
        self._before -= 1
        self.refresh_content()

    def action_after(self) -> None:
        """Compare to the codebook as it stands now, then to each version."""
        known = self._labels() if self.session.codebooks else []
        choices: list[str | None] = [None, *known]
        at = choices.index(self._after) if self._after in choices else -1
        self._after = choices[(at + 1) % len(choices)]
        self.refresh_content()

    def action_book(self) -> None:
        """Compare the versions of another codebook."""
        self._book, self._before, self._after = self._book + 1, -1, None
        self.refresh_content()

    def action_leave(self) -> None:
        """Back to the codebook."""
        self.app.switch_mode("codebook")


def _lines(diff: CodebookDiff, name: Callable[[str], str]) -> Iterator[Content]:
    """Everything that is different, under headings."""
    if diff.empty:
        yield Content(_("Nothing is different."))
        return
    if diff.to_reread:
        n = len(diff.to_reread)
        yield Content.styled(
            plural(
                "{n} code means something else: its codings are to be read again.",
                "{n} codes mean something else: their codings are to be read again.",
                n,
            ),
            "italic",
        )
    for title, found in (
        (_("New codes"), diff.added),
        (_("Removed"), diff.removed),
        (_("Retired"), diff.retired),
        (_("Back in use"), diff.revived),
    ):
        yield from _headed(title, (Content(_of_code(code)) for code in found))
    yield from _headed(_("Merged"), (_followed(one, name) for one in diff.merged))
    yield from _headed(_("Split"), (_followed(one, name) for one in diff.split))
    yield from _headed(_("Elsewhere in the tree"), (_moved(one, name) for one in diff.moved))
    yield from _headed(_("Said otherwise"), (_changed(one, name) for one in diff.reworded))
    yield from _headed(_("Other settings"), (_changed(one, name) for one in diff.resettled))


def _headed(title: str, lines: Iterable[Content]) -> Iterator[Content]:
    held = list(lines)
    if held:
        yield Content.assemble("\n", (f"{title} ({len(held)})", "bold underline"))
        yield from held


def _of_code(code: Code) -> str:
    """The key with the name in every language it has."""
    return f"{code.key}  {' / '.join(code.wording.label.values())}"


def _name(book: Codebook, key: str) -> str:
    """What a code is called now; its key where it is there no more."""
    return book.by_key[key].label if key in book.by_key else key


def _followed(one: Succeeded, name: Callable[[str], str]) -> Content:
    return Content(f"{name(one.key)} → {', '.join(map(name, one.into))}")


def _moved(one: Moved, name: Callable[[str], str]) -> Content:
    if one.before == one.after:
        return Content(f"{name(one.key)}{colon()} {_('moved among its siblings')}")
    before, after = (name(key) if key else "—" for key in (one.before, one.after))
    return Content(f"{name(one.key)}{colon()} {before} → {after}")


def _changed(one: Changed, name: Callable[[str], str]) -> Content:
    part = translate(PARTS[one.part]) if one.part in PARTS else one.part
    language = f" [{one.language}]" if one.language else ""
    parts: list[Content | tuple[str, str] | str] = [
        (f"{name(one.key)}  {part}{language}{colon()} ", "bold")
    ]
    before, after = (setting_said(one.part, value) for value in (one.before, one.after))
    for words in compared_words(before, after):
        if words.turned is Turned.SAME:
            parts.append(words.text)
        else:
            form, style = _WORDS[words.turned]
            parts.append((form.format(words.text), style))
    return Content.assemble(*parts)
