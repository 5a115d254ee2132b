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
from qualcode.tui.widgets.key_line import HELP, offered

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

    def turn_page(self) -> bool:
        """Show the next keys; False where there are no more."""
        if self.scroll_offset.y >= self.max_scroll_y:
            return False
        self.scroll_page_down(animate=False)
        return True

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
        parts = [Content.styled(_("{key} reads on, esc closes", key=self._own_key()), "italic")]
        for group in sorted(found, key=[*found, GO, _ELSE][::-1].index, reverse=True):
            parts.append(Content.styled(translate(group), "bold underline"))
            parts += [
                Content.assemble((" ".join(keys), "bold"), f"  {what}")
                for what, keys in found[group].items()
            ]
        return Content("\n").join(parts)

    def _own_key(self) -> str:
        """The keys that show help here, and read on in it."""
        keys = (a.binding for a in offered(self.screen) if a.binding.action == HELP)
        return " ".join(dict.fromkeys(self.app.get_key_display(key) for key in keys))
