"""What it costs to open each screen for the first time, on the demonstration.

Prints the processor time of each screen in the order of the program's list, and their sum; the
screens run without a terminal. The demonstration is made anew, so nothing is at hand.

    python -m benchmarks.screens [COLUMNS ROWS]
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.modes import MODES


async def opened_once(project: str, size: tuple[int, int]) -> dict[str, float]:
    """Seconds of processor time of the first opening, by screen; `library` begins the program."""
    took: dict[str, float] = {}
    app = QualcodeApp(project, "C1")
    start = time.process_time()
    async with app.run_test(size=size) as pilot:
        for mode in MODES:
            app.action_mode(mode)
            await app.workers.wait_for_complete()
            await pilot.pause()
            await pilot.pause()
            took[mode] = time.process_time() - start
            start = time.process_time()
        app.close()
    return took


def main(size: tuple[int, int]) -> None:
    """Print the figures in milliseconds."""
    with tempfile.TemporaryDirectory() as name:
        made = [sys.executable, "-m", "qualcode", "demo", f"{name}/démo", "--no-ui"]
        subprocess.run(made, check=True, capture_output=True)
        (project,) = Path(f"{name}/démo").glob("*.qualcode")
        took = asyncio.run(opened_once(str(project), size))
    for mode, seconds in took.items():
        print(f"{mode:14}{seconds * 1000:7.0f}")
    print(f"{'all':14}{sum(took.values()) * 1000:7.0f}")


if __name__ == "__main__":
    given = tuple(map(int, sys.argv[1:3]))
    main((given[0], given[1]) if len(given) > 1 else (80, 24))
