"""Tables made again from the state that they were made from, and two states compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.coding.reading import list_exports
from qualcode.app.gate.ledgering import entered, export_named, freeze, recorded
from qualcode.app.publishing.documents import theme_tables_of
from qualcode.app.publishing.making import COMPARISON, MADE_ONCE, write_kind
from qualcode.app.publishing.wishes import Wish, wish_of
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.core.tables.table_changes import RowChange, changes
from qualcode.i18n import N_, _
from qualcode.store.rows import cases as case_rows
from qualcode.store.safety import states
from qualcode.store.safety.restoring import restored
from qualcode.store.safety.states import Kept

if TYPE_CHECKING:
    from qualcode.core.tables.matrix import ThemeTable
    from qualcode.export.word.values import Document
    from qualcode.store.journal import Change
    from qualcode.store.project import Project

NOW = "now"
"""Stands for the present state where a snapshot is asked for."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of making an export again."""

    kind: str
    snapshot: str
    identical: bool
    """Whether the file is the same byte for byte as the one that was exported."""
    erased: tuple[str, ...]
    """The lines in which words stood that have been erased since."""
    withdrawn: tuple[str, ...]
    """Persons who could be quoted then and cannot now."""


def rebuild(project: Project, wanted: str, out: Path) -> Rebuilt:
    """Make an export again from its snapshot, as the ending of `out` says.

    What was erased since is not brought back, and nobody is quoted who has withdrawn since.

    Args:
        project: the project.
        wanted: the beginning of the export's GUID, or the name of its file.
        out: where to.

    Raises:
        NotFound: there is no such export, or its snapshot is gone.
        NotAllowed: it has no snapshot, or an open round closes a layer in it.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    from qualcode.export.word.stamping import without_lost_words

    row = _export(project, wanted)
    if row["kind"] == COMPARISON:
        return _compared_again(project, row, out)
    with project.read() as connection:
        kept = states.kept_state(connection, project.acting_key(connection), str(row["snapshot"]))
        withdrawn = _withdrawn(project, kept)
    settings: Mapping[str, Any] = row["settings"]
    wish = replace(wish_of(settings), snapshot=kept.short)
    wish = replace(wish, confirmed=wish.confirmed - set(withdrawn))
    erased: list[str] = []
    with restored(project, kept.content, row["coder"], withdrawn) as back:

        def mend(document: Document) -> Document:
            mended, lost = without_lost_words(document)
            erased.extend(lost)
            return mended

        def write(_snapshot: str) -> Mapping[str, int]:
            return write_kind(back, row["kind"], out, wish, mend)

        again = {**settings, "rebuilt": row["guid"]}
        again.pop("stands_on", None)
        recorded(project, row["kind"], out, write, settings=again, kept=kept)
    return Rebuilt(
        kind=row["kind"],
        snapshot=kept.short,
        identical=_is_same(out, row),
        erased=tuple(erased),
        withdrawn=withdrawn,
    )


def _is_same(out: Path, row: Mapping[str, Any]) -> bool:
    return hashlib.sha256(out.read_bytes()).hexdigest() == str(row["sha256"])


def _compared_again(project: Project, row: Mapping[str, Any], out: Path) -> Rebuilt:
    """A comparison, from the two states that it compared."""
    settings = row["settings"]
    compare_tables(project, settings["before"], settings["after"], out, wish_of(settings))
    return Rebuilt(row["kind"], settings["after"], _is_same(out, row), (), ())


def _export(project: Project, wanted: str) -> Mapping[str, Any]:
    row = export_named(list_exports(project), wanted)
    if row is None:
        raise NotFound(
            N_("There is no export {name}. See them with: qualcode list PROJECT exports"),
            name=wanted,
        )
    if row["kind"] in MADE_ONCE:
        raise NotAllowed(
            N_("{file} cannot be made again: {why}."),
            file=row["file"],
            why=_(MADE_ONCE[row["kind"]]),
        )
    if row["snapshot"] is None:
        raise NotAllowed(
            N_("{file} cannot be made again: no snapshot was kept of what it was made from."),
            file=row["file"],
        )
    return row


def _withdrawn(project: Project, kept: Kept) -> tuple[str, ...]:
    """Persons whom the state lets quote, and who do not allow it now, or objected to all use."""
    with project.read() as connection:
        silent = {
            case.name
            for case in case_rows.list_cases(connection)
            if case.quote_allowed is False or case.objected
        }
    cases = states.rows_in(kept.content, "cases")
    allowed = (row for row in cases if row["quote_allowed"] != 0 and row["objected"] is None)
    return tuple(row["name"] for row in allowed if row["name"] in silent)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table of barriers and facilitators at two moments."""

    before: str
    """Name of the snapshot."""
    after: str
    """Likewise; that of the present state where it was compared."""
    changes: tuple[RowChange, ...]


def compare_tables(project: Project, before: str, after: str, out: Path, wish: Wish) -> Comparison:
    """Write what has changed in the table of barriers and facilitators, for a reviewer.

    Args:
        project: the project.
        before: beginning of a snapshot's GUID.
        after: likewise, or `now`.
        out: a .docx, .html, .xlsx or .csv file.
        wish: layer, codebook and language.

    Raises:
        NotFound: there is no such snapshot.
        NotAllowed: nothing is coded in one of them, or a layer is closed.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    from qualcode.export.files import write_as_named
    from qualcode.export.word.table_changes import changes_document

    tables = [_tables_at(project, moment, wish) for moment in (before, after)]
    changed = tuple(changes(tables[0][1], tables[1][1]))
    settings = {**wish.settings(), "before": tables[0][0]}
    with project.change("export", kind="note", what=COMPARISON) as change:
        kept = _kept(project, change, after)
        found = Comparison(tables[0][0], kept.short, changed)
        document = changes_document(
            changed, found.before, found.after, language=wish.language, made_on=wish.day
        )

        def write(_snapshot: str) -> None:
            write_as_named(document, out)

        told = {**settings, "after": found.after}
        entered(project, change, COMPARISON, out, write, settings=told, kept=kept)
    return found


def _kept(project: Project, change: Change, moment: str) -> Kept:
    if moment == NOW:
        return freeze(project, change)
    viewer = project.acting_key(change.connection)
    return states.kept_state(change.connection, viewer, moment)


def _tables_at(project: Project, moment: str, wish: Wish) -> tuple[str, Sequence[ThemeTable]]:
    with _at(project, moment) as (name, there):
        return name, theme_tables_of(there, wish)


@contextmanager
def _at(project: Project, moment: str) -> Iterator[tuple[str, Project]]:
    if moment == NOW:
        yield NOW, project
        return
    with project.read() as connection:
        kept = states.kept_state(connection, project.acting_key(connection), moment)
    with restored(project, kept.content, project.acting) as back:
        yield kept.short, back
