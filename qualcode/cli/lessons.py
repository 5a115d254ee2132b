"""`qualcode round PROJECT lesson`: what a trainee coded beside what was settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.common import acting_option, json_option, opened, print_json, print_rows, tell
from qualcode.cli.declaring import command, option
from qualcode.i18n import N_, _

if TYPE_CHECKING:
    from qualcode.app.pairs.disagreeing import Differing
    from qualcode.app.pairs.lessons import Lesson
    from qualcode.core.coding import Coding

SHOWN = 60
"""Characters of a quotation in a plain list."""


@command("lesson", help=N_("Show a trainee's coding beside the settled one, to learn from."))
@click.argument("name", metavar="ROUND")
@option("--coder", metavar="NAME", help=N_("The trainee; who acts unless named."))
@acting_option
@json_option
@click.pass_obj
def lesson_step(
    project: str, name: str, coder: str | None, acting: str | None, *, as_json: bool
) -> None:
    """Show what is alike and what differs."""
    from qualcode.app.pairs.lessons import lesson
    from qualcode.app.projects.studies import list_codebooks

    with opened(project, acting, read_only=True) as held:
        found = lesson(held, name, coder)
        labels = {
            f"{book.id}:{code.key}": code.label
            for book in list_codebooks(held)
            for code in book.codes
        }
    if as_json:
        print_json(_as_document(found))
        return
    codes = [
        {
            "code": labels[one.code],
            "settled": one.settled,
            "alike": one.alike,
            "own": one.own,
        }
        for one in found.codes
    ]
    headings = {"code": _("Code"), "settled": _("Settled"), "alike": _("Alike")}
    print_rows("lesson", codes, {**headings, "own": found.trainee}, as_json=False)
    click.echo()
    rows = [_row(found, one, labels) for one in found.differing]
    headings = {"passage": _("Passage"), "type": _("Type"), "own": found.trainee}
    headings |= {"settled": _("Settled"), "reason": _("Reason")}
    print_rows("lesson", rows, headings, as_json=False)
    tell(
        _(
            "{trainee}: {alike} of {settled} settled passages coded alike. An exercise: it enters "
            "no figure of reliability.",
            trainee=found.trainee,
            alike=found.alike,
            settled=found.settled,
        )
    )


def _row(found: Lesson, one: Differing, labels: Mapping[str, str]) -> dict[str, str]:
    own, settled = one.codings
    quotation = one.quotation
    shown = quotation if len(quotation) <= SHOWN else f"{quotation[: SHOWN - 1]}…"
    return {
        "passage": shown,
        "type": _(one.kind.label),
        "own": _given(own, labels),
        "settled": _given(settled, labels),
        "reason": found.reason(one),
    }


def _given(codings: tuple[Coding, ...], labels: Mapping[str, str]) -> str:
    named = dict.fromkeys(
        f"{labels[f'{one.codebook}:{one.code}']} {one.valence.sign}".strip() for one in codings
    )
    return ", ".join(named) or "—"


def _as_document(found: Lesson) -> dict[str, Any]:
    return {
        "schema": "qualcode.lesson/1",
        "round": found.round,
        "trainee": found.trainee,
        "settled": found.settled,
        "alike": found.alike,
        "codes": [
            {"code": one.code, "settled": one.settled, "alike": one.alike, "own": one.own}
            for one in found.codes
        ],
        "differing": [
            {
                "source": one.source,
                "start": one.span.start,
                "end": one.span.end,
                "quotation": one.quotation,
                "type": one.kind.value,
                "codes": list(one.codes),
                "reason": found.reason(one),
            }
            for one in found.differing
        ],
    }
