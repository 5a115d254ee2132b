"""Merges that are killed in the middle: for each pause read, one is forked and killed after it."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from qualcode.store.exchange.package import opened_package
from qualcode.store.opening import open_project
from tests.store.exchange_stories import merge


def main(hub: Path, package: Path) -> None:
    """Kill one merge per line; "dead" is said when it is over."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            with opened_package(package, None) as opened, open_project(hub) as project:
                merge(project, opened)
            os._exit(0)
        time.sleep(float(line))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
