"""How long the program takes to start, and what each start loads.

Every command runs in a process of its own, in turn with a bare Python that does nothing, after one
run that is not counted. "First paint" drives the screens through a pseudo-terminal on a
demonstration made before: from the start of the process to the first byte that paints its table.
Printed are medians in milliseconds: processor time of the process, time that passed, and how many
times the processor time of the bare Python.

    python -m benchmarks.startup [ROUNDS]
"""

from __future__ import annotations

import os
import pty
import resource
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
    """An own home, so that nothing of whoever runs this is read or written.

    Compiled modules are kept there too, as an installed program has them beside it.
    """
    named = {"HOME": str(home), "LANGUAGE": "fr", "TERM": "xterm-256color"}
    named |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(home / "compiled")}
    return {**os.environ, **named, "PYTHONPATH": str(HERE), "COLUMNS": "120", "LINES": "40"}


def seconds(command: list[str], home: Path) -> tuple[float, float]:
    """Processor time and time that passed from beginning to end of a command."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=surroundings(home))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return worked, time.perf_counter() - start


def first_paint(project: Path, home: Path) -> tuple[float, float]:
    """From the start of the process until the name of a transcript is on the screen."""
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [*PROGRAM, "open", str(project)], surroundings(home))
    seen, passed = b"", 0.0
    try:
        while b"P01_1" not in seen:
            if time.perf_counter() - start > PATIENCE:
                raise SystemExit("the screens were not painted")
            if select.select([terminal], [], [], 0.05)[0]:
                seen = seen[-4096:] + os.read(terminal, 65536)
        passed = time.perf_counter() - start
    finally:
        os.kill(child, 9)
        used = os.wait4(child, 0)[2]
        os.close(terminal)
    return used.ru_utime + used.ru_stime, passed


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
        taken: dict[str, list[tuple[float, float]]] = {}
        for number in range(rounds + 1):
            found = {what: seconds(command, home) for what, command in commands.items()}
            found["first paint"] = first_paint(made, home)
            for what, took in found.items():
                if number:
                    taken.setdefault(what, []).append(took)
    print(f"{rounds} rounds, load {os.getloadavg()[0]:.1f}")
    print(f"{'':22}{'work':>8}{'passed':>8}")
    bare = statistics.median(work for work, _ in taken["bare Python"])
    for what, times in taken.items():
        work, passed = (statistics.median(one) * 1000 for one in zip(*times, strict=True))
        budget = f"   budget {BUDGETS[what]}" if what in BUDGETS else ""
        print(f"{what:22}{work:8.0f}{passed:8.0f}   ×{work / bare / 1000:.1f}{budget}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
