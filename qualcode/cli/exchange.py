"""Commands of exchange without a server: handout, unpack, handback, merge, contested."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.app.pairs.merge_words import brought
from qualcode.cli.common import (
    PROJECT,
    Decorated,
    acting_option,
    json_option,
    opened,
    print_json,
    print_rows,
    tell,
)
from qualcode.cli.declaring import command, option
from qualcode.cli.waiting import waiting
from qualcode.core.errors import UsageProblem
from qualcode.i18n import N_, _, plural

if TYPE_CHECKING:
    from qualcode.app.pairs.exchange import HandoutReport, MergeReport
    from qualcode.store.exchange.contests import Contest
    from qualcode.store.exchange.reporting import CoderMerged

FILE = click.Path(path_type=Path)


def passphrase_option(command: Decorated) -> Decorated:
    """`--passphrase-file FILE`: what seals a package; asked for at the keyboard without it."""
    return option(
        "--passphrase-file",
        type=FILE,
        metavar="FILE",
        help=N_("A file whose first line is the passphrase; asked for without it."),
    )(command)


def passphrase_for(file: Path | None, *, anew: bool = False) -> str:
    """The passphrase in a file, or as typed; typed twice where something is sealed anew.

    Raises:
        UsageProblem: there is no file and nobody at the keyboard.
    """
    from qualcode.store.exchange.sealing import read_passphrase

    if file is not None:
        return read_passphrase(file)
    if not sys.stdin.isatty():
        raise UsageProblem(
            N_("Give the passphrase with --passphrase-file, or do without encryption.")
            if anew
            else N_("Give the passphrase with --passphrase-file.")
        )
    typed: str = click.prompt(_("Passphrase"), hide_input=True, confirmation_prompt=anew, err=True)
    return typed


def _for_new(file: Path | None, *, no_encryption: bool) -> str | None:
    if no_encryption and file is not None:
        raise UsageProblem(N_("Choose one: --passphrase-file or --no-encryption."))
    return None if no_encryption else passphrase_for(file, anew=True)


def passphrase_of(package: Path, file: Path | None) -> str | None:
    """The passphrase that opens a package; None where it is not sealed."""
    from qualcode.app.pairs.exchange import is_sealed

    return passphrase_for(file) if is_sealed(package) else None


def no_encryption_option(command: Decorated) -> Decorated:
    """`--no-encryption`: the package is a plain project file."""
    told = N_("Leave the package open to whoever finds it.")
    return option("--no-encryption", is_flag=True, help=told)(command)


@command("handout", help=N_("Write one coder's package: a project to code in elsewhere."))
@PROJECT
@click.argument("out", metavar="OUT", type=FILE)
@option("--coder", required=True, metavar="NAME", help=N_("For whom."))
@option("--round", "round_name", metavar="ROUND", help=N_("The transcripts of a round."))
@option("--sources", metavar="A,B…", help=N_("Which transcripts; all without it."))
@passphrase_option
@no_encryption_option
@acting_option
@json_option
def handout_command(
    project: str,
    out: Path,
    coder: str,
    round_name: str | None,
    sources: str | None,
    passphrase_file: Path | None,
    acting: str | None,
    *,
    no_encryption: bool,
    as_json: bool,
) -> None:
    """Write one coder's package."""
    from qualcode.app.pairs.exchange import hand_out

    if round_name is not None and sources is not None:
        raise UsageProblem(N_("Choose one: --round or --sources."))
    passphrase = _for_new(passphrase_file, no_encryption=no_encryption)
    names = None if sources is None else [s.strip() for s in sources.split(",") if s.strip()]
    with opened(project, acting) as held, waiting() as progress:
        report = hand_out(
            held,
            coder,
            out,
            sources=names,
            round_name=round_name,
            passphrase=passphrase,
            progress=progress,
        )
    _print_handout(report, as_json=as_json)
    if not as_json:
        if report.withheld:
            tell(_("Restricted attributes stay here: {names}", names=", ".join(report.withheld)))
        if report.objected:
            objecting = ", ".join(report.objected)
            tell(_("Not handed out, as somebody in them objected: {names}", names=objecting))
        if report.sealed:
            tell(_("Give the passphrase another way than the file: by telephone, not by mail."))
            tell(_("There: qualcode unpack {file}", file=out.name))


def _print_handout(report: HandoutReport, *, as_json: bool) -> None:
    if as_json:
        document = {**asdict(report), "file": str(report.file), "sources": list(report.sources)}
        print_json({"schema": "qualcode.handout/1", **document})
        return
    tell(
        plural(
            "Package of {coder}, {n} transcript:",
            "Package of {coder}, {n} transcripts:",
            len(report.sources),
            coder=report.coder,
        )
    )
    click.echo(report.file)


@command("unpack", help=N_("Make the project of a sealed package, to code in."))
@click.argument("package", metavar="PACKAGE", type=FILE)
@click.argument("out", metavar="[OUT]", required=False, type=FILE)
@passphrase_option
def unpack_command(package: Path, out: Path | None, passphrase_file: Path | None) -> None:
    """Unpack a package."""
    from qualcode.app.pairs.exchange import is_sealed, unpack

    if package.exists() and not is_sealed(package):
        raise UsageProblem(
            N_("{file} is not sealed: open it as it is with qualcode open."), file=package.name
        )
    made, coder = unpack(package, passphrase_for(passphrase_file), out)
    tell(_("Code in it with: qualcode open {file} --as {coder}", file=made, coder=coder or "?"))
    tell(_("Then give it back with: qualcode handback {file}", file=made))
    click.echo(made)


def project_of_package(package: Path, file: Path | None) -> tuple[Path, str | None]:
    """The project that a sealed package was unpacked to, made the first time; and its coder."""
    from qualcode.app.pairs.exchange import package_coder, unpack, unpacked_name

    made = unpacked_name(package)
    if not made.exists():
        return unpack(package, passphrase_for(file))
    with opened(str(made), read_only=True) as held:
        return made, package_coder(held)


@command("handback", help=N_("Write the package that one has coded in, to send it home."))
@PROJECT
@click.argument("out", metavar="[OUT]", required=False, type=FILE)
@passphrase_option
@no_encryption_option
@json_option
def handback_command(
    project: str,
    out: Path | None,
    passphrase_file: Path | None,
    *,
    no_encryption: bool,
    as_json: bool,
) -> None:
    """Give a package back."""
    from qualcode.app.pairs.exchange import hand_back

    passphrase = _for_new(passphrase_file, no_encryption=no_encryption)
    ending = "-back.qualcode" if passphrase is None else "-back.qchandout"
    target = out or Path(project).with_name(Path(project).stem + ending)
    with opened(project, read_only=True) as held:
        report = hand_back(held, target, passphrase=passphrase)
    _print_handout(report, as_json=as_json)


@command("merge", help=N_("Take packages in again; nothing is lost, and twice does no harm."))
@PROJECT
@click.argument("packages", metavar="PACKAGE…", nargs=-1, required=True, type=FILE)
@passphrase_option
@option("--dry-run", is_flag=True, help=N_("Say what it would do, and write nothing."))
@acting_option
@json_option
def merge_command(
    project: str,
    packages: tuple[Path, ...],
    passphrase_file: Path | None,
    acting: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Merge packages."""
    from qualcode.app.pairs.exchange import merge_package, preview_merge

    reports: list[MergeReport] = []
    with opened(project, acting, read_only=dry_run) as held:
        for package in packages:
            passphrase = passphrase_of(package, passphrase_file)
            take = preview_merge if dry_run else merge_package
            with waiting() as progress:
                reports.append(take(held, package, passphrase=passphrase, progress=progress))
            if not as_json:
                _tell_merge(reports[-1], dry_run=dry_run)
    if as_json:
        print_json(
            {
                "schema": "qualcode.merge/1",
                "dry_run": dry_run,
                "packages": [_as_document(report) for report in reports],
            }
        )


def _as_document(report: MergeReport) -> dict[str, Any]:
    return {
        "file": report.file,
        "known": report.empty,
        "backup": None if report.backup is None else str(report.backup),
        "others": list(report.strangers),
        "coders": [_coder_document(one) for one in report.coders],
    }


def _coder_document(one: CoderMerged) -> dict[str, Any]:
    """The figures; None where a round closes the layer to whoever asks."""
    said = asdict(one) | {"provisional": list(one.provisional)}
    shown = ("coder", "closed", "acts")
    return {name: None if one.closed and name not in shown else said[name] for name in said}


def _tell_merge(report: MergeReport, *, dry_run: bool) -> None:
    """What came, or would come, from whom."""
    for one in report.coders:
        what = brought(one)
        click.echo(_("{file}, {coder}: {what}", file=report.file, coder=one.coder, what=what))
        if one.contested:
            tell(_("{coder} chooses with: qualcode contested PROJECT", coder=one.coder))
        if one.doubtful:
            tell(_("What waits for its place: qualcode list PROJECT doubtful"))
    if report.strangers:
        names = ", ".join(report.strangers)
        tell(_("Not taken, as the package is not theirs: codings of {names}", names=names))
    if report.backup is not None:
        tell(_("The project as it was before: {file}", file=report.backup))
    if dry_run:
        tell(_("Nothing was written."))


@command("contested", help=N_("Codings of yours that were changed in two places at once."))
@PROJECT
@option("--take", metavar="GUID", help=N_("Let the version that waits stand."))
@option("--keep", metavar="GUID", help=N_("Let what stands stay, and the other one go."))
@acting_option
@json_option
def contested_command(
    project: str, take: str | None, keep: str | None, acting: str | None, *, as_json: bool
) -> None:
    """List or settle contested codings."""
    from qualcode.app.pairs.exchange import list_contested, settle_contested

    if take is not None and keep is not None:
        raise UsageProblem(N_("Choose one: --take or --keep."))
    with opened(project, acting, read_only=take is None and keep is None) as held:
        guid = take or keep
        if guid is not None:
            settle_contested(held, guid, take=take is not None)
        rows = [_contest_row(one) for one in list_contested(held)]
    headings = {
        "guid": _("GUID"),
        "source": _("Source"),
        "stands": _("Stands"),
        "waits": _("Waits"),
    }
    print_rows("contested", rows, headings, as_json=as_json)


def _contest_row(one: Contest) -> dict[str, Any]:
    told: dict[str, Any] = {"guid": one.guid, "coding": one.coding, "source": one.source}
    for name in ("stands", "waits"):
        passage = getattr(one, name)
        told[name] = (
            None
            if passage is None
            else f"{passage.code} {_(passage.valence.label)} {passage.span.start}:"
            f"{passage.span.end} “{passage.quotation}”"
        )
    return told
