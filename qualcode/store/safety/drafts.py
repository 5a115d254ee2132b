"""Files that stand whole under their name, or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qualcode.core.errors import ProjectProblem
from qualcode.i18n import N_
from qualcode.store.project import told
from qualcode.store.safety.ciphers import KEYS


@contextmanager
def drafted(target: Path, *, over: bool = False) -> Iterator[Path]:
    """A file that gets the name `target` at the end of the block, and is gone if it fails."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    try:
        with telling(target):
            draft.touch()
            yield draft
            _to_disk(draft)
            if not over and target.exists():
                raise ProjectProblem(
                    N_("{file} exists already. Choose another name."), file=str(target)
                )
            draft.replace(target)
            settle(target.parent)
    finally:
        KEYS.done(draft)
        for ending in ("", "-wal", "-shm", "-journal"):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)


@contextmanager
def telling(place: Path) -> Iterator[None]:
    """Turn what the system or SQLite says of writing there into a sentence."""
    try:
        with told(str(place)):
            yield
    except OSError as error:
        raise cannot_write(place, error) from error


def cannot_write(place: Path, error: OSError) -> ProjectProblem:
    """The sentence for what the system says of writing a file."""
    if error.errno in _FULL:
        return ProjectProblem(
            N_("There is no room left on the disk for {file}. Free some and try again."),
            file=str(place),
        )
    why = error.strerror or type(error).__name__
    return ProjectProblem(N_("{file} cannot be written: {why}."), file=str(place), why=why)


_FULL = {errno.ENOSPC, errno.EFBIG, *([errno.EDQUOT] if hasattr(errno, "EDQUOT") else [])}


def _to_disk(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def settle(folder: Path) -> None:
    """Have the names in a folder survive a loss of power, where the system can promise that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
