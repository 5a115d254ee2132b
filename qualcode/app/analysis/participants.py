"""Who took part: participants by the facts that may be printed, small groups masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.app.analysis.matrix_columns import attribute_name
from qualcode.app.projects.studies import study_in
from qualcode.core.codebook import said
from qualcode.core.errors import NotAllowed
from qualcode.core.study import Attribute, Privacy, Study, ValueType
from qualcode.core.tables.masking import PersonTable, person_table
from qualcode.core.tables.matrix import KINDS
from qualcode.core.tables.participants import Participants, is_telling, of_groups
from qualcode.i18n import N_, _
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import sources as source_rows

if TYPE_CHECKING:
    from qualcode.core.people import Case
    from qualcode.store.project import Project

_APART = "\0"
"""Stands for the value of an attribute where it does not apply."""

_NEVER = frozenset({"kind", "minor", "age", "age_band", "age_group", "age_class"})
"""Facts that stand in no table of persons: ages betray minors."""


def participants(project: Project, *, by: str = "", masked: bool = True) -> list[Participants]:
    """The participants of each kind by the facts of the study that are not restricted.

    Counted are person-cases who speak in a source. Restricted facts are left out; their coarser
    forms, such as the type of the site, are facts of their own. Ages are never in it.

    Args:
        project: the project.
        by: the attribute of the columns; that of the study's groups where empty.
        masked: whether cells under the study's `min_cell` are masked.

    Raises:
        NotAllowed: nobody spoke yet.
    """
    with project.read() as connection:
        study = study_in(project, connection)
        heard = {
            speaker.case
            for source in source_rows.list_sources(connection)
            for speaker in source_rows.speakers_of(
                connection, source_rows.source_row(connection, source.name).id
            ).values()
            if speaker.coded
        }
        persons = [
            case
            for case in case_rows.list_cases(connection)
            if case.is_person and case.name in heard and not case.objected
        ]
    if not persons:
        raise NotAllowed(N_("No participant speaks in a transcript yet."))
    by = by or study.saturation.group_by or ""
    least = study.export_privacy.min_cell if masked else 0
    met = {case.kind for case in persons}
    kinds = [*(kind for kind in KINDS if kind in met), *sorted(met - set(KINDS))]
    return [
        _of_kind(study, kind, [case for case in persons if case.kind == kind], by, least)
        for kind in kinds
    ]


def _of_kind(study: Study, kind: str, persons: Sequence[Case], by: str, least: int) -> Participants:
    columns = _values(study, by, persons) if by else {}
    facts = list(_facts(study, persons, by))
    grouped = None
    if len(columns) > 1:
        grouped = of_groups(
            [
                (
                    name,
                    _table(rows, columns, _counts(study, persons, fact, rows, by, columns), least),
                )
                for fact, name, rows in facts
            ]
        )
    shown, groups = grouped, tuple(columns.values())
    if shown is None:
        shown, groups = (), ()
        for fact, name, rows in facts:
            counts = _counts(study, persons, fact, rows, "", {"": ""})
            shown = (*shown, (name, _table(rows, {"": ""}, counts, least)))
    return Participants(
        kind=kind,
        n=len(persons),
        groups=groups,
        facts=tuple((name, table) for name, table in shown if is_telling(table)),
        least=least,
        hidden=tuple(name for name, table in shown if not is_telling(table)),
    )


def _table(
    rows: Mapping[str, str], columns: Mapping[str, str], counts: list[list[int]], least: int
) -> PersonTable:
    return person_table(list(rows.values()), list(columns.values()), counts, least)


def _facts(
    study: Study, persons: Sequence[Case], by: str
) -> Iterator[tuple[str, str, dict[str, str]]]:
    for attribute in study.participant_attributes:
        if attribute.id in {by, *_NEVER} or not _may_be_told(attribute):
            continue
        values = _values(study, attribute.id, persons)
        if values.keys() - {"", _APART}:
            yield attribute.id, attribute_name_said(study, attribute.id), values


def _may_be_told(attribute: Attribute) -> bool:
    free = attribute.type in {ValueType.DATE, ValueType.INTEGER}
    return attribute.privacy is not Privacy.RESTRICTED and not free and bool(attribute.values)


def attribute_name_said(study: Study, name: str) -> str:
    """What an attribute is called in the current language."""
    words = said(attribute_name(study, name)) or name
    return words[:1].upper() + words[1:].replace("_", " ")


def _values(study: Study, name: str, persons: Sequence[Case]) -> dict[str, str]:
    """The values that somebody has, in the order of the study; unknown ones last."""
    met = {_value(study, name, case) for case in persons}
    attribute = study.attribute(name)
    known = list(attribute.values) if attribute else []
    labels: Mapping[str, Mapping[str, str]] = attribute.value_labels if attribute else {}
    order = [*(v for v in known if v in met), *sorted(met - {*known, "", _APART})]
    named = {value: said(labels.get(value, {})) or value.replace("_", " ") for value in order}
    ends = {_APART: _("does not apply"), "": _("not known")}
    return named | {value: words for value, words in ends.items() if value in met}


def _value(study: Study, name: str, case: Case) -> str:
    attribute = study.attribute(name)
    value = case.attributes.get(name, "")
    if not value and attribute and not attribute.applies(case.kind, case.attributes):
        return _APART
    return value


def _counts(
    study: Study,
    persons: Sequence[Case],
    fact: str,
    rows: Mapping[str, str],
    by: str,
    columns: Mapping[str, str],
) -> list[list[int]]:
    counts = Counter(
        (_value(study, fact, case), _value(study, by, case) if by else "") for case in persons
    )
    return [[counts[row, column] for column in columns] for row in rows]
