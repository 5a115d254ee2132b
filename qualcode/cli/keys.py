"""The command `keys`: a card with every key of the screens."""

from __future__ import annotations

from itertools import groupby

import click

from qualcode.cli.common import json_option, print_json
from qualcode.cli.declaring import command
from qualcode.i18n import N_, _

PLACES = {
    "app": N_("Everywhere"),
    "welcome": N_("First screen"),
    "library": N_("Library"),
    "transcript": N_("In a transcript"),
    "coding": N_("Coding"),
    "boundary": N_("Moving the ends of a passage"),
    "picker": N_("Choosing a code"),
    "reading": N_("Reading"),
    "quotations": N_("Reading by code"),
    "codebook": N_("Codebook"),
    "agreement": N_("Agreement"),
    "themes": N_("Barriers and levers"),
    "search": N_("Search in all sources"),
    "memos": N_("Memos"),
    "corrections": N_("Corrected texts"),
    "rewrite": N_("Correct the text"),
    "review": N_("Decide of names"),
    "versions": N_("Versions of the codebook"),
    "crosswalk": N_("Codebook and frameworks"),
    "rounds": N_("Double coding"),
    "preview": N_("Import transcripts"),
    "queue": N_("What waits"),
    "settle": N_("Settle disagreements"),
    "matrix": N_("Matrix"),
    "patterns": N_("Patterns of codes"),
    "chart": N_("Chart and strengths"),
    "summary": N_("Writing a summary"),
    "theme_tree": N_("Themes"),
    "basket": N_("Quotations for print"),
    "printed": N_("Choose and edit for print"),
    "checklist": N_("Reporting checklist"),
    "displays": N_("Figures and objectives"),
    "exchange": N_("Exchange packages"),
    "exports": N_("Write files"),
    "written": N_("Files written before"),
    "form": N_("Fill in"),
    "choose": N_("Choosing one of several"),
    "wizard": N_("New project"),
}
"""What each group of keys is called."""


@command("keys", help=N_("Print a card with every key; change them in keys.toml."))
@json_option
def keys_command(*, as_json: bool) -> None:
    """Print every key."""
    from qualcode.tui.keymap import key_card, keymap_file, own_keymap

    card = key_card(own_keymap())
    if as_json:
        print_json(
            {
                "schema": "qualcode.keys/1",
                "rows": [
                    {"id": name, "keys": keys, "description": _(what)}
                    for _place, name, keys, what in card
                ],
            }
        )
        return
    order = list(PLACES)
    card.sort(key=lambda one: order.index(one[0]) if one[0] in order else len(order))
    for place, keys in groupby(card, key=lambda one: one[0]):
        click.echo(f"\n{_(PLACES.get(place, place))}")
        for _place, name, pressed, what in keys:
            click.echo(f"  {pressed:<16} {_(what):<44} {name}")
    click.echo("\n" + _("Your own keys: {file}", file=str(keymap_file())))
