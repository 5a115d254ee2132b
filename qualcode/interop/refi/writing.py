"""Writing REFI-QDA: a whole project as .qdpx, a codebook as .qdc, checked against the schemas."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.core.coding import Mark, Valence
from qualcode.core.errors import FormatProblem
from qualcode.core.memo import About
from qualcode.core.portable import (
    PortableCase,
    PortableCode,
    PortableCoding,
    PortableNote,
    PortableProject,
    PortableSource,
)
from qualcode.core.spans import Span
from qualcode.core.version import __version__
from qualcode.i18n import N_, translate
from qualcode.interop.refi import extra
from qualcode.interop.refi.counting import (
    AS_LF,
    BOM,
    Convention,
    LineEnd,
    Unit,
    counted,
)

if TYPE_CHECKING:
    from lxml import etree

PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = f"qualcode {__version__}"

_EPOCH = (1980, 1, 1, 0, 0, 0)
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_NAME = 4000
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})\Z")


class Target(StrEnum):
    """For whom a project is written: the standard, or a program that reads it in its own way."""

    STANDARD = "standard"
    NVIVO = "nvivo"
    ATLASTI = "atlasti"
    MAXQDA = "maxqda"
    QUALCODER = "qualcoder"

    @property
    def counting(self) -> Convention:
        """How offsets are counted, and line ends written."""
        return _COUNTING.get(self, AS_LF)

    @property
    def with_bom(self) -> bool:
        """Whether texts begin with a byte-order mark."""
        return self is Target.NVIVO


_COUNTING = {
    Target.NVIVO: Convention(Unit.UTF16, LineEnd.CRLF),
    Target.MAXQDA: Convention(Unit.CODE_POINT, LineEnd.CRLF),
}


def qdpx_bytes(project: PortableProject, target: Target = Target.STANDARD) -> bytes:
    """A project as the bytes of a .qdpx: `project.qde`, and one text a source.

    Raises:
        FormatProblem: what came out does not follow the schema.
    """
    tree = _Writer(project, target).root()
    checked(tree, "Project.xsd")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _put(archive, "project.qde", _serialised(tree))
        for source in project.sources:
            _put(archive, f"sources/{source.identity}.txt", _text_bytes(source.text, target))
    return buffer.getvalue()


def qdc_bytes(project: PortableProject) -> bytes:
    """The codes of a project as the bytes of a .qdc.

    Raises:
        FormatProblem: there is no code, which the schema asks for.
    """
    from lxml import etree

    root = etree.Element(f"{{{CODEBOOK_NAMESPACE}}}CodeBook", nsmap={None: CODEBOOK_NAMESPACE})
    root.set("origin", ORIGIN)
    _codes_into(root, project.codes, {})
    sets = [group for group in project.sets if group.codes]
    if sets:
        every = _sub(root, "Sets")
        for group in sets:
            one = _sub(every, "Set", guid=group.identity, name=group.name)
            if group.description:
                _sub(one, "Description").text = clean(group.description)
            for code in group.codes:
                _sub(one, "MemberCode", guid=code)
    checked(root, "Codebook.xsd")
    return _serialised(root)


def checked(root: etree._Element, schema: str) -> None:
    """Refuse what does not follow a schema.

    Raises:
        FormatProblem: with the first reason.
    """
    found = _schema(schema)
    if not found.validate(root):
        error = found.error_log.last_error
        raise FormatProblem(
            N_("Nothing was written: the file would not follow REFI-QDA ({reason})."),
            reason=f"{error.type_name}, {error.path}" if error is not None else schema,
        )


@cache
def _schema(name: str) -> etree.XMLSchema:
    from lxml import etree

    folder = Path(__file__).parent / "schemas"
    return etree.XMLSchema(etree.fromstring((folder / name).read_bytes()))


def clean(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def _serialised(root: etree._Element) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


def _text_bytes(text: str, target: Target) -> bytes:
    if target.counting.line_end is LineEnd.CRLF:
        text = text.replace("\n", "\r\n")
    return ((BOM if target.with_bom else "") + text).encode("utf-8", "replace")


def _sub(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    from lxml.etree import SubElement

    space = str(parent.tag).rpartition("}")[0]
    return SubElement(parent, f"{space}}}{tag}", {k: clean(v) for k, v in attributes.items() if v})


def _codes_into(
    parent: etree._Element,
    codes: Sequence[PortableCode],
    notes: Mapping[str, Sequence[str]],
) -> None:
    """The codes as a tree; `notes` by the code they are about."""
    every = _sub(parent, "Codes")
    under: dict[str | None, list[PortableCode]] = defaultdict(list)
    for code in codes:
        under[code.parent].append(code)
    waiting = [(every, code) for code in reversed(under[None])]
    while waiting:
        above, code = waiting.pop()
        element = _sub(above, "Code", guid=code.identity, name=code.name or "—")
        element.set("isCodable", "true" if code.codable else "false")
        if _COLOUR.match(code.color):
            element.set("color", code.color)
        if code.description:
            _sub(element, "Description").text = clean(code.description)
        for note in notes.get(code.identity, ()):
            _sub(element, "NoteRef", targetGUID=note)
        waiting += [(element, child) for child in reversed(under[code.identity])]


class _Writer:
    """Makes the elements of one project."""

    def __init__(self, project: PortableProject, target: Target) -> None:
        self._project = project
        self._way = target.counting
        self._codings: dict[str, list[PortableCoding]] = defaultdict(list)
        for coding in project.codings:
            self._codings[coding.source].append(coding)
        self._notes: dict[tuple[About, str], list[str]] = defaultdict(list)
        self._passages: dict[str, list[PortableNote]] = defaultdict(list)
        for note in project.notes:
            if note.about is About.PASSAGE:
                self._passages[note.subject].append(note)
            else:
                self._notes[note.about, note.subject].append(note.identity)
        self._links: list[tuple[str, str, str]] = [
            (note.identity, note.subject, extra.ABOUT_CASE)
            for note in project.notes
            if note.about is About.CASE
        ]
        self._variables: dict[str, str] = {}
        self._facets: set[Valence | Mark] = set()
        for coding in project.codings:
            self._facets |= {coding.valence, *coding.marks}

    def root(self) -> etree._Element:
        """The element `Project`."""
        from lxml import etree

        root = etree.Element(f"{{{PROJECT_NAMESPACE}}}Project", nsmap={None: PROJECT_NAMESPACE})
        root.set("name", clean(self._project.name) or "qualcode")
        root.set("origin", ORIGIN)
        self._users(root)
        self._codebook(root)
        self._declare_variables(root)
        self._cases(root)
        self._sources(root)
        self._all_notes(root)
        self._all_links(root)
        self._sets(root)
        for note in (*self._notes[About.STUDY, ""], extra.NOTE_GUID):
            _sub(root, "NoteRef", targetGUID=note)
        return root

    def _users(self, root: etree._Element) -> None:
        if self._project.coders:
            every = _sub(root, "Users")
            for guid, name in self._project.coders.items():
                _sub(every, "User", guid=guid, name=name)

    def _codebook(self, root: etree._Element) -> None:
        codes = [*self._project.codes, *_facet_codes(self._facets)]
        if codes:
            notes = {subject: ids for (about, subject), ids in self._notes.items()
                     if about is About.CODE}  # fmt: skip
            _codes_into(_sub(root, "CodeBook"), codes, notes)

    def _declare_variables(self, root: etree._Element) -> None:
        described: Iterable[Mapping[str, str]] = chain(
            (case.case.attributes for case in self._project.cases),
            (source.attributes for source in self._project.sources),
        )
        names = dict.fromkeys(name for attributes in described for name in attributes)
        self._variables = {name: extra.made_from(name, "variable") for name in names}
        if names:
            every = _sub(root, "Variables")
            for name, guid in self._variables.items():
                _sub(every, "Variable", guid=guid, name=name or "—", typeOfVariable="Text")

    def _values(self, element: etree._Element, attributes: Mapping[str, str]) -> None:
        for name, value in attributes.items():
            one = _sub(element, "VariableValue")
            _sub(one, "VariableRef", targetGUID=self._variables[name])
            _sub(one, "TextValue").text = clean(value)

    def _cases(self, root: etree._Element) -> None:
        if self._project.cases:
            every = _sub(root, "Cases")
            for case in self._project.cases:
                self._case(every, case)

    def _case(self, every: etree._Element, case: PortableCase) -> None:
        element = _sub(every, "Case", guid=case.identity, name=case.case.name)
        if case.description:
            _sub(element, "Description").text = clean(case.description)
        self._values(element, case.case.attributes)
        for source in case.sources:
            _sub(element, "SourceRef", targetGUID=source)

    def _sources(self, root: etree._Element) -> None:
        if self._project.sources:
            every = _sub(root, "Sources")
            for source in self._project.sources:
                self._source(every, source)

    def _source(self, every: etree._Element, source: PortableSource) -> None:
        element = _sub(
            every,
            "TextSource",
            guid=source.identity,
            name=source.name,
            plainTextPath=f"internal://{source.identity}.txt",
            creationDateTime=source.created,
        )
        if source.description:
            _sub(element, "Description").text = clean(source.description)
        self._selections(element, source)
        for note in self._notes[About.SOURCE, source.identity]:
            _sub(element, "NoteRef", targetGUID=note)
        self._values(element, source.attributes)

    def _selections(self, element: etree._Element, source: PortableSource) -> None:
        codings, notes = self._codings[source.identity], self._passages[source.identity]
        contexts = [coding for coding in codings if coding.context is not None]
        spans = [c.span for c in codings]
        spans += [c.context for c in contexts if c.context is not None]
        spans += [note.span for note in notes if note.span is not None]
        starts = counted(source.text, (span.start for span in spans), self._way)
        ends = counted(source.text, (span.end for span in spans), self._way)
        places = iter(zip(starts, ends, strict=True))
        make = _SelectionMaker(element, source.text)
        for coding in codings:
            guid = extra.made_from(coding.identity, "selection")
            selection = make(guid, coding.span, next(places), coding.coder, coding.created)
            self._given(selection, coding)
        for coding in contexts:
            guid = extra.made_from(coding.identity, extra.CONTEXT)
            assert coding.context is not None  # noqa: S101
            make(guid, coding.context, next(places), coding.coder, coding.created)
            coded = extra.made_from(coding.identity, "selection")
            self._links.append((coded, guid, extra.CONTEXT))
        for note in notes:
            if note.span is not None:
                guid = extra.made_from(note.identity, "selection")
                selection = make(guid, note.span, next(places), note.coder, note.created)
                _sub(selection, "NoteRef", targetGUID=note.identity)

    def _given(self, selection: etree._Element, coding: PortableCoding) -> None:
        """The code of a passage, and beside it those that say valence and marks."""
        from lxml.etree import SubElement

        shared = {}
        if coding.coder:
            shared["creatingUser"] = coding.coder
        if coding.created:
            shared["creationDateTime"] = coding.created
        element = SubElement(selection, _CODING, {"guid": coding.identity, **shared})
        SubElement(element, _CODE_REF, {"targetGUID": coding.code})
        for note in self._notes.get((About.CODING, coding.identity), ()):
            SubElement(element, _NOTE_REF, {"targetGUID": note})
        facets: list[Valence | Mark] = [coding.valence, *sorted(coding.marks)]
        for facet in facets:
            code = extra.FACET_GUIDS.get(facet)
            if code is not None:
                guid = extra.made_from(coding.identity, facet.value)
                beside = SubElement(selection, _CODING, {"guid": guid, **shared})
                SubElement(beside, _CODE_REF, {"targetGUID": code})

    def _all_notes(self, root: etree._Element) -> None:
        every = _sub(root, "Notes")
        for note in self._project.notes:
            element = _sub(
                every,
                "Note",
                guid=note.identity,
                name=note.name or note.kind.value,
                creatingUser=note.coder,
                creationDateTime=note.created,
            )
            _sub(element, "Description").text = note.kind.value
            _sub(element, "PlainTextContent").text = clean(note.body)
        own = _sub(every, "Note", guid=extra.NOTE_GUID, name=extra.NOTE)
        _sub(own, "PlainTextContent").text = clean(extra.extra_text(self._project, self._way))

    def _all_links(self, root: etree._Element) -> None:
        if self._links:
            every = _sub(root, "Links")
            for origin, target, name in self._links:
                guid = extra.made_from(f"{origin}{target}", "link")
                _sub(every, "Link", guid=guid, name=name, direction="OneWay",
                     originGUID=origin, targetGUID=target)  # fmt: skip

    def _sets(self, root: etree._Element) -> None:
        if self._project.sets:
            every = _sub(root, "Sets")
            for group in self._project.sets:
                element = _sub(every, "Set", guid=group.identity, name=group.name)
                if group.description:
                    _sub(element, "Description").text = clean(group.description)
                for code in group.codes:
                    _sub(element, "MemberCode", targetGUID=code)
                for source in group.sources:
                    _sub(element, "MemberSource", targetGUID=source)


_IN = f"{{{PROJECT_NAMESPACE}}}"
_SELECTION, _CODING = f"{_IN}PlainTextSelection", f"{_IN}Coding"
_CODE_REF, _NOTE_REF = f"{_IN}CodeRef", f"{_IN}NoteRef"


class _SelectionMaker:
    """Makes the selections of one source, each called by its words."""

    def __init__(self, parent: etree._Element, text: str) -> None:
        self._parent = parent
        self._text = text

    def __call__(
        self, guid: str, span: Span, place: tuple[int, int], coder: str, created: str
    ) -> etree._Element:
        from lxml.etree import SubElement

        words = clean(" ".join(span.of(self._text).split()))
        attributes = {
            "guid": guid,
            "name": words if len(words) <= _LONGEST_NAME else words[:_LONGEST_NAME] + "…",
            "startPosition": str(place[0]),
            "endPosition": str(place[1]),
        }
        if coder:
            attributes["creatingUser"] = coder
        if created:
            attributes["creationDateTime"] = created
        return SubElement(self._parent, _SELECTION, attributes)


def _facet_codes(used: Collection[Valence | Mark]) -> list[PortableCode]:
    """The family of valences and marks, as far as they are used."""
    codes = [
        PortableCode(guid, translate(facet.label), extra.FAMILY, facet.value)
        for guid, facet in extra.FACETS.items()
        if facet in used
    ]
    return [PortableCode(extra.FAMILY, extra.FAMILY_NAME, codable=False), *codes] if codes else []
