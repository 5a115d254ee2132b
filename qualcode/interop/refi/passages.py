"""The sources of a project with their passages, written as XML text.

At 20,000 passages an element object for each would cost more than all the rest of the file, so
that they are put down as text, which is then read back and held against the schema like all else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from qualcode.core.coding import Mark, Valence
from qualcode.core.memo import About
from qualcode.core.portable import (
    PortableCoding,
    PortableNote,
    PortableProject,
    PortableSource,
)
from qualcode.core.spans import Span
from qualcode.interop.refi import extra
from qualcode.interop.refi.counting import Convention, counted

LONGEST_NAME = 4000
"""Characters of a passage that stand in its name."""

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPECIAL = re.compile('[&<>"\t\n\r]|[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
_ESCAPES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
}

Link = tuple[str, str, str]
"""From an identity to another, and what the link is called."""


def clean(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def escaped(text: str) -> str:
    """`text` as it stands in an element or between quotation marks."""
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], "\ufffd"), text)


class SourceWriter:
    """Writes the sources of one project."""

    def __init__(
        self,
        project: PortableProject,
        way: Convention,
        variables: Mapping[str, str],
        *,
        describing: bool = False,
    ) -> None:
        """Prepare to write.

        Args:
            project: the project.
            way: how places are counted.
            variables: GUIDs of variables by name.
            describing: whether memos on codings stand at the passage too, and not as notes only.
        """
        self._project = project
        self._way = way
        self._variables = variables
        self._describing = describing
        self._codings: dict[str, list[PortableCoding]] = defaultdict(list)
        for coding in project.codings:
            self._codings[coding.source].append(coding)
        self._passages: dict[str, list[PortableNote]] = defaultdict(list)
        self._notes_on: dict[str, list[PortableNote]] = defaultdict(list)
        for note in project.notes:
            if note.about is About.PASSAGE:
                self._passages[note.subject].append(note)
            elif note.about in {About.CODING, About.SOURCE}:
                self._notes_on[note.subject].append(note)
        self.links: list[Link] = []
        """From passages to the questions that travel with them, once all is written."""

    def written(self) -> Iterator[str]:
        """The element `Sources`, in pieces."""
        yield "<Sources>"
        for source in self._project.sources:
            yield from self._source(source)
        yield "</Sources>"

    def _source(self, source: PortableSource) -> Iterator[str]:
        guid = escaped(source.identity)
        created = f' creationDateTime="{escaped(source.created)}"' if source.created else ""
        yield (
            f'<TextSource guid="{guid}" name="{escaped(source.name)}" '
            f'plainTextPath="internal://{guid}.txt"{created}>'
        )
        if source.description:
            yield f"<Description>{escaped(source.description)}</Description>"
        yield from self._selections(source)
        yield _references(self._notes_on.get(source.identity, ()))
        for name, value in source.attributes.items():
            yield (
                f'<VariableValue><VariableRef targetGUID="{self._variables[name]}"/>'
                f"<TextValue>{escaped(value)}</TextValue></VariableValue>"
            )
        yield "</TextSource>"

    def _selections(self, source: PortableSource) -> Iterator[str]:
        codings = self._codings[source.identity]
        asked = [coding for coding in codings if coding.context is not None]
        noted = [note for note in self._passages[source.identity] if note.span is not None]
        spans = [
            *(coding.span for coding in codings),
            *(coding.context for coding in asked if coding.context is not None),
            *(note.span for note in noted if note.span is not None),
        ]
        places = _places(source.text, spans, self._way)
        for coding, place in zip(codings, places, strict=False):
            yield self._coded(coding, place)
        for coding, place in zip(asked, places, strict=False):
            guid, by = extra.beside(coding.identity, extra.CONTEXT), _by(coding.coder, "")
            yield f'<PlainTextSelection guid="{guid}" {place}{by}/>'
            self.links.append((extra.beside(coding.identity, "selection"), guid, extra.CONTEXT))
        for note, place in zip(noted, places, strict=False):
            guid, by = extra.beside(note.identity, "selection"), _by(note.coder, note.created)
            yield (
                f'<PlainTextSelection guid="{guid}" {place}{by}>{self._described([note])}'
                f'<NoteRef targetGUID="{escaped(note.identity)}"/></PlainTextSelection>'
            )

    def _coded(self, coding: PortableCoding, place: str) -> str:
        """A passage with its code, and beside it those that say valence and marks."""
        identity, code = escaped(coding.identity), _kept(coding.code)
        who, by = _by(coding.coder, ""), _by(coding.coder, coding.created)
        facets = _facets(coding.valence, coding.marks)
        selection, *guids = extra.all_beside(identity, ("selection", *facets))
        beside = ""
        for facet, guid in zip(facets, guids, strict=True):
            beside += (
                f'<Coding guid="{guid}"{who}>'
                f'<CodeRef targetGUID="{extra.FACET_GUIDS[facet]}"/></Coding>'
            )
        notes = self._notes_on.get(coding.identity)
        references = _references(notes) if notes else ""
        described = self._described(notes) if notes else ""
        return (
            f'<PlainTextSelection guid="{selection}" {place}{by}>'
            f'{described}<Coding guid="{identity}"{by}><CodeRef targetGUID="{code}"/>'
            f"{references}</Coding>{beside}</PlainTextSelection>"
        )

    def _described(self, notes: Sequence[PortableNote]) -> str:
        """What was written about a passage, where programs look for it and not for notes."""
        if not self._describing:
            return ""
        said = "\n\n".join(note.body for note in notes)
        return f"<Description>{escaped(said)}</Description>"


_kept = lru_cache(maxsize=10_000)(escaped)


@lru_cache(maxsize=10_000)
def _by(coder: str, created: str) -> str:
    who = f' creatingUser="{escaped(coder)}"' if coder else ""
    return f'{who} creationDateTime="{escaped(created)}"' if created else who


@cache
def _facets(valence: Valence, marks: frozenset[Mark]) -> tuple[str, ...]:
    """What is said of a coding beside its code."""
    return tuple(facet for facet in (valence, *sorted(marks)) if facet is not Valence.UNSET)


def _references(notes: Iterable[PortableNote]) -> str:
    return "".join(f'<NoteRef targetGUID="{escaped(note.identity)}"/>' for note in notes)


def _places(text: str, spans: Sequence[Span], way: Convention) -> Iterator[str]:
    """What says where passages stand, each called by its words."""
    starts = counted(text, [span.start for span in spans], way)
    ends = counted(text, [span.end for span in spans], way)
    names = [" ".join(text[span.start : span.end].split()) for span in spans]
    plain = _SPECIAL.search(" ".join(names)) is None
    for name, start, end in zip(names, starts, ends, strict=True):
        words = name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "…"
        if not plain:
            words = escaped(words)
        yield f'name="{words}" startPosition="{start}" endPosition="{end}"'
