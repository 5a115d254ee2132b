"""Is everything in a project what it should be? Problems are told in words, never with a text.

Problems name rows by GUID and sources by name: not who coded, nor where, so that a check says
nothing of a layer that a round still closes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, and_, func, select, text

from qualcode.core.errors import DamagedProject, ProjectProblem
from qualcode.core.progress import Progress, nobody_waits
from qualcode.core.text import digest
from qualcode.i18n import N_
from qualcode.store import engine as engines
from qualcode.store.gate import open_rounds
from qualcode.store.project import told
from qualcode.store.rows.turn_rows import unpacked
from qualcode.store.safety import digests
from qualcode.store.safety.chain import check_against_backups, check_journal
from qualcode.store.safety.frozen import check_ledger, check_snapshots
from qualcode.store.safety.index_words import check_words
from qualcode.store.safety.manifest import manifests_of
from qualcode.store.safety.problems import Problem
from qualcode.store.schema import metadata
from qualcode.store.tables import (
    TRAVELLING,
    code_revisions,
    codes,
    codings,
    journal,
    memos,
    project,
    source_texts,
    sources,
    turns,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project

SHOWN = 100
"""How many findings of one kind are told."""

ANCHORED: dict[str, Table] = {
    name: table
    for name, table in metadata.tables.items()
    if {"source_text_id", "start", "end", "quotation"} <= set(table.c.keys())
}
"""Tables whose rows point into a text and keep its words."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at, and what was found."""

    problems: tuple[Problem, ...]
    texts: int = 0
    """Texts that were compared with the digest they were frozen with."""
    quotations: int | None = 0
    """Quotations that were compared with their place in the text; not told in an open round."""
    turns: int = 0
    """Turns that should stand in the full-text index."""
    rows: int | None = 0
    """Rows of a file compared with the digest they were written with; not told in an open round."""
    entries: int | None = 0
    """Journal entries whose chain was followed; not told in an open round."""
    snapshots: int = 0
    """Frozen states that were compared with their digest."""
    exports: int = 0
    """Entries of the ledger of exports."""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check(opened: Project, progress: Progress = nobody_waits) -> CheckReport:
    """Look at everything in a project; nothing is changed, so it may be open for reading only.

    Args:
        opened: the project.
        progress: is told how far it is.
    """
    problems: list[Problem] = []
    counts: Counter[str] = Counter()
    blind = False
    try:
        with opened.read() as connection:
            for part in _PARTS:
                problems += _found_by(part, Looked(connection, counts, progress), opened)
            blind = coded_blind(connection, opened)
            if opened.path is not None:
                problems += check_against_backups(connection, manifests_of(opened.path))
    except ProjectProblem as error:
        problems.append(_as_problem(error))
    once = [problem for i, problem in enumerate(problems) if problem not in problems[:i]]
    report = CheckReport(tuple(once), **counts)
    return replace(report, quotations=None, rows=None, entries=None) if blind else report


def coded_blind(connection: Connection, opened: Project) -> bool:
    """Whether counts would say how much the others have coded."""
    try:
        with told(opened.where):
            return bool(open_rounds(connection))
    except ProjectProblem:
        return False


_ILLEGIBLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What reading raises where values are not what was written."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a part of the check looks at, and whom it tells how far it is."""

    connection: Connection
    counts: Counter[str]
    progress: Progress


_Part = Callable[[Looked], Iterator[Problem]]


def _found_by(part: _Part, look: Looked, opened: Project) -> list[Problem]:
    """What one part of the check finds; where the file is too damaged for it, that is found."""
    found: list[Problem] = []
    try:
        with told(opened.where):
            found.extend(part(look))
    except ProjectProblem as error:
        found.append(_as_problem(error))
    except _ILLEGIBLE:
        found.append(Problem(N_("It holds values that cannot be read: see what else is found.")))
    return found


def _as_problem(error: ProjectProblem) -> Problem:
    if isinstance(error, DamagedProject):
        return Problem(N_("The file is damaged. Restore the last backup: qualcode restore"))
    return Problem(error.msgid, error.params)


def _file(look: Looked) -> Iterator[Problem]:
    """What SQLite itself finds."""
    connection = look.connection
    if connection.dialect.name != "sqlite":
        return
    look.progress(0, 1, N_("structure of the file"))
    for (finding,) in connection.exec_driver_sql(f"PRAGMA integrity_check({SHOWN})"):
        if finding != "ok":
            yield Problem(N_("SQLite finds: {finding}"), {"finding": finding})


def _digests(look: Looked) -> Iterator[Problem]:
    """Every row against the digest that it was written with."""
    connection = look.connection
    if connection.dialect.name != "sqlite":
        return
    driver = digests.driver_connection(connection)
    if not digests.has_digests(driver):
        if not _is_package(connection):
            yield Problem(N_("It has no digests: nobody can tell whether a bit has changed."))
        return
    look.counts["rows"] = digests.count(driver)
    if digests.schema_digest(driver) != digests.kept_schema_digest(driver):
        yield Problem(N_("Its tables are not declared as they were."))
    for table, rows in sorted(digests.differing_rows(driver, look.progress).items()):
        yield Problem(
            N_("{n} rows are not as they were written. Mend them: qualcode check --repair"),
            {"n": len(rows)},
            table,
        )
    outside = digests.count_due(driver)
    if outside:
        yield Problem(N_("{n} rows were changed by another program."), {"n": outside})


def _is_package(connection: Connection) -> bool:
    handed_out = select(journal.c.id).where(journal.c.action == "handed_out").limit(1)
    return connection.execute(handed_out).first() is not None


def _project(look: Looked) -> Iterator[Problem]:
    versions = look.connection.execute(select(project.c.schema_version)).scalars().all()
    if len(versions) != 1:
        yield Problem(
            N_("There should be one project in it, and there are {n}."), {"n": len(versions)}
        )
    elif versions[0] != engines.SCHEMA_VERSION:
        yield Problem(N_("Its schema is {version}, not {known}."),
                      {"version": versions[0], "known": engines.SCHEMA_VERSION})  # fmt: skip


def _texts(look: Looked) -> Iterator[Problem]:
    """Every text against its digest, and what points into it against its words."""
    connection = look.connection
    anchored = {
        name: table
        for name, table in ANCHORED.items()
        if connection.execute(select(table.c.id).limit(1)).first() is not None
    }
    keys = connection.execute(
        select(source_texts.c.id, sources.c.name)
        .outerjoin(sources, sources.c.id == source_texts.c.source_id)
        .order_by(source_texts.c.id)
    ).all()
    for number, (key, name) in enumerate(keys):
        look.progress(number, len(keys), N_("texts"))
        where = name or "?"
        row = connection.execute(select(source_texts).where(source_texts.c.id == key)).one()
        if row.text is not None:
            look.counts["texts"] += 1
            yield from _text(connection, row, where)
        for table in anchored.values():
            yield from _anchors(look, table, row, where)


def _text(connection: Connection, row: Any, where: str) -> Iterator[Problem]:
    if digest(row.text) != row.sha256 or len(row.text) != row.characters:
        yield Problem(N_("The text is not the one that was frozen."), {}, where)
    try:
        pieces = tuple(unpacked(row.sentences))
    except ValueError:
        pieces = ()
        yield Problem(N_("The places of its sentences cannot be read."), {}, where)
    if pieces and pieces[-1].end > len(row.text):
        yield Problem(N_("Sentences stand outside the text."), {}, where)
    outside = connection.execute(
        select(func.count()).where(
            turns.c.source_text_id == row.id, turns.c.speech_end > len(row.text)
        )
    ).scalar_one()
    if outside:
        yield Problem(N_("{n} turns stand outside the text."), {"n": outside}, where)


def _anchors(look: Looked, table: Table, row: Any, where: str) -> Iterator[Problem]:
    columns = (table.c.guid, table.c.start, table.c.end, table.c.quotation)
    found = look.connection.execute(
        select(*columns).where(
            table.c.source_text_id == row.id, table.c.alive == 1, table.c.start.is_not(None)
        )
    ).all()
    look.counts["quotations"] += len(found)
    for guid in misplaced(found, row.text):
        yield Problem(
            N_("The words of {guid} ({table}) are not those at its place in the text."),
            {"guid": guid, "table": table.name},
            where,
        )


def misplaced(rows: Iterable[Any], whole: str | None) -> Iterator[str]:
    """Of (key, start, end, quotation), the keys whose quotation is not what stands there."""
    for key, start, end, quotation in rows:
        if whole is None or end > len(whole) or whole[start:end] != quotation:
            yield key


def _journal(look: Looked) -> Iterator[Problem]:
    entries = select(func.count()).select_from(journal)
    look.counts["entries"] = look.connection.execute(entries).scalar_one()
    return check_journal(look.connection, look.progress)


def _references(look: Looked) -> Iterator[Problem]:
    """Nothing refers to what is not there, and nothing alive to what was laid to rest."""
    connection = look.connection
    look.progress(0, 1, N_("references"))
    if connection.dialect.name == "sqlite":
        broken = Counter(
            (row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
        )
        for (table, parent), n in broken.items():
            yield Problem(
                N_("{n} rows refer to rows of {parent} that are not there."),
                {"n": n, "parent": parent},
                table,
            )
    for table in TRAVELLING.values():
        for column in table.c:
            yield from _fallen_parents(connection, table, column)
    yield from _unbound(connection, code_revisions, code_revisions.c.code_id, codes.c.id)
    about_codings = and_(memos.c.about == "coding", memos.c.alive == 1)
    yield from _unbound(connection, memos, memos.c.about_guid, codings.c.guid, about_codings)


def _fallen_parents(connection: Connection, table: Table, column: Any) -> Iterator[Problem]:
    for key in column.foreign_keys:
        if key.column.name != "id" or key.column.table.name not in TRAVELLING:
            continue
        # Written out: there are hundreds of these, and to compile them takes longer than to ask.
        n = connection.exec_driver_sql(
            f'SELECT count(*) FROM "{table.name}" AS child '  # noqa: S608
            f'JOIN "{key.column.table.name}" AS parent ON parent.id = child."{column.name}" '
            "WHERE child.alive = 1 AND parent.alive = 0"
        ).scalar_one()
        if n:
            yield Problem(
                N_("{n} rows stand on rows of {parent} that were taken away."),
                {"n": n, "parent": key.column.table.name},
                table.name,
            )


def _unbound(
    connection: Connection, table: Table, column: Any, target: Any, condition: Any = True
) -> Iterator[Problem]:
    """Rows of `table` whose `column` names nothing that exists."""
    n = connection.execute(
        select(func.count())
        .select_from(table.outerjoin(target.table, target == column))
        .where(condition, column.is_not(None), target.is_(None))
    ).scalar_one()
    if n:
        yield Problem(
            N_("{n} rows refer to rows of {parent} that are not there."),
            {"n": n, "parent": target.table.name},
            table.name,
        )


def _index(look: Looked) -> Iterator[Problem]:
    """The full-text index holds the turns of the texts, and no others."""
    connection = look.connection
    key = "rowid" if connection.dialect.name == "sqlite" else "turn_id"
    said = (
        "SELECT turns.id FROM turns JOIN source_texts ON source_texts.id = turns.source_text_id "
        "WHERE turns.speech_start IS NOT NULL AND source_texts.text IS NOT NULL"
    )
    parts = [f"SELECT {key} FROM turn_search"]  # noqa: S608
    if connection.dialect.name == "sqlite":
        parts.append("SELECT turn_id FROM turn_search_bytes")
    look.counts["turns"] = _count(connection, said)
    missing = max(_count(connection, f"{said} EXCEPT {part}") for part in parts)
    left = max(_count(connection, f"{part} EXCEPT {said}") for part in parts)
    if missing:
        yield Problem(N_("{n} turns are missing from the full-text index."), {"n": missing})
    if left:
        yield Problem(
            N_("The full-text index holds words of {n} turns that are no longer there."),
            {"n": left},
        )
    if connection.dialect.name == "sqlite" and not missing and not left:
        yield from check_words(connection, look.progress)


def _count(connection: Connection, query: str) -> int:
    counted = f"SELECT count(*) FROM ({query}) AS found"  # noqa: S608
    return int(connection.execute(text(counted)).scalar_one())


def _snapshots(look: Looked) -> Iterator[Problem]:
    return check_snapshots(look.connection, look.counts)


def _ledger(look: Looked) -> Iterator[Problem]:
    return check_ledger(look.connection, look.counts)


_PARTS: tuple[_Part, ...] = (
    _file,
    _digests,
    _project,
    _texts,
    _journal,
    _references,
    _index,
    _snapshots,
    _ledger,
)
