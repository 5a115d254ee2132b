"""The coder that `benchmarks.crash` kills: works on a project, and says what was committed.

Started with a folder, it reads one order a line (JSON: what to do, where, how to die), forks a
child that does it, and says when the child is over. A child dies at a moment of the clock that its
parent chooses, at a step of SQLite's machine, at an operation on files, or in the middle of a
commit. Orders with no death tell how long the act took and of how many steps it was.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from qualcode.core.errors import QualcodeError
from qualcode.store.migrate import migrate
from qualcode.store.opening import open_project
from qualcode.store.rows.codings import remove_codings
from qualcode.store.safety.backup import back_up, restore
from tests.store import stories
from tests.store.kill_victim import free_slot, one_more, say

EVERY = 25
"""Instructions of SQLite's machine that make one step."""

BURST = 12
"""Acts of coding in one go."""


class Fate:
    """When a child dies, and how far it has come."""

    def __init__(self, how: str, when: float) -> None:
        self.how = how
        self.when = when
        self.counted = {"step": 0, "file": 0, "commit": 0}

    def meets(self, what: str) -> None:
        """Count one step of a kind, and die if it is the one."""
        self.counted[what] += 1
        if self.how == what and self.counted[what] == int(self.when):
            if what == "commit":
                threading.Thread(target=_die_soon, args=(self.when % 1,), daemon=True).start()
            else:
                os.kill(os.getpid(), signal.SIGKILL)


def _die_soon(part: float) -> None:
    """Die within the next half a millisecond, which a commit takes."""
    until = time.perf_counter() + part * 0.0005
    while time.perf_counter() < until:
        pass
    os.kill(os.getpid(), signal.SIGKILL)


FILE_EVENTS = frozenset(
    {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "shutil.copyfile", "os.link"}
)


def watch(fate: Fate) -> None:
    """Have SQLite and Python tell of each step from now on."""
    connect = sqlite3.connect

    class Watched(sqlite3.Connection):
        def commit(self) -> None:
            fate.meets("commit")
            super().commit()

    def tick() -> int:
        fate.meets("step")
        return 0

    def connect_watched(*args: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **{"factory": Watched, **options})
        connection.set_progress_handler(tick, EVERY)
        return connection

    sqlite3.connect = connect_watched  # type: ignore[assignment]
    sys.addaudithook(lambda event, _: fate.meets("file") if event in FILE_EVENTS else None)


def code(where: Path, seed: int, _: Path) -> None:
    """Code what nobody has coded yet, and take some codings away again."""
    chance = random.Random(seed)
    with open_project(where, acting="Zoé") as project:
        say("open", project.refusal is None)
        seen = stories.seen(project)
        standing = [coding.guid for coding in seen if coding.source == "E01"]
        taken = {(c.code, c.valence, c.span.start) for c in seen}
        for _act in range(BURST):
            if len(standing) > 40 or (len(standing) > 5 and chance.random() < 0.3):
                guid = standing.pop(chance.randrange(len(standing)))
                with project.change("uncode") as change:
                    remove_codings(change, [guid])
                say("gone", guid)
                continue
            slot = free_slot(chance, taken)
            taken.add(slot)
            standing.append(one_more(project, *slot))
            say("done", standing[-1])


def bring_in(where: Path, seed: int, _: Path) -> None:
    """Import one more interview."""
    with open_project(where, acting="Zoé") as project:
        with project.change("import") as change:
            stories.add_interview(change, name=f"I{seed}", case=f"P{seed}")
        say("done", f"I{seed}")


def keep(where: Path, _seed: int, _folder: Path) -> None:
    """Make a backup."""
    with open_project(where, acting="Zoé") as project:
        say("done", back_up(project, why="crash").file.name)


def take_in(where: Path, _seed: int, folder: Path) -> None:
    """Merge a package."""
    from qualcode.app.pairs.exchange import merge_package

    with open_project(where) as project:
        merge_package(project, folder / "ana.qchandout")
    say("done", "merge")


def bring_up_to_date(where: Path, _seed: int, folder: Path) -> None:
    """Migrate to the schema of tomorrow."""
    tomorrow(folder)
    say("done", str(migrate(where)))


def tomorrow(folder: Path) -> None:
    """Be the program of tomorrow, whose schema is one number further."""
    from qualcode.store import engine as engines
    from qualcode.store import migrate as migrating

    migrating.MIGRATIONS = folder / "migrations"
    engines.SCHEMA_VERSION = 2


def erase(where: Path, _seed: int, _folder: Path) -> None:
    """Take a participant out for ever."""
    from qualcode.app.privacy.erasing import erase_case

    with open_project(where, acting="Zoé") as project:
        report = erase_case(project, "P02", "demande du 3 mai")
        assert report.sound
        assert report.found == 0
    say("done", "erase")


def bring_back(where: Path, _seed: int, folder: Path) -> None:
    """Restore a backup over the project."""
    report = restore(folder / "sauvegarde.qualcode", where)
    say("done", report.replaced.name if report.replaced else "")


ACTS: dict[str, Callable[[Path, int, Path], None]] = {
    "code": code,
    "import": bring_in,
    "backup": keep,
    "merge": take_in,
    "migrate": bring_up_to_date,
    "erase": erase,
    "restore": bring_back,
}


def live(order: dict[str, Any], folder: Path) -> None:
    """Do what is ordered, and end."""
    fate = Fate(order["how"], order["when"])
    watch(fate)
    do = partial(ACTS[order["act"]], Path(order["where"]), order["seed"], folder)
    started = time.perf_counter()
    try:
        do()
    except QualcodeError as error:
        say("refused", type(error).__name__, error.msgid)
    say("took", time.perf_counter() - started, json.dumps(fate.counted, separators=(",", ":")))
    os._exit(0)


def main(folder: Path) -> None:
    """Fork a child per order; kill it when its time has come."""
    import qualcode.app.pairs.exchange
    import qualcode.app.privacy.erasing
    import qualcode.store.safety.check  # noqa: F401  (so that no child imports them)

    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            live(order, folder)
        if order["how"] == "time":
            time.sleep(order["when"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        say("over", "killed" if os.WIFSIGNALED(status) else "lived")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
