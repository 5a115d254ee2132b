"""Codebooks: import, export, versions, differences; edits are in `codebook_edits`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.codebook_edits import EDITS, book_option
from qualcode.cli.common import (
    PROJECT,
    acting_option,
    json_option,
    opened,
    print_json,
    print_rows,
    tell,
)
from qualcode.cli.declaring import steps
from qualcode.core.wording.codebook_diff import PARTS, setting_said
from qualcode.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qualcode.core.codebook import Code, Codebook
    from qualcode.core.wording.codebook_diff import Changed, CodebookDiff, Moved, Succeeded


@steps("codebook", help=N_("Bring a codebook in, write it out, compare versions, edit codes."))
@PROJECT
@click.pass_context
def codebook_command(context: click.Context, project: str) -> None:
    """Remember the project for the subcommand."""
    context.obj = project


for _edit in EDITS:
    codebook_command.add_command(_edit)


@codebook_command.command("import", help=N_("Put a codebook file into the project."))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@acting_option
@click.pass_obj
def import_command(project: str, file: Path, acting: str | None) -> None:
    """Import a codebook."""
    from qualcode.app.programs.codebooks import import_codebook

    with opened(project, acting) as held:
        read = import_codebook(held, file)
    _tell_read(read)


@codebook_command.command("add", help=N_("Add a codebook that comes with qualcode, by its name."))
@click.argument("name", metavar="NAME")
@acting_option
@click.pass_obj
def add_command(project: str, name: str, acting: str | None) -> None:
    """Add a codebook by its name."""
    from qualcode.app.programs.codebooks import add_codebook

    with opened(project, acting) as held:
        read = add_codebook(held, name)
    _tell_read(read)


def _tell_read(read: Codebook) -> None:
    tell(
        _(
            "Codebook {id} {version}: {n} codes.",
            id=read.id,
            version=read.version,
            n=sum(code.codable for code in read.codes),
        )
    )


@codebook_command.command("export", help=N_("Write a codebook to a file."))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@book_option
@acting_option
@click.pass_obj
def export_command(project: str, file: Path, codebook: str | None, acting: str | None) -> None:
    """Export a codebook."""
    from qualcode.app.publishing.codebook_files import export_codebook

    with opened(project, acting) as held:
        export_codebook(held, codebook, file)
    tell(_("Wrote {file}.", file=str(file)))


@codebook_command.command("history", help=N_("List the published versions of a codebook."))
@book_option
@acting_option
@json_option
@click.pass_obj
def history_command(
    project: str, codebook: str | None, acting: str | None, *, as_json: bool
) -> None:
    """List versions."""
    from qualcode.app.codebook.versions import list_versions

    with opened(project, acting, read_only=True) as held:
        rows = [
            {
                "codebook": version.codebook,
                "version": version.label,
                "created": version.created.isoformat(),
                "coder": version.coder,
                "codes": version.codes,
                "reason": version.reason,
            }
            for version in list_versions(held, codebook)
        ]
    headings = {"version": _("Version"), "created": _("Made"), "coder": _("Coder")}
    headings |= {"codes": _("Codes"), "reason": _("Reason")}
    print_rows("codebook_history", rows, headings, as_json=as_json)


@codebook_command.command("diff", help=N_("Say what is different in version B, or now, from A."))
@click.argument("a", metavar="A")
@click.argument("b", metavar="[B]", required=False)
@book_option
@acting_option
@json_option
@click.pass_obj
def diff_command(
    project: str,
    a: str,
    b: str | None,
    codebook: str | None,
    acting: str | None,
    *,
    as_json: bool,
) -> None:
    """Compare two versions."""
    from qualcode.app.codebook.versions import diff_versions

    with opened(project, acting, read_only=True) as held:
        diff = diff_versions(held, codebook, a, b)
    if as_json:
        print_json(_as_document(diff))
    elif diff.empty:
        tell(_("Nothing is different."))
    else:
        click.echo("\n".join(_lines(diff)))


def _lines(diff: CodebookDiff) -> Iterator[str]:
    yield f"{diff.codebook} {diff.before} → {diff.after}"
    yield from _codes(_("added"), diff.added)
    yield from _codes(_("removed"), diff.removed)
    yield from _codes(_("retired"), diff.retired)
    yield from _codes(_("back in use"), diff.revived)
    yield from _successors(_("merged into"), diff.merged)
    yield from _successors(_("split into"), diff.split)
    for moved in diff.moved:
        yield f"{moved.key}: {_placed(moved)}"
    for change in diff.reworded:
        yield f"{_place(change)}: {_marked(change)}"
    for change in diff.resettled:
        before, after = (setting_said(change.part, one) for one in (change.before, change.after))
        yield f"{_place(change)}: {before or '—'} → {after or '—'}"
    if diff.to_reread:
        yield _("To be read again: {codes}.", codes=", ".join(sorted(diff.to_reread)))


def _codes(word: str, found: Iterable[Code]) -> Iterator[str]:
    for code in found:
        yield f"{code.key}: {word} — {code.label}"


def _successors(word: str, found: Iterable[Succeeded]) -> Iterator[str]:
    for succeeded in found:
        yield f"{succeeded.key}: {word} {', '.join(succeeded.into)}"


def _placed(moved: Moved) -> str:
    if moved.before == moved.after:
        return _("moved among its siblings")
    return _("moved from {before} to {after}", before=moved.before or "—", after=moved.after or "—")


def _place(change: Changed) -> str:
    language = f" [{change.language}]" if change.language else ""
    part = _(PARTS[change.part]) if change.part in PARTS else change.part
    return f"{change.key} · {part}{language}"


def _marked(change: Changed) -> str:
    """The words with what went in [-…-] and what came in {+…+}, readable without colour."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[part.turned].format(part.text) for part in change.words)


def _as_document(diff: CodebookDiff) -> dict[str, Any]:
    def told(found: Iterable[Code]) -> list[dict[str, Any]]:
        return [
            {"code": code.key, "parent": code.parent, "labels": dict(code.wording.label)}
            for code in found
        ]

    def succeeded(found: Iterable[Succeeded]) -> list[dict[str, Any]]:
        return [{"code": each.key, "into": list(each.into)} for each in found]

    def changed(found: Iterable[Changed]) -> list[dict[str, Any]]:
        return [
            {
                "code": change.key,
                "part": change.part,
                "language": change.language,
                "before": change.before,
                "after": change.after,
                "words": [[part.turned.value, part.text] for part in change.words],
            }
            for change in found
        ]

    return {
        "schema": "qualcode.codebook_diff/1",
        "codebook": diff.codebook,
        "before": diff.before,
        "after": diff.after,
        "added": told(diff.added),
        "removed": told(diff.removed),
        "retired": told(diff.retired),
        "revived": told(diff.revived),
        "merged": succeeded(diff.merged),
        "split": succeeded(diff.split),
        "moved": [{"code": m.key, "before": m.before, "after": m.after} for m in diff.moved],
        "reworded": changed(diff.reworded),
        "resettled": changed(diff.resettled),
        "to_reread": sorted(diff.to_reread),
    }
