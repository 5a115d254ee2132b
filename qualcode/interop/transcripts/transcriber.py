"""Transcriber's .trs: turns, the two voices of an overlap parted, times of its synchronisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcode.core.transcript import Document
from qualcode.i18n import N_
from qualcode.interop.transcripts.talk import Utterance, from_seconds, written
from qualcode.interop.transcripts.xml import all_of, name_of, root_of, value

if TYPE_CHECKING:
    from lxml import etree

CONVENTION = N_("turns of speakers (Transcriber)")

_BETWEEN = " + "
"""Between the labels of speakers whose words are not told apart."""


def read(raw: bytes, file: str) -> Document:
    """The document of a .trs file.

    Raises:
        FileProblem: as `xml.root_of`.
    """
    root, decoded = root_of(raw, file)
    names = {
        value(one, "id"): value(one, "name") or value(one, "id") for one in all_of(root, "Speaker")
    }
    said = [one for turn in all_of(root, "Turn") for one in _of_turn(turn, names)]
    return written(said, convention=CONVENTION, encoding=decoded.encoding, doubts=decoded.doubts)


def _of_turn(turn: etree._Element, names: dict[str, str]) -> Iterator[Utterance]:
    """The words of a turn, parted at times and at signs of who speaks."""
    speakers = [names.get(one, one) for one in value(turn, "speaker").split()]
    speaker = _BETWEEN.join(speakers)
    start, end = from_seconds(value(turn, "startTime")), from_seconds(value(turn, "endTime"))
    parts = [str(turn.text or "")]
    for child in turn:
        name = name_of(child)
        if name in {"Sync", "Who"}:
            moment = from_seconds(value(child, "time")) if name == "Sync" else start
            yield Utterance(speaker, "".join(parts), start, moment if name == "Sync" else end)
            start, parts = (start if moment is None else moment), []
            if name == "Who":
                number = value(child, "nb")
                at = int(number) - 1 if number.isdecimal() and len(number) < 4 else -1
                speaker = speakers[at] if 0 <= at < len(speakers) else speaker
        elif name == "Event" and value(child, "desc"):
            parts.append(f" [{value(child, 'desc')}] ")
        parts.append(str(child.tail or ""))
    yield Utterance(speaker, "".join(parts), start, end)
