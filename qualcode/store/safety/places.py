"""Where a project file lies: on this machine, in a synchronised folder, or on a network drive.

A synchronised folder is a copy of what another machine holds: nothing there keeps two of them from
being written at once, and the log beside a project may arrive without it. A network drive may not
keep locks, nor what SQLite shares between programs. There a project is written without such a log.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath, PureWindowsPath


class Kind(StrEnum):
    """What a folder is."""

    LOCAL = "local"
    SYNCED = "synced"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Place:
    """What a project's folder is, and who synchronises it or what kind of drive it is."""

    kind: Kind
    name: str = ""

    @property
    def risky(self) -> bool:
        """Whether another machine may write the same file, and locks may not reach it."""
        return self.kind is not Kind.LOCAL


_SYNCED: Sequence[tuple[str, str]] = (
    ("OneDrive", r"onedrive( - .+|-.+)?"),
    ("SharePoint", r"sharepoint.*"),
    ("Dropbox", r"dropbox( \(.+\))?"),
    ("iCloud Drive", r"icloud ?drive|com~apple~clouddocs|mobile documents|iclouddrive~.*"),
    ("Google Drive", r"google ?drive|googledrive-.+|my drive|mon drive|drivefs"),
    ("Nextcloud", r"nextcloud\d*"),
    ("ownCloud", r"owncloud( - .+)?"),
    ("Syncthing", r"syncthing|sync"),
    ("Box", r"box( sync)?|box-box"),
    ("pCloud", r"pcloud ?(drive|sync)?|pclouddrive"),
    ("kDrive", r"kdrive\d*"),
    ("MEGA", r"mega(sync)?( downloads)?"),
    ("Seafile", r"seafile|seadrive"),
    ("Proton Drive", r"proton ?drive"),
    ("Tresorit", r"tresorit( drive)?|tresors"),
    ("Synology Drive", r"synologydrive|cloudstation"),
    ("HubiC", r"hubic"),
    ("Resilio Sync", r"resilio sync"),
)
"""Programs that synchronise, and how their folders are called."""

_MARKS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".sync": "Resilio Sync",
    ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud",
    ".tmp.driveupload": "Google Drive",
    ".megaignore": "MEGA",
    ".synologyworkingdirectory": "Synology Drive",
}
"""What such programs leave in the folder that they synchronise."""

_NETWORK = frozenset(
    {
        "nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs",
        "webdav", "davfs", "fuse.davfs2", "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse",
        "fuse.s3fs", "fuse.curlftpfs", "fuse.smbnetfs", "fuse.glusterfs", "glusterfs", "ceph",
        "fuse.ceph", "lustre", "gpfs", "beegfs", "9p", "prl_fs", "vboxsf", "vmhgfs",
        "fuse.vmhgfs-fuse", "virtiofs", "drvfs", "coda", "ocfs2", "gfs2", "macfuse", "osxfuse",
    }
)  # fmt: skip
"""Kinds of file systems that other machines write too, or that keep no locks."""

_SYNCING_MOUNTS = {"fuse.pcloud": "pCloud", "fuse.google-drive-ocamlfuse": "Google Drive",
                   "fuse.onedriver": "OneDrive", "fuse.dropbox": "Dropbox",
                   "fuse.seadrive": "Seafile", "fuse.insync": "Google Drive"}  # fmt: skip

Mount = tuple[str, str]
"""A folder under which a file system is mounted, and its kind."""


def place_of(path: Path) -> Place:
    """What the folder of a project file is, as far as can be told."""
    with suppress(OSError):
        path = path.resolve()
    return judged(path, mounts(), marks_above(path), _known_folders(), remote_drives(path))


def judged(
    path: PurePath,
    mounted: Iterable[Mount] = (),
    marks: Iterable[str] = (),
    known: Iterable[tuple[str, str]] = (),
    remote: Iterable[str] = (),
) -> Place:
    """What a folder is, from what is known of the machine.

    Args:
        path: the project's file, absolute.
        mounted: what is mounted where.
        marks: names of hidden files in the folders above.
        known: (program, folder) of folders that the system says are synchronised.
        remote: drives, such as `Z:`, that lie on another machine.
    """
    if isinstance(path, PureWindowsPath):
        named = path.as_posix().casefold()
        if path.drive.startswith("\\\\") and not named.startswith(("//?/", "//./")):
            return Place(Kind.NETWORK, path.drive)
        if path.drive.casefold() in {drive.casefold() for drive in remote}:
            return Place(Kind.NETWORK, path.drive)
    for name, folder in known:
        if folder and path.is_relative_to(type(path)(folder)):
            return Place(Kind.SYNCED, name)
    for part in path.parts[:-1]:
        for name, pattern in _SYNCED:
            if re.fullmatch(pattern, part, re.IGNORECASE):
                return Place(Kind.SYNCED, name)
    for mark in marks:
        if mark.casefold() in _MARKS:
            return Place(Kind.SYNCED, _MARKS[mark.casefold()])
    return _mounted_on(path, mounted)


def _mounted_on(path: PurePath, mounted: Iterable[Mount]) -> Place:
    above = [(point, kind) for point, kind in mounted if path.is_relative_to(type(path)(point))]
    kind = max(above, key=lambda mount: len(mount[0]))[1].casefold() if above else ""
    if kind in _SYNCING_MOUNTS:
        return Place(Kind.SYNCED, _SYNCING_MOUNTS[kind])
    return (
        Place(Kind.NETWORK, kind.removeprefix("fuse.")) if kind in _NETWORK else Place(Kind.LOCAL)
    )


def mounts(table: str | None = None) -> list[Mount]:
    """What is mounted where: of Linux's table of mounts, or what macOS's `mount` prints."""
    if table is None:
        table = _table_of_mounts()
    found = []
    for line in table.splitlines():
        mac = re.fullmatch(r".+? on (?P<point>/.*) \((?P<kind>[^,)]+).*\)", line)
        if mac is not None:
            found.append((mac["point"], mac["kind"]))
        elif len(fields := line.split(" ")) >= 3:
            found.append((re.sub(r"\\([0-7]{3})", _unescaped, fields[1]), fields[2]))
    return found


def _unescaped(code: re.Match[str]) -> str:
    return chr(int(code[1], 8))


def _table_of_mounts() -> str:
    if sys.platform == "darwin":
        import subprocess

        with suppress(OSError, subprocess.SubprocessError):
            done = subprocess.run(
                ["/sbin/mount"], capture_output=True, text=True, timeout=2, check=False
            )
            return done.stdout
        return ""
    try:
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def marks_above(path: Path) -> list[str]:
    """Names of the marks of synchronising programs in the folders above a file."""
    return [mark for folder in path.parents for mark in _MARKS if (folder / mark).exists()]


def _known_folders() -> list[tuple[str, str]]:
    """Folders that Windows says OneDrive holds, whatever they are called."""
    names = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
    return [("OneDrive", os.environ.get(name, "")) for name in names]


def remote_drives(path: Path) -> list[str]:
    """The drive of a path where Windows says that it lies on another machine."""
    import ctypes

    windows = getattr(ctypes, "windll", None)
    if windows is None:
        return []
    remote = 4
    kind = windows.kernel32.GetDriveTypeW(path.drive + "\\")
    return [path.drive] if kind == remote else []


_CONFLICTS = re.compile(
    r"""(?ix) ^ (?:
      [ ._-]? [(\[]? [^()\[\]]*?
        (?: conflict(?:ed)?[ _-]?(?:copy|version)? | cop(?:ie|y)[ ]en[ ]conflit | en[ ]conflit
          | conflit | version[ ]en[ ]conflit | konflikt | sync-conflict | sfconflict )
        (?! [^\W\d_] )
        [^()\[\]]* (?: \( [^()]* \) )? [)\]]?
      | [ ]? \( \d+ \) | [ ] \d+
      | [ ]- [ ] (?: copy | copie ) (?: [ ] \( \d+ \) )?
    ) $""",
)
"""What synchronising programs put between a file's name and its ending when two machines wrote."""


def conflict_copies(path: Path, beside: Iterable[str] | None = None) -> list[str]:
    """Names of files beside a project that look like a second version of it.

    Args:
        path: the project's file.
        beside: names of the files in its folder; looked up where None.
    """
    if beside is None:
        try:
            beside = [entry.name for entry in os.scandir(path.parent)]
        except OSError:
            return []
    hosts = {_host_name()}
    found = []
    for name in beside:
        if name == path.name or not name.startswith(path.stem) or not name.endswith(path.suffix):
            continue
        middle = name[len(path.stem) : len(name) - len(path.suffix)]
        if _CONFLICTS.match(middle) or middle.removeprefix("-").casefold() in hosts:
            found.append(name)
    return sorted(found)


def _host_name() -> str:
    import socket

    return socket.gethostname().partition(".")[0].casefold()
