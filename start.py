"""Set up qualcode and run it, on a machine that has only Python 3.11 or later and git.

    python3 start.py demo     the demonstration study, in the terminal
    python3 start.py test     every check and test
    python3 start.py ...      any other words are given to the command qualcode

The first call makes a virtual environment in `.venv` from the locked versions; later calls use it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}


def main(words: list[str]) -> int:
    """Set up what `words` need, then run it; gives the exit code."""
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        print("qualcode needs Python 3.11, 3.12 or 3.13; this is", sys.version.split()[0])
        return 1
    testing = words[:1] == ["test"]
    set_up("dev" if testing else "run")
    if testing:
        return subprocess.call([str(PYTHON), "-m", "tests.everything", *words[1:]], cwd=ROOT)
    return subprocess.call([str(PYTHON), "-m", "qualcode", *(words or ["demo"])])


def set_up(kind: str) -> None:
    """Make the environment, or bring it up to date with the lock."""
    lock = LOCKS[kind]
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    mark = VENV / f"{kind}.installed"
    if mark.exists() and mark.read_text() == wanted and PYTHON.exists():
        return
    print("Setting up (once; about two minutes)…", flush=True)
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    lock_words = ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    subprocess.run([*pip, *lock_words], check=True, env=environment)
    subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        check=True,
        env=environment,
    )
    mark.write_text(wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
