"""A source as plain text, and coding by lines, as with a screen reader."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

CODE = "distance_transport"


def test_who_speaks_what_is_said_and_how_it_is_coded_in_words(cli: Cli, study: Path) -> None:
    coded = cli("code", study, "P01_entretien", "--span", "2.1", "--code", CODE,
                "--memo", "à citer", "--as", "Zoé")  # fmt: skip
    assert coded.code == 0, coded.err
    said = cli("read", study, "P01_entretien", "--plain", "--as", "Zoé")
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert lines[0].endswith("4 turns. 1 coding of yours.")
    assert "Turn 1. Enquêtrice, not coded." in lines
    at = lines.index("2.1 Le plus dur… c’était la route.")
    assert lines[at - 1] == "Turn 2. P01."
    assert lines[at + 1].startswith("   Coded: ")
    assert "memo: à citer" in lines[at + 1]
    assert not set(said.out) & set("│─┌┐└┘▎▊\x1b")
    part = cli("read", study, "P01_entretien", "--turns", "4-4", "--as", "Zoé").out
    assert "2.1" not in part
    assert "4.1 L’infirmière répondait toujours." in part
    assert cli("read", study, "P01_entretien", "--turns", "9").code == 1
    assert cli("read", study, "P01_entretien", "--turns", "neuf").code == 2


def test_a_sentence_is_coded_and_uncoded_a_command_a_line(
    cli: Cli, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = f"\n2\ncode 2.1 {CODE} frein\nread 2\ncode 2.1 riendetel\nhop\nundo\nundo\nleave\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    said = cli("read", study, "P01_entretien", "--line", "--as", "Zoé")
    assert said.code == 0, said.err
    assert "Turn 1. Enquêtrice, not coded." in said.out
    assert ", barrier, 2.1." in said.out
    assert "No code is called “riendetel”." in said.out
    assert "“hop” is no command here" in said.out
    assert "Undone: " in said.out
