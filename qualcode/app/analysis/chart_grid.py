"""A framework chart as it lies before a person: codes by columns, what is coded and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.app.analysis.charting import codings_by_cell, column_of
from qualcode.app.analysis.matrices import ways_to_part
from qualcode.app.analysis.rating import RatedCell, list_rated
from qualcode.app.coding.voices import known_attributes, list_voices
from qualcode.app.projects.layers import ANALYSIS
from qualcode.app.projects.studies import list_codebooks, study_in
from qualcode.core.analysis.charting import BY_CASE, Cell, ChartProgress, Summary, chart_progress
from qualcode.core.codebook import said
from qualcode.core.study import Study
from qualcode.core.text import fold
from qualcode.store.rows import charts

if TYPE_CHECKING:
    from qualcode.store.project import Project


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column of a chart."""

    value: str
    """The case, or the value of the attribute."""
    name: str
    """As people read it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Codes by columns, with all that stands in the cells."""

    by: str
    rows: tuple[str, ...]
    """The codes, as `codebook:key`, in the order of the codebooks."""
    columns: tuple[GridColumn, ...]
    codings: Mapping[Cell, tuple[str, ...]]
    """GUIDs of the codings in each cell, in the order of places."""
    summaries: Mapping[Cell, Summary]
    rated: Mapping[Cell, RatedCell]
    """As far as the acting rater may see them."""
    progress: ChartProgress

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place."""
        return Cell(self.rows[row], self.by, self.columns[column].value)


def ways_to_chart(project: Project) -> list[str]:
    """What the columns of a chart can be: the cases, then attributes that somebody has."""
    with project.read() as connection:
        known = set[str]().union(
            *known_attributes(study_in(project, connection), list_voices(project, connection))
        )
    return [BY_CASE, *(way for way in ways_to_part(project) if way in known)]


def grid_of(project: Project, *, by: str = BY_CASE, layer: str = ANALYSIS) -> Grid:
    """The chart of a layer: every code in which something is coded, written or rated.

    Raises:
        NotFound: no such attribute or layer.
    """
    rated = {one.cell: one for one in list_rated(project, by=by)}
    with project.read() as connection:
        found = codings_by_cell(project, connection, by, layer)
        summaries = {one.cell: one for one in charts.list_summaries(connection, by)}
        study = study_in(project, connection)
        heard = [column_of(v, by) for v in list_voices(project, connection) if v.coded]
    cells = {*found, *summaries, *rated}
    values = {cell.value for cell in cells} | {value for value in heard if value}
    used = {cell.code for cell in cells}
    order = [f"{book.id}:{c.key}" for book in list_codebooks(project) for c in book.codes]
    return Grid(
        by=by,
        rows=tuple(ref for ref in order if ref in used),
        columns=_columns(study, by, values),
        codings={cell: tuple(one.guid for one in codings) for cell, codings in found.items()},
        summaries=summaries,
        rated=rated,
        progress=chart_progress(found.keys(), summaries.values()),
    )


def _columns(study: Study, by: str, values: Iterable[str]) -> tuple[GridColumn, ...]:
    known = None if by == BY_CASE else study.attribute(by) or study.source_attribute(by)
    labels = known.value_labels if known else {}
    named = [GridColumn(value, said(labels.get(value, {})) or value) for value in values]
    return tuple(sorted(named, key=lambda one: (fold(one.name), one.value)))
