"""The command `qualcode`: finds the subcommand, and is the one edge where errors become words."""

from __future__ import annotations

import errno
import gc
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path

import click

from qualcode.cli.declaring import Group, Option, is_project
from qualcode.core.errors import NotAllowed, QualcodeError
from qualcode.core.version import __version__
from qualcode.i18n import (
    LANGUAGES,
    N_,
    _,
    language_from_environment,
    lend_words,
    set_language,
)

COMMANDS = {
    "open": "opening",
    "demo": "opening",
    "new": "projects",
    "import": "projects",
    "screen": "screening",
    "speaker": "projects",
    "list": "listing",
    "search": "searching",
    "query": "querying",
    "read": "reading",
    "code": "coding",
    "suggest": "suggesting",
    "uncode": "coding",
    "done": "coding",
    "undo": "coding",
    "redo": "coding",
    "correct": "correcting",
    "reanchor": "correcting",
    "redact": "correcting",
    "guide": "guide",
    "memo": "memos",
    "codebook": "codebooks",
    "coder": "rounds",
    "round": "rounds",
    "agreement": "agreement",
    "disagreements": "settling",
    "settle": "settling",
    "chart": "charting",
    "rate": "charting",
    "theme": "theming",
    "quote": "quoting",
    "joint": "displaying",
    "objective": "displaying",
    "checklist": "reporting",
    "matrix": "matrices",
    "export": "tables",
    "figure": "publishing",
    "bundle": "publishing",
    "rebuild": "publishing",
    "compare-tables": "publishing",
    "print": "printing",
    "keys": "keys",
    "handout": "exchange",
    "unpack": "exchange",
    "handback": "exchange",
    "merge": "exchange",
    "contested": "exchange",
    "access": "rights",
    "object": "rights",
    "case": "rights",
    "erase": "erasing",
    "keyfile": "keyfile",
    "record": "recording",
    "retention": "retaining",
    "archive": "retaining",
    "purge": "retaining",
    "encrypt": "keeping",
    "decrypt": "keeping",
    "check": "keeping",
    "backup": "keeping",
    "restore": "keeping",
    "serve": "serving",
    "completion": "completion",
    "copy": "server",
    "server": "server",
}
"""Each subcommand and the module that holds it, imported when it is called."""


class Commands(Group):
    """Subcommands loaded when called; a project's name alone opens it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The subcommands in the order of a project's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The subcommand called `name`."""
        if name not in COMMANDS:
            return None
        module = import_module(f"qualcode.cli.{COMMANDS[name]}")
        command: click.Command = getattr(module, f"{name.replace('-', '_')}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take a first word that is a project for `open PROJECT`."""
        if args and args[0] not in COMMANDS and _is_project(args[0]):
            args = ["open", *args]
        return super().resolve_command(ctx, args)


def _is_project(word: str) -> bool:
    return is_project(word) or Path(word).is_file()


SELDOM = 20_000
"""Values made between two searches for cycles; at Python's 700 a start spends a tenth on them."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(SELDOM, 10, 10)
    words = list(sys.argv[1:] if argv is None else argv)
    with suppress(AttributeError, ValueError):
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(run(words))


def run(words: list[str]) -> int:
    """Run one command; gives its exit code. What went wrong is one clear line on stderr."""
    try:
        words = _take_passphrase(_choose_language(words))
        _mind_servers(words)
        if words[:1] == ["--version"]:
            click.echo(f"qualcode {__version__}")
            return 0
        if not words:
            words = ["open"]
        result = cli().main(args=words, prog_name="qualcode", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except QualcodeError as error:
        click.echo(_("Error: {why}", why=str(error)), err=True)
        return error.exit_code
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        if context is not None:
            click.echo(context.get_usage(), err=True)
        click.echo(_("Error: {why}", why=error.format_message()), err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Stopped."), err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO) or error.filename is not None:
            click.echo(_crash_line(error), err=True)
            return 1
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        told = _("The answer could not be written where it was sent: {why}.", why=error.strerror)
        click.echo(_("Error: {why}", why=told), err=True)
        return 1
    except Exception as error:  # noqa: BLE001
        click.echo(_crash_line(error), err=True)
        return 1


def _choose_language(words: list[str]) -> list[str]:
    """Set the interface language; gives the words without `--ui-lang`."""
    kept: list[str] = []
    wanted = ""
    waiting = iter(words)
    for word in waiting:
        if word == "--ui-lang":
            wanted = next(waiting, "")
        elif word.startswith("--ui-lang="):
            wanted = word.partition("=")[2]
        else:
            kept.append(word)
    set_language(_own_language() or language_from_environment())
    if wanted:
        if wanted not in LANGUAGES:
            raise click.UsageError(_("--ui-lang takes fr or en, not “{wanted}”.", wanted=wanted))
        set_language(wanted)
    lend_words()
    return kept


def _own_language() -> str:
    """The language of the person's settings; QUALCODE_LANG goes before it."""
    if os.environ.get("QUALCODE_LANG"):
        return ""
    from qualcode.tui.settings import own_settings

    try:
        return own_settings().language
    except QualcodeError:
        return ""


def _take_passphrase(words: list[str]) -> list[str]:
    """Remember where the passphrase of a project is; gives the words without it.

    Commands that seal or open a package or a key file take `--passphrase-file` for that: there
    the passphrase of an encrypted project comes from the environment or the keyboard.
    """
    from qualcode.store.safety.ciphers import KEYS

    own = bool(words) and (words[0] in _SEALING or "--keys" in words)
    kept: list[str] = []
    file = os.environ.get("QUALCODE_PASSPHRASE_FILE", "")
    waiting = iter(words)
    for word in waiting:
        if own or not word.startswith("--passphrase-file"):
            kept.append(word)
        else:
            file = word.partition("=")[2] or next(waiting, "")
    KEYS.ask, KEYS.at_keyboard = partial(_passphrase_of, file), True
    opens = kept[:1] == ["open"] or (kept and kept[0] not in COMMANDS)
    return [*kept, "--passphrase-file", file] if opens and file and kept != words else kept


def _mind_servers(words: list[str]) -> None:
    """Where a word is the address of a server: no password in it, but one that is asked for."""
    if not any("://" in word for word in words):
        return
    from qualcode.store.engine import is_server
    from qualcode.store.postgres.connecting import PASSWORDS, refuse_password

    for word in filter(is_server, words):
        refuse_password(word)
    PASSWORDS.ask = _password_of if sys.stdin.isatty() else None


def _password_of(address: str) -> str:
    typed: str = click.prompt(_("Password for {where}", where=address), hide_input=True, err=True)
    return typed


_SEALING = frozenset(
    {"new", "copy", "encrypt", "handout", "handback", "unpack", "merge", "keyfile"}
)


def _passphrase_of(file: str, project: Path) -> str:
    """The passphrase of an encrypted project: from a file, else typed."""
    from qualcode.store.exchange.sealing import read_passphrase
    from qualcode.store.safety.ciphers import KEYS

    if file:
        return read_passphrase(Path(file))
    if not (KEYS.at_keyboard and sys.stdin.isatty()):
        raise NotAllowed(
            N_(
                "{file} is encrypted: give its passphrase with --passphrase-file FILE, or name "
                "that file in QUALCODE_PASSPHRASE_FILE."
            ),
            file=project.name,
        )
    typed: str = click.prompt(
        _("Passphrase of {file}", file=project.name), hide_input=True, err=True
    )
    return typed


def _crash_line(error: Exception) -> str:
    """Where the program failed: never the error's text, which may hold a patient's words."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "qualcode" in frame.filename] or frames
    place = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "?"
    return _(
        "qualcode failed at {place} ({kind}). Your project is as it was before this command. "
        "Please report this line; it holds nothing of your data.",
        place=place,
        kind=type(error).__name__,
    )


def cli() -> click.Group:
    """The group of all subcommands, its help in the current language."""
    group = Commands(
        name="qualcode",
        help=N_("Qualitative coding of interviews and focus groups. `qualcode PROJECT` opens one."),
        epilog=_(
            "Everywhere: --ui-lang fr|en, --passphrase-file FILE for an encrypted project. More "
            "about a command: qualcode COMMAND --help"
        ),
        no_args_is_help=False,
    )
    group.params.append(Option(["--version"], is_flag=True, help=N_("Print the version and stop.")))
    return group
