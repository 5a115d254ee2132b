"""Tables of cases and of sources, as CSV."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.core.forms import SLUG
from qualcode.core.people import Case
from qualcode.core.source_sheet import SourceSheet
from qualcode.core.study import Attribute, Study, ValueType, yes_or_no
from qualcode.i18n import N_
from qualcode.interop.csv_table import Row, Table, read_table

_CASE_COLUMNS = ("case_id", "kind", "linked_to", "quote_allowed")
_SOURCE_COLUMNS = ("source", "file", "type", "language", "speaker", "case_id")
_FACTS = {"interviewer": "interviewer", "mode": "interview_mode"}
"""Columns of facts that any study may note, and the source attributes that they fill."""

_NAME = re.compile(r"[\w.\-]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

Known = Mapping[str, Attribute | None]
"""Columns that hold attributes; None where nothing restricts their values."""


def read_cases(path: Path, study: Study | None = None) -> list[Case]:
    """Read a table of cases: `case_id` and, where wanted, `kind`, `linked_to`, `quote_allowed`.

    Every other column is an attribute. With a study, attributes that it does not define, values
    that it does not allow and required values that are missing are mistakes; values come back in
    the study's own form (« implanté » as `implanted`). Without one, cells are kept as they stand.

    Raises:
        FileProblem: the file is missing, empty or cannot be opened.
        Mistakes: every mistake in it, with line and column.
    """
    return cases_of(read_table(path, ("case_id",)), study)


def cases_of(table: Table, study: Study | None = None) -> list[Case]:
    """The cases of a table that has a column `case_id`.

    Raises:
        Mistakes: every mistake in it, with line and column.
    """
    known = _attributes(table, _CASE_COLUMNS, study.attribute if study else None)
    cases: dict[str, Case] = {}
    for row in table.rows:
        case = _case(table, row, study, known)
        if case.name in cases:
            table.note(
                row.line, "case_id", N_("The case {case} stands here twice."), case=case.name
            )
        cases[case.name] = case
        if study is not None:
            _check_required(table, row, case, study)
    for row in table.rows:
        _check_link(table, row, cases)
    table.refuse()
    return list(cases.values())


def _attributes(
    table: Table, own: Collection[str], lookup: Callable[[str], Attribute | None] | None
) -> dict[str, Attribute | None]:
    """The columns that are attributes; an unknown one is noted and left out."""
    known: dict[str, Attribute | None] = {}
    for column in table.columns:
        if not column or column in own:
            continue
        known[column] = lookup(column) if lookup else None
        if lookup and known[column] is None and column not in _FACTS:
            msgid = N_("The study defines no attribute “{column}”.")
            table.note(table.header_line, column, msgid, column=column)
            del known[column]
    return known


def _case(table: Table, row: Row, study: Study | None, known: Known) -> Case:
    allowed = row.cells.get("quote_allowed", "")
    answer = yes_or_no(allowed)
    if allowed and answer is None:
        msgid = N_("true, false or nothing is expected, not “{value}”.")
        table.note(row.line, "quote_allowed", msgid, value=allowed)
    return Case(
        name=_name(table, row, study),
        kind=_kind(table, row, study),
        linked_to=row.cells.get("linked_to") or None,
        quote_allowed=answer,
        attributes=_values(table, row, known),
    )


def _name(table: Table, row: Row, study: Study | None) -> str:
    name = row.cells["case_id"]
    rule = study.attribute("participant_id") if study else None
    if not name:
        table.note(row.line, "case_id", N_("The case has no identifier."))
    elif not _NAME.fullmatch(name):
        msgid = N_("“{name}” may hold only letters, digits, dots, hyphens and underscores.")
        table.note(row.line, "case_id", msgid, name=name)
    elif rule and rule.value_of(name) is None:
        msgid = N_("“{name}” does not look like the study's identifiers ({pattern}).")
        table.note(row.line, "case_id", msgid, name=name, pattern=rule.pattern)
    return name


def _kind(table: Table, row: Row, study: Study | None) -> str:
    written = row.cells.get("kind") or "patient"
    rule = study.attribute("kind") if study else None
    if rule is not None:
        return _value(table, row, "kind", written, rule) or written
    if not SLUG.fullmatch(written):
        msgid = N_("“{value}” must start with a–z and hold only a–z, 0–9 and _.")
        table.note(row.line, "kind", msgid, value=written)
    return written


def _values(table: Table, row: Row, known: Known) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, attribute in known.items():
        written = row.cells[column]
        value = _value(table, row, column, written, attribute) if written and attribute else written
        if value:
            found[column] = value
    return found


def _value(table: Table, row: Row, column: str, written: str, attribute: Attribute) -> str | None:
    value = attribute.value_of(written)
    if value is None:
        msgid, expected = _expected(attribute)
        table.note(row.line, column, msgid, value=written, **expected)
    return value


def _expected(attribute: Attribute) -> tuple[str, dict[str, object]]:
    """What to say of a value that an attribute does not allow."""
    if attribute.type is ValueType.CHOICE:
        choices = ", ".join(attribute.values)
        return N_("“{value}” is none of: {choices}."), {"choices": choices}
    if attribute.type is ValueType.BOOLEAN:
        return N_("true or false is expected, not “{value}”."), {}
    if attribute.type is ValueType.DATE:
        return N_("A date such as 2026-05-23 is expected, not “{value}”."), {}
    if attribute.type is ValueType.INTEGER:
        low, high = attribute.minimum, attribute.maximum
        if low is None or high is None:
            return N_("A whole number is expected, not “{value}”."), {}
        msgid = N_("A whole number from {low} to {high} is expected, not “{value}”.")
        return msgid, {"low": low, "high": high}
    return N_("“{value}” does not look as the study wants it."), {}


def _check_required(table: Table, row: Row, case: Case, study: Study) -> None:
    for attribute in study.participant_attributes:
        if attribute.id in _CASE_COLUMNS or attribute.id == "participant_id":
            continue
        needed = attribute.required and attribute.applies(case.kind, case.attributes)
        if needed and not row.cells.get(attribute.id):
            msgid = N_("“{attribute}” must be known for {case} ({kind}).")
            table.note(
                row.line,
                attribute.id,
                msgid,
                attribute=attribute.id,
                case=case.name,
                kind=case.kind,
            )


def _check_link(table: Table, row: Row, cases: Mapping[str, Case]) -> None:
    linked = row.cells.get("linked_to")
    if linked and linked == row.cells["case_id"]:
        table.note(row.line, "linked_to", N_("A case cannot be linked to itself."))
    elif linked and linked not in cases:
        near = difflib.get_close_matches(linked, cases, n=1)
        msgid = N_("No case of this table is called “{name}”; the nearest is “{near}”.")
        table.note(row.line, "linked_to", msgid, name=linked, near=near[0] if near else "–")


@dataclass(slots=True)
class _Draft:
    """A source whose rows are still coming in."""

    line: int
    sheet: SourceSheet
    speakers: dict[str, str] = field(default_factory=dict)


def read_sources(
    path: Path, study: Study | None = None, cases: Iterable[Case] | None = None
) -> list[SourceSheet]:
    """Read a table of sources, one row for each coded speaker of a source.

    Columns are `source`, `file`, and where wanted `type`, `language`, `interviewer`, `mode`,
    `speaker` and `case_id`; every other column is an attribute of the source. Labels of speakers
    that are not listed are not coded. With a study, types and attributes are held to it; with
    cases, identifiers are.

    Raises:
        FileProblem: the file is missing, empty or cannot be opened.
        Mistakes: every mistake in it, with line and column.
    """
    table = read_table(path, ("source", "file"))
    known = _attributes(table, _SOURCE_COLUMNS, study.source_attribute if study else None)
    if study is not None:
        known |= {c: study.source_attribute(a) for c, a in _FACTS.items() if c in known}
    names = None if cases is None else {case.name for case in cases}
    drafts: dict[str, _Draft] = {}
    for row in table.rows:
        sheet = _sheet(table, row, study, known)
        draft = drafts.setdefault(sheet.name, _Draft(row.line, sheet))
        _check_same(table, row, sheet, draft)
        _add_speaker(table, row, draft, names)
    table.refuse()
    return [_finished(draft) for draft in drafts.values()]


def _finished(draft: _Draft) -> SourceSheet:
    sheet = draft.sheet
    return SourceSheet(
        sheet.name, sheet.file, sheet.type, sheet.language, sheet.attributes, draft.speakers
    )


def _sheet(table: Table, row: Row, study: Study | None, known: Known) -> SourceSheet:
    name, file, kind = row.cells["source"], row.cells["file"], row.cells.get("type", "")
    language = row.cells.get("language") or (study.languages.transcripts[0] if study else "fr")
    if not _NAME.fullmatch(name):
        msgid = N_("“{name}” may hold only letters, digits, dots, hyphens and underscores.")
        table.note(row.line, "source", msgid, name=name)
    if not file:
        table.note(row.line, "file", N_("The source has no file."))
    if not _LANGUAGE.fullmatch(language):
        msgid = N_("Write the language as two letters such as fr or en, not “{value}”.")
        table.note(row.line, "language", msgid, value=language)
    if study and kind and study.source_type(kind) is None:
        choices = ", ".join(found.id for found in study.source_types)
        msgid = N_("“{value}” is none of: {choices}.")
        table.note(row.line, "type", msgid, value=kind, choices=choices)
    values = _values(table, row, known)
    attributes = {_FACTS.get(column, column): value for column, value in values.items()}
    return SourceSheet(name, file, kind, language, attributes)


def _check_same(table: Table, row: Row, sheet: SourceSheet, draft: _Draft) -> None:
    """All rows of a source say the same of it."""
    first = draft.sheet
    same = {
        "file": sheet.file == first.file,
        "type": sheet.type == first.type,
        "language": sheet.language == first.language,
    }
    attributes = {**first.attributes, **sheet.attributes}
    same |= {a: sheet.attributes.get(a) == first.attributes.get(a) for a in attributes}
    for column, agrees in same.items():
        if not agrees:
            msgid = N_("{source} is described otherwise in line {line}.")
            table.note(row.line, column, msgid, source=sheet.name, line=draft.line)


def _add_speaker(table: Table, row: Row, draft: _Draft, names: Collection[str] | None) -> None:
    label = " ".join(row.cells.get("speaker", "").removesuffix(":").split())
    case = row.cells.get("case_id", "")
    if bool(label) != bool(case):
        column = "case_id" if label else "speaker"
        table.note(row.line, column, N_("A coded speaker needs a label and a case."))
    elif label in draft.speakers:
        msgid = N_("The speaker “{label}” of {source} stands here twice.")
        table.note(row.line, "speaker", msgid, label=label, source=draft.sheet.name)
    elif case and names is not None and case not in names:
        table.note(row.line, "case_id", N_("There is no case {case}."), case=case)
    elif label:
        draft.speakers[label] = case
