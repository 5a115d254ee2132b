"""Framework charting: a summary written for each code and column, linked to its codings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualcode.app.coding.placing import placed_codes
from qualcode.app.coding.voices import known_attributes, list_voices
from qualcode.app.projects.acting import analyst
from qualcode.app.projects.layers import ANALYSIS, analysis_layer
from qualcode.app.projects.studies import study_in
from qualcode.core.analysis.charting import BY_CASE, Cell, ChartProgress, Summary, chart_progress
from qualcode.core.asking.code_conditions import PlacedCode
from qualcode.core.errors import NotFound
from qualcode.core.voices import Voice, written_value
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import charts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project


def summarise(
    project: Project,
    code: str,
    value: str,
    words: str,
    *,
    by: str = BY_CASE,
    concerns: Iterable[str] | None = None,
) -> None:
    """Write the summary of a cell; an empty one takes it away.

    Args:
        project: the project.
        code: key of the code.
        value: which column: a case, or a value of the attribute.
        words: the summary.
        by: what the columns are: `case`, or the id of an attribute.
        concerns: GUIDs of the codings it rests on; None for all that stand in the cell now.

    Raises:
        NotAllowed: nobody who may is acting.
        NotFound: no such code, case, attribute or value.
    """
    with project.change("chart", code=code, column=value) as change:
        analyst(project, change)
        row = project.memory.code_index(change.connection).find(code)
        cell = known_cell(project, change.connection, row.ref, by, value)
        if concerns is None:
            standing = codings_by_cell(project, change.connection, by)
            concerns = [one.guid for one in standing.get(cell, ())]
        charts.put_summary(change, row.id, cell, words.strip(), concerns)


def list_summaries(project: Project, *, by: str | None = None) -> list[Summary]:
    """The summaries of all charts, or of those with one kind of columns."""
    with project.read() as connection:
        return charts.list_summaries(connection, by)


def progress_of_chart(
    project: Project, *, by: str = BY_CASE, layer: str = ANALYSIS
) -> ChartProgress:
    """How many of the cells in which something is coded have a summary.

    Raises:
        NotFound: no such attribute or layer.
    """
    with project.read() as connection:
        coded = codings_by_cell(project, connection, by, layer)
        return chart_progress(coded.keys(), charts.list_summaries(connection, by))


def codings_by_cell(
    project: Project, connection: Connection, by: str = BY_CASE, layer: str = ANALYSIS
) -> dict[Cell, list[PlacedCode]]:
    """The codings of a layer by code and column, in the order of places.

    Raises:
        NotFound: no such attribute or layer.
    """
    viewer = project.acting_key(connection)
    voices = list_voices(project, connection)
    _refuse_unknown(project, connection, voices, by)
    chosen = analysis_layer(connection, viewer, layer)
    found: dict[Cell, list[PlacedCode]] = {}
    for one in placed_codes(project, connection, voices, chosen.coder_of):
        value = column_of(one.voice, by)
        if value is not None:
            found.setdefault(Cell(one.ref, by, value), []).append(one)
    return found


def column_of(voice: Voice, by: str) -> str | None:
    """The column in which the words of a speaker stand; None where there is none."""
    if by == BY_CASE:
        return voice.case
    return voice.person.get(by, voice.place.get(by))


def known_cell(project: Project, connection: Connection, ref: str, by: str, value: str) -> Cell:
    """The cell of a code in a column that the project has.

    Raises:
        NotFound: no such case, attribute or value.
    """
    if by == BY_CASE:
        names = {case.name for case in case_rows.list_cases(connection)}
        if value not in names:
            raise NotFound(N_("There is no case “{name}”."), name=value)
        return Cell(ref, by, value)
    voices = list_voices(project, connection)
    _refuse_unknown(project, connection, voices, by)
    wanted = written_value(study_in(project, connection), by, value)
    values = {found for voice in voices if (found := column_of(voice, by)) is not None}
    if wanted not in values:
        raise NotFound(
            N_("Nobody has “{value}” as “{attribute}”. There are: {values}."),
            value=value,
            attribute=by,
            values=", ".join(sorted(values)) or "—",
        )
    return Cell(ref, by, wanted)


def _refuse_unknown(project: Project, connection: Connection, voices: list[Voice], by: str) -> None:
    known = set[str]().union(*known_attributes(study_in(project, connection), voices))
    if by != BY_CASE and by not in known:
        raise NotFound(
            N_("No case and no source has an attribute “{name}”. There are: {names}."),
            name=by,
            names=", ".join(sorted(known)) or "—",
        )
