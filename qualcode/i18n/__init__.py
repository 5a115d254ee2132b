"""Two languages from the first string: messages are English ids, looked up when they are shown.

`_` translates now; `N_` only marks a string for the catalogue, for texts that are kept (an error,
a key binding) and shown later with `translate`, in whatever language is then current.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("fr", "en")
"""The languages of the interface and of the exports."""

_LOCALE = Path(__file__).parent / "locale"
_default = "en"
_scoped: ContextVar[str | None] = ContextVar("qualcode_language", default=None)


def current_language() -> str:
    """The language in which messages are shown now."""
    return _scoped.get() or _default


def set_language(language: str) -> None:
    """Make `language` the language of this process."""
    global _default  # noqa: PLW0603
    if language not in LANGUAGES:
        raise ValueError(f"no such interface language: {language}")
    _default = language


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Show messages in `language` inside the block: an export may differ from the screen."""
    token = _scoped.set(language)
    try:
        yield
    finally:
        _scoped.reset(token)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("qualcode", _LOCALE, [language], fallback=True)


def lend_words() -> None:
    """Let libraries that ask `gettext` for their words, as click does, find them in our catalogue.

    `gettext` takes the language from the environment, so this holds for the process.
    """
    gettext.bindtextdomain("qualcode", _LOCALE)
    gettext.textdomain("qualcode")
    os.environ["LANGUAGE"] = current_language()


def N_(msgid: str) -> str:  # noqa: N802
    """Mark `msgid` for the catalogue and give it back unchanged."""
    return msgid


def N_several(singular: str, several: str) -> tuple[str, str]:  # noqa: N802
    """Mark both forms of a message for the catalogue, for whoever asks for them later."""
    return singular, several


def translate(msgid: str, **params: object) -> str:
    """The text of `msgid` in the current language, its `{names}` filled from `params`."""
    text = _catalogue(current_language()).gettext(msgid) if msgid else ""
    return text.format(**params) if params else text


_ = translate


class Told(str):
    """A message id inside another message: translated when the outer one is filled in."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return format(translate(str(self)), spec)


def plural(singular: str, several: str, n: int, **params: object) -> str:
    """The form for `n` things in the current language; `{n}` and `params` are filled in."""
    text = _catalogue(current_language()).ngettext(singular, several, n)
    return text.format(n=n, **params)


def language_from_environment() -> str:
    """The language that the environment asks for: QUALCODE_LANG, then the locale, then English."""
    for name in ("QUALCODE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = os.environ.get(name, "")[:2].lower()
        if wanted in LANGUAGES:
            return wanted
        if wanted:
            return "en"
    return "en"
