"""Projects of other programs, in and out: what `import`, `new --from` and `export` do with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.cli.common import Decorated, print_json, tell
from qualcode.cli.declaring import option
from qualcode.core.errors import UsageProblem
from qualcode.i18n import N_, _, plural

if TYPE_CHECKING:
    from qualcode.app.programs.moved_rows import MovedIn
    from qualcode.cli.screening import Deciding
    from qualcode.core.portable import LeftOut, PortableProject
    from qualcode.core.privacy.screening import Screen
    from qualcode.store.project import Project

KINDS = ("qdpx", "qdc", "rock", "iramuteq", "csv")
"""What `export` writes for other programs."""

TARGETS = ("standard", "nvivo", "atlasti", "maxqda", "qualcoder")


def offsets_option(command: Decorated) -> Decorated:
    """`--offsets WAY`: how another program counted places, where that cannot be told."""
    return option(
        "--offsets", metavar="WAY", help=N_("How places are counted in a .qdpx: utf16,crlf…")
    )(command)


def bring_in(
    held: Project,
    files: Sequence[Path],
    *,
    kind: str | None,
    offsets: str | None,
    names: Path | None,
    accept_reason: str,
    deciding: Deciding,
) -> tuple[tuple[Path, ...], list[dict[str, Any]]]:
    """Bring in what is of another program; gives the other files, and what came of it."""
    from qualcode.app.texts.screening import study_screen
    from qualcode.interop.programs import is_project

    projects = [file for file in files if is_project(file)]
    moved: list[dict[str, Any]] = []
    if projects:
        screen = study_screen(held, names, ())
        moved = import_projects(
            held,
            projects,
            kind=kind,
            offsets=offsets,
            screen=screen,
            accept_reason=accept_reason,
            deciding=deciding,
        )
    return tuple(file for file in files if file not in projects), moved


def move_into_new(
    made: Project,
    source: Path,
    *,
    offsets: str | None,
    names: Path | None,
    accept_reason: str,
    deciding: Deciding,
) -> bool:
    """Fill a project that was just made; where it is not filled, nothing is left of it.

    Gives whether it was filled, or the person left the review.

    Raises:
        QualcodeError: the other program's project cannot be brought in.
    """
    from qualcode.app.texts.screening import study_screen

    filled = False
    try:
        filled = bool(
            import_projects(
                made,
                [source],
                kind=None,
                offsets=offsets,
                screen=study_screen(made, names, ()),
                accept_reason=accept_reason,
                deciding=deciding,
            )
        )
    finally:
        if not filled:
            made.close()
            if made.path is not None:
                for ending in ("", "-wal", "-shm", "-journal", ".lock"):
                    made.path.with_name(made.path.name + ending).unlink(missing_ok=True)
    return filled


def import_projects(
    held: Project,
    files: Sequence[Path],
    *,
    kind: str | None,
    offsets: str | None,
    screen: Screen,
    accept_reason: str,
    deciding: Deciding,
) -> list[dict[str, Any]]:
    """Bring projects of other programs in, one step each, and tell what came of them."""
    from qualcode.app.programs.moving_in import move_in
    from qualcode.interop.programs import read_project

    told = []
    for file in files:
        read = read_project(file, offsets)
        for source, judged in read.counting.items():
            if judged.runner_up is not None and judged.margin < 1:
                tell(
                    _(
                        "{source}: places counted as {way} (fits {score} %).",
                        source=source,
                        way=str(judged.way),
                        score=round(100 * judged.score),
                    )
                )
        if deciding.wanted:
            decided = _decide(
                held, read.project, kind=kind, screen=screen, why=accept_reason, deciding=deciding
            )
            if decided is None:
                tell(_("Nothing was imported."))
                continue
            done = decided
        else:
            done = move_in(
                held, read.project, kind=kind, screen=screen, accept_reason=accept_reason
            )
        _tell(file, done)
        told.append(
            as_document(file, done)
            | {"offsets": {name: str(judged.way) for name, judged in read.counting.items()}}
        )
    return told


def _decide(
    held: Project,
    carried: PortableProject,
    *,
    kind: str | None,
    screen: Screen,
    why: str,
    deciding: Deciding,
) -> MovedIn | None:
    """Let a person decide of each name, then bring the project in; None where they left."""
    from qualcode.app.programs.moved_review import move_in_reviewed, review_moving
    from qualcode.cli.screening import keyed, reviewed, tell_reviewed

    known = keyed(held, deciding.keys, deciding.passphrase)
    moving = review_moving(held, carried, kind=kind, screen=screen, pseudonyms=known)
    reason = reviewed(moving.review, decisions=deciding.decisions, second=deciding.second)
    if reason is None:
        return None
    done = move_in_reviewed(held, moving, accept_reason=reason or why)
    tell_reviewed(held, moving.review)
    return done


def _tell(file: Path, done: MovedIn) -> None:
    coders = ", ".join(done.coders) or "—"
    counted = (
        (len(done.sources), plural("{n} text", "{n} texts", len(done.sources))),
        (done.codes, plural("{n} code", "{n} codes", done.codes)),
        (
            done.codings,
            plural(
                "{n} coding by {coders}", "{n} codings by {coders}", done.codings, coders=coders
            ),
        ),
        (done.memos, plural("{n} memo", "{n} memos", done.memos)),
    )
    brought = [said for n, said in counted if n]
    if brought:
        tell(_("{file}: {brought}.", file=file.name, brought=", ".join(brought)))
    else:
        tell(_("Nothing was imported."))
    for source in done.known_sources:
        tell(_("  {source} was there already: its codings went there.", source=source))
    tell_left_out(done.left_out)


def tell_left_out(left_out: Sequence[LeftOut]) -> None:
    """Say what could not be carried."""
    if left_out:
        tell(_("Not carried:"))
    for one in left_out:
        what = _(one.msgid, **one.params)
        tell(f"  {what}" if one.number == 1 else f"  {what} ({one.number})")


def as_document(file: Path, done: MovedIn) -> dict[str, Any]:
    """What an import did, as JSON."""
    return {
        "file": file.name,
        "sources": done.sources,
        "known_sources": done.known_sources,
        "codebooks": done.codebooks,
        "codes": done.codes,
        "cases": done.cases,
        "coders": done.coders,
        "codings": done.codings,
        "memos": done.memos,
        "left_out": left_out_rows(done.left_out),
    }


def left_out_rows(left_out: Sequence[LeftOut]) -> list[dict[str, Any]]:
    """What could not be carried, as JSON."""
    return [{"what": one.msgid, "n": one.number} for one in left_out]


def print_moved(told: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Print what imports did as one JSON document, where one was asked for."""
    if as_json:
        print_json({"schema": "qualcode.moved/1", "projects": list(told)})


def export_moved(
    held: Project, kind: str, out: Path, language: str, target: str | None
) -> dict[str, Any]:
    """Write the project for other programs; gives what JSON says of it.

    Raises:
        UsageProblem: a target was named for a file that is the same for all.
    """
    from qualcode.app.programs.moving_out import export_qdc, export_qdpx
    from qualcode.app.programs.tidy import export_csv, export_iramuteq, export_rock
    from qualcode.interop.refi.writing import Target

    if target is not None and kind != "qdpx":
        raise UsageProblem(N_("--target is for qdpx only."))
    if kind == "qdpx":
        done = export_qdpx(held, out, target=Target(target or "standard"), language=language)
    elif kind == "qdc":
        done = export_qdc(held, out, language=language)
    else:
        write = {"rock": export_rock, "iramuteq": export_iramuteq, "csv": export_csv}[kind]
        done = write(held, out)
    tell_left_out(done.left_out)
    if done.sources:
        tell(
            plural(
                "{n} whole transcript stands in it: a file for work, not for publication.",
                "{n} whole transcripts stand in it: a file for work, not for publication.",
                done.sources,
            )
        )
    return {
        "sources": done.sources,
        "codings": done.codings,
        "codes": done.codes,
        "left_out": left_out_rows(done.left_out),
    }
