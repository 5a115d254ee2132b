"""How long the program takes to start, and what each start loads.

Every command runs in a process of its own, in turn with a bare Python that does nothing, after one
run that is not counted. "First paint" drives the screens through a pseudo-terminal on a
demonstration made before: from the start of the process to the first byte that paints its table.
Printed are milliseconds, median and worst, time that passed; on a machine that does something else
at the same time, the ratio to the bare Python is what counts.

    python -m benchmarks.startup [ROUNDS]
"""

from __future__ import annotations

import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PROGRAM = [sys.executable, "-m", "qualcode"]
PATIENCE = 60
"""Seconds after which a first paint is given up."""
BUDGETS = {"--version": 150, "first paint": 600}
"""Milliseconds."""


def surroundings(home: Path) -> dict[str, str]:
    """An own home, so that nothing of whoever runs this is read or written."""
    named = {"HOME": str(home), "LANGUAGE": "fr", "TERM": "xterm-256color"}
    return {**os.environ, **named, "PYTHONPATH": str(HERE), "COLUMNS": "120", "LINES": "40"}


def seconds(command: list[str], home: Path) -> float:
    """How long a command takes from beginning to end."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=surroundings(home))
    return time.perf_counter() - start


def first_paint(project: Path, home: Path) -> float:
    """From the start of the process until the name of a transcript is on the screen."""
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [*PROGRAM, "open", str(project)], surroundings(home))
    seen = b""
    try:
        while b"P01_1" not in seen:
            if time.perf_counter() - start > PATIENCE:
                raise SystemExit("the screens were not painted")
            if select.select([terminal], [], [], 0.05)[0]:
                seen = seen[-4096:] + os.read(terminal, 65536)
        return time.perf_counter() - start
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(terminal)


def main(rounds: int) -> None:
    """Print the medians."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        seconds([*PROGRAM, "demo", str(home / "démo"), "--no-ui"], home)
        (made,) = (home / "démo").glob("*.qualcode")
        commands = {
            "bare Python": [sys.executable, "-c", "pass"],
            "--version": [*PROGRAM, "--version"],
            "--help": [*PROGRAM, "--help"],
            "list sources": [*PROGRAM, "list", str(made), "sources"],
            "list codings --json": [*PROGRAM, "list", str(made), "codings", "--json"],
        }
        taken: dict[str, list[float]] = {}
        for number in range(rounds + 1):
            found = {what: seconds(command, home) for what, command in commands.items()}
            found["first paint"] = first_paint(made, home)
            for what, took in found.items():
                if number:
                    taken.setdefault(what, []).append(took * 1000)
    print(f"{rounds} rounds, load {os.getloadavg()[0]:.1f}")
    bare = statistics.median(taken["bare Python"])
    for what, times in taken.items():
        median = statistics.median(times)
        budget = f"   budget {BUDGETS[what]}" if what in BUDGETS else ""
        print(f"{what:22}{median:8.0f} ({max(times):.0f})   ×{median / bare:.1f}{budget}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
