"""Writes the reference anew from the program: commands, keys, Python names.

python -m docs.reference            writes docs/reference/*.md
python -m docs.reference --check    says which of them are not current (exit code 1)
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click

from qualcode.i18n import LANGUAGES, _, in_language

FOLDER = Path(__file__).resolve().parent / "reference"


def pages() -> dict[str, str]:
    """Every generated page by its file's name."""
    made = {"api.md": "\n".join(_api())}
    for language in LANGUAGES:
        ending = "md" if language == "en" else f"{language}.md"
        with in_language(language):
            made[f"cli.{ending}"] = "\n".join(_commands(language))
            made[f"keys.{ending}"] = "\n".join(_keys(language))
    return {name: text.rstrip("\n") + "\n" for name, text in sorted(made.items())}


def stale() -> list[str]:
    """Names of pages that say something else than the program."""
    return [
        name
        for name, text in pages().items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]


def _commands(language: str) -> Iterator[str]:
    from qualcode.cli.main import COMMANDS, cli

    titles = {
        "en": ("Commands", "`qualcode COMMAND --help` says the same. Exit codes: 0 done, 1 an "
               "error told in one line, 2 usage, 3 refused because identifying details are open."),
        "fr": ("Commandes", "`qualcode COMMANDE --help` dit la même chose. Codes de sortie : 0 "
               "fait, 1 une erreur dite en une ligne, 2 mauvais usage, 3 refusé parce que des "
               "éléments identifiants sont à trancher."),
    }  # fmt: skip
    title, note = titles[language]
    yield from (f"# {title}", "", note, "")
    group = cli()
    context = click.Context(group, info_name="qualcode")
    for name in COMMANDS:
        command = group.get_command(context, name)
        if command is not None:
            yield from _command(command, f"qualcode {name}", context, "##")


def _command(
    command: click.Command, called: str, parent: click.Context, mark: str, within: str = ""
) -> Iterator[str]:
    context = click.Context(command, parent=parent, info_name=called.rpartition(" ")[2])
    arguments = [
        parameter.make_metavar(context)
        for parameter in command.params
        if isinstance(parameter, click.Argument)
    ]
    nested = isinstance(command, click.Group)
    group, _space, own = called.rpartition(" ")
    first = [group, within, own] if within else [called]
    usage = " ".join([*first, *arguments, *(["…"] if nested else [])])
    yield from (f"{mark} {called}", "", _plain(command.help or command.short_help or ""), "")
    yield from (f"    {usage}", "")
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    for option in options:
        names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
        metavar = "" if option.is_flag else f" `{option.make_metavar(context)}`"
        yield f"- {names}{metavar}: {_plain(option.help or '')}"
    if options:
        yield ""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _command(child, f"{called} {name}", context, "###", arguments[0])


def _plain(text: str) -> str:
    return " ".join(text.replace("\b", "").split()).replace("<", "&lt;").replace("*", r"\*")


def _keys(language: str) -> Iterator[str]:
    from qualcode.cli.keys import PLACES
    from qualcode.tui.keymap import key_card

    titles = {
        "en": ("Keys", "key", "what it does", "name in keys.toml", "`qualcode keys` prints this "
               "card, with your own keys if you have changed some."),
        "fr": ("Touches", "touche", "ce qu'elle fait", "nom dans keys.toml", "`qualcode keys` "
               "affiche cet aide-mémoire, avec vos propres touches si vous en avez changé."),
    }  # fmt: skip
    title, key, what, identity, note = titles[language]
    yield from (f"# {title}", "", note, "")
    order = list(PLACES)
    card = sorted(
        key_card({}), key=lambda one: order.index(one[0]) if one[0] in order else len(order)
    )
    for place, rows in groupby(card, key=lambda one: one[0]):
        yield from (f"## {_(PLACES.get(place, place))}", "", f"| {key} | {what} | {identity} |")
        yield "|---|---|---|"
        for _place, name, pressed, told in rows:
            typed = " ".join(f"<kbd>{one}</kbd>" for one in pressed.split())
            yield f"| {typed.replace('|', '&#124;')} | {_(told)} | `{name}` |"
        yield ""


def _api() -> Iterator[str]:
    from qualcode import api

    yield from ("# Python", "", _plain(inspect.getdoc(api) or ""), "")
    yield from ("```python", "from qualcode import open_project, frames", "```", "")
    for name in sorted(api.__all__, key=str.casefold):
        thing = getattr(api, name)
        kind = "class " if inspect.isclass(thing) else ""
        yield from (f"## {kind}{name}", "")
        if inspect.isfunction(thing):
            yield from (f"    {name}{_signature(thing)}", "")
        yield from (_described(inspect.getdoc(thing) or ""), "")


def _signature(thing: object) -> str:
    signature = inspect.signature(thing)  # type: ignore[arg-type]
    said = [
        re.sub(r"<function [^>]*>+(?: at \w+>)?", "…", str(one)).replace("'", "")
        for one in signature.parameters.values()
    ]
    lines = ", ".join(said)
    return f"({lines}) -> {str(signature.return_annotation).replace(chr(39), '')}"


def _described(doc: str) -> str:
    """A docstring as Markdown: its headings in bold, what they head as a list."""
    lines = []
    for line in doc.splitlines():
        word = line.strip()
        if word in {"Args:", "Raises:", "Returns:", "Attributes:"}:
            lines += [f"**{word[:-1]}**", ""]
        elif line.startswith("    ") and not line.startswith("     "):
            lines.append(f"- {word}")
        else:
            lines.append(line)
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Write the pages, or look whether they are current; gives the exit code."""
    if "--check" in words:
        old = stale()
        print("\n".join(old) or "the reference is current")
        return 1 if old else 0
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
