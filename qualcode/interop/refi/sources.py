"""The texts of a REFI-QDA project with what is coded in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import FileProblem
from qualcode.core.memo import About
from qualcode.core.portable import PortableCoding, PortableNote, PortableSource, Remarks
from qualcode.core.spans import Span
from qualcode.core.text import digest, normalised
from qualcode.i18n import N_
from qualcode.interop.refi import extra
from qualcode.interop.refi.counting import AS_LF, Convention, RawText
from qualcode.interop.refi.elements import first, guid, target, under, words
from qualcode.interop.refi.judging import GLANCE, Judged, Passage, judge
from qualcode.interop.transcripts.encoding import read_text

if TYPE_CHECKING:
    from lxml import etree

    from qualcode.interop.refi.archive import Package

_PASSAGES = ("PlainTextSelection", "TranscriptSelection")
_LONGEST_NAME = 4000
"""Characters after which what a passage is called is cut, and marked so."""

_SOMETHING = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Read:
    """One text as read."""

    element: etree._Element
    source: PortableSource
    judged: Judged
    codings: list[PortableCoding] = field(default_factory=list)
    notes: list[PortableNote] = field(default_factory=list)
    noted: dict[str, tuple[About, str, Span | None]] = field(default_factory=dict)
    """By note: what it is about."""


@dataclass(slots=True)
class _Found:
    """A selection of the file with its place as the file counts it."""

    element: etree._Element
    passage: Passage


class SourceReader:
    """Reads texts, finds out how places are counted in them, and who coded what."""

    def __init__(
        self,
        package: Package,
        origin: str,
        way: Convention | None,
        remarks: Remarks,
        facets: Mapping[str, Valence | Mark],
        codes: set[str],
        contexts: Mapping[str, str],
        known: Mapping[str, extra.KnownSource],
        told: Convention | None = None,
    ) -> None:
        self._package = package
        self._origin = origin
        self._own = origin.startswith("qualcode")
        self._way = way
        self._remarks = remarks
        self._facets = facets
        self._codes = codes
        self._contexts = contexts
        self._known = known
        self._told = told

    def read(self, element: etree._Element) -> Read | None:
        """A text with its codings; None where it cannot be read, which is counted."""
        text = self._text(element)
        if text is None or not _SOMETHING.search(text):
            self._remarks.add(N_("sources whose text is not in the file or cannot be read"))
            return None
        raw = RawText(text)
        found = list(self._selections(element))
        passages = [one.passage for one in found]
        judged = self._judged(raw, passages)
        read = Read(element, self._source(element, raw.text), judged)
        spans = self._spans(raw, passages, judged.way, same=read.source.turns is not None)
        by_guid = {
            guid(one.element.get("guid")): span for one, span in zip(found, spans, strict=True)
        }
        questions = set(self._contexts.values())
        for one, span in zip(found, spans, strict=True):
            identity = guid(one.element.get("guid"))
            if span is not None and identity not in questions:
                context = by_guid.get(self._contexts.get(identity, ""))
                self._take(read, one.element, span, context)
        whole = sum(1 for _ in under(element, "Coding"))
        self._remarks.add(N_("codes given to whole texts"), whole)
        return read

    def _judged(self, raw: RawText, passages: list[Passage]) -> Judged:
        """How places are counted; what our own file says of itself is held against its words."""
        if self._way is not None:
            return Judged(self._way, 1.0, None, 1.0, sure=True)
        if not self._own:
            return judge(raw, passages, self._origin, self._told)
        told = raw.same(self._told or AS_LF)
        named = [passage for passage in passages if passage.name]
        some = named[:: max(1, len(named) // GLANCE)]
        held = sum(
            span is not None and _is_called(raw.text, span, passage.name)
            for passage, span in zip(some, _placed(raw, some, told), strict=True)
        )
        if held * 2 >= len(some):
            return Judged(told, 1.0, None, 1.0, sure=True)
        judged = judge(raw, passages, self._origin, self._told)
        return replace(judged, sure=judged.sure or len(named) == len(passages))

    def _source(self, element: etree._Element, text: str) -> PortableSource:
        identity = guid(element.get("guid"))
        known = self._known.get(identity)
        same = known is not None and known.sha256 == digest(text)
        turns = known.turns if known is not None and same and _sound(known, len(text)) else None
        return PortableSource(
            identity=identity,
            name=normalised(element.get("name") or "").strip(),
            text=text,
            description=words(element, "Description"),
            kind=known.kind if known else "",
            language=known.language if known else "",
            turns=turns,
            speakers=known.speakers if known is not None and turns is not None else None,
            created=element.get("creationDateTime") or "",
        )

    def _text(self, element: etree._Element) -> str | None:
        """The text; the styled one where the plain one is empty, as NVivo for Mac leaves it."""
        inline = first(element, "PlainTextContent")
        if inline is not None:
            return "".join(inline.itertext())
        for attribute in ("plainTextPath", "richTextPath"):
            path = element.get(attribute)
            part = self._package.find(path) if path else None
            if part is not None:
                data = self._package.read(part)
                try:
                    text = self.text_of(data, part, keep=True)
                except FileProblem:
                    continue
                if _SOMETHING.search(text):
                    return text
        return None

    @staticmethod
    def text_of(raw: bytes, name: str, *, keep: bool = False) -> str:
        """The text in a part; with `keep` as it stands there, mark and line ends included.

        Raises:
            FileProblem: it is no text.
        """
        if name.endswith(".docx") or raw.startswith(b"PK\x03\x04"):
            from qualcode.interop.transcripts import docx

            return docx.body(raw, name).text
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = read_text(raw, name).text
        return text if keep else normalised(text)

    def _selections(self, element: etree._Element) -> Iterator[_Found]:
        marks = {guid(p.get("guid")): p.get("position") for p in under(element, "SyncPoint")}
        for one in under(element, *_PASSAGES):
            start, end = one.get("startPosition"), one.get("endPosition")
            if start is None:
                start = marks.get(guid(one.get("fromSyncPoint")))
                end = marks.get(guid(one.get("toSyncPoint")))
            try:
                passage = Passage(int(start or ""), int(end or ""), one.get("name") or "")
            except ValueError:
                self._remarks.add(N_("passages without a place in the text"))
                continue
            if passage.start < 0 or passage.end < passage.start:
                self._remarks.add(N_("passages without a place in the text"))
            elif passage.end == passage.start and not _coded(one):
                self._remarks.add(N_("passages without any character"))
            else:
                yield _Found(one, passage)

    def _spans(
        self, raw: RawText, passages: list[Passage], way: Convention, *, same: bool
    ) -> list[Span | None]:
        """Where passages stand; of our own files by the words that they are called by.

        One whose words stand elsewhere is looked for there. One whose words are nowhere stands
        where it is said to if the text is the `same` as when the file was written.
        """
        found: list[Span | None] = []
        for passage, told in zip(passages, _placed(raw, passages, way), strict=True):
            span = told
            if self._own and passage.name:
                span = _checked(raw.text, told, passage.name) or (told if same else None)
                moved = span is not None and span != told
                self._remarks.add(N_("passages found again by their words"), int(moved))
            if span is None:
                self._remarks.add(N_("passages whose place is not in the text"))
            found.append(span)
        return found

    def _take(
        self, read: Read, selection: etree._Element, span: Span, context: Span | None
    ) -> None:
        source, owner = read.source.identity, guid(selection.get("creatingUser"))
        given: dict[str, list[tuple[str, etree._Element]]] = defaultdict(list)
        facets: dict[str, set[Valence | Mark]] = defaultdict(set)
        for coding in under(selection, "Coding"):
            coder = guid(coding.get("creatingUser")) or owner
            code = target(first(coding, "CodeRef"))
            if code in self._facets:
                facets[coder].add(self._facets[code])
            elif code in self._codes:
                given[coder].append((code, coding))
            else:
                self._remarks.add(N_("codings whose code is not in the codebook"))
        first_coding = ""
        created = selection.get("creationDateTime") or ""
        for coder, codings in given.items():
            valence = self._valence(facets[coder])
            marks = frozenset(facet for facet in facets[coder] if isinstance(facet, Mark))
            for code, coding in codings:
                identity, when = guid(coding.get("guid")), coding.get("creationDateTime")
                read.codings.append(
                    PortableCoding(
                        identity, source, span, code, coder, valence, marks, context,
                        when or created,
                    )
                )  # fmt: skip
                first_coding = first_coding or identity
                for ref in under(coding, "NoteRef"):
                    read.noted[target(ref)] = (About.CODING, identity, None)
        place: tuple[About, str, Span | None] = (About.PASSAGE, source, span)
        if first_coding:
            place = (About.CODING, first_coding, None)
        self._take_notes(read, selection, place, owner)

    def _take_notes(
        self,
        read: Read,
        selection: etree._Element,
        place: tuple[About, str, Span | None],
        owner: str,
    ) -> None:
        """What is written about a passage: notes, and its description."""
        for ref in under(selection, "NoteRef"):
            read.noted[target(ref)] = place
        said = "" if self._own else words(selection, "Description")
        if said:
            identity = extra.made_from(guid(selection.get("guid")), "description")
            about, subject, where = place
            read.notes.append(PortableNote(identity, said, about, subject, where, coder=owner))

    def _valence(self, facets: set[Valence | Mark]) -> Valence:
        valences = [facet for facet in facets if isinstance(facet, Valence)]
        if len(valences) > 1:
            self._remarks.add(N_("passages with several valences, of which none was taken"))
        return valences[0] if len(valences) == 1 else Valence.UNSET


def _coded(selection: etree._Element) -> bool:
    return first(selection, "Coding") is not None


def _sound(known: extra.KnownSource, length: int) -> bool:
    """Whether turns follow each other inside the text, each of a speaker who is described."""
    place = 0
    for turn in known.turns:
        for span in filter(None, (turn.label, turn.speech)):
            if not place <= span.start < span.end <= length:
                return False
            place = span.end
    return {turn.speaker for turn in known.turns} <= set(known.speakers)


def _placed(raw: RawText, passages: Sequence[Passage], way: Convention) -> list[Span | None]:
    starts = raw.places([passage.start for passage in passages], way)
    ends = raw.places([passage.end + way.inclusive for passage in passages], way)
    return [
        Span(start, end) if start is not None and end is not None and start < end else None
        for start, end in zip(starts, ends, strict=True)
    ]


def _words(name: str) -> str:
    """The words that a passage is called by; a long one by its beginning."""
    return name.removesuffix("…") if len(name) > _LONGEST_NAME else name


def _is_called(text: str, span: Span, name: str) -> bool:
    return " ".join(span.of(text).split()).startswith(_words(name))


def _checked(text: str, span: Span | None, name: str) -> Span | None:
    """The span if it holds the words it is called by; else where they stand nearest to it."""
    if span is not None and _is_called(text, span, name):
        return span
    said = _words(name)
    pieces = said.split()
    if not pieces or "\ufffd" in said:
        return span
    pattern = re.compile(r"\s+".join(map(re.escape, pieces)))
    near = span.start if span else 0
    places = [Span(*match.span()) for match in pattern.finditer(text)]
    return min(places, key=lambda place: abs(place.start - near), default=None)
