"""Assembles a folder that runs qualcode on a Windows computer on which nothing may be installed.

    python -m distribution.portable_windows python-3.11.9-embed-amd64.zip FOLDER

The first file is Python's own “embeddable package” for Windows; download it from the Python web
site. All else is put in from wheels for that platform, at the locked versions, on any machine.
The folder (or a zip of it) is copied to the hospital's computer; `qualcode.bat` starts it, and
transcripts may be dropped onto `import.bat`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from distribution.building import ROOT, build

START = '@echo off\r\nchcp 65001 >nul\r\n"%~dp0python\\python.exe" -m qualcode %*\r\n'
DROP = (
    "@echo off\r\nchcp 65001 >nul\r\nset /p PROJECT=Project (.qualcode): \r\n"
    '"%~dp0python\\python.exe" -m qualcode import "%PROJECT%" %*\r\npause\r\n'
)
READ_ME = (
    "qualcode, portable\r\n\r\n"
    "qualcode.bat opens the program / ouvre le programme.\r\n"
    "qualcode.bat demo : the demonstration study / l'étude de démonstration.\r\n"
    "Windows Terminal shows it best / l'affiche le mieux.\r\n"
)
WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
}
"""What the markers of a lock are asked about, as a Windows computer answers."""
EMBEDDED = re.compile(r"python(\d)(\d+)\._pth")


def main(words: list[str]) -> int:
    """Assemble the folder."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("embeddable", type=Path)
    asked.add_argument("folder", type=Path)
    options = asked.parse_args(words)
    version = unpack_python(options.embeddable, options.folder / "python")
    site = options.folder / "python" / "Lib" / "site-packages"
    with tempfile.TemporaryDirectory() as made:
        put_in_wheels(build(Path(made)), site, version)
    write_starters(options.folder)
    print(f"{options.folder}: copy it to the computer and start qualcode.bat.")
    return 0


def unpack_python(archive: Path, into: Path) -> str:
    """Unpack the embeddable Python and let it see `Lib/site-packages`; gives its version.

    Raises:
        SystemExit: the archive is no embeddable Python.
    """
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(into)
    listed = [path for path in into.iterdir() if EMBEDDED.fullmatch(path.name)]
    if not listed:
        sys.exit(f"{archive.name} is no embeddable Python: it holds no file like python311._pth.")
    found = EMBEDDED.fullmatch(listed[0].name)
    lines = listed[0].read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.strip() not in {"#import site", "import site"}]
    listed[0].write_text("\n".join([*kept, "Lib/site-packages", "import site", ""]), "utf-8")
    return f"{found[1]}.{found[2]}" if found else ""


def put_in_wheels(wheel: Path, site: Path, version: str) -> None:
    """Unpack the locked wheels for 64-bit Windows, then qualcode itself."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    target = ["--target", str(site), "--no-compile", "--only-binary", ":all:"]
    platform = ["--platform", "win_amd64", "--python-version", version, "--implementation", "cp"]
    lock = ["--no-deps", "--require-hashes", "-r", str(for_windows(site.parent))]
    subprocess.run([*pip, *target, *platform, *lock], check=True)
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)


def for_windows(folder: Path) -> Path:
    """The lock as it reads on Windows: pip would read its markers for this machine.

    Packages that only other platforms need are left out, and markers are cut off.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / "windows.lock"
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z])", text)
    kept = [_without_marker(block) for block in blocks if _on_windows(block.splitlines()[0])]
    listed.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return listed


def _on_windows(line: str) -> bool:
    from packaging.markers import Marker, default_environment

    marker = line.partition(" ; ")[2].rstrip(" \\")
    here = {name: str(value) for name, value in default_environment().items()}
    return not marker or Marker(marker).evaluate({**here, **WINDOWS})


def _without_marker(block: str) -> str:
    first, *rest = block.splitlines()
    requirement, marked, _marker = first.partition(" ; ")
    return "\n".join([requirement + " \\" if marked and rest else first, *rest])


def write_starters(folder: Path) -> None:
    """The files a person double-clicks, with Windows line ends."""
    for name, text in (("qualcode.bat", START), ("import.bat", DROP), ("READ ME.txt", READ_ME)):
        (folder / name).write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
