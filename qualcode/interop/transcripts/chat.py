"""CHAT transcripts (.cha) of CLAN: main tiers as speech, dependent tiers and headers left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.core.transcript import Document, Doubt
from qualcode.i18n import N_
from qualcode.interop.transcripts.encoding import read_text
from qualcode.interop.transcripts.talk import Utterance, written

CONVENTION = N_("tiers of speakers (CHAT)")

_LEFT_OUT = N_("CHAT's dependent tiers and marks of repetition and error were left out.")
_MAIN = re.compile(r"\*([^\s:]{1,40}):[ \t]*")
_BULLET = re.compile("\x15(?:[^\x15\n]*?(\\d{1,10})_(\\d{1,10}))?[^\x15\n]*\x15?")
_EVENT = re.compile(r"&=([^\s\[\]]+)")
_FILLER = re.compile(r"&[-+~]?(?=\w)")
_CODE = re.compile(r"\[(?:/{1,3}|//\?|[*?!]{1,2}|[<>]\d?|\+[^\]]*|-[^\]]*|[*=%^$#:][^\]]*)\]")
_SCOPE = re.compile(r"[<>]")
_PART = re.compile(r"(?<=\w)\((\w+)\)|\((\w+)\)(?=\w)")
_TRAILS = re.compile(r"\+\.\.[.?]")
_ASKED = re.compile(r"[ \t]*\+[/!]{1,2}\?")
_LINKER = re.compile(r"\+[/!?\"<,^+.]{1,4}\.?\??")
_MARKS = bytes(range(1, 9))
"""Characters that CLAN writes for underlines and other marks of conversation analysis."""

_BEFORE_END = re.compile(r"[ \t]+(?=[.,](?:\s|\Z))")


def read(raw: bytes, file: str) -> Document:
    """The document of a .cha file.

    Raises:
        FileProblem: its encoding cannot be told.
    """
    decoded = read_text(raw.translate(None, _MARKS), file)
    said = list(_utterances(decoded.text))
    doubts = [*decoded.doubts]
    if re.search(r"^%", decoded.text, re.MULTILINE) or _CODE.search(decoded.text):
        doubts.append(Doubt(_LEFT_OUT, 1))
    return written(said, convention=CONVENTION, encoding=decoded.encoding, doubts=doubts)


def _utterances(text: str) -> Iterator[Utterance]:
    speaker, parts = "", list[str]()
    for line in text.splitlines():
        if line.startswith("\t") and parts:
            parts.append(line)
            continue
        main = _MAIN.match(line)
        if parts and (main or line[:1] in {"@", "%", "*"}):
            yield _utterance(speaker, " ".join(parts))
            parts = []
        if main:
            speaker, parts = main[1], [line[main.end() :] or " "]
    if parts:
        yield _utterance(speaker, " ".join(parts))


def _utterance(speaker: str, words: str) -> Utterance:
    times = [(int(m[1]), int(m[2])) for m in _BULLET.finditer(words) if m[1]]
    start, end = (times[0][0], times[-1][1]) if times else (None, None)
    return Utterance(speaker, _plain(_BULLET.sub(" ", words)), start, end)


def _plain(words: str) -> str:
    """An utterance as it reads: « &-euh j(e) viens [/] viens . » as "euh je viens viens."."""
    words = _EVENT.sub(lambda found: f"[{found[1].replace(':', ' ')}]", words)
    words = _CODE.sub("", words)
    words = _SCOPE.sub("", words)
    words = _FILLER.sub("", words)
    words = _PART.sub(r"\1\2", words)
    words = _LINKER.sub("", _TRAILS.sub("…", _ASKED.sub("?", words)))
    words = re.sub(r"[ \t]{2,}", " ", words)
    return _BEFORE_END.sub("", words).strip()
