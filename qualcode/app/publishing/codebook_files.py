"""A codebook written to a file that can be read in again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.gate.ledgering import recorded
from qualcode.app.projects.studies import codebook_named
from qualcode.app.publishing.wishes import Wish
from qualcode.i18n import current_language

if TYPE_CHECKING:
    from qualcode.store.project import Project


def export_codebook(project: Project, codebook: str | None, path: Path) -> None:
    """Write a codebook of the project (the only one, unless named) to a YAML file.

    Raises:
        NotAllowed: there is none of that id, or several and none was named.
        PrivacyRefusal: a direct identifier is open in what it says.
        FileProblem: the file cannot be written.
    """
    from qualcode.interop.codebook_yaml import write_codebook

    book = codebook_named(project, codebook)

    def write(_snapshot: str) -> None:
        write_codebook(book, path)

    settings = Wish(current_language(), codebook=book.id).settings()
    recorded(project, "codebook", path, write, settings=settings)
