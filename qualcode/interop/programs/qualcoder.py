"""QualCoder projects (`data.qda`), of version 8 of its database and later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from qualcode.core.memo import About, MemoKind
from qualcode.core.people import Case
from qualcode.core.portable import (
    PortableCase,
    PortableCode,
    PortableCoding,
    PortableNote,
    PortableProject,
    PortableSource,
    Remarks,
)
from qualcode.i18n import N_
from qualcode.interop.programs.databases import Database, Rows, placed, said
from qualcode.interop.refi.judging import Passage


def read_qualcoder(database: Database) -> PortableProject:
    """The project: texts, categories and codes, codings by owner, cases, attributes, memos."""
    return _Reader(database).project()


class _Reader:
    """Reads one project."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._remarks = Remarks()
        self._notes: list[PortableNote] = []
        self._codings: list[PortableCoding] = []
        self._attributes: dict[tuple[str, Any], dict[str, str]] = defaultdict(dict)
        for row in database.rows("attribute"):
            if said(row, "value"):
                kind = (said(row, "attr_type"), row["id"])
                self._attributes[kind][said(row, "name")] = said(row, "value")

    def project(self) -> PortableProject:
        """Everything."""
        database, remarks = self._database, self._remarks
        codes = tuple(self._codes())
        sources = tuple(self._sources())
        for row in database.rows("journal"):
            self._note("journal", row["jid"], said(row, "jentry"), About.STUDY, "", row)
        for row in database.rows("project"):
            self._note("project", 0, said(row, "memo"), About.STUDY, "", row)
        remarks.add(N_("codings of pictures"), len(database.rows("code_image")))
        remarks.add(N_("codings of sound and films"), len(database.rows("code_av")))
        owners = {c.coder for c in self._codings} | {n.coder for n in self._notes if n.coder}
        folder = database.path.parent.name if database.path.name == "data.qda" else ""
        return PortableProject(
            name=folder.removesuffix(".qda") or database.path.stem,
            origin="QualCoder",
            coders={owner: owner for owner in sorted(owners)},
            codes=codes,
            cases=tuple(self._cases()),
            sources=sources,
            codings=tuple(self._codings),
            notes=tuple(self._notes),
            left_out=remarks.told(),
        )

    def _note(
        self, what: str, key: Any, body: str, about: About, subject: str, row: Mapping[str, Any]
    ) -> None:
        if body:
            kind = MemoKind.ANALYTIC
            owner = said(row, "owner")
            self._notes.append(
                PortableNote(f"{what}:{key}", body, about, subject, kind=kind, coder=owner)
            )

    def _codes(self) -> Iterator[PortableCode]:
        """Categories are codes that cannot be given; parents first."""
        nodes: dict[str, PortableCode] = {}
        for row in self._database.rows("code_cat", order="catid"):
            above = row.get("supercatid")
            parent = f"cat:{above}" if above is not None else None
            identity = f"cat:{row['catid']}"
            nodes[identity] = PortableCode(
                identity, said(row, "name"), parent, said(row, "memo"), codable=False
            )
        for row in self._database.rows("code_name", order="cid"):
            above, category = row.get("supercid"), row.get("catid")
            parent = f"cat:{category}" if category is not None else None
            parent = f"code:{above}" if above is not None else parent
            identity = f"code:{row['cid']}"
            nodes[identity] = PortableCode(
                identity, said(row, "name"), parent, said(row, "memo"), color=said(row, "color")
            )
        yield from parents_first(nodes)

    def _sources(self) -> Iterator[PortableSource]:
        coded, noted = self._by_source("code_text"), self._by_source("annotation")
        for row in self._database.rows("source", order="id"):
            raw, key = row.get("fulltext"), row["id"]
            if not raw or not str(raw).strip():
                self._remarks.add(N_("sources without text (pictures, sound, films, PDF)"))
                self._remarks.add(N_("codings of sources without text"), len(coded[key]))
                continue
            rows = [*coded[key], *noted[key]]
            passages = [
                Passage(int(r["pos0"]), int(r["pos1"]), str(r.get("seltext") or "")) for r in rows
            ]
            text, spans = placed(str(raw), passages, "QualCoder", self._remarks)
            identity = f"source:{key}"
            for one, span in zip(rows, spans, strict=True):
                if span is None:
                    continue
                if "cid" in one:
                    self._coding(one, identity, span)
                elif said(one, "memo"):
                    note = f"annotation:{one.get('anid')}"
                    self._notes.append(
                        PortableNote(note, said(one, "memo"), About.PASSAGE, identity, span,
                                     coder=said(one, "owner"))
                    )  # fmt: skip
            self._note("source", key, said(row, "memo"), About.SOURCE, identity, row)
            attributes = self._attributes["file", key]
            yield PortableSource(identity, said(row, "name"), text, attributes=attributes)

    def _coding(self, row: Mapping[str, Any], source: str, span: Any) -> None:
        identity = f"coding:{len(self._codings)}"
        code, owner = f"code:{row['cid']}", said(row, "owner")
        self._codings.append(PortableCoding(identity, source, span, code, owner))
        self._note("coding", identity, said(row, "memo"), About.CODING, identity, row)
        if row.get("important"):
            self._remarks.add(N_("marks of importance on codings"))

    def _by_source(self, table: str) -> dict[Any, Rows]:
        found: dict[Any, Rows] = defaultdict(list)
        for row in self._database.rows(table, order="fid, pos0, pos1"):
            found[row["fid"]].append(row)
        return found

    def _cases(self) -> Iterator[PortableCase]:
        in_sources: dict[Any, dict[str, None]] = defaultdict(dict)
        for row in self._database.rows("case_text"):
            in_sources[row["caseid"]][f"source:{row['fid']}"] = None
        for row in self._database.rows("cases", order="caseid"):
            key = row["caseid"]
            identity = f"case:{key}"
            attributes = self._attributes["case", key]
            case = Case(said(row, "name") or identity, "participant", attributes=attributes)
            yield PortableCase(identity, case, tuple(in_sources[key]))
            self._note("case", key, said(row, "memo"), About.CASE, identity, row)


def parents_first(nodes: Mapping[str, PortableCode]) -> Iterator[PortableCode]:
    """Codes depth first; one whose parents are missing or stand in a circle stands at the top."""
    under: dict[str | None, list[str]] = defaultdict(list)
    for identity, code in nodes.items():
        under[code.parent if code.parent in nodes else None].append(identity)
    done: set[str] = set()
    waiting = under[None][::-1]
    rest = iter(list(nodes))
    while True:
        while waiting:
            identity = waiting.pop()
            if identity in done:
                continue
            code = nodes[identity]
            yield code if code.parent in done else _at_the_top(code)
            done.add(identity)
            waiting += under[identity][::-1]
        left = next((identity for identity in rest if identity not in done), None)
        if left is None:
            return
        waiting = [left]


def _at_the_top(code: PortableCode) -> PortableCode:
    from dataclasses import replace

    return replace(code, parent=None)
