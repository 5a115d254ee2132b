"""The command `suggest`: codes for a passage from passages that sound like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_json, tell
from qualcode.cli.declaring import command, option
from qualcode.core.errors import UsageProblem
from qualcode.i18n import N_, _, plural, translate
from qualcode.i18n.numbers import quoted

if TYPE_CHECKING:
    from qualcode.app.coding.suggesting import Suggestion
    from qualcode.store.project import Project


@command("suggest", help=N_("Suggest codes for a passage, from passages coded like it."))
@PROJECT
@click.argument("source", metavar="[SOURCE]", required=False)
@click.argument("address", metavar="[ADDRESS]", required=False)
@option(
    "--turn",
    type=click.Choice(["on", "off"]),
    help=N_("Turn suggestions on or off in this project; they are off at first."),
)
@option("--accept", type=int, metavar="N", help=N_("Give the code with this number."))
@option("--valence", default="unset", help=N_("With --accept: barrier, lever …"))
@acting_option
@json_option
def suggest_command(
    project: str,
    source: str | None,
    address: str | None,
    turn: str | None,
    accept: int | None,
    valence: str,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Suggest codes."""
    if turn is None and (source is None or address is None):
        raise UsageProblem(
            N_("Name a source and an address, such as P03 45.2; or turn suggestions on or off.")
        )
    with opened(project, acting) as held:
        if turn is not None:
            _turn(held, on=turn == "on")
        if source is not None and address is not None:
            _suggest(held, source, address, accept, valence, as_json=as_json)


def _turn(project: Project, *, on: bool) -> None:
    from qualcode.app.coding.suggesting import discouraged, turn_suggestions

    turn_suggestions(project, on=on)
    tell(_("Suggestions of codes are on.") if on else _("Suggestions of codes are off."))
    if on and discouraged(project):
        tell(
            _(
                "The stance of this study is reflexive: suggestions repeat what was coded before "
                "and are discouraged."
            )
        )


def _suggest(
    project: Project,
    source: str,
    address: str,
    accept: int | None,
    valence: str,
    *,
    as_json: bool,
) -> None:
    from qualcode.app.coding.reading import load_transcript
    from qualcode.app.coding.suggesting import accept_suggestion, suggest_codes
    from qualcode.cli.coding import passage
    from qualcode.core.coding import Valence

    place = passage(load_transcript(project, source), address)
    found = suggest_codes(project, source, place)
    if accept is not None:
        if not 1 <= accept <= len(found):
            raise UsageProblem(N_("There is no suggestion {number}."), number=accept)
        if valence not in set(Valence):
            raise UsageProblem(
                N_("“{valence}” is no valence: {names}."),
                valence=valence,
                names=", ".join(Valence),
            )
        chosen = found[accept - 1]
        accept_suggestion(project, source, place, chosen.code, Valence(valence))
        tell(_("Coded {source} {span}: {code}.", source=source, span=address, code=chosen.code))
    elif as_json:
        print_json({"schema": "qualcode.suggestions/1", "rows": [_row(one) for one in found]})
    elif found:
        for number, one in enumerate(found, 1):
            click.echo(_lines(number, one))
    else:
        tell(_("No passage that was coded sounds like this one."))


def _row(one: Suggestion) -> dict[str, object]:
    evidence = one.evidence
    return {
        "code": one.code,
        "label": one.label,
        "passages": one.passages,
        "address": evidence.address,
        "quotation": evidence.quotation,
        "score": round(evidence.score, 3),
        "alike": evidence.alike.value,
    }


def _lines(number: int, one: Suggestion) -> str:
    """A suggestion with its evidence, on two lines."""
    evidence = one.evidence
    words = " ".join(evidence.quotation.split())
    shown = words if len(words) <= 160 else f"{words[:159].rstrip()}…"
    many = plural("{n} passage like it", "{n} passages like it", one.passages)
    return (
        f"{number}  {one.label}  ({one.code}; {many})\n"
        f"   {evidence.address} · {translate(evidence.alike.label)} · {quoted(shown)}"
    )
