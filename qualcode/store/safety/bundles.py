"""A folder of files with their digests: made whole, read back, and destroyed by overwriting."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcode.core.errors import DamagedProject, FileProblem, ProjectProblem
from qualcode.i18n import N_
from qualcode.store.safety.drafts import settle, telling
from qualcode.store.safety.manifest import backups_folder

LIST = "manifest.json"
"""The file that lists all others with their digests."""

CERTIFICATE = "certificate"
"""How the names of files begin that are added to a bundle afterwards."""

_PART = 1 << 20


@dataclass(frozen=True, slots=True)
class Bundled:
    """One file of a bundle."""

    name: str
    """With folders, parted by strokes."""
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BundleCheck:
    """What reading a bundle back found."""

    facts: Mapping[str, Any]
    files: tuple[Bundled, ...]
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether it is what was written, no more and no less."""
        return not (self.missing or self.changed or self.unknown)


@contextmanager
def new_bundle(target: Path) -> Iterator[Path]:
    """A folder that gets its name at the end of the block, and is gone if it fails.

    Raises:
        ProjectProblem: something of that name stands there already.
    """
    if target.exists():
        raise ProjectProblem(N_("{file} exists already. Choose another name."), file=str(target))
    if not target.parent.is_dir():
        raise FileProblem(N_("There is no folder {folder}."), folder=str(target.parent))
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    try:
        with telling(target):
            draft.mkdir(mode=0o700)
            yield draft
            for file in _files_in(draft):
                with file.open("rb+") as stream:
                    os.fsync(stream.fileno())
            draft.rename(target)
            settle(target.parent)
    finally:
        _remove(draft)


def seal_list(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the list of the files that stand in a folder."""
    listed = [
        {"name": _name(folder, file), "size": file.stat().st_size, "sha256": digest_of(file)}
        for file in _files_in(folder)
    ]
    content = json.dumps({**facts, "files": listed}, ensure_ascii=False, indent=1) + "\n"
    (folder / LIST).write_text(content, encoding="utf-8", newline="\n")


def read_back(folder: Path) -> BundleCheck:
    """Compare every file of a bundle with the list, byte by byte.

    Raises:
        FileProblem: there is no bundle.
        DamagedProject: its list cannot be read.
    """
    try:
        stored = json.loads((folder / LIST).read_text(encoding="utf-8"))
        files = tuple(
            Bundled(str(one["name"]), int(one["size"]), str(one["sha256"]))
            for one in stored.pop("files")
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileProblem(N_("{folder} is no archive: it has no list."), folder=folder) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedProject(
            N_("The list of {folder} cannot be read."), folder=str(folder)
        ) from error
    there = {_name(folder, file): file for file in _files_in(folder)}
    known = {one.name for one in files}
    return BundleCheck(
        facts=stored,
        files=files,
        missing=tuple(one.name for one in files if one.name not in there),
        changed=tuple(
            one.name
            for one in files
            if one.name in there and digest_of(there[one.name]) != one.sha256
        ),
        unknown=tuple(
            name
            for name in there
            if name not in known and name != LIST and not name.startswith(f"{CERTIFICATE}.")
        ),
    )


def digest_of(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def files_of_project(path: Path) -> list[Path]:
    """The project's file, what stands beside it, its backups: all that holds its bytes."""
    beside = [
        one
        for one in path.parent.iterdir()
        if one.is_file()
        and (
            one == path
            or one.name == f"{path.name}.lock"
            or one.name.startswith((f"{path.name}-", f".{path.name}."))
        )
    ]
    folder = backups_folder(path)
    return sorted([*beside, *(_files_in(folder) if folder.is_dir() else [])])


def destroy(file: Path) -> None:
    """Overwrite a file with random bytes, cut it to nothing, and take its name away.

    On drives that write every change elsewhere (SSD, copies, snapshots) the old bytes may
    outlive this; only an encrypted disk is safe from that.

    Raises:
        FileProblem: it may not be written.
    """
    try:
        with file.open("rb+") as stream:
            left = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            while left:
                part = min(left, _PART)
                stream.write(secrets.token_bytes(part))
                left -= part
            stream.flush()
            os.fsync(stream.fileno())
            stream.truncate(0)
        file.unlink()
    except OSError as error:
        raise FileProblem(
            N_("{file} cannot be destroyed: {why}."), file=str(file), why=error.strerror
        ) from error


def _files_in(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _name(folder: Path, file: Path) -> str:
    return file.relative_to(folder).as_posix()


def _remove(folder: Path) -> None:
    if folder.is_dir():
        for file in _files_in(folder):
            file.unlink()
        for inner in sorted((one for one in folder.rglob("*") if one.is_dir()), reverse=True):
            inner.rmdir()
        folder.rmdir()
