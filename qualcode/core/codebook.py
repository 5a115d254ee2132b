"""The hierarchical codebook: codes with definitions in two languages and a valence policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from qualcode.core.coding import Valence
from qualcode.i18n import current_language

Words = Mapping[str, str]
"""A text by language: {"fr": …, "en": …}."""


def said(words: Words | None, language: str | None = None) -> str:
    """`words` in `language` (the current one by default), else in any language there is."""
    if not words:
        return ""
    wanted = words.get(language or current_language())
    return wanted or next((text for text in words.values() if text), "")


class ValencePolicy(StrEnum):
    """Whether codings of a code carry a valence."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    FIXED = "fixed"
    """The program sets it; it stays out of valence agreement."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Example:
    """A passage that shows a code; invented unless said otherwise."""

    text: str
    language: str = "fr"
    invented: bool = True
    valence: Valence | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """What a code means: the part of it whose change asks for re-reading."""

    label: Words
    definition: Words = field(default_factory=dict)
    use_when: Words = field(default_factory=dict)
    not_when: Words = field(default_factory=dict)
    not_when_see: tuple[str, ...] = ()
    """Keys of the neighbour codes that `not_when` sends to."""
    example: Example | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A node of the codebook's tree."""

    key: str
    """A slug that never changes; old keys live on as aliases."""
    wording: Wording
    parent: str | None = None
    codable: bool = True
    """False for a heading."""
    policy: ValencePolicy = ValencePolicy.OPTIONAL
    fixed: Valence | None = None
    """The valence of a code whose policy is fixed."""
    usual: tuple[Valence, ...] = ()
    """The valences that coders mostly give; the screen offers them first."""
    target: Words = field(default_factory=dict)
    """To what the barrier or lever applies; inherited from the family where empty."""
    process: bool = False
    """A working code (to discuss, new code): out of matrices and agreement."""
    aliases: tuple[str, ...] = ()
    maps_to: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codebook id to keys: crosswalks for derived read-outs."""
    retired: bool = False
    provisional: bool = False

    @property
    def label(self) -> str:
        """The name in the current language."""
        return said(self.wording.label)


@dataclass(frozen=True)
class Codebook:
    """A versioned tree of codes."""

    id: str
    version: str
    title: Words
    codes: tuple[Code, ...]
    """Depth first, in the order of the grid: a parent stands before its children."""
    description: Words = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)
    """What the file holds beside the codes (facets, crosswalks, framework): kept for export."""

    @cached_property
    def by_key(self) -> dict[str, Code]:
        """Codes by key and by alias."""
        found = {alias: code for code in self.codes for alias in code.aliases}
        found.update((code.key, code) for code in self.codes)
        return found

    def children(self, key: str | None) -> Iterator[Code]:
        """The codes right under `key`; the families for None."""
        return (code for code in self.codes if code.parent == key)

    def family(self, key: str) -> Code:
        """The topmost ancestor of a code."""
        code = self.by_key[key]
        while code.parent is not None:
            code = self.by_key[code.parent]
        return code

    def depth(self, key: str) -> int:
        """0 for a family, 1 for its children, and so on."""
        depth, code = 0, self.by_key[key]
        while code.parent is not None:
            depth, code = depth + 1, self.by_key[code.parent]
        return depth

    def path(self, key: str) -> tuple[Code, ...]:
        """The code with its ancestors, family first."""
        path = [self.by_key[key]]
        while path[0].parent is not None:
            path.insert(0, self.by_key[path[0].parent])
        return tuple(path)

    def target(self, key: str) -> str:
        """To what a barrier or lever of this code applies, in the current language."""
        for code in reversed(self.path(key)):
            if code.target:
                return said(code.target)
        return ""
