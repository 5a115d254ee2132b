"""Praat's TextGrid, long or short: the intervals of each tier, in the order of time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.errors import FileProblem
from qualcode.core.transcript import Document, Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts.encoding import read_text
from qualcode.interop.transcripts.talk import Utterance, from_seconds, written
from qualcode.interop.transcripts.tiers import Tiers, together

CONVENTION = N_("tiers of speakers (Praat)")

_DAMAGED = N_("{file} is no TextGrid that can be read: save it anew from Praat.")
_POINTS = N_("Tiers of points were left out: {names}.")
_FREE = re.compile(
    r'"(?P<words>(?:[^"]|"")*+)"|(?<!\S)(?P<number>-?\d{1,20}(?:\.\d{1,20})?(?:[eE]-?\d{1,3})?)(?!\S)'
)
"""What Praat itself reads of such a file: strings and numbers that stand free."""


def read(raw: bytes, file: str) -> Document:
    """The document of a .TextGrid file; the name of a tier is its speaker.

    Raises:
        FileProblem: it is none, or it ends in the middle of a tier.
    """
    decoded = read_text(raw, file)
    tokens = ((m["words"], m["number"]) for m in _FREE.finditer(decoded.text))
    try:
        tiers, points = _tiers(tokens)
    except (StopIteration, ValueError, OverflowError) as error:
        raise FileProblem(_DAMAGED, file=file) from error
    doubts = list(decoded.doubts)
    if points:
        doubts.append(Doubt(_POINTS, 1, {"names": ", ".join(points[:12])}))
    doubts += together(tiers)
    said = [one for _, tier in tiers for one in tier]
    said.sort(key=lambda one: -1 if one.start_ms is None else one.start_ms)
    return written(said, convention=CONVENTION, encoding=decoded.encoding, doubts=doubts)


Tokens = Iterator[tuple[str | None, str | None]]


def _tiers(tokens: Tokens) -> tuple[Tiers, list[str]]:
    """The utterances of each tier, and the names of tiers that hold points."""
    if not _words(tokens).lower().startswith("ootextfile") or _words(tokens).lower() != "textgrid":
        raise ValueError("not a TextGrid")
    _number(tokens), _number(tokens)
    tiers: Tiers = []
    points: list[str] = []
    for _ in range(int(float(_number(tokens)))):
        kind, name = _words(tokens), _words(tokens)
        _number(tokens), _number(tokens)
        said: list[Utterance] = []
        if kind == "TextTier":
            points.append(name)
        elif kind != "IntervalTier":
            raise ValueError("an unknown kind of tier")
        else:
            tiers.append((name, said))
        for _ in range(int(float(_number(tokens)))):
            start = from_seconds(_number(tokens))
            if kind == "TextTier":
                _words(tokens)
                continue
            end = from_seconds(_number(tokens))
            said.append(Utterance(name, _words(tokens), start, end))
    return tiers, points


def _words(tokens: Tokens) -> str:
    words, _ = next(tokens)
    if words is None:
        raise ValueError("a string is missing")
    return words.replace('""', '"')


def _number(tokens: Tokens) -> str:
    _, number = next(tokens)
    if number is None:
        raise ValueError("a number is missing")
    return number
