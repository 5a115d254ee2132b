"""What lies beside a project's file, and what a person should know of its folder."""

from __future__ import annotations

import os
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from qualcode.core.errors import DamagedProject
from qualcode.i18n import N_
from qualcode.store.safety import digests
from qualcode.store.safety.ciphers import connect, errors
from qualcode.store.safety.manifest import backups_folder
from qualcode.store.safety.places import Kind, Place, conflict_copies
from qualcode.store.safety.problems import Problem

OLD = 3600
"""Seconds after which nobody goes on writing what is half-written."""

NAMED = 3
"""How many files of one sort are named."""


def has_left_log(path: Path) -> bool:
    """Whether a program that did not come to its end left changes beside a project's file."""
    log = path.with_name(path.name + "-wal")
    try:
        return log.stat().st_size > 0
    except OSError:
        return False


def sweep(path: Path) -> None:
    """Take away what programs left half-written beside a project, whose writer we are now."""
    before = time.time() - OLD
    for folder, pattern in ((path.parent, f".{path.name}.*.draft*"), (backups_folder(path), ".*")):
        for draft in folder.glob(pattern):
            with suppress(OSError):
                if ".draft" in draft.name and draft.stat().st_mtime < before:
                    draft.unlink()


def warnings_of(path: Path, place: Place, *, left: bool) -> tuple[Problem, ...]:
    """What a person who opens a project should know of where it lies.

    Args:
        path: the project's file.
        place: what its folder is.
        left: whether changes of a program that did not come to its end lay beside it.
    """
    found = []
    if place.kind is Kind.SYNCED:
        found.append(Problem(_SYNCED, {"name": place.name}))
    elif place.kind is Kind.NETWORK:
        found.append(Problem(_NETWORK, {"name": place.name}))
    copies = conflict_copies(path)
    if copies:
        shown = ", ".join(copies[:NAMED]) + (" …" if len(copies) > NAMED else "")
        found.append(Problem(_CONFLICT, {"files": shown}))
    if left:
        found.append(Problem(_LEFT, {"file": path.name}))
    return tuple(found)


_SYNCED = N_(
    "This project lies in a folder that {name} synchronises. Two machines can change it there "
    "without seeing each other, and one of them loses. Keep it on this machine's own disk, and "
    "exchange what each of you codes by qualcode handout and merge; backups may be synchronised."
)
_NETWORK = N_(
    "This project lies on a network drive ({name}), where locks cannot be relied on. One person at "
    "a time, please. Safer: keep it on a machine's own disk, or on a PostgreSQL server, and "
    "exchange codings by qualcode handout and merge."
)
_CONFLICT = N_(
    "Beside this project lie what look like other versions of it, as programs that synchronise "
    "make them when two machines wrote: {files}. Delete none before you have opened it and looked "
    "with qualcode list FILE journal who did what in it."
)
STANDING = frozenset({_SYNCED, _NETWORK, _CONFLICT})
"""Warnings of what stays as it is until somebody changes it."""

_LEFT = N_(
    "{file} was not closed properly last time. What had been saved stood beside it in {file}-wal "
    "and is there again. Until a project is closed, copy or move both files together."
)


def refuse_strange_log(path: Path) -> None:
    """See that the changes beside a file belong to it, before they are written into it.

    Raises:
        DamagedProject: with them the file is not whole.
    """
    uri = f"file:{quote(os.fsencode(path.resolve()))}?mode=ro"
    try:
        with closing(connect(path, uri_of=uri)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchall()
            whole = found == [("ok",)] and not (
                digests.has_digests(connection) and any(digests.differing(connection))
            )
    except errors():
        whole = False
    if not whole:
        raise DamagedProject(
            N_(
                "The changes in {file}-wal do not fit {file}. If another {file} was put in the "
                "place of the one that was open, move {file}-wal to another folder and try again. "
                "If not, keep copies of both, then run: qualcode check {file}"
            ),
            file=path.name,
        )
