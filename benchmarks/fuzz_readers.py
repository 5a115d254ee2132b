"""Spoiled projects of other programs for as long as one likes: every one is read, or refused.

What must not happen is any other error, or a reader that takes long. Each file that makes one
fail is kept in the folder named.

    python -m benchmarks.fuzz_readers [SECONDS] [FOLDER]
"""

from __future__ import annotations

import random
import sys
import time
import traceback
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from qualcode.app.demonstrations.demo import make_demo
from qualcode.app.programs.moving_out import export_qdc, export_qdpx
from qualcode.app.programs.tidy import export_rock
from qualcode.core.errors import QualcodeError
from qualcode.interop.programs import read_project
from qualcode.store.opening import open_project

SLOW = 20.0
"""Seconds that no file may take."""


def seeds(folder: Path) -> dict[str, bytes]:
    """Sound files to begin with, by ending."""
    where, _made = make_demo(folder)
    with open_project(str(where)) as project:
        export_qdpx(project, folder / "a.qdpx")
        export_qdc(project, folder / "a.qdc")
        export_rock(project, folder / "a.zip")
    with zipfile.ZipFile(folder / "a.zip") as held:
        rock = held.read(held.namelist()[0])
    return {
        ".qdpx": (folder / "a.qdpx").read_bytes(),
        ".qdc": (folder / "a.qdc").read_bytes(),
        ".rock": rock,
    }


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some spots changed, pieces moved, or the end cut off."""
    made = bytearray(data)
    for _spot in range(chance.randint(1, 8)):
        at = chance.randrange(len(made))
        if chance.random() < 0.7:
            made[at] = chance.randrange(256)
        else:
            made[at : at + chance.randint(1, 60)] = made[: chance.randint(0, 60)]
    return bytes(made[: len(made) - chance.choice([0, 0, chance.randrange(len(made))])])


def spoiled_inside(data: bytes, chance: random.Random) -> bytes:
    """A package whose parts are spoiled, not its envelope."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, spoiled(part, chance) if chance.random() < 0.3 else part)
    return made.getvalue()


def one(path: Path, data: bytes) -> str:
    """Read a file; gives what came of it."""
    path.write_bytes(data)
    started = time.monotonic()
    try:
        read_project(path)
        told = "read"
    except QualcodeError:
        told = "refused"
    return told if time.monotonic() - started < SLOW else "slow"


def main(seconds: float, keep: Path) -> int:
    """Spoil and read until the time is over; gives how many failed."""
    chance = random.Random()
    counts = {"read": 0, "refused": 0, "slow": 0, "failed": 0}
    with TemporaryDirectory() as folder:
        sound = seeds(Path(folder))
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            ending, data = chance.choice(list(sound.items()))
            spoil: Callable[[bytes, random.Random], bytes] = spoiled
            if ending == ".qdpx" and chance.random() < 0.7:
                spoil = spoiled_inside
            path, made = Path(folder) / f"x{ending}", spoil(data, chance)
            try:
                told = one(path, made)
            except Exception:  # noqa: BLE001
                traceback.print_exc()
                told = "failed"
            counts[told] += 1
            if told in {"failed", "slow"}:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{told}{counts[told]}{ending}").write_bytes(made)
    print(counts)
    return counts["failed"] + counts["slow"]


if __name__ == "__main__":
    last = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    kept = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("spoiled")
    sys.exit(bool(main(last, kept)))
