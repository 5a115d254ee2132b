"""The commands `disagreements` and `settle`: where coders differ, and what becomes consensus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.agreement import coder_names
from qualcode.cli.coding import passage
from qualcode.cli.common import (
    PROJECT,
    acting_option,
    json_option,
    opened,
    print_json,
    print_rows,
    tell,
)
from qualcode.cli.declaring import command, option
from qualcode.core.agreement.disagreement import Kind
from qualcode.core.coding import Valence
from qualcode.core.errors import UsageProblem
from qualcode.core.pairs.settlement import DECISIONS, Because, Decision, Ends
from qualcode.i18n import N_, _, plural

if TYPE_CHECKING:
    from qualcode.app.pairs.disagreeing import Differing, PairOfCoders, Wanted
    from qualcode.app.pairs.settling import Wish
    from qualcode.core.coding import Coding
    from qualcode.core.pairs.settlement import Settlement
    from qualcode.store.project import Project

SHOWN = 60
"""Characters of a quotation in a plain list."""


@command("disagreements", help=N_("List where coders differ, by type."))
@PROJECT
@option("--round", "round_name", metavar="NAME", help=N_("Of this round."))
@option("--coders", metavar="A,B", help=N_("Names of the coders."))
@option("--source", "sources", multiple=True, help=N_("Only in this source."))
@option(
    "--type", "kinds", multiple=True, type=click.Choice([k.value for k in Kind]),
    help=N_("Only of this type."),
)  # fmt: skip
@option("--open", "only_open", is_flag=True, help=N_("Only what is not settled."))
@option("--with-consensus", metavar="CODER", help=N_("How the consensus differs from this coder."))
@acting_option
@json_option
def disagreements_command(
    project: str,
    round_name: str | None,
    coders: str | None,
    sources: tuple[str, ...],
    kinds: tuple[str, ...],
    with_consensus: str | None,
    acting: str | None,
    *,
    only_open: bool,
    as_json: bool,
) -> None:
    """List disagreements."""
    from qualcode.app.pairs.disagreeing import list_disagreements
    from qualcode.app.projects.layers import CONSENSUS

    names = (with_consensus, CONSENSUS) if with_consensus else coder_names(coders)
    with opened(project, acting, read_only=True) as held:
        wanted = _wanted(names, round_name, sources, kinds)
        pairs = list_disagreements(held, wanted)
    rows = [_row(one) for pair in pairs for one in (pair.open if only_open else pair.found)]
    if as_json:
        print_json(
            {
                "schema": "qualcode.disagreements/1",
                "pairs": [_pair(pair) for pair in pairs],
                "rows": rows,
            }
        )
        return
    print_rows("disagreements", [_plain(row) for row in rows], _headings(), as_json=False)
    for pair in pairs:
        tell(_summary(pair))


def _wanted(
    coders: tuple[str, ...] | None,
    round_name: str | None,
    sources: tuple[str, ...],
    kinds: tuple[str, ...] = (),
) -> Wanted:
    from qualcode.app.pairs.disagreeing import Wanted

    return Wanted(
        coders=coders or (),
        round=round_name,
        sources=sources or None,
        kinds=frozenset(Kind(kind) for kind in kinds),
    )


def _row(one: Differing) -> dict[str, Any]:
    first, second = one.codings
    return {
        "id": one.key,
        "type": one.kind.value,
        "source": one.source,
        "start": one.span.start,
        "end": one.span.end,
        "address": one.address,
        "speaker": one.speaker,
        "quotation": one.quotation,
        "coders": one.coders,
        "codes": one.codes,
        "codings": [[_coding(coding) for coding in side] for side in (first, second)],
        "units": one.units,
        "judged": one.judged,
        "settled": _settlement(one.settled) if one.settled else None,
    }


def _coding(coding: Coding) -> dict[str, Any]:
    return {
        "guid": coding.guid,
        "code": f"{coding.codebook}:{coding.code}",
        "valence": coding.valence.value,
        "start": coding.span.start,
        "end": coding.span.end,
        "memo": coding.memo,
    }


def _settlement(told: Settlement) -> dict[str, Any]:
    return {
        "guid": told.guid,
        "decision": told.decision.value,
        "because": told.because,
        "reason": told.reason,
        "rule": told.rule,
        "made": told.made,
        "by": told.decided_by,
        "created": told.created,
        "round": told.round,
    }


def _pair(pair: PairOfCoders) -> dict[str, Any]:
    refs = [*pair.refs]

    def name(code: int | None) -> str | None:
        return None if code is None else refs[code]

    return {
        "coders": pair.coders,
        "sources": pair.sources,
        "unit": pair.unit.value,
        "types": {
            kind.value: {"n": share.n, "units": share.units}
            for kind, share in pair.counted.shares.items()
        },
        "open": len(pair.open),
        "agreed": len(pair.agreed),
        "confused": [
            {"codes": [name(code) for code in two.codes], "units": two.units}
            for two in pair.counted.confusion.confused()
        ],
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    settled = row["settled"]
    return {
        "id": row["id"],
        "type": _(Kind(row["type"]).label),
        "address": row["address"],
        "first": _side(row, 0),
        "second": _side(row, 1),
        "settled": _(Decision(settled["decision"]).label) if settled else "",
        "quotation": row["quotation"][:SHOWN],
    }


def _side(row: dict[str, Any], coder: int) -> str:
    given = dict.fromkeys(
        f"{one['code'].partition(':')[2]}{Valence(one['valence']).sign.strip()}"
        for one in row["codings"][coder]
    )
    return f"{row['coders'][coder]}: {', '.join(given) or '—'}"


def _headings() -> dict[str, str]:
    return {
        "id": _("Name"),
        "type": _("Type"),
        "address": _("Passage"),
        "first": _("First coder"),
        "second": _("Second coder"),
        "settled": _("Settled"),
        "quotation": _("Quotation"),
    }


def _summary(pair: PairOfCoders) -> str:
    return _(
        "{a} and {b}: {n} disagreements, {open} of them open; {agreed} agreements.",
        a=pair.coders[0],
        b=pair.coders[1],
        n=len(pair.found),
        open=len(pair.open),
        agreed=len(pair.agreed),
    )


@command("settle", help=N_("Settle disagreements: what is decided becomes consensus."))
@PROJECT
@click.argument("name", metavar="NAME", required=False)
@option("--all-boundaries", is_flag=True, help=N_("All open boundaries, by --rule."))
@option("--seed-agreed", is_flag=True, help=N_("Take over what is agreed, by --rule."))
@option(
    "--rule", type=click.Choice([e.value for e in Ends]), default=Ends.UNION.value,
    show_default=True, help=N_("How two passages become one."),
)  # fmt: skip
@option(
    "--decision",
    metavar="A|B|both|span|neither|problem",
    help=N_("What is decided; A and B can be the names of the coders."),
)
@option("--because", type=click.Choice([b.value for b in Because]), help=N_("Kind of cause."))
@option("--reason", default="", metavar="TEXT", help=N_("Why, in your words."))
@option("--span", "where", help=N_("Another passage: START:END, or an address."))
@option("--code", help=N_("Its code."))
@option("--valence", type=click.Choice([v.value for v in Valence]))
@option("--round", "round_name", metavar="NAME", help=N_("Of this round."))
@option("--coders", metavar="A,B", help=N_("Names of the coders."))
@option("--source", "sources", multiple=True, help=N_("Only in this source."))
@acting_option
@json_option
def settle_command(
    project: str,
    name: str | None,
    rule: str,
    decision: str | None,
    because: str | None,
    reason: str,
    where: str | None,
    code: str | None,
    valence: str | None,
    round_name: str | None,
    coders: str | None,
    sources: tuple[str, ...],
    acting: str | None,
    *,
    all_boundaries: bool,
    seed_agreed: bool,
    as_json: bool,
) -> None:
    """Settle one disagreement, or many by a rule."""
    from qualcode.app.pairs import settling
    from qualcode.app.pairs.disagreeing import disagreement_named

    if (name is not None) + all_boundaries + seed_agreed != 1:
        raise UsageProblem(N_("Name one disagreement, or give --all-boundaries or --seed-agreed."))
    wanted = _wanted(coder_names(coders), round_name, sources)
    with opened(project, acting) as held:
        if name is None:
            many = settling.settle_boundaries if all_boundaries else settling.seed_agreed
            n = many(held, Ends(rule), wanted)
            _tell_many(n, boundaries=all_boundaries, as_json=as_json)
            return
        one = disagreement_named(held, name, wanted)
        wish = _wish(held, one, decision, because, reason, where, code, valence)
        told = settling.settle(held, one.key, wish, wanted)
    if as_json:
        print_json({"schema": "qualcode.settlement/1", "id": told.key, **_settlement(told)})
    else:
        tell(_("Settled {name}: {decision}.", name=told.key, decision=_(told.decision.label)))


def _tell_many(n: int, *, boundaries: bool, as_json: bool) -> None:
    if as_json:
        print_json({"schema": "qualcode.settled/1", "n": n})
    elif boundaries:
        tell(plural("Settled {n} boundary.", "Settled {n} boundaries.", n))
    else:
        tell(plural("Took over {n} agreement.", "Took over {n} agreements.", n))


def _wish(
    held: Project,
    one: Differing,
    decision: str | None,
    because: str | None,
    reason: str,
    where: str | None,
    code: str | None,
    valence: str | None,
) -> Wish:
    from qualcode.app.coding.reading import load_transcript
    from qualcode.app.pairs.settling import Wish

    span = passage(load_transcript(held, one.source), where) if where is not None else None
    return Wish(
        decision=_decision(decision, one.coders, other=where is not None),
        reason=reason,
        because=Because(because) if because else None,
        span=span,
        code=code,
        valence=Valence(valence) if valence else None,
    )


def _decision(said: str | None, coders: tuple[str, str], *, other: bool) -> Decision:
    """The decision that a word names: one of those there are, or the name of a coder."""
    if said is None and other:
        return Decision.SPAN
    named = dict(zip(coders, (Decision.A, Decision.B), strict=True))
    if said in named:
        return named[said]
    words = {one.value.casefold(): one for one in DECISIONS}
    if said is None or said.casefold() not in words:
        raise UsageProblem(
            N_("What is decided? --decision {decisions}, {a} or {b}."),
            decisions=", ".join(one.value for one in DECISIONS),
            a=coders[0],
            b=coders[1],
        )
    return words[said.casefold()]
