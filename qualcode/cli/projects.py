"""Commands that make a project and bring transcripts in: new, import, speaker."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
from qualcode.cli.declaring import command, option
from qualcode.cli.exchange import passphrase_for, passphrase_option
from qualcode.cli.moving import bring_in, move_into_new, offsets_option, print_moved
from qualcode.cli.previews import prepared, print_preview, speaker_options, tell_imported
from qualcode.cli.screening import Deciding, review_options
from qualcode.core.errors import UsageProblem
from qualcode.i18n import N_, _, plural

FILE = click.Path(path_type=Path)


@command(
    "new", help=N_("Make a project; in a terminal, without a name, by questions page by page.")
)
@click.argument("project", metavar="[PROJECT]", required=False)
@option("--study", metavar="FILE|NAME", help=N_("A study file, or antares, pacto34, …"))
@option(
    "--codebook", "codebooks", type=FILE, multiple=True, metavar="FILE", help=N_("A codebook file.")
)
@option(
    "--from",
    "source",
    type=FILE,
    metavar="FILE",
    help=N_("Move in from another program's project."),
)
@offsets_option
@option(
    "--names", type=FILE, metavar="FILE", help=N_("List of names to look for; it stays outside.")
)
@option("--accept-reason", default="", help=N_("Why open findings are accepted."))
@option("--encrypt", is_flag=True, help=N_("Encrypt it under a passphrase."))
@review_options
@passphrase_option
@acting_option
def new_command(
    project: str | None,
    study: str | None,
    codebooks: tuple[Path, ...],
    source: Path | None,
    offsets: str | None,
    names: Path | None,
    accept_reason: str,
    decisions: Path | None,
    second: Path | None,
    passphrase_file: Path | None,
    acting: str | None,
    *,
    encrypt: bool,
    review: bool,
) -> None:
    """Make a project."""
    from qualcode.app.projects.studies import list_codebooks, new_project

    if project is None:
        _ask_page_by_page(acting)
        return
    if passphrase_file is not None and not encrypt:
        raise UsageProblem(N_("A passphrase is for an encrypted project: add --encrypt."))
    passphrase = passphrase_for(passphrase_file, anew=True) if encrypt else None
    with new_project(
        project, study=study, codebooks=codebooks, acting=acting, passphrase=passphrase
    ) as made:
        if source is not None and not move_into_new(
            made,
            source,
            offsets=offsets,
            names=names,
            accept_reason=accept_reason,
            deciding=Deciding(review, decisions, second),
        ):
            return
        books = [f"{book.id} {book.version}" for book in list_codebooks(made)]
    tell(_("Made {project}.", project=project))
    if books:
        tell(_("Codebooks: {names}", names=", ".join(books)))
    tell(_("Next: qualcode import {project} FILE…", project=project))


def _ask_page_by_page(acting: str | None) -> None:
    """Make a project in the screens; without a terminal, say what is missing."""
    import sys

    from qualcode.tui.app import run

    if not sys.stdin.isatty():
        raise UsageProblem(N_("Name the file of the new project: qualcode new PROJECT"))
    run(None, acting, new=True)


@command("import", help=N_("Bring transcripts and cases in; they are screened first."))
@PROJECT
@click.argument("files", metavar="FILE…", nargs=-1, type=FILE)
@option("--type", "kind", help=N_("Type of source: interview, focus_group, note…"))
@option("--language", type=click.Choice(["fr", "en"]), help=N_("Language of the words."))
@option("--cases", type=FILE, metavar="FILE.csv", help=N_("Table of cases."))
@option("--sources", type=FILE, metavar="FILE.csv", help=N_("Table of sources and speakers."))
@option(
    "--names", type=FILE, metavar="FILE", help=N_("List of names to look for; it stays outside.")
)
@option("--accept-reason", default="", help=N_("Why open findings are accepted."))
@option("--keys", type=FILE, metavar="FILE", help=N_("Key file that remembers pseudonyms."))
@review_options
@passphrase_option
@speaker_options
@offsets_option
@acting_option
@json_option
def import_command(
    project: str,
    files: tuple[Path, ...],
    kind: str | None,
    language: str | None,
    cases: Path | None,
    sources: Path | None,
    names: Path | None,
    accept_reason: str,
    decisions: Path | None,
    second: Path | None,
    keys: Path | None,
    passphrase_file: Path | None,
    offsets: str | None,
    acting: str | None,
    *,
    how: Mapping[str, Any],
    review: bool,
    as_json: bool,
) -> None:
    """Import transcripts, tables of answers and cases."""
    from qualcode.app.pseudonyms.reviewing import start_review
    from qualcode.app.texts.besides import described as described_beside
    from qualcode.app.texts.importing import import_sources, read_tables
    from qualcode.app.texts.screening import study_screen
    from qualcode.cli.screening import keyed, reviewed, write_reviewed

    deciding = Deciding(review, decisions, second, keys, passphrase_file)
    with opened(project, acting) as held:
        if not how["preview"] and not how["texts"]:
            given = files
            files, moved = bring_in(
                held,
                files,
                kind=kind,
                offsets=offsets,
                names=names,
                accept_reason=accept_reason,
                deciding=deciding,
            )
            if given and not files and cases is None:
                print_moved(moved, as_json=as_json)
                return
        tables = read_tables(held, cases, sources)
        incoming, described = prepared(held, files, tables, how, kind=kind, language=language)
        if how["preview"]:
            print_preview(incoming, described, as_json=as_json)
            return
        codes = [case.name for case in described]
        screen = study_screen(held, names, codes)
        if deciding.wanted:
            sitting = start_review(
                held,
                incoming,
                screen=screen,
                pseudonyms=keyed(held, keys, passphrase_file),
                cases=codes,
                beside=[described_beside(held, incoming, described)],
            )
            reason = reviewed(sitting, decisions=decisions, second=second)
            if reason is None:
                tell(_("Nothing was imported."))
                return
            done = write_reviewed(held, sitting, described, reason or accept_reason)
            incoming = sitting.entered
        else:
            done = import_sources(
                held, incoming, cases=described, screen=screen, accept_reason=accept_reason
            )
    if as_json:
        print_json(
            {
                "schema": "qualcode.import/1",
                "sources": done.sources,
                "skipped": [{"file": file, "source": source} for file, source in done.skipped],
                "new_cases": done.new_cases,
            }
        )
        return
    for one in incoming:
        tell_imported(one)
    if described:
        tell(plural("{n} case.", "{n} cases.", len(described)))


@command("speaker", help=N_("Say for whom a speaker speaks, or that they are not coded."))
@PROJECT
@click.argument("source", metavar="SOURCE")
@click.argument("label", metavar="LABEL")
@option("--case", help=N_("The case that the words speak for."))
@option("--not-coded", is_flag=True, help=N_("An interviewer, moderator or observer."))
@acting_option
def speaker_command(
    project: str, source: str, label: str, case: str | None, acting: str | None, *, not_coded: bool
) -> None:
    """Map a speaker to a case, or to "not coded"; the text is not touched."""
    from qualcode.app.coding.reading import list_speakers
    from qualcode.app.texts.importing import map_speaker

    with opened(project, acting) as held:
        map_speaker(held, source, label, coded=not not_coded, case=case)
        rows = [
            {"speaker": who.label, "coded": who.coded, "case": who.case}
            for _source, who in list_speakers(held, source)
        ]
    headings = {"speaker": _("Speaker"), "coded": _("Coded"), "case": _("Case")}
    print_rows("speakers", rows, headings, as_json=False)
