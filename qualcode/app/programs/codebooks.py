"""Codebooks of files, also of other programs, put into a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.app.projects.studies import codebook_named, shipped_codebooks
from qualcode.core.codebook import Codebook
from qualcode.core.errors import NotAllowed, NotFound
from qualcode.i18n import N_
from qualcode.store import studies as study_rows
from qualcode.store.rows import codebooks as codebook_rows

if TYPE_CHECKING:
    from qualcode.store.project import Project


def import_codebook(project: Project, path: Path) -> Codebook:
    """Put a codebook file into the project; also one of another program (.qdc, .xlsx, .txt).

    Raises:
        FormatProblem: mistakes in the file, with line and key.
        NotAllowed: the project holds a codebook of that id already.
    """
    from qualcode.interop.codebook_yaml import read_codebook

    if path.suffix.lower() in {".qdc", ".xlsx", ".txt"}:
        return _codebook_of_another_program(project, path)
    codebook = read_codebook(path)
    with project.change("import_codebook", codebook=codebook.id) as change:
        if codebook.id in study_rows.codebook_ids(change.connection):
            raise NotAllowed(
                N_("The project holds the codebook “{codebook}” already."), codebook=codebook.id
            )
        codebook_rows.add_codebook(change, codebook)
    return codebook


def add_codebook(project: Project, name: str) -> Codebook:
    """Put a codebook that comes with the program into the project, by its name, such as cfir2.

    Raises:
        NotFound: no codebook of that name comes with the program.
        NotAllowed: the project holds it already.
    """
    files = shipped_codebooks()
    if name not in files:
        raise NotFound(
            N_("No codebook “{name}” comes with qualcode; there are {names}."),
            name=name,
            names=", ".join(files),
        )
    return import_codebook(project, files[name])


def _codebook_of_another_program(project: Project, path: Path) -> Codebook:
    from qualcode.app.programs.moving_in import move_in
    from qualcode.interop.programs import read_project
    from qualcode.interop.programs.code_lists import read_code_list

    listed = path.suffix.lower() == ".txt"
    carried = read_code_list(path) if listed else read_project(path).project
    done = move_in(project, carried)
    if not done.codebooks:
        raise NotAllowed(
            N_("The project holds the codebook “{codebook}” already."), codebook=path.stem
        )
    return codebook_named(project, done.codebooks[0])
