"""A project made from what a person answered, with the file of its study and a folder beside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.projects.studies import new_project
from qualcode.core.codebook import Codebook, said
from qualcode.core.errors import FileProblem, QualcodeError
from qualcode.core.people import Role
from qualcode.core.study import Study
from qualcode.core.study_reading import parse_study
from qualcode.i18n import N_
from qualcode.store.rows import cases as case_rows
from qualcode.store.rows import codebooks as codebook_rows

if TYPE_CHECKING:
    from qualcode.store.project import Project

OWN_CODEBOOK = "codebook"
"""Id of the empty codebook of a study that names none: its codes come from the material."""

_ENDING = ".qualcode"


@dataclass(frozen=True, slots=True)
class Founded:
    """What stands once a project is founded."""

    project: Path
    study: Path
    exports: Path
    acting: str
    """The first who codes."""


def files_of(where: str) -> tuple[Path, Path, Path]:
    """Project, study file and folder of exports that go with a name: `~/x`, `x.qualcode`."""
    path = Path(where.strip()).expanduser()
    if path.suffix != _ENDING:
        path = path.with_name(f"{path.name}{_ENDING}")
    return path, path.with_suffix(".study.yaml"), path.parent / "exports"


def free_name(stem: str, folder: Path) -> str:
    """A name for a project that neither it nor its study has in `folder` yet."""
    name, number = stem, 1
    while any(file.exists() for file in files_of(str(folder / name))[:2]):
        number += 1
        name = f"{re.sub(r'_[0-9]+$', '', stem)}_{number}"
    return f"{name}{_ENDING}"


def refuse_taken(where: str) -> None:
    """Raise where a project or a study of that name is there, or no folder to put it into.

    Raises:
        FileProblem: so it is.
    """
    project, study, _exports = files_of(where)
    if not project.parent.is_dir():
        raise FileProblem(N_("There is no folder {folder}."), folder=str(project.parent))
    for file in (project, study):
        if file.exists():
            raise FileProblem(N_("{file} exists already. Choose another name."), file=file.name)


def found_project(where: str, raw: Mapping[str, Any]) -> Founded:
    """Write the study's file, make the project of it, and a folder for what will be written.

    Args:
        where: the project's file; the study's file and the folder stand beside it.
        raw: the definition, as `core.study_draft.raw_of` gives it.

    Raises:
        QualcodeError: something of the name is there, or cannot be written; nothing is left.
    """
    from qualcode.interop.study_writing import write_study

    refuse_taken(where)
    project, file, exports = files_of(where)
    study = parse_study(raw, file.name)
    write_study(raw, file)
    try:
        with new_project(str(project), study=str(file)) as made:
            _enrol(made, study)
    except QualcodeError:
        file.unlink()
        raise
    exports.mkdir(exist_ok=True)
    codes = [one.id for one in study.coders if one.role is Role.CODER]
    return Founded(project, file, exports, (codes or [one.id for one in study.coders] or [""])[0])


def own_codebook(study: Study) -> Codebook:
    """The empty codebook of a study that names none."""
    title = dict(study.title) if said(study.title) else {}
    return Codebook(OWN_CODEBOOK, "1", title, ())


def _enrol(project: Project, study: Study) -> None:
    """Let those take part whom the study plans for; give it a codebook where it names none."""
    with project.change("new_project", kind="barrier") as change:
        for coder in study.coders:
            case_rows.add_coder(change, coder.id, coder.role)
        if not codebook_rows.list_codebooks(change.connection):
            codebook_rows.add_codebook(change, own_codebook(study))
