"""Plain lists in the words of the chosen language; JSON keeps what the project stores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from qualcode.core.actions import action_label
from qualcode.core.agreement.report import Unit
from qualcode.core.coding import Mark, Valence
from qualcode.core.guide import Asking
from qualcode.core.memo import About, MemoKind
from qualcode.core.pairs.rounds import RoundKind
from qualcode.core.people import Progress
from qualcode.core.wording.codebook_diff import PARTS
from qualcode.i18n import N_, translate
from qualcode.i18n.numbers import colon, integer, quoted

Row = Mapping[str, Any]
Labels = Mapping[str, Mapping[str, str]]
"""By column, words for the values that the study defines."""

_POLICIES = {
    "required": N_("required"),
    "optional": N_("optional"),
    "fixed": N_("fixed"),
    "none": N_("none"),
}
_ROLES = {
    "coder": N_("coder"),
    "adjudicator": N_("adjudicator"),
    "viewer": N_("reader"),
    "trainee": N_("trainee"),
    "repeat": N_("second coding"),
}
_CASES = {
    "patient": N_("patient"),
    "relative": N_("relative"),
    "professional": N_("professional"),
    "participant": N_("participant"),
    "group": N_("group"),
    "network": N_("network"),
    "site": N_("site"),
    "team": N_("team"),
    "territory": N_("territory"),
}
_SOURCES = {
    "interview": N_("interview"),
    "focus_group": N_("focus group"),
    "note": N_("field note"),
}
_ROUNDS = {
    "draft": N_("being prepared"),
    "open": N_("open"),
    "locked": N_("locked"),
    "revealed": N_("revealed"),
    "settled": N_("settled"),
    "closed": N_("closed"),
}
_EXPORTS = {
    "themes": N_("barriers and facilitators"),
    "agreement": N_("agreement"),
    "memos": N_("memos"),
    "matrix": N_("matrix"),
    "decisions": N_("decisions on disagreements"),
    "participants": N_("participants"),
    "contrast": N_("contrast of two groups"),
    "dictionary": N_("data dictionary"),
    "comparison": N_("changes of a table"),
    "bundle": N_("bundle for a publication"),
}
_RIGHTS = {
    "reader": N_("reads only"),
    "coder": N_("codes in a layer of its own"),
    "codebook": N_("codes, and works on the codebook"),
}
_LANGUAGES = {"fr": N_("French"), "en": N_("English")}

WORDS: dict[str, Mapping[str, str]] = {
    "valence": {one.value: one.label for one in Valence},
    "marks": {one.value: one.label for one in Mark},
    "progress": {one.value: one.label for one in Progress},
    "about": {one.value: one.label for one in About},
    "unit": {one.value: one.label for one in Unit},
    "policy": _POLICIES,
    "role": _ROLES,
    "language": _LANGUAGES,
    "logins.may": _RIGHTS,
    "type": _SOURCES,
    "memos.kind": {one.value: one.label for one in MemoKind},
    "cases.kind": _CASES,
    "query_cases.kind": _CASES,
    "exports.kind": _EXPORTS,
    "what": _EXPORTS,
    "rounds.state": _ROUNDS,
    "rounds.kind": {one.value: one.label for one in RoundKind},
    "rereading.changed": PARTS,
    "guide_asked.asked": {one.value: one.label for one in Asking},
}
"""Message ids of stored values, by column, or by list and column."""

COUNTED = frozenset(
    (
        "asked",
        "cases",
        "characters",
        "codes",
        "codings",
        "of",
        "quotations",
        "read",
        "turns",
        "words",
    )
)
"""Columns of numbers that are written with their thousands parted."""

_SAID = {
    "n": N_("number"),
    "round": N_("round"),
    "query": N_("query"),
    "question": N_("question"),
    "progress": N_("progress"),
    "about": N_("about"),
    "subject": N_("subject"),
    "what": N_("file"),
    "file": N_("file"),
    "kind": N_("kind"),
    "codebook": N_("codebook"),
    "version": N_("version"),
    "coder": N_("coder"),
    "turns": N_("turns"),
}
"""What a journal entry says beside code, source and address, in the order in which it is told."""


def in_words(schema: str, rows: Sequence[Row], labels: Labels | None = None) -> list[Row]:
    """The rows of a list as people read them.

    Args:
        schema: name of the list.
        rows: as the JSON of the list gives them.
        labels: words for values that the study defines, by column.
    """
    own = labels or {}

    def shown(key: str, value: Any) -> Any:
        named = own.get(key, {})
        if isinstance(value, str) and value in named:
            return named[value]
        return _shown(schema, key, value)

    return [{key: shown(key, value) for key, value in row.items()} for row in rows]


def _shown(schema: str, key: str, value: Any) -> Any:
    change = _CHANGES.get(key)
    if change is not None:
        return change(value)
    known = WORDS.get(f"{schema}.{key}", WORDS.get(key, {}))
    if isinstance(value, str):
        return translate(known[value]) if value in known else value
    if isinstance(value, Mapping):
        return [f"{name}{colon()} {_shown(schema, key, one)}" for name, one in value.items()]
    if isinstance(value, (list, tuple)):
        return [_shown(schema, key, one) for one in value]
    if isinstance(value, int) and not isinstance(value, bool) and key in COUNTED:
        return integer(value)
    return value


def moment(stored: Any) -> str:
    """A stored moment on the clock of this computer, to the minute."""
    try:
        return datetime.fromisoformat(str(stored)).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return str(stored or "")


def told(said: Any) -> str:
    """What a journal entry is about."""
    if not isinstance(said, Mapping):
        return str(said or "")
    code = said.get("code")
    place = " · ".join(str(said[name]) for name in ("source", "address") if said.get(name))
    parts = [translate(action_label(str(said["of"]))) if said.get("of") else ""]
    parts += [quoted(str(code)) if code else "", place]
    for name, label in _SAID.items():
        value = said.get(name)
        if value not in (None, "", 1) and value not in parts:
            word = _shown("", name, value)
            parts.append(f"{translate(label)}{colon()} {word}")
    return ", ".join(part for part in parts if part)


_CHANGES: dict[str, Callable[[Any], Any]] = {
    "created": moment,
    "said": told,
    "action": lambda action: translate(action_label(str(action))),
}
