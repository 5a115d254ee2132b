"""Who was asked: what nobody said tells something only of those to whom the question was put."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.app.analysis.matrix_columns import Columns
from qualcode.app.analysis.matrix_material import Material
from qualcode.app.analysis.matrix_rows import Rows
from qualcode.app.coding.guide import asking_by_source, questions_of_codes
from qualcode.core.guide import Asking
from qualcode.core.tables.crosstab import Measure, State
from qualcode.core.voices import Voice

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.core.tables.crosstab_counts import Voices
    from qualcode.store.project import Project

Questions = Mapping[int, Collection[str]]
"""By number of a row, the sources of which it is not known that nobody was asked its questions.

Rows that stand on a code without a question are missing: anybody may speak of it.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Unraised:
    """What a matrix says of those who raised nothing."""

    states: Any
    """By [row, column], the `State` of a cell in which nothing was said; the total last."""
    asked: Mapping[Measure, Any]
    """By [row, column], out of how many; -1 where the column's own number holds. Empty for none."""


def questions_of_rows(
    project: Project, connection: Connection, held: Material, rows: Rows
) -> Questions:
    """The sources in which the questions behind each row were put, or may have been."""
    linked = questions_of_codes(project, connection)
    if not linked:
        return {}
    states = asking_by_source(project, connection)
    names = [source.name for source in held.sources]
    found = {}
    for number, codes in enumerate(rows.codes):
        if codes and all(code in linked for code in codes):
            refs = {ref for code in codes for ref in linked[code]}
            found[number] = [
                name
                for name in names
                if {states.get((ref, name), Asking.NEVER) for ref in refs}
                & {Asking.ASKED, Asking.UNMARKED}
            ]
    return found


def unraised(
    held: Material,
    rows: Rows,
    columns: Columns,
    heard: Sequence[Voice | None],
    voices: Voices,
    questions: Questions,
) -> Unraised:
    """The states of empty cells, and the denominators of rows that belong to a question.

    Out of how many: who was asked, and who spoke of it unasked.
    """
    import numpy as np

    known = [*(column.sources for column in columns.columns), 1]
    states = [(State.NOT_RAISED if n else State.NOT_COLLECTED).value for n in known]
    grid = np.tile(np.array(states, np.int64), (len(rows.rows), 1))
    if not questions:
        return Unraised(grid, {})
    column, voice = _heard_in(held, columns, heard, voices)
    own = {measure: np.full(grid.shape, -1) for measure in _OUT_OF}
    numbers = {source.name: number for number, source in enumerate(held.sources)}
    for row, sources in questions.items():
        put = np.zeros(len(held.sources), bool)
        put[[numbers[name] for name in sources]] = True
        reached = put[voices.source]
        reached[held.codings.voice[rows.members.coding[rows.members.row == row]]] = True
        there = np.flatnonzero(reached[voice])
        empty = np.bincount(column[there], minlength=grid.shape[1]) == 0
        grid[row, empty & (grid[row] == State.NOT_RAISED.value)] = State.NOT_ASKED.value
        for measure, things in _things_of(voices).items():
            own[measure][row] = _different(column[there], things[voice[there]], grid.shape[1])
    return Unraised(grid, own)


_OUT_OF = (
    Measure.PARTICIPANTS,
    Measure.RELATIVES,
    Measure.SOURCES,
    Measure.GROUPS,
    Measure.UNITS,
)


def _things_of(voices: Voices) -> dict[Measure, Any]:
    from qualcode.core.tables.crosstab_counts import things

    return dict(things(voices))


def _heard_in(
    held: Material, columns: Columns, heard: Sequence[Voice | None], voices: Voices
) -> tuple[Any, Any]:
    """Every column with the voices heard in it, as pairs; the total is the last column."""
    import numpy as np

    present = np.array([voice is not None for voice in heard], bool)
    if columns.ranges:
        inside = np.zeros((len(columns.columns), len(held.sources)), bool)
        for own, source, _start, _end in columns.ranges:
            inside[own, source] = True
        column, voice = np.nonzero(inside[:, voices.source] & present)
    else:
        of_voice = np.array(columns.of_voice or [-1] * len(heard), np.int64)
        voice = np.flatnonzero(present & (of_voice >= 0))
        column = of_voice[voice]
    everybody = np.flatnonzero(present)
    last = np.full(len(everybody), len(columns.columns))
    return np.concatenate([column, last]), np.concatenate([voice, everybody])


def _different(column: Any, thing: Any, columns: int) -> Any:
    """How many different things each column has; -1 is none."""
    import numpy as np

    kept = np.flatnonzero(thing >= 0)
    kinds = int(thing.max(initial=-1)) + 1
    pairs = np.unique(column[kept] * max(kinds, 1) + thing[kept])
    return np.bincount(pairs // max(kinds, 1), minlength=columns)
