"""The line of keys at the foot: as many as fit, the most useful first, help always among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import DataTable, Input, OptionList, Tree

from qualcode.tui.keys import KEYS

AROUND = 3
"""Blank cells of a key and its description."""

HELP = "help"
"""The action that no width takes away."""
HELP_AWAY = "help_away"
"""The action of Escape while help is shown."""

MISNAMED = {"slash", "minus"}
"""Keys that Textual does not know to be characters, for Unicode has other names for them."""

_STYLES = ("key-line--key", "key-line--description")

_RANKS = {"boundary": -1, "transcript": 1, "app": 2}
_ORDER = {key.id: at for at, key in enumerate(KEYS)}


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key of the line, and the cells it takes."""

    key: str
    display: str
    description: str
    action: str
    enabled: bool
    start: int = 0

    @property
    def width(self) -> int:
        """In cells, the blanks around key and description among them."""
        return cell_len(f"{self.display}{self.description}") + AROUND

    @property
    def end(self) -> int:
        """The first cell behind it."""
        return self.start + self.width


class KeyLine(Widget):
    """What keys do now: a screen's own keys, then how to move, then go. A click presses a key.

    Keys keep the order of `KEYS`; `?` lists the others. The line is one widget that is drawn anew
    with every frame that needs it, so that it always fits the place it has.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "key-line--key",
        "key-line--description",
        "key-line--pointed",
    }
    _pointed: reactive[str] = reactive("")
    """The action under the mouse."""

    def on_mount(self) -> None:
        """Follow what the screen offers."""
        self.screen.bindings_updated_signal.subscribe(self, self._offer)

    def _offer(self, screen: Screen[object]) -> None:
        if screen is self.screen and self.app.app_focus:
            self.refresh()

    def shown(self) -> list[ShownKey]:
        """The keys that fit, help last, as they stand from left to right."""
        found: dict[str, ShownKey] = {}
        for active in sorted(offered(self.screen), key=_place):
            binding = active.binding
            if binding.show and binding.action not in found:
                found[binding.action] = ShownKey(
                    binding.key,
                    self.app.get_key_display(binding),
                    binding.description,
                    binding.action,
                    active.enabled,
                )
        return list(_fitting(found.values(), self.size.width))

    def render(self) -> Content:
        """The line."""
        return Content.assemble(*(part for key in self.shown() for part in self._drawn(key)))

    def _drawn(self, key: ShownKey) -> Iterator[tuple[str, Style]]:
        pointed = "key-line--pointed"
        names = (pointed, pointed) if key.action == self._pointed else _STYLES
        dim = Style(dim=not key.enabled)
        yield f" {key.display} ", self.get_visual_style(names[0]) + dim
        yield f"{key.description} ", self.get_visual_style(names[1]) + dim

    def _under(self, event: events.MouseEvent) -> ShownKey | None:
        return next((key for key in self.shown() if key.start <= event.x < key.end), None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key under the mouse."""
        key = self._under(event)
        if key is not None and key.enabled:
            self.app.simulate_key(key.key)
        elif key is not None:
            self.app.bell()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up the key under the mouse."""
        key = self._under(event)
        self._pointed = key.action if key is not None else ""

    def on_leave(self) -> None:
        """The mouse points at no key any more."""
        self._pointed = ""


def offered(screen: Screen[object]) -> list[ActiveBinding]:
    """What keys do now, in the words of the screen.

    A table or a list has Enter for itself and hands it on: the screen says what it does then. So
    does a line to type in, where what it stands in says it; and help, which Escape puts away.
    """
    own = screen._bindings.key_to_bindings
    found = []
    typing = isinstance(screen.focused, Input)
    for key, active in screen.active_bindings.items():
        if typing and key in MISNAMED:
            continue
        handed_on = own
        if isinstance(active.node, Input) and key == "enter" and active.node.parent is not None:
            handed_on = active.node.parent._bindings.key_to_bindings
        elif not (
            isinstance(active.node, (DataTable, OptionList, Tree))
            or active.binding.action == HELP_AWAY
        ):
            handed_on = {}
        found.append(active._replace(binding=handed_on[key][0]) if key in handed_on else active)
    return found


def _place(active: ActiveBinding) -> tuple[int, int]:
    """Where a key stands in the line."""
    name = active.binding.id or ""
    return _RANKS.get(name.partition(".")[0], 0), _ORDER.get(name, len(_ORDER))


def _fitting(found: Iterable[ShownKey], width: int) -> Iterator[ShownKey]:
    keys = list(found)
    last = [key for key in keys if key.action == HELP]
    start, room = 0, width - sum(key.width for key in last)
    for key in keys:
        if key not in last and start + key.width <= room:
            yield replace(key, start=start)
            start += key.width
    for key in last:
        yield replace(key, start=start)
        start += key.width
