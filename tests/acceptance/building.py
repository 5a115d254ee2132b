"""Small studies built from what was said, and where things stand in a matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.app.coding.coding import code_passages, mark_source
from qualcode.app.projects.studies import new_project
from qualcode.core.coding import Mark, NewCoding, Valence
from qualcode.core.people import Case
from qualcode.core.spans import Span
from qualcode.core.tables.crosstab import Crosstab
from qualcode.core.transcript import Speaker
from qualcode.store.project import Project
from qualcode.store.rows.cases import put_case
from qualcode.store.rows.sources import add_source
from tests.stories import document


@dataclass(frozen=True)
class Talk:
    """A source: who says what; a label that is no case is not coded."""

    name: str
    type: str
    said: tuple[tuple[str, str], ...]
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """A code given to words."""

    source: str
    words: str
    code: str
    valence: Valence = Valence.UNSET
    marks: frozenset[Mark] = frozenset()


BARRIER, LEVER, NEUTRAL = Valence.BARRIER, Valence.LEVER, Valence.NEUTRAL


@contextmanager
def built(
    folder: Path,
    study: str,
    cases: Iterable[Case],
    talks: Sequence[Talk],
    given: Iterable[Given],
) -> Iterator[Project]:
    """A project of a shipped study with these sources, coded and read by Zoé."""
    with new_project(str(folder / f"{study}.qualcode"), study=study, acting="Zoé") as project:
        fill(project, cases, talks, given)
        yield project


def fill(
    project: Project, cases: Iterable[Case], talks: Sequence[Talk], given: Iterable[Given]
) -> None:
    """Put sources and codings into a project."""
    people = {case.name: case for case in cases}
    texts = {}
    with project.change("fill") as change:
        for case in people.values():
            put_case(change, case)
        for talk in talks:
            read = document(talk.said)
            texts[talk.name] = read.text
            add_source(
                change,
                read,
                name=talk.name,
                kind=talk.type,
                language="fr",
                speaker_of={
                    label: Speaker(label, label in people, label if label in people else None)
                    for label in read.speakers
                },
                attributes=dict(talk.facts),
            )
    wanted = []
    for one in given:
        start = texts[one.source].index(one.words)
        span = Span(start, start + len(one.words))
        wanted.append(NewCoding(one.source, span, one.code, one.valence, one.marks))
    code_passages(project, wanted)
    for talk in talks:
        mark_source(project, talk.name)


def row_of(table: Crosstab, key: str) -> int:
    """Which row a code stands in."""
    return next(n for n, row in enumerate(table.rows) if row.ref.endswith(f":{key}"))


def place_of(table: Crosstab, value: str) -> int:
    """Which column a value stands in."""
    return next(n for n, column in enumerate(table.columns) if column.value == value)
