"""Edits of a codebook: `qualcode codebook PROJECT new|edit|move|merge|split|… KEY`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import click

from qualcode.cli.common import acting_option, json_option, opened, print_json, print_rows, tell
from qualcode.cli.declaring import command, option
from qualcode.core.codebook import Example, ValencePolicy
from qualcode.core.coding import Coding, Valence
from qualcode.i18n import N_, _, current_language, plural

Decorated = Callable[..., Any]
Texts = tuple[str, ...]

_POLICIES = click.Choice([policy.value for policy in ValencePolicy])
_VALENCES = click.Choice([v.value for v in Valence if v is not Valence.UNSET])


def book_option(command: Decorated) -> Decorated:
    """`--id CODEBOOK`: which codebook."""
    text = N_("Which codebook, where the project has several.")
    return option("--id", "codebook", help=text)(command)


def reason_option(command: Decorated) -> Decorated:
    """`--reason TEXT`: why, kept as a memo."""
    return option("--reason", default="", help=N_("Why; kept as a memo on the code."))(command)


def _texts(name: str, told: str) -> Callable[[Decorated], Decorated]:
    """An option that may be repeated for several languages."""
    return option(name, multiple=True, metavar="[LANG=]TEXT", help=told)


def words_of(given: Iterable[str]) -> dict[str, str] | None:
    """`fr=Peur`, `en=Fear` as texts by language; without a language, that of the interface."""
    found = {}
    for text in given:
        named = re.match(r"([a-z]{2})=", text)
        language = named[1] if named else current_language()
        found[language] = text[named.end() :] if named else text
    return found or None


def ref_of(codebook: str | None, key: str) -> str:
    """The reference of a code in the codebook named."""
    return key if codebook is None or ":" in key else f"{codebook}:{key}"


@command("new", help=N_("Make a code; its key is made from the label unless you give KEY."))
@click.argument("key", metavar="[KEY]", required=False)
@_texts("--label", N_("What it is called; repeat for each language."))
@_texts("--definition", N_("What it means; repeat for each language."))
@option("--under", metavar="KEY", help=N_("The code it stands under; else it is a family."))
@option("--heading", is_flag=True, help=N_("A heading: it takes no codings."))
@option("--policy", type=_POLICIES, default="optional", show_default=True)
@option("--fixed", type=_VALENCES, help=N_("The valence under the policy “fixed”."))
@option("--provisional", is_flag=True, help=N_("Made on the road, to be discussed."))
@book_option
@acting_option
@json_option
@click.pass_obj
def new_command(
    project: str,
    key: str | None,
    label: Texts,
    definition: Texts,
    under: str | None,
    policy: str,
    fixed: str | None,
    codebook: str | None,
    acting: str | None,
    *,
    heading: bool,
    provisional: bool,
    as_json: bool,
) -> None:
    """Make a code."""
    from qualcode.app.codebook.work import create_code

    with opened(project, acting) as held:
        ref = create_code(
            held,
            codebook,
            words_of(label) or {current_language(): key or ""},
            parent=under,
            key=key,
            definition=words_of(definition),
            codable=not heading,
            policy=ValencePolicy(policy),
            fixed=Valence(fixed) if fixed else None,
            provisional=provisional,
        )
    if as_json:
        print_json({"schema": "qualcode.code/1", "code": ref})
    else:
        tell(_("Made the code {code}.", code=ref))


@command("edit", help=N_("Change what a code says or how it works; what you leave out stays."))
@click.argument("key", metavar="KEY")
@_texts("--label", N_("What it is called; an empty text takes a language away."))
@_texts("--definition", N_("What it means."))
@_texts("--use-when", N_("When to use it."))
@_texts("--not-when", N_("When not to use it."))
@option("--see", multiple=True, metavar="KEY", help=N_("The codes that “not when” sends to."))
@_texts("--example", N_("An example; an empty text takes it away."))
@option("--policy", type=_POLICIES, help=N_("Whether codings carry a valence."))
@option("--fixed", type=_VALENCES, help=N_("The valence under the policy “fixed”."))
@_texts("--target", N_("To what barrier and lever apply."))
@option("--alias", "aliases", multiple=True, metavar="KEY", help=N_("All its former keys."))
@option("--codable/--heading", default=None, help=N_("Whether it takes codings."))
@option("--process/--no-process", default=None, help=N_("Whether it is a working code."))
@book_option
@acting_option
@click.pass_obj
def edit_command(
    project: str, /, key: str, codebook: str | None, acting: str | None, **given: Any
) -> None:
    """Edit a code."""
    from qualcode.app.codebook.work import edit_settings, edit_wording

    texts = {name: words_of(given[name]) for name in ("label", "definition", "use_when")}
    texts["not_when"] = words_of(given["not_when"])
    example = _example(given["example"])
    settings: dict[str, Any] = {
        "policy": ValencePolicy(given["policy"]) if given["policy"] else None,
        "fixed": Valence(given["fixed"]) if given["fixed"] else None,
        "target": words_of(given["target"]),
        "aliases": given["aliases"] or None,
        "codable": given["codable"],
        "process": given["process"],
    }
    ref = ref_of(codebook, key)
    waiting: dict[str, int] = {}
    unset = 0
    with opened(project, acting) as held:
        if any(value is not None for value in settings.values()):
            unset = edit_settings(held, ref, **settings)
        if given["see"] or example or any(texts.values()):
            see = given["see"] or None
            waiting = edit_wording(held, ref, **texts, not_when_see=see, example=example)
    tell(_("Changed {code}.", code=ref))
    for coder, n in waiting.items():
        tell(plural("{coder}: {n} coding to read again.", "{coder}: {n} codings to read again.", n,
                    coder=coder))  # fmt: skip
    if unset:
        tell(plural("{n} coding needs a valence now.", "{n} codings need a valence now.", unset))


def _example(given: Texts) -> Example | None:
    for language, text in (words_of(given) or {}).items():
        return Example(text, language)
    return None


@command("move", help=N_("Put a code somewhere else in the tree."))
@click.argument("key", metavar="KEY")
@option("--under", metavar="KEY", help=N_("The code to stand under; else it is a family."))
@option("--position", type=click.IntRange(min=1), help=N_("Its place there, from 1."))
@book_option
@acting_option
@click.pass_obj
def move_command(
    project: str,
    key: str,
    under: str | None,
    position: int | None,
    codebook: str | None,
    acting: str | None,
) -> None:
    """Move a code."""
    from qualcode.app.codebook.work import move_code

    with opened(project, acting) as held:
        place = None if position is None else position - 1
        move_code(held, ref_of(codebook, key), under, place)
    tell(_("Moved {code}.", code=key))


@command("merge", help=N_("Make the codings of a code those of another one, in all layers."))
@click.argument("key", metavar="KEY")
@option("--into", required=True, metavar="KEY", help=N_("The code that stays."))
@reason_option
@book_option
@acting_option
@json_option
@click.pass_obj
def merge_command(
    project: str,
    key: str,
    into: str,
    reason: str,
    codebook: str | None,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Merge a code into another."""
    from qualcode.app.codebook.merging import merge_codes

    with opened(project, acting) as held:
        merged = merge_codes(held, ref_of(codebook, key), into, reason=reason)
    if as_json:
        adapted = [
            {"before": old.value, "after": new.value, "codings": n}
            for (old, new), n in merged.adapted.items()
        ]
        counts = {"codings": merged.codings, "united": merged.united, "left": merged.left}
        print_json({"schema": "qualcode.merge/1", **counts, "adapted": adapted})
        return
    tell(
        _(
            "{n} codings of {code} are codings of {into} now; {united} became part of another.",
            n=merged.codings,
            code=key,
            into=into,
            united=merged.united,
        )
    )
    for (old, new), n in merged.adapted.items():
        change = f"{_(old.label)} → {_(new.label)}"
        tell(_("Valence adapted: {change}, {n} times.", change=change, n=n))
    if merged.left:
        tell(_("{n} summaries and ratings stay with the merged code.", n=merged.left))


@command("split", help=N_("Queue the codings of a code: each goes to A, B, both or neither."))
@click.argument("key", metavar="KEY")
@option(
    "--into", nargs=2, required=True, metavar="A B", help=N_("The two codes that stand for it.")
)
@reason_option
@book_option
@acting_option
@click.pass_obj
def split_command(
    project: str,
    key: str,
    into: tuple[str, str],
    reason: str,
    codebook: str | None,
    acting: str | None,
) -> None:
    """Split a code."""
    from qualcode.app.codebook.merging import split_code

    with opened(project, acting) as held:
        n = split_code(held, ref_of(codebook, key), into, reason=reason)
    tell(plural("{n} coding waits for a decision.", "{n} codings wait for a decision.", n))


@command("decisions", help=N_("List codings of split codes that wait for a decision."))
@option("--coder", help=N_("Only this coder."))
@acting_option
@json_option
@click.pass_obj
def decisions_command(
    project: str, coder: str | None, acting: str | None, *, as_json: bool
) -> None:
    """List open decisions."""
    from qualcode.app.codebook.merging import open_decisions

    with opened(project, acting, read_only=True) as held:
        rows = [
            {
                **_row_of(waiting.coding),
                "a": waiting.first,
                "b": waiting.second,
                "quotation": waiting.coding.quotation,
            }
            for waiting in open_decisions(held, coder)
        ]
    headings = {"guid": _("GUID"), "source": _("Source"), "coder": _("Coder"), "code": _("Code")}
    headings |= {"a": "A", "b": "B", "quotation": _("Quotation")}
    print_rows("split_decisions", rows, headings, as_json=as_json)


@command("decide", help=N_("Give a coding of a split code to A, B, both or neither."))
@click.argument("guid", metavar="GUID")
@option("--to", required=True, type=click.Choice(["a", "b", "both", "neither"]))
@acting_option
@json_option
@click.pass_obj
def decide_command(project: str, guid: str, to: str, acting: str | None, *, as_json: bool) -> None:
    """Decide where a coding goes."""
    from qualcode.app.codebook.merging import decide_split

    with opened(project, acting) as held:
        guids = decide_split(held, guid, to)
    if as_json:
        print_json({"schema": "qualcode.split_decision/1", "guids": guids})
    else:
        tell(_("Decided: {choice}.", choice=to))


@command("retire", help=N_("Take a code out of use; its codings stay."))
@click.argument("key", metavar="KEY")
@reason_option
@book_option
@acting_option
@click.pass_obj
def retire_command(
    project: str, key: str, reason: str, codebook: str | None, acting: str | None
) -> None:
    """Retire a code."""
    from qualcode.app.codebook.work import retire_code

    with opened(project, acting) as held:
        n = retire_code(held, ref_of(codebook, key), reason=reason)
    tell(
        plural(
            "Retired {code}; it keeps {n} coding.",
            "Retired {code}; it keeps {n} codings.",
            n,
            code=key,
        )
    )


@command("revive", help=N_("Take a retired code back into use."))
@click.argument("key", metavar="KEY")
@book_option
@acting_option
@click.pass_obj
def revive_command(project: str, key: str, codebook: str | None, acting: str | None) -> None:
    """Revive a code."""
    from qualcode.app.codebook.work import revive_code

    with opened(project, acting) as held:
        revive_code(held, ref_of(codebook, key))
    tell(_("{code} is in use again.", code=key))


@command("promote", help=N_("Make a provisional code a full one."))
@click.argument("key", metavar="KEY")
@book_option
@acting_option
@click.pass_obj
def promote_command(project: str, key: str, codebook: str | None, acting: str | None) -> None:
    """Promote a provisional code."""
    from qualcode.app.codebook.work import promote_code

    with opened(project, acting) as held:
        promote_code(held, ref_of(codebook, key))
    tell(_("{code} is a full code now.", code=key))


@command("publish", help=N_("Record the codebook as it stands under a version label."))
@click.argument("label", metavar="LABEL")
@option("--reason", default="", help=N_("Why this version."))
@book_option
@acting_option
@click.pass_obj
def publish_command(
    project: str, label: str, reason: str, codebook: str | None, acting: str | None
) -> None:
    """Publish a version."""
    from qualcode.app.codebook.versions import publish_version

    with opened(project, acting) as held:
        publish_version(held, codebook, label, reason)
    tell(_("Published version {label}.", label=label))


def _row_of(coding: Coding) -> dict[str, object]:
    """A coding that waits for somebody: where it stands and what it says."""
    return {
        "guid": coding.guid,
        "source": coding.source,
        "start": coding.span.start,
        "end": coding.span.end,
        "coder": coding.coder,
        "code": coding.code,
    }


@command("rereading", help=N_("List codings whose code means something else now."))
@option("--coder", help=N_("Another coder's."))
@acting_option
@json_option
@click.pass_obj
def rereading_command(
    project: str, coder: str | None, acting: str | None, *, as_json: bool
) -> None:
    """List what is to be read again."""
    from qualcode.app.codebook.versions import rereading

    with opened(project, acting, read_only=True) as held:
        rows = [
            {
                **_row_of(waiting.coding),
                "changed": sorted({change.part for change in waiting.changes}),
                "quotation": waiting.coding.quotation,
            }
            for waiting in rereading(held, coder)
        ]
    headings = {"guid": _("GUID"), "source": _("Source"), "code": _("Code")}
    headings |= {"changed": _("Changed"), "quotation": _("Quotation")}
    print_rows("rereading", rows, headings, as_json=as_json)


@command("reread", help=N_("Say that codings of yours were read again."))
@click.argument("guids", metavar="GUID…", nargs=-1, required=True)
@acting_option
@click.pass_obj
def reread_command(project: str, guids: Texts, acting: str | None) -> None:
    """Mark codings as read again."""
    from qualcode.app.codebook.versions import reread

    with opened(project, acting) as held:
        n = reread(held, guids)
    tell(plural("{n} coding read again.", "{n} codings read again.", n))


EDITS: tuple[click.Command, ...] = (
    new_command,
    edit_command,
    move_command,
    merge_command,
    split_command,
    decisions_command,
    decide_command,
    retire_command,
    revive_command,
    promote_command,
    publish_command,
    rereading_command,
    reread_command,
)
