"""What REFI-QDA has no place for, and how it travels.

Valence and marks are codes of a family of their own, given to the same passage, so that every
program can search by them. A question that travels as context is a passage without code, joined
by a link. What only qualcode can use (codebooks in two languages with their rules, turns and
speakers, kinds of cases) stands as JSON in one note called `qualcode`; what a program has changed
in the standard's own elements since wins over it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from qualcode.core.codebook import Codebook
from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import Mistakes
from qualcode.core.people import Case
from qualcode.core.portable import Analysis, PortableCase, PortableProject, PortableSource
from qualcode.core.spans import Span
from qualcode.core.text import digest
from qualcode.core.transcript import Speaker, Turn, turn_rows
from qualcode.interop.codebook_yaml import codebook_mapping, codebook_of
from qualcode.interop.refi.analysis import analysis_mapping, analysis_of
from qualcode.interop.refi.counting import Convention, convention_called

NOTE = "qualcode"
SCHEMA = "qualcode.refi/1"
CONTEXT = "context"
"""What the link from a passage to its question is called."""

ABOUT_CASE = "memo"
"""What the link from a note to a case is called: the standard lets no note belong to one."""

_SPACE = bytes.fromhex("6d0f3e3c0a1c4d0e9a707a6c0e5b5a11")
"""Of the identities that qualcode makes from others."""


def made_from(identity: str, what: str) -> str:
    """A GUID (version 5) that follows from another identity, the same each time."""
    made = hashlib.sha1(_SPACE + f"{what}:{identity}".encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(made[16], 16) % 4]
    return f"{made[:8]}-{made[8:12]}-5{made[13:16]}-{variant}{made[17:20]}-{made[20:32]}"


_PLAIN_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def beside(identity: str, what: str) -> str:
    """The GUID of something that belongs to exactly one thing, the same each time.

    It shares all but the last group with the thing's own GUID, which is as random as that is:
    three of them for each of 20,000 codings are told in no time.
    """
    return all_beside(identity, (what,))[0]


def all_beside(identity: str, whats: Iterable[str]) -> list[str]:
    """The GUIDs of several things that belong to one thing, as `beside` makes each."""
    if not _PLAIN_GUID.fullmatch(identity):
        return [made_from(identity, what) for what in whats]
    shared, last = identity[:24], int(identity[24:], 16)
    return [f"{shared}{last ^ _distance(what):012x}" for what in whats]


@cache
def _distance(what: str) -> int:
    return int(made_from("", what)[24:], 16)


NOTE_GUID = made_from("", NOTE)
FAMILY = made_from("", "facets")
FAMILY_NAME = "qualcode: valence & marks"
FACETS: dict[str, Valence | Mark] = {
    made_from(facet.value, "facet"): facet
    for facet in (*(v for v in Valence if v is not Valence.UNSET), *Mark)
}
"""The codes that stand for valences and marks, by GUID."""

FACET_GUIDS: dict[str, str] = {facet: guid for guid, facet in FACETS.items()}


@dataclass(frozen=True, slots=True)
class KnownSource:
    """What qualcode knew of a source."""

    sha256: str
    kind: str
    language: str
    turns: tuple[Turn, ...]
    speakers: Mapping[str, Speaker]


@dataclass(frozen=True, slots=True)
class Extra:
    """What the note holds."""

    codebooks: tuple[Codebook, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    """`codebook:key` by GUID."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What codes were called in the file when it was written, by GUID."""
    sources: Mapping[str, KnownSource] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    analysis: Analysis = field(default_factory=Analysis)
    counting: Convention | None = None
    """How places were counted when it was written."""


def extra_text(project: PortableProject, counting: Convention) -> str:
    """The note's text."""
    return json.dumps(
        {
            "schema": SCHEMA,
            "counting": str(counting),
            "codebooks": [codebook_mapping(book) for book in project.codebooks],
            "codes": {c.identity: f"{c.codebook}:{c.code.key}" for c in project.codes if c.code},
            "sources": {s.identity: _source(s) for s in project.sources},
            "names": {c.identity: c.name for c in project.codes if c.code},
            "cases": {case.identity: _case(case) for case in project.cases},
            "analysis": analysis_mapping(project.analysis),
        },
        ensure_ascii=False,
        separators=(",", ":"),
        default=str,
    )


def _source(source: PortableSource) -> dict[str, Any]:
    return {
        "sha256": digest(source.text),
        "kind": source.kind,
        "language": source.language,
        "speakers": [[s.label, s.coded, s.case] for s in (source.speakers or {}).values()],
        "turns": [row[1:] for row in turn_rows(source.turns or ())],
    }


def _case(case: PortableCase) -> dict[str, Any]:
    known = case.case
    return {"kind": known.kind, "linked_to": known.linked_to, "quote_allowed": known.quote_allowed}


def read_extra(text: str) -> Extra:
    """What the note says; an empty `Extra` where nobody can read it."""
    try:
        raw = json.loads(text)
        if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
            return Extra()
        return Extra(
            counting=convention_called(str(raw["counting"])),
            analysis=analysis_of(raw.get("analysis", {})),
            codebooks=tuple(codebook_of(book, NOTE) for book in raw["codebooks"]),
            codes={str(guid): str(ref) for guid, ref in raw["codes"].items()},
            names={str(guid): str(name) for guid, name in raw.get("names", {}).items()},
            sources={guid: _known_source(one) for guid, one in raw["sources"].items()},
            cases={
                guid: Case(
                    name="",
                    kind=str(one["kind"]),
                    linked_to=one["linked_to"] and str(one["linked_to"]),
                    quote_allowed=None
                    if one["quote_allowed"] is None
                    else bool(one["quote_allowed"]),
                )
                for guid, one in raw["cases"].items()
            },
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, Mistakes):
        return Extra()


def _known_source(raw: Mapping[str, Any]) -> KnownSource:
    turns = [
        Turn(number, str(speaker), _span(label, label_end), _span(start, end), began, ended)
        for number, (speaker, label, label_end, start, end, began, ended) in enumerate(
            raw["turns"], 1
        )
    ]
    speakers = {
        str(label): Speaker(str(label), bool(coded), case and str(case))
        for label, coded, case in raw["speakers"]
    }
    return KnownSource(
        str(raw["sha256"]), str(raw["kind"]), str(raw["language"]), tuple(turns), speakers
    )


def _span(start: object, end: object) -> Span | None:
    return Span(start, end) if isinstance(start, int) and isinstance(end, int) else None


def _flag(said: object) -> bool | None:
    return None if said is None else bool(said)
