"""How commands and options are declared: help is a message id, translated when it is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from qualcode.i18n import _, translate

_Declared = Callable[..., Any]


class _Translated:
    """What has a help text in the language of whoever reads it."""

    _msgid: str | None = None

    @property
    def help(self) -> str | None:
        """The help in the current language."""
        return translate(self._msgid) if self._msgid else self._msgid

    @help.setter  # noqa: A003
    def help(self, msgid: str | None) -> None:
        self._msgid = msgid


class Option(_Translated, click.Option):
    """An option whose `help` is a message id."""


class Command(_Translated, click.Command):
    """A command whose `help` is a message id."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, told in the current language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option


class Group(Command, click.Group):
    """A command with subcommands."""

    command_class = Command


class Steps(Group):
    """Subcommands that share a project, named before them: `memo PROJECT write`.

    The other order, `memo write PROJECT`, is understood too.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `write PROJECT` for `PROJECT write`."""
        if args and args[0] in self.commands and not (args[1:] and args[1] in self.commands):
            args = self._project_first(ctx, *args)
        return super().parse_args(ctx, args)

    def _project_first(self, ctx: click.Context, step: str, *rest: str) -> list[str]:
        """The words with the project before the step; who asks for help need not name one."""
        place = next((n for n, word in enumerate(rest) if is_project(word)), 0)
        if rest and not rest[place].startswith("-"):
            return [rest[place], step, *rest[:place], *rest[place + 1 :]]
        if "--help" not in rest:
            meant = f"{ctx.command_path} PROJECT {step}"
            raise click.UsageError(_("Name the project: {command}", command=meant), ctx)
        return ["PROJECT", step, "--help"]


def is_project(word: str) -> bool:
    """Whether a word names a project by its look: a file's ending, or an address."""
    address = "://" in word and not any(map(str.isspace, word))
    return address or word.endswith((".qualcode", ".qchandout"))


option: Callable[..., Callable[[_Declared], _Declared]] = partial(click.option, cls=Option)
"""`click.option` whose help is a message id."""


def command(name: str, help: str) -> Callable[[_Declared], Command]:  # noqa: A002
    """`click.command` whose help is a message id."""
    return click.command(name, cls=Command, help=help)


def steps(name: str, help: str) -> Callable[[_Declared], Steps]:  # noqa: A002
    """`click.group` for subcommands that share a project."""
    return click.group(name, cls=Steps, help=help)
