"""Every default key in one table, fit for AZERTY and QWERTY and for tmux.

No bare digit (AZERTY needs shift for them), nothing behind AltGr (brackets, braces, `#`, `|`,
`~`, `@`), no ctrl or shift with Enter (most terminals cannot send them), and whatever shift with
an arrow does can be done after `v` too. Screens build their bindings from here; an id never
changes, so that a user's own keymap goes on working.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from textual.binding import Binding, BindingsMap, BindingType

from qualcode.i18n import N_, translate


@dataclass(frozen=True, slots=True)
class Key:
    """An action with the keys that do it."""

    id: str
    """`where.what`: where it is bound, and its name in a keymap."""
    action: str
    """Textual's name of the action, with its parameters."""
    keys: str
    """Default keys, parted by commas."""
    description: str
    """Message id."""
    group: str
    """Message id of the heading under which help lists it."""
    show: bool = False
    """Whether the footer shows it."""


MOVE = N_("Move")
SELECT = N_("Select")
CODE = N_("Code")
PICK = N_("Choose a code")

KEYS: tuple[Key, ...] = (
    Key("transcript.next_sentence", "move('sentence', 1)", "j,down", N_("Next sentence"), MOVE),
    Key(
        "transcript.previous_sentence",
        "move('sentence', -1)",
        "k,up",
        N_("Previous sentence"),
        MOVE,
    ),
    Key("transcript.next_word", "move('word', 1)", "w,right", N_("Next word"), MOVE),
    Key("transcript.previous_word", "move('word', -1)", "b,left", N_("Previous word"), MOVE),
    Key("transcript.next_turn", "move('turn', 1)", "J,ctrl+down", N_("Next turn"), MOVE),
    Key("transcript.previous_turn", "move('turn', -1)", "K,ctrl+up", N_("Previous turn"), MOVE),
    Key("transcript.next_coding", "move('coding', 1)", "n", N_("Next coding"), MOVE, show=True),
    Key("transcript.previous_coding", "move('coding', -1)", "p", N_("Previous coding"), MOVE),
    Key("transcript.next_hit", "move('hit', 1)", "N,f3", N_("Next search hit"), MOVE),
    Key(
        "transcript.previous_hit", "move('hit', -1)", "P,shift+f3", N_("Previous search hit"), MOVE
    ),
    Key("transcript.page_down", "page(1)", "pagedown,space", N_("Next page"), MOVE),
    Key("transcript.page_up", "page(-1)", "pageup,backspace", N_("Previous page"), MOVE),
    Key("transcript.first", "edge(-1)", "home,ctrl+home", N_("Beginning"), MOVE),
    Key("transcript.last", "edge(1)", "end,ctrl+end", N_("End"), MOVE),
    Key("transcript.select", "select", "v", N_("Select"), SELECT, show=True),
    Key("transcript.grow", "grow", "plus,greater_than_sign", N_("Grow"), SELECT, show=True),
    Key("transcript.shrink", "shrink", "minus,less_than_sign", N_("Shrink"), SELECT, show=True),
    Key(
        "transcript.extend_word",
        "extend('word', 1)",
        "shift+right,W",
        N_("Take the next word"),
        SELECT,
    ),
    Key(
        "transcript.extend_word_back",
        "extend('word', -1)",
        "shift+left,B",
        N_("Take the previous word"),
        SELECT,
    ),
    Key(
        "transcript.extend_sentence",
        "extend('sentence', 1)",
        "shift+down",
        N_("Take the next sentence"),
        SELECT,
    ),
    Key(
        "transcript.extend_sentence_back",
        "extend('sentence', -1)",
        "shift+up",
        N_("Take the previous sentence"),
        SELECT,
    ),
    Key("transcript.unselect", "unselect", "escape", N_("Drop the selection"), SELECT),
    Key("transcript.copy", "copy", "y,ctrl+c", N_("Copy with its address"), SELECT),
    Key("coding.pick", "pick", "c", N_("Code"), CODE, show=True),
    Key("coding.repeat", "repeat", "full_stop", N_("Same code again"), CODE, show=True),
    Key("coding.barrier", "valence('barrier')", "f", N_("Barrier"), CODE, show=True),
    Key("coding.lever", "valence('lever')", "l", N_("Lever"), CODE, show=True),
    Key("coding.undo", "undo", "u", N_("Undo"), CODE, show=True),
    Key("picker.apply", "apply", "enter", N_("Apply"), PICK, show=True),
    Key("picker.close", "close", "escape", N_("Close"), PICK, show=True),
    Key("picker.next", "highlight(1)", "down", N_("Next code"), PICK),
    Key("picker.previous", "highlight(-1)", "up", N_("Previous code"), PICK),
    Key("picker.page_down", "highlight_page(1)", "pagedown", N_("Next page of codes"), PICK),
    Key("picker.page_up", "highlight_page(-1)", "pageup", N_("Previous page of codes"), PICK),
)
"""Everything that has a key of its own."""


def bindings(where: str, keys: Iterable[Key] = KEYS) -> list[BindingType]:
    """The bindings of one place (`transcript`, `picker`), each with its id.

    Descriptions are message ids still, for bindings are made when a class is; `translated` turns
    them into words when the language is known.
    """
    return [
        Binding(key.keys, key.action, key.description, show=key.show, id=key.id)
        for key in keys
        if key.id.partition(".")[0] == where
    ]


def translated(bindings: BindingsMap) -> BindingsMap:
    """The same bindings described in the current language."""
    return BindingsMap.from_keys(
        {
            key: [replace(one, description=translate(one.description)) for one in found]
            for key, found in bindings.key_to_bindings.items()
        }
    )
