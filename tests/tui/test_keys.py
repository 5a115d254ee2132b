"""The default keymap as French and American keyboards send it."""

from __future__ import annotations

from collections import Counter

import pytest
from textual._xterm_parser import XTermParser
from textual.binding import Binding, BindingsMap
from textual.events import Key as KeyEvent
from textual.keys import key_to_character

from qualcode.i18n import in_language
from qualcode.tui.keys import KEYS, Key, bindings, translated

AZERTY_PLAIN = "&é\"'(-è_çà)=^$ù*<,;:! azertyuiopqsdfghjklmwxcvbn²"
AZERTY_SHIFT = "°+¨£%µ>?./§AZERTYUIOPQSDFGHJKLMWXCVBN"
QWERTY = "`-=[]\\;',./~!@#$%^&*()_+{}|:\"<>? abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
EVERYWHERE = {
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *("enter", "escape", "space", "tab", "backspace", "delete", "f1", "f2", "f3", "f4", "f5"),
}
"""Keys that every keyboard has and every terminal sends, tmux included."""


def each_key() -> list[tuple[Key, str]]:
    return [(key, one.strip()) for key in KEYS for one in key.keys.split(",")]


def typed(one: str) -> str | None:
    """The character that a keyboard sends for a key, or None for keys that send no character."""
    named = {"plus": "+", "minus": "-", "slash": "/", "underscore": "_"}
    return None if one in EVERYWHERE else named.get(one) or key_to_character(one)


@pytest.mark.parametrize(("key", "one"), each_key(), ids=lambda value: getattr(value, "id", value))
def test_no_key_needs_altgr_or_a_digit(key: Key, one: str) -> None:
    if one in EVERYWHERE or one.rpartition("+")[0] in {"shift", "ctrl"}:
        return
    character = typed(one)
    assert character is not None, f"{key.id} has a key that no keyboard types: {one}"
    assert not character.isdigit()
    assert character in AZERTY_PLAIN + AZERTY_SHIFT
    assert character in QWERTY
    sent = [event.key for event in XTermParser().feed(character) if isinstance(event, KeyEvent)]
    assert sent == [one]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_action_has_a_key_that_reaches_any_terminal(key: Key) -> None:
    keys = [one.strip() for one in key.keys.split(",")]
    only_faster = key.id.startswith(("transcript.extend", "picker.read"))
    assert only_faster or any(one in EVERYWHERE or typed(one) for one in keys)
    assert not any(one in {"shift+enter", "ctrl+enter"} for one in keys)


def test_ids_are_unique_and_no_two_actions_of_a_place_share_a_key() -> None:
    assert max(Counter(key.id for key in KEYS).values()) == 1
    places = {key.id.partition(".")[0] for key in KEYS}
    for place in places:
        used = Counter(
            one.strip()
            for key in KEYS
            if key.id.startswith(f"{place}.")
            for one in key.keys.split(",")
        )
        assert max(used.values()) == 1, place


def test_what_goes_to_a_screen_from_anywhere_edits_no_codebook() -> None:
    anywhere = {one for key, one in each_key() if key.id.startswith("app.")}
    codebook = {one for key, one in each_key() if key.id.startswith("codebook.")}
    assert not anywhere & codebook


def test_only_escape_is_shared_by_reading_and_coding() -> None:
    reading = {one for key, one in each_key() if key.id.startswith("transcript.")}
    coding = {one for key, one in each_key() if key.id.startswith("coding.")}
    assert reading & coding == {"escape"}


def test_every_binding_has_the_id_under_which_a_user_may_change_it() -> None:
    made = bindings("transcript")
    assert made
    assert all(isinstance(one, Binding) and one.id and one.description for one in made)


def test_descriptions_are_said_in_the_language_of_the_screen() -> None:
    made = BindingsMap(bindings("transcript"))
    with in_language("en"):
        said = translated(made)
    assert [one.id for _key, one in said] == [one.id for _key, one in made]
    assert said.key_to_bindings["j"][0].description == "Next sentence"
