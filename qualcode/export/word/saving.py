"""Writing a file whole or not at all, with the same bytes for the same content."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from qualcode.core.errors import FileProblem
from qualcode.i18n import N_

_EPOCH = (1980, 1, 1, 0, 0, 0)


def zipped(parts: Mapping[str, str]) -> bytes:
    """A zip archive of `parts` in their order, without any trace of when and where it was made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode("utf-8"))
    return buffer.getvalue()


def save(path: Path, data: bytes) -> None:
    """Write `data` to `path` in one step: readers see the old file or the new one.

    Raises:
        FileProblem: the folder is missing, or the file is a folder, read only, or open elsewhere.
    """
    _refuse_what_cannot_be_written(path)
    beside = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except PermissionError as error:
        raise FileProblem(
            N_(
                "{file} cannot be written: it is open in another program, or its folder is "
                "read only. Close it there, or choose another place."
            ),
            file=path,
        ) from error
    except OSError as error:
        raise FileProblem(
            N_("{file} cannot be written ({reason})."), file=path, reason=error.strerror or error
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def _refuse_what_cannot_be_written(path: Path) -> None:
    if not path.parent.is_dir():
        raise FileProblem(
            N_("There is no folder {folder}: make it, or choose another place for {file}."),
            folder=path.parent,
            file=path.name,
        )
    if path.is_dir():
        raise FileProblem(N_("{file} is a folder: choose the name of a file in it."), file=path)
    if path.exists() and not path.stat().st_mode & 0o222:
        raise FileProblem(
            N_("{file} is read only: choose another name, or allow it to be changed."), file=path
        )
    for lock in (f".~lock.{path.name}#", f"~${path.name[2:]}"):
        if path.with_name(lock).exists():
            raise FileProblem(
                N_(
                    "{file} is open in another program: close it there and try again. If no "
                    "program has it open, delete {lock} beside it."
                ),
                file=path,
                lock=lock,
            )
