"""Quotations for print: choose, cut, insert, emphasise, translate; and how fair the choice is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qualcode.app.coding.voices import list_voices
from qualcode.app.projects.acting import analyst
from qualcode.app.projects.studies import study_in
from qualcode.core.address import address_of
from qualcode.core.analysis.selection import Balance, Edits, Run, balance, printed
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.people import Case
from qualcode.core.spans import Span
from qualcode.core.tables.illustration import may_be_quoted
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import selections
from qualcode.store.rows import sources as source_rows
from qualcode.store.rows import themes as theme_rows
from qualcode.store.rows.codings import list_codings
from qualcode.store.rows.selections import Selected
from qualcode.store.tables import selected_quotations

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.journal import Change
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chosen quotation as it is read and printed."""

    selected: Selected
    address: str
    case: Case | None
    group: str
    """Value of the attribute that the study prints beside its quotations, "" without one."""
    runs: tuple[Run, ...]
    to_confirm: bool
    """Whether consent or age asks for a confirmation before it is printed."""

    @property
    def length(self) -> int:
        """Characters as printed."""
        return sum(len(run.text) for run in self.runs)


def choose_quotation(
    project: Project, coding: str, *, code: str | None = None, theme: str | None = None
) -> str:
    """Choose the words of a coding for print; gives the GUID of the choice.

    Args:
        project: the project.
        coding: GUID of the coding, or how it begins.
        code: the code that it is to show; the coding's own where neither this nor a theme is given.
        theme: GUID of the theme that it is to show.

    Raises:
        NotAllowed: nobody who may is acting, or it was chosen already.
        NotFound: no such coding, code or theme that the acting coder may see.
    """
    with project.change("quote", of="choose_quotation") as change:
        connection = change.connection
        viewer = analyst(project, change)
        found = [
            c for c in list_codings(connection, viewer) if coding and c.guid.startswith(coding)
        ]
        if len(found) != 1:
            raise NotFound(N_("Nothing that you may see is called “{name}”."), name=coding)
        index = project.memory.code_index(connection)
        shown = code or (None if theme else f"{found[0].codebook}:{found[0].code}")
        code_id = None if shown is None else index.find(shown).id
        theme_id = None if theme is None else theme_rows.theme_row(connection, theme).id
        transcript = project.memory.transcript(connection, found[0].source)
        _, text_id = source_rows.current_text(connection, transcript)
        span = found[0].span
        ref = None if code_id is None else index.by_id[code_id].ref
        _refuse_twice(connection, found[0].source, span, ref, theme)
        place = (text_id, span, found[0].quotation)
        change.said["source"] = found[0].source
        return selections.add_selected(change, place, code_id=code_id, theme_id=theme_id)


def edit_quotation(project: Project, guid: str, edits: Edits) -> None:
    """Say how a chosen quotation is printed; the verbatim itself stays as it was said.

    Raises:
        NotAllowed: nobody who may is acting, or a change does not fit the quotation.
        NotFound: no such choice.
    """
    with project.change("quote", of="edit_quotation") as change:
        row = _own(project, change, guid)
        selections.put_edits(change, row.id, edits.checked(row.quotation))


def translate_quotation(project: Project, guid: str, words: str, translator: str) -> None:
    """Give a chosen quotation a translation, with who made it; no words take it away.

    Raises:
        NotAllowed: nobody who may is acting, or nobody is named as translator.
        NotFound: no such choice.
    """
    if words.strip() and not translator.strip():
        raise NotAllowed(N_("Say who translated the quotation (or with what): --translator"))
    with project.change("quote", of="translate_quotation") as change:
        row = _own(project, change, guid)
        writing = change.write(words.strip()) if words.strip() else None
        change.update(
            selected_quotations,
            row.id,
            translation=writing,
            translator=translator.strip() if writing else "",
        )


def drop_quotation(project: Project, guid: str) -> None:
    """Take a quotation out of the choice.

    Raises:
        NotAllowed: nobody who may is acting.
        NotFound: no such choice.
    """
    with project.change("quote", of="drop_quotation") as change:
        change.lay_to_rest(selected_quotations, [_own(project, change, guid).guid])


def list_chosen(
    project: Project, *, code: str | None = None, theme: str | None = None
) -> list[Chosen]:
    """The chosen quotations in the order of places, of one code or theme, or all.

    Raises:
        NotFound: no such code or theme.
    """
    with project.read() as connection:
        ref = None if code is None else project.memory.code_index(connection).find(code).ref
        under = None if theme is None else theme_rows.theme_row(connection, theme).guid
        reader = _Reader(project, connection)
        return [
            reader.chosen(one)
            for one in selections.list_selected(connection)
            if ref in {None, one.code} and under in {None, one.theme}
        ]


def balance_of_choice(
    project: Project, *, code: str | None = None, theme: str | None = None
) -> Balance:
    """How evenly the chosen quotations are shared among participants and groups.

    Raises:
        NotFound: no such code or theme.
    """
    chosen = list_chosen(project, code=code, theme=theme)
    with project.read() as connection:
        groups = _Reader(project, connection).groups()
    return balance(
        [one.case.name if one.case else "" for one in chosen],
        [one.group for one in chosen],
        groups,
    )


class _Reader:
    """What is needed to read chosen quotations, looked up once."""

    def __init__(self, project: Project, connection: Connection) -> None:
        self._project = project
        self._connection = connection
        self._attribute = study_in(project, connection).saturation.group_by
        self._cases = {case.name: case for case in case_rows.list_cases(connection)}
        self._voices = {(v.source, v.speaker): v for v in list_voices(project, connection)}

    def groups(self) -> list[str]:
        """The groups that somebody whose words are coded belongs to."""
        found = {v.person.get(self._attribute, "") for v in self._voices.values() if v.coded}
        return sorted(found - {""})

    def chosen(self, one: Selected) -> Chosen:
        """A chosen quotation with its speaker and as it is printed."""
        transcript = self._project.memory.transcript(self._connection, one.source)
        turn = transcript.turn_at(one.span.start)
        voice = self._voices.get((one.source, turn.speaker)) if turn else None
        case = self._cases.get(voice.case) if voice and voice.case else None
        return Chosen(
            selected=one,
            address=address_of(transcript, one.span),
            case=case,
            group=voice.person.get(self._attribute, "") if voice else "",
            runs=printed(one.quotation, _fitting(one)),
            to_confirm=case is None or not may_be_quoted(case),
        )


def _fitting(one: Selected) -> Edits:
    """The edits, or none where the quotation was corrected so that they no longer fit."""
    try:
        return replace(one.edits).checked(one.quotation)
    except NotAllowed:
        return Edits()


def _own(project: Project, change: Change, guid: str) -> selections.SelectedRow:
    analyst(project, change)
    return selections.selected_row(change.connection, guid)


def _refuse_twice(
    connection: Connection, source: str, span: Span, code: str | None, theme: str | None
) -> None:
    for one in selections.list_selected(connection):
        same = (one.source, one.span, one.code) == (source, span, code)
        if same and (theme is None or (one.theme or "").startswith(theme)):
            raise NotAllowed(N_("These words are chosen already."))
