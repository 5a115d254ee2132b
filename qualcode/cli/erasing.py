"""The command `erase`: a participant leaves the project for ever."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from qualcode.cli.common import PROJECT, acting_option, json_option, opened, print_json, tell
from qualcode.cli.declaring import command, option
from qualcode.core.errors import NotAllowed
from qualcode.i18n import N_, _, plural

if TYPE_CHECKING:
    from qualcode.app.privacy.erasing import ErasureReport


@command("erase", help=N_("Take a participant out of the project for ever."))
@PROJECT
@click.argument("case", metavar="CASE")
@option("--reason", default="", help=N_("Why, such as the date of the request."))
@option("--yes", is_flag=True, help=N_("Confirm that it cannot be undone."))
@acting_option
@json_option
def erase_command(
    project: str, case: str, reason: str, acting: str | None, *, yes: bool, as_json: bool
) -> None:
    """Erase a participant."""
    from qualcode.app.privacy.erasing import erase_case

    if not yes:
        raise NotAllowed(N_("An erasure cannot be undone. To erase {case}, add --yes."), case=case)
    with opened(project, acting) as held:
        report = erase_case(held, case, reason)
    if as_json:
        print_json({"schema": "qualcode.erasure/1", **asdict(report)})
        return
    for line in _lines(report):
        tell(line)


def _lines(report: ErasureReport) -> list[str]:
    lines = [
        _(
            "{case} is erased: {sources} transcripts taken out, {turns} turns replaced by a mark, "
            "{notes} codings and notes taken away.",
            case=report.case,
            sources=len(report.sources),
            turns=report.turns,
            notes=report.notes,
        )
    ]
    if report.found is None:
        lines.append(
            _(
                "The server’s tables hold these words no more. Its log of changes, its replicas "
                "and its backups hold them until its administrator has destroyed them."
            )
        )
    elif report.found:
        lines.append(
            plural(
                "{n} trace was found in the project’s files: close other programs and erase again.",
                "{n} traces were found in the project’s files: close other programs and erase "
                "again.",
                report.found,
            )
        )
    else:
        lines.append(
            _("The project’s files were searched for {n} traces: none was found.", n=report.traces)
        )
    if not report.sound:
        lines.append(_("The check finds something wrong: qualcode check PROJECT"))
    for file, created, quotations in report.exports:
        lines.append(
            _(
                "Exported on {day}, with their words ({n} quotations): {file}. Tell who has it.",
                day=created[:10],
                n=quotations,
                file=file,
            )
        )
    lines += [
        _("This backup holds their words, destroy it: {file}", file=b) for b in report.backups
    ]
    return lines
