"""Reading REFI-QDA as the standard says, and as programs write it.

What programs do that the standard does not say is taken as it was meant: a project under another
name, folders in capitals, paths without `internal://`, GUIDs in braces or in any case, texts
inside the project or behind `richTextPath`, several sources of one name, nameless cases that
carry variables, passages with a description and no code, codebooks of the namespace 0:4. What
cannot be taken is counted and told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.core.errors import FileProblem, FormatProblem, NotAllowed
from qualcode.core.memo import About, MemoKind
from qualcode.core.people import Case
from qualcode.core.portable import (
    LeftOut,
    PortableCase,
    PortableCode,
    PortableNote,
    PortableProject,
    PortableSet,
    Remarks,
)
from qualcode.core.spans import Span
from qualcode.core.text import normalised
from qualcode.i18n import N_
from qualcode.interop.files import file_bytes
from qualcode.interop.refi import extra
from qualcode.interop.refi.archive import Package, xml_root
from qualcode.interop.refi.counting import Convention
from qualcode.interop.refi.elements import first, guid, local, target, under, words
from qualcode.interop.refi.judging import Judged
from qualcode.interop.refi.sources import Read, SourceReader

if TYPE_CHECKING:
    from lxml import etree

LARGEST_FILE = 2_000_000_000
"""Bytes of a package; recordings inside it are never read."""

DEEPEST = 60
"""How deep codes may stand under codes."""


@dataclass(frozen=True, slots=True)
class ReadProject:
    """A project as read, and how places were counted in each of its sources."""

    project: PortableProject
    counting: Mapping[str, Judged] = field(default_factory=dict)
    """By name of source."""


def read_qdpx(path: Path, way: Convention | None = None) -> ReadProject:
    """Read a project; the package is bounded first, and nothing of it is unpacked to disk.

    Args:
        path: a .qdpx file.
        way: how places are counted, where a person says so; found out where None.

    Raises:
        FileProblem: the file is missing, damaged, too large, unsafe, or no project.
        NotAllowed: nobody can say how places are counted in a source: a person has to.
    """
    package = Package(file_bytes(path, LARGEST_FILE), path.name)
    root = xml_root(package.read(package.project), path.name)
    if local(root) != "Project":
        raise FileProblem(N_("{file} is no REFI-QDA project."), file=path.name)
    return _Reader(root, package, way).read()


def read_qdc(path: Path) -> PortableProject:
    """Read a codebook.

    Raises:
        FileProblem: the file is missing, damaged or no codebook.
    """
    root = xml_root(file_bytes(path), path.name)
    if local(root) != "CodeBook":
        raise FileProblem(N_("{file} is no REFI-QDA codebook."), file=path.name)
    remarks = Remarks()
    codes = tuple(_codes(root, remarks))
    return PortableProject(
        name=path.stem,
        origin=root.get("origin") or "",
        codes=codes,
        sets=tuple(_sets(root)),
        left_out=remarks.told(),
    )


def _codes(parent: etree._Element | None, remarks: Remarks) -> Iterator[PortableCode]:
    """All codes, depth first."""
    top = reversed(list(under(first(parent, "Codes"), "Code")))
    found: list[tuple[etree._Element, str | None, int]] = [(code, None, 1) for code in top]
    seen: set[str] = set()
    while found:
        element, above, depth = found.pop()
        identity = guid(element.get("guid"))
        if identity in seen or not identity:
            remarks.add(N_("codes without an identity of their own"))
            continue
        seen.add(identity)
        yield PortableCode(
            identity=identity,
            name=normalised(element.get("name") or "").strip() or "—",
            parent=above,
            description=words(element, "Description"),
            codable=(element.get("isCodable") or "true").strip().lower() not in {"false", "0"},
            color=element.get("color") or "",
        )
        if depth >= DEEPEST:
            remarks.add(N_("codes nested too deeply"), len(list(under(element, "Code"))))
            continue
        found += [(child, identity, depth + 1) for child in reversed(list(under(element, "Code")))]


def _rooted(codes: Sequence[PortableCode]) -> list[PortableCode]:
    """Codes of which the one above was not kept stand at the top."""
    known = {code.identity for code in codes}
    return [code if code.parent in known else replace(code, parent=None) for code in codes]


def _sets(root: etree._Element) -> Iterator[PortableSet]:
    for one in under(first(root, "Sets"), "Set"):
        codes = tuple(target(member) for member in under(one, "MemberCode"))
        sources = tuple(target(member) for member in under(one, "MemberSource"))
        yield PortableSet(
            guid(one.get("guid")),
            normalised(one.get("name") or "").strip(),
            words(one, "Description"),
            codes,
            sources,
        )


_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")


class _Reader:
    """Reads one project."""

    def __init__(self, root: etree._Element, package: Package, way: Convention | None) -> None:
        self._root = root
        self._package = package
        self._way = way
        self._remarks = Remarks()
        self._origin = root.get("origin") or ""
        self._own = self._origin.startswith("qualcode")
        self._notes_by_guid = {
            guid(note.get("guid")): note for note in under(first(root, "Notes"), "Note")
        }
        self._extra = self._read_extra()
        self._variables = {
            guid(v.get("guid")): normalised(v.get("name") or "").strip()
            for v in under(first(root, "Variables"), "Variable")
        }

    def read(self) -> ReadProject:
        """The whole project."""
        root = self._root
        codes = list(_codes(first(root, "CodeBook"), self._remarks))
        facets = {c.identity: extra.FACETS[c.identity] for c in codes if c.identity in extra.FACETS}
        families = {c.identity for c in codes if c.name == extra.FAMILY_NAME}
        by_value = {facet.value: facet for facet in extra.FACETS.values()}
        facets |= {c.identity: by_value[c.description] for c in codes
                   if c.parent in families and c.description in by_value}  # fmt: skip
        kept = _rooted(
            [c for c in codes if c.identity not in families and c.identity not in facets]
        )
        reader = SourceReader(
            self._package, self._origin, self._way, self._remarks, facets,
            {code.identity for code in kept}, self._links(extra.CONTEXT), self._extra.sources,
            self._extra.counting if self._own else None,
        )  # fmt: skip
        read = [one for one in map(reader.read, self._source_elements()) if one is not None]
        self._refuse_doubt(read)
        cases, attributes = self._cases()
        notes = list(self._notes(read, {case.identity for case in cases}, kept))
        sources = []
        for one in read:
            said = self._values(one.element) | dict(attributes.get(one.source.identity, {}))
            sources.append(replace(one.source, attributes=said))
        self._remarks.add(N_("graphs"), len(list(under(first(root, "Graphs"), "Graph"))))
        project = PortableProject(
            name=normalised(root.get("name") or "").strip(),
            origin=self._origin,
            coders=self._coders(),
            codebooks=self._extra.codebooks,
            codes=tuple(self._known(code) for code in kept),
            cases=tuple(cases),
            sources=tuple(sources),
            codings=tuple(coding for one in read for coding in one.codings),
            notes=tuple(notes),
            sets=tuple(_sets(root)),
            analysis=self._extra.analysis,
            left_out=self._remarks.told(),
        )
        return ReadProject(project, {one.source.name: one.judged for one in read})

    def _read_extra(self) -> extra.Extra:
        note = self._notes_by_guid.pop(extra.NOTE_GUID, None)
        return extra.Extra() if note is None else extra.read_extra(self._note_text(note))

    def _known(self, code: PortableCode) -> PortableCode:
        """The code with all that qualcode knew of it."""
        book_id, _, key = self._extra.codes.get(code.identity, "").partition(":")
        book = next((b for b in self._extra.codebooks if b.id == book_id), None)
        if book is None or key not in book.by_key:
            return code
        known = book.by_key[key]
        name = code.name
        if name == self._extra.names.get(code.identity):
            name = max((n for n in known.wording.label.values() if name.startswith(n)),
                       key=len, default=name)  # fmt: skip
        return replace(code, name=name, code=known, codebook=book_id)

    def _source_elements(self) -> Iterator[etree._Element]:
        """The elements that hold a text, with what is in other kinds of sources."""
        for element in under(first(self._root, "Sources"), *_KINDS):
            kind = local(element)
            if kind == "TextSource":
                yield element
                continue
            inside = list(under(element, *_KINDS[kind]))
            if not inside:
                self._remarks.add(N_("sources without text (pictures, sound, films, PDF)"))
            for one in inside:
                if not one.get("name"):
                    one.set("name", element.get("name") or "")
                yield one
            lost = sum(1 for _ in under(element, *_SELECTIONS))
            self._remarks.add(N_("passages of pictures, sound, films or PDF pages"), lost)

    def _refuse_doubt(self, read: Iterable[Read]) -> None:
        """Ask, where nobody can say how places are counted."""
        if self._way is not None:
            return
        doubtful = [one for one in read if not one.judged.sure]
        if doubtful:
            one = max(doubtful, key=lambda one: len(one.codings))
            raise NotAllowed(
                N_(
                    "How places are counted in {n} texts of {file} cannot be told (in {source}: "
                    "{best} fits {score} %, {other} nearly as well). Look at a passage in the "
                    "other program and say --offsets {best}, or --offsets {other}."
                ),
                n=len(doubtful),
                file=self._package.file,
                source=one.source.name,
                best=str(one.judged.way),
                other=str(one.judged.runner_up or one.judged.way),
                score=round(100 * one.judged.score),
            )

    def _coders(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for user in under(first(self._root, "Users"), "User"):
            name = normalised(user.get("name") or user.get("id") or "").strip()
            found[guid(user.get("guid"))] = name
        return found

    def _values(self, element: etree._Element) -> dict[str, str]:
        found: dict[str, str] = {}
        for value in under(element, "VariableValue"):
            name = self._variables.get(target(first(value, "VariableRef")), "")
            said = next((words(value, kind) for kind in _VALUES if first(value, kind) is not None),
                        "")  # fmt: skip
            if name and said:
                found[name] = said
        return found

    def _cases(self) -> tuple[list[PortableCase], dict[str, dict[str, str]]]:
        """The cases, and the attributes of sources that nameless cases carry."""
        cases: list[PortableCase] = []
        carried: dict[str, dict[str, str]] = defaultdict(dict)
        for element in under(first(self._root, "Cases"), "Case"):
            identity, name = guid(element.get("guid")), normalised(element.get("name") or "")
            said = self._values(element)
            sources = tuple(target(ref) for ref in under(element, "SourceRef"))
            if not name.strip():
                for source in sources:
                    carried[source].update(said)
                continue
            self._remarks.add(
                N_("codes given to whole cases"), len(list(under(element, "CodeRef")))
            )
            case = replace(
                self._extra.cases.get(identity, Case("", "participant")),
                name=name.strip(),
                attributes=said,
            )
            description = "" if self._own else words(element, "Description")
            cases.append(PortableCase(identity, case, sources, description))
        return cases, carried

    def _links(self, name: str) -> dict[str, str]:
        """Links of a name, from origin to target; other links are counted where nobody asks."""
        return {
            guid(link.get("originGUID")): guid(link.get("targetGUID"))
            for link in under(first(self._root, "Links"), "Link")
            if link.get("name") == name
        }

    def _notes(
        self, read: Iterable[Read], cases: set[str], codes: Iterable[PortableCode]
    ) -> Iterator[PortableNote]:
        """Notes with what they are about; a note that nothing points to is about the study."""
        abouts: dict[str, tuple[About, str, Span | None]] = {
            note: (About.CASE, case, None)
            for note, case in self._links(extra.ABOUT_CASE).items()
            if case in cases
        }
        known = {code.identity for code in codes}
        for element in self._root.iter("{*}Code"):
            if guid(element.get("guid")) in known:
                for ref in under(element, "NoteRef"):
                    abouts[target(ref)] = (About.CODE, guid(element.get("guid")), None)
        loose: list[PortableNote] = []
        for one in read:
            for ref in under(one.element, "NoteRef"):
                abouts[target(ref)] = (About.SOURCE, one.source.identity, None)
            abouts |= one.noted
            loose += one.notes
        for identity, element in self._notes_by_guid.items():
            body = self._note_text(element)
            if not body:
                continue
            about, subject, span = abouts.get(identity, (About.STUDY, "", None))
            said = words(element, "Description")
            name = normalised(element.get("name") or "").strip()
            plain = name if name not in {"", said} and not body.startswith(name) else ""
            yield PortableNote(
                identity=identity,
                body=body if self._own or not plain else f"{plain}\n\n{body}",
                about=about,
                subject=subject,
                span=span,
                kind=MemoKind(said) if said in set(MemoKind) else MemoKind.ANALYTIC,
                coder=guid(element.get("creatingUser")),
                name=name,
                created=element.get("creationDateTime") or "",
            )
        yield from loose

    def _note_text(self, element: etree._Element) -> str:
        inline = first(element, "PlainTextContent")
        if inline is not None:
            return normalised("".join(inline.itertext())).strip()
        for attribute in ("plainTextPath", "richTextPath"):
            part = self._package.find(element.get(attribute) or "")
            if part is not None and not part.endswith(".rtf"):
                try:
                    return SourceReader.text_of(self._package.read(part), part).strip()
                except (FileProblem, FormatProblem):
                    self._remarks.add(N_("notes whose text cannot be read"))
        return ""


_KINDS: dict[str, tuple[str, ...]] = {
    "TextSource": (),
    "PDFSource": ("Representation",),
    "PictureSource": ("TextDescription",),
    "AudioSource": ("Transcript",),
    "VideoSource": ("Transcript",),
}
_SELECTIONS = ("PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection")

__all__ = ["LeftOut", "ReadProject", "read_qdc", "read_qdpx"]
