"""The line of keys at the foot: as many as fit, the most useful first, help always among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Input, OptionList, Tree
from textual.widgets._footer import FooterKey

from qualcode.tui.keys import KEYS

AROUND = 3
"""Blank cells of a key and its description."""

HELP = "help"
"""The action that no width takes away."""
HELP_AWAY = "help_away"
"""The action of Escape while help is shown."""

MISNAMED = {"slash", "minus"}
"""Keys that Textual does not know to be characters, for Unicode has other names for them."""

_RANKS = {"boundary": -1, "transcript": 1, "app": 2}
_ORDER = {key.id: at for at, key in enumerate(KEYS)}


class KeyLine(Footer):
    """Textual's footer without what would be cut: a screen's own keys, then how to move, then go.

    Keys keep the order of `KEYS`; `?` lists the others.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)

    def compose(self) -> ComposeResult:
        """The keys that fit, help last."""
        if not self._bindings_ready:
            return
        shown: dict[str, FooterKey] = {}
        for active in sorted(offered(self.screen), key=_place):
            binding = active.binding
            if binding.show and binding.action not in shown:
                shown[binding.action] = FooterKey(
                    binding.key,
                    self.app.get_key_display(binding),
                    binding.description,
                    binding.action,
                    disabled=not active.enabled,
                ).data_bind(compact=Footer.compact)
        yield from _fitting(shown.values(), self.size.width or self.app.size.width)

    def on_resize(self, event: events.Resize) -> None:
        """Another width, other keys."""
        self.call_after_refresh(self.recompose)


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


def width_of(key: FooterKey) -> int:
    """How many cells a key takes."""
    return cell_len(f"{key.key_display}{key.description}") + AROUND


def _fitting(found: Iterable[FooterKey], width: int) -> Iterator[FooterKey]:
    keys = list(found)
    last = [key for key in keys if key.action == HELP]
    room = width - sum(map(width_of, last))
    for key in keys:
        taken = width_of(key)
        if key not in last and taken <= room:
            room -= taken
            yield key
    yield from last
