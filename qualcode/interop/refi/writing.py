"""Writing REFI-QDA: a whole project as .qdpx, a codebook as .qdc, checked against the schemas."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
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
    PortableNote,
    PortableProject,
)
from qualcode.core.version import __version__
from qualcode.i18n import N_, translate
from qualcode.interop.refi import extra
from qualcode.interop.refi.counting import (
    AS_LF,
    BOM,
    Convention,
    LineEnd,
    Unit,
)
from qualcode.interop.refi.passages import SourceWriter, clean

if TYPE_CHECKING:
    from lxml import etree

PROJECT_NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = f"qualcode {__version__}"

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 1
"""Of packing: the next five would make files a fifth smaller in four times the time."""

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


_DESCRIBING = frozenset({Target.QUALCODER, Target.MAXQDA, Target.ATLASTI})
"""Programs that look for what was written about a passage in its description."""

_COUNTING = {
    Target.NVIVO: Convention(Unit.UTF16, LineEnd.CRLF),
    Target.MAXQDA: Convention(Unit.CODE_POINT, LineEnd.CRLF),
}


def qdpx_bytes(project: PortableProject, target: Target = Target.STANDARD) -> bytes:
    """A project as the bytes of a .qdpx: `project.qde`, and one text a source.

    Raises:
        FormatProblem: what came out does not follow the schema.
    """
    data = _project_bytes(project, target)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _put(archive, "project.qde", data)
        for source in project.sources:
            _put(archive, f"sources/{source.identity}.txt", _text_bytes(source.text, target))
        for note in journal_notes(project, target):
            _put(archive, f"sources/{note.identity}.txt", _text_bytes(note.body, target))
    return buffer.getvalue()


def _project_bytes(project: PortableProject, target: Target) -> bytes:
    from lxml import etree

    if target is Target.QUALCODER:
        project = _with_names_of_their_own(project)
    writer = _Writer(project, target)
    sources = "".join(writer.sources.written()) if project.sources else ""
    data = _serialised(writer.root()).replace(b"<Sources/>", sources.encode(), 1)
    parser = etree.XMLParser(target=_Nothing(), schema=_schema("Project.xsd"), huge_tree=True)
    etree.fromstring(data, parser)
    if parser.error_log:
        checked(etree.fromstring(data, etree.XMLParser(huge_tree=True)), "Project.xsd")
    return data


class _Nothing:
    """Lets a document pass by its schema without being kept: twice as fast as a tree of it."""

    def close(self) -> None:
        """The end of the document."""


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


def _serialised(root: etree._Element) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, compresslevel=_LEVEL)


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
        self._target = target
        self._way = target.counting
        self._notes: dict[tuple[About, str], list[str]] = defaultdict(list)
        for note in project.notes:
            if note.about in {About.STUDY, About.CODE}:
                self._notes[note.about, note.subject].append(note.identity)
        self._variables = _variables(project)
        self.sources = SourceWriter(
            project, self._way, self._variables, describing=target in _DESCRIBING
        )
        """To be written first: it gathers links on the way."""

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
        if self._project.sources:
            _sub(root, "Sources")
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
        facets: set[Valence | Mark] = set()
        for coding in self._project.codings:
            facets |= {coding.valence, *coding.marks}
        codes = [*self._project.codes, *_facet_codes(facets)]
        if codes:
            notes = {subject: ids for (about, subject), ids in self._notes.items()
                     if about is About.CODE}  # fmt: skip
            _codes_into(_sub(root, "CodeBook"), codes, notes)

    def _declare_variables(self, root: etree._Element) -> None:
        if self._variables:
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

    def _all_notes(self, root: etree._Element) -> None:
        every = _sub(root, "Notes")
        moment = _moment(self._project)
        kept = {note.identity for note in journal_notes(self._project, self._target)}
        for number, note in enumerate(self._project.notes, 1):
            name, path = note.name or note.kind.value, ""
            if note.identity in kept:
                name, path = f"{name} {number}", f"internal://{note.identity}.txt"
            element = _sub(
                every,
                "Note",
                guid=note.identity,
                name=name,
                plainTextPath=path,
                creatingUser=note.coder,
                creationDateTime=note.created or moment,
            )
            _sub(element, "Description").text = note.kind.value
            if not path:
                _sub(element, "PlainTextContent").text = clean(note.body)
        own = _sub(every, "Note", guid=extra.NOTE_GUID, name=extra.NOTE, creationDateTime=moment)
        _sub(own, "PlainTextContent").text = clean(extra.extra_text(self._project, self._way))

    def _all_links(self, root: etree._Element) -> None:
        links = [
            *((note.identity, note.subject, extra.ABOUT_CASE)
              for note in self._project.notes if note.about is About.CASE),
            *self.sources.links,
        ]  # fmt: skip
        if links:
            every = _sub(root, "Links")
            for origin, target, name in links:
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


def _with_names_of_their_own(project: PortableProject) -> PortableProject:
    """The project, no code called like another one: QualCoder would lose its codings."""
    taken = {translate(facet.label) for facet in extra.FACETS.values()}
    codes = []
    for code in project.codes:
        name, number = code.name, 2
        while name in taken:
            name, number = f"{code.name} ({number})", number + 1
        taken.add(name)
        codes.append(replace(code, name=name))
    return replace(project, codes=tuple(codes))


def journal_notes(project: PortableProject, target: Target) -> list[PortableNote]:
    """The memos on the study that stand in files: QualCoder reads its journal from there only."""
    if target is not Target.QUALCODER:
        return []
    return [note for note in project.notes if note.about is About.STUDY]


def _moment(project: PortableProject) -> str:
    """When the newest thing was made: a note without a date ends QualCoder's import."""
    dates = [coding.created for coding in project.codings]
    dates += [source.created for source in project.sources]
    return max(filter(None, dates), default="1980-01-01T00:00:00Z")


def _variables(project: PortableProject) -> dict[str, str]:
    """GUIDs of the variables of cases and sources, by name."""
    described: Iterable[Mapping[str, str]] = chain(
        (case.case.attributes for case in project.cases),
        (source.attributes for source in project.sources),
    )
    names = dict.fromkeys(name for attributes in described for name in attributes)
    return {name: extra.made_from(name, "variable") for name in names}


def _facet_codes(used: Collection[Valence | Mark]) -> list[PortableCode]:
    """The family of valences and marks, as far as they are used."""
    codes = [
        PortableCode(guid, translate(facet.label), extra.FAMILY, facet.value)
        for guid, facet in extra.FACETS.items()
        if facet in used
    ]
    return [PortableCode(extra.FAMILY, extra.FAMILY_NAME, codable=False), *codes] if codes else []
