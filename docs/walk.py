"""Does what a page says, literally: types its commands, presses its keys, compares its answers.

A page is read from top to bottom. Fenced blocks mean:

- `sh`: commands, typed one after the other in a folder called Documents of a fresh home;
- `text`: what the last command answers, each line of it;
- `keys`: what is pressed in the screens that the last command opened, a gesture a line: the keys,
  two spaces or more, what happens;
- `table`: rows that stand in the Word file that the last command wrote, cells parted by ` | `.

Between keys, an image whose name ends in .svg is a picture of the screen at that moment. A link to
a .docx or .csv beside the page is a file that the reader saves.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar, Protocol
from unittest.mock import patch

SIZE = (100, 30)
"""Columns and rows of the terminal in the pictures."""
SMALL = (80, 24)
"""The same where no picture is taken."""
NAMED = {
    "enter": "enter", "entrée": "enter", "esc": "escape", "échap": "escape", "tab": "tab",
    "↓": "down", "↑": "up", "←": "left", "→": "right", "space": "space", "espace": "space",
    "f5": "f5", "+": "plus", "-": "minus", ".": "full_stop", "?": "question_mark",
}  # fmt: skip
"""What keys are called on the pages, and in Textual."""
_BLOCK = re.compile(
    r"^ *```(?P<kind>sh|text|keys|table)\n(?P<body>.*?)^ *```$"
    r"|!\[[^\]]*\]\((?P<picture>[^)]+\.svg)\)"
    r"|\]\((?P<file>[^)]+\.(?:docx|csv))\)",
    re.MULTILINE | re.DOTALL,
)


_SCREEN_LEFT = "\x1b[?1049l"


class Differs(Exception):
    """The page says one thing, the program does another."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something on a page that is done or compared."""

    kind: str
    """sh, text, keys, table, picture or file."""
    body: str
    line: int


def steps(page: Path) -> list[Step]:
    """What a page asks for, in its order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        kind = match["kind"] or ("picture" if match["picture"] else "file")
        body = match["body"] or match["picture"] or match["file"]
        found.append(Step(kind, body, text.count("\n", 0, match.start()) + 1))
    return found


def gestures(block: str) -> list[list[str]]:
    """The keys of each line of a `keys` block, by Textual's names.

    Keys stand apart from each other by a space; words of two letters and more are typed as they
    stand, with the spaces between them.
    """
    lines = (re.split(r"\s{2,}", line.strip())[0] for line in block.splitlines() if line.strip())
    return [_keys_of(line) for line in lines]


def _keys_of(line: str) -> list[str]:
    keys: list[str] = []
    typing = False
    for word in line.split(" "):
        named = NAMED.get(word.casefold())
        letters = named is None and len(word) > 1
        if letters and typing:
            keys.append("space")
        keys += [named] if named else [NAMED.get(letter, letter) for letter in word]
        typing = letters
    return keys


class Hand(Protocol):
    """Runs the commands of a page."""

    def run(self, words: list[str], screens: list[Step]) -> str:
        """Run one command with what is done on its screens; gives what it answered."""


class _Screen(StringIO):
    """What is told where screens can open."""

    def isatty(self) -> bool:
        """As a terminal says."""
        return True


class Piloted:
    """Runs commands in this process; presses keys as soon as the program is ready for them."""

    def __init__(self, pictures: Path | None) -> None:
        """A hand that writes pictures into a folder, or none at all."""
        self._pictures = pictures

    def run(self, words: list[str], screens: list[Step]) -> str:
        """Run `qualcode …`, the screens driven by a pilot."""
        from textual.app import App

        from qualcode.cli.main import run

        ended: list[bool] = []

        async def pilot(driver: Any) -> None:
            await _settle(driver)
            for step in screens:
                if step.kind == "picture":
                    self._picture(driver.app, Path(step.body).name)
                    continue
                for keys in gestures(step.body):
                    await driver.press(*keys)
                    await _settle(driver)
            ended.append(driver.app._exit)
            driver.app.exit()

        def headless(app: App[Any], **_options: Any) -> Any:
            with asyncio.Runner() as runner:
                size = SIZE if self._pictures else SMALL
                return runner.run(app.run_async(headless=True, size=size, auto_pilot=pilot))

        said = _Screen() if screens else StringIO()
        with (
            patch.object(App, "run", headless),
            patch("random.SystemRandom", lambda: random.Random(1)),
            patch.multiple("sys", stdin=said, stdout=said, stderr=said, __stdout__=said),
        ):
            run(words[1:])
        if screens and ended != [True]:
            told = "its screens are not left by the page's keys"
            raise Differs(f"{shlex.join(words)}: {told}\n{said.getvalue()}")
        return said.getvalue()

    def _picture(self, app: Any, name: str) -> None:
        if self._pictures is not None:
            svg = app.export_screenshot(title="qualcode", simplify=True)
            (self._pictures / name).write_text(_without_network(svg), encoding="utf-8")


async def _settle(driver: Any) -> None:
    """Wait until nothing is under way and no message passes over the screen."""
    await driver.app.workers.wait_for_complete()
    await driver.pause()


def _without_network(svg: str) -> str:
    """A picture that asks nobody for letters."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return re.sub(r"font-family: [^;]+;", "font-family: monospace;", svg)


class Terminal:
    """Runs commands in processes of their own, in a pseudo-terminal, keys as bytes."""

    _BYTES: ClassVar[dict[str, str]] = {
        "enter": "\r", "escape": "\x1b", "tab": "\t", "down": "\x1b[B", "up": "\x1b[A",
        "left": "\x1b[D", "right": "\x1b[C", "space": " ", "f5": "\x1b[15~", "plus": "+",
        "minus": "-", "full_stop": ".", "question_mark": "?",
    }  # fmt: skip

    def run(self, words: list[str], screens: list[Step]) -> str:
        """Run `qualcode …` as a person would."""
        import subprocess
        import sys

        from benchmarks.terminal import Terminal as Pseudo

        argv = [sys.executable, "-m", "qualcode", *words[1:]]
        if not screens:
            done = subprocess.run(argv, capture_output=True, text=True, check=False)
            return done.stdout + done.stderr
        program = Pseudo(argv, SIZE)
        try:
            program.wait_for({"en": "Help", "fr": "Aide"}[os.environ["QUALCODE_LANG"]])
            for step in screens:
                for keys in gestures(step.body) if step.kind == "keys" else ():
                    for key in keys:
                        program.press(self._BYTES.get(key, key), patience=1.5)
            return program.rest().rpartition(_SCREEN_LEFT)[2]
        finally:
            program.close()


def walk(page: Path, language: str, home: Path, hand: Hand) -> list[str]:
    """Do what a page says in a fresh home; gives the commands that were typed.

    Raises:
        Differs: the page says something else than what happened.
    """
    typed: list[str] = []
    said, wrote = "", Path()
    with fresh_home(home, language) as documents:
        folder = documents.parent
        todo = steps(page)
        for number, step in enumerate(todo):
            if step.kind == "file":
                shutil.copy(page.parent / step.body, documents)
            elif step.kind == "text":
                _compare(step, said, page)
            elif step.kind == "table":
                _compare(step, "\n".join(_rows(wrote)), page)
            elif step.kind == "sh":
                for line in step.body.strip().splitlines():
                    words = shlex.split(line)
                    typed.append(line.strip())
                    if words[0] == "cd":
                        folder = folder / words[1]
                        os.chdir(folder)
                    elif words[0] == "mkdir":
                        (folder / words[1]).mkdir()
                    elif words[0] == "qualcode":
                        said = hand.run(words, _screens(todo[number + 1 :]))
                        wrote = next((folder / w for w in words if w.endswith(".docx")), wrote)
                    else:
                        raise Differs(f"{page.name}:{step.line}: who knows what {words[0]} is?")
    return typed


def _screens(after: list[Step]) -> list[Step]:
    """The keys and pictures that follow a command, up to the next one."""
    end = next((n for n, step in enumerate(after) if step.kind == "sh"), len(after))
    mine = [step for step in after[:end] if step.kind in {"keys", "picture"}]
    return mine if any(step.kind == "keys" for step in mine) else []


def _compare(step: Step, said: str, page: Path) -> None:
    """Hold what a page says against what was answered; how spaces stand is not compared."""
    answer = " ".join(said.split())
    for line in step.body.strip().splitlines():
        wanted = " ".join(line.split())
        if wanted not in answer:
            raise Differs(f"{page.name}:{step.line}: “{wanted}” is not in:\n{said}")


def _rows(file: Path) -> Iterator[str]:
    """The rows of all tables of a Word file."""
    import docx

    for table in docx.Document(str(file)).tables:
        for row in table.rows:
            yield " | ".join(" ".join(cell.text.split()) for cell in row.cells)


@contextmanager
def fresh_home(home: Path, language: str) -> Iterator[Path]:
    """A home in which nobody has ever used the program, as the working directory."""
    documents = home / "Documents"
    documents.mkdir(parents=True)
    before = Path.cwd()
    names = ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    surroundings = {
        "HOME": str(home),
        "QUALCODE_LANG": language,
        "TEXTUAL_ANIMATIONS": "none",
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
        **{name: str(home / name.casefold()) for name in names},
    }
    with patch.dict(os.environ, surroundings):
        os.environ.pop("QUALCODE_CODER", None)
        os.chdir(home)
        try:
            yield documents
        finally:
            os.chdir(before)
