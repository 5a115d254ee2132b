"""Installs the built wheel where nothing else is, and does there what a new user does first.

    python -m distribution.smoke                 with what the package index gives today
    python -m distribution.smoke --lowest        with the oldest versions that are promised
    python -m distribution.smoke --extras serve  with extras, several by commas
    python -m distribution.smoke --python PATH   with another Python, such as python3.13

No development package is installed there; the home is new. Takes some minutes.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from distribution.building import ROOT, build
from distribution.story import tell

DEVELOPMENT = ("pytest", "hypothesis", "mypy", "ruff", "babel")
COMPILE = ("uv", "pip", "compile", "pyproject.toml", "--resolution", "lowest-direct", "--quiet")


def main(words: list[str]) -> int:
    """Build, install, tell the story; gives 1 if anything went wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lowest", action="store_true")
    asked.add_argument("--extras", default="")
    asked.add_argument("--python", default=sys.executable)
    options = asked.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="qualcode-smoke-") as made:
        folder = Path(made)
        wheel = build(folder / "dist")
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB", flush=True)
        subprocess.run([options.python, "-m", "venv", str(folder / "venv")], check=True)
        scripts = install(wheel, folder / "venv", options.extras, lowest=options.lowest)
        work = folder / "home"
        work.mkdir()
        wrong = strangers(scripts) + tell([str(scripts / "qualcode")], work)
    print("\n".join(wrong) or "The story went well.")
    return 1 if wrong else 0


def install(wheel: Path, where: Path, extras: str, *, lowest: bool) -> Path:
    """Install a wheel into an empty environment; gives the folder of its programs."""
    scripts = where / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(scripts / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if lowest:
        subprocess.run([*pip, "-r", str(lowest_versions(where))], check=True)
    asked = f"{wheel}[{extras}]" if extras else str(wheel)
    subprocess.run([*pip, asked], check=True)
    return scripts


def lowest_versions(folder: Path) -> Path:
    """A list of the oldest version of each direct dependency that pyproject.toml promises."""
    listed = folder / "lowest.txt"
    subprocess.run(
        [*COMPILE, "-o", str(listed)],
        cwd=ROOT,
        check=True,
    )
    return listed


def strangers(scripts: Path) -> list[str]:
    """Development packages that came along, though nobody who codes needs them."""
    code = f"import importlib.util as u; print(*[n for n in {DEVELOPMENT!r} if u.find_spec(n)])"
    found = subprocess.run(
        [str(scripts / "python"), "-c", code], check=True, capture_output=True, encoding="utf-8"
    )
    return [f"{name} was installed" for name in found.stdout.split()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
