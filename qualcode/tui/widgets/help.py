"""Help: every key that does something where one stands, under the headings of the key table."""

from __future__ import annotations

from collections import defaultdict

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from qualcode.i18n import N_, _, translate
from qualcode.tui.keys import GO, KEYS
from qualcode.tui.widgets.key_line import offered

_GROUP_OF = {key.id: key.group for key in KEYS}
_ELSE = N_("Also")


class Help(VerticalScroll, can_focus=False):
    """A panel beside the screen; it follows the focus."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(markup=False)

    def on_mount(self) -> None:
        """Show the keys of now, and of whatever gets the focus later."""
        self.screen.bindings_updated_signal.subscribe(self, self._again)
        self._again(self.screen)

    def _again(self, _screen: Screen[object]) -> None:
        self.query_one(Static).update(self._keys())

    def _keys(self) -> Content:
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for active in offered(self.screen):
            binding = active.binding
            if binding.id and "." in binding.id and binding.description and active.enabled:
                shown = self.app.get_key_display(binding)
                keys = found[_GROUP_OF.get(binding.id, _ELSE)][binding.description]
                if shown not in keys:
                    keys.append(shown)
        found[_ELSE][_("Every command by name")].append("^p")
        parts: list[Content] = []
        for group in sorted(found, key=[*found, GO, _ELSE][::-1].index, reverse=True):
            parts.append(Content.styled(translate(group), "bold underline"))
            parts += [
                Content.assemble((" ".join(keys), "bold"), f"  {what}")
                for what, keys in found[group].items()
            ]
        return Content("\n").join(parts)
