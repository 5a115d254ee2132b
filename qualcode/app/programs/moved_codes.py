"""Codes of another program as codebooks: what qualcode knew of them, and what has changed since."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from qualcode.core.codebook import Code, Codebook, Wording
from qualcode.core.portable import PortableCode, PortableProject
from qualcode.core.text import fold

LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class MovedCodes:
    """Codebooks to put into a project, and how its codes are then called."""

    fresh: tuple[Codebook, ...]
    """Those that the project does not hold."""
    refs: dict[str, str]
    """`codebook:key` by identity."""


def slug(name: str) -> str:
    """A key made from a name: small letters, digits and underscores, beginning with a letter."""
    plain = unicodedata.normalize("NFKD", fold(name))
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_KEY].strip("_")
    return key if key[:1].isalpha() else f"c_{key}".rstrip("_")


def books_of(
    carried: PortableProject, standing: Collection[str], taken: Collection[str]
) -> MovedCodes:
    """The codebooks that a project of another program brings.

    A code that qualcode wrote keeps its key, its rules and its second language; its place in the
    tree, and a name that was changed, are those of the file. Codes that stand over those of a
    whole codebook only name it.

    Args:
        carried: the project.
        standing: `codebook:key` of every code that is in the project already.
        taken: ids of its codebooks.
    """
    by_identity = {code.identity: code for code in carried.codes}
    holding = {
        code.parent or "": code.codebook
        for code in carried.codes
        if code.code is not None
        and code.parent in by_identity
        and by_identity[code.parent].code is None
    }
    known = {book.id: book for book in carried.codebooks}
    own = slug(carried.name) if carried.codes else ""
    maker = _Maker(holding, own, _language(carried), {c.code for c in carried.codings})
    for code in carried.codes:
        maker.add(code)
    fresh: list[Codebook] = []
    refs = {i: ref for i, ref in maker.refs.items() if not ref.endswith(":")}
    for book_id, codes in maker.books.items():
        if all(f"{book_id}:{code.key}" in standing for code in codes):
            continue
        name = _free(book_id, {*taken, *(book.id for book in fresh)})
        old = known.get(book_id) or Codebook(book_id, "1.0.0", {maker.language: carried.name}, ())
        fresh.append(replace(old, id=name, codes=tuple(codes)))
        if name != book_id:
            refs = {
                i: f"{name}:{ref.partition(':')[2]}" if ref.startswith(f"{book_id}:") else ref
                for i, ref in refs.items()
            }
    return MovedCodes(tuple(fresh), refs)


class _Maker:
    """Sorts codes into codebooks, in the order of the file."""

    def __init__(self, holding: Mapping[str, str], own: str, language: str, used: set[str]) -> None:
        self.books: dict[str, list[Code]] = {}
        self.refs: dict[str, str] = {}
        self.language = language
        self._keys: dict[str, set[str]] = defaultdict(set)
        self._holding = holding
        self._own = own
        self._used = used

    def add(self, code: PortableCode) -> None:
        """Put a code into its codebook."""
        above = self.refs.get(code.parent or "", "")
        if code.identity in self._holding and code.identity not in self._used:
            self.refs[code.identity] = f"{self._holding[code.identity]}:"
            return
        book, _, parent = above.partition(":")
        book = code.codebook or book or self._own
        if not above.startswith(f"{book}:"):
            parent = ""
        codes = self.books.setdefault(book, [])
        if code.code is not None:
            made = self._renamed(code, code.code)
        else:
            key = _free(slug(code.name), self._keys[book])
            words = Wording(
                {self.language: code.name},
                {self.language: code.description} if code.description else {},
            )
            made = Code(key, words, codable=code.codable or code.identity in self._used)
        self._keys[book] |= {made.key, *made.aliases}
        codes.append(replace(made, parent=parent or None))
        self.refs[code.identity] = f"{book}:{made.key}"

    def _renamed(self, code: PortableCode, known: Code) -> Code:
        label = known.wording.label
        if code.name in {*label.values(), known.key, "—"} or not label:
            return known
        language = self.language if self.language in label else next(iter(label))
        return replace(known, wording=replace(known.wording, label={**label, language: code.name}))


def _free(name: str, taken: Collection[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _language(carried: PortableProject) -> str:
    """The language of most sources; of codes without texts nobody knows, and French is said."""
    from qualcode.app.texts.importing import guessed_language

    said = [s.language or guessed_language(s.text) for s in carried.sources[:20]]
    said = said or [guessed_language(" ".join(c.name + " " + c.description for c in carried.codes))]
    return max(sorted(set(said)), key=said.count)
