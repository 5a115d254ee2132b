"""What the command line says of itself: in two languages, in one order of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir

from qualcode.cli.click_words import NEVER_SHOWN, WORDS
from qualcode.cli.declaring import Command, Option, Steps
from qualcode.cli.main import COMMANDS, cli
from qualcode.i18n import in_language
from tests.cli.conftest import Cli

_OTHERS = {"_termui_impl.py", "_winconsole.py", "shell_completion.py", "utils.py"}
"""Modules of click that speak of terminals, not of what was typed."""


def every_command() -> Iterator[tuple[str, click.Command]]:
    group = cli()
    context = click.Context(group, info_name="qualcode")
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {step}", one) for step, one in command.commands.items())


def group_names() -> list[str]:
    return [name for name, command in every_command() if isinstance(command, click.Group)]


def test_help_is_told_in_the_language_of_whoever_reads_it_not_of_whoever_came_first() -> None:
    frozen = []
    for name, command in every_command():
        options = [one for one in command.params if isinstance(one, click.Option)]
        assert isinstance(command, Command)
        assert all(isinstance(one, Option) for one in options), name
        told = []
        for language in ("en", "fr", "en"):
            with in_language(language):
                told.append([command.help, *(one.help for one in options)])
        english, french, again = told
        assert english == again
        frozen += [(name, a) for a, b in zip(english, french, strict=True) if a and a == b]
    assert frozen == []


def test_what_a_path_is_called_does_not_hang_on_the_language_of_the_first_import() -> None:
    assert [
        (name, one.opts)
        for name, command in every_command()
        for one in command.params
        if isinstance(one.type, click.Path) and not one.metavar
    ] == []


def test_every_message_that_click_may_show_stands_in_our_catalogue() -> None:
    found = extract_from_dir(
        str(Path(click.__file__).parent),
        [("**.py", "python")],
        keywords={"_": None, "ngettext": (1, 2)},
    )
    said = {message for file, _line, message, *_rest in found if file not in _OTHERS}
    assert {_first(one) for one in said} - {*map(_first, WORDS), *NEVER_SHOWN} == set()


def _first(message: Sequence[str]) -> str:
    return message if isinstance(message, str) else message[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("memo", "--help"), ["Usage\u00a0:", "Commandes\u00a0:", "Afficher cette aide."]),
        (("memo", "x.qualcode", "wrte"), ["Commande inconnue\u00a0: wrte.", "Peut-être 'write'"]),
        (("list",), ["Erreur\u00a0: Il manque l’argument 'PROJECT'."]),
        (("matrix", "x.qualcode", "--zeilen"), ["Erreur\u00a0: Option inconnue\u00a0: --zeilen."]),
        (("matrix", "x.qualcode", "--rows"), ["L’option --rows demande une valeur."]),
        (("matrix", "x.qualcode", "--turns", "é"), ["Valeur refusée pour '--turns'"]),
        (("undo", "x.qualcode", "y", "z"), ["Des arguments de trop (y z)"]),
        (("print", "--help"), ["[par défaut\u00a0:"]),
    ],
)
def test_click_speaks_french_and_then_english_again(
    cli: Cli, words: tuple[str, ...], said: list[str]
) -> None:
    french, english = (cli("--ui-lang", language, *words) for language in ("fr", "en"))
    assert [part for part in said if part not in french.out + french.err] == []
    assert [part for part in said if part in english.out + english.err] == []
    assert "Usage:" in english.out + english.err or "Error:" in english.err


def test_every_command_with_steps_takes_the_project_before_the_step_or_after_it() -> None:
    for name in group_names():
        command = dict(every_command())[name]
        assert isinstance(command, Steps)
        for step in command.commands:
            for typed in ([step, "x.qualcode"], ["x.qualcode", step]):
                context = click.Context(command, info_name=name)
                command.parse_args(context, [*typed, "--as", "Zoé"])
                assert context.params == {"project": "x.qualcode"}
                assert [*context._protected_args, *context.args] == [step, "--as", "Zoé"]


def test_a_memo_is_written_in_either_order(cli: Cli, study: Path) -> None:
    assert cli("memo", study, "write", "Première idée", "--as", "Zoé").code == 0
    assert cli("memo", "write", "--as", "Zoé", study, "Deuxième idée").code == 0
    rows = cli("list", study, "memos", "--json", "--as", "Zoé").json["rows"]
    assert sorted(row["memo"] for row in rows) == ["Deuxième idée", "Première idée"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("memo", "write"), "Name the project: qualcode memo PROJECT write"),
        (("round", "start", "--coders", "A"), "Name the project: qualcode round PROJECT start"),
    ],
)
def test_a_step_without_a_project_says_where_it_goes(
    cli: Cli, words: tuple[str, ...], said: str
) -> None:
    done = cli(*words)
    assert done.code == 2
    assert said in done.err


def test_help_of_a_step_needs_no_project(cli: Cli) -> None:
    assert cli("memo", "write", "--help").out == cli("memo", "PROJECT", "write", "--help").out
