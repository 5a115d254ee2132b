"""Killed at any instant, a project loses nothing that was acknowledged and keeps nothing half."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest

from qualcode.store.opening import create_project, open_project
from qualcode.store.safety.check import check
from tests.places import quick_folder
from tests.store import stories

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = 100


@dataclass
class Witness:
    """What the coders said was committed."""

    standing: set[str] = field(default_factory=set)

    def hears(self, line: str) -> str:
        """Note one line; gives its first word."""
        word, *rest = line.split()
        if word == "done":
            self.standing.add(rest[0])
        elif word == "gone":
            self.standing.discard(rest[0])
        elif word == "open":
            assert rest == ["True"], "the lock of the dead coder was not free"
        return word


@contextmanager
def nursery(where: Path) -> Iterator[tuple[IO[str], IO[str]]]:
    """Where coders are born, with its ears and its voice."""
    command = [sys.executable, "-m", "tests.store.kill_victim", str(where)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdin, process.stdout
            process.stdin.close()
        except BaseException:
            process.kill()
            raise


def kill_one(ears: IO[str], voice: IO[str], witness: Witness, chance: random.Random) -> None:
    """Let one coder work for a moment that nobody foresees, then kill it."""
    ears.write(f"{chance.randrange(2**31)}\n")
    ears.flush()
    born = voice.readline().split()
    while born[0] != "born":
        witness.hears(" ".join(born))
        born = voice.readline().split()
    for _ in range(chance.choice((0, 1, 2, 3, 5, 8))):
        witness.hears(voice.readline())
    until = time.perf_counter() + chance.random() * 0.03
    while time.perf_counter() < until:
        pass
    os.kill(int(born[1]), signal.SIGKILL)
    while witness.hears(voice.readline()) != "dead":
        pass


def verify(where: Path, witness: Witness) -> None:
    """All that was acknowledged is there, whole; at most the last act was not acknowledged yet."""
    with open_project(where, acting="Zoé") as project:
        assert project.refusal is None
        assert check(project).problems == ()
        found = {coding.guid: coding for coding in stories.seen(project)}
    assert len(found.keys() ^ witness.standing) <= 1
    for coding in found.values():
        assert coding.memo == f"{coding.code} {coding.span.start}"
    witness.standing = set(found)


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder where waiting for the disk costs nothing: a killed process loses no page of it."""
    with tempfile.TemporaryDirectory(dir=quick_folder()) as folder:
        yield Path(folder)


@pytest.mark.slow
def test_a_hundred_kills_lose_nothing_that_was_acknowledged(in_memory: Path) -> None:
    where = in_memory / "étude.qualcode"
    with create_project(str(where), title="Étude", acting="Zoé") as project:
        stories.furnish(project)
    witness, chance = Witness(), random.Random(20)  # noqa: S311
    with nursery(where) as (ears, voice):
        for kill in range(KILLS):
            kill_one(ears, voice, witness, chance)
            if kill % 10 == 9:
                verify(
                    copied_as_it_lies(where, in_memory / f"copie {kill}"), Witness(witness.standing)
                )
            verify(where, witness)
    assert len(witness.standing) > KILLS / 2


def copied_as_it_lies(where: Path, folder: Path) -> Path:
    """What somebody would carry home who copies the file with what lies beside it."""
    folder.mkdir()
    for path in where.parent.glob(f"{where.name}*"):
        if not path.name.endswith(".lock"):
            shutil.copy(path, folder)
    return folder / where.name
