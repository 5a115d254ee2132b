"""Commands that code: code, uncode, done, undo, redo."""

from __future__ import annotations

import re
from typing import Any

import click

from qualcode.cli.common import (
    PROJECT,
    acting_option,
    json_option,
    opened,
    print_json,
    tell,
)
from qualcode.cli.declaring import command, option
from qualcode.core.coding import Mark, NewCoding, Valence
from qualcode.core.spans import Span
from qualcode.core.transcript import Transcript
from qualcode.i18n import N_, _, plural


def passage(transcript: Transcript, where: str) -> Span:
    """The span that `START:END` or an address names."""
    from qualcode.core.address import span_at
    from qualcode.core.errors import UsageProblem
    from qualcode.i18n import N_

    offsets = re.fullmatch(r"(\d+):(\d+)", where)
    if offsets is None:
        return span_at(transcript, where)
    start, end = int(offsets[1]), int(offsets[2])
    if start >= end:
        raise UsageProblem(N_("The passage {where} ends before it starts."), where=where)
    return Span(start, end)


@command("code", help=N_("Give a code to a passage."))
@PROJECT
@click.argument("source", metavar="SOURCE")
@option("--span", required=True, help=N_("START:END, or an address such as 45.2."))
@option("--code", "code", required=True, help=N_("Key of the code."))
@option("--valence", type=click.Choice([v.value for v in Valence]), default="unset")
@option("--mark", "marks", multiple=True, type=click.Choice([m.value for m in Mark]))
@option("--memo", default="", help=N_("A memo on the coding."))
@acting_option
@json_option
def code_command(
    project: str,
    source: str,
    span: str,
    code: str,
    valence: str,
    marks: tuple[str, ...],
    memo: str,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Give a code to a passage."""
    from qualcode.app.coding.coding import code_passage
    from qualcode.app.coding.reading import load_transcript

    with opened(project, acting) as held:
        place = passage(load_transcript(held, source), span)
        request = NewCoding(
            source, place, code, Valence(valence), frozenset(Mark(m) for m in marks), memo
        )
        guid = code_passage(held, request)
    if as_json:
        print_json({"schema": "qualcode.coding/1", "guid": guid})
    else:
        tell(_("Coded {source} {span}: {code}.", source=source, span=span, code=code))


@command("uncode", help=N_("Take codings away: by GUID, or by passage and code."))
@PROJECT
@click.argument("source", metavar="SOURCE", required=False)
@option("--guid", "guids", multiple=True, help=N_("GUID of a coding."))
@option("--span", help=N_("START:END, or an address such as 45.2."))
@option("--code", "code", help=N_("Key of the code."))
@acting_option
def uncode_command(
    project: str,
    source: str | None,
    guids: tuple[str, ...],
    span: str | None,
    code: str | None,
    acting: str | None,
) -> None:
    """Take codings away."""
    from qualcode.app.coding.coding import uncode
    from qualcode.app.coding.reading import list_codings, load_transcript

    with opened(project, acting) as held:
        wanted = list(guids)
        if source is not None and span is not None:
            place = passage(load_transcript(held, source), span)
            own = list_codings(held, source=source, coder=held.acting, code=code, objected=True)
            wanted += [coding.guid for coding in own if coding.span.overlaps(place)]
        count = uncode(held, wanted) if wanted else 0
    tell(plural("{n} coding taken away.", "{n} codings taken away.", count))


@command("done", help=N_("Say that you have read a source to the end."))
@PROJECT
@click.argument("source", metavar="SOURCE")
@option(
    "--progress", type=click.Choice(["to_do", "reading", "read"]), default="read", show_default=True
)
@acting_option
def done_command(project: str, source: str, progress: str, acting: str | None) -> None:
    """Mark a source read."""
    from qualcode.app.coding.coding import mark_source
    from qualcode.core.people import Progress

    with opened(project, acting) as held:
        done = mark_source(held, source, Progress(progress))
    state = _(Progress(progress).label)
    if done:
        tell(_("{source}: {progress}.", source=source, progress=state))
    else:
        tell(
            _("{source} was already “{progress}”: nothing was done.", source=source, progress=state)
        )


@command("undo", help=N_("Take back the newest thing you did."))
@PROJECT
@acting_option
@json_option
def undo_command(project: str, acting: str | None, *, as_json: bool) -> None:
    """Undo."""
    from qualcode.app.projects.undoing import undo

    with opened(project, acting) as held:
        _tell_of(undo(held), _("Undone: {what}"), as_json=as_json)


@command("redo", help=N_("Do again what you undid last."))
@PROJECT
@acting_option
@json_option
def redo_command(project: str, acting: str | None, *, as_json: bool) -> None:
    """Redo."""
    from qualcode.app.projects.undoing import redo

    with opened(project, acting) as held:
        _tell_of(redo(held), _("Done again: {what}"), as_json=as_json)


def _tell_of(said: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    from qualcode.app.projects.undoing import in_words

    if as_json:
        print_json({"schema": "qualcode.undo/1", "said": said})
    else:
        tell(sentence.format(what=in_words(said)))
