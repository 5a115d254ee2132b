"""RQDA projects (.rqda): what was deleted there is still in the file, and is passed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from qualcode.core.memo import About
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


def read_rqda(database: Database) -> PortableProject:
    """The project: files, codes under their first category, codings, cases, attributes, memos."""
    return _Reader(database).project()


class _Reader:
    """Reads one project."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._remarks = Remarks()
        self._notes: list[PortableNote] = []
        self._codings: list[PortableCoding] = []

    def project(self) -> PortableProject:
        """Everything that is not deleted."""
        codes, sources = tuple(self._codes()), tuple(self._sources())
        cases = tuple(self._cases())
        for row in self._living("journal"):
            self._note(f"journal:{said(row, 'name')}", said(row, "journal"), About.STUDY, "", row)
        owners = {c.coder for c in self._codings if c.coder} | {n.coder for n in self._notes}
        return PortableProject(
            name=self._database.path.stem,
            origin="RQDA",
            coders={owner: owner for owner in sorted(owners) if owner},
            codes=codes,
            cases=cases,
            sources=sources,
            codings=tuple(self._codings),
            notes=tuple(self._notes),
            left_out=self._remarks.told(),
        )

    def _living(self, table: str) -> Rows:
        """The rows that were not deleted: status 1, or no status at all."""
        rows = self._database.rows(table)
        kept = [row for row in rows if row.get("status") in {1, "1", None}]
        if table == "coding":
            self._remarks.add(N_("codings that were deleted there"), len(rows) - len(kept))
        return kept

    def _note(self, key: str, body: str, about: About, subject: str, row: dict[str, Any]) -> None:
        if body:
            self._notes.append(PortableNote(key, body, about, subject, coder=said(row, "owner")))

    def _codes(self) -> Iterator[PortableCode]:
        categories = {row["catid"]: row for row in self._living("codecat")}
        for key, row in categories.items():
            memo = said(row, "memo")
            yield PortableCode(f"cat:{key}", said(row, "name"), None, memo, codable=False)
        above: dict[Any, Any] = {}
        for row in self._living("treecode"):
            if row["cid"] in above:
                self._remarks.add(N_("further categories of a code"))
            elif row["catid"] in categories:
                above[row["cid"]] = row["catid"]
        for row in self._living("freecode"):
            parent = f"cat:{above[row['id']]}" if row["id"] in above else None
            identity, memo = f"code:{row['id']}", said(row, "memo")
            colour = said(row, "color")
            yield PortableCode(identity, said(row, "name"), parent, memo, color=colour)

    def _sources(self) -> Iterator[PortableSource]:
        coded: dict[Any, Rows] = defaultdict(list)
        for table in ("coding", "annotation"):
            for row in self._living(table):
                coded[row["fid"]].append(row)
        attributes = self._attributes("fileattr", "fileid")
        for row in self._living("source"):
            raw, key = str(row.get("file") or ""), row["id"]
            if not raw.strip():
                self._remarks.add(N_("sources whose text is not in the file or cannot be read"))
                continue
            rows = [r for r in coded[key] if "selfirst" in r or "position" in r]
            passages = [_passage(one) for one in rows]
            text, spans = placed(raw, passages, "RQDA", self._remarks)
            identity = f"source:{key}"
            for one, span in zip(rows, spans, strict=True):
                if span is None:
                    continue
                if "cid" in one:
                    coding = f"coding:{len(self._codings)}"
                    self._codings.append(
                        PortableCoding(
                            coding, identity, span, f"code:{one['cid']}", said(one, "owner")
                        )
                    )
                    self._note(f"on:{coding}", said(one, "memo"), About.CODING, coding, one)
                elif said(one, "annotation"):
                    body, owner = said(one, "annotation"), said(one, "owner")
                    note = f"annotation:{len(self._notes)}"
                    self._notes.append(
                        PortableNote(note, body, About.PASSAGE, identity, span, coder=owner)
                    )
            self._note(f"on:{identity}", said(row, "memo"), About.SOURCE, identity, row)
            yield PortableSource(identity, said(row, "name"), text, attributes=attributes[key])

    def _attributes(self, table: str, key: str) -> dict[Any, dict[str, str]]:
        found: dict[Any, dict[str, str]] = defaultdict(dict)
        for row in self._living(table):
            if said(row, "value"):
                found[_number(row[key])][said(row, "variable")] = said(row, "value")
        return found

    def _cases(self) -> Iterator[PortableCase]:
        linked: dict[Any, dict[str, None]] = defaultdict(dict)
        for row in self._living("caselinkage"):
            linked[row["caseid"]][f"source:{row['fid']}"] = None
        attributes = self._attributes("caseattr", "caseid")
        for row in self._living("cases"):
            key, identity = row["id"], f"case:{row['id']}"
            case = Case(said(row, "name") or identity, "participant", attributes=attributes[key])
            yield PortableCase(identity, case, tuple(linked[key]))
            self._note(f"on:{identity}", said(row, "memo"), About.CASE, identity, row)


def _passage(row: dict[str, Any]) -> Passage:
    if "selfirst" in row:
        start, end = int(float(row["selfirst"])), int(float(row["selend"]))
        return Passage(start, end, str(row.get("seltext") or ""))
    place = int(float(row["position"]))
    return Passage(max(0, place - 1), max(1, place))


def _number(key: Any) -> Any:
    """A key as the table of files and cases has it: some columns keep it as text."""
    return int(key) if isinstance(key, str) and key.isdigit() else key
