"""ELAN annotation files (.eaf): the tiers with times of their own, in the order of time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcode.core.transcript import Document, Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts.talk import Utterance, from_milliseconds, written
from qualcode.interop.transcripts.tiers import Tiers, together
from qualcode.interop.transcripts.xml import all_of, root_of, value

if TYPE_CHECKING:
    from lxml import etree

CONVENTION = N_("tiers of speakers (ELAN)")

_LEFT_OUT = N_("Tiers that depend on others were left out: {names}.")
_NUMBERED = N_("The tier {tier} only numbers what is said: its words were taken from {words}.")
_NUMBER = re.compile(r"[^\s\d]*\d[^\s]*")
_MANY = 3
_MOST = 0.9
"""Of a tier's annotations: so many numbers make it one that says nothing itself."""

_SPEECH = re.compile(r"orth|utter|utt\b|^tx|text|transcr|speech|spch|parole|dit\b", re.IGNORECASE)
_NO_SPEECH = re.compile(r"token|word|gloss|transl|note|comment|morph|pos\b", re.IGNORECASE)
_NAMED = 12

Moments = dict[str, int | None]


def read(raw: bytes, file: str) -> Document:
    """The document of an .eaf file; a tier's participant, or its name, is the speaker.

    Where a tier only numbers utterances, their words are those of the tier that depends on it.

    Raises:
        FileProblem: as `xml.root_of`.
    """
    root, decoded = root_of(raw, file)
    moments = {
        value(slot, "TIME_SLOT_ID"): from_milliseconds(value(slot, "TIME_VALUE"))
        for slot in all_of(root, "TIME_SLOT")
    }
    doubts, tiers, taken = list(decoded.doubts), Tiers(), set[str]()
    every = all_of(root, "TIER")
    for tier in every:
        name = value(tier, "TIER_ID")
        if value(tier, "PARENT_REF"):
            continue
        speaker = value(tier, "PARTICIPANT") or name
        said = list(_of_tier(tier, speaker, moments))
        instead = _words_of(name, every) if _is_numbering(said) else None
        if instead is not None:
            words = value(instead, "TIER_ID")
            said = list(_dependent(instead, tier, speaker, moments))
            taken.add(words)
            doubts.append(Doubt(_NUMBERED, 1, {"tier": name, "words": words}))
        tiers.append((name, said))
    names = [value(tier, "TIER_ID") for tier in every if value(tier, "PARENT_REF")]
    left = [name for name in names if name not in taken]
    if left:
        doubts.append(Doubt(_LEFT_OUT, 1, {"names": ", ".join(left[:_NAMED])}))
    doubts += together(tiers)
    found = [one for _, said in tiers for one in said]
    found.sort(key=lambda one: -1 if one.start_ms is None else one.start_ms)
    return written(found, convention=CONVENTION, encoding=decoded.encoding, doubts=doubts)


def _of_tier(tier: etree._Element, speaker: str, moments: Moments) -> Iterator[Utterance]:
    """The annotations of one tier; one without a time of its own begins where the last ended."""
    last: int | None = None
    for note in all_of(tier, "ALIGNABLE_ANNOTATION"):
        start = moments.get(value(note, "TIME_SLOT_REF1"))
        end = moments.get(value(note, "TIME_SLOT_REF2"))
        start = last if start is None else start
        last = start if end is None else end
        yield Utterance(speaker, _value(note), start, end)


def _value(note: etree._Element) -> str:
    return " ".join("".join(map(str, held.itertext())) for held in all_of(note, "ANNOTATION_VALUE"))


def _is_numbering(said: list[Utterance]) -> bool:
    numbers = sum(bool(_NUMBER.fullmatch(one.words.strip())) for one in said)
    return len(said) >= _MANY and numbers >= _MOST * len(said)


def _words_of(parent: str, every: list[etree._Element]) -> etree._Element | None:
    """The tier that says what `parent` numbers: by its name, else the one that says most."""
    below = [tier for tier in every if value(tier, "PARENT_REF") == parent]
    told = [f"{value(tier, 'TIER_ID')} {value(tier, 'LINGUISTIC_TYPE_REF')}" for tier in below]
    ranked = sorted(
        zip(below, told, strict=True),
        key=lambda pair: (
            bool(_SPEECH.search(pair[1])) and not _NO_SPEECH.search(pair[1]),
            not _NO_SPEECH.search(pair[1]),
            sum(len(_value(note)) for note in _notes(pair[0])),
        ),
    )
    return ranked[-1][0] if ranked and any(map(_value, _notes(ranked[-1][0]))) else None


def _notes(tier: etree._Element) -> list[etree._Element]:
    return all_of(tier, "ALIGNABLE_ANNOTATION", "REF_ANNOTATION")


def _dependent(
    tier: etree._Element, parent: etree._Element, speaker: str, moments: Moments
) -> Iterator[Utterance]:
    """The annotations of a tier that depends on `parent`, at its times."""
    times = {
        value(note, "ANNOTATION_ID"): (
            moments.get(value(note, "TIME_SLOT_REF1")),
            moments.get(value(note, "TIME_SLOT_REF2")),
        )
        for note in all_of(parent, "ALIGNABLE_ANNOTATION")
    }
    if all_of(tier, "ALIGNABLE_ANNOTATION"):
        yield from _of_tier(tier, speaker, moments)
        return
    for note in all_of(tier, "REF_ANNOTATION"):
        start, end = times.get(value(note, "ANNOTATION_REF"), (None, None))
        yield Utterance(speaker, _value(note), start, end)
