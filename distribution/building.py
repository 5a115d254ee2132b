"""Builds the wheel and the sdist with the build packages of this environment, offline."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def build(folder: Path, kind: str = "wheel") -> Path:
    """Build one distribution into `folder`; gives its path.

    Args:
        folder: is made if it is not there.
        kind: `wheel` or `sdist`.

    Raises:
        subprocess.CalledProcessError: the build failed; what it said is on stderr.
    """
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    ending = "*.whl" if kind == "wheel" else "*.tar.gz"
    return max(folder.glob(ending), key=lambda path: path.stat().st_mtime_ns)
