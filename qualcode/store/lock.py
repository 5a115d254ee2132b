"""One program writes a project file at a time; the next one reads, and is told who writes."""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout


class WriterLock:
    """The right to write a project file, held until `release` or the end of the process.

    The system lets go of the lock of a program that ends, however it ends. Between two machines
    that only share a folder no system stands: there the signature counts, a file of its own that
    goes when its writer has left properly.
    """

    def __init__(self, project: Path) -> None:
        self._lock = FileLock(project.with_name(project.name + ".lock"), thread_local=False)
        self.signature = project.with_name(project.name + ".writer")
        """Says who writes."""

    def acquire(self, *, shared: bool = False) -> bool:
        """Try to take the lock at once; False where another program holds it.

        Args:
            shared: whether the folder is one that other machines write without being seen here.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        if shared and self.elsewhere():
            self._lock.release()
            return False
        holder = {
            "user": _user(),
            "host": socket.gethostname(),
            "process": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with suppress(OSError):
            self.signature.write_text(json.dumps(holder), encoding="utf-8")
        return True

    def holder(self) -> str:
        """Who holds the lock, for people: who on which machine, the process and since when."""
        holder = self._signed()
        if not holder:
            return "?"
        who = f"{holder['user']}@{holder['host']}" if holder.get("user") else holder["host"]
        return f"{who}, {holder['process']}, {holder['since']}"

    def elsewhere(self) -> bool:
        """Whether somebody on another machine has signed and not left."""
        holder = self._signed()
        return bool(holder) and holder["host"] != socket.gethostname()

    def _signed(self) -> Mapping[str, object]:
        try:
            holder = json.loads(self.signature.read_text(encoding="utf-8"))
            return holder if {"host", "process", "since"} <= holder.keys() else {}
        except (OSError, ValueError, AttributeError):
            return {}

    def release(self) -> None:
        """Give the lock back. Its file stays: taking it away would let two programs hold one."""
        if self._lock.is_locked:
            with suppress(OSError):
                self.signature.unlink(missing_ok=True)
        self._lock.release()


def _user() -> str:
    """The account of who runs the program; "" where the system does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
