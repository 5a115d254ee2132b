"""Where every file that leaves the project is entered, with what it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.projects.layers import ANALYSIS, analysis_layer
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.store.rows import ledger
from qualcode.store.rows.ledger import record_export
from qualcode.store.safety import states

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.app.gate.leaving import Written
    from qualcode.store.journal import Change
    from qualcode.store.project import Project
    from qualcode.store.safety.states import Kept, State

Write = Callable[[str], Mapping[str, int] | None]
"""Writes the file, which names the snapshot; gives how many quotations of each case it prints."""

_PEOPLE = ("sources", "source_texts", "speakers", "cases", "case_attributes", "source_attributes")
_CODED = (*_PEOPLE, "codebooks", "codes", "codings")
_ASKED = ("guide_questions", "question_turns")
_CHOSEN = ("themes", "theme_members", "selected_quotations")
_COMPARED = ("assignments", "rounds", "round_units", "round_coders", "settlements")
_REPORTED = (*_CODED, *_CHOSEN, "memos", "guide_questions", "assignments", "answers")

STANDS_ON: dict[str, tuple[str, ...]] = {
    "themes": _CODED,
    "matrix": (*_CODED, *_ASKED, "chart_cells", "ratings"),
    "contrast": _CODED,
    "cooccurrence": _CODED,
    "interlocutors": (*_CODED, "turns"),
    "first-appearance": _CODED,
    "practices": (*_CODED, *_ASKED, "chart_cells"),
    "participants": _PEOPLE,
    "dictionary": (*_PEOPLE, "codebooks", "codes"),
    "codebook-annex": ("codebooks", "codes"),
    "theme-tree": (*_CODED, *_CHOSEN),
    "chart": (*_CODED, "chart_cells", "ratings"),
    "quotes": (*_PEOPLE, "codebooks", "codes", *_CHOSEN),
    "joint": (*_CODED, *_CHOSEN, "joint_rows"),
    "objectives": (*_PEOPLE, "codebooks", "codes", *_CHOSEN, "change_objectives"),
    "agreement": (*_CODED, *_COMPARED),
    "decisions": (*_CODED, "settlements"),
    "coreq": _REPORTED,
    "srqr": _REPORTED,
    "transcript": (*_CODED, "turns", "memos"),
    "memos": ("memos", "sources", "cases", "codebooks", "codes"),
    "codebook": ("codebooks", "codes", "code_aliases"),
    "comparison": (),
    "figure-saturation": _CODED,
    "figure-codes": _CODED,
    "figure-cooccurrence": _CODED,
    "figure-heat": (*_CODED, *_ASKED),
    "figure-agreement": (*_CODED, *_COMPARED),
}
"""The tables that each kind of export is made from: only these have a snapshot."""

_ALL_LAYERS = frozenset({"agreement", "figure-agreement", "decisions", "coreq", "srqr"})


def recorded(
    project: Project,
    kind: str,
    out: Path,
    write: Write,
    *,
    settings: Mapping[str, Any],
    kept: Kept | None = None,
    texts: Iterable[Written] | None = None,
) -> None:
    """Write a file and enter it into the ledger: neither stands without the other.

    What it is made from is frozen first, while nobody else can write, so that the file can name
    its snapshot and be made again from it.

    Args:
        project: the project.
        kind: which table or document it is.
        out: the file.
        write: makes and writes it.
        settings: how it is made.
        kept: the state that it is made from, where that is not the present one.
        texts: what people wrote that it prints; all of its kind where None.

    Raises:
        PrivacyRefusal: a direct identifier is open in what people wrote.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    with project.change("export", kind="note", what=kind) as change:
        if kept is None and kind in STANDS_ON:
            kept = freeze(project, change)
        entered(project, change, kind, out, write, settings=settings, kept=kept, texts=texts)


def freeze(project: Project, change: Change) -> Kept:
    """Freeze the analysis as the acting coder may see it, or find where it was frozen before."""
    coder = project.acting_key(change.connection)
    return states.keep_state(change, states.state_of(change.connection, coder))


def entered(
    project: Project,
    change: Change,
    kind: str,
    out: Path,
    write: Write,
    *,
    settings: Mapping[str, Any],
    kept: Kept | None,
    name: str = "",
    texts: Iterable[Written] | None = None,
) -> str:
    """Write a file and its entry within a change under way; gives the digest of the file.

    Args:
        project: the project.
        change: the change.
        kind: which table or document it is.
        out: the file.
        write: makes and writes it.
        settings: how it is made.
        kept: the state that it is made from.
        name: what the ledger calls the file; its own name where empty.
        texts: what people wrote that it prints; all of its kind where None.
    """
    from qualcode.app.gate.held_texts import refuse_identifying
    from qualcode.app.gate.leaving import written_for

    written = written_for(project, kind) if texts is None else texts
    refuse_identifying(project, change, written)
    coder = project.acting_key(change.connection)
    told = dict(settings)
    if kept is not None and STANDS_ON.get(kind):
        told["stands_on"] = _print_of(
            change.connection, coder, kind, told, kept.content, kept.known
        )
    quoted = write(kept.short if kept else "")
    sha256 = hashlib.sha256(out.read_bytes()).hexdigest()
    record_export(
        change,
        kind=kind,
        file_name=name or out.name,
        sha256=sha256,
        settings=told,
        coder_id=coder,
        quoted=quoted or {},
        snapshot_id=kept.key if kept else None,
    )
    return sha256


def _print_of(
    connection: Connection,
    viewer: int | None,
    kind: str,
    settings: Mapping[str, Any],
    content: State,
    known: dict[Any, str],
) -> str:
    """What tells whether the state that an export stands on is still the same."""
    layers = layers_of(connection, viewer, kind, settings)
    return states.fingerprint(content, STANDS_ON[kind], layers, known)


def layers_of(
    connection: Connection, viewer: int | None, kind: str, settings: Mapping[str, Any]
) -> set[tuple[str, str]] | None:
    """Whose codings of which source stand in an export, by name; None where all do."""
    if "codings" not in STANDS_ON[kind] or kind in _ALL_LAYERS:
        return None
    wanted = settings.get("layer") or ANALYSIS
    return set(analysis_layer(connection, viewer, wanted).coder_of.items())


def list_exports(project: Project) -> list[dict[str, Any]]:
    """The ledger of exports: when, what, which file by its digest, and whether it still holds.

    `stale` is True where what the table was made from has changed since, False where not, and
    None where nobody can tell: it has no snapshot, or a blind round closes a layer to who asks.
    """
    with project.read() as connection:
        viewer = project.acting_key(connection)
        rows = ledger.list_exports(connection, viewer)
        present: dict[tuple[str, str], str | None] = {}
        frozen = [row for row in rows if row["settings"].get("stands_on")]
        content = states.state_of(connection, viewer) if frozen else {}
        known: dict[Any, str] = {}
        for row in frozen:
            key = (row["kind"], str(row["settings"].get("layer") or ANALYSIS))
            if key not in present:
                present[key] = _now(connection, viewer, row, content, known)
    for row in rows:
        key = (row["kind"], str(row["settings"].get("layer") or ANALYSIS))
        stood, now = row["settings"].pop("stands_on", None), present.get(key)
        row["stale"] = None if stood is None or now is None else stood != now
    return rows


def _now(
    connection: Connection,
    viewer: int | None,
    row: Mapping[str, Any],
    content: State,
    known: dict[Any, str],
) -> str | None:
    try:
        return _print_of(connection, viewer, row["kind"], row["settings"], content, known)
    except (NotAllowed, NotFound):
        return None


def export_named(rows: Iterable[Mapping[str, Any]], wanted: str) -> Mapping[str, Any] | None:
    """An entry of the ledger by the beginning of its GUID, else the newest file of that name."""
    every = list(rows)
    by_guid = [row for row in every if wanted and str(row["guid"]).startswith(wanted)]
    if len(by_guid) == 1:
        return by_guid[0]
    return next((row for row in reversed(every) if row["file"] == wanted), None)
