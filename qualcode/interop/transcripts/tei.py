"""TEI: utterances of a spoken text, speeches of a play, or paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qualcode.core.errors import FileProblem
from qualcode.core.text import normalised
from qualcode.core.transcript import Document
from qualcode.i18n import N_
from qualcode.interop.transcripts.body import Body
from qualcode.interop.transcripts.encoding import Decoded
from qualcode.interop.transcripts.talk import Utterance, clean, from_seconds, written
from qualcode.interop.transcripts.xml import all_of, name_of, root_of, value

if TYPE_CHECKING:
    from lxml import etree

CONVENTION = N_("utterances (TEI)")

_NOT_TEI = N_("{file} is XML, but not TEI: no other XML is read as a transcript.")
_NOT_SAID = frozenset(
    ("note", "del", "teiHeader", "fw", "speaker", "spanGrp", "timeline", "figure")
)
_TOLD = frozenset(("vocal", "incident", "kinesic"))
_WHOLE = {"pause": " (.) ", "gap": " […] ", "lb": " ", "shift": "", "anchor": ""}


def read(raw: bytes, file: str) -> Document | Body:
    """The document of a TEI file; a speaker is what `who` points to, without its number sign.

    Raises:
        FileProblem: as `xml.root_of`; XML of another kind.
    """
    root, decoded = root_of(raw, file)
    if name_of(root) not in {"TEI", "TEI.2", "teiCorpus", "text"}:
        raise FileProblem(_NOT_TEI, file=file)
    moments = _timeline(root)
    spoken = all_of(root, "u")
    said = [
        Utterance(_who(one), _words(one), *(_moment(one, at, moments) for at in ("start", "end")))
        for one in spoken
        if not any(name_of(above) == "u" for above in one.iterancestors())
    ]
    if not spoken:
        said = [Utterance(_speaker(one), _words(one)) for one in all_of(root, "sp")]
    return _written(said, decoded) if said else _paragraphs(root, decoded)


def _written(said: list[Utterance], decoded: Decoded) -> Document:
    return written(said, convention=CONVENTION, encoding=decoded.encoding, doubts=decoded.doubts)


def _paragraphs(root: etree._Element, decoded: Decoded) -> Body:
    held = [text for text in root.iter() if name_of(text) == "body"] or [root]
    lines = [clean(_words(one)) for one in all_of(held[0], "p", "ab", "l", "head")]
    return Body(normalised("\n".join(lines)), doubts=decoded.doubts)


def _who(one: etree._Element) -> str:
    return " + ".join(part.removeprefix("#") for part in value(one, "who").split())


def _speaker(speech: etree._Element) -> str:
    named = next((child for child in speech if name_of(child) == "speaker"), None)
    return _who(speech) if named is None else clean("".join(map(str, named.itertext())))


def _timeline(root: etree._Element) -> dict[str, int]:
    """The moments of the file's timeline by their identifier, in milliseconds."""
    moments: dict[str, int] = {}
    for when in all_of(root, "when"):
        name, since = value(when, "id"), value(when, "since").removeprefix("#")
        told = from_seconds(value(when, "interval") or value(when, "absolute") or "0")
        if name and told is not None:
            moments[name] = told + moments.get(since, 0)
    return moments


def _moment(one: etree._Element, name: str, moments: dict[str, int]) -> int | None:
    told = value(one, name)
    return moments.get(told.removeprefix("#")) if told.startswith("#") else from_seconds(told)


def _words(node: etree._Element) -> str:
    """What is said in an element; what happens beside stands in brackets."""
    parts: list[str] = []
    waiting: list[tuple[etree._Element, bool]] = [(node, False)]
    while waiting:
        here, is_tail = waiting.pop()
        if is_tail:
            parts.append(str(here.tail or ""))
            continue
        if here is not node:
            waiting.append((here, True))
        name = name_of(here)
        if here is not node and (not name or name in _NOT_SAID):
            continue
        if name in _TOLD:
            told = clean("".join(map(str, here.itertext()))) or value(here, "desc")
            parts.append(f" [{told}] " if told else "")
            continue
        if name in _WHOLE:
            parts.append(_WHOLE[name])
            continue
        parts.append(f" {here.text or ''}" if name in {"w", "seg", "p", "l"} else here.text or "")
        waiting.extend((child, False) for child in reversed(here))
    return "".join(parts)
