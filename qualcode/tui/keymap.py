"""A person's own keys: `keys.toml` in the configuration folder, binding ids to keys."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

from qualcode.core.errors import FormatProblem
from qualcode.i18n import N_
from qualcode.tui.keys import KEYS


def keymap_file() -> Path:
    """Where a person's own keys stand."""
    from platformdirs import user_config_path

    return user_config_path("qualcode", appauthor=False) / "keys.toml"


def own_keymap(file: Path | None = None) -> dict[str, str]:
    """The keys that the person has changed, by binding id; empty without a file.

    Raises:
        FormatProblem: the file is not TOML, or names a binding that does not exist.
    """
    file = file or keymap_file()
    try:
        stored = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormatProblem(
            N_("{file} cannot be read as TOML ({why})."), file=str(file), why=str(error)
        ) from error
    keys = {str(name): _as_textual(str(key)) for name, key in _flat(stored).items()}
    known = {key.id for key in KEYS}
    unknown = sorted(keys.keys() - known)
    if unknown:
        raise FormatProblem(
            N_("{file} names “{id}”, which is no key of qualcode. See: qualcode keys"),
            file=str(file),
            id=unknown[0],
        )
    return keys


def _flat(stored: dict[str, object], before: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in stored.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{name}.")
        else:
            found[f"{before}{name}"] = value
    return found


def key_card(keymap: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """Every key: (place, binding id, keys as a person calls them, message id of what it does)."""
    return [
        (
            key.id.partition(".")[0],
            key.id,
            " ".join(named(one) for one in keymap.get(key.id, key.keys).split(",")),
            key.description,
        )
        for key in KEYS
    ]


_NAMES = {
    "full_stop": ".",
    "slash": "/",
    "plus": "+",
    "minus": "-",
    "underscore": "_",
    "asterisk": "*",
    "equals_sign": "=",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "question_mark": "?",
    "space": "␣",
    "enter": "⏎",
    "escape": "Esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "backspace": "⌫",
    "delete": "Del",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def _as_textual(keys: str) -> str:
    """Keys as Textual calls them: a sign may be written as itself."""
    return ",".join(_key_name(key.strip()) for key in keys.split(",") if key.strip())


def _key_name(key: str) -> str:
    if len(key) != 1 or key.isalnum():
        return key
    known = {sign: name for name, sign in _NAMES.items() if len(sign) == 1}
    return known.get(key) or unicodedata.name(key, key).lower().replace(" ", "_").replace("-", "_")


def named(key: str) -> str:
    """A key as it is printed on keyboards."""
    return "+".join(_NAMES.get(part, part) for part in key.strip().split("+"))
