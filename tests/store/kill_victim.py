"""A coder who works until killed: forked, so that a hundred of them cost little.

Reads a number per line; for each, forks a coder who acknowledges on standard output whatever was
committed, and says when that coder is dead.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from qualcode.core.coding import Valence
from qualcode.core.spans import Span
from qualcode.store.opening import open_project
from qualcode.store.project import Project
from qualcode.store.rows.codings import remove_codings
from tests.store import stories

CODES = ("peur", "cout", "equipe")


def say(*words: object) -> None:
    """One line in one write: there whole or not at all."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def code_for_ever(where: Path, seed: int) -> None:
    """Code single characters nobody has coded yet, and take some codings away again."""
    chance = random.Random(seed)  # noqa: S311
    with open_project(where, acting="Zoé") as project:
        say("open", project.refusal is None)
        standing = [coding.guid for coding in stories.seen(project)]
        taken = {(c.code, c.valence, c.span.start) for c in stories.seen(project)}
        while True:
            if len(standing) > 5 and chance.random() < 0.25:
                guid = standing.pop(chance.randrange(len(standing)))
                with project.change("uncode") as change:
                    remove_codings(change, [guid])
                say("gone", guid)
                continue
            slot = free_slot(chance, taken)
            taken.add(slot)
            guid = one_more(project, *slot)
            standing.append(guid)
            say("done", guid)


def free_slot(
    chance: random.Random, taken: set[tuple[str, Valence, int]]
) -> tuple[str, Valence, int]:
    while True:
        slot = (chance.choice(CODES), chance.choice(list(Valence)), chance.randrange(20, 220))
        if slot not in taken:
            return slot


def one_more(project: Project, code: str, valence: Valence, start: int) -> str:
    span = Span(start, start + 1)
    return stories.code(project, span, code, valence=valence, memo=f"{code} {start}")


def main(where: Path) -> None:
    """Fork a coder per line."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code_for_ever(where, int(line))
        say("born", child)
        os.waitpid(child, 0)
        say("dead", child)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
