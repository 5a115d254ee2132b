"""The study's own list of names: participants, professionals, sites, terms that are allowed.

The list stays outside the project; only its digest is kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.core.errors import FileProblem, FormatProblem
from qualcode.core.text import digest, normalised
from qualcode.deid.vocabulary import NAME_PARTICLES
from qualcode.i18n import N_

_ENCODINGS = ("utf-8-sig", "cp1252")


@dataclass(frozen=True, slots=True)
class NamesList:
    """What a study team holds of names."""

    persons: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    """Each person as first name and family name, or one name alone."""
    sites: tuple[str, ...] = field(default=(), repr=False)
    """Care facilities by their full names."""
    allowed: tuple[str, ...] = ()
    """Terms that are no identifiers here: networks, programmes, acronyms."""

    @property
    def sha256(self) -> str:
        """Digest of the list, the same whatever its order and its file format."""
        content = [sorted(self.persons), sorted(self.sites), sorted(self.allowed)]
        return digest(json.dumps(content, ensure_ascii=False))

    def __or__(self, other: NamesList) -> NamesList:
        return NamesList(
            tuple(dict.fromkeys(self.persons + other.persons)),
            tuple(dict.fromkeys(self.sites + other.sites)),
            tuple(dict.fromkeys(self.allowed + other.allowed)),
        )


def read_names(path: Path) -> NamesList:
    """The list in a file: JSON, or plain text with one name a line.

    Raises:
        FileProblem: the file is missing, unreadable, empty or no text.
        FormatProblem: JSON that does not hold a list of names.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileProblem(
            N_("The names list {file} cannot be read: check the path and the permissions."),
            file=path.name,
        ) from error
    return names_from(_decoded(raw, path.name), path.name)


def _decoded(raw: bytes, file: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if b"\0" not in raw:
        for encoding in _ENCODINGS:
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise FileProblem(
        N_("The names list {file} is not a text file: save it as text or JSON in UTF-8."),
        file=file,
    )


def names_from(content: str, file: str) -> NamesList:
    """The list that `content` holds; `file` is only named in messages, a name never is.

    Raises:
        FileProblem: there is no name in it.
        FormatProblem: JSON that does not hold a list of names.
    """
    text = normalised(content)
    names = _from_json(text, file) if text.lstrip().startswith(("{", "[")) else _from_lines(text)
    if not (names.persons or names.sites or names.allowed):
        raise FileProblem(
            N_("The names list {file} holds no name: write one name a line."), file=file
        )
    return names


def _from_lines(text: str) -> NamesList:
    lines = (line.partition("#")[0].strip(" \t;") for line in text.split("\n"))
    return NamesList(tuple(dict.fromkeys(_parts(line) for line in lines if line)))


def _parts(name: str) -> tuple[str, ...]:
    """First name and family name of « Bernadette Lefèvre » or « Lefèvre, Bernadette »."""
    for mark in (",", ";", "\t"):
        family, comma, given = name.partition(mark)
        if comma and family.strip() and given.strip():
            return given.strip(), family.strip()
    given, _, family = " ".join(name.split()).partition(" ")
    if given.casefold() in NAME_PARTICLES or not family:
        return (" ".join(name.split()),)
    return given, family


def _from_json(text: str, file: str) -> NamesList:
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise FormatProblem(
            N_("The names list {file} is not valid JSON (line {line})."),
            file=file,
            line=getattr(error, "lineno", 1),
        ) from error
    if isinstance(content, list):
        content = {"persons": content}
    return NamesList(
        tuple(dict.fromkeys(_person(entry, file) for entry in _listed(content, "persons", file))),
        tuple(_text(entry, "sites", file) for entry in _listed(content, "sites", file)),
        tuple(
            _text(entry, "allowed_terms", file) for entry in _listed(content, "allowed_terms", file)
        ),
    )


def _listed(content: dict[str, object], key: str, file: str) -> list[object]:
    entries = content.get(key, [])
    if not isinstance(entries, list):
        raise _wrong(key, file)
    return entries


def _person(entry: object, file: str) -> tuple[str, ...]:
    if isinstance(entry, list) and entry:
        parts = tuple(_text(part, "persons", file) for part in entry)
        return tuple(part for part in parts if part)
    return _parts(_text(entry, "persons", file))


def _text(entry: object, key: str, file: str) -> str:
    if not isinstance(entry, str):
        raise _wrong(key, file)
    return " ".join(entry.split())


def _wrong(key: str, file: str) -> FormatProblem:
    return FormatProblem(
        N_(
            "In the names list {file}, “{key}” must be a list of texts, or of pairs of first name "
            "and family name."
        ),
        file=file,
        key=key,
    )
