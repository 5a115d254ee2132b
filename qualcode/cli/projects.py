"""Commands that make a project and bring transcripts in: new, import, screen, speaker."""

from __future__ import annotations

import sys
from pathlib import Path

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
from qualcode.i18n import _, plural

FILE = click.Path(path_type=Path)


@click.command("new", help=_("Make a project."))
@PROJECT
@click.option("--study", metavar="FILE|NAME", help=_("A study file, or antares, pacto34, …"))
@click.option("--codebook", "codebooks", type=FILE, multiple=True, help=_("A codebook file."))
@acting_option
def new_command(
    project: str, study: str | None, codebooks: tuple[Path, ...], acting: str | None
) -> None:
    """Make a project."""
    from qualcode.app.studies import list_codebooks, new_project

    with new_project(project, study=study, codebooks=codebooks, acting=acting) as made:
        books = [f"{book.id} {book.version}" for book in list_codebooks(made)]
    tell(_("Made {project}.", project=project))
    if books:
        tell(_("Codebooks: {names}", names=", ".join(books)))
    tell(_("Next: qualcode import {project} FILE…", project=project))


@click.command("import", help=_("Bring transcripts and cases in; they are screened first."))
@PROJECT
@click.argument("files", metavar="FILE…", nargs=-1, type=FILE)
@click.option("--type", "kind", help=_("Type of source: interview, focus_group, note…"))
@click.option("--language", type=click.Choice(["fr", "en"]), help=_("Language of the words."))
@click.option("--cases", type=FILE, metavar="FILE.csv", help=_("Table of cases."))
@click.option("--sources", type=FILE, metavar="FILE.csv", help=_("Table of sources and speakers."))
@click.option("--names", type=FILE, help=_("List of names to look for; it stays outside."))
@click.option("--accept-reason", default="", help=_("Why open findings are accepted."))
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
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Import transcripts and cases."""
    from qualcode.app.importing import import_sources, prepare, read_tables
    from qualcode.app.screening import default_screen

    with opened(project, acting) as held:
        tables = read_tables(held, cases, sources)
        incoming = prepare(
            held, files, kind=kind, language=language, sheets=tables.sheets, cases=tables.cases
        )
        done = import_sources(
            held,
            incoming,
            cases=tables.cases,
            screen=default_screen(names, (case.name for case in tables.cases)),
            accept_reason=accept_reason,
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
        if one.already is not None:
            message = _("{file}: the same text is already in the project as {source}.")
            tell(message.format(file=one.path.name, source=one.already))
            continue
        coded = [label for label, who in one.speaker_of.items() if who.coded]
        tell(
            _(
                "{name}: {turns} turns; coded: {coded}; not coded: {others}.",
                name=one.name,
                turns=len(one.document.turns),
                coded=", ".join(coded) or "—",
                others=", ".join(label for label in one.speaker_of if label not in coded) or "—",
            )
        )
        for doubt in one.doubts:
            told = _(doubt.msgid, **doubt.params)
            tell(_("  line {line}: {doubt}", line=doubt.line, doubt=told))
    if tables.cases:
        tell(plural("{n} case.", "{n} cases.", len(tables.cases)))


@click.command("screen", help=_("Look for identifying details in files; exit 3 while any is open."))
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=FILE)
@click.option("--names", type=FILE, help=_("List of names to look for; it stays outside."))
@click.option("--model", is_flag=True, help=_("Ask the language model too; it loads in seconds."))
@json_option
def screen_command(
    files: tuple[Path, ...], names: Path | None, *, model: bool, as_json: bool
) -> None:
    """Screen files without importing them."""
    from qualcode.app.screening import default_screen, doubtful_lines, lines, screen_files

    found = screen_files(files, default_screen(names, model=model), progress=_told_progress)
    if as_json:
        print_json(
            {
                "schema": "qualcode.screen/1",
                "files": [
                    {
                        "file": one.shown_name,
                        "findings": [
                            {
                                "type": finding.kind.value,
                                "tier": finding.tier.value,
                                "why": finding.rule,
                                "start": finding.span.start,
                                "end": finding.span.end,
                            }
                            for finding in one.findings
                        ],
                    }
                    for one in found
                ],
            }
        )
    else:
        for one in found:
            indirect = sum(not finding.direct for finding in one.findings)
            click.echo(
                _(
                    "{file}: {direct} direct, {indirect} indirect.",
                    file=one.shown_name,
                    direct=len(one.open),
                    indirect=indirect,
                )
            )
            for line in (*lines(one), *doubtful_lines(one)):
                click.echo(line)
    if any(one.refused for one in found):
        click.get_current_context().exit(3)


def _told_progress(done: int, of: int) -> None:
    """Say on the error channel how far a long screening is, where a person looks on."""
    if of > 1 and sys.stderr.isatty():
        end = "\n" if done == of else ""
        told = _("Screened: {done} of {of}.", done=done, of=of)
        click.echo(f"\r{told}{end}", err=True, nl=False)


@click.command("speaker", help=_("Say for whom a speaker speaks, or that they are not coded."))
@PROJECT
@click.argument("source", metavar="SOURCE")
@click.argument("label", metavar="LABEL")
@click.option("--case", help=_("The case that the words speak for."))
@click.option("--not-coded", is_flag=True, help=_("An interviewer, moderator or observer."))
@acting_option
def speaker_command(
    project: str, source: str, label: str, case: str | None, acting: str | None, *, not_coded: bool
) -> None:
    """Map a speaker to a case, or to "not coded"; the text is not touched."""
    from qualcode.app.importing import map_speaker
    from qualcode.app.reading import list_speakers

    with opened(project, acting) as held:
        map_speaker(held, source, label, coded=not not_coded, case=case)
        rows = [
            {"speaker": who.label, "coded": who.coded, "case": who.case}
            for _source, who in list_speakers(held, source)
        ]
    headings = {"speaker": _("Speaker"), "coded": _("Coded"), "case": _("Case")}
    print_rows("speakers", rows, headings, as_json=False)
