"""Every kind of file that is made from a state: written now, written anew, or made again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.publishing.documents import DOCUMENTS, write_made
from qualcode.app.publishing.figures import FIGURES, write_figure
from qualcode.app.publishing.wishes import Wish
from qualcode.i18n import N_

if TYPE_CHECKING:
    from qualcode.export.word.values import Document
    from qualcode.store.project import Project

Mend = Callable[["Document"], "Document"]
"""What is done to a document before it is written."""

_Make = Callable[["Project", Path, Wish, Mend | None], Mapping[str, int]]


def write_kind(
    project: Project, kind: str, out: Path, wish: Wish, mend: Mend | None = None
) -> Mapping[str, int]:
    """Make a file of any kind, without an entry; gives how many quotations of each case it prints.

    Args:
        project: the project, or a state that was brought back.
        kind: one of `MADE_FROM_A_STATE`.
        out: the file; its ending says the format.
        wish: what it is made from.
        mend: what is done to a document before it is written.

    Raises:
        NotFound: no such codebook, attribute, round, source or layer.
        NotAllowed: there is nothing to print, or somebody quoted did not agree to it.
        UsageProblem: the ending is none that can be written.
        FileProblem: the file cannot be written; nothing is left of it.
    """
    if kind in FIGURES:
        write_figure(project, kind, out, wish)
        return {}
    if kind in DOCUMENTS:
        return write_made(project, kind, out, wish, mend)
    return _OTHERS[kind](project, out, wish, mend)


def _agreement(project: Project, out: Path, wish: Wish, mend: Mend | None) -> Mapping[str, int]:
    from qualcode.app.publishing.exporting import make_agreement

    make_agreement(project, out, wish, mend)
    return {}


def _decisions(project: Project, out: Path, wish: Wish, mend: Mend | None) -> Mapping[str, int]:
    from qualcode.app.publishing.decision_log import decisions_made
    from qualcode.export.files import write_as_named

    document, quoted, _found = decisions_made(project, wish)
    write_as_named(mend(document) if mend else document, out)
    return quoted


def _transcript(project: Project, out: Path, wish: Wish, _mend: Mend | None) -> Mapping[str, int]:
    from qualcode.app.publishing.printing import write_paper

    return write_paper(project, out, wish)[1]


def _memos(project: Project, out: Path, wish: Wish, _mend: Mend | None) -> Mapping[str, int]:
    from qualcode.app.coding.memos import list_memos
    from qualcode.app.publishing.memo_export import write_memos

    wanted = wish.asked.get("memos")
    found = [one for one in list_memos(project) if wanted is None or one.guid in wanted]
    return write_memos(project, out, found)


def _codebook(project: Project, out: Path, wish: Wish, _mend: Mend | None) -> Mapping[str, int]:
    from qualcode.app.projects.studies import codebook_named
    from qualcode.interop.codebook_yaml import write_codebook

    write_codebook(codebook_named(project, wish.codebook), out)
    return {}


_OTHERS: dict[str, _Make] = {
    "agreement": _agreement,
    "decisions": _decisions,
    "transcript": _transcript,
    "memos": _memos,
    "codebook": _codebook,
}

MADE_FROM_A_STATE = frozenset({*DOCUMENTS, *FIGURES, *_OTHERS})
"""The kinds that are made from the frozen analysis alone, and so can be made again."""

COMPARISON = "comparison"
"""A table made from two states; it is made again from both."""

MADE_ONCE: dict[str, str] = {
    "bundle": N_("it is the list of the files of a bundle, each of which can be made again"),
    "access": N_("it says what was held about a person on the day when they asked"),
    "record": N_("it describes the processing as it was on the day"),
    "qdpx": N_("it is for another program: write it anew"),
    "qdc": N_("it is for another program: write it anew"),
    "csv": N_("it is for another program: write it anew"),
    "iramuteq": N_("it is for another program: write it anew"),
    "rock": N_("it is for another program: write it anew"),
    "package": N_("packages carry layers between machines: hand out a new one"),
}
"""Why the other kinds cannot be made again (message ids)."""
