"""The commands `round` and `coder`: double coding, blind, and who takes part in what role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.common import (
    PROJECT,
    acting_option,
    json_option,
    opened,
    print_json,
    print_rows,
    tell,
)
from qualcode.cli.declaring import command, option, steps
from qualcode.cli.lessons import lesson_step
from qualcode.cli.words import WORDS
from qualcode.core.agreement.report import Unit
from qualcode.core.pairs.rounds import ALLOWED, CoderState, RoundAction, RoundKind, RoundState
from qualcode.core.pairs.sampling import Pieces, Sampling
from qualcode.core.people import Role
from qualcode.i18n import N_, _, plural, translate
from qualcode.i18n.numbers import decimal

if TYPE_CHECKING:
    from qualcode.app.pairs.round_plans import RoundPlan
    from qualcode.core.pairs.rounds import Round
    from qualcode.store.project import Project

NAME = click.argument("name", metavar="ROUND")
ONE = click.argument("name", metavar="[ROUND]", required=False)
"""A round, or the only one in which the step is allowed."""


def _meant(project: Project, name: str | None, action: RoundAction) -> str:
    """The round that is named, or the only one in which `action` is allowed."""
    from qualcode.app.pairs.rounds import list_rounds

    if name is not None:
        return name
    found = [held.name for held in list_rounds(project) if action in ALLOWED[held.state]]
    if len(found) != 1:
        names = ", ".join(held.name for held in list_rounds(project)) or "—"
        raise click.UsageError(_("Name the round: {names}.", names=names))
    return found[0]


@steps(
    "round",
    help=N_("Double coding: start a round, code it blind, lock, reveal, close."),
)
@PROJECT
@click.pass_context
def round_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


round_command.add_command(lesson_step)


@round_command.command("start", help=N_("Draw a sample and open it for blind coding."))
@NAME
@option("--coders", metavar="A,B", help=N_("Who codes; one name with --kind intra_coder."))
@option(
    "--kind",
    type=click.Choice([kind.value for kind in RoundKind]),
    default=RoundKind.INTER_CODER.value,
)
@option("--source", "sources", multiple=True, help=N_("Only this source; may be repeated."))
@option("--by", default="", metavar="ATTRIBUTE", help=N_("Strata: values of a case or a source."))
@option("--number", type=click.IntRange(min=1), help=N_("How many to draw."))
@option(
    "--share", type=click.FloatRange(0, 100, min_open=True), help=N_("Per cent of them to draw.")
)
@option(
    "--pieces",
    type=click.Choice([pieces.value for pieces in Pieces]),
    default=Pieces.SOURCES.value,
    help=N_("Whole sources, or stretches of the one source that is named."),
)
@option(
    "--unit",
    type=click.Choice([unit.value for unit in Unit]),
    default=Unit.SENTENCE.value,
    show_default=True,
    help=N_("What agreement will be counted in: declared now, fixed with the round."),
)
@option("--sensitivity", metavar="UNIT,UNIT", help=N_("Further units to look at: character,turn."))
@option("--seed", type=click.IntRange(0, 2**31 - 1), help=N_("Draws the same sample again."))
@option("--draft", is_flag=True, help=N_("Only put it together: nothing is hidden yet."))
@acting_option
@json_option
@click.pass_obj
def start_step(
    project: str, /, name: str, acting: str | None, *, draft: bool, as_json: bool, **asked: Any
) -> None:
    """Start a round, or draft it; a draft of that name is started as it was put together."""
    from qualcode.app.pairs.round_plans import draft_round, start_round
    from qualcode.app.pairs.rounds import list_rounds

    with opened(project, acting) as held:
        drafted = any(
            found.name == name and found.state is RoundState.DRAFT for found in list_rounds(held)
        )
        if draft:
            made = draft_round(held, name, _plan(held, asked))
        else:
            made = start_round(held, name, None if drafted else _plan(held, asked))
    _answer(made, as_json=as_json)


def _plan(project: Project, asked: dict[str, Any]) -> RoundPlan:
    from qualcode.app.coding.reading import list_coders
    from qualcode.app.pairs.round_plans import SENSITIVITY, RoundPlan

    kind = RoundKind(asked["kind"])
    coders = _names(asked["coders"])
    if not coders and kind in {RoundKind.INTER_CODER, RoundKind.DRIFT}:
        coders = tuple(coder.name for coder in list_coders(project) if coder.role is Role.CODER)
    sensitivity: tuple[Unit, ...] = SENSITIVITY
    if asked["sensitivity"] is not None:
        sensitivity = tuple(_unit(word) for word in _names(asked["sensitivity"]))
    share = asked["share"]
    return RoundPlan(
        coders=coders,
        kind=kind,
        sampling=Sampling(
            pieces=Pieces(asked["pieces"]),
            by=asked["by"],
            share=None if share is None else share / 100,
            number=asked["number"],
            named=asked["sources"],
        ),
        unit=Unit(asked["unit"]),
        sensitivity=sensitivity,
        seed=asked["seed"],
    )


def _names(words: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (words or "").split(",") if word.strip())


def _unit(word: str) -> Unit:
    if word not in set(Unit):
        raise click.BadParameter(
            _("“{word}” is no unit. There are: {names}.", word=word, names=", ".join(Unit))
        )
    return Unit(word)


@round_command.command("extend", help=N_("Draw more with the same seed; what was drawn stays."))
@NAME
@option("--number", type=click.IntRange(min=1), help=N_("How many there shall be in all."))
@option("--share", type=click.FloatRange(0, 100, min_open=True), help=N_("Or per cent."))
@acting_option
@json_option
@click.pass_obj
def extend_step(
    project: str,
    name: str,
    number: int | None,
    share: float | None,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Extend the sample of a round."""
    from qualcode.app.pairs.round_plans import extend_round

    part = None if share is None else share / 100
    with opened(project, acting) as held:
        made = extend_round(held, name, number=number, share=part)
    _answer(made, as_json=as_json)


@round_command.command("assign", help=N_("Let coders join a round, or come back to it."))
@NAME
@option("--coders", metavar="A,B", required=True, help=N_("Their names."))
@acting_option
@json_option
@click.pass_obj
def assign_step(project: str, name: str, coders: str, acting: str | None, *, as_json: bool) -> None:
    """Let coders join."""
    from qualcode.app.pairs.round_plans import assign_coders

    with opened(project, acting) as held:
        made = assign_coders(held, name, _names(coders))
    _answer(made, as_json=as_json)


@round_command.command("withdraw", help=N_("Let a coder leave a round: not compared any more."))
@NAME
@option("--coder", required=True, help=N_("Who leaves."))
@acting_option
@json_option
@click.pass_obj
def withdraw_step(
    project: str, name: str, coder: str, acting: str | None, *, as_json: bool
) -> None:
    """Let a coder leave."""
    from qualcode.app.pairs.rounds import withdraw_coder

    with opened(project, acting) as held:
        made = withdraw_coder(held, name, coder)
    _answer(made, as_json=as_json)


@round_command.command("lock", help=N_("Say that you have coded all of it: your layer is kept."))
@ONE
@acting_option
@click.pass_obj
def lock_step(project: str, name: str | None, acting: str | None) -> None:
    """Lock the acting coder's layer."""
    from qualcode.app.pairs.rounds import lock_layer

    with opened(project, acting) as held:
        called = _meant(held, name, RoundAction.LOCK)
        locked = lock_layer(held, called)
    if locked.marked_read:
        names = ", ".join(locked.marked_read)
        tell(_("Locking says that these were read to the end: {names}.", names=names))
    tell(_("Your layer is locked in the round “{round}”.", round=called))


@round_command.command("unlock", help=N_("Take your lock away, before the reveal."))
@ONE
@acting_option
@click.pass_obj
def unlock_step(project: str, name: str | None, acting: str | None) -> None:
    """Unlock the acting coder's layer."""
    from qualcode.app.pairs.rounds import unlock_layer

    with opened(project, acting) as held:
        called = _meant(held, name, RoundAction.UNLOCK)
        unlock_layer(held, called)
    tell(_("Your layer is open again in the round “{round}”.", round=called))


@round_command.command("discard", help=N_("Take a draft away."))
@NAME
@acting_option
@click.pass_obj
def discard_step(project: str, name: str, acting: str | None) -> None:
    """Take a draft away."""
    from qualcode.app.pairs.round_plans import discard_round

    with opened(project, acting) as held:
        discard_round(held, name)
    tell(_("The draft “{round}” is gone.", round=name))


def _step(name: str, help_text: str, action: RoundAction, does: str) -> None:
    @round_command.command(name, help=help_text)
    @ONE
    @acting_option
    @json_option
    @click.pass_obj
    def step(project: str, name: str | None, acting: str | None, *, as_json: bool) -> None:
        from qualcode.app.pairs import rounds

        with opened(project, acting) as held:
            made = getattr(rounds, does)(held, _meant(held, name, action))
        _answer(made, as_json=as_json)


_step(
    "reveal", N_("Open all layers, and freeze what they held."), RoundAction.REVEAL, "reveal_round"
)
_step(
    "settled",
    N_("Say that what was to be settled is settled."),
    RoundAction.FINISH,
    "finish_settling",
)
_step("close", N_("End a round: layers may be written again."), RoundAction.CLOSE, "close_round")


@round_command.command("status", help=N_("Where the rounds are, or one of them."))
@click.argument("name", metavar="[ROUND]", required=False)
@acting_option
@json_option
@click.pass_obj
def status_step(project: str, name: str | None, acting: str | None, *, as_json: bool) -> None:
    """Show rounds; nothing of what was coded."""
    from qualcode.app.pairs.rounds import list_rounds, round_status

    with opened(project, acting, read_only=True) as held:
        if name is not None:
            _answer(round_status(held, name), as_json=as_json, told=False)
            return
        rows = [row_of(found) for found in list_rounds(held)]
    print_rows("rounds", rows, row_headings(), as_json=as_json)


def round_rows(project: Project) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The rounds of a project as `list PROJECT rounds` prints them."""
    from qualcode.app.pairs.rounds import list_rounds

    return [row_of(found) for found in list_rounds(project)], row_headings()


def row_of(held: Round) -> dict[str, Any]:
    """A round as a row."""
    return {
        "round": held.name,
        "kind": held.kind.value,
        "state": held.state.value,
        "unit": held.unit.value,
        "units": len(held.units),
        "sources": list(held.sources),
        "coders": [coder.name for coder in held.coders],
        "locked": [c.name for c in held.coders if c.state is CoderState.LOCKED],
        "withdrawn": [c.name for c in held.coders if c.state is CoderState.WITHDRAWN],
        "created": held.created,
    }


def row_headings() -> dict[str, str]:
    """Translated headings of a list of rounds."""
    return {
        "round": _("Round"),
        "kind": _("Kind"),
        "state": _("State"),
        "unit": _("Unit"),
        "units": _("Units"),
        "coders": _("Coders"),
        "locked": _("Locked"),
    }


def as_document(held: Round) -> dict[str, Any]:
    """A round as one JSON document."""
    sampling = held.sampling
    return {
        "schema": "qualcode.round/1",
        **row_of(held),
        "coders": [
            {"coder": coder.name, "role": coder.role.value, "state": coder.state.value}
            for coder in held.coders
        ],
        "waiting_for": list(held.waiting_for),
        "places": [
            {"source": unit.source, "start": unit.start, "end": unit.end, "whole": unit.whole}
            for unit in held.units
        ],
        "sensitivity": [unit.value for unit in held.sensitivity],
        "versions": dict(held.versions),
        "sampling": {
            "pieces": sampling.pieces.value,
            "by": sampling.by,
            "share": sampling.share,
            "number": sampling.number,
            "named": list(sampling.named),
            "candidates": sampling.candidates,
            "seed": held.seed,
        },
        "snapshot": held.snapshot,
    }


def _answer(held: Round, *, as_json: bool, told: bool = True) -> None:
    """What came of a step: JSON on stdout, or words (on stderr where they only tell)."""
    if as_json:
        print_json(as_document(held))
    elif told:
        tell("\n".join(in_words(held)))
    else:
        click.echo("\n".join(in_words(held)))


def in_words(held: Round) -> list[str]:
    """A round in a few lines."""
    sampling = held.sampling
    share = decimal(100 * len(held.units) / sampling.candidates, 0) if sampling.candidates else "—"
    lines = [
        _(
            "Round “{round}” ({kind}): {state}.",
            round=held.name,
            kind=_(held.kind.label),
            state=_(held.state.label),
        ),
        plural("{n} unit", "{n} units", len(held.units))
        + " · "
        + _(
            "{share} % of {candidates} {pieces}, seed {seed}",
            share=share,
            candidates=sampling.candidates,
            pieces=_(sampling.pieces.label),
            seed=held.seed,
        ),
        _(
            "Counted in: {unit}; also: {others}.",
            unit=_(held.unit.label),
            others=", ".join(_(unit.label) for unit in held.sensitivity) or "—",
        ),
    ]
    lines += [f"  {coder.name} · {_(coder.state.label)}" for coder in held.coders]
    return lines


@command("coder", help=N_("Let somebody take part: coder, adjudicator, viewer or trainee."))
@PROJECT
@click.argument("name", metavar="NAME")
@option(
    "--role",
    type=click.Choice([role.value for role in Role if role is not Role.REPEAT]),
    default=Role.CODER.value,
    show_default=True,
)
@acting_option
def coder_command(project: str, name: str, role: str, acting: str | None) -> None:
    """Enrol a coder, or change their role."""
    from qualcode.app.pairs.coders import enrol_coder

    with opened(project, acting) as held:
        changed = enrol_coder(held, name, Role(role))
    word = translate(WORDS["role"][role])
    if changed:
        tell(_("{name} takes part as {role}.", name=name, role=word))
    else:
        tell(_("{name} takes part as {role} already.", name=name, role=word))
