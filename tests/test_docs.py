"""What is written about the program is there, is current, and leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from docs.hooks import BESIDE, ROOT
from docs.reference import stale
from docs.tasks import FOLDER as TASKS
from docs.tasks import ORDER
from docs.walk import steps
from qualcode.cli.main import COMMANDS, cli
from qualcode.i18n import LANGUAGES, in_language

DOCS = ROOT / "docs"
PAGES = [
    page for page in sorted(DOCS.rglob("*.md")) if page.parent.name not in {"project", "reference"}
]
GENERATED = {DOCS / "reference" / f"{name}.md" for name in ("cli", "keys", "api")}
_LINK = re.compile(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)")
_COMMAND = re.compile(r"^(?:    )?(qualcode [^#\n`]+)", re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_is_current_in_whatever_language_one_works(language: str) -> None:
    with in_language(language):
        assert stale() == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_every_link_leads_to_a_file(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    missing = [to for to in _LINK.findall(text) if not (page.parent / to).exists()]
    assert missing == []


def test_every_page_is_in_the_site_and_every_page_of_the_site_is_there() -> None:
    named = re.findall(
        r"^ +- ([\w/]+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE
    )
    there = {page.relative_to(DOCS).as_posix() for page in [*PAGES, *GENERATED]}
    assert set(named) == {page for page in there if ".fr." not in page} | set(BESIDE.values())


def test_pages_for_users_stand_in_both_languages() -> None:
    for name in ("index", "install", "tutorial", "browser", "method", "privacy", "review"):
        assert (DOCS / f"{name}.fr.md").exists()
    for name in ORDER:
        english, french = (
            [step.kind for step in steps(TASKS / f"{name}{end}")] for end in (".md", ".fr.md")
        )
        assert french == english


def _takes(command: click.Command, words: list[str], parent: click.Context) -> str:
    """Why a command does not take these words, or nothing."""
    context = click.Context(command, parent=parent, info_name=command.name)
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    if isinstance(command, click.Group):
        for word in words:
            child = command.get_command(context, word)
            if child is not None:
                return _takes(child, words, context)
        known.add("--help")
    strange = [word for word in words if word.startswith("--") and word.split("=")[0] not in known]
    return " ".join(set(strange) - {"--ui-lang", "--passphrase-file", "--help", "--version"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_commands_on_the_pages_have_the_options_that_are_named(page: Path) -> None:
    group = cli()
    context = click.Context(group, info_name="qualcode")
    for line in _COMMAND.findall(page.read_text(encoding="utf-8")):
        try:
            words = shlex.split(line.strip())[1:]
        except ValueError:
            continue
        if words and words[0] in COMMANDS:
            command = group.get_command(context, words[0])
            assert command is not None
            assert not _takes(command, words[1:], context), line
