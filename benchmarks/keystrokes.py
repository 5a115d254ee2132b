"""Keys per task in the coding screen, counted while the task is really done.

Run: python -m benchmarks.keystrokes
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from qualcode.core.coding import Coding, Mark, Valence
from qualcode.i18n import set_language

Check = Callable[[list[Coding]], bool]

TASKS: list[tuple[str, list[str], Check]] = [
    ("give the code used last", ["full_stop"], lambda c: len(c) == 2),
    ("give a quick code", ["g", "d"], lambda c: len(c) == 2),
    ("give the most recent code from the picker", ["c", "enter"], lambda c: len(c) == 2),
    ("say that it is a barrier", ["f"], lambda c: c[-1].valence is Valence.BARRIER),
    ("set a mark", ["s", "p"], lambda c: Mark.POTENTIAL in c[-1].marks),
    ("take the coding away", ["d"], lambda c: len(c) == 0),
    ("undo", ["u"], lambda c: len(c) == 0),
    ("move the end by one word", ["e", "w", "enter"], lambda c: "Deux" in c[-1].quotation),
    ("carry the question as context", ["o"], lambda c: c[-1].context is not None),
    (
        "find a code by four letters, as a barrier",
        ["c", *"dist", "space", "minus", "enter"],
        lambda c: c[-1].valence is Valence.BARRIER,
    ),
]
"""What is to be done on a passage, the keys, and how it is known to be done."""

ELSEWHERE = {"give the code used last", "give a quick code",
             "give the most recent code from the picker"}  # fmt: skip
"""Tasks that are done on the next passage, which is one key further."""


async def keys_of(keys: list[str], check: Check, *, next_passage: bool) -> int:
    """Do one task on a small study; gives how many keys it took.

    Raises:
        RuntimeError: the keys did not do what they should.
    """
    from tests.tui.driving import codings, opened, small_study, typed

    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = folder
        async with opened(small_study(Path(folder))) as (app, pilot):
            await typed(pilot, "enter", "j", "c", *"dist", "enter", "G", "d")
            if next_passage:
                await typed(pilot, "j")
            await typed(pilot, *keys)
            if not check(codings(app)):
                raise RuntimeError(f"{keys} did not do it")
    return len(keys)


def main() -> None:
    """Print the table."""
    set_language("en")
    print(f"{'task':<46} keys")
    for task, keys, check in TASKS:
        count = asyncio.run(keys_of(keys, check, next_passage=task in ELSEWHERE))
        print(f"{task:<46} {count}")


if __name__ == "__main__":
    main()
