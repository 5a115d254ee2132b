"""The command `guide`: interview questions, the turns that ask them, asked and not asked."""

from __future__ import annotations

from pathlib import Path

import click

from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_rows, tell
from qualcode.cli.declaring import option, steps
from qualcode.core.errors import UsageProblem
from qualcode.i18n import N_, _, plural

FILE = click.Path(path_type=Path)
SOURCE = click.argument("source", metavar="SOURCE")
TURN = click.argument("turn", metavar="TURN", type=click.IntRange(min=1))
QUESTION = click.argument("question", metavar="QUESTION")


@steps("guide", help=N_("Guide questions: which turn asks which, and what was never asked."))
@PROJECT
@click.pass_context
def guide_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


@guide_command.command(
    "import",
    help=N_("Bring questions in: a table guide, key, wording_fr, wording_en, or a study file."),
)
@click.argument("file", metavar="FILE", type=FILE)
@acting_option
@click.pass_obj
def import_command(project: str, file: Path, acting: str | None) -> None:
    """Import a guide."""
    from qualcode.app.coding.guide import import_guide

    with opened(project, acting) as held:
        new, changed = import_guide(held, file)
    tell(plural("{n} new question.", "{n} new questions.", new))
    if changed:
        tell(
            plural(
                "{n} question has other words now.", "{n} questions have other words now.", changed
            )
        )


@guide_command.command(
    "attach", help=N_("Say that QUESTION was asked in a turn: SOURCE TURN QUESTION, or a table.")
)
@click.argument("source", metavar="[SOURCE]", required=False)
@click.argument("turn", metavar="[TURN]", type=click.IntRange(min=1), required=False)
@click.argument("question", metavar="[QUESTION]", required=False)
@option("--file", type=FILE, metavar="FILE.csv", help=N_("A table with source, turn, question."))
@acting_option
@click.pass_obj
def attach_command(
    project: str,
    source: str | None,
    turn: int | None,
    question: str | None,
    file: Path | None,
    acting: str | None,
) -> None:
    """Attach questions to turns."""
    from qualcode.app.coding.guide import attach_questions
    from qualcode.interop.guide_csv import read_asked

    wanted: list[tuple[str, int, str]] = []
    if file is not None and source is None:
        wanted = [(one.source, one.turn, one.question) for one in read_asked(file)]
    elif file is None and source is not None and turn is not None and question is not None:
        wanted = [(source, turn, question)]
    else:
        raise UsageProblem(N_("Give SOURCE, TURN and QUESTION, or a table with --file."))
    with opened(project, acting) as held:
        done = attach_questions(held, wanted)
    tell(plural("{n} question attached.", "{n} questions attached.", done))
    if done < len(wanted):
        tell(plural("{n} was there already.", "{n} were there already.", len(wanted) - done))


@guide_command.command("detach", help=N_("Say no longer that QUESTION was asked in a turn."))
@SOURCE
@TURN
@QUESTION
@acting_option
@click.pass_obj
def detach_command(project: str, source: str, turn: int, question: str, acting: str | None) -> None:
    """Detach a question from a turn."""
    from qualcode.app.coding.guide import detach_question

    with opened(project, acting) as held:
        detach_question(held, source, turn, question)
    tell(_("“{question}” no longer stands at turn {turn} of {source}.",
           question=question, turn=turn, source=source))  # fmt: skip


def _link(
    project: str, acting: str | None, question: str, codes: tuple[str, ...], *, on: bool
) -> None:
    from qualcode.app.coding.guide import link_codes

    with opened(project, acting) as held:
        kept = link_codes(held, question, codes, linked=on)
    tell(_("“{question}” asks about: {codes}.", question=question, codes=", ".join(kept) or "—"))


@guide_command.command("link", help=N_("Say that QUESTION asks about codes, or about a heading."))
@QUESTION
@click.argument("codes", metavar="CODE…", nargs=-1, required=True)
@acting_option
@click.pass_obj
def link_command(project: str, question: str, codes: tuple[str, ...], acting: str | None) -> None:
    """Link codes to a question."""
    _link(project, acting, question, codes, on=True)


@guide_command.command("unlink", help=N_("Say no longer that QUESTION asks about codes."))
@QUESTION
@click.argument("codes", metavar="CODE…", nargs=-1, required=True)
@acting_option
@click.pass_obj
def unlink_command(project: str, question: str, codes: tuple[str, ...], acting: str | None) -> None:
    """Take codes from a question."""
    _link(project, acting, question, codes, on=False)


@guide_command.command(
    "list", help=N_("List the questions, and in how many sources each was asked.")
)
@acting_option
@json_option
@click.pass_obj
def list_command(project: str, acting: str | None, *, as_json: bool) -> None:
    """List the questions."""
    from qualcode.app.coding.guide import count_asked

    with opened(project, acting, read_only=True) as held:
        rows = [
            {
                "guide": one.question.guide,
                "question": one.question.key,
                "wording": one.question.name,
                "wordings": dict(one.question.wording),
                "asked": one.asked,
                "of": one.of,
                "codes": list(one.question.codes),
            }
            for one in count_asked(held)
        ]
    headings = {"guide": _("Guide"), "question": _("Question"), "asked": _("Asked in")}
    headings |= {"of": _("Of"), "wording": _("Words"), "codes": _("Codes")}
    print_rows("guide", rows, headings, as_json=as_json)


@guide_command.command("asked", help=N_("Every question with every source: asked, or not."))
@option("--source", help=N_("Only this source."))
@option("--question", help=N_("Only this question."))
@acting_option
@json_option
@click.pass_obj
def asked_command(
    project: str, source: str | None, question: str | None, acting: str | None, *, as_json: bool
) -> None:
    """Say what was asked where."""
    from qualcode.app.coding.guide import asked

    with opened(project, acting, read_only=True) as held:
        rows = [
            {
                "guide": one.question.guide,
                "question": one.question.key,
                "source": one.source,
                "asked": one.state.value,
                "turns": list(one.turns),
            }
            for one in asked(held)
            if source in {None, one.source}
            and question in {None, one.question.key, one.question.ref}
        ]
    headings = {"question": _("Question"), "source": _("Source"), "asked": _("Asked")}
    print_rows("guide_asked", rows, {**headings, "turns": _("Turns")}, as_json=as_json)


@guide_command.command("suggest", help=N_("Turns that sound like a question; none is attached."))
@SOURCE
@option(
    "--least",
    type=click.FloatRange(0, 100),
    help=N_("Percentage of likeness under which nothing is proposed."),
)
@acting_option
@json_option
@click.pass_obj
def suggest_command(
    project: str, source: str, least: float | None, acting: str | None, *, as_json: bool
) -> None:
    """Propose turns."""
    from qualcode.app.coding.guide import proposed_turns
    from qualcode.app.coding.reading import load_transcript
    from qualcode.core.guide import LEAST

    with opened(project, acting, read_only=True) as held:
        found = proposed_turns(held, source, LEAST if least is None else least)
        transcript = load_transcript(held, source)
    speech = {turn.index: turn.speech for turn in transcript.turns}
    rows = []
    for one in found:
        span = speech[one.turn]
        rows.append(
            {
                "source": source,
                "turn": one.turn,
                "question": one.ref.partition(":")[2],
                "likeness": round(one.likeness),
                "words": span.of(transcript.text) if span else "",
            }
        )
    headings = {"turn": _("Turn"), "question": _("Question"), "likeness": _("Likeness, %")}
    print_rows("guide_proposals", rows, {**headings, "words": _("Words")}, as_json=as_json)
