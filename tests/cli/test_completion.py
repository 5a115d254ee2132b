"""The tab key completes commands, options and choices."""

from __future__ import annotations

import pytest
from click.shell_completion import BashComplete

from qualcode.cli.completion import VARIABLE
from qualcode.cli.main import cli as commands
from tests.cli.conftest import Cli


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script_and_is_told_where_it_goes(cli: Cli, shell: str) -> None:
    done = cli("completion", shell)
    assert VARIABLE in done.out
    assert "qualcode completion" in done.err


@pytest.mark.parametrize(
    ("typed", "begun", "offered"),
    [
        ((), "agr", "agreement"),
        (("export", "study.qualcode"), "--la", "--lang"),
        (("round", "start", "x.qualcode"), "--see", "--seed"),
    ],
)
def test_what_is_begun_is_completed(typed: tuple[str, ...], begun: str, offered: str) -> None:
    shell = BashComplete(commands(), {}, "qualcode", VARIABLE)
    assert offered in [item.value for item in shell.get_completions(list(typed), begun)]
