"""The command `memo`: write, change, take away and export memos; `list … memos` shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qualcode.cli.coding import passage
from qualcode.cli.common import PROJECT, Decorated, acting_option, opened, tell
from qualcode.cli.declaring import option, steps
from qualcode.core.errors import UsageProblem
from qualcode.core.memo import About, MemoKind
from qualcode.i18n import N_, _, plural

KIND = click.Choice([kind.value for kind in MemoKind])
SUBJECTS = click.Choice([about.value for about in About if about is not About.PASSAGE])


def filter_options(command: Decorated) -> Decorated:
    """Options that choose some memos."""
    for one in (
        option("--kind", type=KIND, help=N_("Only memos of this kind.")),
        option("--about", type=click.Choice([about.value for about in About])),
        option("--source", help=N_("Only this source.")),
        option("--coder", help=N_("Only this coder.")),
        option("--code", help=N_("Only this code.")),
    ):
        command = one(command)
    return command


@steps("memo", help=N_("Memos: write, change, take away, export. List them: qualcode list."))
@PROJECT
@click.pass_context
def memo_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


@memo_command.command("write", help=N_("Write a memo on the study, or on what you name."))
@click.argument("text", metavar="TEXT")
@option("--about", type=SUBJECTS, help=N_("What sort of thing it is about."))
@option("--name", default="", help=N_("Source, case, codebook:key, or GUID of a coding."))
@option("--source", help=N_("The source of a passage."))
@option("--span", help=N_("START:END, or an address such as 45.2."))
@option("--kind", type=KIND, help=N_("Why it is written."))
@acting_option
@click.pass_obj
def write_command(
    project: str,
    text: str,
    about: str | None,
    name: str,
    source: str | None,
    span: str | None,
    kind: str | None,
    acting: str | None,
) -> None:
    """Write a memo."""
    from qualcode.app.coding.memos import note_passage, write_memo
    from qualcode.app.coding.reading import load_transcript

    on_passage = source is not None and span is not None
    if (source is None) != (span is None) or (on_passage and about):
        raise UsageProblem(
            N_("A passage is named by --source and --span together, without --about.")
        )
    if bool(name) != (about not in {None, About.STUDY.value}):
        raise UsageProblem(N_("Say what the memo is about with --about and --name."))
    with opened(project, acting) as held:
        if source is not None and span is not None:
            place = passage(load_transcript(held, source), span)
            note_passage(held, source, place, text, kind=MemoKind(kind or MemoKind.MARGIN))
        else:
            wanted = MemoKind(kind or MemoKind.ANALYTIC)
            write_memo(held, text, about=About(about or About.STUDY), name=name, kind=wanted)
    tell(_("Memo kept."))


@memo_command.command("change", help=N_("Give a memo of yours other words, or another kind."))
@click.argument("guid", metavar="GUID")
@click.argument("text", metavar="[TEXT]", required=False)
@option("--kind", type=KIND, help=N_("Why it is written."))
@acting_option
@click.pass_obj
def change_command(
    project: str, guid: str, text: str | None, kind: str | None, acting: str | None
) -> None:
    """Change a memo."""
    from qualcode.app.coding.memos import change_memo

    with opened(project, acting) as held:
        change_memo(held, guid, body=text, kind=MemoKind(kind) if kind else None)
    tell(_("Memo kept."))


@memo_command.command("remove", help=N_("Take a memo of yours away."))
@click.argument("guid", metavar="GUID")
@acting_option
@click.pass_obj
def remove_command(project: str, guid: str, acting: str | None) -> None:
    """Take a memo away."""
    from qualcode.app.coding.memos import remove_memo

    with opened(project, acting) as held:
        remove_memo(held, guid)
    tell(_("Memo taken away."))


@memo_command.command("export", help=N_("Write memos to a .md file, or to a table (.csv)."))
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@filter_options
@acting_option
@click.pass_obj
def export_command(project: str, /, out: Path, acting: str | None, **filters: str | None) -> None:
    """Export memos."""
    from qualcode.app.coding.memos import list_memos
    from qualcode.app.publishing.memo_export import export_memos

    with opened(project, acting) as held:
        n = export_memos(held, out, list_memos(held, **wanted(filters)))
    tell(plural("Wrote {n} memo to {file}.", "Wrote {n} memos to {file}.", n, file=str(out)))


def wanted(filters: dict[str, str | None]) -> dict[str, Any]:
    """Filters as they were typed, for `list_memos`."""
    kind, about = filters.get("kind"), filters.get("about")
    return {
        "kinds": [MemoKind(kind)] if kind else (),
        "about": About(about) if about else None,
        **{name: filters.get(name) for name in ("source", "coder", "code")},
    }
