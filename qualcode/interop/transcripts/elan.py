"""ELAN annotation files (.eaf): the tiers with times of their own, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcode.core.transcript import Document, Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts.talk import Utterance, from_milliseconds, written
from qualcode.interop.transcripts.xml import all_of, root_of, value

if TYPE_CHECKING:
    from lxml import etree

CONVENTION = N_("tiers of speakers (ELAN)")

_LEFT_OUT = N_("Tiers that depend on others were left out: {names}.")


def read(raw: bytes, file: str) -> Document:
    """The document of an .eaf file; a tier's participant, or its name, is the speaker.

    Raises:
        FileProblem: as `xml.root_of`.
    """
    root, decoded = root_of(raw, file)
    moments = {
        value(slot, "TIME_SLOT_ID"): from_milliseconds(value(slot, "TIME_VALUE"))
        for slot in all_of(root, "TIME_SLOT")
    }
    doubts, said = list(decoded.doubts), list[Utterance]()
    dependent = []
    for tier in all_of(root, "TIER"):
        name = value(tier, "TIER_ID")
        if value(tier, "PARENT_REF"):
            dependent.append(name)
        else:
            said += _of_tier(tier, value(tier, "PARTICIPANT") or name, moments)
    if dependent:
        doubts.append(Doubt(_LEFT_OUT, 1, {"names": ", ".join(dependent[:12])}))
    said.sort(key=lambda one: -1 if one.start_ms is None else one.start_ms)
    return written(said, convention=CONVENTION, encoding=decoded.encoding, doubts=doubts)


def _of_tier(
    tier: etree._Element, speaker: str, moments: dict[str, int | None]
) -> Iterator[Utterance]:
    """The annotations of one tier; one without a time of its own begins where the last ended."""
    last: int | None = None
    for note in all_of(tier, "ALIGNABLE_ANNOTATION"):
        start = moments.get(value(note, "TIME_SLOT_REF1"))
        end = moments.get(value(note, "TIME_SLOT_REF2"))
        start = last if start is None else start
        last = start if end is None else end
        words = " ".join("".join(map(str, held.itertext())) for held in all_of(
            note, "ANNOTATION_VALUE"
        ))  # fmt: skip
        yield Utterance(speaker, words, start, end)
