"""Commands that change a text after coding: correct, settle, redact."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.coding import passage
from qualcode.cli.common import (
    PROJECT,
    acting_option,
    json_option,
    opened,
    print_json,
    tell,
)
from qualcode.cli.declaring import command, option
from qualcode.cli.exchange import passphrase_option
from qualcode.cli.screening import Deciding, review_options
from qualcode.i18n import N_, _, plural

if TYPE_CHECKING:
    from qualcode.app.texts.correcting import CorrectionPreview, Doubtful
    from qualcode.app.texts.redacting import RedactionReport
    from qualcode.store.project import Project

SHOWN = 12
"""How many doubtful passages a preview tells."""


@command("correct", help=N_("Replace a text by its corrected version; codings are kept."))
@PROJECT
@click.argument("source", metavar="SOURCE")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--yes", is_flag=True, help=N_("Go on though some passages will wait for a person."))
@option(
    "--names",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_("List of names to look for; it stays outside."),
)
@option("--accept-reason", default="", help=N_("Why open findings are accepted."))
@option(
    "--text-column",
    metavar="COLUMN",
    default="",
    help=N_("The file is a table of answers; this column holds them."),
)
@option(
    "--id-column",
    metavar="COLUMN",
    default="",
    help=N_("The column of a table of answers that names who answered."),
)
@review_options
@option(
    "--keys",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_("Key file that remembers pseudonyms."),
)
@passphrase_option
@acting_option
@json_option
def correct_command(
    project: str,
    source: str,
    file: Path,
    text_column: str,
    id_column: str,
    names: Path | None,
    accept_reason: str,
    decisions: Path | None,
    second: Path | None,
    keys: Path | None,
    passphrase_file: Path | None,
    acting: str | None,
    *,
    yes: bool,
    review: bool,
    as_json: bool,
) -> None:
    """Correct a source: look first; done at once where nothing is doubtful."""
    from qualcode.app.texts.answers import answers_document
    from qualcode.app.texts.correcting import correct_source, preview_correction
    from qualcode.app.texts.screening import study_screen
    from qualcode.core.errors import UsageProblem
    from qualcode.interop.transcripts import read_transcript

    if bool(text_column) != bool(id_column):
        raise UsageProblem(N_("A table of answers needs --text-column and --id-column."))
    with opened(project, acting) as held:
        if text_column:
            document = answers_document(held, file, text_column, id_column)
        else:
            document = read_transcript(file)
        preview = preview_correction(held, source, document)
        done = yes or preview.plain
        deciding = Deciding(review, decisions, second, keys, passphrase_file)
        if done and deciding.wanted:
            done = _correct_reviewed(held, source, file, names, accept_reason, deciding)
        elif done:
            screen = study_screen(held, names)
            correct_source(held, source, document, screen=screen, accept_reason=accept_reason)
    if as_json:
        print_json(_preview_as_json(preview, done=done))
    else:
        _tell_preview(preview)
        if done:
            tell(_("Corrected {source}; its old text is kept.", source=source))
        else:
            tell(_("Nothing was changed yet. To go on: the same command with --yes"))
    if not done:
        click.get_current_context().exit(1)


def _correct_reviewed(
    held: Project,
    source: str,
    file: Path,
    names: Path | None,
    accept_reason: str,
    deciding: Deciding,
) -> bool:
    """Let a person decide of each name first; gives whether the text was corrected."""
    from qualcode.app.pseudonyms.corrected_review import correct_reviewed, review_correction
    from qualcode.app.texts.screening import study_screen
    from qualcode.cli.screening import keyed, reviewed, tell_reviewed
    from qualcode.interop.transcripts import read_transcript

    sitting = review_correction(
        held,
        source,
        read_transcript(file),
        file=file.name,
        screen=study_screen(held, names),
        pseudonyms=keyed(held, deciding.keys, deciding.passphrase),
    )
    reason = reviewed(sitting, decisions=deciding.decisions, second=deciding.second)
    if reason is None:
        return False
    correct_reviewed(held, source, sitting, accept_reason=reason or accept_reason)
    tell_reviewed(held, sitting)
    return True


def _preview_as_json(preview: CorrectionPreview, *, done: bool) -> dict[str, Any]:
    return {
        "schema": "qualcode.correction/1",
        "source": preview.source,
        "done": done,
        "turns": asdict(preview.turns),
        "renamed": dict(preview.renamed),
        "new_speakers": [
            {"speaker": who.label, "coded": who.coded, "case": who.case}
            for who in preview.new_speakers
        ],
        "carried": preview.carried,
        "doubtful": [doubtful_row(one) for one in preview.doubtful],
        "lost": [doubtful_row(one) for one in preview.lost],
    }


def doubtful_row(one: Doubtful) -> dict[str, Any]:
    """Something that waits, as lists and JSON have it."""
    return {
        "guid": one.guid,
        "kind": _(one.kind),
        "source": one.source,
        "coder": one.coder,
        "code": one.code,
        "start": one.span.start,
        "end": one.span.end,
        "quotation": one.quotation,
        "proposed_start": one.proposal.start if one.proposal else None,
        "proposed_end": one.proposal.end if one.proposal else None,
        "proposed": one.words,
        "why": _(one.why),
    }


def _tell_preview(preview: CorrectionPreview) -> None:
    turns = preview.turns
    tell(
        _(
            "{source}: {kept} turns stay, {changed} change, {added} are new, {removed} are gone.",
            source=preview.source,
            kept=turns.kept,
            changed=turns.changed,
            added=turns.added,
            removed=turns.removed,
        )
    )
    for old, new in preview.renamed.items():
        tell(_("Speaker “{old}” is now “{new}”.", old=old, new=new))
    for who in preview.new_speakers:
        told = _("New speaker “{label}”: coded.") if who.coded else _(
            "New speaker “{label}”: not coded."
        )  # fmt: skip
        tell(told.format(label=who.label))
    tell(plural("{n} passage keeps its words.", "{n} passages keep their words.", preview.carried))
    waiting = (*preview.doubtful, *preview.lost)
    if waiting:
        tell(plural("{n} passage is doubtful:", "{n} passages are doubtful:", len(waiting)))
    for one in waiting[:SHOWN]:
        tell(f"  {' '.join(one.quotation.split())} → {' '.join(one.words.split()) or '—'}")
        tell(f"    {_(one.why)}")
    if len(waiting) > SHOWN:
        tell("  " + _("and {n} more", n=len(waiting) - SHOWN))


def doubtful_rows(
    project: Project, **filters: str | None
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """What waits for its place in a corrected text, for `qualcode list`."""
    from qualcode.app.texts.correcting import doubtful

    rows = [
        doubtful_row(one)
        for one in doubtful(project, filters.get("source"))
        if filters.get("coder") in {None, one.coder}
    ]
    return rows, {
        "guid": "GUID",
        "source": _("Source"),
        "coder": _("Coder"),
        "code": _("Code"),
        "quotation": _("Quotation"),
        "proposed": _("Proposed"),
        "why": _("Why"),
    }


def tell_doubtful(project: Project) -> None:
    """Say what lists leave out because it waits for its place in a corrected text."""
    from qualcode.app.texts.correcting import count_doubtful

    waiting = sum(count_doubtful(project).values())
    if waiting:
        tell(
            plural(
                "{n} passage of a corrected text is not counted before it is settled: "
                "qualcode list PROJECT doubtful",
                "{n} passages of corrected texts are not counted before they are settled: "
                "qualcode list PROJECT doubtful",
                waiting,
            )
        )


@command("reanchor", help=N_("Say where doubtful passages stand in the corrected text."))
@PROJECT
@click.argument("guids", metavar="GUID…", nargs=-1, required=True)
@option("--span", help=N_("START:END or an address; the proposal where not given."))
@option("--let-go", is_flag=True, help=N_("Take them away: their words are gone."))
@acting_option
def reanchor_command(
    project: str, guids: tuple[str, ...], span: str | None, acting: str | None, *, let_go: bool
) -> None:
    """Settle what a correction left in doubt."""
    from qualcode.app.coding.reading import load_transcript
    from qualcode.app.texts.correcting import doubtful, settle_anchor
    from qualcode.core.errors import NotFound, UsageProblem
    from qualcode.i18n import N_

    if span is not None and (let_go or len(guids) > 1):
        raise UsageProblem(N_("--span places one passage: leave out --let-go and other GUIDs."))
    with opened(project, acting) as held:
        waiting = {one.guid: one for one in doubtful(held)}
        for guid in guids:
            one = waiting.get(guid)
            place = None
            if one is not None and not let_go:
                place = one.proposal
                if span is not None:
                    place = passage(load_transcript(held, one.source), span)
                if place is None:
                    raise NotFound(
                        N_("There is no proposal for {guid}: name its --span, or --let-go."),
                        guid=guid,
                    )
            settle_anchor(held, guid, place)
    tell(plural("{n} passage settled.", "{n} passages settled.", len(guids)))


@command("redact", help=N_("Take words out of a text for ever; it cannot be undone."))
@PROJECT
@click.argument("source", metavar="SOURCE")
@option(
    "--span",
    "spans",
    multiple=True,
    required=True,
    help=N_("START:END, or an address such as 45.2."),
)
@option(
    "--with",
    "replacements",
    multiple=True,
    required=True,
    metavar="TEXT",
    help=N_("What stands there instead, such as [hospital]: one for all, or one each."),
)
@option("--reason", required=True, help=N_("Why; it must not repeat the words."))
@option(
    "--names",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_("List of names to look for; it stays outside."),
)
@acting_option
@json_option
def redact_command(
    project: str,
    source: str,
    spans: tuple[str, ...],
    replacements: tuple[str, ...],
    reason: str,
    names: Path | None,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Redact passages of a source."""
    from qualcode.app.coding.reading import load_transcript
    from qualcode.app.texts.redacting import redact_source
    from qualcode.app.texts.screening import default_screen
    from qualcode.core.errors import UsageProblem
    from qualcode.core.revisions.carry_over import Edit
    from qualcode.i18n import N_

    if len(replacements) not in {1, len(spans)}:
        raise UsageProblem(N_("Give one --with for all passages, or one for each --span."))
    each = replacements if len(replacements) > 1 else replacements * len(spans)
    with opened(project, acting) as held:
        transcript = load_transcript(held, source)
        places = [passage(transcript, span) for span in spans]
        edits = [Edit(p.start, p.end, words) for p, words in zip(places, each, strict=True)]
        report = redact_source(held, source, edits, reason, screen=default_screen(names))
    if as_json:
        print_json({"schema": "qualcode.redaction/1", **asdict(report)})
    else:
        _tell_report(report)


def _tell_report(report: RedactionReport) -> None:
    tell(
        plural(
            "{source}: {n} passage replaced for ever.",
            "{source}: {n} passages replaced for ever.",
            report.places,
            source=report.source,
        )
    )
    tell(
        plural(
            "{n} coding or note covers what stands there now.",
            "{n} codings and notes cover what stands there now.",
            report.quotations,
        )
    )
    if report.still_open:
        tell(
            plural(
                "The screen still finds {n} direct identifier in the text.",
                "The screen still finds {n} direct identifiers in the text.",
                report.still_open,
            )
        )
    for source, n in report.said_elsewhere.items():
        tell(
            plural(
                "The same words are still said once in {source}.",
                "The same words are still said {n} times in {source}.",
                n,
                source=source,
            )
        )
    if report.written_elsewhere:
        tell(
            plural(
                "{n} memo or name still holds the words.",
                "{n} memos or names still hold the words.",
                report.written_elsewhere,
            )
        )
    for backup in report.backups:
        tell(_("This backup holds the words: {file}", file=str(backup)))
    for file in report.exports:
        tell(_("This export may hold the words: {file}", file=file))
    if not report.written_anew:
        tell(
            _(
                "Somebody else has the project open: the words may be left in the files beside it "
                "until everybody has closed it."
            )
        )
