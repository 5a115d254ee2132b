"""Everything that can be written from a project by name: which file is proposed, and writing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.gate.ledgering import recorded
from qualcode.app.publishing.documents import DOCUMENTS
from qualcode.app.publishing.making import write_kind
from qualcode.app.publishing.telling import with_told
from qualcode.app.publishing.wishes import Wish
from qualcode.core.errors import FileProblem
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.store.project import Project

FOLDER = "exports"
"""Folder beside the project in which files are proposed."""

TITLES: dict[str, str] = {
    "themes": N_("Table of barriers and levers"),
    "matrix": N_("Framework matrix"),
    "chart": N_("Chart of summaries"),
    "theme-tree": N_("Themes with their quotations"),
    "quotes": N_("Chosen quotations"),
    "agreement": N_("Agreement between coders"),
    "decisions": N_("Log of decisions"),
    "participants": N_("Table of participants"),
    "contrast": N_("Contrast of two groups"),
    "practices": N_("Table of practices"),
    "cooccurrence": N_("Codes that go together"),
    "interlocutors": N_("Who speaks to what in a group"),
    "first-appearance": N_("First appearance of codes"),
    "dictionary": N_("Data dictionary"),
    "codebook-annex": N_("Codebook as an annex"),
    "codebook": N_("Codebook as a file (YAML)"),
    "memos": N_("Memos"),
    "joint": N_("Joint display"),
    "objectives": N_("Change objectives"),
    "coreq": N_("COREQ checklist"),
    "srqr": N_("SRQR checklist"),
    "figure-codes": N_("Figure: who raised what"),
    "figure-heat": N_("Figure: codes by case"),
    "figure-saturation": N_("Figure: first appearance of codes"),
    "figure-cooccurrence": N_("Figure: codes that go together"),
    "figure-agreement": N_("Figure: agreement by code"),
}
"""Message id of each kind that this list knows a name for."""

ENDINGS = {
    "codebook": ".yaml",
    "memos": ".md",
    **{kind: ".png" for kind in TITLES if kind.startswith("figure-")},
}
"""Of the kinds that are no Word documents."""

OF_ONE_CODEBOOK = frozenset({"codebook", "codebook-annex"})
"""Kinds that show one codebook, which has to be named where there are several."""

QUOTING = frozenset({"themes", "quotes", "theme-tree", "joint", "objectives"})
"""Kinds that print somebody's words."""


def kinds() -> list[str]:
    """What can be written, in the order of the list; what it has no name for stands at the end."""
    return list(dict.fromkeys([*TITLES, *DOCUMENTS]))


def proposed_file(
    project: Project, kind: str, language: str, ending: str = "", *, codebook: str | None = None
) -> Path:
    """Where a file is proposed to go: `exports/KIND_LANGUAGE.docx` beside the project.

    Args:
        project: the project.
        kind: what is written.
        language: of the file.
        ending: of its name; that of the kind where empty.
        codebook: the codebook that it shows, where it shows one of several.
    """
    beside = Path.cwd() if project.path is None else project.path.absolute().parent
    parts = (kind.replace("-", "_"), codebook, language)
    name = f"{'_'.join(filter(None, parts))}{ending or ENDINGS.get(kind, '.docx')}"
    return beside / FOLDER / name


def with_folder(path: Path) -> Path:
    """The same path; the folder of exports is made where it is missing, no other.

    Raises:
        FileProblem: it cannot be made.
    """
    if path.parent.name == FOLDER:
        try:
            path.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise FileProblem(
                N_("The folder {folder} cannot be made: {why}."),
                folder=str(path.parent),
                why=error.strerror or "",
            ) from error
    return path


def waiting_for_consent(project: Project, kind: str) -> list[str]:
    """The cases that have to be confirmed before a kind of file quotes them."""
    from qualcode.app.analysis.selecting import list_chosen

    if kind not in QUOTING or kind == "themes":
        return []
    names = {one.case.name for one in list_chosen(project) if one.to_confirm and one.case}
    return sorted(names)


def write_out(project: Project, kind: str, out: Path, wish: Wish) -> None:
    """Write one kind of file as its name ends, and enter it into the ledger.

    Raises:
        NotFound: no such kind, codebook or layer.
        NotAllowed: there is nothing to print, or somebody quoted did not agree to it.
        UsageProblem: the ending is none that can be written.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    out = with_folder(out)
    if kind == "memos":
        from qualcode.app.coding.memos import list_memos
        from qualcode.app.publishing.memo_export import export_memos

        export_memos(project, out, list_memos(project))
    elif kind == "codebook":
        from qualcode.app.publishing.codebook_files import export_codebook

        export_codebook(project, wish.codebook, out)
    else:
        export_kind(project, kind, out, wish)


def export_kind(project: Project, kind: str, out: Path, wish: Wish) -> None:
    """Write a file of any kind that is made from a state, and its ledger entry.

    Raises:
        NotFound: no such codebook, round, source or layer.
        NotAllowed: there is nothing to print, or somebody quoted did not agree to it.
        UsageProblem: the ending is none that can be written.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    told = with_told(project, kind, wish)

    def write(snapshot: str) -> Mapping[str, int]:
        return write_kind(project, kind, out, replace(told, snapshot=snapshot))

    recorded(project, kind, out, write, settings=told.settings())
