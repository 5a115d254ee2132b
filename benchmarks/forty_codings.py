"""Forty codings of an interview of 2,000 words by keyboard alone, in a pseudo-terminal.

    python -m benchmarks.forty_codings

The hand is blind: it knows the keys of the footer and that question and answer take turns. What
it did is then read from the project.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.terminal import Terminal
from qualcode.app.coding.reading import list_codings
from qualcode.core.people import Case
from qualcode.core.transcript import Speaker
from qualcode.store.opening import create_project, open_project
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codebooks as codebook_rows
from qualcode.store.rows import sources as source_rows
from tests.stories import CODEBOOK, document

SAID = (
    "Alors la route, c’est surtout ça qui pèse, deux heures aller et deux heures retour, et le "
    "lendemain on ne fait plus rien. Mais l’infirmière, elle répond toujours au téléphone, même "
    "le soir, et ça nous rassure beaucoup, ma sœur et moi, vous savez."
)
ASKED = "Et comment ça s’est passé ?"
CODINGS = 40
HANDS = ("cdist\rf", ".f", "cequi\r", "cproc\rl", ".l", "crecit\r", "cdist\rl", ".f")
"""What is typed on the passage, in turn: a code by its first letters or again, and its side."""


def interview(where: str) -> int:
    """A project with an interview of forty questions and answers; gives its words."""
    turns = [turn for _ in range(CODINGS) for turn in (("ENQ", ASKED), ("P01", SAID))]
    with (
        create_project(where, title="Quarante codages", acting="Zoé") as project,
        project.change("fill") as change,
    ):
        codebook_rows.add_codebook(change, CODEBOOK)
        case_rows.put_case(change, Case("P01", "patient"))
        source_rows.add_source(
            change,
            document(tuple(turns)),
            name="P01",
            kind="interview",
            language="fr",
            speaker_of={"ENQ": Speaker("ENQ", False), "P01": Speaker("P01", True, "P01")},
        )
    return sum(len(words.split()) for _who, words in turns)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        where = str(Path(folder) / "quarante.qualcode")
        words = interview(where)
        argv = [sys.executable, "-m", "qualcode", "--ui-lang", "en", "open", where, "--as", "Zoé"]
        terminal = Terminal(argv, (80, 24))
        try:
            terminal.wait_for("Help")
            terminal.press("\r")
            times, keys = code_all(terminal)
        finally:
            terminal.close()
        with open_project(where, acting="Zoé") as project:
            made = list_codings(project)
    sides = sum(coding.valence.sign.strip() != "" for coding in made)
    print(f"{words:,} words, {len(made)} codings, {sides} with a side")
    print(f"keys: {sum(keys)}, {sum(keys) / CODINGS:.1f} a coding, moves included")
    print(f"drawn after {statistics.median(times):.0f} ms a key (median), {max(times):.0f} at most")
    per = [sum(times[sum(keys[:n]) : sum(keys[: n + 1])]) for n in range(CODINGS)]
    print(f"waiting in all, a coding: {statistics.median(per):.0f} ms (median)")


def code_all(terminal: Terminal) -> tuple[list[float], list[int]]:
    """Code every answer; gives the milliseconds of each key and the keys of each coding."""
    times: list[float] = []
    keys: list[int] = []
    for number in range(CODINGS):
        hand = HANDS[number % len(HANDS)]
        typed = ("J" if number == 0 else "JJ") + hand
        keys.append(len(typed))
        times += [terminal.press(key, patience=0.7) for key in typed]
    return times, keys


if __name__ == "__main__":
    main()
