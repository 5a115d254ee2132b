"""Reading a mapping field by field while every mistake in it is noted, not only the first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from qualcode.core.errors import Mistake
from qualcode.i18n import LANGUAGES, N_

SLUG = re.compile(r"[a-z][a-z0-9_]*")
"""What a key that never changes looks like."""

FREE = "x_"
"""Fields whose names start so are kept and never looked at."""

_HALF = re.compile("[\ud800-\udfff]")

Path = tuple[str | int, ...]
Noted = dict[tuple[str, Path, str], Mistake]
"""Mistakes by message, place and what they name: asking a field twice tells its mistake once."""
Choice = TypeVar("Choice", bound=StrEnum)


class Form:
    """One mapping of a file, with the place where it stands.

    Whoever has asked for all fields calls `finish`: what nobody asked for is unknown.
    """

    def __init__(
        self, raw: Mapping[str, object], mistakes: Noted, path: Path = (), where: str = ""
    ) -> None:
        self.raw = raw
        self.mistakes = mistakes
        """All mistakes so far, of this form and of the forms inside it."""
        self.path = path
        self.where = where
        self._asked: set[str] = set()

    def note(self, msgid: str, /, *path: str | int, **params: object) -> None:
        """Note a mistake at `path` inside this form."""
        named = [str(step) if isinstance(step, str) else f"{step + 1}" for step in path]
        where = " › ".join(part for part in (self.where, *named) if part)
        place = (*self.path, *path)
        self.mistakes[msgid, place, str(params)] = Mistake(msgid, params, where, place)

    def finish(self) -> None:
        """Note every field that nobody asked for."""
        for name in self.raw:
            if name in self._asked or name.startswith(FREE):
                continue
            near = difflib.get_close_matches(name, self._asked, n=1)
            if near:
                self.note(N_("This field is unknown; is “{near}” meant?"), name, near=near[0])
            else:
                self.note(N_("This field is unknown."), name)

    def get(self, name: str) -> object:
        """The value of a field as it stands, or None."""
        self._asked.add(name)
        return self.raw.get(name)

    def ignore(self, *names: str) -> None:
        """Know these fields without looking into them."""
        self._asked.update(names)

    def text(self, name: str, default: str = "", *, required: bool = False) -> str:
        """A text; numbers and true/false must stand between quotation marks to be one."""
        value = self.get(name)
        if value is None or value == "":
            if required:
                self.missing(name)
            return default if value is None else ""
        return self._text(value, name)

    def missing(self, name: str) -> None:
        """Note that a field is required."""
        path = [name] if name in self.raw else []
        self.note(N_("“{name}” is missing or empty."), *path, name=name)

    def _text(self, value: object, *path: str | int) -> str:
        if isinstance(value, str):
            if not value.isascii() and _HALF.search(value):
                self.note(N_("Half of a character stands here: write it anew."), *path)
            return value
        if isinstance(value, bool | int | float):
            shown = str(value).lower()
            msgid = N_("Put {value} between quotation marks: a text is expected.")
            self.note(msgid, *path, value=shown)
            return shown
        self.note(N_("A text is expected here."), *path)
        return ""

    def slug(self, name: str, *, required: bool = False) -> str:
        """A text of small letters, digits and underscores."""
        value = self.text(name, required=required)
        if value:
            self.check_slug(value, name)
        return value

    def slugs(self, name: str) -> tuple[str, ...]:
        """A list of texts of small letters, digits and underscores."""
        found = self.texts(name)
        for i, value in enumerate(found):
            self.check_slug(value, name, i)
        return found

    def schema(self, expected: str) -> None:
        """Note that the file is of another kind; a file that does not say is taken as expected."""
        found = self.text("schema", expected)
        if found != expected:
            msgid = N_("This file is “{found}”; “{expected}” is expected.")
            self.note(msgid, "schema", found=found, expected=expected)

    def check_slug(self, value: str, *path: str | int) -> None:
        """Note that `value` cannot be a key."""
        if not SLUG.fullmatch(value):
            msgid = N_("“{value}” must start with a–z and hold only a–z, 0–9 and _.")
            self.note(msgid, *path, value=value)

    def flag(self, name: str, default: bool) -> bool:
        """True or false."""
        value = self.get(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.note(N_("true or false is expected, not “{value}”."), name, value=_shown(value))
        return default

    def number(self, name: str) -> float | None:
        """A number, or None where nothing is said."""
        value = self.get(name)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self.note(N_("A number is expected, not “{value}”."), name, value=_shown(value))
        return None

    def integer(self, name: str, default: int, least: int = 0) -> int:
        """A whole number that is at least `least`."""
        value = self.number(name)
        if value is None:
            return default
        if value != int(value) or value < least:
            msgid = N_("A whole number of at least {least} is expected, not “{value}”.")
            self.note(msgid, name, least=least, value=value)
            return default
        return int(value)

    def choice(self, name: str, kind: type[Choice]) -> Choice | None:
        """A member of `kind`, or None where nothing is said or something else."""
        value = self.get(name)
        return None if value is None else self._member(value, kind, name)

    def choices(self, name: str, kind: type[Choice]) -> tuple[Choice, ...]:
        """Members of `kind`, from a list."""
        found = (self._member(value, kind, name, i) for i, value in enumerate(self.items(name)))
        return tuple(member for member in found if member is not None)

    def _member(self, value: object, kind: type[Choice], *path: str | int) -> Choice | None:
        for member in kind:
            if member == value:
                return member
        msgid = N_("“{value}” is none of: {choices}.")
        self.note(msgid, *path, value=_shown(value), choices=", ".join(kind))
        return None

    def items(self, name: str) -> list[object]:
        """The items of a list; none where nothing is said."""
        value = self.get(name)
        if value is None or isinstance(value, list):
            return value or []
        self.note(N_("A list is expected here."), name)
        return []

    def texts(self, name: str, *, single: bool = False, numbers: bool = False) -> tuple[str, ...]:
        """A list of texts.

        Args:
            name: the field.
            single: take a lone text for a list of one.
            numbers: take numbers and true/false as their texts.
        """
        value = self.get(name)
        if single and isinstance(value, str):
            return (value,)
        found: list[str] = []
        for i, item in enumerate(self.items(name)):
            if numbers and isinstance(item, bool | int | float):
                found.append(str(item).lower())
            elif item == "":
                self.note(N_("A text is expected here."), name, i)
            else:
                text = self._text(item, name, i)
                found += [text] if isinstance(item, str) else []
        return tuple(found)

    def words(
        self, name: str, languages: tuple[str, ...], *, required: bool = False, also: str = ""
    ) -> dict[str, str]:
        """A text by language; a plain text is in the first of `languages`.

        Args:
            name: the field.
            languages: the languages that may stand here; empty where any may.
            required: note it where nothing is said in any language.
            also: a field beside the languages, read by somebody else.
        """
        value = self.get(name)
        found: dict[str, str] = {}
        if isinstance(value, Mapping):
            form = Form(value, self.mistakes, (*self.path, name), self._inside(name))
            form.ignore(*([also] if also else []))
            for language in languages or _languages_in(value):
                if form.get(language) is not None:
                    found[language] = form.text(language)
            form.finish()
        elif value is not None:
            first = languages[0] if languages else LANGUAGES[0]
            found = {first: self._text(value, name)}
        if required and not any(found.values()):
            self.missing(name)
        return found

    def section(self, name: str) -> Form | None:
        """The mapping of a field, or None where nothing is said."""
        value = self.get(name)
        return None if value is None else self._form(value, name)

    def sections(self, name: str, title: str = "id") -> Iterator[Form]:
        """The mappings of a list, each named in mistakes by its field `title`."""
        for i, value in enumerate(self.items(name)):
            form = self._form(value, name, i)
            if form is not None:
                given = form.raw.get(title)
                if isinstance(given, str) and given:
                    form.where = given
                yield form

    def _form(self, value: object, *path: str | int) -> Form | None:
        if isinstance(value, Mapping):
            return Form(value, self.mistakes, (*self.path, *path), self._inside(*path))
        self.note(N_("Named fields are expected here, such as “label: …”."), *path)
        return None

    def _inside(self, *path: str | int) -> str:
        steps = [str(step) if isinstance(step, str) else f"{step + 1}" for step in path]
        return " › ".join(part for part in (self.where, *steps) if part)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "…" if isinstance(value, Mapping | list) else str(value)


def _languages_in(raw: Iterable[object]) -> list[str]:
    return [name for name in raw if isinstance(name, str) and re.fullmatch("[a-z]{2}", name)]
