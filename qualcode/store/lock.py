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
    that only share a folder no system stands: what the lock's file says counts there, and it says
    nothing once its holder has left properly.
    """

    def __init__(self, project: Path) -> None:
        self.path = project.with_name(project.name + ".lock")
        self._lock = FileLock(self.path, thread_local=False)

    def acquire(self) -> bool:
        """Try to take the lock at once; False where another program holds it."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def sign(self) -> None:
        """Say in the lock's file who holds it."""
        holder = {
            "user": _user(),
            "host": socket.gethostname(),
            "process": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with suppress(OSError):
            self.path.write_text(json.dumps(holder), encoding="utf-8")

    def holder(self) -> str:
        """Who holds the lock, for people: who on which machine, the process and since when."""
        holder = self._signed()
        if not holder:
            return "?"
        who = f"{holder['user']}@{holder['host']}" if holder.get("user") else holder["host"]
        return f"{who}, {holder['process']}, {holder['since']}"

    def elsewhere(self) -> str | None:
        """Who on another machine has signed and not left; None where nobody has."""
        holder = self._signed()
        return self.holder() if holder and holder["host"] != socket.gethostname() else None

    def _signed(self) -> Mapping[str, object]:
        try:
            holder = json.loads(self.path.read_text(encoding="utf-8"))
            return holder if {"host", "process", "since"} <= holder.keys() else {}
        except (OSError, ValueError, AttributeError):
            return {}

    def release(self) -> None:
        """Give the lock back. Its file stays: taking it away would let two programs hold one."""
        if self._lock.is_locked:
            with suppress(OSError):
                os.truncate(self.path, 0)
        self._lock.release()


def _user() -> str:
    """The account of who runs the program; "" where the system does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
