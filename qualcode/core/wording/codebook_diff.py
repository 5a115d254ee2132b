"""Versions of a codebook, and what is different between two: codes, tree, wordings, settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from qualcode.core.codebook import Code, Codebook, Wording
from qualcode.core.coding import Coding, Valence
from qualcode.core.wording.code_rules import texts_of
from qualcode.i18n import N_, translate

_PIECES = re.compile(r"[^\W_]+[’']?|\s+|.", re.DOTALL)

PARTS = {
    "label": N_("Name"),
    "definition": N_("Definition"),
    "use_when": N_("Use when"),
    "not_when": N_("Not when"),
    "not_when_see": N_("Neighbours"),
    "example": N_("Example"),
    "policy": N_("Valence"),
    "target": N_("Barrier or lever to"),
    "aliases": N_("Other keys"),
    "maps_to": N_("Crosswalk"),
    "provisional": N_("Provisional"),
    "fixed": N_("Fixed valence"),
    "usual": N_("Usual valences"),
    "codable": N_("Can be given"),
    "process": N_("Working code"),
}
"""What people call the parts of a code that may be different."""

_SETTINGS = {
    "required": N_("required"),
    "optional": N_("optional"),
    "fixed": N_("fixed"),
    "none": N_("none"),
    **{one.value: one.label for one in Valence},
    "yes": N_("yes"),
    "": N_("no"),
}
_FLAGS = frozenset({"codable", "process", "provisional"})


def setting_said(part: str, value: str) -> str:
    """A setting of a code in the words of the current language; texts stay as they are."""
    if part in _FLAGS or part == "policy":
        return translate(_SETTINGS[value])
    if part in {"fixed", "usual"}:
        return ", ".join(translate(_SETTINGS[one]) for one in value.split(", ") if one)
    return value


@dataclass(frozen=True, slots=True)
class CodebookVersion:
    """A state of a codebook that was published under a label."""

    codebook: str
    label: str
    reason: str
    created: datetime
    coder: str | None
    """Who published it; None for what came with the project."""
    codes: int
    """How many codes may be applied in it: no headings, none retired."""


class Turned(StrEnum):
    """What became of some words of a text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a text that was changed."""

    text: str
    turned: Turned


def compared_words(before: str, after: str) -> tuple[Part, ...]:
    """The words of both texts in order, what went before what came.

    What is same or gone gives `before` again, what is same or new gives `after`.
    """
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    parts: list[Part] = []
    gone = came = ""
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = "".join(old[i:j]), "".join(new[k:m])
        between = bool(gone or came) and (j < len(old) or m < len(new))
        if tag != "equal" or (left.isspace() and between):
            gone, came = gone + left, came + right
            continue
        parts += _replaced(gone, came)
        parts.append(Part(left, Turned.SAME))
        gone = came = ""
    return (*parts, *_replaced(gone, came))


def _replaced(gone: str, came: str) -> Iterator[Part]:
    if gone:
        yield Part(gone, Turned.GONE)
    if came:
        yield Part(came, Turned.NEW)


@dataclass(frozen=True, slots=True)
class Changed:
    """One text or setting of a code that is different."""

    key: str
    part: str
    """label, definition, use_when, not_when, not_when_see, example …; or policy, target …"""
    language: str
    """Empty for what has no language."""
    before: str
    after: str

    @property
    def words(self) -> tuple[Part, ...]:
        """The two texts, word by word."""
        return compared_words(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Moved:
    """A code that stands elsewhere in the tree; same parent: elsewhere among its siblings."""

    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Succeeded:
    """A code that others stand for now: one where it was merged, two where it was split."""

    key: str
    into: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodebookDiff:
    """What is different between two states of a codebook."""

    codebook: str
    before: str
    after: str
    added: tuple[Code, ...] = ()
    removed: tuple[Code, ...] = ()
    """Codes that are not there any more, without another that took their key."""
    retired: tuple[Code, ...] = ()
    revived: tuple[Code, ...] = ()
    merged: tuple[Succeeded, ...] = ()
    split: tuple[Succeeded, ...] = ()
    moved: tuple[Moved, ...] = ()
    reworded: tuple[Changed, ...] = ()
    resettled: tuple[Changed, ...] = ()
    """Settings: policy, fixed, usual, target, codable, process, provisional, aliases, maps_to."""

    @property
    def empty(self) -> bool:
        """Whether nothing is different."""
        return not any(
            (
                *(self.added, self.removed, self.retired, self.revived, self.merged),
                *(self.split, self.moved, self.reworded, self.resettled),
            )
        )

    @property
    def to_reread(self) -> frozenset[str]:
        """Keys of the codes that mean something else: their codings are to be read again."""
        return frozenset(change.key for change in self.reworded if change.part != "label")


def diff_codebooks(
    before: Codebook,
    after: Codebook,
    *,
    names: tuple[str, str] | None = None,
    splits: Mapping[str, tuple[str, ...]] | None = None,
) -> CodebookDiff:
    """What is different in `after`, in the order of its grid.

    Args:
        before: the state to compare with.
        after: the state that is told.
        names: what to call both; their versions unless given.
        splits: keys of codes that were split, with the keys of those that stand for them.
    """
    old = {code.key: code for code in before.codes}
    new = {code.key: code for code in after.codes}
    both = [(old[key], code) for key, code in new.items() if key in old]
    gone = [code for key, code in old.items() if key not in new]
    parted = _parted(both, splits or {})
    kept = {code.key for code in gone if code.key in after.by_key}
    return CodebookDiff(
        codebook=after.id,
        before=names[0] if names else before.version,
        after=names[1] if names else after.version,
        added=tuple(code for key, code in new.items() if key not in old),
        removed=tuple(code for code in gone if code.key not in kept),
        retired=tuple(
            now for was, now in both if now.retired and not was.retired and now.key not in parted
        ),
        revived=tuple(now for was, now in both if was.retired and not now.retired),
        merged=tuple(Succeeded(key, (after.by_key[key].key,)) for key in old if key in kept),
        split=tuple(Succeeded(key, into) for key, into in parted.items()),
        moved=tuple(_moved(before, after)),
        reworded=tuple(change for was, now in both for change in text_changes(was, now)),
        resettled=tuple(
            change
            for was, now in both
            for change in _changed(now.key, _settings(was), _settings(now))
        ),
    )


def text_changes(before: Code, after: Code) -> tuple[Changed, ...]:
    """What a code says otherwise in `after`, part by part."""
    return wording_changes(after.key, before.wording, after.wording)


def wording_changes(key: str, before: Wording, after: Wording) -> tuple[Changed, ...]:
    """What is said otherwise in `after` of the code of that key, part by part."""
    return tuple(_changed(key, texts_of(before), texts_of(after)))


def _parted(
    both: Iterable[tuple[Code, Code]], splits: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The codes that took codings before, were split, and take none now."""
    return {
        now.key: splits[now.key]
        for was, now in both
        if now.key in splits and _takes_codings(was) and not _takes_codings(now)
    }


def _takes_codings(code: Code) -> bool:
    return code.codable and not code.retired


def _changed(
    key: str, before: Mapping[tuple[str, str], str], after: Mapping[tuple[str, str], str]
) -> Iterator[Changed]:
    for part, language in dict.fromkeys([*before, *after]):
        was, now = before.get((part, language), ""), after.get((part, language), "")
        if was != now:
            yield Changed(key, part, language, was, now)


def _settings(code: Code) -> dict[tuple[str, str], str]:
    found = {
        ("policy", ""): code.policy.value,
        ("fixed", ""): code.fixed.value if code.fixed else "",
        ("usual", ""): ", ".join(code.usual),
        ("codable", ""): "yes" if code.codable else "",
        ("process", ""): "yes" if code.process else "",
        ("provisional", ""): "yes" if code.provisional else "",
        ("aliases", ""): ", ".join(sorted(code.aliases)),
    }
    found.update({("target", language): text for language, text in code.target.items()})
    found.update({("maps_to", book): ", ".join(keys) for book, keys in code.maps_to.items()})
    return found


def _moved(before: Codebook, after: Codebook) -> Iterator[Moved]:
    """Codes under another parent, then the fewest that explain another order of siblings."""
    was = {code.key: code.parent for code in before.codes}
    now = {code.key: code.parent for code in after.codes if code.key in was}
    order_before = _siblings(before, now, was)
    order_after = _siblings(after, now, was)
    for key, parent in now.items():
        if parent != was[key]:
            yield Moved(key, was[key], parent)
    for parent, keys in order_after.items():
        matcher = SequenceMatcher(None, order_before[parent], keys, autojunk=False)
        for tag, _, _, start, end in matcher.get_opcodes():
            if tag in {"insert", "replace"}:
                yield from (Moved(key, parent, parent) for key in keys[start:end])


def _siblings(
    book: Codebook, now: Mapping[str, str | None], was: Mapping[str, str | None]
) -> dict[str | None, list[str]]:
    """The codes that kept their parent, in the order of the grid, by parent."""
    found: dict[str | None, list[str]] = {}
    for code in book.codes:
        if code.key in now and now[code.key] == was[code.key]:
            found.setdefault(code.parent, []).append(code.key)
    return found


@dataclass(frozen=True, slots=True)
class ToReread:
    """A coding that was made when its code meant something else."""

    coding: Coding
    before: Wording
    """What the code said when the coding was made."""
    after: Wording

    @property
    def changes(self) -> tuple[Changed, ...]:
        """What the code says otherwise, part by part."""
        return wording_changes(self.coding.code, self.before, self.after)
