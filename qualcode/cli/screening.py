"""The command `screen`, and the review that an import can ask for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.common import Decorated, acting_option, json_option, opened, print_json, tell
from qualcode.cli.declaring import command, option
from qualcode.core.errors import UsageProblem
from qualcode.i18n import N_, _, plural

if TYPE_CHECKING:
    from qualcode.app.gate.held_texts import Held
    from qualcode.app.pseudonyms.reviewing import Review
    from qualcode.app.texts.importing import Imported, Incoming
    from qualcode.app.texts.screening import Screened
    from qualcode.core.people import Case
    from qualcode.core.privacy.pseudonyms import Pseudonyms
    from qualcode.core.privacy.screening import Finding, Screen
    from qualcode.store.project import Project

FILE = click.Path(path_type=Path)
SCHEMA = "qualcode.screen/1"


@command(
    "screen",
    help=N_("Look for identifying details in files, or in a project; exit 3 while any is open."),
)
@click.argument("files", metavar="FILE…|PROJECT", nargs=-1, required=True)
@option(
    "--names", type=FILE, metavar="FILE", help=N_("List of names to look for; it stays outside.")
)
@option("--model", is_flag=True, help=N_("Ask the language model too; it loads in seconds."))
@option("--out", type=FILE, metavar="FILE.csv", help=N_("Write a table of decisions to fill in."))
@option("--accept-reason", default="", help=N_("Why what a project holds may stay."))
@acting_option
@json_option
def screen_command(
    files: tuple[str, ...],
    names: Path | None,
    out: Path | None,
    accept_reason: str,
    acting: str | None,
    *,
    model: bool,
    as_json: bool,
) -> None:
    """Screen files without importing them, or all that a project holds."""
    if len(files) == 1 and _is_project(files[0]):
        if out is not None:
            raise UsageProblem(N_("--out is for files that are about to be imported."))
        refused = _screen_project(files[0], names, accept_reason, acting, model=model, js=as_json)
    else:
        refused = _screen_files([Path(file) for file in files], names, out, model=model, js=as_json)
    if refused:
        click.get_current_context().exit(3)


def _is_project(word: str) -> bool:
    return "://" in word or word.endswith((".qualcode", ".qchandout"))


def _screen_files(
    paths: Sequence[Path], names: Path | None, out: Path | None, *, model: bool, js: bool
) -> bool:
    from qualcode.app.texts.screening import (
        default_screen,
        lines,
        screen_files,
        screen_incoming,
        together,
    )
    from qualcode.interop.programs import is_project

    screen = default_screen(names, model=model)
    plain = [path for path in paths if not is_project(path)]
    found = screen_files(plain, screen, progress=_told_progress)
    read = [_of_project(path) for path in paths if path not in plain]
    texts = [text for incoming, beside in read for text in (*incoming, *beside)]
    if texts:
        found += [screen_incoming(one, screen) for one in texts]
        found = together(found, screen)
    if js:
        print_json({"schema": SCHEMA, "files": [_row(f.shown_name, f.findings) for f in found]})
    else:
        for one in found:
            _tell_counts(one.shown_name, len(one.open), one.findings)
            for line in lines(one, None):
                click.echo(line)
    if out is not None:
        _write_decisions(found[: len(plain)], plain, read, screen, out)
    return any(one.refused for one in found)


def _of_project(path: Path) -> tuple[list[Incoming], list[Incoming]]:
    """The sources of another program's project, and what stands beside them, as texts."""
    from qualcode.app.programs.moving_in import beside, incoming_alone
    from qualcode.interop.programs import read_project

    carried = read_project(path).project
    return incoming_alone(carried), [one.incoming for one in beside(carried) if one.pieces]


def _write_decisions(
    found: Sequence[Screened],
    paths: Sequence[Path],
    read: Sequence[tuple[list[Incoming], list[Incoming]]],
    screen: Screen,
    out: Path,
) -> None:
    from qualcode.app.pseudonyms.decision_files import write_decisions
    from qualcode.app.pseudonyms.pseudonyms import passing_pseudonyms
    from qualcode.app.pseudonyms.reviewing import Review
    from qualcode.app.texts.importing import incoming_of

    incoming = [incoming_of(path, one.document) for path, one in zip(paths, found, strict=True)]
    incoming += [one for sources, others in read for one in (*sources, *others)]
    pseudonyms = passing_pseudonyms(None, [one.document.text for one in incoming])
    review = Review(incoming, screen, pseudonyms, found=None if read else found)
    write_decisions(review, out)
    tell(
        plural(
            "Wrote {file}: {n} row. Fill in “decision” (accept, replace, keep), then: qualcode "
            "import PROJECT FILE… --decisions {file}",
            "Wrote {file}: {n} rows. Fill in “decision” (accept, replace, keep), then: qualcode "
            "import PROJECT FILE… --decisions {file}",
            len(review.rows),
            file=out.name,
        )
    )


def _tell_counts(name: str, direct: int, findings: Sequence[Finding]) -> None:
    indirect = sum(not finding.direct for finding in findings)
    counts = _("{file}: {direct} direct, {indirect} indirect.")
    click.echo(counts.format(file=name, direct=direct, indirect=indirect))


def _row(name: str, findings: Sequence[Finding], **more: object) -> dict[str, object]:
    return {
        "file": name,
        **more,
        "findings": [
            {
                "type": finding.kind.value,
                "tier": finding.tier.value,
                "why": finding.rule,
                "start": finding.span.start,
                "end": finding.span.end,
            }
            for finding in findings
        ],
    }


def _screen_project(
    where: str, names: Path | None, reason: str, acting: str | None, *, model: bool, js: bool
) -> bool:
    from qualcode.app.gate.held_texts import accept_held, screen_project
    from qualcode.app.texts.screening import study_screen

    with opened(where, acting, read_only=not reason) as held:
        screen = study_screen(held, names, model=model)
        found = screen_project(held, screen)
        if reason:
            n = accept_held(held, found, reason, screen)
            tell(plural("Accepted in {n} text.", "Accepted in {n} texts.", n))
            found = screen_project(held, screen)
    if js:
        telling = [one for one in found if one.findings]
        rows = [
            _row(one.name, one.findings, what=one.what, accepted=one.accepted) for one in telling
        ]
        print_json({"schema": SCHEMA, "files": rows})
    else:
        _tell_project(found)
    return any(one.open for one in found)


def _tell_project(found: Sequence[Held]) -> None:
    from qualcode.app.gate.held_texts import told

    for one in found:
        if one.findings:
            _tell_counts(one.title, len(one.open), one.findings)
            for line in told(one):
                click.echo(line)
    waiting = sum(bool(one.open) for one in found)
    click.echo(
        plural("{n} text screened.", "{n} texts screened.", len(found))
        + " "
        + (plural("{n} is open.", "{n} are open.", waiting) if waiting else _("Nothing is open."))
    )


def _told_progress(done: int, of: int) -> None:
    """Say on the error channel how far a long screening is, where a person looks on."""
    if of > 1 and sys.stderr.isatty():
        end = "\n" if done == of else ""
        told = _("Screened: {done} of {of}.", done=done, of=of)
        click.echo(f"\r{told}{end}", err=True, nl=False)


@dataclass(frozen=True, slots=True)
class Deciding:
    """How a person decides of names before an import."""

    review: bool = False
    decisions: Path | None = None
    second: Path | None = None
    keys: Path | None = None
    passphrase: Path | None = None

    @property
    def wanted(self) -> bool:
        """Whether anybody decides."""
        return self.review or self.decisions is not None


def review_options(command: Decorated) -> Decorated:
    """`--review`, `--decisions`, `--second`: how a person decides of names."""
    for one in reversed(
        (
            option("--review", is_flag=True, help=N_("Decide of each name first, on the screen.")),
            option(
                "--decisions", type=FILE, metavar="FILE.csv", help=N_("Decisions, as screen --out.")
            ),
            option("--second", type=FILE, metavar="FILE.csv", help=N_("Those of a second reader.")),
        )
    ):
        command = one(command)
    return command


def keyed(project: Project, keys: Path | None, passphrase: Path | None) -> Pseudonyms | None:
    """The pseudonyms that a key file remembers; None without a key file."""
    from qualcode.app.pseudonyms.keyed_pseudonyms import KeyedPseudonyms
    from qualcode.cli.exchange import passphrase_for

    if keys is None:
        return None
    return KeyedPseudonyms(project, keys, passphrase_for(passphrase))


def reviewed(review: Review, *, decisions: Path | None, second: Path | None) -> str | None:
    """Let a person decide, on the screen or in a file; gives why what is open may stay.

    None where the person left without importing.

    Raises:
        UsageProblem: there is neither a terminal nor a file.
    """
    from qualcode.app.pseudonyms.decision_files import apply_decisions, second_decisions

    if decisions is not None:
        apply_decisions(review, decisions)
        if second is not None:
            from qualcode.app.pseudonyms.second_reading import compared

            review.second = compared(review, second_decisions(review, second))
            tell(review.second.line)
        return ""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageProblem(
            N_(
                "--review needs a terminal. Without one: qualcode screen FILE… --out "
                "decisions.csv, fill it in, then import with --decisions decisions.csv."
            )
        )
    from qualcode.tui.review_app import review_on_screen

    return review_on_screen(review)


def write_reviewed(
    project: Project, review: Review, cases: Sequence[Case], reason: str
) -> Imported:
    """Write what was reviewed and tell what is left to do; gives what was done."""
    from qualcode.app.pseudonyms.entering import import_reviewed

    done = import_reviewed(project, review, cases=cases, accept_reason=reason)
    tell_reviewed(project, review)
    return done


def tell_reviewed(project: Project, review: Review) -> None:
    """Say what is left to do after a review."""
    from qualcode.app.pseudonyms.entering import left_in_project, passing_note

    note = passing_note(review)
    if note:
        tell(note)
    for source, n in left_in_project(project, review).items():
        tell(
            plural(
                "{source} holds a name that was replaced here, {n} time: qualcode redact PROJECT "
                "{source}",
                "{source} holds names that were replaced here, {n} times: qualcode redact PROJECT "
                "{source}",
                n,
                source=source,
            )
        )
