"""The study of a project: its definition, its codebooks, and a new project made from both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.core.codebook import Codebook, said
from qualcode.core.errors import FileProblem, NotAllowed
from qualcode.core.study import Study
from qualcode.core.study_reading import parse_study
from qualcode.i18n import N_
from qualcode.store import studies as study_rows
from qualcode.store.rows import codebooks as codebook_rows
from qualcode.store.rows.guide import put_questions

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project


NO_STUDY = Study(id="", title={})
"""What a project has that was made without a study file."""

INTERACTION = "fg_interaction"
"""The codebook of turns in a group talk, laid over the one of its content."""


def shipped(folder: str) -> Path:
    """A folder that comes with the program: codebooks, studies or transcripts_examples."""
    package = Path(__file__).parent.parent.parent
    installed = package / "data" / folder
    return installed if installed.is_dir() else package.parent / folder


def shipped_studies() -> dict[str, Path]:
    """The study definitions that come with the program, by name."""
    files = sorted(shipped("studies").glob("*.study.yaml"))
    return {file.name.removesuffix(".study.yaml"): file for file in files}


def shipped_codebooks() -> dict[str, Path]:
    """The codebooks that come with the program, by name: studies' own, and frameworks."""
    return {file.stem: file for file in sorted(shipped("codebooks").glob("*.yaml"))}


def new_project(
    where: str,
    *,
    study: str | None = None,
    codebooks: Sequence[Path] = (),
    acting: str | None = None,
    passphrase: str | None = None,
) -> Project:
    """Make a project and open it.

    Args:
        where: a file that does not exist yet, or a PostgreSQL URL.
        study: name of a shipped study or path of a study file; its codebooks come with it.
        codebooks: further codebook files.
        acting: name of the coder who is acting.
        passphrase: what the project is encrypted under; in clear without it.

    Raises:
        QualcodeError: a file cannot be used, or there is a project already; nothing is left.
    """
    from qualcode.interop.codebook_yaml import read_codebook
    from qualcode.store.opening import create_project

    defined = read_study_called(study) if study else NO_STUDY
    wanted = [*_codebooks_of_study(defined), *codebooks]
    read = [read_codebook(path) for path in wanted]
    title = said(defined.title) or Path(where).stem
    project = create_project(where, title=title, acting=acting, passphrase=passphrase)
    with project.change("new_project", kind="barrier") as change:
        study_rows.set_study(change.connection, defined.extra)
        for codebook in read:
            codebook_rows.add_codebook(change, codebook)
        put_questions(change, defined.guide_questions)
    return project


def read_study_called(study: str) -> Study:
    """A shipped study (by name) or the study of a file (by path).

    Raises:
        FileProblem: neither exists.
        FormatProblem: mistakes in the file.
    """
    from qualcode.interop.study_yaml import read_study

    path = shipped_studies().get(study, Path(study))
    if study not in shipped_studies() and not path.exists():
        raise FileProblem(
            N_("There is no study “{study}”: name a file, or one of {names}."),
            study=study,
            names=", ".join(shipped_studies()),
        )
    return read_study(path)


def _codebooks_of_study(study: Study) -> list[Path]:
    """Files of the codebooks that the study's types of source name first, and of interaction."""
    ids = dict.fromkeys(kind.codebook for kind in study.source_types if kind.codebook)
    for kind in study.source_types:
        ids.update(dict.fromkeys(i for i in kind.secondary_codebooks if i == INTERACTION))
    files = [shipped("codebooks") / f"{codebook}.yaml" for codebook in ids]
    return [file for file in files if file.is_file()]


def study_of(project: Project) -> Study:
    """The study definition of a project; an empty study where it has none."""
    with project.read() as connection:
        return study_in(project, connection)


def study_in(project: Project, connection: Connection) -> Study:
    """The study definition, inside a read that is under way."""
    stored = study_rows.study_json(connection)
    return project.memory.get("study", stored, lambda: _parsed(stored))


def _parsed(stored: str) -> Study:
    mapping = json.loads(stored)
    return parse_study(mapping) if mapping else NO_STUDY


def codebooks_of_source(
    project: Project, connection: Connection, source: str
) -> tuple[str, ...] | None:
    """Ids of the codebooks that apply to a source; None where the study does not say."""
    kind = study_rows.source_type(connection, source)
    return (
        None
        if kind is None
        else applicable_codebooks(connection, study_in(project, connection), kind)
    )


def applicable_codebooks(
    connection: Connection, study: Study, source_type: str
) -> tuple[str, ...] | None:
    """Codebooks of the project that apply to a type of source; None means all of them.

    A codebook that no type of source of the study names was added by the team for all of them.
    """
    named = study.codebooks_for(source_type)
    if named is None:
        return None
    spoken_of = {
        codebook for kind in study.source_types for codebook in study.codebooks_for(kind.id) or ()
    }
    held = study_rows.codebook_ids(connection)
    found = tuple(c for c in held if c in named or c not in spoken_of)
    return found if any(codebook in named for codebook in found) else None


def list_codebooks(project: Project) -> list[Codebook]:
    """The codebooks of a project in order."""
    with project.read() as connection:
        return project.memory.codebooks(connection)


def codebook_named(project: Project, name: str | None) -> Codebook:
    """The codebook of that id, or the only one.

    Raises:
        NotAllowed: there is none of that id, or several and none was named.
    """
    held = {codebook.id: codebook for codebook in list_codebooks(project)}
    if name is None and len(held) == 1:
        return next(iter(held.values()))
    if name in held:
        return held[name]
    raise NotAllowed(
        N_("Name one of the project's codebooks: {names}."), names=", ".join(held) or "—"
    )


def source_codebooks(project: Project, source: str) -> tuple[str, ...] | None:
    """Ids of the codebooks that apply to a source of the project; None means all of them."""
    with project.read() as connection:
        return codebooks_of_source(project, connection, source)


def title_of(project: Project) -> str:
    """What the project is called, in the current language where the study says it in both."""
    with project.read() as connection:
        return said(study_in(project, connection).title) or study_rows.title(connection)
