"""The archive of a study: a verified copy in open formats, and the end of the working project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.app.privacy.open_formats import (
    write_explanations,
    write_json,
    write_open_formats,
)
from qualcode.app.privacy.retention import clock_of
from qualcode.app.projects.studies import title_of
from qualcode.app.projects.undoing import list_journal
from qualcode.app.texts.correcting import refuse_viewers
from qualcode.core.errors import DamagedProject, NotAllowed, ProjectProblem
from qualcode.core.privacy.retention import Certificate
from qualcode.core.version import __version__
from qualcode.i18n import N_
from qualcode.store import studies
from qualcode.store.gate import open_rounds
from qualcode.store.opening import open_project
from qualcode.store.rows import ledger
from qualcode.store.safety.backup import back_up
from qualcode.store.safety.bundles import (
    CERTIFICATE,
    LIST,
    BundleCheck,
    destroy,
    digest_of,
    files_of_project,
    new_bundle,
    read_back,
    seal_list,
)
from qualcode.store.safety.chain import journal_heads
from qualcode.store.safety.ciphers import KEYS
from qualcode.store.safety.manifest import backups_folder

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from qualcode.store.project import Project

SCHEMA = "qualcode.archive/1"
PROJECT = "project.qualcode"
"""The copy of the project in an archive."""


def archive(project: Project, target: Path, *, in_clear: bool = False) -> BundleCheck:
    """Write all of a project to a new folder, in open formats, and read every byte back.

    Of an encrypted project only the encrypted copy is written, unless open formats are wanted
    though they are in clear.

    Args:
        project: the project, open for writing: the archive is entered into its journal.
        target: the folder to make, not beside the project: best on another medium.
        in_clear: whether open formats of an encrypted project are written too.

    Raises:
        NotAllowed: nobody is acting, a round is coded blind, or the place is the project's own.
        ProjectProblem: the project is on a server, or something stands at `target` already.
        DamagedProject: what was written reads back otherwise; nothing is kept.
    """
    path = _file_of(project)
    _refuse_place(path, target)
    if target.exists():
        raise ProjectProblem(N_("{file} exists already. Choose another name."), file=str(target))
    with project.change("archive", kind="barrier", file=target.name) as change:
        _refuse_nobody(project)
        refuse_viewers(project, change)
        _refuse_in_round(change.connection)
    with new_bundle(target) as folder:
        back_up(project, folder / PROJECT)
        with project.read() as connection:
            facts = _facts(project, connection)
            if in_clear or KEYS.of(path) is None:
                write_open_formats(project, connection, folder)
        write_explanations(folder)
        seal_list(folder, facts)
        found = read_back(folder)
        if not found.sound:
            raise DamagedProject(N_("What was written reads back otherwise: try another medium."))
    return read_back(target)


def _file_of(project: Project) -> Path:
    if project.path is None:
        raise ProjectProblem(
            N_(
                "Projects on a server are archived and purged by its administrator: pg_dump of "
                "the schema, then DROP SCHEMA."
            )
        )
    return project.path


def _refuse_place(path: Path, target: Path) -> None:
    home, place = path.resolve().parent, target.resolve()
    if place.parent == home or backups_folder(path).resolve() in place.parents:
        raise NotAllowed(
            N_(
                "An archive stands on another path than its project, best on another medium: "
                "name a folder that is not beside {file}."
            ),
            file=path.name,
        )


def _refuse_nobody(project: Project) -> None:
    if project.acting is None:
        raise NotAllowed(
            N_("Who is archiving? Name yourself: --as NAME, or QUALCODE_CODER in the environment.")
        )


def _refuse_in_round(connection: Connection) -> None:
    names = open_rounds(connection)
    if names:
        raise NotAllowed(
            N_("The round {rounds} is coded blind: an archive holds all layers, and waits."),
            rounds=", ".join(names),
        )


def _facts(project: Project, connection: Connection) -> dict[str, Any]:
    clock = clock_of(project)
    return {
        "schema": SCHEMA,
        "project": studies.guid(connection),
        "title": studies.title(connection),
        "program": f"qualcode {__version__}",
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "by": project.acting,
        "published": _day(clock.retention.publication_date),
        "due": _day(clock.retention.due),
        "heads": {stream: list(head) for stream, head in journal_heads(connection).items()},
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def verify_archive(folder: Path) -> BundleCheck:
    """Read every file of an archive back and compare it with the list.

    Raises:
        FileProblem: there is no archive.
        DamagedProject: its list cannot be read, or is of something else.
    """
    found = read_back(folder)
    if found.facts.get("schema") != SCHEMA:
        raise DamagedProject(N_("The list of {folder} cannot be read."), folder=str(folder))
    return found


def purge(where: str, folder: Path, acting: str | None) -> Certificate:
    """Destroy a project whose archive is whole and holds its last state; certify it.

    Overwritten and taken away: the project, what stands beside it, its backups. The certificate
    is written into the archive, as Word and JSON, before the first file goes.

    Args:
        where: the project's file.
        folder: its archive.
        acting: who purges.

    Raises:
        NotAllowed: nobody is acting, or the archive is not of this state of this project.
        DamagedProject: the archive is not whole, or the copy in it is not sound.
    """
    found = verify_archive(folder)
    if not found.sound:
        raise DamagedProject(
            N_(
                "The archive is not what was written: nothing is purged. See what is wrong with "
                "it: qualcode archive --verify"
            )
        )
    with open_project(where, acting=acting) as project:
        path = _file_of(project)
        _refuse_nobody(project)
        if project.refusal is not None:
            raise project.refusal
        _refuse_other_state(project, found)
        _refuse_unsound_copy(folder / PROJECT)
        certificate = _certificate(project, folder, found, files_of_project(path))
    _write_certificate(folder, certificate)
    for file in files_of_project(path):
        destroy(file)
    if backups_folder(path).is_dir():
        backups_folder(path).rmdir()
    return certificate


def _refuse_other_state(project: Project, found: BundleCheck) -> None:
    with project.read() as connection:
        guid = studies.guid(connection)
        heads = {stream: list(head) for stream, head in journal_heads(connection).items()}
    if guid != found.facts.get("project"):
        raise NotAllowed(N_("This is the archive of another project: nothing is purged."))
    if heads != found.facts.get("heads"):
        raise NotAllowed(
            N_("The project has changed since it was archived: archive it again, then purge.")
        )


def _refuse_unsound_copy(copy: Path) -> None:
    from qualcode.store.safety.check import check

    with open_project(copy, read_only=True) as archived:
        if not check(archived).sound:
            raise DamagedProject(N_("The copy in the archive is not sound: nothing is purged."))


def _certificate(
    project: Project, folder: Path, found: BundleCheck, files: Iterable[Path]
) -> Certificate:
    clock = clock_of(project)
    with project.read() as connection:
        made = ledger.list_exports(connection, project.acting_key(connection))
    packages = [
        str(entry.said.get("file") or entry.said.get("coder") or entry.created[:10])
        for entry in list_journal(project)
        if entry.action == "handout"
    ]
    return Certificate(
        title=title_of(project),
        project=str(found.facts["project"]),
        published=clock.retention.publication_date,
        due=clock.retention.due,
        archived=str(found.facts["made"]),
        purged=datetime.now(UTC).isoformat(timespec="seconds"),
        by=project.acting or "",
        archive=folder.name,
        manifest_sha256=digest_of(folder / LIST),
        files=tuple((one.name, one.size, one.sha256) for one in found.files),
        destroyed=tuple((file.name, file.stat().st_size, digest_of(file)) for file in files),
        elsewhere=(*(str(row["file"]) for row in made), *packages),
    )


def _write_certificate(folder: Path, certificate: Certificate) -> None:
    from qualcode.export.files import write_as_named
    from qualcode.export.word.certificate import certificate_document
    from qualcode.i18n import current_language

    document = certificate_document(certificate, language=current_language())
    write_as_named(document, folder / f"{CERTIFICATE}.docx")
    write_json(
        folder / f"{CERTIFICATE}.json", {"schema": "qualcode.certificate/1", **asdict(certificate)}
    )
