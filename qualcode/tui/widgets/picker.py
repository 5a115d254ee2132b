"""Choosing a code by typing: docked under the text, so that the passage stays in sight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from qualcode.core.asking.matching import CodeFinder, Entry, Match, entries_of
from qualcode.core.asking.typed_code import TypedCode, typed_code
from qualcode.core.codebook import Code, Codebook, ValencePolicy, said
from qualcode.i18n import N_, _, translate
from qualcode.i18n.numbers import colon
from qualcode.tui.keys import bindings, translated

OFFERED = 60
"""Longest list: who does not find a code among so many types one letter more."""
NEW = "new"
"""Identity of the line that offers a new code; codes have `codebook:key`."""

_POLICIES = {
    ValencePolicy.REQUIRED: N_("Valence required"),
    ValencePolicy.OPTIONAL: N_("Valence optional"),
    ValencePolicy.NONE: N_("No valence"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A code as the picker offers it."""

    ref: str
    """`codebook:key`."""
    code: Code
    path: tuple[str, ...]
    """Names from the family down to the code."""
    letters: str
    target: str
    """To what a barrier or lever applies."""
    entry: Entry
    """What it answers to."""


def choices_of(codebook: Codebook, letters: Mapping[str, str]) -> list[Choice]:
    """The codes of a codebook that can be applied, in the order of the grid.

    Args:
        codebook: where they stand.
        letters: short letters by reference, from `core.letters`.
    """
    found = []
    for entry in entries_of(codebook, letters):
        code = codebook.by_key[entry.ref.partition(":")[2]]
        target = codebook.target(code.key)
        short = letters.get(entry.ref, "")
        found.append(Choice(entry.ref, code, entry.path, short, target, entry))
    return found


class CodePicker(Widget):
    """A line to type in, the codes that it may mean, and what the highlighted one means.

    Tab takes the highlighted code along; Enter posts `Chosen` with all that were taken, and leaves
    the picker open or closed as the screen likes; Escape closes. A side (`-`, `+`, `±`, `=`) and a
    memo (`// …`) may follow the name. Where the screen allows it, the last line offers a new code
    of the name that was typed. It is never highlighted unasked: where no code is like the name, a
    first Enter goes to that line and a second one makes the code.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("picker")
    DEFAULT_CSS = """
    CodePicker {
        dock: bottom;
        height: 45%;
        min-height: 11;
        max-height: 18;
        background: $surface;
        border-top: solid $accent;
        border-title-color: $foreground;
        layout: vertical;
        & Input { background: $panel; padding: 0 1; }
        & #codes {
            width: 2fr; height: 1fr; background: $surface; scrollbar-size-vertical: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        & #codes > .option-list--option-highlighted {
            background: $option-background; color: $option-text; text-style: $option-style;
        }
        & #meaning { width: 3fr; height: 1fr; padding: 0 0 0 1; border-left: solid $muted-text; }
        & #meaning VerticalScroll { scrollbar-size-vertical: 1; }
        & #title, & #valence { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    class Chosen(Message):
        """Codes were chosen, or a new one was named."""

        def __init__(
            self, picker: CodePicker, refs: tuple[str, ...], typed: TypedCode, new: str = ""
        ) -> None:
            super().__init__()
            self.picker = picker
            """The picker that sent the message."""
            self.refs = refs
            """`codebook:key` of each code, in the order in which they were taken."""
            self.valence = typed.valence
            """The side that was typed; unset where none was."""
            self.memo = typed.memo
            """The memo that was typed."""
            self.new = new
            """Name of a new code, where no code was like it."""

        @property
        def control(self) -> CodePicker:
            """The picker that sent the message."""
            return self.picker

    class Closed(Message):
        """The picker was closed without a choice."""

        def __init__(self, picker: CodePicker) -> None:
            super().__init__()
            self.picker = picker
            """The picker that sent the message."""

        @property
        def control(self) -> CodePicker:
            """The picker that sent the message."""
            return self.picker

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._bindings = translated(self._bindings)
        self._choices: dict[str, Choice] = {}
        self._finder = CodeFinder(())
        self._recent: tuple[str, ...] = ()
        self._taken: list[str] = []
        self._offers_new = False
        self._passage = ""
        self.display = False

    def compose(self) -> ComposeResult:
        """The line, the list and the meaning."""
        hint = _("Code: name, letters or key; then - + +- = for the side, // and a memo")
        yield Input(placeholder=hint, compact=True, id="query")
        with Horizontal():
            yield OptionList(id="codes", compact=True, markup=False)
            with Vertical(id="meaning"):
                yield Static(markup=False, id="title")
                yield Static(markup=False, id="valence")
                with VerticalScroll(can_focus=False):
                    yield Static(markup=False, id="words")

    def show_codes(self, choices: Sequence[Choice]) -> None:
        """Offer these codes from now on."""
        self._choices = {choice.ref: choice for choice in choices}
        self._finder = CodeFinder(choice.entry for choice in choices)

    def open(
        self, recent: Sequence[str] = (), passage: str = "", *, offers_new: bool = False
    ) -> None:
        """Come up empty and take the keys.

        Args:
            recent: references of the codes used last in this transcript, the latest first.
            passage: the words that the code goes to, for the title.
            offers_new: whether a name that no code is like may become a new code.
        """
        self._recent = tuple(recent)
        self._taken = []
        self._offers_new = offers_new
        self._passage = passage
        self._tell_taken()
        self.display = True
        query = self.query_one(Input)
        query.value = ""
        self._offer("")
        self.screen.set_focus(query)

    def close(self) -> None:
        """Go away and say so."""
        self.display = False
        self.post_message(self.Closed(self))

    @property
    def highlighted(self) -> Choice | None:
        """The code that Enter applies."""
        option = self.query_one("#codes", OptionList).highlighted_option
        return self._choices.get(option.id or "") if option else None

    @on(Input.Changed, "#query")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._offer(self._parted(event.value).query)

    @on(Input.Submitted, "#query")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_apply()

    @on(OptionList.OptionHighlighted, "#codes")
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._explain()

    @on(OptionList.OptionSelected, "#codes")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_apply()

    def action_apply(self) -> None:
        """Choose the codes taken along, else what is highlighted, else go to the new code."""
        typed = self._parted(self.query_one(Input).value)
        codes = self.query_one("#codes", OptionList)
        choice = self.highlighted
        if self._taken:
            self.post_message(self.Chosen(self, tuple(self._taken), typed))
        elif choice is not None:
            self.post_message(self.Chosen(self, (choice.ref,), typed))
        elif codes.highlighted is not None:
            self.post_message(self.Chosen(self, (), typed, new=typed.query))
        elif codes.option_count:
            codes.highlighted = 0

    def action_take(self) -> None:
        """Take the highlighted code along, or leave it again."""
        choice = self.highlighted
        if choice is None:
            return
        if choice.ref in self._taken:
            self._taken.remove(choice.ref)
        else:
            self._taken.append(choice.ref)
        self._tell_taken()
        query = self.query_one(Input)
        query.value = ""
        self._offer("")

    def _tell_taken(self) -> None:
        """Name over the line what the codes go to, and the codes taken along."""
        names = ", ".join(self._choices[ref].path[-1] for ref in self._taken)
        words = _shortened(self._passage, 24 if names else 60)
        self.border_title = Content(f"{words}  ✓ {names}" if names else words)

    def action_close(self) -> None:
        """Close without a choice."""
        self.close()

    def action_highlight(self, direction: int) -> None:
        """Highlight the next or the previous code."""
        codes = self.query_one("#codes", OptionList)
        if direction > 0:
            codes.action_cursor_down()
        else:
            codes.action_cursor_up()

    def action_highlight_page(self, direction: int) -> None:
        """Highlight a code one page on or back."""
        codes = self.query_one("#codes", OptionList)
        if codes.highlighted is not None:
            page = max(codes.scrollable_content_region.height - 1, 1)
            target = codes.highlighted + direction * page
            codes.highlighted = min(max(target, 0), codes.option_count - 1)

    def action_scroll_meaning(self, direction: int) -> None:
        """Read on in what the highlighted code means."""
        self.query_one(VerticalScroll).scroll_relative(y=direction, animate=False)

    def _parted(self, words: str) -> TypedCode:
        return typed_code(words, [choice.path[-1] for choice in self._choices.values()])

    def _offer(self, query: str) -> None:
        matches = self._finder.ranked(query, self._recent)[:OFFERED]
        options = [
            Option(_line(self._choices[match.ref], self._sign(match)), id=match.ref)
            for match in matches
        ]
        if self._offers_new and query:
            new = Content(f" +   {_('New code “{name}”', name=query)}")
            options.append(Option(new, id=NEW))
        codes = self.query_one("#codes", OptionList)
        codes.set_options(options)
        codes.highlighted = 0 if matches else None
        self._explain()

    def _sign(self, match: Match) -> str:
        if match.ref in self._taken:
            return "✓"
        return "•" if match.recent else " "

    def _explain(self) -> None:
        choice = self.highlighted
        title = _title(choice) if choice else self._new_name()
        words = Content("\n").join(_meaning(choice)) if choice else self._what_enter_does()
        self.query_one("#title", Static).update(title)
        self.query_one("#valence", Static).update(_valence(choice) if choice else Content())
        self.query_one("#words", Static).update(words)
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _new_name(self) -> Content:
        """What stands where the title of a code would stand."""
        if self.query_one("#codes", OptionList).highlighted is None:
            return Content(_("No code answers to this."))
        name = self._parted(self.query_one(Input).value).query
        return Content.styled(_("New code “{name}”", name=name), "bold")

    def _what_enter_does(self) -> Content:
        codes = self.query_one("#codes", OptionList)
        if codes.highlighted is not None:
            return Content(_("Enter makes this provisional code and gives it."))
        if codes.option_count:
            return Content(_("Enter goes to the new code, Enter again makes it."))
        return Content()


def _line(choice: Choice, sign: str) -> Content:
    """Letters, name and where it stands; a sign for a code taken along, or used lately."""
    above = " › ".join(choice.path[:-1])
    return Content.assemble(
        sign,
        (f"{choice.letters:<3} ", "bold"),
        choice.path[-1],
        (f"  {above}" if above else "", "italic"),
    )


def _title(choice: Choice) -> Content:
    """The name, and where it stands."""
    above = " › ".join(choice.path[:-1])
    return Content.assemble((choice.path[-1], "bold"), (f"  {above}" if above else "", "italic"))


def _valence(choice: Choice) -> Content:
    """Whether a valence must be given, and to what barrier and lever apply."""
    code = choice.code
    if code.policy is ValencePolicy.FIXED and code.fixed is not None:
        policy = _("Always {valence}", valence=translate(code.fixed.label))
    else:
        policy = translate(_POLICIES.get(code.policy, ""))
    if not choice.target or code.policy is ValencePolicy.NONE:
        return Content(policy)
    return Content.assemble((policy, "bold"), f" → {choice.target}")


def _meaning(choice: Choice) -> Iterator[Content]:
    """What it means, when to use it and when not, a paragraph each."""
    wording = choice.code.wording
    for heading, words in (
        (_("Means"), said(wording.definition)),
        (_("Use when"), said(wording.use_when)),
        (_("Not when"), said(wording.not_when)),
    ):
        if words:
            yield Content.assemble((f"{heading}{colon()} ", "bold"), words)


def _shortened(words: str, cells: int = 60) -> str:
    """The beginning and the end of a passage, on one line."""
    line = " ".join(words.split())
    half = cells // 2
    return line if len(line) <= cells else f"{line[:half].rstrip()} … {line[-half:].lstrip()}"
