"""Reading and coding without screens: text in lines, for a screen reader or a braille line."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from qualcode.cli.common import PROJECT, acting_option, opened, tell
from qualcode.cli.declaring import command, option
from qualcode.core.errors import QualcodeError, UsageProblem
from qualcode.i18n import N_, _, plural

if TYPE_CHECKING:
    from qualcode.store.project import Project


@command("read", help=N_("A source with your codings as plain text, a sentence a line."))
@PROJECT
@click.argument("source", metavar="SOURCE")
@option("--turns", metavar="A-B", help=N_("Only these turns, such as 45 or 45-60."))
@option("--plain", is_flag=True, help=N_("Plain text; it is never anything else."))
@option(
    "--line", "by_line", is_flag=True, help=N_("Stay, and take a command a line: read, code, undo.")
)
@acting_option
def read_command(
    project: str,
    source: str,
    turns: str | None,
    acting: str | None,
    *,
    plain: bool,  # noqa: ARG001
    by_line: bool,
) -> None:
    """Print a source, or take commands on it."""
    from qualcode.app.coding.plain import plain_source

    with opened(project, acting) as held:
        if by_line:
            LineMode(held, source).run()
            return
        for line in plain_source(held, source, *_range(turns)):
            click.echo(line)


def _range(turns: str | None) -> tuple[int, int | None]:
    if turns is None:
        return 1, None
    match = re.fullmatch(r"([0-9]{1,6})(?:\s*[-–]\s*([0-9]{1,6}))?", turns.strip())
    if match is None:
        raise UsageProblem(N_("Write turns as 45 or 45-60, not “{turns}”."), turns=turns)
    return int(match[1]), int(match[2] or match[1])


_SIDES: Mapping[str, str] = {
    "-": "barrier", "barrier": "barrier", "frein": "barrier",
    "+": "lever", "lever": "lever", "levier": "lever",
    "+-": "ambivalent", "ambivalent": "ambivalent",
    "=": "neutral", "neutral": "neutral", "neutre": "neutral",
}  # fmt: skip


class LineMode:
    """One command a line, one answer; nothing moves on the screen."""

    def __init__(self, project: Project, source: str) -> None:
        self._project = project
        self._source = source
        self._turn = 0
        """Number of the turn read last."""
        self._commands: Mapping[str, Callable[[str], None]] = {
            "read": self._read, "lire": self._read,
            "code": self._code, "coder": self._code,
            "uncode": self._uncode, "retirer": self._uncode,
            "codes": self._codes,
            "undo": self._undo, "annuler": self._undo,
            "done": self._done, "lu": self._done,
            "help": self._help, "aide": self._help,
        }  # fmt: skip

    def run(self) -> None:
        """Take commands until the person leaves, or the input ends."""
        self._help("")
        asked = sys.stdin.isatty()
        while True:
            if asked:
                click.echo("> ", nl=False, err=True)
            line = sys.stdin.readline()
            if not line or line.strip() in {"leave", "quit", "q", "quitter"}:
                return
            try:
                self._do(line.strip())
            except QualcodeError as error:
                click.echo(_("Error: {why}", why=str(error)))

    def _do(self, line: str) -> None:
        word, _blank, rest = line.partition(" ")
        if not line:
            self._read(str(self._turn + 1))
        elif re.fullmatch(r"[0-9]+([-–][0-9]+)?", line):
            self._read(line)
        elif word.lower() in self._commands:
            self._commands[word.lower()](rest.strip())
        else:
            raise UsageProblem(N_("“{word}” is no command here: help lists them."), word=word)

    def _help(self, _rest: str) -> None:
        for line in (
            _("An empty line reads the next turn; a number, that turn; 45-48, those."),
            _("code 45.2 CODE barrier: give a code to a sentence; 45.2-45.4 for several."),
            _("uncode 45.2 CODE; codes WORDS: find codes; undo; done: read to the end; leave."),
        ):
            click.echo(line)

    def _read(self, rest: str) -> None:
        from qualcode.app.coding.plain import plain_source

        first, last = _range(rest or str(self._turn + 1))
        lines = list(plain_source(self._project, self._source, first, last))
        self._turn = last or first
        for line in lines[2:]:
            click.echo(line)

    def _code(self, rest: str) -> None:
        from qualcode.app.coding.coding import code_passage
        from qualcode.app.coding.plain import code_typed
        from qualcode.app.coding.reading import load_transcript
        from qualcode.cli.coding import passage
        from qualcode.core.coding import NewCoding, Valence

        where, _blank, name = rest.partition(" ")
        head, _blank, last = name.rpartition(" ")
        side = _SIDES.get(last.lower()) if head else None
        name = head if side else name
        if not where or not name.strip():
            raise UsageProblem(N_("Write: code 45.2 CODE barrier"))
        span = passage(load_transcript(self._project, self._source), where)
        ref = code_typed(self._project, self._source, name)
        valence = Valence(side) if side else Valence.UNSET
        code_passage(self._project, NewCoding(self._source, span, ref, valence))
        click.echo(_("Coded {source} {span}: {code}.", source=self._source, span=where, code=ref))

    def _uncode(self, rest: str) -> None:
        from qualcode.app.coding.coding import uncode
        from qualcode.app.coding.plain import code_typed
        from qualcode.app.coding.reading import list_codings, load_transcript
        from qualcode.cli.coding import passage

        where, _blank, name = rest.partition(" ")
        span = passage(load_transcript(self._project, self._source), where)
        ref = code_typed(self._project, self._source, name) if name.strip() else None
        own = list_codings(
            self._project, source=self._source, coder=self._project.acting, code=ref, objected=True
        )
        gone = [coding.guid for coding in own if coding.span.overlaps(span)]
        n = uncode(self._project, gone) if gone else 0
        click.echo(plural("{n} coding taken away.", "{n} codings taken away.", n))

    def _codes(self, rest: str) -> None:
        from qualcode.app.projects.studies import list_codebooks
        from qualcode.core.text import fold

        for book in list_codebooks(self._project):
            for code in book.codes:
                if code.codable and fold(rest) in fold(f"{code.key} {code.label}"):
                    click.echo(f"{book.id}:{code.key}  {code.label}")

    def _undo(self, _rest: str) -> None:
        from qualcode.app.projects.undoing import in_words, undo

        click.echo(_("Undone: {what}", what=in_words(undo(self._project))))

    def _done(self, _rest: str) -> None:
        from qualcode.app.coding.coding import mark_source
        from qualcode.core.people import Progress

        mark_source(self._project, self._source, Progress.READ)
        tell(_("{source}: {progress}.", source=self._source, progress=_(Progress.READ.label)))
