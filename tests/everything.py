"""Every check in one command: format, lint, types, import directions, catalogues, tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ["qualcode", "tests", "benchmarks", "distribution", "docs", "examples", "start.py"]
CHECKS = {
    "format": [sys.executable, "-m", "ruff", "format", "--check", *PACKAGE],
    "lint": [sys.executable, "-m", "ruff", "check", *PACKAGE],
    "types": [sys.executable, "-m", "mypy"],
    "imports": [str(Path(sys.executable).with_name("lint-imports"))],
    "tests": [sys.executable, "-m", "pytest", "-n", "auto"],
}
COMPILED = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(Path(sys.prefix) / "compiled"),
}
"""Modules are compiled once for the hundreds of programs that the tests start, out of the tree."""


def main(words: list[str]) -> int:
    """Run all checks, or those named; gives 1 if any failed. The tests close the run."""
    failed = []
    for name, command in CHECKS.items():
        if words and name not in words:
            continue
        print(f"== {name}", flush=True)
        if subprocess.call(command, cwd=ROOT, env=os.environ | COMPILED):
            failed.append(name)
    if failed:
        print("Failed:", ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
