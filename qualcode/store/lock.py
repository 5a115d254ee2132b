"""One program writes a project file at a time; the next one reads, and is told who writes."""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout


class WriterLock:
    """The right to write a project file, held until `release` or the end of the process."""

    def __init__(self, project: Path) -> None:
        self.path = project.with_name(project.name + ".lock")
        self._lock = FileLock(self.path, thread_local=False)

    def acquire(self) -> bool:
        """Try to take the lock at once; False where another program holds it."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        holder = {
            "host": socket.gethostname(),
            "process": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with suppress(OSError):
            self.path.write_text(json.dumps(holder), encoding="utf-8")
        return True

    def holder(self) -> str:
        """Who holds the lock, for people: the machine, the process and since when."""
        try:
            holder = json.loads(self.path.read_text(encoding="utf-8"))
            return f"{holder['host']}, {holder['process']}, {holder['since']}"
        except (OSError, ValueError, KeyError):
            return "?"

    def release(self) -> None:
        """Give the lock back. Its file stays: taking it away would let two programs hold one."""
        self._lock.release()
